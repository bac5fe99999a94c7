"""The backtest: rows as promised, scores that can be redone by hand, and nothing seen that came later."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.errors import InputError
from tajsim.evidence.backtest.benchmarks import BENCHMARKS
from tajsim.evidence.backtest.forecasting import HORIZONS
from tajsim.evidence.backtest.study import Backtest, backtest
from tajsim.evidence.observations import Observed, observed
from tajsim.evidence.variables import VARIABLES
from tests.evidence.test_hindcast import outcomes_changed

FIRST, LAST = 2006, 2009
FIELDS = {
    "variable", "horizon", "conditional", "first", "last", "n", "rmse", "mae", "crps", "sign", "coverage50",
    "coverage90", "benchmarks",
}  # fmt: skip
SMALL: dict[str, Any] = {"trials_draws": 1024, "draws": 200, "seed": 1, "required": 50.0}


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return ts.history()


@pytest.fixture(scope="module")
def table(data: pd.DataFrame) -> Observed:
    return observed(data)


@pytest.fixture(scope="module")
def steps() -> list[tuple[int, int]]:
    """What progress was reported during the small backtest."""
    return []


@pytest.fixture(scope="module")
def small(data: pd.DataFrame, steps: list[tuple[int, int]]) -> Backtest:
    return backtest(FIRST, LAST, data=data, progress=lambda i, n: steps.append((i, n)), **SMALL)


@pytest.fixture(scope="module")
def rows(small: Backtest) -> list[dict[str, Any]]:
    return small.rows()


def of(frame: pd.DataFrame, row: dict[str, Any], by: str = "tajsim") -> pd.DataFrame:
    """The forecasts behind one row of the scores."""
    same = (frame["by"] == by) & (frame["conditional"] == row["conditional"])
    same &= (frame["variable"] == row["variable"]) & (frame["horizon"] == row["horizon"])
    return frame[same & frame["target"].between(row["first"], row["last"])]


def test_rows_have_the_fields_promised(rows: list[dict[str, Any]]) -> None:
    assert rows
    for row in rows:
        assert row.keys() >= FIELDS
        assert row["variable"] in VARIABLES
        assert row["horizon"] in HORIZONS
        assert FIRST <= row["first"] <= row["last"] <= LAST
        for scores in row["benchmarks"].values():
            assert scores.keys() >= {"rmse", "mae", "crps"}
    kinds = {(row["horizon"], row["conditional"]) for row in rows}
    assert kinds == {(1, True), (3, True), (1, False), (3, False)}


def test_every_question_is_asked_once(small: Backtest, table: Observed) -> None:
    frame = small.table()
    own = frame[frame["by"] == "tajsim"]
    assert not own.duplicated(["variable", "horizon", "conditional", "origin"]).any()
    assert (own["target"] == own["origin"] + own["horizon"]).all()
    money = own[(own["variable"] == "remittances_usd") & own["conditional"]]
    assert sorted(money.loc[money["horizon"] == 1, "target"]) == [2006, 2007, 2008, 2009]
    assert sorted(money.loc[money["horizon"] == 3, "target"]) == [2008, 2009]
    reserves = own[own["variable"] == "reserves_usd"]
    assert set(reserves["origin"]) == {2008}  # misreported before
    for row in own.itertuples():
        assert row.observed == table.change(row.variable, row.origin, row.target)


def test_scores_are_those_of_the_forecasts(small: Backtest, rows: list[dict[str, Any]]) -> None:
    frame = small.table()
    for row in rows:
        asked = of(frame, row)
        error = asked["mean"] - asked["observed"]
        assert row["n"] == len(asked)
        assert (row["first"], row["last"]) == (asked["target"].min(), asked["target"].max())
        assert row["rmse"] == pytest.approx(np.sqrt(np.mean(error**2)), rel=1e-12)
        assert row["mae"] == pytest.approx(error.abs().mean(), rel=1e-12)
        assert row["bias"] == pytest.approx(error.mean(), rel=1e-9, abs=1e-15)
        assert row["crps"] == pytest.approx(asked["crps"].mean(), rel=1e-12)
        right = np.sign(asked["mean"] - asked["base"]) == np.sign(asked["observed"] - asked["base"])
        assert row["sign"] == pytest.approx(right.mean())
        for share, low, high in ((50, "q25", "q75"), (90, "q5", "q95")):
            assert row[f"coverage{share}"] == asked["observed"].between(asked[low], asked[high]).mean()
        assert sum(row["pit"]) == row["n"]


def test_benchmarks_answer_the_same_questions(small: Backtest, rows: list[dict[str, Any]]) -> None:
    frame = small.table()
    assert set(small.benchmarks) == set(BENCHMARKS)
    compared = 0
    for row in rows:
        for name, scores in row["benchmarks"].items():
            theirs = of(frame, row, name)
            own = of(frame, row)
            same = own[own["origin"].isin(theirs["origin"])]
            assert len(same) == len(theirs) == scores["n"]
            assert theirs["observed"].tolist() == same["observed"].tolist()
            assert scores["rmse"] == pytest.approx(
                np.sqrt(np.mean((theirs["mean"] - theirs["observed"]) ** 2))
            )
            assert scores["crps"] == pytest.approx(theirs["crps"].mean())
            assert scores["model_crps"] == pytest.approx(same["crps"].mean())
            compared += 1
    assert compared > 20


def test_coverage_counts_every_forecast(small: Backtest) -> None:
    own = small.table().query("by == 'tajsim'")
    assert small.coverage(90) == pytest.approx(own["observed"].between(own["q5"], own["q95"]).mean())
    assert small.coverage(50) < small.coverage(90)


def test_wider_when_less_is_known(small: Backtest) -> None:
    own = small.table().query("by == 'tajsim' and variable == 'remittances_usd'")
    own = own.assign(width=own["q95"] - own["q5"]).set_index(["conditional", "horizon", "origin"])["width"]
    for origin in (2005, 2006):
        assert own[(True, 3, origin)] > own[(True, 1, origin)]
        assert own[(False, 1, origin)] > own[(True, 1, origin)]


def test_each_origin_is_calibrated_on_the_years_to_it(small: Backtest) -> None:
    assert list(small.calibrations) == [2005, 2006, 2007, 2008]
    for origin, calibration in small.calibrations.items():
        assert calibration.years[-1] == calibration.until == origin
        assert calibration.effective >= SMALL["required"]


def test_progress_is_reported_to_the_end(small: Backtest, steps: list[tuple[int, int]]) -> None:
    assert small.forecasts
    done = [i for i, _ in steps]
    assert done == list(range(1, len(steps) + 1))
    assert {n for _, n in steps} == {len(steps)}


def test_no_score_is_reported_twice(small: Backtest, rows: list[dict[str, Any]]) -> None:
    """Windows of target years that cut nothing off would repeat the row of all years."""
    keys = [
        tuple(row[name] for name in ("variable", "horizon", "conditional", "first", "last")) for row in rows
    ]
    assert len(set(keys)) == len(keys)
    assert small.scores()["rmse"].tolist() == [row["rmse"] for row in rows]


def test_a_whole_backtest_of_one_year_is_blind_to_it(small: Backtest, data: pd.DataFrame) -> None:
    """Outcomes of the target year decide the scores, not the forecasts nor the calibration behind them."""
    other = outcomes_changed(data, LAST - 1, 3.0)
    found = backtest(LAST, LAST, data=other, **SMALL)
    own = {(f.variable, f.horizon, f.conditional): f for f in small.forecasts if f.origin == LAST - 1}
    for forecast in found.forecasts:
        before = own[(forecast.variable, forecast.horizon, forecast.conditional)]
        assert forecast.observed != before.observed
        assert (forecast.mean, forecast.median) == (before.mean, before.median)
        assert forecast.quantiles == before.quantiles
    assert len(found.forecasts) == 16  # one year ahead, of eight variables, given and not given the drivers
    assert found.calibrations[LAST - 1].posterior == small.calibrations[LAST - 1].posterior


# bad input


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (2004, 2010, "2004 to 2010 must lie in order within 2005 to 2024"),
        (2010, 2025, "2010 to 2025"),
        (2012, 2010, "2012 to 2010"),
        ("x", 2010, "start is 'x'; it must be a year"),
        (2010, None, "end is None"),
        (2010.5, 2012, r"start is 2010\.5"),
    ],
)
def test_years_outside_the_register_are_refused(start: Any, end: Any, expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        backtest(start, end)


def test_bad_arguments_are_reported_at_once() -> None:
    with pytest.raises(InputError) as caught:
        backtest("x", 2010, trials_draws=10, draws=5000, seed=True)
    assert len(caught.value.problems) == 4
    for part in (
        "trials_draws must be at least 100, not 10",
        "draws must be at most 4096, not 5000",
        "seed must be a whole number, not True",
    ):
        assert part in str(caught.value)


def test_too_few_draws_are_refused(data: pd.DataFrame) -> None:
    with pytest.raises(InputError, match=r"of 200 the effective sample size is .* take more draws"):
        backtest(2006, 2006, trials_draws=200, draws=50, data=data)
