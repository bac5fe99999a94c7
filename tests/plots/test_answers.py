"""Pictures of answers: sizes and probabilities, frontiers, mixes of levers, two parameter sets, drivers."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.policy.answer import PolicySearch
from tajsim.analysis.policy.levers import Lever
from tajsim.analysis.thresholds.condition import Condition
from tajsim.analysis.thresholds.frontier import Frontier, FrontierPoint
from tajsim.analysis.thresholds.picture import _levels
from tests import of_2024
from tests.of_2024 import plausibility
from tests.plots.artists import bare, line
from tests.results.synthetic import result

MINUS = "\N{MINUS SIGN}"


def words(ax):
    return " ".join(ax.figure.get_supxlabel().split())


def outline(collection):
    """The edges of a band over one axis: (lower, upper) at each x."""
    edges = {}
    for x, y in collection.get_paths()[0].vertices:
        low, high = edges.get(x, (y, y))
        edges[x] = min(low, y), max(high, y)
    return np.array([edges[x] for x in sorted(edges)]).T


@pytest.fixture(scope="module")
def solved():
    return of_2024.solve("rouble-shock", until="gdp < -1 % from baseline", prob=0.5, at=2026, draws=100)


def test_probabilities_stand_at_their_sizes_in_a_band_of_their_error(solved):
    ax = solved.plot()
    curve = solved.curve
    drawn = line(ax, 1.8)
    np.testing.assert_allclose(drawn.get_xdata(), curve.index)
    np.testing.assert_allclose(drawn.get_ydata(), 100 * curve["probability"])
    low, high = outline(ax.collections[0])
    share, error = 100 * curve["probability"].to_numpy(), 196 * curve["error"].to_numpy()
    np.testing.assert_allclose(low, np.maximum(share - error, 0), atol=1e-9)
    np.testing.assert_allclose(high, np.minimum(share + error, 100), atol=1e-9)
    asked = line(ax, 1.0, "--")
    assert list(asked.get_ydata()) == [50.0, 50.0]
    texts = {text.get_text(): text.xy for text in ax.texts}
    assert texts["50 %"] == (1, 50.0)
    assert texts[f"{solved.size:.3g}"] == (solved.size, 100 * solved.probability)
    assert ax.get_xlim() == (curve.index[0], curve.index[-1])
    assert ax.get_ylim()[0] == 0
    assert ax.get_ylim()[1] == pytest.approx(1.08 * max(share.max(), 50.0))
    (mark,) = [one for one in ax.lines if one.get_marker() == "o"]
    assert mark.get_markerfacecolor() == mark.get_color()  # filled: it rises there
    assert ax.get_ylabel() == "Probability (%)"
    assert ax.get_title("left").replace("\n", " ").startswith("Probability of GDP < ")
    assert "Line: share of draws; band: its 95 % sampling error." in words(ax)


@pytest.fixture
def pair():
    shares = {
        (0.0, 0.0): 0.0,
        (1.0, 0.0): 0.3,
        (0.0, 1.0): 0.2,
        (1.0, 1.0): 0.6,
        (2.0, 0.0): 0.7,
        (0.0, 2.0): 0.4,
    }
    points = (
        FrontierPoint(1.5, 0.0, 0.5, "rises"), FrontierPoint(0.8, 0.8, 0.5, "rises"),
        FrontierPoint(0.0, 2.0, 0.4, "none"),
    )  # fmt: skip
    return Frontier(
        scenario_a=ts.scenario("rouble-shock"), scenario_b=ts.Scenario("mine"),
        condition=Condition("gdp", "<", -2.0, "% from baseline"), unit="%", at="2026", prob=0.5,
        largest=(2.0, 2.0),
        points=points, grid=tuple((a, b, p) for (a, b), p in shares.items()), limits=(),
        manifest=result().manifest,
    )  # fmt: skip


def test_a_size_is_written_where_the_line_does_not_run(solved):
    bold = [text for text in solved.plot().texts if text.get_weight() == "bold"]
    assert len(bold) == len(solved.crossings) > 0
    for text, crossing in zip(bold, solved.crossings, strict=True):
        assert text.get_text() == f"{crossing.size:.3g}"
        assert text.xyann == (7, -11 if crossing.rises else 7)


def test_a_frontier_joins_its_points_and_crosses_what_misses_it(pair):
    ax = pair.plot()
    joined = line(ax, 2.2)
    assert [tuple(point) for point in joined.get_xydata()] == [(1.5, 0.0), (0.8, 0.8)]
    (missed,) = [one for one in ax.lines if one.get_marker() == "x"]
    assert [tuple(point) for point in missed.get_xydata()] == [(0.0, 2.0)]
    assert "cross: end of a mix that never meets it" in words(ax)
    assert "blank beyond" not in words(ax)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("Size of Rouble shock (1 = as written)", "Size of mine")
    assert ax.get_xlim() == (0.0, 2.0)  # the grid ends before 1.8 times the frontier
    assert ax.get_ylim() == pytest.approx((0.0, 1.44))
    (shown,) = [text for text in ax.texts if text.get_weight() == "bold"]
    assert (shown.get_text(), tuple(shown.xy)) == ("50 %", (0.8, 0.8))


def test_round_levels_beside_the_one_asked_for():
    assert _levels(0.0, 60.0, 50.0) == [10.0, 20.0, 30.0, 40.0]
    assert _levels(0.0, 3.0, 1.0) == [0.5, 1.5, 2.0, 2.5]
    assert _levels(10.0, 20.0, 15.5) == [12.0, 14.0, 18.0]
    assert _levels(0.0, 100.0, 45.0) == [20.0, 60.0, 80.0]  # 40 would touch the one asked for
    assert _levels(50.0, 50.1, 50.0) == [50.05]


def lever(name, cost, title=""):
    return Lever(ts.Scenario(name, [ts.Shock("transfer_stimulus", add=0.1)], title=title), cost)


@pytest.fixture
def search():
    levers = (lever("a", 1000.0, "First lever"), lever("b", 2500.0))
    sizes = np.array([(0.0, 0.0), (0.5, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)])
    worst = np.array([0.3, 0.5, 0.6, 0.55, 0.9])
    probability = np.column_stack([worst + 0.05, worst])
    return PolicySearch(
        scenarios=("crackdown", "mine"), levers=levers, condition=Condition("gdp", ">", 1.0), at="2027",
        unit="million TJS", prob=0.8, sizes=sizes, cost=sizes @ np.array([1000.0, 2500.0]),
        probability=probability, shortfall=np.maximum(0.8 - probability, 0.0), draws=100, seed=3,
        vintage="a set",
    )  # fmt: skip


def test_mixes_stand_at_cost_and_worst_probability(search):
    ax = search.plot()
    (every,) = [one for one in ax.lines if one.get_marker() == "."]
    np.testing.assert_allclose(every.get_xdata(), [0, 500, 1000, 2500, 3500])
    np.testing.assert_allclose(every.get_ydata(), [30, 50, 60, 55, 90])
    steps = line(ax, 1.6)
    np.testing.assert_allclose(steps.get_ydata(), [30, 50, 60, 90])
    assert list(line(ax, 1.0, "--").get_ydata()) == [80.0, 80.0]
    (ring,) = [one for one in ax.lines if one.get_markersize() == 12]
    assert [tuple(point) for point in ring.get_xydata()] == [(3500.0, 90.0)]
    assert [(text.get_text(), text.xy) for text in ax.texts] == [
        ("1", (0.0, 30.0)), ("2", (500.0, 50.0)), ("3", (1000.0, 60.0)), ("4", (3500.0, 90.0)),
    ]  # fmt: skip
    expected = words(ax)
    for part in (
        "1: no lever; 2: First lever x 0.5; 3: First lever; 4: First lever + b.",
        "judged by the worst of crackdown, mine;", "ring: the cheapest mix that has it",
        "a set; 100 draws, seed 3",
    ):  # fmt: skip
        assert part in expected
    ax.figure.draw_without_rendering()
    assert "2,000" in [text.get_text() for text in ax.get_xticklabels()]
    assert ax.get_xlabel() == "Cost (million TJS a year at 2024 prices)"
    assert ax.get_ylabel() == "Probability in the worst scenario (%)"
    assert ax.get_title("left") == "What keeps GDP > 1 million TJS, in 2027"
    always = dataclasses.replace(search, at=None).plot()
    assert always.get_title("left").endswith(", in every quarter")


def test_two_sets_have_a_bar_for_each_group_in_every_panel():
    found = ts.compare_parameter_sets(
        "world-bank-2024", "kremlin-2024", outputs=["gdp", "remittances_usd"], at=2026
    )
    figure = found.plot()
    assert bare(figure.axes[0])
    for i, ax in enumerate(figure.axes):
        bars = [patch for patch in ax.patches if patch.get_height() == 0.7]
        np.testing.assert_allclose([bar.get_width() for bar in bars], found.parts[list(found.order), i])
        assert ax.get_ylim() == (len(found.groups) - 0.5, -0.5)
        assert list(line(ax, 1.0).get_xdata()) == [0.0, 0.0]
        up, down = (
            {bar.get_facecolor() for bar in bars if (bar.get_width() >= 0) is side} for side in (True, False)
        )
        assert not up & down
        before, after = (f"{x:,.0f}".replace("-", MINUS) for x in (found.before[i], found.after[i]))
        assert ax.get_title("left").endswith(f"{before} to {after}")
    assert [t.get_text() for t in figure.axes[0].get_yticklabels()] == [found.names[k] for k in found.order]
    assert [ax.get_xlabel() for ax in figure.axes] == list(found.units)
    assert "levels of the baseline, 2026" in figure.get_suptitle().replace("\n", " ")


def test_drivers_stand_in_the_bands_of_what_is_expected():
    found = plausibility("rouble-shock", draws=200)
    figure = found.plot()
    for i, ax in enumerate(figure.axes):
        np.testing.assert_allclose(line(ax, 1.8).get_ydata(), 100.0 * np.expm1(found.surprise[i]))
        assert list(line(ax, 1.8).get_xdata()) == list(range(1, len(found.quarters) + 1))
        for collection, (low, high) in zip(ax.collections, ((0, -1), (1, -2)), strict=True):
            expected = 100.0 * np.expm1(found.bands[[low, high], i])
            np.testing.assert_allclose(outline(collection), expected)
        assert list(line(ax, 0.8).get_ydata()) == [0.0, 0.0]
        shown = [m for m in found.moves if m.driver == ("oil_price", "rub_per_usd", "russia_gdp_growth")[i]]
        places = [4 * m.years for m in shown]
        assert [text.xy[0] for text in ax.texts] == places
        assert [text.xy[1] for text in ax.texts] == pytest.approx(
            [100.0 * np.expm1(found.surprise[i, place - 1]) for place in places]
        )
        assert ax.get_xlabel() == "quarters from 2026Q1"
    assert figure.axes[0].get_ylabel() == "% over the outlook"
