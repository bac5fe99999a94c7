from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajsim.model.external import ExchangeRate, available, balance, exchange_rate, sold_by_holders
from tajsim.parameters.blocks import Blocks

from .conftest import SCALAR, change, path_of

RULES: dict[str, Any] = {
    "reserve_floor_months": 3.0,
    "reserve_comfort_months": 6.0,
    "intervention_share": 0.5,
    "pressure_elasticity": 0.4,
    "rouble_comovement": 0.2,
    "rouble_catch_up": 0.05,
    "inflation_crawl": 0.8,
    "accumulation_share": 0.75,
    "reserve_excess_months": 6.0,
    "excess_restraint": 0.5,
    "buffer_use": 0.1,
    "medium_term_balance": 0.06,
    "hold_multiple": 0.0,
    "hold_width": 0.03,
}


def quote(
    p: Blocks,
    inflow: float = 100.0,
    reserves: float = 200.0,
    normal: float = 0.0,
    rouble: float = 0.0,
    gap: float = 0.0,
    core: float = 0.005,
    dollar: float = 2.0,
    add: float = 0.0,
    **rules: float,
) -> ExchangeRate:
    """The rate when 100 million dollars were imported a quarter and a dollar cost ten somoni.

    Prices at home and in dollars rise alike, by 2 % a year, unless said otherwise, and the rate is not held.
    """
    external = change(p, external=RULES | rules).external
    return exchange_rate(
        last_rate=10.0,
        inflow=inflow,
        imports_last=100.0,
        imports_year=400.0,
        normal_balance=normal,
        reserves_last=reserves,
        rouble_change=rouble,
        rouble_gap=gap,
        core_inflation=core,
        normal_inflation=dollar,
        add_factor=add,
        p=external,
        xp=SCALAR,
    )


def test_the_rate_rests_when_inflows_are_normal(p: Blocks) -> None:
    assert quote(p).rate == 10.0
    assert quote(p, inflow=125.0, normal=0.25).depreciation == 0.0


def test_unmet_pressure_weakens_the_somoni(p: Blocks) -> None:
    comfortable = quote(p, inflow=80.0)
    assert comfortable.met == 0.5
    assert comfortable.depreciation == pytest.approx(0.4 * 0.5 * 0.2, rel=1e-12)
    assert comfortable.rate == pytest.approx(10.0 * math.exp(0.04), rel=1e-12)


@pytest.mark.parametrize(("months", "met"), [(2.0, 0.0), (3.0, 0.0), (4.5, 0.25), (6.0, 0.5), (9.0, 0.5)])
def test_the_central_bank_sells_only_above_its_floor(p: Blocks, months: float, met: float) -> None:
    out = quote(p, inflow=80.0, reserves=months * 100.0 / 3.0)
    assert out.met == pytest.approx(met, abs=1e-12)
    assert out.depreciation == pytest.approx(0.4 * (1.0 - met) * 0.2, rel=1e-12)


def test_the_somoni_moves_with_the_rouble_and_with_judgement(p: Blocks) -> None:
    assert quote(p, rouble=0.3).depreciation == pytest.approx(0.06, rel=1e-12)
    assert quote(p, add=0.01).depreciation == pytest.approx(0.01, rel=1e-12)


def test_it_follows_the_rouble_later_while_that_is_off_its_reference(p: Blocks) -> None:
    assert quote(p, gap=0.3).depreciation == pytest.approx(0.05 * 0.3, rel=1e-12)
    assert quote(p, gap=-0.3).depreciation == pytest.approx(-0.05 * 0.3, rel=1e-12)
    assert quote(p, gap=0.3, rouble_catch_up=0.0).depreciation == 0.0


def test_it_crawls_with_what_prices_at_home_rise_more(p: Blocks) -> None:
    # 8 % a year at home, 2 % in dollars: 1.5 % a quarter, of which 0.8
    assert quote(p, core=0.02, dollar=2.0).depreciation == pytest.approx(0.8 * 0.015, rel=1e-12)
    assert quote(p, core=0.005, dollar=6.0).depreciation == pytest.approx(-0.8 * 0.01, rel=1e-12)
    assert quote(p, core=0.02, inflation_crawl=0.0).depreciation == 0.0


def test_what_moves_the_somoni_adds_up(p: Blocks) -> None:
    causes = {"inflow": 80.0, "rouble": 0.3, "gap": 0.2, "core": 0.02, "add": -0.01}
    apart = sum(quote(p, **{name: value}).depreciation for name, value in causes.items())
    assert quote(p, **causes).depreciation == pytest.approx(apart, rel=1e-12)


@pytest.mark.parametrize("reserves", [1.0, 200.0])
def test_a_surplus_strengthens_it_but_for_what_is_bought(p: Blocks, reserves: float) -> None:
    out = quote(p, inflow=120.0, reserves=reserves)
    assert out.depreciation == pytest.approx(-0.4 * 0.25 * 0.2, rel=1e-12)
    assert out.rate < 10.0


