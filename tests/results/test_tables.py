import json
import sys
import time
import zipfile

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.errors import InputError, MissingExtraError
from tajsim.results import Manifest

from .synthetic import result, summarised


@pytest.fixture(scope="module")
def run():
    return result(draws=50, outputs=("gdp", "inflation", "current_account_usd"))


def test_to_frame_is_tidy_and_complete(run):
    frame = run.to_frame()
    assert list(frame.columns) == ["scenario", "period", "draw", "variable", "value"]
    assert len(frame) == 3 * 3 * 8 * 50
    row = frame[
        (frame.scenario == "crackdown") & (frame.period == "2026Q2") & (frame.variable == "inflation")
    ]
    np.testing.assert_array_equal(row.value, run.quarterly["inflation"][5, 1])
    assert list(row.draw) == list(range(50))
    yearly = run.to_frame("Y", outputs=["gdp"])
    assert sorted(yearly.period.unique()) == [2025, 2026]
    with pytest.raises(InputError, match="not kept"):
        run.to_frame(outputs=["gini"])


def test_summary_frame(run):
    frame = run.summary_frame()
    assert list(frame.columns) == ["scenario", "variable", "unit", "period", "statistic", "value", "freq"]
    assert set(frame.loc[frame.period.str.contains("Q"), "freq"]) == {"Q"}
    assert set(frame.loc[~frame.period.str.contains("Q"), "freq"]) == {"Y"}
    assert not frame.duplicated(["scenario", "variable", "period", "statistic"]).any()
    assert len(frame) == 3 * (8 + 2) * 7 * (3 + 2)
    found = frame.set_index(["scenario", "variable", "period", "statistic"])
    level = found.loc[("crackdown", "gdp", "2026", "q95")]
    assert level["value"] == pytest.approx(run.table("gdp").loc[("crackdown", 2026), 0.95])
    assert level["unit"] == "million TJS at 2024 prices"
    delta = found.loc[("crackdown", "gdp", "2026Q1", "delta_q05")]
    assert delta["value"] == pytest.approx(run.delta("crackdown", "gdp").table().loc["2026Q1", 0.05])
    assert delta["unit"] == "% of baseline"
    assert found.loc[("crackdown", "gdp", "2026Q1", "mean"), "value"] == pytest.approx(
        run.quarterly["gdp"][4, 1].mean(dtype=float)
    )
    with pytest.raises(KeyError):
        found.loc[("baseline", "gdp", "2026", "delta_mean")]


def test_names_of_quantiles(run):
    statistics = set(run.summary_frame((0.025, 0.5, 1)).statistic)
    assert {"q2.5", "q50", "q100", "delta_q2.5"} <= statistics
    with pytest.raises(InputError, match="quantiles"):
        run.summary_frame((5, 50))


def test_to_xarray(run):
    pytest.importorskip("xarray")
    data = run.to_xarray()
    np.testing.assert_array_equal(
        data["gdp"].sel(quarter="2025Q2", scenario="crackdown"), run.quarterly["gdp"][1, 1]
    )
    assert data["inflation"].attrs["units"] == "%"
    assert run.to_xarray("Y")["gdp"].sizes == {"year": 2, "scenario": 3, "draw": 50}


def test_a_dataset_goes_through_netcdf(run, tmp_path):
    xarray = pytest.importorskip("xarray")
    data = run.to_xarray()
    data.to_netcdf(tmp_path / "out.nc", engine="scipy")
    with xarray.open_dataset(tmp_path / "out.nc", engine="scipy") as read:
        assert read.load().identical(data)
    assert str(data["date"].sel(quarter="2026Q2").values).startswith("2026-04-01")
    assert data["gdp"].attrs == {"units": "million TJS at 2024 prices", "long_name": "gross domestic product"}
    assert Manifest.from_json(data.attrs["manifest"]) == run.manifest
    assert {type(value) for one in (data, *data.variables.values()) for value in one.attrs.values()} == {str}


