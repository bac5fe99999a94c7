"""When the somoni is held, what was not spent like wages, and how wide bands are.

The rouble moved by -7, +24 and +9 % in 2022-24 and the somoni by -2.5, -1.7 and -0.4; in 2015 it followed by
24 % against 59. In 2022 remittances rose by 2,424 million dollars, imports by 1,003 and reserves by 1,349; in
2015-17 poverty fell by 0.7 to 1.0 points a year while remittances fell by 45 % (World Bank WDI).
"""

from __future__ import annotations

import functools
import math
from dataclasses import replace

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.block import allocate, central_economy, run_paths
from tajsim.engine.plan import Plan
from tajsim.evidence.hindcast import changes, past_plan
from tajsim.evidence.observations import observed
from tajsim.model.base_year.initial import initial
from tajsim.model.distribution import distribution_of
from tajsim.model.economy import step
from tajsim.model.numeric import ScalarMath
from tajsim.model.state import NO_ADD_FACTORS
from tajsim.past.drivers import observed_drivers
from tajsim.past.figures import parameters_of
from tests.of_2024 import run

from .conftest import Story

SETS = ("calibrated-2024", "world-bank-2024", "kremlin-2024")
DEPENDENT = SETS[:2]
ADVERSE = ("rouble-shock", "crackdown", "mass-deportation", "combined-adverse")
MILD = ts.Scenario("rouble-5", [ts.Shock("rub_per_usd", multiply=ts.step(1.05, start="2026Q1"))])


@functools.cache
def story(name: str) -> Story:
    return Story(run([*ADVERSE, MILD], name, draws=None, outputs="all"))


@functools.cache
def drawn(name: str) -> ts.Result:
    outputs = ["exports_usd", "exports", "inflation", "gdp_growth", "poverty_rate", "current_account_gdp"]
    return run([], name, draws=1000, seed=1, outputs=outputs)


@functools.cache
def given(name: str, year: int) -> dict[str, float]:
    """Changes in `year` from the state of the year before, given the observed drivers and remittances."""
    plan = past_plan(year - 1, 1, ts.parameters(name), None, 0, ts.history().query(f"year <= {year}"))
    wanted, factor = observed().change("remittances_usd", year - 1, year), 0.0
    for _ in range(12):
        found = central(plan, factor)
        factor = (1.0 + factor) * math.exp(1.1 * (wanted - found["remittances_usd"])) - 1.0
    assert found["remittances_usd"] == pytest.approx(wanted, abs=1e-3)
    return found


def central(plan: Plan, remittances: float) -> dict[str, float]:
    add = NO_ADD_FACTORS._replace(remittances=remittances)
    target = allocate(plan, 1, np.float64)
    run_paths(replace(plan, add_factors=(add,) * len(plan.quarters)), central_economy(plan), target)
    return {name: float(path[0, 0]) for name, path in changes(plan, target.annual).items()}


@pytest.mark.parametrize("name", SETS)
def test_the_rate_is_held_in_the_years_in_which_it_was_held(name: str) -> None:
    xp, held = ScalarMath(), {}
    for year in (2008, 2011, 2014, 2015, 2018, 2020, 2021, 2022, 2023):
        p = parameters_of(year, ts.parameters(name))
        past = observed_drivers(year, year).past()
        state, k = initial(p, distribution_of(p.welfare), xp, past)
        held[year] = step(state, past.drivers[-1], NO_ADD_FACTORS, p, k, xp).exchange.hold
    assert all(held[year] < 0.02 for year in (2008, 2011, 2014, 2015))  # cover of one or two months
    assert 0.02 < held[2018] < 0.5  # five months, and a balance as in ordinary years
    assert all(0.75 < held[year] < 0.95 for year in (2020, 2021, 2022, 2023))


@pytest.mark.parametrize("name", SETS)
def test_a_small_fall_of_the_rouble_is_held_and_a_large_one_is_not(name: str) -> None:
    """Within a year, percent of the rate for a percent of the rouble: 0.4 in 2015, at most 0.1 in 2023-24.

    Inflows of 2026 are smaller than those of 2023-24, so that less is held than then.
    """
    mild = story(name).year(MILD.name, "tjs_per_usd", 2026)
    assert 0.0 < mild / 5.0 < 0.5 * 0.4
    large = story(name).year("rouble-shock", "tjs_per_usd", 2026)
    assert large / story(name).year("rouble-shock", "rub_per_usd", 2026) > mild / 5.0


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("scenario", ADVERSE)
def test_what_is_held_is_paid_from_reserves_in_every_reading(name: str, scenario: str) -> None:
    for year in (2026, 2027, 2030):
        lost = story(name).year(scenario, "reserves_usd", year)
        assert -35.0 < lost < (0.0 if year == 2030 else -1.0)  # half of the rouble is regained by then
        assert story(name).year(scenario, "tjs_per_usd", year) > 0.0


