"""The first quarter of every run: without shocks it moves by trends alone, from every year and in every set.

Wages and profits reach households a quarter after they were earned, credit runs after what is wanted, and
buyers get used to prices slowly: each of these lags has to be in the state that a run starts from, or it
shows as a shock that nobody gave.
"""

from __future__ import annotations

import functools
import math

import pytest

from tajsim.engine.sampling import blocks_of
from tajsim.model.base_year.initial import initial
from tajsim.model.distribution import distribution_of
from tajsim.model.economy import SimulatedQuarter, step
from tajsim.model.host import QuarterDrivers
from tajsim.model.state import NO_ADD_FACTORS, State
from tajsim.parameters import parameters
from tajsim.parameters.blocks import Blocks
from tajsim.past import parameters_of
from tajsim.past.drivers import observed_drivers

from .conftest import SCALAR, Economy, change, numbers

SETS = ("calibrated-2024", "world-bank-2024", "kremlin-2024")
YEARS = tuple(range(2003, 2025))
STILL = {
    "migration": {
        "departure_rate": 0.0,
        "return_rate": 0.0,
        "retirement_rate": 0.0,
        "naturalisation_rate": 0.0,
        "naturalised_return_rate": 0.0,
        "lapse_rate": 0.0,
        "regularisation_rate": 0.0,
        "deportation_rate_regular": 0.0,
        "deportation_rate_irregular": 0.0,
        "entrants": 0.0,
        "stock_banned": 0.0,
        "population_growth": 0.0,
        "stock_recruited": 0.0,
    },
    "policy": {
        "recruitment_rate_regular": 0.0,
        "recruitment_rate_naturalised": 0.0,
        "citizenship_loss_rate": 0.0,
        "removals": 0.0,
    },
    "host": {"wage_oil_elasticity": 0.0},
}
"""Nobody moves, so that money from abroad stands still."""
STOCKS = (
    *(
        "household.money",
        "household.deposits_usd",
        "household.cash_usd",
        "household.kept_usd",
        "reserves_usd",
    ),
    *("fiscal.deposits", "fiscal.domestic_debt", "fiscal.external_debt"),
    *("bank.deposits", "bank.reserves", "bank.foreign_usd"),
)
"""What adds up the flows of a year that was in surplus or in deficit: it moves as it did in that year."""


@functools.cache
def of_year(name: str, year: int) -> Blocks:
    """The parameters of a base year: the set's own figures for the year that it is of."""
    given = parameters(name)
    return blocks_of(given if year == given.date.year else parameters_of(year, given))


def first(p: Blocks, **drivers: float) -> tuple[Economy, SimulatedQuarter]:
    """The state that a year without a past leaves, and the quarter that follows it without any shock."""
    e = Economy(p, *initial(p, distribution_of(p.welfare), SCALAR), SCALAR)
    quiet = QuarterDrivers(p.host.rub_per_usd_base, p.host.oil_price_base, *[0.0] * 7)._replace(**drivers)
    return e, step(e.state, quiet, NO_ADD_FACTORS, p, e.k, SCALAR)


def growth(now: float, before: float) -> float:
    """Log change, percent a year."""
    return 400.0 * math.log(now / before)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("name", SETS)
