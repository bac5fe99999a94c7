"""A figure that is laid out once is, to the byte, the one that `savefig` writes."""

from __future__ import annotations

import io
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

import tajsim as ts
from tajsim.plots.saving import save
from tajsim.results import Result

OUTPUTS = ["gdp", "poverty_rate", "consumption", "imports", "reserves_usd"]
PLAIN = {"png": {"Software": None}, "svg": {"Date": None}}


@pytest.fixture(scope="module")
def run() -> Result:
    return ts.run(["crackdown", "amnesty", "vat-cut"], draws=20, end="2027Q4", outputs=OUTPUTS)


DRAWN: dict[str, Callable[[Result], Figure]] = {
    "compare": lambda r: r.plot.compare(OUTPUTS)[0].figure,
    "fan": lambda r: np.ravel(r.plot.fan("gdp"))[0].figure,  # type: ignore[arg-type]
}


@pytest.mark.parametrize("format", ["png", "svg"])
@pytest.mark.parametrize("name", DRAWN)
def test_it_is_what_savefig_writes(name: str, format: str, run: Result) -> None:
    with plt.rc_context({"svg.hashsalt": "x"}):
        whole, once = io.BytesIO(), io.BytesIO()
        DRAWN[name](run).savefig(whole, format=format, dpi=80, metadata=PLAIN[format])
        save(DRAWN[name](run), once, format, dpi=80, metadata=PLAIN[format])
    assert whole.getvalue() == once.getvalue()


@pytest.mark.parametrize(
    "settings", [{"savefig.bbox": "tight"}, {"figure.autolayout": True}, {"savefig.dpi": 60}]
)
def test_settings_of_the_user_hold(settings: dict[str, object], run: Result) -> None:
    with plt.rc_context(settings):  # type: ignore[arg-type]
        whole, once = io.BytesIO(), io.BytesIO()
        DRAWN["fan"](run).savefig(whole, format="png")
        save(DRAWN["fan"](run), once, "png")
    assert whole.getvalue() == once.getvalue()


def test_a_figure_without_a_layout() -> None:
    whole, once = io.BytesIO(), io.BytesIO()
    for stream, write in ((whole, Figure.savefig), (once, save)):
        figure = Figure()
        figure.subplots().plot([1, 2])
        write(figure, stream, format="png")
    assert whole.getvalue() == once.getvalue()


def test_names_of_rows_stand_at_the_left_alone_and_rows_are_zoomed_together(run: Result) -> None:
    panels = run.plot.compare(OUTPUTS)
    named = [[label.get_text() for label in panel.get_yticklabels()] for panel in panels]
    assert len(named[0]) == len(named[4]) == 3
    assert named[1] == named[2] == named[3] == []
    panels[1].set_ylim(1.5, 0.5)
    assert panels[0].get_ylim() == panels[3].get_ylim() == (1.5, 0.5)
