"""Judgement as an object and as a file: what it adds when, how it is written, and what is refused."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tajsim as ts
from tajsim.judgements.equations import EQUATIONS
from tajsim.judgements.reading import as_judgement, parse_judgement
from tajsim.model.state import AddFactors
from tests import of_2024

BY = {"author": "A. Author", "date": datetime.date(2025, 7, 15), "why": "Transfers were larger."}
TEXT = """title = "July"

[[add_factors]]
equation = "remittances"
value = 0.2
quarters = 2
start = "2025Q1"
fades = "2026Q1"
author = "A. Author"
date = 2025-07-15
why = "Transfers were larger."
"""


def made(equation: str = "remittances", **changes: object) -> ts.AddFactor:
    values: dict[str, object] = {"values": (0.2, 0.2), "start": "2025Q1", "fades": "2026Q1", **BY, **changes}
    return ts.AddFactor(equation=equation, **values)  # type: ignore[arg-type]


def test_every_add_factor_of_the_model_is_an_equation_and_none_else() -> None:
    assert tuple(EQUATIONS) == AddFactors._fields
    assert all(one.low < 0.0 < one.high for one in EQUATIONS.values())


def test_the_last_value_falls_to_nothing_in_equal_steps() -> None:
    one = made(values=(0.1, 0.4), fades="2026Q2")
    found = [one.at(f"{year}Q{q}") for year in (2024, 2025, 2026) for q in (1, 2, 3, 4)]
    assert found == pytest.approx([0, 0, 0, 0, 0.1, 0.4, 0.3, 0.2, 0.1, 0, 0, 0])
    assert found[9] == 0.0
    assert one.last == ts.Quarter(2025, 2)


def test_it_may_end_at_once() -> None:
    one = made(values=(-0.1,), fades="2025Q2")
    assert [one.at("2025Q1"), one.at("2025Q2")] == [-0.1, 0.0]


def test_a_file_says_the_same_as_the_object(tmp_path: Path) -> None:
    path = tmp_path / "july.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert ts.judgement(path) == ts.Judgement("july", [made()], "July")
    assert as_judgement(path) == as_judgement(str(path)) == ts.judgement(path)
    assert as_judgement(None) is None


@given(
    equation=st.sampled_from(sorted(EQUATIONS)),
    values=st.lists(st.floats(-0.5, 0.5).filter(bool), min_size=1, max_size=12),
    start=st.integers(4 * 2000, 4 * 2030),
    more=st.integers(1, 20),
    why=st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip),
)
def test_what_is_written_reads_back_equal(
    equation: str, values: list[float], start: int, more: int, why: str
) -> None:
    first = ts.Quarter(start // 4, start % 4 + 1)
    one = made(equation, values=values, start=first, fades=first + (len(values) - 1 + more), why=why)
    before = ts.Judgement("mine", [one], 'T "quoted"')
    after = parse_judgement(before.to_text())
    assert after == before
    assert after.digest() == before.digest()
    assert after.add_factors[0].values == tuple(values)


def test_it_is_written_to_a_file_and_has_a_table(tmp_path: Path) -> None:
    mine = ts.Judgement("mine", [made(), made("taxes", why="A new law.")], "Mine")
    assert ts.judgement(mine.to_toml(tmp_path / "other.toml")) == mine
    table = mine.table()
    assert list(table.index) == ["remittances", "taxes"]
    assert list(table.columns) == ["unit", "values", "start", "fades", "author", "date", "why"]
    assert table.loc["taxes", "why"] == "A new law."
    assert "A new law." in mine._repr_html_()
    assert "No add-factors" in ts.Judgement("empty")._repr_html_()
    assert ts.Judgement("empty").table().empty


def test_the_digest_tells_one_from_another() -> None:
    one = ts.Judgement("mine", [made()])
    assert one.digest() != ts.Judgement("mine", [made(why="Another reason.")]).digest()
    assert one.digest() == ts.Judgement("mine", [made()]).digest()


def test_it_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        made().why = "Something else."  # type: ignore[misc]
    assert isinstance(ts.Judgement("mine", [made()]).add_factors, tuple)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"equation": "remitances"}, "unknown equation 'remitances'; did you mean 'remittances'"),
        ({"values": ()}, "values is empty"),
        ({"values": (float("nan"),)}, "value 1 must be a finite number, not nan"),
        ({"values": (0.1, "0.2")}, "value 2 must be a number, not '0.2'"),
        ({"values": (4.0,)}, "value 1 must be between -0.95 and 3, not 4.0"),
        ({"values": (0.0, 0.0)}, "every value is 0: it would change nothing"),
        ({"values": (0.1,) * 161}, "values has 161 numbers; at most 160"),
        ({"start": "soon"}, "start is not a quarter: 'soon'; write it as 2026Q1"),
        ({"fades": "2025Q2"}, "fades is 2025Q2; it must come after the last value, of 2025Q2"),
        ({"author": "  "}, "author is '  '; it must be text that says who judges so"),
        ({"why": ""}, "why is ''; it must be text that says what the equation does not know"),
        ({"date": "yesterday"}, "date is 'yesterday'; it must be a day, as 2025-10-31"),
    ],
)
def test_wrong_add_factors_are_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ts.InputError) as caught:
        made(**changes)  # type: ignore[arg-type]
    assert said in str(caught.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(ts.InputError) as caught:
        made("nothing", values="x", start="x", fades="y", author="", date=3, why="")
    assert len(caught.value.problems) == 7


def test_two_on_one_equation_must_not_overlap() -> None:
    with pytest.raises(ts.InputError, match=r"1 and 2 both act on 'remittances' in 2025Q4"):
        ts.Judgement("mine", [made(), made(start="2025Q4", fades="2026Q4")])
    ts.Judgement("mine", [made(), made(start="2026Q1", fades="2026Q4"), made("taxes")])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "July"', "", "title is missing"),
        ('title = "July"', 'title = "July"\nautor = "x"', "unknown key 'autor'"),
        ("value = 0.2", "vale = 0.2", "unknown key 'vale'; did you mean 'value'"),
        ("value = 0.2", "values = [0.2]", "add-factor 1 (remittances): quarters contradicts values"),
        ("value = 0.2\nquarters = 2", "values = 0.2", "values is 0.2; it must be a list"),
        ("value = 0.2\n", "", "values is missing"),
        ("value = 0.2", "value = nan", "value 1 must be a finite number, not nan"),
        ("quarters = 2", "quarters = 0", "quarters is 0; it must be a whole number from 1 to 160"),
        ("quarters = 2", "quarters = true", "quarters is True; it must be a whole number"),
        ('equation = "remittances"', 'equation = "money"', "unknown equation 'money'; known names"),
        ('author = "A. Author"\n', "", "author is missing"),
        ('why = "Transfers were larger."', 'why = ""', "why is ''"),
        ('start = "2025Q1"', "start = 2025", "start is not a quarter: 2025"),
        ("date = 2025-07-15", "date = 2025", "date is 2025; it must be a day"),
        ("[[add_factors]]", "[add_factors]", "add_factors must be [[add_factors]] tables"),
    ],
)
def test_wrong_files_are_refused(old: str, new: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "july.toml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(ts.FileFormatError) as caught:
        ts.judgement(path)
    assert said in str(caught.value)
    assert "july.toml" in str(caught.value)


def test_what_is_no_judgement_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ts.InputError, match="judgement is 3; give a Judgement"):
        of_2024.run(judgement=3, draws=None)  # type: ignore[arg-type]
    with pytest.raises(ts.FileFormatError, match=r"missing\.toml"):
        ts.judgement(tmp_path / "missing.toml")
    with pytest.raises(ts.InputError, match="add_factors must hold AddFactor objects"):
        ts.Judgement("mine", ["remittances"])  # type: ignore[list-item]
