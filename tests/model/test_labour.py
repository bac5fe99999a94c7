from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajsim.model.labour import LabourMarket, LabourState, Returnees, returnees, step
from tajsim.parameters.blocks import Blocks

from .conftest import SCALAR, change, path_of

START = LabourState(
    labour_force=1000.0,
    employment=900.0,
    wage=2000.0,
    waiting=0.0,
    served=0.0,
    effective_growth=0.0,
    seeking=0.0,
    paid=900.0,
)
RULES: dict[str, Any] = {
    "absorption_nine_months": 1.0 - 0.9**3,  # a tenth a quarter
    "employment_output_elasticity": 0.4,
    "wage_slack_elasticity": 0.2,
    "productivity_growth": 4.0,
    "reintegration_coverage": 0.0,
    "reintegration_placement": 0.5,
    "reintegration_cost": 10_000.0,
    "displacement_share": 0.0,
    "returnee_pay": 1.0,
}


def looking(
    p: Blocks,
    force: float = 1000.0,
    last: LabourState = START,
    normal: float = 0.0,
    usual: float = 0.0,
    **rules: Any,
) -> Returnees:
    """Returnees of a quarter; all of them find work in the end unless some are `usual`ly without."""
    q = change(p, labour={**RULES, **rules}).labour
    return returnees(
        last=last,
        normal_force=force,
        back_home=0.0,
        normal_growth=normal,
        unemployment_base=usual,
        p=q,
        xp=SCALAR,
    )


def quarter(
    p: Blocks,
    force: float = 1000.0,
    last: LabourState = START,
    normal: float = 0.0,
    output: float = 0.0,
    prices: float = 0.0,
    trend: float = 0.0,
    usual: float = 0.0,
    **rules: Any,
) -> LabourMarket:
    q = change(p, labour={**RULES, **rules}).labour
    return step(
        last=last,
        returned=looking(p, force, last, normal, usual, **rules),
        normal_growth=normal,
        output_change=output,
        price_change=prices,
        unemployment_base=0.1,
        trend_output=trend,
        p=q,
        xp=SCALAR,
    )


def test_nothing_changes_but_wages_in_a_quiet_quarter(p: Blocks) -> None:
    out = quarter(p)
    assert out.state[:2] == (1000.0, 900.0)
    assert out.unemployment == pytest.approx(0.1, rel=1e-12)
    assert out.state.wage == pytest.approx(2000.0 * math.exp(0.01), rel=1e-13)
    assert looking(p).programme_cost == 0.0


def test_normal_growth_is_employed_as_before(p: Blocks) -> None:
    out = quarter(p, force=1010.0, normal=0.01)
    assert out.state.employment == pytest.approx(909.0, rel=1e-12)
    assert out.state.waiting == pytest.approx(0.0, abs=1e-9)


def test_returnees_are_absorbed_a_part_a_quarter(p: Blocks) -> None:
    first = quarter(p, force=1100.0)
    assert first.state.employment == pytest.approx(910.0, rel=1e-12)
    assert first.state.waiting == pytest.approx(90.0, rel=1e-12)
    assert first.unemployment == pytest.approx(190.0 / 1100.0, rel=1e-12)
    state = first.state
    for _ in range(2):
        state = quarter(p, force=1100.0, last=state).state
    # after three quarters, nine months, the declared share has a place
    assert 1.0 - state.waiting / 100.0 == pytest.approx(1.0 - 0.9**3, rel=1e-12)
    assert state.employment == pytest.approx(900.0 + 100.0 - state.waiting, rel=1e-12)


def test_in_the_end_as_many_returnees_as_others_are_without_work(p: Blocks) -> None:
    """Never fewer: who comes home makes no labour market tighter than it was."""
    state, rates = START, []
    for _ in range(80):
        out = quarter(p, force=1100.0, last=state, usual=0.1)
        state = out.state
        rates.append(out.unemployment)
    assert rates == sorted(rates, reverse=True)
    assert rates[0] == pytest.approx((100.0 + 100.0 - 9.0) / 1100.0)
    assert 0.1 < rates[-1] < 0.1001


