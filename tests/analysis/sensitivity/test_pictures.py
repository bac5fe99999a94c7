"""The pictures of a sensitivity study hold its numbers."""

from __future__ import annotations

import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import tajsim as ts
from tajsim.errors import InputError
from tests.of_2024 import sensitivity
from tests.plots.artists import bare

mpl.use("Agg")


@pytest.fixture(scope="module")
def found():
    return sensitivity("crackdown", "gdp", base_samples=64)


def test_bars_of_the_tornado_end_at_the_outcomes(found):
    ax = found.plot.tornado(4)
    rows = found.tornado().iloc[:4]
    bars = [patch for patch in ax.patches if patch.get_linewidth() > 0]
    ends = [bar.get_x() + bar.get_width() for bar in bars]
    np.testing.assert_allclose(ends, rows[["at_low", "at_high"]].to_numpy().ravel())
    assert {bar.get_x() for bar in bars} == {rows["at_median"].iloc[0]}
    assert ax.get_xlabel() == "% of baseline"
    first = ax.get_yticklabels()[0].get_text()
    assert first.lower().replace(" ", "_") == rows["parameter"].iloc[0]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the largest at the top
    ax.figure.savefig(io.BytesIO())


def test_dots_of_the_indices_are_the_shares(found):
    ax = found.plot.indices(6)
    table = found.table().iloc[:6]
    first, total = (line for line in ax.lines if line.get_marker() == "o")
    np.testing.assert_allclose(first.get_xdata(), 100 * table["first"])
    np.testing.assert_allclose(total.get_xdata(), 100 * table["total"])
    assert "Correlations of" in ax.figure.get_supxlabel()
    ax.figure.savefig(io.BytesIO())


def test_the_columns_of_the_path_add_up_to_everything(found):
    ax = found.plot.path(3)
    cells = np.array([float(t.get_text().replace("\N{MINUS SIGN}", "-")) for t in ax.texts]).reshape(5, 6)
    assert np.all(np.abs(cells.sum(axis=0) - 100) <= 2.5)  # rounded
    table = found.table()
    np.testing.assert_allclose(cells[:3, 2], 100 * table["first"][:3], atol=0.5001)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels[3:] == ["17 others, each alone", "Interactions"]
    ax.figure.savefig(io.BytesIO())


def test_a_year_in_which_nothing_varies_shows_dashes():
    late = sensitivity("rouble-shock", "gdp", base_samples=64, names=["rouble_elasticity"])
    ax = late.plot.path()
    assert ax.texts[0].get_text() == "\N{EN DASH}"
    assert len(ax.texts) == 2 * 6
    ax.figure.savefig(io.BytesIO())


def test_axes_of_ones_own_are_used_and_a_bad_count_is_refused(found):
    before = dict(mpl.rcParams)
    _, ax = plt.subplots()
    for draw in (found.plot.tornado, found.plot.indices, found.plot.path):
        assert draw(2, ax=ax) is ax
        for bad in (0, 1.5, True):
            with pytest.raises(InputError, match="count must be"):
                draw(bad)
    assert dict(mpl.rcParams) == before


def test_a_run_without_a_full_year_has_no_path():
    rouble = ts.Scenario("rouble", [ts.Shock("rub_per_usd", multiply=ts.step(1.3, start="2025Q1"))])
    names = ["rouble_elasticity"]
    short = sensitivity(rouble, "gdp", "2025Q3", names=names, base_samples=64, end="2025Q3")
    assert short.table()["first"][0] == pytest.approx(1.0, abs=0.1)
    assert short.path().empty
    with pytest.raises(InputError, match="no full year"):
        short.plot.path()