SHEETS = [
    "summary", "outputs", "annual", "quarterly", "annual deviations", "quarterly deviations", "scenarios",
    "shocks", "parameters", "sources", "accounts check", "manifest",
]  # fmt: skip


def test_to_excel(run, tmp_path):
    pytest.importorskip("openpyxl")
    path = run.to_excel(tmp_path / "out.xlsx")
    sheets = pd.read_excel(path, sheet_name=None)
    assert list(sheets) == SHEETS
    annual = sheets["annual"].set_index(["variable", "scenario", "statistic"])
    expected = run.table("gdp").loc[("crackdown", 2026), 0.5]
    assert annual.loc[("gdp", "crackdown", "q50"), 2026] == pytest.approx(expected)
    assert list(sheets["quarterly"].columns[4:]) == [str(quarter) for quarter in run.quarters]
    deviations = sheets["quarterly deviations"].set_index(["variable", "scenario", "statistic"])
    rows = run.delta("crackdown", "inflation").table((0.05, 0.5, 0.95))
    for name, column in (("central", "central"), ("q05", 0.05), ("q95", 0.95)):
        found = deviations.loc[("inflation", "crackdown", name), list(rows.index)].to_numpy(float)
        np.testing.assert_allclose(found, rows[column], rtol=1e-12)
    assert deviations.loc[("inflation", "crackdown", "mean"), "unit"] == "percentage points"
    assert set(sheets["annual deviations"]["scenario"]) == set(run.scenarios[1:])
    outputs = sheets["outputs"].set_index("name")
    assert outputs.loc["gdp", "unit"] == run.infos["gdp"].unit
    assert dict(outputs["kept"]) == {name: name in run.kept for name in run.infos}
    about = dict(zip(sheets["manifest"]["field"], sheets["manifest"]["value"], strict=True))
    assert about["draws"] == 50
    assert about["data: outlook.csv"] == "1" * 64
    assert sheets["accounts check"]["worst"].tolist() == run.check()["worst"].tolist()
    assert "test-vintage" in sheets["parameters"].iloc[0, 0]  # a parameter set that is nowhere
    assert set(sheets["scenarios"]["name"]) == set(run.scenarios)


def test_a_workbook_begins_with_what_was_run_and_found(run, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    page = openpyxl.load_workbook(run.to_excel(tmp_path / "out.xlsx")).worksheets[0]
    assert page.title == "summary"
    rows = [[cell.value for cell in row] for row in page]
    stated = {row[0]: row[1] for row in rows[:8]}
    assert stated["draws"] == 50
    assert stated["baseline"] == "baseline"
    assert (stated["first quarter"], stated["last quarter"]) == ("2025Q1", "2026Q4")
    assert "2026" in stated["below"]
    header, *body = rows[8:]
    assert header == ["scenario", "title", "statistic", "gdp, % of baseline"]
    assert page.freeze_panes == "D10"
    assert page["A9"].font.bold
    expected = run.delta("rouble-shock", "gdp", freq="Y").table((0.05, 0.5, 0.95)).loc[2026]
    found = {row[2]: row[3] for row in body if row[0] == "rouble-shock"}
    for name, column in (("q05", 0.05), ("q50", 0.5), ("q95", 0.95)):
        assert found[name] == pytest.approx(expected[column], rel=1e-12)
    central = result(draws=None, outputs=("gdp",))
    page = openpyxl.load_workbook(central.to_excel(tmp_path / "out.xlsx")).worksheets[0]
    last = [cell.value for cell in page[page.max_row]]
    assert last[2] == "central"
    assert last[3] == pytest.approx(central.delta("rouble-shock", "gdp", freq="Y").central[1])
    alone = result(draws=5, scenarios=("baseline",), outputs=("gdp",))
    page = openpyxl.load_workbook(alone.to_excel(tmp_path / "out.xlsx")).worksheets[0]
    assert page.max_row == 9


def test_years_are_numbers_and_digests_stand_last(run, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(run.to_excel(tmp_path / "out.xlsx"))
    for name in ("annual", "annual deviations"):
        years = [cell for cell in book[name][1][4:]]
        assert [(cell.value, cell.data_type, cell.number_format) for cell in years] == [
            (2025, "n", "General"), (2026, "n", "General"),
        ]  # fmt: skip
    texts = {
        sheet.title: " ".join(str(cell.value) for row in sheet for cell in row if cell.value is not None)
        for sheet in book
    }
    for digest in (*run.manifest.scenarios.values(), run.manifest.vintage_sha256):
        assert [name for name, text in texts.items() if digest in text] == ["manifest"]
    assert book.sheetnames[-1] == "manifest"


def test_the_same_result_gives_the_same_workbook(run, tmp_path, monkeypatch):
    openpyxl = pytest.importorskip("openpyxl")
    first = run.to_excel(tmp_path / "a.xlsx").read_bytes()
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 0, 0, 0))
    time.sleep(1.1)  # the properties of a workbook hold whole seconds
    assert run.to_excel(tmp_path / "b.xlsx").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms:modified" not in archive.read("docProps/core.xml")
        assert archive.testzip() is None
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.properties.creator == f"tajsim {run.manifest.version}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(12_345.6, "#,##0"), (-1234.5, "#,##0"), (12.3, "0.00"), (0.0, "0.00"), (-0.02, "0.0000"),
     (1e-9, "0.0E+00"), (2025, "General"), (True, "General")],
)  # fmt: skip
def test_formats_of_numbers(value, shown):
    from tajsim.results.excel import _format

    assert _format(value) == shown


