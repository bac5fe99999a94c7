"""The waterfall between the forecasts of two rounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tajsim.frozen import FrozenMap
from tajsim.plots.contributions import contributions
from tajsim.plots.style import title_of
from tajsim.rounds.words import spoken

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tajsim.rounds.like import RoundComparisonLike

_STATISTIC: Mapping[str, str] = FrozenMap(
    {"median": "Medians of draws", "mean": "Means of draws", "central": "Single path"}
)


def waterfall(found: RoundComparisonLike, output: str, year: int, ax: Axes | None = None) -> Axes:
    """From the forecast of one round through what each group adds to that of the other, a row each.

    Solid bars lower the forecast, hatched ones raise it. Raises InputError for what is not compared.
    """
    i, t = found.place(output, year)
    return contributions(
        [found.a, *map(spoken, found.names, found.kinds), found.b],
        [found.before[i, t], *found.parts[:, i, t], found.after[i, t]],
        ax,
        title=f"{title_of(output)}, {year}: from {found.a} to {found.b}",
        unit=found.infos[output].unit,
        note=f"{_STATISTIC[found.statistic]}. Solid: lowers, hatched: raises.",
    )
