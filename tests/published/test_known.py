"""What was known on a day: nothing that was published later, and the figures of 2025 as they came."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tajsim as ts
from tajsim.published.periods import span
from tajsim.published.register import known_from, shipped
from tests.published.rows import condition_of, table

OCTOBER = ts.known(on="2025-10-31")


def test_every_row_of_2025_measures_something_or_says_why_not() -> None:
    own = {(one.key, one.span.text, one.text) for one in shipped() if one.at != "history"}
    listed = OCTOBER.table()
    assert len(own) == 73
    assert set(listed.loc[listed["output"] == "", "how"]) - {""}
    assert listed["how"].str.len().min() > 0
    assert len(listed) == len(OCTOBER)


@pytest.mark.parametrize(
    ("name", "first", "last", "measure", "value", "error"),
    [
        ("remittances_usd", "2025Q1", "2025Q1", "growth", 63.6364, 17.73),
        ("imports_usd", "2025Q1", "2025Q2", "growth", 10.5189, 0.0),
        ("exports_usd", "2025Q1", "2025Q2", "growth", -4.2594, 0.0),
        ("gdp", "2025Q1", "2025Q2", "growth", 8.1, 0.0),
        ("gdp_nominal", "2025Q1", "2025Q2", "growth", 14.7488, 2.0),
        ("reserves_usd", "2025Q1", "2025Q1", "end", 4600.0, 28.8),
        ("trade_china_usd", "2025Q1", "2025Q2", "growth", 36.83, 15.36),
        ("trade_russia_usd", "2025Q1", "2025Q3", "growth", 16.667, 15.58),
    ],
)
def test_what_was_known_of_2025_in_october(
    name: str, first: str, last: str, measure: str, value: float, error: float
) -> None:
    # turnover grew on quarters that a run from 2025 on does not know, one from 2024 on does
    start = "2024Q1" if name.startswith("trade") else None
    (found,) = [c for c in OCTOBER.conditions(start) if (c.name, str(c.last)) == (name, last)]
    assert (str(found.first), found.measure) == (first, measure)
    assert found.value == pytest.approx(value, rel=1e-3)
    assert found.error == pytest.approx(error, rel=1e-2)


def test_the_somoni_and_the_rouble_of_each_quarter_lie_between_their_quotes() -> None:
    quarters = {(c.name, str(c.first)): c for c in OCTOBER.conditions() if c.measure == "mean"}
    somoni = [quarters["tjs_per_usd", f"2025Q{q}"].value for q in (1, 2, 3)]
    assert somoni[0] == pytest.approx(10.93, abs=0.02)
    assert 9.86 < somoni[1] < 10.88
    assert somoni[2] == pytest.approx(9.56, abs=0.05)
    rouble = [quarters["rub_per_usd", f"2025Q{q}"] for q in (1, 2, 3, 4)]
    assert [r.value for r in rouble] == pytest.approx([93.1, 81.5, 80.8, 81.3], abs=0.5)
    assert rouble[3].error > 2 * rouble[2].error  # of the last quarter three weeks were over


def test_knowledge_only_grows_and_nothing_is_known_before_it_was_published() -> None:
    days = ("2025-03-31", "2025-06-30", "2025-08-31", "2025-10-31")
    found = [ts.known(on=day) for day in days]
    for earlier, later in pairwise(found):
        assert set(earlier.rows) < set(later.rows)
    for day, one in zip(days, found, strict=True):
        assert max(row.published for row in one) <= date.fromisoformat(day)
    assert [sum(c.name == "remittances_usd" for c in one.conditions()) for one in found] == [0, 0, 0, 1]


def test_figures_of_the_history_that_came_later_are_not_known() -> None:
    texts = {(row.series, row.span.text) for row in OCTOBER}
    assert ("rub_per_usd_official", "2025-12-31") not in texts
    assert ("gdp_growth", "2025") not in texts
    assert ("rub_per_usd_avg", "2025") not in texts
    assert ("gdp_growth_from_constant", "2024") in texts  # nine months after the year


@pytest.mark.parametrize(
    ("vintage", "source", "period", "day"),
    [
        ("2025-05", "IMF", "2024", "2025-05-31"),
        ("as dated", "NBT via Trend 2025-02-15", "2024-12", "2025-02-15"),
        ("as dated", "NBT home page", "2024-02-01", "2024-02-01"),
        ("2018", "NBT", "2016", "2018-12-31"),
        ("WDI release of 2025 (last year 2024)", "World Bank WDI", "2003", "2004-09-30"),
        ("2026-08", "US EIA, Europe Brent", "2025-05", "2025-08-31"),
        ("undated", "a book", "2010Q4", "2011-03-31"),
        ("2023-01", "a forecast", "2023", "2023-12-31"),  # never before the period was over
        ("various", "statements 2022-12-23 and 2025-05-02", "2021-12", "2025-05-02"),
        ("2018/2021", "MVD", "2018-9M", "2021-12-31"),
    ],
)
def test_the_day_from_which_history_is_known(vintage: str, source: str, period: str, day: str) -> None:
    assert known_from(vintage, source, span(period)).isoformat() == day


def test_own_figures_join_the_shipped_ones_when_they_were_out() -> None:
    own = table(("remittances_reported", "2025Q2", "2.0", "US$ billion", "ADB", "2025-11"))
    base = table(
        ("remittances_reported", "2025Q2", "2.0", "US$ billion", "ADB", "2025-10-15"),
        ("remittances_reported", "2024Q2", "1.6", "US$ billion", "ADB", "2025-10-15"),
    )
    assert len(ts.known("2025-10-31", own)) == len(OCTOBER)
    joined = ts.known("2025-10-31", base)
    assert len(joined) == len(OCTOBER) + 2
    assert [str(c.first) for c in joined.conditions() if c.name == "remittances_usd"] == ["2025Q1", "2025Q2"]


def test_a_later_publication_of_a_shipped_figure_counts() -> None:
    own = table(("goods_imports_customs", "2025-H1", "3800.0", "US$ million", "Customs", "2025-09-20"))
    found = ts.known("2025-10-31", own)
    assert condition_of(found, "imports_usd").value == pytest.approx(100 * (3800 / 3416.7 - 1))
    (warning,) = [text for text in found.warnings if "goods_imports_customs" in text]
    assert "3776.1 US$ million" in warning
    assert "3800.0 US$ million" in warning


@pytest.mark.parametrize("day", [date(2025, 10, 31), "2025-10", pd.Timestamp("2025-10-31")])
def test_a_day_may_be_given_in_several_ways(day: object) -> None:
    assert ts.known(on=day) == OCTOBER  # type: ignore[arg-type]


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(ts.InputError) as caught:
        ts.known(on="2025-13", data=table(("gni", "2024", 36, "%", "a", "2025-06")))
    text = str(caught.value)
    assert "on is '2025-13'; it must be a day" in text
    assert "unknown series 'gni'" in text
    with pytest.raises(ts.InputError, match="nothing had been published by 1990-01-01"):
        ts.known(on="1990-01-01")


def test_a_file_written_is_read_as_it_was(tmp_path: Path) -> None:
    found = ts.observations(
        OCTOBER.table(first="2025Q1")[["country", "series", "period", "value", "unit", "published", "source"]]
    )
    again = ts.observations(found.to_csv(tmp_path / "mine.csv"))
    assert again == found
    assert again.digest == found.digest
    with pytest.raises(ts.InputError, match="observations are written as CSV"):
        found.to_csv(tmp_path / "mine.xlsx")


@settings(max_examples=20, deadline=None)
@given(
    st.floats(1e-6, 1e12),
    st.sampled_from(["remittances_usd", "imports_usd", "deposits"]),
    st.one_of(st.none(), st.floats(0.0, 1e6)),
)
def test_values_survive_being_written(value: float, series: str, error: float | None) -> None:
    unit = "million TJS" if series == "deposits" else "million USD"
    rows = ts.observations(table((series, "2025Q1", repr(value), unit, 'a "b", c', "2025-06", None, error)))
    with TemporaryDirectory() as folder:
        file = rows.to_csv(Path(folder) / "mine.csv")
        assert ts.observations(file) == rows
        assert repr(value) in file.read_text()


def test_what_is_seen_in_notebooks_and_at_a_prompt() -> None:
    assert repr(OCTOBER) == (
        f"<Observations: {len(OCTOBER):,} figures known on 2025-10-31; 19 conditions from 2025Q1 on, "
        "3 of them exact>"
    )
    html = OCTOBER._repr_html_()
    assert "<td" in html
    assert "goods_imports_customs 2025-H1" in html
    assert "the model has deposits and loans, no monetary base" in html


def test_frozen_pickled_and_the_same_in_another_process() -> None:
    with pytest.raises(AttributeError):
        OCTOBER.on = date(2025, 1, 1)  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(OCTOBER)) == OCTOBER
    code = "import tajsim as ts; print(ts.known(on='2025-10-31').digest)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == OCTOBER.digest


def test_the_table_is_plain() -> None:
    found = OCTOBER.table(first="2025Q1")
    row = found[(found["series"] == "goods_imports_customs") & (found["period"] == "2025-H1")].iloc[0]
    assert (row["output"], row["measure"], row["first"], row["last"]) == (
        "imports_usd",
        "growth",
        "2025Q1",
        "2025Q2",
    )
    assert row["how"].startswith("growth on 3416.7 US$ million a year before: ")
    assert json.loads(found.to_json(orient="records"))
