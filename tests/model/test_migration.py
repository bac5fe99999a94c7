from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajsim.model.migration import Flows, People, base_other_return, step
from tajsim.model.policy import Regime
from tajsim.parameters.blocks import Blocks

from .conftest import NO_RULES, SCALAR, change, path_of, regime_of

CROWD = People(
    home=1000.0,
    banned=400.0,
    regular=600.0,
    irregular=200.0,
    naturalised=100.0,
    other=50.0,
    recruited=10.0,
)


def idle(p: Blocks, **migration: Any) -> Blocks:
    """Nobody moves but for what `migration` says; a ban lasts five years."""
    still: dict[str, Any] = {
        "departure_rate": 0.0,
        "departure_wage_elasticity": 0.0,
        "return_wage_elasticity": 0.0,
        "return_rate": 1e-12,  # a status without any exit is tested apart
        "naturalisation_rate": 0.0,
        "naturalised_return_rate": 1e-12,
        "other_destination_share": 0.0,
        "diversion_share": 0.0,
        "other_capacity": 0.0,
        "ban_length": 5.0,
        "retirement_rate": 0.0,
    }
    army: dict[str, Any] = {"recruit_death_rate": 0.0, "recruit_injury_rate": 0.0, "recruit_return_rate": 0.0}
    still |= army | {
        "turkiye_share": 0.0,
        "turkiye_access": 1.0,
        "other_access": 1.0,
        "turkiye_capacity": 0.0,
    }
    quiet: dict[str, Any] = {
        "recruitment_rate_regular": 0.0,
        "recruitment_rate_naturalised": 0.0,
        "citizenship_loss_rate": 0.0,
        "family_departure_rate": 0.0,
    }
    return change(p, migration={**still, **migration}, policy=quiet)


def move(
    p: Blocks,
    regime: Regime = NO_RULES,
    last: People = CROWD,
    wage_gap: float = 0.0,
    entrants: float = 0.0,
    other_return: float = 0.0,
    **policy: Any,
) -> Flows:
    return step(
        last=last,
        wage_gap=wage_gap,
        entrants=entrants,
        other_return=other_return,
        regime=regime,
        p=p.migration,
        policy=change(p, policy=policy).policy,
        xp=SCALAR,
    )


def test_only_bans_run_out_when_nobody_moves(p: Blocks) -> None:
    out = move(idle(p))
    assert out.people.banned == pytest.approx(400.0 * (1.0 - 1.0 / 20.0), rel=1e-14)
    assert out.people.home == pytest.approx(1020.0, rel=1e-9)
    assert out.people.regular == pytest.approx(600.0, rel=1e-9)
    assert out.people.irregular == pytest.approx(200.0, rel=1e-9)
    assert (out.departures, out.refused, out.to_other, out.deported, out.recruited) == (0, 0, 0, 0, 0)


def test_departures_split_between_russia_and_other_destinations(p: Blocks) -> None:
    p = idle(p, departure_rate=0.2, other_destination_share=0.25, other_capacity=1e6)
    out = move(p, NO_RULES._replace(refusal_share=0.1, legal_entry_share=0.8))
    arrivals = 1000.0 * 0.2 * 0.75 * 0.9
    assert out.refused == pytest.approx(15.0, rel=1e-12)
    assert out.to_other == pytest.approx(50.0, rel=1e-12)
    assert out.departures == pytest.approx(arrivals + 50.0, rel=1e-12)
    assert out.people.regular == pytest.approx(600.0 + 0.8 * arrivals, rel=1e-9)
    assert out.people.irregular == pytest.approx(200.0 + 0.2 * arrivals, rel=1e-9)
    assert out.people.other == pytest.approx(100.0, rel=1e-9)


def test_part_of_those_whom_russia_no_longer_pays_enough_go_elsewhere(p: Blocks) -> None:
    some: Any = {"departure_rate": 0.2, "other_destination_share": 0.25, "diversion_share": 0.5}
    p = idle(p, **some, departure_wage_elasticity=1.0, other_capacity=1e6)
    assert move(p).to_other == pytest.approx(50.0, rel=1e-12)
    assert move(p, wage_gap=math.log(0.8)).to_other == pytest.approx(50.0 + 0.5 * 30.0, rel=1e-12)
    assert move(p, wage_gap=math.log(1.25)).to_other == pytest.approx(50.0, rel=1e-12)


def test_part_of_those_kept_from_russia_go_elsewhere(p: Blocks) -> None:
    p = idle(p, departure_rate=0.2, diversion_share=0.5, other_capacity=1e6)
    out = move(p, NO_RULES._replace(open_border=0.25))
    assert out.to_other == pytest.approx(0.5 * 150.0, rel=1e-12)


