"""Colours that fit the paper they are drawn on: light or dark, distinguishable in grey as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tajsim.errors import InputError, quoted
from tajsim.kinds import is_finite_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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