def test_a_workbook_states_the_provenance_of_the_run(tmp_path):
    pytest.importorskip("openpyxl")
    path = ts.path([1.1, 1.2], start="2025Q2")
    own = ts.Scenario("own", [ts.Shock("rub_per_usd", multiply=path, note="my view")], sources=["S01"])
    r = ts.run(["crackdown", own], end="2026Q4", draws=20, outputs="gdp", parameters="world-bank-2024")
    for one in (r, ts.load(r.save(tmp_path / "run.npz"))):
        sheets = pd.read_excel(one.to_excel(tmp_path / "out.xlsx"), sheet_name=None)
        p = ts.parameters("world-bank-2024")
        assert (
            dict(zip(sheets["parameters"]["name"], sheets["parameters"]["value"], strict=True)) == p.values()
        )
        assert set(sheets["parameters"]) >= {"unit", "low", "high", "source", "confidence"}
        assert "S01" in set(sheets["sources"]["id"])
        shocks = sheets["shocks"].set_index("scenario")
        assert list(shocks.loc["own", ["target", "operation", "value", "unit", "start", "note"]]) == [
            "rub_per_usd", "multiply", "1.1, 1.2", "factor", "2025Q2", "my view",
        ]  # fmt: skip
        assert len(shocks.loc["crackdown"]) == len(ts.scenario("crackdown").shocks)
        shown = sheets["scenarios"].set_index("name")
        assert shown.loc["crackdown", "title"] == ts.scenario("crackdown").title
        assert shown.loc["own", "sources"] == "S01"


