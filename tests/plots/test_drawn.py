"""Every mark over time and of a comparison stands where the result says, in the order and style it should."""

from __future__ import annotations

import numpy as np
import pytest

from tajsim.errors import InputError, UnknownNameError
from tajsim.plots.comparison import by_effect
from tajsim.plots.style import LINES
from tests.plots.artists import band, days, line, segments
from tests.results.synthetic import result, summarised

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
DATES = [
    "2025-01-01",
    "2025-04-01",
    "2025-07-01",
    "2025-10-01",
    "2026-01-01",
    "2026-04-01",
    "2026-07-01",
    "2026-10-01",
]


@pytest.fixture(scope="module")
def run():
    return result(draws=100, quarters=8)


def test_a_fan_has_its_bands_at_the_quantiles_of_every_quarter(run):
    ax = run.plot.fan("gdp", "crackdown")
    table = run.table("gdp", "Q", QUANTILES, ["crackdown"])
    np.testing.assert_allclose(band(ax, 0), table[[0.05, 0.95]].to_numpy().T)
    np.testing.assert_allclose(band(ax, 1), table[[0.25, 0.75]].to_numpy().T)
    wide, narrow = (one.get_alpha() for one in ax.collections)
    assert wide < narrow < 1.0
    median = line(ax, 1.8)
    np.testing.assert_allclose(median.get_ydata(), table[0.5])
    assert days(median.get_xdata()) == DATES
    (dots,) = [one for one in ax.lines if one.get_marker() == "."]
    np.testing.assert_allclose(dots.get_ydata(), table["central"])
    assert days(dots.get_xdata()) == DATES
    assert dots.get_linestyle() == "None"


def test_the_second_scenario_is_an_outline_with_a_band(run):
    ax = run.plot.fan("gdp", ["baseline", "crackdown"])
    table = run.table("gdp", "Q", QUANTILES, ["crackdown"])
    outline = [one for one in ax.lines if one.get_linewidth() == 0.9]
    np.testing.assert_allclose([one.get_ydata() for one in outline], table[[0.05, 0.95]].to_numpy().T)
    assert {one.get_linestyle() for one in outline} == {LINES[1]}
    assert len(ax.collections) == 3  # two bands of the first, one of the second
    np.testing.assert_allclose(band(ax, 2), table[[0.25, 0.75]].to_numpy().T)
    medians = [one for one in ax.lines if one.get_linewidth() == 1.8]
    assert [one.get_linestyle() for one in medians] == list(LINES[:2])
    assert medians[0].get_color() != medians[1].get_color()
    assert [text.get_color() for text in ax.texts] == [one.get_color() for one in medians]
    assert {one.get_color() for one in outline} == {medians[1].get_color()}


def test_names_stand_at_the_ends_of_their_lines(run):
    ax = run.plot.fan("gdp", ["baseline", "rouble-shock"])
    for text, scenario in zip(ax.texts, ("baseline", "rouble-shock"), strict=True):
        when, height = text.xy
        assert days([when]) == DATES[-1:]
        assert height == pytest.approx(run.table("gdp", "Q", (0.5,), [scenario])[0.5].iloc[-1], rel=1e-3)
    lower = min(ax.texts, key=lambda text: text.xy[1])
    assert lower.get_text() == "rouble-shock"


def test_small_multiples_dot_the_median_of_the_baseline(run):
    panels = run.plot.fan("gdp")
    base = run.table("gdp", "Q", (0.5,), ["baseline"])[0.5]
    assert not [one for one in panels[0].lines if one.get_linestyle() == ":"]
    for panel, scenario in zip(panels[1:], run.scenarios[1:], strict=True):
        np.testing.assert_allclose(line(panel, 1.4, ":").get_ydata(), base)
        np.testing.assert_allclose(
            line(panel, 1.8).get_ydata(), run.table("gdp", "Q", (0.5,), [scenario])[0.5]
        )
    assert panels[0].figure.get_suptitle() == "GDP (million TJS at 2024 prices a quarter)"
    assert "Dotted: the published outlook." in panels[0].figure.get_supxlabel()
    two = run.plot.fan("gdp", ["baseline", "crackdown"])
    assert "Dotted" not in two.figure.get_supxlabel()
    assert "outline for the second scenario" in two.figure.get_supxlabel().replace("\n", " ")
    assert "outline" not in run.plot.fan("gdp", "crackdown").figure.get_supxlabel()


