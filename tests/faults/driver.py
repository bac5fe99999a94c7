"""Processes in which something goes wrong at a known moment, and what they left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

DEADLINE = 60.0  # s; only a test that fails waits so long
SMALL = ("crackdown", "--vintage", "world-bank-2024", "--draws", "30", "--end", "2026Q4", "--outputs", "gdp")
CENTRAL = (*SMALL[:3], "--draws", "0", *SMALL[5:])
LARGE = (*SMALL[:3], *SMALL[5:], "--draws", "1000000", "--workers", "2")  # takes half a minute
MAIN = "\nimport sys\nfrom tajsim.cli import main\nsys.exit(main(sys.argv[1:]))\n"


def start(code: str, *arguments: str, cwd: Path, group: bool = False) -> subprocess.Popen[str]:
    """A Python process that runs `code`, then the command line; temporary files go to `cwd`/tmp."""
    (cwd / "tmp").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-c", code + MAIN, *arguments],
        cwd=cwd,
        env={**os.environ, "TMPDIR": str(cwd / "tmp"), "MPLBACKEND": "agg"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=group,
    )


def call(code: str, *arguments: str, cwd: Path) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of such a process."""
    with start(code, *arguments, cwd=cwd) as process:
        out, err = process.communicate(timeout=DEADLINE)
    return process.returncode, out, err


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for a condition; fail when it does not come true."""
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.01)


def wait_for(path: Path) -> None:
    """Wait for a file, in whatever process."""
    until(path.exists, str(path))


def shown(folder: Path) -> dict[str, bytes]:
    """The files of a folder that are not hidden."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


def alive(group: int) -> bool:
    """Whether a process of the group is left."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            return True
    return False


ON_DISK = """
import tajsim.engine.sharing as sharing
class Full:
    free = 0
sharing.shutil.disk_usage = lambda path: Full
"""
"""Workers' files lie in the temporary folder, where a test can look for them."""
REPORTING = """
from contextlib import contextmanager
from pathlib import Path
import tajsim.cli.run as run
@contextmanager
def reporting(unit, steps):
    yield lambda done, count: Path("under-way").touch()
run.progress_bar = reporting
"""
"""The first block that is done leaves a file."""
