"""`--backend`: every command that runs the engine takes it; a large run says that the extra is missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.cli.options import ROUND
from tajsim.cli.parser import COMMANDS
from tajsim.engine import backend as backends
from tajsim.engine.backend import NOTE, importable

from .conftest import Call

needs_llvm = pytest.mark.skipif(not importable(), reason="needs llvmlite: pip install 'tajsim[compiled]'")
HERE = "compiled" if importable() else "numpy"
TAKE = {
    *("run", "decompose", "solve", "policy", "sensitivity", "backtest", "scenarios"),
    *("check", "report", "explore", "round"),
}
ARGUMENTS = {
    "run": ("crackdown",),
    "decompose": ("crackdown", "gdp"),
    "solve": ("crackdown",),
    "policy": ("crackdown",),
    "sensitivity": ("crackdown", "gdp"),
    "backtest": (),
    "scenarios": ("--check",),
    "check": ("golden.toml",),
    "report": ("crackdown",),
    "explore": ("crackdown",),
    "round": ("new", "october"),
}


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """llvmlite as where it is not installed."""
    for name in ("llvmlite", "llvmlite.binding"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_what_runs_the_engine_takes_a_backend(command: str, call: Call) -> None:
    assert ("--backend" in call(command, "--help").out) == (command in TAKE)


@pytest.mark.parametrize("command", sorted(TAKE))
def test_a_backend_that_is_none_is_refused_with_the_names(command: str, call: Call) -> None:
    done = call(command, *ARGUMENTS[command], "--backend", "fast")
    assert done.code == 2
    assert "is 'fast'; allowed: 'auto', 'numpy', 'compiled'" in done.err


def test_the_manifest_of_a_command_says_what_ran(call: Call, tmp_path: Path) -> None:
    said = {}
    for backend in ("auto", "numpy"):
        done = call("run", "crackdown", "--draws", "200", "--end", "2027Q4", "--json", "--backend", backend)
        said[backend] = json.loads(done.out)["manifest"]["backend"]
    assert said == {"auto": HERE, "numpy": "numpy"}
    call("run", "crackdown", "--draws", "20", "--end", "2027Q4", "--out", "out")
    again = call("run", "--manifest", "out/manifest.json", "--backend", "numpy", "--out", "again")
    assert again.code == 2
    assert "--backend contradicts --manifest" in again.err


@needs_llvm
def test_compiled_is_taken_when_it_is_asked_for(call: Call) -> None:
    done = call(
        "solve", "rouble-shock", "--until", "poverty_rate > 5 from baseline", "--draws", "20", "--json",
        "--backend", "compiled",
    )  # fmt: skip
    assert json.loads(done.out)["manifest"]["backend"] == "compiled"


def test_the_extra_that_compiled_needs_is_named(missing: None, call: Call) -> None:
    done = call("run", "crackdown", "--draws", "20", "--backend", "compiled")
    assert done.code != 0
    assert "pip install 'tajsim[compiled]'" in done.err
    assert "Traceback" not in done.err


def test_a_large_run_without_the_extra_says_so_on_stderr(
    missing: None, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("run", "crackdown", "--draws", "200", "--end", "2027Q4", "--json")
    assert call(*asked).err == ""
    monkeypatch.setattr(backends, "NOTED_FROM", 1)
    done = call(*asked)
    assert done.err == f"note: {NOTE}\n"
    assert json.loads(done.out)["manifest"]["backend"] == "numpy"
    assert call(*asked, "--backend", "numpy").err == ""


def test_a_saved_report_takes_no_backend(call: Call, tmp_path: Path) -> None:
    ts.run("crackdown", draws=None, end="2027Q4").save(tmp_path / "r.npz")
    done = call("report", "--from", "r.npz", "--backend", "numpy")
    assert done.code == 2
    assert "leave out --backend" in done.err


def test_a_new_round_takes_a_backend_and_verifying_one_does_not(call: Call) -> None:
    assert "backend" in ROUND["new"]
    done = call("round", "verify", "october", "--backend", "numpy")
    assert done.code == 2
    assert "--backend is an option of new alone" in done.err
