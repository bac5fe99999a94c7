"""What a run is given: a file of published figures or of conditions, or what was known on a day."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.defaults import BASE_SET
from tajsim.engine.condition import Condition, Origin, format_conditions, parse_origin
from tajsim.engine.figures import read_figures, read_given
from tajsim.errors import FileFormatError, InputError
from tajsim.quarters import quarter_range
from tests import of_2024

MINE = """series,period,value,unit,source,published,standard_error
remittances_usd,2025Q2,2050,million USD,central bank,2025-08-20,40
goods_imports_customs,2025-9M,5820.5,US$ million,customs,2025-10-20,
goods_imports_customs,2024-9M,5201.7,US$ million,customs,2024-10-21,
policy_rate,2025-11-03,7.5,% per year,central bank,2025-11-03,
"""
OUTPUTS = ["remittances_usd", "imports_usd"]
SETTINGS: dict[str, Any] = {"draws": 200, "seed": 5, "end": "2025Q4", "outputs": OUTPUTS}
QUARTERS = quarter_range(ts.Quarter(2025, 1), ts.Quarter(2025, 4))
HALF = {"first": "2025Q1", "last": "2025Q2"}


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("figures") / "mine.csv"
    path.write_text(MINE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def from_file(mine: Path) -> ts.Result:
    return of_2024.run(given=str(mine), **SETTINGS)


def test_a_file_its_observations_and_their_conditions_are_one_run(from_file: ts.Result, mine: Path) -> None:
    own = ts.observations(mine)
    for given in (mine, own, own.conditions(), list(reversed(own.conditions()))):
        same = of_2024.run(given=given, **SETTINGS)
        assert same.given == from_file.given
        assert np.array_equal(same["remittances_usd"].values, from_file["remittances_usd"].values)


def test_the_manifest_says_which_file_it_was_and_runs_without_it(from_file: ts.Result, mine: Path) -> None:
    text = from_file.manifest.given_toml
    assert text is not None
    assert parse_origin(text) == Origin(file="mine.csv", sha256=ts.observations(mine).digest)
    again = ts.rerun(from_file.manifest)
    assert again.manifest == from_file.manifest
    assert again.given == from_file.given
    other = of_2024.run(given=ts.observations(mine), **SETTINGS).manifest.given_toml
    assert other is not None
    assert parse_origin(other) == Origin(sha256=ts.observations(mine).digest)


def test_only_quarters_of_the_run_are_given(mine: Path) -> None:
    r = of_2024.run(given=mine, **SETTINGS | {"end": "2025Q2"})
    assert r.given is not None
    assert [(row.name, row.period) for row in r.given.rows] == [("remittances_usd", "2025Q2")]


def test_a_file_of_conditions(tmp_path: Path) -> None:
    path = tmp_path / "hard.TOML"
    c = Condition(name="imports_usd", measure="sum", value=3600.0, **HALF)  # type: ignore[arg-type]
    path.write_text(format_conditions([c]), encoding="utf-8")
    found = read_given(path, QUARTERS)
    assert found.conditions == (c,)
    assert found.origin == Origin(file="hard.TOML", sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    path.write_text("[[conditions]]\nnam = 'gdp'", encoding="utf-8")
    with pytest.raises(FileFormatError, match=r"(?s)hard\.TOML.*did you mean 'name'"):
        read_figures(path)


def test_what_was_known_before_a_run_changes_nothing() -> None:
    knowing, free = of_2024.run(given=ts.known(on="2024-06-30"), **SETTINGS), of_2024.run(**SETTINGS)
    assert knowing.given is None
    assert knowing.weights is None
    assert knowing.manifest == free.manifest
    assert np.array_equal(knowing["imports_usd"].values, free["imports_usd"].values)


def test_own_figures_of_which_none_is_of_the_run_are_refused(mine: Path) -> None:
    for given in (mine, ts.observations(mine)):
        with pytest.raises(
            InputError, match="none of the 4 figures given says anything of the run, from 2025Q1"
        ):
            of_2024.run(given=given, **SETTINGS | {"end": "2025Q1"})
    with pytest.raises(InputError, match="the last is policy_rate of 2025-11-03"):
        read_given(mine, quarter_range(ts.Quarter(2027, 1), ts.Quarter(2027, 4)))


def test_what_is_questionable_about_a_file_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "slip.csv"
    slip = "fx_reserves_nbt,2025-03,52,US$ billion,central bank,2025-05-20,\n"
    path.write_text(MINE + slip, encoding="utf-8")
    warned = ts.observations(path).warnings
    assert len(warned) == 1
    assert read_given(path, QUARTERS).warnings == warned
    with pytest.warns(UserWarning, match="fx_reserves_nbt") as caught, pytest.raises(InputError):
        ts.run(given=path, parameters=BASE_SET, **SETTINGS)
    assert [one.filename for one in caught] == [__file__]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("series,period\ngdp,2025", "column"),
        (MINE.replace("remittances_usd", "remitances_usd"), "remittances_usd"),
        (MINE.replace("2025Q2", "2025Q7"), "2025Q7"),
    ],
)
def test_a_file_that_is_no_such_figures_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        of_2024.run(given=path, **SETTINGS)
    with pytest.raises(InputError, match=r"nowhere\.csv"):
        of_2024.run(given=tmp_path / "nowhere.csv", **SETTINGS)


def test_everything_wrong_with_a_run_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        of_2024.run("crackdwn", given=tmp_path / "nowhere.csv", draws=0)
    assert {"crackdwn", "nowhere.csv", "draws"} <= {
        word for word in ("crackdwn", "nowhere.csv", "draws") if word in str(caught.value)
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[origin]\nfile = 'a'", "holds sha256, file alone"),
        ("[origin]\nsha256 = 'a'\nday = 'b'", "holds sha256, file alone"),
        ("origin = 3", "holds sha256, file alone"),
        ("[origin]\nsha256 = 3", "sha256"),
    ],
)
def test_an_origin_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_origin(text)


def test_a_table_of_figures_is_read_like_a_file(mine: Path) -> None:
    own = ts.observations(pd.read_csv(mine))
    assert read_given(own, QUARTERS).conditions == read_given(mine, QUARTERS).conditions


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ([("gdp", "2025Q1", "sum", -5.0)], "nothing brings the single path to the figures given: gdp 2025Q1"),
        ([("gdp", "2025Q1", "sum", 3e4), ("gdp", "2025Q1", "sum", 4e4)], "two exact figures of one"),
        ([("gdp", "2026Q1", "sum", 3e4)], "30000 is outside the run, which goes from 2025Q1 to 2025Q4"),
        ([("gdp", "2023Q4", "sum", 3e4)], "gdp 2023Q4 sum = 30000 is outside the run"),
        ([("inflation", "2025Q1", "growth", 60.0)], "off, is inflation 2025Q1 growth = 60: give it an error"),
    ],
)  # fmt: skip
def test_what_no_run_can_be_given_is_refused_with_what_to_do(
    figures: list[tuple[str, str, Any, float]], message: str
) -> None:
    conditions = [
        Condition(name=name, first=when, last=when, measure=measure, value=value)  # type: ignore[arg-type]
        for name, when, measure, value in figures
    ]
    with pytest.raises(InputError, match=message):
        of_2024.run(given=conditions, **SETTINGS)
