"""`tajsim backtest --partial`: the table, the sentence, JSON, the files, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from docs.generate import formats
from tajsim.cli.partial import headline
from tajsim.evidence.partial.answer import PartialBacktest
from tajsim.evidence.partial.record import recorded_partial

from .conftest import Call

ASKED = ("backtest", "--partial", "--start", "2015", "--end", "2016", "--draws", "60", "--seed", "3")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The command with part of the shipped record in place of a backtest; what it was asked for."""
    found = PartialBacktest(tuple(c for c in recorded_partial().cases if c.year in (2015, 2016)))
    kept: dict[str, Any] = {}

    def made(start: int, end: int, **what: Any) -> PartialBacktest:
        kept.update(what, start=start, end=end)
        return found

    monkeypatch.setattr("tajsim.cli.partial.partial_backtest", made)
    return kept


def test_a_line_a_variable_and_stage_and_what_it_comes_to(call: Call, asked: dict[str, Any]) -> None:
    done = call(*ASKED)
    assert done.code == 0
    assert (asked["start"], asked["end"], asked["draws"], asked["seed"]) == (2015, 2016, 60, 3)
    lines = [line.split() for line in done.out.splitlines() if line.startswith("Remittances $")]
    assert [" ".join(line[2:-9]) for line in lines] == [
        "start", "first quarter", "half", "nine months", "end", "within the year",
    ]  # fmt: skip
    assert lines[-1][-9] == "6"
    assert (
        "Within the year the figures lowered the CRPS of remittances, the somoni and imports in" in done.out
    )
    assert "60 draws, seed 3." in " ".join(done.out.split())


def test_the_sentence_counts_the_cases() -> None:
    found = recorded_partial()
    lower, count = found.lowered("remittances_usd", "tjs_per_usd", "imports_usd")
    assert f"{lower} of {count} cases ({100 * lower / count:.0f} %)" in headline(found)
    own, cases = found.lowered("tjs_per_usd", own=True)
    assert f"with a figure of its own {own} of {cases} cases" in headline(found)


@pytest.mark.usefixtures("asked")
def test_one_json_object(call: Call) -> None:
    found = json.loads(call(*ASKED, "--json").out)
    assert set(found) == {"scores", "cases"}
    assert {row["year"] for row in found["cases"]} == {2015, 2016}
    stated = formats.TABLES["backtest"]
    assert list(found["cases"][0]) == stated["partial.csv"].split("; ")[0].split(", ")
    assert list(found["scores"][0]) == stated["partial-scores.csv"].split("; ")[0].split(", ")


@pytest.mark.usefixtures("asked")
def test_its_files(call: Call, tmp_path: Path) -> None:
    assert call(*ASKED, "--out", "o").code == 0
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == [
        "manifest.json", "partial-scores.csv", "partial.csv",
    ]  # fmt: skip
    rows = list(csv.DictReader((tmp_path / "o" / "partial.csv").read_text("utf-8").splitlines()))
    assert {row["year"] for row in rows} == {"2015", "2016"}


@pytest.mark.parametrize("option", [("--variants",), ("--variant", "unfitted")])
def test_variants_are_refused(call: Call, option: tuple[str, ...]) -> None:
    done = call("backtest", "--partial", *option)
    assert done.code == 2
    assert "--partial is of the headline alone" in done.err
