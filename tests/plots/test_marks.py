"""What a reader of a chart relies on: limits, reference lines, figures beside rows, grids, sizes, notes."""

from __future__ import annotations

import dataclasses

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Annotation

from tajsim.analysis.decomposition.picture import _rounded, waterfall
from tajsim.analysis.parameter_sets.picture import _number as of_parameter_sets
from tajsim.analysis.sensitivity.pictures import _whole_percent
from tajsim.analysis.thresholds.frontier import FrontierPoint
from tajsim.analysis.thresholds.picture import SURE
from tajsim.errors import InputError
from tajsim.evidence.backtest.picture import _usual
from tajsim.evidence.backtest.study import Backtest
from tajsim.evidence.calibration.picture import calibration_figure
from tajsim.plots.axes import first_axes, one_axes, some_axes
from tajsim.plots.before import _day
from tajsim.plots.comparison import by_effect
from tajsim.plots.impulse_response import _per_unit, _Size
from tajsim.plots.palette import palette
from tajsim.plots.paths import name_ends, panels
from tajsim.plots.style import NARROW, WIDE, look
from tajsim.quarters import Quarter
from tests.analysis.made import DOWN, UP, frontier, judged, move, parts, solution
from tests.analysis.parameter_sets import test_comparison_numbers as test_comparison_numbers
from tests.analysis.policy.test_study import toy
from tests.evidence.made import a_forecast
from tests.plots import test_evidence
from tests.plots.artists import days
from tests.results.synthetic import result, summarised

calibrated = test_evidence.table  # fixtures
three = test_comparison_numbers.three
MINUS = "\N{MINUS SIGN}"


@pytest.fixture(scope="module")
def run():
    return result(draws=60, quarters=12)


def words(ax):
    figure = ax if hasattr(ax, "savefig") else ax.get_figure(root=True)
    return " ".join(figure.get_supxlabel().split())


def gridded(ax, along="y"):
    lines = ax.get_ygridlines() if along == "y" else ax.get_xgridlines()
    return any(one.get_visible() for one in lines)


def annotations(figure):
    return [one for one in figure.findobj(Annotation) if one.get_text()]


def test_lines_across_help_to_read_heights_and_none_run_upright(run):
    drawn = {
        "fan": run.plot.fan("gdp", "crackdown"),
        "delta": run.plot.delta("gdp", "crackdown"),
        "impulse": run.plot.impulse("crackdown", "gdp")[0],
        "migrants": run.plot.migrants("crackdown")[0],
        "solve": solution((0.0, 0.1, 0.3), (UP,)).plot(),
        "policy": toy().plot(),
    }
    for name, ax in drawn.items():
        assert gridded(ax), name
        assert not gridded(ax, "x"), name


def test_words_outside_of_a_chart_are_not_cut_off(run, calibrated):
    charts = {
        "compare": run.plot.compare(["gdp", "gini"])[0].figure,
        "fan": run.plot.fan("gdp", ["baseline", "crackdown"]).figure,
        "solve": solution((0.0, 0.1, 0.3)).plot().figure,
        "calibration": calibration_figure(calibrated, 2014),
        "waterfall": parts([[3.0, 5.0], [-1.0, 0.0]], [2.0, 5.0]).plot().figure,
    }
    for name, figure in charts.items():
        outside = [one for one in annotations(figure) if one.xy[0] == 1 or name == "fan"]
        assert outside, name
        assert {one.get_annotation_clip() for one in outside} == {False}, name


def test_dots_at_the_edge_are_whole(calibrated):
    for figure in (calibration_figure(calibrated, 2014),):
        dots = [one for one in figure.axes[0].lines if one.get_marker() in ("o", "<", ">")]
        assert dots
        assert not any(one.get_clip_on() for one in dots)
    ax = frontier(FrontierPoint(0.75, 0.0, 0.25, "rises"), FrontierPoint(0.0, 2.0, 0.24, "none")).plot()
    marked = [one for one in ax.lines if one.get_marker() in ("o", "x")]
    assert len(marked) == 2
    assert not any(one.get_clip_on() for one in marked)


