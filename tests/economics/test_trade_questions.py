"""What the loss of a supplier costs, and what a price or a buyer of one good does: sign, size and order.

Nepal, landlocked and with one seller of fuel, is the episode: most of its fuel and some other goods were
missing for four and a half months in 2015-16, growth fell from an expected 2 to 0.8 % within the year
(Central Bureau of Statistics), inflation rose from 7.2 to 12.1 % and was lower than before a year later, and
reserves rose while imports could not come (Nepal Rastra Bank).
"""

from __future__ import annotations

import pytest

import tajsim as ts
from tajsim.scenarios import targets
from tests.of_2024 import run

from .conftest import Story

SETS = ("calibrated-2024", "world-bank-2024", "kremlin-2024")
YEARS = (2026, 2027, 2028, 2029, 2030)
HEARD = (
    "fuel_export_ban", "fuel_duty", "fuel_price_factor", "food_price_factor", "gold_price", "gold_volume",
    "gold_bought_share", "aluminium_price", "aluminium_volume", "cotton_price", "cotton_volume",
    "electricity_volume", "reexport_demand", "national_currency_share", "bank_sanctions",
    "trade_friction_russia",
)  # fmt: skip


def shocked(name: str, **values: float) -> ts.Scenario:
    """Each target set to a value from the first quarter of 2026 on."""
    return ts.Scenario(name, [ts.Shock(t, set=ts.step(v, start="2026Q1")) for t, v in values.items()])


ASKED = (
    shocked("stop", trade_friction_russia=0.95),
    shocked("half", trade_friction_russia=0.5),
    shocked("ban", fuel_export_ban=1.0),
    shocked("duty", fuel_duty=0.2),
    shocked("dear fuel", fuel_price_factor=1.3),
    shocked("dear food", food_price_factor=1.3),
    shocked("banks", bank_sanctions=1.0),
    shocked("banks, dollars", bank_sanctions=1.0, national_currency_share=0.0),
    shocked("cheap gold", gold_price=0.7),
    shocked("less gold", gold_volume=0.7),
    shocked("gold bought", gold_bought_share=0.5),
    shocked("cheap aluminium", aluminium_price=0.7),
    shocked("less aluminium", aluminium_volume=0.7),
    shocked("cheap cotton", cotton_price=0.7),
    shocked("less cotton", cotton_volume=0.7),
    shocked("more power", electricity_volume=2.0),
    shocked("through trade", reexport_demand=5.0),
    shocked("compliance", sanctions_compliance=1.0),
)


@pytest.fixture(scope="module")
def every() -> dict[str, Story]:
    """The central path of each in each set."""
    return {name: Story(run(ASKED, parameters=name, draws=None, outputs="all")) for name in SETS}


@pytest.fixture(params=SETS)
def reading(every: dict[str, Story], request: pytest.FixtureRequest) -> Story:
    """Each set in turn."""
    return every[request.param]


def test_every_question_is_among_the_targets() -> None:
    assert set(HEARD) <= set(targets())


