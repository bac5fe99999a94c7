"""What happens, and how much: the episodes of 2009, 2014-16 and 2020 set the sizes, economics the signs.

Sizes are of the single path on the set in which remittances are 49 % of output, unless said otherwise.
"""

from __future__ import annotations

import numpy as np
import pytest

import tajsim as ts
from tajsim.model.accounts import Identities
from tests.of_2024 import run

from .conftest import DRAWS, SHIPPED, Story

NEVER_NEGATIVE = (
    "migrants_russia_regular", "migrants_russia_irregular", "migrants_naturalised", "migrants_other",
    "banned", "home_willing", "departures", "returned", "deported", "refused", "recruited",
    "remittances_usd", "remittances_russia_usd", "remittances_recorded_usd", "disposable_income",
    "consumption", "imports", "exports", "gdp", "tjs_per_usd", "imports_usd", "exports_usd",
    "reserves_usd", "reserves_months", "trade_russia_usd", "tax_revenue", "deposits", "credit",
    "bank_rescue", "employment", "real_wage",
)  # fmt: skip
PERCENT = (
    "npl_ratio", "unemployment_rate", "poverty_rate", "poverty_rate_international", "poverty_gap", "gini",
    "trade_russia_share", "trade_china_share",
)  # fmt: skip


class TestRoubleShock:
    """The fall of the rouble of 2014-15: remittances -45 % in dollars over two years, imports -30 %, somoni
    -37 %, with reserves of a month and a half then and of eight months now."""

    NAME = "rouble-shock"

    def test_dollar_remittances_fall(self, story: Story) -> None:
        assert -45.0 <= story.year(self.NAME, "remittances_usd", 2026) <= -25.0

    def test_dollar_imports_fall(self, story: Story) -> None:
        assert -30.0 <= story.quarters(self.NAME, "imports_usd", "2026Q1", "2027Q4").min() <= -12.0

    def test_the_somoni_weakens(self, story: Story) -> None:
        assert 8.0 <= story.quarters(self.NAME, "tjs_per_usd", "2026Q1", "2027Q4").max() <= 30.0

    @pytest.mark.parametrize("name", ["calibrated-2024", "world-bank-2024"])
    def test_with_the_reserves_of_2014_it_is_the_replay(self, name: str) -> None:
        """Reserves a quarter lower within a year (148 of 661 million dollars), somoni -37 % in two years."""
        thin = ts.parameters(name).replace(reserves_usd=850.0)
        r = Story(run([self.NAME], thin, draws=None, outputs=["tjs_per_usd", "reserves_usd", "imports_usd"]))
        assert -35.0 < r.year(self.NAME, "reserves_usd", 2026) < -15.0
        assert 20.0 < r.year(self.NAME, "tjs_per_usd", 2027) < 40.0
        assert -30.0 < r.year(self.NAME, "imports_usd", 2026) < -18.0

    def test_output_grows_less(self, story: Story) -> None:
        assert -5.0 <= story.year(self.NAME, "gdp_growth", 2026) <= -0.5

    def test_consumption_falls_more_than_output(self, story: Story) -> None:
        for year in (2026, 2027):
            assert story.year(self.NAME, "consumption", year) < story.year(self.NAME, "gdp", year) < 0.0

    def test_disposable_income_falls_more_than_output(self, story: Story) -> None:
        assert story.year(self.NAME, "disposable_income", 2026) < 2.0 * story.year(self.NAME, "gdp", 2026)

    def test_prices_banks_and_the_poor_feel_it(self, story: Story) -> None:
        # 5.7 % in 2015 after 6.1: fuel and imports in roubles become cheaper while the somoni weakens
        assert -1.0 < story.year(self.NAME, "inflation", 2026) < 2.0
        assert story.year(self.NAME, "npl_ratio", 2026) > 2.0
        assert story.year(self.NAME, "bank_capital_ratio", 2026) < 0.0
        assert story.year(self.NAME, "poverty_rate", 2026) > 1.0
        assert story.year(self.NAME, "public_debt_gdp", 2026) > 0.0

    def test_nothing_moves_before_it(self, either: Story) -> None:
        assert not either.quarters(self.NAME, "remittances_usd", "2025Q1", "2025Q4").any()
        assert not either.quarters(self.NAME, "gdp", "2025Q1", "2025Q4").any()

    def test_consumption_reacts_less_where_remittances_are_small(self, stories: dict[str, Story]) -> None:
        small, large = stories["kremlin-2024"], stories["world-bank-2024"]
        for year in range(2026, 2031):
            little, much = (s.year(self.NAME, "consumption", year) for s in (small, large))
            assert abs(little) < abs(much)

    def test_it_hits_consumption_in_both_readings_and_half_priced_oil_softens_it(
        self, stories: dict[str, Story]
    ) -> None:
        """Fuel is a fifth of imports; what is not migrants' money comes from Russia for the most part too."""
        assert stories["world-bank-2024"].year(self.NAME, "consumption", 2027) < -4.0
        assert -5.0 < stories["kremlin-2024"].year(self.NAME, "consumption", 2027) < -1.0


