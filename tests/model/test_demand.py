from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajsim.model.demand import (
    Components,
    GdpByExpenditure,
    business_investment,
    content_drift,
    content_effect,
    delivered,
    output,
    replaced_at_home,
)
from tajsim.parameters.blocks import Blocks

from .conftest import SCALAR, change, path_of

PLANNED = Components(
    own=600.0,
    remitted=400.0,
    housing=100.0,
    business=200.0,
    government=150.0,
    public_investment=50.0,
    exports=120.0,
)
CONTENTS = Components(
    own=0.3, remitted=0.55, housing=0.3, business=0.6, government=0.1, public_investment=0.5, exports=0.2
)
WANTED = 180.0 + 220.0 + 30.0 + 120.0 + 15.0 + 25.0 + 24.0


def out(
    p: Blocks,
    payable: float = 1e9,
    effect: float = 1.0,
    planned: Components = PLANNED,
    drift: float = 1.0,
    missing: float = 0.0,
) -> GdpByExpenditure:
    p = change(p, demand={"subsistence_imports": 0.25})
    return output(
        planned=planned,
        contents=CONTENTS,
        effect=effect,
        drift=drift,
        imports_payable=payable,
        missing=missing,
        p=p.demand,
        xp=SCALAR,
    )


def test_imports_follow_the_content_of_each_component(p: Blocks) -> None:
    made = out(p)
    assert made.imports == pytest.approx(WANTED, rel=1e-14)
    assert made.imports_wanted == made.imports
    assert made.demand == PLANNED
    assert made.gdp == pytest.approx(sum(PLANNED) - WANTED, rel=1e-14)


def test_a_lower_content_turns_the_same_demand_to_home_goods(p: Blocks) -> None:
    dear = out(p, effect=0.5)
    assert dear.imports == pytest.approx(0.5 * WANTED, rel=1e-14)
    assert dear.gdp == pytest.approx(sum(PLANNED) - 0.5 * WANTED, rel=1e-14)


def test_the_price_effect_has_the_declared_elasticity(p: Blocks) -> None:
    p = change(p, demand={"import_price_elasticity": 0.6})
    assert content_effect(dearer=0.0, output_gap=0.0, p=p.demand, xp=SCALAR) == 1.0
    assert content_effect(dearer=math.log(2.0), output_gap=0.0, p=p.demand, xp=SCALAR) == pytest.approx(
        2.0**-0.6, rel=1e-14
    )


def test_the_drift_moves_the_contents_of_what_home_output_pays_for(p: Blocks) -> None:
    made = out(p, drift=0.9)
    abroad = 220.0 + 30.0  # consumption and housing paid by remittances
    assert made.imports == pytest.approx(abroad + 0.9 * (WANTED - abroad), rel=1e-14)
    assert made.gdp == pytest.approx(sum(PLANNED) - made.imports, rel=1e-14)


@pytest.mark.parametrize("elasticity", [0.5, 0.8, 1.0, 1.3])
def test_the_drift_gives_these_imports_the_declared_elasticity_to_output(
    p: Blocks, elasticity: float
) -> None:
    p = change(p, demand={"import_output_elasticity": elasticity})
    drift = content_drift(potential_growth=math.log(2.0), p=p.demand, xp=SCALAR)
    assert math.log(2.0 * drift) / math.log(2.0) == pytest.approx(elasticity, rel=1e-13)
    assert content_drift(potential_growth=0.0, p=p.demand, xp=SCALAR) == 1.0


def kept(p: Blocks, felt: float, replacement: float, elasticity: float = 0.6) -> Components:
    rules = {"import_replacement": replacement, "import_price_elasticity": elasticity}
    return replaced_at_home(
        planned=PLANNED, contents=CONTENTS, dearer=felt, p=change(p, demand=rules).demand, xp=SCALAR
    )


def test_of_dearer_imports_a_part_is_replaced_and_the_rest_forgone(p: Blocks) -> None:
    # twice the price at an elasticity of one: half of the imports go, of which three quarters are forgone
    assert kept(p, math.log(2.0), 0.25, 1.0) == pytest.approx(
        [x * (1.0 - c * 0.375) for x, c in zip(PLANNED[:6], CONTENTS[:6], strict=True)] + [120.0, 0.0, 0.0],
        rel=1e-13,
    )


def test_with_full_replacement_or_the_prices_of_2024_demand_is_as_planned(p: Blocks) -> None:
    assert kept(p, 0.7, 1.0) == PLANNED
    assert kept(p, 0.0, 0.3) == PLANNED