def test_figures_stand_beside_their_rows(run, calibrated):
    (panel,) = run.plot.compare("gdp")
    beside = [one for one in panel.texts if isinstance(one, Annotation)]
    assert [(one.xy, one.xyann) for one in beside] == [((1, row), (26, 0)) for row in (0, 1)]
    assert {(one.get_ha(), one.get_va()) for one in beside} == {("right", "center")}
    ax = parts([[3.0, 5.0], [-1.0, 0.0]], [2.0, 5.0]).plot()
    assert {(one.xy[0], one.xyann, one.get_ha()) for one in ax.texts} == {(1, (52, 0), "right")}
    assert [one.get_weight() for one in ax.texts] == ["bold", "normal", "normal", "bold"]
    assert [one.get_fontweight() for one in ax.get_yticklabels()] == ["bold", "normal", "normal", "bold"]
    (asked,) = [one for one in solution((0.0, 0.1, 0.3)).plot().texts if one.get_text() == "25 %"]
    assert (asked.xy, asked.xyann, asked.get_va()) == ((1, 25.0), (4, 0), "center")
    beside = calibration_figure(calibrated, 2014).axes[0].texts
    assert sorted({one.xyann[0] for one in beside}) == [8, 46, 168]
    heads = [one.get_text() for one in beside if one.xy[1] == -1.0]
    assert heads == ["prior", "posterior (5-95 %)", "unit"]
    assert [one.get_weight() for one in beside if one.xy[1] >= 0.0] == ["normal"] * (len(beside) - 3)
    assert {one.get_weight() for one in beside if one.xy[1] == -1.0} == {"bold"}


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


def test_a_chart_on_axes_of_others_has_its_title_there_and_leaves_the_figure_alone():
    answers = {
        "Probability of GDP < -1 % from baseline in 2025": [
            solution((0.0, 0.1, 0.3), (UP,)),
            frontier(FrontierPoint(0.75, 0.0, 0.25, "rises")),
        ],
        "What keeps GDP > 1 million TJS, in every quarter": [toy()],
        "GDP by shock, 2025": [parts([[3.0, 5.0], [-1.0, 0.0]], [2.0, 5.0])],
    }
    for title, some in answers.items():
        for answer in some:
            figure, ax = plt.subplots()
            answer.plot(ax=ax)
            assert ax.get_title().replace("\n", " ").replace(MINUS, "-") == title
            assert figure.get_supxlabel() == ""
            _, named = plt.subplots()
            named.set_title("mine", loc="right")
            answer.plot(ax=named)
            assert (named.get_title(loc="right"), named.get_title()) == ("mine", "")


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


def test_a_chart_of_two_sets_has_room_for_its_rows_and_panels(three):
    figure = three.plot()
    assert figure.get_size_inches().tolist() == pytest.approx([2.4 * 2 + 0.8, 1 * (0.2 * 3 + 0.9) + 0.7])
    assert "Others: fiscal, labour. tajsim" in words(figure)
    assert " ".join(figure.get_suptitle().split()) == (
        "world-bank-2024 to kremlin-2024: levels of the baseline, 2026"
    )
    five = dataclasses.replace(
        three, outputs=("gdp", "poverty_rate", "gini", "inflation", "npl_ratio"), units=("u",) * 5,
        before=np.ones(5), after=np.full(5, 2.0), parts=np.full((3, 5), 1.0 / 3.0), scenario="crackdown",
    )  # fmt: skip
    many = five.plot()
    assert len(many.axes) == 5
    assert many.get_size_inches().tolist() == pytest.approx([2.4 * 4 + 0.8, 2 * (0.2 * 3 + 0.9) + 0.7])
    assert "deviations in crackdown, 2026" in " ".join(many.get_suptitle().split())
    one = dataclasses.replace(
        five, outputs=("gdp",), units=("u",), before=np.ones(1), after=np.ones(1) * 2.0,
        parts=np.full((2, 1), 0.5), groups=(("trade",), ("banks",)),
    )  # fmt: skip
    assert one.plot().get_size_inches().tolist() == pytest.approx([2.4 + 0.8, 0.4 + 0.9 + 0.7])
    assert "Others" not in words(one.plot())


