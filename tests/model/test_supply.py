"""Supply from Russia by hand: what is lost, what is missing until it is replaced, and what it costs."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajsim.model import supply
from tajsim.model.supply import FULL, Supply, SupplyState
from tajsim.parameters.blocks import Blocks

from .conftest import SCALAR, change, path_of

RULES = {
    "fuel_import_share": 0.2,
    "fuel_russia_share": 0.5,
    "fuel_wedge": 0.4,
    "goods_wedge": 0.2,
    "fuel_replaced_at_once": 0.5,
    "goods_replaced_at_once": 0.8,
    "rerouting_speed": 0.4,
    "fuel_demand_elasticity": 0.25,
    "fuel_output_elasticity": 0.1,
    "food_import_share": 0.25,
    "national_currency_share": 0.9,
    "national_currency_protection": 0.5,
    "payment_cost": 0.1,
}
RUSSIA = 0.26  # of imports: a tenth of all is Russian fuel, 0.16 other goods, a fifth of theirs


def supplied(p: Blocks, last: SupplyState = FULL, **rules: Any) -> Supply:
    q = change(p, trade=RULES | rules, demand={"import_price_elasticity": 0.6})
    return supply.step(last=last, russia=RUSSIA, p=q.trade, demand=q.demand, xp=SCALAR)


def test_with_all_of_russias_supply_nothing_is_missing_or_dearer(p: Blocks) -> None:
    out = supplied(p)
    assert out.state == FULL
    assert out.kept == (1.0, 1.0, 1.0)
    assert (out.price, out.goods_dearer, out.pump_change, out.food_change) == (1.0, 0.0, 0.0, 0.0)
    assert (out.missing, out.spared, out.idle) == (0.0, 0.0, 0.0)


def test_a_stop_of_trade_is_missing_at_first_and_dear_for_good(p: Blocks) -> None:
    out = supplied(p, trade_friction_russia=0.5)
    # half of Russia's half of fuel and of its fifth of other goods is lost
    assert out.state.fuel_missing == pytest.approx(0.5 * 0.25, rel=1e-14)
    assert out.missing == pytest.approx(0.2 * 0.125 + 0.8 * 0.2 * 0.1, rel=1e-13)
    assert out.idle == pytest.approx(0.1 * 0.125, rel=1e-14)
    fuel, goods = 1.0 + 0.4 * 0.25, 1.0 + 0.2 * 0.1
    assert (out.state.fuel_price, out.state.goods_price) == pytest.approx((fuel, goods), rel=1e-14)
    assert out.price == pytest.approx(fuel**0.2 * goods**0.8, rel=1e-13)
    assert out.goods_dearer == pytest.approx(0.8 * math.log(goods), rel=1e-13)
    assert out.pump_change == pytest.approx(math.log(fuel) + 0.125 / 0.25, rel=1e-13)
    spared = 0.25 * 0.2 * math.log(fuel) + 0.6 * 0.8 * math.log(goods)
    assert out.spared == pytest.approx(spared, rel=1e-13)


def test_other_sellers_are_found_in_time_and_the_pump_forgets_the_shortage(p: Blocks) -> None:
    rules = {"fuel_export_ban": 1.0}
    out = supplied(p, **rules)
    missing, pump = [out.state.fuel_missing], out.pump_change
    for _ in range(60):
        out = supplied(p, out.state, **rules)
        missing.append(out.state.fuel_missing)
        pump += out.pump_change
    assert missing[:3] == pytest.approx([0.25, 0.25 * 0.6, 0.25 * 0.36], rel=1e-13)
    assert missing[-1] < 1e-12
    assert pump == pytest.approx(math.log(1.0 + 0.4 * 0.5), rel=1e-9)
    assert out.kept == (1.0, 0.0, 1.0)


def test_other_buyers_are_found_in_time_for_a_part_of_exports(p: Blocks) -> None:
    out, placed = supplied(p, trade_friction_russia=0.5, export_diversion=0.6), []
    for _ in range(40):
        placed.append(out.state.exports_placed)
        out = supplied(p, out.state, trade_friction_russia=0.5, export_diversion=0.6)
    assert placed[:2] == pytest.approx([0.4 * 0.3, (0.4 + 0.6 * 0.4) * 0.3], rel=1e-13)
    assert placed[-1] == pytest.approx(0.3, rel=1e-6)


def test_a_ban_that_ends_leaves_nothing_behind(p: Blocks) -> None:
    hit = supplied(p, fuel_export_ban=1.0)
    after = supplied(p, hit.state)
    assert after.missing == 0.0
    assert after.price == 1.0
    assert hit.pump_change + after.pump_change == pytest.approx(0.0, abs=1e-14)


def test_a_duty_on_russian_fuel_costs_no_more_than_fuel_from_elsewhere(p: Blocks) -> None:
    assert supplied(p, fuel_duty=0.3).state.fuel_price == pytest.approx(1.0 + 0.5 * 0.3, rel=1e-14)
    dear = supplied(p, fuel_duty=2.0)
    assert dear.state.fuel_price == pytest.approx(supplied(p, fuel_export_ban=1.0).state.fuel_price)
    assert dear.missing == 0.0


def test_payments_in_national_currencies_go_on_in_part(p: Blocks) -> None:
    out = supplied(p, bank_sanctions=0.6)
    left = 1.0 - 0.6 * (1.0 - 0.5 * 0.9)
    assert out.kept == pytest.approx((left, left, left), rel=1e-14)
    goods = 1.0 + 0.2 * 0.2 * (1.0 - left) + 0.1 * 0.6 * 0.2 * left
    assert out.state.goods_price == pytest.approx(goods, rel=1e-13)
    assert supplied(p, bank_sanctions=1.0, national_currency_share=0.0).kept == (0.0, 0.0, 0.0)


def test_compliance_stops_what_hangs_on_re_routed_trade_and_no_fuel(p: Blocks) -> None:
    out = supplied(p, sanctions_compliance=0.5, reexport_import_share=0.2)
    assert out.kept == pytest.approx((1.0, 1.0, 0.9), rel=1e-14)


def test_food_and_fuel_have_prices_of_their_own(p: Blocks) -> None:
    out = supplied(p, food_price_factor=1.3, fuel_price_factor=0.8)
    assert out.food_change == pytest.approx(math.log(1.3), rel=1e-14)
    assert out.pump_change == pytest.approx(math.log(0.8), rel=1e-14)
    assert out.price == pytest.approx(1.3**0.25 * 0.8**0.2, rel=1e-13)
    assert out.missing == 0.0
    assert supplied(p, fuel_price_factor=0.5).spared < 0.0 < supplied(p, fuel_price_factor=2.0).spared


@settings(deadline=None, max_examples=60)
@given(
    friction=st.floats(0.0, 0.95),
    ban=st.floats(0.0, 1.0),
    banks=st.floats(0.0, 1.0),
    russia=st.floats(0.0, 0.9),
    fuel=st.floats(0.0, 0.8),
)
def test_what_is_missing_is_a_share_whatever_is_lost(
    friction: float, ban: float, banks: float, russia: float, fuel: float
) -> None:
    rules = {"trade_friction_russia": friction, "fuel_export_ban": ban, "bank_sanctions": banks}
    p = change(path_of("kremlin-2024").p, trade=rules | {"fuel_import_share": fuel})
    out = supply.step(last=FULL, russia=russia, p=p.trade, demand=p.demand, xp=SCALAR)
    assert 0.0 <= out.missing <= russia + 1e-9
    assert 0.0 <= out.idle <= p.trade.fuel_output_elasticity
    assert out.price >= 1.0
    assert all(0.0 <= x <= 1.0 for x in out.kept)