def test_a_text_never_becomes_a_formula_and_numbers_are_numbers(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    names = ("baseline", "=1+1", "+a", "-b", "@c", "bell \x07", "long " * 8_000)
    r = result(draws=5, scenarios=names, outputs=("gdp",), quarters=4)
    book = openpyxl.load_workbook(r.to_excel(tmp_path / "out.xlsx"))
    page = book["annual"]
    cells = {cell.value: cell for cell in page["B"]}
    for name in names[1:5]:
        assert cells[name].data_type == "s"
        assert cells[name].quotePrefix
    assert "bell \N{REPLACEMENT CHARACTER}" in cells
    assert any(str(text).endswith("(40,000 letters in all)") for text in cells)
    assert {cell.data_type for cell in page["E"][1:]} == {"n"}
    assert not any(cell.data_type == "f" for sheet in book for row in sheet for cell in row)
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet["A1"].font.bold
        assert all(9 <= column.width <= 62 for column in sheet.column_dimensions.values())


def test_a_workbook_of_summaries_of_the_central_path_and_of_no_year(tmp_path):
    pytest.importorskip("openpyxl")
    _, small = summarised(draws=600, outputs=("gdp",))
    short = result(draws=20, quarters=2, outputs=("gdp",))
    for one in (small, result(draws=None, outputs=("gdp",)), short):
        sheets = pd.read_excel(one.to_excel(tmp_path / "out.xlsx"), sheet_name=None)
        rows = sheets["quarterly"].set_index(["scenario", "statistic"])
        expected = one.table("gdp", "Q").loc[("crackdown", "2025Q2"), 0.5]
        assert rows.loc[("crackdown", "q50"), "2025Q2"] == pytest.approx(expected)
    assert list(sheets["annual"].columns) == ["variable", "scenario", "unit", "statistic"]


@pytest.mark.parametrize("freq", ["Q", "Y"])
def test_to_parquet(run, tmp_path, freq):
    parquet = pytest.importorskip("pyarrow.parquet")
    path = run.to_parquet(tmp_path / "out.parquet", freq)
    frame = run.to_frame(freq)
    if freq == "Y":
        frame["period"] = frame["period"].astype("int64")  # only texts are read back as categories
    pd.testing.assert_frame_equal(pd.read_parquet(path), frame)
    content = json.loads(parquet.read_schema(path).metadata[b"tajsim"])
    assert content["freq"] == freq
    assert content["units"] == {name: run.infos[name].unit for name in run.kept}
    assert content["definitions"]["gdp"] == "gross domestic product"
    assert Manifest.from_dict(content["manifest"]) == run.manifest


def test_what_cannot_be_written_as_parquet_is_refused(run, tmp_path):
    pytest.importorskip("pyarrow")
    _, small = summarised(draws=600, outputs=("gdp",))
    with pytest.raises(InputError, match="draws of 'gdp' were not kept"):
        small.to_parquet(tmp_path / "out.parquet")
    with pytest.raises(InputError, match="unknown frequency 'M'"):
        run.to_parquet(tmp_path / "out.parquet", "M")
    with pytest.raises(InputError, match="cannot write"):
        run.to_parquet(tmp_path / "nowhere" / "out.parquet")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("package", "extra", "export"),
    [
        ("xarray", "xarray", lambda run, folder: run.to_xarray()),
        ("openpyxl", "excel", lambda run, folder: run.to_excel(folder / "out.xlsx")),
        ("pyarrow", "parquet", lambda run, folder: run.to_parquet(folder / "out.parquet")),
    ],
)
def test_a_missing_extra_names_the_command(run, tmp_path, monkeypatch, package, extra, export):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"pip install 'tajsim\[{extra}\]'"):
        export(run, tmp_path)
    assert not list(tmp_path.iterdir())


OUTPUTS = ("gdp", "inflation", "current_account_usd")


def test_several_outputs_are_the_tables_of_each_under_one_another(run):
    together = run.table(["inflation", "gdp"], freq="Q", scenarios=["crackdown"])
    assert together.index.names == ["variable", "scenario", "period"]
    assert list(together.index.unique("variable")) == ["inflation", "gdp"]
    for name in ("inflation", "gdp"):
        pd.testing.assert_frame_equal(together.loc[name], run.table(name, "Q", scenarios=["crackdown"]))
    one = run.table(["gdp"])
    assert one.index.names == ["variable", "scenario", "period"]


def test_columns_of_quantiles_are_probabilities_or_texts(run):
    assert list(run.table("gdp").columns) == ["central", 0.05, 0.5, 0.95]
    named = run.table("gdp", quantiles=(0.025, 0.5, 1.0), text_names=True)
    assert list(named.columns) == ["central", "q2.5", "q50", "q100"]
    np.testing.assert_array_equal(named["q2.5"], run.table("gdp", quantiles=(0.025,))[0.025])
    delta = run.delta("crackdown", "gdp")
    assert list(delta.table((0.05,), text_names=True).columns) == ["central", "q05"]
    np.testing.assert_array_equal(delta.table((0.05,), text_names=True)["q05"], delta.table((0.05,))[0.05])
    with pytest.raises(InputError, match="text_names must be true or false, not 'yes'"):
        run.table("gdp", text_names="yes")