@pytest.mark.parametrize(("capacity", "expected"), [(80.0, 30.0), (50.0, 0.0), (0.0, 0.0)])
def test_other_destinations_take_no_more_than_their_capacity(
    p: Blocks, capacity: float, expected: float
) -> None:
    p = idle(p, departure_rate=0.2, other_destination_share=1.0, other_capacity=capacity)
    assert move(p).to_other == pytest.approx(expected, abs=1e-12)


def test_a_closed_border_lets_nobody_into_russia(p: Blocks) -> None:
    p = idle(p, departure_rate=0.2)
    assert move(p, NO_RULES._replace(open_border=0.0)).departures == 0.0


def test_the_wage_gap_draws_people_out_and_holds_them(p: Blocks) -> None:
    p = idle(
        p, departure_rate=0.1, departure_wage_elasticity=0.5, return_rate=0.1, return_wage_elasticity=0.2
    )
    base, rich = move(p), move(p, wage_gap=math.log(1.5))
    assert rich.departures == pytest.approx(base.departures * 1.5**0.5, rel=1e-12)
    assert rich.returned == pytest.approx(
        100.0 * 1e-12 + (base.returned - 100.0 * 1e-12) * 1.5**-0.2, rel=1e-9
    )


def test_more_enforcement_means_fewer_attempts_and_more_removed(p: Blocks) -> None:
    e = path_of("world-bank-2024")

    def under(enforcement: float) -> Flows:
        return move(p, regime_of(e, enforcement=enforcement), e.state.people)

    soft, hard = under(1.0), under(3.0)
    assert hard.departures < soft.departures
    assert hard.deported > 2.5 * soft.deported
    assert hard.people.irregular / hard.people.regular > soft.people.irregular / soft.people.regular
    assert hard.people.in_russia < soft.people.in_russia


def test_each_hazard_moves_its_share_to_the_right_status(p: Blocks) -> None:
    p = idle(p, naturalisation_rate=0.05)
    out = move(
        p,
        NO_RULES._replace(deport_regular=0.01, deport_irregular=0.1, lapse=0.02, regularise=0.2),
        recruitment_rate_regular=0.03,
        recruitment_rate_naturalised=0.5,
    )
    assert out.deported == pytest.approx(6.0 + 20.0, rel=1e-9)
    assert out.naturalised == pytest.approx(30.0, rel=1e-9)
    assert out.recruited == pytest.approx(18.0 + 50.0, rel=1e-9)
    assert out.people.regular == pytest.approx(600.0 - 6.0 - 12.0 - 30.0 - 18.0 + 40.0, rel=1e-9)
    assert out.people.irregular == pytest.approx(200.0 - 20.0 - 40.0 + 12.0, rel=1e-9)
    assert out.people.naturalised == pytest.approx(100.0 + 30.0 - 50.0, rel=1e-9)
    assert out.people.recruited == pytest.approx(10.0 + 68.0, rel=1e-9)
    assert out.people.banned == pytest.approx(380.0 + 26.0, rel=1e-9)


def test_fear_sends_home_those_in_russia_and_nobody_else(p: Blocks) -> None:
    p = idle(p, return_rate=0.1)
    out = move(p, NO_RULES._replace(return_factor=2.0), wage_gap=0.0, other_return=0.1)
    assert out.returned == pytest.approx(0.2 * 800.0 + 0.1 * 50.0, rel=1e-9)
    assert out.people.other == pytest.approx(45.0, rel=1e-9)


def test_those_elsewhere_come_home_at_their_own_rate_whatever_russia_pays(p: Blocks) -> None:
    p = idle(p, return_rate=0.1, return_wage_elasticity=0.5)
    poor, rich = (move(p, wage_gap=gap, other_return=0.02).people.other for gap in (-0.5, 0.5))
    assert poor == rich == pytest.approx(50.0 * 0.98, rel=1e-12)


def test_the_rate_of_return_from_elsewhere_keeps_their_number_growing_with_the_population(p: Blocks) -> None:
    last = path_of("world-bank-2024").state.people
    rate = base_other_return(people=last, refusal_share=0.0, p=p.migration, xp=SCALAR)
    out = move(p, last=last, other_return=rate)
    for there in ("other", "turkiye", "elsewhere"):
        grown = getattr(out.people, there) / getattr(last, there)
        assert grown == pytest.approx(1.0 + p.migration.population_growth / 400.0)
    assert 0.02 < rate < p.migration.return_rate, "they stay longer than in Russia"
    few = last._replace(other=10.0, turkiye=0.0)
    assert base_other_return(people=few, refusal_share=0.0, p=p.migration, xp=SCALAR) == 0.5
    many = last._replace(other=p.migration.other_capacity, turkiye=p.migration.turkiye_capacity)
    assert base_other_return(people=many, refusal_share=0.0, p=p.migration, xp=SCALAR) == 0.0


