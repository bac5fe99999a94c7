from __future__ import annotations

import itertools
from functools import reduce
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajsim.errors import InputError
from tajsim.quarters import Quarter, quarter_range
from tajsim.scenarios import Modifier, Scenario, Shock, fade, path, pulse, ramp, scenario, step

RUN = quarter_range("2025Q1", "2027Q4")
BASE = np.linspace(50.0, 120.0, len(RUN))

quick = settings(deadline=None, max_examples=50)

numbers = st.floats(-1e6, 1e6, allow_subnormal=False)
starts = st.integers(0, len(RUN) - 1).map(lambda i: RUN[i])
lengths = st.integers(1, 6)
shapes = st.one_of(
    st.builds(step, numbers, starts),
    st.builds(pulse, numbers, starts, lengths),
    st.builds(ramp, numbers, starts, lengths, lengths, st.floats(0, 1)),
    st.builds(fade, numbers, starts, lengths, st.floats(0, 1)),
    st.builds(path, st.lists(numbers, min_size=1, max_size=5), starts, st.booleans()),
)
shocks = st.one_of(
    st.builds(lambda target, shape: Shock(target, add=shape), st.sampled_from("xy"), shapes),
    st.builds(lambda target, shape: Shock(target, multiply=shape), st.sampled_from("xy"), shapes),
)
# `set` has a target of its own, so that no two scenarios conflict
scenarios = st.builds(
    lambda content, level, name: Scenario(name, [*content, Shock(f"only {name}", set=level)]),
    st.lists(shocks, max_size=4, unique=True),
    shapes,
    st.text(min_size=1).filter(str.strip),
)


def bits(scenario: Scenario) -> dict[str, bytes]:
    return {
        target: b"".join(a.tobytes() for a in (m.set_weight, m.set_level, m.multiply, m.add, m.apply(BASE)))
        for target, m in scenario.modifiers(RUN).items()
    }


@quick
@given(st.lists(scenarios, min_size=2, max_size=3, unique_by=lambda s: s.name))
def test_the_order_of_composition_changes_no_bit(parts: list[Scenario]) -> None:
    results = [bits(reduce(lambda a, b: a + b, order)) for order in itertools.permutations(parts)]
    assert all(result == results[0] for result in results)


@quick
@given(scenarios, scenarios, scenarios)
def test_composition_is_associative(a: Scenario, b: Scenario, c: Scenario) -> None:
    left, right = (a + b) + c, a + (b + c)
    assert (left.name, left.shocks, left.components()) == (right.name, right.shocks, right.components())


@quick
@given(scenarios)
def test_scaling_by_one_is_the_identity(scenario: Scenario) -> None:
    assert scenario.scale(1.0) == scenario


@quick
@given(scenarios)
def test_adding_the_null_scenario_changes_nothing(scenario: Scenario) -> None:
    assert bits(scenario + Scenario("null")) == bits(scenario)


@quick
@given(scenarios)
def test_scaling_by_zero_changes_no_bit(scenario: Scenario) -> None:
    for modifier in scenario.scale(0.0).modifiers(RUN).values():
        assert modifier.apply(BASE).tobytes() == BASE.tobytes()


def test_shocks_that_scaling_by_zero_makes_equal_are_no_mistake() -> None:
    """Twice the same shock is one given by mistake, unless it does nothing."""
    pairs = [
        [Shock("x", add=1.0), Shock("x", add=2.0)],
        [Shock("x", multiply=3.0), Shock("x", multiply=2.0)],
        [Shock("x", set=1.0), Shock("x", set=1.0, weight=0.0)],
    ]
    for shocks_of_one_target in pairs:
        scaled = Scenario("a", shocks_of_one_target).scale(0.0)
        assert all(shock.null for shock in scaled.shocks)
        assert scaled.modifiers(RUN)["x"].apply(BASE).tobytes() == BASE.tobytes()
    with pytest.raises(InputError, match="the same shock is given 2 times"):
        Scenario("a", [Shock("x", multiply=3.0)] * 2)


@quick
@given(st.lists(scenarios, min_size=1, max_size=3))
def test_a_file_gives_back_an_equal_scenario(tmp_path_factory, parts: list[Scenario]) -> None:
    from tajsim.scenarios import read_scenario

    scenario = reduce(lambda a, b: a + b, parts)
    path = scenario.to_toml(tmp_path_factory.getbasetemp() / "scenario.toml")
    assert read_scenario(path, check_targets=False) == scenario


def test_a_null_scenario_touches_nothing() -> None:
    assert Scenario("null").modifiers(RUN) == {}


