from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajsim.model.prices import PriceState, potential_growth, step
from tajsim.parameters.blocks import Blocks

from .conftest import SCALAR, change, path_of

FLAT = PriceState(level=1.0, core=0.0, pipeline=0.0)


def still(p: Blocks, **prices: float) -> Blocks:
    """No inflation but what comes from the exchange rate, oil, fuel and food."""
    return change(p, prices={"inflation_target": 0.0, **prices})


def levels(p: Blocks, depreciations: list[float]) -> list[float]:
    state, out = FLAT, []
    for e in depreciations:
        state = step(
            last=state,
            depreciation=e,
            import_inflation=2.0,
            oil_change=0.0,
            pump_change=0.0,
            food_change=0.0,
            output_gap=0.0,
            add_factor=0.0,
            p=p.prices,
            xp=SCALAR,
        )
        out.append(math.log(state.level))
    return out


@settings(deadline=None, max_examples=40)
@given(e=st.floats(-0.2, 0.4), impact=st.floats(0.0, 0.5), year=st.floats(0.0, 0.8))
def test_pass_through_is_exact_at_impact_and_after_a_year(e: float, impact: float, year: float) -> None:
    p = still(path_of("kremlin-2024").p, pass_through_impact=impact, pass_through_year=year)
    log_level = levels(p, [e, 0.0, 0.0, 0.0, 0.0])
    assert log_level[0] == pytest.approx(impact * e, abs=1e-14)
    assert log_level[4] == pytest.approx(year * e, abs=1e-14)


def test_pass_through_adds_up_over_steps(p: Blocks) -> None:
    p = still(p)
    parts = [levels(p, [0.1, 0, 0, 0, 0, 0])[i] + levels(p, [0, 0.2, 0, 0, 0, 0])[i] for i in range(6)]
    assert levels(p, [0.1, 0.2, 0, 0, 0, 0]) == pytest.approx(parts, abs=1e-14)


def test_inflation_at_the_target_stays_there(p: Blocks) -> None:
    core = p.prices.inflation_target / 400.0
    state = PriceState(1.0, core, 0.0)
    for _ in range(4):
        state = step(
            last=state,
            depreciation=0.0,
            import_inflation=2.0,
            oil_change=0.0,
            pump_change=0.0,
            food_change=0.0,
            output_gap=0.0,
            add_factor=0.0,
            p=p.prices,
            xp=SCALAR,
        )
    assert state.core == pytest.approx(core, rel=1e-13)
    assert math.log(state.level) == pytest.approx(4.0 * core, rel=1e-13)


def test_core_inflation_returns_to_the_target(p: Blocks) -> None:
    state = PriceState(1.0, 0.2, 0.0)
    for _ in range(200):
        state = step(
            last=state,
            depreciation=0.0,
            import_inflation=2.0,
            oil_change=0.0,
            pump_change=0.0,
            food_change=0.0,
            output_gap=0.0,
            add_factor=0.0,
            p=p.prices,
            xp=SCALAR,
        )
    assert state.core == pytest.approx(p.prices.inflation_target / 400.0, rel=1e-9)


def test_the_gap_oil_and_the_add_factor_enter_as_written(p: Blocks) -> None:
    p = still(p, phillips_slope=0.05, fuel_pass_through=0.03, inflation_persistence=0.5)
    state = step(
        last=FLAT._replace(core=0.01),
        depreciation=0.0,
        import_inflation=2.0,
        oil_change=0.2,
        pump_change=0.0,
        food_change=0.0,
        output_gap=0.1,
        add_factor=0.004,
        p=p.prices,
        xp=SCALAR,
    )
    assert state.core == pytest.approx(0.5 * 0.01 + 0.05 * 0.1, rel=1e-13)
    assert math.log(state.level) == pytest.approx(state.core + 0.03 * 0.2 + 0.004, rel=1e-12)


def test_slack_lowers_inflation(p: Blocks) -> None:
    slack, boom = (
        step(
            last=FLAT,
            depreciation=0.0,
            import_inflation=2.0,
            oil_change=0.0,
            pump_change=0.0,
            food_change=0.0,
            output_gap=gap,
            add_factor=0.0,
            p=p.prices,
            xp=SCALAR,
        ).core
        for gap in (-0.05, 0.05)
    )
    assert slack < boom


@pytest.mark.parametrize("depreciation", [-50.0, 50.0])
def test_a_quarter_moves_prices_within_bounds(p: Blocks, depreciation: float) -> None:
    level = step(
        last=FLAT,
        depreciation=depreciation,
        import_inflation=2.0,
        oil_change=0.0,
        pump_change=0.0,
        food_change=0.0,
        output_gap=0.0,
        add_factor=0.0,
        p=p.prices,
        xp=SCALAR,
    ).level
    assert math.exp(-0.3) <= level <= math.exp(0.7)


def test_potential_grows_with_its_trend_and_the_labour_force(p: Blocks) -> None:
    p = change(p, prices={"potential_growth": 4.0, "labour_output_elasticity": 0.5})
    assert potential_growth(labour_growth=0.005, normal_growth=0.005, p=p.prices) == pytest.approx(
        0.01, rel=1e-14
    )
    assert potential_growth(labour_growth=0.025, normal_growth=0.005, p=p.prices) == pytest.approx(
        0.02, rel=1e-14
    )


def test_dearer_imports_pass_through_like_a_depreciation(p: Blocks) -> None:
    """One percent more on the dollar prices of imports costs what one percent of depreciation does."""
    dearer = step(
        last=FLAT,
        depreciation=0.0,
        import_inflation=p.prices.normal_import_inflation + 4.0,
        oil_change=0.0,
        pump_change=0.0,
        food_change=0.0,
        output_gap=0.0,
        add_factor=0.0,
        p=p.prices,
        xp=SCALAR,
    )
    weaker = step(
        last=FLAT,
        depreciation=0.01,
        import_inflation=p.prices.normal_import_inflation,
        oil_change=0.0,
        pump_change=0.0,
        food_change=0.0,
        output_gap=0.0,
        add_factor=0.0,
        p=p.prices,
        xp=SCALAR,
    )
    assert dearer == pytest.approx(weaker, rel=1e-12)


def test_a_boom_heats_prices_and_a_slump_cools_them_up_to_half_of_output(p: Blocks) -> None:
    q = still(p, phillips_slope=0.04, inflation_persistence=0.5)
    for gap, core in ((0.1, 0.004), (-0.1, -0.004), (0.8, 0.02), (-3.0, -0.02)):
        found = step(
            last=FLAT,
            depreciation=0.0,
            import_inflation=2.0,
            oil_change=0.0,
            pump_change=0.0,
            food_change=0.0,
            output_gap=gap,
            add_factor=0.0,
            p=q.prices,
            xp=SCALAR,
        ).core
        assert found == pytest.approx(core, rel=1e-12)


def test_fuel_at_home_and_imported_food_pass_through_as_declared(p: Blocks) -> None:
    q = still(p, pump_pass_through=0.04, food_pass_through=0.15)
    level = step(
        last=FLAT,
        depreciation=0.0,
        import_inflation=q.prices.normal_import_inflation,
        oil_change=0.0,
        pump_change=0.5,
        food_change=0.2,
        output_gap=0.0,
        add_factor=0.0,
        p=q.prices,
        xp=SCALAR,
    ).level
    assert math.log(level) == pytest.approx(0.04 * 0.5 + 0.15 * 0.2, rel=1e-12)
