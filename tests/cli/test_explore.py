"""`tajsim explore`: one page, the options checked together, opened when asked."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.engine.condition import format_conditions
from tajsim.explorer import evidence, explore
from tests import of_2024
from tests.of_2024 import main

FEW = ["--draws", "4", "--end", "2026Q4"]


@pytest.fixture(autouse=True)
def _unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "judged", lambda *_: {})  # it takes seconds, and has tests of its own


def test_the_page_is_that_of_the_function(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "page.html"
    assert main(["explore", "crackdown", "dear-food", *FEW, "--seed", "3", "--out", str(out)]) == 0
    expected = of_2024.explore(["crackdown", "dear-food"], draws=4, end="2026Q4", seed=3).html
    assert out.read_text() == expected
    assert str(out) in capsys.readouterr().out


def test_a_file_and_a_shift_are_taken(tmp_path: Path) -> None:
    mine = ts.Scenario("mine", [ts.Shock("oil_price", add=ts.step(-5.0, "2026Q1"))])
    file, out = mine.to_toml(tmp_path / "mine.toml"), tmp_path / "page.html"
    assert main(["explore", str(file), "--shift", "2026Q3", *FEW, "--language", "ru", "--out", str(out)]) == 0
    expected = of_2024.explore(mine.shift("2026Q3"), draws=4, end="2026Q4", language="ru").html
    assert out.read_text() == expected


def test_figures_and_judgement_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "CONDITIONED", 200)
    known = [
        ts.Condition(name="rub_per_usd", first=Q, last=Q, measure="mean", value=83.0, source="a bank")
        for Q in (ts.Quarter(2025, 1), ts.Quarter(2025, 2))
    ]
    (tmp_path / "known.toml").write_text(format_conditions(known), encoding="utf-8")
    (tmp_path / "known.csv").write_text(
        "series,period,value,unit,source,published\n"
        "rub_per_usd,2025Q1,83,RUB per USD,a bank,2025-06\n"
        "rub_per_usd,2025Q2,83,RUB per USD,a bank,2025-09\n",
        encoding="utf-8",
    )
    seen = ts.AddFactor(
        equation="remittances", values=[0.1], start="2025Q2", fades="2026Q2", author="A. Author",
        date="2025-07-15", why="Transfers of the first half.",
    )  # fmt: skip
    mine = ts.Judgement("seen", [seen])
    mine.to_toml(tmp_path / "seen.toml")
    out = tmp_path / "page.html"
    both = ["--given", str(tmp_path / "known.toml"), "--judgement", str(tmp_path / "seen.toml")]
    assert main(["explore", *both, *FEW, "--out", str(out)]) == 0
    expected = of_2024.explore(given=known, judgement=mine, draws=4, end="2026Q4").html
    assert out.read_text() == expected
    assert main(["explore", "--given", str(tmp_path / "known.csv"), *FEW, "--out", str(out)]) == 0
    made = ts.observations(tmp_path / "known.csv")
    assert out.read_text() == of_2024.explore(given=made, draws=4, end="2026Q4").html


def test_a_file_of_figures_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wrong.toml").write_text('[[conditions]]\nname = "gdpp"\n', encoding="utf-8")
    for name, text in (("none.csv", "none.csv"), ("wrong.toml", "the key 'value' is missing")):
        wrong = ["explore", "--given", str(tmp_path / name), *FEW, "--out", str(tmp_path / "x.html")]
        assert main(wrong) == 2
        assert text in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["wrong.toml"]


def test_it_opens_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    out = tmp_path / "page.html"
    assert main(["explore", *FEW, "--out", str(out)]) == 0
    assert opened == []
    assert main(["explore", *FEW, "--out", str(out), "--open"]) == 0
    assert opened == [out.resolve().as_uri()]
    assert "browser" not in capsys.readouterr().err
    monkeypatch.setattr(webbrowser, "open", lambda _: False)
    assert main(["explore", *FEW, "--out", str(out), "--open"]) == 0
    assert f"no browser could be started; open {out}" in capsys.readouterr().err


def test_everything_wrong_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = ["explore", "crackdwn", "--draws", "0", "--language", "xx", "--out", str(tmp_path / "x.pdf")]
    assert main(wrong) == 2
    said = capsys.readouterr().err
    for text in ("crackdown", "--draws is '0'", "language is 'xx'", ".pdf"):
        assert text in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
