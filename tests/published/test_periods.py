"""Periods and dates of publication as files write them."""

from __future__ import annotations

from datetime import date

import pytest

from tajsim.errors import InputError
from tajsim.published.periods import publication, span
from tajsim.quarters import Quarter

FORMS = {
    "2025": (date(2025, 1, 1), date(2025, 12, 31), "2025Q1 2025Q4", "2024"),
    "2025Q3": (date(2025, 7, 1), date(2025, 9, 30), "2025Q3 2025Q3", "2024Q3"),
    "2024-02": (date(2024, 2, 1), date(2024, 2, 29), "", "2023-02"),
    "2025-12": (date(2025, 12, 1), date(2025, 12, 31), "", "2024-12"),
    "2025-H2": (date(2025, 7, 1), date(2025, 12, 31), "2025Q3 2025Q4", "2024-H2"),
    "2025-9M": (date(2025, 1, 1), date(2025, 9, 30), "2025Q1 2025Q3", "2024-9M"),
    "2025-5M": (date(2025, 1, 1), date(2025, 5, 31), "", "2024-5M"),
    "2025-11M": (date(2025, 1, 1), date(2025, 11, 30), "", "2024-11M"),
    "2023-2025": (date(2023, 1, 1), date(2025, 12, 31), "2023Q1 2025Q4", "2022-2024"),
    "2025-03-31": (date(2025, 3, 31), date(2025, 3, 31), "", "2024-03-31"),
}


@pytest.mark.parametrize("text", FORMS)
def test_days_and_quarters_of_every_form(text: str) -> None:
    first, last, quarters, before = FORMS[text]
    found = span(text)
    whole = found.quarters()
    assert (found.first, found.last, found.year_before()) == (first, last, before)
    assert ("" if whole is None else f"{whole[0]} {whole[1]}") == quarters


@pytest.mark.parametrize(
    ("text", "until"),
    [("2025-5M", "2025Q2"), ("2025-7M", "2025Q2"), ("2025-8M", "2025Q3"), ("2025-11M", "2025Q4")],
)
def test_first_months_stand_for_the_nearest_quarters(text: str, until: str) -> None:
    assert span(text).nearest_quarters() == (Quarter(2025, 1), Quarter.parse(until))


def test_a_month_alone_stands_for_no_quarter() -> None:
    assert span("2025-1M").nearest_quarters() is None
    assert span("2025-05").nearest_quarters() is None


@pytest.mark.parametrize(
    "text", ["", "2025-Q1", "2025-13", "2025-02-30", "2025-H3", "2025-12M", "25", "2025-2024"]
)
def test_anything_else_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(InputError, match=r"is not a period; write 2025, 2025Q1, 2025-05"):
        span(text)


def test_a_month_is_known_from_its_last_day() -> None:
    assert publication("2025-02") == date(2025, 2, 28)
    assert publication("2025-12") == date(2025, 12, 31)
    assert publication("2025-09-15") == date(2025, 9, 15)
    for text in ("2025", "soon", "2025-9", "2025-02-30"):
        with pytest.raises(InputError, match="is not a date of publication; write 2025-09 or 2025-09-15"):
            publication(text)
