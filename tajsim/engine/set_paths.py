"""Figures of drivers that do not deviate from their paths in draws: the path itself is set.

The quarters of the figure move by one amount, those after it keep what the outlook says. Quarters of which
the outlook says nothing, nan in a path, get the figure each, or an even share of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tajsim.drivers.declared import DRIVERS, OBSERVABLE
from tajsim.engine.condition import Condition
from tajsim.engine.plan import ScenarioPlan
from tajsim.errors import Problems
from tajsim.quarters import Quarter

Floats = NDArray[np.float64]


def with_figures(
    paths: Mapping[str, Floats], conditions: Sequence[Condition], quarters: Sequence[Quarter]
) -> dict[str, Floats]:
    """The paths of the drivers, (quarter,), that meet figures of drivers without deviations.

    Raises InputError naming the figures that have an error, reach back before the run, contradict each other
    or leave the range of their driver.
    """
    problems = Problems("the figures given cannot be met")
    found = {name: path.copy() if conditions else path for name, path in paths.items()}
    limits = {driver.name: (driver.low, driver.high) for driver in (*DRIVERS, *OBSERVABLE)}
    for c in conditions:
        if not c.exact:
            problems.add(f"{c}: {c.name!r} has no deviations in draws to weigh; give it without an error")
            continue
        if c.first < quarters[0] or c.measure == "growth":
            problems.add(
                f"{c}: {c.name!r} is known from {quarters[0]} on; give its mean or its end from there"
            )
            continue
        path = found.setdefault(c.name, np.full(len(quarters), np.nan))
        places = _quarters_of(c, quarters)
        share = len(places) if c.measure == "sum" else 1.0
        silent = np.isnan(path[places])
        path[places] = np.where(silent, c.value / share, path[places])
        path[places] += _short_of(c, path[places]) / share
        low, high = limits[c.name]
        if not (low <= path[places].min() and path[places].max() <= high):
            problems.add(f"{c} takes {c.name!r} outside its range, {low:g} to {high:g}")
    for c in conditions:  # a later figure may have moved the quarters of an earlier one
        if not problems.found and abs(_short_of(c, found[c.name][_quarters_of(c, quarters)])) > 1e-9 * max(
            abs(c.value), 1.0
        ):
            problems.add(f"{c} contradicts another figure of {c.name!r}")
    problems.raise_if_any()
    return found


def check_baseline(
    baseline: ScenarioPlan,
    paths: Mapping[str, Floats],
    conditions: Sequence[Condition],
    quarters: Sequence[Quarter],
    problems: Problems,
) -> None:
    """Note the figures of drivers that the baseline itself moves away from them."""
    for c in conditions:
        places = _quarters_of(c, quarters)
        given = baseline.overrides.get(c.name)
        own = baseline.drivers[c.name] if given is None else np.where(given.keep == 0.0, given.level, np.nan)
        if (own[places] != paths[c.name][places]).any():
            problems.add(f"{c} is given, and the baseline {baseline.name!r} has a shock on it")


def _quarters_of(c: Condition, quarters: Sequence[Quarter]) -> list[int]:
    first, last = c.first - quarters[0], c.last - quarters[0]
    return [last] if c.measure == "end" else list(range(first, last + 1))


def _short_of(c: Condition, values: Floats) -> float:
    reached = values.sum() if c.measure == "sum" else values.mean()
    return float(c.value - reached)
