import pickle
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from tajsim.errors import InputError, UnknownNameError
from tajsim.quarters import Quarter
from tajsim.results import OutputInfo
from tajsim.results.manifest import MOST_DRAWS

from .synthetic import INFOS, SCENARIOS, arrays, result


@pytest.fixture(scope="module")
def run():
    return result()


def test_values_are_labelled_and_read_only(run):
    gdp = run["gdp"]
    assert gdp.values.shape == (8, 3, 200)
    assert gdp.values.dtype == np.float32
    assert gdp.unit == "million TJS at 2024 prices"
    with pytest.raises(ValueError, match="read-only"):
        gdp.values[0, 0, 0] = 0
    with pytest.raises(FrozenInstanceError):
        gdp.unit = "USD"
    np.testing.assert_array_equal(np.asarray(gdp), run.quarterly["gdp"])


def test_sel_keeps_the_axes_and_the_order_asked(run):
    some = run["gdp"].sel(scenario=["rouble-shock", "baseline"], quarter="2026Q1")
    assert (some.scenarios, some.quarters) == (("rouble-shock", "baseline"), (Quarter(2026, 1),))
    np.testing.assert_array_equal(some.values, run.quarterly["gdp"][4:5, [2, 0]])
    with pytest.raises(UnknownNameError, match="did you mean 'crackdown'"):
        run["gdp"].sel(scenario="crakdown")
    with pytest.raises(UnknownNameError, match="quarter '2031Q1'"):
        run["gdp"].sel(quarter="2031Q1")


def test_values_to_frame(run):
    frame = run["gdp"].to_frame()
    np.testing.assert_array_equal(frame.loc[("crackdown", "2025Q3")], run.quarterly["gdp"][2, 1])


def test_unknown_and_unkept_outputs_differ(run):
    with pytest.raises(UnknownNameError, match="did you mean 'inflation'"):
        run["inflatoin"]
    few = result(outputs=("gdp",))
    with pytest.raises(InputError, match=r"'inflation' was not kept.*outputs="):
        few["inflation"]
    assert few.kept == ("gdp",)
    assert list(few.names["name"]) == list(INFOS)


@pytest.mark.parametrize("freq", ["Q", "Y"])
def test_table_is_the_quantiles_of_the_draws(run, freq):
    table = run.table("gdp", freq, scenarios=["rouble-shock", "baseline"])
    values = {"Q": run.quarterly, "Y": run.annual}[freq]["gdp"]
    period = {"Q": "2026Q2", "Y": 2026}[freq]
    row = table.loc[("rouble-shock", period)]
    index = run.periods(freq).index(period)
    expected = np.quantile(values[index, 2].astype(float), [0.05, 0.5, 0.95])
    np.testing.assert_allclose(row[[0.05, 0.5, 0.95]], expected)
    central = {"Q": run.central, "Y": run.central_annual}[freq]["gdp"]
    assert row["central"] == central[index, 2]
    assert list(dict.fromkeys(table.index.get_level_values("scenario"))) == ["rouble-shock", "baseline"]


def test_table_refuses_what_it_does_not_know(run):
    with pytest.raises(InputError, match="frequency 'A'"):
        run.table("gdp", "A")
    with pytest.raises(UnknownNameError, match="scenario 'crash'"):
        run.table("gdp", scenarios=["crash"])


def test_the_central_path_alone():
    alone = result(draws=None)
    table = alone.table("gdp", "Q")
    np.testing.assert_allclose(table[0.05], table["central"], rtol=1e-6)
    with pytest.raises(InputError, match="draws="):
        alone.prob("crackdown", "gdp", "<", 1, at=2026)
    with pytest.raises(InputError, match="draws="):
        alone.delta("crackdown", "gdp").prob("<", 1, at=2026)


def test_probability_of_a_level(run):
    share = (run.quarterly["reserves_months"][7, 2] < 6).mean()
    assert 0 < share < 1
    assert run.prob("rouble-shock", "reserves_months", "<", 6, at="2026Q4") == share


