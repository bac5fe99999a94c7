"""Which tests execute a line, recorded once by coverage.py: `python -m tests.mutation --record`.

Each process that records keeps two files of its own under .mutation/: the lines of each test, and how long it
takes. Recording some test files again adds to what is there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from tests.mutation.operators import Mutant
from tests.mutation.trial import ROOT, environment, laboratory

STORE = ROOT / ".mutation"
# what is no test of the package by itself, or takes too long to be run for one fault
LEFT_OUT = (
    "benchmarks", "faults", "fuzz", "golden/test_shipped.py", "mutation", "notebooks", "properties",
)  # fmt: skip
ANY = "tests/test_frozen.py"  # holds for every class of the package, with lines of none


class Recorder:
    """A plugin of pytest: each line is booked under the test that runs, with the seconds it computes."""

    def __init__(self, switch: object) -> None:
        self.switch = switch
        self.times: dict[str, float] = {}
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.switch(item.nodeid)  # type: ignore[operator]
        before = sum(os.times()[:4])
        result = yield
        self.times[item.nodeid] = sum(os.times()[:4]) - before
        self.switch("")  # type: ignore[operator]
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self.failed.add(report.nodeid)


def record(tests: Sequence[str] = (), workers: int = 1) -> int:
    """Run the tests (all, or some beside what was recorded before) in copies of the checkout."""
    STORE.mkdir(exist_ok=True)
    if not tests:
        for file in STORE.iterdir():
            file.unlink()
        found = {file.relative_to(ROOT): file.stat().st_size for file in ROOT.glob("tests/**/test_*.py")}
        left_out = tuple(f"tests/{name}" for name in LEFT_OUT)
        tests = [str(f) for f in sorted(found, key=lambda f: -found[f]) if not str(f).startswith(left_out)]
    first = len([*STORE.glob("*.json")])
    with ExitStack() as stack:
        running = []
        for i in range(min(workers, len(tests))):
            here = stack.enter_context(laboratory())
            command = [sys.executable, "-m", "tests.mutation.covering", str(STORE / f"{first + i}")]
            running.append(
                subprocess.Popen([*command, *sorted(tests[i::workers])], cwd=here, env=environment(here))
            )
        return max(process.wait() for process in running)


def _record_here(name: str, tests: Sequence[str]) -> int:
    import coverage

    found = coverage.Coverage(f"{name}.sqlite", source=["tajsim"], config_file=False, messages=False)
    found.set_option("run:relative_files", True)
    found.start()
    plugin = Recorder(found.switch_context)
    ended = pytest.main(["-q", "-p", "no:cacheprovider", *tests], plugins=[plugin])
    found.stop()
    found.save()
    times = {test: took for test, took in plugin.times.items() if test not in plugin.failed}
    Path(f"{name}.json").write_text(json.dumps(times, indent=0))
    print(f"{len(times)} tests recorded; {len(plugin.failed)} failed or were skipped, and are left out")
    return 0 if ended in (0, 1) else int(ended)


class Covers:
    """What was recorded: the tests of a line, and how long each takes, seconds."""

    def __init__(self, store: Path = STORE) -> None:
        import coverage

        self.times: dict[str, float] = {}
        self._data = []
        for file in sorted(store.glob("*.json")):
            self.times |= json.loads(file.read_text())
            self._data.append(coverage.CoverageData(str(file.with_suffix(".sqlite"))))
            self._data[-1].read()
        self._contexts = cache(self._read)

    def _read(self, path: str) -> dict[int, set[str]]:
        """The tests of each line of a file."""
        found: dict[int, set[str]] = {}
        for data in self._data:
            for line, tests in data.contexts_by_lineno(path).items():
                found.setdefault(line, set()).update(tests)
        return found

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The tests of its line, or of its statement, or of its file; then the others of those test files,
        which may use what the first of them made. Those of its own folder first, the quickest first."""
        lines = self._contexts(mutant.path)
        first, last = mutant.around
        for wanted in ([mutant.line], range(first, last + 1), lines):
            direct = {test for line in wanted for test in lines.get(line, ())} & self.times.keys()
            if direct:
                break
        files = {test.partition("::")[0] for test in direct}
        files.add(ANY)
        beside = {test for test in self.times if test.partition("::")[0] in files} - direct
        own = "tests/test_" if mutant.folder == "." else f"tests/{mutant.folder}/"
        return [
            test
            for some in (direct, beside)
            for test in sorted(
                some, key=lambda test: (not test.startswith((own, ANY)), self.times[test], test)
            )
        ]


if __name__ == "__main__":
    sys.exit(_record_here(sys.argv[1], sys.argv[2:]))
