from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tajsim.errors import InputError

from .synthetic import result, summarised

OUTPUTS = ("gdp", "inflation", "current_account_usd")


@pytest.fixture(scope="module")
def run():
    return result(draws=50, outputs=OUTPUTS)


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
