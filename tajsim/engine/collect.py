"""From blocks of draws to one result: in this process, or from the workers of an executor.

Whatever the order in which blocks are done, they are taken in their own: values lie at the place of their
draws, summaries merge in a tree of blocks that is always the same, and the worst violation is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import Any

from tajsim.arguments import Progress as Progress
from tajsim.engine.aggregation import OutputArrays
from tajsim.engine.block import Violation, part, run_block
from tajsim.engine.distributed.carrying import Carrier, Here, Job
from tajsim.engine.distributed.cluster import summaries_on_dask
from tajsim.engine.distributed.summaries import NOWHERE, Storage, Summarise, merged_pieces
from tajsim.engine.distributed.tasks import dask_client, in_order, workers_of
from tajsim.engine.distributed.tree import Found, Piece, worst_of
from tajsim.engine.plan import Plan
from tajsim.engine.sampling import BLOCK, block_sizes
from tajsim.engine.sharing import Shared, is_local, layout
from tajsim.engine.target import room
from tajsim.memory import check_memory, enough_memory
from tajsim.results.summaries import KINDS, POINTS, Summaries

FEWER = "take fewer draws, fewer scenarios or fewer outputs"
Function = Callable[[Plan, Any], Any]


def _blocks(
    plan: Plan,
    executor: Executor | None,
    progress: Progress | None,
    function: Function,
    workers: int | None = None,
) -> Generator[Any, None, None]:
    """Results of `function(plan, block)` for every block of draws, in the order of blocks."""
    count = len(block_sizes(plan.draws or 0))
    with closing(_stream(plan, executor, function, range(count), workers)) as found:
        for block, result in found:
            yield result
            if progress:
                progress(block + 1, count)


def _stream(
    plan: Plan, executor: Executor | None, function: Function, items: Iterable[Any], workers: int | None
) -> Generator[tuple[Any, Any], None, None]:
    """Each item with the result of `function(plan, item)`, in order."""
    if executor is None:
        return ((item, function(plan, item)) for item in items)
    if isinstance(executor, ThreadPoolExecutor):
        return in_order(executor, Carrier.same(Job(Here(plan), function)), items, workers=workers)
    return in_order(executor, Carrier.of(plan, function), items, workers=workers)


def of_every_block(plan: Plan, executor: Executor | None, function: Function) -> list[Any]:
    """Results of `function(plan, block)` for every block of draws, in the order of blocks."""
    with enough_memory(FEWER), closing(_blocks(plan, executor, None, function)) as blocks:
        return list(blocks)


def all_draws(
    plan: Plan, executor: Executor | None, progress: Progress | None, workers: int | None = None
) -> tuple[OutputArrays, list[Violation]]:
    """Every draw of the kept outputs, and the worst violations."""
    draws = plan.draws or 0
    if executor is not None and is_local(executor):
        count = len(block_sizes(draws))
        worst: list[list[Violation]] = []
        with enough_memory(FEWER), Shared(plan, draws=True) as shared:
            job = Carrier.same(shared.work)
            with closing(in_order(executor, job, range(count), shared.tasks, workers)) as blocks:
                for block, found in blocks:
                    worst.append(found)
                    if progress:
                        progress(block + 1, count)
            return shared.take(), worst_of(worst)
    task = f"keeping {len(plan.outputs)} outputs of {draws:,} draws in {len(plan.scenarios)} scenarios"
    check_memory(4.0 * layout(plan)[2] / 2**30, task, f"{FEWER} or use keep='summary'")
    with enough_memory(FEWER):
        return _here(plan, executor, progress, workers)


def _here(
    plan: Plan, executor: Executor | None, progress: Progress | None, workers: int | None
) -> tuple[OutputArrays, list[Violation]]:
    """Every draw in the memory of this process."""
    draws = plan.draws or 0
    worst: list[list[Violation]] = []
    target = room(plan, draws)
    if executor is None:

        def here(plan: Plan, block: int) -> list[Violation]:
            return run_block(plan, block, _slice(target, block, draws))[1]

        worst.extend(_blocks(plan, None, progress, here))
        return target, worst_of(worst)
    with closing(_blocks(plan, executor, progress, run_block, workers)) as blocks:
        for block, (values, found) in enumerate(blocks):
            into = _slice(target, block, draws)
            for name in plan.outputs:
                into.quarterly[name][...] = values.quarterly[name]
                into.annual[name][...] = values.annual[name]
            worst.append(found)
    return target, worst_of(worst)


def _slice(target: OutputArrays, block: int, draws: int) -> OutputArrays:
    return part(target, block * BLOCK, min((block + 1) * BLOCK, draws))


def summaries_of(
    plan: Plan,
    executor: Executor | None,
    progress: Progress | None,
    workers: int | None = None,
    storage: Storage = NOWHERE,
) -> tuple[Summaries, list[Violation]]:
    """The distributions of the kept outputs, merged in a tree of blocks, and the worst violations."""
    task = f"summarising {len(plan.outputs)} outputs in {len(plan.scenarios)} scenarios"
    check_memory(memory_of_summaries(plan), task, FEWER)
    count = len(block_sizes(plan.draws or 0))
    with enough_memory(FEWER):
        if executor is None:
            return merged_pieces(count, 0, partial(Summarise(storage).each, plan), storage, progress)
        if dask_client(executor) is not None:
            return summaries_on_dask(executor, plan, count, storage, progress, workers)
        many = workers_of(executor, workers)
        if not is_local(executor):
            stream = partial(_pieces, plan, executor, storage, workers)
            return merged_pieces(count, many, stream, storage, progress)
        with Shared(plan, draws=False) as shared:
            job = Carrier.same(Job(shared.shelf, Summarise(storage, shared.shelf)))
            mapped = partial(in_order, executor, job, tasks=shared.tasks, workers=workers)
            return merged_pieces(count, many, mapped, storage, progress)


def _pieces(
    plan: Plan, executor: Executor, storage: Storage, workers: int | None, pieces: Iterable[Piece]
) -> Generator[tuple[Piece, Found], None, None]:
    return _stream(plan, executor, Summarise(storage), pieces, workers)


def memory_of_summaries(plan: Plan) -> float:
    """GiB for a block of draws, its summaries, and those of its batch, section, group, bundle and run."""
    draws = plan.draws or 1
    rows = layout(plan)[2] // draws
    points = len(KINDS) * min(POINTS, draws)
    return rows * (4.0 * min(BLOCK, draws) + 6 * 8.0 * points) / 2**30
