"""`tajsim baseline`, and judgement at a prompt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tajsim as ts
from tests import of_2024
from tests.judgements.test_judgement import TEXT, made
from tests.of_2024 import main


def test_add_factors_stand_by_quarter_with_their_size(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", "--end", "2026Q4"]) == 0
    out, err = capsys.readouterr()
    lines = [line.split() for line in out.splitlines()]
    (head,) = (line for line in lines if line[:1] == ["quarter"])
    assert head == ["quarter", "prices", "demand", "imports", "taxes", "spending"]
    (row,) = (line for line in lines if line[:1] == ["2025Q4"])
    found = of_2024.baseline_add_factors(end="2026Q4").set_index(["quarter", "equation"])
    spending = found.loc[("2025Q4", "spending")]
    assert row[-2:] == [f"{spending['add_factor']:+.4f}", f"({spending['size']:+.1f})"]
    assert "spending: Public purchases, share" in out
    assert "Without: remittances, exchange_rate, outflows, stocks, exports, bad_loans." in out
    assert err == ""


def test_above_two_a_note_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judged = ts.Judgement("m", [made(values=[0.6], fades="2025Q3")]).to_toml(tmp_path / "m.toml")
    assert main(["baseline", "--judgement", str(judged), "--end", "2025Q4"]) == 0
    out, err = capsys.readouterr()
    assert "+0.6000 (+3.1)" in out
    assert "the add-factor of remittances is 3.1 standard deviations in 2025Q1, above 2" in err


def test_json_is_a_row_a_quarter_and_equation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", "--parameters", "world-bank-2024", "--end", "2025Q4", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 4 * 11
    assert rows == ts.baseline_add_factors("world-bank-2024", end="2025Q4").to_dict("records")


def test_a_projection_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", "--baseline", "none", "--end", "2025Q4"]) == 0
    assert capsys.readouterr().out == "No equation has an add-factor.\n"


def test_a_run_takes_judgement_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "july.toml"
    path.write_text(TEXT, encoding="utf-8")
    out = tmp_path / "out"
    typed = ["run", "crackdown", "--draws", "0", "--end", "2026Q4", "--out", str(out)]
    assert main([*typed, "--judgement", str(path)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Judgement: July (july)." in said
    assert (
        "- remittances +0.2, +0.2 from 2025Q1, gone in 2026Q1: Transfers were larger. A. Author, 2025-07-15."
        in said
    )
    path.unlink()
    assert main(["run", "--manifest", str(out / "manifest.json"), "--out", str(tmp_path / "again")]) == 0
    assert "Judgement: July (july)." in capsys.readouterr().out
    first, second = ((folder / "summary.csv").read_bytes() for folder in (out, tmp_path / "again"))
    assert first == second


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["run", "crackdown", "--judgement", "nowhere.toml"], "nowhere.toml"),
        (["run", "--manifest", "m.json", "--judgement", "j.toml"], "--judgement contradicts --manifest"),
        (["baseline", "--parameters", "kremlin-2042"], "unknown parameter set 'kremlin-2042'"),
        (["baseline", "--end", "x"], "end is not a quarter: 'x'"),
        (["baseline", "--judgment", "x"], "unknown option '--judgment'; did you mean '--judgement'"),
    ],
)
def test_what_is_wrong_ends_with_2(
    typed: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(typed) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err


@pytest.mark.usefixtures("unpainted")
def test_a_report_takes_judgement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "july.toml"
    path.write_text(TEXT, encoding="utf-8")
    page = tmp_path / "page.html"
    assert main(["report", "crackdown", "--draws", "20", "--judgement", str(path), "--out", str(page)]) == 0
    capsys.readouterr()
    assert "Transfers were larger." in page.read_text(encoding="utf-8")
