import numpy as np
import pytest

from tajsim.errors import InputError, UnknownNameError
from tajsim.quarters import Quarter

from .synthetic import arrays, result


@pytest.fixture(scope="module")
def run():
    return result()


def test_levels_are_compared_in_percent_draw_by_draw(run):
    delta = run.delta("crackdown", "gdp")
    values = run.quarterly["gdp"].astype(float)
    np.testing.assert_allclose(delta.values, 100 * (values[:, 1] / values[:, 0] - 1), atol=1e-4)
    assert delta.unit == "% of baseline"
    assert delta.values.shape == (8, 200)
    central = run.central["gdp"]
    np.testing.assert_allclose(delta.central, 100 * (central[:, 1] / central[:, 0] - 1))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("inflation", "percentage points"),
        ("current_account_gdp", "percentage points of GDP"),
        ("reserves_months", "months of imports"),
        ("gini", "index"),
        ("current_account_usd", "million USD"),  # a balance: negative on the baseline
        ("remittances_usd", "% of baseline"),
        ("migrants_russia", "% of baseline"),
    ],
)
def test_the_unit_decides_how_outputs_are_compared(run, name, unit):
    delta = run.delta("crackdown", name)
    assert delta.unit == unit
    if unit != "% of baseline":
        np.testing.assert_array_equal(delta.values, run[name].values[:, 1] - run[name].values[:, 0])


def test_relative_can_be_chosen_when_it_has_a_meaning(run):
    assert run.delta("crackdown", "gdp", relative=False).unit == "million TJS at 2024 prices"
    assert run.delta("crackdown", "inflation", relative=True).unit == "% of baseline"
    with pytest.raises(InputError, match=r"not positive throughout 'baseline'.*relative=False"):
        run.delta("crackdown", "current_account_usd", relative=True)


def test_a_null_shock_gives_exactly_zero():
    parts = arrays()
    for part in parts.values():
        for array in part.values():
            array[:, 1] = array[:, 0]
    same = result(**parts)
    for name in same.kept:
        assert not same.delta("crackdown", name).values.any()
        assert not same.delta("crackdown", name).central.any()


def test_any_scenario_can_be_the_baseline(run):
    delta = run.delta("baseline", "inflation", baseline="rouble-shock")
    np.testing.assert_array_equal(delta.values, -run.delta("rouble-shock", "inflation").values)


def test_probabilities_by_year_and_quarter(run):
    delta = run.delta("rouble-shock", "gdp")
    yearly = run.delta("rouble-shock", "gdp", freq="Y")
    bar = float(np.median(yearly.values[1]))
    assert delta.prob("<", bar, at="2026") == pytest.approx(0.5, abs=0.01)
    assert delta.prob("<", bar, at=2026) == (yearly.values[1] < bar).mean()
    in_quarter = (delta.values[6] < bar).mean()
    assert delta.prob("<", bar, at="2026Q3") == delta.prob("<", bar, at=Quarter(2026, 3)) == in_quarter
    assert delta.prob(">=", bar, at="2026Q3") == 1 - in_quarter


def test_means(run):
    delta = run.delta("crackdown", "gdp")
    np.testing.assert_allclose(delta.mean(), delta.values.mean(axis=1, dtype=float))
    assert delta.mean("2025Q2") == delta.mean()[1]
    assert delta.mean(2025) == pytest.approx(run.delta("crackdown", "gdp", "Y").values[0].mean())


def test_table(run):
    table = run.delta("crackdown", "gdp", freq="Y").table((0.25, 0.75))
    assert list(table.columns) == ["central", 0.25, 0.75]
    assert list(table.index) == [2025, 2026]
    assert (table[0.25] < table[0.75]).all()


@pytest.mark.parametrize("at", ["2031", 2027, "2031Q1", "next year", "20261", "2026Q5", None, 2026.5])
def test_a_period_outside_the_run_is_refused(run, at):
    with pytest.raises(InputError, match=r"full calendar year|outside the run|not a (period|quarter)"):
        run.delta("crackdown", "gdp").prob("<", 0, at=at)


def test_unknown_names_are_refused(run):
    with pytest.raises(UnknownNameError, match="scenario"):
        run.delta("crakdown", "gdp")
    with pytest.raises(UnknownNameError, match="output"):
        run.delta("crackdown", "gdpp")
    with pytest.raises(UnknownNameError, match="comparison"):
        run.delta("crackdown", "gdp").prob("below", 0, at=2026)
    with pytest.raises(InputError, match="frequency"):
        run.delta("crackdown", "gdp", freq="M")
