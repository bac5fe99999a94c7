"""`tajsim solve`: the answer in words and figures, JSON, the files, and what is refused."""

from __future__ import annotations

import csv
import inspect
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tajsim.analysis.thresholds.condition import Condition
from tajsim.analysis.thresholds.frontier import Frontier
from tajsim.analysis.thresholds.solve import SPAN, Solution
from tajsim.cli.parser import command_parser
from tests.of_2024 import frontier, solve

from .conftest import Call

POOR = "poverty_rate > 3 from baseline"


@pytest.fixture(scope="module")
def solution() -> Solution:
    return solve("rouble-shock", POOR, 0.25, span=(0, 1.5), draws=200, tolerance=0.1)


@pytest.fixture(scope="module")
def pairs() -> Frontier:
    return frontier("rouble-shock", "crackdown", POOR, 0.25, largest=(1.5, 1.5), draws=100, rays=3)


@pytest.fixture
def quick(solution: Solution, pairs: Frontier, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The command with small answers in place of its own; what it was asked for."""
    asked: dict[str, Any] = {}

    def solved(scenario: Any, **what: Any) -> Solution:
        asked.update(what, scenarios=[scenario.name])
        return solution

    def mixed(one: Any, two: Any, **what: Any) -> Frontier:
        asked.update(what, scenarios=[one.name, two.name])
        return pairs

    monkeypatch.setattr("tajsim.cli.solve.solve", solved)
    monkeypatch.setattr("tajsim.cli.solve.frontier", mixed)
    return asked


def test_the_command_solves_and_prints(call: Call, tmp_path: Path) -> None:
    done = call("solve", "rouble-shock", "--until", "reserves_months < 3", "--prob", "0.10", "--draws", "50")
    assert (done.code, done.err) == (0, "")
    printed = " ".join(done.out.split())
    assert "at which size of 'rouble-shock' is the probability of reserves_months < 3 months" in printed
    assert "50 draws, seed 0" in printed
    assert "Sizes above" in printed
    assert max(map(len, done.out.splitlines())) <= 100
    assert list(tmp_path.iterdir()) == []


def test_what_is_typed_is_what_is_asked(call: Call, quick: dict[str, Any]) -> None:
    typed = ("--until", POOR, "--prob", "0.2", "--at", "2027", "--span", "0.5,2", "--vintage", "kremlin-2024")
    assert (
        call("solve", "rouble-shock", *typed, "--draws", "70", "--seed", "5", "--backend", "numpy").code == 0
    )
    assert (quick.pop("parameters").name, quick.pop("progress")) == ("kremlin-2024", None)
    assert quick == {
        "scenarios": ["rouble-shock"], "until": Condition.of(POOR), "prob": 0.2, "at": "2027",
        "span": (0.5, 2.0), "draws": 70, "seed": 5, "backend": "numpy",
    }  # fmt: skip


def test_the_defaults_are_those_of_the_library() -> None:
    typed = vars(command_parser("solve").read(["rouble-shock"]))
    known = {name: one.default for name, one in inspect.signature(solve).parameters.items()}
    assert Condition.of(typed["until"]) == Condition.of(known["until"])
    assert (float(typed["prob"]), typed["at"]) == (known["prob"], known["at"])
    assert tuple(float(size) for size in typed["span"].split(",")) == known["span"] == SPAN
    assert (typed["vintage"], int(typed["draws"]), int(typed["seed"])) == (
        known["parameters"], known["draws"], known["seed"],
    )  # fmt: skip


def test_json_is_one_object(call: Call, quick: dict[str, Any], solution: Solution, tmp_path: Path) -> None:
    done = call("solve", "rouble-shock", "--json")
    found = json.loads(done.out)
    assert (found["status"], found["size"]) == ("found", solution.size)
    assert found["curve"][0] == {"size": 0.0, "probability": solution.probabilities[0]}
    assert found["text"] == solution.text
    assert found["files"] == []
    assert list(tmp_path.iterdir()) == []


def test_the_files(call: Call, quick: dict[str, Any], solution: Solution, tmp_path: Path) -> None:
    done = call("solve", "rouble-shock", "--prob", "0.25", "--out", "answer")
    assert done.code == 0
    folder = tmp_path / "answer"
    assert sorted(path.name for path in folder.iterdir()) == ["curve.csv", "manifest.json", "solve.png"]
    rows = list(csv.DictReader(io.StringIO((folder / "curve.csv").read_text())))
    assert [float(row["size"]) for row in rows] == list(solution.sizes)
    assert [float(row["probability"]) for row in rows] == list(solution.probabilities)
    assert (folder / "solve.png").read_bytes().startswith(b"\x89PNG")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["asked"]["scenarios"] == ["rouble-shock"]
    assert manifest["vintage"] == "calibrated-2024"


def test_the_answer_is_marked_in_the_table(call: Call, quick: dict[str, Any], solution: Solution) -> None:
    (marked,) = [line for line in call("solve", "rouble-shock").out.splitlines() if line.endswith("<-")]
    assert marked.split()[0] == f"{solution.size:.4g}"


def test_two_scenarios_give_their_frontier(call: Call, quick: dict[str, Any], tmp_path: Path) -> None:
    done = call("solve", "rouble-shock", "crackdown", "--span", "0,2", "--out", "answer", "--json")
    assert quick["scenarios"] == ["rouble-shock", "crackdown"]
    assert quick["largest"] == (2.0, 2.0)
    found = json.loads(done.out)
    assert len(found["points"]) == 3
    assert [Path(file).name for file in found["files"]] == ["frontier.csv", "frontier.png", "manifest.json"]
    shown = call("solve", "rouble-shock", "crackdown").out
    assert "size of rouble-shock  size of crackdown" in shown
    assert shown.count("rises") == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "arguments are required: SCENARIO"),
        (["rouble-shok"], "did you mean 'rouble-shock'"),
        (["rouble-shock", "--until", "reserve_months < 3"], "did you mean 'reserves_months'"),
        (["rouble-shock", "--until", "reserves_months == 3"], "unknown operator '=='"),
        (["rouble-shock", "--until", "soon"], "not a condition: 'soon'; write OUTPUT < VALUE"),
        (["rouble-shock", "--prob", "2"], "--prob is '2'; it must be between 0 and 1"),
        (["rouble-shock", "--prob", "nan"], "--prob is 'nan'"),
        (["rouble-shock", "--prob", "rare"], "--prob is 'rare'; it must be a number"),
        (["rouble-shock", "--span", "4"], "--span is '4'; write the smallest and the largest"),
        (["rouble-shock", "--span", "2,1"], "--span is '2,1'"),
        (["rouble-shock", "--span", "0,inf"], "--span is '0,inf'"),
        (["rouble-shock", "--at", "2040"], "2040 is not a full calendar year"),
        (["rouble-shock", "--draws", "0"], "--draws is '0'"),
        (["rouble-shock", "--vintage", "kremlin"], "did you mean 'kremlin-2024'"),
        (["baseline"], "has no shocks"),
        (["rouble-shock", "crackdown", "hedging"], "3 scenarios are named"),
        (["rouble-shock", "crackdown", "--span", "1,2"], "begins at 0"),
        (["rouble-shock", "--untl", "x"], "did you mean '--until'"),
    ],
)
def test_bad_input(arguments: list[str], message: str, call: Call, tmp_path: Path) -> None:
    done = call("solve", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert list(tmp_path.iterdir()) == []


def test_every_problem_is_reported_at_once(call: Call) -> None:
    typed = ("--until", "gpd = 1", "--prob", "x", "--span", "1", "--draws", "y", "--at", "2050")
    done = call("solve", "rouble-shok", *typed)
    assert done.code == 2
    for part in ("rouble-shok", "gpd", "operator", "--prob", "--span", "--draws", "2050"):
        assert part in done.err