class TestMassDeportation:
    """Three hundred thousand people removed by list within a year."""

    NAME, REMOVED = "mass-deportation", 300_000.0

    def test_remittances_fall_by_the_removed_share_of_workers_or_more(self, story: Story) -> None:
        share = 100.0 * self.REMOVED / story.level("baseline", "migrants_russia", 2025)
        assert story.quarters(self.NAME, "remittances_usd", "2026Q4", "2026Q4")[0] <= -share

    def test_the_stock_falls_by_more_than_the_removals(self, either: Story) -> None:
        fall = either.level("baseline", "migrants_russia", 2026)
        fall -= either.level(self.NAME, "migrants_russia", 2026)
        removed = either.level(self.NAME, "deported", 2026) - either.level("baseline", "deported", 2026)
        assert removed >= self.REMOVED
        assert fall > removed

    def test_deterrence_and_fear_work_beside_removal(self, either: Story) -> None:
        assert either.year(self.NAME, "departures", 2026) < -10.0
        assert either.year(self.NAME, "banned", 2026) > 50.0

    def test_those_who_stay_earn_more(self, either: Story) -> None:
        assert either.year(self.NAME, "migrant_wage_rub", 2026) > 1.0

    def test_home_takes_the_returnees_badly(self, either: Story) -> None:
        assert either.year(self.NAME, "unemployment_rate", 2026) > 1.0
        assert either.year(self.NAME, "poverty_rate", 2026) > 0.5
        assert either.year(self.NAME, "consumption", 2026) < 0.0
        assert either.year(self.NAME, "real_wage", 2027) < 0.0


class TestCrackdownAndReintegration:
    """Deterrence first; a programme for returnees costs money and finds jobs."""

    @pytest.mark.parametrize("year", [2026, 2027, 2028])
    def test_a_crackdown_raises_unemployment_and_poverty(self, either: Story, year: int) -> None:
        assert either.year("crackdown", "unemployment_rate", year) > 0.5
        assert either.year("crackdown", "poverty_rate", year) > 0.2
        assert either.year("crackdown", "remittances_usd", year) < -3.0

    @pytest.mark.parametrize("shock", ["crackdown", "mass-deportation", "rouble-shock"])
    def test_reintegration_lowers_unemployment_on_top_of_any_shock(self, either: Story, shock: str) -> None:
        both = f"{shock} + reintegration"
        for year in range(2026, 2031):
            with_it, without = (either.level(s, "unemployment_rate", year) for s in (both, shock))
            assert with_it < without

    @pytest.mark.parametrize("shock", ["crackdown", "mass-deportation"])
    def test_reintegration_costs_budget(self, either: Story, shock: str) -> None:
        """While people come back: whoever has been through a programme is not paid for again."""
        both = f"{shock} + reintegration"
        for year in (2026, 2027) if shock == "crackdown" else (2026,):
            assert either.level(both, "programme_cost", year) > 0.0
            assert either.level(shock, "programme_cost", year) == 0.0
            balance, before = (either.level(s, "budget_balance_gdp", year) for s in (both, shock))
            assert balance < before

    def test_a_crackdown_of_the_same_kind_but_twice_the_size_hurts_more(self) -> None:
        single, double = ts.scenario("crackdown"), ts.scenario("crackdown").scale(1.5)
        r = ts.run(
            [single, double], "world-bank-2024", draws=None, outputs=["migrants_russia", "remittances_usd"]
        )
        for name in r.kept:
            assert (r.central[name][8:, 2] < r.central[name][8:, 1]).all()


