"""The pictures of the backtest and of a calibration: what is drawn is what was found."""

from __future__ import annotations

import io

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from tajsim.errors import InputError
from tajsim.evidence.backtest.picture import backtest_figure, pit_figure
from tajsim.evidence.backtest.scores import Forecast
from tajsim.evidence.backtest.study import Backtest
from tajsim.evidence.calibration.picture import calibration_figure

mpl.use("Agg")
SAMPLE = np.linspace(-1.0, 1.0, 201)  # the bands: 0.9 and 0.5 to both sides of 0


def forecast(variable: str, target: int, observed: float, **what: object) -> Forecast:
    kind = {"horizon": 1, "conditional": True, **what}
    origin = target - kind["horizon"]
    return Forecast.of(SAMPLE, variable=variable, origin=origin, observed=observed, base=0.0, **kind)


@pytest.fixture
def found() -> Backtest:
    outcomes = {2010: -0.95, 2011: 0.1, 2012: 0.85, 2013: 0.3}
    rows = [forecast("imports_usd", year, value) for year, value in outcomes.items()]
    rows += [forecast("gdp_growth", 2012, 0.0), forecast("imports_usd", 2012, 0.1, conditional=False)]
    rows += [forecast("imports_usd", 2013, 0.2, horizon=3)]
    return Backtest(tuple(reversed(rows)), {}, {})


def dots(axes, mark):
    """Years and outcomes drawn with one mark."""
    (line,) = [line for line in axes.lines if line.get_marker() == mark]
    return list(zip(line.get_xdata(), line.get_ydata(), strict=True))


def test_outcomes_stand_over_their_bands_and_misses_are_marked(found):
    figure = backtest_figure(found)
    imports, growth = figure.axes
    assert [imports.get_title(loc="left"), growth.get_title(loc="left")] == ["Imports, USD", "Real GDP"]
    assert dots(imports, "o") == [(2011, 0.1), (2012, 0.85), (2013, 0.3)]
    assert dots(imports, "D") == [(2010, -0.95)]
    assert [text.get_text() for text in imports.texts] == ["2010"]
    wide, narrow = imports.patches[:4], imports.patches[4:]
    assert [bar.get_x() + bar.get_width() / 2 for bar in wide] == pytest.approx([2010, 2011, 2012, 2013])
    for bars, reach in ((wide, 0.9), (narrow, 0.5)):
        for bar in bars:
            assert bar.get_y() == pytest.approx(-reach, abs=0.01)
            assert bar.get_height() == pytest.approx(2 * reach, abs=0.02)
    assert "4 of 5 outcomes" in figure.get_supxlabel()
    assert imports.get_xlim() == growth.get_xlim()
    low, high = imports.get_ylim()
    assert low < -0.95 < 0.9 < high


def test_one_kind_of_forecast_is_drawn_at_a_time(found):
    (blind,) = backtest_figure(found, conditional=False).axes
    assert dots(blind, "o") == [(2012, 0.1)]
    (later,) = backtest_figure(found, horizon=3).axes
    assert dots(later, "o") == [(2013, 0.2)]
    assert "3 years ahead" in later.figure.get_suptitle()
    with pytest.raises(InputError, match=r"no forecast 2 years ahead to draw; the backtest has \[1, 3\]"):
        backtest_figure(found, horizon=2)


def test_the_histogram_counts_outcomes_in_fifths(found):
    figure = found.plot_pit()
    imports, growth = figure.axes
    assert [bar.get_height() for bar in imports.containers[0]] == [0.25, 0.0, 0.25, 0.25, 0.25]
    assert [bar.get_height() for bar in growth.containers[0]] == [0.0, 0.0, 1.0, 0.0, 0.0]
    (line,) = [patch for patch in imports.patches if type(patch).__name__ == "StepPatch"]
    assert line.get_data().values.tolist() == [0.0, 0.0, 1.0, 0.0, 0.0]
    with pytest.raises(InputError, match="2 years"):
        pit_figure(found, horizon=2)


