"""Quarters: what is one, what dates lie in, arithmetic."""

from __future__ import annotations

import datetime
import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tajsim.errors import InputError
from tajsim.quarters import Quarter, quarter_range


@pytest.mark.parametrize(
    ("year", "quarter"),
    [
        *[(2025, 0), (2025, 5), (2025, -1), (-1, 1), (10_000, 1), ("2025", 1), (2025, "1"), (2025.0, 1)],
        *[(2025, 1.0), (True, 1), (2025, True), (None, 1), (2025, np.nan), (np.timedelta64(2025), 1)],
        *[([2025], 1), (2025, np.array([1, 2])), (10**400, 1)],
    ],
)
def test_only_a_quarter_can_be_made(year: Any, quarter: Any) -> None:
    with pytest.raises(InputError, match=r"not a quarter: Quarter\("):
        Quarter(year, quarter)


def test_numbers_of_numpy_become_plain_ones() -> None:
    made = Quarter(np.int64(2025), np.array(3))  # type: ignore[arg-type]
    assert made == Quarter(2025, 3)
    assert [type(made.year), type(made.quarter)] == [int, int]
    assert pickle.loads(pickle.dumps(made)) == made


@pytest.mark.parametrize(
    "given",
    [
        "2026Q2",
        " 2026q2 ",
        Quarter(2026, 2),
        np.str_("2026Q2"),
        datetime.date(2026, 4, 1),
        datetime.datetime(2026, 6, 30, 23, 59),
        np.datetime64("2026-05"),
        np.datetime64("2026-06-30T12", "ns"),
        pd.Timestamp("2026-05-05", tz="Asia/Dushanbe"),
        pd.Period("2026Q2"),
        pd.Period("2026-05", "M"),
        pd.Period("2026-05-01", "D"),
    ],
)
def test_what_lies_in_a_quarter(given: Any) -> None:
    assert Quarter.parse(given) == Quarter(2026, 2)


@pytest.mark.parametrize(
    "given",
    [
        *["2026", "2026Q5", "26Q1", "", "2026Q1 or so", 2026, 20261, None, True, float("nan"), b"2026Q1"],
        *[
            pd.NaT,
            np.datetime64("NaT"),
            np.datetime64("2026"),
            pd.Period("2026", "Y"),
            pd.Period("2026", "2Q"),
        ],
        *[["2026Q1"], np.array(["2026Q1"]), pd.NA, object()],
    ],
)
def test_what_is_no_quarter(given: Any) -> None:
    with pytest.raises(InputError, match="not a quarter"):
        Quarter.parse(given)


def test_arithmetic() -> None:
    first = Quarter(2025, 4)
    assert first + 1 == Quarter(2026, 1)
    assert first + np.int64(-3) == Quarter(2025, 1)
    assert type((first + np.int64(1)).year) is int
    assert first - 4 == Quarter(2024, 4)
    assert first - Quarter(2024, 1) == 7
    assert quarter_range("2025Q4", datetime.date(2026, 3, 31)) == (first, Quarter(2026, 1))


def test_arithmetic_stays_within_four_digits() -> None:
    with pytest.raises(InputError, match="Quarter\\(10000, 1\\)"):
        Quarter(9999, 4) + 1
    with pytest.raises(InputError, match="Quarter\\(-1, 4\\)"):
        Quarter(0, 1) - 1


@pytest.mark.parametrize("amount", [1.0, "1", None, True, [1]])
def test_only_whole_numbers_are_added(amount: Any) -> None:
    with pytest.raises(TypeError, match="unsupported operand"):
        Quarter(2025, 1) + amount
    with pytest.raises(TypeError, match="unsupported operand"):
        Quarter(2025, 1) - amount
