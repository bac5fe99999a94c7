"""Rounded numbers that never contradict the rule they stand beside."""

from __future__ import annotations

import math
from collections.abc import Iterable

MOST = 15  # digits after the point; a float has no more


def beside(value: float, rules: Iterable[float], digits: int = 0, mark: str = "") -> str:
    """`value` with `digits` after the point, or as many more as keep it on its side of every rule.

    A number below a rule is never written as the rule or above it, nor one above it as the rule or below.
    mark: of the format, "+" for a sign, "," for thousands.
    """
    limits = tuple(rules)
    for places in range(digits, MOST):
        text = f"{value:{mark}.{places}f}"
        written = float(text.replace(",", ""))
        if all(_side(written, limit) == _side(value, limit) for limit in limits):
            return text
    return f"{value:{mark}.{MOST}f}"


def apart(value: float, other: float, digits: int) -> tuple[str, str]:
    """Two numbers with `digits` after the point, or as many more as distinguish them when they differ."""
    for places in range(digits, MOST):
        texts = f"{value:.{places}f}", f"{other:.{places}f}"
        if value == other or texts[0] != texts[1]:
            break
    return texts


def percent(share: float, rules: Iterable[float] = ()) -> str:
    """A share, 0 to 1, in percent without its sign: whole from 1 to 99, to one place beyond; as `beside`.

    rules: shares that the text around it names. Only none and all are written 0 and 100, and a share nearer
    to them than 0.1 percent is written `< 0.1` or `> 99.9`.
    """
    value = 100.0 * share
    if math.isnan(share) or share in (0.0, 1.0):
        return f"{value:.0f}"
    if value < 0.1:
        return "< 0.1"
    if value > 99.9:
        return "> 99.9"
    limits = [100.0 * rule for rule in rules]
    return beside(value, [0.0, 100.0, *limits], 1 if value < 1.0 or value > 99.0 else 0)


def _side(value: float, limit: float) -> int:
    """-1 below the limit, 0 at it, 1 above. What a float cannot distinguish from the limit is at it."""
    if math.isclose(value, limit, rel_tol=1e-12, abs_tol=1e-12):
        return 0
    return 1 if value > limit else -1
