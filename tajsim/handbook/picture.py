"""The parts of the model and what flows between them, as a matrix: who gives, who receives, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tajsim.handbook.joins import Wiring, wiring
from tajsim.plots.style import look

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_wiring(ax: Axes | None = None, joined: Wiring | None = None) -> Axes:
    """A row for each part of the model that receives, a column for each that gives, in their order.

    Squares: handed over in the same quarter; they lie below the diagonal, because no part waits for a later
    one. Rings: remembered from the quarter before. `joined`: the wiring to draw, by default that of the step.
    """
    from matplotlib import pyplot as plt

    joined = wiring() if joined is None else joined
    with look(ax) as shades:
        if ax is None:
            ax = plt.subplots(figsize=(8.6, 8.6), layout="constrained")[1]
        size = len(joined.order)
        place = {name: i for i, name in enumerate(joined.order)}
        for i in range(size):
            ax.axhspan(i - 0.5, i + 0.5, color=shades.stripe if i % 2 else shades.paper, zorder=0)
            ax.plot([i], [i], marker="x", color=shades.grey, markersize=4, zorder=2)
        for flow in joined.flows:
            x, y = place[flow.giver], place[flow.receiver]
            if flow.lagged:
                ax.plot([x], [y], "o", color=shades.colour(1), markersize=9.5, markerfacecolor="none")
            else:
                ax.plot([x], [y], "s", markersize=4.5, color=shades.colour(0), zorder=4)
        ax.plot([-0.5, size - 0.5], [-0.5, size - 0.5], color=shades.grey, linewidth=0.8, zorder=1)
        ax.set_xticks(range(size), joined.order, rotation=60, ha="left", rotation_mode="anchor")
        ax.xaxis.tick_top()
        ax.xaxis.set_label_position("top")
        ax.set_yticks(range(size), joined.order)
        ax.set_xlim(-0.5, size - 0.5)
        ax.set_ylim(size - 0.5, -0.5)
        ax.set_xlabel("gives")
        ax.set_ylabel("receives, in the order of a quarter from top to bottom")
        ax.tick_params(length=0)
        ax.set_aspect("equal")
        caption = "Squares: handed over in the same quarter. Rings: remembered from the last quarter."
        ax.annotate(caption, (0.0, -0.02), xycoords="axes fraction", va="top", size=8, color=shades.grey)
    return ax
