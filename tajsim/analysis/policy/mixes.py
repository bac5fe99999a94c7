"""Mixes of levers on a grid, run side by side: how far each keeps a condition in each scenario."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.analysis.policy.levers import Lever
from tajsim.analysis.thresholds.condition import Condition
from tajsim.arguments import Progress
from tajsim.defaults import BASELINE
from tajsim.engine.request import RunOptions
from tajsim.engine.run import run_options
from tajsim.errors import InputError
from tajsim.labels import distinct
from tajsim.quarters import quarter_range
from tajsim.results.distribution import COMPARISONS, counted, difference, shares_of_rows, threshold
from tajsim.results.periods import Period, find_period
from tajsim.results.result import Result
from tajsim.results.weights import Weights
from tajsim.scenarios import Scenario
from tajsim.scenarios.composition import compose
from tajsim.scenarios.expectation import LEVEL, PERCENT

Floats = NDArray[np.float64]
_EXACT = 1e-9  # a share that near to the one asked for is that share
MOST_MIXES = 4096
TOGETHER = 400  # scenarios in one run at most, however much memory there is
_NAMED = "{scenario} with mix {number}"


@dataclass(frozen=True)
class Requirement:
    """What every mix is to keep: a condition in each scenario with a probability.

    at: None for every quarter of the run. reference: the name of the baseline.
    """

    scenarios: tuple[Scenario, ...]
    condition: Condition
    at: Period | None
    prob: float
    reference: str = BASELINE


def grid(levers: Sequence[Lever]) -> Floats:
    """Every combination of sizes, (mix, lever), the first to do nothing. Raises InputError above the most."""
    count = int(np.prod([len(one.sizes) for one in levers], dtype=np.float64))
    if count > MOST_MIXES:
        raise InputError(
            f"the grid has {count} mixes, at most {MOST_MIXES} are searched; give fewer levers or sizes"
        )
    return np.array(list(itertools.product(*(one.sizes for one in levers))), dtype=np.float64)


def combined(scenario: Scenario, levers: Sequence[Lever], sizes: Sequence[float], name: str) -> Scenario:
    """The scenario with each lever of size above 0 on top."""
    taken = [one.at(float(size)) for one, size in zip(levers, sizes, strict=True) if size > 0.0]
    return compose(name, [scenario, *taken])


def evaluate(
    required: Requirement,
    options: RunOptions,
    levers: Sequence[Lever],
    sizes: Floats,
    progress: Progress | None = None,
) -> tuple[Floats, Floats]:
    """Probability (0 to 1) and shortfall of every mix in every scenario, each (mix, scenario).

    The shortfall is how much the output lacks for the condition to hold with the asked probability, in the
    unit of the condition; 0 where it does. As many combinations are run at once as the memory limit allows,
    on the same draws in every run. options: of every run, but for its scenarios. progress: called with
    (scenarios done, scenarios in all).
    """
    quarters = quarter_range(str(options.start), str(options.end))
    jobs = [(m, s) for m in range(len(sizes)) for s in range(len(required.scenarios))]
    probability, shortfall = np.empty((2, len(sizes), len(required.scenarios)))
    step = batch_size(len(quarters), options.draws or 1, options.memory_limit)
    for first in range(0, len(jobs), step):
        batch = jobs[first : first + step]
        names = distinct(
            [_NAMED.format(scenario=required.scenarios[s].name, number=m) for m, s in batch],
            (required.reference,),
        )
        asked = [
            combined(required.scenarios[s], levers, sizes[m], name)
            for (m, s), name in zip(batch, names, strict=True)
        ]
        result = run_options(replace(options, scenarios=asked))
        for (m, s), name in zip(batch, names, strict=True):
            share, missing = kept(
                margins(result, name, required.condition, required.at),
                required.condition,
                required.prob,
                result.weights,
            )
            probability[m, s], shortfall[m, s] = share, missing
        if progress:
            progress(min(first + step, len(jobs)), len(jobs))
    return probability, shortfall


def batch_size(quarters: int, draws: int, memory_limit: float) -> int:
    """How many scenarios fit in one run beside the baseline. Raises InputError when not even one does."""
    periods = 1.25 * quarters  # and years
    each = 4.0 * periods * draws / 2**30
    fit = int(memory_limit / each) - 1
    if fit < 1:
        raise InputError(
            f"two scenarios of {draws} draws need {2 * each:.2g} GiB, the limit is {memory_limit:g}; "
            "take fewer draws or raise memory_limit"
        )
    return min(fit, TOGETHER)


def margins(result: Result, scenario: str, condition: Condition, at: Period | None) -> Floats:
    """By how much the condition is kept in each draw, (draw,), negative where it is not.

    With at=None the margin of the worst quarter.
    """
    freq, place = ("Q", None) if at is None else find_period(at, result.quarters, result.years)
    every = result.draws(condition.output, freq)
    values: NDArray[Any] = every[:, result.position(scenario)]
    if condition.measure != LEVEL:
        values = difference(values, every[:, 0], condition.measure == PERCENT)
    values = (values if place is None else values[place : place + 1]).astype(np.float64)
    counts = values if result.weights is None else counted(values, result.weights.values)[0]
    if np.isnan(counts).any():
        raise InputError(f"{condition.output!r} of {scenario!r} has no value in some draws")
    gap = values - float(threshold(condition.value, every))
    return np.asarray((gap if condition.comparison in (">", ">=") else -gap).min(axis=0))


def kept(
    margin: Floats, condition: Condition, prob: float, weights: Weights | None = None
) -> tuple[float, float]:
    """The share of draws that keep the condition, and what is missing for the share to be `prob`."""
    holds = COMPARISONS[">" if condition.comparison in ("<", ">") else ">="](margin, 0.0)
    if weights is not None:
        share = float(shares_of_rows(holds, weights))
        missing = 0.0 if share >= prob - _EXACT else max(-_reached(margin, prob, weights), 0.0)
        return share, missing
    needed = int(np.ceil(prob * len(margin) - _EXACT))  # draws that must keep it
    if needed == 0 or int(holds.sum()) >= needed:
        return float(holds.mean()), 0.0
    return float(holds.mean()), float(max(-np.sort(margin)[len(margin) - needed], 0.0))


def _reached(margin: Floats, prob: float, weights: Weights) -> float:
    """The margin that draws of the weight `prob` have at least."""
    margins, share = counted(margin, weights.values)
    best = np.argsort(-margins, kind="stable")
    upto = np.cumsum(share[best])
    place = int(np.searchsorted(upto / upto[-1], prob - _EXACT))
    return float(margins[best[min(place, len(best) - 1)]])
