"""`tajsim scenarios`, `params`, `outputs`: complete, aligned, never wider than 100 columns, and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.cli.text import as_json, figure, table
from tajsim.model.outputs import OUTPUTS, with_base_year
from tajsim.quarters import Quarter
from tajsim.scenarios import scenario_names
from tests import of_2024

from .conftest import Call

LISTINGS = [
    ["scenarios"],
    ["outputs"],
    ["targets"],
    ["targets", "--vintage", "kremlin-2024"],
    ["params"],
    ["params", "--vintage", "kremlin-2024"],
    ["params", "--vintage", "nowcast-2025"],
    ["params", "--diff", "kremlin-2024"],
    ["params", "--diff", "world-bank-2024"],
    ["params", "--reconcile"],
]


def test_a_set_says_which_quarters_it_knows(call: Call) -> None:
    done = call("params", "--parameters", "nowcast-2025")
    assert "  Known: 2025Q1 to 2025Q4, as published by 2025-10-31, in 500 members" in done.out
    assert "  Known: 2025Q1 to 2025Q4" in call("params").out
    assert "Known:" not in call("params", "--parameters", "calibrated-2024").out


@pytest.mark.usefixtures("found_targets")
@pytest.mark.parametrize("arguments", LISTINGS, ids=" ".join)
def test_text_fits_and_json_parses(arguments: list[str], call: Call) -> None:
    done = call(*arguments)
    assert (done.code, done.err) == (0, "")
    assert len(done.out.splitlines()) > 3
    assert max(len(line) for line in done.out.splitlines()) <= 100
    done = call(*arguments, "--json")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)


def test_scenarios_shows_every_one(call: Call) -> None:
    out = call("scenarios").out
    assert [line.split()[0] for line in out.splitlines() if line[:1].islower()] == list(scenario_names())
    listed = json.loads(call("scenarios", "--json").out)
    assert [row["name"] for row in listed] == list(scenario_names())
    assert listed[1]["narrative"] == ts.scenario(listed[1]["name"]).narrative


def test_claims_are_checked_and_a_miss_is_exit_code_1(call: Call, tmp_path: Path) -> None:
    text = """title = "Weak rouble"
