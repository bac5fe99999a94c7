"""Responses counted from the shock, and migrants by status: every panel against the result."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import tajsim as ts
from tajsim.errors import InputError
from tajsim.plots.impulse_response import HEADLINE
from tajsim.plots.migration import FLOWS, STOCKS
from tajsim.plots.style import LINES
from tests import of_2024
from tests.plots.artists import band, days, line

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
WEAK = ts.Scenario("weak rouble", [ts.Shock("rub_per_usd", multiply=ts.step(1.3, start="2026Q2"))])
OIL = ts.Scenario("cheap oil", [ts.Shock("oil_price", add=ts.step(-20.0, start="2026Q4"))])


@pytest.fixture(scope="module")
def run():
    return of_2024.run([WEAK, OIL, "crackdown"], end="2027Q4", draws=40)


def ticks(ax):
    return [label.get_text() for label in ax.get_xticklabels()]


def note(panels):
    return " ".join(panels[0].figure.get_supxlabel().split())


def test_a_response_has_its_bands_and_a_zero_line(run):
    for panel, name in zip(run.plot.impulse("weak rouble", ["gdp", "gini"]), ("gdp", "gini"), strict=True):
        table = run.delta("weak rouble", name).table(QUANTILES)
        median = line(panel, 1.8)
        np.testing.assert_allclose(median.get_ydata(), table[0.5])
        assert list(median.get_xdata()) == list(range(-5, 7))
        np.testing.assert_allclose(band(panel, 0), table[[0.05, 0.95]].to_numpy().T)
        np.testing.assert_allclose(band(panel, 1), table[[0.25, 0.75]].to_numpy().T)
        assert list(line(panel, 0.8).get_ydata()) == [0.0, 0.0]
        assert ticks(panel) == ["\N{MINUS SIGN}4\n25Q2", "0\n26Q2", "4\n27Q2"]
        assert not [one for one in panel.lines if one.get_marker() == "."]  # too fine for a small panel


def test_the_count_begins_with_the_first_of_several_shocks(run):
    panels = run.plot.impulse(["cheap oil", "weak rouble"], "gdp")
    assert ticks(panels[0]) == ["\N{MINUS SIGN}4\n25Q2", "0\n26Q2", "4\n27Q2"]
    outline = [one for one in panels[0].lines if one.get_linewidth() == 0.9]
    table = run.delta("weak rouble", "gdp").table(QUANTILES)
    np.testing.assert_allclose([one.get_ydata() for one in outline], table[[0.05, 0.95]].to_numpy().T)
    legend = panels[0].figure.legends[0]
    assert [text.get_text() for text in legend.get_texts()] == ["cheap oil", "weak rouble"]
    assert [one.get_linestyle() for one in legend.get_lines()] == list(LINES[:2])
    assert "outline for the second scenario" in note(panels)
    assert panels[0].figure.get_suptitle() == "Responses to shocks"


def test_three_are_medians_in_styles_of_their_own(run):
    (panel,) = run.plot.impulse(names="gdp")
    drawn = [one for one in panel.lines if one.get_linewidth() == 1.6]
    for one, scenario, style in zip(drawn, run.scenarios[1:], LINES, strict=False):
        np.testing.assert_allclose(one.get_ydata(), run.delta(scenario, "gdp").table((0.5,))[0.5])
        assert one.get_linestyle() == style
    assert "Lines: medians; bands are drawn for at most two scenarios." in note([panel])
    assert not run.plot.impulse("weak rouble", "gdp")[0].figure.legends


def test_responses_by_year(run):
    panels = run.plot.impulse("weak rouble", ["gdp", "remittances_usd"], freq="Y")
    for panel, name in zip(panels, ("gdp", "remittances_usd"), strict=True):
        table = run.delta("weak rouble", name, "Y").table(QUANTILES)
        np.testing.assert_allclose(line(panel, 1.8).get_ydata(), table[0.5])
        assert list(line(panel, 1.8).get_xdata()) == [-1, 0, 1]
        assert ticks(panel) == ["\N{MINUS SIGN}1\n2025", "0\n2026", "1\n2027"]
        assert panel.texts[0].get_text() == "% of baseline"
    assert "Below: years since the shock" in note(panels)
    assert "Below: quarters since the shock" in note(run.plot.impulse("weak rouble", "gdp"))
    with pytest.raises(InputError, match="use freq='Q' or 'Y'"):
        run.plot.impulse("weak rouble", freq="4Q")
    with pytest.raises(InputError, match="unknown frequency 'M'"):
        run.plot.impulse("weak rouble", freq="M")


def test_the_headline_outputs_that_were_kept_are_shown_in_their_order(run):
    panels = run.plot.impulse("weak rouble")
    assert len(panels) == len([name for name in HEADLINE if name in run.kept])
    assert panels[0].get_title(loc="left").strip() == "Migrants in Russia"
    other = of_2024.run(WEAK, end="2026Q4", draws=5, outputs=["gini", "deposits"])
    assert [p.get_title(loc="left").strip() for p in other.plot.impulse()] == ["Bank deposits", "Gini index"]


def test_a_response_to_one_unit_of_an_addition(run):
    (panel,) = run.plot.impulse("cheap oil", "gdp", per_unit=True)
    table = run.delta("cheap oil", "gdp").table(QUANTILES)
    np.testing.assert_allclose(line(panel, 1.8).get_ydata(), table[0.5] / -20.0, atol=1e-12)
    np.testing.assert_allclose(band(panel, 0), table[[0.95, 0.05]].to_numpy().T / -20.0, atol=1e-12)
    assert "Divided by the peak of the shock (\N{MINUS SIGN}20)" in note([panel])
    assert ", per 1 USD per barrel of oil price" in " ".join(panel.figure.get_suptitle().split())
    still = ts.Scenario("still", [ts.Shock("oil_price", multiply=ts.step(1.0, start="2026Q1"))])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        quiet = of_2024.run(still, end="2026Q4", draws=None)
    with pytest.raises(InputError, match="'still' is zero in every quarter"):
        quiet.plot.impulse(per_unit=True)


def test_long_runs_have_fewer_ticks():
    run = of_2024.run(WEAK, end="2036Q4", draws=None)
    (panel,) = run.plot.impulse(names="gdp")
    assert ticks(panel)[:2] == ["0\n26Q2", "8\n28Q2"]


@pytest.mark.parametrize("freq", ["Q", "Y", "4Q"])
def test_migrants_at_every_frequency(run, freq):
    panels = run.plot.migrants("crackdown", freq=freq)
    whole = of_2024.run("crackdown", end="2027Q4", draws=40, outputs=[*STOCKS, *FLOWS])
    for panel, name in zip(panels, (*STOCKS, *FLOWS), strict=True):
        if freq == "4Q" and name in FLOWS:
            draws = whole[name].values.astype(float)
            sums = np.array([draws[i : i + 4].sum(axis=0) for i in range(9)])
            low, middle, high = np.quantile(sums, (0.05, 0.5, 0.95), axis=-1)[:, :, 1]
            base = np.quantile(sums, 0.5, axis=-1)[:, 0]
        else:
            table = whole.table(name, "Y" if freq == "Y" else "Q", QUANTILES)
            low, middle, high = (table.loc["crackdown", q].to_numpy() for q in (0.05, 0.5, 0.95))
            base = table.loc["baseline", 0.5].to_numpy()
        np.testing.assert_allclose(line(panel, 1.8).get_ydata(), middle / 1000.0, rtol=1e-6)
        np.testing.assert_allclose(band(panel, 0), np.array([low, high]) / 1000.0, rtol=1e-6)
        np.testing.assert_allclose(line(panel, 1.4, ":").get_ydata(), base / 1000.0, rtol=1e-6)
        assert panel.get_ylim()[0] == 0.0
    stock, flow = panels[0].texts[0].get_text(), panels[-1].texts[0].get_text()
    assert (stock, flow) == {
        "Q": ("thousand persons, end of quarter", "thousand persons a quarter"),
        "Y": ("thousand persons, end of year", "thousand persons a year"),
        "4Q": ("thousand persons, end of quarter", "thousand persons, sum of four quarters"),
    }[freq]
    first = {"Q": "2025-01-01", "Y": "2025-01-01", "4Q": "2025-10-01"}[freq]
    assert days(line(panels[-1], 1.8).get_xdata())[0] == first
    assert ("Departures follow the seasons." in note(panels)) is (freq == "Q")
    assert "Dotted: the published outlook." in note(panels)
    assert panels[0].figure.get_suptitle() == "Migrants: Crackdown against the published outlook"


def test_migrants_at_an_unknown_frequency_are_refused(run):
    with pytest.raises(InputError, match="unknown frequency 'W'"):
        run.plot.migrants("crackdown", freq="W")
