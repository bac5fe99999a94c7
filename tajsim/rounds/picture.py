"""What moved a forecast from one round to another, as a waterfall."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.frozen import FrozenMap
from tajsim.plots.contributions import contributions
from tajsim.plots.style import title_of
from tajsim.rounds.words import spoken

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tajsim.rounds.like import RoundComparisonLike

Floats = NDArray[np.float64]

_MOST, _LETTERS = 9, 44  # parts with a row of their own; letters of a line of their names
_NOTHING = 1e-9  # of the largest part
_STATISTIC: Mapping[str, str] = FrozenMap(
    {"median": "Medians of draws", "mean": "Means of draws", "central": "Single path"}
)


def waterfall(found: RoundComparisonLike, output: str, year: int, ax: Axes | None = None) -> Axes:
    """From the forecast of one round through what each group adds to that of the other, a row each.

    Solid bars lower the forecast, hatched ones raise it. Raises InputError for what is not compared.
    """
    i, t = found.place(output, year)
    names, parts = _shown(found, found.parts[:, i, t])
    return contributions(
        [found.a, *names, found.b],
        [found.before[i, t], *parts, found.after[i, t]],
        ax,
        title=f"{title_of(output)}, {year}: from {found.a} to {found.b}",
        unit=found.infos[output].unit,
        note=f"{_STATISTIC[found.statistic]}. Solid: lowers, hatched: raises.",
    )


def _shown(found: RoundComparisonLike, parts: Floats) -> tuple[list[str], Floats]:
    """The names and sizes of the parts that move the forecast, in their order; small ones of many are one."""
    largest = float(np.max(np.abs(parts)))
    moving = [k for k in range(len(parts)) if abs(parts[k]) > _NOTHING * largest]
    own = sorted(sorted(moving, key=lambda k: -abs(parts[k]))[:_MOST])
    left = [k for k in moving if k not in own]
    spelled = [spoken(found.names[k], found.kinds[k]) for k in own]
    names = ["\n".join(textwrap.wrap(name, _LETTERS)) for name in spelled]
    if not left:
        return names, parts[own]
    return [*names, f"{len(left)} others"], np.append(parts[own], parts[left].sum())
