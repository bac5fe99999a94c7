"""A run on a Dask cluster: merges are tasks as well, and the plan reaches each worker once.

The scheduler computes again what a lost worker held. What comes to the caller is one summary for every 512
blocks of draws, whatever their number.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from tajsim.arguments import Progress
from tajsim.engine.block import Violation
from tajsim.engine.distributed.carrying import persistent
from tajsim.engine.distributed.checkpoint import Checkpoint
from tajsim.engine.distributed.summaries import Storage, Summarise
from tajsim.engine.distributed.tasks import dask_client, workers_of
from tajsim.engine.distributed.tree import (
    BUNDLE,
    GROUP,
    SECTION,
    Found,
    Group,
    Piece,
    Tree,
    blocks_in,
    groups_of,
    level_of,
    merged,
    parts_of,
    whole_groups,
)
from tajsim.engine.plan import Plan
from tajsim.errors import TajsimError
from tajsim.results.summaries import Summaries


@dataclass
class Cluster:
    """A run in progress: what its client has handed in, and what is not yet done.

    busy: what takes room on a worker until it is done, each with the pieces it stands for, the last future
    alone being waited for. wanted: merges whose results come here, in order.
    """

    executor: Any
    plan: Plan
    storage: Storage
    blocks: int
    workers: int
    progress: Progress | None

    def __post_init__(self) -> None:
        self.client = dask_client(self.executor)
        self.busy: dict[Any, tuple[Piece, ...]] = {}
        self.wanted: deque[Any] = deque()
        self.done = 0
        self.sent = self.submit(pickle.loads, pickle.dumps(self.plan, protocol=5))
        self.work = Summarise(self.storage)

    def submit(self, function: Any, *arguments: Any) -> Any:
        """A future of a task of this run alone."""
        options = {"pure": False, **self.executor._kwargs}
        return self.client.submit(function, *arguments, **options)

    def bundles(self) -> Iterator[Found]:
        """What was found, a bundle of groups at a time."""
        whole = whole_groups(self.blocks, self.workers)
        level = level_of(self.blocks - whole * blocks_in(GROUP), self.workers)
        groups = groups_of(self.blocks)
        bundle: list[Any] = []
        for number, group in enumerate(groups):
            piece = Piece(number, group.start, group.stop, GROUP)
            if number < whole:
                yield from self.room()
                one = self.submit(persistent, self.work, self.sent, piece)
                self.busy[one] = (piece,)
            else:
                one = yield from self.spread(piece, level)
            bundle.append(one)
            if len(bundle) == BUNDLE or number == len(groups) - 1:
                self.wanted.append(self.submit(together, *bundle))
                bundle = []
        yield from self.room(all_of_it=True)

    def spread(self, group: Piece, level: int) -> Generator[Found, None, Any]:
        """A group computed in pieces and merged by a chain of tasks, whose last future is returned."""
        begun, state = 0, None
        if self.storage.checkpoint is not None:
            begun = self.storage.checkpoint.load(group.group).blocks
            if begun:
                state = self.submit(loaded, self.storage.checkpoint, group.group)
                self.done += begun
        for section in parts_of(range(group.first + begun, group.stop), SECTION):
            pieces = [
                Piece(group.group, blocks.start, blocks.stop, level) for blocks in parts_of(section, level)
            ]
            yield from self.room()
            parts = [self.submit(persistent, self.work, self.sent, piece) for piece in pieces]
            state = self.submit(extended, self.storage.checkpoint, group.group, state, level, *parts)
            self.busy[state] = tuple(pieces)
        return state

    def room(self, all_of_it: bool = False) -> Iterator[Found]:
        """Wait until workers can take more, or have done all; what is wanted and done by then is yielded."""
        wait: Any = import_module("distributed").wait
        most = 2 * self.workers - 1
        while True:
            for future in [one for one in self.busy if one.done()]:
                self.check(future)
                for piece in self.busy.pop(future):
                    self.done += piece.stop - piece.first
                    if self.progress:
                        self.progress(self.done, self.blocks)
            while self.wanted and self.wanted[0].done():
                self.check(self.wanted[0])
                yield self.wanted.popleft().result()
            left = [*self.busy, *list(self.wanted)[:1]]
            if not left or (not all_of_it and sum(map(len, self.busy.values())) <= most):
                return
            with suppress(CancelledError), self.client.as_current():  # what was cancelled is seen above
                wait(left, return_when="FIRST_COMPLETED")

    def check(self, future: Any) -> None:
        """Raise what a task raised, or TajsimError for what the cluster lost for good."""
        if future.status == "finished":
            return
        pieces = self.busy.get(future, ())
        what = f"{pieces[0]}" if pieces else "a merge of blocks of draws"
        if len(pieces) > 1:
            what = str(replace(pieces[0], stop=pieces[-1].stop))
        if future.status != "error":
            raise TajsimError(f"{what}: the cluster gave the task up ({future.status}); no result is given")
        error = future.exception()
        if type(error).__name__ == "KilledWorker":
            raise TajsimError(
                f"{what}: every worker that computed this was lost, most often killed for want of memory; no "
                "result is given: take fewer scenarios, fewer outputs or workers with more memory"
            ) from error
        raise error

    def close(self) -> None:
        """Give up what is not done: the scheduler drops what nobody waits for.

        Released and not cancelled, since a scheduler that is asked to cancel what was released meanwhile ends
        the connection.
        """
        for future in (*self.busy, *self.wanted, self.sent):
            future.release()
        self.busy.clear()
        self.wanted.clear()


def summaries_on_dask(
    executor: Any,
    plan: Plan,
    blocks: int,
    storage: Storage,
    progress: Progress | None,
    workers: int | None,
) -> tuple[Summaries, list[Violation]]:
    """The summaries of a run and the worst violations, computed and merged on a Dask cluster."""
    cluster, tree = Cluster(executor, plan, storage, blocks, workers_of(executor, workers), progress), Tree()
    try:
        for bundle in cluster.bundles():
            tree.add(bundle, 1)
    finally:
        cluster.close()
    return tree.finished()


def together(*groups: Found) -> Found:
    """Groups merged into a bundle, on a worker."""
    return merged(groups)


def extended(
    checkpoint: Checkpoint | None, group: int, state: Found | None, level: int, *parts: Found
) -> Found:
    """A group with one more of its sections merged, on a worker; what is merged is kept in the checkpoint."""
    merging = Group(state)
    for part in parts:
        merging.add(part, level)
    found = merging.found
    if checkpoint is not None:
        checkpoint.save(group, found)
    return found


def loaded(checkpoint: Checkpoint, group: int) -> Found:
    """What a checkpoint holds of a group, on a worker."""
    return checkpoint.load(group).found