def test_returnees_who_do_not_look_for_work_are_idle_as_well(p: Blocks) -> None:
    q = change(p, labour={**RULES, "returnee_participation": 0.8}).labour
    found = returnees(
        last=START, normal_force=1000.0, back_home=100.0, normal_growth=0.0, unemployment_base=0.1, p=q,
        xp=SCALAR,
    )  # fmt: skip
    assert found.labour_force == pytest.approx(1080.0)
    assert found.waiting == pytest.approx(80.0 * 0.9 * 0.9)
    assert found.idle == pytest.approx(found.waiting + 20.0)


def test_three_of_ten_who_find_a_place_take_that_of_somebody_else(p: Blocks) -> None:
    """Those look in turn, so that in the end as many are without work as before."""
    rules = {"displacement_share": 0.3, "usual": 0.1}
    first = quarter(p, force=1100.0, **rules)
    assert first.state.employment == pytest.approx(900.0 + 90.0 * 0.1 * 0.7, rel=1e-12)
    assert first.state.seeking == pytest.approx(90.0 * 0.9, rel=1e-12)
    assert first.state.waiting == pytest.approx(90.0 * (1.0 - 0.07), rel=1e-12)
    state, rates = START, []
    for _ in range(120):
        out = quarter(p, force=1100.0, last=state, **rules)
        state = out.state
        rates.append(out.unemployment)
        assert state.employment == pytest.approx(990.0 - state.waiting, rel=1e-12)
    assert rates == sorted(rates, reverse=True)
    assert 0.1 < rates[-1] < 0.1001
    assert state.seeking < 1e-3


def test_whose_place_was_taken_is_not_a_returnee_without_work(p: Blocks) -> None:
    """Their households have lost wages, not what a migrant sent, and programmes are for returnees."""
    rules = {"reintegration_coverage": 0.5}
    plain, crowded = (looking(p, 1100.0, displacement_share=d, **rules) for d in (0.0, 0.6))
    assert crowded.waiting > plain.waiting
    assert crowded.idle == plain.idle
    assert crowded.programme_cost == plain.programme_cost


def test_returnees_at_work_are_paid_less_than_others(p: Blocks) -> None:
    """With a place for 9 of 90 at 0.65 of the average wage, the bill is that of 3.15 fewer persons."""
    q = change(p, labour={**RULES, "returnee_participation": 1.0, "returnee_pay": 0.65}).labour
    for back, paid in ((100.0, 909.0 - 0.35 * 9.0), (0.0, 900.0)):
        back_home = returnees(
            last=START, normal_force=1000.0, back_home=back, normal_growth=0.0, unemployment_base=0.1, p=q,
            xp=SCALAR,
        )  # fmt: skip
        out = step(
            last=START, returned=back_home, normal_growth=0.0, output_change=0.0, price_change=0.0,
            unemployment_base=0.1, trend_output=0.0, p=q, xp=SCALAR,
        )  # fmt: skip
        assert out.state.paid == pytest.approx(paid, rel=1e-12)


def test_those_who_wait_add_nothing_to_effective_labour(p: Blocks) -> None:
    assert quarter(p, force=1100.0).state.effective_growth == pytest.approx(0.01, rel=1e-12)
    assert quarter(p, force=1010.0, normal=0.01).state.effective_growth == pytest.approx(0.01, rel=1e-9)


def test_employment_follows_output_beyond_its_trend(p: Blocks) -> None:
    out = quarter(p, output=-0.09, trend=0.01)
    assert out.state.employment == pytest.approx(900.0 * math.exp(-0.04), rel=1e-13)
    assert quarter(p, output=0.01, trend=0.01).state.employment == pytest.approx(900.0, rel=1e-13)


def test_wages_follow_prices_and_give_way_to_slack(p: Blocks) -> None:
    assert quarter(p, prices=0.05).state.wage == pytest.approx(2000.0 * math.exp(0.06), rel=1e-13)
    slack = START._replace(employment=850.0)
    assert quarter(p, last=slack).state.wage == pytest.approx(2000.0 * math.exp(0.01 - 0.2 * 0.05))


