"""Interest, deposits and bad loans: signs, sizes and order, with the source of each.

Sizes are of the central path unless said otherwise. "Small" for interest is what is found where few save in
banks: no effect on demand in Tajikistan (Meraj, Qurbanalieva and Uddin 2017).
"""

from __future__ import annotations

import numpy as np
import pytest

import tajsim as ts
from tests.of_2024 import run

from .conftest import PARAMETER_SETS, Story

START = "2026Q1"
SETS = ("calibrated-2024", *PARAMETER_SETS)
INTEREST = tuple(
    ts.Scenario(name, [ts.Shock(target, add=ts.step(by, start=START))])
    for name, target, by in (
        ("policy", "policy_rate_shift", 2.0),
        ("lending", "lending_rate", 2.0),
        ("deposit", "deposit_rate", 2.0),
        ("easy", "policy_rate_shift", -2.0),
        ("floor", "policy_rate_shift", -50.0),
    )
)


@pytest.fixture(scope="module", params=SETS)
def money(request: pytest.FixtureRequest) -> Story:
    shown = ["rouble-shock", "combined-adverse", "crackdown", *INTEREST]
    return Story(run(shown, parameters=request.param, draws=None, outputs="all"))


class TestInterest:
    def test_dear_credit_restrains_spending(self, money: Story) -> None:
        """Two points more on loans raised output by 0.05 to 0.09 % as long as they only made banks richer."""
        for year in (2026, 2027, 2028, 2030):
            assert -1.0 < money.year("lending", "gdp", year) < -0.05
            assert money.year("lending", "consumption", year) < 0.0
            assert money.year("lending", "investment", year) < 0.0

    def test_the_policy_rate_restrains_output_a_little(self, money: Story) -> None:
        assert -0.5 < money.year("policy", "gdp", 2028) < -0.1
        assert money.year("policy", "gdp", 2026) > money.year("policy", "gdp", 2028)
        assert -0.5 < money.year("policy", "inflation", 2028) < 0.0

    def test_lending_rates_follow_it_in_part(self, money: Story) -> None:
        """24.1 to 22.1 % from 2022 to 2024 while the policy rate fell from 13.25 to 9.3 % (National Bank)."""
        for name in ("somoni_lending_rate", "somoni_deposit_rate"):
            passed = money.year("policy", name, 2027) / money.year("policy", "policy_rate", 2027)
            assert 0.2 <= passed <= 0.6

    def test_loans_fall_by_what_borrowers_in_poor_countries_cut(self, money: Story) -> None:
        """0.7 to 1.1 % per 1 % (Dehejia, Montgomery and Morduch 2012; Karlan and Zinman 2019)."""
        dearer = 100.0 * 2.0 / 22.12
        assert 0.4 <= -money.year("lending", "credit", 2030) / dearer <= 1.2

    def test_deposits_in_somoni_follow_their_interest(self, money: Story) -> None:
        for year in (2026, 2028, 2030):
            assert 0.5 < money.year("policy", "somoni_deposits", year) < 5.0
            assert 2.0 < money.year("deposit", "somoni_deposits", year) < 15.0

    def test_interest_supports_the_somoni_and_reserves(self, money: Story) -> None:
        """Little through the rate, since the central bank intervenes (Mishra, Montiel, Spilimbergo 2012)."""
        for name in ("policy", "deposit"):
            assert -2.0 < money.year(name, "tjs_per_usd", 2028) < 0.0
            assert 0.2 < money.year(name, "reserves_usd", 2028) < 6.0

    def test_cheap_money_does_the_opposite(self, money: Story) -> None:
        for name in ("gdp", "credit", "somoni_deposits", "reserves_usd", "tjs_per_usd"):
            up, down = (money.year(s, name, 2028) for s in ("policy", "easy"))
            assert up * down < 0.0
            assert abs(up + down) < 0.35 * abs(up)  # inflows are bought at another share than they are met

    def test_the_policy_rate_has_a_floor(self, money: Story) -> None:
        assert money.level("floor", "policy_rate", 2027) == pytest.approx(3.0, rel=1e-6)

    def test_the_rule_fights_imported_inflation(self, money: Story) -> None:
        """From 4.8 % in January 2014 to 11 % in July 2016 (National Bank); half-priced oil delays it."""
        dear, lasting = (money.year("rouble-shock", "policy_rate", year) for year in (2027, 2030))
        assert 0.1 < dear < 6.0
        assert lasting < dear

    def test_the_baseline_rate_comes_down_as_it_did(self, money: Story) -> None:
        """From 9 % at the end of 2024 to 7.75 % in August 2025, with inflation near 3.5 % (National Bank)."""
        assert 7.5 < money.level("baseline", "policy_rate", 2025) < 9.0
        assert 8.0 < money.level("baseline", "policy_rate", 2030) < 10.0


