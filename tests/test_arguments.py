"""The checks of arguments: what passes, in which plain form, and what is refused with which words."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tajsim import arguments
from tajsim.arguments import AT_ONCE
from tajsim.errors import InputError, Problems, UnknownNameError
from tajsim.quarters import Quarter

NAN = float("nan")


class Mute:
    """Nothing can be asked of it."""

    def __repr__(self) -> str:
        raise RuntimeError("no")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no")

    def __bool__(self) -> bool:
        raise RuntimeError("no")

    __hash__ = None  # type: ignore[assignment]


NOTHING = (None, pd.NA, pd.NaT, Mute(), object(), int, {}, [], np.array([]))
MANY = ([1.0], (1.0, 2.0), np.array([1.0]), np.array([1.0, 2.0]), pd.Series([1.0]), pd.DataFrame({"a": [1]}))
NO_NUMBERS = (
    *NOTHING,
    *MANY,
    True,
    np.True_,
    "3",
    b"3",
    1j,
    np.timedelta64(3),
    np.ma.masked,
    Quarter(2025, 1),
)


@pytest.mark.parametrize(
    "three",
    [
        3,
        3.0,
        np.int8(3),
        np.float16(3),
        np.float32(3),
        np.longdouble(3),
        Decimal(3),
        Fraction(3),
        np.array(3),
    ],
)
def test_a_number(three: Any) -> None:
    found = arguments.number(AT_ONCE, "size", three, 0, 3)
    assert found == 3.0
    assert type(found) is float


@pytest.mark.parametrize("value", NO_NUMBERS)
def test_no_number(value: Any) -> None:
    with pytest.raises(InputError, match="size must be a number, not "):
        arguments.number(AT_ONCE, "size", value)


@pytest.mark.parametrize(
    "value",
    [NAN, np.float32("nan"), float("inf"), -np.inf, 10**400, -(10**500), Decimal("sNaN"), np.array(NAN)],
)
def test_no_finite_number(value: Any) -> None:
    with pytest.raises(InputError, match="size must be a finite number, not "):
        arguments.number(AT_ONCE, "size", value)


def test_a_number_outside_its_bounds() -> None:
    with pytest.raises(InputError, match="size must be between 0 and 1, not"):
        arguments.number(AT_ONCE, "size", 1.5, 0, 1)


@pytest.mark.parametrize("value", [3, np.int8(3), np.uint64(3), np.array(3)])
def test_a_whole_number(value: Any) -> None:
    found = arguments.whole(AT_ONCE, "draws", value, 1)
    assert found == 3
    assert type(found) is int


@pytest.mark.parametrize("value", [*NO_NUMBERS, 3.0, np.float64(3), Decimal(3), Fraction(3), NAN])
def test_no_whole_number(value: Any) -> None:
    with pytest.raises(InputError, match="draws must be a whole number, not "):
        arguments.whole(AT_ONCE, "draws", value, 1)


@pytest.mark.parametrize(
    ("value", "expected"), [(0, "at least 1, not 0"), (11, "at most 10"), (10**400, "at most 10")]
)
def test_a_whole_number_outside_its_bounds(value: int, expected: str) -> None:
    with pytest.raises(InputError, match=f"draws must be {expected}"):
        arguments.whole(AT_ONCE, "draws", value, 1, 10)


@pytest.mark.parametrize("value", [True, False, np.True_, np.False_, np.array(True)])
def test_a_flag(value: Any) -> None:
    assert arguments.flag(AT_ONCE, "update", value) is bool(value)


@pytest.mark.parametrize("value", [*NOTHING, *MANY, 0, 1, 0.0, "0", "", np.int64(1), np.array([True])])
def test_no_flag(value: Any) -> None:
    with pytest.raises(InputError, match="update must be true or false, not "):
        arguments.flag(AT_ONCE, "update", value)


def test_a_choice() -> None:
    assert arguments.choice(AT_ONCE, "keep", np.str_("draws"), ("draws", "summary")) == "draws"


@pytest.mark.parametrize("value", [*NOTHING, *MANY, True, 1, "drawz", b"draws", np.array("draws")])
def test_no_choice(value: Any) -> None:
    with pytest.raises(UnknownNameError, match="unknown keep "):
        arguments.choice(AT_ONCE, "keep", value, ("draws", "summary"))


def test_no_choice_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'draws'"):
        arguments.choice(AT_ONCE, "keep", "drawz", ("draws", "summary"))


@pytest.mark.parametrize(
    "given",
    [
        ["gdp", "cpi"],
        ("gdp", "cpi", "gdp"),
        iter(["gdp", "cpi"]),
        (name for name in ("gdp", "cpi", "cpi")),
        np.array(["gdp", "cpi"]),
        np.array(["gdp", "cpi"], dtype=object),
        pd.Index(["gdp", "cpi"]),
        pd.Series(["gdp", "cpi"], index=[5, 6]),
        dict.fromkeys(["gdp", "cpi"]).keys(),
    ],
)
def test_names_of_any_list_each_once(given: Any) -> None:
    found = arguments.names(AT_ONCE, "outputs", given)
    assert found == ("gdp", "cpi")
    assert {type(name) for name in found} == {str}


def test_names_of_a_single_text_and_of_a_set() -> None:
    assert arguments.names(AT_ONCE, "outputs", "gdp") == ("gdp",)
    assert arguments.names(AT_ONCE, "outputs", np.str_("gdp")) == ("gdp",)
    assert arguments.names(AT_ONCE, "outputs", {"gdp", "cpi", "abc"}) == ("abc", "cpi", "gdp")
    assert arguments.names(AT_ONCE, "outputs", ()) == ()


@pytest.mark.parametrize(
    "value",
    [
        None,
        1,
        True,
        NAN,
        Mute(),
        object(),
        b"gdp",
        {"gdp": 1},
        np.array([["gdp"]]),
        pd.DataFrame({"gdp": [1]}),
    ],
)
def test_no_list_of_names(value: Any) -> None:
    with pytest.raises(InputError, match="outputs must be a list of names, not "):
        arguments.names(AT_ONCE, "outputs", value)


@pytest.mark.parametrize("item", [None, 1, Mute(), pd.NA, b"gdp", "\ud800", ["gdp"], np.array(["gdp"])])
def test_a_list_of_other_things_than_names(item: Any) -> None:
    with pytest.raises(InputError, match="outputs must hold names, not "):
        arguments.names(AT_ONCE, "outputs", ["gdp", item])


def test_unknown_names_are_reported_together() -> None:
    problems = Problems("cannot draw")
    assert arguments.names(problems, "outputs", ["gdq", "gdp", "cpj"], ["gdp", "cpi"], "output") == ("gdp",)
    assert problems.found == [
        "unknown output 'gdq'; did you mean 'gdp'?",
        "unknown output 'cpj'; did you mean 'cpi'?",
    ]


def test_a_list_without_end_is_refused() -> None:
    with pytest.raises(InputError, match="outputs has more than"):
        arguments.names(AT_ONCE, "outputs", itertools.repeat("gdp"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (0.5, (0.5,)),
        (1, (1.0,)),
        (np.float32(0.5), (0.5,)),
        (np.array(0.5), (0.5,)),
        ([0.05, 0.5], (0.05, 0.5)),
        ((0.5, 0.05, 0.5), (0.5, 0.05)),
        (np.array([0.25, 0.75]), (0.25, 0.75)),
        (iter([0.25]), (0.25,)),
        (pd.Series([0.25, 0.75]), (0.25, 0.75)),
        ((), ()),
    ],
)
def test_probabilities(given: Any, expected: tuple[float, ...]) -> None:
    assert arguments.probabilities(AT_ONCE, "quantiles", given) == expected


@pytest.mark.parametrize(
    "value",
    [
        *[None, True, "0.5", b"0.5", pd.NA, Mute(), 1.5, -0.1, NAN, 10**400, {0.5: 1}],
        *[["0.5"], [True], [None], [NAN], [[0.5]], np.array([[0.5]]), [0.5, 2], np.ma.masked],
    ],
)
def test_no_probabilities(value: Any) -> None:
    with pytest.raises(InputError, match="quantiles must be "):
        arguments.probabilities(AT_ONCE, "quantiles", value)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (2027, 2027),
        (np.int64(2027), 2027),
        ("2027", 2027),
        (" 2027 ", 2027),
        (pd.Period("2027", "Y"), 2027),
        ("2026Q4", Quarter(2026, 4)),
        (Quarter(2026, 4), Quarter(2026, 4)),
        (pd.Period("2026Q4"), Quarter(2026, 4)),
        (pd.Timestamp("2026-12-31"), Quarter(2026, 4)),
        (datetime.date(2026, 10, 1), Quarter(2026, 4)),
    ],
)
def test_a_period(given: Any, expected: int | Quarter) -> None:
    assert arguments.period(AT_ONCE, "at", given) == expected


@pytest.mark.parametrize(
    "value",
    [
        *NO_NUMBERS[:-1],
        2027.0,
        np.float64(2027),
        NAN,
        -1,
        10_000,
        10**400,
        "27",
        "2026Q5",
        "",
        "\ud800",
        ["2027"],
    ],
)
def test_no_period(value: Any) -> None:
    with pytest.raises(InputError, match="at is not a period: "):
        arguments.period(AT_ONCE, "at", value)


def test_a_year() -> None:
    assert arguments.year(AT_ONCE, "until", "2020", 2000, 2024) == 2020
    with pytest.raises(InputError, match="until is 1999; it must be a year from 2000 to 2024"):
        arguments.year(AT_ONCE, "until", 1999, 2000, 2024)
    with pytest.raises(InputError, match="until is a int that is too large to show; it must be a year from"):
        arguments.year(AT_ONCE, "until", 10**5000)
    with pytest.raises(InputError, match=r"until is 2020\.0; it must be a year"):
        arguments.year(AT_ONCE, "until", 2020.0, 2000, 2024)


def test_an_executor_and_a_function() -> None:
    with ThreadPoolExecutor(1) as pool:
        assert arguments.executor(AT_ONCE, "executor", pool) is pool
    assert arguments.executor(AT_ONCE, "executor", None) is None
    assert arguments.function(AT_ONCE, "progress", print, "(done, total)") is print
    with pytest.raises(InputError, match="executor is 4; it must be a concurrent"):
        arguments.executor(AT_ONCE, "executor", 4)
    with pytest.raises(InputError, match="progress is True; it must be a function of"):
        arguments.function(AT_ONCE, "progress", True, "(done, total)")


CHECKS: list[Callable[[Problems], object]] = [
    lambda problems: arguments.number(problems, "a", None),
    lambda problems: arguments.whole(problems, "b", None, 1),
    lambda problems: arguments.flag(problems, "c", None),
    lambda problems: arguments.text(problems, "d", None),
    lambda problems: arguments.choice(problems, "e", None, ("x",)),
    lambda problems: arguments.names(problems, "f", None),
    lambda problems: arguments.probabilities(problems, "g", None),
    lambda problems: arguments.quarter(problems, "h", None),
    lambda problems: arguments.period(problems, "i", None),
    lambda problems: arguments.year(problems, "j", None),
    lambda problems: arguments.executor(problems, "k", 1),
    lambda problems: arguments.function(problems, "l", 1, "nothing"),
]


def test_problems_are_collected() -> None:
    problems = Problems("cannot do it")
    for check in CHECKS:
        check(problems)
    assert len(problems.found) == len(CHECKS)
    with pytest.raises(InputError, match=f"cannot do it: {len(CHECKS)} problems"):
        problems.raise_if_any()
