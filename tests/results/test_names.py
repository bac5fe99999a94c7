"""The names of a result: what it holds, and lists of names that are one text, any list, or hold one twice."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tajsim.errors import InputError, UnknownNameError
from tajsim.quarters import Quarter
from tajsim.results import Result

from .synthetic import result, summarised

TWO = ("gdp", "inflation")


@pytest.fixture(scope="module")
def run() -> Result:
    return result(draws=20, outputs=TWO)


def test_a_result_is_asked_for_its_outputs(run: Result) -> None:
    assert list(run) == list(TWO)
    assert tuple(iter(run)) == run.keys() == run.kept
    assert len(run) == 2
    assert run
    assert {name: values.values.shape for name, values in dict(run).items()} == dict.fromkeys(TWO, (8, 3, 20))
    for name in TWO:
        assert name in run


@pytest.mark.parametrize(
    "name", ["gini", "gpd", 0, None, ["gdp"], np.array(["gdp", "x"]), float("nan"), b"gdp"]
)
def test_what_a_result_does_not_hold(run: Result, name: Any) -> None:
    assert name not in run  # gini is an output of the model that was not kept
    with pytest.raises(InputError):
        run[name]


def test_a_result_of_summaries_holds_what_they_are_of() -> None:
    _, summary = summarised(draws=100)
    assert "gdp" in summary
    assert list(summary) == list(summary.kept)


def lists() -> Iterator[Any]:
    yield from (["gdp"], ("gdp", "gdp"), {"gdp"}, np.array(["gdp"]), pd.Index(["gdp"]), pd.Series(["gdp"]))
    yield from ((name for name in ("gdp", "gdp")), np.str_("gdp"), np.array("gdp"))


@pytest.mark.parametrize("outputs", tuple(lists()), ids=lambda given: type(given).__name__)
def test_one_output_is_a_list_of_one(run: Result, outputs: Any) -> None:
    pd.testing.assert_frame_equal(run.to_frame(outputs=outputs), run.to_frame(outputs="gdp"))
    assert set(run.to_frame(outputs="gdp")["variable"]) == {"gdp"}


def test_an_unknown_output_is_named_whole(run: Result) -> None:
    with pytest.raises(UnknownNameError, match="unknown output 'gpd'; did you mean 'gdp'"):
        run.to_frame(outputs="gpd")
    with pytest.raises(InputError, match="output 'gini' was not kept"):
        run.to_frame(outputs=["gdp", "gini"])


def test_one_scenario_is_a_list_of_one_and_counts_once(run: Result) -> None:
    one = run.table("gdp", scenarios=["crackdown"])
    pd.testing.assert_frame_equal(run.table("gdp", scenarios="crackdown"), one)
    pd.testing.assert_frame_equal(run.table("gdp", scenarios=iter(["crackdown", "crackdown"])), one)
    assert run.choose(["rouble-shock", "baseline", "rouble-shock"]) == ("rouble-shock", "baseline")
    assert run["gdp"].sel(scenario=("crackdown", "crackdown")).scenarios == ("crackdown",)


def test_a_picture_shows_a_name_once(run: Result) -> None:
    assert len(run.plot.compare(["gdp", "gdp"], ["crackdown", "crackdown"])) == 1
    assert len(run.plot.impulse("crackdown", iter(["gdp", "inflation", "gdp"]))) == 2


def test_a_picture_of_no_scenario_is_refused(run: Result) -> None:
    with pytest.raises(InputError, match="nothing to draw: name a scenario"):
        run.plot.fan("gdp", [])


@pytest.mark.parametrize("scenarios", [0, True, {"crackdown": 1}, [["crackdown"]], b"crackdown", object()])
def test_what_is_no_list_of_scenarios(run: Result, scenarios: Any) -> None:
    with pytest.raises(InputError, match="scenario"):
        run.table("gdp", scenarios=scenarios)


@pytest.mark.parametrize(
    "at",
    ["2026q2", Quarter(2026, 2), pd.Period("2026Q2"), pd.Timestamp("2026-05-09"), datetime.date(2026, 4, 1)],
)
def test_a_quarter_in_any_form(run: Result, at: Any) -> None:
    assert run.delta("crackdown", "gdp").mean(at) == run.delta("crackdown", "gdp").mean("2026Q2")
    assert run["gdp"].sel(quarter=at).quarters == (Quarter(2026, 2),)
    assert run.accounts("crackdown", at).attrs["quarter"] == "2026Q2"


@pytest.mark.parametrize("at", [" 2026 ", np.int64(2026), np.array(2026), pd.Period("2026", "Y")])
def test_a_year_in_any_form(run: Result, at: Any) -> None:
    assert run.delta("crackdown", "gdp").mean(at) == run.delta("crackdown", "gdp").mean(2026)


@pytest.mark.parametrize(
    "at", [2026.0, True, None, "next year", pd.NaT, [2026], np.array([2026, 2027]), 20260]
)
def test_what_is_no_period(run: Result, at: Any) -> None:
    with pytest.raises(InputError, match="at is not a period"):
        run.prob("crackdown", "gdp", "<", 1.0, at)
