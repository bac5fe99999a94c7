"""A result as tables: levels and deviations, draws in tidy form, the IAMC format, xarray and Parquet.

A Parquet file holds every draw in tidy form, with units and the manifest in its metadata; `excel` writes
workbooks.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tajsim.arguments import AT_ONCE, flag, number, probabilities, text
from tajsim.errors import InputError, MissingExtraError, quoted
from tajsim.labels import check_suffix
from tajsim.memory import check_memory
from tajsim.results.distribution import Distribution, Draws
from tajsim.results.periods import Freq, Period, check_freq, find_period
from tajsim.store import write_whole

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tajsim.results.like import ResultLike


REGION = "Tajikistan"
COVER = ("reserves_usd", "reserves_months")


def column_names(quantiles: Sequence[float], text_names: bool) -> list[Hashable]:
    """The names of the columns of quantiles: the probabilities, or texts as "q05" with `text_names`."""
    texts = flag(AT_ONCE, "text_names", text_names)
    return [quantile_name(q) for q in quantiles] if texts else list(quantiles)


def quantile_name(probability: float) -> str:
    """q05 for 0.05, q97.5 for 0.975."""
    percent = f"{100 * probability:.10g}"
    return f"q{percent.zfill(2)}" if "." not in percent else f"q{percent}"


def table(
    result: ResultLike,
    names: Sequence[str] | str,
    freq: str,
    quantiles: Sequence[float] | float,
    scenarios: Sequence[str] | str | None,
    text_names: bool,
) -> pd.DataFrame:
    """The distribution of one output, indexed by (scenario, period), or of several, by (variable, ...)."""
    import pandas as pd

    quantiles = probabilities(AT_ONCE, "quantiles", quantiles)
    columns = column_names(quantiles, text_names)
    if isinstance(names, str):
        return _one(result, names, freq, quantiles, scenarios, columns)
    chosen = _outputs(result, names)
    frames = {name: _one(result, name, freq, quantiles, scenarios, columns) for name in chosen}
    return pd.concat(frames, names=["variable"])


def _outputs(result: ResultLike, names: Sequence[str] | str) -> tuple[str, ...]:
    """The outputs asked for. Raises InputError naming each that is unknown, and when there is none."""
    asked = result.choose_outputs(names)
    if not asked:
        raise InputError("there is no output; name at least one")
    return asked


def _one(
    result: ResultLike,
    name: str,
    freq: str,
    quantiles: Sequence[float],
    scenarios: Sequence[str] | str | None,
    columns: list[Hashable],
) -> pd.DataFrame:
    import pandas as pd

    chosen = result.choose(scenarios)
    found = result.distribution(name, freq).quantiles(quantiles)
    central = (result.central if freq == "Q" else result.central_annual)[name]
    places = [result.position(scenario) for scenario in chosen]
    index = _labels(tuple(chosen), result.periods(freq)).view()
    data: dict[Hashable, Any] = {"central": central[:, places].T.ravel()}
    data |= {q: rows[:, places].T.ravel() for q, rows in zip(columns, found, strict=True)}
    return pd.DataFrame(data, index=index)


@lru_cache(maxsize=16)
def _labels(scenarios: tuple[str, ...], periods: tuple[str | int, ...]) -> pd.MultiIndex:
    """The labels of the rows of a table: tables of many outputs share them."""
    import pandas as pd

    return pd.MultiIndex.from_product([scenarios, periods], names=["scenario", "period"])


def compare(
    result: ResultLike,
    names: Sequence[str] | str,
    scenarios: Sequence[str] | str | None,
    freq: str,
    at: Period | None,
    quantiles: Sequence[float] | float,
    text_names: bool,
) -> pd.DataFrame:
    """Deviations of several outputs from the baseline in tidy form; see `Result.compare`."""
    import pandas as pd

    quantiles = probabilities(AT_ONCE, "quantiles", quantiles)
    columns = column_names(quantiles, text_names)
    places: list[int] | slice = slice(None)
    how: Freq = check_freq(freq)
    if at is not None:
        how, place = find_period(at, result.quarters, result.years)
        places = [place]
    others = [s for s in result.choose(scenarios) if s != result.baseline]
    frames = []
    for name in _outputs(result, names):
        for scenario in others:
            delta = result.delta(scenario, name, how)
            part = delta.table(quantiles).iloc[places].reset_index()
            part.columns = pd.Index(["period", "central", *columns], dtype=object)
            part.insert(0, "variable", name)
            part.insert(1, "scenario", scenario)
            part.insert(3, "unit", delta.unit)
            frames.append(part)
    if not frames:
        raise InputError(f"there is nothing to compare with the baseline {result.baseline!r}")
    return pd.concat(frames, ignore_index=True)


def reserve_cover(result: ResultLike, months: float, freq: str) -> pd.DataFrame:
    """Cover by a scenario's own imports and by those of the baseline; see `Result.reserve_cover`."""
    import pandas as pd

    how = check_freq(freq)
    limit = number(AT_ONCE, "months", months)
    result.need_draws()
    stocks, cover = (result.draws(name, how).astype(np.float64) for name in COVER)
    place = result.position(result.baseline)
    by_baseline = stocks / stocks[:, [place]] * cover[:, [place]]
    index = pd.MultiIndex.from_product([result.scenarios, result.periods(how)], names=["scenario", "period"])
    data = {}
    for imports, values in (("own", cover), ("baseline", by_baseline)):
        draws = Draws(values, result.weights)
        data[f"{imports}_median"] = draws.quantiles([0.5])[0].T.ravel()
        data[f"{imports}_below"] = draws.share("<", limit).T.ravel()
    return pd.DataFrame(data, index=index)


