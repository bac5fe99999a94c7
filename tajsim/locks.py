"""A folder held against other writers while files that belong together are moved into it."""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LONGEST = 10.0  # s that another process is waited for; moves take milliseconds
_PAUSE = 0.005  # s


@contextmanager
def locked(folder: Path, longest: float = LONGEST) -> Iterator[None]:
    """Hold `folder`; another writer, thread or process, waits its turn.

    The lock is on the folder itself and ends with the process, however that ends. Where there is none to be
    had (Windows, some network file systems, a folder that may not be read) nothing is held. When the folder
    stays locked for `longest` seconds, which no writer needs, the work goes on all the same with a warning.
    """
    try:
        handle = None if sys.platform == "win32" else os.open(folder, os.O_RDONLY)
    except OSError:
        handle = None
    if handle is None:
        yield
        return
    import fcntl

    try:
        _take(handle, folder, longest)
        yield
    finally:
        # a process forked meanwhile shares the lock, so that closing alone would not end it
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)


def _take(handle: int, folder: Path, longest: float) -> None:
    import fcntl

    end = time.monotonic() + longest
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < end:
                time.sleep(_PAUSE)
                continue
            told = f"another process keeps {folder} locked; files are written there all the same"
            warnings.warn(told, stacklevel=4)
        except OSError:  # a file system without locks
            pass
        return
