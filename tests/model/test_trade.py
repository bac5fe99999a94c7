from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajsim.model import supply, trade
from tajsim.model.host import HostState
from tajsim.model.trade import Partners, Sold
from tajsim.parameters.blocks import Blocks

from .conftest import SCALAR, change, path_of, quiet

BASE = Partners(russia=100.0, china=50.0, rest=300.0)
WEIGHTS = Partners(russia=0.4, china=0.25, rest=0.35)
RUSSIA = HostState(1.0, 1.0, 1.0, 90.0, 90.0, 70.0)


def sold(
    p: Blocks,
    host: HostState = RUSSIA,
    china: float = 1.0,
    rest: float = 1.0,
    log_rer: float = 0.0,
    kept: float = 1.0,
    placed: float = 0.0,
    **rules: Any,
) -> Sold:
    return trade.exports(
        base=BASE,
        host=host,
        china_demand=china,
        rest_demand=rest,
        log_rer=log_rer,
        kept=kept,
        placed=placed,
        p=change(p, trade=rules).trade,
        xp=SCALAR,
    )


def bought(p: Blocks, host: HostState = RUSSIA, total: float = 1000.0, **rules: Any) -> Partners:
    t = change(p, trade=rules).trade
    return trade.imports(
        total=total,
        weights=WEIGHTS,
        kept=supply.kept(t, SCALAR),
        host=host,
        rub_base=90.0,
        p=t,
        xp=SCALAR,
    )


def test_trade_of_2024_comes_back_when_nothing_changed(p: Blocks) -> None:
    assert sold(p).partners == pytest.approx(BASE, rel=1e-14)
    assert trade.price_lift(p.trade, SCALAR) == 1.0
    assert trade.extra_volume(p.trade) == 0.0
    assert bought(p) == pytest.approx((400.0, 250.0, 350.0), rel=1e-14)


def test_exports_follow_each_partners_demand(p: Blocks) -> None:
    out = sold(p, RUSSIA._replace(gdp=1.1), 1.2, 0.9, russia_import_elasticity=2.0)
    assert out.partners == pytest.approx((121.0, 60.0, 270.0), rel=1e-13)


def test_a_real_depreciation_raises_all_exports_by_the_elasticity(p: Blocks) -> None:
    out = sold(p, log_rer=math.log(2.0), export_price_elasticity=0.5)
    assert out.partners == pytest.approx([x * 2.0**0.5 for x in BASE], rel=1e-13)


def test_compliance_frictions_and_deals_touch_russia_alone(p: Blocks) -> None:
    out = sold(p, kept=0.9, reexport_share=0.5, sanctions_compliance=0.4)
    assert out.partners == pytest.approx((45.0 + 45.0 * 0.6, 50.0, 300.0), rel=1e-13)
    deals = sold(p, trade_deal_russia=2.5, trade_deal_china=2.0, reexport_share=0.0)
    assert deals.partners == pytest.approx((250.0, 100.0, 300.0))


def test_goods_that_pass_through_follow_russian_demand_and_no_trade_agreement(p: Blocks) -> None:
    out = sold(p, reexport_share=0.2, reexport_demand=3.0, trade_deal_russia=2.0)
    assert out.reexports == pytest.approx(60.0, rel=1e-14)
    assert out.partners.russia == pytest.approx(2.0 * 80.0 + 60.0, rel=1e-14)


def test_gold_aluminium_cotton_and_power_are_sold_beside_other_exports(p: Blocks) -> None:
    shares = {"gold_export_share": 0.3, "aluminium_export_share": 0.1, "cotton_export_share": 0.2}
    shares["electricity_export_share"] = 0.05
    more = {"gold_volume": 0.5, "aluminium_volume": 2.0, "cotton_volume": 1.5, "electricity_volume": 3.0}
    out = sold(p, **shares, **more)  # of 450 in all: -0.15, +0.1, +0.1 and +0.1
    assert out.partners == pytest.approx((100.0, 50.0, 300.0 + 0.15 * 450.0), rel=1e-14)
    priced = change(p, trade={**shares, "gold_price": 0.5, "aluminium_price": 2.0, "cotton_price": 1.5}).trade
    assert trade.price_lift(priced, SCALAR) == pytest.approx(1.0 - 0.15 + 0.1 + 0.1, rel=1e-14)


def test_frictions_never_turn_trade_negative(p: Blocks) -> None:
    rules = {"reexport_share": 1.0, "reexport_import_share": 1.0, "sanctions_compliance": 1.0}
    assert sold(p, kept=0.05, **rules).partners.russia == 0.0
    rules |= {"trade_friction_russia": 0.95, "fuel_export_ban": 1.0}
    assert bought(p, **rules).russia == 0.0
    assert bought(p, **rules).total == pytest.approx(1000.0, rel=1e-14)


