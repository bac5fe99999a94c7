"""Rules of migration and the chain from people to money: sign, size and order, in every parameter set."""

from __future__ import annotations

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.decomposition.steps import STEPS
from tests.of_2024 import run

SETS = ("calibrated-2024", "world-bank-2024", "kremlin-2024")
SECTORS = ("construction", "services", "transport", "trade", "delivery")
SHIPPED = (
    *("visa-regime", "sector-bans", "amnesty", "patent-price", "transfer-tax", "citizenship-loss"),
    *("families-leave", "crackdown", "mass-deportation"),
)


def from_2026(name: str, **shocks: float) -> ts.Scenario:
    """Parameters set to values from 2026 on."""
    return ts.Scenario(
        name, [ts.Shock(target, set=ts.step(to, start="2026Q1")) for target, to in shocks.items()]
    )


OWN = (
    *(from_2026(f"ban {sector}", **{f"ban_{sector}": 1.0}) for sector in SECTORS),
    *(from_2026(f"tax {tax:.2f}", transfer_tax=tax) for tax in (0.01, 0.05, 0.30)),
    from_2026("Türkiye open", turkiye_access=3.0),
    from_2026("Türkiye open, no room", turkiye_access=3.0, turkiye_capacity=20_000.0),
    from_2026("destinations closed", turkiye_access=0.0, other_access=0.0),
    from_2026("twice the recruits", recruitment_rate_regular=0.001, recruitment_rate_naturalised=0.004),
    from_2026("deadlier", recruit_death_rate=0.09),
    from_2026(
        "peace", recruit_return_rate=0.5, recruitment_rate_regular=0.0, recruitment_rate_naturalised=0.0
    ),
    from_2026("nothing", visa_regime=0.0, ban_construction=0.0, transfer_tax=0.0, family_departure_rate=0.0),
)


class Effects:
    """Central deviations from the baseline and levels by year."""

    def __init__(self, name: str) -> None:
        self.result = run([*SHIPPED, *OWN], parameters=name, draws=None, outputs="all")

    def __call__(self, scenario: str, output: str, year: int, relative: bool | None = None) -> float:
        delta = self.result.delta(scenario, output, "Y", relative)
        return float(delta.central[self.result.years.index(year)])

    def level(self, scenario: str, output: str, year: int) -> float:
        r = self.result
        return float(r.central_annual[output][r.years.index(year), r.position(scenario)])

    def steps(self, scenario: str, year: int) -> dict[str, float]:
        """Percent of remittances by step of the chain."""
        factors, so_far, _ = self.result.chain(scenario).summary(year)
        found = {step: 100.0 * (float(f) - 1.0) for step, f in zip(STEPS, factors, strict=True)}
        return found | {"total": 100.0 * (float(so_far[-1]) - 1.0)}


@pytest.fixture(scope="module", params=SETS)
def effect(request: pytest.FixtureRequest) -> Effects:
    return Effects(str(request.param))


class TestFromPeopleToMoney:
    def test_a_crackdown_takes_more_people_than_money(self, effect: Effects) -> None:
        """Departures fell and money did not in 2024: citizens, pay and other destinations hold it."""
        found = effect.steps("crackdown", 2027)
        assert -28.0 < found["workers in Russia"] < -18.0
        assert -22.0 < found["total"] < -11.0
        assert found["workers in Russia"] < found["total"]

    def test_what_holds_money_and_what_takes_more_of_it(self, effect: Effects) -> None:
        found = effect.steps("crackdown", 2027)
        assert 1.5 < found["citizens of Russia"] < 8.0
        assert 2.0 < found["wages in roubles"] < 6.0  # scarcer workers earn 3 to 5 % more
        assert 1.0 < found["other destinations"] < 9.0
        assert -6.0 < found["pay lost"] < -1.5  # Orrenius and Zavodny 2015: -8 % for those without papers
        assert -6.0 < found["days lost"] < -1.5  # East et al. 2023: -5.7 %
        assert found["papers"] < 0.0
        assert abs(found["rouble"]) < 0.01
        assert abs(found["cost of sending"]) < 0.01

    def test_savings_come_home_in_the_year_of_return_and_not_later(self, effect: Effects) -> None:
        at_once, later = (
            effect.steps("mass-deportation", year)["savings carried home"] for year in (2026, 2029)
        )
        assert at_once > 1.0
        assert abs(later) < 0.5 * at_once


