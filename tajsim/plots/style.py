"""One look for all pictures, never set globally: colours that fit light and dark paper, and grey as well.

Its numbers on axes are written as in the text: thousands apart, a true minus sign, no exponent. Axes that a
picture is given are checked here as well.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from matplotlib.ticker import ScalarFormatter

from tajsim.arguments import AT_ONCE, items
from tajsim.errors import InputError, quoted
from tajsim.kinds import is_finite_number
from tajsim.model.outputs import OUTPUTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from tajsim.results.manifest import Manifest
    from tajsim.results.weights import Weights

_LIGHT = ("#0b3c6f", "#a8480b", "#4d4d4d", "#3f8f7f")
_DARK = ("#8fbdf0", "#f0a35e", "#d0d0d0", "#5fc2ad")
_INK_ON_LIGHT, _INK_ON_DARK = "#1a1a1a", "#ececec"
_MIDDLE = 0.4  # of the luminance: paper below it is dark
_MOST = 1000  # colours that a user may give


@dataclass(frozen=True, slots=True)
class Palette:
    """What a picture is drawn with: `paper` behind everything, `ink` for words, `colours` for scenarios."""

    paper: str
    ink: str
    colours: tuple[str, ...]

    def tint(self, share: float, colour: str | None = None) -> str:
        """An opaque colour between the paper (0) and `colour` (1), by default the first of the scenarios."""
        return _between(self.paper, colour or self.colours[0], share)

    @property
    def grey(self) -> str:
        """Of lines that stand back: axes, references."""
        return _between(self.paper, self.ink, 0.5)

    @property
    def stripe(self) -> str:
        """Of every second row of a table, hardly seen."""
        return _between(self.paper, self.ink, 0.06)

    def shade(self, share: float) -> str:
        """A grey between the paper (0) and the ink (1)."""
        return _between(self.paper, self.ink, share)

    def with_colours(self, colours: Sequence[str] | str | None) -> Palette:
        """The same with a user's colours for scenarios. Raises InputError for what is no colour."""
        if colours is None:
            return self
        from matplotlib.colors import to_hex

        given = [colours] if isinstance(colours, str) else colours
        if not isinstance(given, Sequence) or not 0 < len(given) <= _MOST:
            raise InputError(
                f"colors is {quoted(colours)}; give one colour a scenario, as in colors=['navy', 'C1']"
            )
        wrong = [colour for colour in given if not _is_colour(colour)]
        if wrong:
            raise InputError(f"colors holds {quoted(wrong[0])}, which is no colour that Matplotlib knows")
        return replace(self, colours=tuple(to_hex(colour) for colour in given))

    def colour(self, index: int) -> str:
        """The colour of a scenario. Raises InputError when there are more scenarios than colours."""
        if index >= len(self.colours):
            raise InputError(f"colors has {len(self.colours)} colours; one more scenario is drawn")
        return self.colours[index]


def _is_colour(given: object) -> bool:
    """Whether Matplotlib knows a text or three or four numbers as a colour."""
    from matplotlib.colors import is_color_like

    parts = given if isinstance(given, tuple | list) else ()
    numbers = len(parts) in (3, 4) and all(is_finite_number(part) for part in parts)
    return (isinstance(given, str) or numbers) and is_color_like(given)


def palette(on: Axes | None = None) -> Palette:
    """The palette for Axes that were given, else for a new figure in the style now in force."""
    from matplotlib import rcParams

    if on is None:
        layers = [rcParams["figure.facecolor"]]
    else:
        layers = [on.get_figure(root=True).get_facecolor(), on.get_facecolor()]  # type: ignore[union-attr]
    paper = _flattened(layers)
    if _luminance(paper) < _MIDDLE:
        return Palette(paper, _INK_ON_DARK, _DARK)
    return Palette(paper, _INK_ON_LIGHT, _LIGHT)


def _flattened(layers: Sequence[Any]) -> str:
    """The colour that layers make on white paper, the first at the bottom; some may be transparent."""
    from matplotlib.colors import to_hex, to_rgba

    seen = "#ffffff"
    for layer in layers:
        *_, alpha = to_rgba(layer)
        seen = _between(seen, to_hex(layer), alpha)
    return seen


def _between(one: str, other: str, share: float) -> str:
    from matplotlib.colors import to_hex, to_rgb

    pairs = zip(to_rgb(one), to_rgb(other), strict=True)
    return to_hex([a + share * (b - a) for a, b in pairs])  # type: ignore[arg-type]


def _luminance(colour: str) -> float:
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# scenarios in one panel differ by line style as well as by colour
LINES = ("-", "--", "-.", ":")
WIDE, NARROW = 0.17, 0.38  # opacity of the 90 % and the 50 % band, distinct in grey
Figsize: TypeAlias = "tuple[float, float] | None"
Colors: TypeAlias = "Sequence[str] | str | None"

_RC = {
    "font.size": 9.0,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.labelsize": 9.0,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "figure.dpi": 110.0,
    "date.converter": "concise",
}
_TITLES = {output.name: output.title for output in OUTPUTS}
_SPELT = {name.lower(): name for name in ("GDP", "USD", "TJS", "RUB", "NPL", "Russia", "China")}


_TITLE, _NOTE = 10.0, 17.0  # letters to an inch


