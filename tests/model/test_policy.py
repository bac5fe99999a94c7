from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import pytest

from tajsim.model.policy import AS_EVER, HAZARD_CAP, Deportation, Regime, removal_rate, removed_at_rates
from tajsim.parameters.blocks import Blocks

from .conftest import SCALAR, Economy, change, path_of, regime_of


def regime(p: Blocks, **rules: Any) -> Regime:
    """The regime under changed rules, measured against those of 2024."""
    return regime_of(path_of("world-bank-2024")._replace(p=p), **rules)


def test_the_rules_of_2024_change_nothing(economy: Economy) -> None:
    p, out = economy.p, regime_of(economy)
    np.testing.assert_allclose(out.attempts_log, 0.0, atol=1e-14)
    np.testing.assert_allclose(out.lapse, p.migration.lapse_rate, rtol=1e-14)
    np.testing.assert_allclose(out.regularise, p.migration.regularisation_rate, rtol=1e-14)
    np.testing.assert_allclose(out.deport_irregular, p.migration.deportation_rate_irregular, rtol=1e-14)
    np.testing.assert_allclose(out.recorded_coverage, economy.k.recorded_coverage, rtol=1e-14)
    np.testing.assert_allclose(out.cost, p.policy.remittance_cost, rtol=1e-14)
    np.testing.assert_array_equal(out.wage_gain, 0.0)
    np.testing.assert_array_equal(out.open_border, 1.0)


def test_removals_by_list_deter_as_much_as_as_many_by_hazard(p: Blocks) -> None:
    people = path_of("world-bank-2024").state.people
    usual = p.migration.deportation_rate_regular * people.regular
    usual += p.migration.deportation_rate_irregular * people.irregular
    by_list, by_hazard = regime(p, removals=usual), regime(p, enforcement=2.0)
    assert by_list.attempts_log == pytest.approx(by_hazard.attempts_log, rel=1e-12)
    assert by_list.attempts_log == pytest.approx(-p.policy.deterrence_elasticity * math.log(2.0), rel=1e-12)
    assert by_list.deport_irregular == p.migration.deportation_rate_irregular


def test_enforcement_deters_by_its_elasticity_and_multiplies_hazards(p: Blocks) -> None:
    p = change(p, policy={"deterrence_elasticity": 0.25, "lapse_enforcement_elasticity": 0.5})
    out = regime(p, enforcement=3.0)
    assert out.attempts_log == pytest.approx(-0.25 * math.log(3.0), rel=1e-13)
    assert out.deport_regular == pytest.approx(3.0 * p.migration.deportation_rate_regular, rel=1e-14)
    assert out.deport_irregular == pytest.approx(3.0 * p.migration.deportation_rate_irregular, rel=1e-14)
    assert out.lapse == pytest.approx(p.migration.lapse_rate * 2.0, rel=1e-13)


def test_fear_of_removal_hastens_returns_by_its_elasticity(p: Blocks) -> None:
    p = change(p, policy={"return_fear_elasticity": 0.5})
    assert regime(p).return_factor == pytest.approx(1.0, rel=1e-13)
    assert regime(p, enforcement=4.0).return_factor == pytest.approx(2.0, rel=1e-13)


def test_milder_enforcement_invites_more_and_lapses_no_less(p: Blocks) -> None:
    out = regime(p, enforcement=0.5)
    assert out.attempts_log > 0.0
    assert out.lapse == pytest.approx(p.migration.lapse_rate, rel=1e-14)


def test_no_enforcement_at_all_is_finite(p: Blocks) -> None:
    out = regime(p, enforcement=0.0)
    assert out.deport_irregular == 0.0
    assert math.isfinite(out.attempts_log)


@pytest.mark.parametrize("enforcement", [100.0, 1_000.0])
def test_a_hazard_is_never_more_than_its_cap(p: Blocks, enforcement: float) -> None:
    p = change(p, migration={"deportation_rate_regular": 0.2, "deportation_rate_irregular": 0.2})
    out = regime(p, enforcement=enforcement)
    assert (out.deport_regular, out.deport_irregular) == (HAZARD_CAP, HAZARD_CAP)


