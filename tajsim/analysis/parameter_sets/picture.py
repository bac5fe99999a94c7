"""The chart of two parameter sets: what each group of parameters adds to the change of each outcome."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from tajsim.errors import InputError
from tajsim.plots.names import spoken_scenario
from tajsim.plots.style import (
    Colors,
    Figsize,
    footnote,
    headline,
    library,
    look,
    size_of,
    title_of,
    write_numbers,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from tajsim.parameters import Parameters
    from tajsim.plots.style import Palette

_COLUMNS = 4
_LOWERS = 0.4  # of the colour in a bar that lowers


class ParameterSetComparisonLike(Protocol):
    """What is drawn of `tajsim.compare_parameter_sets`."""

    @property
    def here(self) -> Parameters: ...
    @property
    def there(self) -> Parameters: ...
    @property
    def at(self) -> str: ...
    @property
    def scenario(self) -> str | None: ...
    @property
    def outputs(self) -> Sequence[str]: ...
    @property
    def units(self) -> Sequence[str]: ...
    @property
    def groups(self) -> Sequence[Sequence[str]]: ...
    @property
    def names(self) -> Sequence[str]: ...
    @property
    def order(self) -> Sequence[int]: ...
    @property
    def before(self) -> NDArray[np.float64]: ...
    @property
    def after(self) -> NDArray[np.float64]: ...
    @property
    def parts(self) -> NDArray[np.float64]: ...


def parameter_sets_figure(
    c: ParameterSetComparisonLike, *, figsize: Figsize = None, colors: Colors = None
) -> Figure:
    """One panel an output, one bar a group, the largest on top; the title has the outcome before and after.

    Bars add up to the change. Strong bars raise the outcome, faint ones lower it. colors: of the bars. Raises
    InputError when nothing differs.
    """
    import matplotlib.pyplot as plt

    if not c.groups:
        raise InputError(f"no central value differs between {c.here.name!r} and {c.there.name!r}")
    columns = min(_COLUMNS, len(c.outputs))
    rows = -(-len(c.outputs) // columns)
    height = rows * (0.2 * len(c.groups) + 0.9) + 0.7
    with look(colors=colors) as shades:
        size = size_of(figsize, (2.4 * columns + 0.8, height))
        figure, grid = plt.subplots(
            rows, columns, figsize=size, sharey=True, squeeze=False,
            layout="constrained",
        )  # fmt: skip
        for i, ax in enumerate(grid.flat[: len(c.outputs)]):
            _panel(ax, c, i, shades)
        for ax in grid.flat[len(c.outputs) :]:
            ax.remove()
        what = f"deviations in {spoken_scenario(c.scenario)}" if c.scenario else "levels of the baseline"
        title = f"{c.here.name} to {c.there.name}: {what}, {c.at}"
        headline(figure, title)
        note = (
            "Bars: exact Shapley values over blocks of parameters, on single paths; they sum to the change. "
            + "".join(f"Others: {', '.join(group)}. " for group in c.groups if len(group) > 1)
            + f"{library()}; parameters {c.here.name} and {c.there.name}."
        )
        footnote(figure, note)
    return figure


def _panel(ax: Axes, c: ParameterSetComparisonLike, i: int, shades: Palette) -> None:
    heights = np.arange(len(c.groups))
    values = c.parts[list(c.order), i]
    for height in heights[::2]:
        ax.axhspan(height - 0.5, height + 0.5, color=shades.stripe, linewidth=0, zorder=0)
    ax.axvline(0.0, color=shades.grey, linewidth=1.0)
    bars = [shades.colour(0) if v >= 0.0 else shades.tint(_LOWERS) for v in values]
    ax.barh(heights, values, height=0.7, color=bars, zorder=2)
    if not values.any():  # a goal of the outlook, say
        ax.set_xlim(-1.0, 1.0)
        ax.set_xticks([0.0])
        ax.text(
            0.5,
            0.5,
            "the same in every mixture",
            transform=ax.transAxes,
            ha="center",
            fontsize=7.5,
            bbox={"facecolor": shades.paper, "edgecolor": "none", "pad": 1.5},
        )
    ax.set_yticks(heights, [c.names[k] for k in c.order])
    ax.set_ylim(len(heights) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.margins(x=0.08)
    ax.locator_params(axis="x", nbins=4)
    write_numbers(ax.xaxis)
    ax.set_title(f"{title_of(c.outputs[i])}\n{_number(c.before[i])} to {_number(c.after[i])}", pad=4)
    ax.set_xlabel(textwrap.shorten(c.units[i], 34, placeholder=" ..."), fontsize=7.5)


def _number(value: float) -> str:
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}".replace("-", "\N{MINUS SIGN}")
