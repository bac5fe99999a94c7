"""Naming a period of a result: a quarter (`2026Q3`) or a full calendar year (`2026`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from tajsim.arguments import AT_ONCE, period
from tajsim.defaults import YEAR
from tajsim.errors import InputError, quoted
from tajsim.quarters import Quarter

if TYPE_CHECKING:
    from collections.abc import Sequence

Freq: TypeAlias = Literal["Q", "Y"]
Period: TypeAlias = "str | int | Quarter"


def check_freq(freq: str) -> Freq:
    """`freq` itself when it is "Q" or "Y". Raises InputError otherwise."""
    if not isinstance(freq, str) or freq not in ("Q", "Y"):
        raise InputError(f"unknown frequency {quoted(freq)}; use 'Q' for quarters or 'Y' for calendar years")
    return cast("Freq", freq)


def default_period(quarters: Sequence[Quarter], years: Sequence[int]) -> str:
    """The period reported when none is asked for: 2027, else the last full year, else the last quarter."""
    if not years:
        return str(quarters[-1])
    return str(YEAR if YEAR in years else years[-1])


def find_period(at: Period, quarters: Sequence[Quarter], years: Sequence[int]) -> tuple[Freq, int]:
    """The frequency and the position of period `at`: "2026" or 2026 is a year, "2026Q3" a quarter.

    Raises InputError when `at` is no period or lies outside the run.
    """
    asked = period(AT_ONCE, "at", at)
    if isinstance(asked, Quarter):
        if asked not in quarters:
            raise InputError(f"{asked} is outside the run; its quarters are {quarters[0]} to {quarters[-1]}")
        return "Q", asked - quarters[0]
    if asked is None or asked not in years:
        known = f"{years[0]} to {years[-1]}" if years else "none"
        raise InputError(f"{asked} is not a full calendar year of the run; those are: {known}")
    return "Y", list(years).index(asked)


def place_among(periods: Sequence[str | int], at: Period | None) -> int:
    """The position of `at` among periods of one frequency; by default 2027 or its last quarter, or the last.

    Raises InputError when `at` is none of them.
    """
    labels = [str(one) for one in periods]
    if at is None:
        known = [place for place, label in enumerate(labels) if label in (str(YEAR), f"{YEAR}Q4")]
        return known[0] if known else len(labels) - 1
    asked = str(period(AT_ONCE, "at", at))
    if asked not in labels:
        raise InputError(f"there is no period {asked}; the periods are {labels[0]} to {labels[-1]}")
    return labels.index(asked)
