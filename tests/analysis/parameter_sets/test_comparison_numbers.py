"""Small questions of two sets of parameters: what is rounding, what is percent, and what is refused."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.parameter_sets import comparison as comparison
from tajsim.analysis.parameter_sets.mixtures import OutcomeSpec
from tajsim.errors import InputError
from tajsim.quarters import Quarter, quarter_range


@pytest.mark.parametrize(
    ("values", "made_same"),
    [
        ([1000.0, 1000.0 + 5e-8, 1000.0], True),  # 5e-11 of the size
        ([1000.0, 1000.0 + 5e-7, 1000.0], False),
        ([1e-3, 1e-3 + 5e-8, 1000.0], False),
        ([0.0, 5e-8, -5e-8], False),  # a share of what is all but nothing
        ([-1000.0, -1000.0 - 5e-8, -1000.0], True),
        ([0.0, 0.0, 0.0], True),
        ([1.0, 1.0 - 0.7e-10, 0.5], False),
    ],
)
def test_outcomes_that_differ_by_rounding_alone_are_made_the_same(
    values: list[float], made_same: bool
) -> None:
    given = np.array(values)
    found = comparison._settled(given)
    np.testing.assert_array_equal(found, np.full(3, values[0]) if made_same else given)


def test_rounding_is_a_share_of_the_largest_outcome() -> None:
    """Where signs differ the smallest absolute value says nothing about size."""
    base = 1e6
    given = np.array([base, base * (1.0 + 5e-11), base * (1.0 - 5e-11)])
    np.testing.assert_array_equal(comparison._settled(given), np.full(3, base))
    tenth = np.array([0.25, 0.25 + 2.0**-40, 0.25])  # about 4e-12 of it
    np.testing.assert_array_equal(comparison._settled(tenth), np.full(3, 0.25))


def found(**levels: list[float]) -> Any:
    """Outcomes of two mixtures in four quarters and their year, baseline and scenario."""
    quarters = quarter_range("2025Q1", "2025Q4")
    quarterly = {name: np.tile(np.array(values) / 4.0, (4, 2, 1)) for name, values in levels.items()}
    annual = {name: np.tile(np.array(values), (1, 2, 1)) for name, values in levels.items()}
    for arrays in (quarterly, annual):
        for values in arrays.values():
            values[:, 1] *= 0.9
    return SimpleNamespace(
        quarterly=quarterly,
        annual=annual,
        plan=SimpleNamespace(reported=quarters, years=(2025,), parameters=ts.parameters("calibrated-2024")),
    )


@pytest.mark.parametrize(
    ("levels", "relative"),
    [
        ([2.0, 3.0], True),
        ([0.5, 0.75], True),
        ([2.0, 0.0], False),
        ([-2.0, 3.0], False),
        ([2.0, -3.0], False),
    ],
)
def test_deviations_are_percent_of_levels_that_are_positive_in_every_mixture(
    levels: list[float], relative: bool
) -> None:
    made = found(gdp=levels, poverty_rate=[2.0, 3.0])
    assert comparison._relative(made, "2025", "gdp") is relative
    assert comparison._relative(made, "2025Q2", "gdp") is relative
    assert comparison._relative(made, "2025", "poverty_rate") is False


def test_outcomes_are_those_of_the_period_and_deviations_those_of_the_scenario() -> None:
    made = found(gdp=[200.0, 300.0], poverty_rate=[20.0, 30.0])
    names = ("gdp", "poverty_rate")
    levels, moved = (OutcomeSpec(one, "none", names, "2025Q4") for one in (None, ts.scenario("crackdown")))
    np.testing.assert_allclose(comparison._at(made, "2025", levels), [[200.0, 20.0], [300.0, 30.0]])
    np.testing.assert_allclose(comparison._at(made, "2025Q3", levels), [[50.0, 5.0], [75.0, 7.5]])
    np.testing.assert_allclose(comparison._at(made, "2025", moved), [[-10.0, -2.0], [-10.0, -3.0]])
    made.quarterly["gdp"][2] *= 2.0
    np.testing.assert_allclose(comparison._at(made, "2025Q3", levels)[:, 0], [100.0, 150.0])
    np.testing.assert_allclose(comparison._at(made, "2025Q2", levels)[:, 0], [50.0, 75.0])


def test_importance_is_the_largest_share_in_an_output() -> None:
    effects = np.array([[1.0, 0.0, 0.0], [-3.0, 2.0, 0.0], [0.0, 2.0, 0.0]])
    np.testing.assert_allclose(comparison._importance(effects), [0.25, 0.75, 0.5])
    np.testing.assert_array_equal(comparison._importance(np.empty((0, 3))), [])
    np.testing.assert_allclose(comparison._importance(np.array([[0.5], [0.25]])), [2 / 3, 1 / 3])


@pytest.mark.parametrize(
    ("at", "shocks", "last"),
    [
        ("2026", [], "2026Q4"),
        ("2026Q2", [], "2026Q2"),
        ("2025Q2", [], "2025Q2"),
        ("2026", [None, "2026Q3"], "2026Q4"),
        ("2026Q2", ["2028Q1", None], "2028Q1"),  # a run that ended before would leave it out
        ("2064Q4", [], "2064Q4"),
        (2064, [], "2064Q4"),
    ],
)
def test_a_run_ends_with_the_period_or_the_last_shock_to_begin(
    at: str | int, shocks: list[str | None], last: str
) -> None:
    made = [ts.Shock("oil_price", multiply=0.9 if start is None else ts.step(0.9, start)) for start in shocks]
    asked = ts.Scenario("s", made) if made else None
    assert str(comparison._last(at, Quarter(2025, 1), asked)) == last


@pytest.mark.parametrize("at", ["2024", "2024Q4", "2065", "2065Q1"])
def test_a_period_outside_of_what_is_simulated_is_refused(at: str) -> None:
    with pytest.raises(InputError, match=at):
        comparison._last(at, Quarter(2025, 1), None)


def test_a_year_that_began_before_is_not_whole() -> None:
    with pytest.raises(InputError, match="2025"):
        comparison._last("2025", Quarter(2025, 2), None)
    assert comparison._last("2026", Quarter(2025, 2), None) == Quarter(2026, 4)
    assert comparison._last("2025Q2", Quarter(2025, 2), None) == Quarter(2025, 2)


def test_one_set_that_is_not_known_is_reported_alone() -> None:
    for pair in (("kremlin-2025", "world-bank-2024"), ("world-bank-2024", "kremlin-2025")):
        with pytest.raises(ts.UnknownNameError, match="kremlin-2025") as caught:
            ts.compare_parameter_sets(*pair)
        assert len(caught.value.problems) <= 1


def test_sets_of_two_dates_are_refused() -> None:
    p = ts.parameters("world-bank-2024")
    other = dataclasses.replace(p, name="later", date=p.date.replace(year=p.date.year - 1))
    with pytest.raises(InputError) as caught:
        ts.compare_parameter_sets(p, other)
    assert f"'world-bank-2024' is of {p.date}, 'later' of {other.date}; compare sets of the same date" in str(
        caught.value
    )


@pytest.fixture
def three() -> comparison.ParameterSetComparison:
    """Three groups, the second of which moves most."""
    p = ts.parameters("world-bank-2024")
    return comparison.ParameterSetComparison(
        here=p, there=ts.parameters("kremlin-2024"), at="2026", scenario=None, baseline="none",
        outputs=("gdp", "poverty_rate"), units=("million TJS", "%"),
        groups=(("trade",), ("banks",), ("fiscal", "labour")),
        before=np.array([100.0, 20.0]), after=np.array([110.0, 23.0]),
        parts=np.array([[2.0, 0.9], [5.0, 2.1], [3.0, 0.0]]),
    )  # fmt: skip


def test_the_table_has_the_groups_by_their_largest_share(three: comparison.ParameterSetComparison) -> None:
    assert three.names == ("trade", "banks", "others")
    assert three.order == (1, 0, 2)  # 2.1 of 3.0; 0.9 of 3.0; 3 of 10, the same as a share, stays behind
    table = three.table()
    assert list(table.columns) == ["unit", "before", "after", "change", "banks", "trade", "others"]
    assert table.index.name == "output"
    assert table.loc["gdp"].tolist() == ["million TJS", 100.0, 110.0, 10.0, 5.0, 2.0, 3.0]
    assert table.loc["poverty_rate"].tolist() == ["%", 20.0, 23.0, 3.0, 2.1, 0.9, 0.0]


def test_it_says_what_is_compared(three: comparison.ParameterSetComparison) -> None:
    assert repr(three) == "ParameterSetComparison(world-bank-2024 to kremlin-2024, 3 groups, 2 outputs, 2026)"
    moved = dataclasses.replace(three, scenario="crackdown")
    assert repr(moved).endswith("3 groups, 2 outputs, 2026, deviations in crackdown)")
