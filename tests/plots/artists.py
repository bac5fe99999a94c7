"""What a picture holds: lines, bands and bars as numbers."""

from __future__ import annotations

import matplotlib.dates as mdates
import numpy as np


def line(axes, width, style=None):
    """The one line of a width, and style where one is given."""
    (found,) = [
        one
        for one in axes.lines
        if one.get_linewidth() == width
        and (style is None or one.get_linestyle() == style)
        and len(one.get_xdata())
    ]
    return found


def band(axes, number):
    """The lower and the upper edge of a filled band, at each of its dates."""
    edges = {}
    for x, y in axes.collections[number].get_paths()[0].vertices:
        low, high = edges.get(x, (y, y))
        edges[x] = min(low, y), max(high, y)
    return np.array([edges[x] for x in sorted(edges)]).T


def days(values):
    """Dates of an artist as texts."""
    values = np.asarray(values)
    numbers = values if values.dtype.kind == "f" else mdates.date2num(values)
    return [when.strftime("%Y-%m-%d") for when in mdates.num2date(numbers)]


def segments(collection):
    """Ends of horizontal or vertical lines: rows of (x0, x1, y0, y1)."""
    found = collection.get_segments()
    return np.array([(s[0][0], s[1][0], s[0][1], s[1][1]) for s in found])


def contrast(one, other):
    """The ratio of luminances of two colours, from 1 (the same) to 21."""
    from matplotlib.colors import to_rgb

    def luminance(colour):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def bare(axes):
    """Whether names of rows have neither a line nor ticks beside them, and values a line below."""
    ticks = {tick.tick1line.get_markersize() for tick in axes.yaxis.get_major_ticks()}
    shown = {side for side, spine in axes.spines.items() if spine.get_visible()}
    return ticks == {0} and shown == {"bottom"}


def words(ax):
    figure = ax if hasattr(ax, "savefig") else ax.get_figure(root=True)
    return " ".join(figure.get_supxlabel().split())
