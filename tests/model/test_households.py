from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajsim.model.households import HouseholdState, Propensities, Spending, counted_on, lived_on, spend
from tajsim.parameters.blocks import Blocks

from .conftest import SCALAR, path_of

K = Propensities(own=0.9, remitted=0.8, housing=0.1, cash=2.0, deposits=1.0, dollar_saving=0.2)
REST = HouseholdState(
    own_income=1000.0,
    remitted_income=500.0,
    own_consumption=900.0,
    remitted_consumption=400.0,
    housing=50.0,
    money=2000.0,
    deposits_usd=50.0,
    cash_usd=100.0,
    kept_usd=0.0,
    usual_usd=50.0,
)
"""Everything at its long-run ratio when 50 million dollars come in a quarter."""
RULES: dict[str, Any] = {
    "consumption_elasticity": 0.75,
    "recipient_elasticity": 0.9,
    "supply_anchor": 0.5,
    "consumption_adjustment": 0.1,
    "housing_adjustment": 0.25,
    "buffer_adjustment": 0.05,
    "dollar_flight": 0.1,
}


def plan(
    p: Blocks,
    own: float = 1000.0,
    remitted: float = 500.0,
    last: HouseholdState = REST,
    price: float = 1.0,
    inflow: float = 50.0,
    rate: float = 10.0,
    depreciation: float = 0.0,
    gap: float = 0.0,
    trend: float = 0.0,
    add: float = 0.0,
    interest: float = 1.0,
    dollars: float = 1.0,
    **rules: Any,
) -> Spending:
    q = dataclasses.replace(p.households, **{**RULES, **rules})
    return spend(
        last=last,
        own_nominal=own,
        remitted_nominal=remitted,
        price=price,
        inflow_usd=inflow,
        rate=rate,
        depreciation=depreciation,
        output_gap=gap,
        trend=trend,
        interest=interest,
        dollars=dollars,
        k=K,
        add_factor=add,
        p=q,
        xp=SCALAR,
    )


def test_interest_restrains_what_is_wanted_from_own_income(p: Blocks) -> None:
    calm, dear = plan(p), plan(p, interest=0.9)
    close = RULES["consumption_adjustment"]
    fall = close * 0.1 * K.own * REST.own_income
    assert calm.own_consumption - dear.own_consumption == pytest.approx(fall, rel=1e-12)
    assert dear.remitted_consumption == calm.remitted_consumption


def test_dollars_are_wanted_less_where_somoni_gain(p: Blocks) -> None:
    calm, less = plan(p), plan(p, dollars=0.9)
    b, saved = RULES["buffer_adjustment"], K.dollar_saving * REST.usual_usd
    assert calm.deposit_purchase - less.deposit_purchase == pytest.approx(
        b * 0.1 * K.deposits * 50.0, rel=1e-9
    )
    assert calm.cash_purchase - less.cash_purchase == pytest.approx(
        b * 0.1 * K.cash * 50.0 + 0.1 * saved, rel=1e-9
    )
    assert less.kept_usd == pytest.approx(REST.kept_usd + 0.9 * saved, rel=1e-12)


def test_a_part_of_a_windfall_is_spent_as_wages_are(p: Blocks) -> None:
    q = dataclasses.replace(p.households, windfall_spent_share=0.4)
    assert lived_on(total=500.0, windfall=0.0, p=q) == 500.0
    assert lived_on(total=500.0, windfall=100.0, p=q) == pytest.approx(400.0 + 40.0, rel=1e-13)
    assert lived_on(total=500.0, windfall=-100.0, p=q) == pytest.approx(600.0 - 40.0, rel=1e-13)


def test_what_lasts_is_counted_on_in_the_end(p: Blocks) -> None:
    q = dataclasses.replace(p.households, windfall_adaptation=0.2)
    used = 0.0
    for t in range(1, 9):
        used = counted_on(last=used, now=0.3, p=q)
        assert used == pytest.approx(0.3 * (1.0 - 0.8**t), rel=1e-12)


def test_households_at_rest_repeat_themselves(p: Blocks) -> None:
    out = plan(p)
    assert out[:5] == pytest.approx((1000.0, 500.0, 900.0, 400.0, 50.0), rel=1e-13)
    assert out.cash_purchase == pytest.approx(0.2 * 50.0, rel=1e-13)
    assert out.deposit_purchase == pytest.approx(0.0, abs=1e-12)


def test_money_is_deflated_once(p: Blocks) -> None:
    assert plan(p, own=1200.0, remitted=600.0, price=1.2)[:5] == pytest.approx(plan(p)[:5], rel=1e-13)


def test_recipients_pass_on_their_part_at_once(p: Blocks) -> None:
    out = plan(p, remitted=400.0)
    assert out.remitted_consumption == pytest.approx(400.0 - 0.9 * 0.8 * 100.0, rel=1e-13)
    assert out.own_consumption == pytest.approx(900.0, rel=1e-13)
    assert out.housing == pytest.approx(50.0 + 0.25 * (40.0 - 50.0), rel=1e-13)


def test_own_income_is_passed_on_by_its_elasticity(p: Blocks) -> None:
    out = plan(p, own=900.0)
    assert out.own_consumption == pytest.approx(900.0 - 0.75 * 0.9 * 100.0, rel=1e-13)
    assert out.remitted_consumption == pytest.approx(400.0, rel=1e-13)


