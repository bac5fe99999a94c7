"""Which tests execute a line, recorded once by coverage.py: `python -m tests.mutation --record`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.mutation.operators import Mutant
from tests.mutation.trial import ROOT, environment, laboratory

STORE = ROOT / ".mutation"
LINES, TIMES = "lines.sqlite", "times.json"
# what is no test of the package by itself, or takes too long to be run for one fault
LEFT_OUT = (
    "benchmarks", "faults", "fuzz", "golden/test_shipped.py", "mutation", "notebooks", "properties",
)  # fmt: skip


ANY = "tests/test_frozen.py"  # what holds for every class of the package, with lines of none


class Recorder:
    """A plugin of pytest: each line is booked under the test that runs, with the time it took."""

    def __init__(self, switch: object) -> None:
        self.switch = switch
        self.times: dict[str, float] = {}
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.switch(item.nodeid)  # type: ignore[operator]
        result = yield
        self.switch("")  # type: ignore[operator]
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.times[report.nodeid] = self.times.get(report.nodeid, 0.0) + report.duration
        if not report.passed:
            self.failed.add(report.nodeid)


def record(tests: Sequence[str] = ()) -> int:
    """Run the tests (all, or some beside what was recorded before) in a copy of the checkout."""
    STORE.mkdir(exist_ok=True)
    with laboratory() as here:
        command = [sys.executable, "-m", "tests.mutation.covering", str(STORE), *tests]
        return subprocess.run(command, cwd=here, env=environment(here), check=False).returncode


def _record_here(store: Path, tests: Sequence[str]) -> int:
    import coverage

    found = coverage.Coverage(data_file=store / LINES, source=["tajsim"], config_file=False, messages=False)
    found.set_option("run:relative_files", True)
    found.load() if tests else found.erase()
    found.start()
    plugin = Recorder(found.switch_context)
    left_out = [f"--ignore=tests/{name}" for name in LEFT_OUT]
    ended = pytest.main(["-q", "-p", "no:cacheprovider", *left_out, *(tests or ["tests"])], plugins=[plugin])
    found.stop()
    found.save()
    times = {name: took for name, took in plugin.times.items() if name not in plugin.failed}
    if tests:
        times = _times(store) | times
    (store / TIMES).write_text(json.dumps(times, indent=0))
    print(f"{len(times)} tests recorded; {len(plugin.failed)} failed or were skipped, and are left out")
    return 0 if ended in (0, 1) else int(ended)


def _times(store: Path) -> dict[str, float]:
    file = store / TIMES
    return json.loads(file.read_text()) if file.exists() else {}


class Covers:
    """What was recorded: the tests of a line, and how long each takes."""

    def __init__(self, store: Path = STORE) -> None:
        import coverage

        self.times: dict[str, float] = _times(store)
        self._data = coverage.CoverageData(store / LINES)
        self._data.read()
        self._contexts = cache(self._data.contexts_by_lineno)

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
        own = f"tests/{mutant.folder}/"
        return [
            test
            for some in (direct, beside)
            for test in sorted(
                some, key=lambda test: (not test.startswith((own, ANY)), self.times[test], test)
            )
        ]


if __name__ == "__main__":
    sys.exit(_record_here(Path(sys.argv[1]), sys.argv[2:]))
