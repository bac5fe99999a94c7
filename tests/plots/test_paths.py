"""Deviations over time, impulse responses and migrants: what is drawn is what the result holds."""

from __future__ import annotations

import io
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest

import tajsim as ts
from tajsim.errors import InputError, UnknownNameError
from tajsim.plots.migration import FLOWS, STOCKS
from tests import of_2024
from tests.results.synthetic import result, summarised

mpl.use("Agg")
ROUBLE = ts.Scenario("weak rouble", [ts.Shock("rub_per_usd", multiply=ts.step(1.3, start="2025Q3"))])
STRONG = ts.Scenario("strong rouble", [ts.Shock("rub_per_usd", multiply=ts.step(0.8, start="2025Q3"))])


@pytest.fixture(scope="module")
def made_up():
    return result(draws=100, quarters=12)


@pytest.fixture(scope="module")
def run():
    return of_2024.run([ROUBLE, STRONG, "crackdown"], end="2026Q4", draws=40)


def path(axes, width=1.8):
    """The heights of the median line."""
    (line,) = [line for line in axes.lines if line.get_linewidth() == width]
    return line.get_ydata()


def within(figure):
    """Whether every text lies within the figure."""
    figure.savefig(io.BytesIO())
    texts = [figure._suptitle, figure._supxlabel, *(t for ax in figure.axes for t in (ax.title, *ax.texts))]
    boxes = [text.get_window_extent() for text in texts if text is not None and text.get_text()]
    return all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 + 1 for box in boxes)


def test_a_deviation_is_drawn_draw_by_draw(made_up):
    ax = made_up.plot.delta("gdp", ["crackdown", "rouble-shock"])
    table = made_up.delta("crackdown", "gdp").table((0.05, 0.5, 0.95))
    np.testing.assert_allclose(ax.lines[0].get_ydata(), table[0.5])
    wide = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (wide.min(), wide.max()) == pytest.approx((table[0.05].min(), table[0.95].max()))
    assert ax.get_ylabel() == "% of baseline"
    assert ax.get_title(loc="left") == "GDP: deviation from the published outlook"
    assert made_up.plot.delta("gdp", "crackdown", relative=False).get_ylabel().startswith("million TJS")


def test_many_deviations_are_small_multiples_without_the_baseline():
    run = result(scenarios=("baseline", "a", "b", "c"), draws=30)
    panels = run.plot.delta("inflation")
    assert [panel.get_title(loc="left") for panel in panels] == ["a", "b", "c"]
    assert "percentage points" in panels[0].figure.get_suptitle()


def test_a_deviation_needs_a_scenario(made_up):
    import matplotlib.pyplot as plt

    for draw in (
        result(scenarios=("baseline",)).plot.delta,
        lambda name: made_up.plot.delta(name, "baseline"),
    ):
        with pytest.raises(InputError, match="name a scenario besides the baseline"):
            draw("gdp")
    with pytest.raises(UnknownNameError, match="did you mean 'gdp'"):
        made_up.plot.delta("gpd")
    assert not plt.get_fignums()


def test_responses_count_quarters_from_the_shock(run):
    panels = run.plot.impulse("weak rouble", ["remittances_usd", "inflation"])
    expected = run.delta("weak rouble", "remittances_usd").table((0.5,))[0.5]
    line = next(line for line in panels[0].lines if len(line.get_xdata()) == 8)
    np.testing.assert_allclose(line.get_ydata(), expected)
    assert list(line.get_xdata()) == list(range(-2, 6))
    labels = [label.get_text() for label in panels[0].get_xticklabels()]
    assert labels == ["0\n25Q3", "4\n26Q3"]
    assert [panel.texts[0].get_text() for panel in panels] == [
        "% of baseline", "percentage points on a year before",
    ]  # fmt: skip
    note = panels[0].figure.get_supxlabel()
    for part in ("5-95 % of draws", "Deviation from the published outlook", "40 draws", "calibrated-2024"):
        assert part in note.replace("\n", " ")
    assert within(panels[0].figure)


