"""`--shift` moves scenarios in time, `--start` only trims; a set of any quarter needs no `--start`."""

from __future__ import annotations

import dataclasses
import datetime
import json
from pathlib import Path

import pytest

import tajsim as ts
from tests import of_2024

from .conftest import Call


@pytest.fixture
def mid(tmp_path: Path) -> str:
    """A parameter set whose base year ends with June 2025."""
    p = dataclasses.replace(ts.parameters("calibrated-2024"), date=datetime.date(2025, 6, 30))
    return str(p.to_toml(tmp_path / "mid.toml"))


def rows(text: str) -> dict[str, float]:
    return {row["variable"]: row["central"] for row in json.loads(text)["rows"]}


def test_run_shifts_every_scenario(call: Call) -> None:
    done = call("run", "crackdown", "--shift", "2027Q1", "--draws", "0", "--at", "2028", "--json")
    found = json.loads(done.out)
    assert [s["name"] for s in found["scenarios"]] == ["crackdown from 2027Q1"]
    moved = ts.scenario("crackdown").shift("2027Q1")
    r = of_2024.run(moved, draws=None)
    wanted = r.delta(moved.name, "gdp", "Y").table().loc[2028, "central"]
    row = next(row for row in found["rows"] if row["variable"] == "gdp")
    assert row["central"] == pytest.approx(wanted)
    assert abs(r.delta(moved.name, "gdp", "Y").table().loc[2026, "central"]) == 0.0


def test_a_later_start_moves_no_shock(call: Call) -> None:
    options = ("--draws", "0", "--at", "2027", "--json")
    whole = call("run", "crackdown", *options)
    late = call("run", "crackdown", "--start", "2027Q1", *options)
    assert rows(whole.out) == rows(late.out)
    assert "it trims what is shown and moves no shock" in " ".join(call("run", "--help").out.split())


def test_solve_and_sensitivity_shift_as_well(call: Call) -> None:
    size = ("--until", "gdp < -2 % from baseline", "--prob", "0.5", "--at", "2028", "--draws", "200")
    done = call("solve", "rouble-shock", "--shift", "2027Q1", *size, "--json")
    moved = ts.scenario("rouble-shock").shift("2027Q1")
    found = of_2024.solve(moved, until="gdp < -2 % from baseline", prob=0.5, at="2028", draws=200)
    assert json.loads(done.out)["size"] == pytest.approx(found.size)
    done = call(
        *(
            "sensitivity",
            "crackdown",
            "gdp",
            "--shift",
            "2027Q1",
            "--at",
            "2026",
            "--names",
            "remittance_cost",
        ),
        *("--base-samples", "64"),
    )
    assert done.code == 2
    assert "does not change with what is varied" in done.err, "in 2026 the shifted scenario has not begun"


@pytest.mark.usefixtures("unpainted")
def test_report_shifts(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert call("report", "crackdown", "--shift", "2027Q1", "--draws", "50", "--out", str(out)).code == 0
    assert "Crackdown from 2027Q1" in out.read_text()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["run", "crackdown", "--shift", "soon"], "start is not a quarter: 'soon'; write it as 2026Q1"),
        (["solve", "crackdown", "--shift", "2027"], "start is not a quarter: '2027'"),
        (["sensitivity", "crackdown", "gdp", "--shift", "x", "--names", "y"], "start is not a quarter: 'x'"),
        (["report", "--from", "absent.npz", "--shift", "2027Q1"], "leave out --shift"),
        (["run", "--manifest", "absent.json", "--shift", "2027Q1"], "--shift contradicts --manifest"),
    ],
)
def test_bad_shifts_are_reported(call: Call, typed: list[str], said: str) -> None:
    done = call(*typed)
    assert done.code == 2
    assert said in " ".join(done.err.split())


def test_a_scenario_without_dates_cannot_be_shifted(call: Call, tmp_path: Path) -> None:
    file = ts.Scenario("ever", [ts.Shock("oil_price", add=-5.0)], title="Ever", narrative="Always.")
    done = call("run", str(file.to_toml(tmp_path / "ever.toml")), "--shift", "2027Q1")
    assert done.code == 2
    assert "shift scenario 'ever': no shock has a start: there is nothing to move" in done.err


def test_a_parameter_set_of_any_quarter_starts_where_it_can(call: Call, mid: str) -> None:
    done = call("run", "crackdown", "--vintage", mid, "--draws", "20", "--json")
    assert json.loads(done.out)["manifest"]["start"] == "2025Q3"
    done = call(
        *("solve", "rouble-shock", "--until", "gdp < -2 % from baseline", "--prob", "0.5", "--at", "2027"),
        *("--vintage", mid, "--draws", "100", "--json"),
    )
    assert json.loads(done.out)["manifest"]["start"] == "2025Q3"
    done = call(
        *("sensitivity", "crackdown", "gdp", "--names", "remittance_cost", "--base-samples", "64"),
        *("--vintage", mid, "--json"),
    )
    assert done.code == 0, done.err
    done = call("run", "crackdown", "--vintage", mid, "--start", "2025Q1")
    assert done.code == 2
    assert "the start 2025Q1 is before 2025Q3, the first quarter after parameter set 'mid'" in done.err
