"""Rounded numbers stay on their side of every rule; two different numbers stay distinct."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tajsim.rounding import apart, beside, percent

RULES = (0.05, 0.5, 0.75, 0.95)


def value(text: str) -> float:
    return float(text.strip("<> "))


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@example((9455, 10_000))  # 94.55 %, not 95
@example((95, 100))
@example((9999, 10_000))
@example((99_999, 100_000))
@example((1, 100_000))
@example((4_999, 10_000))
def test_a_share_is_never_stated_on_the_other_side_of_a_rule(counted: tuple[int, int]) -> None:
    share = counted[0] / counted[1]
    text = percent(share, RULES)
    shown = value(text) / 100.0
    for rule in RULES:
        assert (shown >= rule) == (share >= rule), text
        assert (shown > rule) == (share > rule), text
    assert (text == "100") == (share == 1.0)
    assert (text == "0") == (share == 0.0)
    if not text.startswith(("<", ">")):
        assert abs(100.0 * share - value(text)) <= 0.5000001
    else:
        assert (share < 0.001) == text.startswith("<")


def test_shares() -> None:
    assert [percent(share, RULES) for share in (0.9455, 0.9451, 0.95, 0.9504, 0.7496, 0.5004, 0.31)] == [
        "94.5", "94.5", "95", "95.04", "74.96", "50.04", "31",
    ]  # fmt: skip
    assert [percent(share) for share in (0.9455, 0.9996, 0.0004, 0.0999, 0.0, 1.0)] == [
        "95", "> 99.9", "< 0.1", "10", "0", "100",
    ]  # fmt: skip
    assert percent(float("nan")) == "nan"


@given(st.floats(-1e6, 1e6), st.lists(st.floats(-1e6, 1e6), max_size=3))
def test_beside_keeps_every_side(number: float, rules: list[float]) -> None:
    shown = float(beside(number, rules))
    assert abs(shown - number) <= 0.5
    for rule in rules:
        if abs(number - rule) > 1e-9 * max(1.0, abs(rule)):
            assert (shown > rule) == (number > rule)
            assert (shown < rule) == (number < rule)


@given(st.floats(0, 10), st.floats(0, 10))
def test_numbers_that_differ_are_distinct(one: float, other: float) -> None:
    texts = apart(one, other, 3)
    if abs(one - other) > 1e-12:
        assert (float(texts[0]) < float(texts[1])) == (one < other)
    if one == other:
        assert texts[0] == texts[1] == f"{one:.3f}"


def test_apart_uses_no_more_digits_than_it_needs() -> None:
    assert apart(0.1234, 0.1231, 3) == ("0.1234", "0.1231")
    assert apart(0.12, 0.5, 3) == ("0.120", "0.500")
    assert pytest.approx(0.12) == float(apart(0.12, 0.12, 3)[0])


def test_a_probability_asked_for_is_never_reported_as_reached_before_it_is() -> None:
    from tajsim.analysis.thresholds.solve import percent

    assert [percent(p, 0.5) for p in (0.4996, 0.5, 0.5004, 0.312, 0.0, 1.0)] == [
        "49.96 %", "50.0 %", "50.04 %", "31.2 %", "0.0 %", "100.0 %",
    ]  # fmt: skip
    assert percent(0.9455, 0.9455) == "94.55 %"
    assert (percent(0.0004, 0.1), percent(0.99996, 0.1)) == ("0.04 %", "99.996 %")


def test_scores_of_a_backtest_stay_on_their_side_of_what_is_honest() -> None:
    from tajsim.cli.scoreboard import HONEST, dishonest

    def verdict(share: float) -> str:
        row = {"variable": "gdp_growth", "horizon": 1, "conditional": True, "n": 1000, "coverage90": share}
        return " ".join(dishonest([row]))

    assert HONEST == (0.85, 0.95)
    assert "84.9 % (too narrow)" in verdict(0.849)
    assert "95.1 % (too wide)" in verdict(0.951)
    assert "99.8 % (too wide)" in verdict(0.998)
    assert verdict(0.85) == verdict(0.95) == ""
