"""Sensitivity of the real model: against brute force, with and without correlation, and bad input."""

from __future__ import annotations

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.sensitivity.quantity import AS_CALIBRATED, Factor, columns_of, medians, values_at
from tajsim.analysis.sensitivity.study import Sensitivity
from tajsim.engine.given import run_given
from tajsim.engine.request import read
from tajsim.engine.run import prepare
from tajsim.errors import InputError
from tests import of_2024
from tests.of_2024 import sensitivity

pytestmark = pytest.mark.slow  # together more than a minute

TWO = ("absorption_nine_months", "wage_scarcity_elasticity")


@pytest.fixture(scope="module")
def calibrated() -> ts.Parameters:
    return ts.parameters("calibrated-2024")


def outcome(values, output="gdp", scenario="crackdown", year=2027):
    """Percent of the baseline in a year, by hand."""
    asked = of_2024.options(scenarios=scenario, draws=None, outputs=output)
    target = run_given(prepare(read(asked)), values)
    annual = target.annual[output][year - 2025]
    return 100.0 * (annual[1] / annual[0] - 1.0)


@pytest.fixture(scope="module")
def two() -> Sensitivity:
    return sensitivity("crackdown", "gdp", names=TWO, base_samples=1024, seed=3)


@pytest.fixture(scope="module")
def joint() -> Sensitivity:
    return sensitivity("crackdown", "gdp", "2027Q3", groups="ensemble", base_samples=256)


def test_two_parameters_against_brute_force(two):
    p = ts.parameters("calibrated-2024")
    grid = (np.arange(40) + 0.5) / 40
    u = np.stack([np.repeat(grid, 40), np.tile(grid, 40)])
    values = {name: np.full(1600, median) for name, median in medians(p).items()}
    values |= {name: p.draw(name, row) for name, row in zip(TWO, u, strict=True)}
    every = outcome(values).reshape(40, 40)
    first = np.array([every.mean(axis=1).var(), every.mean(axis=0).var()]) / every.var()
    table = two.table().set_index("parameter").loc[list(TWO)]
    np.testing.assert_allclose(table["first"], first, atol=0.02)
    np.testing.assert_allclose(table["total"], 1.0 - first[::-1], atol=0.02)
    assert two.mean == pytest.approx(every.mean(), rel=0.01)
    assert two.sd == pytest.approx(every.std(), rel=0.02)
    assert two.unit == "% of baseline"


def test_the_table_is_ordered_and_the_path_holds_the_years(two):
    table, path = two.table(), two.path()
    columns = ["parameter", "first", "first_low", "first_high", "total", "total_low", "total_high"]
    assert list(table.columns) == columns
    assert table["total"].is_monotonic_decreasing
    assert (table["first_low"] <= table["first"]).all()
    assert (table["first"] <= table["first_high"]).all()
    assert sorted(set(path["year"])) == list(range(2025, 2031))
    asked = path[path["year"] == 2027].reset_index(drop=True)
    for column in columns:
        assert list(asked[column]) == list(table[column])
    assert asked["sd"][0] == two.sd


def test_the_same_seed_gives_the_same_study(two):
    again = sensitivity("crackdown", "gdp", names=TWO, base_samples=1024, seed=3)
    other = sensitivity("crackdown", "gdp", names=TWO, base_samples=1024, seed=4)
    assert again.path().equals(two.path())
    assert not other.path().equals(two.path())
    assert again.text == two.text


def test_one_at_a_time_is_the_model_at_the_ends(two):
    p = ts.parameters("calibrated-2024")
    table = two.tornado().set_index("parameter")
    assert table["swing"].is_monotonic_decreasing
    assert table["varied"].sum() == 2
    assert len(table) == sum(entry.distribution != "fixed" for entry in p.entries.values())
    row = table.loc["diversion_share"]
    values = {name: np.full(3, median) for name, median in medians(p).items()}
    values["diversion_share"] = p.draw("diversion_share", (0.05, 0.5, 0.95))
    found = [row["at_low"], row["at_median"], row["at_high"]]
    np.testing.assert_allclose(found, outcome(values), rtol=1e-9)


