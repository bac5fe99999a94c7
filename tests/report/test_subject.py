"""What a page is about: its words, what is refused, and where it is written."""

from __future__ import annotations

from dataclasses import replace

import pytest

import tajsim as ts
from tajsim.errors import InputError
from tajsim.evidence.backtest.study import Backtest
from tajsim.report.subject import check_place

from ..evidence.made import a_forecast
from ..results import synthetic
from .made import about


def test_the_subject_knows_its_words() -> None:
    s = about(synthetic.result(draws=3, quarters=12))
    assert (s.at, s.period, s.during, s.place) == ("2027", "2027", "in 2027", ("Y", 2))
    assert s.when("gdp") == "in 2027"
    assert s.when("reserves_months") == "at the end of 2027"
    assert (s.baseline_words, s.beside("against {baseline}")) == (
        "the published outlook", "against the published outlook",
    )  # fmt: skip
    mine = replace(s, result=synthetic.result(draws=3, scenarios=("mine", "b")))
    assert (mine.baseline_words, mine.beside("against {baseline}")) == ("mine", "against mine")
    titled = replace(mine, scenarios={"mine": ts.Scenario("mine", title="My own")})
    assert (titled.baseline_words, titled.title_of("b")) == ("My own", "b")


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"title": ""}, "title is ''; it must be text"),
        ({"title": " \n "}, "it must be text"),
        ({"title": 3}, "title is 3; it must be text"),
        ({"backtest": 3}, "backtest is 3; it must be what tajsim.backtest returns"),
        ({"at": "2030"}, "2030"),
        ({"parameters": "world-bank-2042"}, "world-bank-2042"),
        ({"parameters": "kremlin-2024"}, "'kremlin-2024' is not what the run was made with"),
    ],
)
def test_a_subject_that_cannot_be_is_refused(what: dict[str, object], expected: str) -> None:
    with pytest.raises(InputError) as caught:
        about(synthetic.result(draws=3), **what)
    assert expected in str(caught.value)


def test_a_backtest_is_taken_with_the_subject() -> None:
    found = Backtest((a_forecast(),), {}, {})
    assert about(synthetic.result(draws=3), backtest=found).backtest is found


def test_a_run_of_another_parameter_set_is_named_with_the_start_of_its_hash() -> None:
    made = synthetic.result(draws=3)
    with pytest.raises(InputError) as caught:
        about(made, parameters="kremlin-2024")
    assert f"(SHA-256 {made.manifest.vintage_sha256[:12]}...)" in str(caught.value)


def test_a_page_is_written_only_where_it_can_be(tmp_path) -> None:  # type: ignore[no-untyped-def]
    check_place(tmp_path / "report.html")
    check_place(tmp_path / "report.htm")
    for place, expected in (
        (tmp_path / "report.pdf", "to have a PDF"),
        (tmp_path / "no" / "report.html", "there is no folder"),
    ):
        with pytest.raises(InputError, match=expected):
            check_place(place)
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(InputError, match="it is a folder; name a file in it"):
        check_place(tmp_path / "folder.html")