def test_set_comes_first_then_multiply_then_add() -> None:
    add = Scenario("a", [Shock("x", add=1.0)])
    multiply = Scenario("m", [Shock("x", multiply=3.0)])
    level = Scenario("s", [Shock("x", set=10.0)])
    for a, b, c in itertools.permutations([add, multiply, level]):
        np.testing.assert_array_equal((a + b + c).modifiers(RUN)["x"].apply(7.0), np.full(len(RUN), 31.0))


def test_composing_joins_names_texts_sources_and_keeps_the_parts() -> None:
    a = Scenario("a", [Shock("x", add=1.0)], title="A", narrative="One.", sources=["S1", "S2"])
    b = Scenario("b", [Shock("y", add=1.0)], title="B", narrative="Two.", sources=["S2", "S3"])
    both = a + b
    assert (both.name, both.title, both.narrative) == ("a + b", "A + B", "One.\n\nTwo.")
    assert both.sources == ("S1", "S2", "S3")
    assert both.shocks == a.shocks + b.shocks
    assert both.components() == (a, b)
    assert a.components() == (a,)
    assert (both + a).components() == (a, b, a)


def test_scale_names_the_factor_and_scales_the_parts() -> None:
    a, b = Scenario("a", [Shock("x", add=1.0)]), Scenario("b", [Shock("x", multiply=2.0)])
    assert a.scale(0.5).name == "a x 0.5"
    scaled = (a + b).scale(2)
    assert scaled.name == "(a + b) x 2"
    assert [part.name for part in scaled.components()] == ["a x 2", "b x 2"]
    np.testing.assert_array_equal(scaled.modifiers(RUN)["x"].apply(5.0), np.full(len(RUN), 17.0))


def test_a_set_cannot_be_scaled_beyond_its_full_weight() -> None:
    mixed = Scenario("m", [Shock("x", add=1.0), Shock("y", set=1.0), Shock("z", set=1.0)])
    with pytest.raises(InputError, match=r"scale scenario 'm': 2 problems\n  - y: .*between 0 and 1"):
        mixed.scale(2.0)


def test_conflicting_sets_name_scenarios_target_and_quarters() -> None:
    a = Scenario("first", [Shock("x", set=step(1.0, "2025Q1", end="2026Q2"))])
    b = Scenario("second", [Shock("x", set=step(2.0, "2026Q1"))])
    with pytest.raises(InputError) as caught:
        (a + b).modifiers(RUN)
    for fragment in ("'first' sets 1", "'second' sets 2", "'x'", "between 2026Q1 and 2026Q2"):
        assert fragment in str(caught.value)


def test_sets_that_agree_or_do_not_overlap_are_fine() -> None:
    a = Scenario("a", [Shock("x", set=step(1.0, "2025Q1", end="2026Q2"))])
    same = Scenario("same", [Shock("x", set=pulse(1.0, "2026Q1"))])
    later = Scenario("later", [Shock("x", set=step(3.0, "2026Q3"))])
    out = (a + same + later).modifiers(RUN)["x"].apply(9.0)
    np.testing.assert_array_equal(out, [1.0] * 6 + [3.0] * 6)


def test_a_half_weighted_set_conflicts_with_a_full_one() -> None:
    with pytest.raises(InputError, match=r"sets 1 and 'b' sets 1 with weight 0\.5"):
        (Scenario("a", [Shock("x", set=1.0)]) + Scenario("b", [Shock("x", set=1.0, weight=0.5)])).modifiers(
            RUN
        )


def test_every_shock_outside_the_horizon_is_named() -> None:
    late = Scenario("late", [Shock("x", add=step(1.0, "2031Q1")), Shock("y", add=pulse(1.0, "2020Q1"))])
    with pytest.raises(InputError) as caught:
        late.modifiers(RUN)
    assert len(caught.value.problems) == 2
    for fragment in ("add x 1 (step from 2031Q1)", "'late'", "2025Q1 to 2027Q4", "from 2020Q1"):
        assert fragment in str(caught.value)


def test_a_shock_after_the_end_is_left_out_with_a_warning_when_another_acts() -> None:
    early, late = Shock("x", add=step(1.0, "2026Q1")), Shock("x", add=step(5.0, "2031Q1"))
    with pytest.warns(UserWarning, match=r"step from 2031Q1.* of 's' has no effect in any quarter"):
        found = Scenario("s", [early, late]).modifiers(RUN)["x"].apply(0.0)
    np.testing.assert_array_equal(found, Scenario("s", [early]).modifiers(RUN)["x"].apply(0.0))


def test_a_shock_before_the_start_is_never_left_out() -> None:
    early, past = Shock("x", add=step(1.0, "2026Q1")), Shock("y", add=pulse(1.0, "2020Q1"))
    with pytest.raises(InputError, match="pulse from 2020Q1"):
        Scenario("s", [early, past]).modifiers(RUN)


