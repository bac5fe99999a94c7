"""Shocks as a run sees them: late ones, scaled `set`s, several on one target, and where two differ."""

from __future__ import annotations

import numpy as np
import pytest

from tajsim.errors import InputError
from tajsim.quarters import quarter_range
from tajsim.scenarios import Scenario, Shock, path, pulse, ramp, step
from tajsim.scenarios.shock import Modifier, combine
from tests import of_2024

RUN = quarter_range("2025Q1", "2026Q4")
OUTPUTS = ["rub_per_usd", "gdp", "imports"]


def modifier(*shocks: Shock) -> Modifier:
    """The shocks on one target together."""
    return combine(shocks[0].target, [(f"s{i}", shock) for i, shock in enumerate(shocks)], RUN)


def central(*scenarios: Scenario, output: str = "rub_per_usd") -> np.ndarray:
    """The single path of the baseline and of scenarios, (quarter, scenario), to 2027Q4."""
    r = of_2024.run(list(scenarios), draws=None, end="2027Q4", outputs=OUTPUTS)
    return np.asarray(r.central[output])


def test_a_late_shock_leaves_the_quarters_before_as_they_were_and_acts_from_its_own() -> None:
    late = Scenario("late", [Shock("rub_per_usd", multiply=step(1.3, "2027Q3"))])
    for output in OUTPUTS:
        path_of = central(late, output=output)
        np.testing.assert_array_equal(path_of[:-2, 1], path_of[:-2, 0])
        assert (path_of[-2:, 1] != path_of[-2:, 0]).all(), output
    rate = central(late)
    np.testing.assert_allclose(rate[-2:, 1], 1.3 * rate[-2:, 0], rtol=1e-12)


def test_a_set_that_is_scaled_takes_its_share_and_leaves_the_rest() -> None:
    whole = Scenario("whole", [Shock("rub_per_usd", set=step(120.0, "2026Q1"))])
    for share in (1.0, 0.25):
        base, changed = central(whole.scale(share)).T
        np.testing.assert_array_equal(changed[:4], base[:4])
        np.testing.assert_allclose(changed[4:], (1.0 - share) * base[4:] + share * 120.0, rtol=1e-12)
    with pytest.warns(UserWarning, match="'whole x 0' has no effect: its shocks change nothing"):
        base, unchanged = central(whole.scale(0.0)).T
    np.testing.assert_array_equal(unchanged, base)


def test_a_set_comes_before_factors_and_these_before_amounts() -> None:
    found = modifier(
        Shock("x", add=5.0),
        Shock("x", multiply=2.0),
        Shock("x", set=10.0).scale(0.5),
        Shock("x", multiply=3.0),
    )
    np.testing.assert_array_equal(found.apply(20.0), np.full(8, (0.5 * 20.0 + 0.5 * 10.0) * 6.0 + 5.0))


def test_a_modifier_acts_on_every_draw_of_its_quarter_alone() -> None:
    found = modifier(Shock("x", add=pulse(1.0, "2025Q3")))
    base = np.arange(24.0).reshape(8, 3)
    changed = found.apply(base)
    np.testing.assert_array_equal(changed[2], base[2] + 1.0)
    np.testing.assert_array_equal(np.delete(changed, 2, 0), np.delete(base, 2, 0))
    assert found.touched.tolist() == [False, False, True] + [False] * 5
    with pytest.raises(InputError, match="the base has 3 quarters, the modifier 8"):
        found.apply(np.zeros(3))


@pytest.mark.parametrize("operation", ["set", "multiply", "add"])
def test_two_modifiers_differ_in_the_quarters_in_which_one_does_otherwise(operation: str) -> None:
    one, other = (
        modifier(Shock("x", **{operation: path([2.0, last], "2025Q2", hold=False)})) for last in (3, 4)
    )
    assert one.differs(other).tolist() == [False, False, True] + [False] * 5
    assert not one.differs(one).any()
    if operation == "set":
        half = modifier(Shock("x", set=path([2.0, 3.0], "2025Q2", hold=False), weight=0.5))
        assert one.differs(half).tolist() == [False, True, True] + [False] * 5