def test_check_lists_the_identities(run):
    frame = run.check()
    assert list(frame.columns) == ["identity", "worst", "scenario", "quarter", "draw"]
    assert frame.iloc[1].tolist() == ["money", 2.2e-13, "baseline", "2026Q4", 4]


def test_accounts_are_asked_for_the_right_place(run):
    attrs = run.accounts("crackdown", "2026q2", draw=3).attrs
    assert attrs == {"scenario": "crackdown", "quarter": "2026Q2", "draw": 3}
    with pytest.raises(InputError, match="draws 0 to 199"):
        run.accounts("crackdown", "2026Q2", draw=200)
    with pytest.raises(InputError, match="2031Q1 is outside"):
        run.accounts("crackdown", "2031Q1")
    with pytest.raises(InputError, match="in this process"):
        replace(run, accounts_of=None).accounts("crackdown", "2026Q2")


def test_parts_that_do_not_fit_are_all_named(run):
    with pytest.raises(InputError) as caught:
        result(scenarios=SCENARIOS[::-1], manifest=run.manifest, years=(2025,))
    assert len(caught.value.problems) == 2
    wrong = arrays()
    wrong["annual"]["gdp"] = wrong["annual"]["gdp"][:1]
    wrong["central"]["gini"] = wrong["central"]["gini"].T
    with pytest.raises(InputError, match="annual\\['gdp'\\] is \\(1, 3, 200\\)") as caught:
        result(**wrong)
    assert len(caught.value.problems) == 2
    wrong["central"].pop("inflation")
    with pytest.raises(InputError, match="'inflation' is missing from central"):
        result(**wrong)


def test_a_run_shorter_than_a_year_has_no_years():
    short = result(quarters=3)
    assert short.table("gdp", "Y").empty
    assert len(short.delta("crackdown", "gdp").table()) == 3


def test_results_compare_and_pickle(run):
    assert run == result()
    assert run != result(draws=199)
    changed = dict(run.central)
    changed["gdp"] = changed["gdp"] + 1e-9
    assert run != replace(run, central=changed)
    assert pickle.loads(pickle.dumps(run)) == run


def test_output_info_names_every_fault():
    with pytest.raises(InputError, match="2 problems") as caught:
        OutputInfo("gdp", "", "output", "demand", "total")
    assert "sum, mean, end, ratio, growth" in str(caught.value)


def test_repr_is_short(run):
    assert "3 scenarios x 8 quarters (2025Q1 to 2026Q4) x 200 draws" in repr(run)


@pytest.mark.parametrize("draw", [-1, MOST_DRAWS, 1.5, "1", None, True])
def test_the_draw_of_a_violation_is_a_whole_number_of_a_draw(run, draw):
    check = replace(run.identities[0], draw=draw)
    with pytest.raises(InputError, match="draw of the violation of"):
        replace(run, identities=(check,))
    edges = tuple(replace(run.identities[0], draw=edge) for edge in (0, MOST_DRAWS - 1))
    assert replace(run, identities=edges).identities == edges


@pytest.mark.parametrize("worst", [-1e-300, float("nan"), float("inf"), "0", None])
def test_the_size_of_a_violation_is_none_or_more(run, worst):
    with pytest.raises(InputError, match="it must be 0 or more"):
        replace(run, identities=(replace(run.identities[0], worst=worst),))
    assert replace(run, identities=(replace(run.identities[0], worst=0.0),)).identities[0].worst == 0.0


def test_a_dimension_that_lacks_is_named_once(run):
    flat = {**run.quarterly, "gdp": run.quarterly["gdp"][:, :, 0]}
    with pytest.raises(InputError) as caught:
        replace(run, quarterly=flat)
    (problem,) = caught.value.problems
    assert "quarterly['gdp'] is (8, 3)" in problem