def test_a_weak_rouble_makes_russian_goods_cheap_and_raises_their_share(p: Blocks) -> None:
    out = bought(p, RUSSIA._replace(rub_per_usd=180.0), partner_substitution=2.0)
    # the price halves, so the weight doubles: 0.8 of 1.4
    assert out == pytest.approx((800.0 / 1.4, 250.0 / 1.4, 350.0 / 1.4), rel=1e-13)


def test_russian_inflation_undoes_a_weak_rouble(p: Blocks) -> None:
    both = RUSSIA._replace(rub_per_usd=180.0, prices=2.0)
    assert bought(p, both) == pytest.approx(bought(p), rel=1e-13)


def test_with_unit_substitution_shares_are_constant(p: Blocks) -> None:
    out = bought(p, RUSSIA._replace(rub_per_usd=300.0), partner_substitution=1.0)
    assert out == pytest.approx(bought(p), rel=1e-14)


def dearer(p: Blocks, share: float, rouble: float = 0.0, **drivers: float) -> float:
    given = quiet(p)._replace(**{"import_price_inflation": 2.0, "russia_inflation": 6.0} | drivers)
    return trade.import_inflation(
        drivers=given, rouble_change=rouble, p=change(p, trade={"import_rouble_share": share}).trade
    )


def test_a_part_of_import_prices_is_in_roubles(p: Blocks) -> None:
    assert dearer(p, 0.25) == pytest.approx(0.75 * 2.0 + 0.25 * 6.0, rel=1e-14)
    # the rouble loses 2 % in the quarter: 8 % a year off what Russian goods cost in dollars
    assert dearer(p, 0.25, rouble=0.02) == pytest.approx(0.75 * 2.0 + 0.25 * (6.0 - 8.0), rel=1e-14)
    assert dearer(p, 1.0, rouble=0.015) == pytest.approx(0.0, abs=1e-14)


def test_without_goods_priced_in_roubles_imports_cost_what_the_world_asks(p: Blocks) -> None:
    assert dearer(p, 0.0, rouble=0.5, russia_inflation=30.0) == 2.0


@settings(deadline=None, max_examples=60)
@given(
    total=st.floats(1.0, 1e6),
    rub=st.floats(1.0, 1e4),
    prices=st.floats(0.1, 10.0),
    friction=st.floats(0.0, 0.95),
    deal=st.floats(0.01, 20.0),
)
def test_partners_always_add_up_to_the_total(
    total: float, rub: float, prices: float, friction: float, deal: float
) -> None:
    p = path_of("world-bank-2024").p
    host = RUSSIA._replace(rub_per_usd=rub, prices=prices)
    out = bought(p, host, total, trade_friction_russia=friction, trade_deal_china=deal)
    assert out.total == pytest.approx(total, rel=1e-12)
    assert min(out) >= 0.0


def test_deals_and_frictions_shift_imports_to_a_partner_at_the_cost_of_the_others(p: Blocks) -> None:
    # weights 0.4 x 2 and 0.25 x 3 beside 0.35: of 1.9 in all
    out = bought(p, trade_deal_russia=2.0, trade_deal_china=3.0)
    assert out == pytest.approx((1000.0 * 0.8 / 1.9, 1000.0 * 0.75 / 1.9, 1000.0 * 0.35 / 1.9), rel=1e-13)
    rules = {"reexport_import_share": 0.5, "sanctions_compliance": 0.4, "trade_friction_russia": 0.3}
    rules |= {"fuel_russia_share": 0.5, "fuel_import_share": 0.2}
    # of 0.4 a tenth of all imports is fuel, of which 0.7 are left, and three tenths other goods: 0.7 - 0.2
    russia = 0.1 * 0.7 + 0.3 * 0.5
    assert bought(p, **rules) == pytest.approx([1000.0 * x / (russia + 0.6) for x in (russia, 0.25, 0.35)])


def test_gold_bought_at_home_is_a_share_of_the_gold_there_is(p: Blocks) -> None:
    rules = {"gold_bought_share": 0.5, "gold_export_share": 0.3, "gold_volume": 2.0, "gold_price": 1.2}
    bought_ = trade.gold_bought(base=BASE, unit=0.1, p=change(p, trade=rules).trade)
    assert bought_ == pytest.approx(0.5 * 0.3 * 2.0 * 1.2 * 45.0, rel=1e-14)
    assert trade.gold_bought(base=BASE, unit=0.1, p=p.trade) == 0.0


def test_what_russia_no_longer_buys_others_take_in_part_and_never_twice(p: Blocks) -> None:
    out = sold(p, kept=0.3, placed=0.2, reexport_share=0.25)
    assert out.partners == pytest.approx((30.0, 50.0, 300.0 + 0.2 * 75.0), rel=1e-14)
    again = sold(p, kept=0.9, placed=0.2, reexport_share=0.25)  # Russia buys again before they have left
    assert again.partners == pytest.approx((90.0, 50.0, 300.0 + 0.1 * 75.0), rel=1e-14)
