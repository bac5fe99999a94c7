"""`tajsim plausibility`: a table, sentences, JSON, the files, and what is refused."""

from __future__ import annotations

import csv
import inspect
import io
import json
from pathlib import Path

import pytest

from tajsim.analysis.plausibility.study import Plausibility
from tajsim.cli.parser import command_parser
from tajsim.scenarios import scenario_names
from tests.of_2024 import plausibility

from .conftest import Call

SMALL = ("--draws", "400", "--seed", "2", "--vintage", "world-bank-2024")


@pytest.fixture(scope="module")
def rouble() -> Plausibility:
    return plausibility("rouble-shock", "world-bank-2024", 400, 2)


def test_the_table_and_the_sentences_are_those_of_the_library(
    call: Call, rouble: Plausibility, tmp_path: Path
) -> None:
    done = call("plausibility", "rouble-shock", "crackdown", *SMALL)
    assert (done.code, done.err) == (0, "")
    printed = "".join(done.out.split())
    assert "".join(rouble.text.split()) in printed
    assert "".join(plausibility("crackdown", "world-bank-2024", 400, 2).text.split()) in printed
    rows = [line.split() for line in done.out.splitlines() if line.startswith("rouble-shock  ")]
    assert len(rows) == len(rouble.moves)
    for row, move in zip(rows, rouble.moves, strict=True):
        assert row[1:3] == [move.driver, str(move.until)]
        assert f"{move.percentile:.1f}" in row
        assert row[-3:] == [str(move.exceeded), "of", str(move.windows)]
    assert "400 draws, seed 2" in done.out
    assert max(map(len, done.out.splitlines())) <= 100
    assert list(tmp_path.iterdir()) == []


def test_json_and_files(call: Call, rouble: Plausibility, tmp_path: Path) -> None:
    done = call("plausibility", "rouble-shock", "crackdown", *SMALL, "--json", "--out", "o")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    one, other = found["scenarios"]
    assert (one["scenario"], one["text"], one["distance"]) == ("rouble-shock", rouble.text, rouble.distance)
    assert [move["percentile"] for move in one["moves"]] == [move.percentile for move in rouble.moves]
    assert (other["start"], other["moves"]) == (None, [])
    names = ["moves.csv", "rules.csv", "plausibility-rouble-shock.png", "manifest.json"]
    assert found["files"] == [f"o/{name}" for name in names]
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == sorted(names)
    moves = list(csv.DictReader(io.StringIO((tmp_path / "o" / "moves.csv").read_text())))
    assert [float(row["tail"]) for row in moves] == [move.tail for move in rouble.moves]
    assert {row["scenario"] for row in moves} == {"rouble-shock"}
    rules = list(csv.DictReader(io.StringIO((tmp_path / "o" / "rules.csv").read_text())))
    assert {row["scenario"] for row in rules} == {"rouble-shock", "crackdown"}
    own = [(rule.target, rule.scenario) for rule in rouble.rules]
    assert [(r["target"], float(r["value"])) for r in rules if r["scenario"] == "rouble-shock"] == own
    assert (tmp_path / "o" / names[2]).read_bytes().startswith(b"\x89PNG")
    manifest = json.loads((tmp_path / "o" / "manifest.json").read_text())
    assert list(manifest["scenarios"]) == ["rouble-shock", "crackdown"]
    assert (manifest["draws"], manifest["seed"], manifest["outlook"]) == (400, 2, "baseline")


def test_all_shipped_scenarios_when_none_is_named(call: Call) -> None:
    found = json.loads(call("plausibility", "--draws", "100", "--json").out)
    assert [one["scenario"] for one in found["scenarios"]] == list(scenario_names())[1:]


def test_scenarios_that_move_no_driver_have_no_table(call: Call) -> None:
    done = call("plausibility", "crackdown", "--draws", "100", "--out", "o")
    assert done.out.startswith("Crackdown")
    assert done.out.endswith("\nWrote o/moves.csv, o/rules.csv, o/manifest.json.\n")


def test_the_defaults_are_those_of_the_library() -> None:
    typed = vars(command_parser("plausibility").read([]))
    known = {name: one.default for name, one in inspect.signature(plausibility).parameters.items()}
    assert (typed["vintage"], typed["outlook"]) == (known["parameters"], known["outlook"])
    assert (int(typed["draws"]), int(typed["seed"])) == (known["draws"], known["seed"])


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        (
            ["crackdwn", "--outlook", "baselin", "--draws", "99", "--seed", "x", "--vintage", "v"],
            [
                "did you mean 'crackdown'",
                "--outlook is 'baselin'; did you mean 'baseline'",
                "--draws is '99'; it must be a whole number of at least 100 and at most 1,000,000",
                "--seed is 'x'",
                "unknown parameter set 'v'",
            ],
        ),
        (["crackdown", "crackdown"], ["the scenario 'crackdown' is named 2 times; once is enough"]),
        (["crackdown", "--out", "taken"], ["taken is not a folder"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_bad_input(arguments: list[str], messages: list[str], call: Call, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    done = call("plausibility", *arguments)
    assert (done.code, done.out) == (2, "")
    for message in messages:
        assert message in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
