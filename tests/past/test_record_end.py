"""History ends where the record of drivers does; figures of 2025 reach nothing that must not know them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.drivers.stochastic import estimate
from tajsim.engine.request import HISTORY, read
from tajsim.engine.run import prepare
from tajsim.errors import InputError
from tajsim.evidence.observations import observed
from tajsim.past import enforcement, observed_drivers
from tajsim.past.drivers import last_observed, last_year
from tajsim.quarters import Quarter, quarter_range
from tests import of_2024
from tests.of_2024 import run

QUARTERS = ("2025Q1", "2025Q2", "2025Q3")


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return ts.history()


def row(series: str, period: str, value: float, country: str = "RUS") -> dict[str, Any]:
    frequency = "Q" if "Q" in period else "M" if "-" in period else "A"
    return {
        "country": country, "series": series, "unit": "", "period": period, "value": value, "source": "made",
        "vintage": "2025-10", "derived": False, "year": int(period[:4]), "frequency": frequency,
    }  # fmt: skip


def nine_months(data: pd.DataFrame) -> pd.DataFrame:
    """The register as it may stand in October 2025: three quarters of all four drivers, no annual figure."""
    late = (data["year"] > 2025) | ((data["year"] == 2025) & data["frequency"].isin(["A", "Q"]))
    late |= data["period"].isin(["2025-10", "2025-11", "2025-12"])
    made = [row("gdp_growth", q, g) for q, g in zip(QUARTERS, (1.4, 1.1, 0.6), strict=True)]
    made += [row("rub_per_usd_avg", q, v) for q, v in zip(QUARTERS, (93.0, 81.0, 80.0), strict=True)]
    made += [row("inflation_12_months", f"2025-{m:02}", 10.0 - 0.2 * m) for m in range(1, 10)]
    return pd.concat([data[~late], pd.DataFrame(made)], ignore_index=True)


def test_the_shipped_record_ends_with_2025_and_scores_end_with_2024(data: pd.DataFrame) -> None:
    assert last_observed() == last_observed(data) == Quarter(2025, 4)
    assert last_year(data) == 2024


def test_a_year_that_is_not_over_ends_with_the_last_quarter_of_all_four(data: pd.DataFrame) -> None:
    known = nine_months(data)
    assert last_observed(known) == Quarter(2025, 3)
    for series, period, last in (
        ("gdp_growth", "2025Q3", "2025Q2"),
        ("rub_per_usd_avg", "2025Q2", "2025Q1"),  # a gap ends it
        ("inflation_12_months", "2025-08", "2025Q2"),  # a quarter of prices is three months
        ("brent_spot_monthly", "2025-03", "2024Q4"),
    ):
        less = known[(known["series"] != series) | (known["period"] != period)]
        assert str(last_observed(less)) == last, series


def test_forecasts_are_no_record(data: pd.DataFrame) -> None:
    """What the institutions expect of a year stands among the outlooks and is never taken for the past."""
    known = nine_months(data)
    assert {"Bank of Russia", "IMF"} <= set(ts.outlooks(country="RUS")["forecaster"])
    with pytest.raises(InputError, match="2025Q3 at the latest, not from 2025Q1 to 2025Q4"):
        read(of_2024.options(baseline=HISTORY, start="2025Q1", end="2025Q4"), known)


def test_quarters_of_a_year_that_is_not_over_are_those_published(data: pd.DataFrame) -> None:
    drivers = observed_drivers(2024, 2025, nine_months(data))
    paths = drivers.driver_paths(range(2025, 2026))
    np.testing.assert_allclose(paths["rub_per_usd"], [93.0, 81.0, 80.0], rtol=1e-15)
    months = data[(data["series"] == "brent_spot_monthly") & data["period"].str.startswith("2025-")]["value"]
    np.testing.assert_allclose(
        paths["oil_price"], months.to_numpy()[:9].reshape(3, 3).mean(axis=1), rtol=1e-14
    )
    for name, level, rates in (
        ("russia_gdp_growth", "russia_output", (1.4, 1.1, 0.6)),
        ("russia_inflation", "russia_prices", (9.6, 9.0, 8.4)),
    ):
        before, after = drivers.levels(level)
        grown = before[-1] * np.cumprod(1.0 + paths[name] / 400.0)
        np.testing.assert_allclose(grown, after, rtol=1e-12)
        np.testing.assert_allclose(100.0 * (grown / before[-4:-1] - 1.0), rates, rtol=1e-9)


def test_a_run_goes_to_the_last_quarter_there_is(data: pd.DataFrame) -> None:
    request = read(
        of_2024.options(baseline=HISTORY, start="2024Q1", end="2025Q3", draws=None, outputs="all"),
        nine_months(data),
    )
    paths = prepare(request).paths
    assert request.quarters == quarter_range("2024Q1", "2025Q3")
    np.testing.assert_allclose(paths["rub_per_usd"][4:7], [93.0, 81.0, 80.0], rtol=1e-15)


@pytest.mark.parametrize("base", [2007, 2013, 2020, 2023])
def test_figures_of_2025_reach_no_earlier_year(data: pd.DataFrame, base: int) -> None:
    before = data[data["year"] <= 2024]
    mine, theirs = observed_drivers(base, 2024, data), observed_drivers(base, 2024, before)
    assert mine.past() == theirs.past()
    years = range(base + 1, 2025)
    for name, path in mine.driver_paths(years).items():
        np.testing.assert_array_equal(path, theirs.driver_paths(years)[name], err_msg=name)


def test_what_is_estimated_on_the_years_to_2024_does_not_know_2025(data: pd.DataFrame) -> None:
    before = data[data["year"] <= 2024]
    mine, theirs = estimate(2024, data), estimate(2024, before)
    for name in ("root", "lags", "mean", "last", "carry"):
        np.testing.assert_array_equal(getattr(mine, name), getattr(theirs, name), err_msg=name)
    assert mine.freedom == theirs.freedom


def test_what_forecasts_are_scored_against_does_not_know_2025(data: pd.DataFrame) -> None:
    mine, theirs = observed(data), observed(data[data["year"] <= 2024])
    for name, values in mine.values.items():
        assert {y: v for y, v in values.items() if y <= 2024} == dict(theirs.values[name]), name
    for name in ("rouble", "russian_growth", "russian_prices", "oil"):
        own = {y: v for y, v in getattr(mine, name).items() if y <= 2024}
        assert own == dict(getattr(theirs, name)), name


@pytest.fixture(scope="module")
def of_2025() -> ts.Result:
    outputs = (
        "rub_per_usd", "russia_gdp", "russia_wage", "deported", "migrant_wage_rub", "remittances_usd",
        "migrants_russia", "gdp",
    )  # fmt: skip
    return run((), baseline=HISTORY, start="2025Q1", end="2025Q4", draws=200, outputs=outputs)


def test_2025_starts_from_the_state_of_the_set_and_has_what_russia_did(of_2025: ts.Result) -> None:
    """83.3 roubles (Bank of Russia), a wage of 100 360 (Rosstat) and 36 000 deported, in every draw."""
    assert of_2025.manifest.vintage == "calibrated-2024"
    for name, value in (("rub_per_usd", 83.3), ("russia_wage", 100_360.0), ("deported", 36_000.0)):
        np.testing.assert_allclose(of_2025.annual[name][0, 0], value, rtol=1e-6, err_msg=name)
    assert of_2025.annual["remittances_usd"][0, 0].std() > 100.0
    assert of_2025.check()["worst"].max() < 1e-12
    again = ts.rerun(of_2025.manifest)
    np.testing.assert_array_equal(again.quarterly["gdp"], of_2025.quarterly["gdp"])


def test_growth_of_russia_in_2025_is_the_first_estimate(data: pd.DataFrame) -> None:
    drivers = observed_drivers(2024, 2025, data)
    before, after = drivers.levels("russia_output")
    assert 100.0 * (sum(after) / sum(before[-4:]) - 1.0) == pytest.approx(1.0, rel=1e-9)


def test_oil_of_the_set_moves_as_brent_does() -> None:
    plan = prepare(read(of_2024.options(baseline=HISTORY, start="2025Q1", end="2025Q4", draws=None)))
    base = plan.parameters.host.oil_price_base
    assert plan.paths["oil_price"].mean() / base == pytest.approx(69.14 / 80.52, rel=1e-9)


def test_a_later_start_leaves_out_what_is_reported_alone(of_2025: ts.Result) -> None:
    late = run((), baseline=HISTORY, start="2025Q3", end="2025Q4", draws=200, outputs=["gdp"])
    np.testing.assert_array_equal(late.quarterly["gdp"], of_2025.quarterly["gdp"][2:])


def test_a_run_that_begins_before_its_set_keeps_to_the_register() -> None:
    r = run((), "world-bank-2024", HISTORY, start="2023Q1", end="2025Q4", draws=None, outputs="all")
    assert r.manifest.vintage != "world-bank-2024"
    removed = r.central_annual["deported"][:, 0]
    assert removed[2] == pytest.approx(36_000.0, rel=1e-9)
    assert 2.0 < removed[1] / removed[0] < 3.0, "the crackdown of 2024 alone"
    wages = r.central["russia_wage"][:, 0]
    assert (np.diff(np.log(wages)) < 0.06).all(), "not given: no figure for the year it starts from"


def test_scenarios_of_what_else_could_have_happened_come_on_top() -> None:
    less = ts.Scenario("as in 2024", [ts.Shock("deported", multiply=30.0 / 36.0)])
    r = run(less, baseline=HISTORY, start="2025Q1", end="2025Q4", draws=50, outputs=["deported", "gdp"])
    np.testing.assert_allclose(r.annual["deported"][0, 1], 30_000.0, rtol=1e-6)


def test_removals_of_2025_are_those_of_that_year_alone() -> None:
    rules = enforcement(quarter_range("2023Q1", "2026Q4"))
    weights = {s.target: s.weights(quarter_range("2023Q1", "2026Q4")) for s in rules.shocks}
    np.testing.assert_array_equal(weights["enforcement"], [0.0] * 4 + [1.0] * 4 + [0.0] * 8)
    np.testing.assert_array_equal(weights["deported"], [0.0] * 8 + [1.0] * 4 + [0.0] * 4)