def test_the_grey_band_holds_nine_of_ten_samples(found):
    rows = tuple(forecast("imports_usd", 2000 + i, 0.0) for i in range(20))
    (axes,) = pit_figure(Backtest(rows, {}, {})).axes
    band = axes.patches[0]
    rng = np.random.default_rng(0)
    shares = rng.binomial(20, 0.2, 20_000) / 20
    inside = np.mean((shares >= band.get_y()) & (shares <= band.get_y() + band.get_height() + 1e-9))
    assert 0.9 <= inside < 0.98  # counts are whole: the band is the narrowest that holds enough


def row(name, prior, posterior, moved, shrunk):
    ends = ("low", "median", "high")
    return {
        "name": name,
        "unit": "share",
        **{f"prior_{end}": value for end, value in zip(ends, prior, strict=True)},
        **{f"posterior_{end}": value for end, value in zip(ends, posterior, strict=True)},
        "moved": moved,
        "shrunk": shrunk,
    }


@pytest.fixture
def table():
    return pd.DataFrame(
        [
            row("import_residual", (1.0, 2.0, 3.0), (8.0, 9.0, 10.0), 6.0, -1.0),
            row("wage_elasticity", (10.0, 12.0, 20.0), (14.0, 15.0, 16.0), 0.1, 0.6),
            row("dollar_flight", (0.0, 0.5, 1.0), (-0.1, 0.5, 1.1), 0.0, -0.1),
        ]
    )


def test_each_row_is_on_the_scale_of_its_prior(table):
    figure = calibration_figure(table, 2014)
    (axes,) = figure.axes
    prior, posterior = (lines.get_segments() for lines in axes.collections)
    assert [tuple(segment[:, 0]) for segment in prior] == [(0.0, 1.0)] * 3
    assert tuple(posterior[1][:, 0]) == pytest.approx((0.4, 0.6))
    assert tuple(posterior[2][:, 0]) == pytest.approx((-0.1, 1.1))
    marks = [line for line in axes.lines if line.get_marker() in ("o", "<", ">")]
    shown = [(float(m.get_xdata()[0]), m.get_marker(), m.get_markerfacecolor() != "white") for m in marks]
    assert shown == [(axes.get_xlim()[1], ">", True), (0.5, "o", True), (0.5, "o", False)]
    assert "2014" in figure.get_suptitle()
    assert "2 of 3" in figure.get_supxlabel()


def test_what_moved_most_stands_on_top_with_its_figures(table):
    figure = calibration_figure(table, 2014)
    (axes,) = figure.axes
    bottom, top = axes.get_ylim()
    assert bottom > top
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["Import residual", "Wage elasticity", "Dollar flight"]
    texts = [text.get_text() for text in axes.texts]
    for shown in ("15 (14 to 16)", "0.5 (\N{MINUS SIGN}0.1 to 1.1)", "share", "posterior (5-95 %)"):
        assert shown in texts
    figure.savefig(io.BytesIO())


def test_a_table_that_is_none_is_refused(table):
    with pytest.raises(InputError, match="2 problems") as caught:
        calibration_figure(table.drop(columns=["unit", "moved"]), 2014)
    assert "'unit'" in str(caught.value)
    assert "'moved'" in str(caught.value)
    with pytest.raises(InputError, match="no rows"):
        calibration_figure(table.iloc[:0], 2014)


def test_nothing_global_changes(found, table):
    before = dict(mpl.rcParams)
    backtest_figure(found)
    pit_figure(found)
    calibration_figure(table, 2014)
    assert dict(mpl.rcParams) == before