@pytest.mark.parametrize(("inflow", "limit"), [(-1e6, 0.5), (1e6, -0.25)])
def test_a_quarter_moves_the_rate_within_bounds(p: Blocks, inflow: float, limit: float) -> None:
    assert quote(p, inflow=inflow).depreciation == limit


HELD = {"hold_multiple": 1.6}


def test_with_ample_inflows_and_cover_the_rate_is_held_and_only_crawls(p: Blocks) -> None:
    """At twice the norm of 6 % of imports inflows are ample by 1 / (1 + exp(-2))."""
    causes = {"inflow": 112.0, "normal": 0.2, "rouble": 0.3, "gap": 0.2, "core": 0.02}
    free, out = quote(p, **causes), quote(p, **causes, **HELD)
    hold, crawl = 1.6 * 0.5 / (1.0 + math.exp(-2.0)), 0.8 * 0.015
    assert out.hold == pytest.approx(hold, rel=1e-12)
    assert out.depreciation == pytest.approx((1.0 - hold) * (free.depreciation - crawl) + crawl, rel=1e-12)
    assert out.met == pytest.approx(1.0 - 0.5 * (1.0 - hold), rel=1e-12)
    assert (free.hold, free.met) == (0.0, 0.5)


def test_what_a_surplus_does_to_the_rate_is_the_share_that_is_bought(p: Blocks) -> None:
    out = quote(p, inflow=120.0, **HELD)
    assert out.hold > 0.7
    assert (
        out.depreciation == quote(p, inflow=120.0).depreciation == pytest.approx(-0.4 * 0.25 * 0.2, rel=1e-12)
    )


@pytest.mark.parametrize(
    ("inflow", "months"), [(106.0, 9.0), (100.0, 9.0), (60.0, 9.0), (112.0, 3.0), (112.0, 4.5)]
)
def test_hold_fades_with_inflows_and_with_cover(p: Blocks, inflow: float, months: float) -> None:
    reserves = months * 100.0 / 3.0
    more = quote(p, inflow=112.0, reserves=9.0 * 100.0 / 3.0, **HELD)
    less = quote(p, inflow=inflow, reserves=reserves, **HELD)
    ample = 1.0 / (1.0 + math.exp((6.0 - (inflow - 100.0)) / 3.0))
    ready = 0.5 * min(max((months - 3.0) / 3.0, 0.0), 1.0)
    assert less.hold == pytest.approx(1.6 * ready * ample, rel=1e-9)
    assert less.hold < more.hold


def test_all_of_a_move_can_be_held_and_no_more(p: Blocks) -> None:
    out = quote(p, inflow=1e6, rouble=0.3, normal=1e5, hold_multiple=9.0)
    assert (out.hold, out.depreciation, out.met) == (1.0, 0.0, 1.0)
    for inflow in (-1e9, 1e9):
        assert quote(p, inflow=inflow, **HELD).rate > 0.0


def test_a_central_bank_that_never_sells_does_not_hold_the_rate(p: Blocks) -> None:
    assert quote(p, inflow=150.0, intervention_share=0.0, hold_multiple=2.0).hold == 0.0


def test_the_larger_a_loss_of_inflows_the_weaker_the_somoni(p: Blocks) -> None:
    """Also where the rate is held: hold fades by less than the loss grows."""
    moves = [quote(p, inflow=x, normal=0.2, rouble=0.1, **HELD).depreciation for x in range(130, 60, -2)]
    assert moves == sorted(moves)


def test_reserves_take_what_is_left() -> None:
    out = balance(
        reserves_last=1000.0,
        exports=200.0,
        imports=900.0,
        income_and_transfers=500.0,
        capital=150.0,
        private_outflow=30.0,
        xp=SCALAR,
    )
    assert out.current_account == -200.0
    assert out.reserves == 1000.0 - 200.0 + 150.0 - 30.0
    assert out.reserve_change == -80.0
    assert out.emergency_loan == 0.0


def test_what_reserves_cannot_pay_is_lent_to_the_state() -> None:
    out = balance(
        reserves_last=100.0,
        exports=0.0,
        imports=500.0,
        income_and_transfers=50.0,
        capital=20.0,
        private_outflow=0.0,
        xp=SCALAR,
    )
    assert (out.reserves, out.emergency_loan) == (0.0, 330.0)


money = st.floats(-1e5, 1e5)