class TestVisas:
    def test_fewer_come_and_fewer_go_home(self, effect: Effects) -> None:
        """Czaika and de Haas 2017: visas lower immigration and return."""
        assert effect("visa-regime", "departures", 2027) < -15.0
        assert effect("visa-regime", "returned", 2027) < -15.0

    def test_so_that_numbers_fall_by_less_than_arrivals(self, effect: Effects) -> None:
        for year in (2027, 2030):
            stock, flow = (effect("visa-regime", name, year) for name in ("migrants_russia", "departures"))
            assert 2.0 * stock > flow
            assert stock < -3.0
        assert effect("visa-regime", "remittances_usd", 2028) < -2.0
        assert effect("visa-regime", "poverty_rate", 2028) > 0.0

    def test_others_gain(self, effect: Effects) -> None:
        assert effect("visa-regime", "migrants_other", 2028) > 10.0


class TestSectors:
    def test_a_ban_hurts_as_many_as_work_there(self, effect: Effects) -> None:
        """Returnees had worked in construction 43 %, services 18, transport 11, trade 5 % (IOM 2023)."""
        money = [effect(f"ban {sector}", "remittances_usd", 2028) for sector in SECTORS]
        people = [effect(f"ban {sector}", "migrants_russia", 2028) for sector in SECTORS]
        assert money == sorted(money)
        assert people == sorted(people)
        assert all(x < 0.0 for x in (*money, *people))

    def test_those_who_stay_work_without_papers(self, effect: Effects) -> None:
        assert effect("sector-bans", "migrants_irregular_share", 2028) > 2.0
        assert effect("sector-bans", "returned", 2026) > 2.0
        assert effect("sector-bans", "remittances_usd", 2028) < -1.0


class TestPapers:
    def test_an_amnesty_legalises_and_fades(self, effect: Effects) -> None:
        at_once, later = (effect("amnesty", "migrants_irregular_share", year) for year in (2026, 2030))
        assert -12.0 < at_once < -4.0
        assert abs(later) < 0.1 * abs(at_once)
        assert effect("amnesty", "deported", 2026) < -5.0
        assert 0.3 < effect("amnesty", "remittances_usd", 2026) < 4.0

    def test_a_dearer_permit_keeps_people_away_and_without_papers(self, effect: Effects) -> None:
        assert effect("patent-price", "departures", 2026) < -1.0
        assert -8.0 < effect("patent-price", "migrants_russia", 2028) < -1.0
        assert effect("patent-price", "migrants_irregular_share", 2028) > 1.0
        assert effect("patent-price", "remittances_usd", 2028) < effect(
            "patent-price", "migrants_russia", 2028
        )

    def test_who_loses_citizenship_sends_less(self, effect: Effects) -> None:
        """2,400 cases in 2024, a quarter of them of Tajiks: ten times as many are still few."""
        assert 300.0 < effect.level("baseline", "citizenship_lost", 2025) < 1_500.0
        assert effect("citizenship-loss", "migrants_naturalised", 2028) < -1.0
        assert -1.5 < effect("citizenship-loss", "remittances_usd", 2028) < 0.0
        wages = [
            effect.level("baseline", f"migrant_wage_{who}_usd", 2026) for who in ("stripped", "naturalised")
        ]
        assert wages[0] < wages[1]
        left = effect.level("citizenship-loss", "migrants_stripped", 2030)
        lost = sum(effect.level("citizenship-loss", "citizenship_lost", year) for year in range(2025, 2031))
        assert left < 0.5 * lost, "most have gone home or were deported"