def test_lines_words_and_intervals_of_a_study(found):
    ax = found.plot.tornado(3)
    rows = found.tornado().iloc[:3]
    (middle,) = ax.lines
    np.testing.assert_allclose(middle.get_xdata(), [rows["at_median"].iloc[0]] * 2)
    bars = [patch for patch in ax.patches if patch.get_linewidth() > 0]
    assert [bar.get_height() for bar in bars] == pytest.approx([0.72, 0.4] * 3)
    assert [round(bar.get_y() + bar.get_height() / 2, 9) for bar in bars] == [0, 0, 1, 1, 2, 2]
    assert ax.get_ylim() == (2.5, -0.5)
    assert [text.xy[1] for text in ax.texts] == [0, 1, 2]
    low = rows["low"].iloc[0]
    assert ax.texts[0].get_text().startswith(f"{low:.3g} to ")
    figure = ax.figure
    assert figure.get_suptitle().replace("\n", " ") == (
        "One at a time: GDP in crackdown against the published outlook, 2027"
    )
    ax = found.plot.indices(3)
    table = found.table().iloc[:3]
    zero = [line for line in ax.lines if line.get_marker() == "None"]
    assert [list(line.get_xdata()) for line in zero] == [[0.0, 0.0]]
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    for points, kind, shift in zip(dots, ("first", "total"), (-0.16, 0.16), strict=True):
        np.testing.assert_allclose(points.get_ydata(), np.arange(3) + shift)
        np.testing.assert_allclose(points.get_xdata(), 100 * table[kind])
    for drawn, kind, shift in zip(ax.collections, ("first", "total"), (-0.16, 0.16), strict=True):
        ends = [tuple(segment[:, 0]) for segment in drawn.get_segments()]
        np.testing.assert_allclose(ends, 100 * table[[f"{kind}_low", f"{kind}_high"]].to_numpy())
        np.testing.assert_allclose([s[0, 1] for s in drawn.get_segments()], np.arange(3) + shift)
    filled, hollow = (line for line in ax.lines if line.get_marker() == "o")
    assert filled.get_markerfacecolor() == filled.get_color()
    assert hollow.get_markerfacecolor() != hollow.get_color()
    assert ax.get_xlabel() == "% of the variance"


def test_the_path_states_years_and_their_spread(found):
    ax = found.plot.path(2)
    labels = [label.get_text() for label in ax.get_xticklabels()]
    assert labels[0].startswith("2025\n(")
    assert len(labels) == len(found.years)
    (rule,) = ax.lines
    assert list(rule.get_ydata()) == [1.5, 1.5]  # under the factors that are named
    (image,) = ax.images
    assert image.get_clim() == (0.0, 100.0)
    cells = np.asarray(image.get_array())
    shown = {text.get_position(): text for text in ax.texts}
    for (row, column), value in np.ndenumerate(cells):
        text = shown[column, row]
        assert float(text.get_text().replace("\N{MINUS SIGN}", "-")) == round(float(value)) + 0
        assert (text.get_color() == "#ffffff") is bool(value > 55.0)


def test_a_study_is_as_high_as_its_rows_and_its_names_stand_bare(found):
    for ax, count in ((found.plot.tornado(5), 5), (found.plot.indices(4), 4), (found.plot.path(4), 6)):
        assert ax.get_figure().get_figwidth() == 8.6
        assert ax.get_figure().get_figheight() == pytest.approx(1.6 + 0.235 * count)
        assert ax.get_ylim() == (count - 0.5, -0.5)
        assert bare(ax)
    assert len(found.plot.tornado().get_yticks()) == min(20, len(found.factors))
    assert len(found.plot.indices().get_yticks()) == min(20, len(found.factors))
    assert len(found.plot.path().get_yticks()) == 12  # ten, the others, interactions


def test_axes_of_ones_own_keep_their_title(found):
    for draw in (found.plot.tornado, found.plot.indices, found.plot.path):
        own = plt.figure().add_subplot()
        own.set_title("mine")
        assert draw(3, ax=own).get_title() == "mine"
        bare_axes = plt.figure().add_subplot()
        assert draw(3, ax=bare_axes).get_title() != ""