@settings(deadline=None, max_examples=80)
@given(reserves=st.floats(0.0, 1e5), flows=st.tuples(*[money] * 5))
def test_reserves_are_never_negative_and_every_dollar_is_found(
    reserves: float, flows: tuple[float, float, float, float, float]
) -> None:
    exports, imports, transfers, capital, outflow = flows
    out = balance(
        reserves_last=reserves,
        exports=exports,
        imports=imports,
        income_and_transfers=transfers,
        capital=capital,
        private_outflow=outflow,
        xp=SCALAR,
    )
    assert out.reserves >= 0.0
    assert out.emergency_loan >= 0.0
    assert min(out.reserves, out.emergency_loan) == 0.0
    financed = out.current_account + capital + out.emergency_loan - outflow
    assert out.reserve_change == pytest.approx(financed, abs=1e-9)


def payable(
    p: Blocks,
    reserves: float,
    inflows: float = 40.0,
    outflow: float = 0.0,
    cash: float = 0.0,
    use: float = 0.1,
) -> float:
    """What can be paid when 90 million dollars were imported a quarter: the floor is 90 million."""
    external = change(p, external=RULES | {"buffer_use": use}).external
    return available(
        reserves_last=reserves,
        imports_year=360.0,
        cash=cash,
        inflows=inflows,
        private_outflow=outflow,
        p=external,
        xp=SCALAR,
    )


def test_imports_are_paid_from_inflows_and_reserves_above_the_floor(p: Blocks) -> None:
    assert payable(p, 90.0, use=0.0) == pytest.approx(40.0, rel=1e-12)
    assert payable(p, 30.0, use=0.0) == pytest.approx(40.0, rel=1e-12)
    assert payable(p, 150.0, use=0.0) == pytest.approx(40.0 + 60.0, rel=1e-12)
    assert payable(p, 90.0, outflow=15.0, use=0.0) == pytest.approx(25.0, rel=1e-12)
    assert payable(p, 150.0, cash=1000.0, use=0.0) == payable(p, 150.0, use=0.0)


def test_a_part_of_the_reserves_below_the_floor_and_of_dollar_cash_pays_too(p: Blocks) -> None:
    assert payable(p, 30.0) == pytest.approx(40.0 + 0.1 * 30.0, rel=1e-12)
    assert payable(p, 150.0, cash=200.0) == pytest.approx(40.0 + 60.0 + 0.1 * (90.0 + 200.0), rel=1e-12)
    assert payable(p, 150.0, cash=200.0, use=1.0) == pytest.approx(40.0 + 150.0 + 200.0, rel=1e-12)
    assert payable(p, 0.0) == pytest.approx(40.0, rel=1e-12)


def test_nothing_can_be_paid_when_more_is_taken_out(p: Blocks) -> None:
    assert payable(p, 0.0, inflows=40.0, outflow=90.0) == 0.0


def sold(gap: float, reserves: float = 1e6, cash: float = 1000.0, met: float = 0.6) -> float:
    return sold_by_holders(gap=gap, reserves_last=reserves, cash=cash, met=met, bought=0.75, xp=SCALAR)


def test_holders_of_cash_sell_what_the_central_bank_does_not() -> None:
    assert sold(-100.0) == pytest.approx(40.0, rel=1e-12)
    assert sold(-100.0, met=0.0) == pytest.approx(100.0, rel=1e-12)
    assert sold(-100.0, met=1.0) == 0.0


def test_holders_sell_no_more_than_they_have() -> None:
    assert sold(-100.0, cash=25.0) == 25.0
    assert sold(-100.0, cash=0.0) == 0.0


def test_what_reserves_cannot_pay_is_asked_of_holders_first() -> None:
    assert sold(-100.0, reserves=10.0, met=1.0) == pytest.approx(90.0, rel=1e-12)
    assert sold(-100.0, reserves=10.0, met=0.0) == pytest.approx(100.0, rel=1e-12)


def test_holders_keep_what_the_central_bank_does_not_buy() -> None:
    assert sold(100.0) == pytest.approx(-25.0, rel=1e-12)
    assert sold(0.0) == 0.0


@pytest.mark.parametrize(
    ("months", "bought"), [(2.0, 0.75), (6.0, 0.75), (9.0, 0.65625), (12.0, 0.375), (15.0, 0.375)]
)
def test_the_more_cover_exceeds_what_is_comfortable_the_less_is_bought(
    p: Blocks, months: float, bought: float
) -> None:
    found = quote(p, inflow=120.0, reserves=months * 400.0 / 12.0)
    assert found.bought == pytest.approx(bought, rel=1e-12)
    assert found.depreciation == pytest.approx(-0.4 * (1.0 - bought) * 0.2, rel=1e-12)


def test_less_cover_means_a_weaker_somoni_all_else_equal() -> None:
    p = path_of("world-bank-2024").p
    rates = [quote(p, inflow=70.0, reserves=r).rate for r in (50.0, 120.0, 160.0, 400.0)]
    assert rates == sorted(rates, reverse=True)
    assert rates[0] > rates[-1]