def test_removals_by_list_are_persons(p: Blocks) -> None:
    out = move(idle(p), NO_RULES._replace(removals=80.0))
    assert out.deported == pytest.approx(80.0, rel=1e-9)
    assert out.people.regular == pytest.approx(540.0, rel=1e-9)
    assert out.people.irregular == pytest.approx(180.0, rel=1e-9)


def test_a_sector_ban_sends_holders_of_closed_jobs_home(p: Blocks) -> None:
    out = move(idle(p), NO_RULES._replace(closed_jobs=0.5), sector_ban_return=0.2)
    assert out.returned == pytest.approx(60.0, rel=1e-9)
    assert out.people.home == pytest.approx(1000.0 + 60.0 + 20.0, rel=1e-9)


def test_young_people_enter_and_old_ones_retire(p: Blocks) -> None:
    out = move(idle(p, retirement_rate=0.02), entrants=33.0)
    assert (out.entrants, out.retired) == (33.0, 20.0)
    assert out.people.home == pytest.approx(1000.0 + 33.0 - 20.0 + 20.0, rel=1e-9)


def test_a_status_that_nothing_empties_keeps_everybody(p: Blocks) -> None:
    """Every exit hazard may be zero: each one's declared range starts there."""
    p = idle(p, return_rate=0.0, naturalised_return_rate=0.0)
    out = move(p)
    assert out.people[2:] == CROWD[2:]


def test_those_at_home_cannot_all_leave_twice(p: Blocks) -> None:
    """Departures drawn by membership and retirements at their highest allowed rates."""
    p = idle(p, departure_rate=0.5, retirement_rate=0.5)
    out = move(p, NO_RULES._replace(attempts_log=1.0), CROWD._replace(banned=0.0))
    assert out.people.home >= 0.0
    assert out.people.total == pytest.approx(CROWD.total - 400.0 - out.retired, rel=1e-12)


share = st.floats(0.0, 0.99)


@settings(deadline=None, max_examples=150)
@given(
    hazards=st.tuples(*[share] * 5),
    policy=st.fixed_dictionaries(
        {
            "citizenship_loss_rate": share,
            "family_departure_rate": share,
            "sector_ban_return": share,
            "recruitment_rate_regular": share,
            "recruitment_rate_naturalised": share,
        }
    ),
    removals=st.floats(0.0, 2e6),
    migration=st.fixed_dictionaries(
        {
            "departure_rate": st.floats(0.0, 0.5),
            "return_rate": st.floats(1e-6, 0.5),
            "naturalisation_rate": share,
            "naturalised_return_rate": st.floats(1e-6, 0.99),
            "other_destination_share": share,
            "diversion_share": share,
            "other_capacity": st.floats(0.0, 1e6),
            "ban_length": st.floats(0.25, 100.0),
            "retirement_rate": st.floats(0.0, 0.5),
            "turkiye_share": share,
            "turkiye_access": st.floats(0.0, 50.0),
            "other_access": st.floats(0.0, 50.0),
            "turkiye_capacity": st.floats(0.0, 1e6),
            "recruit_death_rate": share,
            "recruit_injury_rate": share,
            "recruit_return_rate": share,
            "stripped_return_rate": share,
        }
    ),
    attempts=st.floats(-5.0, 5.0),
    wage_gap=st.floats(-5.0, 5.0),
    entrants=st.floats(0.0, 1e5),
)
def test_persons_are_conserved_and_no_status_turns_negative(
    hazards: tuple[float, ...],
    policy: dict[str, float],
    removals: float,
    migration: dict[str, float],
    attempts: float,
    wage_gap: float,
    entrants: float,
) -> None:
    economy = path_of("world-bank-2024")
    regime = NO_RULES._replace(
        **dict(
            zip(
                ("deport_regular", "deport_irregular", "lapse", "regularise", "refusal_share"),
                hazards,
                strict=True,
            )
        ),
        attempts_log=attempts,
        removals=removals,
    )
    last = economy.state.people
    p = change(economy.p, migration=migration)
    for _ in range(8):
        out = move(p, regime, last, wage_gap, entrants, **policy)
        counted = last.total + out.entrants - out.retired
        assert out.people.total == pytest.approx(counted, rel=1e-12)
        assert min(out.people) >= -1e-6
        assert min(out._replace(early_regular=0.0, early_irregular=0.0)[1:]) >= 0.0
        last = out.people


