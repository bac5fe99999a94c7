"""Figures as files: laid out once, where Matplotlib draws everything an extra time for that.

`Figure.savefig` of a figure with a layout draws it without a trace first, in case drawing decides where its
parts go. A layout needs no more than their sizes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_POINTS = 72.0  # to an inch, in which vector formats are laid out


def save(figure: Figure, stream: Any, format: str, dpi: float | None = None, **more: Any) -> None:
    """Write a figure that nobody needs any more as "png" or "svg", as `savefig` would; see there.

    dpi: dots an inch of pixels, by default as the settings say.
    """
    import matplotlib as mpl

    dots: Any = mpl.rcParams["savefig.dpi"] if dpi is None else dpi
    engine = figure.get_layout_engine()
    if engine is not None and mpl.rcParams["savefig.bbox"] != "tight":
        if format == "svg":
            from matplotlib.backends.backend_svg import FigureCanvasSVG

            FigureCanvasSVG(figure)  # whose text has other widths
            figure.set_dpi(_POINTS)
        elif dots != "figure":
            figure.set_dpi(dots)
        engine.execute(figure)
        with mpl.rc_context({"figure.autolayout": False, "figure.constrained_layout.use": False}):
            figure.set_layout_engine(None)
    figure.savefig(stream, format=format, dpi=dots, **more)
