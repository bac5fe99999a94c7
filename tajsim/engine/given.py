"""Runs of given parameter values: no residuals, no deviations of the drivers, nothing random.

What hit the single path in quarters that a parameter set knows hits every one of them.

For analyses that choose parameter values themselves. The equations, the add-factors and the accounts are
those of `run`, so that the same values give the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.aggregation import OutputArrays
from tajsim.engine.block import PreparedBlock, allocate, centre_of, part, run_paths, with_shocks
from tajsim.engine.plan import Plan, first_state
from tajsim.engine.run import FIXED
from tajsim.engine.sampling import BLOCK, blocks_of
from tajsim.engine.shocks import of_the_single_path
from tajsim.errors import Problems, nearest
from tajsim.memory import check_memory
from tajsim.parameters import declarations

Floats = NDArray[np.float64]


def run_given(plan: Plan, values: Mapping[str, Floats]) -> OutputArrays:
    """The kept outputs of every scenario of `plan`, float64 (period, scenario, draw), for given draws.

    values: parameter -> its values in its unit, (draw,), all of one length; a parameter that is not among
    them keeps its central value. Drivers follow their central paths and equations have no residuals. Raises
    InputError for unknown names, for values that are no such arrays, not finite or outside the allowed
    range, for those that allow no state to start from, and where an outcome is not finite; AccountingError
    if people or money were not conserved.
    """
    draws = _checked(values)
    task = f"running {draws:,} draws of given values in {len(plan.scenarios)} scenarios"
    values_kept = len(plan.outputs) * len(plan.scenarios) * (len(plan.reported) + len(plan.years)) * draws
    check_memory(8.0 * values_kept / 2**30, task, "give fewer draws, fewer scenarios or fewer outputs")
    target = allocate(plan, draws, np.float64)
    for start in range(0, draws, BLOCK):
        stop = min(start + BLOCK, draws)
        economy = _economy(plan, {name: column[start:stop] for name, column in values.items()}, stop - start)
        run_paths(plan, economy, part(target, start, stop), start)
    _check_finite(plan, target)
    return target


def _economy(plan: Plan, values: Mapping[str, Floats], draws: int) -> PreparedBlock:
    p = blocks_of(plan.parameters, values)
    xp: Any = np
    state, constants = first_state(plan.parameters, p, plan.distribution, xp, plan.past)
    economy = PreparedBlock(p, state, constants, xp, draws=draws)
    centre = centre_of(plan)
    if centre is None:
        return economy
    every = np.repeat(centre[..., np.newaxis], draws, axis=2)
    shocks = of_the_single_path(every, len(plan.quarters), missed=plan.missed, model=plan.path_model)
    return with_shocks(economy, shocks, plan.path_model)


def _checked(values: Mapping[str, Floats]) -> int:
    """The number of draws. Raises InputError naming every parameter whose values cannot be run."""
    problems = Problems("cannot run the given parameter values")
    known = declarations()
    lengths = set()
    for name, column in values.items():
        if name not in known:
            problems.add(f"unknown parameter {name!r}; {nearest(str(name), known)}")
            continue
        if not isinstance(column, np.ndarray) or column.dtype.kind not in "iuf" or column.ndim != 1:
            problems.add(f"{name} is {column!r}; it must be an array of numbers (draw,)")
            continue
        lengths.add(len(column))
        low, high = known[name].low, known[name].high
        bad = ~((column >= low) & (column <= high))  # NaN as well
        if name in FIXED:
            problems.add(f"{name!r} is the same in every draw and cannot be varied")
        elif bad.any():
            problems.add(
                f"{name} is {float(column[bad.argmax()])!r} in draw {int(bad.argmax())}; "
                f"allowed: {low:g} to {high:g} {known[name].unit}"
            )
    if len(lengths) > 1:
        problems.add(f"the arrays have different lengths: {', '.join(map(str, sorted(lengths)))}")
    if not values or 0 in lengths:
        problems.add("there are no values; give at least one parameter and one draw")
    problems.raise_if_any()
    return lengths.pop()


def _check_finite(plan: Plan, target: OutputArrays) -> None:
    """Raise InputError naming the outputs that are not finite numbers somewhere."""
    problems = Problems("the given parameter values have no finite outcome")
    for arrays, periods in ((target.quarterly, plan.reported), (target.annual, plan.years)):
        for name, values in arrays.items():
            bad = ~np.isfinite(values)
            if bad.any():
                period, scenario, draw = (int(i[0]) for i in np.nonzero(bad))
                problems.add(
                    f"{name} in {int(bad.any(axis=(0, 1)).sum())} of {values.shape[-1]} draws, first in "
                    f"{periods[period]} of scenario {plan.scenarios[scenario].name!r}, draw {draw}"
                )
    problems.raise_if_any()
