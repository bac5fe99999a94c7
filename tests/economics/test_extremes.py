"""Far outside experience the model bends or refuses in words; it never gives NaN or impossible stocks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.drivers.declared import DRIVERS
from tajsim.parameters import declarations
from tajsim.scenarios import targets
from tests.of_2024 import run

from .conftest import PARAMETER_SETS, SHIPPED
from .test_sizes import NEVER_NEGATIVE, PERCENT

AT = "2026Q1"
DRAWS = 64


def shocked(name: str, **targets_: tuple[str, float]) -> ts.Scenario:
    """A scenario that moves each target from 2026Q1 on: `target=("multiply", 100.0)`."""
    return ts.Scenario(
        name, [ts.Shock(t, **{how: ts.step(value, start=AT)}) for t, (how, value) in targets_.items()]
    )


def check(r: ts.Result) -> None:
    """Every number is finite, in draws and on the single path, and nothing is what it cannot be."""
    for name in r.kept:
        values = np.concatenate([r.quarterly[name], r.central[name][..., None]], axis=-1)
        worst = {s: values[:, i] for i, s in enumerate(r.scenarios)}
        assert np.isfinite(r.annual[name]).all(), name
        for scenario, paths in worst.items():
            assert np.isfinite(paths).all(), (scenario, name)
            if name in NEVER_NEGATIVE or name in PERCENT:
                assert paths.min() >= 0.0, (scenario, name)
            if name in PERCENT:
                assert paths.max() <= 100.0 * (1.0 + 1e-6), (scenario, name)
    if "investment" in r.kept:  # stocks, which only draws have, can be run down
        assert r.central["investment"].min() >= 0.0
    assert (r.check()["worst"] < 1e-9).all()


def outcome(scenario: ts.Scenario | str, factor: float = 1.0, **settings: Any) -> ts.Result | ts.InputError:
    """The result of `scenario`, `factor` times as large, or the error that refuses it."""
    try:
        chosen = ts.scenario(scenario) if isinstance(scenario, str) else scenario
        return run(chosen.scale(factor), draws=DRAWS, outputs="all", **settings)
    except ts.InputError as error:
        return error


def edges() -> list[ts.Scenario]:
    """Every driver at both ends of its range, and the policies furthest from what was ever seen."""
    cases = [
        shocked(f"{driver.name} {end}", **{driver.name: ("set", value)})
        for driver in DRIVERS
        for end, value in (("low", driver.low), ("high", driver.high))
    ]
    policies = [
        shocked("rouble x 90", rub_per_usd=("multiply", 90.0)),
        shocked("oil x 0.02", oil_price=("multiply", 0.02)),
        shocked("nobody may stay", enforcement=("set", 1000.0)),
        shocked("all removed", removals=("set", 2e6), border_closure=("set", 1.0)),
        shocked("no transfer arrives", remittance_cost=("set", 0.9), rub_per_usd=("multiply", 10.0)),
        shocked("no trade with Russia", trade_friction_russia=("set", 0.95)),
        shocked(
            "no fuel, dear food",
            fuel_export_ban=("set", 1.0),
            fuel_price_factor=("set", 10.0),
            food_price_factor=("set", 10.0),
        ),
        shocked("no gold", gold_volume=("set", 0.0), cotton_volume=("set", 0.0), gold_price=("set", 0.05)),
        shocked("all gold bought", gold_bought_share=("set", 1.0), gold_price=("set", 20.0)),
        shocked("all through trade", reexport_demand=("set", 100.0)),
        shocked("no payments", bank_sanctions=("set", 1.0), national_currency_share=("set", 0.0)),
        shocked("state doubles", fiscal_stimulus=("set", 5.0), transfer_stimulus=("set", 20.0)),
        shocked("hardly any wage", russia_wage=("set", 1_000.0)),
        shocked("a hundred wages", russia_wage=("set", 1e7)),
        shocked("nobody recruited or deported", organised_recruits=("set", 0.0), deported=("set", 0.0)),
        shocked("no direct investment", direct_investment_factor=("set", 0.0)),
    ]
    return [*cases, *policies]


EXPLOSIVE = ("rub_per_usd low", "russia_inflation high")
"""Migrants come to earn many times what the home economy produces: may be refused when numbers overflow."""


@pytest.mark.parametrize("parameter_set", PARAMETER_SETS)
def test_the_edges_of_what_is_allowed_give_possible_numbers(parameter_set: str) -> None:
    given = [scenario for scenario in edges() if scenario.name not in EXPLOSIVE]
    check(run(given, parameters=parameter_set, draws=DRAWS, outputs="all", end="2027Q4"))


@pytest.mark.parametrize("parameter_set", PARAMETER_SETS)
@pytest.mark.parametrize("scenario", [s for s in edges() if s.name in EXPLOSIVE], ids=lambda s: s.name)
def test_what_explodes_is_possible_or_refused(scenario: ts.Scenario, parameter_set: str) -> None:
    found = outcome(scenario, parameters=parameter_set, end="2027Q4")
    if isinstance(found, ts.Result):
        check(found)
    else:
        assert f"'{scenario.name}' has no finite outcome in 202" in str(found)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("factor", [10.0, 100.0])
def test_a_hundredfold_scenario_runs_or_says_what_is_impossible(name: str, factor: float) -> None:
    found = outcome(name, factor)
    if isinstance(found, ts.Result):
        check(found)
        return
    known = targets()
    for problem in found.problems or (found.heading,):
        assert any(target in problem for target in known), problem
        assert "allowed" in problem or "between 0 and 1" in problem, problem


@pytest.mark.parametrize(
    ("target", "how", "value"),
    [
        ("rub_per_usd", "multiply", 1000.0),
        ("oil_price", "multiply", 0.001),
        ("russia_gdp_growth", "add", -100.0),
        ("enforcement", "multiply", 1e6),
    ],
)
def test_beyond_the_range_the_message_says_where(target: str, how: str, value: float) -> None:
    with pytest.raises(ts.InputError) as caught:
        run(shocked("beyond", **{target: (how, value)}), draws=None)
    for part in ("'beyond'", repr(target), AT, "allowed:"):
        assert part in str(caught.value)


NO_MONEY = shocked(
    "nobody sends",
    remittance_cost=("set", 0.9),
    employed_share=("set", 0.05),
    other_remitted_ratio=("set", 0.0),
    nonlabour_decay=("set", 1.0),
)
NO_SENDERS = shocked(
    "nobody is there",
    departure_rate=("set", 0.0),
    removals=("set", 2e6),
    other_remitted_ratio=("set", 0.0),
    naturalised_propensity=("set", 0.0),
    nonlabour_decay=("set", 1.0),
)


@pytest.fixture(scope="module", params=PARAMETER_SETS)
def without(request: pytest.FixtureRequest) -> ts.Result:
    return run([NO_MONEY, NO_SENDERS], parameters=request.param, draws=DRAWS, outputs="all")


class TestNoRemittances:
    """Money from migrants all but ends, because nothing arrives or because nobody is left to send it."""

    def test_numbers_stay_possible(self, without: ts.Result) -> None:
        check(without)

    def test_hardly_anything_arrives(self, without: ts.Result) -> None:
        for name in (NO_MONEY.name, NO_SENDERS.name):
            left = 100.0 + without.delta(name, "remittances_usd", freq="Y").central
            assert left[2:].max() < 20.0
            assert left[-1] < 10.0

    @pytest.mark.parametrize("name", [NO_MONEY.name, NO_SENDERS.name])
    def test_the_somoni_banks_and_the_poor_break(self, without: ts.Result, name: str) -> None:
        large = without.manifest.vintage == "world-bank-2024"

        def moved(output: str, relative: bool = False) -> np.ndarray:
            return without.delta(name, output, freq="Y", relative=relative).central[1:4]

        # where other inflows are most of all, they pay for a rate that is held
        assert moved("tjs_per_usd", relative=True).max() > (50.0 if large else 5.0)
        assert moved("imports_usd", relative=True).min() < (-40.0 if large else -10.0)
        assert moved("npl_ratio").max() > (20.0 if large else 3.0)
        assert moved("bank_capital_ratio").min() < (-10.0 if large else -3.0)
        assert moved("poverty_rate").max() > (15.0 if large else 1.0)
        assert moved("inflation").max() > 1.0
        if large:
            assert moved("reserves_usd", relative=True).min() < -15.0
            assert moved("consumption", relative=True).min() < -20.0
            assert moved("gdp", relative=True).min() < -5.0
            assert moved("bank_rescue").max() > 0.0

    def test_damage_is_larger_where_remittances_are_larger(self) -> None:
        r = {v: run(NO_SENDERS, parameters=v, draws=None) for v in PARAMETER_SETS}
        for name in ("consumption", "gdp", "imports_usd"):
            large, small = (r[v].delta(NO_SENDERS.name, name, freq="Y").central[3] for v in PARAMETER_SETS)
            assert large < small

    def test_without_reserves_imports_are_what_can_be_paid(self) -> None:
        poor = ts.parameters("world-bank-2024").replace(
            external={"reserves_usd": 300.0, "direct_investment_usd": 0.0, "disbursement_usd": 0.0}
        )
        r = run(NO_MONEY, parameters=poor, baseline="none", draws=DRAWS, outputs="all")
        check(r)
        assert r.delta(NO_MONEY.name, "imports_usd", freq="Y").central[1] < -30.0


def corner(seed: int) -> tuple[ts.Parameters, ts.Scenario]:
    """A set with every uncertain parameter at an end of its range, and extreme drivers and rules."""
    rng = np.random.default_rng(seed)
    p = ts.parameters("world-bank-2024")
    ends: dict[str, dict[str, float]] = {}
    for name, entry in p.entries.items():
        if entry.distribution != "fixed":
            ends.setdefault(declarations()[name].block, {})[name] = float(rng.choice([entry.low, entry.high]))
    moved = {
        "russia_labour_need": ("set", float(rng.choice([-1e6, 0.0, 3e6]))),
        "rub_per_usd": ("multiply", float(rng.choice([0.5, 2.0]))),
        "russia_gdp_growth": ("add", float(rng.choice([-10.0, 5.0]))),
        "enforcement": ("multiply", float(rng.choice([0.0, 20.0]))),
        "eaeu_membership": ("set", float(rng.choice([0.0, 1.0]))),
        "border_closure": ("set", float(rng.choice([0.0, 0.9]))),
    }
    return p.replace(**ends), shocked("corner", **moved)


def test_russia_lacks_what_it_needs_less_who_came_at_every_corner() -> None:
    """The gap is a balance: below zero it is a surplus. Nothing else turns negative that cannot."""
    signs, refused = set(), []
    for seed in range(24):
        p, scenario = corner(seed)
        r = outcome(scenario, parameters=p, baseline="none", end="2028Q4")
        if isinstance(r, ts.InputError):
            refused.append(str(r))
            continue
        check(r)
        need = scenario.shocks[0].shape.values[0]
        gap, workers = r.central["russia_labour_gap"][4:, 1], r.central["migrants_russia"][4:, 1]
        h = p.host
        came = h.foreign_workers * ((workers / p.migration.stock_russia) ** h.exposed_workers_share - 1.0)
        np.testing.assert_allclose(gap, need * h.need_met_by_foreigners - came, rtol=1e-9, atol=1e-3)
        signs |= set(np.sign(gap))
    assert signs >= {-1.0, 1.0}
    assert all("contradict each other" in text for text in refused), "figures at opposite ends can"
