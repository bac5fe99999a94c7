"""`tajsim policy`: the cheapest mix in words and figures, JSON, the files, and what is refused."""

from __future__ import annotations

import csv
import inspect
import io
import json
from pathlib import Path

import pytest

from tajsim.analysis.policy.answer import PolicySearch
from tajsim.analysis.thresholds.condition import Condition
from tajsim.cli.parser import command_parser
from tests.of_2024 import policy_search

from .conftest import Call

KEEP = "remittances_usd > -26 % from baseline"
TWO = ("crackdown", "rouble-shock")
SMALL = (
    *("--levers", "reintegration,transfer-cost", "--keep", KEEP, "--prob", "0.12", "--draws", "40"),
    *("--end", "2027Q4", "--at", "2027", "--vintage", "world-bank-2024", "--cost", "transfer-cost=10"),
)


@pytest.fixture(scope="module")
def answer() -> PolicySearch:
    return policy_search(
        TWO,
        ["reintegration", "transfer-cost"],
        KEEP,
        0.12,
        {"transfer-cost": 10.0},
        at="2027",
        parameters="world-bank-2024",
        end="2027Q4",
        draws=40,
    )


def test_the_answer_is_that_of_the_library(call: Call, answer: PolicySearch, tmp_path: Path) -> None:
    done = call("policy", *TWO, *SMALL)
    assert (done.code, done.err) == (0, "")
    assert "".join(answer.text.split()) in "".join(done.out.split())
    table = answer.table()
    efficient = table[table["efficient"]]
    shown = [line for line in done.out.splitlines() if " %" in line and line.lstrip()[0].isdigit()]
    assert len(shown) == len(efficient) == 3
    assert done.out.count("<- ") == 1
    for line, worst, mix in zip(shown, efficient["worst"], efficient["mix"], strict=True):
        assert f"{100 * worst:.1f} %" in line
        assert line.endswith(mix)
        assert ("<-" in line) == (mix == "transfer-cost")
    assert "40 draws, seed 0" in done.out
    assert max(map(len, done.out.splitlines())) <= 100
    assert list(tmp_path.iterdir()) == []


def test_json_and_files(call: Call, answer: PolicySearch, tmp_path: Path) -> None:
    done = call("policy", *TWO, *SMALL, "--json", "--out", "o")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert found["text"] == answer.text
    assert answer.best is not None
    assert (found["best"]["mix"], found["best"]["cost"]) == (answer.best.name, answer.best.cost)
    assert [mix["worst"] for mix in found["mixes"]] == answer.table()["worst"].tolist()
    assert list(found["scenarios"]) == list(TWO)
    assert found["levers"]["transfer-cost"]["cost"] == 10.0
    names = ["mixes.csv", "regret.csv", "policy.png", "manifest.json"]
    assert found["files"] == [f"o/{name}" for name in names]
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == sorted(names)
    regret = list(csv.DictReader(io.StringIO((tmp_path / "o" / "regret.csv").read_text())))
    own = answer.regret()
    assert [float(row["worst"]) for row in regret] == own.iloc[:, 1].tolist()
    for name in TWO:
        expected = own[name, "probability"].tolist()
        assert [float(row[f"probability: {name}"]) for row in regret] == expected
    mixes = list(csv.DictReader(io.StringIO((tmp_path / "o" / "mixes.csv").read_text())))
    assert len(mixes) == len(answer.cost)
    assert (tmp_path / "o" / "policy.png").read_bytes().startswith(b"\x89PNG")
    manifest = json.loads((tmp_path / "o" / "manifest.json").read_text())
    assert (manifest["condition"], manifest["prob"], manifest["at"]) == (KEEP, 0.12, "2027")


def test_the_defaults_are_those_of_the_library() -> None:
    typed = vars(command_parser("policy").read(["crackdown"]))
    known = {name: one.default for name, one in inspect.signature(policy_search).parameters.items()}
    assert (typed["vintage"], typed["baseline"], typed["end"]) == (
        known["parameters"], known["baseline"], known["end"],
    )  # fmt: skip
    assert (int(typed["draws"]), int(typed["seed"]), typed["at"]) == (known["draws"], known["seed"], None)
    assert Condition.of(typed["keep"]) == Condition("reserves_months", ">=", 3.0)


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        ([], ["arguments are required: SCENARIO"]),
        (
            ["crackdwn", "--keep", "reserve_months < 3", "--prob", "2", "--levers", "reintegrat"],
            [
                "did you mean 'crackdown'",
                "did you mean 'reserves_months'",
                "--prob is '2'; it must be above 0 and at most 1",
                "did you mean 'reintegration'",
            ],
        ),
        (["crackdown", "--prob", "often"], ["--prob is 'often'; it must be a number"]),
        (["crackdown", "--prob", "nan"], ["--prob is 'nan'"]),
        (["crackdown", "--cost", "reintegration"], ["--cost is ''; it must be a number"]),
        (["crackdown", "--levers", "reintegration", "--cost", "nix=3"], ["no lever of this search"]),
        (["crackdown", "--levers", ","], ["there is no lever; name at least one"]),
        (["crackdown", "--draws", "0"], ["--draws is '0'; a probability needs draws"]),
        (["crackdown", "--levers", "reintegration", "--at", "2040"], ["2040 is not a full calendar year"]),
        (["crackdown", "--out", "taken"], ["taken is not a folder"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_bad_input(arguments: list[str], messages: list[str], call: Call, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    done = call("policy", *arguments)
    assert (done.code, done.out) == (2, "")
    for message in messages:
        assert message in done.err
    assert "Traceback" not in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
