"""Trials of mutants: a copy of the checkout with one fault, and tests run against it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.operators import Mutant

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    ".ci",
    "data",
    "docs",
    "mkdocs.yml",
    "notebooks",
    "tajsim",
    "tests",
    "CHANGELOG.md",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "pyproject.toml",
)
Cost = Callable[[Sequence[str]], float]
"""The seconds that tests compute, with what they share in their files."""
FIRST = 3.0  # seconds of tests that are tried before the others


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: "killed", "survived" or "broken" (nothing can be imported); and by what."""

    mutant: Mutant
    outcome: str
    by: str = ""


@contextmanager
def laboratory() -> Iterator[Path]:
    """A copy of what the tests need. Byte code is checked by content: a fault is never run from a cache."""
    leave = shutil.ignore_patterns("__pycache__", "*.so")
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        here = Path(folder)
        for part in PARTS:
            if (ROOT / part).is_dir():
                shutil.copytree(ROOT / part, here / part, ignore=leave)
            else:
                shutil.copy2(ROOT / part, here)
        compiling = ("-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "tajsim")
        subprocess.run([sys.executable, *compiling], cwd=here, check=True)
        yield here


def environment(here: Path) -> dict[str, str]:
    """The variables of a process in a laboratory: one thread, and the package from there."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **one, "PYTHONPATH": str(here), "MPLBACKEND": "agg"}


class Bench:
    """A laboratory with a process that has the libraries loaded and runs each trial in a copy of itself."""

    def __init__(self, here: Path) -> None:
        self.here = here
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.mutation.server"],
            cwd=here,
            env=environment(here),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        """End the process."""
        self._server.communicate()

    def verdict(self, mutant: Mutant, tests: Sequence[str], cost: Cost, seconds: float) -> Verdict:
        """Put the fault in, run `tests` in their order, as many as take `seconds`, and take it out again."""
        target = self.here / mutant.path
        source = target.read_text(encoding="utf-8")
        target.write_text(mutant.apply(source), encoding="utf-8")
        try:
            for some in stages(tests, cost, seconds):
                outcome, by = self.run(some, 10.0 + 4.0 * cost(some))
                if outcome != "passed":
                    return Verdict(mutant, "killed" if outcome == "failed" else outcome, by)
            return Verdict(mutant, "survived")
        finally:
            target.write_text(source, encoding="utf-8")

    def run(self, tests: Sequence[str], limit: float = 300.0) -> tuple[str, str]:
        """Run tests until one fails: "passed", "failed" or "broken", and by what."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps({"tests": list(tests), "limit": limit}) + "\n")
        self._server.stdin.flush()
        outcome, by = json.loads(self._server.stdout.readline())
        return outcome, by


def stages(tests: Sequence[str], cost: Cost, seconds: float) -> Iterator[list[str]]:
    """Tests in their order: three seconds of them first, then the others up to `seconds`."""
    some: list[str] = []
    limit = FIRST
    for test in tests:
        if some and cost([*some, test]) > limit:
            yield some
            some = []
            if limit == seconds:
                return
            limit = seconds
        some.append(test)
    if some:
        yield some
