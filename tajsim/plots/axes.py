"""The Axes that a picture is given to draw on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.arguments import AT_ONCE, items
from tajsim.errors import InputError, quoted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray


def one_axes(ax: Axes | None) -> Axes | None:
    """`ax` itself when it is an Axes or None. Raises InputError otherwise."""
    from matplotlib.axes import Axes

    if ax is None or isinstance(ax, Axes):
        return ax
    raise InputError(f"ax is {quoted(ax)}; it must be Axes of matplotlib, or None for a new figure")


def first_axes(ax: Any) -> Axes | None:
    """The first of the Axes that are given, one or several; None where there is none. Raises InputError."""
    from matplotlib.axes import Axes

    listed = (ax,) if ax is None or isinstance(ax, Axes) else items(AT_ONCE, "ax", ax, "Axes of matplotlib")
    return one_axes(listed[0]) if listed else None


def some_axes(ax: Any, count: int, of: str) -> NDArray[Any]:
    """One Axes for each of `count` things, in an array. Raises InputError for others or another number."""
    from matplotlib.axes import Axes

    listed = (ax,) if isinstance(ax, Axes) else items(AT_ONCE, "ax", ax, "Axes of matplotlib")
    found = np.empty(len(listed), dtype=object)
    for place, one in enumerate(listed):
        found[place] = one_axes(one)
        if one is None:
            raise InputError(f"ax holds None; {count} {of} need as many Axes")
    if len(found) != count:
        raise InputError(f"{count} {of} need as many Axes in ax=, not {len(found)}")
    return found
