"""A run in several processes: workers read the plan from a file and write their draws into a mapped one.

Decision. A file mapped into memory, not a shared-memory segment: its room is checked before the run starts,
it works inside containers with a small /dev/shm (the file then lies in the temporary folder), and no helper
process has to track it. Workers on other machines cannot map it; any other executor than a process pool gets
its results back the ordinary way.

The plan is a pickle, and whoever makes a worker read another one makes it run anything. So the files lie in
folders of their own that nobody else may enter and that outlive every task; a worker opens a regular file of
its own user, no link, and reads it only if it has the SHA-256 digest that came with the task.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import stat
import tempfile
import threading
from collections import deque
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.aggregation import OutputArrays
from tajsim.engine.block import Violation, part, run_block
from tajsim.engine.plan import Plan
from tajsim.engine.sampling import BLOCK
from tajsim.engine.target import laid_over
from tajsim.errors import InputError, TajsimError


def is_local(executor: Executor) -> bool:
    """Whether an executor's workers are processes on this machine, which can map the same file."""
    return isinstance(executor, ProcessPoolExecutor)


def layout(plan: Plan) -> tuple[int, int, int]:
    """Numbers of quarterly and annual values of one output, and of all values."""
    columns = len(plan.scenarios) * (plan.draws or 0)
    quarterly, annual = len(plan.reported) * columns, len(plan.years) * columns
    return quarterly, annual, len(plan.outputs) * (quarterly + annual)


def views(plan: Plan, file: IO[bytes]) -> OutputArrays:
    """The target arrays laid over the file."""
    size = layout(plan)[2]
    flat: NDArray[np.float32] = np.asarray(np.memmap(file, dtype=np.float32, mode="r+", shape=size))
    return laid_over(plan, plan.draws or 0, flat)


