"""Edits of the package itself, in a copy of it: an equation, a parameter set, a scenario more."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import tajsim
from tajsim.golden.made_with import code_hash, modules
from tajsim.store import data_path

GOLDEN = '[run]\nscenarios = ["crackdown"]\nvintage = "kremlin-2024"\ndraws = 16\nquarters = ["2027Q4"]\n'


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with a copy of the package and its data."""
    package = Path(tajsim.__file__).parent
    shutil.copytree(package, tmp_path / "tajsim", ignore=shutil.ignore_patterns("__pycache__", "data"))
    shutil.copytree(data_path(), tmp_path / "tajsim" / "data")
    (tmp_path / "golden.toml").write_text(GOLDEN)
    return tmp_path


def check(folder: Path, *options: str) -> tuple[int, str]:
    """The exit code and the output of `tajsim check golden.toml` by the copy.

    Edits change the size of a file, so that byte code that is kept is never taken for that of another source.
    """
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-m", "tajsim", "check", "golden.toml", *options],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def replace(path: Path, pattern: str, new: str) -> None:
    text, count = re.subn(pattern, new, path.read_text(encoding="utf-8"), count=1, flags=re.DOTALL)
    assert count == 1, f"{pattern} is not in {path}"
    path.write_text(text, encoding="utf-8")


def test_edits_of_the_package_are_caught_and_named(copy: Path) -> None:
    package = copy / "tajsim"
    assert check(copy, "--update")[0] == 0
    mine = (package / "data" / "scenarios" / "crackdown.toml").read_text(encoding="utf-8")
    (package / "data" / "scenarios" / "another.toml").write_text(mine, encoding="utf-8")
    replace(package / "model" / "prices.py", '"""', '"""Another word. ')
    assert check(copy) == (0, "golden.toml: all 200 numbers as recorded\n")

    parameter_set = package / "data" / "vintages" / "shared-2024.toml"
    name, kept = "demand.import_price_elasticity", parameter_set.read_text(encoding="utf-8")
    value = tomllib.loads(kept)["demand"]["import_price_elasticity"]["value"]
    replace(parameter_set, rf"(\[{name}\]\nvalue = )\S+", rf"\g<1>{value * 1.001!r}")
    code, shown = check(copy)
    assert code == 1
    assert f"  - parameter {name}: {value:.12g} -> {value * 1.001:.12g} (+0.1 %)" in shown
    assert shown.count("  - ") == 1
    parameter_set.write_text(kept, encoding="utf-8")

    equation = package / "model" / "labour.py"
    replace(equation, "cycle = p", "cycle = 1.001 * p")
    code, shown = check(copy)
    assert code == 1
    assert "numbers moved" in shown
    assert "  - source model.labour: changed" in shown
    assert shown.count("  - ") == 1

    replace(equation, r"cycle = 1\.001", "cycle = missing_name")
    code, shown = check(copy)
    assert code == 2
    assert "golden.toml: the run failed" in shown
    assert "missing_name" in shown


def test_only_what_is_said_to_the_interpreter_counts() -> None:
    code = 'def f(x):\n    """One."""\n    return x * 2  # twice\n'
    assert code_hash(code) == code_hash('"""Top."""\n\n\ndef f(x):\n    return (x\n            * 2)\n')
    assert code_hash(code) != code_hash(code.replace("2", "3"))
    assert code_hash(code) != code_hash(code.replace("x * 2", "2 * x"))


def test_every_equation_is_among_the_modules() -> None:
    files = {f"model.{path.stem}" for path in (Path(tajsim.__file__).parent / "model").glob("*.py")}
    assert files <= modules().keys()
    assert {"engine.block", "drivers.stochastic", "parameters.distributions"} <= modules().keys()
