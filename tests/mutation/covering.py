"""Which tests execute a line, recorded once by coverage.py: `python -m tests.mutation --record`.

Each process that records keeps two files of its own under .mutation/: the lines of each test, and how long it
takes. Recording some test files again adds to what is there.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from tests.mutation.operators import Mutant
from tests.mutation.trial import ROOT, environment, laboratory

STORE = ROOT / ".mutation"
LEFT_OUT = ("benchmarks", "mutation", "notebooks")  # no tests of the package by itself, or too long for one
QUICK = 0.2  # seconds of a test; ten times that, of the longest of its file
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
            self.times |= {t: took for t, took in json.loads(file.read_text()).items() if _stands(t)}
            self._data.append(coverage.CoverageData(str(file.with_suffix(".sqlite"))))
            self._data[-1].read()
        self._contexts = cache(self._read)
        self._shared: dict[str, float] = {}  # by file: its longest test, which made what others use as well
        for test, took in self.times.items():
            self._shared[_file(test)] = max(took, self._shared.get(_file(test), 0.0))

        seen = {test for data in self._data for test in data.measured_contexts()}
        self._apart = self.times.keys() - seen

    def cost(self, tests: Sequence[str]) -> float:
        """The seconds that tests compute at most, with what they share in their files."""
        return sum(self.times[t] for t in tests) + sum(self._shared[f] for f in {_file(t) for t in tests})

    def _read(self, path: str) -> dict[int, set[str]]:
        """The tests of each line of a file."""
        found: dict[int, set[str]] = {}
        for data in self._data:
            for line, tests in data.contexts_by_lineno(path).items():
                found.setdefault(line, set()).update(tests)
        return found

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The tests that may notice a mutant, the likeliest first and of those the quickest.

        Those of its line (or else of its statement, or of its file; of its file too where an import runs the
        line, for whichever test is first), and beside them the others of their files, which may use what the
        first of them made, and those of its folder that run in a process of their own. Quick tests that run
        it come first; tests named after its module come before those of its folder, and those before others.
        """
        lines = self._contexts(mutant.path)
        first, last = mutant.around
        here = ([mutant.line], range(first, last + 1)) if within_function(mutant) else ()
        for wanted in (*here, lines):
            direct = {test for line in wanted for test in lines.get(line, ())} & self.times.keys()
            if direct:
                break
        files = {_file(test) for test in direct} | ({ANY} if mutant.operator == "truth" else set())
        path = PurePosixPath(mutant.path)
        place = path.parent.relative_to("tajsim").as_posix()
        folder = "tests/" if place == "." else f"tests/{place}/"
        named = f"{folder}test_{path.stem}"

        def rank(test: str) -> int:
            if test.startswith((named, ANY)):
                return 0 if test in direct else 1
            own = test.startswith(folder) and _file(test).count("/") == folder.count("/")
            return (2 if own else 4) + (test not in direct)

        tests = direct | {test for test in self.times if _file(test) in files}
        direct |= {test for test in self._apart if test.startswith(folder)}
        tests |= direct
        tests |= {test for test in self.times if test.startswith(named)}  # an import may be another test's
        places = {test: rank(test) for test in tests}
        cases: Counter[str] = Counter()  # one case of each test comes before a second of any
        order = {}
        for test in sorted(tests, key=lambda test: (places[test], self.times[test], test)):
            name = test.partition("[")[0]
            slow = test not in direct or max(self.times[test], 0.1 * self._shared[_file(test)]) > QUICK
            order[test] = (slow, places[test], cases[name], self.times[test])
            cases[name] += 1
        return sorted(tests, key=lambda test: (*order[test], test))


def within_function(mutant: Mutant) -> bool:
    """Whether a mutant is in the body of a function, rather than in what an import runs."""
    return any(first <= mutant.line <= last for first, last in _bodies(mutant.path))


@cache
def _bodies(path: str) -> list[tuple[int, int]]:
    """The first and the last line of the body of every function of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [(node.body[0].lineno, node.end_lineno or node.body[0].lineno) for node in found]


def _stands(test: str) -> bool:
    """Whether the file of a test is where it was recorded: one that moved would end like a fault noticed."""
    return (ROOT / _file(test)).is_file()


def _file(test: str) -> str:
    return test.partition("::")[0]


if __name__ == "__main__":
    sys.exit(_record_here(sys.argv[1], sys.argv[2:]))