def test_the_largest_swings_are_chosen_and_those_without_effect_are_not():
    found = sensitivity("crackdown", "npl_ratio", base_samples=64, of="level")
    swings = found.tornado()
    assert [factor.name for factor in found.factors] == list(swings["parameter"][:20])
    assert (found.unit, found.baseline) == ("% of loans", None)
    assert "prices_residual" not in [factor.name for factor in found.factors]
    assert swings.set_index("parameter").loc["prices_residual", "swing"] == 0.0
    top = found.top(5)
    assert len(top) == 5
    assert top["variance_gone"].is_monotonic_decreasing
    assert (top["low"] < top["value"]).all()
    assert (top["source"].str.len() > 0).all()


def test_the_level_of_the_baseline_itself_can_be_asked(calibrated):
    found = sensitivity(
        "baseline",
        "gdp",
        of="level",
        base_samples=64,
        parameters=calibrated,
        names=["potential_growth"],
        end="2027Q4",
    )
    assert (found.scenario, found.baseline) == ("baseline", None)
    assert found.table()["first"][0] == pytest.approx(1.0, abs=0.1)


def test_correlation_is_said_to_be_ignored_or_kept(two, joint):
    assert "independently, as declared" in two.text
    assert "intervals: 95 %, bootstrap." in two.text
    alone = sensitivity(
        "crackdown", "gdp", names=("pass_through_year", "recipient_elasticity"), base_samples=64
    )
    assert alone.ignored == ("pass_through_year", "recipient_elasticity")
    assert "Correlation is ignored: 2 of them" in alone.text
    assert "drawn jointly, its correlations kept" in joint.text
    assert joint.ignored == ()


def test_the_ensemble_is_one_factor_beside_the_largest_others(joint):
    p = ts.parameters("calibrated-2024")
    assert p.ensemble is not None
    assert (joint.factors[0].name, joint.factors[0].joint) == (AS_CALIBRATED, True)
    assert len(joint.factors) == 20
    assert not {name for f in joint.factors[1:] for name in f.parameters} & set(p.ensemble.names)
    assert joint.tornado()["varied"].sum() == len(p.ensemble.names) + 19
    row = joint.top(20).set_index("parameter").loc[AS_CALIBRATED]
    assert np.isnan(row["low"])
    assert row["source"] == "calibrated-2024"
    # the named factors and all parameters of a run differ by the parameters left out alone
    assert joint.sd == pytest.approx(joint.spread, rel=0.15)


def test_the_members_of_the_ensemble_stay_together():
    p = ts.parameters("calibrated-2024")
    assert p.ensemble is not None
    factors = (Factor(AS_CALIBRATED, p.ensemble.names, joint=True), Factor("return_rate", ("return_rate",)))
    assert columns_of(factors) == [range(1), range(1, 2)]
    values = values_at(p, factors, np.array([[0.0005, 0.4321, 1.0 - 1e-12], [0.5, 0.05, 0.95]]))
    rows = np.stack([values[name] for name in p.ensemble.names], axis=1)
    assert np.array_equal(rows, p.ensemble.values[[0, 432, 999]])
    np.testing.assert_array_equal(values["return_rate"], p.draw("return_rate", (0.5, 0.05, 0.95)))
    np.testing.assert_array_equal(values["stock_home"], np.full(3, p.draw("stock_home", 0.5)))


def test_named_groups_beside_named_parameters(calibrated):
    groups = {"prices": ("pass_through_year", "inflation_persistence"), "money": ["remittance_cost"]}
    found = sensitivity(
        "crackdown",
        "gdp",
        groups=groups,
        names=["return_rate"],
        parameters=calibrated,
        base_samples=64,
        end="2027Q4",
    )
    assert [factor.name for factor in found.factors] == ["prices", "money", "return_rate"]
    assert "4 of" in found.text
    assert "as 3 factors" in found.text


def test_progress_is_reported_to_the_end(calibrated):
    steps = []
    sensitivity(
        "crackdown",
        "gdp",
        names=TWO,
        base_samples=64,
        progress=lambda done, total: steps.append((done, total)),
    )
    assert steps == [(done, 5) for done in range(1, 6)]


