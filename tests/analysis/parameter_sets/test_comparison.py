"""What moved between parameter sets: mixtures against single runs, parts against permutations."""

from __future__ import annotations

import dataclasses
from itertools import permutations

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.parameter_sets.comparison import HEADLINE, ParameterSetComparison, compare_parameter_sets
from tajsim.analysis.parameter_sets.mixtures import OutcomeSpec, differing, mixed, outcomes
from tajsim.analysis.shapley import members
from tajsim.errors import InputError, UnknownNameError

pytestmark = pytest.mark.slow  # together more than a minute

OUTPUTS = ("consumption", "reserves_months", "poverty_rate", "gdp_growth")


@pytest.fixture(scope="module")
def kremlin() -> ts.Parameters:
    return ts.parameters("kremlin-2024")


@pytest.fixture(scope="module")
def bank() -> ts.Parameters:
    return ts.parameters("world-bank-2024")


@pytest.fixture(scope="module")
def found() -> ParameterSetComparison:
    return compare_parameter_sets("kremlin-2024", "calibrated-2024")


def test_every_mixture_is_the_run_of_its_parameters(kremlin: ts.Parameters) -> None:
    other = ts.parameters("calibrated-2024")
    players = [(block,) for block in differing(kremlin, other) if block != "residuals"]
    joined = members(len(players))[[0, 37, 170, -1]]
    spec = OutcomeSpec(ts.scenario("crackdown"), "baseline", OUTPUTS, "2027Q4")
    many = outcomes(kremlin, other, players, joined, spec)
    for row, there in enumerate(joined):
        blocks = [block for (block,), joins in zip(players, there, strict=True) if joins]
        p = mixed(kremlin, other, blocks)
        single = ts.run("crackdown", p, draws=None, outputs=OUTPUTS, end="2027Q4")
        for name in OUTPUTS:
            np.testing.assert_allclose(many.quarterly[name][..., row], single.central[name], rtol=1e-9)
            np.testing.assert_allclose(many.annual[name][..., row], single.central_annual[name], rtol=1e-9)


def test_parts_add_up_to_the_change_between_the_two_runs(found: ParameterSetComparison) -> None:
    table = found.table()
    groups = [c for c in table.columns if c not in ("unit", "before", "after", "change")]
    assert set(table.index) == set(HEADLINE)
    np.testing.assert_allclose(table[groups].sum(axis=1), table["change"], rtol=1e-9, atol=1e-9)
    for name, column in (("kremlin-2024", "before"), ("calibrated-2024", "after")):
        r = ts.run([], name, draws=None)
        levels = [r.central_annual[output][r.years.index(2027), 0] for output in table.index]
        np.testing.assert_allclose(table[column], levels, rtol=1e-9)


def test_what_the_outlook_fixes_does_not_move(found: ParameterSetComparison) -> None:
    row = found.table().loc["gdp"]
    assert row["change"] == 0.0
    assert (row[list(found.names)] == 0.0).all()


def test_the_measure_of_remittances_moves_remittances(found: ParameterSetComparison) -> None:
    table = found.table()
    assert table.columns[4] == "remittances"  # the largest first
    row = table.loc["remittances_usd"]
    assert row["remittances"] == pytest.approx(row["change"], rel=0.01)  # the somoni moves some who leave


def test_parts_are_the_average_over_all_orders(kremlin: ts.Parameters, bank: ts.Parameters) -> None:
    changed = bank.replace(households={"recipient_elasticity": 0.5})
    found = compare_parameter_sets(kremlin, changed, outputs=["consumption"], at="2027", scenario="crackdown")
    assert set(found.names) == {"remittances", "trade", "households"}

    def outcome(blocks: tuple[str, ...]) -> float:
        r = ts.run("crackdown", mixed(kremlin, changed, blocks), draws=None, outputs=["consumption"])
        return float(r.delta("crackdown", "consumption", "Y").central[r.years.index(2027)])

    known = {
        frozenset(blocks): outcome(tuple(blocks))
        for blocks in ((), *((n,) for n in found.names), *permutations(found.names, 2), found.names)
    }
    for i, name in enumerate(found.names):
        gains = []
        for order in permutations(found.names):
            before = frozenset(order[: order.index(name)])
            gains.append(known[before | {name}] - known[before])
        assert found.parts[i, 0] == pytest.approx(np.mean(gains), abs=1e-7)
    assert found.units == ("% of baseline",)