class TestTighterAlignment:
    """Membership of the Eurasian Economic Union: +0.22 log points of remittances in one or two years."""

    def test_remittances_rise_within_two_years(self, either: Story) -> None:
        assert (
            15.0 <= either.quarters("tighter-alignment", "remittances_usd", "2026Q1", "2027Q4").max() <= 55.0
        )

    def test_more_have_papers_and_trade_with_russia_grows(self, either: Story) -> None:
        assert either.year("tighter-alignment", "migrants_russia_irregular", 2027) < 0.0
        assert either.year("tighter-alignment", "migrants_russia_regular", 2027) > 10.0
        assert either.year("tighter-alignment", "trade_russia_usd", 2030) > 25.0
        assert either.year("tighter-alignment", "trade_russia_share", 2030) > 0.0


class TestOtherScenarios:
    def test_a_recruitment_drive_raises_remittances_while_soldiers_are_paid(self, either: Story) -> None:
        """Pay and payments for the fallen outlast the drive; they fade as soldiers die and leave."""
        years = [either.year("recruitment-drive", "remittances_usd", year) for year in range(2026, 2031)]
        assert years[0] > 1.0
        assert years == sorted(years, reverse=True)
        assert years[-1] < 0.2 * years[0]

    def test_a_closed_border_keeps_people_where_they_are_for_a_while(self, either: Story) -> None:
        """In 2020 departures fell by 76 % and returns by 78 % (Ministry of Labour of Tajikistan)."""
        for flow in ("departures", "returned"):
            moved = either.quarters("border-closure", flow, "2026Q2", "2026Q3")
            assert -82.0 < moved.min() <= moved.max() < -70.0
        assert -8.0 < either.year("border-closure", "migrants_russia", 2026) < -1.0
        assert abs(either.year("border-closure", "migrants_russia", 2030)) < 2.0

    def test_stagnation_lowers_wages_and_remittances(self, either: Story) -> None:
        for year in range(2027, 2031):
            assert either.year("russian-stagnation", "migrant_wage_usd", year) < 0.0
            assert either.year("russian-stagnation", "remittances_usd", year) < 0.0

    def test_a_labour_shortage_is_an_upside(self, either: Story) -> None:
        assert either.year("labour-shortage", "remittances_usd", 2028) > 2.0
        assert either.year("labour-shortage", "migrants_russia", 2028) > 5.0
        assert either.year("labour-shortage", "consumption", 2028) > 0.5

    def test_a_need_that_is_met_is_no_longer_paid_for(self, either: Story) -> None:
        """Scarcity raises pay; when those come who are wanted, it rises less."""
        for year in (2028, 2029, 2030):
            gap = either.level("labour-shortage", "russia_labour_gap", year)
            assert gap < 0.5 * either.level("baseline", "russia_labour_gap", year)
            assert -6.0 < either.year("labour-shortage", "migrant_wage_rub", year) < 0.0

    def test_diversification_sends_people_elsewhere(self, either: Story) -> None:
        assert either.year("diversification", "migrants_other", 2030) > 50.0

    def test_organised_recruitment_leaves_fewer_without_papers(self, either: Story) -> None:
        irregular = either.year("organised-recruitment", "migrants_russia_irregular", 2028)
        assert irregular < either.year("organised-recruitment", "migrants_russia_regular", 2028)
        assert irregular < 0.0

    def test_sanctions_compliance_hits_the_narrow_measure_most(self, either: Story) -> None:
        narrow = either.year("sanctions-compliance", "remittances_recorded_usd", 2027)
        assert narrow < either.year("sanctions-compliance", "remittances_usd", 2027) < 0.0

    def test_hedging_moves_trade_from_russia_to_others(self, either: Story) -> None:
        assert either.year("hedging", "trade_china_share", 2030) > 1.0
        assert either.year("hedging", "trade_russia_share", 2030) < 0.0

    def test_friction_lowers_trade_with_russia(self, either: Story) -> None:
        assert either.year("friction", "trade_russia_usd", 2028) < -10.0
        assert either.year("friction", "migrants_russia", 2028) < 0.0

    def test_all_together_is_worse_than_each(self, either: Story) -> None:
        for name in ("remittances_usd", "migrants_russia", "consumption"):
            worst = either.year("combined-adverse", name, 2027)
            for part in ("crackdown", "rouble-shock", "russian-stagnation"):
                assert worst < either.year(part, name, 2027)