def test_sets_that_agree_are_one_and_those_that_do_not_are_named_by_quarter() -> None:
    first, second = Shock("x", set=step(5.0, "2025Q2")), Shock("x", set=pulse(5.0, "2025Q3"))
    np.testing.assert_array_equal(modifier(first, second).apply(1.0), [1.0] + [5.0] * 7)
    np.testing.assert_array_equal(
        modifier(Shock("x", set=pulse(6.0, "2025Q1")), first).apply(1.0), [6.0] + [5.0] * 7
    )
    for clash, expected in (
        (Shock("x", set=pulse(7.0, "2025Q3")), "'s0' sets 5 and 's1' sets 7 in 2025Q3"),
        (Shock("x", set=pulse(7.0, "2025Q3", 2)), "'s0' sets 5 and 's1' sets 7 between 2025Q3 and 2025Q4"),
        (
            Shock("x", set=pulse(5.0, "2026Q4"), weight=0.5),
            "'s0' sets 5 and 's1' sets 5 with weight 0.5 in 2026Q4",
        ),
    ):
        with pytest.raises(InputError, match="conflicting values set for 'x'") as caught:
            modifier(first, clash)
        assert caught.value.problems == (expected,)
    with pytest.raises(InputError) as caught:
        modifier(
            Shock("x", set=pulse(5.0, "2025Q1")),
            Shock("x", set=pulse(6.0, "2025Q2")),
            Shock("x", set=step(7.0, "2025Q1")),
        )
    assert caught.value.problems == (
        "'s0' sets 5 and 's2' sets 7 in 2025Q1",
        "'s1' sets 6 and 's2' sets 7 in 2025Q2",
    )


def test_shocks_that_are_together_too_large_are_named() -> None:
    for shocks in ([Shock("x", multiply=1e200)] * 2, [Shock("x", add=1.7e308)] * 2):
        with pytest.raises(InputError, match="the shocks on 'x' of s0, s1 are together too large"):
            modifier(*shocks)


def test_a_factor_is_scaled_about_one_and_an_amount_about_zero() -> None:
    twice = Shock("x", multiply=ramp(1.5, "2025Q1", 2)).scale(2.0)
    np.testing.assert_allclose(modifier(twice).apply(10.0), [15.0] + [20.0] * 7)
    against = Shock("x", multiply=step(1.5, "2025Q2")).scale(-0.5)
    np.testing.assert_allclose(modifier(against).apply(10.0), [10.0] + [7.5] * 7)
    np.testing.assert_allclose(
        modifier(Shock("x", add=step(4.0, "2025Q2")).scale(-0.5)).apply(1.0), [1] + [-1] * 7
    )


def test_a_shock_scaled_by_nothing_changes_nothing_and_says_so() -> None:
    for shock in (Shock("x", set=5.0), Shock("x", multiply=1.5), Shock("x", add=5.0)):
        assert not shock.null
        assert shock.scale(0.0).null
        assert not modifier(shock.scale(0.0)).touched.any()
        assert shock.scale(1.0) is shock


def test_a_sum_joins_titles_and_stories_and_names_each_source_once() -> None:
    def one(name: str, **texts: object) -> Scenario:
        return Scenario(name, [Shock("rub_per_usd", multiply=1.1)], **texts)  # type: ignore[arg-type]

    both = (
        one("a", title="First", narrative="One.", sources=("x", "y"))
        + one("b", sources=("y", "z"))
        + one("c", title="Third", narrative="Three.")
    )
    assert both.name == "a + b + c"
    assert both.title == "First + b + Third"
    assert both.narrative == "One.\n\nThree."
    assert both.sources == ("x", "y", "z")
    assert [part.name for part in both.parts] == ["a", "b", "c"]
    assert "parts=" not in repr(both)
    np.testing.assert_allclose(both.modifiers(RUN)["rub_per_usd"].apply(1.0), 1.1**3)
