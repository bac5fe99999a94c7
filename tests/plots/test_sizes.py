"""Pictures of answers and of evidence come in sizes and colours of one's own."""

from __future__ import annotations

import dataclasses
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex

from tajsim.errors import InputError
from tajsim.evidence.backtest.study import Backtest
from tajsim.plots.style import palette
from tests.analysis.made import UP, frontier, judged, move, parts, solution
from tests.analysis.test_html import FrontierPoint, searched, studied
from tests.evidence.episodes.test_picture import episode as episode
from tests.evidence.made import a_calibration, a_forecast

mpl.use("Agg")

MET = (FrontierPoint(1.5, 0.0, 0.25, "rises"), FrontierPoint(1.0, 1.0, 0.25, "rises"))
BACKTEST = Backtest((a_forecast(), a_forecast(conditional=False)), {}, {})
COMPARED = {
    "solution": solution((0.0, 0.1, 0.3), (UP,)).plot,
    "frontier": frontier(*MET).plot,
    "policy": searched().plot,
    "tornado": studied().plot.tornado,
    "indices": studied().plot.indices,
    "waterfall": parts([[3.0, 1.0], [-1.0, -1.0]], [2.0, 0.0]).plot,
}
FIGURES = {
    "plausibility": judged(move()).plot,
    "backtest": BACKTEST.plot,
    "pit": BACKTEST.plot_pit,
    "calibration": a_calibration().plot,
}
PICTURES = COMPARED | FIGURES


def figure_of(drawn: Any) -> Any:
    return drawn if hasattr(drawn, "savefig") else drawn.get_figure(root=True)


def used(figure: Any) -> set[str]:
    """Every colour of a line, a bar or an area."""
    found = {to_hex(one.get_color()) for ax in figure.axes for one in ax.lines}
    found |= {to_hex(patch.get_facecolor()) for ax in figure.axes for patch in ax.patches}
    for one in (one for ax in figure.axes for one in ax.collections):
        found |= {to_hex(colour) for colour in (*one.get_edgecolor(), *one.get_facecolor())}
    return found


@pytest.mark.parametrize("name", PICTURES)
def test_a_figure_has_the_size_and_the_colours_asked_for(name: str) -> None:
    plain = figure_of(PICTURES[name]())
    figure = figure_of(PICTURES[name](figsize=(9, 5.5), colors=["#ff0000", "#00ff00"]))
    assert tuple(figure.get_size_inches()) == (9.0, 5.5)
    assert tuple(plain.get_size_inches()) != (9.0, 5.5)
    shades = palette()
    usual = {shades.colours[0], shades.colours[1], shades.tint(0.5), shades.tint(0.22)}
    own = {"#ff0000", "#ff8080", shades.with_colours("red").tint(0.5), shades.with_colours("red").tint(0.22)}
    assert used(plain) & usual
    assert not used(figure) & usual
    assert used(figure) & own
    plt.close("all")


@pytest.mark.parametrize("name", PICTURES)
def test_what_is_no_size_or_colour_is_refused_before_a_figure_exists(name: str) -> None:
    plt.close("all")
    for bad in ((9,), (0, 5), "wide", (9, float("nan"))):
        with pytest.raises(InputError, match="figsize is"):
            PICTURES[name](figsize=bad)
    for bad in (["nocolour"], [], 5):
        with pytest.raises(InputError, match="colors"):
            PICTURES[name](colors=bad)
    assert not plt.get_fignums()


@pytest.mark.parametrize("name", COMPARED)
def test_a_size_beside_axes_is_refused(name: str) -> None:
    _, ax = plt.subplots()
    with pytest.raises(InputError, match="figsize= is for a figure made here"):
        COMPARED[name](ax=ax, figsize=(4, 3))
    COMPARED[name](ax=ax, colors=["#ff0000", "#00ff00"])
    assert "#ff0000" in used(ax.get_figure())
    plt.close("all")


def test_an_episode_and_the_years_of_a_study_have_sizes_of_ones_own(episode: Any) -> None:
    figure = episode.plot(figsize=(9, 5.5), colors="red")
    assert tuple(figure.get_size_inches()) == (9.0, 5.5)
    assert "#ff0000" in used(figure)
    study = studied()
    indices = dataclasses.replace(
        study.indices,
        **{
            f.name: getattr(study.indices, f.name).repeat(2, axis=0)
            for f in dataclasses.fields(study.indices)
        },
    )
    panel = dataclasses.replace(study, years=(2026,), indices=indices).plot.path(figsize=(9, 5.5))
    assert tuple(figure_of(panel).get_size_inches()) == (9.0, 5.5)
    plt.close("all")