def test_a_shock_partly_outside_the_horizon_is_fine() -> None:
    shock = Shock("x", add=step(1.0, "2020Q1", end="2025Q1"))
    out = Scenario("s", [shock]).modifiers(RUN)["x"].apply(0.0)
    np.testing.assert_array_equal(out, [1.0] + [0.0] * 11)


def test_shocks_too_large_together_are_refused() -> None:
    huge = [Shock("x", multiply=1e200), Shock("x", multiply=step(1e200, "2025Q1"))]
    with pytest.raises(InputError, match="too large"):
        Scenario("huge", huge).modifiers(RUN)


@pytest.mark.parametrize("base", [0.1, -0.0, np.float32(0.3)])
def test_an_untouched_quarter_comes_back_bit_for_bit(base: float) -> None:
    modifier = Scenario("s", [Shock("x", add=pulse(1.0, "2025Q1"), note="")]).modifiers(RUN)["x"]
    assert modifier.apply(base)[1:].tobytes() == np.full(len(RUN) - 1, base, dtype=float).tobytes()


def test_apply_broadcasts_over_draws_and_checks_the_length() -> None:
    modifier = Scenario("s", [Shock("x", add=path([1.0, 2.0], "2025Q1"))]).modifiers(RUN)["x"]
    draws = np.arange(len(RUN) * 3.0).reshape(len(RUN), 3)
    np.testing.assert_array_equal(modifier.apply(draws) - draws, np.outer([1] + [2] * 11, [1, 1, 1]))
    with pytest.raises(InputError, match="the base has 3 quarters, the modifier 12"):
        modifier.apply([1.0, 2.0, 3.0])


def test_modifiers_are_read_only() -> None:
    modifier = Modifier(np.zeros(2), np.zeros(2), np.zeros(2), np.ones(2), np.zeros(2))
    with pytest.raises(ValueError, match="read-only"):
        modifier.add[0] = 1.0


def test_modifiers_accept_quarters_as_text() -> None:
    assert Scenario("s", [Shock("x", add=1.0)]).modifiers(["2025Q1"])["x"].apply(1.0) == 2.0
    with pytest.raises(InputError, match="at least one quarter"):
        Scenario("s").modifiers(())


def test_the_digest_follows_the_content() -> None:
    a = Scenario("a", [Shock("x", add=1.0)])
    assert a.digest() == Scenario("a", (Shock("x", add=1.0),)).digest()
    assert a.digest() != Scenario("a", [Shock("x", add=np.nextafter(1.0, 2.0))]).digest()
    assert len(a.digest()) == 64


@pytest.mark.parametrize(
    ("make", "fragment"),
    [
        (lambda: Scenario(""), "name must be text"),
        (lambda: Scenario("s", ["x"]), "shocks must be a list of Shock objects"),
        (lambda: Scenario("s", Shock("x", add=1.0)), "shocks must be a list"),
        (lambda: Scenario("s", sources=5), "sources must be a list of texts, not 5"),
        (lambda: Scenario("s", title=None), "title must be text"),
        (lambda: Scenario("s", [Shock("x", add=1.0)] * 2), "the same shock is given 2 times: add x 1"),
        (lambda: Scenario("s", parts=[Scenario("a", [Shock("x", add=1.0)])]), "not those of its parts"),
        (lambda: Scenario("s").scale(float("inf")), "factor must be a finite number"),
    ],
)
def test_bad_scenarios_are_refused(make, fragment: str) -> None:
    with pytest.raises(InputError) as caught:
        make()
    assert fragment in str(caught.value)


def test_adding_anything_else_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        Scenario("s") + "crackdown"  # type: ignore[operator]


def test_quarters_of_a_ramp_are_dated() -> None:
    modifier = Scenario("s", [Shock("x", add=ramp(4.0, Quarter(2026, 3), 4))]).modifiers(RUN)["x"]
    np.testing.assert_array_equal(modifier.add, [0] * 6 + [1, 2, 3, 4, 4, 4])


def dates(scenario: Scenario) -> list[str]:
    return [str(shock.shape.start) for shock in scenario.shocks]


