"""Processes for large runs, and a progress bar for people who watch."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager

from tajsim.engine.streams import BLOCK, block_sizes
from tajsim.errors import TajsimError

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
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_die_silently) as executor:
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


def _die_silently() -> None:
    """An interrupt from the keyboard reaches every process; only the first one has something to say."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def progress_bar(unit: str, steps: int | None = None) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr of so many steps, each a `unit`, when a person watches; None otherwise.

    It is told (steps done, steps in all). Work that is known to take fewer than two steps has no bar.
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