@pytest.mark.parametrize("freq", ["Q", "Y"])
def test_compare_holds_every_deviation_with_its_unit(run, freq):
    frame = run.compare(OUTPUTS, freq=freq)
    assert list(frame.columns) == ["variable", "scenario", "period", "unit", "central", 0.05, 0.5, 0.95]
    assert len(frame) == 3 * 2 * (8 if freq == "Q" else 2)
    assert run.baseline not in set(frame.scenario)
    for (name, scenario), rows in frame.groupby(["variable", "scenario"]):
        delta = run.delta(scenario, name, freq)
        assert set(rows.unit) == {delta.unit}
        expected = delta.table()
        assert list(rows.period) == list(expected.index)
        np.testing.assert_array_equal(rows[["central", 0.05, 0.5, 0.95]], expected.to_numpy())


@pytest.mark.parametrize("at", [2026, "2026", "2026Q3"])
def test_compare_at_one_period(run, at):
    frame = run.compare("gdp", ["crackdown"], at=at, quantiles=(0.5,), text_names=True)
    assert len(frame) == 1
    row = frame.iloc[0]
    assert str(row["period"]) == str(at)
    freq = "Q" if "Q" in str(at) else "Y"
    assert row["q50"] == run.delta("crackdown", "gdp", freq).table().loc[row["period"], 0.5]


def test_compare_of_summaries_agrees_with_draws():
    kept, small = summarised()
    left, right = (r.compare(["gdp"], at=2026) for r in (kept, small))
    assert list(left.columns) == list(right.columns)
    for column in ("central", 0.05, 0.5, 0.95):
        np.testing.assert_allclose(left[column], right[column], atol=0.05)


def test_what_cannot_be_compared_is_named(run):
    with pytest.raises(InputError) as caught:
        run.compare(["gdp", "gdpp", "gdp"])
    assert "unknown output 'gdpp'; did you mean 'gdp'" in str(caught.value)
    with pytest.raises(InputError, match="name at least one"):
        run.table([])
    with pytest.raises(InputError, match="outputs must be a list of names, not 5"):
        run.compare(5)
    with pytest.raises(InputError, match="nothing to compare"):
        run.compare("gdp", scenarios=run.baseline)


def test_iamc_has_the_columns_and_values_that_the_format_asks_for(run):
    frame = run.to_iamc(quantiles=(0.025, 0.5))
    assert list(frame.columns) == ["model", "scenario", "region", "variable", "unit", "year", "value"]
    assert set(frame.region) == {"Tajikistan"}
    assert set(frame.model) == {f"tajsim {run.manifest.version}"}
    ends = ("", "|2.5th Percentile", "|50th Percentile")
    assert set(frame.variable) == {name + end for name in OUTPUTS for end in ends}
    assert not frame.duplicated(["scenario", "variable", "year"]).any()
    found = frame.set_index(["variable", "scenario", "year"])["value"]
    table = run.table("gdp", quantiles=(0.025, 0.5))
    assert found["gdp", "crackdown", 2026] == table.loc[("crackdown", 2026), "central"]
    assert found["gdp|2.5th Percentile", "crackdown", 2026] == table.loc[("crackdown", 2026), 0.025]
    assert set(frame.loc[frame.variable == "gdp", "unit"]) == {run.infos["gdp"].unit}


def test_iamc_by_quarter_is_dated_by_first_days(run):
    frame = run.to_iamc("Q", quantiles=(), model="other")
    assert set(frame.variable) == set(OUTPUTS)
    assert frame.time.min() == pd.Timestamp("2025-01-01")
    assert frame.time.max() == pd.Timestamp("2026-10-01")
    found = frame.set_index(["variable", "scenario", "time"])["value"]
    assert found["gdp", "crackdown", pd.Timestamp("2025-04-01")] == run.central["gdp"][1, 1]
    assert set(frame.model) == {"other"}
    with pytest.raises(InputError, match="model is ''"):
        run.to_iamc(model="")
