"""Small shocks act in proportion: twice the shock, twice the effect, on every output that moves."""

from __future__ import annotations

import numpy as np
import pytest

import tajsim as ts
from tajsim.drivers.declared import DRIVERS, OBSERVABLE
from tests.of_2024 import run

from .conftest import PARAMETER_SETS

BY_AMOUNT = tuple(d.name for d in DRIVERS if d.unit == "% per year")
BY_FACTOR = tuple(d.name for d in (*DRIVERS, *OBSERVABLE) if d.unit != "% per year")
PARAMETERS = (
    "enforcement", "refusal_share", "return_rate", "departure_rate", "lapse_rate", "remittance_cost",
    "other_remitted_ratio", "consumption_elasticity", "pass_through_year", "import_price_elasticity",
    "trade_deal_russia", "direct_investment_factor", "employed_share",
)  # fmt: skip
TARGETS = (*BY_AMOUNT, *BY_FACTOR, *PARAMETERS)


def small(target: str, times: int) -> ts.Scenario:
    """0.004 % of the level, or 0.002 points of annual growth (0.01 % after five years), so many times."""
    if target in BY_AMOUNT:
        shock = ts.Shock(target, add=ts.step(0.002 * times, start="2026Q1"))
    else:
        shock = ts.Shock(target, multiply=ts.step(1.0 + 0.00004 * times, start="2026Q1"))
    return ts.Scenario(f"{target} {times}", [shock])


@pytest.fixture(scope="module", params=PARAMETER_SETS)
def responses(request: pytest.FixtureRequest) -> ts.Result:
    given = [small(target, times) for target in TARGETS for times in (1, 2, -1)]
    return run(given, parameters=request.param, draws=None, outputs="all")


def moves(r: ts.Result, target: str, times: int) -> dict[str, np.ndarray]:
    at = r.position(f"{target} {times}")
    return {name: path[:, at] - path[:, 0] for name, path in r.central.items()}


@pytest.mark.parametrize("target", TARGETS)
def test_twice_the_shock_has_twice_the_effect(responses: ts.Result, target: str) -> None:
    one, two = (moves(responses, target, times) for times in (1, 2))
    seen = 0
    for name, move in one.items():
        size = np.abs(responses.central[name][:, 0]).max()
        if np.abs(move).max() > 1e-7 * size > 0.0:
            seen += 1
            ratio = np.linalg.norm(two[name]) / np.linalg.norm(move)
            assert ratio == pytest.approx(2.0, rel=0.02), name
    assert seen >= 10, "a shock that nothing feels"


@pytest.mark.parametrize("target", TARGETS)
def test_the_opposite_shock_has_the_opposite_effect(responses: ts.Result, target: str) -> None:
    up, down = (moves(responses, target, times) for times in (1, -1))
    for name in ("remittances_usd", "gdp", "consumption", "tjs_per_usd", "imports_usd", "migrants_russia"):
        size = np.abs(responses.central[name][:, 0]).max()
        if np.abs(up[name]).max() > 1e-7 * size:
            gap = np.linalg.norm(up[name] + down[name]) / np.linalg.norm(up[name])
            assert gap < 0.02, name


SIGNS = {
    ("rub_per_usd", "remittances_usd"): -1,
    ("rub_per_usd", "tjs_per_usd"): 1,
    ("russia_gdp_growth", "remittances_usd"): 1,
    ("russia_gdp_growth", "consumption"): 1,
    ("russia_labour_need", "migrant_wage_rub"): 1,
    ("russia_wage", "remittances_usd"): 1,
    ("deported", "migrants_russia"): -1,
    ("organised_recruits", "migrants_russia"): 1,
    ("china_growth", "trade_china_usd"): 1,
    ("partner_growth", "exports_usd"): 1,
    ("import_price_inflation", "tjs_per_usd"): 1,
    ("enforcement", "migrants_russia"): -1,
    ("enforcement", "migrant_wage_rub"): 1,
    ("remittance_cost", "remittances_usd"): -1,
    ("employed_share", "remittances_usd"): 1,
    ("return_rate", "migrants_russia"): -1,
    ("departure_rate", "migrants_russia"): 1,
    ("trade_deal_russia", "trade_russia_usd"): 1,
    ("direct_investment_factor", "tjs_per_usd"): -1,
}


@pytest.mark.parametrize(("target", "output"), SIGNS)
def test_signs_of_small_responses(responses: ts.Result, target: str, output: str) -> None:
    move = moves(responses, target, 1)[output]
    assert np.sign(move[4:].sum()) == SIGNS[target, output]
    assert not move[:4].any(), "nothing moves before the shock"
