"""Frames of charts: rows have no axis line beside their names, and a figure grows with what it holds."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from tajsim.evidence.backtest.picture import _panels
from tajsim.evidence.calibration.picture import calibration_figure
from tajsim.handbook import plot_wiring, wiring
from tajsim.plots.comparison import _size
from tajsim.plots.paths import panels
from tajsim.plots.style import palette
from tests.analysis.policy.test_study import toy
from tests.plots import test_evidence
from tests.plots.artists import bare
from tests.results.synthetic import result

calibrated = test_evidence.table  # a fixture


def test_names_of_rows_have_no_line_and_no_ticks_beside_them(calibrated):
    assert bare(calibration_figure(calibrated, 2014).axes[0])
    assert not result(draws=5).plot.compare("gdp")[0].spines["left"].get_visible()


def test_every_row_adds_its_height(calibrated):
    def height(figure):
        return figure.get_figheight()

    more = pd.concat([calibrated, calibrated], ignore_index=True)
    one, two = calibration_figure(calibrated, 2014), calibration_figure(more, 2014)
    assert (one.get_figwidth(), two.get_figwidth()) == (9.6, 9.6)
    assert height(one) == pytest.approx(1.5 + 0.185 * len(calibrated))
    assert height(two) - height(one) == pytest.approx(0.185 * len(calibrated))


@pytest.mark.parametrize(("count", "columns", "lines"), [(1, 1, 1), (2, 2, 1), (4, 3, 2), (7, 3, 3)])
def test_panels_of_a_backtest_have_room(count, columns, lines):
    figure, drawn = _panels(count, None)
    assert len(drawn) == count == len(figure.axes)
    assert figure.get_figwidth() == pytest.approx(3.4 * columns)
    assert figure.get_figheight() == pytest.approx(2.25 * lines + 0.9)


def test_a_comparison_has_room_for_its_names():
    width, height = _size(2, ["short", "a longer name"])
    assert width == pytest.approx(2 * 2.5 + 13 * 0.075)
    assert height == pytest.approx(0.7 + 0.95 + 2 * 0.2)
    in_lines = ["two\nlines", "one"]
    wide, high = _size(1, in_lines)
    assert wide == pytest.approx(2.5 + 5 * 0.075)
    assert high == pytest.approx(0.7 + 0.95 + 0.32 + 0.2)


def test_many_panels_of_paths_have_room():
    run = result(draws=5, scenarios=("baseline", *"abcdef"))
    grid = run.plot.fan("gini")
    figure = grid[0].get_figure()
    assert figure.get_figwidth() == pytest.approx(4 * 2.9)
    assert figure.get_figheight() == pytest.approx(2 * 2.1 + 0.9)
    one, drawn = panels(1, 4, (2.9, 2.1))
    assert one.get_figwidth() == 4.0
    assert len(drawn) == 1


def test_the_wiring_has_its_diagonal_and_its_names_at_the_top():
    joined = wiring()
    ax = plot_wiring(joined=joined)
    size = len(joined.order)
    width, height = ax.get_figure().get_size_inches()
    assert width == height > 0.155 * size + 2.0  # a line for each name, and room for the names at the top
    assert ax.get_xlim() == (-0.5, size - 0.5)
    assert ax.get_ylim() == (size - 0.5, -0.5)
    (diagonal,) = [line for line in ax.lines if len(line.get_xdata()) == 2]
    assert list(diagonal.get_xdata()) == list(diagonal.get_ydata()) == [-0.5, size - 0.5]
    crosses = [line for line in ax.lines if line.get_marker() == "x"]
    assert [(float(c.get_xdata()[0]), float(c.get_ydata()[0])) for c in crosses] == [
        (i, i) for i in range(size)
    ]
    bands = [(p.get_y(), p.get_height()) for p in ax.patches]
    assert bands == [(i - 0.5, 1.0) for i in range(size)]
    assert len({p.get_facecolor() for p in ax.patches[::2]}) == 1
    assert ax.patches[0].get_facecolor() != ax.patches[1].get_facecolor()
    assert [text.get_text() for text in ax.get_xticklabels()] == list(joined.order)
    assert [text.get_text() for text in ax.get_yticklabels()] == list(joined.order)
    assert ax.xaxis.get_ticks_position() == ax.xaxis.get_label_position() == "top"
    assert ax.get_aspect() == 1.0
    assert (ax.get_xlabel(), ax.get_ylabel()[:8]) == ("gives", "receives")
    marks = {(float(m.get_xdata()[0]), float(m.get_ydata()[0]), m.get_marker()) for m in ax.lines}
    place = {name: i for i, name in enumerate(joined.order)}
    for flow in joined.flows:
        assert (place[flow.giver], place[flow.receiver], "o" if flow.lagged else "s") in marks
    plt.close("all")


def test_a_policy_search_is_drawn_in_the_colours_of_the_palette():
    search = toy()
    ax = search.plot()
    shades = palette()
    efficient, ring = (
        [line for line in ax.lines if line.get_markersize() == size and line.get_marker() == "o"]
        for size in (5.0, 12.0)
    )
    assert {line.get_color() for line in efficient} == {shades.colour(0)}
    assert {line.get_markeredgecolor() for line in ring} == {shades.colour(1)}
    (asked,) = [line for line in ax.lines if line.get_linestyle() == "--"]
    assert (asked.get_color(), asked.get_linewidth()) == (shades.ink, 1.0)
    (steps,) = [line for line in ax.lines if line.get_drawstyle() == "steps-post"]
    assert steps.get_color() == shades.colour(0)
    assert ax.get_figure().get_size_inches().tolist() == [7.6, 5.0]
