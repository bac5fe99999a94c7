from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from tajsim.errors import InputError
from tajsim.quarters import quarter_range
from tajsim.scenarios import Scenario, Shock, path, pulse, ramp, step
from tajsim.scenarios.shapes import fade

RUN = quarter_range("2025Q1", "2026Q4")


def applied(shock: Shock, base: float) -> np.ndarray:
    return Scenario("s", [shock]).modifiers(RUN)[shock.target].apply(base)


def test_operations_follow_their_formulas() -> None:
    shape = ramp(1.5, "2026Q1", 2)
    np.testing.assert_allclose(applied(Shock("x", multiply=shape), 80.0)[3:6], [80, 80 * 1.25, 120])
    np.testing.assert_allclose(applied(Shock("x", add=shape), 80.0)[3:6], [80, 80.75, 81.5])
    np.testing.assert_allclose(applied(Shock("x", set=shape), 80.0)[3:6], [80, 40.75, 1.5])


def test_full_weight_is_exact_and_no_weight_changes_no_bit() -> None:
    tiny = Shock("x", multiply=step(1e-20, "2026Q1"))
    np.testing.assert_array_equal(tiny.effect(RUN), [1.0] * 4 + [1e-20] * 4)


def test_a_plain_number_is_a_step_over_the_whole_run() -> None:
    np.testing.assert_array_equal(applied(Shock("x", add=2), 1.0), np.full(8, 3.0))
    assert Shock("x", add=2) == Shock("x", add=2.0)


def test_a_path_sets_each_quarter() -> None:
    out = applied(Shock("x", set=path([5.0, 6.0], "2026Q1", hold=False)), 1.0)
    np.testing.assert_array_equal(out, [1, 1, 1, 1, 5, 6, 1, 1])


def test_shocks_are_frozen_hashable_and_can_be_pickled() -> None:
    shock = Shock("x", multiply=step(1.3, "2026Q1"), note="why")
    assert pickle.loads(pickle.dumps(shock)) == shock
    assert hash(shock) == hash(pickle.loads(pickle.dumps(shock)))
    assert str(shock) == "multiply x 1.3 (step from 2026Q1)"
    with pytest.raises(AttributeError):
        shock.target = "y"  # type: ignore[misc]


def test_scale_changes_the_effect_in_proportion() -> None:
    assert Shock("x", multiply=pulse(1.5, "2026Q1")).scale(0.5) == Shock("x", multiply=pulse(1.25, "2026Q1"))
    assert Shock("x", add=pulse(3.0, "2026Q1")).scale(-2) == Shock("x", add=pulse(-6.0, "2026Q1"))
    half = Shock("x", set=fade(10.0, "2026Q1", 2)).scale(0.5)
    np.testing.assert_array_equal(applied(half, 20.0)[3:7], [20, 15, 17.5, 20])


@pytest.mark.parametrize(
    ("make", "fragment"),
    [
        (lambda: Shock("x"), "exactly one of set, set_mean, add, multiply is needed, not none"),
        (lambda: Shock("x", add=1, set=2), "not set and add"),
        (lambda: Shock("", add=1), "target must be the name"),
        (lambda: Shock(3, add=1), "target must be the name"),
        (lambda: Shock("x", add=float("inf")), "add must be a finite number, not inf"),
        (lambda: Shock("x", add="1"), "add must be a number, not '1'"),
        (lambda: Shock("x", add=[1, 2]), "add must be a number"),
        (lambda: Shock("x", add=1, note=None), "note must be text"),
        (lambda: Shock("x", add=1, weight=0.5), "weight is for set and set_mean"),
        (lambda: Shock("x", set=1, weight=2.0), "weight must be between 0 and 1"),
        (lambda: Shock("x", set=1).scale(1.5), "factor of a set must be between 0 and 1, not 1.5"),
        (lambda: Shock("x", add=1).scale(float("nan")), "factor must be a finite number"),
        (lambda: Shock("x", add=1e300).scale(1e300), "must be finite, not inf"),
    ],
)
def test_bad_shocks_are_refused(make, fragment: str) -> None:
    with pytest.raises(InputError, match="shock") as caught:
        make()
    assert fragment in str(caught.value)


def test_all_problems_of_a_shock_come_at_once() -> None:
    with pytest.raises(InputError) as caught:
        Shock("", add=float("nan"), set=1.0, note=4)  # type: ignore[arg-type]
    assert len(caught.value.problems) == 4


def test_both_ways_of_setting_have_names_of_their_own() -> None:
    pinned, moved = Shock("x", set=5.0), Shock("x", set_mean=step(5.0, "2026Q1"))
    assert (pinned.operation, moved.operation) == ("set", "set_mean")
    assert pinned.sets
    assert moved.sets
    assert not Shock("x", add=1.0).sets
    assert str(moved) == "set_mean x 5 (step from 2026Q1)"
    half = moved.scale(0.5)
    assert (half.operation, half.weight) == ("set_mean", 0.5)
    assert moved.scale(0.0).null
    with pytest.raises(InputError, match="factor of a set_mean must be between 0 and 1"):
        moved.scale(1.5)
    with pytest.raises(InputError, match=r"exactly one of .* is needed, not set and set_mean"):
        Shock("x", set=1.0, set_mean=1.0)


@pytest.mark.parametrize("weight", [1.0, 0.25])
def test_the_mean_that_is_set_is_read_from_its_file(weight: float, tmp_path: Path) -> None:
    moved = Shock("rub_per_usd", set_mean=ramp(95.0, "2026Q1", 4), weight=weight)
    asked = Scenario("asked", [moved], title="T", narrative="N")
    text = asked.to_toml(tmp_path / "asked.toml").read_text()
    assert "set_mean = 95.0" in text
    assert Scenario.from_toml(tmp_path / "asked.toml") == asked
    pinned = Scenario("asked", [Shock("rub_per_usd", set=ramp(95.0, "2026Q1", 4), weight=weight)])
    assert asked.digest() != pinned.digest()


def test_a_note_is_written_with_its_shock_and_none_where_there_is_none(tmp_path: Path) -> None:
    asked = Scenario(
        "s", [Shock("rub_per_usd", add=step(1.0, "2026Q1"), note="as in 2015"), Shock("oil_price", add=1.0)]
    )
    text = asked.to_toml(tmp_path / "s.toml").read_text(encoding="utf-8")
    assert text.count("note =") == 1
    assert [shock.note for shock in Scenario.from_toml(tmp_path / "s.toml").shocks] == ["as in 2015", ""]
