"""Pictures of stress tests: bands, dots, edges and notes."""

from __future__ import annotations

import pytest
from matplotlib.text import Annotation

from tajsim.analysis.thresholds.frontier import FrontierPoint
from tajsim.analysis.thresholds.picture import SURE
from tajsim.plots.style import palette
from tests.analysis.made import DOWN, UP, frontier, solution
from tests.plots.artists import words


def test_the_band_of_a_probability_stays_between_none_and_all():
    ax = solution((0.0, 0.01, 0.5, 0.99, 1.0)).plot()
    vertices = ax.collections[0].get_paths()[0].vertices
    assert (vertices[:, 1].min(), vertices[:, 1].max()) == (0.0, 100.0)
    at = vertices[vertices[:, 0] == 2.0][:, 1]
    assert (at.min(), at.max()) == pytest.approx((50.0 - SURE * 5.0, 50.0 + SURE * 5.0))
    assert ax.get_xlim() == (0.0, 4.0)
    assert ax.get_ylim() == pytest.approx((0.0, 108.0))
    rare = solution((0.0, 0.001, 0.002), prob=0.002).plot()
    assert rare.get_ylim() == (0.0, 5.0)
    asked = solution((0.0, 0.1, 0.2), prob=0.9).plot()
    assert asked.get_ylim() == pytest.approx((0.0, 1.08 * 90.0))
    assert (asked.get_xlabel(), asked.get_ylabel()) == ("Size of weak (1 = as written)", "Probability (%)")


def test_where_a_probability_falls_below_the_level_the_dot_is_hollow():
    both = solution((0.0, 0.1, 0.3, 0.4, 0.05), (UP, DOWN))
    ax = both.plot()
    shades = palette()
    dots = [one for one in ax.lines if one.get_marker() == "o"]
    assert [one.get_markerfacecolor() for one in dots] == [shades.ink, shades.paper]
    assert [(one.get_xdata()[0], one.get_ydata()[0]) for one in dots] == [(2.0, 30.0), (3.0, 40.0)]
    bold = [one for one in ax.texts if one.get_weight() == "bold"]
    assert [(one.get_text(), one.xyann) for one in bold] == [("2", (7, -11)), ("3", (7, 7))]


def test_a_frontier_says_what_is_shown_of_it():
    met = (FrontierPoint(0.75, 0.0, 0.25, "rises"), FrontierPoint(0.0, 0.5, 0.25, "rises"))
    whole = frontier(*met)
    ax = whole.plot()
    assert ax.get_figure().get_size_inches().tolist() == [7.2, 4.2]
    assert "cross" not in words(ax)
    assert "thin: other probabilities." in words(ax)
    assert "thin: other probabilities; blank beyond: cannot be run." in words(
        frontier(*met, limits=("too far",)).plot()
    )
    assert ax.get_xlim() == pytest.approx((0.0, min(1.0, 1.8 * 0.75)))
    assert ax.get_ylim() == pytest.approx((0.0, 1.8 * 0.5))
    assert not [one for one in ax.lines if one.get_marker() == "x"]
    (shown,) = [one for one in ax.texts if one.get_weight() == "bold"]
    assert (shown.get_text(), tuple(shown.xy), shown.xyann) == ("25 %", (0.0, 0.5), (-6, -6))
    never = frontier(FrontierPoint(2.0, 0.0, 0.2, "none"), FrontierPoint(0.0, 2.0, 0.2, "none")).plot()
    assert (never.get_xlim(), never.get_ylim()) == ((0.0, 1.0), (0.0, 2.0))  # of the grid
    assert len(next(one for one in never.lines if one.get_marker() == "x").get_xdata()) == 2
    assert not [one for one in never.lines if one.get_marker() == "o"]


def test_a_frontier_on_one_axis_alone_is_shown_with_the_whole_of_the_other():
    a = frontier(FrontierPoint(0.5, 0.0, 0.25, "rises"), FrontierPoint(0.0, 2.0, 0.2, "none")).plot()
    assert (a.get_xlim(), a.get_ylim()) == (pytest.approx((0.0, 0.9)), (0.0, 2.0))
    b = frontier(FrontierPoint(1.0, 0.0, 0.2, "none"), FrontierPoint(0.0, 0.5, 0.25, "rises")).plot()
    assert (b.get_xlim(), b.get_ylim()) == ((0.0, 1.0), pytest.approx((0.0, 0.9)))


def filled(ax):
    """Areas of a map in another colour than none."""
    return [one for one in ax.collections if len(one.get_facecolor()) and one.get_paths()[0].vertices.size]


def test_what_is_likelier_than_asked_is_grey_and_other_probabilities_are_thin_lines():
    likely = ((0.0, 0.0, 0.0), (1.0, 0.0, 0.4), (0.0, 1.0, 0.4), (1.0, 1.0, 0.8))
    ax = frontier(FrontierPoint(0.6, 0.0, 0.25, "rises"), grid=likely).plot()
    assert len(filled(ax)) == 1
    labels = [one.get_text() for one in ax.texts if one.get_text().endswith(" %")]
    assert set(labels) - {"25 %"} <= {f"{10 * i} %" for i in range(1, 8)}
    assert not any(one.get_in_layout() for one in ax.texts if not isinstance(one, Annotation))
    unlikely = tuple((a, b, p / 4.0) for a, b, p in likely)
    assert len(filled(frontier(FrontierPoint(1.0, 0.0, 0.1, "none"), grid=unlikely).plot())) == 0
    same = tuple((a, b, 0.1) for a, b, _ in likely)
    plain = frontier(FrontierPoint(1.0, 0.0, 0.1, "none"), grid=same).plot()
    assert not plain.collections
    assert plain.get_xlim() == (0.0, 1.0)
