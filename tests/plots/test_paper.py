"""Pictures on light and dark paper, on Axes of others, in sizes and colours of one's own."""

from __future__ import annotations

import warnings
from itertools import pairwise

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex

from tajsim.errors import InputError
from tajsim.handbook import plot_wiring
from tajsim.plots.style import look, palette
from tests import of_2024
from tests.plots.artists import contrast, line
from tests.results.synthetic import result

READABLE = 4.5  # contrast of small text, as accessibility rules ask


@pytest.fixture(scope="module")
def run():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return of_2024.run(["crackdown", "rouble-shock", "combined-adverse"], end="2026Q4", draws=40)


@pytest.fixture(scope="module")
def solved():
    return of_2024.solve("rouble-shock", until="gdp < -1 % from baseline", prob=0.5, at=2026, draws=100)


@pytest.fixture(scope="module")
def judged():
    return of_2024.sensitivity("crackdown", "gdp", base_samples=64)


@pytest.fixture(scope="module")
def likely():
    return of_2024.plausibility("rouble-shock", draws=200)


@pytest.fixture(scope="module")
def parts(run):
    return run.decompose("combined-adverse", "gdp")


def pictures(run, solved, judged, likely):
    """One of each, by name."""
    yield "compare", run.plot.compare(["gdp", "inflation"])
    yield "fan", run.plot.fan("inflation", ["baseline", "crackdown"])
    yield "fans", run.plot.fan("reserves_usd")
    yield "delta", run.plot.delta("gdp", ["crackdown", "rouble-shock"])
    yield "impulse", run.plot.impulse(names=["gdp"])
    yield "migrants", run.plot.migrants("crackdown")
    yield "waterfall", run.plot.waterfall("combined-adverse", "gdp")
    yield "solve", solved.plot()
    yield "tornado", judged.plot.tornado(4)
    yield "indices", judged.plot.indices(4)
    yield "shares", judged.plot.path(4)
    yield "plausibility", likely.plot()
    yield "wiring", plot_wiring()


def figure_of(drawn):
    first = drawn.flat[0] if hasattr(drawn, "flat") else drawn
    return first if hasattr(first, "savefig") else first.get_figure(root=True)


def texts_of(figure):
    """Every text outside of coloured cells that is seen."""
    for artist in figure.findobj(mpl.text.Text):
        if artist.get_text().strip() and artist.get_visible():
            yield artist


@pytest.mark.parametrize("style", ["default", "dark_background", "ggplot"])
def test_words_and_lines_can_be_read_on_any_paper(style, run, solved, judged, likely):
    with plt.style.context(style):
        before = dict(mpl.rcParams)
        shades = palette()
        for name, drawn in pictures(run, solved, judged, likely):
            figure = figure_of(drawn)
            figure.draw_without_rendering()
            paper = to_hex(figure.get_facecolor())
            assert {to_hex(ax.get_facecolor()) for ax in figure.axes} == {paper}, name
            if name != "shares":  # its cells have papers of their own
                for text in texts_of(figure):
                    seen = contrast(to_hex(text.get_color()), paper)
                    needed = 2.2 if to_hex(text.get_color()) == shades.grey else READABLE
                    assert seen >= needed, (name, text.get_text())
            for ax in figure.axes:
                for one in ax.lines:
                    assert contrast(to_hex(one.get_color()), paper) >= 2.2, name
                for spine in ax.spines.values():
                    assert contrast(to_hex(spine.get_edgecolor()), paper) >= 2.2, name
                for tick in (*ax.get_xticklabels(), *ax.get_yticklabels()):
                    assert contrast(to_hex(tick.get_color()), paper) >= READABLE, name
        assert dict(mpl.rcParams) == before


def test_the_paper_decides_between_light_and_dark():
    light = palette()
    assert (light.paper, light.ink) == ("#ffffff", "#1a1a1a")
    with plt.style.context("dark_background"):
        dark = palette()
    assert dark.paper == "#000000"
    assert contrast(dark.ink, dark.paper) > 10
    for shades in (light, dark):
        assert len({*shades.colours}) == 4
        for colour in shades.colours:
            assert contrast(colour, shades.paper) >= 3.0
        assert shades.tint(0.0) == shades.paper
        assert shades.tint(1.0) == shades.colours[0]
        assert shades.shade(1.0) == shades.ink
        assert 1.0 < contrast(shades.stripe, shades.paper) < 1.3
    assert light.tint(0.5, "#000000") == "#808080"
    assert light.grey == "#8c8c8c"


def test_transparent_paper_counts_as_white():
    with mpl.rc_context({"figure.facecolor": (0.0, 0.0, 0.0, 0.0)}):
        assert palette().paper == "#ffffff"
    _, ax = plt.subplots(facecolor="black")
    ax.set_facecolor("none")
    assert palette(ax).paper == "#000000"
    ax.set_facecolor((1.0, 1.0, 1.0, 0.5))
    assert palette(ax).paper == "#808080"


