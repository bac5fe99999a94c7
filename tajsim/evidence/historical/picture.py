"""The waterfall from the year before through the projection and the parts to the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tajsim.evidence.historical.text import said
from tajsim.plots.contributions import contributions
from tajsim.plots.style import title_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tajsim.evidence.historical.like import HistoricalLike


def waterfall(found: HistoricalLike, output: str, ax: Axes | None = None) -> Axes:
    """A row a step: the year before, the model's own projection, every part, the year.

    Solid bars lower the output, hatched ones raise it. Raises UnknownNameError for an output that is not
    taken apart.
    """
    i = found.place(output)
    names = [said(name, kind) for name, kind in zip(found.names, found.kinds, strict=True)]
    moved = found.expected[i] - found.before[i]
    unseen = "" if output in found.observed else " Not observed: what the other figures imply."
    return contributions(
        [found.previous[i], "the model's own projection", *names, found.periods[i]],
        [found.before[i], moved, *found.parts[:, i], found.after[i]],
        ax,
        title=f"{title_of(output)}, {found.periods[i]}: what brought it about",
        unit=found.infos[output].unit,
        note=f"Single path of {found.parameters}. Solid: lowers, hatched: raises. Dots: before, projected, "
        f"after.{unseen}",
        dots=(1,),
    )
