"""Processes for large runs, and a progress bar for people who watch."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from tajsim.engine.sampling import BLOCK, block_sizes
from tajsim.errors import TajsimError
from tajsim.results.tables import import_extra

T = TypeVar("T")
MOST_WORKERS = 512
_HELD = (signal.SIGINT, signal.SIGTERM)
_ANSWER = 10  # s that a scheduler is waited for
_LARGE = 60_000  # draws x scenarios from which starting processes pays


def default_workers(draws: int, scenarios: int) -> int:
    """One process a core when the run is large, else 1; never more than there are blocks of draws."""
    if draws <= BLOCK or draws * scenarios < _LARGE:
        return 1
    return min(_cores(), len(block_sizes(draws)))


def _cores() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def worker_pool(workers: int) -> Iterator[Executor | None]:
    """An executor of so many processes, None for one; they are ended when the work is interrupted.

    Raises TajsimError when a process dies.
    """
    if workers == 1:
        yield None
        return
    context = multiprocessing.get_context("spawn")
    with _Pool(workers, mp_context=context, initializer=_follow) as executor:
        try:
            yield executor
        except BrokenExecutor as error:
            raise TajsimError(
                "a worker process died, most often for want of memory; take fewer --draws or --workers 1"
            ) from error
        except BaseException:
            for child in multiprocessing.active_children():
                child.kill()
            raise


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The executor of the Dask cluster whose scheduler has this address.

    Raises MissingExtraError without Dask, TajsimError when no scheduler answers.
    """
    distributed = import_extra("distributed", "--scheduler", "distributed")
    try:
        client = distributed.Client(address, timeout=_ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise TajsimError(f"no scheduler of a cluster answers at {address} ({reason})") from error
    with client:
        yield client.get_executor()


class _Pool(ProcessPoolExecutor):
    """Processes that an interrupt from the keyboard does not reach: the first one ends them, silently."""

    def submit(self, function: Callable[..., T], /, *arguments: Any, **named: Any) -> Future[T]:
        """Hand in work; the processes start with the first, and what is held back stays so in them."""
        with _held_back():
            future = super().submit(function, *arguments, **named)
        # they end with the processes; a pool whose processes are killed stumbles over what was cancelled
        future.cancel = lambda: False  # type: ignore[method-assign]
        return future


@contextmanager
def _held_back() -> Iterator[None]:
    """Hold interrupts back until processes are started whole; in those they stay held back."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    resource_tracker.ensure_running()  # when it starts it lets signals through
    held: list[tuple[int, Any]] = []
    # a signal may reach this process by another thread, so that a mask alone holds nothing back here
    handlers = {n: signal.signal(n, lambda *what: held.append(what)) for n in _HELD}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        if held:
            signal.raise_signal(held[0][0])


def _follow() -> None:
    """End this process with the one that started it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def _end_with(first: BaseProcess | None) -> None:
    if first is not None:
        first.join()
        os._exit(1)


@contextmanager
def progress_bar(unit: str, steps: int | None = None) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr of so many steps, each a `unit`, when a person watches; None otherwise.

    It is called with (steps done, steps in all). Work that is known to take fewer than two steps has no bar.
    """
    if (steps is not None and steps < 2) or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(total=steps, unit=unit, file=sys.stderr, delay=1.0, leave=False) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show
