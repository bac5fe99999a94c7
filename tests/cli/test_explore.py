"""`tajsim explore`: one page, the options checked together, opened when asked."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.cli import main
from tajsim.explorer import evidence

FEW = ["--draws", "4", "--end", "2026Q4"]


@pytest.fixture(autouse=True)
def _unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "judged", lambda *_: {})  # it takes seconds, and has tests of its own


def test_the_page_is_that_of_the_function(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "page.html"
    assert main(["explore", "crackdown", "dear-food", *FEW, "--seed", "3", "--out", str(out)]) == 0
    expected = ts.explore(["crackdown", "dear-food"], draws=4, end="2026Q4", seed=3).html
    assert out.read_text() == expected
    assert str(out) in capsys.readouterr().out


def test_a_file_and_a_shift_are_taken(tmp_path: Path) -> None:
    mine = ts.Scenario("mine", [ts.Shock("oil_price", add=ts.step(-5.0, "2026Q1"))])
    file, out = mine.to_toml(tmp_path / "mine.toml"), tmp_path / "page.html"
    assert main(["explore", str(file), "--shift", "2026Q3", *FEW, "--language", "ru", "--out", str(out)]) == 0
    expected = ts.explore(mine.shift("2026Q3"), draws=4, end="2026Q4", language="ru").html
    assert out.read_text() == expected


def test_it_opens_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    out = tmp_path / "page.html"
    assert main(["explore", *FEW, "--out", str(out)]) == 0
    assert opened == []
    assert main(["explore", *FEW, "--out", str(out), "--open"]) == 0
    assert opened == [out.resolve().as_uri()]


def test_everything_wrong_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = ["explore", "crackdwn", "--draws", "0", "--language", "xx", "--out", str(tmp_path / "x.pdf")]
    assert main(wrong) == 2
    said = capsys.readouterr().err
    for text in ("crackdown", "--draws is '0'", "language is 'xx'", ".pdf"):
        assert text in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