def test_years_are_drawn_at_their_first_day(run):
    ax = run.plot.fan("gdp", "crackdown", freq="Y")
    table = run.table("gdp", "Y", QUANTILES, ["crackdown"])
    np.testing.assert_allclose(line(ax, 1.8).get_ydata(), table[0.5])
    np.testing.assert_allclose(band(ax, 0), table[[0.05, 0.95]].to_numpy().T)
    assert days(line(ax, 1.8).get_xdata()) == ["2025-01-01", "2026-01-01"]
    assert ax.get_ylabel() == "million TJS at 2024 prices a year"
    ends = run.plot.fan("reserves_months", "crackdown", freq="Y", history=0)
    assert ends.get_ylabel() == "months of imports"


def test_flows_with_seasons_are_sums_of_four_quarters(run):
    ax = run.plot.fan("remittances_usd", "crackdown", history=0)
    draws = run["remittances_usd"].values[:, 1].astype(float)
    sums = np.array([draws[i : i + 4].sum(axis=0) for i in range(5)])
    np.testing.assert_allclose(line(ax, 1.8).get_ydata(), np.quantile(sums, 0.5, axis=1))
    np.testing.assert_allclose(band(ax, 0), np.quantile(sums, (0.05, 0.95), axis=1))
    np.testing.assert_allclose(band(ax, 1), np.quantile(sums, (0.25, 0.75), axis=1))
    assert days(line(ax, 1.8).get_xdata()) == DATES[3:]
    central = run.central["remittances_usd"][:, 1]
    (dots,) = [one for one in ax.lines if one.get_marker() == "."]
    np.testing.assert_allclose(dots.get_ydata(), [central[i : i + 4].sum() for i in range(5)])
    assert ax.get_ylabel() == "million USD, sum of four quarters"
    assert "Each point is the sum of the last four quarters." in ax.figure.get_supxlabel().replace("\n", " ")
    # the last of a year is the year
    year = run.table("remittances_usd", "Y", (0.5,), ["crackdown"])[0.5].to_numpy()
    np.testing.assert_allclose(line(ax, 1.8).get_ydata()[[0, 4]], year, rtol=1e-5)


def test_quarters_of_a_flow_with_seasons_on_request(run):
    ax = run.plot.fan("remittances_usd", "crackdown", freq="Q")
    table = run.table("remittances_usd", "Q", (0.5,), ["crackdown"])
    np.testing.assert_allclose(line(ax, 1.8).get_ydata(), table[0.5])
    assert ax.get_ylabel() == "million USD a quarter"
    assert "sum" not in ax.figure.get_supxlabel()
    summed = run.plot.fan("gdp", "crackdown", freq="4Q")
    assert summed.get_ylabel() == "million TJS at 2024 prices, sum of four quarters"
    assert len(line(summed, 1.8).get_xdata()) == 5


def test_sums_are_left_to_what_has_them(run):
    for name in ("reserves_months", "inflation", "current_account_gdp"):
        with pytest.raises(InputError, match=f"'{name}' is no flow"):
            run.plot.fan(name, freq="4Q")
    with pytest.raises(InputError, match="unknown frequency 'M'; use 'Q' for quarters, '4Q'"):
        run.plot.fan("gdp", freq="M")
    short = result(draws=20, quarters=3)
    with pytest.raises(InputError, match=r"^the run has 3 quarters, too few for a sum of four"):
        short.plot.fan("gdp", freq="4Q")
    with pytest.raises(InputError, match=r"^the run has no full calendar year; use freq='Q'"):
        short.plot.fan("gdp", freq="Y")
    assert len(line(short.plot.fan("remittances_usd", "crackdown"), 1.8).get_xdata()) == 3
    _, small = summarised(draws=600, outputs=("remittances_usd",))
    with pytest.raises(InputError, match="were not kept, so four quarters of a draw cannot be summed"):
        small.plot.fan("remittances_usd", freq="4Q")
    by_year = small.plot.fan("remittances_usd", "crackdown", history=0)
    assert by_year.get_ylabel() == "million USD a year"


def test_a_deviation_has_bands_a_zero_line_and_its_dates(run):
    ax = run.plot.delta("gdp", ["crackdown", "rouble-shock"])
    first, second = (run.delta(s, "gdp").table(QUANTILES) for s in ("crackdown", "rouble-shock"))
    np.testing.assert_allclose(band(ax, 0), first[[0.05, 0.95]].to_numpy().T)
    np.testing.assert_allclose(band(ax, 1), first[[0.25, 0.75]].to_numpy().T)
    np.testing.assert_allclose(band(ax, 2), second[[0.25, 0.75]].to_numpy().T)
    outline = [one.get_ydata() for one in ax.lines if one.get_linewidth() == 0.9]
    np.testing.assert_allclose(outline, second[[0.05, 0.95]].to_numpy().T)
    assert list(line(ax, 0.8).get_ydata()) == [0.0, 0.0]
    assert days(ax.lines[0].get_xdata()) == DATES
    assert not [one for one in run.plot.fan("gdp", "crackdown").lines if one.get_linewidth() == 0.8]