def test_an_output_that_does_not_move_says_so_and_is_marked_at_zero(three):
    still = dataclasses.replace(
        three, after=np.array([100.0, 23.0]), parts=np.column_stack([np.zeros(3), three.parts[:, 1]])
    )
    first, second = still.plot().axes
    assert first.get_xlim() == (-1.0, 1.0)
    assert list(first.get_xticks()) == [0.0]
    (shown,) = first.texts
    assert (shown.get_text(), shown.get_position()) == ("the same in every mixture", (0.5, 0.5))
    assert shown.get_transform() == first.transAxes
    assert not second.texts
    assert len(second.get_xticks()) > 1


def test_bars_that_lower_are_faint_and_numbers_have_the_digits_of_their_size(three):
    mixed = dataclasses.replace(
        three, parts=np.array([[0.0, 0.9], [-5.0, 2.1], [3.0, 0.0]]), before=np.array([1234.5, -9.876]),
        after=np.array([1232.5, 12.34]),
    )  # fmt: skip
    first, second = mixed.plot().axes
    shades = palette()
    bars = {round(bar.get_y() + 0.35): bar for bar in first.patches if bar.get_height() == 0.7}
    values = [mixed.parts[i, 0] for i in mixed.order]
    for row, value in enumerate(values):
        expected = shades.colour(0) if value >= 0.0 else shades.tint(0.4)
        assert plt.matplotlib.colors.to_hex(bars[row].get_facecolor()) == expected
    assert first.get_title(loc="left").splitlines()[1] == "1,234 to 1,232"
    assert second.get_title(loc="left").splitlines()[1] == f"{MINUS}9.88 to 12.3"
    assert [of_parameter_sets(x) for x in (999.96, 1000.0, 10.0, 9.999, -1500.0)] == [
        "1,000.0", "1,000", "10.0", "10.00", f"{MINUS}1,500",
    ]  # fmt: skip
    assert first.margins()[0] == 0.08


def test_the_caption_states_migrants_as_they_are_drawn(run):
    panels_ = run.plot.migrants("crackdown")
    assert words(panels_[0]).startswith(
        "Line: median; bands: 25-75 % and 5-95 % of draws. Dotted: the published outlook. "
    )
    assert panels_[0].get_ylim()[0] == 0.0
    assert panels_[0].margins()[0] == 0.01
    plt.figure(panels_[0].figure).draw_without_rendering()
    written = [one.get_text() for one in panels_[0].get_xticklabels() if one.get_text()]
    assert {"2025", "2026", "2027"} <= {*written} <= {"2024", "2025", "2026", "2027", "2028"}  # no months
    alone = result(draws=60, quarters=1).plot.migrants("crackdown")[0]
    assert [one.get_text() for one in alone.get_xticklabels()] == ["2025Q1"]
    dotted = [one for one in alone.lines if one.get_linestyle() == ":"]
    assert [one.get_marker() for one in dotted] == ["_"]
    assert not {one.get_marker() for one in panels_[0].lines} & {"_", ".", "o"}
    assert words(alone).startswith("Dot: median; thick bar: 25-75 %; thin line: 5-95 % of draws. ")


def test_migrants_on_axes_of_others_have_no_headline(run):
    figure, ax = plt.subplots()
    run.plot.migrants("crackdown", ax=[ax])
    assert (figure.get_suptitle(), figure.get_supxlabel()) == ("", "")
    assert ax.get_title() == "Migrants in Russia"
    assert ax.get_ylabel() == "thousand persons, end of quarter"
    (own,) = run.plot.migrants("crackdown", figsize=(5.0, 3.0))
    assert own.figure.get_size_inches().tolist() == [5.0, 3.0]
    with pytest.raises(InputError, match="figsize= is for a figure made here"):
        run.plot.migrants("crackdown", ax=[ax], figsize=(5.0, 3.0))