def test_membership_removes_the_permit_and_opens_the_legal_way(p: Blocks) -> None:
    before, after = regime(p), regime(p, eaeu_membership=1.0)
    assert before.permit_burden_rub == p.policy.permit_cost_rub
    assert after.permit_burden_rub == 0.0
    gain = p.policy.eaeu_attempts_gain  # the permit saved is in what a worker can send
    assert after.attempts_log - before.attempts_log == pytest.approx(gain, rel=1e-12)
    assert after.legal_entry_share > before.legal_entry_share
    assert after.lapse < before.lapse
    assert after.regularise > before.regularise
    assert after.wage_gain == p.policy.eaeu_wage_gain


def test_half_a_membership_removes_half_the_permit(p: Blocks) -> None:
    assert regime(p, eaeu_membership=0.5).permit_burden_rub == pytest.approx(0.5 * p.policy.permit_cost_rub)


def test_dearer_papers_deter_by_their_share_of_the_wage(p: Blocks) -> None:
    out = regime(p, entry_cost_share=0.1)
    assert out.attempts_log == pytest.approx(-0.1 * p.policy.entry_cost_elasticity, rel=1e-12)


def test_a_permit_is_paid_from_what_can_be_sent_and_is_no_second_barrier(p: Blocks) -> None:
    dear = regime(p, permit_cost_rub=2.0 * p.policy.permit_cost_rub)
    assert dear.attempts_log == regime(p).attempts_log
    assert dear.permit_burden_rub == 2.0 * p.policy.permit_cost_rub


def test_barriers_and_organised_recruitment_act_in_logs(p: Blocks) -> None:
    out = regime(p, preregistration_barrier=0.3, organised_recruitment=1.0, preregistration_lapse=0.1)
    assert out.attempts_log == pytest.approx(p.policy.recruitment_gain - 0.3, rel=1e-12)
    legal = p.policy.legal_entry_share + p.policy.recruitment_legal_gain - 0.1
    assert out.legal_entry_share == pytest.approx(legal, rel=1e-12)


@pytest.mark.parametrize(
    "rules",
    [
        {"legal_entry_share": 0.99, "eaeu_membership": 1.0, "organised_recruitment": 1.0},
        {"legal_entry_share": 0.02, "preregistration_lapse": 1.0},
    ],
)
def test_the_legal_share_stays_a_share(p: Blocks, rules: dict[str, float]) -> None:
    assert 0.02 <= regime(p, **rules).legal_entry_share <= 0.99


def test_frictions_add_to_the_cost_up_to_a_limit(p: Blocks) -> None:
    base = p.policy.remittance_cost
    assert regime(p, payment_friction=0.05).cost == pytest.approx(base + 0.05, rel=1e-13)
    assert regime(p, payment_friction=0.9).cost == 0.9


def test_a_shift_to_unrecorded_channels_lowers_coverage_only(p: Blocks) -> None:
    assert regime(p, unrecorded_shift=0.4) == regime(p)._replace(
        recorded_coverage=pytest.approx(0.6 * path_of("world-bank-2024").k.recorded_coverage, rel=1e-13)
    )


def test_sector_bans_amnesties_and_closure_pass_through(p: Blocks) -> None:
    out = regime(p, sector_ban_share=0.5, sector_ban_lapse=0.2, amnesty_rate=0.1, border_closure=0.76)
    assert out.lapse == pytest.approx(p.migration.lapse_rate + 0.1, rel=1e-13)
    assert out.regularise == pytest.approx(p.migration.regularisation_rate + 0.1, rel=1e-13)
    assert out.open_border == pytest.approx(0.24, rel=1e-13)


def rate_of(*, regular: float, irregular: float, removals: float, hazard: float) -> float:
    """Removals a worker where 1 % of the regular ones are deported, and `hazard` of the others."""
    removed = removed_at_rates(
        hazards=Deportation(regular=0.01, irregular=hazard),
        regular=regular,
        irregular=irregular,
        p=change(path_of("world-bank-2024").p, policy={"removals": removals}).policy,
    )
    return removal_rate(removed=removed, workers=regular + irregular, xp=SCALAR)


def test_removals_are_counted_a_worker_with_papers_or_without() -> None:
    # 1 % of 600, 5 % of 400 and ten by list, of a thousand
    assert rate_of(regular=600.0, irregular=400.0, removals=10.0, hazard=0.05) == pytest.approx(0.036)
    assert removal_rate(removed=0.0, workers=1000.0, xp=SCALAR) > 0.0