def test_axes_of_a_dark_figure_are_drawn_on_in_light_colours():
    run = result(draws=30)
    figure, ax = plt.subplots(facecolor="black")
    ax.set_facecolor("black")
    run.plot.fan("gdp", ["baseline", "crackdown"], ax=ax)
    for text in ax.texts:
        assert contrast(to_hex(text.get_color()), "#000000") >= READABLE
    assert contrast(to_hex(ax.title.get_color()), "#000000") >= READABLE
    assert to_hex(figure.get_facecolor()) == "#000000"


def given(run, solved, judged, parts):
    """Every chart that takes ax=: what draws on it, and how many Axes it needs."""
    yield lambda ax: run.plot.fan("gdp", "crackdown", ax=ax), 1
    yield lambda ax: run.plot.delta("gdp", "crackdown", ax=ax), 1
    yield lambda ax: run.plot.compare(["gdp"], ax=[ax]), 1
    yield lambda ax: run.plot.impulse("crackdown", ["gdp"], ax=[ax]), 1
    yield lambda ax: parts.plot(ax=ax), 1
    yield lambda ax: run.plot.waterfall("combined-adverse", "gdp", ax=ax), 1
    yield lambda ax: solved.plot(ax=ax), 1
    yield lambda ax: judged.plot.tornado(3, ax=ax), 1
    yield lambda ax: judged.plot.indices(3, ax=ax), 1
    yield lambda ax: judged.plot.path(3, ax=ax), 1
    yield lambda ax: plot_wiring(ax), 1


def test_axes_that_are_given_have_one_title_and_their_figure_keeps_its_own(run, solved, judged, parts):
    for draw, _ in given(run, solved, judged, parts):
        figure, ax = plt.subplots()
        figure.suptitle("mine")
        draw(ax)
        assert figure.get_suptitle() == "mine"
        assert figure.get_supxlabel() == ""
        titles = [ax.get_title(loc) for loc in ("left", "center", "right")]
        assert titles[0] == titles[2] == ""  # where the style of the figure puts them
        ax.set_title("another")
        assert [ax.get_title(loc) for loc in ("left", "center", "right")] == ["", "another", ""]


def test_a_title_that_is_there_stays(run, solved, judged, parts):
    for draw, _ in given(run, solved, judged, parts):
        _, ax = plt.subplots()
        ax.set_title("mine", loc="left")
        draw(ax)
        assert [ax.get_title(loc) for loc in ("left", "center", "right")] == ["mine", "", ""]


def test_units_are_at_the_axes_that_were_given(run):
    _, ax = plt.subplots()
    run.plot.compare(["gdp"], ax=[ax])
    assert (ax.get_xlabel(), ax.get_title()) == ("% of baseline", "GDP")
    _, ax = plt.subplots()
    run.plot.impulse("crackdown", ["inflation"], ax=[ax])
    assert ax.get_ylabel() == "percentage points on a year before"
    _, axes = plt.subplots(3, 4)
    run.plot.migrants("crackdown", ax=axes.ravel())
    assert axes[0, 0].get_ylabel() == "thousand persons, end of quarter"
    assert axes[0, 0].get_title() == "Migrants in Russia"


SIZED = {
    "fan": lambda plot, **how: plot.fan("gdp", "crackdown", **how),
    "fans": lambda plot, **how: plot.fan("gdp", **how),
    "delta": lambda plot, **how: plot.delta("gdp", "crackdown", **how),
    "compare": lambda plot, **how: plot.compare(["gdp", "gini"], **how),
    "impulse": lambda plot, **how: plot.impulse("crackdown", ["gdp", "gini"], **how),
    "impulses": lambda plot, **how: plot.impulse(names=["gdp"], **how),
    "migrants": lambda plot, **how: plot.migrants("crackdown", **how),
    "waterfall": lambda plot, **how: plot.waterfall("combined-adverse", "gdp", **how),
}


@pytest.mark.parametrize("name", SIZED)
def test_a_figure_has_the_size_asked_for(name, run):
    drawn = SIZED[name](run.plot, figsize=(9, 5.5))
    assert tuple(figure_of(drawn).get_size_inches()) == (9.0, 5.5)
    for bad in ((9,), (0, 5), "wide", (9, float("nan")), (True, 5), (1000, 5), 9):
        count = len(plt.get_fignums())
        with pytest.raises(InputError, match="figsize is"):
            SIZED[name](run.plot, figsize=bad)
        assert len(plt.get_fignums()) == count


def test_a_size_beside_axes_is_refused(run):
    _, ax = plt.subplots()
    for draw in (
        lambda **how: run.plot.fan("gdp", "crackdown", ax=ax, **how),
        lambda **how: run.plot.compare("gdp", ax=[ax], **how),
        lambda **how: run.plot.impulse("crackdown", "gdp", ax=[ax], **how),
        lambda **how: run.plot.migrants("crackdown", ax=[ax] * 12, **how),
        lambda **how: run.plot.waterfall("combined-adverse", "gdp", ax=ax, **how),
    ):
        with pytest.raises(InputError, match="figsize= is for a figure made here"):
            draw(figsize=(4, 3))


