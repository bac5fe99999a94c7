"""Runs tests in copies of a process that has loaded the libraries, but nothing of the package, beforehand.

Reads {"tests": [...], "limit": seconds} from each line of its input and writes [outcome, by what].
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import math
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

PATIENCE = 5.0  # times the limit that a child may take on a busy machine


class First:
    """A plugin of pytest that writes down the first test that fails."""

    def __init__(self, report: Path) -> None:
        self.report = report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.report.exists():
            self.report.write_text(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.report.exists():
            self.report.write_text(report.nodeid or "collection")


def trial(tests: Sequence[str], limit: float) -> tuple[str, str]:
    """Run tests until one fails: "passed", "failed" or "broken" when nothing can be imported; and by what."""
    with tempfile.TemporaryDirectory(prefix="trial-") as folder:
        shown = Path(folder, "failed")
        options = ("-x", "-q", "-p", "no:cacheprovider", "--tb=no", f"--basetemp={folder}/pytest")
        ended = _in_a_child(lambda: int(pytest.main([*options, *tests], plugins=[First(shown)])), limit)
        if ended is None:
            return "failed", f"no end within {limit:.0f} seconds"
        if ended == 0:
            return "passed", ""
        by = shown.read_text() if shown.exists() else f"ended with {ended}"
        if "::" not in by and _in_a_child(lambda: bool(importlib.import_module("tajsim")) - 1, limit):
            return "broken", by
        return "failed", by


def _in_a_child(work: Callable[[], int], limit: float) -> int | None:
    """What `work` returns in a child with a session of its own, which ends as a whole.

    limit: seconds that it may compute. None when it went on, or waited for ever.
    """
    child = os.fork()
    if not child:
        ended = 70
        try:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(limit), math.ceil(limit) + 5))
            quiet = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(quiet, stream)
            ended = work()
        finally:
            os._exit(ended)
    end = time.monotonic() + PATIENCE * limit
    status = None
    while status is None and time.monotonic() < end:
        done, found = os.waitpid(child, os.WNOHANG)
        status = found if done else None
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):  # what it started goes with it
        os.killpg(child, signal.SIGKILL)
    if status is None:
        os.waitpid(child, 0)
        return None
    ended = os.waitstatus_to_exitcode(status)
    return None if ended in (-signal.SIGXCPU, -signal.SIGKILL) else ended


def main() -> None:
    """Serve until the input ends."""
    import matplotlib.pyplot  # noqa: F401
    import pandas  # noqa: F401
    import scipy.optimize
    import scipy.stats  # noqa: F401

    gc.freeze()  # children collect only what is theirs
    for line in sys.stdin:
        print(json.dumps(trial(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
