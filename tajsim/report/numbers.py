"""Numbers as a reader meets them: few digits, a true minus sign, and no share rounded to certainty."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tajsim.languages import ENGLISH, NBSP, Language
from tajsim.report.comparison import short_unit, signed
from tajsim.rounding import percent

MINUS = "\N{MINUS SIGN}"


def move(value: float, say: Language = ENGLISH) -> str:
    """A deviation: +3.2 or \N{MINUS SIGN}34."""
    return _absent(value, say) or say.number(signed(value).replace("-", MINUS))


def fine(value: float, say: Language = ENGLISH) -> str:
    """A deviation beside words about its sign: as `move`, but only nothing is written as 0.0."""
    if not math.isfinite(value) or value == 0.0 or round(value, 1) != 0.0:
        return move(value, say)
    places = -math.floor(math.log10(abs(value)))
    return say.number(f"{value:+.{places}f}".replace("-", MINUS))


def band(ends: tuple[str, str], say: Language = ENGLISH) -> str:
    """The ends of a band, which stay on one line."""
    return say("{low} to {high}", low=ends[0], high=ends[1]).replace(" ", NBSP)


def with_unit(text: str, unit: str, say: Language = ENGLISH) -> str:
    """A number with the unit of a deviation behind it: `+3.2 %`, `+0.4 points`, `-30 million USD`."""
    short = short_unit(unit)
    return f"{text}{NBSP}{say('points' if short == 'pp' else short)}"


def figure(value: float, say: Language = ENGLISH) -> str:
    """A level in at most four significant digits, thousands separated: 1,234,567, 0.0125 or 11.3."""
    if not math.isfinite(value):
        return say("n/a")
    size = abs(value)
    text = f"{value:,.0f}" if size >= 999.95 else f"{value:.4g}"
    return say.number(text.replace("-", MINUS))


def chance(share: float, say: Language = ENGLISH, rules: Iterable[float] = ()) -> str:
    """A share of draws, 0 to 1, as a percentage; only all and none of them are written as 100 % and 0 %.

    rules: shares that the words beside it name; the figure stays on its side of each.
    """
    text = _absent(share, say) or f"{say.number(percent(share, rules))} %"
    return text.replace(" ", NBSP)


def _absent(value: float, say: Language) -> str:
    return say("n/a") if math.isnan(value) else ""
