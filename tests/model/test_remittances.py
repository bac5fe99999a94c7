from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest

from tajsim.model import remittances
from tajsim.model.host import HostEconomy
from tajsim.model.migration import Flows, People
from tajsim.model.policy import AS_EVER, Regime, Standing
from tajsim.model.remittances import Remitted
from tajsim.parameters.blocks import Blocks

from .conftest import NO_RULES, SCALAR, host_2024

NOBODY = People(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
RUSSIA: dict[str, float] = {"wage_rub": 60_000.0, "at_work": 0.8}


def flows(recruited: float = 0.0, **people: float) -> Flows:
    nobody = Flows(*[0.0] * len(Flows._fields))
    return nobody._replace(people=NOBODY._replace(**people), recruited=recruited)


def money(
    p: Blocks,
    moved: Flows,
    regime: Regime = NO_RULES,
    host: HostEconomy | None = None,
    sending: float = 0.5,
    other: float = 0.0,
    nonlabour: float = 0.0,
    coverage: float = 1.0,
    add: float = 0.0,
    counted_on: float = 0.0,
    **changes: Any,
) -> Remitted:
    known = {"irregular_wage_discount": 0.2, "naturalised_propensity": 0.4, "other_remitted_ratio": 1.0}
    q = dataclasses.replace(p.remittances, **{**known, **changes})
    russia = host or host_2024(p, **RUSSIA)
    russia = russia._replace(state=russia.state._replace(rub_per_usd=100.0))
    return remittances.step(
        flows=moved,
        host=russia,
        regime=regime,
        wage=remittances.wages(
            gross=russia.wage_rub * (1.0 + regime.wage_gain),
            pay=regime.pay,
            permit=regime.permit_burden_rub,
            rub_per_usd=100.0,
            p=q,
            xp=SCALAR,
        ),
        sending=sending,
        sent_a_head=other,
        nonlabour=nonlabour,
        coverage_russia=coverage,
        add_factor=add,
        counted_on=counted_on,
        p=q,
        xp=SCALAR,
    )


def test_each_status_sends_its_wage_times_propensity(p: Blocks) -> None:
    # 1 million people x 600 dollars x 0.8 at work x 0.5 sent x 3 months = 720 million dollars
    assert money(p, flows(regular=1e6)).total == pytest.approx(720.0, rel=1e-13)
    assert money(p, flows(irregular=1e6)).total == pytest.approx(720.0 * 0.8, rel=1e-13)
    assert money(p, flows(naturalised=1e6)).total == pytest.approx(720.0 * 0.4, rel=1e-13)
    assert money(p, flows(other=1e6), other=500.0).total == pytest.approx(1500.0, rel=1e-13)
    assert money(p, flows(home=1e6, banned=1e6, recruited=0.0)).total == 0.0


def test_regular_workers_pay_the_permit_others_do_not(p: Blocks) -> None:
    burden = NO_RULES._replace(permit_burden_rub=6_000.0)
    assert money(p, flows(regular=1e6), burden).total == pytest.approx(648.0, rel=1e-13)
    with_burden, without = (money(p, flows(irregular=1e6), rules) for rules in (burden, NO_RULES))
    spared = without.spared._replace(regular=540.0)
    assert with_burden == without._replace(net_wage_usd=540.0, spared=spared)
    crushing = NO_RULES._replace(permit_burden_rub=1e6)
    assert money(p, flows(regular=1e6), crushing).total == pytest.approx(72.0, rel=1e-13)


def test_fees_are_lost_on_the_way(p: Blocks) -> None:
    assert money(p, flows(regular=1e6), NO_RULES._replace(cost=0.1)).total == pytest.approx(648.0, rel=1e-13)


def test_membership_raises_wages(p: Blocks) -> None:
    gain = NO_RULES._replace(wage_gain=0.25)
    assert money(p, flows(regular=1e6), gain).total == pytest.approx(900.0, rel=1e-13)
    # those without papers earn the same share less than before, citizens count the same share
    assert money(p, flows(irregular=1e6), gain).total == pytest.approx(900.0 * 0.8, rel=1e-13)
    assert money(p, flows(naturalised=1e6), gain).total == pytest.approx(900.0 * 0.4, rel=1e-13)


def test_recruits_send_a_part_of_one_payment(p: Blocks) -> None:
    out = money(p, flows(recruited=1000.0), recruit_payment_rub=1.2e6, recruit_share_sent=0.5)
    assert out.total == pytest.approx(1000.0 * 1.2e6 * 0.5 / 100.0 * 1e-6, rel=1e-13)


def test_the_measures_come_out_of_one_flow(p: Blocks) -> None:
    regime = NO_RULES._replace(recorded_coverage=0.25)
    out = money(p, flows(regular=1e6, other=1e5), regime, other=400.0, nonlabour=80.0, coverage=0.9)
    assert out.labour == pytest.approx(720.0 + 120.0, rel=1e-13)
    assert out.nonlabour == 80.0
    assert out.total == pytest.approx(out.labour + out.nonlabour, rel=1e-14)
    assert out.from_russia == pytest.approx(0.9 * 800.0, rel=1e-13)
    assert out.recorded == pytest.approx(0.25 * out.from_russia, rel=1e-14)


def test_the_add_factor_is_a_share_of_what_workers_in_russia_send(p: Blocks) -> None:
    out = money(p, flows(regular=1e6, other=1e6), other=100.0, nonlabour=50.0, add=0.1)
    assert out.total == pytest.approx(720.0 * 1.1 + 300.0 + 50.0, rel=1e-13)
    assert money(p, flows(regular=1e6), add=-1.0).total == 0.0


def test_what_neither_numbers_nor_wages_explain_is_a_surprise_until_it_is_counted_on(p: Blocks) -> None:
    """720 million dollars are explained; a tenth more comes, of which a fourth is what people are used to."""
    regime = NO_RULES._replace(cost=0.05)
    out = money(p, flows(regular=1e6), regime, nonlabour=50.0, add=0.1, counted_on=0.025)
    assert out.surprise == pytest.approx(720.0 * 0.075 * 0.95, rel=1e-13)
    assert out.total == pytest.approx(720.0 * 1.1 * 0.95 + 50.0, rel=1e-13)
    assert money(p, flows(regular=1e6), regime, nonlabour=50.0).surprise == 0.0


def smoothed(p: Blocks, rub: float, reference: float, **changes: float) -> float:
    host = host_2024(p)
    host = host._replace(state=host.state._replace(rub_per_usd=rub, rub_reference=reference))
    q = dataclasses.replace(p.remittances, **changes)
    return remittances.propensity(host=host, output_gap=0.0, base=1.0, insurance_base=0.5, p=q, xp=SCALAR)


@pytest.mark.parametrize("elasticity", [0.5, 0.85, 1.0])
@pytest.mark.parametrize("fall", [1.1, 1.59, 3.0])
def test_dollars_fall_with_the_rouble_by_the_declared_elasticity(
    p: Blocks, elasticity: float, fall: float
) -> None:
    propensity = smoothed(p, 100.0 * fall, 100.0, rouble_elasticity=elasticity)
    assert math.log(propensity / fall) / math.log(1.0 / fall) == pytest.approx(elasticity, rel=1e-12)


def test_smoothing_ends_when_the_new_rouble_is_normal(p: Blocks) -> None:
    assert smoothed(p, 200.0, 200.0) == pytest.approx(1.0, rel=1e-14)


def test_senders_replace_a_part_of_income_lost_at_home(p: Blocks) -> None:
    q = dataclasses.replace(p.remittances, insurance_share=0.4)
    lost = remittances.propensity(
        host=host_2024(p), output_gap=-0.1, base=2.0, insurance_base=0.5, p=q, xp=SCALAR
    )
    assert lost == pytest.approx(2.0 * (1.0 + 0.4 * 0.5 * 0.1), rel=1e-13)
    assert (
        remittances.propensity(
            host=host_2024(p), output_gap=-9.0, base=2.0, insurance_base=0.5, p=q, xp=SCALAR
        )
        == 3.0
    )
    assert (
        remittances.propensity(
            host=host_2024(p), output_gap=9.0, base=2.0, insurance_base=0.5, p=q, xp=SCALAR
        )
        == 1.0
    )


def test_migration_spreads_by_its_share_of_the_gap_a_year(p: Blocks) -> None:
    q = dataclasses.replace(p.remittances, diffusion_speed=0.4)
    assert remittances.spread(last=0.0, gap=0.5, p=q) == pytest.approx(0.1 * 0.5, rel=1e-14)
    assert remittances.spread(last=0.3, gap=0.5, p=q) == pytest.approx(0.3 + 0.1 * 0.2, rel=1e-14)
    path = [0.0]
    for _ in range(200):
        path.append(remittances.spread(last=path[-1], gap=0.5, p=q))
    assert path == sorted(path)
    assert path[4] == pytest.approx(0.5 * (1.0 - 0.9**4), rel=1e-13)
    assert path[-1] == pytest.approx(0.5, rel=1e-8)


def test_where_all_take_part_nothing_spreads_and_what_has_spread_stays(p: Blocks) -> None:
    assert remittances.spread(last=0.0, gap=0.0, p=p.remittances) == 0.0
    assert remittances.spread(last=0.4, gap=0.4, p=p.remittances) == 0.4


def test_what_can_be_sent_is_net_of_permit_and_fee(p: Blocks) -> None:
    wage = remittances.wages(
        gross=68_000.0, pay=AS_EVER, permit=8_000.0, rub_per_usd=100.0, p=p.remittances, xp=SCALAR
    )
    assert remittances.sendable(wage=wage, cost=0.1) == pytest.approx(540.0, rel=1e-14)


@pytest.mark.parametrize("ratio", [0.0, 1.0, 1.6])
def test_workers_elsewhere_send_their_ratio_of_what_one_in_russia_sends(p: Blocks, ratio: float) -> None:
    q = dataclasses.replace(p.remittances, other_remitted_ratio=ratio, naturalised_propensity=0.5)
    people = NOBODY._replace(regular=6e5, irregular=2e5, naturalised=4e5, other=1e5)
    each = remittances.base_sent_a_head(labour_usd=900.0, people=people, p=q)
    elsewhere = remittances.sent_from_elsewhere(workers=1e5, sent_a_head=each, p=q)
    assert elsewhere + 1e6 * each * 3e-6 == pytest.approx(900.0, rel=1e-13)
    assert elsewhere / 1e5 == pytest.approx(ratio * each * 3e-6, rel=1e-13)


def test_money_that_is_not_migrants_follows_output_in_dollars_and_those_who_are_there(p: Blocks) -> None:
    q = dataclasses.replace(p.remittances, russia_output_elasticity=0.5, other_presence_elasticity=0.5)
    russia = host_2024(p, output_usd_change=math.log(0.64))
    assert remittances.follow_russia(host=russia, p=q, xp=SCALAR) == pytest.approx(0.8, rel=1e-13)
    people = NOBODY._replace(regular=2.0, irregular=1.0, naturalised=1.0, other=9.0)
    assert remittances.presence(people=people, base=16.0, p=q, xp=SCALAR) == pytest.approx(0.5, rel=1e-13)
    assert remittances.presence(people=NOBODY, base=16.0, p=q, xp=SCALAR) == pytest.approx(0.25, rel=1e-13)


def test_those_who_go_home_early_carry_months_of_sending_along(p: Blocks) -> None:
    leaving = flows(regular=1e6)._replace(early_regular=1e5, early_irregular=2e5)
    # 1 million x 3 months, and 100 000 who carry six, of 600 dollars x 0.8 x 0.5; the others earn 0.8 of it
    assert money(p, leaving, carried_months=6.0).total == pytest.approx(720.0 * 1.2 + 288.0 * 0.8, rel=1e-13)
    assert money(p, leaving, carried_months=0.0).total == pytest.approx(720.0, rel=1e-13)


def test_enforcement_costs_days_and_pay_of_those_who_stay_but_not_of_citizens(p: Blocks) -> None:
    hunted = NO_RULES._replace(
        work=Standing(regular=0.9, irregular=0.8), pay=Standing(regular=0.95, irregular=0.7)
    )
    for status, left in (("regular", 0.9 * 0.95), ("irregular", 0.8 * 0.7), ("naturalised", 1.0)):
        calm = money(p, flows(**{status: 1e6})).total
        assert money(p, flows(**{status: 1e6}), hunted).total == pytest.approx(left * calm, rel=1e-13)


def test_the_army_pays_recruits_soldiers_families_and_invalids(p: Blocks) -> None:
    moved = flows(recruited=100.0)
    people = moved.people._replace(recruited=1000.0, fallen=30.0, invalid=20.0)
    moved = moved._replace(people=people, killed=10.0)
    given: dict[str, float] = {"recruit_payment_rub": 1e6, "recruit_share_sent": 0.5, "recruit_pay_rub": 2e5}
    given |= {"recruit_death_payment_rub": 5e6, "recruit_pension_rub": 2e4, "recruit_pay_share_sent": 0.2}
    out = money(p, moved, **given)
    roubles = 0.5 * 100.0 * 1e6 + 0.2 * (10.0 * 5e6 + 3.0 * (1000.0 * 2e5 + 50.0 * 2e4))
    assert out.one_time == pytest.approx(roubles * 1e-6 / 100.0, rel=1e-12)
    assert out.total == pytest.approx(out.one_time, rel=1e-12)


def test_who_lost_citizenship_earns_as_those_without_papers_and_sends_as_a_citizen(p: Blocks) -> None:
    hunted = NO_RULES._replace(work=Standing(1.0, 0.9), pay=Standing(1.0, 0.8))
    citizen = money(p, flows(naturalised=1e6), hunted).total
    assert money(p, flows(stripped=1e6), hunted).total == pytest.approx(citizen * 0.9 * 0.8 * 0.8, rel=1e-12)


def test_savings_carried_home_are_a_part_of_what_is_sent(p: Blocks) -> None:
    moved = flows(regular=1e6)._replace(early_regular=3e4)
    out = money(p, moved, carried_months=3.0)
    assert out.carried / out.sent == pytest.approx(0.03 / 1.03, rel=1e-12)
    assert money(p, flows(regular=1e6)).carried == 0.0