def test_where_there_are_no_trends_nothing_moves(name: str, year: int) -> None:
    """Every equation gives back the fourth quarter when no trend, no price and nobody moves."""
    own = of_year(name, year)
    p = change(
        own,
        monetary={"neutral_rate": own.monetary.policy_rate_base, "policy_rate_floor": 0.0},
        banks={"npl_norm": own.banks.npl_ratio},
        economy={"gdp_growth_base": 0.0, "inflation_base": 0.0},
        prices={"inflation_target": 0.0, "potential_growth": 0.0, "normal_import_inflation": 0.0},
        labour={"productivity_growth": 0.0, "labour_force_growth": 0.0},
        fiscal={"spending_growth": 0.0, "sangtuda_write_off": 0.0},
        external={"capital_growth": 0.0, "reserve_floor_months": 0.0, "balance_adjustment": 0.0},
        remittances={"nonlabour_decay": 0.0, "diffusion_speed": 0.0},
        **STILL,
    )
    e, q = first(p)
    before = dict(numbers(e.state))
    for field, now in numbers(q.state):
        if field not in STOCKS:
            assert now == pytest.approx(before[field], rel=1e-9, abs=1e-9), field


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("name", SETS)
def test_where_all_grow_alike_incomes_and_demand_grow_with_them(name: str, year: int) -> None:
    """Real growth and inflation of the year's own size, the same in every sector and abroad."""
    own = of_year(name, year)
    real, rise = own.prices.potential_growth, own.economy.inflation_base
    workers = own.labour.labour_force_growth
    dollars = 400.0 * ((1.0 + real / 400.0) * math.exp(rise / 400.0) - 1.0)
    p = change(
        own,
        economy={"gdp_growth_base": real},
        prices={"inflation_target": rise, "normal_import_inflation": rise},
        monetary={"neutral_rate": own.monetary.policy_rate_base, "policy_rate_floor": 0.0},
        labour={"productivity_growth": 400.0 * math.log((1.0 + real / 400.0) / (1.0 + workers / 400.0))},
        fiscal={"spending_growth": real},
        external={"capital_growth": dollars, "pressure_elasticity": 0.0},
        remittances={"nonlabour_decay": 0.0, "diffusion_speed": 0.0, "other_russia_share": 0.0},
        **STILL,
    )
    _, q = first(
        p,
        import_price_inflation=rise,
        export_price_inflation=400.0 * (math.exp(rise / 400.0) - 1.0),
        russia_inflation=rise,
        china_growth=real,
        partner_growth=real,
    )
    e, _ = first(p)
    trend, level = 400.0 * math.log(1.0 + real / 400.0), rise
    found = {
        "prices": (growth(q.state.prices.level, e.state.prices.level), level),
        "own income": (growth(q.state.household.own_income, e.state.household.own_income), trend),
        "own consumption": (
            growth(q.state.household.own_consumption, e.state.household.own_consumption),
            trend,
        ),
        "investment": (growth(q.state.business_investment, e.state.business_investment), trend),
        "potential": (growth(q.state.potential, e.state.potential), trend),
        "wage": (growth(q.state.labour.wage, e.state.labour.wage), level + trend - workers),
        "loans": (growth(q.state.bank.loans, e.state.bank.loans), level + trend),
    }
    for what, (is_, wanted) in found.items():
        assert is_ == pytest.approx(wanted, abs=0.15), what


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("name", SETS)
def test_with_its_own_trends_a_year_goes_on_as_it_was(name: str, year: int) -> None:
    """The first quarter of a run from each year, all trends its own: no income falls for no reason."""
    p = of_year(name, year)
    e, q = first(
        p,
        russia_gdp_growth=1.5,
        russia_inflation=5.0,
        china_growth=4.5,
        partner_growth=3.5,
        import_price_inflation=2.0,
        export_price_inflation=2.0,
    )

    def residual(value: float, before: float, trend: float) -> float:
        return growth(value, before) - trend

    trend = 400.0 * math.log1p(p.prices.potential_growth / 400.0)
    now, then = q.state, e.state
    own, consumed = now.household.own_income, now.household.own_consumption
    assert abs(residual(own, then.household.own_income, trend)) < 3.0
    assert abs(residual(consumed, then.household.own_consumption, trend)) < 2.5
    grown, speed = 1.0 + p.prices.potential_growth / 400.0, p.demand.investment_adjustment
    credit = 400.0 * math.log1p(speed * (q.stance.investment - 1.0) / grown)  # inflation is off its target
    assert abs(credit) < 1.5
    assert residual(now.business_investment, then.business_investment, trend) == pytest.approx(
        credit, abs=1e-9
    )
    assert abs(residual(now.gdp, then.gdp, trend)) < 4.0
    crawl = 400.0 * p.external.inflation_crawl * (then.prices.core - p.prices.normal_import_inflation / 400.0)
    assert abs(residual(now.rate, then.rate, crawl)) < 2.0


def lagged(state: State) -> tuple[float, ...]:
    """What is paid out in the next quarter."""
    return state.labour.wage * state.labour.employment, state.profits


@pytest.mark.parametrize("year", YEARS[:-1])
def test_a_past_leaves_the_same_rest_but_for_what_it_has_left_to_do(year: int) -> None:
    """With the observed quarters before it, money sent in the fourth quarter is at the rate of the time."""
    p = of_year("calibrated-2024", year)
    past = observed_drivers(year, year).past()
    with_past, k = initial(p, distribution_of(p.welfare), SCALAR, past)
    without, _ = initial(p, distribution_of(p.welfare), SCALAR)
    assert with_past.potential == pytest.approx(without.potential, rel=1e-12)
    assert with_past.gdp == pytest.approx(without.gdp, rel=0.04)
    assert lagged(with_past)[0] == pytest.approx(lagged(without)[0], rel=1e-12)
    sent = with_past.household.remitted_income * with_past.prices.level / with_past.rate
    sent += (1.0 - p.households.windfall_spent_share) * with_past.nonlabour_usd
    quarter = step(with_past, past.drivers[-1], NO_ADD_FACTORS, p, k, SCALAR)
    spread = math.exp(quarter.state.spread)
    assert quarter.remitted.total / sent == pytest.approx(spread, rel=0.08)
