"""Rules that a scenario changes, by hand: the farthest value, when it begins, and the nearest episode."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.plausibility import driver_moves
from tajsim.analysis.plausibility.driver_moves import _farthest, _nearest, episodes, rules
from tajsim.engine.plan import scenario_plan
from tajsim.errors import Problems
from tajsim.quarters import Quarter, quarter_range

CENTRAL = {"enforcement": 1.0, "removals": 0.0, "refusal_share": 0.1, "entry_cost_share": 0.2}


def episode(name: str, target: str, size: float) -> ts.Scenario:
    return ts.Scenario(name, [ts.Shock(target, multiply=ts.step(size, "2015Q1"))], title=name.title())


PAST = (
    episode("small", "enforcement", 1.5), episode("large", "enforcement", 3.0),
    episode("loose", "enforcement", 0.5), episode("border", "refusal_share", 2.0),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "nearest"),
    [
        ("enforcement", 1.6, ("Small", "enforcement", 1.5)),
        ("enforcement", 2.2, ("Small", "enforcement", 1.5)),
        ("enforcement", 2.3, ("Large", "enforcement", 3.0)),
        ("enforcement", 9.0, ("Large", "enforcement", 3.0)),
        ("enforcement", 0.9, ("Loose", "enforcement", 0.5)),  # tightening is no precedent for it
        ("removals", 10.0, ("Small", "enforcement", 1.5)),  # the first of those that acted on the same
        ("entry_cost_share", 0.3, ("Border", "refusal_share", 0.2)),
        ("refusal_share", 0.15, ("Border", "refusal_share", 0.2)),
    ],
)
def test_the_nearest_episode_lies_in_the_same_direction(
    name: str, value: float, nearest: tuple[str, str, float]
) -> None:
    found = _nearest(name, value, CENTRAL, PAST)
    assert found == (*nearest[:2], pytest.approx(nearest[2]))


@pytest.mark.parametrize(("name", "value"), [("entry_cost_share", 0.1), ("npl_speed", 0.5)])
def test_where_there_is_none_nothing_is_named(name: str, value: float) -> None:
    title, acted_on, reached = _nearest(name, value, {**CENTRAL, "npl_speed": 0.3}, PAST)
    assert (title, acted_on) == ("", "")
    assert math.isnan(reached)


def test_the_farthest_value_is_that_with_the_largest_gap() -> None:
    assert _farthest(np.array([1.0, 1.4, 0.5, 1.2]), 1.0) == 0.5
    assert _farthest(np.array([1.0, 1.4, 0.7]), 1.0) == 1.4
    assert _farthest(np.array([1.0, 1.0]), 1.0) == 1.0


def test_drivers_and_rules_are_reported_with_their_first_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver_moves, "episodes", lambda: PAST)
    p = ts.parameters("world-bank-2024")
    quarters = quarter_range("2026Q1", "2026Q4")
    drivers = {"oil_price": np.full(4, 80.0), "china_growth": np.array([4.0, 4.5, 5.0, 5.0])}
    problems = Problems("")
    asked = ts.Scenario(
        "s",
        [
            ts.Shock("china_growth", add=ts.path([-1.0, -2.0], "2026Q2", hold=False)),
            ts.Shock("oil_price", multiply=ts.step(0.5, "2026Q1")),
            ts.Shock("enforcement", multiply=ts.step(1.6, "2026Q3")),
            ts.Shock("departure_rate", multiply=ts.step(1.0, "2026Q1")),
        ],
    )
    plain, plan = (
        scenario_plan(one, drivers, quarters, p, problems) for one in (ts.Scenario("plain"), asked)
    )
    assert problems.found == []
    driver, rule = rules(plan, plain, p.values(), ("oil_price",), quarters)
    assert (driver.target, driver.usual, driver.scenario) == ("china_growth", 5.0, 3.0)
    assert (driver.begins, driver.episode, driver.acted_on) == (Quarter(2026, 2), "", "")
    usual = p.values()["enforcement"]
    assert (rule.target, rule.usual, rule.scenario) == ("enforcement", usual, pytest.approx(1.6 * usual))
    assert (rule.begins, rule.episode) == (Quarter(2026, 3), "Small")
    both = rules(plan, plain, p.values(), (), quarters)
    assert [one.target for one in both] == ["oil_price", "china_growth", "enforcement"]
    assert rules(plain, plain, p.values(), (), quarters) == ()


def test_episodes_on_record_are_read_in_their_order() -> None:
    found = episodes()
    assert [one.name for one in found] == sorted(one.name for one in found)
    assert found
