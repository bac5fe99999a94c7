"""The single path that meets the figures a run is given, by the most likely innovations.

It is a path of central parameters, with innovations z of residuals and drivers in standard deviations, zero
in a run that is given nothing. Of all z that bring the exact figures y the likeliest is the shortest,

    min z'z     y(z) = the figures given

found by least-norm steps: with G the slopes of y at z, z goes to the shortest z* with G (z* - z) = y* - y.
There z lies in the span of the rows of G, of which D is an orthonormal basis: the row of each figure, within
the innovations that are to meet it, orthogonal to those of the figures before it, drivers first. Along D
draws meet the figures as well: it is where they move most.
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
from tajsim.engine.measured import figures, level, measured_outputs
from tajsim.engine.newton import newton
from tajsim.engine.plan import Plan, first_state
from tajsim.engine.shocks import NAMES, Shocks, none_drawn
from tajsim.errors import InputError, Problems
from tajsim.model.met_by import EQUATIONS

Floats = NDArray[np.float64]
NUDGE = 1e-4  # standard deviations
EXACT, MET = 1e-11, 1e-9  # gaps at which a draw is solved, and at which it passes for it
FLAT = 1e-9  # a slope, in sizes of the figure a standard deviation, that moves nothing
ALONG = 1e-6  # share of a row that is left beside the others, below which it is none of its own
STEPS, SHORTEST = 25, 1e-3  # steps at most, and the shortest share of one
NEAR, STILL = 1e-3, 1e-6  # a gap that the next step closes; a step, in standard deviations, that is none


def most_likely(plan: Plan, given: Given) -> Given:
    """The figures with directions, and sizes along them that bring the single path to the exact ones.

    Raises InputError naming the figures that nothing moves, that need more quarters than there are, or that
    the single path does not meet.
    """
    z = np.zeros((len(NAMES), given.quarters))
    here = _point(plan, given, z)
    directions = _directions(given, here.slopes)
    try:
        for _ in range(STEPS):
            towards = _shortest(here, directions, z) - z
            if here.size < EXACT and np.abs(towards).max() < STILL:
                break
            share, there = 1.0, _point(plan, given, z + towards)
            while not there.size < max(here.size, NEAR) and share > SHORTEST:
                share *= 0.5
                there = _point(plan, given, z + share * towards)
            z, here = z + share * towards, there
            directions = _directions(given, here.slopes)
    except (InputError, np.linalg.LinAlgError):  # where nothing moves a figure any more
        raise _unreachable(given.exact) from None
    given = replace(given, directions=directions)
    return replace(given, central=_met(plan, given, np.einsum("kst,st->k", directions, z)))


class _Point(NamedTuple):
    """Gaps of the exact figures, (figure,), and their slopes, (figure, series, quarter)."""

    gaps: Floats
    slopes: Floats

    @property
    def size(self) -> float:
        return float(np.abs(self.gaps).max())


def _point(plan: Plan, given: Given, z: Floats) -> _Point:
    """The single path with the innovations z, and what a standard deviation of each adds to the figures."""
    quarters, count = given.quarters, z.size
    every = np.repeat(z[..., np.newaxis], 1 + count, axis=2)
    every.reshape(count, 1 + count)[:, 1:] += NUDGE * np.eye(count)
    none = none_drawn(quarters, 1 + count, missed=plan.missed, model=given.model)
    shocks = Shocks(
        None if none.residuals is None else every[: len(EQUATIONS)],
        None if none.drivers is None else every[len(EQUATIONS) :],
        none.scale,
    )
    state, constants = first_state(plan.parameters, plan.central, plan.distribution, np, plan.past)
    economy = PreparedBlock(plan.central, state, constants, np, draws=1 + count)
    with np.errstate(all="ignore"):
        economy = with_shocks(economy, shocks, given.model)
        found = figures(measuring(plan, given), economy, given.exact, quarters)
        gaps = gaps_of(given.exact, lambda _: found)(z)[0]
        slopes = (gaps[:, 1:] - gaps[:, :1]) / NUDGE
    return _Point(gaps[:, 0], slopes.reshape(len(gaps), len(NAMES), quarters))


def _directions(given: Given, slopes: Floats) -> Floats:
    """Orthonormal rows (figure, series, quarter) from the slopes of the exact figures."""
    found: list[Floats] = []
    problems = Problems("the figures given cannot be met")
    for c, slope in zip(given.exact, slopes, strict=True):
        row = slope.copy()
        if c.equation != ALL:
            row[[i for i, name in enumerate(NAMES) if name != c.equation]] = 0.0
        size = float(np.linalg.norm(row))
        if not FLAT < size < np.inf:
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


def _shortest(here: _Point, directions: Floats, z: Floats) -> Floats:
    """The shortest innovations in the span of the directions that close the gaps, as far as slopes say."""
    along = np.einsum("kst,jst->kj", here.slopes, directions)
    wanted = np.einsum("kst,st->k", here.slopes, z) - here.gaps
    return np.asarray(np.einsum("kst,k->st", directions, np.linalg.solve(along, wanted)))


def _met(plan: Plan, given: Given, start: Floats) -> Floats:
    """Sizes along the directions at which the path in floats meets the figures, from those nearly right."""
    central = central_economy(replace(plan, given=None))
    zero = none_drawn(given.quarters, 1, missed=plan.missed, model=given.model)

    def reached(sizes: Floats) -> Floats:
        shocks = zero.moved(given.directions, sizes)
        try:
            economy = in_floats(with_shocks(central, shocks, given.model))
            return figures(measuring(plan, given), economy, given.exact, given.quarters)
        except InputError:  # no finite outcome
            return np.full((len(given.exact), 1), np.inf)

    sizes, left, _ = newton(gaps_of(given.exact, reached), start[:, np.newaxis], NUDGE, EXACT)
    missed = [c for c, gap in zip(given.exact, left[:, 0], strict=True) if not abs(gap) < MET]
    if missed:
        raise _unreachable(missed)
    return np.asarray(sizes[:, 0])


def _unreachable(conditions: Sequence[Condition]) -> InputError:
    return InputError("nothing brings the single path to the figures given", map(str, conditions))


def measuring(plan: Plan, given: Given) -> Plan:
    """The plan with the outputs that are measured, and nothing compiled."""
    return replace(plan, outputs=measured_outputs(given.conditions), kernel=None)


def gaps_of(
    conditions: Sequence[Condition], reached: Callable[[Floats], Floats]
) -> Callable[[Floats], tuple[Floats, None]]:
    """What is missing to the figures of conditions, in their sizes, (condition, draw)."""
    wanted = np.array([c.value for c in conditions])[:, np.newaxis]
    size = np.array([level(c) for c in conditions])[:, np.newaxis]

    def gaps(sizes: Floats) -> tuple[Floats, None]:
        return (reached(sizes) - wanted) / size, None

    return gaps
