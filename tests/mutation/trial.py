"""Trials of mutants: a copy of the checkout with one fault, and the quick tests run against it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.mutants import ROOT, Mutant

TIMEOUT = 300.0  # seconds for one stage; far above what it takes without a fault
MODEL = "tests/model"
WHOLE = (
    "tests/economics/test_small_shocks.py",
    "tests/engine/test_accounts.py",
    "tests/engine/test_recording.py",
    "tests/engine/test_baseline.py",
    "tests/economics/test_sizes.py",
)
GOLDEN = ("tests/golden",)
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: "killed", "survived" or "broken"; by which test, or what broke."""

    mutant: Mutant
    outcome: str
    by: str = ""
    golden: bool = False  # whether only a golden file noticed


def stages(mutant: Mutant, golden: bool) -> Iterator[tuple[str, ...]]:
    """What runs until a test fails: the tests of the block, of the model, of the whole economy."""
    own = f"{MODEL}/test_{mutant.block}.py"
    if (ROOT / own).is_file():
        yield (own,)
    yield (MODEL,)
    yield WHOLE
    if golden:
        yield GOLDEN


@contextmanager
def laboratory() -> Iterator[Path]:
    """A copy of what the tests need. Byte code is checked by content: a fault is never run from a cache."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        here = Path(folder)
        for part in ("tajsim", "tests", "data"):
            leave = shutil.ignore_patterns("__pycache__", "*.so")
            shutil.copytree(ROOT / part, here / part, ignore=leave)
        shutil.copy2(ROOT / "pyproject.toml", here)
        compiling = [
            sys.executable,
            "-m",
            "compileall",
            "-q",
            "--invalidation-mode",
            "checked-hash",
            "tajsim",
        ]
        subprocess.run(compiling, cwd=here, check=True)
        yield here


def verdict(here: Path, mutant: Mutant, golden: bool = False) -> Verdict:
    """Put the fault into the laboratory `here`, run the stages, and take it out again."""
    target = here / mutant.path
    source = target.read_text(encoding="utf-8")
    try:
        target.write_text(mutant.apply(source), encoding="utf-8")
    except ValueError as error:
        return Verdict(mutant, "broken", str(error))
    try:
        for stage in stages(mutant, golden):
            killer = failing(here, stage)
            if not killer:
                continue
            # a test names itself after ::, what cannot be collected has no such name
            fault = "" if "::" in killer else import_fault(here)
            if fault:
                return Verdict(mutant, "broken", fault)
            return Verdict(mutant, "killed", killer, golden=stage == GOLDEN)
        return Verdict(mutant, "survived")
    finally:
        target.write_text(source, encoding="utf-8")


def failing(here: Path, tests: Sequence[str]) -> str:
    """The first of `tests` that fails in the laboratory, or ""."""
    options = ("-x", "-q", "-p", "no:cacheprovider", "-m", "not slow", "--tb=no")
    try:
        done = _python(here, "-m", "pytest", *options, *tests)
    except subprocess.TimeoutExpired:
        return f"no end within {TIMEOUT:g} seconds"
    if done.returncode == 0:
        return ""
    found = _FAILED.search(done.stdout)
    return found[1] if found else f"pytest ended with {done.returncode}"


def import_fault(here: Path) -> str:
    """What keeps the model from being imported from the laboratory, or ""."""
    done = _python(here, "-c", "import tajsim.engine.run as run; print(run.__file__)")
    if done.returncode:
        return done.stderr.strip().splitlines()[-1]
    return "" if done.stdout.startswith(str(here)) else f"tajsim came from {done.stdout.strip()}"


def _python(here: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    one = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PYTHONDONTWRITEBYTECODE")}
    env = {**os.environ, **one, "PYTHONPATH": str(here)}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=here,
        env=env,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