def test_a_programme_places_its_share_of_those_who_enter_and_costs_its_sum(p: Blocks) -> None:
    none, helped = (quarter(p, force=1100.0, reintegration_coverage=x) for x in (0.0, 0.5))
    # ninety of a hundred are left waiting, half of them covered, half of these placed
    assert helped.state.employment - none.state.employment == pytest.approx(22.5, rel=1e-12)
    assert none.state.waiting - helped.state.waiting == pytest.approx(22.5, rel=1e-12)
    assert looking(p, 1100.0, reintegration_coverage=0.5).programme_cost == pytest.approx(
        45.0 * 10_000.0 * 1e-6, rel=1e-13
    )
    assert looking(p, 1100.0).programme_cost == 0.0
    assert helped.unemployment < none.unemployment


def test_a_programme_reaches_everybody_once_and_its_effect_fades(p: Blocks) -> None:
    """A hundred come back once: only the first quarter costs, and those not placed are absorbed in turn."""
    rules = {"reintegration_coverage": 0.5, "reintegration_placement": 0.04}
    with_it, without = START, START
    leads, costs = [], []
    for _ in range(12):
        costs.append(looking(p, 1100.0, with_it, **rules).programme_cost)
        with_it = quarter(p, 1100.0, with_it, **rules).state
        without = quarter(p, 1100.0, without).state
        leads.append(with_it.employment - without.employment)
    assert costs[0] == pytest.approx(0.45)
    assert costs[1:] == [0.0] * 11
    assert leads[0] == pytest.approx(45.0 * 0.04, rel=1e-12)
    assert leads[-1] == pytest.approx(leads[0] * 0.9**11, rel=1e-12)


def test_a_programme_takes_in_those_who_come_later_and_when_it_grows(p: Blocks) -> None:
    first = looking(p, 1100.0, reintegration_coverage=0.5, reintegration_placement=0.0)
    assert (first.waiting, first.served) == pytest.approx((90.0, 45.0))
    last = quarter(p, 1100.0, reintegration_coverage=0.5, reintegration_placement=0.0).state
    more = looking(p, 1200.0, last, reintegration_coverage=0.5, reintegration_placement=0.0)
    assert more.waiting == pytest.approx((90.0 + 100.0) * 0.9)
    assert more.programme_cost == pytest.approx((more.waiting * 0.5 - 45.0 * 0.9) * 0.01)
    wider = looking(p, 1100.0, last, reintegration_coverage=1.0, reintegration_placement=0.0)
    assert wider.programme_cost == pytest.approx((81.0 - 40.5) * 0.01)


def test_a_programme_places_nobody_when_nobody_waits(p: Blocks) -> None:
    for force in (1000.0, 900.0):
        out = quarter(p, force=force, reintegration_coverage=1.0)
        assert out.state.employment == quarter(p, force=force).state.employment
        assert looking(p, force, reintegration_coverage=1.0).programme_cost == 0.0


@settings(deadline=None, max_examples=80)
@given(
    force=st.floats(100.0, 1e5),
    output=st.floats(-5.0, 5.0),
    employment=st.floats(1.0, 1000.0),
    waiting=st.floats(-500.0, 500.0),
)
def test_unemployment_is_a_share_of_the_labour_force(
    force: float, output: float, employment: float, waiting: float
) -> None:
    last = START._replace(employment=employment, waiting=waiting, seeking=waiting)
    out = quarter(path_of("world-bank-2024").p, force=force, last=last, output=output)
    assert 0.01 - 1e-12 <= out.unemployment <= 0.7 + 1e-12
    assert out.state.wage > 0.0


def test_wages_feel_a_slump_a_quarter_later(p: Blocks) -> None:
    slump = quarter(p, output=-0.2)
    assert slump.unemployment == pytest.approx(1.0 - 0.9 * math.exp(-0.08), rel=1e-12)
    assert slump.state.wage == pytest.approx(2000.0 * math.exp(0.01), rel=1e-13)
    after = quarter(p, last=slump.state)
    slack = 0.9 * (1.0 - math.exp(-0.08))
    assert after.state.wage == pytest.approx(slump.state.wage * math.exp(0.01 - 0.2 * slack), rel=1e-13)
