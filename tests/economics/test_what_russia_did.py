"""What Russia did in 2025, in roubles and persons: sign and size of what follows, in every parameter set."""

from __future__ import annotations

import pytest

import tajsim as ts
from tests.of_2024 import run

WAGE = 100_360.0  # roubles a month in 2025, Rosstat; 87 952 in 2024
DEPORTED = 9_000.0  # a quarter: 36 000 in 2025, bne IntelliNews; 30 000 in 2024
RECRUITS = 7_786.0  # a quarter: 31 143 in 2025, Ministry of Labour of Tajikistan via Sputnik
SETS = ("calibrated-2024", "world-bank-2024", "kremlin-2024")


def given(target: str, value: float, name: str = "") -> ts.Scenario:
    return ts.Scenario(name or target, [ts.Shock(target, set=ts.pulse(value, "2025Q1", 4))])


@pytest.fixture(scope="module", params=SETS)
def of_2025(request: pytest.FixtureRequest) -> ts.Result:
    asked = [
        given("russia_wage", WAGE),
        given("deported", DEPORTED),
        given("organised_recruits", RECRUITS),
        given("deported", 30_000.0, "four times as many"),
    ]
    return run(asked, request.param, draws=None, outputs="all", end="2026Q4")


def year(r: ts.Result, scenario: str, output: str, place: int = 0) -> float:
    return float(r.delta(scenario, output, freq="Y").central[place])


def test_wages_rise_in_russia_as_rosstat_says_and_money_with_them(of_2025: ts.Result) -> None:
    """Nominal wages grew by 14 % in 2025; the outlook's prices and output would make them grow by 9 to 12."""
    own = 100.0 * (of_2025.central_annual["russia_wage"][0, 0] / 87_952.0 - 1.0)
    assert 8.0 < own < 13.0
    assert 1.0 < year(of_2025, "russia_wage", "remittances_usd") < 5.0
    assert 0.3 < year(of_2025, "russia_wage", "departures") < 3.0


def test_a_fifth_more_deportations_deter_more_than_they_remove(of_2025: ts.Result) -> None:
    """Departures fell by 16 % when deportations rose from 11 000 to 30 000: 3 % when they rise by a fifth."""
    assert -4.0 < year(of_2025, "deported", "departures") < -1.5
    workers = of_2025.central["migrants_russia"][3]
    assert workers[0] - workers[of_2025.position("deported")] > 2.0 * (36_000.0 - 30_300.0)
    assert year(of_2025, "deported", "remittances_usd") < -1.0


def test_more_deportations_weigh_more_and_raise_the_pay_of_those_who_stay(of_2025: ts.Result) -> None:
    many, some = "four times as many", "deported"
    assert year(of_2025, many, "migrants_russia") < 3.0 * year(of_2025, some, "migrants_russia") < 0.0
    assert year(of_2025, many, "migrant_wage_rub", 1) > year(of_2025, some, "migrant_wage_rub", 1) > 0.0


def test_organised_recruitment_moves_papers_more_than_numbers(of_2025: ts.Result) -> None:
    assert 0.0 < year(of_2025, "organised_recruits", "departures") < 1.0
    share = of_2025.central_annual["migrants_irregular_share"][0]
    assert share[of_2025.position("organised_recruits")] < share[0]


@pytest.mark.parametrize("parameter_set", SETS)
def test_given_russias_2025_remittances_are_above_the_baseline(parameter_set: str) -> None:
    """The rouble gained 10 % on 2024 where the outlook of autumn 2025 had 7, and wages more than prices."""
    r = run(
        (), parameter_set, "history", start="2025Q1", end="2025Q4", draws=None, outputs=["remittances_usd"]
    )
    base = run((), parameter_set, draws=None, outputs=["remittances_usd"], end="2025Q4")
    ratio = r.central_annual["remittances_usd"][0, 0] / base.central_annual["remittances_usd"][0, 0]
    assert 1.02 < ratio < 1.10
