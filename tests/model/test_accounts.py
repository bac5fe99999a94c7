"""The accounts close because every block closes its own budget, and a fault in any block shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tajsim.model import economy as whole
from tajsim.model.accounts import ROUTES, SECTORS, Identities, Transactions, column_sums
from tajsim.model.economy import SimulatedQuarter, step
from tajsim.model.state import NO_ADD_FACTORS

from .conftest import Economy, path_of, quarters, quiet

TOLERANCE = 1e-9


def first_quarter(parameter_set: str = "world-bank-2024") -> SimulatedQuarter:
    e = path_of(parameter_set)
    return step(e.state, quiet(e.p), NO_ADD_FACTORS, e.p, e.k, e.xp)


def violated(found: Identities, least: float = 1e-7) -> set[str]:
    return {name for name, x in zip(found._fields, found, strict=True) if np.max(np.abs(x)) > least}


def test_every_flow_has_one_payer_and_one_receiver() -> None:
    assert tuple(ROUTES) == Transactions._fields
    assert {sector for route in ROUTES.values() for sector in route} == set(SECTORS)


def test_columns_add_up_to_nothing_whatever_the_flows() -> None:
    flows = Transactions(*np.random.default_rng(1).normal(size=len(Transactions._fields)))
    sums = column_sums(flows)
    assert tuple(sums) == SECTORS
    assert sum(sums.values()) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("flow", [name for name, (payer, receiver) in ROUTES.items() if payer != receiver])
def test_one_wrong_flow_shows_at_its_payer_and_its_receiver(flow: str) -> None:
    right = first_quarter().transactions
    wrong = right._replace(**{flow: getattr(right, flow) + 5.0})
    payer, receiver = ROUTES[flow]
    expected = dict.fromkeys(SECTORS, 0.0) | {payer: -5.0, receiver: 5.0}
    assert column_sums(wrong) == pytest.approx(expected, abs=1e-9)


def test_every_identity_holds_on_a_quiet_path(path: Economy) -> None:
    for quarter in quarters(path):
        assert not violated(quarter.identities, TOLERANCE)


def test_every_identity_holds_in_every_draw(draws: Economy) -> None:
    for quarter in quarters(draws):
        assert not violated(quarter.identities, TOLERANCE)
        for name, x in quarter.identities._asdict().items():
            assert np.isfinite(x).all(), name


def test_the_columns_are_the_ones_the_identities_report(path: Economy) -> None:
    quarter = next(quarters(path, 1))
    sums = column_sums(quarter.transactions)
    for sector in SECTORS:
        reported = getattr(quarter.identities, sector) * quarter.state.gdp_nominal
        assert reported == pytest.approx(sums[sector], abs=1e-9)


def test_output_by_expenditure_is_the_transactions_that_buy_it(economy: Economy) -> None:
    for q in quarters(economy, 8):
        t = q.transactions
        bought = t.consumption + t.housing + t.business_investment + t.government_purchases
        np.testing.assert_allclose(bought + t.exports - t.imports, q.state.gdp_nominal, rtol=1e-12)


def test_stocks_are_the_last_stock_plus_the_flow(economy: Economy) -> None:
    e = economy
    states = [e.state]
    for q in quarters(e, 8):
        last, now, t, rate = states[-1], q.state, q.transactions, q.state.rate
        for change, flow in (
            (now.household.money - last.household.money, t.currency + t.somoni_deposits),
            ((now.household.deposits_usd - last.household.deposits_usd) * rate, t.foreign_deposits),
            ((now.household.cash_usd - last.household.cash_usd) * rate, t.foreign_cash),
            (now.bank.reserves - last.bank.reserves, t.bank_reserves),
            ((now.bank.foreign_usd - last.bank.foreign_usd) * rate, t.bank_foreign_assets),
            ((now.reserves_usd - last.reserves_usd) * rate, t.reserves),
            ((now.fiscal.external_debt - last.fiscal.external_debt) * rate, t.external_borrowing),
            (now.fiscal.deposits - last.fiscal.deposits, t.government_deposits),
            (now.fiscal.domestic_debt - last.fiscal.domestic_debt, t.domestic_debt),
            (
                now.bank.loans - last.bank.loans + (now.bank.loans_usd - last.bank.loans_usd) * rate,
                t.loans_to_firms + t.loans_to_households,
            ),
        ):
            np.testing.assert_allclose(change / now.gdp_nominal, flow / now.gdp_nominal, rtol=0, atol=1e-11)
        states.append(now)


def test_the_current_account_is_what_the_world_is_owed_more(economy: Economy) -> None:
    before = economy.state

    def net(state: Any) -> Any:
        return (
            state.reserves_usd
            + state.household.cash_usd
            + state.bank.foreign_usd
            - state.fiscal.external_debt
        )

    for q in quarters(economy, 8):
        t = q.transactions
        capital = (t.direct_investment / q.state.rate) + economy.k.capital_grants_usd * q.state.capital_scale
        np.testing.assert_allclose(
            net(q.state) - net(before), q.balance.current_account + capital, rtol=0, atol=1e-8
        )
        before = q.state


def break_people(out: Any) -> Any:
    return out._replace(people=out.people._replace(banned=out.people.banned - out.deported))


def break_budget(out: Any) -> Any:
    return out._replace(state=out.state._replace(deposits=out.state.deposits - 10.0))


def break_debt(out: Any) -> Any:
    return out._replace(state=out.state._replace(external_debt=out.state.external_debt - 10.0))


FAULTS: tuple[tuple[str, str, Callable[[Any], Any], set[str]], ...] = (
    ("migration", "step", break_people, {"persons"}),
    ("remittances", "step", lambda o: o._replace(labour=0.9 * o.labour), {"households", "world"}),
    ("remittances", "step", lambda o: o._replace(nonlabour=0.0), {"households", "world"}),
    (
        "external",
        "balance",
        lambda o: o._replace(reserve_change=o.reserve_change + 5.0),
        {"central_bank", "world"},
    ),
    ("external", "balance", lambda o: o._replace(reserves=o.reserves - 5.0), {"current_account"}),
    (
        "external",
        "balance",
        lambda o: o._replace(current_account=o.current_account + 5.0),
        {"current_account"},
    ),
    ("external", "balance", lambda o: o._replace(emergency_loan=5.0), {"world", "current_account"}),
    ("fiscal", "budget", break_budget, {"government", "central_bank"}),
    ("fiscal", "budget", break_debt, {"current_account"}),
    (
        "fiscal",
        "budget",
        lambda o: o._replace(interest_domestic=o.interest_domestic + 10.0),
        {"government", "central_bank"},
    ),
    (
        "banks",
        "close",
        lambda o: o._replace(reserve_change=o.reserve_change + 10.0),
        {"banks", "central_bank"},
    ),
    ("banks", "close", lambda o: o._replace(rescue=o.rescue + 10.0), {"banks", "bank_balance_sheet"}),
    ("banks", "close", lambda o: o._replace(capital=o.capital + 10.0), {"bank_balance_sheet"}),
    (
        "banks",
        "close",
        lambda o: o._replace(foreign_change_usd=o.foreign_change_usd + 1.0),
        {"banks", "world"},
    ),
    ("trade", "imports", lambda o: o._replace(china=0.9 * o.china), {"trade_partners", "firms", "world"}),
    ("welfare", "step", lambda o: o._replace(mean=o.mean * 1.01), {"deciles"}),
)


@pytest.mark.parametrize(
    ("block", "function", "fault", "caught"), FAULTS, ids=[f"{b}-{i}" for i, (b, *_) in enumerate(FAULTS)]
)
def test_a_broken_block_is_caught_by_the_right_identity(
    monkeypatch: pytest.MonkeyPatch,
    block: str,
    function: str,
    fault: Callable[[Any], Any],
    caught: set[str],
) -> None:
    module = getattr(whole, block)
    right = getattr(module, function)
    assert not violated(first_quarter().identities)
    monkeypatch.setattr(module, function, lambda *a, **kw: fault(right(*a, **kw)))
    assert caught <= violated(first_quarter().identities)


def test_what_is_paid_and_received_alike_is_another_economy_not_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = whole.labour.returnees

    def dearer(**inputs: Any) -> Any:
        return right(**inputs)._replace(programme_cost=5.0)

    monkeypatch.setattr(whole.labour, "returnees", dearer)
    assert not violated(first_quarter().identities, TOLERANCE)


def test_a_flow_that_one_sector_forgets_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each somoni flow in turn goes missing from the matrix."""
    e = path_of("kremlin-2024")
    for flow, (payer, receiver) in ROUTES.items():
        amount = getattr(first_quarter("kremlin-2024").transactions, flow)
        if payer == receiver or abs(amount) < 1e-6:
            continue

        def forgotten(*flows: Any, _name: str = flow, **named: Any) -> Transactions:
            return Transactions(*flows, **named)._replace(**{_name: 0.0})

        with monkeypatch.context() as patch:
            patch.setattr(whole, "Transactions", forgotten)
            found = violated(step(e.state, quiet(e.p), NO_ADD_FACTORS, e.p, e.k, e.xp).identities, 1e-12)
        assert {payer, receiver} <= found, flow


def test_the_fault_shows_in_the_draw_that_has_it(monkeypatch: pytest.MonkeyPatch, draws: Economy) -> None:
    right = whole.external.balance

    def faulty(**inputs: Any) -> Any:
        out = right(**inputs)
        reserves = out.reserves.copy()
        reserves[7] += 1.0
        return out._replace(reserves=reserves)

    monkeypatch.setattr(whole.external, "balance", faulty)
    quarter = next(quarters(draws, 1))
    assert np.flatnonzero(np.abs(quarter.identities.current_account) > TOLERANCE).tolist() == [7]
