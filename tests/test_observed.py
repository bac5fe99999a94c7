"""The observed series: what they hold, how they are asked for, and every way a file can be bad."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

from tajsim import observed, store
from tajsim.errors import FileFormatError, InputError, UnknownNameError
from tajsim.store import data_path

BAD = Path(__file__).parent / "bad_inputs" / "history"

FAULTS = {
    "missing_column": "line 1: the column 'derived' is missing",
    "unknown_column": "line 1: unknown column 'comment'",
    "misspelt_column": "unknown column 'vintge'; did you mean 'vintage'?",
    "repeated_column": "line 1: a column occurs twice",
    "not_a_number": "line 3: value 'n.a.' is not a number",
    "not_finite": "line 2: value 'nan' is not a number",
    "underscore": "line 2: value '8_600_000' is not a number",
    "bad_period": "line 3: period '2016-Q1' is not a period; write 2015, 2015Q1",
    "bad_month": "line 2: period '2016-13' is not a period",
    "bad_day": "line 2: period '2023-02-30' is not a period",
    "backward_span": "line 2: period '2012-2010' is not a period",
    "short_row": "line 3: 5 cells where the header has 8",
    "two_units": "line 3: bank_loans of TJK is in 'TJS million' before, here in 'TJS billion'",
    "bad_flag": "line 2: derived 'yes' is not true or false",
    "empty_cell": "line 2: source is empty",
    "header_only": "line 2: no row after the header",
    "open_quote": "not valid CSV",
    "empty": "line 1: the column 'country' is missing",
    "not_utf8": "not UTF-8 text",
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_names_the_file_and_the_place(name: str) -> None:
    with pytest.raises(FileFormatError) as caught:
        observed.read_observations(BAD / f"{name}.csv")
    assert FAULTS[name] in str(caught.value)
    assert f"{name}.csv" in str(caught.value)


def test_every_fault_of_a_file_is_reported_at_once() -> None:
    with pytest.raises(FileFormatError) as caught:
        observed.read_observations(BAD / "many_faults.csv")
    assert [p.split(": ", 1)[1].split("'")[0].strip() for p in caught.value.problems] == [
        "value",
        "derived",
        "period",
    ]


def test_every_bad_file_has_its_test() -> None:
    assert {p.stem for p in BAD.glob("*.csv")} == FAULTS.keys() | {"many_faults"}


def test_a_missing_file_is_named() -> None:
    with pytest.raises(FileFormatError, match=r"cannot read .*absent\.csv"):
        observed.read_observations(BAD / "absent.csv")


def test_all_faults_of_all_shipped_files_are_reported_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("not_a_number", "bad_flag"):
        (tmp_path / f"{name}.csv").write_bytes((BAD / f"{name}.csv").read_bytes())
    monkeypatch.setattr(store, "data_path", lambda *parts: tmp_path)
    with pytest.raises(FileFormatError) as caught:
        observed.history()
    assert len(caught.value.problems) == 2


def test_own_file_in_any_column_order_reads_like_the_shipped_ones(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "\ufeffderived,series,country,unit,period,value,source,vintage\n"
        'false,bank_loans,TJK,TJS million,2023-12,"17844","A bank, quoted\nover two lines",2024\n'
        "true,bank_loans,TJK,TJS million,2024-9M,2.1e4,derived: a sum,2024\n\n",
        encoding="utf-8",
    )
    frame = observed.read_observations(path)
    assert list(frame.columns) == list(observed.history("bank_loans").columns)
    assert frame["value"].tolist() == [17844.0, 21000.0]
    assert frame["derived"].tolist() == [False, True]
    assert frame["frequency"].tolist() == ["M", "part"]


def test_lines_are_counted_through_quoted_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    head = ",".join(observed.OBSERVATION)
    path.write_text(f'{head}\nA,b,c,2015,1,"two\nlines",d,true\nA,b,c,2016,x,e,d,true\n', encoding="utf-8")
    with pytest.raises(FileFormatError, match="line 4: value 'x'"):
        observed.read_observations(path)


@pytest.mark.parametrize(
    ("period", "year", "frequency"),
    [
        ("2015", 2015, "A"),
        ("2015Q4", 2015, "Q"),
        ("2015-12", 2015, "M"),
        ("2015-H1", 2015, "part"),
        ("2015-9M", 2015, "part"),
        ("2015-11M", 2015, "part"),
        ("2010-2012", 2012, "part"),
        ("2015-01-31", 2015, "day"),
    ],
)
def test_period_forms(tmp_path: Path, period: str, year: int, frequency: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f"{','.join(observed.OBSERVATION)}\nTJK,x,%,{period},1,s,v,false\n", encoding="utf-8")
    row = observed.read_observations(path).iloc[0]
    assert (row["year"], row["frequency"]) == (year, frequency)


def test_shipped_rows_are_typed_and_none_is_lost() -> None:
    frame = observed.history()
    files = [p for p in data_path("history").glob("*.csv") if p.name != "breaks.csv"]
    rows = sum(len(list(csv.reader(io.StringIO(p.read_text("utf-8"))))) - 1 for p in files)
    assert len(frame) == rows == 4466
    assert frame["value"].dtype == float
    assert frame["derived"].dtype == bool
    assert frame["year"].dtype == int
    assert set(frame["frequency"]) == {"A", "Q", "M", "part", "day"}
    assert not frame.isna().any().any()


def test_the_same_observation_is_held_once_and_conflicts_are_kept() -> None:
    frame = observed.history()
    assert not frame.duplicated(["country", "series", "period", "value", "source"]).any()
    growth = observed.history("gdp_growth", "RUS")
    assert sorted(growth.loc[growth["period"] == "2024", "value"]) == [4.3, 4.9]


def test_money_is_in_millions_and_people_in_persons() -> None:
    units = set(observed.history()["unit"]) | set(observed.outlooks()["unit"])
    assert not [u for u in units if "billion" in u or "trillion" in u or "thousand" in u or u == "US$"]
    assert observed.annual("remittances_received")[2024] == pytest.approx(6801.9, abs=0.1)
    assert observed.annual("gdp_current")[2023] == 12060.602008847782
    assert observed.annual("gdp_current_tjs")[2024] == 153_400


def test_derived_is_what_the_source_says() -> None:
    frame = observed.history()
    assert (frame["derived"] == frame["source"].str.startswith("derived")).all()
    published = observed.history(include_derived=False)
    assert len(published) == (~frame["derived"]).sum() < len(frame)
    with pytest.raises(InputError, match="derived"):
        observed.history("gdp_current_implied", include_derived=False)


def test_selection_by_one_or_several_names() -> None:
    frame = observed.history(["gdp_growth", "npl_ratio"], "TJK")
    assert set(frame["series"]) == {"gdp_growth", "npl_ratio"}
    assert set(frame["country"]) == {"TJK"}
    assert list(frame.index) == list(range(len(frame)))


def test_unknown_names_get_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'gdp_growth'"):
        observed.history("gdp_grwth")
    with pytest.raises(UnknownNameError, match="unknown country with the series 'gdp_growth': 'NPL'"):
        observed.history("gdp_growth", "NPL")
    with pytest.raises(UnknownNameError) as caught:
        observed.history(["npl_ratoi", "gdp_growht", "gini"])
    assert len(caught.value.problems) == 2
    with pytest.raises(UnknownNameError, match="gdp_growth"):
        observed.outlooks(series="gdp_grow")


def test_annual_is_sorted_and_carries_its_unit() -> None:
    rate = observed.annual("exchange_rate_official_avg")
    assert list(rate.index) == list(range(2000, 2025))
    assert rate.attrs["unit"] == "TJS per US$"
    assert rate.name == "exchange_rate_official_avg"
    # the fall of the somoni that every published table has
    assert rate[2016] / rate[2014] - 1 == pytest.approx(0.587, abs=0.001)


def test_annual_refuses_to_choose_between_sources() -> None:
    with pytest.raises(InputError, match="give source= text or first=True") as caught:
        observed.annual("current_account_pct_gdp")
    assert {p[:4] for p in caught.value.problems} == {"2021", "2022", "2023", "2024"}
    assert observed.annual("current_account_pct_gdp", source="wdi bn.cab")[2023] == 4.8424
    first = observed.annual("current_account_pct_gdp", first=True)
    assert first[2024] == 6.3
    assert first.index.is_unique
    with pytest.raises(InputError, match="no annual observation") as caught:
        observed.annual("current_account_pct_gdp", source="Eurostat")
    assert "there is" in str(caught.value)
    with pytest.raises(InputError, match="has no annual observation"):
        observed.annual("policy_rate")


def test_annual_of_own_data() -> None:
    own = observed.history("npl_ratio", "TJK")
    own = own[own["source"].str.contains("GFDD via")]
    assert observed.annual("npl_ratio", data=own).index.tolist() == [2011, 2016, 2020, 2021]


def test_outlooks_were_all_published_by_the_end_of_2025() -> None:
    frame = observed.outlooks()
    assert len(frame) == 67
    assert (frame["published"] <= "2025-12").all()
    growth = observed.outlooks("TJK", "gdp_growth")
    imf = growth[(growth["forecaster"] == "IMF") & (growth["year"] == 2026)]
    assert imf["value"].tolist() == [6.0]


def test_breaks_are_of_series_that_exist() -> None:
    frame = observed.breaks()
    known = set(observed.history()[["country", "series"]].itertuples(index=False, name=None))
    assert set(frame[["country", "series"]].itertuples(index=False, name=None)) <= known
    found = set(frame[["country", "series", "year"]].itertuples(index=False, name=None))
    assert ("TJK", "household_consumption_pct_gdp", 2015) in found
    assert ("TJK", "exports_goods_services_bop", 2005) in found


def test_the_two_bank_of_russia_series_overlap_in_no_year() -> None:
    narrow = observed.annual("cbr_money_transfer_systems_outflow")
    wide = observed.annual("cbr_crossborder_individuals_outflow")
    assert narrow.index.max() == 2015
    assert wide.index.min() == 2016


def test_sources_have_one_id_each_and_every_number_its_unit() -> None:
    frame = observed.sources().set_index("id")
    assert frame.index.is_unique
    assert [f"S{n:02}" for n in range(1, 39)] == [i for i in frame.index if i.startswith("S")]
    assert frame.loc["S03", "value"] == 1.8e9
    assert frame.loc["param-eps_Y", ["low", "value", "high"]].tolist() == [0.5, 1.5, 2.5]
    findings = frame[~frame.index.str.startswith("S")]
    assert findings[["value", "low", "high"]].notna().any(axis=1).all()
    assert (findings["low"].fillna(-1e99) <= findings["high"].fillna(1e99)).all()
    between = findings.dropna(subset=["value", "low", "high"])
    assert ((between["low"] <= between["value"]) & (between["value"] <= between["high"])).all()


def test_repeated_id_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seed = data_path("sources", "seed_facts.csv").read_text("utf-8").splitlines()
    (tmp_path / "seed_facts.csv").write_text("\n".join([*seed[:3], seed[2]]), encoding="utf-8")
    (tmp_path / "literature.csv").write_bytes(data_path("sources", "literature.csv").read_bytes())
    monkeypatch.setattr(observed, "data_path", lambda *parts: tmp_path / parts[-1])
    with pytest.raises(FileFormatError, match="the id 'S02' occurs twice"):
        observed.sources()


def test_unknown_confidence_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = ",".join(observed.FINDING)
    (tmp_path / "literature.csv").write_text(f"{head}\nx,t,f,1,,,%,s,,sen\n", encoding="utf-8")
    (tmp_path / "seed_facts.csv").write_bytes(data_path("sources", "seed_facts.csv").read_bytes())
    monkeypatch.setattr(observed, "data_path", lambda *parts: tmp_path / parts[-1])
    with pytest.raises(FileFormatError, match="confidence 'sen'; did you mean 'seen'"):
        observed.sources()


def test_importing_the_module_brings_no_pandas() -> None:
    code = "import sys, tajsim.observed; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_folder_without_observations_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "data_path", lambda *parts: tmp_path)
    (tmp_path / "breaks.csv").write_text("", encoding="utf-8")
    with pytest.raises(FileFormatError, match="no CSV file in it"):
        observed.history()


def test_an_outlook_is_dated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = data_path("outlooks", "forecasts.csv").read_text("utf-8")
    head, first, *_ = text.splitlines()
    place = head.split(",").index("published")
    cells = first.split(",")
    cells[place] = "soon"
    (tmp_path / "forecasts.csv").write_text("\n".join([head, ",".join(cells)]), encoding="utf-8")
    monkeypatch.setattr(observed, "data_path", lambda *parts: tmp_path / parts[-1])
    with pytest.raises(FileFormatError, match="published"):
        observed.outlooks()
