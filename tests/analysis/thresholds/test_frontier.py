"""Frontiers by hand: in words, along rays, and mixes of two scenarios."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.policy.search import standard_error
from tajsim.analysis.thresholds.frontier import FrontierPoint, _along, _directions, _mix
from tajsim.errors import InputError
from tests import of_2024
from tests.analysis.made import frontier

POOR = ("poverty_rate", ">", 3, "from baseline")
DRAWS = 500


def test_a_frontier_is_reported_by_its_pairs_and_what_misses_it() -> None:
    points = (
        FrontierPoint(1.5, 0.0, 0.25, "rises", 1), FrontierPoint(0.75, 0.5, 0.25, "rises", 2),
        FrontierPoint(0.0, 2.0, 0.24, "none"),
    )  # fmt: skip
    found = frontier(*points, limits=("the rouble would end", "another"))
    assert (found.met, found.start) == (points[:2], 0.1)
    assert found.error == pytest.approx(standard_error(0.25, 100))
    for sentence in (
        "of gdp < -1 % from baseline in 2025 25.0 %? Without either it is 10.0 %.",
        "It reaches that at (rouble-shock, crackdown): (1.5, 0), (0.75, 0.5).",
        "Of 3 mixes, 1 never meet it within these sizes.",
        "The probability passes it 3 more times farther out: it is not monotone in the size.",
        "Larger sizes cannot be run: the rouble would end.",
    ):
        assert sentence in found.text
    assert repr(found).endswith("prob=0.25: 2 of 3 rays meet it)")
    all_met = frontier(*points[:1], FrontierPoint(0.0, 1.0, 0.25, "rises"))
    assert "never meet" not in all_met.text
    assert "1 more times" in all_met.text
    falls = frontier(FrontierPoint(1.5, 0.0, 0.25, "falls"))
    assert "It falls below that at" in falls.text
    assert "more times" not in falls.text
    never = frontier(FrontierPoint(2.0, 0.0, 0.2, "none"))
    assert (
        "No pair does it: the probability lies between 5.0 % (1 of 'rouble-shock' with 1 of 'crackdown') and "
        "24.0 % (0 with 2)." in never.text
    )
    table = found.table()
    assert table["further"].tolist() == [1, 2, 0]
    assert found.to_dict()["limits"] == ["the rouble would end", "another"]


def test_rays_end_on_the_edge_of_the_rectangle() -> None:
    ends = _directions(5, (2.0, 3.0))
    assert ends[0] == (2.0, 0.0)
    assert ends[-1] == (0.0, 3.0)
    assert ends[2] == pytest.approx((2.0, 3.0))
    slope = math.tan(math.pi / 8.0)
    assert ends[1] == pytest.approx((2.0, 3.0 * slope))
    assert ends[3] == pytest.approx((2.0 * slope, 3.0))
    assert _along((2.0, 3.0), 1.5) == pytest.approx((1.0, 1.5))
    assert _along((2.0, 0.0), 0.5) == (0.5, 0.0)


def test_a_mix_leaves_out_what_has_no_size() -> None:
    a, b = ts.scenario("rouble-shock"), ts.scenario("crackdown")
    assert _mix(a, b, 0.5, 0.0) == a.scale(0.5)
    assert _mix(a, b, 0.0, 0.5) == b.scale(0.5)
    assert _mix(a, b, 0.0, 0.0).shocks == ()
    both = _mix(a, b, 0.5, 0.25)
    assert both == a.scale(0.5) + b.scale(0.25)


@pytest.mark.slow
def test_a_frontier_that_no_pair_meets_says_so() -> None:
    none = of_2024.frontier(
        "rouble-shock",
        "crackdown",
        "reserves_months < -5",
        largest=(0.2, 0.2),
        draws=20,
        rays=2,
        end="2027Q1",
    )
    assert none.met == ()
    assert "No pair does it" in none.text
    assert {point.direction for point in none.points} == {"none"}
    alone, other = none.points  # as far as each scenario alone was searched
    assert (alone.size_a, alone.size_b, alone.probability) == (0.2, 0.0, 0.0)
    assert (other.size_a, other.size_b, other.probability) == (0.0, 0.2, 0.0)
    assert none.limits == ()
    assert "cannot be run" not in none.text
    none.plot()


@pytest.mark.slow
def test_the_frontier_does_not_depend_on_how_far_it_was_searched() -> None:
    what = {"until": "gdp < -2 % from baseline", "prob": 0.5, "at": 2027, "draws": 60, "end": "2027Q4"}
    near, *far = [
        of_2024.frontier("rouble-shock", "crackdown", largest=(width, width), rays=3, **what)
        for width in (4, 1e4, 1e8)
    ]
    assert far[0].points == far[1].points
    for point, other in zip(near.points[::2], far[0].points[::2], strict=True):  # each scenario alone
        assert (other.size_a, other.size_b) == pytest.approx((point.size_a, point.size_b), abs=0.1)
        assert other.direction == "rises"
    assert max(a for a, _, _ in far[0].grid) == 2.088
    assert "oil_price" in far[0].limits[0]
    assert f"Larger sizes cannot be run: {far[0].limits[0]}." in far[0].text
    assert len(set(far[0].limits)) == len(far[0].limits)


@pytest.mark.slow
def test_bad_arguments_of_a_frontier_are_reported_at_once() -> None:
    with pytest.raises(InputError) as caught:
        of_2024.frontier("rouble-shok", "crackdwn", "gpd < 3", largest=(0, -1), rays=1)
    assert len(caught.value.problems) == 6


@pytest.fixture(scope="module")
def pair():
    return of_2024.frontier(
        "rouble-shock",
        "crackdown",
        POOR,
        0.25,
        at="2027",
        largest=(1.5, 2.0),
        draws=DRAWS,
        rays=3,
        end="2027Q4",
    )


@pytest.mark.slow
def test_the_pairs_on_the_frontier_have_the_probability(pair) -> None:
    rouble, crackdown = ts.scenario("rouble-shock"), ts.scenario("crackdown")
    first, middle, last = pair.points
    assert (first.size_b, last.size_a) == (0.0, 0.0)
    assert middle.size_a / 1.5 == pytest.approx(middle.size_b / 2.0)
    mixes = [
        rouble.scale(first.size_a),
        rouble.scale(middle.size_a) + crackdown.scale(middle.size_b),
        crackdown.scale(last.size_b),
    ]
    r = of_2024.run(mixes, draws=DRAWS, seed=0, outputs=["poverty_rate"], end="2027Q4")
    for mix in mixes:  # interpolated on the same draws, so that only the curvature is missed
        assert abs(pair.condition.share(r, mix.name, "2027") - 0.25) < pair.error


@pytest.mark.slow
def test_near_the_frontier_the_probability_is_on_the_right_side(pair) -> None:
    assert {point.direction for point in pair.points} == {"rises"}
    middle = pair.points[1]
    shares = {(a, b): p for a, b, p in pair.grid if a > 0 and b > 0}
    assert all((p >= 0.25) == (a > middle.size_a) for (a, _), p in shares.items())


@pytest.mark.slow
def test_the_frontier_has_a_text_and_a_table(pair) -> None:
    assert list(pair.table().columns) == ["size_a", "size_b", "probability", "direction", "further"]
    assert len(pair.table()) == 3
    assert pair.table()["further"].tolist() == [0, 0, 0]  # each ray meets it once
    assert pair.start == 0.0
    assert "It reaches that at (rouble-shock, crackdown)" in pair.text
    assert pair.to_dict()["points"][0]["size_b"] == 0.0


@pytest.mark.slow
def test_the_picture_of_a_frontier_draws_on_given_axes(pair) -> None:
    import matplotlib.pyplot as plt

    _, ax = plt.subplots()
    assert pair.plot(ax=ax) is ax
    line = next(line for line in ax.lines if line.get_marker() == "o")
    np.testing.assert_allclose(line.get_xydata(), [(p.size_a, p.size_b) for p in pair.points])
    assert (ax.get_xlabel(), ax.get_ylabel()) == (
        "Size of Rouble shock (1 = as written)",
        "Size of Crackdown",
    )