def test_the_removal_rate_is_that_of_those_who_are_there() -> None:
    rate = partial(rate_of, hazard=0.03)
    assert rate(regular=60.0, irregular=40.0, removals=2.0) == pytest.approx((0.6 + 1.2 + 2.0) / 100.0)
    assert rate(regular=0.4, irregular=0.1, removals=0.2) == pytest.approx(0.004 + 0.003 + 0.2)  # nobody left
    assert rate(regular=1.0, irregular=0.5, removals=0.3) == pytest.approx((0.01 + 0.015 + 0.3) / 1.5)
    assert rate(regular=0.0, irregular=0.0, removals=0.0) == 1e-6


def test_enforcement_leaves_irregular_workers_less_and_regular_ones_a_part_of_the_loss(p: Blocks) -> None:
    losses = {"enforcement_work_loss": 0.1, "enforcement_pay_loss": 0.2, "regular_exposure": 0.5}
    out = regime(change(p, policy=losses), enforcement=3.0)
    assert out.work.irregular == pytest.approx(3.0**-0.1, rel=1e-12)
    assert out.work.regular == pytest.approx(3.0**-0.05, rel=1e-12)
    assert out.pay.irregular == pytest.approx(3.0**-0.2, rel=1e-12)
    assert out.pay.regular == pytest.approx(3.0**-0.1, rel=1e-12)
    assert regime(p).work == regime(p).pay == AS_EVER
    assert regime(change(p, policy=losses), enforcement=0.0).pay.irregular == 1.1
    assert regime(change(p, policy=losses), removals=1e6, enforcement=900.0).pay.irregular == 0.5


def test_a_visa_keeps_people_out_and_in(p: Blocks) -> None:
    p = change(p, policy={"visa_entry_loss": 0.6, "visa_return_loss": 0.4})
    half, none = regime(p, visa_regime=0.5), regime(p)
    assert half.attempts_log - none.attempts_log == pytest.approx(-0.3, rel=1e-12)
    assert half.return_factor / none.return_factor == pytest.approx(math.exp(-0.2), rel=1e-12)


def test_bans_close_the_jobs_of_a_sector(p: Blocks) -> None:
    sectors = {"sector_construction": 0.4, "sector_trade": 0.05, "sector_transport": 0.08}
    p = change(
        p, policy={**sectors, "sector_delivery": 0.03, "sector_services": 0.18, "sector_ban_lapse": 0.2}
    )
    closed = regime(p, ban_construction=0.5, ban_trade=1.0, ban_transport=0.25, ban_delivery=1.0)
    assert closed.closed_jobs == pytest.approx(0.2 + 0.05 + 0.02 + 0.03, rel=1e-12)
    assert closed.lapse - regime(p).lapse == pytest.approx(0.3 * 0.2, rel=1e-12)
    assert regime(p, ban_services=1.0, sector_ban_share=0.1).closed_jobs == pytest.approx(0.28, rel=1e-12)
    every = {f"ban_{s}": 1.0 for s in ("construction", "trade", "transport", "delivery", "services")}
    assert regime(p, **every, sector_ban_share=0.9).closed_jobs == 1.0


def test_a_dearer_permit_makes_more_papers_lapse(p: Blocks) -> None:
    p = change(p, policy={"permit_lapse_elasticity": 0.5, "permit_cost_rub": 7_500.0})
    at = path_of("world-bank-2024")._replace(p=p)
    at = at._replace(k=at.k._replace(permit_reference=7_500.0))
    assert regime_of(at).lapse == pytest.approx(p.migration.lapse_rate, rel=1e-14)
    assert regime_of(at, permit_cost_rub=30_000.0).lapse == pytest.approx(
        2.0 * p.migration.lapse_rate, rel=1e-12
    )
    assert math.isfinite(regime_of(at, permit_cost_rub=0.0).lapse)


def test_a_tax_on_transfers_is_evaded_where_another_channel_is_cheaper(p: Blocks) -> None:
    p = change(p, policy={"other_channel_cost": 0.2, "remittance_cost": 0.02})
    small, large = regime(p, transfer_tax=0.1), regime(p, transfer_tax=0.3)
    assert small.cost == pytest.approx(0.02 + 0.1 * 0.5 + 0.05 * 0.5, rel=1e-12)
    assert small.recorded_coverage == pytest.approx(0.5 * regime(p).recorded_coverage, rel=1e-12)
    assert large.cost == pytest.approx(0.02 + 0.1, rel=1e-12)
    assert large.recorded_coverage == 0.0
