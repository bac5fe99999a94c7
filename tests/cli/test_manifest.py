"""`tajsim run --manifest`: the same files again, byte for byte, without the files the run was made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tajsim as ts

from .conftest import Call

MINE = """title = "Mine"
narrative = "The rouble falls."
[[shocks]]
target = "rub_per_usd"
multiply = 1.2
shape = "ramp"
start = "2026Q1"
quarters = 2
"""
PARAMETER_SET = "world-bank-2024"
DRAWN = ("--draws", "60", "--seed", "5", "--start", "2025Q3", "--end", "2027Q2")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a scenario file and a parameter set file of a user."""
    (tmp_path / "mine.toml").write_text(MINE)
    ts.parameters(PARAMETER_SET).replace(migration={"deportation_rate_irregular": 0.05}).to_toml(
        tmp_path / "own.toml"
    )
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ("mine.toml", "crackdown + mine.toml", "--vintage", "own.toml", *DRAWN),
        ("mine.toml", "--baseline", "none", "--vintage", PARAMETER_SET, "--draws", "40"),
        ("crackdown", "--baseline", "mine.toml", "--vintage", PARAMETER_SET, "--draws", "0"),
        (
            "crackdown",
            "--outputs",
            "poverty_gap,gdp",
            "--at",
            "2026",
            "--vintage",
            PARAMETER_SET,
            "--draws",
            "20",
        ),
    ],
    ids=["own files", "none", "own baseline", "outputs"],
)
def test_the_same_files_again(call: Call, own: Path, arguments: tuple[str, ...]) -> None:
    assert call("run", *arguments, "--out", "first").code == 0
    (own / "mine.toml").unlink()
    (own / "own.toml").unlink()
    done = call("run", "--manifest", "first/manifest.json", "--out", "again")
    assert (done.code, done.err) == (0, "")
    for name in ("summary.csv", "manifest.json"):
        assert (own / "again" / name).read_bytes() == (own / "first" / name).read_bytes(), name


def test_summaries_and_workers(call: Call, tmp_path: Path) -> None:
    asked = (
        "crackdown",
        "--vintage",
        PARAMETER_SET,
        "--draws",
        "4200",
        "--outputs",
        "gdp",
        "--end",
        "2026Q2",
    )
    assert call("run", *asked, "--workers", "1", "--out", "first").code == 0
    done = call("run", "--manifest", "first/manifest.json", "--out", "again", "--workers", "2", "--json")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["manifest"] == json.loads((tmp_path / "first/manifest.json").read_text())
    for name in ("summary.csv", "comparison.png"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "first" / name).read_bytes(), name


def test_the_table_says_the_same(call: Call) -> None:
    first = call("run", "crackdown", "--vintage", PARAMETER_SET, "--draws", "0", "--out", "o")
    again = call("run", "--manifest", "o/manifest.json", "--out", "o")
    assert again.out == first.out
    later = call("run", "--manifest", "o/manifest.json", "--at", "2029")
    assert "in 2029" in later.out


def test_options_that_contradict_it_are_named(call: Call) -> None:
    call("run", "crackdown", "--vintage", PARAMETER_SET, "--draws", "0", "--out", "o", "--end", "2026Q4")
    done = call(
        "run", "friction", "--manifest", "o/manifest.json", "--draws", "2000", "--seed=1", "--at", "2031"
    )
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[:3] == [
        "tajsim: cannot run: SCENARIO contradicts --manifest, which says what was run; leave it out",
        "  and --draws contradicts --manifest, which says what was run; leave it out",
        "  and --seed contradicts --manifest, which says what was run; leave it out",
    ]
    assert "2031" in done.err.splitlines()[3]


def test_what_has_changed_is_named(call: Call, tmp_path: Path) -> None:
    call("run", "crackdown", "--vintage", PARAMETER_SET, "--draws", "0", "--out", "o")
    path = tmp_path / "o" / "manifest.json"
    values = json.loads(path.read_text())
    values["scenarios"]["crackdown"] = values["data"]["outlooks/baseline.toml"] = "0" * 64
    path.write_text(json.dumps(values))
    done = call("run", "--manifest", str(path))
    assert (done.code, done.out) == (2, "")
    assert "the data file 'outlooks/baseline.toml' has changed since" in done.err
    assert "the shipped scenario 'crackdown' has changed since" in done.err


@pytest.mark.filterwarnings("default")
def test_other_versions_are_a_note(call: Call, tmp_path: Path) -> None:
    call("run", "crackdown", "--vintage", PARAMETER_SET, "--draws", "0", "--out", "o")
    path = tmp_path / "o" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"numpy": "1.2.3"}))
    done = call("run", "--manifest", str(path))
    assert done.code == 0
    assert "tajsim: note: the run was made with numpy 1.2.3 (now " in done.err


def test_what_is_no_manifest_is_reported_in_a_line(call: Call, tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text('{"vintage":')
    done = call("run", "--manifest", "m.json")
    assert done.code == 2
    assert done.err.startswith("tajsim: cannot run: cannot read the manifest m.json: not JSON")
    assert call("run", "--manifest", "gone.json").code == 2