def test_a_shifted_scenario_keeps_the_distance_of_its_shocks() -> None:
    asked = Scenario(
        "two waves",
        [
            Shock("rub_per_usd", multiply=ramp(1.3, "2026Q2", 4)),
            Shock("oil_price", add=step(-10.0, "2026Q1", "2027Q4")),
            Shock("russia_gdp_growth", set_mean=path([1.0, -2.0], "2027Q3", hold=False)),
            Shock("remittance_cost", add=0.01),
        ],
        title="Two waves",
        narrative="As in 2026.",
        sources=["S1"],
    )
    moved = asked.shift("2027Q1")
    assert dates(moved) == ["2027Q2", "2027Q1", "2028Q3", "None"]
    assert str(moved.shocks[1].shape.end) == "2028Q4"  # type: ignore[attr-defined]
    assert (moved.name, moved.title) == ("two waves from 2027Q1", "Two waves from 2027Q1")
    assert (moved.narrative, moved.sources) == (asked.narrative, asked.sources)
    later, now = quarter_range("2026Q1", "2031Q4"), quarter_range("2025Q1", "2030Q4")
    before, after = asked.modifiers(now), moved.modifiers(later)
    for target in before:
        for field in ("set_weight", "set_level", "pinned", "multiply", "add"):
            np.testing.assert_array_equal(getattr(after[target], field), getattr(before[target], field))


def test_a_shift_back_undoes_a_shift() -> None:
    asked = Scenario("a", [Shock("x", add=pulse(1.0, "2025Q3", 2))], title="A")
    assert asked.begins == Quarter(2025, 3)
    assert asked.shift("2025Q3") is asked
    there = asked.shift("2027Q1")
    assert there.shift(Quarter(2030, 2)).name == "a from 2030Q2", "the last date alone is named"
    assert there.shift("2025Q3").shocks == asked.shocks
    assert asked.shift("2024Q4").shocks[0].shape.start == Quarter(2024, 4)


def test_a_composition_moves_as_a_whole() -> None:
    one = Scenario("one", [Shock("x", add=step(1.0, "2025Q3"))])
    two = Scenario("two", [Shock("y", add=step(1.0, "2026Q2"))])
    ever = Scenario("ever", [Shock("z", add=1.0)])
    moved = (one + two + ever).shift("2027Q1")
    assert moved.name == "(one + two + ever) from 2027Q1"
    assert dates(moved) == ["2027Q1", "2027Q4", "None"]
    assert [part.name for part in moved.components()] == ["one from 2027Q1", "two from 2027Q4", "ever"]
    assert moved.components()[2] == ever
    assert moved.shift("2028Q1").name == "(one + two + ever) from 2028Q1"


def test_a_shifted_scenario_is_written_and_read(tmp_path: Path) -> None:
    moved = (scenario("crackdown") + scenario("rouble-shock")).shift("2027Q3")
    assert Scenario.from_toml(moved.to_toml(tmp_path / "moved.toml")) == moved
    assert moved.digest() != (scenario("crackdown") + scenario("rouble-shock")).digest()


@pytest.mark.parametrize(
    ("asked", "start", "problem"),
    [
        ([Shock("x", add=1.0)], "2027Q1", "no shock has a start: there is nothing to move"),
        ([], "2027Q1", "no shock has a start: there is nothing to move"),
        ([Shock("x", add=step(1.0, "2026Q1"))], "2027", "start is not a quarter: '2027'; write it as 2026Q1"),
        ([Shock("x", add=step(1.0, "2026Q1"))], 8, "start is not a quarter: 8"),
        (
            [Shock("x", add=step(1.0, "2026Q1", "2027Q4"))],
            "9999Q1",
            "2027Q4 would become a quarter of the year 10000",
        ),
    ],
)
def test_what_cannot_be_shifted_is_refused(asked: list[Shock], start: str, problem: str) -> None:
    with pytest.raises(InputError, match=r"shift scenario 'a'") as caught:
        Scenario("a", asked).shift(start)
    assert problem in str(caught.value)


def test_one_source_and_an_iterator_of_shocks_are_lists() -> None:
    shocks = [Shock("rub_per_usd", multiply=1.1), Shock("brent_usd", multiply=0.9)]
    made = Scenario("s", iter(shocks), sources="S1")  # type: ignore[arg-type]
    assert made == Scenario("s", shocks, sources=["S1"])
    assert made.sources == ("S1",)


@quick
@given(st.lists(shocks, min_size=1, max_size=4, unique=True), st.integers(-40, 40))
def test_a_shift_moves_every_effect_by_as_much(given: list[Shock], by: int) -> None:
    asked = Scenario("asked", given)
    begins = asked.begins
    if begins is None:
        return
    moved = asked.shift(begins + by)
    assert moved.begins == begins + by
    for before, after in zip(asked.shocks, moved.shocks, strict=True):
        if before.shape.start is None:
            assert after == before
            continue
        later = [q + by for q in RUN]
        np.testing.assert_array_equal(after.weights(later), before.weights(RUN))
        np.testing.assert_array_equal(after.effect(later), before.effect(RUN))
    assert moved.shift(begins).shocks == asked.shocks
