"""Ctrl-C and SIGTERM in every phase: one line, the exit code of an interrupt, nothing left behind."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from .driver import CENTRAL, LARGE, ON_DISK, REPORTING, SMALL, alive, call, start, until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
MESSAGE = "tajsim: interrupted; nothing was left half written\n"
HANDLED = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"


def in_call(module: str, name: str, number: int) -> str:
    """Code that has the process send itself a signal when a function is first called."""
    return f"""
import os, {module} as home
real = home.{name}
def sending(*arguments, **named):
    home.{name} = real
    os.kill(os.getpid(), {number})
    return real(*arguments, **named)
home.{name} = sending
"""


def in_import(module: str, number: int) -> str:
    """The same, when a module is first looked for."""
    return f"""
import os, sys
class Sending:
    @staticmethod
    def find_spec(name, *_):
        if name == {module!r} and Sending in sys.meta_path:
            sys.meta_path.remove(Sending)
            os.kill(os.getpid(), {number})
sys.meta_path.insert(0, Sending)
"""


PHASES = {
    "import": in_import("numpy", signal.SIGINT),
    "sampling": in_call("tajsim.engine.block", "sample", signal.SIGINT),
    "stepping": in_call("tajsim.engine.block", "_check", signal.SIGINT),
    "moving": in_call("os", "replace", signal.SIGINT),
}


@pytest.mark.parametrize("phase", PHASES)
def test_an_interrupt_in_every_phase(phase: str, tmp_path: Path) -> None:
    asked = CENTRAL if phase == "moving" else SMALL
    code, out, err = call(HANDLED + PHASES[phase], "run", *asked, "--out", "out", cwd=tmp_path)
    assert (code, err) == (130, MESSAGE)
    assert "Wrote" not in out
    folder = tmp_path / "out"
    assert not folder.exists() or list(folder.iterdir()) == []


def test_terminated_while_it_writes(tmp_path: Path) -> None:
    code, _, err = call(in_call("os", "fsync", signal.SIGTERM), "run", *CENTRAL, "--out", "out", cwd=tmp_path)
    assert (code, err) == (143, "")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc")
@pytest.mark.parametrize(
    ("moment", "number", "code"),
    [("start", signal.SIGINT, 130), ("compute", signal.SIGINT, 130), ("compute", signal.SIGTERM, 143)],
)
def test_no_worker_is_left(moment: str, number: int, code: int, tmp_path: Path) -> None:
    process = start(
        HANDLED + ON_DISK + REPORTING,
        *("run", *LARGE, "--out", "out"),
        cwd=tmp_path,
        group=True,
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if moment == "start":
        until(lambda: len(children.read_text().split()) >= 2, "a worker")
    else:
        until((tmp_path / "under-way").exists, "the first block")
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does
    else:
        process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (code, "", MESSAGE if number == signal.SIGINT else "")
    until(lambda: not alive(process.pid), "the workers to end")
    assert not (tmp_path / "out").exists()
    assert list((tmp_path / "tmp").iterdir()) == []
