"""Whether the baseline is plausible: its ratios beside their own history and what institutions forecast."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.plan import last_quarter
from tajsim.engine.run import run
from tajsim.parameters import Parameters, as_parameters
from tajsim.parameters.loading import DEFAULT
from tajsim.store import data_path, read_toml

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.results import Result

Floats = NDArray[np.float64]
LAST = "2030Q4"


@dataclass(frozen=True, slots=True)
class Ratio:
    """One ratio of the baseline and what it is held against; ranges are (lowest, highest).

    relative: "" (the output as it is), "gdp" (dollars over output in dollars), "real gdp" (at prices of the
    base year) or "base year" (over its value there), in percent. kind: "level" of each year, "growth" on the
    year before, "first growth" of the first year, or "largest quarterly change", adjusted for the season.
    """

    name: str
    output: str
    history: tuple[float, float]
    history_source: str
    forecast: tuple[float, float]
    forecast_source: str
    range: tuple[float, float]
    relative: str = ""
    kind: str = "level"


def ratios() -> tuple[Ratio, ...]:
    """The ratios that the baseline is held against, from data/evidence/baseline.toml."""
    tables: list[dict[str, Any]] = read_toml(data_path("evidence", "baseline.toml"))["ratios"]
    return tuple(_ratio(table) for table in tables)


def _ratio(table: dict[str, Any]) -> Ratio:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    return Ratio(**fields)


def baseline_ratios(parameters: Parameters | str | Path = DEFAULT) -> pd.DataFrame:
    """The ratios of the baseline to 2030, each beside its own history and the forecasts of institutions.

    Parameters
    ----------
    parameters : Parameters, str or Path, default "nowcast-2025"
        A parameter set, the name of a shipped one, or a TOML file.

    Returns
    -------
    pandas.DataFrame
        Indexed by ratio, with columns first and last (the ratio in the first year that the outlook is of and
        in 2030; for a single number both are it), lowest and highest over all years, history, forecast and
        range as "low to high", inside (whether all years lie in the range), history_source and
        forecast_source.

    Raises
    ------
    InputError
        When `parameters` is no set.

    Examples
    --------
    >>> import tajsim as ts
    >>> bool(ts.baseline_ratios("world-bank-2024")["inside"].all())
    True
    """
    import pandas as pd

    p = as_parameters(parameters)
    result = run(parameters=p, draws=None, outputs="all", start=last_quarter(p) + 1, end=LAST)
    known = 0 if p.known is None else p.known.free_from.year - result.years[0]
    rows = [_row(ratio, _values(ratio, result, p, known)) for ratio in ratios()]
    return pd.DataFrame(rows).set_index("ratio")


def _row(ratio: Ratio, values: Floats) -> dict[str, Any]:
    low, high = ratio.range
    return {
        "ratio": ratio.name,
        "first": float(values[0]),
        "last": float(values[-1]),
        "lowest": float(values.min()),
        "highest": float(values.max()),
        "history": _between(ratio.history),
        "forecast": _between(ratio.forecast),
        "range": _between(ratio.range),
        "inside": bool((values >= low).all() and (values <= high).all()),
        "history_source": ratio.history_source,
        "forecast_source": ratio.forecast_source,
    }


def _between(ends: tuple[float, float]) -> str:
    return f"{ends[0]:g} to {ends[1]:g}"


def _values(ratio: Ratio, result: Result, p: Parameters, known: int) -> Floats:
    """The ratio by year, or the one number it is, after the `known` years, which no baseline made."""
    values = result.central_annual
    level: Floats = values[ratio.output][:, 0]
    if ratio.kind == "largest quarterly change":
        return np.array([_largest_change(result, 4 * known)])
    if ratio.kind in ("growth", "first growth"):
        level = np.concatenate([[_of_base_year(ratio.output, p)], level])
        growth: Floats = (100.0 * (level[1:] / level[:-1] - 1.0))[known:]
        return growth[:1] if ratio.kind == "first growth" else growth
    level = level[known:]
    if ratio.relative == "gdp":
        gdp_usd = (values["gdp_nominal"][:, 0] / values["tjs_per_usd"][:, 0])[known:]
        return np.asarray(100.0 * level / gdp_usd)
    if ratio.relative == "real gdp":
        return np.asarray(100.0 * level / values["gdp"][known:, 0])
    if ratio.relative == "base year":
        return np.asarray(level / p.remittances.remittances_gdp_share)
    return level


def _of_base_year(output: str, p: Parameters) -> float:
    figures = {"trade_russia_usd": p.trade.turnover_russia, "tjs_per_usd": p.economy.exchange_rate}
    return float(figures[output])


def _largest_change(result: Result, first: int) -> float:
    """The largest change of adjusted dollar remittances on the quarter before, percent, from `first` on."""
    money = (result.central["remittances_tjs"][:, 0] / result.central["tjs_per_usd"][:, 0])[first:]
    return float(100.0 * np.abs(money[1:] / money[:-1] - 1.0).max())
