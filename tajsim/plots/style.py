"""One look for all pictures: readable in print and in grey, applied locally, never to global settings."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tajsim.plots.titles import TITLES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tajsim.results.manifest import Manifest

INK = "#1a1a1a"
GREY = "#8c8c8c"
STRIPE = "#f3f3f3"
# scenarios in one panel differ by line style as well as by colour
COLOURS = ("#0b3c6f", "#a8480b", "#4d4d4d", "#3f8f7f")
LINES = ("-", "--", "-.", ":")
WIDE, NARROW = 0.17, 0.38  # opacity of the 90 % and the 50 % band, told apart in grey

_RC = {
    "font.size": 9.0,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9.0,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "text.color": INK,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.dpi": 110.0,
    "date.converter": "concise",
}
_SPELT = {name.lower(): name for name in ("GDP", "USD", "TJS", "RUB", "NPL", "Russia", "China")}


_TITLE, _NOTE = 10.0, 17.0  # letters to an inch


@contextmanager
def look() -> Iterator[None]:
    """The settings of the pictures, for the time of the `with` block."""
    import matplotlib as mpl

    interactive = mpl.is_interactive()
    try:
        with mpl.rc_context(_RC):  # type: ignore[arg-type]
            try:
                yield
            finally:
                interactive = mpl.is_interactive()
    finally:
        mpl.interactive(interactive)  # the first figure of a notebook loads a backend that turns it on


def title_of(name: str) -> str:
    """What an output is called in pictures; another name in words: `wage_elasticity` -> `Wage elasticity`."""
    text = TITLES.get(name) or " ".join(_SPELT.get(word, word) for word in name.split("_"))
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
    from tajsim import __version__

    return f"tajsim {__version__}"


def caption(manifest: Manifest) -> str:
    """Where the numbers of a picture come from, in one line."""
    draws = (
        "central path only" if manifest.draws is None else f"{manifest.draws:,} draws, seed {manifest.seed}"
    )
    return f"tajsim {manifest.version}; vintage {manifest.vintage}; {draws}."


def _broken(figure: Figure, text: str, letters: float) -> str:
    """`text` in lines that fit the figure; `letters`: how many go into an inch."""
    width = max(int(letters * figure.get_figwidth()), 20)
    return "\n".join(part for line in text.splitlines() for part in textwrap.wrap(line, width))