def test_medians_years_and_axes_of_the_forecasts(found):
    figure = backtest_figure(found)
    imports, growth = figure.axes
    (ticks,) = imports.collections
    np.testing.assert_allclose(
        [(s[0, 0], s[1, 0]) for s in ticks.get_segments()], [(y - 0.36, y + 0.36) for y in range(2010, 2014)]
    )
    np.testing.assert_allclose([s[:, 1] for s in ticks.get_segments()], 0.0, atol=1e-12)
    zero = [line for line in imports.lines if line.get_marker() == "None"]
    assert [list(line.get_ydata()) for line in zero] == [[0.0, 0.0]]
    (year,) = imports.texts
    assert year.xy == (2010, -0.95)
    assert year.xyann == (0, -8)  # below the bar
    assert imports.get_xlim() == pytest.approx((2008.7, 2014.3))
    assert [int(x) for x in imports.get_xticks()] == [2010, 2011, 2012, 2013]
    assert [imports.get_ylabel(), growth.get_ylabel()] == ["change, log points", "growth, log points"]
    assert figure.get_suptitle().replace("\n", " ") == (
        "Forecasts one year ahead, given the drivers as they were"
    )
    blind = backtest_figure(found, conditional=False)
    assert "given forecast drivers" in blind.get_suptitle().replace("\n", " ")
    assert "of those to the target" not in " ".join(blind.get_supxlabel().split())
    assert "alone, and of those to the target growth of Russian output" in " ".join(
        figure.get_supxlabel().split()
    )
    for dot in (line for line in imports.lines if line.get_marker() in ("o", "D")):
        assert dot.get_markeredgewidth() == 0  # no rim that hides a narrow band


def test_an_outcome_above_its_band_has_its_year_above():
    rows = tuple(forecast("imports_usd", year, 0.95 if year == 2005 else 0.0) for year in range(2000, 2012))
    (axes,) = backtest_figure(Backtest(rows, {}, {})).axes
    (year,) = axes.texts
    assert (year.get_text(), year.xyann) == ("2005", (0, 8))
    assert [int(x) for x in axes.get_xticks()] == [2000, 2005, 2010]


def test_the_histogram_has_its_reference_and_words(found):
    imports, growth = found.plot_pit().axes
    (even,) = imports.lines
    assert list(even.get_ydata()) == [0.2, 0.2]
    assert even.get_linestyle() == "--"
    assert list(imports.get_xticks()) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert imports.get_xlim() == (0.0, 1.0)
    assert [bar.get_x() for bar in imports.containers[0]] == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8])
    assert [imports.get_ylabel(), growth.get_ylabel()] == ["share of outcomes", ""]
    title = imports.figure.get_suptitle().replace("\n", " ")
    assert title == "Where outcomes fell in their forecasts, one year ahead"


def test_rows_of_a_calibration_stand_in_their_places(table):
    figure = calibration_figure(table, 2014)
    (axes,) = figure.axes
    assert list(axes.get_yticks()) == [0.0, 1.0, 2.0]
    assert axes.get_ylim() == (2.7, -0.7)
    (ticks,) = [line for line in axes.lines if line.get_marker() == "|"]
    np.testing.assert_allclose(ticks.get_xdata(), [0.5, 0.2, 0.5])
    assert [label.get_text() for label in axes.get_xticklabels()] == ["5 % of prior", "95 %"]
    prior, posterior = axes.collections
    for drawn in (prior, posterior):
        assert [s[0, 1] for s in drawn.get_segments()] == [0.0, 1.0, 2.0]
    assert tuple(posterior.get_segments()[0][:, 0]) == (1.6, 1.6)  # beyond the axis
    heads = [(t.get_text(), t.xy[1]) for t in axes.texts if t.get_weight() == "bold"]
    assert heads == [("prior", -1.0), ("posterior (5-95 %)", -1.0), ("unit", -1.0)]
    offsets = {t.get_text(): t.xyann[0] for t in axes.texts if t.xy[1] == 1.0}
    assert offsets == {"12": 8, "15 (14 to 16)": 46, "share": 168}


def test_a_row_that_moved_by_less_than_a_quarter_is_hollow(table):
    for moved, shrunk, filled in ((0.25, 0.25, False), (-0.26, 0.0, True), (0.0, 0.26, True)):
        changed = table.assign(moved=moved, shrunk=shrunk)
        (axes,) = calibration_figure(changed, 2014).axes
        marks = [line for line in axes.lines if line.get_marker() in ("o", "<", ">")]
        assert {m.get_markerfacecolor() == m.get_color() for m in marks} == {filled}
    low = table.assign(posterior_median=-100.0)
    (axes,) = calibration_figure(low, 2014).axes
    marks = [line for line in axes.lines if line.get_marker() == "<"]
    assert [float(mark.get_xdata()[0]) for mark in marks] == [-0.6] * 3
