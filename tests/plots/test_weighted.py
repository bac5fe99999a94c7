"""Pictures of weighted draws show what those that count would, and say what they rest on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tajsim.plots import compare, delta, fan, impulse, migrants
from tajsim.plots.style import caption
from tajsim.results import Result
from tests.results.synthetic import result
from tests.results.weighted import only, spoilt

OUTPUTS = ("gdp", "remittances_usd", "migrants_russia")
FULL = result(draws=30, outputs=OUTPUTS)
KEPT = np.array([0, 3, 4, 11, 12, 17, 20, 28])
ALONE, BESIDE = only(FULL, KEPT), spoilt(FULL, KEPT)

DRAWN: dict[str, Callable[[Result], Any]] = {
    "fan": lambda r: fan(r, "gdp", ["baseline", "crackdown"]),
    "fan of sums": lambda r: fan(r, "remittances_usd", freq="4Q"),
    "fan of years": lambda r: fan(r, "gdp", freq="Y"),
    "delta": lambda r: delta(r, "gdp", "crackdown"),
    "delta of sums": lambda r: delta(r, "remittances_usd", "crackdown", freq="4Q"),
    "compare": lambda r: compare(r, ["gdp", "remittances_usd"]),
    "impulse": lambda r: impulse(r, "crackdown", ["gdp", "remittances_usd"]),
    "migrants": lambda r: migrants(r, "crackdown"),
}


def shown(drawn: Any) -> tuple[list[np.ndarray], str]:
    """The numbers of every line, band and bar of a figure, and its note."""
    axes = [drawn] if not hasattr(drawn, "flat") else list(drawn.flat)
    found = []
    for ax in axes:
        found += [np.asarray(line.get_ydata(), float) for line in ax.lines]
        found += [path.vertices for group in ax.collections for path in group.get_paths()]
        found += [np.array([float(text.get_position()[1]) for text in ax.texts])]
        found += [np.asarray(line.get_xdata(), float) for line in ax.lines if line.get_marker() == "o"]
    figure = axes[0].get_figure()
    note = figure.get_supxlabel()
    plt.close(figure)
    return found, " ".join(note.split())


@pytest.mark.parametrize("picture", DRAWN)
def test_a_picture_shows_the_draws_that_count(picture: str) -> None:
    draw = DRAWN[picture]
    (weighted, note), (alone, plain) = shown(draw(BESIDE)), shown(draw(ALONE))
    assert len(weighted) == len(alone)
    for one, two in zip(weighted, alone, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-9)
    assert note.endswith("Conditioned: effective draws 8 of 30, k ?, too few to be trusted.")
    assert "onditioned" not in plain


def test_the_caption_says_what_the_numbers_rest_on() -> None:
    assert caption(FULL.manifest).endswith("30 draws, seed 7.")
    assert caption(FULL.manifest, BESIDE.weights).endswith(
        "30 draws, seed 7. Conditioned: effective draws 8 of 30, k ?, too few to be trusted."
    )
