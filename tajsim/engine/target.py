"""Where the draws of a run go: an array (period, scenario, draw) for every kept output."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.aggregation import OutputArrays, Window
from tajsim.engine.plan import Plan
from tajsim.errors import InputError


def window_of(plan: Plan) -> Window:
    """The reported part of the plan's quarters."""
    begin = plan.quarters[0]
    years = {year - begin.year: place for place, year in enumerate(plan.years)}
    return Window(plan.first, begin.quarter - 1, years)


def allocate(plan: Plan, draws: int, dtype: Any = np.float32) -> OutputArrays:
    """Arrays (period, scenario, draw) for every kept output, NaN where a run does not fill them."""
    target = room(plan, draws, dtype)
    for array in (*target.quarterly.values(), *target.annual.values()):
        array.fill(np.nan)
    return target


def room(plan: Plan, draws: int, dtype: Any = np.float32) -> OutputArrays:
    """Arrays (period, scenario, draw) for every kept output, of which anything may be in.

    They lie in one piece of memory, which the system hands out several times as fast as many.
    """
    columns = len(plan.scenarios) * draws
    return laid_over(plan, draws, np.empty(len(plan.outputs) * _periods(plan) * columns, dtype))


def laid_over(plan: Plan, draws: int, flat: NDArray[Any]) -> OutputArrays:
    """Arrays for every kept output over one that is as long as all of them together."""
    quarterly, annual = {}, {}
    shape, quarters = (_periods(plan), len(plan.scenarios), draws), len(plan.reported)
    for name, values in zip(plan.outputs, flat.reshape(len(plan.outputs), *shape), strict=True):
        quarterly[name], annual[name] = values[:quarters], values[quarters:]
    return OutputArrays(quarterly, annual)


def _periods(plan: Plan) -> int:
    return len(plan.reported) + len(plan.years)


def check_complete(plan: Plan, target: OutputArrays) -> None:
    """Raise InputError naming the first output, period and scenario with anything but finite numbers."""
    for arrays, periods in ((target.quarterly, plan.reported), (target.annual, plan.years)):
        for name, values in arrays.items():
            bad = ~np.isfinite(values)
            if bad.any():
                period, scenario, _ = (int(i[0]) for i in np.nonzero(bad))
                raise InputError(
                    f"scenario {plan.scenarios[scenario].name!r} has no finite outcome in {periods[period]}: "
                    f"{name!r} is no number there; make the shocks smaller"
                )


def part(target: OutputArrays, start: int, stop: int) -> OutputArrays:
    """The draws from `start` to `stop` of a target, as views."""

    def cut(arrays: Any) -> dict[str, NDArray[Any]]:
        return {name: array[..., start:stop] for name, array in arrays.items()}

    return OutputArrays(cut(target.quarterly), cut(target.annual))
