"""Units of published figures, and the factors between those of one kind."""

from __future__ import annotations

import re

_SCALES = {"": 1e-6, "thousand": 1e-3, "million": 1.0, "billion": 1e3, "trillion": 1e6}
_CURRENCIES = "USD|TJS|RUB|EUR"
_AMOUNT = re.compile(rf"(?:(\w+) )?({_CURRENCIES})(?: (\w+))?( at .*)?")
_PEOPLE = re.compile(r"(?:(\w+) )?persons")


def simplified(unit: str) -> tuple[str, float]:
    """A unit without its scale, and how many of it one is: "US$ billion" is 1,000 "million USD".

    Money is in millions, people in persons; every percentage is "%"; other units stay as they are.
    """
    text = " ".join(unit.replace("US$", "USD").split())
    if text.startswith("%"):
        return "%", 1.0
    if match := _AMOUNT.fullmatch(text):
        before, currency, after, prices = match.groups(default="")
        scale = before or after
        if scale in _SCALES and not (before and after):
            return f"million {currency}{prices}", _SCALES[scale]
    if (match := _PEOPLE.fullmatch(text)) and (match[1] or "") in _SCALES:
        return "persons", round(1e6 * _SCALES[match[1] or ""])
    return text, 1.0


def factor(unit: str, wanted: str) -> float | None:
    """By what a figure in `unit` is multiplied to be in `wanted`, or None when it is of another kind."""
    found, scale = simplified(unit)
    kind, other = simplified(wanted)
    return scale / other if found == kind else None
