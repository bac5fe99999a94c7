"""The tree in which summaries of blocks of draws are merged: always the same, whoever computes them.

Four blocks are merged into a batch, four batches into a section, four sections into a group, eight groups
into a bundle, and bundles one after another into the result; so are the parts of each. Numbers of blocks
alone say what is merged with what, so that neither workers nor the size of their tasks nor the order in which
they are done can be seen in the result. Whoever merges holds a few summaries, however many blocks there are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tajsim.engine.block import Violation
from tajsim.results.summaries import Key, Summaries, Summary, add, finished

FANS = (4, 4, 4)  # blocks of a batch, batches of a section, sections of a group
BUNDLE = 8  # groups
BUSY = 0.8  # the share of the time for which workers must have something to do
BATCH, SECTION, GROUP = 1, 2, 3  # levels; that of a block is 0


def blocks_in(level: int) -> int:
    """How many blocks are merged in a whole batch, section or group."""
    return math.prod(FANS[:level])


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive blocks of draws that one task computes and merges: one, a batch, a section or a group."""

    group: int
    first: int
    stop: int
    level: int = 0

    def __str__(self) -> str:
        last = self.stop - 1
        which = f"block {last}" if self.first == last else f"blocks {self.first} to {last}"
        return f"{which} of draws"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in some blocks of draws: merged summaries, and the worst violations."""

    summaries: Summaries
    worst: list[Violation]
    blocks: int = 1


class Merging:
    """Parts merged one after another; what was held before is given up for what is merged."""

    def __init__(self) -> None:
        self.held: dict[Key, Summary] = {}
        self.worst: list[Violation] = []
        self.parts = 0
        self.blocks = 0

    def add(self, part: Found) -> None:
        """Merge one more part, which follows those before."""
        add(self.held, part.summaries)
        self.worst = worst_of((self.worst, part.worst)) if self.parts else list(part.worst)
        self.parts += 1
        self.blocks += part.blocks

    @property
    def found(self) -> Found:
        """What is held now."""
        return Found(Summaries(dict(self.held)), self.worst, self.blocks)


class Group:
    """The blocks of a group merged, in order; sections: what was found in whole ones before."""

    def __init__(self, sections: Found | None = None) -> None:
        self.levels = [Merging() for _ in FANS]
        if sections is not None:
            self.levels[-1].add(sections)

    @property
    def blocks(self) -> int:
        """How many blocks are merged."""
        return sum(level.blocks for level in self.levels)

    @property
    def even(self) -> bool:
        """Whether only whole sections are held, so that `found` can be gone on from."""
        return not any(level.parts for level in self.levels[:-1])

    def add(self, part: Found, level: int = 0) -> None:
        """Merge what follows: a block, a batch, a section or the group."""
        if level == GROUP:
            self.levels[-1].add(part)
            return
        self.levels[level].add(part)
        if level < SECTION and self.levels[level].parts == FANS[level]:
            self._lift(level)

    @property
    def found(self) -> Found:
        """Everything merged, also of parts that are not whole, which are the last ones."""
        for level in range(SECTION):
            if self.levels[level].parts:
                self._lift(level)
        return self.levels[-1].found

    def _lift(self, level: int) -> None:
        part, self.levels[level] = self.levels[level].found, Merging()
        self.add(part, level + 1)


class Tree:
    """Everything merged: groups (level 0) and bundles of them (1), handed over in order."""

    def __init__(self) -> None:
        self.levels = [Merging(), Merging()]

    def add(self, part: Found, level: int = 0) -> None:
        """Merge the next part of a level."""
        self.levels[level].add(part)
        if level == 0 and self.levels[0].parts == BUNDLE:
            self._lift()

    def finished(self) -> tuple[Summaries, list[Violation]]:
        """The summaries of all draws and the worst violations; what was held is given up for them."""
        if self.levels[0].parts:
            self._lift()
        return finished(self.levels[1].held), self.levels[1].worst

    def _lift(self) -> None:
        part, self.levels[0] = self.levels[0].found, Merging()
        self.add(part, 1)


def merged(parts: Iterable[Found]) -> Found:
    """Parts merged one after another. Needs at least one."""
    merging = Merging()
    for part in parts:
        merging.add(part)
    return merging.found


def parts_of(blocks: range, level: int) -> list[range]:
    """Consecutive blocks, the first of a batch, section or group (its level), parted into those of each."""
    return [blocks[i : i + blocks_in(level)] for i in range(0, len(blocks), blocks_in(level))]


def groups_of(blocks: int) -> list[range]:
    """The blocks of each group of a run of so many."""
    return parts_of(range(blocks), GROUP)


def whole_groups(blocks: int, workers: int) -> int:
    """How many groups of a run are computed by a task each; those after them in smaller pieces.

    A task a group needs no traffic but its result. It is done where it leaves workers idle for at most a
    fifth of the time; the last groups, for which there are not enough workers left, are spread.
    """
    groups = len(groups_of(blocks))
    rounds = -(-groups // workers)
    if groups >= workers and groups >= BUSY * rounds * workers:
        return groups
    return blocks // blocks_in(GROUP) // workers * workers


def level_of(blocks: int, workers: int) -> int:
    """Into which pieces so many blocks are spread: the largest that leave few workers idle."""
    for level in (SECTION, BATCH):
        a_round = workers * blocks_in(level)
        if blocks >= BUSY * a_round * -(-blocks // a_round):
            return level
    return 0


def worst_of(found: Sequence[Sequence[Violation]]) -> list[Violation]:
    """The worst of each identity over parts; ties go to the lowest draw, whatever order parts ended in."""
    return [max(group, key=lambda v: (v.worst, -v.draw)) for group in zip(*found, strict=True)]
