"""What may have moved a forecast from one round to another: each group takes its part of the inputs over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tajsim.analysis.shapley import members, shapley
from tajsim.engine.plan import last_quarter
from tajsim.judgements.judgement import AddFactor, Judgement
from tajsim.quarters import Quarter
from tajsim.rounds.inputs import Inputs

Floats = NDArray[np.float64]
MOST = 8  # groups that are split at once: 256 forecasts
RELEASE = "release"


@dataclass(frozen=True)
class Group:
    """One group. take: the first round's inputs, in part or whole, with the second's in this group."""

    kind: str  # revisions, release, drivers, outlook, judgement, parameters or draws
    name: str
    take: Callable[[Inputs], Inputs]


def groups(a: Inputs, b: Inputs) -> tuple[Group, ...]:
    """The groups in which the inputs of two rounds differ."""
    found = []
    if a.outlook.drivers != b.outlook.drivers:
        found.append(Group("drivers", "drivers", lambda x: _with_outlook(x, drivers=b.outlook.drivers)))
    if a.outlook.targets != b.outlook.targets:
        found.append(Group("outlook", "outlook", lambda x: _with_outlook(x, targets=b.outlook.targets)))
    if _of(a.judgement) != _of(b.judgement):
        found.append(Group("judgement", "judgement", lambda x: replace(x, judgement=b.judgement)))
    if a.parameters != b.parameters:
        found.append(Group("parameters", "parameters", lambda x: replace(x, parameters=b.parameters)))
    if (a.draws, a.seed) != (b.draws, b.seed):
        draws = {"draws": b.draws, "seed": b.seed}
        found.append(Group("draws", "draws", lambda x: replace(x, **draws)))  # type: ignore[arg-type]
    return tuple(found)


def _with_outlook(x: Inputs, **parts: object) -> Inputs:
    return replace(x, outlook=replace(x.outlook, round=(), **parts))  # type: ignore[arg-type]


def _of(judgement: Judgement | None) -> tuple[AddFactor, ...]:
    return () if judgement is None else tuple(judgement.add_factors)


def mixed(a: Inputs, chosen: Sequence[Group], end: str) -> Inputs:
    """The inputs of the first round with those of the second in the chosen groups, ready to run to `end`.

    Judgement on quarters before the parameter set is part of that set: it is left out.
    """
    found = replace(a, end=end)
    for group in chosen:
        found = group.take(found)
    if found.judgement is None:
        return found
    first = last_quarter(found.parameters) + 1
    return replace(found, judgement=since(found.judgement, first))


def since(judgement: Judgement, first: Quarter) -> Judgement:
    """The judgement from a quarter on."""
    left = []
    for one in judgement.add_factors:
        if one.start >= first:
            left.append(one)
        elif one.fades > first:
            count = max(one.last - first, 0) + 1
            left.append(replace(one, start=first, values=[one.at(first + i) for i in range(count)]))
    return replace(judgement, add_factors=left)


def split(found: Sequence[Group], outcome: Callable[[tuple[Group, ...]], Floats]) -> Floats:
    """What each group adds, (group, ...): Shapley values, which add up to the whole change.

    outcome: of the groups that have joined, in their order; it is asked for some of them again. Of more than
    `MOST` groups the releases join in the order in which they were published, as one: each adds what it adds
    to their common value.
    """

    def values(blocks: Sequence[tuple[int, ...]]) -> Floats:
        """Shapley values of blocks of groups that join together."""
        joined = [
            tuple(sorted(i for block, is_in in zip(blocks, row, strict=True) if is_in for i in block))
            for row in members(len(blocks))
        ]
        return shapley(np.stack([outcome(tuple(found[i] for i in places)) for places in joined]))

    if not found:
        return np.zeros((0, *outcome(()).shape))
    singles = [(i,) for i in range(len(found))]
    if len(found) <= MOST:
        return values(singles)
    news = tuple(i for i, group in enumerate(found) if group.kind == RELEASE)
    others = [(i,) for i in range(len(found)) if i not in news]
    parts = np.zeros((len(found), *outcome(()).shape))
    before = np.zeros_like(parts[0])
    for count in range(1, len(news) + 1):
        common = values([news[:count], *others])
        parts[news[count - 1]] = common[0] - before
        before = common[0]
    for place, (i,) in enumerate(others, 1):
        parts[i] = common[place]
    return parts
