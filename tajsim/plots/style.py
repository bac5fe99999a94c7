"""One look for all pictures: readable in print and in grey, applied locally, never to global settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tajsim.results.manifest import Manifest

INK = "#1a1a1a"
GREY = "#8c8c8c"
STRIPE = "#f3f3f3"
# a second scenario differs by line style as well as by colour
COLOURS = ("#0b3c6f", "#a8480b")
LINES = ("-", "--")

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


@contextmanager
def look() -> Iterator[None]:
    """The settings of the pictures, for the time of the `with` block."""
    from matplotlib import rc_context

    with rc_context(_RC):  # type: ignore[arg-type]
        yield


def title_of(name: str) -> str:
    """An output's name as a title: `reserves_months` -> `Reserves months`."""
    text = " ".join(_SPELT.get(word, word) for word in name.split("_"))
    return text[:1].upper() + text[1:]


def caption(manifest: Manifest) -> str:
    """Where the numbers of a picture come from, in one line."""
    draws = (
        "central path only" if manifest.draws is None else f"{manifest.draws:,} draws, seed {manifest.seed}"
    )
    return f"tajsim {manifest.version}; vintage {manifest.vintage}; {draws}."