def test_blocks_that_shape_the_run_can_differ(bank: ts.Parameters) -> None:
    changed = bank.replace(
        economy={"exchange_rate": 11.0},
        welfare={"gini": 0.36},
        host={"rub_per_usd_base": 95.0},
        labour={"reintegration_placement": 0.5},
    )
    found = compare_parameter_sets(bank, changed, outputs=OUTPUTS, at="2026Q2", baseline="none")
    after = ts.run([], changed, baseline="none", draws=None, outputs=OUTPUTS)
    at = [str(q) for q in after.quarters].index("2026Q2")
    np.testing.assert_allclose(found.after, [after.central[n][at, 0] for n in found.outputs], rtol=1e-9)
    np.testing.assert_allclose(found.before + found.parts.sum(axis=0), found.after, rtol=1e-9)
    labour = found.names.index("labour")  # nobody is covered, so placement moves nothing
    assert (found.parts[labour] == 0.0).all()


def test_above_ten_blocks_the_smallest_are_merged(kremlin: ts.Parameters) -> None:
    changed = ts.parameters("calibrated-2024").replace(
        banks={"npl_speed": 0.5},
        fiscal={"spending_growth": 5.5},
        labour={"productivity_growth": 3.0},
        economy={"population": 10_600_000},
    )
    found = compare_parameter_sets(kremlin, changed, outputs=["consumption", "npl_ratio"], at="2026")
    assert len(found.groups) == 10
    blocks = [block for group in found.groups for block in group]
    assert sorted(blocks) == sorted(set(differing(kremlin, changed)) - {"residuals"})
    assert len(blocks) > 10
    assert found.names[-1] == "others"
    np.testing.assert_allclose(found.before + found.parts.sum(axis=0), found.after, rtol=1e-9)
    assert np.abs(found.parts[-1]).max() < np.abs(found.parts[:-1]).max()


def test_sets_that_are_the_same_move_nothing(bank: ts.Parameters) -> None:
    found = compare_parameter_sets(bank, bank, at="2026")
    assert found.groups == ()
    assert (found.before == found.after).all()
    assert found.parameters().empty
    with pytest.raises(InputError, match="no central value differs"):
        found.plot()


def test_parameters_that_moved_are_those_of_diff(kremlin: ts.Parameters, bank: ts.Parameters) -> None:
    found = compare_parameter_sets(kremlin, bank, outputs=["gdp"])
    assert set(found.parameters()["name"]) == set(kremlin.diff(bank)["name"])
    assert set(found.names) == {"remittances", "trade"}


def test_every_bad_argument_is_reported_at_once() -> None:
    with pytest.raises(InputError) as caught:
        compare_parameter_sets(
            "kremlin-2025", "worldbank-2024", ["gpd"], "2070", "crack-down", baseline="history"
        )
    for part in ("'kremlin-2024'", "'world-bank-2024'", "'gdp'", "2070", "'crackdown'", "baseline 'history'"):
        assert part in str(caught.value)
    with pytest.raises(UnknownNameError, match="did you mean"):
        compare_parameter_sets("kremlin-2025", "world-bank-2024")


def test_it_cannot_be_changed(found: ParameterSetComparison) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.at = "2028"  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        found.parts[0, 0] = 1.0


def test_the_picture_has_a_panel_an_output(found: ParameterSetComparison) -> None:
    import matplotlib.pyplot as plt

    figure = found.plot()
    assert len(figure.axes) == len(HEADLINE)
    widths = [bar.get_width() for bar in figure.axes[1].patches if bar.get_height() == 0.7]
    assert sum(widths) == pytest.approx(found.after[1] - found.before[1])
    plt.close(figure)
