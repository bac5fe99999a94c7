"""Two writers of one folder: one waits for the other, and no lock outlives its holder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tajsim.store import locked, write_folder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX locks")

HAMMER = """
import sys, time
from pathlib import Path
from tajsim.store import write_folder
folder, who, end = Path(sys.argv[1]), sys.argv[2].encode(), time.time() + float(sys.argv[3])
rounds = 0
while time.time() < end:
    write_folder(folder / str(rounds % 4), dict.fromkeys(("a.csv", "b.png", "c.csv", "manifest.json"), who))
    rounds += 1
print(rounds)
"""


def sets(folder: Path) -> list[set[bytes]]:
    return [{path.read_bytes() for path in one.iterdir()} for one in folder.iterdir()]


def test_two_processes_leave_the_set_of_one(tmp_path: Path) -> None:
    for turn in range(6):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", HAMMER, str(tmp_path), who, "0.8"], stdout=subprocess.PIPE, text=True
            )
            for who in ("first", "second")
        ]
        assert all(int(writer.communicate()[0]) > 3 for writer in writers)
        assert all(writer.returncode == 0 for writer in writers)
        assert all(len(contents) == 1 for contents in sets(tmp_path)), turn


def test_moves_of_two_writers_never_mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that is held up between two moves keeps the other waiting."""
    real, between = os.replace, threading.Event()

    def slow(source: str, target: str) -> None:
        real(source, target)
        if threading.current_thread() is threads[0]:
            between.set()
            time.sleep(0.1)

    monkeypatch.setattr(os, "replace", slow)
    threads = [
        threading.Thread(target=write_folder, args=(tmp_path, dict.fromkeys(("a", "b", "c"), content)))
        for content in (b"one", b"two")
    ]
    threads[0].start()
    between.wait()
    threads[1].start()
    for thread in threads:
        thread.join()
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"two"}
    assert len(os.listdir(tmp_path)) == 3, "a lock left a file"


def test_a_killed_holder_keeps_nobody_waiting(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom tajsim.store import locked\n"
        "with locked(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.send_signal(signal.SIGKILL)
    begin = time.monotonic()
    with locked(tmp_path):
        assert time.monotonic() - begin < 1


def test_a_folder_that_stays_locked_is_written_with_a_warning(tmp_path: Path) -> None:
    begin = time.monotonic()
    with locked(tmp_path), pytest.warns(UserWarning, match="another process keeps .* locked"):
        write_folder_at_last(tmp_path)
    assert time.monotonic() - begin >= 0.2


def write_folder_at_last(folder: Path) -> None:
    with locked(folder, longest=0.2):
        pass


def test_a_folder_that_cannot_be_opened_is_not_locked(tmp_path: Path) -> None:
    with locked(tmp_path / "absent"):
        assert not (tmp_path / "absent").exists()


def test_a_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def none(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", none)
    write_folder(tmp_path, {"a": b"1"})
    assert (tmp_path / "a").read_bytes() == b"1"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with locked(tmp_path):
        pass
