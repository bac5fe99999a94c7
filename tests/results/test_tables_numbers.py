"""What leaves a result: labels of quantiles, the axes of a dataset, and its inputs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import tajsim as ts
from tajsim.results import load
from tajsim.results.inputs import parameters_used, scenarios_used
from tests import of_2024

from .synthetic import result


def test_quantiles_are_named_by_their_percent_and_hold_their_values() -> None:
    run = result(draws=40, outputs=("gdp", "gini"))
    asked = (0.001, 0.025, 0.05, 0.5, 0.975)
    frame = run.summary_frame(asked)
    names = ["q0.1", "q2.5", "q05", "q50", "q97.5"]
    levels = [name for name in dict.fromkeys(frame["statistic"]) if not str(name).startswith("delta_")]
    assert levels == ["central", "mean", *names]
    one = frame.set_index(["scenario", "variable", "period", "statistic"])["value"]
    draws = run.quarterly["gdp"][3, 1]
    for name, probability in zip(names, asked, strict=True):
        expected = np.quantile(draws.astype(np.float64), probability)
        assert one["crackdown", "gdp", "2025Q4", name] == pytest.approx(expected, rel=1e-6)
    assert one["crackdown", "gdp", "2025Q4", "mean"] == pytest.approx(draws.mean(dtype=np.float64), rel=1e-6)
    assert one["crackdown", "gdp", "2025Q4", "central"] == run.central["gdp"][3, 1]


def test_deviations_in_the_summary_are_draw_by_draw_and_none_of_the_baseline() -> None:
    run = result(draws=40, outputs=("gdp", "inflation"))
    frame = run.summary_frame((0.05, 0.5))
    deltas = frame[frame["statistic"].str.startswith("delta_")]
    assert set(deltas["scenario"]) == {"crackdown", "rouble-shock"}
    assert dict(zip(deltas["variable"], deltas["unit"], strict=True)) == {
        "gdp": "% of baseline", "inflation": "percentage points",
    }  # fmt: skip
    one = deltas.set_index(["scenario", "variable", "period", "statistic"])["value"]
    gdp, inflation = (run.annual[name].astype(np.float64) for name in ("gdp", "inflation"))
    percent = 100.0 * (gdp[1, 2] / gdp[1, 0] - 1.0)
    expected = np.quantile(percent, 0.05)
    assert one["rouble-shock", "gdp", "2026", "delta_q05"] == pytest.approx(expected, rel=1e-4)
    expected = np.quantile(inflation[1, 2] - inflation[1, 0], 0.5)
    assert one["rouble-shock", "inflation", "2026", "delta_q50"] == pytest.approx(expected, rel=1e-4)
    central = run.central_annual["gdp"]
    expected = 100.0 * (central[1, 2] / central[1, 0] - 1.0)
    assert one["rouble-shock", "gdp", "2026", "delta_central"] == pytest.approx(expected)


def test_a_dataset_holds_outputs_as_variables_and_periods_scenarios_and_draws_as_axes() -> None:
    pytest.importorskip("xarray")
    run = result(draws=5, outputs=("gdp", "gini"))
    data = run.to_xarray()
    assert list(data.data_vars) == ["gdp", "gini"]
    assert set(data.coords) == {"quarter", "scenario", "draw", "date"}
    assert data["gdp"].dims == ("quarter", "scenario", "draw")
    assert data["draw"].values.tolist() == [0, 1, 2, 3, 4]
    assert [str(day)[:10] for day in data["date"].values[:5]] == [
        "2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01",
    ]  # fmt: skip
    np.testing.assert_array_equal(data["gini"].values, run.quarterly["gini"])
    years = run.to_xarray("Y")
    assert set(years.coords) == {"year", "scenario", "draw"}
    assert years["year"].values.tolist() == [2025, 2026]
    assert years["year"].attrs == {"long_name": "calendar year"}
    alone = result(draws=None, outputs=("gdp",)).to_xarray()
    assert alone["draw"].values.tolist() == [0]


def test_inputs_of_a_run_from_a_past_year_are_found_again(tmp_path: Path) -> None:
    weaker = ts.Scenario("weaker", [ts.Shock("rub_per_usd", multiply=ts.step(1.2, start="2015Q3"))])
    r = of_2024.run(weaker, start="2015Q1", end="2016Q4", draws=None, baseline="history", outputs=["gdp"])
    again = load(r.save(tmp_path / "past.npz"))
    found = parameters_used(again)
    assert found is not None
    assert found == parameters_used(r)
    assert found.digest() == r.manifest.vintage_sha256
    assert found.digest() != ts.parameters(r.manifest.vintage_given or r.manifest.vintage).digest()


def test_inputs_of_a_loaded_result_are_what_ran(tmp_path: Path) -> None:
    own = ts.parameters("calibrated-2024").replace(migration={"departure_rate": 0.11})
    mine = ts.Scenario("mine", [ts.Shock("rub_per_usd", multiply=1.2)], title="Mine")
    r = ts.run([mine, "crackdown"], own, end="2026Q4", draws=None, outputs=["gdp"])
    again = load(r.save(tmp_path / "out.npz"))
    used = parameters_used(again)
    assert used is not None
    assert used.values()["departure_rate"] == 0.11
    assert used.digest() == own.digest()
    found = scenarios_used(again)
    assert list(found) == ["baseline", "mine", "crackdown"]
    assert found["mine"].shocks == mine.shocks
    assert found["crackdown"] == ts.scenario("crackdown")
