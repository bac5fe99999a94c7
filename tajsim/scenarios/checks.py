"""Checks shared by shapes, shocks and files: each notes a problem and returns a usable value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Real
from typing import Any

from tajsim.errors import InputError, Problems, is_writable, quoted
from tajsim.kinds import is_whole
from tajsim.quarters import Quarter


def number(
    problems: Problems, what: str, value: object, low: float = -math.inf, high: float = math.inf
) -> float:
    """`value` as a finite float between `low` and `high`; notes a problem naming `what` otherwise."""
    if isinstance(value, bool) or not isinstance(value, Real):
        problems.add(f"{what} must be a number, not {quoted(value)}")
        return math.nan
    try:
        result = float(value) + 0.0  # -0.0 becomes 0.0, so that equal values have equal bits
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        problems.add(f"{what} must be a finite number, not {quoted(value)}")
    elif not low <= result <= high:
        problems.add(f"{what} must be {_allowed(low, high)}, not {quoted(value)}")
    return result


def whole(problems: Problems, what: str, value: object, low: int, high: int = 10_000) -> int:
    """`value` as a whole number between `low` and `high`; notes a problem naming `what` otherwise."""
    if not is_whole(value):
        problems.add(f"{what} must be a whole number, not {quoted(value)}")
    elif value < low:
        problems.add(f"{what} must be at least {low}, not {quoted(value)}")
    elif value > high:
        problems.add(f"{what} must be at most {high}, not {quoted(value)}")
    else:
        return int(value)
    return low


def flag(problems: Problems, what: str, value: object) -> None:
    """Notes a problem naming `what` unless `value` is true or false."""
    if not isinstance(value, bool):
        problems.add(f"{what} must be true or false, not {quoted(value)}")


def text(problems: Problems, what: str, value: object) -> None:
    """Notes a problem naming `what` unless `value` is a text that a file can hold."""
    if not is_writable(value):
        problems.add(f"{what} must be text, not {quoted(value)}")


def quarter(problems: Problems, what: str, value: object) -> Quarter | None:
    """`value` as a Quarter; notes a problem naming `what`, and returns None, when it is not one."""
    try:
        return Quarter.parse(value)  # type: ignore[arg-type]  # it refuses what is none
    except InputError:
        problems.add(f"{what} is not a quarter: {quoted(value)}; write it as 2026Q1")
        return None


def dated(problems: Problems, given: Any) -> dict[Quarter, float] | None:
    """The numbers of a dict or a pandas Series by quarter, in order; None for what has no dates.

    A Series that only counts its values has none. Notes a date that is no quarter, one given twice, and a
    value that is no finite number.
    """
    is_series = hasattr(given, "index") and hasattr(given, "items") and getattr(given, "ndim", 0) == 1
    if not isinstance(given, Mapping) and not is_series:
        return None
    items = list(given.items())
    if is_series and all(is_whole(label) for label, _ in items):
        return None
    found: dict[Quarter, float] = {}
    for label, value in items:
        date = quarter(problems, "the date of a value", label)
        if date is not None and date in found:
            problems.add(f"there are two values for {date}")
        if date is not None:
            found[date] = number(problems, f"the value of {date}", value)
    if not items:
        problems.add("values must have at least one number")
    return dict(sorted(found.items()))


def _allowed(low: float, high: float) -> str:
    if math.isinf(high):
        return f"at least {low:g}"
    return f"at most {high:g}" if math.isinf(low) else f"between {low:g} and {high:g}"
