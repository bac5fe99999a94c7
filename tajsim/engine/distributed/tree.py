"""The tree in which summaries of blocks of draws are merged: always the same, whoever computes them.

Blocks are merged one after another into groups of 64, groups into bundles of eight, bundles one after another
into the result. Numbers of blocks alone say what is merged with what, so that neither workers nor the size of
their tasks nor the order in which they are done can be seen in the result; up to 262 144 draws it is a single
group. Whoever merges holds three summaries at most, however many blocks there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tajsim.engine.block import Violation
from tajsim.results.summaries import Key, Summaries, Summary, add, finished

GROUP = 64  # blocks
BUNDLE = 8  # groups


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive blocks of draws that one task computes: one block of a group, or the whole group."""

    group: int
    first: int
    stop: int
    whole: bool = False

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


def groups_of(blocks: int) -> list[range]:
    """The blocks of each group of a run of so many."""
    return [range(first, min(first + GROUP, blocks)) for first in range(0, blocks, GROUP)]


def whole_groups(blocks: int, workers: int) -> int:
    """How many groups of a run are computed by a task each; those after them block by block.

    A task a group needs no traffic but its result. It is done where it leaves workers idle for at most a
    fifth of the time; of the last groups, for which there are not enough workers left, blocks are spread.
    """
    groups = len(groups_of(blocks))
    rounds = -(-groups // workers)
    if groups >= workers and rounds * workers - groups <= 0.2 * rounds * workers:
        return groups
    return blocks // GROUP // workers * workers


def worst_of(found: Sequence[Sequence[Violation]]) -> list[Violation]:
    """The worst of each identity over parts; ties go to the lowest draw, whatever order parts ended in."""
    return [max(group, key=lambda v: (v.worst, -v.draw)) for group in zip(*found, strict=True)]