@pytest.mark.parametrize("felt", [-0.4, -0.05, 0.05, 0.4])
@pytest.mark.parametrize("replacement", [0.0, 0.3, 1.0])
def test_home_output_gains_the_part_of_imports_that_it_replaces(
    p: Blocks, felt: float, replacement: float
) -> None:
    """Dearer imports: output rises by the replaced part of what is not bought abroad, to first order."""
    demand = kept(p, felt, replacement)
    effect = content_effect(
        dearer=felt, output_gap=0.0, p=change(p, demand={"import_price_elasticity": 0.6}).demand, xp=SCALAR
    )
    before, after = out(p), out(p, effect=effect, planned=demand)
    at_home = sum(c * x for c, x in zip(CONTENTS[:6], PLANNED[:6], strict=True)) * (1.0 - effect)
    exports = CONTENTS.exports * PLANNED.exports * (1.0 - effect)  # made at home from home goods
    second = sum(
        c * (x - y) * effect for c, x, y in zip(CONTENTS[:6], PLANNED[:6], demand[:6], strict=True)
    )  # imports of what is not bought at all
    expected = replacement * at_home + exports + second
    assert after.gdp - before.gdp == pytest.approx(expected, rel=1e-10)


def test_exports_and_stocks_are_sold_whatever_imports_cost_and_some_demand_stays(p: Blocks) -> None:
    planned = PLANNED._replace(stocks=30.0)
    rules = {"import_replacement": 0.0, "import_price_elasticity": 3.0}
    full = Components(*([1.0] * 7))
    poor = replaced_at_home(
        planned=planned, contents=full, dearer=5.0, p=change(p, demand=rules).demand, xp=SCALAR
    )
    assert (poor.exports, poor.stocks) == (120.0, 30.0)
    assert poor[:6] == pytest.approx([0.2 * x for x in planned[:6]], rel=1e-13)


@pytest.mark.parametrize("stocks", [-60.0, 80.0])
def test_stocks_are_imported_whole_and_leave_output_alone(p: Blocks, stocks: float) -> None:
    made = out(p, planned=PLANNED._replace(stocks=stocks), effect=0.8, drift=0.9)
    without = out(p, effect=0.8, drift=0.9)
    assert made.imports == pytest.approx(without.imports + stocks, rel=1e-13)
    assert made.gdp == pytest.approx(without.gdp, rel=1e-13)
    assert made.demand == without.demand._replace(stocks=stocks)


def test_a_shortage_of_dollars_cuts_stocks_with_the_rest(p: Blocks) -> None:
    planned = PLANNED._replace(stocks=50.0)
    short = out(p, payable=WANTED + 50.0 - 120.0, planned=planned)  # a fifth of private imports of 600
    assert short.demand.stocks == pytest.approx(40.0, rel=1e-13)
    assert short.gdp == pytest.approx(out(p).gdp, rel=1e-13)


def test_a_component_is_never_all_imports(p: Blocks) -> None:
    flooded = out(p, effect=100.0)
    assert flooded.imports == pytest.approx(0.95 * sum(PLANNED), rel=1e-14)
    assert flooded.gdp > 0.0


def test_a_shortage_of_dollars_cuts_private_imports_and_spares_home_output(p: Blocks) -> None:
    free, short = out(p), out(p, payable=WANTED - 110.0)
    assert short.imports == pytest.approx(WANTED - 110.0, rel=1e-13)
    assert short.imports_wanted == free.imports_wanted
    assert short.gdp == pytest.approx(free.gdp, rel=1e-13)
    # private imports of 550 lose a fifth, each component in proportion to what it imports
    assert short.demand == pytest.approx((564.0, 356.0, 94.0, 176.0, 150.0, 50.0, 120.0, 0.0, 0.0), rel=1e-13)


def test_subsistence_and_public_imports_are_never_cut(p: Blocks) -> None:
    assert out(p, payable=0.0).imports == pytest.approx(WANTED - 0.75 * 550.0, rel=1e-13)


def private_imports(planned: Components, effect: float) -> float:
    return sum(min(c * effect, 0.95) * x for c, x in zip(CONTENTS[:4], planned[:4], strict=True))


@settings(deadline=None, max_examples=80)
@given(
    amounts=st.tuples(*[st.floats(1.0, 1e6)] * 7), payable=st.floats(0.0, 5e6), effect=st.floats(0.01, 9.0)
)
def test_imports_are_rationed_to_what_is_payable_but_for_subsistence(
    amounts: tuple[float, ...], payable: float, effect: float
) -> None:
    p, planned = path_of("kremlin-2024").p, Components(*amounts)
    made, free = out(p, payable, effect, planned), out(p, 1e12, effect, planned)
    least = free.imports - 0.75 * private_imports(planned, effect)
    assert made.imports == pytest.approx(min(free.imports, max(payable, least)), rel=1e-9)
    assert made.gdp == pytest.approx(free.gdp, rel=1e-9, abs=1e-6)
    assert min(made.demand) >= 0.0


