"""Figures that a run is given are met in every draw, and draws are weighed by how likely that is.

Residuals of equations and deviations of drivers are made of standard normals z, and y(z, p) are the figures
of a path under the parameters p. The error of a figure is one more z, times its standard error. Figures are
met along orthonormal directions D in z, one each: with the z that was drawn,

    z*  = z + D' (s - D z)      y(z*, p) = the figures given

and s, as many unknowns as figures, is solved by Newton's method in all draws side by side. What of z is
orthogonal to D, and p, stay as they were drawn; so with phi the normal density

    weight = phi(s) / |det dy/ds|

is exact: the change of variables from s to y, given everything else. Directions are those of the single path:
`tajsim.engine.single_path`.

Decision: see `docs/decisions/conditioning.md`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tajsim.drivers.stochastic import SERIES, DriverModel
from tajsim.engine.block import (
    central_economy,
    kernel_for,
    stepper_of,
    undisturbed,
    with_shocks,
)
from tajsim.engine.collect import of_every_block
from tajsim.engine.condition import ALL, Condition
from tajsim.engine.givens import Given, Solved
from tajsim.engine.measured import Measurement, base_values
from tajsim.engine.newton import newton, slopes
from tajsim.engine.plan import Plan
from tajsim.engine.shocks import NAMES
from tajsim.engine.single_path import EXACT, MET, NUDGE, gaps_of, single_path
from tajsim.errors import InputError, Problems, quoted
from tajsim.model.met_by import EQUATIONS
from tajsim.results.conditions import GivenFigure, GivenFigures, effective_draws, normalised

Floats = NDArray[np.float64]
FAILING = 0.5  # share of draws without a solution that is too large
FEWEST, FEWEST_SHARE = 100.0, 0.02  # effective draws that a band of 90 % needs; of few draws, this share
CARRIERS, SMALLEST = 3, 0.1  # series named beside a figure, and the share of it that names one


def prepared(
    plan: Plan, conditions: Sequence[Condition], set_paths: Sequence[Condition], model: DriverModel | None
) -> Plan:
    """The plan with how each figure is met, and the single path that meets the exact ones.

    conditions: in order, all but those that set the path of a driver, `set_paths`. model: of the drivers.
    Raises InputError naming the figures that nothing moves, that need more quarters than there are, or that
    the single path does not meet.
    """
    ordered = tuple(conditions)
    _check_equations(plan, ordered, model)
    quarters = max((c.last - plan.quarters[0] + 1 for c in ordered), default=0)
    series = len(NAMES) + sum(not c.exact for c in ordered)
    none = np.zeros((len(ordered), series, quarters))
    given = Given(ordered, tuple(set_paths), model, none, np.zeros((series, quarters)))
    base_values(plan, central_economy(plan), ordered)  # what is not known of the base year is said at once
    return replace(plan, given=single_path(plan, given) if ordered else given)


def _check_equations(plan: Plan, conditions: Sequence[Condition], model: DriverModel | None) -> None:
    problems = Problems("the figures given cannot be met")
    for c in conditions:
        if c.equation is None:
            problems.add(
                f"{c}: no equation is declared for {c.name!r}; say by= one of {', '.join(EQUATIONS)}, or "
                f"{ALL!r}"
            )
        elif c.equation in EQUATIONS and not plan.missed:
            problems.add(f"{c}: the run has no residuals")
        elif c.equation not in (*EQUATIONS, ALL) and (model is None or c.equation not in SERIES):
            problems.add(f"{c}: {quoted(c.equation)} has no deviations that could meet it")
    problems.raise_if_any()


def solve_block(plan: Plan, block: int) -> Solved:
    """What meets the figures in one block of draws, and how likely each draw is.

    plan: one that keeps the outputs measured.
    """
    given = _given(plan)
    plain, shocks = undisturbed(plan, block)
    draws, stepper = plain.draws or 1, stepper_of(plan, plain)
    shocks = given.with_drawn_errors(shocks.until(given.quarters), plan.seed, block, draws)
    shocks, ratio = given.seen(shocks)
    measured = Measurement(plan, given.conditions)

    def reached(sizes: Floats) -> Floats:
        moved = shocks.moved(given.directions, sizes)
        found = measured.figures(with_shocks(plain, moved, plan.driver_model), stepper)
        return given.with_errors(found, moved)

    gaps = gaps_of(given.conditions, reached)
    start = np.repeat(given.central[:, np.newaxis], draws, axis=1)
    sizes, left, _ = newton(gaps, start, NUDGE, EXACT)
    missed = ~(np.abs(left) < MET).all(axis=0)
    if missed.any():  # a limit that binds there may not bind at zero
        sizes, left, _ = newton(gaps, np.where(missed, 0.0, sizes), NUDGE, EXACT)
    with np.errstate(all="ignore"):
        _, steepness = np.linalg.slogdet(slopes(gaps, sizes, left, NUDGE))
    unmet = ~((np.abs(left) < MET).all(axis=0) & np.isfinite(steepness))
    sizes = np.where(unmet, start, sizes)
    shares = -0.5 * sizes**2
    log_weights = shares.sum(axis=0) - np.where(unmet, 0.0, steepness) + ratio
    return Solved(sizes, np.where(unmet, -np.inf, log_weights), shares)


def met_in_every_draw(plan: Plan, executor: Executor | None) -> Plan:
    """The plan with what meets its figures in every draw.

    Raises InputError when too many draws cannot meet them.
    """
    given = _given(plan)
    small = Measurement.of(plan, given.conditions).plan
    if plan.kernel is not None:
        small = replace(small, kernel=kernel_for(small).ready(steps=True))
    solved = Solved.of_blocks(of_every_block(small, executor, solve_block))
    failing = float(np.mean(~np.isfinite(solved.log_weights)))
    if failing > FAILING:
        raise InputError(
            f"{100.0 * failing:.0f} % of draws cannot meet the figures given; give an error to one of them, "
            "or say by= another equation",
            map(str, given.conditions),
        )
    return replace(plan, given=replace(given, solved=solved))


def check_weights(plan: Plan) -> None:
    """Raise InputError where too few draws count, naming the least likely figure."""
    given = _given(plan)
    if given.solved is None:
        return
    found, draws = effective_draws(given.solved.log_weights), len(given.solved.log_weights)
    if found >= min(FEWEST, FEWEST_SHARE * draws):
        return
    possible = np.isfinite(given.solved.log_weights)
    surprise = np.median(np.abs(given.solved.sizes[:, possible]), axis=1)
    worst = int(np.argmax(surprise))
    raise InputError(
        f"the figures given leave {found:.1f} effective draws of {draws:,}, too few for a distribution; the "
        f"least likely of them, {surprise[worst]:.1f} standard deviations off, is {given.conditions[worst]}: "
        "give it an error, or a larger one, drop it, or take more draws"
    )


def shown(plan: Plan) -> GivenFigures:
    """The figures of the plan and how they were met, as a result shows them."""
    given = _given(plan)
    solved = given.solved
    log_weights = np.zeros(0) if solved is None else solved.log_weights
    sizes = given.central if solved is None else solved.sizes @ normalised(log_weights)
    loads = np.sum(given.directions**2, axis=2)
    rows = [_row(c, "path", "", math.nan, math.nan) for c in given.set_paths]
    for i, c in enumerate(given.conditions):
        effective = math.nan if solved is None else effective_draws(log_weights - solved.shares[i])
        rows.append(_row(c, str(c.equation), _carriers(loads[i]), float(sizes[i]), effective))
    return GivenFigures(tuple(rows), log_weights)


def _row(c: Condition, by: str, carried_by: str, size: float, effective: float) -> GivenFigure:
    return GivenFigure(
        name=c.name,
        period=c.period,
        measure=c.measure,
        value=c.value,
        error=c.error,
        by=by,
        carried_by=carried_by,
        size=size,
        effective=effective,
        source=c.source,
    )


def _carriers(loads: Floats) -> str:
    """The series that carry most of a direction, as "remittances 71 %, rub_per_usd 20 %"."""
    shares = [*loads[: len(NAMES)], loads[len(NAMES) :].sum()]
    names = (*NAMES, "error")
    order = np.argsort(-np.array(shares), kind="stable")[:CARRIERS]
    return ", ".join(f"{names[i]} {100.0 * shares[i]:.0f} %" for i in order if shares[i] >= SMALLEST)


def _given(plan: Plan) -> Given:
    if plan.given is None:
        raise InputError("the plan has no figures to meet")
    return plan.given
