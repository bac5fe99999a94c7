"""Draws shared between processes: workers write their block into one mapped file, nothing is pickled.

Decision. A temporary file mapped into memory, not a shared-memory segment: it works the same on every
platform and inside containers with a small /dev/shm, its space is reserved before the run starts, and no
helper process has to track it. Workers on other machines cannot attach; any other executor than a process
pool gets its results back the ordinary way.
"""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.block import Violation, part, run_block
from tajsim.engine.plan import Plan
from tajsim.engine.recording import Target
from tajsim.engine.streams import BLOCK
from tajsim.errors import InputError


def shares_memory(executor: Executor) -> bool:
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
    """What a worker does with a block: map the file, compute, write."""

    plan: Plan
    path: str

    def __call__(self, block: int) -> list[Violation]:
        stop = min((block + 1) * BLOCK, self.plan.draws or 0)
        return run_block(self.plan, block, part(views(self.plan, self.path), block * BLOCK, stop))[1]


class SharedTarget:
    """The file behind the draws of a run, removed when the run ends, well or not."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        handle, self.path = tempfile.mkstemp(prefix="tajsim-", suffix=".draws")
        size = 4 * layout(plan)[2]
        try:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(handle, 0, size)
            else:
                os.truncate(handle, size)
        except OSError as error:
            Path(self.path).unlink(missing_ok=True)
            raise InputError(
                f"cannot reserve {size / 2**30:.1f} GiB in {tempfile.gettempdir()} for the draws: "
                f"{error.strerror}; keep fewer outputs, set TMPDIR, or run without an executor"
            ) from error
        finally:
            os.close(handle)
        self.work = Work(plan, self.path)

    def __enter__(self) -> SharedTarget:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        Path(self.path).unlink(missing_ok=True)

    def take(self) -> Target:
        """The values: still mapped where an open file may be removed, copied elsewhere."""
        target = views(self.plan, self.path)
        if os.name == "posix":
            return target
        return Target(
            {name: array.copy() for name, array in target.quarterly.items()},
            {name: array.copy() for name, array in target.annual.items()},
        )
