"""Work handed to an executor and taken back in order, a few tasks at a time."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, wait
from itertools import islice
from typing import Any

from tajsim.engine.distributed.carrying import ATTEMPTS, Carrier, WithoutPlan
from tajsim.errors import TajsimError

LOST = (
    "a worker process was lost, most often killed for want of memory; no result is given: take fewer draws "
    "or fewer workers"
)


def workers_of(executor: Executor, asked: int | None = None) -> int:
    """How many tasks an executor computes at once: as it says itself, unless the user has said."""
    if asked is not None:
        return asked
    client = dask_client(executor)
    if client is not None:
        return max(1, int(sum(client.nthreads().values())))
    for name in ("_max_workers", "num_workers"):  # of concurrent.futures and loky; of mpi4py
        found = getattr(executor, name, None)
        if isinstance(found, int) and found > 0:
            return found
    return os.cpu_count() or 1


def dask_client(executor: Executor | None) -> Any:
    """The Dask client behind an executor made by its `get_executor()`; None for any other executor."""
    kind: Any = getattr(sys.modules.get("distributed.cfexecutor"), "ClientExecutor", None)
    return getattr(executor, "_client", None) if kind is not None and isinstance(executor, kind) else None


def in_order(
    executor: Executor,
    job: Carrier,
    items: Iterable[Any],
    tasks: deque[Future[Any]] | None = None,
    workers: int | None = None,
) -> Generator[tuple[Any, Any], None, None]:
    """Each item with what the job makes of it, in order.

    tasks: where to keep what the executor was given and did not give back.

    Two tasks a worker are handed to an executor at a time, and no more results wait for their turn: a run
    takes the same room however many blocks it has, and leaves little behind when it is interrupted. What was
    cancelled is handed in again. Raises what the work raises, and TajsimError when an executor loses a
    worker, cancels a task time and again, or takes no work.
    """
    waiting = deque[Future[Any]]() if tasks is None else tasks
    given = deque[Any]()
    left, most = iter(items), workers_of(executor, workers)
    fresh, attempts = most, 0
    try:
        while True:
            for item in islice(left, 2 * most - len(waiting)):
                waiting.append(_submit(executor, job.loaded if fresh > 0 else job.empty, item))
                given.append(item)
                fresh -= 1
            if not waiting:
                return
            wait([waiting[0]])
            try:
                result = waiting[0].result()
            except CancelledError as error:
                attempts += 1
                if attempts == ATTEMPTS:
                    raise TajsimError(
                        f"the task of {_named(given[0])} was cancelled {ATTEMPTS} times; no result is given"
                    ) from error
                result = WithoutPlan()
            except BrokenExecutor:
                renewed = _renewed(executor)
                attempts += 1
                if renewed is None or attempts == ATTEMPTS:
                    raise
                executor = renewed
                for i, item in enumerate(given):
                    waiting[i] = _submit(executor, job.loaded, item)
                continue
            if isinstance(result, WithoutPlan):
                waiting[0] = _submit(executor, job.loaded, given[0])
                continue
            waiting.popleft()
            attempts = 0
            yield given.popleft(), result
    except BrokenExecutor as error:
        wait(waiting, timeout=1.0)  # the executor itself ends what was handed to it
        raise TajsimError(LOST) from error
    finally:
        for future in waiting:
            future.cancel()


def _named(item: Any) -> str:
    return f"block {item} of draws" if isinstance(item, int) else str(item)


def _renewed(executor: Executor) -> Executor | None:
    """What takes the place of an executor that lost a worker: loky makes another one; others do not."""
    loky = sys.modules.get("loky")
    if loky is None or type(executor).__module__ != "loky.reusable_executor":
        return None
    renewed: Executor = loky.get_reusable_executor(max_workers=workers_of(executor))
    return renewed


def _submit(executor: Executor, work: Any, item: Any) -> Future[Any]:
    try:
        return executor.submit(work, item)
    except BrokenExecutor:
        raise
    except RuntimeError as error:  # it was shut down
        raise TajsimError(f"the executor takes no work ({error}); no result is given") from error
