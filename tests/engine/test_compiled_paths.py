"""Compiled paths against the compiled step taken quarter by quarter: the same bits, the same faults."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine import block
from tajsim.engine.aggregation import OutputArrays
from tajsim.engine.backend import importable
from tajsim.engine.block import Violation, allocate, drawn_economy, kernel_for, run_paths
from tajsim.engine.compiled_paths import by_paths
from tajsim.engine.path_kernel import Worst
from tajsim.engine.plan import Plan
from tajsim.engine.program.llvm import WIDTH
from tajsim.engine.program.paths import TILE
from tajsim.engine.request import RunOptions, read
from tajsim.engine.run import prepare
from tajsim.engine.sampling import BLOCK

needs_llvm = pytest.mark.skipif(not importable(), reason="needs llvmlite: pip install 'tajsim[compiled]'")

SECOND = ts.Scenario("second", [ts.Shock("rub_per_usd", multiply=ts.step(1.3, "2025Q2"))])
PINNED = ts.Scenario(
    "pinned", [ts.Shock("rub_per_usd", set=95.0), ts.Shock("oil_price", set=ts.step(50, "2026Q1"))]
)
CALM = ts.Scenario("calm", [])
SCENARIOS = ("crackdown", "vat-cut", "mass-deportation + reintegration", SECOND, PINNED)


def plan_of(draws: int, scenarios: Any = SCENARIOS, **changes: Any) -> Plan:
    settings: dict[str, Any] = {"parameters": "world-bank-2024", "end": "2027Q2", "seed": 5, "outputs": "all"}
    return prepare(read(RunOptions(scenarios=scenarios, draws=draws, **settings | changes)))


def both(plan: Plan, draws: int) -> tuple[OutputArrays, list[Violation], OutputArrays, list[Violation]]:
    """Values and worst violations by whole paths, and quarter by quarter."""
    plan, economy = replace(plan, kernel=kernel_for(plan)), drawn_economy(plan, 0)
    at_once, by_quarter = allocate(plan, draws), allocate(plan, draws)
    found = by_paths(plan, economy, at_once, block.TOLERANCE, 7)
    assert found is not None
    return at_once, found, by_quarter, block._by_quarter(plan, economy, by_quarter, 7)


def same(one: OutputArrays, other: OutputArrays) -> None:
    for kind in ("quarterly", "annual"):
        for name, wanted in getattr(other, kind).items():
            assert np.isfinite(wanted).all(), (kind, name)
            np.testing.assert_array_equal(getattr(one, kind)[name], wanted, err_msg=f"{kind} {name}")


@needs_llvm
@pytest.mark.parametrize("draws", [1, WIDTH + 1, TILE, TILE + 1, 3 * TILE - 1])
def test_paths_have_the_bits_of_quarters(draws: int) -> None:
    at_once, found, by_quarter, wanted = both(plan_of(draws), draws)
    same(at_once, by_quarter)
    assert [v.identity for v in found] == [v.identity for v in wanted]
    assert [v.worst for v in found] == [v.worst for v in wanted]
    assert all(7 <= v.draw < 7 + draws for v in found)


@needs_llvm
@pytest.mark.parametrize(
    "changes",
    [
        {"baseline": "none"},
        {"start": "2026Q2"},
        {"start": "2026Q1", "end": "2027Q1"},
        {"parameters": "nowcast-2025"},  # the first year has begun
        {"outputs": ["gdp_growth", "tjs_per_usd"]},
        {"baseline": "history", "start": "2019Q3", "end": "2021Q4"},
    ],
    ids=lambda changes: " ".join(map(str, changes.values())),
)
def test_whatever_is_shown(changes: dict[str, Any]) -> None:
    scenarios = () if changes.get("baseline") == "history" else ("crackdown", "vat-cut")
    at_once, _, by_quarter, _ = both(plan_of(TILE + 5, scenarios, **changes), TILE + 5)
    same(at_once, by_quarter)


@needs_llvm
def test_a_run_without_residuals_has_the_bits_of_quarters_too() -> None:
    at_once, _, by_quarter, _ = both(replace(plan_of(20), missed=False), 20)
    same(at_once, by_quarter)


@needs_llvm
def test_a_scenario_that_never_differs_is_the_baseline() -> None:
    at_once, _, by_quarter, _ = both(plan_of(20, (CALM, "crackdown")), 20)
    same(at_once, by_quarter)
    for values in at_once.quarterly.values():
        np.testing.assert_array_equal(values[:, 1], values[:, 0])


@needs_llvm
def test_what_surrounds_a_block_in_the_target_is_left_alone() -> None:
    plan = plan_of(TILE + 3, ("crackdown",), outputs=["gdp", "gini"])
    plan = replace(plan, kernel=kernel_for(plan))
    wide = allocate(plan, TILE + 23)
    run_paths(plan, drawn_economy(plan, 0), block.part(wide, 10, TILE + 13))
    for values in (*wide.quarterly.values(), *wide.annual.values()):
        assert np.isnan(values[..., :10]).all()
        assert np.isnan(values[..., TILE + 13 :]).all()
        assert np.isfinite(values[..., 10 : TILE + 13]).all()


@needs_llvm
def test_a_broken_identity_is_named_as_quarter_by_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(20, ("crackdown",), outputs=["gdp"])
    plan, economy = replace(plan, kernel=kernel_for(plan)), drawn_economy(plan, 0)
    monkeypatch.setattr(block, "TOLERANCE", 1e-18)
    assert by_paths(plan, economy, allocate(plan, 20), 1e-18, 0) is None
    messages = []
    for run in (run_paths, block._by_quarter):
        with pytest.raises(ts.AccountingError, match="is not conserved") as caught:
            run(plan, economy, allocate(plan, 20), 0)
        messages.append(str(caught.value))
    assert messages[0] == messages[1]


@needs_llvm
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_in_one_draw_is_found(value: float) -> None:
    plan = plan_of(TILE + 9, ("crackdown",), outputs=["gdp"])
    plan, economy = replace(plan, kernel=kernel_for(plan)), drawn_economy(plan, 0)
    economy.rouble[4, TILE + 8] = value
    assert by_paths(plan, economy, allocate(plan, TILE + 9), block.TOLERANCE, 0) is None


def test_the_worst_is_the_first_quarter_and_draw_among_equals() -> None:
    worst = Worst(2)
    sizes = np.zeros((2, WIDTH))
    sizes[0, [2, 5, 6]] = 3e-16, 3e-16, 2e-16
    worst.held[:2, 0] = sizes.view(np.int64)
    worst.held[0, 1, [2, 5, 6]] = [(4 << 32) + 10, (3 << 32) + 61, 0]
    np.testing.assert_array_equal(worst.largest, [3e-16, 0.0, 0.0])
    assert worst.place(0, BLOCK) == (3, 61)
    assert worst.place(0, 50) == (3, 49)
