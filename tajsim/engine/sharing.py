"""A run in several processes: workers read the plan from a file and write their draws into a mapped one.

Decision. A file mapped into memory, not a shared-memory segment: its room is checked before the run starts,
it works inside containers with a small /dev/shm (the file then lies in the temporary folder), and no helper
process has to track it. Workers on other machines cannot map it; any other executor than a process pool gets
its results back the ordinary way.
"""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.block import part, run_block, summarise_block
from tajsim.engine.plan import Plan
from tajsim.engine.recording import Target
from tajsim.engine.streams import BLOCK
from tajsim.errors import InputError


def is_local(executor: Executor) -> bool:
    """Whether an executor's workers are processes on this machine, which can map the same file."""
    return isinstance(executor, ProcessPoolExecutor)


def layout(plan: Plan) -> tuple[int, int, int]:
    """Numbers of quarterly and annual values of one output, and of all values."""
    columns = len(plan.scenarios) * (plan.draws or 0)
    quarterly, annual = len(plan.reported) * columns, len(plan.years) * columns
    return quarterly, annual, len(plan.outputs) * (quarterly + annual)


def views(plan: Plan, path: str) -> Target:
    """The target arrays laid over the file."""
    quarterly, annual, size = layout(plan)
    columns = (len(plan.scenarios), plan.draws or 0)
    flat: NDArray[np.float32] = np.asarray(np.memmap(path, dtype=np.float32, mode="r+", shape=size))
    first, second = {}, {}
    for i, name in enumerate(plan.outputs):
        begin = i * (quarterly + annual)
        middle = begin + quarterly
        first[name] = flat[begin:middle].reshape(len(plan.reported), *columns)
        second[name] = flat[middle : middle + annual].reshape(len(plan.years), *columns)
    return Target(first, second)


@dataclass(frozen=True)
class Work:
    """What a worker does with a block. Small, so that a queue of blocks never fills the pipe to the workers:
    the plan lies in a file that each worker reads once."""

    plan: str
    draws: str | None  # the file to write draws into; None for summaries

    def __call__(self, block: int) -> Any:
        plan = _stored(self.plan)
        if self.draws is None:
            return summarise_block(plan, block)
        stop = min((block + 1) * BLOCK, plan.draws or 0)
        return run_block(plan, block, part(views(plan, self.draws), block * BLOCK, stop))[1]


@lru_cache(maxsize=1)
def _stored(path: str) -> Plan:
    """The plan of the run this worker works for."""
    plan: Plan = pickle.loads(Path(path).read_bytes())
    return plan


class Shared:
    """The files behind a run in several processes, removed when the run ends, well or not."""

    def __init__(self, plan: Plan, draws: bool) -> None:
        self.plan = plan
        self.paths = [_reserve(pickle.dumps(plan, protocol=5), 0)]
        if draws:
            try:
                self.paths.append(_reserve(b"", 4 * layout(plan)[2]))
            except BaseException:
                self.close()
                raise
        self.work = Work(self.paths[0], self.paths[1] if draws else None)

    def __enter__(self) -> Shared:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the files."""
        for path in self.paths:
            Path(path).unlink(missing_ok=True)

    def take(self) -> Target:
        """The values: still mapped where an open file may be removed, copied elsewhere."""
        target = views(self.plan, self.paths[1])
        if os.name == "posix":
            return target
        return Target(
            {name: array.copy() for name, array in target.quarterly.items()},
            {name: array.copy() for name, array in target.annual.items()},
        )


def _reserve(content: bytes, size: int) -> str:
    """A temporary file with `content`, or with room for `size` bytes; InputError when there is none."""
    in_memory = Path("/dev/shm")
    if size and in_memory.is_dir() and shutil.disk_usage(in_memory).free > 1.1 * size:
        with suppress(OSError):  # others may take the room meanwhile
            return _file(b"", size, in_memory)
    try:
        return _file(content, size, None)
    except OSError as error:
        need, told = max(size, len(content)) / 2**30, error.strerror or error
        raise InputError(
            f"cannot reserve {need:.1f} GiB in the temporary folder for the draws ({told}); keep fewer "
            "outputs, set TMPDIR, or run without an executor"
        ) from error


def _file(content: bytes, size: int, folder: Path | None) -> str:
    """A temporary file with all of `content`, or with room for `size` bytes that nobody else can take."""
    handle, path = tempfile.mkstemp(prefix="tajsim-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            if content:
                stream.write(content)
            elif hasattr(os, "posix_fallocate"):  # a mapped file without room ends the process that writes
                os.posix_fallocate(stream.fileno(), 0, size)
            else:
                stream.truncate(size)
    except BaseException:
        Path(path).unlink(missing_ok=True)
        raise
    return path
