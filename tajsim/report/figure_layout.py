"""Figures made ready for a page: their texts in its language, their panels in a column that a phone shows."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from matplotlib.axis import XAxis
from matplotlib.dates import YEARLY, AutoDateLocator
from matplotlib.text import Annotation, Text
from matplotlib.ticker import (
    FixedFormatter,
    FixedLocator,
    Formatter,
    MaxNLocator,
    NullFormatter,
    ScalarFormatter,
    StrMethodFormatter,
)

from tajsim.languages import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

WIDTH = 4.0  # inches: at 9 points, letters of eleven pixels on a screen of 390
_COLUMNS = 2
_PANEL, _ALONE = 1.5, 2.6  # height of a panel among others, and of one that stands alone, inches
_ROW = 0.21  # height of a row with a name, inches
_YEARS, _NUMBERS = 5, 2  # on an axis, at most
_MARGIN = 0.5  # inches for a title above or a note below
_SCALE = 0.45  # inches that the numbers beside a panel take
_LETTERS = 112.0  # of one point that go into an inch


class Translated(Formatter):
    """The labels of another formatter, translated."""

    def __init__(self, formatter: Formatter, say: Language) -> None:
        self.formatter, self.say = formatter, say

    def __call__(self, x: float, pos: int | None = None) -> str:
        return self.say.read(self.formatter(x, pos))

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """The labels of all ticks."""
        return [self.say.read(text) for text in self.formatter.format_ticks(list(values))]

    def set_locs(self, locs: Any) -> None:
        """Where the ticks are."""
        self.formatter.set_locs(locs)

    def get_offset(self) -> str:
        """What stands at the end of the axis."""
        return self.say.read(self.formatter.get_offset())


def translate(figure: Figure, say: Language) -> None:
    """Put every text of a figure into the language; English stays as it is drawn."""
    if say.native:
        return
    axes = [axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]
    ticks = {id(text) for axis in axes for text in _labels(axis)}
    for axis in axes:
        _axis(axis, say)
    for artist in figure.findobj(Text):
        if isinstance(artist, Text) and id(artist) not in ticks and artist.get_text().strip():
            text = artist.get_text()
            end = text[len(text.rstrip("\n")) :]
            artist.set_text(say.read(" ".join(text.split())) + end)


def _labels(axis: Axis) -> list[Text]:
    """The texts that a formatter writes."""
    ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
    return [text for tick in ticks for text in (tick.label1, tick.label2)] + [axis.get_offset_text()]


def _axis(axis: Axis, say: Language) -> None:
    formatter = axis.get_major_formatter()
    if isinstance(formatter, FixedFormatter):
        formatter.seq = [say.read(text) for text in formatter.seq]
    elif isinstance(formatter, ScalarFormatter):  # which would write a power of ten in letters
        axis.set_major_formatter(Translated(StrMethodFormatter("{x:,.10g}"), say))
    elif not isinstance(formatter, NullFormatter):
        axis.set_major_formatter(Translated(formatter, say))


def fit(figure: Figure) -> None:
    """Make a figure as narrow as a phone: its panels one or two in a row, its texts broken anew."""
    axes = figure.axes
    columns = min(_COLUMNS, len(axes))
    rows = -(-len(axes) // columns)
    tall = _ALONE if len(axes) == 1 else _PANEL * rows
    if len(axes) == 1:
        _headline(figure, axes[0])
        if names := _names(axes[0]):
            tall = _ROW * names + 0.45
    notes = _break(figure)
    figure.set_size_inches(WIDTH, tall + _MARGIN + notes)
    grid = figure.add_gridspec(rows, columns)
    for i, ax in enumerate(axes):
        ax.set_subplotspec(grid[i // columns, i % columns])
        if len(axes) > 1:
            _share(ax, axes, i, columns)
            _retitle(ax, WIDTH / columns)
        for axis in (ax.xaxis, ax.yaxis):
            _thin(axis)


def _headline(figure: Figure, ax: Axes) -> None:
    """Put the title of the only panel over the whole figure, where there is room for it."""
    title = _title(ax)
    text = title.get_text()
    if text.strip() and not figure.get_suptitle():
        figure.suptitle(text.rstrip("\n"), x=0.01, ha="left", weight="bold", fontsize=11)
        title.set_text("\n" if text.endswith("\n") else "")  # the line that a unit stands in


def _title(ax: Axes) -> Text:
    """The title of a panel, wherever it is aligned."""
    return next((title for title in (ax._left_title, ax.title) if title.get_text()), ax.title)  # type: ignore[attr-defined]


def _thin(axis: Axis) -> None:
    """Fewer years, or numbers side by side, than a broad axis has."""
    locator = axis.get_major_locator()
    if isinstance(locator, AutoDateLocator):
        locator.minticks = 2  # years rather than months for a run of two years or more
        locator.maxticks[YEARLY] = _YEARS
    elif isinstance(locator, MaxNLocator) and isinstance(axis, XAxis):
        locator.set_params(nbins=_NUMBERS)


def _names(ax: Axes) -> int:
    """How many rows with names a panel has; 0 when its axis has numbers."""
    locator = ax.yaxis.get_major_locator()
    return len(locator()) if isinstance(locator, FixedLocator) else 0


def _break(figure: Figure) -> float:
    """Break the title and the note of a figure into lines that fit; the height of them, inches."""
    height = 0.0
    for artist in figure.texts:
        size = float(artist.get_fontsize())
        bold = 0.85 if size > 10.0 else 1.0
        lines = textwrap.wrap(" ".join(artist.get_text().split()), int(bold * _LETTERS * WIDTH / size))
        artist.set_text("\n".join(lines))
        height += len(lines) * 1.25 * size / 72.0
    return height


def _share(ax: Axes, axes: Sequence[Axes], i: int, columns: int) -> None:
    """Scales that panels share are written once a row, or once a column."""
    if ax.get_shared_y_axes().joined(axes[0], axes[-1]):
        ax.tick_params(labelleft=i % columns == 0)
    ax.tick_params(labelbottom=i + columns >= len(axes), labelsize=7.5)
    ax.locator_params(axis="y", nbins=4)


def _retitle(ax: Axes, width: float) -> None:
    """Break the title of a panel and the unit under it, for which the title keeps empty lines."""
    title = _title(ax)
    text = title.get_text()
    if not text.strip():
        return
    size = min(float(title.get_fontsize()), 9.5 if width > 3 else 8.0)
    title.set_fontsize(size)
    end = text[len(text.rstrip("\n")) :]
    unit = _unit(ax)
    if end and unit is not None:
        room = math.floor(_LETTERS * (width - _SCALE) / float(unit.get_fontsize()))
        lines = textwrap.wrap(unit.get_text(), room)
        unit.set_text("\n".join(lines))
        end = "\n" * len(lines)
    letters = math.floor(0.75 * _LETTERS * width / size)
    title.set_text("\n".join(textwrap.wrap(" ".join(text.split()), letters)) + end)


def _unit(ax: Axes) -> Annotation | None:
    """The unit that stands under the title of a panel, if one does."""
    marks = [text for text in ax.texts if isinstance(text, Annotation)]
    return next((mark for mark in marks if mark.xy == (0, 1)), None)