@pytest.mark.parametrize("name", DEPENDENT)
def test_a_rouble_shock_costs_a_sixth_of_reserves_in_two_years(name: str) -> None:
    """2014-15: a quarter in a year."""
    assert -25.0 < story(name).year("rouble-shock", "reserves_usd", 2027) < -12.0


@pytest.mark.parametrize("name", DEPENDENT)
@pytest.mark.parametrize("year", [2022, 2024])
def test_a_windfall_is_not_imported_like_wages(name: str, year: int) -> None:
    """Given the inflow, imports were overshot by 0.11 to 0.14 and growth of 2022 by 3.4 to 4.5 points.

    A hundredth of what is left was hidden by a somoni of 11.7 at the end of 2021, which was quoted at 11.3.
    """
    found, table = given(name, year), observed()
    missed = found["imports_usd"] - table.change("imports_usd", year - 1, year)
    assert -0.02 < missed < 0.07
    assert found["gdp_growth"] - table.change("gdp_growth", year - 1, year) < 0.04


@pytest.mark.parametrize("name", DEPENDENT)
def test_poverty_did_not_rise_in_2015(name: str) -> None:
    """It fell by 0.7 points; three points more before."""
    assert given(name, 2015)["poverty"] < 0.01


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("scenario", ADVERSE)
def test_poverty_answers_a_loss_as_published(name: str, scenario: str) -> None:
    """Points of poverty for 1 % of GDP of remittances lost: 0.2 to 0.6, Uzbekistan 0.34 to 0.51; more where
    few lose all that they lived on, and where little of it is sent at all."""
    r = story(name)
    share = r.level("baseline", "remittances_gdp", 2027)
    lost = -0.01 * r.year(scenario, "remittances_usd", 2027) * share
    points = r.year(scenario, "poverty_rate", 2027) / lost
    assert 0.2 < points < (0.8 if name == "kremlin-2024" else 0.6)


@pytest.mark.parametrize("name", DEPENDENT)
def test_poverty_goes_on_rising_after_spending_has_fallen(name: str) -> None:
    """What lasts reaches in the end what people live by."""
    r = story(name)
    first, second = (r.year("crackdown", "poverty_rate", year) for year in (2026, 2027))
    fall = [r.year("crackdown", "consumption", year) for year in (2026, 2027)]
    assert second / first > 1.05 * fall[1] / fall[0]


def width(name: str, output: str, year: int) -> float:
    values = drawn(name).annual[output][drawn(name).years.index(year), 0].astype(np.float64)
    low, high = np.quantile(values, [0.05, 0.95])
    return float(math.log(high / low)) if output.startswith("exports") else float(high - low)


INFLATION_TOO_WIDE = {"calibrated-2024"}
"""Where the lower end is too low: ample reserves let the somoni gain, and prices take over all of a gain. The
list is exact, so that it changes knowingly."""


@pytest.mark.parametrize("name", SETS)
def test_bands_are_as_wide_as_outcomes_were_scattered(name: str) -> None:
    """Exports: one year 0.19, three years 0.33 (standard deviations of log changes, 2006-24). Inflation was
    within 3.5 to 12.5 in 2010-24, output grew by 4 to 9.5."""
    assert 0.45 < width(name, "exports_usd", 2025) < 0.85
    assert 0.8 < width(name, "exports_usd", 2027) < 1.4
    assert 0.4 < width(name, "exports", 2025) < 0.85
    assert width(name, "inflation", 2027) > 6.0
    assert (width(name, "inflation", 2027) < 11.5) == (name not in INFLATION_TOO_WIDE)
    assert 5.0 < width(name, "gdp_growth", 2025) < 9.0
    assert 3.0 < width(name, "poverty_rate", 2026) < 9.0


@pytest.mark.parametrize("name", DEPENDENT)
def test_exports_sold_from_stocks_leave_output_and_reserves_alone(name: str) -> None:
    """Gold, a third of exports, counts as reserves before it is sold."""
    p = ts.parameters(name)
    louder = p.replace(exports_residual=0.4)
    same = run([], p, draws=20, seed=1, outputs=["gdp", "reserves_usd", "exports_usd", "current_account_usd"])
    loud = run([], louder, draws=20, seed=1, outputs=list(same.annual))
    for output in ("gdp", "reserves_usd"):
        np.testing.assert_allclose(loud.annual[output], same.annual[output], rtol=2e-6)
    more = {o: loud.annual[o].astype(float) - same.annual[o] for o in ("exports_usd", "current_account_usd")}
    assert np.abs(more["exports_usd"]).max() > 200.0
    np.testing.assert_allclose(more["exports_usd"], more["current_account_usd"], atol=2.0)