@dataclass(frozen=True)
class Shelf:
    """A file that this user made for the workers: where it lies, which one it is, what it holds."""

    path: str
    inode: tuple[int, int]  # device and number
    size: int
    digest: str = ""  # SHA-256 of the content, where it does not change

    def open(self) -> IO[bytes]:
        """The file, open for reading and writing. Raises TajsimError when it is another one."""
        flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        try:
            handle = os.open(self.path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        except OSError as error:
            raise TajsimError(f"the run was ended, or {self.path} is no file of it ({error})") from error
        found = os.fstat(handle)
        wrong = [
            fault
            for fault, holds in (
                ("it is no regular file", not stat.S_ISREG(found.st_mode)),
                ("it belongs to another user", hasattr(os, "geteuid") and found.st_uid != os.geteuid()),
                ("others may use it", os.name == "posix" and found.st_mode & 0o077 != 0),
                ("it is another file", (found.st_dev, found.st_ino) != self.inode),
                ("it has another size", found.st_size != self.size),
            )
            if holds
        ]
        if wrong:
            os.close(handle)
            raise TajsimError(f"a worker does not read {self.path}: {', '.join(wrong)}")
        return os.fdopen(handle, "r+b")

    def read(self) -> bytes:
        """The content. Raises TajsimError when it is not what was written."""
        with self.open() as file:
            content = file.read()
        if hashlib.sha256(content).hexdigest() != self.digest:
            raise TajsimError(f"a worker does not read {self.path}: its content was changed")
        return content

    def opened(self) -> Plan:
        """The plan that it holds, read once by each process. Raises TajsimError when the run was ended."""
        if not os.path.lexists(self.path):
            raise TajsimError("the run was ended before this block began")
        return _stored(self)


@dataclass(frozen=True)
class SharedWork:
    """What a worker does with a block whose draws are kept. Small, so that a queue of blocks never fills the
    pipe to the workers: the plan lies in a file that each worker reads once."""

    plan: Shelf
    draws: Shelf  # the file to write draws into

    def __call__(self, block: int) -> list[Violation]:
        plan = self.plan.opened()
        stop = min((block + 1) * BLOCK, plan.draws or 0)
        with self.draws.open() as file:
            target = views(plan, file)
        return run_block(plan, block, part(target, block * BLOCK, stop))[1]


@lru_cache(maxsize=1)
def _stored(shelf: Shelf) -> Plan:
    """The plan of the run this worker works for."""
    plan: Plan = pickle.loads(shelf.read())
    return plan


class Shared:
    """The files behind a run in several processes, removed when the run ends, well or not.

    tasks: what was handed to the executor and not yet taken back. When the run ends early, what waits is
    cancelled and what has begun keeps the folders, emptied, until it is done.
    """

    def __init__(self, plan: Plan, draws: bool) -> None:
        self.plan = plan
        self.tasks: deque[Future[Any]] = deque()
        self.folders: list[Path] = []
        try:
            first = self._reserve(pickle.dumps(plan, protocol=5), 0)
            second = self._reserve(b"", 4 * layout(plan)[2]) if draws else None
        except BaseException:
            self.close()
            raise
        self.shelf, self.draws = first, second

    def __enter__(self) -> Shared:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove the files at once, and the folders when no task can look into them any more."""
        left = [task for task in self.tasks if not (task.cancel() or task.done())]
        for folder in self.folders:
            for file in folder.iterdir():
                with suppress(OSError):  # where a mapped file cannot be removed it goes with its folder
                    file.unlink()
        lock, open_tasks = threading.Lock(), set(left)

        def done(task: Future[Any]) -> None:
            with lock:
                open_tasks.discard(task)
                if open_tasks:
                    return
            self._remove()

        for task in left:
            task.add_done_callback(done)
        if not left:
            self._remove()

    @property
    def work(self) -> SharedWork:
        """What workers do with blocks whose draws are kept."""
        if self.draws is None:
            raise TajsimError("the run shares no draws")
        return SharedWork(self.shelf, self.draws)

    def take(self) -> OutputArrays:
        """The values: still mapped where an open file may be removed, copied elsewhere."""
        with self.work.draws.open() as file:
            target = views(self.plan, file)
        if os.name == "posix":
            return target
        return OutputArrays(
            {name: array.copy() for name, array in target.quarterly.items()},
            {name: array.copy() for name, array in target.annual.items()},
        )

    def _remove(self) -> None:
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)

    def _reserve(self, content: bytes, size: int) -> Shelf:
        """A file with `content`, or with room for `size` bytes; InputError when there is none."""
        in_memory = Path("/dev/shm")
        if size and in_memory.is_dir() and shutil.disk_usage(in_memory).free > 1.1 * size:
            with suppress(OSError):  # others may take the room meanwhile
                return self._file(b"", size, in_memory)
        try:
            return self._file(content, size, None)
        except (OSError, OverflowError) as error:
            need, reason = max(size, len(content)) / 2**30, getattr(error, "strerror", None) or error
            raise InputError(
                f"cannot reserve {need:.1f} GiB in the temporary folder for the draws ({reason}); keep fewer "
                "outputs, set TMPDIR, or run without an executor"
            ) from error

    def _file(self, content: bytes, size: int, where: Path | None) -> Shelf:
        """A file in a folder of its own with all of `content`, or with room that nobody else can take."""
        folder = Path(tempfile.mkdtemp(prefix="tajsim-", dir=where))
        self.folders.append(folder)
        path = folder / "plan" if content else folder / "draws"
        try:
            with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                if content:
                    stream.write(content)
                elif hasattr(
                    os, "posix_fallocate"
                ):  # a mapped file without room ends the process that writes
                    os.posix_fallocate(stream.fileno(), 0, size)
                else:
                    stream.truncate(size)
                stream.flush()
                found = os.fstat(stream.fileno())
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            self.folders.remove(folder)
            raise
        digest = hashlib.sha256(content).hexdigest()
        return Shelf(str(path), (found.st_dev, found.st_ino), found.st_size, digest)
