"""Moves of drivers against a handful of draws and a short past, and rules that change, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.plausibility import driver_moves
from tajsim.analysis.plausibility.driver_moves import (
    TOGETHER,
    Move,
    Paths,
    _farthest,
    _nearest,
    distance,
    episodes,
    log_levels,
    moved_rows,
    moves,
    observed_levels,
    path_distance,
    rules,
)
from tajsim.engine.plan import scenario_plan
from tajsim.errors import Problems
from tajsim.quarters import Quarter, quarter_range
from tests import of_2024

QUARTERS = quarter_range("2026Q2", "2030Q1")
LEVELS = np.array([-0.2, -0.1, 0.1, 0.2, 0.3, 0.3, 0.4, 0.5])  # of eight draws, in every quarter


def draws() -> np.ndarray:
    return np.broadcast_to(LEVELS, (3, 16, 8))


def past() -> tuple[tuple[Quarter, ...], np.ndarray]:
    """Three years of quarters: oil rises by 0.1 each, the rouble falls so, Russian output stands still."""
    rising = 0.1 * np.arange(12.0)
    return quarter_range("2001Q1", "2003Q4"), np.array([rising, -rising, np.zeros(12)])


def paths(**surprise: float | np.ndarray) -> Paths:
    found = np.zeros((3, 16))
    for name, values in surprise.items():
        found[("oil", "rouble", "output").index(name)] = values
    outlook = np.full((3, 16), 0.01)
    return Paths(QUARTERS, outlook, outlook + found)


def one(years: int = 1, **surprise: float | np.ndarray) -> Move:
    return moves(paths(**surprise), draws(), past(), (years,))[0]


@pytest.mark.parametrize(
    ("surprise", "percentile", "tail"),
    [
        (0.3, 62.5, 50.0),  # four below, two the same; four at least as far up
        (0.25, 50.0, 50.0),
        (0.5, 93.75, 12.5),
        (0.6, 100.0, 0.0),
        (-0.1, 18.75, 25.0),  # one below, one the same; two at least as far down
        (-0.3, 0.0, 0.0),
    ],
)
def test_percentile_and_tail_are_shares_of_draws(surprise: float, percentile: float, tail: float) -> None:
    flat = Paths(QUARTERS, np.zeros((3, 16)), np.vstack([np.full(16, surprise), np.zeros((2, 16))]))
    (found,) = moves(flat, draws(), past(), (1,))
    assert (found.driver, found.years, found.until) == ("oil_price", 1, Quarter(2027, 1))
    assert (found.percentile, found.tail) == (percentile, tail)


def test_changes_are_percent_from_the_quarter_before() -> None:
    found = one(rouble=np.linspace(0.1, 1.6, 16))
    assert found.driver == "rub_per_usd"
    assert found.surprise == pytest.approx(100.0 * math.expm1(0.4))
    assert found.outlook == pytest.approx(100.0 * math.expm1(0.01))
    assert found.move == pytest.approx(100.0 * math.expm1(0.41))
    later = one(2, rouble=np.linspace(0.1, 1.6, 16))
    assert (later.until, later.years) == (Quarter(2028, 1), 2)
    assert later.surprise == pytest.approx(100.0 * math.expm1(0.8))


def test_windows_of_the_past_that_moved_exactly_as_far_count() -> None:
    quarters, levels = past()
    level = np.vstack([np.full(16, 0.25), np.zeros((2, 16))])
    shown = [
        moves(Paths(QUARTERS, np.zeros((3, 16)), level), draws(), (quarters, steps), (1,))[0]
        for steps in (np.tile(np.arange(12.0) / n, (3, 1)) for n in (16.0, 16.1))  # 0.25, and a little less
    ]
    assert [move.windows for move in shown] == [8, 8]
    assert [move.exceeded for move in shown] == [8, 0]
    jump = levels.copy()
    jump[0, 7:] += 1.0  # within the windows that end in the last quarter of 2002 to the third of 2003
    found = moves(Paths(QUARTERS, np.zeros((3, 16)), level), draws(), (quarters, jump), (1,))[0]
    assert found.largest == pytest.approx(100.0 * math.expm1(1.4))
    assert found.largest_until == "2002Q4"
    assert one(2, oil=0.1).windows == 4


def test_a_fall_is_held_against_falls() -> None:
    found = one(rouble=-0.3)
    assert found.exceeded == 8  # each window fell by 0.4, further than 0.29
    assert found.largest == pytest.approx(100.0 * math.expm1(-0.4))
    assert one(oil=-0.3).exceeded == 0
    assert one(oil=-0.3).largest == pytest.approx(100.0 * math.expm1(0.4))  # nothing fell: the least rise


def test_a_surprise_that_is_over_takes_the_direction_of_the_path() -> None:
    over = np.zeros(16)
    over[:3] = 0.2
    outlook = np.full((3, 16), -0.05)
    shown = Paths(QUARTERS, outlook, outlook + np.vstack([over, np.zeros((2, 16))]))
    found = moves(shown, draws(), past(), (1,))[0]
    assert found.surprise == 0.0
    assert found.tail == 25.0  # the draws that fell
    assert found.exceeded == 0


def test_drivers_are_reported_one_by_one_then_together_as_far_as_paths_reach() -> None:
    noise = np.random.default_rng(1).normal(size=(3, 16, 50))
    shown = moves(paths(oil=0.3, output=-0.1), noise, past(), (1, 2))
    names = ["oil_price"] * 2 + ["russia_gdp_growth"] * 2 + [TOGETHER] * 2
    assert [(move.driver, move.years) for move in shown] == list(zip(names, [1, 2] * 3, strict=True))
    together = shown[-2]
    assert (together.until, together.windows, together.exceeded) == (Quarter(2027, 1), 8, 0)
    assert together.tail == pytest.approx(100.0 - together.percentile)
    assert all(math.isnan(x) for x in (together.move, together.outlook, together.surprise, together.largest))
    assert together.largest_until == ""
    alone = moves(paths(oil=0.3), draws(), past(), (1, 2))
    assert [move.driver for move in alone] == ["oil_price"] * 2
    short = Paths(QUARTERS[:7], *(np.full((3, 7), value) for value in (0.0, 0.1)))
    assert {move.years for move in moves(short, noise, past())} == {1}
    exact = Paths(QUARTERS[:8], *(np.full((3, 8), value) for value in (0.0, 0.1)))
    assert {move.years for move in moves(exact, noise, past())} == {1, 2}


def test_windows_count_together_where_every_driver_moved_as_far_at_once() -> None:
    noise = np.random.default_rng(1).normal(size=(3, 16, 50))
    assert moves(paths(oil=0.3, rouble=-0.3), noise, past(), (1,))[-1].exceeded == 8
    assert moves(paths(oil=0.3, rouble=0.3), noise, past(), (1,))[-1].exceeded == 0
    quarters, _ = past()
    zero = np.zeros((3, 16))
    same = Paths(QUARTERS, zero, np.vstack([np.full((2, 16), 0.25), np.zeros((1, 16))]))
    as_far = np.tile(np.arange(12.0) / 16.0, (3, 1))  # 0.25 in four quarters, exactly
    assert moves(same, noise, (quarters, as_far), (1,))[-1].exceeded == 8


def test_a_distance_is_in_standard_deviations_and_its_percentile_a_share_of_draws() -> None:
    drawn = np.array([[1.0, -1.0, 2.0, -2.0], [1.0, 1.0, -1.0, -1.0]])
    covariance = drawn @ drawn.T / 4.0
    point = np.array([0.5, 1.5])
    away, percentile = distance(point, drawn)
    assert away == pytest.approx(math.sqrt(point @ np.linalg.inv(covariance) @ point))
    each = [float(d @ np.linalg.inv(covariance) @ d) for d in drawn.T]
    assert percentile == 100.0 * np.mean(np.array(each) < away**2)


def test_a_path_is_compared_at_its_own_quarters() -> None:
    drawn = np.random.default_rng(2).normal(size=(3, 16, 400))
    surprise = np.arange(1.0, 17.0) / 10.0
    away, percentile, figures = path_distance(paths(oil=surprise), drawn)
    at = [0, 1, 2, 3, 7, 15]
    assert figures == len(at)
    assert (away, percentile) == pytest.approx(distance(surprise[at], drawn[0][at]))
    short = Paths(QUARTERS[:8], np.zeros((3, 8)), np.vstack([surprise[:8], np.zeros((2, 8))]))
    assert path_distance(short, drawn)[2] == 5


def test_a_path_begins_with_the_first_quarter_that_moves() -> None:
    late = np.zeros((3, 16))
    late[1, 5:], late[2, 7:] = 0.2, 0.1
    outlook = np.tile(0.01 * np.arange(1.0, 17.0), (3, 1))
    shown = Paths(QUARTERS, outlook, outlook + late)
    assert (shown.start, shown.moved, shown.first_moves()) == (5, [1, 2], [(1, 5), (2, 7)])
    since = shown.since_start()
    assert since.quarters == QUARTERS[5:]
    np.testing.assert_allclose(since.outlook, outlook[:, 5:] - outlook[:, 4:5])
    np.testing.assert_allclose(since.surprise, late[:, 5:], atol=1e-15)
    at_once = paths(oil=0.1).since_start()
    assert at_once.quarters == QUARTERS
    np.testing.assert_allclose(at_once.outlook, 0.01)
    still = paths()
    assert (still.start, still.moved) == (None, [])
    assert still.since_start().quarters == QUARTERS
    assert moved_rows(np.array([[0.0, 1e-13], [0.0, -1e-11]])) == [1]


def test_levels_are_logs_over_the_start_and_growth_is_summed_by_quarters() -> None:
    found = log_levels(
        {
            "oil_price": np.array([80.0, 88.0]),
            "rub_per_usd": np.array([90.0, 99.0]),
            "russia_gdp_growth": np.array([4.0, 8.0]),
        },
        {"oil_price": 80.0, "rub_per_usd": 100.0},
    )
    np.testing.assert_allclose(
        found,
        [
            [0.0, math.log(1.1)],
            [math.log(0.9), math.log(0.99)],
            [math.log(1.01), math.log(1.01) + math.log(1.02)],
        ],
        atol=1e-15,
    )


def test_the_observed_quarters_follow_one_another() -> None:
    quarters, levels = observed_levels()
    assert quarters == quarter_range(quarters[0], Quarter(2024, 4))
    assert levels.shape[1] == len(quarters)


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


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"set": 9_000.0}, (math.nan, 9_000.0, "persons")),
        ({"add": 1_500.0}, (0.0, 1_500.0, "persons")),
        ({"multiply": 1.2}, (1.0, 1.2, "multiple of what the model has")),
    ],
)
def test_what_is_given_of_an_observable_driver_is_named(
    how: dict[str, float], expected: tuple[float, float, str]
) -> None:
    found = of_2024.plausibility(
        ts.Scenario("s", [ts.Shock("deported", **{k: ts.step(v, "2026Q2") for k, v in how.items()})]),
        draws=100,
    )
    (rule,) = found.rules
    assert (rule.target, rule.begins, rule.episode) == ("deported", Quarter(2026, 2), "")
    np.testing.assert_equal((rule.usual, rule.scenario, rule.unit), expected)
    if "set" in how:
        assert "deported (given as 9000 persons; no episode on record)" in found.text
