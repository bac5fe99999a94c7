"""What series measure: every rule names what exists, and the numbers in its arguments are those on record."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

import tajsim as ts
from tajsim.drivers.declared import DRIVERS
from tajsim.model.outputs import OUTPUTS
from tajsim.published import series
from tajsim.published.register import shipped
from tajsim.published.series import RULES, rules
from tajsim.published.units import factor

NAMES = {one.name for one in OUTPUTS} | {one.name for one in DRIVERS}


def test_every_rule_measures_an_output_or_says_why_not() -> None:
    for key, rule in rules().items():
        assert rule.why, key
        assert (rule.kind == "none") == (rule.output == ""), key
        assert rule.kind == "none" or rule.output in NAMES, key


def test_every_output_and_driver_measures_itself() -> None:
    for name in NAMES:
        (rule,) = [rule for (country, key), rule in rules().items() if key == name and country == "TJK"]
        assert rule.output in (
            name,
            "gdp",
            "consumer_prices",
        )  # growth of these two is a growth of their levels


def test_every_shipped_series_with_a_rule_is_in_its_unit() -> None:
    for one in shipped():
        if one.key in RULES:
            assert factor(one.unit, RULES[one.key].unit) is not None, one


def test_every_series_of_2025_has_a_rule() -> None:
    assert {one.key for one in shipped() if one.at != "history"} <= set(RULES)


def monthly(name: str, country: str, first: str = "2000", last: str = "2025") -> np.ndarray:
    rows = ts.history(series=name, country=country)
    rows = rows[(rows["frequency"] == "M") & (rows["period"] >= first) & (rows["period"] < last)]
    return np.diff(np.log(rows["value"].to_numpy()))


def steps(name: str, first: str, logs: bool = True, last: str = "2025") -> np.ndarray:
    """Changes between figures of days and ends of months over the root of the days between them."""
    found = sorted(
        {one.span.last: one.value for one in shipped()
         if one.key == ("TJK", name) and one.span.months == 1 and first <= str(one.span.last) < last}.items()
    )  # fmt: skip
    return np.array(
        [
            abs(math.log(b / a) if logs else b - a) / math.sqrt((later - day).days)
            for (day, a), (later, b) in pairwise(found)
        ]
    )


def test_daily_changes_are_those_on_record() -> None:
    month = math.sqrt(2.0 / 3.0 * 30.4)  # a month's average against the next of a random walk
    assert monthly("rub_per_usd_avg", "RUS").std() / month == pytest.approx(series.ROUBLE_DAILY, rel=0.02)
    assert monthly("brent_spot_monthly", "WLD").std() / month == pytest.approx(series.OIL_DAILY, rel=0.02)
    somoni = steps("exchange_rate_official", "2022")
    assert np.sqrt((somoni**2).mean()) == pytest.approx(series.SOMONI_DAILY, rel=0.02)
    assert np.median(steps("fx_reserves_nbt", "2021")) == pytest.approx(series.RESERVES_DAILY, rel=0.02)
    npl = steps("npl_ratio", "2017", logs=False)
    assert np.sqrt((npl**2).mean()) == pytest.approx(series.NPL_DAILY, rel=0.02)
    inflation = steps("inflation_12_months", "2025", logs=False, last="2026")
    assert np.sqrt((inflation**2).mean()) == pytest.approx(series.INFLATION_DAILY, rel=0.02)


def test_figures_in_the_arguments_are_those_on_record() -> None:
    at = {(one.series, one.span.text): one.value for one in shipped() if one.country == "TJK"}
    assert at["bank_loans", "2024-12"] / at["bank_loans", "2023-12"] == pytest.approx(1.18, abs=0.005)
    assert at["fx_reserves_nbt", "2022-12"] / (at["goods_imports_customs", "2022"] / 12) == pytest.approx(
        8.8, abs=0.05
    )
    assert at["fx_reserves_nbt", "2023-12"] / (at["goods_imports_customs", "2023"] / 12) == pytest.approx(
        7.4, abs=0.05
    )
    assert (at["reserves_months_of_imports", "2022-12"], at["reserves_months_of_imports", "2023-12"]) == (
        5.8,
        5.5,
    )
    p = ts.parameters("world-bank-2024")
    assert (
        p.remittances.remittances_gdp_share * p.economy.nominal_gdp / p.economy.exchange_rate
        == pytest.approx(7000, rel=0.01)
    )
    unemployed = p.labour.labour_force * p.labour.unemployment_rate
    assert at["registered_unemployed", "2025-06"] * 1e3 / unemployed == pytest.approx(1 / 6, abs=0.01)
    assert at["employed", "2025-06"] * 1e6 / (p.labour.labour_force - unemployed) == pytest.approx(
        1.16, abs=0.01
    )
    pay = {one.span.text: one.value for one in shipped() if one.series == "average_nominal_wage"}
    assert pay["2025-12"] / pay["2025-11"] == pytest.approx(1.42, abs=0.005)
    assert at["tajik_citizens_expelled_from_russia", "2024"] == p.figures["deportations_2024"].value
    turnover = [at["turnover_russia", f"2024-{m}"] for m in ("4M", "5M", "H1", "7M")]
    months = [at["turnover_russia", "2024Q1"] / 3] * 3 + list(
        np.diff([at["turnover_russia", "2024Q1"], *turnover])
    )
    assert (min(months), max(months)) == (pytest.approx(146, abs=0.6), pytest.approx(186, abs=0.6))
    assert 100 * np.std(months[2:], ddof=1) / np.mean(months[2:]) == pytest.approx(13, abs=1)


def test_trade_with_a_partner_has_moved_apart_from_all_trade() -> None:
    million = {"US$ billion": 1000.0}
    at = {
        (one.series, one.span.text): one.value * million.get(one.unit, 1.0)
        for one in sorted(shipped(), key=lambda one: one.published)
        if one.country == "TJK"
    }
    apart = []
    for partner, before, after in (
        ("turnover_russia", "2016", "2017"),
        ("turnover_russia", "2022", "2023"),
        ("turnover_russia", "2023", "2024"),
        ("turnover_russia", "2024-H1", "2025-H1"),
        ("turnover_china", "2024-H1", "2025-H1"),
    ):
        own, every = (at[name, after] / at[name, before] for name in (partner, "goods_turnover_customs"))
        apart.append(100 * (own - every))
    assert np.sqrt(np.mean(np.square(apart))) == pytest.approx(series.PARTNERS, rel=0.02)


def test_reported_remittances_have_grown_otherwise_than_those_of_the_balance_of_payments() -> None:
    at = {(one.series, one.span.text): one.value for one in shipped() if one.country == "TJK"}
    apart = [
        100
        * (
            at[name, after] / at[name, before]
            - at["remittances_received", after] / at["remittances_received", before]
        )
        for name, before, after in (
            ("remittances_reported_adb", "2021", "2022"),
            ("remittances_reported_adb", "2022", "2023"),
            ("remittances_reported_wb_iom", "2023", "2024"),
        )
    ]
    assert np.sqrt(np.mean(np.square(apart))) == pytest.approx(series.REPORTED, rel=0.02)
