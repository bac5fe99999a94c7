"""Distributions as tables: levels of one or several outputs, deviations side by side, and the IAMC format."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from tajsim.arguments import AT_ONCE, flag, probabilities, text
from tajsim.errors import InputError, quoted
from tajsim.results.periods import Freq, Period, check_freq, find_period

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.results.like import ResultLike

REGION = "Tajikistan"


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
    index = pd.MultiIndex.from_product([chosen, result.periods(freq)], names=["scenario", "period"])
    data: dict[Hashable, Any] = {"central": central[:, places].T.ravel()}
    data |= {q: rows[:, places].T.ravel() for q, rows in zip(columns, found, strict=True)}
    return pd.DataFrame(data, index=index)


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
