"""The comparison that `tajsim run` prints: each number, unit and band against the result it is of."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

import tajsim as ts
from tajsim.cli.run import COLUMNS, ComparisonRow, render
from tajsim.report.comparison import compare, short_unit, signed
from tests import of_2024

from .conftest import Call

RUN = ("run", "crackdown", "rouble-shock", "--draws", "40", "--seed", "5", "--end", "2027Q4", "--at", "2026")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9.94, "+9.9"),
        (9.96, "+10"),
        (-9.96, "-10"),
        (10.4, "+10"),
        (-1234.5, "-1,234"),
        (0.049, "0.0"),
        (-0.049, "0.0"),
        (0.051, "+0.1"),
        (-0.051, "-0.1"),
        (float("nan"), "n/a"),
    ],
)
def test_a_number_of_a_column(value: float, text: str) -> None:
    assert signed(value) == text


def test_units_of_a_column() -> None:
    units = ["% of baseline", "percentage points", "percentage points of GDP", "months of imports"]
    assert [short_unit(unit) for unit in units] == ["%", "pp", "pp", "months of imports"]


@pytest.fixture(scope="module")
def result() -> ts.Result:
    return of_2024.run(["crackdown", "rouble-shock"], draws=40, seed=5, end="2027Q4")


def test_a_row_is_the_deviation_draw_by_draw(result: ts.Result) -> None:
    rows = compare(result, ["gdp", "poverty_rate"], {"crackdown": "The crackdown"}, "2026")
    assert [(row.scenario, row.title, row.variable) for row in rows] == [
        ("crackdown", "The crackdown", "gdp"),
        ("crackdown", "The crackdown", "poverty_rate"),
        ("rouble-shock", "rouble-shock", "gdp"),
        ("rouble-shock", "rouble-shock", "poverty_rate"),
    ]
    for row in rows:
        column, year = result.scenarios.index(row.scenario), result.years.index(2026)
        drawn = result.annual[row.variable][year].astype(np.float64)
        path = result.central_annual[row.variable][year]
        if row.variable == "gdp":
            assert row.unit == "% of baseline"
            moved, central = 100.0 * (drawn[column] / drawn[0] - 1.0), 100.0 * (path[column] / path[0] - 1.0)
        else:
            assert row.unit == "percentage points of population"
            moved, central = drawn[column] - drawn[0], path[column] - path[0]
        expected = np.quantile(moved, (0.05, 0.5, 0.95))
        np.testing.assert_allclose([row.q05, row.q50, row.q95], expected, rtol=1e-4, atol=1e-4)
        assert row.central == pytest.approx(central)
        assert row.middle == row.q50


def test_the_table_prints_the_medians_with_their_bands_below(call: Call, result: ts.Result) -> None:
    lines = call(*RUN).out.splitlines()
    assert lines[0] == "Deviation from the baseline in 2026: median, and under it 5 % / 95 % of draws."
    start = next(i for i, line in enumerate(lines) if line.startswith("---"))
    assert lines[start] == "-" * len(lines[start - 1])
    for name, first in (("crackdown", start + 1), ("rouble-shock", start + 3)):
        rows = compare(result, COLUMNS, {}, "2026")
        own = [row for row in rows if row.scenario == name]
        assert ts.scenario(name).title.startswith(lines[first][:19].strip())
        assert lines[first][19:].split() == [signed(row.q50) for row in own]  # type: ignore[arg-type]
        bands = [f"{signed(row.q05)}/{signed(row.q95)}" for row in own]  # type: ignore[arg-type]
        assert lines[first + 1][19:].split() == bands
    for i, name in enumerate(COLUMNS):
        end = 19 + 10 * (i + 1)
        unit = short_unit(next(row.unit for row in compare(result, [name], {}, "2026")))
        assert lines[start - 1][:end].endswith(f" {unit}"), name
    text = " ".join("\n".join(lines).split())
    assert "Parameters: calibrated-2024. 40 draws, seed 5. 2025Q1 to 2027Q4." in text
    worst = result.check().sort_values("worst").iloc[-1]
    assert f"Accounts: worst relative violation {worst['worst']:.1e} (" in text


def test_a_central_path_has_one_line_a_scenario_and_a_title_may_take_more() -> None:
    rows = [ComparisonRow("a", "Short", "gdp", "% of baseline", "2027", -1.25, None, None, None)]
    assert render(rows).splitlines()[-1] == "Short" + "-1.2".rjust(24)
    long = [
        ComparisonRow(
            "a", "One two three four five six seven", "gdp", "% of baseline", "2027", 2.0, None, None, None
        )
    ]
    assert render(long).splitlines()[-2:] == ["One two three four" + "+2.0".rjust(11), "five six seven"]


def test_columns_have_their_names_over_their_units() -> None:
    rows = [
        ComparisonRow("a", "A", name, unit, "2027", 1.0, None, None, None)
        for name, unit in (("gdp", "% of baseline"), ("reserves_months", "months of imports"))
    ]
    assert [line.split() for line in render(rows).splitlines()[:-2]][-1][0] == "Scenario"
    assert "GDP" in render(rows)
    assert [line[20:].split() for line in render(rows).splitlines()[-1:]] == [["+1.0", "+1.0"]]


def test_files_hold_what_the_result_holds(call: Call, tmp_path: Path, result: ts.Result) -> None:
    assert call(*RUN, "--out", "o", "--outputs", "gdp,poverty_rate").code == 0
    with (tmp_path / "o" / "summary.csv").open(newline="") as stream:
        rows = {
            (row["scenario"], row["variable"], row["period"], row["statistic"]): float(row["value"])
            for row in csv.DictReader(stream)
        }
    drawn = result.annual["gdp"][1, 1].astype(np.float64)
    for percent in (5, 25, 50, 75, 95):
        expected = np.quantile(drawn, percent / 100)
        assert rows["crackdown", "gdp", "2026", f"q{percent:02d}"] == pytest.approx(expected, rel=1e-5)
    manifest = json.loads((tmp_path / "o" / "manifest.json").read_text())
    assert (manifest["draws"], manifest["seed"], manifest["end"]) == (40, 5, "2027Q4")


def test_json_has_the_rows_and_the_accounts_of_the_result(call: Call, result: ts.Result) -> None:
    found = json.loads(call(*RUN, "--json").out)
    assert [row["variable"] for row in found["rows"]] == [*COLUMNS, *COLUMNS]
    expected = compare(result, COLUMNS, {}, "2026")
    for row, one in zip(found["rows"], expected, strict=True):
        assert (row["scenario"], row["unit"]) == (one.scenario, one.unit)
        assert [row[key] for key in ("central", "q05", "q50", "q95")] == pytest.approx(
            [one.central, one.q05, one.q50, one.q95]
        )
    assert [(c["identity"], c["draw"]) for c in found["accounts"]] == [
        (c.identity, c.draw) for c in result.identities
    ]


def test_the_table_has_as_many_outputs_as_fit_a_line_and_the_file_all(call: Call, tmp_path: Path) -> None:
    more = (*COLUMNS, "exports_usd", "tax_revenue")
    typed = (
        "run",
        "crackdown",
        "--draws",
        "0",
        "--end",
        "2026Q4",
        "--at",
        "2026",
        "--outputs",
        ",".join(more),
    )
    found = json.loads(call(*typed, "--json", "--out", "o").out)
    assert [row["variable"] for row in found["rows"]] == [*COLUMNS]
    with (tmp_path / "o" / "summary.csv").open(newline="") as stream:
        assert {row["variable"] for row in csv.DictReader(stream)} == {*more}