def invest(
    p: Blocks,
    last: float = 100.0,
    gdp: float = 1000.0,
    tightness: float = 0.0,
    cheapness: float = 1.0,
    trend: float = 0.0,
) -> float:
    rules = {
        "investment_supply_weight": 0.5,
        "investment_adjustment": 0.2,
        "credit_investment_effect": 0.6,
    }
    q = change(p, demand=rules).demand
    return business_investment(
        last=last,
        gdp_last=gdp,
        potential=1000.0,
        ratio=0.1,
        tightness=tightness,
        cheapness=cheapness,
        trend=trend,
        p=q,
        xp=SCALAR,
    )


def test_dear_credit_lowers_wanted_investment(p: Blocks) -> None:
    assert invest(p, cheapness=0.9) == pytest.approx(100.0 - 0.2 * 10.0, rel=1e-14)


def test_investment_moves_a_part_of_the_way_to_its_normal_ratio(p: Blocks) -> None:
    assert invest(p) == pytest.approx(100.0, rel=1e-14)
    assert invest(p, last=50.0) == pytest.approx(60.0, rel=1e-14)


def test_investors_expect_output_between_actual_and_potential(p: Blocks) -> None:
    assert invest(p, gdp=800.0) == pytest.approx(100.0 + 0.2 * (90.0 - 100.0), rel=1e-14)


def test_investment_grows_with_the_trend_before_it_adjusts(p: Blocks) -> None:
    assert invest(p, trend=0.01) == pytest.approx(101.0, rel=1e-14)
    assert invest(p, last=50.0, trend=0.01) == pytest.approx(60.5, rel=1e-14)


def test_tight_credit_lowers_investment(p: Blocks) -> None:
    assert invest(p, tightness=1.0) == pytest.approx(100.0 + 0.2 * (40.0 - 100.0), rel=1e-14)


def test_beyond_capacity_demand_turns_to_imports_and_slack_wins_back_what_home_output_replaces(
    p: Blocks,
) -> None:
    p = change(p, demand={"capacity_import_elasticity": 1.5, "import_replacement": 0.3})
    assert content_effect(dearer=0.0, output_gap=0.1, p=p.demand, xp=SCALAR) == pytest.approx(
        math.exp(0.15), rel=1e-14
    )
    assert content_effect(dearer=0.0, output_gap=-0.1, p=p.demand, xp=SCALAR) == pytest.approx(
        math.exp(-0.045), rel=1e-14
    )


def test_what_cannot_be_had_is_cut_like_what_cannot_be_paid_and_leaves_output_alone(p: Blocks) -> None:
    made, scarce = out(p), out(p, missing=0.1)
    assert scarce.imports == pytest.approx(0.9 * made.imports, rel=1e-13)
    assert scarce.imports_wanted == made.imports_wanted
    assert scarce.gdp == pytest.approx(made.gdp, rel=1e-13)
    private = 180.0 + 220.0 + 30.0 + 120.0
    assert scarce.demand.own == pytest.approx(600.0 - 180.0 * 0.1 * WANTED / private, rel=1e-13)
    assert scarce.demand.exports == 120.0
    # the shorter of the two decides, and cheaper needs are bought more
    assert out(p, payable=0.8 * WANTED, missing=0.1).imports == pytest.approx(0.8 * WANTED, rel=1e-13)
    assert out(p, missing=-0.05).imports == pytest.approx(1.05 * WANTED, rel=1e-13)


def test_goods_that_pass_through_earn_their_margin(p: Blocks) -> None:
    contents = CONTENTS._replace(reexports=0.9)
    made = output(
        planned=PLANNED._replace(reexports=50.0),
        contents=contents,
        effect=0.8,
        drift=0.9,
        imports_payable=1e9,
        missing=0.0,
        p=p.demand,
        xp=SCALAR,
    )
    without = out(p, effect=0.8, drift=0.9)
    assert made.imports == pytest.approx(without.imports + 45.0, rel=1e-13)
    assert made.gdp == pytest.approx(without.gdp + 5.0, rel=1e-13)


def test_for_want_of_fuel_less_is_made_and_moved(p: Blocks) -> None:
    plan = PLANNED._replace(stocks=30.0, reexports=20.0)
    made = delivered(planned=plan, idle=0.04)
    assert made[:4] == pytest.approx([0.96 * x for x in plan[:4]], rel=1e-14)
    assert made.exports == pytest.approx(0.96 * 120.0, rel=1e-14)
    assert made[4:6] == plan[4:6]
    assert (made.stocks, made.reexports) == (30.0, 20.0)
