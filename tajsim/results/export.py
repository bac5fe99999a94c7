"""A result as DataFrames, an xarray Dataset or an Excel workbook."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.errors import MissingExtraError
from tajsim.results.distribution import Distribution, check_probabilities
from tajsim.results.periods import check_freq
from tajsim.store import write_whole

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tajsim.results.result import Result

_SUMMARY = ["scenario", "variable", "unit", "period", "statistic", "value"]


def to_frame(result: Result, freq: str = "Q", outputs: Sequence[str] | None = None) -> pd.DataFrame:
    """Every draw in tidy form: scenario, period, draw, variable, value.

    Labels are categoricals, so that a row takes 12 bytes or so; `outputs` limits the variables.
    """
    import pandas as pd

    names = tuple(result.kept) if outputs is None else tuple(outputs)
    arrays = [result.draws(name, freq).transpose(1, 0, 2) for name in names]  # scenario, period, draw
    shape = (len(names), len(result.scenarios), len(result.periods(freq)), _draws(result))
    variable, scenario, period, draw = np.indices(shape, dtype=np.int32, sparse=True)

    def labels(codes: Any, categories: Sequence[Any]) -> pd.Categorical:
        spread = np.broadcast_to(codes, shape).ravel()
        return pd.Categorical.from_codes(spread, categories=pd.Index(categories))

    return pd.DataFrame(
        {
            "scenario": labels(scenario, result.scenarios),
            "period": labels(period, result.periods(freq)),
            "draw": np.broadcast_to(draw, shape).ravel(),
            "variable": labels(variable, names),
            "value": np.concatenate([array.ravel() for array in arrays] or [np.empty(0, np.float32)]),
        }
    )


def summary_frame(result: Result, quantiles: Sequence[float]) -> pd.DataFrame:
    """Statistics in tidy form: scenario, variable, unit, period, statistic, value."""
    import pandas as pd

    blocks: list[list[NDArray[Any]]] = []
    for labels, periods, statistics, values in _blocks(result, quantiles):
        period, statistic = (grid.ravel() for grid in np.meshgrid(periods, statistics, indexing="ij"))
        fixed = [np.full(values.size, label, dtype=object) for label in labels]
        blocks.append([*fixed, period, statistic, values.ravel()])
    columns = [np.concatenate(column) for column in zip(*blocks, strict=True)]
    return pd.DataFrame(dict(zip(_SUMMARY, columns, strict=True)), columns=_SUMMARY)


def to_xarray(result: Result, freq: str = "Q") -> Any:
    """An xarray.Dataset of every draw, with units and definitions as attributes."""
    xarray = _import("xarray", "to_xarray", "xarray")
    period = "quarter" if check_freq(freq) == "Q" else "year"
    variables = {
        name: (
            (period, "scenario", "draw"),
            result.draws(name, freq),
            {"units": result.infos[name].unit, "long_name": result.infos[name].definition},
        )
        for name in result.kept
    }
    coords = {period: list(result.periods(freq)), "scenario": list(result.scenarios)}
    return xarray.Dataset(variables, coords, {"manifest": result.manifest.to_json()})


def to_excel(result: Result, path: str | Path) -> Path:
    """A workbook of the sheets about, outputs, annual, quarterly: a row a statistic, a column a period."""
    import pandas as pd

    _import("openpyxl", "to_excel", "excel")
    frame = summary_frame(result, (0.05, 0.5, 0.95))
    rows = ["variable", "scenario", "unit", "statistic"]
    manifest = pd.Series({key: str(value) for key, value in result.manifest.to_dict().items()}, name="value")
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="openpyxl") as book:
        manifest.to_excel(book, sheet_name="about", index_label="field")
        result.names.to_excel(book, sheet_name="outputs", index=False)
        for sheet, freq in (("annual", "Y"), ("quarterly", "Q")):
            part = frame[frame["period"].isin([str(period) for period in result.periods(freq)])]
            wide = part.set_index([*rows, "period"])["value"].unstack("period", sort=False)
            wide.reset_index().to_excel(book, sheet_name=sheet, index=False)
    return write_whole(path, lambda stream: stream.write(buffer.getvalue()))


def _blocks(
    result: Result, quantiles: Sequence[float]
) -> Iterator[tuple[list[str], list[str], list[str], NDArray[np.float64]]]:
    """(scenario, variable, unit), periods, statistics, values (period, statistic)."""
    statistics = ["central", "mean", *(_label(q) for q in check_probabilities(quantiles))]
    deviations = [f"delta_{statistic}" for statistic in statistics]
    for name in result.kept:
        unit = result.infos[name].unit
        for freq, central in (("Q", result.central[name]), ("Y", result.central_annual[name])):
            periods = [str(period) for period in result.periods(freq)]
            levels = _statistics(result.distribution(name, freq), central, quantiles)
            for column, scenario in enumerate(result.scenarios):
                yield [scenario, name, unit], periods, statistics, levels[:, column]
            for scenario in result.scenarios[1:]:
                delta = result.delta(scenario, name, freq)
                values = _statistics(delta.distribution(), delta.central, quantiles)
                yield [scenario, name, delta.unit], periods, deviations, values


def _statistics(
    rows: Distribution, central: NDArray[np.float64], quantiles: Sequence[float]
) -> NDArray[np.float64]:
    """Central, mean and quantiles, on the last axis."""
    return np.stack([central, rows.mean(), *rows.quantiles(quantiles)], axis=-1)


def _label(probability: float) -> str:
    """q05 for 0.05, q97.5 for 0.975."""
    percent = f"{100 * probability:.10g}"
    return f"q{percent.zfill(2)}" if "." not in percent else f"q{percent}"


def _draws(result: Result) -> int:
    return result.manifest.draws or 1


def _import(module: str, feature: str, extra: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        raise MissingExtraError(feature, extra) from None
