"""The add-factors of a baseline and their sizes, held against the residuals that are drawn."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.add_factors import LARGE, RECORDED, measured, residual_sizes
from tajsim.engine.request import read
from tajsim.engine.residuals import draw
from tajsim.engine.run import prepare
from tajsim.engine.sampling import blocks_of
from tajsim.judgements.equations import EQUATIONS
from tests import of_2024
from tests.judgements.test_judgement import made

QUARTERS = 12


def test_sizes_are_those_of_the_residuals_that_are_drawn() -> None:
    p = blocks_of(ts.parameters("world-bank-2024"))
    drawn = draw(p, 3, 0, QUARTERS, 40_000)
    sizes = residual_sizes(p.residuals, QUARTERS)
    logs = {
        "remittances": np.log(drawn.remittances),
        "exchange_rate": drawn.exchange_rate,
        "prices": drawn.prices,
        "demand": np.log(drawn.demand),
        "stocks": np.log1p(drawn.stocks),
        "outflows": -np.log1p(-drawn.outflows),
        "exports": np.log(drawn.exports),
        "bad_loans": drawn.bad_loans,
    }
    for name, values in logs.items():
        np.testing.assert_allclose(values.std(axis=1), sizes[name], rtol=0.02, err_msg=name)
    assert np.array_equal(sizes["imports"], sizes["stocks"])
    assert (sizes["taxes"] == RECORDED).all()
    assert pytest.approx(0.07, abs=0.002) == RECORDED
    walk = np.cumsum(drawn.prices, axis=0).std(axis=1)
    np.testing.assert_allclose(walk, np.sqrt(np.cumsum(sizes["prices"] ** 2)), rtol=0.02)


def test_the_table_holds_the_add_factors_of_the_plan_to_the_bit() -> None:
    found = ts.baseline_add_factors("world-bank-2024", end="2027Q4")
    plan = prepare(read(of_2024.options(parameters="world-bank-2024", end="2027Q4", draws=None)))
    table = found.pivot_table(index="quarter", columns="equation", values="add_factor", sort=False)
    for name in EQUATIONS:
        assert table[name].tolist() == [getattr(add, name) for add in plan.add_factors]
    assert (found["judgement"] == 0.0).all()
    assert (found["baseline"] == found["add_factor"]).all()
    assert (table["spending"] != 0.0).all()
    assert not found["large"].any(), "the shipped baseline asks for nothing unusual"


def test_judgement_stands_beside_the_baseline() -> None:
    judged = ts.Judgement("mine", [made("spending", values=[0.01], fades="2025Q2")])
    found = of_2024.baseline_add_factors(judgement=judged, end="2025Q4").set_index(["quarter", "equation"])
    first = found.loc[("2025Q1", "spending")]
    assert first["judgement"] == 0.01
    assert first["add_factor"] == first["baseline"] + 0.01
    assert first["size"] == pytest.approx(np.log1p(first["add_factor"]) / RECORDED)
    assert found.loc[("2025Q2", "spending"), "judgement"] == 0.0


def test_above_two_standard_deviations_a_warning_says_where() -> None:
    judged = ts.Judgement("mine", [made(values=[0.6], fades="2025Q3")])
    with pytest.warns(UserWarning, match=r"above 2 standard deviations .* remittances \(3\.1 in 2025Q1\)"):
        found = of_2024.baseline_add_factors(judgement=judged, end="2025Q4")
    rows = found[found["large"]]
    assert rows["equation"].unique().tolist() == ["remittances"]
    assert (rows["size"] > LARGE).any()


def test_small_changes_of_the_somoni_that_never_end_are_large_together() -> None:
    judged = ts.Judgement("mine", [made("exchange_rate", values=[0.03] * 24, fades="2031Q1")])
    m = measured("calibrated-2024", "baseline", judged, "2030Q4")
    assert np.abs(m.size("exchange_rate")).max() < 1.0
    assert m.so_far("exchange_rate")[-1] == pytest.approx(m.size("exchange_rate")[-1] * np.sqrt(24))
    assert set(m.large()) == {"exchange_rate"}


def test_without_an_outlook_there_are_none() -> None:
    found = of_2024.baseline_add_factors(baseline="none", end="2026Q4")
    assert (found["add_factor"] == 0.0).all()
    assert (found["size"] == 0.0).all()


def test_a_smaller_residual_makes_an_add_factor_larger() -> None:
    p = ts.parameters("world-bank-2024")
    half = p.replace(demand_residual=p.residuals.demand_residual / 2)
    judged = ts.Judgement("mine", [made("demand", values=[0.02], fades="2025Q2")])
    one, two = (measured(q, "none", judged, "2025Q4").size("demand")[0] for q in (p, half))
    assert two == pytest.approx(2 * one)
    assert dataclasses.is_dataclass(p.residuals)


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(ts.InputError, match="no-such-set"):
        ts.baseline_add_factors("no-such-set")
    with pytest.raises(ts.InputError, match="end"):
        of_2024.baseline_add_factors(end="never")