def test_every_bad_argument_is_reported_at_once():
    with pytest.raises(InputError) as caught:
        sensitivity(
            "crackdwn", "gpd", "2041", "calibrated-2024", ("stock_rusia", "stock_home"), 1000,
            -1, "lvel", progress=3, groups="ensembl",
        )  # fmt: skip
    message = str(caught.value)
    for part in (
        "did you mean 'crackdown'",
        "did you mean 'gdp'",
        "2041 is not a full calendar year",
        "did you mean 'stock_russia'",
        "base_samples is 1000; it must be a power of 2",
        "seed is -1",
        "did you mean 'level'",
        "did you mean 'ensemble'",
        "progress is 3",
    ):
        assert part in message


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ({"names": ["gini"]}, "'gini', which is fixed in 'calibrated-2024'"),
        ({"names": []}, "names is empty"),
        ({"names": 3}, "names must be a list of names, not 3"),
        ({"output": ["gdp"]}, "must be the name of one output"),
        ({"output": "all"}, "must be the name of one output"),
        ({"scenario": "baseline"}, "nothing deviates"),
        ({"scenario": ["crackdown"]}, "give a Scenario"),
        ({"base_samples": 4096.0}, "base_samples is 4096.0"),
        ({"base_samples": 2**20}, "from 64 to 131072"),
        ({"groups": "ensemble", "parameters": "world-bank-2024"}, "has no ensemble"),
        (
            {"groups": "ensemble", "names": ["pass_through_year"]},
            "varied by 'behaviour as calibrated' already",
        ),
        ({"groups": {"a": ["return_rate"], "b": ["return_rate"]}}, "varied by 'a' already"),
        ({"groups": {"return_rate": ["lapse_rate"]}}, "text that names no parameter"),
        ({"groups": {}}, "groups is empty"),
        ({"groups": 3}, "groups is 3"),
        ({"start": "2026Q1", "at": "2025"}, "2025 is not a full calendar year"),
    ],
    ids=str,
)
def test_bad_arguments(what, message, calibrated):
    arguments = {"scenario": "crackdown", "output": "gdp", "parameters": calibrated, "end": "2027Q4", **what}
    with pytest.raises(InputError) as caught:
        sensitivity(**arguments)
    assert message in str(caught.value)
    assert len(caught.value.problems) <= 1


def test_an_outcome_that_nothing_varied_moves_is_refused(calibrated):
    short = {"parameters": calibrated, "base_samples": 64, "end": "2027Q4"}
    with pytest.raises(InputError, match="does not change with what is varied"):
        sensitivity("crackdown", "gdp", names=["prices_residual"], **short)
    with pytest.raises(InputError, match="after the shocks begin"):
        sensitivity("rouble-shock", "gdp", "2025Q1", **short)


def test_a_set_without_uncertainty_and_ranges_that_contradict_each_other_are_refused():
    p = ts.parameters("world-bank-2024")
    wide = {"value": p.trade.turnover_russia, "distribution": "uniform", "low": 1.0}
    wide |= {"high": 1.1 * p.trade.turnover_russia, "source": "x", "confidence": "user"}
    with pytest.raises(InputError, match="narrow a range") as caught:
        sensitivity(
            "crackdown", "gdp", parameters=p.replace(trade={"turnover_russia": wide}), base_samples=64
        )
    assert "imports from Russia would be below zero" in str(caught.value)
    sure: dict[str, dict[str, float]] = {}
    for row in p.describe().itertuples():
        sure.setdefault(row.block, {})[row.name] = row.value
    with pytest.raises(InputError, match="there is nothing to vary"):
        sensitivity("crackdown", "gdp", parameters=p.replace(**sure), base_samples=64)


@pytest.mark.slow
def test_twenty_parameters_at_full_size_explain_most_of_the_variance():
    found = sensitivity("combined-adverse", "gdp")
    table = found.table()
    assert len(table) == 20
    assert 0.7 < table["first"].sum() < 1.0 < table["total"].sum() + 0.05
    assert (table["total"] > table["first_low"]).all()


def test_a_count_that_is_none_is_refused(two):
    for bad in (0, 2.5, True):
        with pytest.raises(InputError, match=r"count must be (at least 1|a whole number), not "):
            two.top(bad)
