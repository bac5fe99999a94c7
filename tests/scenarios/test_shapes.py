from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from tajsim.errors import InputError
from tajsim.quarters import Quarter, quarter_range
from tajsim.scenarios import Shape, fade, path, pulse, ramp, step
from tajsim.scenarios.shapes import Fade, Path, Ramp, always

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


BY_QUARTER = pd.Series([1.1, 1.2, 1.3], index=pd.period_range("2026Q1", periods=3, freq="Q"))


@pytest.mark.parametrize(
    "values",
    [
        BY_QUARTER,
        BY_QUARTER.to_timestamp(),
        BY_QUARTER.to_timestamp(how="end"),
        BY_QUARTER.iloc[::-1],
        {"2026Q1": 1.1, "2026Q2": 1.2, "2026Q3": 1.3},
        {Quarter(2026, 3): 1.3, datetime.date(2026, 1, 31): 1.1, np.datetime64("2026-04"): np.float64(1.2)},
    ],
    ids=["periods", "first days", "last days", "backwards", "texts", "mixed"],
)
def test_a_path_takes_its_dates_from_what_it_is_given(values) -> None:
    assert path(values) == path([1.1, 1.2, 1.3], "2026Q1")
    assert path(values, pd.Period("2026Q1"), hold=False) == path([1.1, 1.2, 1.3], "2026Q1", hold=False)


def test_a_series_without_dates_is_a_list() -> None:
    assert path(pd.Series([1.1, 1.2]), pd.Timestamp("2026-03-31")) == path([1.1, 1.2], "2026Q1")
    assert path(pd.Series([1.1, 1.2], index=[7, 3]), "2026Q1").values == (1.1, 1.2)


def test_steps_by_date_hold_until_the_next() -> None:
    shape = step({"2026Q3": 1.3, "2026Q1": 1.1})
    quarters = quarter_range("2025Q4", "2027Q1")
    assert shape.weights(quarters).tolist() == [0.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    assert shape.levels(quarters)[1:].tolist() == [1.1, 1.1, 1.3, 1.3, 1.3]
    ended = step({"2026Q1": 1.1, "2026Q3": 1.3}, end="2026Q4")
    assert ended.weights(quarters).tolist() == [0.0, 1.0, 1.0, 1.0, 1.0, 0.0]
    assert ended.levels(quarters)[1:5].tolist() == [1.1, 1.1, 1.3, 1.3]


@pytest.mark.parametrize(
    "day",
    [
        pd.Timestamp("2026-05-31 23:00"),
        pd.Timestamp("2026-05-31", tz="Asia/Dushanbe"),
        pd.Period("2026Q2"),
        pd.Period("2027Q1", freq="Q-MAR"),  # a fiscal year that ends in March
        pd.Period("2026-04", freq="M"),
        datetime.datetime(2026, 4, 1),
        np.datetime64("2026-06-30T12:00"),
        " 2026q2 ",
    ],
)
def test_a_date_of_any_kind_is_its_calendar_quarter(day) -> None:
    assert Quarter.parse(day) == Quarter(2026, 2)
    assert step(1.0, day, day) == step(1.0, "2026Q2", "2026Q2")


@pytest.mark.parametrize(
    "day",
    [
        pd.NaT,
        np.datetime64("NaT"),
        pd.Period("2026", freq="Y"),
        pd.Period("2026-04", freq="Q-JAN"),  # it reaches into two calendar quarters
        np.array(["2026-05"], dtype="datetime64[M]"),
        datetime.time(12),
        2026,
        20262.0,
    ],
)
def test_what_is_no_quarter_is_none(day) -> None:
    with pytest.raises(InputError, match="not a quarter"):
        Quarter.parse(day)


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
        (lambda: path({}), ["at least one number"]),
        (lambda: path(BY_QUARTER.iloc[[0, 2]]), ["no value for 2026Q2"]),
        (lambda: path(BY_QUARTER, "2026Q2"), ["start 2026Q2 is not the first date of the values, 2026Q1"]),
        (
            lambda: path(
                {"2026Q1": 1.0, datetime.date(2026, 2, 1): 2.0, "soon": 3.0, "2026Q2": float("nan")}
            ),
            ["two values for 2026Q1", "not a quarter: 'soon'", "value of 2026Q2 must be a finite number"],
        ),
        (
            lambda: path(pd.DataFrame(BY_QUARTER)),
            ["start is missing", "values must be a list of numbers, not 0 2026Q1 1.1"],
        ),
        (lambda: path(BY_QUARTER.index[:1]), ["value 1 must be a number", "start is missing"]),
        (lambda: step(BY_QUARTER, end="2026Q2"), ["end 2026Q2 is before the last step, 2026Q3"]),
        (lambda: step(1.0), ["start is missing"]),
        (lambda: path("12", "2026Q1"), ["values must be a list of numbers, not '12'"]),
        (
            lambda: path([1.0, float("inf")], None, hold=1),
            ["value 2 must be", "start is missing", "hold must be"],
        ),
    ],
)
def test_bad_shapes_name_every_problem(make, fragments) -> None:
    with pytest.raises(InputError) as caught:
        make()
    for fragment in fragments:
        assert fragment in str(caught.value)
    assert len(caught.value.problems) == len(fragments)


def test_a_shape_is_made_by_its_class_as_by_its_function() -> None:
    start = Quarter(2026, 1)
    assert Ramp((2.0,), start, quarters=3) == ramp(2.0, "2026Q1", 3)
    assert Fade((2.0,), start, quarters=3) == fade(2.0, "2026Q1", 3)
    assert Path((2.0, 3.0), start) == path([2.0, 3.0], "2026Q1")
