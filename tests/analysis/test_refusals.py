"""The least and the most that an analysis takes, and what it says of what lies beyond."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis import targets
from tajsim.analysis.plausibility import study as plausibility
from tajsim.analysis.policy import study as policy
from tajsim.analysis.policy.answer import PolicySearch
from tajsim.analysis.policy.levers import Lever, choose
from tajsim.analysis.policy.mixes import MOST_MIXES, batch_size, grid
from tajsim.analysis.sensitivity import study as sensitivity
from tajsim.analysis.thresholds import frontier, solve
from tajsim.analysis.thresholds.stress import check_period
from tajsim.errors import InputError, Problems
from tajsim.quarters import Quarter, quarter_range
from tests import of_2024
from tests.analysis.policy.test_study import toy


def judged(monkeypatch: pytest.MonkeyPatch, **what: Any) -> tuple[int, int]:
    """The draws and the seed that a judgement would be made with."""
    monkeypatch.setattr(plausibility, "_judge", lambda asked, p, draws, seed, outlook: (draws, seed))
    return plausibility.plausibility("rouble-shock", **what)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"draws": 99}, "draws must be at least 100, not 99"),
        ({"draws": 10_000_001}, "draws must be at most 10000000, not 10000001"),
        ({"draws": 200.5}, r"draws must be a whole number, not 200\.5"),
        ({"seed": -1}, "seed must be at least 0, not -1"),
        ({"seed": 2**63 + 1}, f"seed must be at most {2**63}, not {2**63 + 1}"),
        ({"outlook": "base"}, "did you mean 'baseline'"),
    ],
)
def test_a_judgement_says_what_it_cannot_take(
    monkeypatch: pytest.MonkeyPatch, what: dict[str, Any], expected: str
) -> None:
    with pytest.raises(InputError, match=expected):
        judged(monkeypatch, **what)


def test_a_judgement_takes_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(monkeypatch, draws=100, seed=0) == (100, 0)
    assert judged(monkeypatch, draws=10_000_000, seed=2**63) == (10_000_000, 2**63)


def test_draws_that_do_not_fit_in_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    gib = 8.0 * 3 * 3 * 16 * 1_000_000 / 2**30  # numbers of eight bytes, three copies, drivers, quarters
    monkeypatch.setattr("tajsim.memory.available_memory", lambda: gib - 0.01)
    with pytest.raises(
        InputError, match=rf"judging by 1,000,000 draws needs {gib:.1f} GiB, .*; take fewer draws"
    ):
        plausibility.plausibility("rouble-shock", draws=1_000_000)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((0.5, 2), None),
        ([0, 1e-3], None),
        ((1.0, 1.0), "its largest size must be above its smallest"),
        ((2.0, 1.0), "its largest size must be above its smallest"),
        ((-0.1, 1.0), "the smallest size of the span must be at least 0, not -0.1"),
        ((0.0, -1.0), "the largest size of the span must be at least 0, not -1.0"),
        ((0.0, float("inf")), "the largest size of the span must be a finite number"),
        ((0.0, "1"), "the largest size of the span must be a number, not '1'"),
        ((0.0,), "give the smallest and the largest size, such as (0, 4)"),
        ((0, 1, 2), "give the smallest and the largest size, such as (0, 4)"),
        (4.0, "span is 4.0; give the smallest and the largest size, such as (0, 4)"),
    ],
)
def test_a_span_goes_up_from_nothing(span: Any, expected: str | None) -> None:
    problems = Problems("")
    found = solve.check_span(problems, span)
    if expected is None:
        assert problems.found == []
        assert found == tuple(span)
    else:
        assert len(problems.found) == 1
        assert expected in problems.found[0]
        assert found == solve.SPAN  # which can be worked with


@pytest.mark.parametrize(
    ("largest", "expected"),
    [
        ((2.0, 0.5), None),
        ([1, 3], None),
        ((0.0, 1.0), "the largest size of scenario a must be above 0, not 0"),
        ((1.0, -2.0), "the largest size of scenario b must be above 0, not -2"),
        (("x", 1.0), "the largest size of scenario a must be a number, not 'x'"),
        ((1.0,), "give the largest size of each scenario, such as (4, 4)"),
        (3, "largest is 3; give the largest size of each scenario, such as (4, 4)"),
    ],
)
def test_edges_of_a_frontier_lie_above_nothing(largest: Any, expected: str | None) -> None:
    problems = Problems("")
    found = frontier._edges(problems, largest)
    assert found == (tuple(largest) if expected is None else frontier.LARGEST)
    assert len(problems.found) == (expected is not None)
    assert expected is None or expected in problems.found[0]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: of_2024.solve("rouble-shock", tolerance=1e-12, at="x"), "tolerance must be at least"),
        (
            lambda: of_2024.solve("rouble-shock", progress=3),
            r"progress is 3; it must be a function of \(done, total\)",
        ),
        (lambda: frontier.frontier("rouble-shock", "crackdown", rays=1), "rays must be at least 2, not 1"),
        (
            lambda: frontier.frontier("rouble-shock", "crackdown", rays=101),
            "rays must be at most 100, not 101",
        ),
        (lambda: frontier.frontier("rouble-shock", "crackdown", progress=3), "progress is 3"),
        (lambda: ts.compare_parameter_sets("kremlin-2024", "world-bank-2024", progress=3), "progress is 3"),
        (lambda: of_2024.solve("rouble-shock", draws=None), "draws is None; a probability needs draws"),
        (
            lambda: of_2024.solve("rouble-shock", baseline="history"),
            "baseline is 'history'; sizes are searched on",
        ),
        (lambda: of_2024.solve(ts.Scenario("still")), "scenario 'still' has no shocks, so it has no size"),
        (lambda: of_2024.solve("rouble-shock", at="2031"), "2031"),
        (
            lambda: policy.policy_search(
                "crackdown", ["reintegration"], ("gdp", ">", 1), 0.5, baseline="history"
            ),
            "baseline is 'history'; levers are searched on a projection",
        ),
        (
            lambda: policy.policy_search("crackdown", ["reintegration"], ("gdp", ">", 1), 0.5, at="2055"),
            "2055",
        ),
        (
            lambda: policy.policy_search("crackdown", ["reintegration"], ("gdp", ">", 1), 0.0),
            "prob is 0, which anything keeps; it must be above 0",
        ),
        (lambda: toy().mix(-1), "place must be at least 0, not -1"),
        (lambda: toy().mix(9), "place must be at most 8, not 9"),
    ],
)
def test_an_argument_that_cannot_be_is_named_with_what_can(call: Callable[[], object], expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        call()


def test_the_first_and_the_last_mix_can_be_asked_for() -> None:
    search: PolicySearch = toy()
    assert search.mix(0).sizes == {"a": 0.0, "b": 0.0}
    assert search.mix(8).sizes == {"a": 1.0, "b": 1.0}


@pytest.mark.parametrize(
    ("base_samples", "seed", "expected"),
    [
        (64, 0, []),
        (131_072, 5, []),
        (32, 0, ["base_samples"]),
        (262_144, 0, ["base_samples"]),
        (96, 0, ["base_samples"]),
        (128.0, 0, ["base_samples"]),
        (128, -1, ["seed"]),
        (128, 1.5, ["seed"]),
        (129, "x", ["base_samples", "seed"]),
    ],
)
def test_a_study_takes_a_power_of_two_and_a_seed(base_samples: Any, seed: Any, expected: list[str]) -> None:
    found = sensitivity._numbers(base_samples, seed)
    assert [text.partition(" ")[0] for text in found] == expected
    for text in found:
        assert "a power of 2 from 64 to 131072" in text or "a whole number of at least 0" in text


QUARTERS = quarter_range("2025Q2", "2027Q3")


@pytest.mark.parametrize(
    ("at", "last"), [(None, "2027Q3"), ("2026", "2026Q4"), (2026, "2026Q4"), ("2026Q2", "2026Q2")]
)
def test_a_condition_needs_the_run_to_its_last_quarter(at: Any, last: str) -> None:
    assert str(policy._last(at, QUARTERS)) == last


@pytest.mark.parametrize("at", ["2025", "2027", "2024", "2025Q1", "2027Q4"])
def test_a_year_that_is_not_run_whole_is_refused(at: str) -> None:
    with pytest.raises(InputError, match=at):
        policy._last(at, QUARTERS)
    with pytest.raises(InputError, match=at):
        check_period(at, "2025Q2", "2027Q3")


def test_a_year_that_begins_or_ends_with_the_run_is_whole() -> None:
    quarters = quarter_range("2025Q1", "2026Q4")
    assert [policy._last(year, quarters) for year in ("2025", "2026")] == [Quarter(2025, 4), Quarter(2026, 4)]
    for year in ("2025", "2026", 2025, None, "2025Q1", "2026Q4"):
        check_period(year, "2025Q1", "2026Q4")


def test_shocks_begin_when_their_shapes_do() -> None:
    def scenario(*starts: str | None) -> ts.Scenario:
        acts = [0.9 if start is None else ts.step(0.9, start) for start in starts]
        return ts.Scenario("s", [ts.Shock("oil_price", multiply=act) for act in acts])

    found = policy._starts([scenario("2026Q3", None), scenario("2025Q2")])
    assert found == [Quarter(2026, 3), Quarter(2025, 2)]
    assert max(policy._starts([scenario(None)])) < Quarter(1900, 1)  # nothing has to wait for it


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [
        (2.0, 0.0, 10.0, "multiply 1.1"),
        (2.0, 0.0, 2.0 * (1.0 + 0.1), "multiply 1.1"),  # the tenth more is the most allowed
        (2.0, 2.0 * (1.0 + 0.1), 10.0, "multiply 1.1"),  # or the least
        (2.0, 0.0, 2.1, "multiply 0.9"),
        (2.0, 0.0, 3.0, "multiply 1.1"),
        (2.0, 2.3, 10.0, "multiply 0.9"),
        (-2.0, -2.1, 0.0, "multiply 0.9"),
        (0.0, 0.0, 5.0, "add 0.1"),
        (0.0, 0.0, 0.5, "add 0.05"),
    ],
)
def test_a_target_is_moved_by_a_tenth_where_it_may(
    value: float, low: float, high: float, expected: str
) -> None:
    from types import SimpleNamespace

    from tajsim.scenarios.target import Target

    target = Target("reserves_floor", "parameter", "share", low, high, "")
    p: Any = SimpleNamespace(entries={target.name: SimpleNamespace(value=value)})
    shock = targets._nudge(p, target)
    operation, size = expected.split()
    assert (shock.target, shock.operation) == (target.name, operation)
    assert shock.shape.values == (pytest.approx(float(size)),)


@pytest.mark.parametrize(
    ("unit", "operation", "size"), [("% per year", "add", 1.0), ("USD per barrel", "multiply", 1.1)]
)
def test_a_driver_is_moved_by_a_point_or_a_tenth(unit: str, operation: str, size: float) -> None:
    from tajsim.scenarios.target import Target

    p: Any = None
    shock = targets._nudge(p, Target("oil_price", "driver", unit, 0.0, 500.0, ""))
    assert (shock.operation, shock.shape.values) == (operation, (pytest.approx(size),))


def lever(name: str = "a", **what: Any) -> Lever:
    return Lever(ts.Scenario(name, [ts.Shock("transfer_stimulus", add=0.1)]), **{"cost": 1.0, **what})


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"cost": -1.0}, r"cost \(million TJS a year\) must be at least 0, not -1"),
        ({"cost": "x"}, r"cost \(million TJS a year\) must be a number, not 'x'"),
        ({"cost_source": 3}, "cost_source must be text, not 3"),
        ({"sizes": (0.5, -0.5)}, "a size must be at least 0, not -0.5"),
        ({"sizes": "half"}, "sizes are 'half'; give numbers of at least 0"),
        ({"sizes": 2.0}, "sizes are 2.0; give numbers of at least 0"),
    ],
)
def test_a_lever_that_cannot_be_is_refused(what: dict[str, Any], expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        lever(**what)


def test_nothing_is_among_the_sizes_of_every_lever() -> None:
    assert lever(sizes=[1.0, 0.25]).sizes == (0.0, 0.25, 1.0)
    assert lever(sizes=[]).sizes == (0.0,)
    assert lever(cost=0).cost == 0.0
    assert lever().at(0.5) == lever().scenario.scale(0.5)


@pytest.mark.parametrize(
    ("given", "cost", "expected"),
    [
        ([lever("a"), lever("a")], None, "lever 'a' is given more than once"),
        ([lever("a")], {"b": 1.0}, "cost of 'b', which is no lever of this search"),
        ([lever("a")], [1.0], "give a mapping of a lever's name to million TJS a year at size 1"),
        ([], None, "there is no lever; name at least one"),
        ([3], None, "a lever is 3; give a name, a file, a Lever or a Scenario with its cost"),
        ([ts.Scenario("mine")], None, "the scenario 'mine' has no cost; give cost={'mine': ...}"),
    ],
)
def test_levers_that_cannot_be_chosen_are_named(given: Any, cost: Any, expected: str) -> None:
    problems = Problems("")
    choose(given, cost, problems)
    assert len(problems.found) == 1
    assert expected in problems.found[0]


def test_costs_of_ones_own_replace_those_of_a_lever() -> None:
    problems = Problems("")
    mine = ts.Scenario("mine", [ts.Shock("transfer_stimulus", add=0.2)])
    first, second = choose([lever("a", cost_source="a study"), mine], {"mine": 7.0}, problems)
    assert (first.cost, first.cost_source) == (1.0, "a study")
    assert (second.cost, second.cost_source, second.scenario) == (7.0, "user", mine)
    (changed,) = choose(lever("a", cost_source="a study"), {"a": 3.0}, problems)
    assert (changed.cost, changed.cost_source) == (3.0, "user")
    (sized,) = choose({"reintegration": (0.25,)}, None, problems)
    assert (sized.name, sized.sizes) == ("reintegration", (0.0, 0.25))
    assert problems.found == []


def test_a_grid_of_as_many_mixes_as_are_searched_is_taken() -> None:
    halves = [lever(str(i), sizes=(0.0, 1.0)) for i in range(12)]
    assert len(grid(halves)) == MOST_MIXES == 2**12
    with pytest.raises(InputError, match=f"the grid has {2**13} mixes, at most {2**12} are searched"):
        grid([*halves, lever("more", sizes=(0.0, 1.0))])


def test_scenarios_side_by_side_take_their_quarters_and_years() -> None:
    """20 quarters and 5 years of 1,000 draws in four bytes each, for every scenario and the baseline."""

    def fit(scenarios: float) -> int:
        return batch_size(20, 1000, scenarios * 4.0 * 25 * 1000 / 2**30)

    assert [fit(2.01), fit(10.01), fit(9.99), fit(401.01), fit(1000.0)] == [1, 9, 8, 400, 400]


def test_intervals_of_indices_are_percentiles_of_resampled_ratios() -> None:
    from tajsim.analysis.sensitivity.methods import RESAMPLES, indices, pages
    from tajsim.engine.sampling import stream

    n, seed, factors = 16, 4, [(0,), (1,)]

    def outcome(u: np.ndarray) -> np.ndarray:
        return np.array([u[0] + 3.0 * u[1] ** 2, 5.0 * u[0] - u[1]])

    found = indices(outcome, 2, factors, n, seed)
    a, b, *mixed = (outcome(page) for page in pages(2, factors, n, seed))
    centre = np.concatenate([a, b], axis=1).mean(axis=1, keepdims=True)
    rng = stream(seed, "sensitivity bootstrap", 0)
    first, total = np.empty((2, RESAMPLES, 2, 2))
    for start in range(0, RESAMPLES, 100):
        for k, places in enumerate(rng.integers(0, n, (100, n))):
            x, y = a[:, places], b[:, places]
            variance = np.concatenate([x, y], axis=1).var(axis=1)
            for i, page in enumerate(mixed):
                z = page[:, places]
                first[start + k, :, i] = ((y - centre) * (z - x)).mean(axis=1) / variance
                total[start + k, :, i] = 0.5 * ((x - z) ** 2).mean(axis=1) / variance
    for got, resampled in (
        ((found.first_low, found.first_high), first),
        ((found.total_low, found.total_high), total),
    ):
        np.testing.assert_allclose(got, np.quantile(resampled, (0.025, 0.975), axis=0), rtol=1e-9)
    np.testing.assert_allclose(found.sd, np.concatenate([a, b], axis=1).std(axis=1))
    np.testing.assert_allclose(found.mean, centre[:, 0])


@pytest.mark.parametrize("limit", [Decimal("1"), Fraction(1, 2), np.float32(1.0), 1])
def test_a_limit_of_memory_is_any_kind_of_number(limit: Any) -> None:
    """Searched, decomposed and run again with the same limit."""
    what: dict[str, Any] = {"draws": 4, "end": "2026Q4", "memory_limit": limit}
    found = of_2024.policy_search("crackdown", ["transfer-cost"], "gdp > 0", 0.5, **what)
    assert len(found.sizes) == 3
    r = of_2024.run("crackdown", outputs=["remittances_usd"], **what)
    assert r.decompose("crackdown", "remittances_usd", by="shock").gap() < 1e-9