def to_iamc(
    result: ResultLike, freq: str, quantiles: Sequence[float] | float, model: str | None
) -> pd.DataFrame:
    """Levels in the format of the Integrated Assessment Modeling Consortium; see `Result.to_iamc`."""
    import pandas as pd

    how = check_freq(freq)
    quantiles = probabilities(AT_ONCE, "quantiles", quantiles)
    named = f"tajsim {result.manifest.version}" if model is None else text(AT_ONCE, "model", model)
    if not named.strip():
        raise InputError(f"model is {quoted(model)}; it must be text")
    ends = ["", *(f"|{100 * q:.10g}th Percentile" for q in quantiles)]
    frames = []
    for name in result.kept:
        rows = table(result, name, how, quantiles, None, False)
        for column, end in zip(rows.columns, ends, strict=True):
            frames.append(
                pd.DataFrame(
                    {
                        "model": named,
                        "scenario": rows.index.get_level_values("scenario"),
                        "region": REGION,
                        "variable": name + end,
                        "unit": result.infos[name].unit,
                        **_dates(rows.index.get_level_values("period"), how),
                        "value": rows[column].to_numpy(),
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def _dates(periods: pd.Index, freq: Freq) -> dict[str, Any]:
    """The column of dates: the year, or the first day of the quarter."""
    import pandas as pd

    if freq == "Y":
        return {"year": periods.to_numpy(dtype=int)}
    return {"time": pd.PeriodIndex(periods, freq="Q").to_timestamp()}


SUMMARY_COLUMNS = ("scenario", "variable", "unit", "period", "statistic", "value", "freq")


def to_frame(result: ResultLike, freq: str = "Q", outputs: Sequence[str] | str | None = None) -> pd.DataFrame:
    """Every draw in tidy form: scenario, period, draw, variable, value, and weight where draws have some.

    Labels are categoricals, so that a row takes 12 bytes or so; `outputs` limits the variables.
    """
    import pandas as pd

    names = result.choose_outputs(outputs)
    rows = len(names) * len(result.scenarios) * len(result.periods(freq)) * _draws(result)
    check_memory(
        (24.0 if result.weights is None else 32.0) * rows / 2**30,
        f"a table of {rows:,} rows",
        "name fewer outputs=[...]",
    )
    arrays = [result.draws(name, freq).transpose(1, 0, 2) for name in names]  # scenario, period, draw
    shape = (len(names), len(result.scenarios), len(result.periods(freq)), _draws(result))
    variable, scenario, period, draw = np.indices(shape, dtype=np.int32, sparse=True)

    def labels(codes: Any, categories: Sequence[Any]) -> pd.Categorical:
        spread = np.broadcast_to(codes, shape).ravel()
        return pd.Categorical.from_codes(spread, categories=pd.Index(categories))

    columns = {
        "scenario": labels(scenario, result.scenarios),
        "period": labels(period, result.periods(freq)),
        "draw": np.broadcast_to(draw, shape).ravel(),
        "variable": labels(variable, names),
        "value": np.concatenate([array.ravel() for array in arrays] or [np.empty(0, np.float32)]),
    }
    if result.weights is not None:
        columns["weight"] = np.broadcast_to(result.weights.values, shape).ravel()
    return pd.DataFrame(columns)


def summary_frame(result: ResultLike, quantiles: Sequence[float] | float) -> pd.DataFrame:
    """Statistics in tidy form: scenario, variable, unit, period, statistic, value, freq."""
    import pandas as pd

    blocks: list[list[NDArray[Any]]] = []
    for block in statistics_by_output(result, probabilities(AT_ONCE, "quantiles", quantiles)):
        names = summary_statistics(block)
        period, statistic = (grid.ravel() for grid in np.meshgrid(block.periods, names, indexing="ij"))
        labels = (block.scenario, block.variable, block.unit)
        fixed = [np.full(block.values.size, label, dtype=object) for label in labels]
        freq = np.full(block.values.size, block.freq, dtype=object)
        blocks.append([*fixed, period, statistic, block.values.ravel(), freq])
    columns = [np.concatenate(column) for column in zip(*blocks, strict=True)]
    names = list(SUMMARY_COLUMNS)
    return pd.DataFrame(dict(zip(names, columns, strict=True)), columns=names)


def summary_statistics(block: Block) -> list[str]:
    """What the statistics of a block are called in the summary."""
    return [f"delta_{s}" if block.kind == "delta" else s for s in block.statistics]


def to_xarray(result: ResultLike, freq: str = "Q") -> Any:
    """An xarray.Dataset of every draw; its attributes are text, so that netCDF can hold them."""
    xarray = import_extra("xarray", "to_xarray", "xarray")
    period = "quarter" if check_freq(freq) == "Q" else "year"
    variables = {
        name: (
            (period, "scenario", "draw"),
            result.draws(name, freq),
            {"units": result.infos[name].unit, "long_name": result.infos[name].definition},
        )
        for name in result.kept
    }
    coords: dict[str, Any] = {
        period: (period, list(result.periods(freq)), {"long_name": f"calendar {period}"}),
        "scenario": ("scenario", list(result.scenarios), {"long_name": "scenario, the baseline first"}),
        "draw": (
            "draw",
            np.arange(_draws(result), dtype=np.int32),
            {"long_name": "shared by all scenarios"},
        ),
    }
    if result.weights is not None:
        coords["weight"] = (
            "draw",
            result.weights.values,
            {"long_name": "how much the draw counts; all add up to 1"},
        )
    if period == "quarter":
        first = np.array([f"{q.year}-{3 * q.quarter - 2:02d}-01" for q in result.quarters], "datetime64[ns]")
        coords["date"] = ("quarter", first, {"long_name": "first day of the quarter"})
    about = {"source": f"tajsim {result.manifest.version}", "manifest": result.manifest.to_json()}
    if result.weights is not None:
        about["weights"] = result.weights.text
    return xarray.Dataset(variables, coords, about)


class Block(NamedTuple):
    """Statistics of one output in one scenario: values (period, statistic), level or deviation ("delta")."""

    variable: str
    scenario: str
    unit: str
    freq: str
    kind: str
    periods: list[str]
    statistics: list[str]
    values: NDArray[np.float64]


def statistics_by_output(result: ResultLike, quantiles: Sequence[float]) -> Iterator[Block]:
    """Levels and deviations from the baseline of every output kept, by quarter and year."""
    statistics = ["central", "mean", *(quantile_name(q) for q in quantiles)]
    for name in result.kept:
        unit = result.infos[name].unit
        for freq, central in (("Q", result.central[name]), ("Y", result.central_annual[name])):
            periods = [str(period) for period in result.periods(freq)]
            levels = _statistics(result.distribution(name, freq), central, quantiles)
            for column, scenario in enumerate(result.scenarios):
                yield Block(
                    variable=name,
                    scenario=scenario,
                    unit=unit,
                    freq=freq,
                    kind="level",
                    periods=periods,
                    statistics=statistics,
                    values=levels[:, column],
                )
            for scenario in result.scenarios[1:]:
                delta = result.delta(scenario, name, freq)
                values = _statistics(delta.distribution(), delta.central, quantiles)
                yield Block(
                    variable=name,
                    scenario=scenario,
                    unit=delta.unit,
                    freq=freq,
                    kind="delta",
                    periods=periods,
                    statistics=statistics,
                    values=values,
                )


def _statistics(
    rows: Distribution, central: NDArray[np.float64], quantiles: Sequence[float]
) -> NDArray[np.float64]:
    """Central, mean and quantiles, on the last axis."""
    return np.stack([central, rows.mean(), *rows.quantiles(quantiles)], axis=-1)


def _draws(result: ResultLike) -> int:
    return result.manifest.draws or 1


def import_extra(module: str, feature: str, extra: str) -> Any:
    """The module of an extra. Raises MissingExtraError naming the command that installs it."""
    try:
        return import_module(module)
    except ImportError:
        raise MissingExtraError(feature, extra) from None


KEY = "tajsim"  # of the metadata of the file


def to_parquet(result: ResultLike, path: str | Path, freq: str = "Q") -> Path:
    """Write the file; see `Result.to_parquet`."""
    check_suffix(
        path,
        (".parquet", ".pq"),
        "the file is a Parquet file",
        "to_excel and summary_frame().to_csv write others",
    )
    pyarrow = import_extra("pyarrow", "to_parquet", "parquet")
    parquet = import_extra("pyarrow.parquet", "to_parquet", "parquet")
    table = pyarrow.Table.from_pandas(to_frame(result, freq), preserve_index=False)
    metadata = {
        "freq": freq,
        "units": {name: result.infos[name].unit for name in result.kept},
        "definitions": {name: result.infos[name].definition for name in result.kept},
        "manifest": result.manifest.to_dict(),
    }
    if result.weights is not None:
        metadata["weights"] = result.weights.to_dict()
    text = json.dumps(metadata, ensure_ascii=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), KEY: text})
    return write_whole(path, lambda stream: parquet.write_table(table, stream))
