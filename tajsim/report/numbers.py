"""Numbers as a reader meets them: few digits, a true minus sign, and no share rounded to certainty."""

from __future__ import annotations

import math

from tajsim.report.comparison import short_unit, signed

MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"


def move(value: float) -> str:
    """A deviation: +3.2 or \N{MINUS SIGN}34."""
    return signed(value).replace("-", MINUS)


def band(low: float, high: float) -> str:
    """The ends of a band, which stay on one line."""
    return f"{move(low)}{NBSP}to{NBSP}{move(high)}"


def with_unit(text: str, unit: str) -> str:
    """A number with the unit of a deviation behind it: `+3.2 %`, `+0.4 points`, `-30 million USD`."""
    short = short_unit(unit)
    return f"{text}{NBSP}{'points' if short == 'pp' else short}"


def figure(value: float) -> str:
    """A level in at most four significant digits, thousands separated: 1,234,567, 0.0125 or 11.3."""
    if not math.isfinite(value):
        return "n/a"
    size = abs(value)
    text = f"{value:,.0f}" if size >= 1000 else f"{value:.4g}"
    return text.replace("-", MINUS)


def chance(share: float) -> str:
    """A share of draws, 0 to 1, as a percentage; only all and none of them are told as 100 % and 0 %."""
    if math.isnan(share):
        return "n/a"
    percent = 100.0 * share
    if share in (0.0, 1.0):
        return f"{percent:.0f}{NBSP}%"
    if percent < 0.1:
        return f"<{NBSP}0.1{NBSP}%"
    if percent > 99.9:
        return f">{NBSP}99.9{NBSP}%"
    return f"{percent:.1f}{NBSP}%" if percent < 1.0 or percent > 99.0 else f"{percent:.0f}{NBSP}%"


def listed(items: list[str]) -> str:
    """Items as in a sentence: `a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
