"""Frontiers by hand: in words, along rays, and mixes of two scenarios."""

from __future__ import annotations

import math

import pytest

import tajsim as ts
from tajsim.analysis.policy.search import standard_error
from tajsim.analysis.thresholds.frontier import FrontierPoint, _along, _directions, _mix
from tests.analysis.made import frontier


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
