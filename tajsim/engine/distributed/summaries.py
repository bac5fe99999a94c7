"""The distributions of a run of many blocks: computed here, by an executor or on a Dask cluster; kept on the
way where a checkpoint is wanted, and every draw written where parts are.

A group of blocks is merged where it is computed, by one task; groups for which not all workers are needed are
spread, block by block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

from tajsim.arguments import Progress
from tajsim.engine.block import Violation, run_block
from tajsim.engine.distributed.carrying import Source
from tajsim.engine.distributed.checkpoint import Checkpoint, Pace
from tajsim.engine.distributed.parts import Parts
from tajsim.engine.distributed.tree import Found, Merging, Piece, Tree, groups_of, whole_groups
from tajsim.engine.plan import Plan
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
        if not piece.whole:
            return self.block(plan, piece.first)
        checkpoint, pace = self.storage.checkpoint, Pace()
        merging = Merging() if checkpoint is None else checkpoint.load(piece.group)
        for block in range(piece.first + merging.blocks, piece.stop):
            merging.add(self.block(plan, block))
            if checkpoint is not None and (block + 1 == piece.stop or pace.due()):
                pace.save(checkpoint, piece.group, merging.found)
        return merging.found

    def block(self, plan: Plan, block: int) -> Found:
        """One block: its summaries, and its draws written where they are kept."""
        if self.source is not None:
            self.source.opened()
        values, worst = run_block(plan, block)
        if self.storage.parts is not None:
            self.storage.parts.write(plan, block, values)
        return Found(Summaries.of_block(values.quarterly, values.annual), worst)


@dataclass
class Pieces:
    """The pieces of a run in order. Of a spread group that was begun before, `begun` holds what is merged."""

    blocks: int
    whole: int  # groups
    checkpoint: Checkpoint | None = None
    begun: dict[int, Found] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Piece]:
        for number, group in enumerate(groups_of(self.blocks)):
            if number < self.whole:
                yield Piece(number, group.start, group.stop, True)
                continue
            before = Merging() if self.checkpoint is None else self.checkpoint.load(number)
            if before.blocks == len(group):
                yield Piece(number, group.start, group.stop, True)  # whoever does it finds it done
                continue
            if before.blocks:
                self.begun[number] = before.found
            for block in range(group.start + before.blocks, group.stop):
                yield Piece(number, block, block + 1)


def merged_pieces(
    blocks: int, workers: int, stream: Stream, storage: Storage, progress: Progress | None
) -> tuple[Summaries, list[Violation]]:
    """The summaries of so many blocks from a stream of pieces; spread groups are merged here."""
    groups = groups_of(blocks)
    whole = whole_groups(blocks, workers) if workers else 0
    pieces, tree = Pieces(blocks, whole, storage.checkpoint), Tree()
    merging, pace, done = Merging(), Pace(), 0
    with closing(stream(pieces)) as found_pieces:  # type: ignore[type-var]
        for piece, found in found_pieces:
            begun = pieces.begun.pop(piece.group, None)
            if begun is not None:
                merging.add(begun)
                done += begun.blocks
            done += found.blocks
            if piece.whole:
                tree.add(found)
            else:
                merging.add(found)
                last = piece.stop == groups[piece.group].stop
                if storage.checkpoint is not None and (last or pace.due()):
                    pace.save(storage.checkpoint, piece.group, merging.found)
                if last:
                    tree.add(merging.found)
                    merging = Merging()
            del found, begun  # their room is that of the next one
            if progress:
                progress(done, blocks)
    return tree.finished()
