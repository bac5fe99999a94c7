"""Whether what is asked for fits into memory, checked before anything large is made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tajsim.errors import InputError, OutOfMemoryError

_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def available_memory() -> float | None:
    """GiB that the machine, the container and its own limit leave this process; None if nobody knows."""
    found: list[int] = []
    with suppress(AttributeError, OSError, ValueError):  # where the system does not say
        found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for path in _LIMITS:
        with suppress(OSError, ValueError):  # "max" is no number
            found.append(int(path.read_text()))
    with suppress(ImportError, OSError):
        import resource

        own, _ = resource.getrlimit(resource.RLIMIT_AS)
        if own != resource.RLIM_INFINITY:
            found.append(own)
    return min(found) / 2**30 if found else None


def check_memory(gib: float, what: str, advice: str) -> None:
    """Raise InputError when `what` needs more GiB than this process may use; `advice` is what to do."""
    most = available_memory()
    if most is not None and gib > most:
        raise InputError(f"{what} needs {gib:,.1f} GiB, this process may use {most:,.1f}; {advice}")


@contextmanager
def enough_memory(advice: str) -> Iterator[None]:
    """Turn what the system says when memory runs out into an error of the library."""
    try:
        yield
    except OutOfMemoryError:
        raise
    except MemoryError as error:
        raise OutOfMemoryError(f"out of memory; {advice}") from error
