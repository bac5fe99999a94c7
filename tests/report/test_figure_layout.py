"""How large a picture of the page is: as high as its rows, panels and notes ask."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from tajsim.languages import ENGLISH
from tajsim.report import pictures
from tajsim.report.figure_layout import fit


def test_a_picture_grows_to_one_and_three_quarters_of_its_width() -> None:
    def draw() -> object:
        figure, ax = plt.subplots(figsize=(9.0, 2.0))
        ax.plot([0, 1], [0, 1])
        return figure

    found = pictures.picture("key", "title", "alt", draw, ENGLISH)
    assert (found.key, found.title) == ("key", "title")
    assert "max-width:504px" in found.svg  # 1.75 times four inches of 72 points
    assert plt.get_fignums() == []


def rows_of(count: int, title: str = "") -> plt.Figure:
    figure, ax = plt.subplots()
    ax.set_yticks(range(count), [f"row {i}" for i in range(count)])
    ax.set_title(title)
    return figure


def test_a_figure_of_rows_is_as_high_as_its_names() -> None:
    with pictures.drawing():
        heights = {}
        for count in (2, 5, 12):
            figure = rows_of(count)
            fit(figure)
            heights[count] = figure.get_figheight()
            assert figure.get_figwidth() == 4.0
        assert heights[2] == pytest.approx(0.21 * 2 + 0.45 + 0.5)
        assert heights[5] - heights[2] == pytest.approx(0.21 * 3)
        assert heights[12] - heights[5] == pytest.approx(0.21 * 7)
        titled = rows_of(5, "A title")
        fit(titled)
        assert titled.get_figheight() - heights[5] == pytest.approx(1.25 * 11.0 / 72.0)  # its one line
        assert titled.get_suptitle() == "A title"
        assert titled.axes[0].get_title() == ""
        plain_, ax = plt.subplots()
        ax.plot([0, 1], [0, 1])
        fit(plain_)
        assert plain_.get_figheight() == pytest.approx(2.6 + 0.5)
    plt.close("all")


@pytest.mark.parametrize(("count", "rows"), [(2, 1), (3, 2), (4, 2), (7, 4)])
def test_panels_of_a_page_add_their_height_by_the_row(count: int, rows: int) -> None:
    with pictures.drawing():
        figure, _ = plt.subplots(1, count)
        note = "word " * 40
        figure.supxlabel(note, fontsize=7)
        fit(figure)
        lines = figure.get_supxlabel().count("\n") + 1
        assert figure.get_figheight() == pytest.approx(1.5 * rows + 0.5 + lines * 1.25 * 7.0 / 72.0)
        assert max(len(line) for line in figure.get_supxlabel().splitlines()) == 64
        places = [ax.get_subplotspec().get_geometry()[2] for ax in figure.axes]
        assert places == list(range(count))
    plt.close("all")