@pytest.mark.parametrize(
    ("count", "columns", "dated"),
    [
        (1, 4, [0]),
        (3, 4, [0, 1, 2]),
        (4, 4, [0, 1, 2, 3]),
        (5, 4, [1, 2, 3, 4]),
        (7, 4, [3, 4, 5, 6]),
        (3, 2, [1, 2]),
    ],
)
def test_each_column_of_panels_has_dates_at_its_foot(count, columns, dated):
    figure, drawn = panels(count, columns, (2.0, 1.5))
    assert len(drawn) == len(figure.axes) == count
    shown = [i for i, ax in enumerate(drawn) if ax.xaxis.get_tick_params()["labelbottom"]]
    assert shown == dated
    lines = -(-count // min(columns, count))
    assert figure.get_size_inches().tolist() == pytest.approx(
        [max(2.0 * min(columns, count), 4.0), 1.5 * lines + 0.9]
    )


def test_names_of_lines_that_end_together_stand_apart_around_them():
    figure, ax = plt.subplots()
    ax.set_ylim(0.0, 100.0)
    name_ends(ax, 1.0, {"b": (50.0, "C0"), "a": (49.0, "C1"), "far": (90.0, "C2")})
    places = {one.get_text(): one.xy[1] for one in ax.texts}
    assert places["b"] - places["a"] == pytest.approx(5.5)
    assert np.mean(list(places.values())) == pytest.approx(63.0)
    assert {one.xyann for one in ax.texts} == {(5, 0)}
    assert {one.get_va() for one in ax.texts} == {"center"}
    _, other = plt.subplots()
    other.set_ylim(0.0, 100.0)
    name_ends(other, 1.0, {"two\nlines": (50.0, "C0"), "a": (50.0, "C1")})
    places = {one.get_text(): one.xy[1] for one in other.texts}
    assert places["a"] - places["two\nlines"] == pytest.approx(11.0)
    plt.close(figure)


def test_the_zero_line_of_deviations_is_the_only_one_and_levels_have_none(run):
    def flat(ax):
        return [
            one for one in ax.lines if list(one.get_xdata()) == [0, 1] and list(one.get_ydata()) == [0.0, 0.0]
        ]

    assert len(flat(run.plot.delta("gdp", "crackdown"))) == 1
    assert len(flat(run.plot.fan("gdp", "crackdown"))) == 0
    assert len(flat(run.plot.compare("gdp")[0])) == 0
    upright = [one for one in run.plot.compare("gdp")[0].lines if list(one.get_xdata()) == [0, 0]]
    assert len(upright) == 1


def test_a_response_is_divided_and_its_bands_are_put_in_order():
    rows = pd.DataFrame({"central": [4.0], 0.05: [-2.0], 0.25: [0.0], 0.5: [2.0], 0.75: [6.0], 0.95: [8.0]})
    half = _per_unit(rows, _Size(2.0, "one"))
    assert half.iloc[0].tolist() == [2.0, -1.0, 0.0, 1.0, 3.0, 4.0]
    turned = _per_unit(rows, _Size(-2.0, "one"))
    assert turned.iloc[0].tolist() == [-2.0, -4.0, -3.0, -1.0, 0.0, 1.0]
    assert _per_unit(rows, None) is rows


@pytest.mark.parametrize("periods", [3, 4, 5, 8])
def test_short_responses_have_every_quarter_below(periods):
    (panel,) = result(draws=20, quarters=periods).plot.impulse("crackdown", "gini")
    texts = [one.get_text().split("\n") for one in panel.get_xticklabels()]
    shown = range(periods) if periods <= 4 else range(0, periods, 4)
    assert [int(since.replace(MINUS, "-")) for since, _ in texts] == list(shown)
    assert [date for _, date in texts] == [str(Quarter(2025, 1) + i)[2:] for i in shown]


def test_the_key_of_several_responses_widens_the_usual_figure_alone(run):
    one = run.plot.impulse("crackdown", ["gdp", "gini"])[0].figure
    two = run.plot.impulse(["crackdown", "rouble-shock"], ["gdp", "gini"])[0].figure
    assert one.get_figwidth() == pytest.approx(5.2)
    letters = len("rouble-shock")
    assert two.get_figwidth() == pytest.approx(5.2 + 0.8 + 0.07 * letters)
    asked = run.plot.impulse(["crackdown", "rouble-shock"], ["gdp", "gini"], figsize=(6.0, 4.0))[0].figure
    assert asked.get_size_inches().tolist() == [6.0, 4.0]
    assert not one.legends
    (legend,) = two.legends
    assert not legend.get_frame_on()
    assert {one.get_linewidth() for one in legend.get_lines()} == {1.8}


def test_the_likelihood_of_a_path_is_drawn_around_no_surprise():
    surprise = np.zeros((3, 16))
    surprise[0], surprise[1] = -0.2, 0.1
    bands = np.array([-0.3, -0.1, 0.0, 0.1, 0.3])[:, None, None] * np.ones((1, 3, 16))
    found = judged(
        move("oil_price"), move("rub_per_usd", 2, percentile=61.26), surprise=surprise, bands=bands,
        later=(("russia_gdp_growth", Quarter(2033, 1)),),
    )  # fmt: skip
    figure = found.plot()
    assert figure.get_size_inches().tolist() == [9.6, 3.4]
    oil, rouble, output = figure.axes
    assert [one.get_text() for one in (*oil.texts, *rouble.texts)] == ["95.0", "61.3"]
    assert (oil.texts[0].xyann, oil.texts[0].get_va()) == ((0, -7), "top")  # below a path that falls
    assert (rouble.texts[0].xyann, rouble.texts[0].get_va()) == ((0, 7), "bottom")
    assert (oil.texts[0].xy[0], rouble.texts[0].xy[0]) == (4, 8)
    assert oil.margins() == (0.02, 0.12)
    shades = palette()
    for area, share in zip(oil.collections, (WIDE, NARROW), strict=True):
        assert plt.matplotlib.colors.to_hex(area.get_facecolor()[0]) == shades.colour(0)
        assert area.get_alpha() == share
    assert output.get_title(loc="left") == "Russian output (level), from 2033Q1 only"
    for ax in figure.axes:
        assert [list(one.get_ydata()) for one in ax.lines if len(one.get_xdata()) == 2] == [[0.0, 0.0]]
    dots = [one for one in oil.lines if one.get_marker() == "o"]
    assert [(one.get_xdata()[0], one.get_ydata()[0]) for one in dots] == [
        (4, pytest.approx(100.0 * np.expm1(-0.2)))
    ]
    text = words(figure)
    for part in ("from 2026Q1;", "of 200 draws;", "estimated on 2001-2024, seed 0. Outlook: baseline."):
        assert part in text


def some(horizon=1, conditional=True, years=range(2009, 2013), observed=0.1):
    return tuple(
        a_forecast(origin=year - horizon, horizon=horizon, conditional=conditional, observed=observed)
        for year in years
    )


def test_forecasts_of_few_years_have_every_year_and_of_many_every_fifth():
    few = Backtest(some(), {}, {}).plot()
    (ax,) = few.axes
    assert list(ax.get_xticks()) == [2009, 2010, 2011, 2012]
    assert ax.get_xlim() == (2009 - 1.3, 2012 + 1.3)
    five = Backtest(some(years=range(2009, 2014)), {}, {}).plot().axes[0]
    assert list(five.get_xticks()) == [2009, 2010, 2011, 2012, 2013]
    many = Backtest(some(years=range(2009, 2015)), {}, {}).plot().axes[0]
    assert list(many.get_xticks()) == [2010]
    assert ax.get_ylabel() == "change, log points"
    assert ax.margins()[1] == 0.1
    assert not ax.use_sticky_edges
    assert " ".join(few.get_suptitle().split()).startswith("Forecasts one year ahead, given Russia's growth")
    assert "4 of 4 outcomes lie in the 5-95 % bands." in words(few)
    assert "alone, and the drivers." in words(few)
    blind = Backtest(some(3, False), {}, {}).plot(3, False)
    assert " ".join(blind.get_suptitle().split()) == "Forecasts 3 years ahead, given forecast drivers"
    assert "and the drivers" not in words(blind)


def test_an_outcome_beyond_its_band_is_a_diamond_with_its_year_off_the_bar():
    found = Backtest(
        (*some(), *some(years=[2013], observed=0.95), *some(years=[2014], observed=-0.95)), {}, {}
    )
    ax = found.plot().axes[0]
    marks = {one.get_marker(): list(one.get_xdata()) for one in ax.lines if one.get_marker() in ("o", "D")}
    assert marks == {"o": [2009, 2010, 2011, 2012], "D": [2013, 2014]}
    assert [(one.get_text(), one.xyann) for one in ax.texts] == [("2013", (0, 8)), ("2014", (0, -8))]
    bars = sorted({round(bar.get_height(), 6) for bar in ax.patches})
    assert bars == pytest.approx([0.9975 - 0.0, 1.7955], abs=0.02)
    assert {round(float(bar.get_width()), 9) for bar in ax.patches} == {0.72}
    assert "4 of 6 outcomes" in words(ax)


def test_what_a_backtest_does_not_hold_is_not_drawn():
    found = Backtest(some(), {}, {})
    with pytest.raises(InputError, match=r"no forecast 2 years ahead to draw; the backtest has \[1\]"):
        found.plot(2)
    with pytest.raises(InputError, match="the backtest has none"):
        found.plot(1, False)
    with pytest.raises(InputError, match="horizon must be at least 1, not 0"):
        found.plot(0)
    with pytest.raises(InputError, match="conditional must be true or false, not 1"):
        found.plot(1, 1)
    (ax,) = found.plot_pit().axes
    assert not [one for one in ax.patches if type(one).__name__ == "StepPatch"]
    (with_line,) = Backtest((*some(), *some(conditional=False)), {}, {}).plot_pit().axes
    assert len([one for one in with_line.patches if type(one).__name__ == "StepPatch"]) == 1
    assert list(with_line.get_xticks()) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert (with_line.get_xlim(), with_line.get_ylabel()) == ((0.0, 1.0), "share of outcomes")
    band = next(one for one in with_line.patches if one.get_zorder() == 0)
    assert plt.matplotlib.colors.to_hex(band.get_facecolor()) == palette().shade(0.11)


def test_the_usual_share_of_a_fifth_is_that_of_the_binomial():
    from scipy.stats import binom

    for count in (5, 20, 100):
        low, high = _usual(count)
        assert binom.cdf(low * count - 1, count, 0.2) < 0.05 <= binom.cdf(low * count, count, 0.2)
        assert binom.cdf(high * count - 1, count, 0.2) < 0.95 <= binom.cdf(high * count, count, 0.2)


def test_rounded_parts_add_up():
    assert _rounded(np.array([0.4, 0.4, 0.4]), 1.0, 0).tolist() == [1.0, 0.0, 0.0]
    assert _rounded(np.array([0.6, 0.6, 0.6]), 2.0, 0).tolist() == [0.0, 1.0, 1.0]
    assert _rounded(np.array([0.14, -0.31, 0.26]), 0.1, 1).tolist() == pytest.approx([0.1, -0.3, 0.3])
    assert [_whole_percent(x) for x in (-0.4, -0.6, 12.5, 99.6)] == ["0", f"{MINUS}1", "12", "100"]


def test_a_waterfall_leads_from_the_first_dot_to_the_last():
    ax = parts([[3.0, 5.0], [-1.0, 0.0]], [2.0, 5.0]).plot()
    assert ax.get_figure().get_size_inches().tolist() == pytest.approx([7.6, 0.36 * 4 + 1.5])
    assert ax.get_ylim() == (3.5, -0.5)
    (ends,) = [one for one in ax.lines if one.get_marker() == "o"]
    assert [tuple(p) for p in ends.get_xydata()] == [(1.0, 0.0), (4.5, 3.0)]
    (start,) = [one for one in ax.lines if one.get_linestyle() == ":"]
    assert list(start.get_xdata()) == [1.0, 1.0]
    assert [one.get_text() for one in ax.texts] == ["1.00", "+4.00", f"{MINUS}0.50", "4.50"]
    bars = [
        (p.get_x(), p.get_width(), p.get_hatch()) for p in ax.patches if p.get_height() == pytest.approx(0.46)
    ]
    assert bars == [(1.0, 4.0, "/////"), (5.0, -0.5, None)]
    assert ax.margins()[0] == 0.06
    assert not ax.use_sticky_edges
    assert ax.get_xlabel() == "x"
    _, own = plt.subplots()
    with pytest.raises(InputError, match="figsize= is for a figure made here"):
        waterfall(parts([[3.0], [-1.0]], [2.0]), ax=own, figsize=(4.0, 3.0))


def test_what_is_no_axes_is_refused():
    figure, (one, two) = plt.subplots(1, 2)
    assert one_axes(None) is None
    assert one_axes(one) is one
    for bad in (figure, "ax", 3):
        with pytest.raises(InputError, match="it must be Axes of matplotlib, or None for a new figure"):
            one_axes(bad)
    assert first_axes([one, two]) is one
    assert first_axes(two) is two
    assert first_axes(None) is None
    assert first_axes([]) is None
    assert list(some_axes([one, two], 2, "outputs")) == [one, two]
    assert list(some_axes(one, 1, "outputs")) == [one]
    with pytest.raises(InputError, match="ax holds None; 2 outputs need as many Axes"):
        some_axes([one, None], 2, "outputs")
    for bad, count in (([one], 2), ([one, two], 1)):
        with pytest.raises(InputError, match=f"{count} outputs need as many Axes in ax=, not {len(bad)}"):
            some_axes(bad, count, "outputs")


def test_effects_are_ordered_by_size_with_none_at_the_end():
    assert by_effect(np.array([0.0, -3.0, np.nan, 2.0, 3.0])) == [1, 4, 3, 0, 2]


def test_days_of_observations_begin_their_month():
    assert days(np.array([_day(2024), _day(2024, 10)])) == ["2024-01-01", "2024-10-01"]


def test_a_figure_of_ones_own_has_its_title_at_the_left_and_the_look_is_put_back():
    before = plt.rcParams["axes.titlelocation"]
    with look():
        assert plt.rcParams["axes.titlelocation"] == "left"
    assert plt.rcParams["axes.titlelocation"] == before
    _, ax = plt.subplots()
    with look(ax):
        assert plt.rcParams["axes.titlelocation"] == before


def test_summaries_are_drawn_by_year_where_sums_cannot_be_made():
    _, small = summarised(draws=600, outputs=("gdp", "remittances_usd"))
    ax = small.plot.fan("remittances_usd", small.scenarios[1])
    assert ax.get_ylabel() == "million USD a year"
    with pytest.raises(InputError, match="the draws of 'remittances_usd' were not kept"):
        small.plot.fan("remittances_usd", small.scenarios[1], freq="4Q")


def test_one_panel_of_paths_is_of_the_usual_size_or_as_asked(run):
    for draw in (run.plot.fan, run.plot.delta):
        assert draw("gdp", "crackdown").figure.get_size_inches().tolist() == [7.2, 4.2]
        asked = draw("gdp", "crackdown", figsize=(5.0, 3.0))
        assert asked.figure.get_size_inches().tolist() == [5.0, 3.0]
