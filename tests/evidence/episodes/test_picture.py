"""The picture of an episode shows the figures of its table."""

import dataclasses
import io

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_hex

from tajsim.evidence.episodes.picture import episode_figure
from tajsim.evidence.episodes.study import Episode, Line
from tajsim.plots.style import palette

mpl.use("Agg")


def line(variable, year, seen, forecast=float("nan")):
    return Line(
        year=year, variable=variable, unit="% per year" if variable == "gdp_growth" else "million USD",
        observed=seen, median=100.0, q5=80.0, q25=90.0, q75=115.0, q95=140.0, inside90=80.0 <= seen <= 140.0,
        percentile=50.0, published_forecast=forecast, forecast_source="",
    )  # fmt: skip


@pytest.fixture
def episode():
    return Episode(
        name="2014-15",
        title="2014-15: a title",
        first=2014,
        last=2015,
        narrative="",
        sources=(),
        forecasts=(),
        lines=(
            line("remittances_usd", 2014, 105.0),
            line("remittances_usd", 2015, 190.0, 60.0),
            line("gdp_growth", 2014, 101.0),
        ),
        observed={
            "remittances_usd": {2011: 70.0, 2013: 98.0, 2014: 105.0, 2015: 190.0},
            "gdp_growth": {2012: 99.0, 2013: 98.0, 2014: 101.0},
            "poverty": {},
        },
        notes=("growth, 2015: not observed",),
        calibrated=(2004, 2013),
        draws=2000,
        seed=7,
        data="World Bank WDI",
    )


def marked(axes, marker):
    """What is marked on a panel: (date, height)."""
    found = [x for x in axes.lines if x.get_marker() == marker]
    points = [(float(x), float(y)) for one in found for x, y in zip(*one.get_data(), strict=True)]
    return [(x, y) for x, y in points if y == y]


def test_its_text_is_short(episode):
    assert repr(episode) == (
        "<Episode '2014-15: a title': 2 of 3 observed figures inside the 90 % bands; "
        ".table(), .missed, .plot()>"
    )


def test_bands_and_medians_stand_at_their_years(episode):
    money, growth = episode_figure(episode).axes
    bars = [(b.get_x() + b.get_width() / 2, b.get_y(), b.get_y() + b.get_height()) for b in money.patches]
    shown = [(2014, 80, 140), (2015, 80, 140), (2014, 90, 115), (2015, 90, 115)]
    np.testing.assert_allclose(bars, shown)
    wide, narrow = money.patches[0], money.patches[2]
    assert narrow.get_width() < wide.get_width()
    assert narrow.get_alpha() > wide.get_alpha()
    segments = [s[:, 0].tolist() for lines in money.collections for s in lines.get_segments()]
    ends = [[b.get_x(), b.get_x() + b.get_width()] for b in money.patches[:2]]
    np.testing.assert_allclose(segments, ends)  # a median is as wide as its band
    assert [s[0][1] for lines in money.collections for s in lines.get_segments()] == [100.0, 100.0]
    assert len(growth.patches) == 2


def test_observed_figures_leave_gaps_where_there_are_none(episode):
    money, growth = episode_figure(episode).axes
    assert marked(money, "o") == [(2011, 70.0), (2013, 98.0), (2014, 105.0), (2015, 190.0)]
    assert marked(growth, "o") == [(2012, 99.0), (2013, 98.0), (2014, 101.0)]
    (joined,) = (x for x in money.lines if x.get_linestyle() == "-" and x.get_marker() == "None")
    assert [y != y for y in joined.get_ydata()] == [False, True, False, False, False]


def test_a_published_forecast_stands_beside_its_year(episode):
    money, growth = episode_figure(episode).axes
    ((date, height),) = marked(money, "D")
    assert height == 60.0
    assert 2015.31 < date < 2016.0
    assert marked(growth, "D") == []


def test_panels_share_their_years_and_nothing_is_cut_off(episode):
    money, growth = episode_figure(episode).axes
    assert money.get_xlim() == growth.get_xlim()
    assert [int(x) for x in growth.get_xticks()] == [2011, 2012, 2013, 2014, 2015]
    low, high = money.get_ylim()
    assert low < 60.0 < 190.0 < high


def test_axes_and_caption_state_what_is_shown(episode):
    figure = episode_figure(episode)
    money, growth = figure.axes
    assert (money.get_title("left"), money.get_ylabel(), money.get_xlabel()) == (
        "Remittances", "million USD", "Year",
    )  # fmt: skip
    assert growth.get_ylabel() == "% per year"
    assert figure.get_suptitle() == "2014-15: a title"
    caption = " ".join(figure.get_supxlabel().split())
    for expected in (
        "World Bank WDI", "calibrated on 2004-2013", "2,000 draws, seed 7", "Diamond: published at the time",
        "Not compared: growth, 2015: not observed",
    ):  # fmt: skip
        assert expected in caption
    figure.savefig(io.BytesIO())


def test_no_setting_is_changed(episode):
    before = dict(mpl.rcParams)
    episode.plot()
    assert dict(mpl.rcParams) == before


def test_where_the_run_starts_is_marked_and_figures_have_room(episode):
    money, growth = episode_figure(episode).axes
    for axes in (money, growth):
        (start,) = [x for x in axes.lines if x.get_linestyle() == "--"]
        assert list(start.get_xdata()) == [2013.5, 2013.5]
        assert axes.get_xlim() == pytest.approx((2010.4, 2015.7))
    low, high = money.get_ylim()
    assert (low, high) == pytest.approx((60.0 - 0.06 * 130.0, 190.0 + 0.06 * 130.0))
    (medians,) = money.collections
    ends = [tuple(s[:, 0]) for s in medians.get_segments()]
    np.testing.assert_allclose(ends, [(2013.69, 2014.31), (2014.69, 2015.31)])
    (published,) = [x for x in money.lines if x.get_marker() == "D"]
    assert published.get_markerfacecolor() != published.get_color()
    (seen,) = [x for x in money.lines if x.get_marker() == "o"]
    assert seen.get_markeredgewidth() == 0


def test_behaviour_that_was_not_calibrated_is_reported(episode):
    plain = dataclasses.replace(episode, calibrated=None, notes=())
    caption = " ".join(episode_figure(plain).get_supxlabel().split())
    assert "Source: observed, World Bank WDI; simulated, tajsim" in caption
    assert "behaviour as declared, not calibrated, 2,000 draws" in caption
    assert "Not compared" not in caption


def test_bands_and_medians_have_the_first_colour_and_what_was_observed_is_grey(episode):
    shades = palette()
    for ax in episode_figure(episode).axes:
        assert {to_hex(bar.get_facecolor()) for bar in ax.patches} == {shades.colour(0)}
        assert {to_hex(c) for lines in ax.collections for c in lines.get_edgecolor()} == {shades.colour(0)}
        assert shades.grey in {one.get_color() for one in ax.lines}


def test_three_panels_stand_in_a_row(episode):
    assert episode.plot().get_size_inches().tolist() == pytest.approx([9.6, 2.5 + 1.3])
    four = [line(name, 2014, 105.0) for name in ("remittances_usd", "imports_usd", "gdp_growth", "poverty")]
    observed = {one.variable: {2013: 98.0, 2014: 105.0} for one in four}
    figure = dataclasses.replace(episode, lines=tuple(four), observed=observed, last=2014).plot()
    assert figure.get_size_inches().tolist() == pytest.approx([9.6, 2 * 2.5 + 1.3])
    assert len(figure.axes) == 4
    assert [ax.get_xlabel() for ax in figure.axes] == ["Year"] * 4
