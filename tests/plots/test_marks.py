"""What a reader of a chart relies on: limits, reference lines, figures beside rows, grids, sizes, notes."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Annotation

from tajsim.analysis.thresholds.frontier import FrontierPoint
from tajsim.errors import InputError
from tajsim.evidence.calibration.picture import calibration_figure
from tajsim.plots.before import _day
from tajsim.plots.comparison import by_effect
from tajsim.plots.impulse_response import _per_unit, _Size
from tajsim.plots.paths import name_ends, panels
from tajsim.plots.style import first_axes, look, one_axes, some_axes
from tajsim.quarters import Quarter
from tests.analysis.made import UP, frontier, parts, solution
from tests.analysis.parameter_sets import test_comparison_numbers as test_comparison_numbers
from tests.analysis.policy.test_study import toy
from tests.plots import test_evidence
from tests.plots.artists import days, words
from tests.results.synthetic import result, summarised

calibrated = test_evidence.table  # fixtures
three = test_comparison_numbers.three
MINUS = "\N{MINUS SIGN}"


@pytest.fixture(scope="module")
def run():
    return result(draws=60, quarters=12)


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
    unit, *beside = sorted((one for one in panel.texts if isinstance(one, Annotation)), key=lambda t: t.xy)
    assert (unit.xy, unit.xyann) == ((0, 1), (0, 2.5))  # in points: it keeps clear of the title at any height
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