@pytest.mark.parametrize("freq", ["Y", "4Q"])
def test_deviations_of_years_and_sums(run, freq):
    for relative in (True, False):
        ax = run.plot.delta("remittances_usd", "crackdown", relative, freq=freq)
        if freq == "Y":
            expected = run.delta("crackdown", "remittances_usd", "Y", relative).table(QUANTILES)
            low, middle = expected[0.05], expected[0.5]
            unit = "% of baseline" if relative else "million USD a year"
        else:
            draws = run["remittances_usd"].values.astype(float)
            sums = np.array([draws[i : i + 4].sum(axis=0) for i in range(5)])
            gap = sums[:, 1] - sums[:, 0]
            gap = 100.0 * gap / sums[:, 0] if relative else gap
            low, middle = np.quantile(gap, (0.05, 0.5), axis=1)
            unit = "% of baseline, sums of four quarters" if relative else "million USD, sum of four quarters"
        np.testing.assert_allclose(line(ax, 1.8).get_ydata(), middle, rtol=1e-5)
        np.testing.assert_allclose(band(ax, 0)[0], low, rtol=1e-5)
        assert ax.get_ylabel() == unit


def test_an_amount_is_of_its_quarter_a_share_and_a_stock_are_not(run):
    for name, unit in (("remittances_usd", "million USD a quarter"), ("migrants_russia", "persons")):
        assert run.plot.delta(name, "crackdown", False).get_ylabel() == unit
        assert run.plot.fan(name, "crackdown", freq="Q").get_ylabel() == unit
        assert run.plot.delta(name, "crackdown").get_ylabel() == "% of baseline"


def test_points_are_of_differences_alone(run):
    assert run.plot.delta("inflation", "crackdown").get_ylabel() == "percentage points"
    assert run.plot.delta("current_account_gdp", "crackdown").get_ylabel() == "percentage points of GDP"
    assert run.plot.fan("inflation", "crackdown").get_ylabel() == "%"
    assert run.plot.fan("current_account_gdp", "crackdown").get_ylabel() == "% of GDP"


def test_a_comparison_has_its_bars_and_whiskers_at_the_quantiles(run):
    (ax,) = run.plot.compare("gdp", at="2025Q4", order="given")
    expected = np.array(
        [run.delta(s, "gdp").table(QUANTILES).loc["2025Q4", list(QUANTILES)] for s in run.scenarios[1:]]
    )
    whiskers, bars = ax.collections
    np.testing.assert_allclose(segments(whiskers)[:, :2], expected[:, [0, 4]])
    np.testing.assert_allclose(segments(bars)[:, :2], expected[:, [1, 3]])
    for drawn in (whiskers, bars):
        np.testing.assert_allclose(segments(drawn)[:, 2:], [[0, 0], [1, 1]])
    assert whiskers.get_linewidth()[0] < bars.get_linewidth()[0]
    (dots,) = [one for one in ax.lines if one.get_marker() == "o"]
    np.testing.assert_allclose(dots.get_xdata(), expected[:, 2])
    assert list(dots.get_ydata()) == [0, 1]
    assert dots.get_markeredgewidth() == 0  # nothing white around the dot eats a narrow bar
    (zero,) = [one for one in ax.lines if one.get_marker() == "None"]
    assert list(zero.get_xdata()) == [0, 0]
    assert ax.get_ylim() == (1.5, -0.5)
    numbers = [text.get_text() for text in ax.texts if text.get_text() != "% of baseline"]
    assert numbers == [f"{x:+.1f}".replace("-", "\N{MINUS SIGN}") for x in expected[:, 2]]
    heights = [text.xy[1] for text in ax.texts if text.get_text() in numbers]
    assert heights == [0, 1]


def test_figures_of_a_comparison_have_the_digits_of_their_size():
    many = result(draws=30, outputs=("current_account_usd", "migrants_russia", "gdp", "gini"))
    panels = many.plot.compare(["current_account_usd", "gini"], at=2026)
    ((*large, unit), (*small, _)) = ([text.get_text() for text in panel.texts] for panel in panels)
    assert unit == "million USD"
    values = [
        many.delta(s, "current_account_usd", "Y").table().loc[2026, 0.5]
        for s in ("rouble-shock", "crackdown")
    ]
    assert large == [f"{x:+,.0f}".replace("-", "\N{MINUS SIGN}") for x in values]
    values = [many.delta(s, "gini", "Y").table().loc[2026, 0.5] for s in ("rouble-shock", "crackdown")]
    assert max(values) > 1.0
    assert small == [f"{x:+.1f}" for x in values]


