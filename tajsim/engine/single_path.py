"""The single path that meets the figures a run is given, and the directions in which draws meet them.

It is a path of central parameters, with innovations z of residuals and drivers in standard deviations, zero
in a run that is given nothing. The figures y are met by the shortest steps from there: with D an
orthonormal basis of the rows of G, the slopes of y at z,

    z -> z - D' (G D')^-1 (y(z) - the figures given)

The row of each figure lies within the innovations that are to meet it, the error of a figure that has one
among them, orthogonal to the rows of the figures before it, drivers first. Of a linear path the first step
gives the likeliest z.

Draws meet the figures along directions that are made in the same way of the mean of the slopes at zero and
at the end: a limit that binds on the single path (holders have no dollars left to sell) need not in draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.block import PreparedBlock, central_economy, in_floats, with_shocks
from tajsim.engine.condition import ALL, Condition
from tajsim.engine.givens import Given
from tajsim.engine.measured import Measurement, level
from tajsim.engine.newton import newton
from tajsim.engine.plan import Plan, first_state
from tajsim.engine.shocks import NAMES, of_the_single_path
from tajsim.errors import InputError, Problems

Floats = NDArray[np.float64]
NUDGE = 1e-4  # standard deviations
EXACT, MET = 1e-11, 1e-9  # gaps at which a draw is solved, and at which it passes for it
FLAT = 1e-9  # a slope, in sizes of the figure a standard deviation, that moves nothing
ALONG = 1e-6  # share of a row that is left beside the others, below which it is none of its own
STEPS, SHORTEST = 25, 1e-3  # steps at most, and the shortest share of one


def single_path(plan: Plan, given: Given) -> Given:
    """The figures with directions, and innovations that bring the single path to them.

    Raises InputError naming the figures that nothing moves, that need more quarters than there are, or that
    the single path does not meet.
    """
    measured = Measurement.of(plan, given.conditions)
    z = _before(plan, given)
    here = start = _point(measured, given, z)
    directions = _directions(given, start.slopes)
    try:
        for _ in range(STEPS):
            if here.size < EXACT:
                break
            along = np.einsum("kst,jst->kj", here.slopes, directions)
            step = -np.einsum("kst,k->st", directions, np.linalg.solve(along, here.gaps))
            share, there = 1.0, _point(measured, given, z + step)
            while not there.size < here.size and share > SHORTEST:
                share *= 0.5
                there = _point(measured, given, z + share * step)
            z, here = z + share * step, there
            directions = _directions(given, here.slopes)
        z = _met(measured, replace(given, directions=directions), z)
        directions = _directions(given, 0.5 * (start.slopes + here.slopes))
    except (InputError, np.linalg.LinAlgError):  # where nothing moves a figure any more
        raise _unreachable(given.conditions) from None
    return replace(given, directions=directions, centre=z)


def _before(plan: Plan, given: Given) -> Floats:
    """The innovations of the path that is given nothing: those of quarters that the parameter set knows."""
    z = np.zeros((given.series, given.quarters))
    known = plan.parameters.known
    if known is not None:
        count = min(known.quarters, given.quarters)
        z[: len(NAMES), :count] = known.single_path[:, :count]
    return z


class _Point(NamedTuple):
    """Gaps of the figures, (figure,), and their slopes, (figure, series, quarter)."""

    gaps: Floats
    slopes: Floats

    @property
    def size(self) -> float:
        return float(np.abs(self.gaps).max())


def _point(measured: Measurement, given: Given, z: Floats) -> _Point:
    """The single path with the innovations z, and what a standard deviation of each adds to the figures."""
    plan, quarters, count = measured.plan, given.quarters, z.size
    every = np.repeat(z[..., np.newaxis], 1 + count, axis=2)
    every.reshape(count, 1 + count)[:, 1:] += NUDGE * np.eye(count)
    shocks = of_the_single_path(every, quarters, missed=plan.missed, model=given.model)
    state, constants = first_state(plan.parameters, plan.central, plan.distribution, np, plan.past)
    economy = PreparedBlock(plan.central, state, constants, np, draws=1 + count)
    with np.errstate(all="ignore"):
        economy = with_shocks(economy, shocks, given.model)
        found = given.with_errors(measured.figures(economy), shocks)
        gaps = gaps_of(given.conditions, lambda _: found)(z)[0]
        slopes = ((gaps[:, 1:] - gaps[:, :1]) / NUDGE).reshape(len(gaps), given.series, quarters)
    if plan.parameters.known is not None:  # what has happened moves no more
        slopes[:, : len(NAMES), : plan.parameters.known.quarters] = 0.0
    return _Point(gaps[:, 0], slopes)


def _directions(given: Given, slopes: Floats) -> Floats:
    """Orthonormal rows (figure, series, quarter) from the slopes of the figures."""
    found: list[Floats] = []
    problems = Problems("the figures given cannot be met")
    for c, slope in zip(given.conditions, slopes, strict=True):
        row = slope.copy()
        if c.equation != ALL:
            row[[i for i, name in enumerate(NAMES) if name != c.equation]] = 0.0
        size = float(np.linalg.norm(row))
        # what nothing random moves is met by its own error, if it has one: it weighs parameters alone
        movers = row[: len(NAMES)] if c.exact or c.equation != ALL else row
        if not FLAT < float(np.linalg.norm(movers)) < np.inf:
            what = "nothing random moves it" if c.equation == ALL else f"{c.equation!r} does not move it"
            problems.add(f"{c}: {what}; say by= something else, or drop it")
            continue
        left = row / size
        for other in (*found, *found):  # twice: rounding of the first time
            left = left - np.sum(left * other) * other
        rest = float(np.linalg.norm(left))
        if not rest > ALONG:
            problems.add(
                f"{c}: {c.equation!r} has no quarter left to meet it, other figures take them all; say by= "
                "something else, give it an error, or drop one"
            )
            continue
        found.append(left / rest)
    problems.raise_if_any()
    return np.array(found).reshape(slopes.shape)


def _met(measured: Measurement, given: Given, z: Floats) -> Floats:
    """The innovations, from those nearly right, at which the path in floats meets the figures."""
    plan = measured.plan
    central = central_economy(replace(plan, given=None))
    start = of_the_single_path(z, given.quarters, missed=plan.missed, model=given.model)

    def reached(sizes: Floats) -> Floats:
        shocks = start.moved(given.directions, sizes)
        try:
            economy = in_floats(with_shocks(central, shocks, given.model))
            return given.with_errors(measured.figures(economy), shocks)
        except InputError:  # no finite outcome
            return np.full((len(given.conditions), 1), np.inf)

    along = np.einsum("kst,st->k", given.directions, z)
    sizes, left, _ = newton(gaps_of(given.conditions, reached), along[:, np.newaxis], NUDGE, EXACT)
    missed = [c for c, gap in zip(given.conditions, left[:, 0], strict=True) if not abs(gap) < MET]
    if missed:
        raise _unreachable(missed)
    return np.asarray(z + np.einsum("kst,k->st", given.directions, sizes[:, 0] - along))


def _unreachable(conditions: Sequence[Condition]) -> InputError:
    return InputError("nothing brings the single path to the figures given", map(str, conditions))


def gaps_of(
    conditions: Sequence[Condition], reached: Callable[[Floats], Floats]
) -> Callable[[Floats], tuple[Floats, None]]:
    """What is missing to the figures of conditions, in their sizes, (condition, draw)."""
    wanted = np.array([c.value for c in conditions])[:, np.newaxis]
    size = np.array([level(c) for c in conditions])[:, np.newaxis]

    def gaps(sizes: Floats) -> tuple[Floats, None]:
        return (reached(sizes) - wanted) / size, None

    return gaps
