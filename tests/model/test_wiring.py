"""How a quarter joins its blocks: what each one is handed, recomputed from what the others produced."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tajsim.model import banks, demand, external
from tajsim.model.economy import SimulatedQuarter, step
from tajsim.model.labour import absorption
from tajsim.model.state import NO_ADD_FACTORS, AddFactors

from .conftest import SCALAR, Economy, change, quarters, quiet


def first(e: Economy, **blocks: dict[str, float]) -> SimulatedQuarter:
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
        assert now == pytest.approx(before, rel=0.05)
    assert abs(q.exchange.depreciation) < 0.01
    assert abs(q.state.bank.npl_share - last.bank.npl_share) < 0.005


def second(
    e: Economy, add: AddFactors, **blocks: dict[str, float]
) -> tuple[SimulatedQuarter, SimulatedQuarter]:
    """A quarter with `add`, and the one after it without."""
    p = change(e.p, **blocks)
    one = step(e.state, quiet(p), add, p, e.k, e.xp)
    return one, step(one.state, quiet(p), NO_ADD_FACTORS, p, e.k, e.xp)


def bought_in_cash(q: SimulatedQuarter, e: Economy) -> Any:
    """Dollars that households took in cash, of `q` which follows the first state."""
    return q.state.household.cash_usd - e.state.household.cash_usd


def test_stocks_are_imported_on_credit_and_change_nothing_else_in_their_quarter(economy: Economy) -> None:
    calm, stocked = first(economy), second(economy, NO_ADD_FACTORS._replace(stocks=0.1))[0]
    more = 0.1 * economy.state.imports_usd
    np.testing.assert_allclose(stocked.state.suppliers_usd, more, rtol=1e-12)
    np.testing.assert_allclose(stocked.state.imports_usd - calm.state.imports_usd, more, rtol=1e-9)
    np.testing.assert_allclose(stocked.transactions.direct_investment - calm.transactions.direct_investment,
        more * calm.state.rate, rtol=1e-9)  # fmt: skip
    for value in ("rate", "reserves_usd", "gdp", "felt_rer"):
        np.testing.assert_allclose(getattr(stocked.state, value), getattr(calm.state, value), rtol=1e-9)
    np.testing.assert_allclose(bought_in_cash(stocked, economy), bought_in_cash(calm, economy), atol=1e-6)
    consumed = stocked.output.demand.consumption
    np.testing.assert_allclose(consumed, calm.output.demand.consumption, rtol=1e-12)


def test_stocks_leave_the_currency_market_of_the_next_quarter_alone(economy: Economy) -> None:
    """Imports of the last quarter stand against the credit that paid for them; cover counts them, though."""
    economy = economy._replace(p=change(economy.p, external={"accumulation_share": 0.0}))
    calm, stocked = (second(economy, NO_ADD_FACTORS._replace(stocks=x))[1] for x in (0.0, 0.3))
    np.testing.assert_allclose(stocked.exchange.depreciation, calm.exchange.depreciation, atol=1e-12)
    np.testing.assert_allclose(stocked.state.imports_usd, calm.state.imports_usd, rtol=0.01)


def test_stocks_do_not_feed_on_themselves(economy: Economy) -> None:
    """The same share every quarter is the same addition every quarter."""
    add = NO_ADD_FACTORS._replace(stocks=0.4)
    paths = [[q.state.imports_usd for q in quarters(economy, 12, add=a)] for a in (NO_ADD_FACTORS, add)]
    for calm, stocked in zip(*paths, strict=True):
        assert np.all(np.abs(stocked / calm - 1.4) < 0.15)


def test_flight_into_cash_comes_out_of_reserves(economy: Economy) -> None:
    calm, flown = first(economy), second(economy, NO_ADD_FACTORS._replace(outflows=0.05))[0]
    floor = economy.p.external.reserve_floor_months * economy.state.imports_of_year / 12.0
    reserves = economy.state.reserves_usd
    # ample reserves move by as much as those up to the floor, in logs
    out = reserves * (1.0 - 0.95 ** (floor / np.maximum(reserves, floor)))
    assert np.all(out < 1.03 * 0.05 * np.minimum(reserves, floor))
    np.testing.assert_allclose(bought_in_cash(flown, economy) - bought_in_cash(calm, economy), out, rtol=1e-9)
    np.testing.assert_allclose(calm.state.reserves_usd - flown.state.reserves_usd, out, rtol=1e-9)
    for value in ("rate", "gdp", "imports_usd"):
        np.testing.assert_array_equal(getattr(flown.state, value), getattr(calm.state, value))


def test_the_spread_of_migration_multiplies_what_is_sent(path: Economy) -> None:
    p = change(
        path.p,
        remittances={"diffusion_speed": 0.4},
        policy={"recruitment_rate_regular": 0.0, "recruitment_rate_naturalised": 0.0},
    )

    def sent(gap: float) -> tuple[float, float]:
        k = path.k._replace(diffusion_gap=gap)
        nobody = path.state._replace(people=path.state.people._replace(recruited=0.0))
        q = step(nobody, quiet(p), NO_ADD_FACTORS, p, k, path.xp)
        return (
            q.remitted.labour - q.remitted.other,
            q.state.spread,
        )

    (before, still), (after, spread) = sent(0.0), sent(0.5)
    assert (still, spread) == (0.0, pytest.approx(0.1 * 0.5, rel=1e-14))
    assert after / before == pytest.approx(math.exp(0.05), rel=1e-12)


def test_the_somoni_remembers_the_rouble_of_the_last_quarter(path: Economy) -> None:
    """With dollars proportional to the rouble only the memory of the exchange rate sees the reference."""
    external = {"rouble_catch_up": 0.05, "hold_multiple": 0.0}
    p = change(path.p, remittances={"rouble_elasticity": 1.0}, external=external)
    host = path.state.host
    moved = path.state._replace(host=host._replace(rub_reference=0.8 * host.rub_reference))
    here, off = (step(s, quiet(p), NO_ADD_FACTORS, p, path.k, path.xp) for s in (path.state, moved))
    difference = off.exchange.depreciation - here.exchange.depreciation
    assert difference == pytest.approx(-0.05 * math.log(0.8), rel=1e-9)


def test_the_somoni_crawls_with_the_inflation_of_the_last_quarter(path: Economy) -> None:
    faster = path.state._replace(prices=path.state.prices._replace(core=path.state.prices.core + 0.01))
    p = change(path.p, monetary={"dollar_rate_effect": 0.0})  # deposits would gain less
    here, there = (step(s, quiet(p), NO_ADD_FACTORS, p, path.k, path.xp) for s in (path.state, faster))
    difference = there.exchange.depreciation - here.exchange.depreciation
    assert difference == pytest.approx(path.p.external.inflation_crawl * 0.01, rel=1e-9)


def test_dollars_that_savers_do_not_want_support_the_somoni(path: Economy) -> None:
    calm, tight = first(path), first(path, monetary={"policy_rate_shift": 10.0})
    last, ext = path.state, path.p.external
    drawn = path.k.households.dollar_saving * last.household.usual_usd
    drawn *= calm.stance.dollars - tight.stance.dollars
    relief = drawn / (last.imports_usd - last.suppliers_usd)
    stronger = calm.exchange.depreciation - tight.exchange.depreciation
    unmet = 1.0 - calm.exchange.met
    assert relief >= 0.0
    assert ext.pressure_elasticity * relief * min(unmet, 1.0 - calm.exchange.bought) <= stronger + 1e-12
    assert stronger <= ext.pressure_elasticity * relief + 1e-12


def test_interest_reaches_banks_firms_and_households(path: Economy) -> None:
    """Two points more on loans: banks receive them, firms hand out less, and nobody is richer for it."""
    same_rule = {"lending_pass_through": 0.0}
    calm = first(path, monetary=same_rule)
    dear = first(path, monetary=same_rule, banks={"lending_rate": path.p.banks.lending_rate + 2.0})
    more = dear.transactions.loan_interest - calm.transactions.loan_interest
    good = 1.0 - path.state.bank.npl_share
    assert more == pytest.approx(0.005 * good * path.state.bank.loans, rel=1e-9)
    own = (dear.spending.own_income - calm.spending.own_income) * calm.state.prices.level
    paid_out = path.k.banks.payout * more
    assert own == pytest.approx(paid_out - more, rel=1e-6)
    assert dear.spending.own_consumption < calm.spending.own_consumption


def test_the_central_bank_sees_the_inflation_of_the_quarter(path: Economy) -> None:
    q, last = first(path), path.state
    rise = 400.0 * math.log(q.state.prices.level / last.prices.level)
    seen = last.monetary.inflation + 0.25 * (rise - last.monetary.inflation)
    assert q.state.monetary.inflation == pytest.approx(seen, rel=1e-12)
    assert q.state.monetary.asked == q.stance.asked


def test_import_prices_in_dollars_follow_roubles_and_fuel(path: Economy) -> None:
    p = change(path.p, trade={"import_rouble_share": 0.2, "fuel_import_share": 0.1})
    base = quiet(p)
    weak = base._replace(rub_per_usd=1.25 * base.rub_per_usd, oil_price=0.8 * base.oil_price)
    q = step(path.state, weak, NO_ADD_FACTORS, p, path.k, path.xp)
    expected = (0.8 * 2.0 + 0.2 * 5.0) / 400.0 - 0.2 * math.log(1.25) + 0.1 * math.log(0.8)
    assert math.log(q.state.import_price / path.state.import_price) == pytest.approx(expected, rel=1e-9)


def test_investors_expect_trend_growth_and_buy_less_of_what_is_dear(economy: Economy) -> None:
    q, e = first(economy), economy
    last, p = e.state, e.p
    planned = demand.business_investment(
        last=last.business_investment,
        gdp_last=last.gdp,
        potential=last.potential,
        ratio=e.k.investment_ratio,
        tightness=last.bank.tightness,
        cheapness=q.stance.investment,
        trend=p.prices.potential_growth / 400.0,
        p=p.demand,
        xp=e.xp,
    )
    np.testing.assert_allclose(q.state.business_investment, planned, rtol=1e-12)
    dearer = q.state.felt_rer - e.k.felt_base
    cheaper = 1.0 - e.xp.exp(-p.demand.import_price_elasticity * dearer)
    bought = planned * (1.0 - (1.0 - p.demand.import_replacement) * e.k.contents.business * cheaper)
    calm = np.asarray(q.output.imports == q.output.imports_wanted)
    assert calm.mean() > 0.95
    ratio = np.asarray(q.output.demand.business / bought)
    np.testing.assert_allclose(ratio[calm], 1.0, rtol=1e-10)


@pytest.mark.parametrize("lost", [0.0, 1.0])
def test_holders_of_cash_close_the_market_with_the_central_bank(economy: Economy, lost: float) -> None:
    e = economy
    add = NO_ADD_FACTORS._replace(remittances=-lost, imports=0.3 * lost)
    q = step(e.state, quiet(e.p), add, e.p, e.k, e.xp)
    changed = bought_in_cash(q, e) - q.spending.cash_purchase
    gap = q.balance.reserve_change - q.balance.emergency_loan + changed
    cash = e.state.household.cash_usd + q.spending.cash_purchase
    sold = external.sold_by_holders(
        gap=gap,
        reserves_last=e.state.reserves_usd,
        cash=cash,
        met=q.exchange.met,
        bought=q.exchange.bought,
        xp=e.xp,
    )
    np.testing.assert_allclose(-changed, sold, atol=1e-6)
    assert lost == 0.0 or np.any(gap < 0.0), "a test of nothing"


@pytest.mark.parametrize("months", [0.5, 3.5])
def test_a_country_short_of_dollars_spends_what_its_rules_allow_and_no_more(
    path: Economy, months: float
) -> None:
    """Reserves above the floor, a part of those below, and a part of dollar cash."""
    held, use = months * path.state.imports_usd / 3.0, 0.1
    none = dict.fromkeys(
        (
            "other_inflow_usd",
            "other_russia_usd",
            "capital_grants_usd",
            "disbursement_usd",
            "direct_investment_usd",
        ),
        0.0,
    )
    e = path._replace(k=path.k._replace(**none), state=path.state._replace(reserves_usd=held))
    p = change(
        e.p,
        external={"buffer_use": use, "reserve_floor_months": 3.0},
        demand={"subsistence_imports": 0.0},
    )
    add = NO_ADD_FACTORS._replace(remittances=-0.9, demand=0.8)
    q = step(e.state, quiet(p), add, p, e.k, e.xp)
    assert q.output.imports < q.output.imports_wanted
    above = max(held - 3.0 * path.state.imports_of_year / 12.0, 0.0)
    cash = path.state.household.cash_usd + q.spending.cash_purchase
    spent = q.spending.cash_purchase - bought_in_cash(q, e) - q.balance.reserve_change
    assert spent == pytest.approx(above + use * (held - above + cash), rel=1e-9)
    assert q.balance.emergency_loan == 0.0


def test_slow_scales_grow_at_their_own_rates(economy: Economy) -> None:
    q, last, p = first(economy), economy.state, economy.p
    for now, before, rate in (
        (q.state.demography, last.demography, p.migration.population_growth),
        (q.state.normal_labour_force, last.normal_labour_force, p.labour.labour_force_growth),
        (q.state.capital_scale, last.capital_scale, p.external.capital_growth),
        (q.state.public_scale, last.public_scale, p.fiscal.spending_growth),
    ):
        np.testing.assert_allclose(now / before - 1.0, rate / 400.0, rtol=1e-9, atol=1e-15)


def test_other_inflows_from_russia_follow_its_output_and_the_tajiks_there(path: Economy) -> None:
    rules = {"russia_output_elasticity": 0.5, "other_presence_elasticity": 0.25}
    e = path._replace(k=path.k._replace(other_inflow_usd=500.0, other_russia_usd=400.0))
    p = change(e.p, remittances=rules, external={"capital_growth": 4.0})
    drivers = quiet(p)._replace(rub_per_usd=1.5 * p.host.rub_per_usd_base)
    q = step(e.state, drivers, NO_ADD_FACTORS._replace(remittances=-0.2), p, e.k, e.xp)
    pull = math.exp(0.5 * q.host.output_usd_change)
    there = (q.state.people.tajiks_in_russia / e.state.people.tajiks_in_russia) ** 0.25
    assert q.host.output_usd_change < -0.3
    assert q.foreign.other_russia == pytest.approx(400.0 * pull * there * 0.8, rel=1e-12)
    assert q.foreign.other == pytest.approx(100.0 * 1.01 + q.foreign.other_russia, rel=1e-12)
    assert q.state.russia_scale == pytest.approx(pull, rel=1e-12)
    assert q.state.nonlabour_usd == pytest.approx(
        path.state.nonlabour_usd * (1.0 - p.remittances.nonlabour_decay) * pull, rel=1e-12
    )


def test_departures_weigh_what_reaches_home(path: Economy) -> None:
    """Net of the permit and of the cost of a transfer, at the rouble of the quarter."""
    only = {"departure_wage_elasticity": 1.0, "other_destination_share": 0.0, "diversion_share": 0.0}
    e = path._replace(p=change(path.p, migration=only))

    def leave(rub: float = 1.0, **policy: float) -> float:
        drivers = quiet(e.p)._replace(rub_per_usd=rub * e.p.host.rub_per_usd_base)
        p = change(e.p, policy=policy) if policy else e.p
        return step(e.state, drivers, NO_ADD_FACTORS, p, e.k, e.xp).flows.departures

    wage = first(e).host.wage_rub
    cost, permit = e.p.policy.remittance_cost, e.p.policy.permit_cost_rub
    assert leave(remittance_cost=0.3) / leave() == pytest.approx(0.7 / (1.0 - cost), rel=1e-9)
    assert leave(permit_cost_rub=2.0 * permit) / leave() == pytest.approx(
        (wage - 2.0 * permit) / (wage - permit), rel=1e-9
    )
    assert leave(rub=1.25) / leave() == pytest.approx(0.8, rel=1e-9)


def test_programmes_are_paid_at_the_prices_of_the_quarter_and_are_income(path: Economy) -> None:
    covered = change(path.p, labour={"reintegration_coverage": 1.0})
    removed = first(path, policy={"removals": 2e5})
    helped, plain = (
        step(removed.state, quiet(path.p), NO_ADD_FACTORS, p, path.k, SCALAR) for p in (covered, path.p)
    )
    rate = absorption(covered.labour, SCALAR)
    before, now = removed.state.labour, helped.state.labour
    growth = 1.0 + covered.labour.labour_force_growth / 400.0
    beyond = now.labour_force - growth * before.labour_force
    seeking = (1.0 - rate) * (before.seeking + (1.0 - path.k.unemployment_base) * beyond)
    cost = seeking * covered.labour.reintegration_cost * 1e-6
    assert cost > 0.0 == plain.transactions.programmes
    assert helped.transactions.programmes == pytest.approx(cost * helped.state.prices.level, rel=1e-12)
    assert helped.spending.own_income - plain.spending.own_income == pytest.approx(cost, rel=1e-9)
    spent = helped.spending.own_consumption - plain.spending.own_consumption
    passed_on = covered.households.consumption_elasticity * path.k.households.own
    assert spent == pytest.approx(passed_on * cost, rel=1e-9)


def test_bad_loans_follow_the_somoni_and_the_income_of_the_quarter(economy: Economy) -> None:
    q, last, xp = first(economy, policy={"border_closure": 1.0}), economy.state, economy.xp
    share = economy.p.trade.import_rouble_share
    foreign = ((1.0 - share) * 2.0 + share * 5.0) / 400.0  # of the drivers that the tests run on
    real = q.exchange.depreciation + foreign - xp.log(q.state.prices.level / last.prices.level)
    supply = q.state.potential / last.potential - 1.0
    usual = supply * last.household.own_income / last.disposable_income  # money from abroad has no trend
    before = last.bank.loans + last.bank.loans_usd * q.state.rate
    expected, _ = banks.npl_share(
        last=last.bank,
        depreciation=real,
        income_change=xp.log(q.state.disposable_income / last.disposable_income) - usual,
        normal=economy.k.banks.new_bad,
        grown=(q.state.bank.loans + q.state.bank.loans_usd * q.state.rate) / before,
        add_factor=0.0,
        p=economy.p.banks,
        xp=xp,
    )
    np.testing.assert_allclose(q.state.bank.npl_share, expected, rtol=1e-9)


def test_dollar_deposits_follow_all_private_inflows(path: Economy) -> None:
    q, last = first(path), path.state
    inflow = q.remitted.total + q.transactions.other_inflows / q.state.rate
    wanted = path.k.households.deposits * inflow * q.stance.dollars
    bought = path.p.households.buffer_adjustment * (wanted - last.household.deposits_usd)
    assert q.spending.deposit_purchase == pytest.approx(bought, abs=1e-8)


def test_consumption_is_divided_among_residents_and_returnees(path: Economy) -> None:
    q = first(path, policy={"removals": 3e5}, welfare={"counted_share": 1.0})
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


def test_public_demand_grows_with_plans_and_is_topped_up(path: Economy) -> None:
    """Prices and the fiscal rule of the first quarter are the same whatever is planned."""
    flat, grown, topped = (
        first(path, fiscal={"spending_growth": growth, "fiscal_stimulus": more}).output.demand
        for growth, more in ((0.0, 0.0), (8.0, 0.0), (8.0, 0.1))
    )
    for name in ("government", "public_investment"):
        before, after, more = (getattr(d, name) for d in (flat, grown, topped))
        assert after / before == pytest.approx(1.02, rel=1e-12)
        assert more / before == pytest.approx(1.02 * 1.1, rel=1e-12)


def test_transfers_follow_plans_and_prices(path: Economy) -> None:
    dear = path.state._replace(prices=path.state.prices._replace(level=3.0))
    p = change(path.p, fiscal={"spending_growth": 8.0, "transfer_stimulus": 0.5})
    q = step(dear, quiet(p), NO_ADD_FACTORS, p, path.k, path.xp)
    assert q.state.prices.level > 2.9
    wanted = path.k.transfers * 1.02 * 1.5 * q.state.prices.level
    assert q.transactions.transfers == pytest.approx(wanted, rel=1e-12)


def test_lending_aims_at_its_share_of_a_years_output(path: Economy) -> None:
    last = path.state
    q = first(path, banks={"credit_adjustment": 0.1})
    book = last.bank.loans + last.bank.loans_usd * q.state.rate
    missing = path.k.banks.loans * 4.0 * last.gdp_nominal * q.stance.loans / book - 1.0
    assert last.bank.tightness == 0.0
    assert abs(0.1 * missing) < 0.15
    assert q.transactions.loans_to_firms == pytest.approx(0.1 * missing * book, rel=1e-9)


def test_what_spills_over_from_remittances_is_income_of_other_households(path: Economy) -> None:
    """Only a part of what migrants pay for stays with the households that they left."""
    q, k = first(path, policy={"border_closure": 1.0}, welfare={"counted_share": 1.0}), path.k
    residents = q.state.demography + q.state.people.home + q.state.people.banned - k.pool_base
    kept = k.remittances_kept * q.output.demand.remitted
    assert 0.0 < k.remittances_kept < 1.0
    own = (q.output.demand.consumption - kept) / residents
    assert q.welfare.own == pytest.approx(own / k.own_consumption_per_head, rel=1e-12)
    spread = kept / residents / k.remitted_consumption_per_head - q.welfare.own
    assert q.welfare.spread == pytest.approx(spread, rel=1e-9)


def test_export_prices_follow_their_driver(path: Economy) -> None:
    q = step(
        path.state,
        quiet(path.p)._replace(export_price_inflation=8.0),
        NO_ADD_FACTORS,
        path.p,
        path.k,
        path.xp,
    )
    assert q.state.export_price == pytest.approx(1.02 * path.state.export_price, rel=1e-12)
    sold = q.output.demand.exports + q.output.demand.reexports
    exported = sold * q.state.export_price / path.k.rate_base
    assert q.state.exports_usd == pytest.approx(exported, rel=1e-12)


def test_the_young_grow_with_the_people(path: Economy) -> None:
    last = path.state
    more = last._replace(demography=1.25 * last.demography)
    p = change(path.p, migration={"population_growth": 4.0})
    q = step(more, quiet(p), NO_ADD_FACTORS, p, path.k, path.xp)
    assert q.flows.entrants == pytest.approx(path.k.entrants * 1.25 * 1.01, rel=1e-12)


def test_taxes_on_labour_are_taken_from_what_households_have(path: Economy) -> None:
    k = path.k._replace(taxes=path.k.taxes._replace(labour=path.k.taxes.labour + 0.1))
    here, taxed = (step(path.state, quiet(path.p), NO_ADD_FACTORS, path.p, c, path.xp) for c in (path.k, k))
    lost = here.spending.own_income - taxed.spending.own_income
    assert lost == pytest.approx(0.1 * here.transactions.wages / here.state.prices.level, rel=1e-9)
    assert taxed.revenue.labour - here.revenue.labour == pytest.approx(0.1 * here.transactions.wages)


def test_unrecorded_money_comes_in_beside_what_is_recorded(path: Economy) -> None:
    k = path.k._replace(unrecorded=path.k.unrecorded + 0.05)
    here, more = (step(path.state, quiet(path.p), NO_ADD_FACTORS, path.p, c, path.xp) for c in (path.k, k))
    private = here.transactions.remittances + here.transactions.other_inflows
    found = more.transactions.direct_investment / more.state.rate
    found = found - here.transactions.direct_investment / here.state.rate
    assert found == pytest.approx(0.05 * private / here.state.rate, rel=1e-9)


def test_money_that_is_no_labour_income_fades_at_its_rate(path: Economy) -> None:
    q = first(path, remittances={"nonlabour_decay": 0.2, "russia_output_elasticity": 0.0})
    assert q.state.nonlabour_usd == pytest.approx(0.8 * path.state.nonlabour_usd, rel=1e-12)
    assert q.remitted.nonlabour == q.state.nonlabour_usd


def test_buyers_adjust_to_the_real_exchange_rate_by_a_part_a_quarter(path: Economy) -> None:
    p = change(path.p, demand={"import_price_adjustment": 0.3})
    moved = path.state._replace(felt_rer=path.state.felt_rer - 0.4)
    q = step(moved, quiet(p), NO_ADD_FACTORS, p, path.k, path.xp)
    rer = math.log(q.state.import_price * q.state.rate / path.k.rate_base / q.state.prices.level)
    assert q.state.felt_rer == pytest.approx(0.7 * moved.felt_rer + 0.3 * rer, rel=1e-12)
