"""A threshold is one number wherever it is asked of: a tie is a tie, what is no number is refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tajsim.analysis.policy.mixes import kept, margins
from tajsim.analysis.thresholds.condition import Condition
from tajsim.errors import InputError, UnknownNameError
from tajsim.results import Result

from .synthetic import arrays, result, summarised

TENTH = (0.1, np.float64(0.1), np.float32(0.1), Decimal("0.1"), Fraction(1, 10), np.array(0.1))
NO_NUMBERS = (
    *(None, True, "3", b"3", float("nan"), float("inf"), 10**400, 1j, pd.NA, pd.NaT, np.ma.masked),
    *([3.0], np.array([3.0, 4.0]), np.array([[3.0]]), pd.Series([3.0]), pd.DataFrame({"a": [3.0]})),
)


def tenths(draws: int) -> Result:
    """A result of which every draw of inflation is 0.1, and in the baseline 0.0."""
    parts = arrays(draws=draws)
    for part in ("quarterly", "annual", "central", "central_annual"):
        values = parts[part]["inflation"]
        values[:] = 0.1
        values[:, 0] = 0.0
    return result(draws=draws, **parts)


ALL = tenths(50)
SUMMARY = summarised(50)[1]  # as many draws as points: exact


@pytest.mark.parametrize("tenth", TENTH, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize(("comparison", "share"), [("<", 0.0), ("<=", 1.0), (">", 0.0), (">=", 1.0)])
def test_a_tie_is_one_in_every_kind_of_number(tenth: Any, comparison: str, share: float) -> None:
    assert ALL.prob("crackdown", "inflation", comparison, tenth, at="2025Q2") == share
    assert ALL.prob("crackdown", "inflation", comparison, tenth, at=2026) == share
    assert ALL.delta("crackdown", "inflation").prob(comparison, tenth, at="2025Q2") == share
    for measure in ("level", "from baseline"):
        condition = Condition("inflation", comparison, tenth, measure)
        assert condition.share(ALL, "crackdown", "2025Q2") == share
        assert condition.share(ALL, "crackdown") == share  # in any quarter
        assert kept(margins(ALL, "crackdown", condition, "2025Q2"), condition, 0.5)[0] == share


def test_a_value_of_a_draw_is_a_tie_with_itself() -> None:
    values = ALL["gdp"].sel("crackdown", "2026Q1").values.ravel()
    one = values[7]
    for given in (one, np.float64(one), float(one)):
        found = ALL.prob("crackdown", "gdp", "<=", given, at="2026Q1")
        assert found == np.mean(values <= one)
        assert found == pytest.approx(ALL.prob("crackdown", "gdp", "<", given, at="2026Q1") + 1 / len(values))


@pytest.mark.parametrize("value", [1e300, Decimal("1e300"), 10**39])
def test_what_no_draw_can_reach(value: Any) -> None:
    assert ALL.prob("crackdown", "gdp", "<", value, at=2026) == 1.0
    assert SUMMARY.prob("crackdown", "gdp", "<", value, at=2026) == 1.0
    assert ALL.prob("crackdown", "gdp", ">", value, at=2026) == 0.0


ASKED: dict[str, Callable[[Result, Any], object]] = {
    "Result.prob": lambda r, value: r.prob("crackdown", "gdp", "<", value, at=2026),
    "Delta.prob": lambda r, value: r.delta("crackdown", "gdp").prob("<", value, at=2026),
    "Condition": lambda r, value: Condition("gdp", "<", value).share(r, "crackdown", 2026),
}


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("asked", ASKED)
def test_no_number_is_refused_alike_with_draws_and_with_summaries(asked: str, value: Any) -> None:
    shown = []
    for one in (ALL, SUMMARY):
        with pytest.raises(InputError, match=r"value must be a (finite )?number, not ") as caught:
            ASKED[asked](one, value)
        shown.append(str(caught.value))
    assert shown[0] == shown[1]


@pytest.mark.parametrize("comparison", [None, True, "", "==", "=<", "below", ["<"], np.array(["<", ">"])])
def test_no_comparison_is_refused_alike(comparison: Any) -> None:
    for one in (ALL, SUMMARY):
        with pytest.raises(UnknownNameError, match=r"unknown comparison .*(known names|did you mean)"):
            one.prob("crackdown", "gdp", comparison, 3, at=2026)
        with pytest.raises(UnknownNameError, match="unknown comparison "):
            one.delta("crackdown", "gdp").prob(comparison, 3, at=2026)


@pytest.mark.parametrize(
    "half", [0.5, np.float32(0.5), Fraction(1, 2), np.array(0.5), [0.5], iter([0.5, 0.5])]
)
def test_one_quantile_is_a_list_of_one(half: Any) -> None:
    expected = ALL.table("gdp", quantiles=(0.5,))
    assert list(expected.columns) == ["central", 0.5]
    pd.testing.assert_frame_equal(ALL.table("gdp", quantiles=half), expected)


def test_quantiles_of_everything_take_one_number() -> None:
    delta = ALL.delta("crackdown", "gdp")
    pd.testing.assert_frame_equal(delta.table(0.5), delta.table([0.5]))
    pd.testing.assert_frame_equal(ALL.summary_frame(0.5), ALL.summary_frame((0.5,)))
    pd.testing.assert_frame_equal(SUMMARY.table("gdp", quantiles=1), SUMMARY.table("gdp", quantiles=[1.0]))


@pytest.mark.parametrize("quantiles", [None, True, "0.5", ["0.5"], 1.5, [float("nan")], [[0.5]], {0.5: 1}])
def test_what_is_no_quantile_is_refused_alike(quantiles: Any) -> None:
    for one in (ALL, SUMMARY):
        asked: tuple[Callable[[], object], ...] = (
            lambda one=one: one.table("gdp", quantiles=quantiles),
            lambda one=one: one.delta("crackdown", "gdp").table(quantiles),
            lambda one=one: one.summary_frame(quantiles),
        )
        for ask in asked:
            with pytest.raises(InputError, match="quantiles must be "):
                ask()
