"""A process killed outright in the middle of a write or a run: every file is whole, the old or the new."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tajsim.store import write_set, write_whole

from .driver import CENTRAL, LARGE, ON_DISK, REPORTING, alive, call, shown, start, until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
NAMES = ("one.csv", "two.png", "manifest.json")
OLD, NEW = b"old" * 1000, b"new" * 1000


def die_in(function: str, place: int) -> str:
    """Code after which the call number `place` of os.fsync or os.replace kills the process."""
    return f"""
import os, signal
calls, real = [], os.{function}
def killing(*arguments):
    calls.append(arguments)
    if len(calls) == {place}:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments)
os.{function} = killing
"""


def forked(code: str, work: object) -> int:
    """The signal that ended a child process that ran `code` and then `work`."""
    child = os.fork()
    if child == 0:
        try:
            exec(code, {})
            work()  # type: ignore[operator]
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.filterwarnings("ignore:.*fork")
@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_killed_in_a_write_leaves_the_earlier_file(function: str, tmp_path: Path) -> None:
    target = tmp_path / "file.csv"
    target.write_bytes(OLD)
    assert forked(die_in(function, 1), lambda: write_whole(target, lambda f: f.write(NEW))) == -signal.SIGKILL
    assert shown(tmp_path) == {"file.csv": OLD}
    (left,) = (path.name for path in tmp_path.iterdir() if path != target)
    assert left.startswith(".file.csv.")
    write_whole(target, lambda f: f.write(NEW))
    assert shown(tmp_path) == {"file.csv": NEW}


@pytest.mark.filterwarnings("ignore:.*fork")
@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_killed_in_a_set_leaves_no_mixed_one(function: str, place: int, tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_bytes(OLD)
    files = {tmp_path / name: lambda f: f.write(NEW) for name in NAMES}
    assert forked(die_in(function, place), lambda: write_set(files)) == -signal.SIGKILL
    left = shown(tmp_path)
    assert set(left.values()) <= {OLD, NEW}, "a file is not whole"
    if function == "fsync":
        assert left == dict.fromkeys(NAMES, OLD)
    else:
        assert "manifest.json" not in left, "the set looks complete"
    write_set(files)
    assert shown(tmp_path) == dict.fromkeys(NAMES, NEW)


def test_a_run_killed_while_it_writes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name in ("summary.csv", "comparison.png", "manifest.json"):
        (out / name).write_bytes(OLD)
    old = shown(out)
    code, _, err = call(die_in("fsync", 3), "run", *CENTRAL, "--out", "out", cwd=tmp_path)
    assert (code, err) == (-signal.SIGKILL, "")
    assert shown(out) == old
    assert len(list(out.iterdir())) == 6  # three hidden ones, which nothing reads


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc")
def test_a_run_killed_while_it_computes_leaves_no_worker(tmp_path: Path) -> None:
    process = start(
        ON_DISK + REPORTING,
        *("run", *LARGE, "--out", "out"),
        cwd=tmp_path,
        group=True,
    )
    until((tmp_path / "under-way").exists, "the first block")
    process.kill()
    process.communicate()
    until(lambda: not alive(process.pid), "the workers to end")
    assert not (tmp_path / "out").exists()
    assert all(path.name.startswith("tajsim-") for path in (tmp_path / "tmp").iterdir())
