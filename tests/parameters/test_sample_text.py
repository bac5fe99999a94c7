"""Long rows of numbers, as text."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tajsim as ts
from tajsim.parameters import sample_text
from tajsim.parameters.ensemble import ensemble_from
from tajsim.parameters.writing import write_ensemble
from tajsim.store import data_path

numbers = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=40)


@given(numbers)
def test_numbers_come_back_as_they_were(values: list[float]) -> None:
    text = "\n".join(sample_text.written('"prices 2025Q1"', values))
    found = sample_text.read(tomllib.loads(text)["prices 2025Q1"])
    assert list(map(repr, found)) == list(map(repr, values))  # type: ignore[call-overload]


@pytest.mark.parametrize("given", ["", "  ", "1.0 two", "1,0", 3.0, [1.0], None])
def test_what_is_no_such_text_is_left_to_who_asks(given: object) -> None:
    assert sample_text.read(given) is given


def test_a_sample_is_the_same_as_text_and_as_arrays() -> None:
    as_text, none = ensemble_from({"stock_russia": "900000.0 1100000.0"})
    as_array, _ = ensemble_from({"stock_russia": [900_000.0, 1_100_000.0]})
    assert not none
    assert as_text == as_array
    _, problems = ensemble_from({"stock_russia": "900000.0 many"})
    assert problems == ["[ensemble] stock_russia is '900000.0 many'; must be an array of numbers"]


@pytest.mark.parametrize(("name", "base"), [("nowcast-2025", "calibrated-2024")])
def test_a_shipped_sample_is_written_as_its_file_has_it(tmp_path: Path, name: str, base: str) -> None:
    shipped = data_path("vintages", f"{name}.toml").read_text(encoding="utf-8")
    comment = shipped.splitlines()[0].removeprefix("# ")
    path = write_ensemble(ts.parameters(name), base, comment, tmp_path / f"{name}.toml")
    assert path.read_text(encoding="utf-8") == shipped
