"""What the equations miss: sizes as declared, the same in every scenario, nothing where the size is zero."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine import residuals
from tajsim.engine.block import allocate, central_economy, drawn_economy, run_paths, simulate
from tajsim.engine.plan import Plan
from tajsim.engine.request import read
from tajsim.engine.residuals import (
    EXPORTS_KEPT,
    MONEY_KEPT,
    RESERVES_KEPT,
    STOCKS_KEPT,
    first_year,
    year_end,
)
from tajsim.engine.run import prepare
from tajsim.engine.sampling import blocks_of
from tajsim.model.state import NO_ADD_FACTORS, AddFactors
from tajsim.parameters.blocks import Blocks, Residuals
from tests import of_2024

PARAMETER_SET = "world-bank-2024"
SIZES = Residuals(
    remittances_residual=0.1,
    imports_residual=0.12,
    exchange_rate_residual=0.05,
    prices_residual=0.025,
    demand_residual=0.03,
    reserves_residual=0.25,
    poverty_residual=0.01,
    exports_residual=0.19,
    bad_loans_residual=0.17,
)
NONE = Residuals(*[0.0] * 9)
DRAWS = 4096
BLOCKS_DRAWN = 8


def sized(sizes: Residuals = SIZES) -> Blocks:
    return replace(blocks_of(ts.parameters(PARAMETER_SET)), residuals=sizes)


@pytest.fixture(scope="module")
def drawn() -> residuals.Residuals:
    """Eight blocks side by side, three years of quarters."""
    parts = [residuals.draw(sized(), 3, block, 12, DRAWS) for block in range(BLOCKS_DRAWN)]
    return residuals.Residuals(*(np.concatenate(p, axis=1) for p in zip(*parts, strict=True)))


def logs(r: residuals.Residuals) -> dict[str, np.ndarray]:
    """What each residual does to the level it moves, in logs: (quarter, draw)."""
    return {
        "remittances": np.log(r.remittances),
        "imports": np.log1p(r.stocks),
        "exchange_rate": np.cumsum(r.exchange_rate, axis=0),
        "prices": np.cumsum(r.prices, axis=0),
        "demand": np.cumsum(np.log(r.demand), axis=0),
        "reserves": np.cumsum(np.log1p(-r.outflows), axis=0),
        "exports": np.log(r.exports),
        "bad_loans": np.cumsum(r.bad_loans, axis=0),
    }


KEPT = {
    "remittances": MONEY_KEPT,
    "imports": STOCKS_KEPT,
    "reserves": RESERVES_KEPT,
    "exports": EXPORTS_KEPT,
}
"""Of a residual that returns to normal, what is left of it a quarter later."""


def test_a_walk_enters_the_first_year_with_its_quarters() -> None:
    assert first_year(1.0) == pytest.approx(np.sqrt((16 + 9 + 4 + 1) / 16), rel=1e-14)
    assert first_year(0.0) == pytest.approx(0.5, rel=1e-14)
    weights = np.array([1 + 0.5 + 0.25 + 0.125, 1 + 0.5 + 0.25, 1 + 0.5, 1.0]) / 4.0
    assert first_year(0.5) == pytest.approx(np.sqrt((weights**2).sum()), rel=1e-14)


def test_a_process_that_fades_ends_a_year_with_what_is_left_of_its_quarters() -> None:
    assert year_end(1.0) == pytest.approx(2.0, rel=1e-14)
    assert year_end(0.5) == pytest.approx(np.sqrt(1 + 0.25 + 0.25**2 + 0.25**3), rel=1e-14)


def test_the_average_of_the_first_year_moves_by_the_declared_size(drawn: residuals.Residuals) -> None:
    """Reserves are a stock: their end of it."""
    pairs = DRAWS * BLOCKS_DRAWN / 2
    for name, level in logs(drawn).items():
        size = getattr(SIZES, f"{name}_residual")
        found = level[3] if name == "reserves" else level[:4].mean(axis=0)
        assert found.std() == pytest.approx(size, rel=4.0 / np.sqrt(2.0 * pairs)), name
        assert abs(found.mean()) < 1e-12, name  # draws come in pairs of opposite sign


def test_walks_widen_and_what_is_held_in_stocks_returns(drawn: residuals.Residuals) -> None:
    for name, level in logs(drawn).items():
        kept = KEPT.get(name, 1.0)
        expected = np.sqrt([sum(kept ** (2 * i) for i in range(t + 1)) for t in range(12)])
        np.testing.assert_allclose(level.std(axis=1) / level[0].std(), expected, rtol=0.04, err_msg=name)
    for name, kept in KEPT.items():
        held = logs(drawn)[name]
        slope = (held[1:] * held[:-1]).sum() / (held[:-1] ** 2).sum()
        assert slope == pytest.approx(kept, abs=0.005), name


def test_residuals_know_nothing_of_each_other_nor_of_their_past(drawn: residuals.Residuals) -> None:
    innovations = {
        name: np.diff(level, axis=0, prepend=0.0) if name not in KEPT else level[:1]
        for name, level in logs(drawn).items()
    }
    first = np.array([rows[0] for rows in innovations.values()])
    limit = 5.0 / np.sqrt(first.shape[1] / 2)
    assert np.abs(np.corrcoef(first) - np.eye(8)).max() < limit
    for name, rows in innovations.items():
        if name not in KEPT:
            assert np.abs(np.corrcoef(rows) - np.eye(12)).max() < limit, name


@pytest.mark.parametrize("draws", [1, 7, 8])
def test_a_longer_run_has_the_same_first_quarters(draws: int) -> None:
    short, long = (residuals.draw(sized(), 5, 1, quarters, draws) for quarters in (5, 24))
    for name, one, other in zip(short._fields, short, long, strict=True):
        assert one.shape == (5, draws)
        np.testing.assert_array_equal(one, other[:5], err_msg=name)


def test_seed_and_block_choose_the_residuals_and_nothing_else_does() -> None:
    one = residuals.draw(sized(), 5, 1, 4, 6)
    for same in (residuals.draw(sized(), 5, 1, 4, 6), residuals.draw(sized(SIZES), 5, 1, 4, 6)):
        for a, b in zip(one, same, strict=True):
            np.testing.assert_array_equal(a, b)
    for other in (residuals.draw(sized(), 6, 1, 4, 6), residuals.draw(sized(), 5, 2, 4, 6)):
        for name, a, b in zip(one._fields, one, other, strict=True):
            assert not np.isclose(a, b).any(), name
    louder = residuals.draw(sized(replace(SIZES, imports_residual=0.5)), 5, 1, 4, 6)
    for name, a, b in zip(one._fields, one, louder, strict=True):
        assert np.array_equal(a, b) == (name != "stocks"), name


def test_a_draw_has_the_size_of_its_own_parameters() -> None:
    sizes = np.array([0.0, 0.1, 0.2])
    found = logs(residuals.draw(sized(Residuals(*[sizes] * 9)), 5, 0, 4, 3))  # type: ignore[list-item]
    plain = logs(residuals.draw(sized(Residuals(*[1.0] * 9)), 5, 0, 4, 3))
    for name, level in found.items():
        np.testing.assert_allclose(level, plain[name] * sizes, rtol=1e-9, atol=1e-12, err_msg=name)


def test_residuals_stand_on_top_of_judgement() -> None:
    one = np.ones((2, 1))
    r = residuals.Residuals(
        1.1 * one,
        0.02 * one,
        0.03 * one,
        0.9 * one,
        0.04 * one,
        0.05 * one,
        exports=1.2 * one,
        bad_loans=0.06 * one,
    )
    add = AddFactors(0.2, 0.1, 0.1, -0.1, 0.3, 0.1, 0.1, 0.1, taxes=0.2, spending=-0.1, bad_loans=0.1)
    expected = (
        1.2 * 1.1 - 1.0,
        0.12,
        0.13,
        0.9 * 0.9 - 1.0,
        0.3,
        0.14,
        0.15,
        1.1 * 1.2 - 1.0,
        0.2,
        -0.1,
        0.16,
    )
    assert [float(np.ravel(x)[0]) for x in r.added(add, 1)] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("add", [NO_ADD_FACTORS, AddFactors(0.1, 0.01, 0.003, -0.07, 0.3, 0.02, -0.1, 0.1)])
def test_residuals_of_no_size_are_nothing_to_the_bit(add: AddFactors) -> None:
    silent = residuals.draw(sized(NONE), 5, 0, 3, 4)
    for name, with_them, without in zip(add._fields, silent.added(add, 2), add, strict=True):
        np.testing.assert_array_equal(with_them, without, err_msg=name)


def plan_of(baseline: str, p: ts.Parameters | None = None, draws: int = 24, end: str = "2027Q4") -> Plan:
    asked = of_2024.options(
        scenarios=("crackdown", "rouble-shock"),
        parameters=p or ts.parameters(PARAMETER_SET),
        baseline=baseline,
        end=end,
        draws=draws,
        seed=5,
        outputs="all",
    )
    return prepare(read(asked))


def outputs(plan: Plan) -> dict[str, np.ndarray]:
    target = allocate(plan, plan.draws or 1, np.float64)
    run_paths(plan, drawn_economy(plan, 0), target)
    return {f"{kind} {n}": v for kind in ("quarterly", "annual") for n, v in getattr(target, kind).items()}


@pytest.mark.parametrize("baseline", ["baseline", "none"])
def test_without_a_size_every_output_is_that_of_a_run_without_residuals_to_the_bit(baseline: str) -> None:
    nothing = {f.name: 0.0 for f in dataclasses.fields(Residuals)}
    plan = plan_of(baseline, ts.parameters(PARAMETER_SET).replace(residuals=nothing))
    assert plan.missed
    plain = replace(plan, missed=False)
    assert drawn_economy(plain, 0).residuals is None
    for (name, one), other in zip(outputs(plan).items(), outputs(plain).values(), strict=True):
        np.testing.assert_array_equal(one, other, err_msg=name)


def test_each_residual_moves_what_it_is_named_after() -> None:
    """Every size alone: the first quarter moves one way with the residual in all draws."""
    p = ts.parameters(PARAMETER_SET)
    nothing = {f.name: 0.0 for f in dataclasses.fields(Residuals)}
    for name, output in (
        ("remittances_residual", "remittances_usd"),
        ("imports_residual", "imports_usd"),
        ("exchange_rate_residual", "tjs_per_usd"),
        ("prices_residual", "consumer_prices"),
        ("demand_residual", "consumption"),
        ("reserves_residual", "reserves_usd"),
        ("bad_loans_residual", "npl_ratio"),
        ("exports_residual", "exports_usd"),
    ):
        plan = plan_of("none", p.replace(residuals=nothing | {name: 0.05}))
        missed = drawn_economy(plan, 0).residuals
        assert missed is not None
        level = logs(missed)[name.removesuffix("_residual")][0]
        silent = outputs(replace(plan, missed=False))
        moved = (outputs(plan)[f"quarterly {output}"] - silent[f"quarterly {output}"])[0, 0]
        assert (np.sign(moved) == np.sign(level)).all(), name


def test_every_scenario_has_the_same_residuals_and_the_central_path_none() -> None:
    plan = plan_of("none")
    economy = drawn_economy(plan, 0)
    assert economy.residuals is not None
    assert central_economy(plan).residuals is None

    def seen(economy: Any, scenario: int) -> list[AddFactors]:
        found: list[AddFactors] = []

        def advance(now: Any, drivers: Any, add: AddFactors, p: Any) -> Any:
            found.append(add)
            return SimpleNamespace(state=now)

        list(simulate(plan, plan.scenarios[scenario], economy, advance=advance))
        return found

    base = seen(economy, 0)
    assert len(base) == len(plan.quarters)
    for other in (seen(economy, 1), seen(economy, 2)):
        for t, (one, two) in enumerate(zip(base, other, strict=True)):
            for name, x, y in zip(AddFactors._fields, one, two, strict=True):
                np.testing.assert_array_equal(x, y, err_msg=f"{name} in quarter {t}")
    for t, add in enumerate(base):
        np.testing.assert_array_equal(add.stocks, economy.residuals.stocks[t])
        np.testing.assert_array_equal(add.exchange_rate, economy.residuals.exchange_rate[t])
    assert set(seen(central_economy(plan), 1)) == {NO_ADD_FACTORS}


def test_bands_without_residuals_are_narrower() -> None:
    plan = plan_of("none", draws=400)
    wide, narrow = outputs(plan), outputs(replace(plan, missed=False))
    for name in ("remittances_usd", "imports_usd", "tjs_per_usd", "reserves_usd", "exports_usd", "exports"):
        one, other = (np.ptp(np.quantile(v[f"annual {name}"][0, 0], [0.05, 0.95])) for v in (wide, narrow))
        assert one > 1.1 * other, name
