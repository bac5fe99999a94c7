"""Everything that can be wrong with published figures: said at once, with its place, and warnings kept."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

import tajsim as ts
from tests.published.rows import table, taken

HEADER = "series,period,value,unit,source,published\n"
GOOD = "remittances_usd,2025Q1,1800,million USD,central bank,2025-06\n"

FILES = {
    "a period": ("gini,2025-Q1,36,index,a,2025-06\n", "line 2: period '2025-Q1' is not a period; write 2025"),
    "a publication": (
        "gini,2025Q1,36,index,a,2025\n",
        "line 2: published '2025' is not a date of publication",
    ),
    "not a number": ("gini,2025Q1,n.a.,index,a,2025-06\n", "line 2: value 'n.a.' is not a number"),
    "NaN": ("gini,2025Q1,nan,index,a,2025-06\n", "line 2: value 'nan' is not a number"),
    "infinite": ("gini,2025Q1,inf,index,a,2025-06\n", "line 2: value 'inf' is not a number"),
    "an empty cell": ("gini,2025Q1,36,index,,2025-06\n", "line 2: source is empty"),
    "half a row": ("gini,2025Q1,36,ind", "line 2: 4 cells where the header has 6"),
    "an open quote": ('gini,2025Q1,36,"ind', "line 2: not valid CSV"),
    "no row": ("", "line 2: no row after the header"),
}


@pytest.mark.parametrize("name", FILES)
def test_each_fault_of_a_file_has_its_line(name: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(HEADER + FILES[name][0])
    with pytest.raises(ts.FileFormatError) as caught:
        ts.observations(file)
    assert FILES[name][1] in str(caught.value)
    assert "mine.csv" in str(caught.value)


MIXED = (
    ("remitances_usd", "2025Q1", 1.8, "US$ billion", "a", "2025-06"),
    ("gini", "2025-Q1", 36, "index", "a", "2025-06"),
    ("depozits", "2025Q1", "n.a.", "million TJS", "a", "2025-06"),
    ("remittances_usd", "2025Q1", 1800, "million apples", "a", "2025-06"),
)


def test_cells_that_cannot_be_read_hide_no_other_fault(tmp_path: Path) -> None:
    lines = [",".join(map(str, row)) for row in MIXED]
    (tmp_path / "mine.csv").write_text(HEADER + "\n".join(lines) + "\n")
    for given, error in ((tmp_path / "mine.csv", ts.FileFormatError), (table(*MIXED), ts.InputError)):
        with pytest.raises(error) as caught:
            ts.observations(given)
        assert len(caught.value.problems) == 5
        for part in (
            "unknown series 'remitances_usd'",
            "period '2025-Q1' is not a period",
            "unknown series 'depozits'",
            "value 'n.a.' is not a number",
            "is in 'million apples'",
        ):
            assert part in str(caught.value)


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("series,period,value,unit,source\n", "the column 'published' is missing"),
        (HEADER.replace("source", "sourc"), "unknown column 'sourc'; did you mean 'source'"),
        (HEADER.replace("\n", ",standard_eror\n"), "did you mean 'standard_error'?"),
        (HEADER.replace("\n", ",source\n"), "a column occurs twice"),
    ],
)
def test_the_columns_are_checked(header: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(header + GOOD)
    with pytest.raises(ts.FileFormatError, match=text.replace("?", r"\?")):
        ts.observations(file)


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(ts.FileFormatError, match="No such file"):
        ts.observations(tmp_path / "none.csv")
    (tmp_path / "cut.csv").write_bytes(HEADER.encode() + b"\xff\xfe\x00")
    with pytest.raises(ts.FileFormatError, match="not UTF-8 text"):
        ts.observations(tmp_path / "cut.csv")
    with pytest.raises(ts.InputError, match="not a path: 5"):
        ts.observations(5)  # type: ignore[arg-type]


FAULTS = {
    "unknown series 'remitances_usd' of TJK; did you mean 'remittances_usd'": (
        "remitances_usd", "2025Q1", 1.8, "US$ billion", "a", "2025-06"),
    "unknown series 'deposits' of RUS; there is one of TJK": (
        "deposits", "2025", 36, "billion TJS", "a", "2026-02", "RUS"),
    "country 'TJ'; did you mean 'TJK'": ("gini", "2025", 36, "%", "a", "2026-02", "TJ"),
    "is in 'TJS billion'; it must be 'million USD' or another scale of it": (
        "imports_usd", "2025Q1", 1.8, "TJS billion", "a", "2025-06"),
    "is in 'persons'; it must be a percentage": ("gdp_growth", "2025Q1", 8, "persons", "a", "2025-06"),
    "is -1 million USD; it cannot be below zero": (
        "imports_usd", "2025Q1", -1, "million USD", "a", "2025-06"),
    "is 0 TJS per US$; it must be above zero": (
        "exchange_rate_official", "2025-02-03", 0, "TJS per US$", "a", "2025-02-03"),
    "is -100 %; nothing falls by so much": ("gdp_growth", "2025Q1", -100, "%", "a", "2025-06"),
    "is 101 % of loans; it cannot be above 100": ("npl_ratio", "2025-03", 101, "% of loans", "a", "2025-06"),
    "is 0.5 USD per barrel; it must be between 1 and 1000": (
        "oil_price", "2025Q1", 0.5, "USD per barrel", "a", "2025-06"),
    "was published on 2025-03-30, before its period was over": (
        "imports_usd", "2025Q1", 1.8, "US$ billion", "a", "2025-03-30"),
}  # fmt: skip


@pytest.mark.parametrize("text", FAULTS)
def test_each_fault_of_a_figure_is_named(text: str) -> None:
    with pytest.raises(ts.InputError) as caught:
        taken(FAULTS[text])
    assert text in str(caught.value)
    assert "row 0: " in str(caught.value)


def test_the_future_has_not_been_published() -> None:
    tomorrow = date.today() + timedelta(days=1)
    row = ("gini", "2024", 36, "index 0-100", "a")
    with pytest.raises(ts.InputError, match="which is in the future"):
        taken((*row, tomorrow.isoformat()))
    assert len(taken((*row, date.today().isoformat()[:7]))) == 1  # this month, which is not over


def test_all_faults_are_reported_at_once() -> None:
    with pytest.raises(ts.InputError) as caught:
        taken(*FAULTS.values())
    for text in FAULTS:
        assert sum(text in problem for problem in caught.value.problems) == 1


def test_two_figures_of_one_source_on_one_day_are_a_fault_and_twice_the_same_is_none() -> None:
    row = ("gini", "2024", 36, "index 0-100", "a", "2025-06")
    with pytest.raises(
        ts.InputError, match="gini of TJK in 2024 is 37 here and 36 before, of one source on one day"
    ):
        taken(row, ("gini", "2024", 37, *row[3:]))
    assert len(taken(row, row)) == 1


def test_a_negative_standard_error_is_a_fault() -> None:
    with pytest.raises(ts.InputError, match="standard_error '-1' is below zero"):
        taken(("gini", "2024", 36, "index 0-100", "a", "2025-06", None, -1))


def test_sources_that_disagree_are_said_with_both() -> None:
    found = taken(
        ("imports_usd", "2025Q1", "1.8", "US$ billion", "customs via Trend", "2025-06"),
        ("imports_usd", "2025Q1", "1950", "US$ million", "central bank", "2025-07"),
    )
    (warning,) = found.warnings
    assert "1.8 US$ billion (customs via Trend) against 1950 US$ million (central bank)" in warning
    assert [c.value for c in found.conditions()] == [1950.0]


def test_a_revision_and_what_rounding_explains_are_no_disagreement() -> None:
    revised = (
        ("imports_usd", "2025Q1", v, "US$ million", "customs, p. 3", m)
        for v, m in ((1800, "2025-05"), (1950, "2025-07"))
    )
    assert taken(*revised).warnings == ()
    rounded = (
        ("imports_usd", "2025Q1", 1.8, "US$ billion", "a", "2025-05"),
        ("imports_usd", "2025Q1", 1846, "US$ million", "b", "2025-07"),
    )
    assert taken(*rounded).warnings == ()


def test_a_unit_slip_is_a_jump_and_what_happened_before_is_none() -> None:
    slip = ("remittances_reported", "2025Q1", 18, "US$ billion", "ADB", "2025-09")
    (warning,) = taken(slip).warnings
    assert (
        "remittances_reported of TJK in 2025Q1 is 18 US$ billion after 1100 US$ million in 2024Q1" in warning
    )
    assert taken((*slip[:2], 1.8, *slip[3:])).warnings == ()
    rate = ("exchange_rate_official", "2025-02-03", 109.252, "TJS per US$", "NBT", "2025-02-03")
    assert "further than the series has moved before" in taken(rate).warnings[0]
    assert taken((*rate[:2], 10.9252, *rate[3:])).warnings == ()


def test_a_table_without_columns_or_rows_is_refused() -> None:
    with pytest.raises(ts.InputError, match="lacks the columns source, published"):
        ts.observations(pd.DataFrame({"series": [], "period": [], "value": [], "unit": []}))
    with pytest.raises(ts.InputError, match="has no row"):
        ts.observations(table().iloc[:0])
    with pytest.raises(ts.InputError, match="row 0: value '' is not a number"):
        taken(("gini", "2024", float("nan"), "index 0-100", "a", "2025-06"))
