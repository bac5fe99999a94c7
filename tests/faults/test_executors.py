"""Executors that fail in the middle of a run: an error that says so, no hang, no part of a result."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import tajsim as ts
from tajsim.cli import main
from tajsim.engine.distributed.tree import SECTION, Piece
from tajsim.engine.sampling import BLOCK
from tajsim.errors import TajsimError
from tests.of_2024 import run

from .driver import LARGE, ON_DISK, REPORTING, alive, start, until

LOST = "a worker process was lost"


def computed(executor: Executor, blocks: int = 3, **what: Any) -> ts.Result:
    """A run of so many blocks that is over in a moment."""
    settings = {"draws": BLOCK * blocks, "end": "2025Q1", "outputs": ["gdp"]}
    return run((), "world-bank-2024", executor=executor, **(settings | what))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the files of workers lie, and nowhere else."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("tajsim.engine.sharing.shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    return tmp_path


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_a_worker_that_is_killed(folder: Path) -> None:
    workers: list[int] = []
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:

        def kill(done: int, _: int) -> None:
            workers.append(done)
            if done == 1:
                os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)

        with pytest.raises(TajsimError, match=LOST):
            computed(executor, 60, progress=kill, end="2026Q4")
        assert 1 <= len(workers) < 60
        assert list(folder.iterdir()) == []
        with pytest.raises(TajsimError, match=LOST):  # it stays broken
            computed(executor, keep="summary")
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc")
def test_a_worker_of_the_command_line_that_is_killed(tmp_path: Path) -> None:
    process = start(
        ON_DISK + REPORTING,
        *("run", *LARGE, "--out", "out"),
        cwd=tmp_path,
        group=True,
    )
    until((tmp_path / "under-way").exists, "the first block")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(children[-1]), signal.SIGKILL)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert err.startswith(f"tajsim: {LOST}")
    assert err.count("\n") == 1
    until(lambda: not alive(process.pid), "the workers to end")
    assert not (tmp_path / "out").exists()
    assert list((tmp_path / "tmp").iterdir()) == []


class Sabotaged(ThreadPoolExecutor):
    """Threads that compute the first block and do something else with the second, however often asked."""

    def __init__(self, instead: Callable[[Sabotaged], Future[Any]]) -> None:
        super().__init__(2)
        self.instead, self.given = instead, list[Future[Any]]()

    def submit(self, work: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        second = arguments[0] in (1, Piece(0, 16, 30, SECTION))
        self.given.append(self.instead(self) if second else super().submit(work, *arguments, **named))
        return self.given[-1]


def cancelled(_: Executor) -> Future[Any]:
    future = Future[Any]()
    future.cancel()
    future.set_running_or_notify_cancel()
    return future


def failed(error: BaseException) -> Callable[[Executor], Future[Any]]:
    def make(_: Executor) -> Future[Any]:
        future = Future[Any]()
        future.set_exception(error)
        return future

    return make


def shut(executor: Executor) -> Future[Any]:
    executor.shutdown(wait=False)
    return ThreadPoolExecutor.submit(executor, print)  # type: ignore[arg-type]


FAILURES = {
    "cancelled": (
        cancelled,
        TajsimError,
        r"the task of block(s 16 to 29| 1) of draws was cancelled 3 times; no result is given",
    ),
    "shut down": (shut, TajsimError, "the executor takes no work .*shutdown.*; no result is given"),
    "a bug": (failed(ZeroDivisionError("of my own")), ZeroDivisionError, "of my own"),
    "no memory": (failed(MemoryError()), MemoryError, None),
    "an interrupt": (failed(KeyboardInterrupt()), KeyboardInterrupt, None),
}


@pytest.mark.parametrize("keep", ["draws", "summary"])
@pytest.mark.parametrize(("instead", "error", "expected"), FAILURES.values(), ids=FAILURES)
def test_a_block_that_does_not_come(
    instead: Callable[[Executor], Future[Any]], error: type[BaseException], expected: str | None, keep: str
) -> None:
    with Sabotaged(instead) as executor:
        with pytest.raises(error, match=expected):
            computed(executor, 30, keep=keep)
        given = executor.given
        assert all(future.done() or future.running() for future in given), "work is left in the queue"
    assert len(given) < 30


def test_an_executor_that_was_shut_down_before() -> None:
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(TajsimError, match="the executor takes no work"):
        computed(executor)


@pytest.mark.parametrize("threads", [False, True], ids=["alone", "threads"])
def test_a_progress_function_that_raises(threads: bool) -> None:
    steps: list[tuple[int, int]] = []

    def progress(done: int, count: int) -> None:
        steps.append((done, count))
        raise OSError("the terminal is gone")

    with ThreadPoolExecutor(1) as executor, pytest.raises(OSError, match="the terminal is gone"):
        computed(executor if threads else None, 3, progress=progress)  # type: ignore[arg-type]
    assert steps == [(1, 3)]


def test_no_room_for_the_draws_of_workers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full, raising=False)
    with ProcessPoolExecutor(1) as executor, pytest.raises(ts.InputError, match="No space left on device"):
        computed(executor)
    assert list(folder.iterdir()) == []


def test_no_memory_is_reported_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tajsim.engine.block.sample", none)
    code = main(["run", "crackdown", "--draws", "10", "--vintage", "world-bank-2024", "--out", "out"])
    assert code == 1
    assert capsys.readouterr() == (
        "",
        "tajsim: out of memory; take fewer --draws, fewer scenarios or fewer --outputs\n",
    )
    assert list(tmp_path.iterdir()) == []