class TestAStopOfTradeWithRussia:
    """It cost 0.2 % of consumption and no inflation, because all was bought elsewhere at the same price."""

    def test_trade_is_gone(self, reading: Story) -> None:
        assert reading.year("stop", "trade_russia_usd", 2027) < -90.0

    def test_people_consume_less_at_first_and_for_good(self, reading: Story) -> None:
        assert -10.0 < reading.year("stop", "consumption", 2026) < -4.0
        assert -4.0 < reading.year("stop", "consumption", 2030) < -1.0

    def test_output_falls_as_in_nepal_and_recovers_in_part(self, reading: Story) -> None:
        path = [reading.year("stop", "gdp", year) for year in YEARS]
        assert -5.0 < path[0] < -1.2
        assert path == sorted(path)
        assert path[-1] < -0.3

    def test_prices_jump_and_come_back_in_part(self, reading: Story) -> None:
        yearly = [reading.year("stop", "inflation", year) for year in YEARS]
        assert 1.0 < yearly[0] < 5.0
        assert yearly[1] < 0.0
        assert sum(yearly) > 0.0 or reading.year("stop", "tjs_per_usd", 2030) < 3.0

    def test_more_are_poor(self, reading: Story) -> None:
        assert reading.year("stop", "poverty_rate", 2026) > 1.0
        assert reading.year("stop", "poverty_rate", 2030) > 0.2

    def test_reserves_last_while_goods_cannot_come_and_pay_for_dearer_ones_later(
        self, reading: Story
    ) -> None:
        assert reading.year("stop", "reserves_usd", 2026) > 0.0
        assert reading.year("stop", "reserves_usd", 2030) < 0.0

    @pytest.mark.parametrize("name", ["consumption", "gdp", "poverty_rate", "inflation"])
    def test_half_a_stop_costs_about_half(self, reading: Story, name: str) -> None:
        ratio = reading.year("half", name, 2026) / reading.year("stop", name, 2026)
        assert 0.4 < ratio < 0.65

    def test_where_less_is_bought_from_russia_it_costs_less(self, every: dict[str, Story]) -> None:
        """Turnover of 1.5 billion by the Kremlin's count, 1.9 by that of Tajik customs."""
        for year in YEARS:
            little, much = (
                every[name].year("stop", "consumption", year) for name in ("kremlin-2024", "world-bank-2024")
            )
            assert much < little < 0.0


class TestFuelAndFood:
    def test_a_ban_on_fuel_is_most_of_what_a_stop_costs_at_first(self, reading: Story) -> None:
        """Fuel is a fifth of imports, two thirds of it Russian, and nothing takes its place at once."""
        for name in ("gdp", "consumption", "inflation"):
            share = reading.year("ban", name, 2026) / reading.year("stop", name, 2026)
            assert 0.5 < share < 1.0

    def test_fuel_is_missing_at_first_and_found_within_two_years(self, reading: Story) -> None:
        missing = reading.quarters("ban", "fuel_missing", "2026Q1", "2027Q4")
        assert 25.0 < missing[0] < 50.0
        assert missing[-1] < 3.0
        assert all(missing[1:] < missing[:-1])

    def test_a_duty_is_a_price_and_no_shortage(self, reading: Story) -> None:
        """Duties of 2010: petrol in Dushanbe rose by 30 % in half a year; nothing ran out (Asia-Plus)."""
        assert reading.year("duty", "fuel_missing", 2026) == 0.0
        assert 0.1 < reading.year("duty", "inflation", 2026) < 1.5
        assert reading.year("ban", "consumption", 2027) < reading.year("duty", "consumption", 2027) < -0.3
        assert -2.0 < reading.year("duty", "gdp", 2027) < 0.0

    def test_dearer_fuel_makes_no_export_cheaper_and_no_one_richer(self, reading: Story) -> None:
        for year in YEARS:
            assert reading.year("dear fuel", "consumption", year) < -0.5
            assert reading.year("dear fuel", "gdp", year) < 0.0
            assert reading.year("dear fuel", "reserves_usd", year) < 0.0
        assert abs(reading.year("dear fuel", "exports", 2026)) < 0.5

    def test_a_third_on_imported_food_is_three_points_on_consumer_prices(self, reading: Story) -> None:
        """2022: flour 39 % and food 9.7 % dearer, prices two to three points above the target."""
        assert 1.5 < reading.year("dear food", "inflation", 2026) < 5.0
        assert -6.0 < reading.year("dear food", "consumption", 2027) < -1.0
        assert reading.year("dear food", "poverty_rate", 2027) > 0.4
        assert reading.year("dear food", "imports_usd", 2027) > 0.0