class TestBadLoans:
    def test_the_baseline_stays_near_what_was_observed(self, money: Story) -> None:
        """7.1 % at the end of 2024, 7 % in early 2025; 5 to 8 % in the calm years 2010-12."""
        for year in range(2025, 2031):
            assert 4.0 < money.level("baseline", "npl_ratio", year) < 10.5
        assert abs(money.level("baseline", "npl_ratio", 2030) - 7.0) < 2.5

    def test_shocks_add_to_it_in_their_order(self, money: Story) -> None:
        for year in (2026, 2027):
            shocks = ("crackdown", "rouble-shock", "combined-adverse")
            mild, shock, worst = (money.year(s, "npl_ratio", year) for s in shocks)
            assert 0.0 < mild < shock < worst
        assert 5.0 < money.year("rouble-shock", "npl_ratio", 2027) < 15.0

    def test_they_come_down_again(self, money: Story) -> None:
        """From 54 % in 2016 to 26 % in 2019 (World Bank)."""
        peak = money.change("rouble-shock", "npl_ratio").max()
        assert money.year("rouble-shock", "npl_ratio", 2030) < 0.5 * peak

    def test_a_rescue_costs_what_weak_banks_lack(self, money: Story) -> None:
        """490 million dollars in December 2016, after a worse blow with twice as many loans in dollars."""
        r = money.result
        at = r.position("rouble-shock")
        spent = r.central_annual["bank_rescue"][:, at] / r.central_annual["tjs_per_usd"][:, at]
        few = money.result.manifest.vintage == "kremlin-2024"  # where little is sent, banks lose little
        assert (0.0 if few else 20.0) < spent.sum() < 490.0

    @pytest.mark.parametrize("name", SETS)
    def test_a_banking_crisis_is_rare_without_a_shock(self, name: str) -> None:
        """Four of ten ends of years from 2013 to 2024 were above 25 %, all of one crisis (World Bank)."""
        r = run([], parameters=name, draws=200, seed=1, outputs=["npl_ratio"])
        above = (r.annual["npl_ratio"][:, 0] > 25.0).mean(axis=1)
        assert above[:3].max() < 0.12
        assert above.max() < 0.2


@pytest.fixture(scope="module")
def crisis() -> ts.Result:
    """2014 to 2016 from the end of 2013, with the drivers of the time."""
    return run(
        [],
        parameters="calibrated-2024",
        baseline="history",
        start="2014Q1",
        end="2016Q4",
        draws=200,
        seed=1,
        outputs=["npl_ratio", "bank_rescue", "tjs_per_usd", "policy_rate"],
    )


class TestThePast:
    def test_bad_loans_rise_as_in_2014_to_2016(self, crisis: ts.Result) -> None:
        """15.9 % (2013), 25 % (2014), 47.6 to 54 % (2016), World Bank."""
        low, high = np.quantile(crisis.annual["npl_ratio"][:, 0], [0.05, 0.95], axis=1)
        assert low[0] < 25.0 < high[0]
        assert low[2] < 47.6 < 54.0 < high[2]
        assert crisis.central_annual["npl_ratio"][2, 0] > 38.0

    def test_banks_have_to_be_rescued(self, crisis: ts.Result) -> None:
        """It was 0 to 3 million dollars when the average decided."""
        spent = crisis.annual["bank_rescue"][:, 0] / crisis.annual["tjs_per_usd"][:, 0]
        assert np.median(spent.sum(axis=0)) > 75.0

    def test_the_policy_rate_rises_as_it_did(self, crisis: ts.Result) -> None:
        """8 % at the end of 2014 and 2015, 11 % from July 2016 (National Bank)."""
        found = crisis.central_annual["policy_rate"][:, 0]
        assert found == pytest.approx([6.5, 8.0, 10.0], abs=2.0)

    @pytest.mark.parametrize("name", SETS)
    def test_a_tenth_less_money_adds_what_was_published_for_those_years(self, name: str) -> None:
        """7 points per 10 % of remittances (3 to 10), from 2014-16, when 59 % of loans were in dollars."""
        start, tenth = (
            "2014Q1",
            [("remittance_cost", "add", 0.098), ("other_remitted_ratio", "multiply", 0.9)],
        )
        shocks = [ts.Shock(target, **{how: ts.step(by, start=start)}) for target, how, by in tenth]
        less = ts.Scenario("tenth", shocks)
        r = run([less], parameters=name, baseline="history", start=start, end="2016Q4", draws=None)
        bad, sent = (r.delta("tenth", n, freq="Y").central for n in ("npl_ratio", "remittances_usd"))
        assert 4.0 < (-10.0 * bad / sent).max() < 10.0

    def test_more_dollar_loans_make_a_worse_crisis(self) -> None:
        """58.7 % of loans in January 2014 (National Bank), 35 % now."""
        p = ts.parameters("world-bank-2024")

        def worst(share: float) -> float:
            r = run(["rouble-shock"], parameters=p.replace(loans_fx_share=share), draws=None)
            return float(r.delta("rouble-shock", "npl_ratio", freq="Y").central.max())

        assert worst(0.587) > 1.3 * worst(0.35)
