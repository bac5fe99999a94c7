"""Files put in the place of those that workers read: none is read, none runs anything."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import pickle
import stat
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tajsim.engine.request import read
from tajsim.engine.run import prepare
from tajsim.engine.sampling import BLOCK
from tajsim.engine.sharing import Shared, SharedWork, Shelf
from tajsim.errors import TajsimError
from tests import of_2024
from tests.of_2024 import run

from .driver import DEADLINE, until, wait_for
from .test_executors import computed, folder  # noqa: F401

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")
SPAWN = multiprocessing.get_context("spawn")


class Payload:
    """An object that makes a folder when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Callable[..., None], tuple[str]]:
        return os.mkdir, (str(self.trace),)


class Interrupted(ProcessPoolExecutor):
    """One process that is busy until a file is there, and an interrupt when the second block is handed in."""

    def __init__(self, gate: Path) -> None:
        super().__init__(1, mp_context=SPAWN)
        self.given: list[tuple[SharedWork, Future[Any]]] = []
        self.busy = super().submit(wait_for, gate)

    def submit(self, work: Any, *arguments: Any, **named: Any) -> Future[Any]:
        if self.given:
            raise KeyboardInterrupt
        future = super().submit(work, *arguments, **named)
        until(future.running, "the block to be where it cannot be cancelled")
        self.given.append((work, future))
        return future


@pytest.mark.parametrize("keep", ["draws", "summary"])
def test_a_queued_worker_runs_nothing_that_was_planted(folder: Path, tmp_path: Path, keep: str) -> None:  # noqa: F811
    gate, trace = tmp_path / "gate", tmp_path / "trace"
    payload = pickle.dumps(Payload(trace))
    with Interrupted(gate) as executor:
        until(executor.busy.running, "the process to be busy")
        with pytest.raises(KeyboardInterrupt):
            computed(executor, 3, keep=keep, workers=2)  # block by block
        ((work, queued),) = executor.given
        assert not queued.done(), "the worker is past the moment of the attack"
        path = Path(work.plan.path)
        assert not path.exists()
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700  # only its owner can do what follows
        path.write_bytes(payload)
        path.chmod(0o600)
        gate.touch()
        assert isinstance(queued.exception(DEADLINE), TajsimError)
    assert not trace.exists()
    assert [p.name for p in tmp_path.iterdir()] == ["gate"], "folders are left"
    pickle.loads(payload)
    assert trace.exists(), "the attack would have done nothing"


def symlink(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


def replace(path: Path) -> None:
    content = path.read_bytes()
    path.rename(path.with_name("elsewhere"))
    path.write_bytes(content)
    path.chmod(0o600)


def fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


def alter(path: Path) -> None:
    content = path.read_bytes()
    with path.open("r+b") as file:
        file.write(bytes([content[0] ^ 1]))


def foreign(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(path, 12345, -1)


WRONG: dict[str, tuple[Callable[[Path], object], str]] = {
    "symlink": (symlink, "is no file of it"),
    "replaced": (replace, "it is another file"),
    "pipe": (fifo, "it is no regular file"),
    "altered": (alter, "its content was changed"),
    "longer": (lambda path: os.truncate(path, 6), "it has another size"),
    "readable by a group": (lambda path: path.chmod(0o640), "others may use it"),
    "writeable by others": (lambda path: path.chmod(0o602), "others may use it"),
    "of another user": (foreign, "it belongs to another user"),
    "gone": (Path.unlink, "the run was ended"),
}


@pytest.mark.parametrize(("spoil", "expected"), WRONG.values(), ids=WRONG)
def test_a_worker_reads_only_the_file_that_was_written(
    spoil: Callable[[Path], object], expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "plan"
    path.write_bytes(b"plain")
    path.chmod(0o600)
    found = path.stat()
    shelf = Shelf(str(path), (found.st_dev, found.st_ino), 5, hashlib.sha256(b"plain").hexdigest())
    assert shelf.read() == b"plain"
    spoil(path)
    with pytest.raises(TajsimError, match=expected):
        shelf.read()


def test_a_worker_writes_only_into_the_file_that_was_reserved(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    asked = read(of_2024.options(end="2025Q2", draws=BLOCK, outputs="gdp"))
    with Shared(prepare(asked), draws=True) as shared:
        assert shared.work.draws is not None
        reserved = Path(shared.work.draws.path)
        mine = tmp_path / "mine"
        mine.write_bytes(bytes(reserved.stat().st_size))
        mine.chmod(0o600)
        reserved.rename(tmp_path / "elsewhere")
        os.link(mine, reserved)
        with pytest.raises(TajsimError, match="it is another file"):
            shared.work(0)
        assert not any(mine.read_bytes())
        reserved.unlink()
        (tmp_path / "elsewhere").rename(reserved)
        shared.work(0)
        alone = run((), draws=BLOCK, end="2025Q2", outputs="gdp")
        np.testing.assert_array_equal(shared.take().quarterly["gdp"], alone.quarterly["gdp"])


def test_nobody_else_can_reach_the_files(folder: Path) -> None:  # noqa: F811
    seen: list[tuple[int, int]] = []

    def look(done: int, count: int) -> None:
        for path in folder.iterdir():
            files = [stat.S_IMODE(file.stat().st_mode) for file in path.iterdir()]
            seen.extend((stat.S_IMODE(path.stat().st_mode), mode) for mode in files)

    before = os.umask(0)
    try:
        with ProcessPoolExecutor(1, mp_context=SPAWN) as executor:
            computed(executor, 1, progress=look)
    finally:
        os.umask(before)
    assert seen == [(0o700, 0o600)] * 2
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("keep", ["draws", "summary"])
def test_a_pool_is_free_again_after_an_interrupt(folder: Path, keep: str) -> None:  # noqa: F811
    def interrupt(done: int, count: int) -> None:
        raise KeyboardInterrupt

    with ProcessPoolExecutor(2, mp_context=SPAWN) as executor:
        with pytest.raises(KeyboardInterrupt):
            computed(executor, 400, progress=interrupt, keep=keep)
        assert executor.submit(os.getpid).result(DEADLINE) > 0  # it stays the user's, and open
        until(lambda: list(folder.iterdir()) == [], "the folders to go with the last task")
        assert computed(executor, keep=keep) == computed(None, keep=keep)  # type: ignore[arg-type]
