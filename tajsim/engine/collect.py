"""From blocks of draws to one result: in this process, or from the workers of an executor.

Whatever the order in which blocks are done, values lie at the place of their draws, summaries merge in the
order of blocks, and the worst violation is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from functools import partial
from itertools import islice
from typing import Any

from tajsim.engine.block import Violation, allocate, part, run_block, summarise_block
from tajsim.engine.plan import Plan
from tajsim.engine.recording import Target
from tajsim.engine.sharing import Shared, is_local
from tajsim.engine.streams import BLOCK, block_sizes
from tajsim.errors import TajsimError
from tajsim.progress import Progress as Progress
from tajsim.results.summaries import Summaries

WINDOW = 16  # blocks handed to an executor at a time
LOST = (
    "a worker process was lost, most often killed for want of memory; no result is given: take fewer draws "
    "or fewer workers"
)
GROUP, GROUP_POINTS = 32, 4096  # blocks merged at a time, and points they are merged to


def _blocks(plan: Plan, executor: Executor | None, progress: Progress | None, work: Any) -> Iterator[Any]:
    """Results of `work(block)` for every block of draws, in the order they are done, as (block, result).

    Only a few blocks are handed to an executor at a time: a run that is interrupted leaves little behind.
    Raises what the work raises, and TajsimError when an executor loses a worker, cancels a block or takes no
    work.
    """
    count = len(block_sizes(plan.draws or 0))
    if executor is None:
        for done, block in enumerate(range(count), start=1):
            yield block, work(block)
            if progress:
                progress(done, count)
        return
    waiting: dict[Future[Any], int] = {}
    blocks = iter(range(count))
    done = 0
    try:
        while done < count:
            for block in islice(blocks, WINDOW - len(waiting)):
                waiting[_submit(executor, work, block)] = block
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield waiting.pop(future), future.result()
                done += 1
                if progress:
                    progress(done, count)
    except BrokenExecutor as error:
        waiting.clear()  # the executor itself ends what was handed to it
        raise TajsimError(LOST) from error
    except CancelledError as error:
        raise TajsimError("a block of draws was cancelled; no result is given") from error
    finally:
        for future in waiting:
            future.cancel()


def _submit(executor: Executor, work: Any, block: int) -> Future[Any]:
    try:
        return executor.submit(work, block)
    except BrokenExecutor:
        raise
    except RuntimeError as error:  # it was shut down
        raise TajsimError(f"the executor takes no work ({error}); no result is given") from error


def all_draws(
    plan: Plan, executor: Executor | None, progress: Progress | None
) -> tuple[Target, list[Violation]]:
    """Every draw of the kept outputs, and the worst violations."""
    draws = plan.draws or 0
    worst: list[list[Violation]] = []
    if executor is not None and is_local(executor):
        with Shared(plan, draws=True) as shared:
            for _, found in _blocks(plan, executor, progress, shared.work):
                worst.append(found)
            return shared.take(), _worst(worst)
    target = allocate(plan, draws)
    if executor is None:

        def here(block: int) -> list[Violation]:
            return run_block(plan, block, _slice(target, block, draws))[1]

        for _, found in _blocks(plan, None, progress, here):
            worst.append(found)
        return target, _worst(worst)
    for block, (values, found) in _blocks(plan, executor, progress, partial(run_block, plan)):
        into = _slice(target, block, draws)
        for name in plan.outputs:
            into.quarterly[name][...] = values.quarterly[name]
            into.annual[name][...] = values.annual[name]
        worst.append(found)
    return target, _worst(worst)


def _slice(target: Target, block: int, draws: int) -> Target:
    return part(target, block * BLOCK, min((block + 1) * BLOCK, draws))


def summaries_of(
    plan: Plan, executor: Executor | None, progress: Progress | None
) -> tuple[Summaries, list[Violation]]:
    """The distributions of the kept outputs, merged in groups of blocks, and the worst violations."""
    if executor is not None and is_local(executor):
        with Shared(plan, draws=False) as shared:
            return _merged(plan, _blocks(plan, executor, progress, shared.work))
    return _merged(plan, _blocks(plan, executor, progress, partial(summarise_block, plan)))


def _merged(
    plan: Plan, blocks: Iterator[tuple[int, tuple[Summaries, list[Violation]]]]
) -> tuple[Summaries, list[Violation]]:
    count = len(block_sizes(plan.draws or 0))
    waiting: dict[int, dict[int, Summaries]] = {}
    merged: dict[int, Summaries] = {}
    worst = []
    for block, (summary, found) in blocks:
        worst.append(found)
        group = block // GROUP
        members = waiting.setdefault(group, {})
        members[block] = summary
        if len(members) == min(GROUP, count - group * GROUP):
            parts = [members[b] for b in sorted(members)]
            merged[group] = Summaries.merge(parts, points=GROUP_POINTS if count > GROUP else None)
            del waiting[group]
    return Summaries.merge([merged[group] for group in sorted(merged)]), _worst(worst)


def _worst(found: Sequence[Sequence[Violation]]) -> list[Violation]:
    """The worst of each identity over blocks; ties go to the lowest draw, whatever order blocks ended in."""
    return [max(group, key=lambda v: (v.worst, -v.draw)) for group in zip(*found, strict=True)]
