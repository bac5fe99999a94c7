"""Sizes that are found, in words and numbers, from curves made by hand."""

from __future__ import annotations

import math

import pytest

import tajsim as ts
from tests.analysis.made import DOWN, UP, solution


def test_a_size_that_is_found_is_reported_with_its_interval_and_shocks() -> None:
    found = solution((0.0, 0.10, 0.30, 0.40), (UP,))
    assert (found.status, found.size, found.probability, found.interval) == ("found", 2.0, 0.30, (1.5, 2.25))
    assert found.error == pytest.approx(math.sqrt(0.3 * 0.7 / 100))
    assert (found.largest, found.highest, found.monotone) == ((3.0, 0.40), (3.0, 0.40), True)
    shock = str(found.solved.shocks[0]) if found.solved else ""
    assert found.text == (
        "Asked: at which size of 'weak' is the probability of gdp < -1 % from baseline in 2025 25.0 %? At "
        "size 2 it is 30.0 % (standard error 4.6 points); sizes from 1.5 to 2.25 lie within the sampling "
        f"error (95 %). At that size: {shock}."
    )
    curve = found.curve
    assert curve.index.tolist() == [0.0, 1.0, 2.0, 3.0]
    assert curve["error"].tolist() == pytest.approx([0.0, 0.03, math.sqrt(0.0021), math.sqrt(0.0024)])
    assert repr(found) == "Solution('weak', gdp < -1 % from baseline, prob=0.25: found, size=2.0)"


def test_a_hump_is_reported_with_where_it_ends() -> None:
    found = solution((0.0, 0.10, 0.30, 0.40, 0.05), (UP, DOWN), limit="the rouble would end")
    assert not found.monotone
    assert found.highest == (3.0, 0.40)
    assert (
        "It falls below 25.0 % at size 3 (3.25 to 3.75 lie within the sampling error). The probability is "
        "not monotone in the size: it is highest at 3 (40.0 %), and 5.0 % at the largest, 4. Sizes above 4 "
        "of the 9 asked for cannot be run: the rouble would end." in found.text
    )


def test_a_size_that_is_not_needed_or_not_enough_is_reported() -> None:
    already = solution((0.25, 0.40, 0.40, 0.40, 0.05), (DOWN,))
    assert (already.status, already.size, already.interval) == ("already", 0.0, None)
    assert (
        "It is already 25.0 % (standard error 4.3 points) at size 0, the smallest. It falls below 25.0 % at"
        in (already.text)
    )
    never = solution((0.0, 0.10, 0.24))
    assert (never.status, never.size, never.probability, never.error, never.solved) == (
        "unreachable", None, None, None, None,
    )  # fmt: skip
    assert never.text.endswith("No size from 0 to 2 does it: the largest reaches 24.0 %.")
    flat = solution((0.0, 0.11, 0.10))
    assert flat.text.endswith("the largest reaches 10.0 %. The highest is 11.0 %, at size 1.")
    twice = solution((0.0, 0.30, 0.10, 0.40), (UP, DOWN, UP))
    assert "It rises to 25.0 % again at size 2 (1.5 to 2.25 lie" in twice.text


def test_more_shocks_than_six_are_counted() -> None:
    many = [
        ts.Shock("rub_per_usd", multiply=ts.pulse(1.1, f"202{5 + i // 4}Q{i % 4 + 1}", 1)) for i in range(8)
    ]
    for count, tail in ((6, False), (7, " and 1 more."), (8, " and 2 more.")):
        text = solution((0.0, 0.1, 0.3), (UP,), scenario=ts.Scenario("weak", many[:count])).text
        assert text.endswith(tail) if tail else " more" not in text
        shocks = text.partition("At that size: ")[2]
        assert shocks.count(";") == 5