def test_scenarios_stand_by_the_size_of_their_effect_on_the_first_output():
    names = ("baseline", "a-weak", "b-strong", "c-middle")
    full = result(scenarios=names, draws=20, outputs=("gdp", "inflation"))
    order = [0, 1, 3, 2]  # effects 1, 3, 2
    parts = {
        part: {name: getattr(full, part)[name][:, order] for name in ("gdp", "inflation")}
        for part in ("quarterly", "annual", "central", "central_annual")
    }
    run = result(scenarios=names, draws=20, outputs=("gdp", "inflation"), **parts)

    def labels(**how):
        return [
            text.get_text() for text in run.plot.compare(["gdp", "inflation"], **how)[0].get_yticklabels()
        ]

    assert labels() == ["b-strong", "c-middle", "a-weak"]
    assert labels(order="given") == ["a-weak", "b-strong", "c-middle"]
    assert labels(scenarios=["c-middle", "a-weak"]) == ["c-middle", "a-weak"]
    assert labels(scenarios=["a-weak", "c-middle"], order="given") == ["a-weak", "c-middle"]
    for panel, name in zip(run.plot.compare(["gdp", "inflation"]), ("gdp", "inflation"), strict=True):
        (dots,) = [one for one in panel.lines if one.get_marker() == "o"]
        expected = [
            run.delta(s, name, "Y").table().loc[2026, 0.5] for s in ("b-strong", "c-middle", "a-weak")
        ]
        np.testing.assert_allclose(dots.get_xdata(), expected)
    with pytest.raises(UnknownNameError, match="unknown order 'efect'; did you mean 'effect'"):
        labels(order="efect")


@pytest.mark.parametrize("bad", [None, 4, np.array(["Q", "Y"]), ["Q"], b"Q", float("nan")])
def test_what_is_no_word_is_refused(run, bad):
    for draw in (
        lambda: run.plot.delta("gdp", freq=bad),
        lambda: run.plot.impulse("crackdown", "gdp", freq=bad),
        lambda: run.plot.migrants("crackdown", freq=bad),
        lambda: run.plot.compare("gdp", order=bad),
        lambda: run.plot.fan("gdp", freq=4 if bad is None else bad),
    ):
        with pytest.raises(InputError):
            draw()


def test_equal_effects_stay_in_their_order_and_none_stands_last():
    assert by_effect(np.array([1.0, -3.0, 3.0, 0.0, np.nan, 1.0])) == [1, 2, 0, 5, 3, 4]
    assert by_effect(np.array([])) == []


def test_the_period_is_the_second_year_or_the_last_quarter(run):
    for shown, when in (
        (run, "2026"),
        (result(draws=20, quarters=4), "2025"),
        (result(quarters=3), "2025Q3"),
    ):
        title = shown.plot.compare("gdp")[0].figure.get_suptitle().replace("\n", " ")
        assert title == f"Deviation from the published outlook in {when}"


def test_a_run_of_one_quarter_is_a_dot_with_two_bars():
    run = result(draws=50, quarters=1)
    table = run.table("gdp", "Q", QUANTILES, ["baseline", "crackdown"])
    ax = run.plot.fan("gdp", ["baseline", "crackdown"])
    thin = [c for c in ax.collections if c.get_linewidth()[0] == 1.0]
    thick = [c for c in ax.collections if c.get_linewidth()[0] == 4.5]
    for drawn, ends in ((thin, (0.05, 0.95)), (thick, (0.25, 0.75))):
        found = [segments(one)[0, 2:] for one in drawn]
        np.testing.assert_allclose(found, table[list(ends)].to_numpy())
    dots = [one for one in ax.lines if one.get_marker() in "os"]
    assert [one.get_marker() for one in dots] == ["o", "s"]
    np.testing.assert_allclose([one.get_ydata()[0] for one in dots], table[0.5])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2025Q1"]


def test_the_central_path_alone_is_a_line_without_bands():
    run = result(draws=None, quarters=8)
    ax = run.plot.fan("gdp", ["baseline", "crackdown"])
    assert not ax.collections
    for one, scenario in zip(ax.lines, ("baseline", "crackdown"), strict=True):
        np.testing.assert_allclose(one.get_ydata(), run.table("gdp", "Q", (), [scenario])["central"])
    assert ax.figure.get_supxlabel().startswith("Line: single path. tajsim")
    panels = run.plot.fan("gdp")
    base = run.table("gdp", "Q", (), ["baseline"])["central"]
    np.testing.assert_allclose(line(panels[1], 1.4, ":").get_ydata(), base)
