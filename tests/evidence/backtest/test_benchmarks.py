"""Benchmarks: the published figures come out, nothing after the origin is seen, distributions are right."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable

import numpy as np
import pytest

from tajsim.errors import InputError
from tajsim.evidence.backtest.benchmarks import BENCHMARKS, FLOOR, POINTS, Question
from tajsim.evidence.backtest.scores import quantiles, rmse
from tajsim.evidence.observations import Observed, observed
from tajsim.evidence.variables import VARIABLES


@pytest.fixture(scope="module")
def table() -> Observed:
    return observed()


def question(
    table: Observed, variable: str, origin: int, horizon: int = 1, conditional: bool = True
) -> Question:
    drivers = table.drivers(range(origin + 1, origin + horizon + 1))
    return Question(table, variable, origin, horizon, conditional, drivers)


def error(table: Observed, name: str, targets: Iterable[int]) -> float:
    """RMSE of the mean, one-year conditional growth of remittances."""
    seen, said = [], []
    for target in targets:
        sample = BENCHMARKS[name](question(table, "remittances_usd", target - 1))
        assert sample is not None
        seen.append(table.change("remittances_usd", target - 1, target))
        said.append(sample.mean())
    return rmse(seen, said)


def line(values: dict[int, float], variable: str = "imports_usd") -> Observed:
    """A table of one variable; drivers that swing from year to year."""
    years = range(min(values) - 1, max(values) + 4)
    rouble = {year: 30.0 + 5 * math.sin(2 * year) for year in years}
    growth = {year: 2 + 3 * math.cos(5 * year) for year in years}
    return Observed({variable: values}, rouble, growth, {})


@pytest.mark.parametrize(
    ("name", "first", "figure"),
    [
        ("no change", 2009, 0.228),
        ("rouble rule", 2009, 0.136),
        ("regression", 2014, 0.171),
        ("income rule", 2009, 0.084),
        ("income rule", 2014, 0.081),
    ],
)
def test_known_errors_on_remittances(table: Observed, name: str, first: int, figure: float) -> None:
    assert error(table, name, range(first, 2022)) == pytest.approx(figure, abs=0.0005)


@pytest.mark.parametrize("origin", [2008, 2013, 2019])
def test_nothing_after_the_origin_is_seen(table: Observed, origin: int) -> None:
    rng = np.random.default_rng(1)

    def shuffled(column: dict[int, float]) -> dict[int, float]:
        later = [year for year in column if year > origin]
        values = [2 * column[year] for year in rng.permutation(later).tolist()]
        return {**column, **dict(zip(later, values, strict=True))}

    other = Observed(
        {name: shuffled(dict(column)) for name, column in table.values.items()},
        shuffled(dict(table.rouble)),
        shuffled(dict(table.russian_growth)),
        {name: (*years, origin + 1) for name, years in table.breaks.items()},
        shuffled(dict(table.russian_prices)),
        shuffled(dict(table.oil)),
    )
    assert other != table
    made = 0
    for variable in VARIABLES:
        for horizon in (1, 3):
            for conditional in (True, False):
                drivers = table.drivers(range(origin + 1, origin + horizon + 1))
                for forecaster in BENCHMARKS.values():
                    one, two = (
                        forecaster(Question(t, variable, origin, horizon, conditional, drivers))
                        for t in (table, other)
                    )
                    np.testing.assert_array_equal(np.array(one), np.array(two))
                    made += one is not None
    assert made > 30


def test_samples_are_sorted_points_about_their_centre(table: Observed) -> None:
    for name, forecaster in BENCHMARKS.items():
        sample = forecaster(question(table, "remittances_usd", 2015, 3))
        assert sample is not None, name
        assert sample.shape == (POINTS,)
        assert np.all(np.diff(sample) > 0)
        assert sample.mean() == pytest.approx(np.median(sample))


def test_no_change_spreads_as_past_changes_did() -> None:
    table = line({2000 + i: 100 * math.exp(0.1 * (i % 2)) for i in range(31)})
    sample = BENCHMARKS["no change"](question(table, "imports_usd", 2030))
    assert sample is not None
    assert sample.mean() == pytest.approx(0, abs=1e-12)
    from scipy.special import stdtrit

    assert quantiles(sample, 0.95) == pytest.approx(0.1 * stdtrit(30, 0.95), rel=1e-3)
    assert BENCHMARKS["no change"](question(table, "imports_usd", 2030, 2)) == pytest.approx(
        FLOOR / 0.1 * sample, rel=0.01
    )  # every two years all is as before: only the floor is left


def test_no_change_of_growth_is_the_growth_of_the_origin(table: Observed) -> None:
    for horizon in (1, 3):
        sample = BENCHMARKS["no change"](question(table, "gdp_growth", 2019, horizon))
        assert sample is not None
        assert sample.mean() == pytest.approx(math.log(1.074))


def test_equal_years_leave_the_floor() -> None:
    table = line({year: 100.0 for year in range(2000, 2011)})
    for name in ("no change", "regression"):
        sample = BENCHMARKS[name](question(table, "imports_usd", 2010))
        assert sample is not None
        assert 0.5 * FLOOR < np.std(sample) < 5 * FLOOR


def simulated(constant: float, slope: float, sd: float, n: int = 400) -> Observed:
    rng = np.random.default_rng(3)
    change, level, values = constant / (1 - slope), 5.0, {}
    for year in range(1600, 1600 + n):
        values[year] = math.exp(level)
        change = constant + slope * change + sd * rng.normal()
        level += change
    return line(values)


def test_autoregression_finds_its_process_and_sums_it() -> None:
    slope, sd = 0.6, 0.1
    table = simulated(0.0, slope, sd)
    for horizon in (1, 3):
        sample = BENCHMARKS["AR(1)"](question(table, "imports_usd", 1999, horizon))
        assert sample is not None
        last = table.change("imports_usd", 1998, 1999)
        centre = sum(slope ** (k + 1) for k in range(horizon)) * last
        weights = [sum(slope**k for k in range(j + 1)) for j in range(horizon)]
        assert sample.mean() == pytest.approx(centre, abs=0.06)
        assert np.std(sample) == pytest.approx(sd * math.sqrt(sum(w * w for w in weights)), rel=0.12)


def test_autoregression_of_growth_is_not_summed(table: Observed) -> None:
    sample = BENCHMARKS["AR(1)"](question(table, "gdp_growth", 2023, 3))
    assert sample is not None
    assert 0.05 < sample.mean() < 0.10


def test_one_step_autoregression_is_the_textbook_interval(table: Observed) -> None:
    from scipy.special import stdtrit

    past = table.until(2015).changes("tjs_per_usd")
    X = np.array([[1.0, past[y - 1]] for y in range(2002, 2016)])
    y = np.array([past[year] for year in range(2002, 2016)])
    beta, rss = np.linalg.lstsq(X, y, rcond=None)[:2]
    at = np.array([1.0, past[2015]])
    scale = math.sqrt(rss[0] / 12 * (1 + at @ np.linalg.solve(X.T @ X, at)))
    sample = BENCHMARKS["AR(1)"](question(table, "tjs_per_usd", 2015))
    assert sample is not None
    assert sample.mean() == pytest.approx(at @ beta)
    assert sample[-1] == pytest.approx(at @ beta + scale * stdtrit(12, 1 - 0.5 / POINTS))


def test_autoregression_never_explodes(table: Observed) -> None:
    free = np.polyfit(*zip(*_pairs(table.until(2009).changes("remittances_usd")), strict=True), 1)
    assert free[0] > 1.5  # the boom and the fall of 2009 alone
    sample = BENCHMARKS["AR(1)"](question(table, "remittances_usd", 2009, 3))
    assert sample is not None
    pairs = _pairs(table.until(2009).changes("remittances_usd"))
    drift = np.mean([y - x for x, y in pairs])
    last = table.change("remittances_usd", 2008, 2009)
    assert sample.mean() == pytest.approx(3 * last + 6 * drift)


def _pairs(past: dict[int, float]) -> list[tuple[float, float]]:
    return [(past[year - 1], value) for year, value in past.items() if year - 1 in past]


def test_regression_recovers_an_exact_response_and_sums_the_years() -> None:
    base = line({year: 1.0 for year in range(2000, 2026)})
    level, values = 0.0, {2000: 1.0}
    for year, (rouble, growth, *_) in base.drivers(range(2001, 2026)).items():
        level += 0.02 - 0.8 * rouble + 1.5 * math.expm1(growth)
        values[year] = math.exp(level)
    table = line(values)
    for horizon in (1, 3):
        sample = BENCHMARKS["regression"](question(table, "imports_usd", 2020, horizon))
        assert sample is not None
        assert sample.mean() == pytest.approx(table.change("imports_usd", 2020, 2020 + horizon))


def test_forecast_drivers_widen_the_band(table: Observed) -> None:
    for name in ("regression", "rouble rule", "income rule"):
        sure = BENCHMARKS[name](question(table, "remittances_usd", 2015))
        unsure = BENCHMARKS[name](question(table, "remittances_usd", 2015, conditional=False))
        assert sure is not None
        assert unsure is not None
        assert np.std(unsure) > 1.05 * np.std(sure)
        assert unsure.mean() == pytest.approx(sure.mean())


def test_the_rouble_rule_is_for_remittances(table: Observed) -> None:
    sample = BENCHMARKS["rouble rule"](question(table, "remittances_usd", 2014, 3))
    assert sample is not None
    assert sample.mean() == pytest.approx(0.15 - math.log(58.3428 / 38.37821))
    assert BENCHMARKS["rouble rule"](question(table, "imports_usd", 2014, 3)) is None


def test_the_income_rule_adds_up_what_migrants_earn(table: Observed) -> None:
    asked = question(table, "remittances_usd", 2014, 3)
    drivers = table.drivers((2015, 2016, 2017)).values()
    centre = sum(-0.85 * d.rouble + 1.5 * d.growth + d.prices + 0.1 * d.oil for d in drivers)
    sample = BENCHMARKS["income rule"](asked)
    assert sample is not None
    assert sample.mean() == pytest.approx(centre)
    assert BENCHMARKS["income rule"](question(table, "imports_usd", 2014)) is None
    blind = dataclasses.replace(asked, drivers={y: (0.1, 0.02) for y in (2015, 2016, 2017)})
    assert BENCHMARKS["income rule"](blind) is None  # it is not given prices and oil
    assert BENCHMARKS["rouble rule"](blind) is not None


def test_too_few_data_give_none(table: Observed) -> None:
    for name, forecaster in BENCHMARKS.items():
        assert forecaster(question(table, "remittances_usd", 2003)) is None, name
        assert forecaster(question(table, "reserves_usd", 2009)) is None, name
    assert BENCHMARKS["AR(1)"](question(table, "poverty", 2021)) is None  # 2020 is missing
    assert BENCHMARKS["no change"](question(table, "gdp_growth", 2030)) is None  # no growth to repeat


def test_a_driver_that_was_not_observed_gives_none(table: Observed) -> None:
    asked = question(table, "remittances_usd", 2020)
    blind = dataclasses.replace(asked, drivers={2021: (float("nan"), float("nan"))})
    for name in ("regression", "rouble rule", "income rule"):
        assert BENCHMARKS[name](asked) is not None
        assert BENCHMARKS[name](blind) is None
    assert BENCHMARKS["no change"](blind) is not None


def test_a_driver_that_was_forgotten_is_an_error(table: Observed) -> None:
    bare = dataclasses.replace(question(table, "remittances_usd", 2015), drivers={})
    for name in ("regression", "rouble rule", "income rule"):
        with pytest.raises(InputError, match="from 2015: the drivers of 2016 are missing"):
            BENCHMARKS[name](bare)


def test_bad_questions_are_reported_at_once(table: Observed) -> None:
    with pytest.raises(InputError) as caught:
        Question(table, "import_usd", 2015, 0)
    assert len(caught.value.problems) == 2
    assert "did you mean 'imports_usd'" in str(caught.value)


def test_of_growth_three_years_ahead_only_the_last_year_of_drivers_counts(table: Observed) -> None:
    asked = question(table, "gdp_growth", 2015, 3)
    other = {year: (0.4, -0.2) for year in (2016, 2017)}
    samples = [
        BENCHMARKS["regression"](dataclasses.replace(asked, drivers={**asked.drivers, **moved}))
        for moved in ({}, other, {2018: (0.4, -0.2)})
    ]
    assert samples[0] is not None
    np.testing.assert_array_equal(samples[0], samples[1])
    assert samples[2] is not None
    assert samples[2].mean() != pytest.approx(samples[0].mean())
