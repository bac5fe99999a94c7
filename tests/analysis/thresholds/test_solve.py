"""Reverse stress test: the answer put back into a run, brute force, and what is refused."""

from __future__ import annotations

import math

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tajsim as ts
from tajsim.analysis.policy.search import standard_error
from tajsim.analysis.thresholds.solve import Solution
from tajsim.analysis.thresholds.stress import read_stress_test, scaled
from tajsim.errors import InputError, Problems, UnknownNameError
from tajsim.scenarios import Scenario, Shock, pulse, step
from tests import of_2024
from tests.of_2024 import frontier, solve

pytestmark = pytest.mark.slow  # together more than a minute

mpl.use("Agg")
POOR = ("poverty_rate", ">", 3, "from baseline")
DRAWS = 500


@pytest.fixture(scope="module")
def poor() -> Solution:
    return solve("rouble-shock", POOR, 0.25, span=(0, 1.5), draws=DRAWS, seed=3, end="2027Q4")


# the real model


def test_the_answer_put_back_with_a_fresh_seed_gives_the_probability(poor: Solution) -> None:
    assert poor.status == "found"
    assert poor.solved is not None
    assert poor.probability is not None
    again = of_2024.run(poor.solved, draws=2000, seed=99, outputs=["poverty_rate"], end="2027Q4")
    share = poor.condition.share(again, poor.solved.name)
    # both samples err
    error = math.hypot(standard_error(0.25, DRAWS), standard_error(0.25, 2000))
    assert abs(share - 0.25) < 4 * error


def test_a_brute_force_grid_agrees(poor: Solution) -> None:
    assert poor.size is not None
    chosen = ts.scenario("rouble-shock")
    sizes = (0.0, poor.size - 0.02, poor.size, poor.size + 0.02)
    candidates = [scaled(chosen, size) for size in sizes]
    r = of_2024.run(candidates, draws=DRAWS, seed=3, outputs=["poverty_rate"], end="2027Q4")
    rate = r["poverty_rate"].values
    none, below, at, above = (((rate[:, i] - rate[:, 0]) > 3).any(axis=0).mean() for i in range(1, 5))
    assert none == 0.0
    assert below < 0.25 <= at <= above
    assert at == poor.probability


def test_the_same_draws_are_used_at_every_size(poor: Solution) -> None:
    assert poor.monotone
    assert list(np.diff(poor.probabilities) >= 0) == [True] * (len(poor.sizes) - 1)


def test_the_answer_in_words_and_figures(poor: Solution) -> None:
    assert poor.interval is not None
    assert poor.interval[0] < poor.size < poor.interval[1]
    assert poor.error == pytest.approx(standard_error(poor.probability, DRAWS))
    for part in ("poverty_rate > 3 percentage points", "2025Q1 to 2027Q4", f"{poor.size:.4g}", "rub_per_usd"):
        assert part in poor.text
    curve = poor.curve
    assert curve.index.is_monotonic_increasing
    assert curve.loc[poor.size, "probability"] == poor.probability
    assert poor.to_dict()["status"] == "found"
    assert poor.manifest.draws == DRAWS
    with pytest.raises(AttributeError):
        poor.prob = 0.5  # type: ignore[misc]


def test_an_unreachable_condition_says_what_the_largest_size_gives_and_why_it_ends() -> None:
    found = solve("rouble-shock", "reserves_months < -5", 0.9, draws=20, end="2027Q1", tolerance=0.1)
    assert (found.status, found.size, found.probability, found.solved) == ("unreachable", None, None, None)
    size, probability = found.largest
    assert 2.0 < size < 2.1  # oil cannot be cheaper than a dollar a barrel
    assert probability == 0.0
    assert "No size from 0 to 2.088 does it: the largest reaches 0.0 %." in found.text
    assert "Sizes above 2.088 of the 4 asked for cannot be run" in found.text
    assert "oil_price" in found.limit


def test_what_is_true_without_a_shock_is_reported() -> None:
    found = solve("rouble-shock", "reserves_months < 50", 0.5, span=(0, 0.5), draws=50, end="2027Q1")
    assert (found.status, found.size, found.probability) == ("already", 0.0, 1.0)
    assert "already 100.0 %" in found.text


def test_a_shock_after_the_run_is_reported_once() -> None:
    with pytest.warns(UserWarning, match="has no effect in any quarter") as warned:
        solve("rouble-shock", "reserves_months < -5", span=(0, 1), draws=10, end="2026Q1", tolerance=0.5)
    assert len(warned) == 1


def test_size_zero_is_the_baseline_without_a_warning() -> None:
    weak = Scenario("weak rouble", [Shock("rub_per_usd", multiply=step(1.3, start="2026Q1"))])
    found = solve(weak, "tjs_per_usd > 9.5", 0.999, span=(0, 1), draws=20, end="2026Q4", tolerance=0.5)
    r = of_2024.run((), draws=20, outputs=["tjs_per_usd"], end="2026Q4")
    assert found.probabilities[0] == found.condition.share(r, "baseline")