@pytest.mark.parametrize("removals", [2e6, 1e8])
def test_a_hundredfold_removal_empties_russia_but_never_below_zero(p: Blocks, removals: float) -> None:
    last = path_of("world-bank-2024").state.people
    regime = NO_RULES._replace(deport_regular=0.9, deport_irregular=0.9, lapse=0.99, regularise=0.99)
    for _ in range(40):
        out = move(p, regime._replace(removals=removals), last)
        assert min(out.people) >= 0.0
        assert out.deported <= last.in_russia
        last = out.people


def test_those_who_go_home_beyond_the_usual_rate_are_early(p: Blocks) -> None:
    p = idle(p, return_rate=0.1, return_wage_elasticity=0.2)
    out = move(p, NO_RULES._replace(return_factor=1.5))
    assert out.early_regular == pytest.approx(600.0 * 0.05, rel=1e-9)
    assert out.early_irregular == pytest.approx(200.0 * 0.05, rel=1e-9)
    assert move(p).early_regular == pytest.approx(0.0, abs=1e-9)
    assert move(p, wage_gap=0.5).early_regular < 0.0
    visa = move(p, NO_RULES._replace(return_factor=0.7, usual_return=0.7))
    assert visa.early_regular == pytest.approx(0.0, abs=1e-9), "under a visa longer stays are usual"


def test_citizenship_is_lost_to_a_status_of_its_own(p: Blocks) -> None:
    p = idle(p, stripped_return_rate=0.2)
    last = CROWD._replace(stripped=50.0)
    out = move(p, NO_RULES._replace(deport_irregular=0.1), last, citizenship_loss_rate=0.05)
    assert out.stripped == pytest.approx(5.0, rel=1e-9)
    assert out.people.naturalised == pytest.approx(95.0, rel=1e-9)
    assert out.people.stripped == pytest.approx(50.0 + 5.0 - 10.0 - 5.0, rel=1e-9)
    assert out.returned == pytest.approx(10.0, rel=1e-9)
    assert out.deported == pytest.approx(0.1 * 200.0 + 5.0, rel=1e-9)


def test_the_army_loses_people_to_death_wounds_and_release(p: Blocks) -> None:
    p = idle(p, recruit_death_rate=0.1, recruit_injury_rate=0.2, recruit_return_rate=0.3)
    out = move(p)
    assert (out.killed, out.injured) == (pytest.approx(1.0), pytest.approx(2.0))
    assert out.people.recruited == pytest.approx(4.0, rel=1e-9)
    assert out.people.fallen == pytest.approx(1.0)
    assert out.people.invalid == pytest.approx(2.0)
    assert out.people.naturalised == pytest.approx(103.0, rel=1e-9)


def test_families_that_leave_take_a_sender_away(p: Blocks) -> None:
    out = move(idle(p), family_departure_rate=0.1)
    assert out.settled == pytest.approx(10.0, rel=1e-9)
    assert out.people.settled == pytest.approx(10.0, rel=1e-9)
    assert out.people.naturalised == pytest.approx(90.0, rel=1e-9)
    assert out.people.tajiks_in_russia == pytest.approx(CROWD.tajiks_in_russia, rel=1e-9)


def test_each_destination_has_its_access_and_its_room(p: Blocks) -> None:
    some: Any = {"departure_rate": 0.2, "other_destination_share": 0.5, "turkiye_share": 0.25}
    some |= {"other_capacity": 1e6, "turkiye_capacity": 1e6}
    out = move(idle(p, **some))
    assert out.to_other == pytest.approx(100.0, rel=1e-9)
    assert out.to_turkiye == pytest.approx(25.0, rel=1e-9)
    open_ = move(idle(p, **some | {"turkiye_access": 2.0}))
    assert open_.to_turkiye == pytest.approx(50.0, rel=1e-9)
    assert open_.people.other == pytest.approx(out.people.other, rel=1e-9)
    full = move(idle(p, **some | {"turkiye_capacity": 7.0}))
    assert full.to_turkiye == pytest.approx(7.0, rel=1e-9)
    closed = move(idle(p, **some | {"other_access": 0.0}))
    assert closed.to_other == pytest.approx(25.0, rel=1e-9)
