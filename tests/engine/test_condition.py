"""What a condition may be, and as which text it is kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tajsim as ts
from tajsim.engine.condition import Condition, as_conditions, format_conditions, parse_conditions
from tajsim.errors import InputError

PLAIN: dict[str, Any] = {"name": "gdp", "first": "2025Q1", "last": "2025Q2", "measure": "sum", "value": 7e4}


def test_dates_and_numbers_are_read() -> None:
    c = Condition(**PLAIN | {"value": 70_000})
    assert (c.first, c.last) == (ts.Quarter(2025, 1), ts.Quarter(2025, 2))
    assert str(c) == "gdp 2025Q1-2025Q2 sum = 70000"
    assert c.exact
    assert not c.is_driver
    assert c.equation == "all"
    assert Condition(**PLAIN | {"by": "own"}).equation == "demand"
    assert Condition(**PLAIN | {"name": "oil_price", "measure": "mean", "by": "own"}).equation == "oil_price"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "remitances_usd"}, "did you mean 'remittances_usd'"),
        ({"first": "2025-13"}, "first is not a quarter"),
        ({"last": "2024Q4"}, "last is 2024Q4, before first, 2025Q1"),
        ({"measure": "total"}, "unknown measure 'total'; known names: end, growth, mean, sum"),
        ({"value": float("nan")}, "value must be a finite number"),
        ({"error": -1.0}, "error must be at least 0"),
        ({"by": "pries"}, "did you mean 'prices'"),
        ({"name": "reserves_usd"}, "'reserves_usd' is no flow and has no sum"),
        ({"name": "rub_per_usd"}, "'rub_per_usd' is no flow and has no sum"),
    ],
)
def test_what_is_no_condition_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Condition(**PLAIN | changes)


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        Condition(**PLAIN | {"name": "x", "value": "a", "measure": "b"})
    assert len(caught.value.problems) == 3


def test_what_gives_conditions_is_asked_for_them() -> None:
    class GivenFigures:
        def conditions(self) -> list[Condition]:
            return [Condition(**PLAIN)]

    assert as_conditions(GivenFigures()) == as_conditions(Condition(**PLAIN)) == (Condition(**PLAIN),)
    assert as_conditions(None) == ()
    for wrong in (3, "gdp", [1], {"gdp": 3}):
        with pytest.raises(InputError):
            as_conditions(wrong)


@given(
    st.lists(
        st.builds(
            Condition,
            name=st.sampled_from(["gdp", "imports_usd", "remittances_usd"]),
            first=st.builds(ts.Quarter, st.just(2025), st.integers(1, 4)),
            last=st.builds(ts.Quarter, st.just(2026), st.integers(1, 4)),
            measure=st.sampled_from(["sum", "mean", "end", "growth"]),
            value=st.floats(allow_nan=False, allow_infinity=False),
            error=st.floats(1e-3, 1e6),
            by=st.sampled_from([None, "all", "own", "demand"]),
            source=st.text(st.characters(codec="utf-8")),
        )
    )
)
def test_text_gives_back_equal_conditions(found: list[Condition]) -> None:
    assert parse_conditions(format_conditions(found)) == as_conditions(found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("conditions = [", "not TOML"),
        ("[[conditions]]\nname = 'gdp'", "the key 'value' is missing"),
        ("[[conditions]]\nnam = 'gdp'", "unknown key 'nam'; did you mean 'name'"),
        ("condition = 3", "unknown key 'condition'"),
        ("conditions = [3]", "must hold tables"),
    ],
)
def test_a_text_that_holds_no_conditions_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_conditions(text)
