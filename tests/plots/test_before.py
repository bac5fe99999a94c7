"""What was observed before a run: the right years and series, cut at breaks, named in the caption."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tajsim.errors import InputError
from tajsim.model.outputs import OUTPUTS
from tajsim.observed import annual
from tajsim.plots.before import LINKS, Before, draw_before, observed_before
from tajsim.plots.style import palette
from tests import of_2024
from tests.plots.artists import days, segments


@pytest.fixture(scope="module")
def run():
    return of_2024.run("rouble-shock", draws=20)


def observed(ax):
    """The dots of what was observed: dates and heights of each piece."""
    return [
        (days(one.get_xdata()), list(one.get_ydata()))
        for one in ax.lines
        if one.get_marker() == "o" and len(one.get_xdata())
    ]


def words(ax):
    return " ".join(ax.figure.get_supxlabel().split())


@pytest.mark.parametrize("name", LINKS)
def test_links_join_what_is_measured_in_the_same_unit(name):
    link = LINKS[name]
    (output,) = (o for o in OUTPUTS if o.name == name)
    assert link.of_output == output.unit
    assert annual(link.series, link.country, first=True).attrs["unit"] == link.unit
    same = {"million USD": "US$ million", "TJS per USD": "TJS per US$", "% on a year before": "% per year"}
    assert link.unit == same.get(output.unit, output.unit)
    flows = {name for name in LINKS for o in OUTPUTS if o.name == name and o.annual == "sum"}
    assert flows == {"remittances_usd"}  # a yearly flow is only comparable with sums of four quarters


def test_flows_stand_at_the_last_quarter_of_their_year(run):
    ax = run.plot.fan("remittances_usd", "baseline")
    seen = annual("remittances_received", first=True)
    ((dates, heights),) = observed(ax)
    assert dates == [f"{year}-10-01" for year in range(2020, 2025)]
    assert heights == [seen[year] for year in range(2020, 2025)]
    assert "Before the start: observed (dots: years; remittances_received in tajsim.history())." in words(ax)
    assert "observed" in [text.get_text() for text in ax.texts]
    (label,) = (text for text in ax.texts if text.get_text() == "observed")
    assert days([label.xy[0]]) == ["2024-10-01"]
    assert label.xy[1] == heights[-1]


def test_years_stand_at_their_first_day_and_quarters_of_a_flow_alone(run):
    ((dates, _),) = observed(run.plot.fan("remittances_usd", "baseline", freq="Y", history=3))
    assert dates == ["2022-01-01", "2023-01-01", "2024-01-01"]
    alone = run.plot.fan("remittances_usd", "baseline", freq="Q")
    assert observed(alone) == []
    assert "observed" not in words(alone)


def test_rates_are_bars_of_the_length_of_a_year_among_quarters(run):
    ax = run.plot.fan("tjs_per_usd", "baseline", history=4)
    seen = annual("exchange_rate_official_avg", first=True)
    (bars,) = (c for c in ax.collections if hasattr(c, "get_segments") and len(c.get_segments()) == 4)
    ends = segments(bars)
    assert days(ends[:, 0]) == [f"{year}-01-01" for year in range(2021, 2025)]
    assert days(ends[:, 1]) == [f"{year}-01-01" for year in range(2022, 2026)]
    np.testing.assert_allclose(ends[:, 2], [seen[year] for year in range(2021, 2025)])
    assert "observed (bars: years;" in words(ax)
    assert observed(run.plot.fan("tjs_per_usd", "baseline", freq="Y", history=4))[0][1] == [
        seen[year] for year in range(2021, 2025)
    ]


def test_stocks_stand_at_the_end_of_their_year_and_leave_gaps(run):
    ax = run.plot.fan("reserves_usd", "baseline", history=5)
    seen = annual("reserves_total_incl_gold", first=True)
    years = [year for year in range(2020, 2025) if year in seen.index]
    found = observed(ax)
    assert [date for dates, _ in found for date in dates] == [f"{year}-10-01" for year in years]
    assert [height for _, heights in found for height in heights] == [seen[year] for year in years]


def test_a_break_cuts_the_line_and_is_reported(run):
    ax = run.plot.fan("gini", "baseline", freq="Y", history=5)
    found = observed(ax)
    assert [dates[0][:4] for dates, _ in found][-1] == "2022"  # a new survey
    dotted = [one for one in ax.lines if one.get_linestyle() == ":"]
    assert [days(one.get_xdata())[0] for one in dotted] == ["2021-07-01"]
    assert "Upright, dotted: a break in 2022 (New survey method: 32.4 in 2021 and 39.5 in 2022)." in words(ax)
    among_quarters = run.plot.fan("gini", "baseline", history=5)
    dotted = [one for one in among_quarters.lines if one.get_linestyle() == ":"]
    assert [days(one.get_xdata())[0] for one in dotted] == ["2022-01-01"]
    later = run.plot.fan("gini", "baseline", history=3)  # nothing is shown before the break
    assert not [one for one in later.lines if one.get_linestyle() == ":"]


def test_what_is_not_measured_has_no_history(run):
    for name in ("gdp", "consumption", "migrants_russia", "reserves_months"):
        assert observed_before(run, name, "Y", None) is None
    assert observed_before(run, "remittances_usd", "Y", 0) is None
    assert observed(run.plot.fan("reserves_usd", "baseline", history=0)) == []


def test_a_short_run_has_a_short_history():
    one = of_2024.run(end="2026Q4", draws=None).plot.fan("reserves_usd", "baseline")
    assert [dates for dates, _ in observed(one)] == [["2023-10-01"]]
    none = of_2024.run(end="2025Q3", draws=None).plot.fan("reserves_usd", "baseline")
    assert observed(none) == []


def test_a_run_over_the_past_is_led_to_by_what_came_before():
    past = of_2024.run(baseline="history", start="2014Q1", end="2016Q4", draws=None)
    ((dates, heights),) = observed(past.plot.fan("remittances_usd", freq="Y", history=2))
    seen = annual("remittances_received", first=True)
    assert dates == ["2012-01-01", "2013-01-01"]
    assert heights == [seen[2012], seen[2013]]


@pytest.mark.parametrize("bad", [-1, 1.5, "5", True])
def test_a_bad_number_of_years_is_refused(run, bad):
    with pytest.raises(InputError, match="history is"):
        run.plot.fan("gini", history=bad)
    with pytest.raises(InputError, match="history is"):
        run.plot.fan("gdp", history=bad)


def test_history_is_in_every_small_multiple(run):
    run = of_2024.run(["rouble-shock", "crackdown"], draws=20)
    for panel in run.plot.fan("reserves_usd"):
        assert len(observed(panel)) == 1


def test_the_word_stands_on_the_side_where_its_line_does_not_come_from():
    link = LINKS["gdp_growth"]
    for values, spans, offset, side in (
        ((3.0, 2.0), False, -5, "top"), ((2.0, 3.0), False, 5, "bottom"), ((3.0, 2.0), True, 5, "bottom"),
        ((2.0,), False, 5, "bottom"),
    ):  # fmt: skip
        _, ax = plt.subplots()
        piece = tuple(enumerate(values, start=2023))
        draw_before(ax, Before(link, "Q", (piece,), {}, spans), palette())
        (word,) = ax.texts
        assert (word.get_text(), word.xyann, word.get_va()) == ("observed", (0, offset), side)
