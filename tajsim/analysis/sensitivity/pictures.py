"""Charts of a sensitivity study: one at a time, shares of the variance, and those shares over the years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from tajsim.arguments import AT_ONCE, whole
from tajsim.errors import InputError
from tajsim.parameters import declarations
from tajsim.plots.names import spoken_scenario
from tajsim.plots.style import (
    Colors,
    Figsize,
    footnote,
    headline,
    library,
    look,
    name_axes,
    one_axes,
    size_of,
    spoken,
    three_digits,
    title_of,
    write_numbers,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.colors import LinearSegmentedColormap

    from tajsim.analysis.sensitivity.methods import Swing
    from tajsim.analysis.sensitivity.quantity import Factor
    from tajsim.parameters import Parameters
    from tajsim.plots.style import Palette

_LOW = 0.22  # of the colour in the faint bar
_LABELS = 40  # letters of a name


class IndicesLike(Protocol):
    """How much each outcome varies."""

    @property
    def sd(self) -> npt.NDArray[np.float64]: ...


class SensitivityLike(Protocol):
    """What is drawn of `tajsim.sensitivity`."""

    @property
    def scenario(self) -> str: ...
    @property
    def baseline(self) -> str | None: ...
    @property
    def output(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def at(self) -> str: ...
    @property
    def years(self) -> Sequence[int]: ...
    @property
    def parameters(self) -> Parameters: ...
    @property
    def factors(self) -> Sequence[Factor]: ...
    @property
    def ignored(self) -> Sequence[str]: ...
    @property
    def indices(self) -> IndicesLike: ...
    @property
    def swings(self) -> Sequence[Swing]: ...
    @property
    def base_samples(self) -> int: ...
    @property
    def seed(self) -> int: ...
    def table(self) -> pd.DataFrame: ...
    def path(self) -> pd.DataFrame: ...


def tornado(
    found: SensitivityLike,
    count: int = 20,
    ax: Axes | None = None,
    *,
    figsize: Figsize = None,
    colors: Colors = None,
) -> Axes:
    """The outcome with one parameter at its 5 % (faint) or 95 % point (strong), all others at medians.

    The `count` largest swings, the largest at the top; the ends of the parameter stand at the right. colors:
    of the bars. Raises InputError for a bad count.
    """
    swings = found.swings[: _whole(count)]
    names = [swing.name for swing in swings]
    with look(ax, colors) as shades:
        panel = _panel(len(swings), ax, figsize)
        _stripes(panel, len(swings), shades)
        middle = swings[0].at_median
        for height, swing in enumerate(swings):
            for end, colour, thick in (
                (swing.at_low, shades.tint(_LOW), 0.72),
                (swing.at_high, shades.colour(0), 0.4),
            ):
                panel.barh(
                    height,
                    end - middle,
                    thick,
                    middle,
                    color=colour,
                    edgecolor=shades.ink,
                    linewidth=0.4,
                    zorder=2,
                )
        panel.axvline(middle, color=shades.ink, linewidth=0.9, zorder=3)
        units = [declarations()[name].unit for name in names]
        _beside(
            panel,
            [
                f"{three_digits(s.low)} to {three_digits(s.high)} {u}"
                for s, u in zip(swings, units, strict=True)
            ],
        )
        _finish(panel, names, found.unit)
        _words(
            panel,
            ax is None,
            f"One at a time: {_subject(found)}",
            "Broad, faint bar: the parameter at its 5 % point; narrow, strong bar: at its 95 % point (both "
            "at the right); all others at their medians.\n"
            f"Line: everything at its median. {_source(found, False)}",
        )
    return panel


def indices(
    found: SensitivityLike,
    count: int = 20,
    ax: Axes | None = None,
    *,
    figsize: Figsize = None,
    colors: Colors = None,
) -> Axes:
    """Shares of the variance by factor: first order (filled dot) and total (hollow) with their intervals.

    The `count` largest totals, the largest at the top. colors: of first order and total. Raises InputError
    for a bad count.
    """
    table = found.table().iloc[: _whole(count)]
    heights = np.arange(len(table), dtype=float)
    with look(ax, colors) as shades:
        panel = _panel(len(table), ax, figsize)
        _stripes(panel, len(table), shades)
        panel.axvline(0.0, color=shades.grey, linewidth=1, zorder=1)
        for kind, shift, colour, face in (
            ("first", -0.16, shades.colour(0), shades.colour(0)),
            ("total", 0.16, shades.colour(1), shades.paper),
        ):
            low, high = (100.0 * table[f"{kind}_{end}"].to_numpy(float) for end in ("low", "high"))
            panel.hlines(heights + shift, low, high, color=colour, linewidth=1.2, zorder=2)
            panel.plot(
                100.0 * table[kind].to_numpy(float), heights + shift, "o", color=colour, markersize=4.5,
                markerfacecolor=face, zorder=3,
            )  # fmt: skip
        _beside(panel, [f"{_whole_percent(100 * first)} %" for first in table["first"]])
        _finish(panel, list(table["parameter"]), "% of the variance")
        _words(
            panel,
            ax is None,
            f"Where the uncertainty comes from: {_subject(found)}",
            "Filled dot and number: the share of the variance that would go if the factor were known. Hollow "
            f"dot: with its interactions. Lines: 95 % intervals.\n{_correlation(found)} {_source(found)}",
        )
    return panel


def path(
    found: SensitivityLike,
    count: int = 10,
    ax: Axes | None = None,
    *,
    figsize: Figsize = None,
) -> Axes:
    """First-order shares of the variance in every full year of the run, in percent: stronger is more.

    The `count` factors with the largest total at the period asked; under them what all others explain on
    their own and the rest, which is by interaction. Raises InputError for a bad count or a run without years.
    """
    if not found.years:
        raise InputError("the run has no full year; there is no path to draw")
    wide = found.path().pivot_table("first", "parameter", "year", dropna=False, sort=False, observed=True)
    shares = 100.0 * wide.reindex(columns=list(found.years)).to_numpy(float)
    shown = min(_whole(count), len(shares))
    parts = [shares[:shown]]
    labels = [str(name) for name in wide.index[:shown]]
    if shown < len(shares):
        parts.append(shares[shown:].sum(axis=0, keepdims=True))
        labels.append(f"{len(shares) - shown} others, each alone")
    parts.append(100.0 - shares.sum(axis=0, keepdims=True))
    labels.append("interactions")
    cells = np.concatenate(parts)
    with look(ax) as shades:
        panel = _panel(len(cells), ax, figsize)
        panel.imshow(np.nan_to_num(cells), cmap=_greys(shades), vmin=0.0, vmax=100.0, aspect="auto", zorder=1)
        for (row, column), value in np.ndenumerate(cells):
            text = "\N{EN DASH}" if np.isnan(value) else _whole_percent(float(value))
            panel.text(
                column, row, text, ha="center", va="center", fontsize=8,
                color=shades.paper if value > 55.0 else shades.ink,
            )  # fmt: skip
        panel.axhline(shown - 0.5, color=shades.ink, linewidth=0.8)
        _finish(panel, labels, "")
        sds = [three_digits(float(sd)) for sd in found.indices.sd[1:]]
        panel.set_xticks(
            range(len(found.years)), [f"{year}\n({sd})" for year, sd in zip(found.years, sds, strict=True)]
        )
        panel.set_xlabel(f"year (standard deviation, {found.unit})")
        _words(
            panel,
            ax is None,
            "Where the uncertainty comes from, year by year: "
            f"{spoken(found.output)} in {spoken_scenario(found.scenario)}",
            "Percent of the variance of the year that would go if the factor were known; the rest is by "
            f"interaction.\n{_correlation(found)} {_source(found)}",
        )
    return panel


@dataclass(frozen=True, eq=False, repr=False)
class SensitivityPlots:
    """The pictures of one study; each method is the function of the same name.

    Attributes
    ----------
    found : Sensitivity
        The study that is drawn.
    """

    found: SensitivityLike

    def tornado(
        self,
        count: int = 20,
        ax: Axes | None = None,
        *,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Axes:
        """What the outcome is with one parameter low or high and all others at their medians.

        Parameters
        ----------
        count : int, default 20
            How many parameters, the largest first.
        ax : matplotlib.axes.Axes, optional
            Where to draw; None for a figure of its own.
        figsize : tuple of (float, float), optional
            Width and height in inches of a figure of its own.
        colors : str or sequence of str, optional
            Of the bars, as Matplotlib knows them.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on.

        Raises
        ------
        InputError
            For a bad count.
        """
        return tornado(self.found, count, ax, figsize=figsize, colors=colors)

    def indices(
        self,
        count: int = 20,
        ax: Axes | None = None,
        *,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Axes:
        """First-order and total shares of the variance with intervals.

        Parameters
        ----------
        count : int, default 20
            How many factors, the largest first.
        ax : matplotlib.axes.Axes, optional
            Where to draw; None for a figure of its own.
        figsize : tuple of (float, float), optional
            Width and height in inches of a figure of its own.
        colors : str or sequence of str, optional
            Two: of first order and total, as Matplotlib knows them.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on.

        Raises
        ------
        InputError
            For a bad count.
        """
        return indices(self.found, count, ax, figsize=figsize, colors=colors)

    def path(
        self, count: int = 10, ax: Axes | None = None, *, figsize: tuple[float, float] | None = None
    ) -> Axes:
        """First-order shares of the variance in every year, shaded in grey.

        Parameters
        ----------
        count : int, default 10
            How many factors, the largest first.
        ax : matplotlib.axes.Axes, optional
            Where to draw; None for a figure of its own.
        figsize : tuple of (float, float), optional
            Width and height in inches of a figure of its own.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on.

        Raises
        ------
        InputError
            For a bad count, or a run without a full year.
        """
        return path(self.found, count, ax, figsize=figsize)


def _greys(shades: Palette) -> LinearSegmentedColormap:
    """From the paper to the ink."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("greys", [shades.paper, shades.ink])