@pytest.mark.parametrize("name", SIZED)
def test_colours_of_ones_own(name, run):
    own = ["#ff0000", "green", "C1", "0.3"]
    drawn = SIZED[name](run.plot, colors=own)
    figure = figure_of(drawn)
    used = {to_hex(one.get_color()) for ax in figure.axes for one in ax.lines}
    used |= {to_hex(patch.get_facecolor()) for ax in figure.axes for patch in ax.patches}
    used |= {to_hex(c) for ax in figure.axes for one in ax.collections for c in one.get_edgecolor()}
    assert "#ff0000" in used
    assert not used & {palette().colours[0], palette().colours[1]}
    for bad, expected in (
        (["nocolour"], "'nocolour'"),
        ([], "colors is"),
        (5, "colors is"),
        ([None], "None"),
    ):
        with pytest.raises(InputError, match=expected):
            SIZED[name](run.plot, colors=bad)


def test_every_scenario_needs_a_colour(run):
    plt.close("all")
    for draw in (
        lambda colors: run.plot.fan("gdp", ["baseline", "crackdown"], colors=colors),
        lambda colors: run.plot.fan("gdp", colors=colors),
        lambda colors: run.plot.delta("gdp", colors=colors),
        lambda colors: run.plot.impulse(names=["gdp"], colors=colors),
    ):
        with pytest.raises(InputError, match="colors has 1 colours; one more scenario is drawn"):
            draw("red")
    assert not plt.get_fignums()
    panels = run.plot.delta("gdp", colors=["red", "green", "blue"])
    assert [to_hex(line(panel, 1.8).get_color()) for panel in panels] == ["#ff0000", "#008000", "#0000ff"]
    plain = run.plot.delta("gdp")
    assert len({line(panel, 1.8).get_color() for panel in plain}) == 1
    (two,) = run.plot.impulse(names="gdp", colors=["red", "green", "blue"])
    legend = two.figure.legends[0]
    assert [to_hex(one.get_color()) for one in legend.get_lines()] == ["#ff0000", "#008000", "#0000ff"]


def test_thousands_stand_apart_and_minus_signs_are_true(run):
    ax = run.plot.fan("gdp", "crackdown")
    ax.figure.canvas.draw()
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert all("," in label for label in labels)
    _, ax = plt.subplots()
    with look():
        from tajsim.plots.style import write_numbers

        write_numbers(ax.xaxis, ax.yaxis)
    ax.set_xlim(-2500, 2500)
    ax.set_xticks([-2000.0, 0.0, 1500.5, 2000.0])
    ax.set_ylim(-0.5, 0.5)
    ax.set_yticks([-0.25, 0.0])
    ax.figure.canvas.draw()
    assert [t.get_text() for t in ax.get_xticklabels()] == ["\N{MINUS SIGN}2,000", "0", "1,500.5", "2,000"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["\N{MINUS SIGN}0.25", "0.00"]
    ax.set_xlim(0, 999.0)
    ax.set_xticks([0, 500])
    ax.figure.canvas.draw()
    assert [t.get_text() for t in ax.get_xticklabels()] == ["0", "500"]


def test_numbers_of_every_large_axis_stand_apart(run):
    money = run.plot.waterfall("combined-adverse", "gdp")
    many = [run.plot.fan("reserves_usd")[0], run.plot.migrants("crackdown")[0]]
    for ax, axis in ((money, money.xaxis), *((panel, panel.yaxis) for panel in many)):
        ax.figure.draw_without_rendering()
        shown = [t.get_text() for t in axis.get_ticklabels() if t.get_text()]
        assert not [text for text in shown if len(text.strip("\N{MINUS SIGN}")) > 3 and "," not in text]
        assert any("," in text for text in shown)


def test_dates_do_not_touch(run):
    for panel in run.plot.fan("reserves_usd"):
        panel.figure.draw_without_rendering()
        boxes = [t.get_window_extent() for t in panel.get_xticklabels() if t.get_text()]
        for one, other in pairwise(boxes):
            assert one.x1 < other.x0
    assert all(len(panel.get_xticks()) >= 2 for panel in run.plot.fan("gdp"))


@pytest.mark.parametrize(
    "colors", [[], range(10**12), 5, {"navy"}, ["navy"] * 1001, [3], ["no such"], [(1, 2)]]
)
def test_colours_that_are_none_are_refused_at_once(colors: object) -> None:
    from tajsim.errors import InputError
    from tajsim.plots.style import palette

    with pytest.raises(InputError, match=r"colors (is|holds) "):
        palette().with_colours(colors)  # type: ignore[arg-type]
