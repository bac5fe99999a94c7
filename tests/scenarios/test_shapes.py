from __future__ import annotations

import numpy as np
import pytest

from tajsim.errors import InputError
from tajsim.quarters import Quarter, quarter_range
from tajsim.scenarios import Shape, fade, path, pulse, ramp, step
from tajsim.scenarios.shapes import always

RUN = quarter_range("2025Q3", "2027Q2")  # eight quarters, the third is 2026Q1


@pytest.mark.parametrize(
    ("shape", "weights"),
    [
        (always(2.0), [1, 1, 1, 1, 1, 1, 1, 1]),
        (step(2.0, "2026Q1"), [0, 0, 1, 1, 1, 1, 1, 1]),
        (step(2.0, "2026Q1", end="2026Q3"), [0, 0, 1, 1, 1, 0, 0, 0]),
        (step(2.0, "2020Q1"), [1, 1, 1, 1, 1, 1, 1, 1]),
        (step(2.0, "2030Q1"), [0, 0, 0, 0, 0, 0, 0, 0]),
        (pulse(2.0, "2026Q1"), [0, 0, 1, 0, 0, 0, 0, 0]),
        (pulse(2.0, "2026Q1", 2), [0, 0, 1, 1, 0, 0, 0, 0]),
        (ramp(2.0, "2026Q1", 4), [0, 0, 0.25, 0.5, 0.75, 1, 1, 1]),
        (ramp(2.0, "2026Q1", 1), [0, 0, 1, 1, 1, 1, 1, 1]),
        (ramp(2.0, "2026Q1", 2, fade=2), [0, 0, 0.5, 1, 0.5, 0, 0, 0]),
        (ramp(2.0, "2026Q1", 2, fade=2, fade_to=0.5), [0, 0, 0.5, 1, 0.75, 0.5, 0.5, 0.5]),
        (ramp(2.0, "2025Q1", 4), [0.75, 1, 1, 1, 1, 1, 1, 1]),
        (fade(2.0, "2026Q1", 4), [0, 0, 1, 0.75, 0.5, 0.25, 0, 0]),
        (fade(2.0, "2026Q1", 2, fade_to=0.5), [0, 0, 1, 0.75, 0.5, 0.5, 0.5, 0.5]),
        (path([3.0, 4.0], "2026Q1"), [0, 0, 1, 1, 1, 1, 1, 1]),
        (path([3.0, 4.0], "2026Q1", hold=False), [0, 0, 1, 1, 0, 0, 0, 0]),
    ],
)
def test_weights_follow_the_definition(shape: Shape, weights: list[float]) -> None:
    np.testing.assert_array_equal(shape.weights(RUN), np.array(weights, dtype=float))


def test_a_path_takes_its_explicit_values_and_holds_the_last() -> None:
    np.testing.assert_array_equal(path([3.0, 4.0], "2026Q1").levels(RUN)[2:], [3, 4, 4, 4, 4, 4])


def test_a_path_that_began_before_the_run_continues_in_it() -> None:
    np.testing.assert_array_equal(path([1.0, 2.0, 3.0, 4.0], "2025Q1").levels(RUN)[:3], [3, 4, 4])


def test_every_shape_of_one_value_has_it_in_each_quarter() -> None:
    np.testing.assert_array_equal(ramp(1.59, "2026Q1", 4).levels(RUN), np.full(8, 1.59))


def test_shapes_know_value_and_start_and_are_frozen() -> None:
    shape = ramp(1.59, "2026Q1", 4)
    assert (shape.values, shape.start) == ((1.59,), Quarter(2026, 1))
    assert shape == ramp(1.59, Quarter(2026, 1), 4)
    assert hash(shape) == hash(ramp(1.59, "2026q1", 4))
    with pytest.raises(AttributeError):
        shape.start = None  # type: ignore[misc]


def test_a_path_accepts_an_array() -> None:
    assert path(np.array([1.5, 2.0]), "2026Q1").values == (1.5, 2.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "fragments"),
    [
        (lambda: step(float("nan"), "2026Q1"), ["value must be a finite number, not nan"]),
        (lambda: step("2", "2026Q1"), ["value must be a number, not '2'"]),
        (lambda: step(True, "2026Q1"), ["value must be a number, not True"]),
        (lambda: step(10**400, "2026Q1"), ["value must be a finite number"]),
        (lambda: step(1.0, "2026Q1", "2025Q1"), ["end 2025Q1 is before start 2026Q1"]),
        (
            lambda: pulse(1.0, "2026-1", 0),
            ["start is not a quarter: '2026-1'", "quarters must be at least 1"],
        ),
        (lambda: ramp(1.0, "2026Q1", 2.5), ["quarters must be a whole number, not 2.5"]),
        (lambda: ramp(1.0, "2026Q1", 2, fade=-1), ["fade must be at least 0"]),
        (lambda: ramp(1.0, "2026Q1", 2, fade_to=0.5), ["fade_to 0.5 has no effect without fade"]),
        (lambda: fade(1.0, "2026Q1", 2, fade_to=1.5), ["fade_to must be between 0 and 1, not 1.5"]),
        (lambda: path([], "2026Q1"), ["at least one number"]),
        (lambda: path("12", "2026Q1"), ["values must be a list of numbers, not '12'"]),
        (
            lambda: path([1.0, float("inf")], None, hold=1),
            ["value 2 must be", "start is not", "hold must be"],
        ),
    ],
)
def test_bad_shapes_name_every_problem(make, fragments) -> None:
    with pytest.raises(InputError) as caught:
        make()
    for fragment in fragments:
        assert fragment in str(caught.value)
    assert len(caught.value.problems) == len(fragments)