@contextmanager
def look(on: Axes | Iterable[Axes] | None = None, colors: Colors = None) -> Iterator[Palette]:
    """The settings of the pictures for the time of the `with` block, and the colours to draw with.

    on: Axes that were given, whose paper decides between light and dark; else the style in force does.
    colors: of the scenarios, in their order, in place of the palette's own.
    """
    import matplotlib as mpl

    given = first_axes(on)
    shades = palette(given).with_colours(colors)
    rc = _RC | _on_paper(shades)
    if given is None:  # one's own figure has its title at the left; on given Axes it is where theirs are
        rc["axes.titlelocation"] = "left"
    interactive = mpl.is_interactive()
    try:
        with mpl.rc_context(rc):  # type: ignore[arg-type]
            try:
                yield shades
            finally:
                interactive = mpl.is_interactive()
    finally:
        mpl.interactive(interactive)  # the first figure of a notebook loads a backend that turns it on


def _on_paper(shades: Palette) -> dict[str, Any]:
    words = ("axes.labelcolor", "axes.titlecolor", "xtick.color", "ytick.color", "text.color")
    papers = ("figure.facecolor", "axes.facecolor", "savefig.facecolor")
    return (
        dict.fromkeys(words, shades.ink)
        | dict.fromkeys(papers, shades.paper)
        | {"axes.edgecolor": shades.grey}
    )


def name_axes(ax: Axes, title: str, given: bool) -> None:
    """The title of one chart; Axes that were given and have a title keep it."""
    if given and any(ax.get_title(loc) for loc in ("left", "center", "right")):
        return
    ax.set_title(title)


def name_panel(ax: Axes, title: str, unit: str, given: bool, along: str = "y") -> None:
    """The title of one of many panels, with its unit below; on Axes that were given the unit is the label of
    the axis along which values run, so that another title finds its place free."""
    if given:
        name_axes(ax, title, given)
        (ax.set_ylabel if along == "y" else ax.set_xlabel)(unit)
        return
    ax.set_title(f"{title}\n", pad=2)
    ax.annotate(
        unit,
        (0, 1),
        (0, 2.5),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=7.5,
        va="bottom",
    )


def three_digits(value: float) -> str:
    """A number in a label: three significant digits below a thousand, no exponent: `1,234`, `0.00012`."""
    if not math.isfinite(value) or not value:
        return f"{value:g}".removeprefix("-") if not value else f"{value}"
    places = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "\N{MINUS SIGN}")


def write_numbers(*axes: Axis) -> None:
    """Let the axes write their numbers as in the text: thousands apart, a true minus sign."""

    for axis in axes:
        axis.set_major_formatter(Numbers())


def size_of(figsize: Figsize, usual: tuple[float, float], given: bool = False) -> tuple[float, float]:
    """The size of a figure in inches: the one asked for or the usual one.

    Raises InputError for what is no size, and for a size beside Axes that were given.
    """
    if figsize is None:
        return usual
    if given:
        raise InputError("figsize= is for a figure made here; the one that ax= belongs to has its size")
    sizes = list(figsize) if isinstance(figsize, list | tuple) else []
    if len(sizes) != 2 or not all(is_finite_number(size) and 1.0 <= size <= 100.0 for size in sizes):
        raise InputError(f"figsize is {quoted(figsize)}; give width and height in inches, from 1 to 100 each")
    return float(sizes[0]), float(sizes[1])


def title_of(name: str) -> str:
    """What an output is called in pictures; another name in words: `wage_elasticity` -> `Wage elasticity`."""
    text = _TITLES.get(name) or " ".join(_SPELT.get(word, word) for word in name.split("_"))
    return text[:1].upper() + text[1:]


def spoken(name: str) -> str:
    """What an output is called within a sentence: `reserve cover`, but `GDP` and `Russian GDP`."""
    text = title_of(name)
    kept = text.startswith(("Russia", "Gini")) or text[1:2].isupper()
    return text if kept else text[:1].lower() + text[1:]


def headline(figure: Figure, text: str) -> None:
    """The title of a whole figure, at its left edge, broken where it would not fit."""
    figure.suptitle(_broken(figure, text, _TITLE), x=0.01, ha="left", weight="bold", fontsize=11)


def footnote(figure: Figure, text: str) -> None:
    """How to read a figure and where its numbers come from, below it; every line of `text` begins one."""
    figure.supxlabel(_broken(figure, text, _NOTE), x=0.01, ha="left", fontsize=7)


def library() -> str:
    """The library and its version, for the caption of what has no manifest."""
    from tajsim.version import __version__

    return f"tajsim {__version__}"


def caption(manifest: Manifest, weights: Weights | None = None) -> str:
    """Where the numbers of a picture come from, in one line, and what draws they rest on if these weigh."""
    draws = (
        "single path only" if manifest.draws is None else f"{manifest.draws:,} draws, seed {manifest.seed}"
    )
    conditioned = "" if weights is None else f" {weights.sentence}"
    return f"tajsim {manifest.version}; parameters {manifest.vintage}; {draws}.{conditioned}"


def _broken(figure: Figure, text: str, letters: float) -> str:
    """`text` in lines that fit the figure; `letters`: how many go into an inch."""
    width = max(int(letters * figure.get_figwidth()), 20)
    return "\n".join(part for line in text.splitlines() for part in textwrap.wrap(line, width))


_LARGE = 1000.0


class Numbers(ScalarFormatter):
    """`1,500` rather than `1500` or `1.5e3`; small numbers as Matplotlib writes them."""

    def __init__(self) -> None:
        super().__init__(useOffset=False)
        self.set_scientific(False)

    def __call__(self, x: float, pos: int | None = None) -> str:
        """The label of one tick."""
        if self.axis is None or max(abs(float(end)) for end in self.axis.get_view_interval()) < _LARGE:
            return super().__call__(x, pos)
        return f"{x:,.10g}".replace("-", "\N{MINUS SIGN}")


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
