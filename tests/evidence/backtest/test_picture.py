"""Pictures of a backtest: years, bands, outcomes beyond them, and what is not held."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from tajsim.errors import InputError
from tajsim.evidence.backtest.picture import _usual
from tajsim.evidence.backtest.study import Backtest
from tajsim.plots.style import palette
from tests.evidence.made import a_forecast
from tests.plots.artists import words


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
    assert " ".join(few.get_suptitle().split()).startswith(
        "Forecasts one year ahead, given the drivers as they were"
    )
    assert "4 of 4 outcomes lie in the 5-95 % bands." in words(few)
    assert "alone, and of those to the target growth of Russian output, roubles" in words(few)
    blind = Backtest(some(3, False), {}, {}).plot(3, False)
    assert " ".join(blind.get_suptitle().split()) == "Forecasts 3 years ahead, given forecast drivers"
    assert "of those to the target" not in words(blind)


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
