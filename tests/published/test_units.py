"""Units of published figures, their scales, and what cannot be converted."""

from __future__ import annotations

import pytest

from tajsim.published.row import resolution
from tajsim.published.units import factor


@pytest.mark.parametrize(
    ("unit", "wanted", "by"),
    [
        ("US$ billion", "million USD", 1000.0),
        ("million USD", "US$ billion", 0.001),
        ("US$ million", "million USD", 1.0),
        ("thousand TJS", "million TJS", 0.001),
        ("US$", "million USD", 1e-6),
        ("million TJS at 2024 prices", "million TJS at 2024 prices", 1.0),
        ("million persons", "persons", 1e6),
        ("thousand persons", "persons", 1e3),
        ("% per year", "% on a year before", 1.0),
        ("TJS per US$", "TJS per USD", 1.0),
        ("US$ per barrel", "USD per barrel", 1.0),
    ],
)
def test_scales_of_one_kind(unit: str, wanted: str, by: float) -> None:
    assert factor(unit, wanted) == pytest.approx(by, rel=1e-15)


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [
        ("TJS million", "million USD"),
        ("TJS per RUB", "TJS per USD"),
        ("million TJS", "million TJS at 2024 prices"),
        ("USD per month", "million USD"),
        ("%", "persons"),
        ("zillion USD", "million USD"),
    ],
)
def test_other_kinds_are_not_converted(unit: str, wanted: str) -> None:
    assert factor(unit, wanted) is None


@pytest.mark.parametrize(
    ("text", "step"),
    [("1.8", 0.1), ("4.70", 0.01), ("1100", 100.0), ("1000", 100.0), ("823", 1.0), ("61700", 100.0),
     ("7", 1.0), ("900", 10.0), ("0.1153", 1e-4), ("-12", 1.0), ("1.5e3", 100.0), ("70", 1.0), ("0", 1.0)],
)  # fmt: skip
def test_the_last_digit_that_counts(text: str, step: float) -> None:
    assert resolution(text) == pytest.approx(step)