def test_several_responses_differ_in_style(run):
    (panel,) = run.plot.impulse(names="gdp")
    lines = [line for line in panel.lines if line.get_linewidth() == 1.6 and len(line.get_xdata())]
    assert len({line.get_linestyle() for line in lines}) == len(lines) == 3
    assert not panel.collections  # bands of three could not be distinguished
    (legend,) = panel.figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["weak rouble", "strong rouble", "Crackdown"]
    assert within(panel.figure)


def test_a_response_per_unit_is_divided_by_the_peak(run):
    (panel,) = run.plot.impulse(["weak rouble", "strong rouble"], "gdp", per_unit=True)
    weak, strong = (line for line in panel.lines if line.get_linewidth() == 1.8 and len(line.get_xdata()))
    for line, name, peak in ((weak, "weak rouble", 30.0), (strong, "strong rouble", -20.0)):
        rows = run.delta(name, "gdp").table((0.5,))
        np.testing.assert_allclose(line.get_ydata(), rows[0.5] / peak, atol=1e-12)
    assert "per 1 % of roubles per dollar" in panel.figure.get_suptitle()
    assert "+30, \N{MINUS SIGN}20" in panel.figure.get_supxlabel()
    assert (strong.get_ydata()[2:] < 0).all()


def test_what_has_no_unit_is_not_divided(run, tmp_path):
    with pytest.raises(InputError, match=r"'crackdown' has \d+ shocks"):
        run.plot.impulse("crackdown", per_unit=True)
    fixed = ts.Scenario("fixed", [ts.Shock("rub_per_usd", set=ts.step(120.0, start="2025Q2"))])
    with pytest.raises(InputError, match="sets a level"):
        of_2024.run(fixed, end="2025Q4", draws=None).plot.impulse(per_unit=True)
    loaded = ts.load(run.save(tmp_path / "run.npz"))
    with pytest.raises(InputError, match="loaded result"):
        loaded.plot.impulse("weak rouble", per_unit=True)
    (panel,) = loaded.plot.impulse("weak rouble", "remittances_usd")
    assert "an output shown moves" in panel.figure.get_supxlabel().replace("\n", " ")
    assert panel.get_xticklabels()[0].get_text() == "0\n25Q3"


def test_shocks_on_two_targets_have_no_common_unit():
    oil = ts.Scenario("oil", [ts.Shock("oil_price", multiply=ts.step(0.8, start="2025Q2"))])
    with pytest.raises(InputError, match=r"1 % of roubles per dollar and per 1 % of oil price"):
        of_2024.run([ROUBLE, oil], end="2025Q4", draws=None).plot.impulse(per_unit=True)


def test_bad_names_and_axes_are_reported(run):
    import matplotlib.pyplot as plt

    with pytest.raises(UnknownNameError, match="crackdown"):
        run.plot.impulse("crackdwon")
    with pytest.raises(UnknownNameError, match="did you mean 'gdp'"):
        run.plot.impulse("crackdown", ["gpd"])
    with pytest.raises(InputError, match="name an output"):
        run.plot.impulse("crackdown", [])
    with pytest.raises(UnknownNameError, match="crackdown"):
        run.plot.migrants("crackdwon")
    many = result(scenarios=("baseline", *"abcde"), draws=5, outputs=("gdp",))
    with pytest.raises(InputError, match="at most 4 scenarios"):
        many.plot.impulse()
    with pytest.raises(InputError, match="kept no migrants"):
        many.plot.migrants("a")
    assert not plt.get_fignums()
    _, axes = plt.subplots(1, 2)
    assert list(run.plot.impulse("crackdown", ["gdp", "gini"], ax=axes)) == list(axes)
    with pytest.raises(InputError, match="2 outputs need as many Axes"):
        run.plot.impulse("crackdown", ["gdp", "gini"], ax=axes[:1])
    with pytest.raises(InputError, match="12 panels need as many Axes"):
        run.plot.migrants("crackdown", ax=axes)


