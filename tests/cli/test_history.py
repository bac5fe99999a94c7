"""`tajsim history`: a past year in words, as JSON and as files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Call


def test_a_year_in_words(call: Call) -> None:
    done = call("history", "2015", "--outputs", "remittances_usd,tjs_per_usd")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "What brought 2015 about."
    assert lines[2].startswith("Remittances, million USD: 3,384 (2014), ")
    assert "GDP growth" not in done.out
    assert max(map(len, lines)) <= 100
    assert "Not observed, and not met: npl_ratio." in " ".join(done.out.split())


def test_the_object_and_the_files(call: Call, tmp_path: Path) -> None:
    done = call("history", "2025", "--on", "2025-06-30", "--json", "--out", "out")
    found = json.loads(done.out)
    assert found["gap"] < 1e-9
    assert [one["output"] for one in found["outputs"]] == [
        "tjs_per_usd", "reserves_usd", "inflation", "npl_ratio",
    ]  # fmt: skip
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        ["history.csv", "history.json", *(f"{one['output']}.png" for one in found["outputs"])]
    )
    kept = json.loads((tmp_path / "out" / "history.json").read_text())
    assert kept["outputs"] == found["outputs"]
    assert (tmp_path / "out" / "history.csv").read_text().startswith("part,tjs_per_usd,")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["2015x"], "YEAR is '2015x'; it must be a year, as 2015"),
        (["2003"], "it must be a year from 2005 to 2025"),
        (["2015", "--on", "2015-06-30"], "2015 is over"),
        (["2015", "--outputs", "gdp_grwth"], "did you mean 'gdp_growth'?"),
        (["2015", "--vintage", "kremlin"], "did you mean 'kremlin-2024'?"),
        (["2015", "--oon", "x"], "unknown option '--oon'; did you mean '--on'"),
    ],
)
def test_what_is_wrong_is_said(call: Call, arguments: list[str], message: str) -> None:
    done = call("history", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert "Traceback" not in done.err