class TestBanks:
    def test_national_currencies_are_a_shield(self, reading: Story) -> None:
        """Exports of Türkiye to Russia fell by a third in early 2024 (Financial Times)."""
        shielded = reading.year("banks", "trade_russia_usd", 2027)
        assert -40.0 < shielded < -20.0
        assert reading.year("banks, dollars", "trade_russia_usd", 2027) == pytest.approx(-100.0, abs=0.1)

    def test_the_shield_is_worth_consumption_and_output(self, reading: Story) -> None:
        for name in ("consumption", "gdp"):
            for year in YEARS:
                bare, shielded = (reading.year(s, name, year) for s in ("banks, dollars", "banks"))
                assert bare < 1.3 * shielded < 0.0

    def test_payments_through_agents_cost_something_where_trade_goes_on(self, reading: Story) -> None:
        lost = -reading.year("banks", "trade_russia_usd", 2030)
        per_point = reading.year("banks", "consumption", 2030) / lost
        assert per_point < reading.year("half", "consumption", 2030) / -reading.year(
            "half", "trade_russia_usd", 2030
        )


class TestExportsByGood:
    def test_the_price_of_gold_is_lost_income_and_its_volume_lost_output(self, reading: Story) -> None:
        """A third of exports: three tenths less are a tenth of exports, 1.4 % of output."""
        for scenario in ("cheap gold", "less gold"):
            assert -12.0 < reading.year(scenario, "exports_usd", 2026) < -8.0
            assert -16.0 < reading.year(scenario, "reserves_usd", 2030) < -4.0
            assert reading.year(scenario, "consumption", 2027) < 0.0
        assert -2.0 < reading.year("less gold", "gdp", 2026) < -0.7
        assert -0.5 < reading.year("cheap gold", "gdp", 2026) < 0.0

    def test_gold_bought_at_home_adds_to_reserves_and_is_missed_in_the_market(self, reading: Story) -> None:
        """Some 320 million dollars a year: more reserves, less of them dollars, and a weaker somoni."""
        for year in YEARS:
            assert 0.0 < reading.year("gold bought", "reserves_usd", year) < 25.0
            assert 0.0 < reading.year("gold bought", "tjs_per_usd", year) < 12.0

    @pytest.mark.parametrize(("good", "share"), [("aluminium", 0.09), ("cotton", 0.1)])
    def test_other_goods_weigh_as_they_do_in_exports(self, reading: Story, good: str, share: float) -> None:
        for how in ("cheap", "less"):
            fall = reading.year(f"{how} {good}", "exports_usd", 2026)
            assert fall == pytest.approx(-30.0 * share, rel=0.15)
            assert abs(fall) < abs(reading.year(f"{how} gold", "exports_usd", 2026))
            assert reading.year(f"{how} {good}", "reserves_usd", 2028) < 0.0

    def test_twice_the_power_sold_is_half_a_percent_of_output(self, reading: Story) -> None:
        assert 0.2 < reading.year("more power", "gdp", 2027) < 1.0
        assert reading.year("more power", "reserves_usd", 2028) > 0.0

    def test_goods_that_pass_through_swell_trade_and_hardly_output(self, reading: Story) -> None:
        """In Kyrgyzstan exports to Russia rose from 0.4 to 1.1 billion dollars in 2022, and imports too."""
        assert reading.year("through trade", "reexports_usd", 2027) == pytest.approx(400.0, abs=25.0)
        assert reading.year("through trade", "exports_usd", 2027) > 3.0
        assert reading.year("through trade", "imports_usd", 2027) > 1.0
        assert 0.0 < reading.year("through trade", "gdp", 2027) < 0.2

    def test_compliance_ends_them_and_costs_little(self, reading: Story) -> None:
        assert reading.year("compliance", "reexports_usd", 2027) == pytest.approx(-100.0, abs=1e-6)
        assert -0.2 < reading.year("compliance", "gdp", 2027) < 0.0


def test_a_shock_that_changes_nothing_changes_nothing() -> None:
    same = shocked("same", fuel_export_ban=0.0, gold_volume=1.0, food_price_factor=1.0, bank_sanctions=0.0)
    r = run([same], draws=8, outputs="all")
    for name in r.kept:
        assert (r.quarterly[name][:, 0] == r.quarterly[name][:, 1]).all(), name
