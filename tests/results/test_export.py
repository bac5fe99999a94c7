import sys

import numpy as np
import pandas as pd
import pytest

from tajsim.errors import InputError, MissingExtraError

from .synthetic import result


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
    assert list(frame.columns) == ["scenario", "variable", "unit", "period", "statistic", "value"]
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


def test_to_excel(run, tmp_path):
    pytest.importorskip("openpyxl")
    path = run.to_excel(tmp_path / "out.xlsx")
    sheets = pd.read_excel(path, sheet_name=None)
    assert list(sheets) == ["about", "outputs", "annual", "quarterly"]
    annual = sheets["annual"].set_index(["variable", "scenario", "statistic"])
    expected = run.table("gdp").loc[("crackdown", 2026), 0.5]
    assert annual.loc[("gdp", "crackdown", "q50"), "2026"] == pytest.approx(expected)
    assert list(sheets["quarterly"].columns[4:]) == [str(quarter) for quarter in run.quarters]


@pytest.mark.parametrize(("package", "extra"), [("xarray", "xarray"), ("openpyxl", "excel")])
def test_a_missing_extra_names_the_command(run, tmp_path, monkeypatch, package, extra):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"pip install 'tajsim\[{extra}\]'"):
        run.to_xarray() if package == "xarray" else run.to_excel(tmp_path / "out.xlsx")
    assert not list(tmp_path.iterdir())
