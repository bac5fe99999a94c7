"""The picture of a path among simulated ones."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tajsim.plots.style import NARROW, WIDE, palette
from tajsim.quarters import Quarter
from tests.analysis.made import judged, move
from tests.plots.artists import words


def test_the_likelihood_of_a_path_is_drawn_around_no_surprise():
    surprise = np.zeros((3, 16))
    surprise[0], surprise[1] = -0.2, 0.1
    bands = np.array([-0.3, -0.1, 0.0, 0.1, 0.3])[:, None, None] * np.ones((1, 3, 16))
    found = judged(
        move("oil_price"), move("rub_per_usd", 2, percentile=61.26), surprise=surprise, bands=bands,
        later=(("russia_gdp_growth", Quarter(2033, 1)),),
    )  # fmt: skip
    figure = found.plot()
    assert figure.get_size_inches().tolist() == [9.6, 3.4]
    oil, rouble, output = figure.axes
    assert [one.get_text() for one in (*oil.texts, *rouble.texts)] == ["95.0", "61.3"]
    assert (oil.texts[0].xyann, oil.texts[0].get_va()) == ((0, -7), "top")  # below a path that falls
    assert (rouble.texts[0].xyann, rouble.texts[0].get_va()) == ((0, 7), "bottom")
    assert (oil.texts[0].xy[0], rouble.texts[0].xy[0]) == (4, 8)
    assert oil.margins() == (0.02, 0.12)
    shades = palette()
    for area, share in zip(oil.collections, (WIDE, NARROW), strict=True):
        assert plt.matplotlib.colors.to_hex(area.get_facecolor()[0]) == shades.colour(0)
        assert area.get_alpha() == share
    assert output.get_title(loc="left") == "Russian output (level), from 2033Q1 only"
    for ax in figure.axes:
        assert [list(one.get_ydata()) for one in ax.lines if len(one.get_xdata()) == 2] == [[0.0, 0.0]]
    dots = [one for one in oil.lines if one.get_marker() == "o"]
    assert [(one.get_xdata()[0], one.get_ydata()[0]) for one in dots] == [
        (4, pytest.approx(100.0 * np.expm1(-0.2)))
    ]
    text = words(figure)
    for part in ("from 2026Q1;", "of 200 draws;", "estimated on 2001-2024, seed 0. Outlook: baseline."):
        assert part in text
