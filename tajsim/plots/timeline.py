"""Values over time as pictures show them: by quarter, by year, or as sums of the last four quarters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.errors import InputError, quoted
from tajsim.results.distribution import difference, quantiles_of_rows
from tajsim.results.info import OutputInfo

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tajsim.results.like import ResultLike

PROBABILITIES = (0.05, 0.25, 0.5, 0.75, 0.95)
FREQS = ("Q", "4Q", "Y")
SUM = 4  # quarters that are summed


@dataclass(frozen=True, slots=True)
class Timeline:
    """The periods of a picture: dates to draw at, and labels. A year stands at its first day, a sum of four
    quarters at the first day of the last of them."""

    freq: str
    labels: tuple[str, ...]
    dates: NDArray[np.datetime64]

    def __len__(self) -> int:
        return len(self.labels)


def timeline(result: ResultLike, freq: str) -> Timeline:
    """The periods of a result. Raises InputError for an unknown frequency and for a run too short for it."""
    if not isinstance(freq, str) or freq not in FREQS:
        raise InputError(
            f"unknown frequency {quoted(freq)}; use 'Q' for quarters, '4Q' for sums of four quarters "
            "or 'Y' for calendar years"
        )
    if freq == "Y":
        if not result.years:
            raise InputError("the run has no full calendar year; use freq='Q'")
        days = [f"{year}-01-01" for year in result.years]
        return Timeline(freq, tuple(str(year) for year in result.years), np.array(days, "datetime64[D]"))
    quarters = result.quarters[SUM - 1 :] if freq == "4Q" else result.quarters
    if not quarters:
        raise InputError(f"the run has {len(result.quarters)} quarters, too few for a sum of four")
    days = [f"{q.year}-{3 * q.quarter - 2:02d}-01" for q in quarters]
    return Timeline(freq, tuple(str(q) for q in quarters), np.array(days, "datetime64[D]"))


def usual_freq(result: ResultLike, name: str) -> str:
    """How a fan shows an output by default: a flow with seasons by sums of four quarters.

    By calendar year where draws were not kept, and by quarter where the run is too short for either.
    """
    if not is_seasonal_flow(result, name):
        return "Q"
    if result.has_draws(name) and len(result.quarters) > SUM:
        return "4Q"
    return "Y" if len(result.years) > 1 else "Q"


def is_seasonal_flow(result: ResultLike, name: str) -> bool:
    """Whether an output is a flow that the model reports with its seasonal pattern."""
    from tajsim.model.outputs import OUTPUTS

    return result.infos[name].annual == "sum" and any(o.name == name and o.season for o in OUTPUTS)


def levels(result: ResultLike, name: str, scenario: str, freq: str) -> pd.DataFrame:
    """An output in one scenario: the column "central" and one per probability of PROBABILITIES, by period."""
    if freq != "4Q":
        return result.table(name, freq, PROBABILITIES, [scenario])
    draws, central = _sums(result, name)
    place = result.position(scenario)
    return _frame(quantiles_of_rows(draws[:, place], PROBABILITIES, result.weights), central[:, place])


def deviations(
    result: ResultLike, name: str, scenario: str, freq: str, relative: bool | None
) -> tuple[pd.DataFrame, str]:
    """The same of the deviation from the baseline, draw by draw, and the unit of the deviation."""
    delta = result.delta(scenario, name, "Y" if freq == "Y" else "Q", relative)
    if freq != "4Q":
        return delta.table(PROBABILITIES), _of_sums(delta.unit, result.infos[name], freq, delta.relative)
    draws, central = _sums(result, name)
    of, base = result.position(scenario), result.position(delta.baseline)
    gap = difference(draws[:, of], draws[:, base], delta.relative)
    path = difference(central[:, of], central[:, base], delta.relative)
    return (
        _frame(quantiles_of_rows(gap, PROBABILITIES, result.weights), path),
        _of_sums(delta.unit, result.infos[name], freq, delta.relative),
    )


def unit_of(info: OutputInfo, freq: str) -> str:
    """The unit of an output at a frequency: `million USD a quarter`, `million USD, sum of four quarters`."""
    return _of_sums(info.unit, info, freq, False)


def _of_sums(unit: str, info: OutputInfo, freq: str, relative: bool) -> str:
    if info.annual != "sum":
        return unit
    if freq == "4Q":
        return f"{unit}, sums of four quarters" if relative else f"{unit}, sum of four quarters"
    return unit if relative else f"{unit} a {'year' if freq == 'Y' else 'quarter'}"


def _sums(result: ResultLike, name: str) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Sums of the last four quarters of a flow, (period, scenario, draw) and (period, scenario)."""
    info = result.info(name)
    if info.annual != "sum":
        raise InputError(f"{name!r} is no flow, so quarters of it do not add up; use freq='Q' or 'Y'")
    timeline(result, "4Q")
    if name in result.kept and not result.has_draws(name):
        raise InputError(
            f"the draws of {name!r} were not kept, so four quarters of a draw cannot be summed; use freq='Y'"
        )
    draws = result.draws(name, "Q").astype(np.float64)
    return _last_four(draws), _last_four(result.central[name])


def _last_four(values: NDArray[np.float64]) -> NDArray[np.float64]:
    count = len(values) - SUM + 1
    return np.asarray(sum(values[shift : shift + count] for shift in range(SUM)))


def _frame(found: NDArray[np.floating[Any]], central: NDArray[np.floating[Any]]) -> pd.DataFrame:
    import pandas as pd

    columns: dict[Any, NDArray[np.floating[Any]]] = {"central": central}
    columns |= dict(zip(PROBABILITIES, found, strict=True))
    return pd.DataFrame(columns)