narrative = "A dollar costs a tenth more."
[[shocks]]
target = "rub_per_usd"
multiply = 1.1
[[expect]]
says = "a dollar costs a tenth more"
output = "rub_per_usd"
at = 2026
measure = "% from baseline"
above = 9.5
"""
    (tmp_path / "kept.toml").write_text(text)
    (tmp_path / "broken.toml").write_text(text.replace("9.5", "20"))
    kept = call("scenarios", "kept.toml", "--check")
    assert (kept.code, kept.err) == (0, "")
    assert "    met    rub_per_usd of 2026: 10 % from baseline, claimed at least 9.5" in kept.out
    assert kept.out.endswith("1 of 1 claims are met.\n")
    broken = call("scenarios", "kept.toml", "broken.toml", "--check", "--parameters", "kremlin-2024")
    assert (broken.code, broken.err) == (1, "")
    assert "    MISSED rub_per_usd of 2026: 10 % from baseline, claimed at least 20" in broken.out
    listed = json.loads(call("scenarios", "broken.toml", "--check", "--json").out)
    assert [(row["scenario"], row["met"]) for row in listed] == [("broken", False)]


def test_some_scenarios_can_be_listed_alone(call: Call) -> None:
    listed = json.loads(call("scenarios", "friction", "hedging", "--json").out)
    assert [row["name"] for row in listed] == ["friction", "hedging"]
    assert call("scenarios", "frction").code == 2


def test_outputs_shows_every_one_with_its_unit(call: Call) -> None:
    lines = call("outputs").out.splitlines()
    for output in OUTPUTS:
        line = next(line for line in lines if line.startswith(f"{output.name} "))
        assert f" {with_base_year(output, Quarter(2024, 4)).unit} " in line
    assert len(json.loads(call("outputs", "--json").out)) == len(OUTPUTS)


@pytest.mark.usefixtures("found_targets")
def test_targets_shows_every_one_with_its_range_and_the_levers(call: Call) -> None:
    out, listed = call("targets").out, json.loads(call("targets", "--json").out)
    assert {row["name"] for row in listed["targets"]} == set(of_2024.targets(moves=False)["name"])
    lines = {line.split()[0]: line for line in out.splitlines() if line[:1].islower()}
    for row in listed["targets"]:
        if row["shock"]:
            line = lines[row["name"]]
            assert f" {row['unit']} " in line
            assert f"{figure(row['low'])} to {figure(row['high'])}" in line
            assert (row["moves"] or "nothing now").split()[0] in line
        else:
            assert row["name"] in out
            assert row["name"] not in lines
    for lever in listed["levers"]:
        assert figure(lever["cost"]) in lines[lever["name"]]
    assert [lever["name"] for lever in listed["levers"]] == list(ts.levers()["name"])


def test_params_shows_every_value_with_its_range(call: Call) -> None:
    lines = call("params", "--parameters", "calibrated-2024").out.splitlines()
    p = ts.parameters("calibrated-2024")
    for name, entry in p.entries.items():
        line = next(line for line in lines if line.split()[:1] == [name])
        assert figure(entry.value) in line
    found = json.loads(call("params", "--parameters", "calibrated-2024", "--json").out)
    assert found["vintage"] == p.name
    assert {row["name"]: row["value"] for row in found["parameters"]} == p.values()
    assert all(row["source"] for row in found["parameters"])


def test_diff_shows_what_differs_and_only_that(call: Call) -> None:
    here, there = ts.parameters("world-bank-2024"), ts.parameters("kremlin-2024")
    from_here = ("params", "--vintage", "world-bank-2024", "--diff")
    names = [line.split()[0] for line in call(*from_here, "kremlin-2024").out.splitlines()[2:]]
    assert names == list(here.diff(there)["name"])
    assert "do not differ" in call(*from_here, "world-bank-2024").out


def test_a_diff_shows_what_a_calibration_did(call: Call) -> None:
    lines = call("params", "--vintage", "calibrated-2024", "--diff", "world-bank-2024").out.splitlines()
    entry = ts.parameters("calibrated-2024").entries["remittances_residual"]
    (line,) = [line for line in lines if line.startswith("remittances_residual ")]
    assert f" {entry.value:.3g} ({entry.low:.2g} to {entry.high:.2g}) " in line


def test_reconcile_shows_the_two_truths(call: Call) -> None:
    out = call("params", "--reconcile").out
    assert "gdp implied by remittances" in out
    assert "-25 %" in out


def test_a_table_wraps_its_last_column_only() -> None:
    text = table(("name", "what"), [("a", "one two three four five six seven eight")], 30, right=(0,))
    assert (
        text.splitlines()
        == [
            "name  what",
            "-" * 30,
            "   a  one two three four five",
            "      six seven eight",
        ]
        or max(map(len, text.splitlines())) <= 30
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(1_200_000.0, "1,200,000"), (0.01518, "0.01518"), (-2.5, "-2.5"), (153400.4, "153,400"), (0.0, "0")],
)
def test_figures(value: float, text: str) -> None:
    assert figure(value) == text


def test_json_has_null_where_it_lacks_a_number() -> None:
    assert json.loads(as_json({"a": [float("nan"), float("inf"), 1.5], 2: None})) == {
        "a": [None, None, 1.5],
        "2": None,
    }


def test_the_figures_of_the_base_year(call: Call) -> None:
    done = call("params", "--base-year", "--vintage", "kremlin-2024")
    assert done.code == 0
    assert "Figures of the base year of kremlin-2024, the four quarters to 2024-12-31" in done.out
    assert "stock_russia" in done.out
    assert "rouble_elasticity" not in done.out
    found = json.loads(call("params", "--base-year", "--json").out)
    assert [row["name"] for row in found["base_year"]] == list(
        ts.parameters("calibrated-2024").base_year()["name"]
    )


def test_one_view_of_a_parameter_set_at_a_time(call: Call) -> None:
    done = call("params", "--base-year", "--reconcile")
    assert done.code == 2
    assert "take one of --diff, --reconcile, --base-year, not --reconcile and --base-year" in done.err


def test_the_earlier_name_of_the_parameter_set_goes_on_working(call: Call) -> None:
    now, before = (call("params", option, "kremlin-2024") for option in ("--parameters", "--vintage"))
    assert now == before
    assert now.code == 0
    assert "kremlin-2024" in now.out
