"""How a quarter joins its blocks: what each one is handed, recomputed from what the others produced."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tajsim.model import banks
from tajsim.model.economy import Quarter, step
from tajsim.model.state import NO_ADD_FACTORS

from .conftest import SCALAR, Economy, change, quarters, quiet


def first(e: Economy, **blocks: dict[str, float]) -> Quarter:
    return next(quarters(e, 1, p=change(e.p, **blocks)))


def test_the_first_quarter_continues_2024(path: Economy) -> None:
    """Without a shock nothing jumps: constants and state are cut from the same year."""
    q, last = first(path), path.state
    for now, before in (
        (q.state.gdp, last.gdp),
        (q.state.gdp_nominal, last.gdp_nominal),
        (q.state.rate, last.rate),
        (q.state.imports_usd, last.imports_usd),
        (q.state.exports_usd, last.exports_usd),
        (q.state.household.own_income, last.household.own_income),
        (q.state.household.remitted_income, last.household.remitted_income),
        (q.state.disposable_income, last.disposable_income),
        (q.state.profits, last.profits),
        (q.state.prices.level, last.prices.level),
        (q.state.people.in_russia, last.people.in_russia),
        (q.state.labour.employment, last.labour.employment),
        (q.state.reserves_usd, last.reserves_usd),
    ):
        assert now == pytest.approx(before, rel=0.08)
    assert abs(q.exchange.depreciation) < 0.01
    assert abs(q.state.bank.npl_share - last.bank.npl_share) < 0.02


def test_slow_scales_grow_at_their_own_rates(economy: Economy) -> None:
    q, last, p = first(economy), economy.state, economy.p
    for now, before, rate in (
        (q.state.demography, last.demography, p.migration.population_growth),
        (q.state.normal_labour_force, last.normal_labour_force, p.labour.labour_force_growth),
        (q.state.capital_scale, last.capital_scale, p.external.capital_growth),
        (q.state.public_scale, last.public_scale, p.fiscal.spending_growth),
    ):
        np.testing.assert_allclose(now / before - 1.0, rate / 400.0, rtol=1e-9, atol=1e-15)


def test_programmes_are_paid_at_the_prices_of_the_quarter(path: Economy) -> None:
    q = first(path, labour={"reintegration_coverage": 1.0}, policy={"removals": 2e5})
    q = step(
        q.state,
        quiet(path.p),
        NO_ADD_FACTORS,
        change(path.p, labour={"reintegration_coverage": 1.0}),
        path.k,
        SCALAR,
    )
    assert q.market.programme_cost > 0.0
    assert q.transactions.programmes == pytest.approx(
        q.market.programme_cost * q.state.prices.level, rel=1e-12
    )


def test_bad_loans_follow_the_somoni_and_the_income_of_the_quarter(economy: Economy) -> None:
    q, last, xp = first(economy, policy={"border_closure": 1.0}), economy.state, economy.xp
    foreign = 2.0 / 400.0  # of the drivers that the tests run on
    real = q.exchange.depreciation + foreign - xp.log(q.state.prices.level / last.prices.level)
    supply = q.state.potential / last.potential - 1.0
    expected, _ = banks.npl_share(
        last.bank,
        real,
        xp.log(q.state.disposable_income / last.disposable_income) - supply,
        economy.k.banks.new_bad,
        economy.p.banks,
        xp,
    )
    np.testing.assert_allclose(q.state.bank.npl_share, expected, rtol=1e-9)


def test_dollar_deposits_follow_all_private_inflows(path: Economy) -> None:
    q, last = first(path), path.state
    inflow = q.remitted.total + q.transactions.other_inflows / q.state.rate
    wanted = path.k.households.deposits * inflow
    bought = path.p.households.buffer_adjustment * (wanted - last.household.deposits_usd)
    assert q.spending.deposit_purchase == pytest.approx(bought, abs=1e-8)


def test_consumption_is_divided_among_residents_and_returnees(path: Economy) -> None:
    q = first(path, policy={"removals": 3e5})
    pool = q.state.people.home + q.state.people.banned
    residents = q.state.demography + pool - path.k.pool_base
    heads = path.k.own_consumption_per_head + path.k.remitted_consumption_per_head
    assert q.welfare.mean * heads * residents == pytest.approx(q.output.demand.consumption, rel=1e-9)


def test_the_real_exchange_rate_is_dearer_imports_over_home_prices(path: Economy) -> None:
    q = first(path)
    price = q.state.import_price * q.state.rate / path.k.rate_base
    competitive = math.exp(path.p.trade.export_price_elasticity * math.log(price / q.state.prices.level))
    base = path.k.exports.rest * q.state.rest_demand
    assert q.exports.rest * path.k.rate_base / q.state.export_price == pytest.approx(base * competitive)


def test_households_without_money_are_bridged_by_credit(path: Economy) -> None:
    broke = path.state._replace(household=path.state.household._replace(money=0.0))
    stopped = change(path.p, policy={"border_closure": 1.0})
    add = NO_ADD_FACTORS._replace(remittances=-1.0)
    q = step(broke, quiet(path.p), add, stopped, path.k, SCALAR)
    if q.transactions.loans_to_households == 0.0:  # savings stayed positive: spend them as well
        add = add._replace(demand=0.5)
        q = step(broke, quiet(path.p), add, stopped, path.k, SCALAR)
    assert q.transactions.loans_to_households > 0.0
    assert q.state.household.money == pytest.approx(0.0, abs=1e-6)
    assert max(map(abs, q.identities)) < 1e-9
