"""Forecasts made within past years: scores that can be redone by hand, and nothing seen that came later."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.errors import FileFormatError, InputError, UnknownNameError
from tajsim.evidence.observations import observed
from tajsim.evidence.partial.answer import WITHIN_YEAR, PartialBacktest
from tajsim.evidence.partial.case import COLUMNS, STAGES, WITHIN, Case, log_score
from tajsim.evidence.partial.record import record_frame, recorded_partial
from tajsim.evidence.partial.study import FIRST, PARTLY_KNOWN

SMALL: dict[str, Any] = {"trials_draws": 512, "draws": 100, "seed": 1, "required": 5.0}
HEADLINES = ("remittances_usd", "tjs_per_usd", "imports_usd")


@pytest.fixture(scope="module")
def small() -> PartialBacktest:
    return ts.partial_backtest(2009, 2009, stages=["start", "nine months"], **SMALL)


def case(**what: Any) -> Case:
    about = {"variable": "imports_usd", "stage": "half", "year": 2015, "target": 2015, "figures": 3}
    about |= {"own": False, "effective": 50.0, "observed": 0.1, "median_before": 0.0, "median_after": 0.0}
    about |= {"low_after": -1.0, "high_after": 1.0, "crps_before": 0.2, "crps_after": 0.1}
    return Case(**about | {"log_before": 0.0, "log_after": 0.5} | what)


def test_every_stage_and_variable_that_was_observed_has_a_case(small: PartialBacktest) -> None:
    table = observed()
    for stage in ("start", "nine months"):
        names = [c.variable for c in small.cases if c.stage == stage]
        assert names == [v for v in PARTLY_KNOWN if math.isfinite(table.change(v, 2008, 2009))]
    for c in small.cases:
        assert c.observed == table.change(c.variable, 2008, 2009)


def test_at_the_start_both_forecasts_are_the_same(small: PartialBacktest) -> None:
    for c in small.cases:
        if c.stage == "start":
            assert (c.crps_before, c.log_before, c.figures, c.own) == (c.crps_after, c.log_after, 0, False)


def test_nine_months_of_2009_said_that_remittances_fall(small: PartialBacktest) -> None:
    """A third less came through banks."""
    (c,) = (c for c in small.cases if (c.variable, c.stage) == ("remittances_usd", "nine months"))
    assert c.own
    assert c.figures == 10  # three quarters of the rouble and of oil; transfers, trade, a quote of the somoni
    assert c.median_after < c.median_before - 0.1
    assert c.crps_after < c.crps_before
    assert c.log_after > c.log_before


def test_the_same_seed_gives_the_same_bits(small: PartialBacktest) -> None:
    again = ts.partial_backtest(2009, 2009, stages=("nine months",), **SMALL)
    assert again.cases == tuple(c for c in small.cases if c.stage != "start")


def test_what_came_after_the_stage_moves_no_forecast(small: PartialBacktest) -> None:
    register = ts.history()
    # what scores it and what is annual must stay where it was; later quarters and months must not matter
    later = register["period"].str.match(r"2009(Q4|-1[0-2]|-1[01]M)") | (register["year"] > 2009)
    changed = register.copy()
    changed.loc[later & (changed["frequency"] != "A"), "value"] *= 2.0
    again = ts.partial_backtest(2009, 2009, stages="nine months", data=changed, **SMALL)
    assert again.cases == tuple(c for c in small.cases if c.stage != "start")


def test_the_end_of_a_year_is_about_the_next() -> None:
    found = ts.partial_backtest(2015, 2015, stages="end", **SMALL | {"trials_draws": 4096})
    (c,) = (c for c in found.cases if c.variable == "tjs_per_usd")
    assert (c.year, c.target) == (2015, 2016)
    assert c.observed == observed().change("tjs_per_usd", 2014, 2016)
    assert c.own  # a quote of November 2015
    assert found.lowered() == (0, 0)  # it is no forecast of the year itself


def test_progress_counts_the_years() -> None:
    steps: list[tuple[int, int]] = []
    ts.partial_backtest(2006, 2007, stages="start", progress=lambda *step: steps.append(step), **SMALL)
    assert steps == [(1, 2), (2, 2)]


def test_the_log_score_is_that_of_a_normal() -> None:
    sample, weights = np.array([-1.0, 1.0, 5.0]), np.array([0.5, 0.5, 0.0])
    assert log_score(sample, 0.5, weights) == pytest.approx(-0.5 * math.log(2.0 * math.pi) - 0.125)
    equal = np.array([-1.0, 1.0])
    assert log_score(equal, 0.5) == log_score(sample, 0.5, weights)


def test_rows_count_what_was_lowered() -> None:
    cases = (
        case(stage="half", own=True),
        case(stage="half", year=2016, target=2016, crps_after=0.3),
        case(stage="nine months"),
        case(stage="start", figures=0, crps_after=0.2),
        case(variable="tjs_per_usd", own=True, crps_after=0.25),
    )
    found = PartialBacktest(cases)
    rows = {(r["variable"], r["stage"]): r for r in found.rows()}
    half = rows["imports_usd", "half"]
    assert (half["n"], half["lower"], half["share"], half["own_n"], half["own_lower"]) == (2, 1, 0.5, 1, 1)
    assert half["crps_after"] == pytest.approx(0.2)
    together = rows["imports_usd", WITHIN_YEAR]
    assert (together["n"], together["lower"]) == (3, 2)
    assert ("tjs_per_usd", WITHIN_YEAR) not in rows  # one stage is its own sum
    assert found.lowered("imports_usd") == (2, 3)
    assert found.lowered() == (2, 4)
    assert found.lowered(own=True) == (1, 2)
    assert found.lowered(own=False) == (1, 2)
    assert list(found.table().columns) == list(COLUMNS)
    assert "2" in repr(found)
    assert "<table" in found._repr_html_()
    with pytest.raises(UnknownNameError, match="imports_usd"):
        found.lowered("import_usd")


def test_a_case_that_cannot_be() -> None:
    with pytest.raises(InputError, match="unknown variable 'x'"):
        case(variable="x", stage="y")
    with pytest.raises(InputError, match="crps_after"):
        case(crps_after=math.nan)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"start": FIRST - 1}, "must lie in order"),
        ({"start": 2010, "end": 2009}, "must lie in order"),
        ({"stages": "halves"}, "unknown stage 'halves'.*half"),
        ({"stages": [3]}, "unknown stage 3"),
        ({"draws": 1}, "draws"),
        ({"seed": -1}, "seed"),
        ({"progress": 3}, "progress"),
    ],
)
def test_bad_arguments_are_named(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        ts.partial_backtest(**asked)


def test_the_record_reads_as_it_was_written(small: PartialBacktest, tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    record_frame(small).to_csv(path, index=False)
    read = recorded_partial(path)
    assert [(c.variable, c.stage, c.year, c.own) for c in read.cases] == [
        (c.variable, c.stage, c.year, c.own) for c in small.cases
    ]
    pd.testing.assert_frame_equal(read.table(), small.table(), rtol=1e-5)


def test_faults_of_a_record_are_named_by_line(small: PartialBacktest, tmp_path: Path) -> None:
    frame = record_frame(small).astype({"stage": object})
    frame.loc[0, "stage"], frame.loc[1, "own"] = "halff", "yes"
    path = tmp_path / "record.csv"
    frame.to_csv(path, index=False)
    with pytest.raises(FileFormatError, match=r"line 2: unknown stage 'halff'(.|\n)*line 3: own 'yes'"):
        recorded_partial(path)


def test_the_shipped_record_holds_every_stage_of_every_year() -> None:
    found = recorded_partial()
    assert {c.stage for c in found.cases} == set(STAGES)
    years = {c.year for c in found.cases if c.stage in WITHIN and c.variable == "remittances_usd"}
    assert years == set(range(FIRST, 2025))
    assert min(c.effective for c in found.cases) > 100.0


def test_figures_of_a_variable_itself_lower_its_crps() -> None:
    """In at least four of five cases; the page says how it is where roubles and oil alone are known."""
    found = recorded_partial()
    lower, count = found.lowered(*HEADLINES, own=True)
    assert count >= 29
    assert lower >= 0.8 * count
    for name in ("remittances_usd", "tjs_per_usd"):
        lower, count = found.lowered(name, own=True)
        assert lower >= 0.8 * count
    assert found.lowered("remittances_usd")[0] >= 0.8 * found.lowered("remittances_usd")[1]
