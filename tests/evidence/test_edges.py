"""Evidence by hand: windows that hold their last year, observations that are copies, errors of a rule."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import stdtrit

from tajsim.evidence.backtest.benchmarks import BENCHMARKS, DRIFT, POINTS, Question
from tajsim.evidence.backtest.scores import Forecast
from tajsim.evidence.backtest.study import Backtest
from tajsim.evidence.observations import Observed


def forecast(target: int, observed: float) -> Forecast:
    return Forecast.of(
        np.linspace(-1.0, 1.0, 201), variable="imports_usd", origin=target - 1, horizon=1, conditional=True,
        observed=observed, base=0.0,
    )  # fmt: skip


def test_a_window_holds_its_first_and_its_last_year() -> None:
    found = Backtest(tuple(forecast(year, 0.1) for year in range(2008, 2023)), {}, {})
    counts = {(row["first"], row["last"]): row["n"] for row in found.rows()}
    assert counts == {(2008, 2022): 15, (2009, 2021): 13, (2014, 2021): 8, (2022, 2022): 1}


def test_observations_are_copies_of_what_was_given() -> None:
    rouble, growth, money = {2000: 28.0}, {2000: 5.0}, {2000: 100.0}
    table = Observed({"imports_usd": money}, rouble, growth, {"imports_usd": (2005, 2003)})
    rouble[2000] = growth[2000] = money[2000] = 1.0
    assert (table.rouble[2000], table.russian_growth[2000]) == (28.0, 5.0)
    assert table.values["imports_usd"][2000] == 100.0
    assert table.breaks["imports_usd"] == (2003, 2005)
    for held in (table.rouble, table.russian_growth, table.values, table.breaks):
        with pytest.raises(TypeError):
            held[2001] = 1.0  # type: ignore[index]


@pytest.mark.parametrize("horizon", [1, 3])
def test_the_rouble_rule_spreads_as_it_erred(horizon: int) -> None:
    years = range(2000, 2016)
    rouble = {year: 30.0 + 5.0 * math.sin(2.0 * year) for year in range(1999, 2020)}
    money = {year: 100.0 * math.exp(0.3 * math.sin(year)) for year in years}
    table = Observed({"remittances_usd": money}, rouble, dict.fromkeys(rouble, 2.0), {})
    ahead = table.drivers(range(2016, 2016 + horizon))
    asked = Question(table, "remittances_usd", 2015, horizon, True, ahead)
    sample = BENCHMARKS["rouble rule"](asked)
    assert sample is not None
    fell = {year: math.log(rouble[year] / rouble[year - 1]) for year in range(2000, 2020)}
    errors = [
        math.log(money[year] / money[year - horizon])
        - horizon * DRIFT
        + sum(fell[y] for y in range(year - horizon + 1, year + 1))
        for year in range(2000 + horizon, 2016)
    ]
    centre = horizon * DRIFT - sum(fell[2015 + ahead] for ahead in range(1, horizon + 1))
    scale = math.sqrt(np.mean(np.square(errors)))
    middles = (np.arange(POINTS) + 0.5) / POINTS
    np.testing.assert_allclose(sample, centre + scale * stdtrit(len(errors), middles), rtol=1e-9, atol=1e-12)
