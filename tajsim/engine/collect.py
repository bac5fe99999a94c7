"""From blocks of draws to one result: in this process, or from the workers of an executor.

Whatever the order in which blocks are done, they are taken in their own: values lie at the place of their
draws, summaries merge in the order of blocks, and the worst violation is the same.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import closing
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from tajsim.arguments import Progress as Progress
from tajsim.engine.aggregation import OutputArrays
from tajsim.engine.block import Violation, allocate, part, run_block, summarise_block
from tajsim.engine.plan import Plan
from tajsim.engine.sampling import BLOCK, block_sizes
from tajsim.engine.sharing import Shared, is_local, layout
from tajsim.errors import TajsimError
from tajsim.memory import check_memory, enough_memory
from tajsim.results.summaries import KINDS, POINTS, Key, Summaries, Summary, add, finished

T = TypeVar("T")
Blocks = Generator[T, None, None]
FEWER = "take fewer draws, fewer scenarios or fewer outputs"
LOST = (
    "a worker process was lost, most often killed for want of memory; no result is given: take fewer draws "
    "or fewer workers"
)


def _blocks(
    plan: Plan,
    executor: Executor | None,
    progress: Progress | None,
    work: Any,
    tasks: deque[Future[Any]] | None = None,
) -> Blocks[Any]:
    """Results of `work(block)` for every block of draws, in the order of blocks.

    tasks: where to keep what the executor was given and did not give back.

    Only a few blocks are handed to an executor at a time, and no more results wait for their turn: a run
    takes the same room however many blocks it has, and leaves little behind when it is interrupted. Raises
    what the work raises, and TajsimError when an executor loses a worker, cancels a block or takes no work.
    """
    count = len(block_sizes(plan.draws or 0))
    if executor is None:
        for block in range(count):
            yield work(block)
            if progress:
                progress(block + 1, count)
        return
    blocks = iter(range(count))
    waiting = deque[Future[Any]]() if tasks is None else tasks
    try:
        for done in range(1, count + 1):
            for block in islice(blocks, _at_once(executor) - len(waiting)):
                waiting.append(_submit(executor, work, block))
            wait([waiting[0]])
            yield waiting.popleft().result()
            if progress:
                progress(done, count)
    except BrokenExecutor as error:
        wait(waiting, timeout=1.0)  # the executor itself ends what was handed to it
        raise TajsimError(LOST) from error
    except CancelledError as error:
        raise TajsimError("a block of draws was cancelled; no result is given") from error
    finally:
        for future in waiting:
            future.cancel()


def of_every_block(plan: Plan, executor: Executor | None, work: Any) -> list[Any]:
    """Results of `work(block)` for every block of draws, in the order of blocks."""
    with enough_memory(FEWER), closing(_blocks(plan, executor, None, work)) as blocks:
        return list(blocks)


def _at_once(executor: Executor) -> int:
    """How many blocks to hand to an executor: one more for each worker than it is busy with."""
    return 2 * int(getattr(executor, "_max_workers", 0) or os.cpu_count() or 1)


def _submit(executor: Executor, work: Any, block: int) -> Future[Any]:
    try:
        return executor.submit(work, block)
    except BrokenExecutor:
        raise
    except RuntimeError as error:  # it was shut down
        raise TajsimError(f"the executor takes no work ({error}); no result is given") from error


def all_draws(
    plan: Plan, executor: Executor | None, progress: Progress | None
) -> tuple[OutputArrays, list[Violation]]:
    """Every draw of the kept outputs, and the worst violations."""
    draws = plan.draws or 0
    if executor is not None and is_local(executor):
        worst: list[list[Violation]] = []
        with enough_memory(FEWER), Shared(plan, draws=True) as shared:
            worst.extend(_blocks(plan, executor, progress, shared.work, shared.tasks))
            return shared.take(), _worst(worst)
    task = f"keeping {len(plan.outputs)} outputs of {draws:,} draws in {len(plan.scenarios)} scenarios"
    check_memory(4.0 * layout(plan)[2] / 2**30, task, f"{FEWER} or use keep='summary'")
    with enough_memory(FEWER):
        return _here(plan, executor, progress)


def _here(
    plan: Plan, executor: Executor | None, progress: Progress | None
) -> tuple[OutputArrays, list[Violation]]:
    """Every draw in the memory of this process."""
    draws = plan.draws or 0
    worst: list[list[Violation]] = []
    target = allocate(plan, draws)
    if executor is None:

        def here(block: int) -> list[Violation]:
            return run_block(plan, block, _slice(target, block, draws))[1]

        worst.extend(_blocks(plan, None, progress, here))
        return target, _worst(worst)
    with closing(_blocks(plan, executor, progress, partial(run_block, plan))) as blocks:
        for block, (values, found) in enumerate(blocks):
            into = _slice(target, block, draws)
            for name in plan.outputs:
                into.quarterly[name][...] = values.quarterly[name]
                into.annual[name][...] = values.annual[name]
            worst.append(found)
    return target, _worst(worst)


def _slice(target: OutputArrays, block: int, draws: int) -> OutputArrays:
    return part(target, block * BLOCK, min((block + 1) * BLOCK, draws))


def summaries_of(
    plan: Plan, executor: Executor | None, progress: Progress | None
) -> tuple[Summaries, list[Violation]]:
    """The distributions of the kept outputs, merged block by block, and the worst violations."""
    task = f"summarising {len(plan.outputs)} outputs in {len(plan.scenarios)} scenarios"
    check_memory(memory_of_summaries(plan), task, FEWER)
    with enough_memory(FEWER):
        if executor is not None and is_local(executor):
            with Shared(plan, draws=False) as shared:
                return _merged(_blocks(plan, executor, progress, shared.work, shared.tasks))
        return _merged(_blocks(plan, executor, progress, partial(summarise_block, plan)))


def memory_of_summaries(plan: Plan) -> float:
    """GiB for a block of draws, its summaries, and those it is merged into; whatever the draws in all."""
    draws = plan.draws or 1
    rows = layout(plan)[2] // draws
    points = len(KINDS) * min(POINTS, draws)
    return rows * (4.0 * min(BLOCK, draws) + 2 * 8.0 * points) / 2**30


def _merged(
    blocks: Generator[tuple[Summaries, list[Violation]], None, None],
) -> tuple[Summaries, list[Violation]]:
    held: dict[Key, Summary] = {}
    worst = []
    with closing(blocks):  # an interrupt in a merge cancels what waits at once
        for summaries, found in blocks:
            add(held, summaries)
            worst.append(found)
            del summaries  # their room is that of the next block
    return finished(held), _worst(worst)


def _worst(found: Sequence[Sequence[Violation]]) -> list[Violation]:
    """The worst of each identity over blocks; ties go to the lowest draw, whatever order blocks ended in."""
    return [max(group, key=lambda v: (v.worst, -v.draw)) for group in zip(*found, strict=True)]