def test_many_draws_are_run_in_parts_with_the_same_numbers(
    poor: Solution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tajsim.analysis.thresholds.stress.TOGETHER", 9 * DRAWS)
    again = solve("rouble-shock", POOR, 0.25, span=(0, 1.5), draws=DRAWS, seed=3, end="2027Q4", tolerance=0.2)
    assert set(again.sizes) <= set(poor.sizes)
    shares = dict(zip(poor.sizes, poor.probabilities, strict=True))
    assert all(shares[s] == p for s, p in zip(again.sizes, again.probabilities, strict=True))


# sizes that cannot be run


@pytest.mark.parametrize("name", ["rouble-shock", "crackdown"])
def test_the_answer_does_not_depend_on_the_width_of_the_span(name: str) -> None:
    what = {"until": "gdp < -1 % from baseline", "prob": 0.5, "at": 2027, "draws": 60, "end": "2027Q4"}
    narrow, *wide = [solve(name, span=(0, width), **what) for width in (3.5, 4, 1e4, 1e8)]
    assert narrow.status == "found"
    for found in wide:
        assert found.size == pytest.approx(narrow.size, abs=0.001)
        assert [c.rises for c in found.crossings] == [c.rises for c in wide[0].crossings]
    assert wide[-1].sizes == wide[-2].sizes  # what can be run ends both


@settings(max_examples=8, deadline=None)
@given(width=st.floats(0.9, 12.0).map(lambda power: 10.0**power))
def test_a_span_of_any_width_ends_at_the_largest_size_that_can_be_run(width: float) -> None:
    options = of_2024.options(end="2027Q1", draws=1)
    stress_test, (chosen,) = read_stress_test(
        Problems("x"), ["rouble-shock"], options, until="gdp < 1", prob=0.5, at=None
    )
    largest, why = stress_test.limit(lambda size: scaled(chosen, size), 0.0, width)
    assert largest == 2.088
    assert "'rouble-shock x 2.089' takes 'oil_price' to" in why
    of_2024.run(chosen.scale(2.088), draws=None, end="2027Q1")
    with pytest.raises(InputError, match="oil_price"):
        of_2024.run(chosen.scale(2.089), draws=None, end="2027Q1")


@pytest.mark.parametrize(
    ("change", "largest", "beyond"),
    [
        (Shock("sector_ban_share", add=step(0.08, start="2026Q1")), 12.5, "12.51"),  # a share of 1 is allowed
        (Shock("removals", add=step(75_000.0, start="2026Q1")), 26.66, "26.67"),
        (Shock("oil_price", add=step(-1e-5, start="2026Q1")), None, "oil_price"),
        (Shock("oil_price", add=step(-1e9, start="2026Q1")), None, "oil_price"),
    ],
)
def test_the_largest_size_is_reported_in_four_digits(
    change: Shock, largest: float | None, beyond: str
) -> None:
    options = of_2024.options(end="2026Q4", draws=1)
    stress_test, (chosen,) = read_stress_test(
        Problems("x"), [Scenario("one", [change])], options, until="gdp < 1", prob=0.5, at=None
    )
    found, why = stress_test.limit(lambda size: scaled(chosen, size), 0.0, 1e12)
    assert largest is None or found == largest
    assert found == float(f"{found:.4g}")
    assert beyond in why
    of_2024.run(chosen.scale(found), draws=None, end="2026Q4")
    with pytest.raises(InputError, match=change.target):
        of_2024.run(chosen.scale(float(f"{found * 1.001:.4g}")), draws=None, end="2026Q4")


def test_sizes_end_where_the_first_gap_begins() -> None:
    # twice the same cut: the price is positive again where both factors are negative
    cut = Scenario("a", [Shock("oil_price", multiply=step(0.2, start="2026Q1"))])
    twice = cut + Scenario("b", [Shock("oil_price", multiply=step(0.3, start="2026Q1"))])
    found = solve(twice, "gdp < 0", 0.5, span=(0, 3), draws=5, end="2026Q2", tolerance=0.5)
    with pytest.raises(InputError, match="oil_price"):
        of_2024.run(twice.scale(found.largest[0] + 0.001), draws=None, end="2026Q2")
    of_2024.run(twice.scale(3), draws=None, end="2026Q2")
    assert found.largest[0] < 1.3


def test_sizes_of_which_none_can_be_run_are_refused_with_the_reason() -> None:
    closed = Scenario("more", [Shock("eaeu_membership", add=step(1e12, start="2026Q1"))])
    with pytest.raises(InputError, match=r"no size of 'more' above 0 can be run: .*eaeu_membership"):
        solve(closed, draws=5, end="2026Q4")
    with pytest.raises(InputError, match="no size of 'more' above 0 can be run"):
        frontier("crackdown", closed, draws=5, end="2026Q4")
    with pytest.raises(InputError, match=r"size 3, the smallest of the span, cannot be run: .*oil_price"):
        solve("rouble-shock", span=(3, 10), draws=5, end="2026Q4")


def test_a_period_before_the_shock_is_reported() -> None:
    later = Scenario("later", [Shock("oil_price", multiply=step(0.7, start="2027Q3"))])
    what = {"draws": 5, "end": "2027Q4", "until": "gdp < -2 % from baseline"}
    early = solve(later, at="2026", span=(0, 1), tolerance=0.5, **what)
    assert "No shock acts before 2027Q3, which is after 2026." in early.text
    for at in ("2027", "2027Q3", None):
        assert "No shock acts" not in solve(later, at=at, span=(0, 1), tolerance=0.5, **what).text
    both = frontier(later, Scenario("b", later.shocks), at="2027Q2", largest=(1, 1), rays=2, **what)
    assert "No shock acts before 2027Q3, which is after 2027Q2." in both.text


# what is refused


def test_every_problem_is_reported_at_once() -> None:
    with pytest.raises(InputError) as caught:
        solve(
            "roubel-shock",
            ("reserve_months", "=", 3),
            1.5,
            at="2040",
            span=(2, 1),
            parameters="calibrated",
            draws=0,
            seed=-1,
            tolerance=0.0,
        )
    message = "\n".join(caught.value.problems)
    for part in (
        "did you mean 'rouble-shock'",
        "did you mean 'reserves_months'",
        "unknown operator '='",
        "prob is 1.5",
        "2040 is not a full calendar year",
        "its largest size must be above its smallest",
        "'calibrated-2024'",
        "draws is 0",
        "seed is -1",
        "tolerance must be at least",
    ):
        assert part in message
    assert len(caught.value.problems) == 10


def test_a_shock_that_sets_ends_the_sizes_at_one() -> None:
    fixed = Scenario("cap", [Shock("oil_price", set=pulse(40.0, start="2026Q1", quarters=4))])
    what = {"until": "reserves_months < -5", "draws": 10, "end": "2026Q4", "tolerance": 0.5}
    assert not solve(fixed, span=(0, 1), **what).limit
    found = solve(fixed, span=(0, 1e6), **what)
    assert found.largest[0] == 1.0
    assert "Sizes above 1 of the 1e+06 asked for cannot be run" in found.text
    assert "oil_price: factor of a set must be between 0 and 1, not 1.001" in found.limit


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ({"span": 4}, "give the smallest and the largest size"),
        ({"span": (-1, 2)}, "the smallest size of the span must be at least 0"),
        ({"span": (0, math.inf)}, "must be a finite number"),
        ({"span": (4, 0)}, "its largest size must be above its smallest"),
        ({"span": (1, 1)}, "its largest size must be above its smallest"),
        ({"span": (0, math.nan)}, "must be a finite number"),
        ({"prob": "likely"}, "prob must be a number"),
        ({"prob": 0}, "between 0 and 1"),
        ({"draws": None}, "a probability needs draws"),
        ({"scenario": "baseline"}, "has no shocks"),
        ({"baseline": "history"}, "searched on a projection"),
        ({"at": "soon"}, "not a period"),
        ({"scenario": 7}, "give a Scenario"),
    ],
)
def test_bad_arguments(what, message: str) -> None:
    with pytest.raises(InputError) as caught:
        solve(**{"scenario": "rouble-shock", **what})
    assert message in str(caught.value)


def test_an_unknown_scenario_is_an_unknown_name() -> None:
    with pytest.raises(UnknownNameError):
        solve("rouble-shok")


# pictures


def test_the_picture_of_a_solution_marks_the_answer(poor: Solution) -> None:
    ax = poor.plot()
    marks = [line for line in ax.lines if line.get_marker() == "o"]
    assert [tuple(map(float, mark.get_xydata()[0])) for mark in marks] == [
        (poor.size, 100 * poor.probability)
    ]
    assert ax.get_xlabel() == "Size of Rouble shock (1 = as written)"
    assert "500 draws" in ax.figure.get_supxlabel()


def test_the_largest_size_is_reported_in_four_digits_from_any_smallest() -> None:
    cut = Scenario("one", [Shock("sector_ban_share", add=step(0.08, start="2026Q1"))])
    options = of_2024.options(end="2026Q4", draws=1)
    stress_test, (chosen,) = read_stress_test(
        Problems("x"), [cut], options, until="gdp < 1", prob=0.5, at=None
    )
    assert (
        stress_test.limit(lambda size: scaled(chosen, size), 3.0, 1e12)[0] == 12.5
    )  # 9.5 above the smallest
