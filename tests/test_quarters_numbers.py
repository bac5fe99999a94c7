"""Quarters: reading, counting over the ends of years, ranges; and what is a number and what only looks so."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from tajsim.errors import InputError
from tajsim.kinds import is_finite_number, is_whole
from tajsim.quarters import Quarter, quarter_range


@pytest.mark.parametrize(
    "text", ["2025Q3", "2025q3", " 2025Q3\n", pd.Period("2025Q3", "Q"), Quarter(2025, 3)]
)
def test_a_quarter_is_read(text: object) -> None:
    assert Quarter.parse(text) == Quarter(2025, 3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["2025", "2025Q0", "2025Q5", "25Q1", "2025-Q1", "x2025Q1", "2025Q12", 2025, None, []]
)
def test_what_is_no_quarter_is_shown(text: object) -> None:
    with pytest.raises(InputError) as caught:
        Quarter.parse(text)  # type: ignore[arg-type]
    assert str(caught.value) == f"not a quarter: {text!r}; write it as 2025Q1"


@pytest.mark.parametrize(
    ("start", "steps", "end"),
    [
        ("2025Q1", 3, "2025Q4"),
        ("2025Q4", 1, "2026Q1"),
        ("2025Q1", -1, "2024Q4"),
        ("2025Q2", 9, "2027Q3"),
        ("2025Q2", 0, "2025Q2"),
    ],
)
def test_steps_go_over_the_ends_of_years(start: str, steps: int, end: str) -> None:
    first, last = Quarter.parse(start), Quarter.parse(end)
    assert first + steps == last
    assert last - first == steps
    assert str(first + steps) == end
    assert last.index - first.index == steps


def test_quarters_are_in_order_and_short_years_are_written_out() -> None:
    assert Quarter(2024, 4) < Quarter(2025, 1) < Quarter(2025, 2)
    assert str(Quarter(33, 1)) == "0033Q1"
    assert Quarter(0, 1).index == 0


def test_a_range_holds_both_ends() -> None:
    assert list(map(str, quarter_range("2024Q4", "2025Q2"))) == ["2024Q4", "2025Q1", "2025Q2"]
    assert quarter_range("2025Q1", "2025Q1") == (Quarter(2025, 1),)
    with pytest.raises(InputError, match="the end 2024Q4 is before the start 2025Q1"):
        quarter_range("2025Q1", "2024Q4")


@pytest.mark.parametrize("value", [0, -1, 1.5, np.float32(2.0), np.int64(3), Fraction(1, 3), 10**300])
def test_finite_numbers(value: object) -> None:
    assert is_finite_number(value)


@pytest.mark.parametrize("value", [True, math.nan, math.inf, -math.inf, 10**400, "1", None, 1j, [1]])
def test_what_is_no_finite_number(value: object) -> None:
    assert not is_finite_number(value)


def test_whole_numbers_are_integers_and_no_flags() -> None:
    assert all(map(is_whole, (0, -3, np.int32(4), np.uint8(1))))
    assert not any(map(is_whole, (True, np.bool_(True), 1.0, "1", None)))
