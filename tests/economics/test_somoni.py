"""The somoni: what it rests on, and what a central bank can choose between.

A peg or a float makes no lasting difference where no shock comes; where one comes, the rate and the reserves
share it (the textbook trade-off; for the region IMF, Regional Economic Outlook, Caucasus and Central Asia,
April 2016: countries that let the rate go early lost fewer reserves).
"""

from __future__ import annotations

import functools

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.request import Request
from tajsim.engine.run import prepare
from tajsim.model.state import AddFactors
from tajsim.quarters import Quarter, quarter_range
from tests.of_2024 import run

SETS = ("calibrated-2024", "world-bank-2024", "kremlin-2024")
NAMES = ("tjs_per_usd", "reserves_usd")


def regime(name: str, met: float) -> ts.Scenario:
    return ts.Scenario(name, [ts.Shock("intervention_share", set=ts.step(met, "2025Q1"))])


@functools.cache
def regimes(name: str) -> ts.Result:
    """A central bank that never sells and one that meets all pressure, without and with a rouble shock."""
    shock, floats, defends = ts.scenario("rouble-shock"), regime("floats", 0.0), regime("defends", 1.0)
    return run([shock, floats, defends, shock + floats, shock + defends], name, draws=None, outputs=NAMES)


def against(r: ts.Result, output: str, scenario: str, base: str, year: int) -> float:
    """Percent by which a scenario differs from another in a year."""
    i = r.years.index(year)
    values = r.central_annual[output][i]
    return 100.0 * (float(values[r.position(scenario)] / values[r.position(base)]) - 1.0)


@functools.cache
def add_factors(name: str) -> tuple[AddFactors, ...]:
    quarters = quarter_range(Quarter(2025, 1), Quarter(2030, 4))
    plan = prepare(
        Request(
            parameters=ts.parameters(name),
            scenarios=(),
            baseline=ts.Scenario("baseline"),
            outlook="baseline",
            quarters=quarters,
            first=0,
            outputs=NAMES,
            draws=None,
            seed=0,
            backend="numpy",
        )
    )
    return plan.add_factors


@pytest.mark.parametrize("name", SETS)
def test_the_published_rate_needs_no_large_correction(name: str) -> None:
    """Nearly 3 % a year in the outlook is what prices and payments give; -2.3 to -3.3 % a quarter before."""
    found = [100.0 * add.exchange_rate for add in add_factors(name)]
    assert len(found) == 24
    for year in range(6):
        assert abs(np.mean(found[4 * year : 4 * year + 4])) < 0.75


@pytest.mark.parametrize("name", SETS)
def test_without_a_shock_a_regime_makes_little_difference(name: str) -> None:
    """A float follows the rouble, which loses a little each year in the outlook; a central bank that meets
    all pressure stays within 3 %. They were 14 % stronger and 31 % weaker before."""
    r = regimes(name)
    floats, defends = (
        against(r, "tjs_per_usd", scenario, "baseline", 2030) for scenario in ("floats", "defends")
    )
    assert 0.0 < floats < 11.0
    assert -3.0 < defends < 0.0
    assert against(r, "tjs_per_usd", "floats", "baseline", 2026) < floats


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_in_a_rouble_shock_a_float_spends_the_rate_and_a_defence_the_reserves(name: str, year: int) -> None:
    r = regimes(name)

    def effect(output: str, which: str) -> float:
        """Of the shock under a regime."""
        return against(r, output, f"rouble-shock + {which}", which, year)

    more = 1.0 if name == "kremlin-2024" else 5.0  # where migrants send little there is less to meet
    assert effect("tjs_per_usd", "floats") > effect("tjs_per_usd", "defends") + more
    # a rate that is held does not follow the rouble; cheaper imports in roubles slow its crawl
    assert effect("tjs_per_usd", "defends") > (-1.0 if name == "kremlin-2024" else 0.0)
    if name != "kremlin-2024":  # there cheaper fuel outweighs what little is sent, and nobody has to sell
        assert effect("reserves_usd", "floats") > effect("reserves_usd", "defends") + (
            2.0 if year == 2026 else 5.0
        )


@pytest.mark.parametrize("name", SETS)
def test_the_model_alone_comes_near_the_published_rate(name: str) -> None:
    """Without an outlook the somoni of 2030 was 10 to 15 % weaker than published; it is held while inflows
    last, so that it ends a little stronger, most where they last longest."""
    own = run([], name, "none", draws=None, outputs=["tjs_per_usd", "current_account_gdp", "inflation"])
    published = run([], name, draws=None, outputs=["tjs_per_usd"])
    rate, outlook = (r.central_annual["tjs_per_usd"][-1, 0] for r in (own, published))
    assert (0.92 if name == "kremlin-2024" else 0.95) < rate / outlook < 1.02
    assert (np.diff(own.central_annual["current_account_gdp"][:, 0]) < 0.0).all()  # from the record down
    assert 3.0 < own.central_annual["inflation"][-1, 0] < 7.0  # the target and its band