def test_migrants_show_stocks_and_flows_on_the_same_draws(run):
    panels = run.plot.migrants("crackdown")
    assert len(panels) == len(STOCKS) + len(FLOWS)
    np.testing.assert_allclose(
        path(panels[0]), run.table("migrants_russia", "Q", (0.5,), ["crackdown"])[0.5] / 1000.0
    )
    with_flows = of_2024.run("crackdown", end="2026Q4", draws=40, outputs=[*FLOWS])
    for panel, name in zip(panels[len(STOCKS) :], FLOWS, strict=True):  # kept by a run of its own
        found = with_flows.table(name, "Q", (0.5,))[0.5] / 1000.0
        np.testing.assert_allclose(path(panel), found.loc["crackdown"])
        np.testing.assert_allclose(path(panel, 1.4), found.loc["baseline"])
    assert [panel.texts[0].get_text() for panel in panels] == [
        *["thousand persons, end of quarter"] * len(STOCKS), *["thousand persons a quarter"] * len(FLOWS),
    ]  # fmt: skip
    assert within(panels[0].figure)


def test_the_baseline_alone_is_shown_too(run):
    panels = run.plot.migrants("baseline")
    assert panels[0].figure.get_suptitle() == "Migrants: Published outlook"
    assert not [line for line in panels[0].lines if line.get_linestyle() == ":"]


def test_what_was_not_kept_and_cannot_be_computed_is_named(run, tmp_path):
    loaded = ts.load(run.save(tmp_path / "run.npz"))
    panels = loaded.plot.migrants("crackdown")
    assert len(panels) == 8
    note = panels[0].figure.get_supxlabel().replace("\n", " ")
    left = "At home, willing to leave; Departures; Refused at the border; Took citizenship."
    assert f"Not kept in this run: {left}" in note


def test_the_new_outputs_are_parts_of_what_people_do():
    r = of_2024.run("crackdown", end="2026Q4", draws=20, outputs="all")
    for elsewhere, every in zip(r["departures_other"].values, r["departures"].values, strict=True):
        assert ((elsewhere >= 0) & (elsewhere < every)).all()
    naturalised = r["migrants_naturalised"].values.astype(float)
    gained = np.diff(naturalised, axis=0)
    assert (gained <= r["citizenship"].values[1:] + 1.0).all()  # some go home, some to the army


def test_pictures_need_no_draws_and_no_second_quarter():
    _, small = summarised(draws=600, outputs=("gdp", "migrants_russia"))
    alone = of_2024.run(ROUBLE, end="2025Q4", draws=None)
    short = of_2024.run(ROUBLE, start="2025Q3", end="2025Q3", draws=20)
    for run in (small, alone, short, replace(short, rerun=None)):
        name = run.scenarios[1]
        ax = run.plot.delta("gdp", name)
        panels = run.plot.impulse(name, ["gdp"])
        migrants = run.plot.migrants(name)
        for axes in (ax, panels[0], migrants[0]):
            axes.figure.savefig(io.BytesIO())
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2025Q3"]
    dot = next(line for line in ax.lines if line.get_marker() == "o")
    assert dot.get_ydata() == pytest.approx(short.delta("weak rouble", "gdp").table((0.5,))[0.5])
    assert ax.figure.get_supxlabel().startswith("Dot: median; thick bar")
    (central,) = alone.plot.impulse("weak rouble", ["gdp"])
    assert not central.collections
    assert "single path only" in central.figure.get_supxlabel().replace("\n", " ")


def test_nothing_global_changes_and_nothing_is_shown(run, monkeypatch):
    import matplotlib.pyplot as plt

    monkeypatch.setattr(plt, "show", lambda *a, **k: pytest.fail("show was called"))
    before = dict(mpl.rcParams)
    run.plot.delta("gdp")
    run.plot.impulse()
    run.plot.migrants("crackdown")
    assert dict(mpl.rcParams) == before
