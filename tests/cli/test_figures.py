"""Figures at a prompt: `--given` and `--known` of run, report and decompose."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.engine.condition import Condition, format_conditions
from tests import of_2024
from tests.engine.test_figures import MINE

from .conftest import Call

RUN = ("run", "crackdown", "--draws", "200", "--end", "2026Q4", "--at", "2026")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(MINE, encoding="utf-8")
    return path


def conditions(path: Path, *figures: tuple[str, str, str, str, float]) -> str:
    """A file of exact conditions."""
    made = [
        Condition(name=name, first=first, last=last, measure=measure, value=value)  # type: ignore[arg-type]
        for name, first, last, measure, value in figures
    ]
    path.write_text(format_conditions(made), encoding="utf-8")
    return str(path)


def test_the_table_says_what_it_was_conditioned_on(call: Call, mine: Path) -> None:
    done = call(*RUN, "--given", str(mine))
    assert (done.code, done.err) == (0, "")
    r = of_2024.run("crackdown", draws=200, end="2026Q4", given=mine)
    assert r.weights is not None
    text = " ".join(done.out.split())
    digest = ts.observations(mine).digest[:16]
    assert f"Given 2 figures, 1 of them met exactly: mine.csv (SHA-256 {digest})." in text
    assert r.weights.sentence in text
    lines = [line.split() for line in done.out.splitlines()]
    assert [line[:5] for line in lines if line[:1] == ["remittances_usd"]] == [
        ["remittances_usd", "2025Q2", "sum", "2,050", "40"]
    ]
    assert [line[:5] for line in lines if line[:1] == ["imports_usd"]] == [
        ["imports_usd", "2025Q1-2025Q3", "growth", "11.9", "exact"]
    ]
    assert max(len(line) for line in done.out.splitlines()) <= 100


def test_all_draws_are_kept_and_the_manifest_repeats_the_run(call: Call, mine: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    typed = (*RUN, "--draws", "1100", "--outputs", "imports_usd")
    assert call(*typed, "--given", str(mine), "--out", str(first)).code == 0
    assert json.loads((first / "manifest.json").read_text())["keep"] == "draws"
    assert call("run", "--manifest", str(first / "manifest.json"), "--out", str(second)).code == 0
    assert (first / "summary.csv").read_bytes() == (second / "summary.csv").read_bytes()
    assert (first / "manifest.json").read_bytes() == (second / "manifest.json").read_bytes()


def test_json_has_the_figures(call: Call, mine: Path) -> None:
    found = json.loads(call(*RUN, "--given", str(mine), "--json").out)
    assert [(row["name"], row["period"]) for row in found["given"]] == [
        ("remittances_usd", "2025Q2"),
        ("imports_usd", "2025Q1-2025Q3"),
    ]
    assert found["weights"]["draws"] == 200


def test_what_was_known_on_a_day_with_figures_of_ones_own(call: Call, mine: Path) -> None:
    single = ("run", "crackdown", "--draws", "0", "--end", "2026Q4", "--at", "2026")
    known = call(*single, "--known", "2025-06-30", "--json")
    both = call(*single, "--known", "2025-10-31", "--given", str(mine), "--json")
    given = [[row["name"] for row in json.loads(done.out)["given"]] for done in (known, both)]
    assert "remittances_usd" not in given[0]
    assert len(given[0]) == len(ts.known(on="2025-06-30").conditions(last="2026Q4"))
    assert len(given[1]) == len(ts.known(on="2025-10-31", data=mine).conditions(last="2026Q4"))
    nothing = call(*single, "--known", "2024-06-30")
    assert "Given nothing: what is known says nothing of these quarters." in nothing.out


@pytest.mark.usefixtures("unpainted")
def test_a_report_and_a_decomposition_take_figures(call: Call, mine: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    short = ("--draws", "60", "--end", "2026Q4", "--at", "2026", "--given", str(mine))
    assert call("report", "crackdown", *short, "--out", str(page)).code == 0
    assert "effective draws" in page.read_text(encoding="utf-8")
    done = call("decompose", "crackdown", "remittances_usd", *short)
    assert "Given 2 figures, 1 of them met exactly: mine.csv" in " ".join(done.out.split())


def test_wrong_uses_are_plain_messages(call: Call, tmp_path: Path, mine: Path) -> None:
    file = tmp_path / "c.toml"
    impossible = [("gdp", "2025Q1", "2025Q1", "sum", -5.0)]
    twice = [("gdp", "2025Q1", "2025Q1", "sum", 30_000.0), ("gdp", "2025Q1", "2025Q1", "sum", 31_000.0)]
    outside = [("gdp", "2031Q1", "2031Q1", "sum", 30_000.0)]
    unlikely = [("inflation", "2025Q1", "2025Q1", "growth", 60.0)]
    cases = (
        (impossible, "nothing brings the single path to the figures"),
        (twice, "two exact figures of one thing: gdp 2025Q1 sum = 30000, and 31000; drop one"),
        (outside, "gdp 2031Q1 sum = 30000 is outside the run, which goes from 2025Q1 to 2026Q4"),
        (unlikely, "is inflation 2025Q1 growth = 60: give it an error, or a larger one"),
    )
    for figures, message in cases:
        if figures is twice:  # of which no file can be made here
            file.write_text("".join(format_conditions([Condition(**_named(one))]) for one in figures))
        else:
            conditions(file, *figures)
        done = call(*RUN, "--given", str(file))
        assert (done.code, done.out) == (2, "")
        assert message in done.err
        assert "Traceback" not in done.err
    for typed, message in (
        (("--given", "nowhere.csv"), "nowhere.csv"),
        (("--known", "someday"), "on is 'someday'"),
        (("--known", "2025-10-31", "--given", str(file)), "--known takes published figures"),
        (("--given", str(mine), "--end", "2025Q1", "--at", "2025Q1"), "none of the 4 figures given"),
    ):
        done = call(*RUN, *typed)
        assert done.code == 2
        assert message in done.err
    done = call("run", "--manifest", "m.json", "--given", str(mine), "--known", "2025-10-31")
    assert "--given contradicts --manifest" in done.err
    assert "--known contradicts --manifest" in done.err
    done = call("report", "--from", "x.npz", "--given", str(mine))
    assert "leave out --given" in done.err


def _named(figure: tuple[str, str, str, str, float]) -> dict[str, object]:
    return dict(zip(("name", "first", "last", "measure", "value"), figure, strict=True))
