"""Responses that have been published, run as experiments: each must lie in the published range.

Ranges are those of the register of sources; the experiment is the central path of world-bank-2024.
"""

from __future__ import annotations

import math

import pytest

import tajsim as ts

START = "2026Q1"
YEARS = {2026: 1, 2027: 2}


@pytest.fixture(scope="module")
def ranges() -> dict[str, tuple[float, float]]:
    register = ts.sources().set_index("id")
    return {name: (float(row["low"]), float(row["high"])) for name, row in register.iterrows()}


@pytest.fixture(scope="module")
def experiments() -> ts.Result:
    tenth = [
        ts.Shock("remittance_cost", add=ts.step(0.1 * (1.0 - 0.021), start=START)),
        ts.Shock("remitted_other_usd", multiply=ts.step(0.9, start=START)),
    ]
    return ts.run(
        [
            ts.Scenario("growth", [ts.Shock("russia_gdp_growth", add=ts.pulse(-1.0, START, 4))]),
            ts.Scenario("tenth", tenth),
            ts.Scenario("membership", [ts.Shock("eaeu_membership", set=ts.step(1.0, start=START))]),
        ],
        draws=None,
        outputs="all",
    )


def percent(r: ts.Result, scenario: str, name: str, year: int) -> float:
    path = r.central_annual[name][YEARS[year]]
    return 100.0 * (path[r.scenarios.index(scenario)] / path[0] - 1.0)


def points(r: ts.Result, scenario: str, name: str, year: int) -> float:
    path = r.central_annual[name][YEARS[year]]
    return float(path[r.scenarios.index(scenario)] - path[0])


def lost(r: ts.Result) -> float:
    """Remittances lost by a tenth less, percent of GDP."""
    return -percent(r, "tenth", "remittances_usd", 2026) / 100.0 * r.central_annual["remittances_gdp"][1, 0]


def inside(value: float, bounds: tuple[float, float]) -> None:
    low, high = bounds
    assert low <= value <= high


def test_remittances_follow_russian_growth(experiments, ranges):
    inside(-percent(experiments, "growth", "remittances_usd", 2027), ranges["param-eps_Y"])


@pytest.mark.parametrize("year", [2026, 2027])
def test_imports_follow_remittances(experiments, ranges, year):
    fall = percent(experiments, "tenth", "remittances_usd", year)
    inside(percent(experiments, "tenth", "imports_usd", year) / fall, ranges["param-eps_M"])


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_somoni_follows_remittances(experiments, ranges, year):
    fall = percent(experiments, "tenth", "remittances_usd", year)
    inside(-percent(experiments, "tenth", "tjs_per_usd", year) / fall, ranges["param-k_fx"])


def test_growth_loses_a_part_of_what_remittances_lose(experiments, ranges):
    inside(-points(experiments, "tenth", "gdp_growth", 2026) / lost(experiments), ranges["param-m_Y"])


@pytest.mark.parametrize("year", [2026, 2027])
def test_poverty_rises_with_lost_remittances(experiments, ranges, year):
    inside(points(experiments, "tenth", "poverty_rate", year) / lost(experiments), ranges["param-p_R"])


def test_loans_turn_bad_within_two_years(experiments, ranges):
    fall = percent(experiments, "tenth", "remittances_usd", 2027)
    inside(-10.0 * points(experiments, "tenth", "npl_ratio", 2027) / fall, ranges["param-k_npl"])


def test_membership_of_the_economic_union(experiments, ranges):
    r = experiments
    inside(math.log1p(percent(r, "membership", "remittances_usd", 2027) / 100.0), ranges["param-theta_R"])
    inside(math.log1p(percent(r, "membership", "migrants_russia", 2027) / 100.0), ranges["param-theta_N"])
    inside(percent(r, "membership", "migrant_wage_usd", 2027) / 100.0, ranges["param-theta_w"])
    share = r.central_annual["migrants_russia_regular"][2] / r.central_annual["migrants_russia"][2]
    inside(float(share[3] - share[0]), ranges["param-theta_L"])
