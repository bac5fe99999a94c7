"""Each published response is read from the right output, year and quarter, experiments are as described."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.evidence.responses.experiments import READ, YEARS, ExperimentResult, experiments, first_quarter
from tajsim.evidence.responses.pairs import PAIRS
from tajsim.observed import annual
from tajsim.quarters import Quarter, quarter_range

START = Quarter(2026, 1)
ln = math.log
# baseline and experiment of the first and second year and of the last; what is not named moves by nothing
ANNUAL = {
    "remittances_usd": [(1000, 900), (1000, 800)],
    "remittances_gdp": [(30, 27), (30, 24)],
    "remittances_tjs": [(10_000, 9_500), (10_000, 8_800)],
    "imports_usd": [(500, 475), (500, 460)],
    "tjs_per_usd": [(10, 10.4), (10, 10.5)],
    "gdp_growth": [(8.0, 6.8), (8.0, 7.5)],
    "poverty_rate": [(20, 21.5), (19, 22)],
    "npl_ratio": [(10, 11), (9, 11)],
    "consumption": [(200, 194), (200, 190), (200, 180)],
    "disposable_income": [(400, 380), (400, 360), (400, 364)],
    "consumer_prices": [(100, 102), (110, 121)],
    "migrant_wage_usd": [(700, 707), (700, 735)],
    "migrants_russia": [(1_000_000, 1_010_000), (1_000_000, 1_050_000)],
    "migrants_russia_regular": [(500_000, 520_000), (500_000, 630_000)],
    "departures": [(800, 760), (800, 700)],
    "deported": [(10, 45), (10, 40)],
}
# the quarter before the first shock, then five from it on
QUARTERLY = {
    "rub_per_usd": [(80, 80), (80, 88), (80, 96)],
    "remittances_russia_usd": [(100, 100), (100, 95), (100, 90)],
    "consumer_prices": [(100, 100), (100, 101), (101, 103), (102, 105), (103, 107), (104, 109.2)],
    "tjs_per_usd": [(10, 10), (10, 11), (10, 11), (10, 10.8), (10, 10.6), (10, 10.5)],
    "migrants_russia": [(1_000_000, 900_000), (1_000_000, 990_000)],
    "remittances_usd": [(9, 9), (9, 10), (9, 20), (9, 30), (9, 40)],
    "departures": [(9, 9), (9, 40), (9, 20), (9, 25), (9, 15)],
}


def outcome(experiment: str) -> ExperimentResult:
    """An experiment with the figures above in its one draw, and half of each on the central path."""

    def rows(known: dict[str, list[tuple[float, float]]], before: int, size: int) -> dict[str, Any]:
        found = {}
        for name in READ:
            shown = known.get(name, [])
            pairs = [(7.0, 7.0)] * before + list(shown) + [(7.0, 7.0)] * (size - before - len(shown))
            if known is ANNUAL and len(shown) == 3:
                pairs[before + YEARS - 1], pairs[before + 2] = shown[2], (7.0, 7.0)
            found[name] = np.array(pairs)[:, :, None]
        return found

    quarters = quarter_range("2025Q1", "2034Q4")
    annual, quarterly = rows(ANNUAL, 1, 10), rows(QUARTERLY, 3, 40)
    result = SimpleNamespace(
        years=tuple(range(2025, 2035)), quarters=quarters, annual=annual, quarterly=quarterly,
        central={name: 0.5 * path[..., 0] for name, path in quarterly.items()},
        central_annual={name: 0.5 * path[..., 0] for name, path in annual.items()},
        position=lambda name: 1,
    )  # fmt: skip
    return ExperimentResult(result, experiment, START)  # type: ignore[arg-type]


# own income lost: (400 - 10 000 / 1.1) - (360 - 8 800 / 1.21); sent less: 200 dollars, at 10 and 1.1
INSURED = -200 * 10 / 1.1 / ((400 - 10_000 / 1.1) - (360 - 8_800 / 1.21))
READINGS = {
    "growth": 20.0,
    "rouble-impact": -ln(0.95) / ln(1.1),
    "weak-rouble": -10.0,
    "oil": ln(0.8) / ln(0.9),
    "russian-prices": -20.0,
    "imports-1": 0.5,
    "imports-2": 0.4,
    "somoni-1": 0.4,
    "somoni-2": 0.25,
    "output": 1.2 / 3.0,
    "poverty-1": 1.5 / 3.0,
    "poverty-2": 3.0 / 6.0,
    "bad-loans": 1.0,
    "consumption-short": ln(0.97) / ln(0.95),
    "consumption-long": ln(0.9) / ln(0.91),
    "pass-through-impact": ln(1.01) / ln(1.1),
    "pass-through-year": ln(1.05) / ((2 * ln(1.1) + ln(1.08) + ln(1.06) + ln(1.05)) / 5),
    "insurance": INSURED,
    "union-money-1": -10.0,
    "union-money-2": ln(0.8),
    "union-wage": 0.05,
    "union-papers": 0.6 - 0.5,
    "union-stock": ln(1.05),
    "departures": -5.0,
    "removed": 100.0 * 45 / 900_000,
    "season-money": 0.7,
    "season-people": 0.6,
    "2009-money": -10.0,
    "2015-money": -10.0,
    "2015-somoni-money": -5.0,
    "2016-money": -20.0,
    "2016-imports": -8.0,
    "2016-real-money": 100.0 * (0.88 / 1.1 / (0.95 / 1.02) - 1.0),
    "2020-money": -10.0,
}


def test_every_pair_has_a_reading() -> None:
    assert [pair.id for pair in PAIRS] == list(READINGS)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.id)
def test_a_response_is_read_as_it_is_described(pair: Any) -> None:
    assert pair.read(outcome(pair.experiment)) == pytest.approx([READINGS[pair.id]], rel=1e-9)


def test_the_central_path_is_read_where_it_is_asked_for() -> None:
    drawn = outcome("tenth")
    central = ExperimentResult(drawn.result, "tenth", START, central=True)
    assert [one.tolist() for one in central.year("remittances_usd")] == [[500.0], [450.0]]
    assert [one.tolist() for one in central.quarter("rub_per_usd", 2)] == [[40.0], [48.0]]
    assert central.points("gdp_growth", 2).tolist() == [-0.25]


@pytest.fixture(scope="module")
def acting() -> dict[str, dict[str, np.ndarray]]:
    """For each experiment and target, what becomes of 2.0 in the quarter before and the nine years after."""
    p = ts.parameters("world-bank-2024")
    start = first_quarter(p)
    dates = quarter_range(start + (-1), start + 35)
    return {
        s.name: {target: m.apply(np.full(len(dates), 2.0)) for target, m in s.modifiers(dates).items()}
        for s in experiments(p)
    }


@pytest.mark.parametrize(
    ("name", "target", "first_year", "later"),
    [
        ("growth", "russia_gdp_growth", 1.0, 2.0),
        ("rouble", "rub_per_usd", 2.2, 2.2),
        ("weak-rouble", "rub_per_usd", 2.28, 2.28),
        ("oil", "oil_price", 1.8, 1.8),
        ("russian-prices", "russia_inflation", 3.0, 2.0),
        ("tenth", "other_remitted_ratio", 1.8, 1.8),
        ("slump", "fiscal_stimulus", 1.9, 1.9),
        ("membership", "eaeu_membership", 1.0, 1.0),
        ("enforcement-2024", "enforcement", 60 / 11, 60 / 11),
        ("enforcement-2025", "enforcement", 2.4, 2.4),
    ],
)
def test_an_experiment_is_the_shock_it_is_said_to_be(
    acting: dict[str, dict[str, np.ndarray]], name: str, target: str, first_year: float, later: float
) -> None:
    path = acting[name][target]
    assert path[0] == 2.0
    np.testing.assert_allclose(path[1:5], first_year, rtol=1e-12)
    np.testing.assert_allclose(path[5:], later, rtol=1e-12)


def test_one_quarter_without_investment_and_a_tenth_of_what_arrives(
    acting: dict[str, dict[str, np.ndarray]],
) -> None:
    assert acting["capital"]["direct_investment_factor"][:3].tolist() == [2.0, 0.0, 2.0]
    cost = ts.parameters("world-bank-2024").policy.remittance_cost
    kept = 1.0 - (acting["tenth"]["remittance_cost"][1:] - 2.0 + cost)
    np.testing.assert_allclose(kept, 0.9 * (1.0 - cost), rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "years"), [("replay-2009", [2009]), ("replay-2015", [2015, 2016]), ("replay-2020", [2020])]
)
def test_a_replay_has_the_drivers_of_its_years(
    acting: dict[str, dict[str, np.ndarray]], name: str, years: list[int]
) -> None:
    found, last = acting[name], 4 * len(years)
    for target, series, country in (
        ("rub_per_usd", "exchange_rate_official_avg", "RUS"),
        ("oil_price", "brent_spot_annual", "WLD"),
    ):
        seen = annual(series, country, first=True)
        factors = np.repeat([seen[year] / seen[years[0] - 1] for year in years], 4)
        np.testing.assert_allclose(found[target][1 : last + 1], 2.0 * factors)
        np.testing.assert_allclose(found[target][last + 1 :], 2.0 * factors[-1])
    for target, series in (
        ("russia_gdp_growth", "gdp_growth_from_constant"),
        ("russia_inflation", "cpi_inflation_avg"),
    ):
        seen = annual(series, "RUS", first=True)
        np.testing.assert_allclose(found[target][1 : last + 1], np.repeat([seen[year] for year in years], 4))
        assert (found[target][last + 1 :] == 2.0).all()
    assert ("border_closure" in found) == (name == "replay-2020")


def test_the_border_closes_in_the_second_quarter_of_2020_and_opens_in_a_year_and_a_half(
    acting: dict[str, dict[str, np.ndarray]],
) -> None:
    closed = acting["replay-2020"]["border_closure"] - 2.0
    np.testing.assert_allclose(closed[:9], [0, 0, *(0.76 * (1 - i / 6) for i in range(6)), 0], atol=1e-12)
