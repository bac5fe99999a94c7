"""The distributions of a run of many blocks: computed here, by an executor or on a Dask cluster; kept on the
way where a checkpoint is wanted, and every draw written where parts are.

A group of blocks is merged where it is computed, by one task; groups for which not all workers are needed are
spread in smaller pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

from tajsim.arguments import Progress
from tajsim.engine.aggregation import OutputArrays
from tajsim.engine.block import Violation, part, run_block
from tajsim.engine.distributed.carrying import Source
from tajsim.engine.distributed.checkpoint import Checkpoint, Pace
from tajsim.engine.distributed.parts import Parts
from tajsim.engine.distributed.tree import (
    GROUP,
    Found,
    Group,
    Piece,
    Tree,
    blocks_in,
    groups_of,
    level_of,
    parts_of,
    whole_groups,
)
from tajsim.engine.plan import Plan
from tajsim.engine.sampling import block_sizes
from tajsim.results.summaries import Summaries

Stream = Callable[[Iterable[Piece]], Iterator[tuple[Piece, Found]]]
"""What makes of pieces, in order, each with what was found in it."""


@dataclass(frozen=True)
class Storage:
    """Where a run is kept besides its result."""

    checkpoint: Checkpoint | None = None
    parts: Parts | None = None


NOWHERE = Storage()


@dataclass(frozen=True)
class Summarise:
    """What a worker does with a piece of a run; a group goes on from its checkpoint.

    source: what is gone when the run was ended, looked for before each block.
    """

    storage: Storage
    source: Source | None = None

    def __call__(self, plan: Plan, piece: Piece) -> Found:
        return self._computed(plan, piece, None)[0]

    def each(self, plan: Plan, pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Found]]:
        """One piece after another, here, in the memory of the first."""
        room = None
        for piece in pieces:
            found, room = self._computed(plan, piece, room)
            yield piece, found

    def _computed(
        self, plan: Plan, piece: Piece, room: OutputArrays | None
    ) -> tuple[Found, OutputArrays | None]:
        """What is found in a piece, and where its blocks were computed: new memory costs time."""
        checkpoint, pace = self.storage.checkpoint if piece.level == GROUP else None, Pace()
        group = Group() if checkpoint is None else checkpoint.load(piece.group)
        sizes = block_sizes(plan.draws or 0)
        for block in range(piece.first + group.blocks, piece.stop):
            if self.source is not None:
                self.source.opened()
            into = None if room is None else part(room, 0, sizes[block])
            room, worst = run_block(plan, block, into)
            if self.storage.parts is not None:
                self.storage.parts.write(plan, block, room)
            group.add(Found(Summaries.of_block(room.quarterly, room.annual), worst))
            last = block + 1 == piece.stop
            if checkpoint is not None and (last or (group.even and pace.due())):
                pace.save(checkpoint, piece.group, group.found)
        return group.found, room


@dataclass
class Pieces:
    """The pieces of a run in order. Of a spread group that was begun before, `begun` holds what is merged.

    level: of the pieces of groups that are spread.
    """

    blocks: int
    whole: int  # groups
    level: int
    checkpoint: Checkpoint | None = None
    begun: dict[int, Group] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Piece]:
        for number, group in enumerate(groups_of(self.blocks)):
            whole = Piece(number, group.start, group.stop, GROUP)
            before = Group()
            if number >= self.whole and self.checkpoint is not None:
                before = self.checkpoint.load(number)
            if number < self.whole or before.blocks == len(group):  # whoever does it finds it done
                yield whole
                continue
            if before.blocks:
                self.begun[number] = before
            for blocks in parts_of(group[before.blocks :], self.level):
                yield Piece(number, blocks.start, blocks.stop, self.level)


def merged_pieces(
    blocks: int, workers: int, stream: Stream, storage: Storage, progress: Progress | None
) -> tuple[Summaries, list[Violation]]:
    """The summaries of so many blocks from a stream of pieces; spread groups are merged here.

    workers: 0 where there is no executor; each block is then reported as it is done.
    """
    groups, checkpoint = groups_of(blocks), storage.checkpoint
    whole = whole_groups(blocks, workers) if workers else 0
    level = level_of(blocks - whole * blocks_in(GROUP), workers) if workers else 0
    pieces, tree = Pieces(blocks, whole, level, checkpoint), Tree()
    merging, pace, done = Group(), Pace(), 0
    with closing(stream(pieces)) as found_pieces:  # type: ignore[type-var]
        for piece, found in found_pieces:
            begun = pieces.begun.pop(piece.group, None)
            if begun is not None:
                merging = begun
                done += begun.blocks
            done += found.blocks
            merging.add(found, piece.level)
            last = piece.stop == groups[piece.group].stop
            if checkpoint and piece.level < GROUP and (last or (merging.even and pace.due())):
                pace.save(checkpoint, piece.group, merging.found)
            if last:
                tree.add(merging.found)
                merging = Group()
            del found, begun  # their room is that of the next one
            if progress:
                progress(done, blocks)
    return tree.finished()