def test_a_part_of_the_gap_to_the_long_run_closes_each_quarter(p: Blocks) -> None:
    hungry = REST._replace(own_consumption=800.0, remitted_consumption=300.0)
    out = plan(p, last=hungry)
    assert out.own_consumption == pytest.approx(810.0, rel=1e-13)
    assert out.remitted_consumption == pytest.approx(310.0, rel=1e-13)


@pytest.mark.parametrize("income", [700.0, 1300.0])
def test_consumption_has_a_unit_elasticity_in_the_long_run(p: Blocks, income: float) -> None:
    state, remitted = REST, income / 2.0
    for _ in range(400):
        out = plan(p, own=income, remitted=remitted, last=state)
        state = state._replace(**{f: getattr(out, f) for f in HouseholdState._fields[:5]})
    assert state.own_consumption == pytest.approx(0.9 * income, rel=1e-9)
    assert state.remitted_consumption == pytest.approx(0.8 * remitted, rel=1e-9)
    assert state.housing == pytest.approx(0.1 * remitted, rel=1e-9)


def test_trend_growth_is_spent_without_a_lag(p: Blocks) -> None:
    """Own income that grows by the trend keeps consumption at its ratio, whatever the speeds."""
    for rules in ({}, {"consumption_elasticity": 0.1, "consumption_adjustment": 0.01}):
        out = plan(p, own=1010.0, trend=0.01, **rules)
        assert out.own_consumption == pytest.approx(909.0, rel=1e-13)
        assert out.remitted_consumption == pytest.approx(400.0, rel=1e-13)


def test_income_that_lags_behind_the_trend_is_missed(p: Blocks) -> None:
    out = plan(p, trend=0.01)
    assert out.own_consumption == pytest.approx(909.0 - 0.75 * 0.9 * 10.0, rel=1e-13)


def test_income_that_supply_does_not_allow_is_not_counted_on(p: Blocks) -> None:
    out = plan(p, gap=0.1)
    assert out.own_consumption == pytest.approx(900.0 - 0.1 * 0.05 * 900.0, rel=1e-13)
    assert plan(p, gap=-0.1).own_consumption > out.own_consumption


def test_the_add_factor_is_a_share_of_own_consumption(p: Blocks) -> None:
    out = plan(p, add=0.02)
    assert out == plan(p)._replace(own_consumption=pytest.approx(918.0, rel=1e-13))


def test_a_falling_somoni_moves_money_into_dollars(p: Blocks) -> None:
    calm, run = plan(p), plan(p, depreciation=0.1)
    assert run.cash_purchase - calm.cash_purchase == pytest.approx(0.1 * 0.1 * 2000.0 / 10.0, rel=1e-12)
    assert plan(p, depreciation=-0.1) == calm


def test_dollar_buffers_are_drawn_down_when_inflows_fall(p: Blocks) -> None:
    out = plan(p, inflow=25.0)
    assert out.cash_purchase == pytest.approx(0.05 * (50.0 - 100.0) + 0.2 * 50.0, rel=1e-12)
    assert out.deposit_purchase == pytest.approx(0.05 * (25.0 - 50.0), rel=1e-12)


def test_what_is_put_aside_in_dollars_stays_there(p: Blocks) -> None:
    """The same inflow leads to the same purchases: what was put aside is not sold back as a buffer."""
    state, bought = REST, []
    for _ in range(40):
        out = plan(p, last=state)
        bought.append(out.cash_purchase)
        state = state._replace(cash_usd=state.cash_usd + out.cash_purchase, kept_usd=out.kept_usd)
    assert bought == pytest.approx([0.2 * 50.0] * 40, rel=1e-12)
    assert state.cash_usd == pytest.approx(2.0 * 50.0 + state.kept_usd, rel=1e-12)
    lean = plan(p, last=state, inflow=25.0)  # the buffer is drawn, what was put aside is not
    assert lean.cash_purchase == pytest.approx(0.05 * (50.0 - 100.0) + 0.2 * 50.0, rel=1e-12)
    assert lean.usual_usd == pytest.approx(50.0 - 0.05 * 25.0, rel=1e-12)


money = st.floats(0.0, 1e5)


@settings(deadline=None, max_examples=100)
@given(
    own=st.floats(-1e5, 1e5),
    remitted=money,
    stocks=st.tuples(*[money] * 10),
    inflow=st.floats(-1e4, 1e4),
    depreciation=st.floats(-0.25, 0.5),
    gap=st.floats(-2.0, 2.0),
)
def test_no_plan_is_negative_and_nobody_sells_dollars_he_does_not_have(
    own: float,
    remitted: float,
    stocks: tuple[float, ...],
    inflow: float,
    depreciation: float,
    gap: float,
) -> None:
    last = HouseholdState(*stocks)
    p = path_of("world-bank-2024").p
    out = plan(p, own, remitted, last, 1.0, inflow, 10.0, depreciation, gap)
    assert min(out[:5]) >= 0.0
    assert out.cash_purchase >= -last.cash_usd
    assert out.deposit_purchase >= -last.deposits_usd


def test_a_fifth_of_what_income_pays_in_the_long_run_is_spent_whatever_is_lost(p: Blocks) -> None:
    lost = plan(p, own=100.0, last=REST._replace(own_consumption=600.0), consumption_elasticity=1.0)
    assert lost.own_consumption == pytest.approx(0.2 * 0.9 * 100.0, rel=1e-13)