class TestTransferTax:
    def test_recorded_money_falls_far_more_than_money(self, effect: Effects) -> None:
        """A point of cost takes 1.6 (IMF WP/22/218) to 23 % of them (Freund and Spatafora 2008)."""
        recorded, money = (effect("tax 0.01", f"remittances_{x}usd", 2026) for x in ("recorded_", ""))
        assert -25.0 < recorded < -3.0
        assert -1.2 < money < -0.4
        assert effect("transfer-tax", "remittances_recorded_usd", 2026) < 4.0 * money

    def test_a_larger_tax_costs_more_but_never_more_than_another_channel(self, effect: Effects) -> None:
        money = [
            effect(name, "remittances_usd", 2026)
            for name in ("tax 0.01", "tax 0.05", "transfer-tax", "tax 0.30")
        ]
        assert money == sorted(money, reverse=True)
        assert -15.0 < money[-1] < -4.0

    def test_fewer_go_where_less_can_be_sent(self, effect: Effects) -> None:
        assert effect("tax 0.30", "migrants_russia", 2027) < effect("tax 0.05", "migrants_russia", 2027) < 0.0


class TestTheArmy:
    def test_a_few_thousand_serve_and_send_a_few_percent(self, effect: Effects) -> None:
        """20,000 naturalised Central Asians were at the front by May 2025."""
        assert 5_000.0 < effect.level("baseline", "army_serving", 2025) < 20_000.0
        share = effect.level("baseline", "recruitment_payments_usd", 2025)
        share /= effect.level("baseline", "remittances_usd", 2025)
        assert 0.005 < share < 0.08

    def test_recruits_bring_money_while_they_live(self, effect: Effects) -> None:
        assert effect("twice the recruits", "remittances_usd", 2026) > 0.3
        assert effect("twice the recruits", "army_fallen", 2028) > 30.0
        assert effect("twice the recruits", "migrants_naturalised", 2028) < 0.0

    def test_a_deadlier_war_leaves_fewer_soldiers_and_more_pensions(self, effect: Effects) -> None:
        assert effect("deadlier", "army_serving", 2028) < -10.0
        assert effect("deadlier", "army_fallen", 2028) > 20.0

    def test_peace_sends_soldiers_back_to_civil_life(self, effect: Effects) -> None:
        assert effect("peace", "army_serving", 2027) < -80.0
        assert effect("peace", "migrants_naturalised", 2027) > 0.5
        assert effect("peace", "recruitment_payments_usd", 2027) < -50.0
        assert effect.level("peace", "recruitment_payments_usd", 2027) > 0.0, "pensions are still paid"


class TestFamilies:
    def test_families_that_leave_stop_receiving(self, effect: Effects) -> None:
        """100,000 applied for resettlement in 2024, Tajiks first."""
        assert 20_000.0 < effect.level("families-leave", "migrants_settled", 2027) < 60_000.0
        assert -4.0 < effect("families-leave", "remittances_usd", 2028) < -0.3
        assert effect("families-leave", "migrants_naturalised", 2028) < -4.0
        assert abs(effect("families-leave", "migrants_russia", 2028)) < 1.0


class TestDestinations:
    def test_visa_free_travel_brings_people_to_turkiye(self, effect: Effects) -> None:
        assert effect("Türkiye open", "migrants_turkiye", 2028) > 30.0
        assert effect("Türkiye open", "remittances_usd", 2028) > 0.0

    def test_but_no_more_than_there_is_room_for(self, effect: Effects) -> None:
        assert effect.level("Türkiye open, no room", "migrants_turkiye", 2030) <= 20_500.0

    def test_closed_destinations_empty(self, effect: Effects) -> None:
        assert effect("destinations closed", "migrants_other", 2028) < -30.0
        assert effect("destinations closed", "migrants_russia", 2028) > 0.0


def test_nothing_comes_of_nothing(effect: Effects) -> None:
    at = effect.result.position("nothing")
    for name, path in effect.result.central.items():
        np.testing.assert_array_equal(path[:, at], path[:, 0], err_msg=name)


@pytest.mark.parametrize("name", SETS)
def test_people_and_money_are_conserved_in_every_draw(name: str) -> None:
    every = {"visa_regime": 1.0, "ban_construction": 1.0, "transfer_tax": 0.2, "citizenship_loss_rate": 0.05}
    every |= {"family_departure_rate": 0.05, "recruitment_rate_naturalised": 0.05, "turkiye_access": 9.0}
    r = run([from_2026("all", **every), "mass-deportation"], parameters=name, draws=100, end="2027Q4")
    worst = {check.identity: check.worst for check in r.identities}
    assert worst["persons"] < 1e-9
    assert max(worst.values()) < 1e-9