def _whole(count: int) -> int:
    return whole(AT_ONCE, "count", count, 1, 2**63)


def _panel(rows: int, ax: Axes | None, figsize: Figsize) -> Axes:
    import matplotlib.pyplot as plt

    ax = one_axes(ax)
    size = size_of(figsize, (8.6, 0.235 * rows + 1.6), ax is not None)
    return ax if ax is not None else plt.subplots(figsize=size, layout="constrained")[1]


def _stripes(ax: Axes, rows: int, shades: Palette) -> None:
    for height in range(0, rows, 2):
        ax.axhspan(height - 0.5, height + 0.5, color=shades.stripe, linewidth=0, zorder=0)


def _beside(ax: Axes, texts: Sequence[str]) -> None:
    for height, text in enumerate(texts):
        ax.annotate(
            text, (1, height), (6, 0), ("axes fraction", "data"), "offset points", va="center", fontsize=7.5,
            annotation_clip=False,
        )  # fmt: skip


def _finish(ax: Axes, names: Sequence[str], unit: str) -> None:
    ax.set_yticks(range(len(names)), [title_of(name)[:_LABELS] for name in names])
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(unit)
    write_numbers(ax.xaxis)


def _words(ax: Axes, own: bool, title: str, note: str) -> None:
    """A heading and a caption for a figure of one's own; a title for Axes that were given."""
    figure = ax.get_figure(root=True)
    if not own or figure is None:
        name_axes(ax, title, given=True)
        return
    headline(figure, title)
    footnote(figure, note)


def _subject(found: SensitivityLike) -> str:
    against = "" if found.baseline is None else f" against {spoken_scenario(found.baseline)}"
    return f"{spoken(found.output)} in {spoken_scenario(found.scenario)}{against}, {found.at}"


def _correlation(found: SensitivityLike) -> str:
    joint = [factor.name for factor in found.factors if factor.joint]
    if joint:
        return f"{joint[0].capitalize()}: drawn jointly."
    count = len(found.ignored)
    return f"Correlations of {count} calibrated parameters are ignored." if count else "Drawn independently."


def _source(found: SensitivityLike, sampled: bool = True) -> str:
    samples = f"; {found.base_samples:,} base samples, seed {found.seed}" if sampled else ""
    return f"{library()}; parameters {found.parameters.name}{samples}."


def _whole_percent(value: float) -> str:
    """Without decimals and without a negative zero."""
    return f"{round(value) + 0:d}".replace("-", "\N{MINUS SIGN}")
