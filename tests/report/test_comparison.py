"""The table of the page: deviations at its period, their bands, and how numbers are written."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tajsim.languages import ENGLISH
from tajsim.report.comparison import (
    QUANTILES,
    ComparisonRow,
    band,
    chance,
    compare,
    figure,
    fine,
    move,
    with_unit,
)
from tajsim.report.page import _cell, _table, _unit

from ..results import synthetic
from .made import NBSP, about, plain


def test_rows_of_the_comparison_are_deviations_at_the_period() -> None:
    made = synthetic.result(draws=100, quarters=12)
    rows = compare(made, ["gdp", "inflation"], {"crackdown": "Crackdown"}, "2026")
    assert [(row.scenario, row.variable) for row in rows] == [
        (s, n) for s in ("crackdown", "rouble-shock") for n in ("gdp", "inflation")
    ]
    assert [row.title for row in rows[::2]] == ["Crackdown", "rouble-shock"]
    of, base = (made.annual["gdp"][1, i].astype(float) for i in (1, 0))
    row = rows[0]
    assert (row.q05, row.q50, row.q95) == pytest.approx(
        tuple(np.quantile(100.0 * (of / base - 1.0), QUANTILES)), rel=1e-4
    )
    path = made.central_annual["gdp"][1]
    assert row.central == pytest.approx(100.0 * (path[1] / path[0] - 1.0))
    assert row.middle == row.q50
    (alone,) = compare(synthetic.result(draws=None, scenarios=("baseline", "a")), ["gdp"], {}, "2026Q1")
    assert (alone.q05, alone.q50, alone.q95) == (None, None, None)
    assert alone.middle == alone.central
    assert QUANTILES == (0.05, 0.5, 0.95)


def test_a_cell_has_its_band_where_there_is_one() -> None:
    row = ComparisonRow("s", "S", "gdp", "% of baseline", "2026", 1.0, -2.0, 1.5, 12.4)
    assert tuple(plain(x) for x in _cell(row, ENGLISH)) == ("+1.5", "−2.0 to +12")
    for end in ("q05", "q95"):
        assert _cell(replace(row, **{end: None}), ENGLISH) == ("+1.5", "")
    assert [_unit(u) for u in ("% of baseline", "percentage points of GDP", "index")] == [
        "%",
        "points",
        "index",
    ]
    assert _table(about(synthetic.result(draws=3)), []) is None


def test_numbers_keep_to_one_line() -> None:
    assert band(("a b", "c")) == f"a{NBSP}b{NBSP}to{NBSP}c"
    assert with_unit("+3.2", "% of baseline") == f"+3.2{NBSP}%"
    assert with_unit("+3.2", "percentage points of GDP") == f"+3.2{NBSP}points"
    assert chance(math.nan) == "n/a"
    assert (move(math.nan), fine(math.nan), figure(math.nan)) == ("n/a", "n/a", "n/a")
    assert [fine(x) for x in (0.05, -0.03, 0.004, 12.4)] == ["+0.1", "−0.03", "+0.004", "+12"]
