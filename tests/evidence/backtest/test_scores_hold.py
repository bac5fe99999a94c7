"""The whole backtest at full size: what was promised of the forecasts holds, the page states it right."""

from __future__ import annotations

import numpy as np
import pytest

from tajsim.defaults import SEED
from tajsim.evidence.backtest.comparison import given, recorded
from tajsim.evidence.backtest.forecasting import FORECAST_DRAWS, simulated
from tajsim.evidence.backtest.scores import Forecast, rmse
from tajsim.evidence.backtest.study import Backtest
from tajsim.evidence.backtest.variants import HEADLINE
from tajsim.evidence.observations import observed
from tajsim.observed import history
from tests.evidence import page

pytestmark = pytest.mark.slow

SIGNALS = ("remittances_usd", "imports_usd", "tjs_per_usd")


def money(b: Backtest) -> dict[int, Forecast]:
    """Forecasts of dollar remittances, one year ahead with observed drivers, by target year."""
    return page.forecasts(b, page.MONEY)


def error(b: Backtest, first: int, last: int) -> float:
    """RMSE of these forecasts, log points."""
    asked = [f for f in money(b).values() if first <= f.target <= last]
    assert [f.target for f in asked] == list(range(first, last + 1))
    return rmse([f.observed for f in asked], [f.mean for f in asked])


@pytest.mark.parametrize(("first", "last", "bar"), [(2009, 2021, 0.070), (2014, 2021, 0.062)])
def test_remittances_are_forecast_better_than_by_published_rules(
    full_backtest: Backtest, first: int, last: int, bar: float
) -> None:
    assert error(full_backtest, first, last) < bar
    rules = page.row(full_backtest, page.MONEY, (first, last))["benchmarks"]
    assert error(full_backtest, first, last) < min(rules[rule]["rmse"] for rule in page.RULES)


def test_nobody_expected_2022(full_backtest: Backtest) -> None:
    """The inflows of 2022 and 2024 lie above their bands and are missed most: it is reported, not hidden."""
    assert error(full_backtest, 2022, 2023) > error(full_backtest, 2009, 2021)
    found = money(full_backtest)
    for year in (2022, 2024):
        assert found[year].observed > found[year].quantiles[0.95]
    worst = sorted(found.values(), key=lambda f: abs(f.mean - f.observed))[-2:]
    assert {f.target for f in worst} == {2022, 2024}


def test_bands_cover_what_they_say(full_backtest: Backtest) -> None:
    assert 0.80 <= full_backtest.coverage(90) <= 0.97


@pytest.mark.parametrize("variable", SIGNALS)
def test_no_benchmark_has_a_lower_crps(full_backtest: Backtest, variable: str) -> None:
    rows = [
        row
        for row in full_backtest.rows()
        if row["variable"] == variable and row["horizon"] == 1 and row["conditional"]
    ]
    whole = max(rows, key=lambda row: row["n"])
    assert len(whole["benchmarks"]) == (5 if variable == "remittances_usd" else 3)
    for name, scores in whole["benchmarks"].items():
        assert scores["model_crps"] < scores["crps"], name


@pytest.mark.parametrize("year", [2009, 2015, 2016, 2020])
def test_every_sign_is_right_in_the_crises(full_backtest: Backtest, year: int) -> None:
    asked = [
        f
        for f in full_backtest.forecasts
        if f.variable in SIGNALS and f.target == year and f.horizon == 1 and f.conditional
    ]
    assert len(asked) == len(SIGNALS)
    for f in asked:
        assert (f.mean > 0.0) == (f.observed > 0.0), f.variable


def test_every_posterior_rests_on_enough_draws(full_backtest: Backtest) -> None:
    for origin, calibration in full_backtest.calibrations.items():
        assert calibration.effective >= 400.0, origin
        assert calibration.shape <= 0.7, origin


# the page of evidence


@pytest.fixture(scope="module")
def text() -> str:
    return page.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", page.BLOCKS)
def test_the_page_states_what_the_backtest_gives(full_backtest: Backtest, text: str, name: str) -> None:
    """`python -m tests.evidence.page` writes it anew."""
    assert page.block(text, name) == page.BLOCKS[name](full_backtest)


def test_the_record_is_that_of_the_backtest(full_backtest: Backtest) -> None:
    made, kept = given({HEADLINE: full_backtest})[HEADLINE], recorded()[HEADLINE]
    assert [(f.variable, f.origin) for f in made] == [(f.variable, f.origin) for f in kept]
    for now, was in zip(made, kept, strict=True):
        expected = [now.mean, *now.quantiles.values(), now.crps, now.pit]
        assert [was.mean, *was.quantiles.values(), was.crps, was.pit] == pytest.approx(
            expected, rel=1e-4, abs=1e-6
        )


def test_enforcement_held_is_recorded_as_it_is_forecast(full_backtest: Backtest) -> None:
    """Of the year after the borders closed, from the posterior of the headline."""
    register = history()
    asked = simulated(
        2020,
        (2021, 2021),
        posterior=full_backtest.calibrations[2020].posterior,
        draws=FORECAST_DRAWS,
        seed=SEED,
        register=register,
        table=observed(register),
        rules="held",
    )
    now = {q.variable: float(np.mean(sample)) for q, sample in asked if q.conditional}
    for f in recorded()["enforcement held"]:
        if f.origin == 2020:
            assert f.mean == pytest.approx(now[f.variable], rel=1e-4, abs=1e-6), f.variable