class TestTable:
    """Every shipped scenario in many draws, on both parameter sets."""

    def test_every_one_is_there_and_all_numbers_are_finite(self, table: ts.Result) -> None:
        assert table.scenarios == ("baseline", *SHIPPED)
        for name in table.kept:
            assert table.quarterly[name].shape == (24, 1 + len(SHIPPED), DRAWS)
            for values in (table.quarterly[name], table.annual[name], table.central[name]):
                assert np.isfinite(values).all(), name

    def test_the_accounts_close(self, table: ts.Result) -> None:
        found = table.check()
        assert len(found) == len(Identities._fields)
        assert (found["worst"] < 1e-12).all()

    def test_nothing_is_negative_that_cannot_be(self, table: ts.Result) -> None:
        for name in NEVER_NEGATIVE:
            assert table.quarterly[name].min() >= 0.0, name
        for name in PERCENT:
            assert table.quarterly[name].min() >= 0.0, name
            assert table.quarterly[name].max() <= 100.0, name

    def test_measures_of_one_flow_are_nested(self, table: ts.Result) -> None:
        total, russia, recorded = (
            table.quarterly[f"remittances_{part}"] for part in ("usd", "russia_usd", "recorded_usd")
        )
        assert (russia <= total * (1.0 + 1e-6)).all()
        assert (recorded <= russia * (1.0 + 1e-6)).all()

    def test_migrants_are_those_with_and_without_papers(self, table: ts.Result) -> None:
        both = table.quarterly["migrants_russia_regular"] + table.quarterly["migrants_russia_irregular"]
        np.testing.assert_allclose(table.quarterly["migrants_russia"], both, rtol=1e-6)

    def test_every_scenario_moves_money_and_output(self, table: ts.Result) -> None:
        home = ("reintegration", "budget-support", "public-investment", "power-dispute", "vat-cut")
        for scenario in SHIPPED:  # what happens at home hardly changes who leaves
            for name in ("gdp",) if scenario in home else ("remittances_usd", "gdp"):
                moved = table.delta(scenario, name, freq="Y").central[2:]
                assert np.abs(moved).max() > 0.001, (scenario, name)

    def test_signs_hold_in_nearly_all_draws(self, table: ts.Result) -> None:
        for scenario, name, comparison in (
            ("rouble-shock", "remittances_usd", "<"),
            ("rouble-shock", "tjs_per_usd", ">"),
            ("crackdown", "migrants_russia", "<"),
            ("mass-deportation", "unemployment_rate", ">"),
            ("tighter-alignment", "remittances_usd", ">"),
            ("reintegration", "unemployment_rate", "<="),
        ):
            assert table.delta(scenario, name, freq="Y").prob(comparison, 0.0, at="2027") > 0.95, scenario
