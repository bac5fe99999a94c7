"""Mixes by hand: by how much a condition is kept, and every mix in every scenario."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.policy import mixes
from tajsim.analysis.policy.levers import Lever
from tajsim.analysis.policy.mixes import Requirement, combined, evaluate, grid, kept, margins
from tajsim.analysis.thresholds.condition import Condition
from tajsim.engine.request import RunOptions
from tajsim.errors import InputError
from tests import of_2024
from tests.results.synthetic import result


@pytest.fixture(scope="module")
def run() -> ts.Result:
    return result(draws=30, quarters=8)


@pytest.mark.parametrize("comparison", ["<", "<=", ">", ">="])
@pytest.mark.parametrize("measure", ["level", "from baseline", "% from baseline"])
@pytest.mark.parametrize(("at", "place"), [("2026", 1), ("2026Q2", 5), (None, None)])
def test_a_margin_is_what_lies_between_output_and_value(
    run: ts.Result, comparison: str, measure: str, at: str | None, place: int | None
) -> None:
    value = {"level": 35_000.0, "from baseline": -200.0, "% from baseline": -1.0}[measure]
    found = margins(run, "crackdown", Condition("gdp", comparison, value, measure), at)
    arrays = (run.annual if at == "2026" else run.quarterly)["gdp"].astype(float)
    base, own = arrays[:, 0], arrays[:, 1]
    moved = {"level": own, "from baseline": own - base, "% from baseline": 100.0 * (own / base - 1.0)}[
        measure
    ]
    gap = moved - value if comparison in (">", ">=") else value - moved
    expected = gap.min(axis=0) if place is None else gap[place]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-2)


def test_one_draw_without_a_value_is_refused(run: ts.Result) -> None:
    annual = {name: values.copy() for name, values in run.annual.items()}
    annual["gdp"][1, 1, 3] = np.nan
    with pytest.raises(InputError, match="'gdp' of 'crackdown' has no value in some draws"):
        margins(replace(run, annual=annual), "crackdown", Condition("gdp", ">", 1.0), "2026")


def test_as_many_draws_as_asked_must_keep_it() -> None:
    margin = np.array([0.5, -1.0, 0.0, -3.0])
    strict, weak = Condition("gdp", ">", 0.0), Condition("gdp", ">=", 0.0)
    assert kept(margin, strict, 0.25) == (0.25, 0.0)
    assert kept(margin, strict, 0.5) == (0.25, 0.0)  # the second lacks nothing, and is not beyond
    assert kept(margin, weak, 0.5) == (0.5, 0.0)
    assert kept(margin, weak, 0.5 + 1e-12) == (0.5, 0.0)
    assert kept(margin, weak, 0.51) == (0.5, 1.0)
    assert kept(margin, weak, 1.0) == (0.5, 3.0)
    assert kept(margin, weak, 0.0) == (0.5, 0.0)
    below = Condition("gdp", "<", 0.0)
    assert kept(margin, below, 0.5)[0] == 0.25


def test_levers_of_size_zero_are_left_out() -> None:
    base = ts.scenario("crackdown")
    a, b = (Lever(ts.Scenario(n, [ts.Shock("transfer_stimulus", add=0.1)]), 1.0) for n in "ab")
    assert combined(base, [a, b], [0.0, 0.0], "x").components() == base.components()
    assert [part.name for part in combined(base, [a, b], [0.5, 0.0], "x").components()] == [
        "crackdown", a.at(0.5).name,
    ]  # fmt: skip
    assert combined(base, [a, b], [1.0, 1.0], "mine").name == "mine"


def test_every_mix_is_judged_in_every_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Lever(ts.Scenario("a", [ts.Shock("transfer_stimulus", add=0.1)]), 1.0, sizes=(0.0, 0.5, 1.0))
    sizes = grid([one])
    batches: list[list[str]] = []
    steps: list[tuple[int, int]] = []

    options = of_2024.options(
        baseline="none", start="2025Q1", end="2026Q4", draws=30, seed=4, outputs=("gdp",)
    )

    def fake(asked: RunOptions) -> Any:
        batches.append([s.name for s in asked.scenarios])
        assert vars(replace(asked, scenarios=())) == vars(options)
        return SimpleNamespace(scenarios=asked.scenarios, weights=None)

    def margin(asked: Any, name: str, condition: Any, at: Any) -> np.ndarray:
        (found,) = [s for s in asked.scenarios if s.name == name]
        base, *levers = found.components()
        size = sum(shock.shape.values[0] for lever in levers for shock in lever.shocks)
        return np.full(10, (1.0 if base.name == "crackdown" else -2.0) + size)

    monkeypatch.setattr(mixes, "run_options", fake)
    monkeypatch.setattr(mixes, "margins", margin)
    monkeypatch.setattr(mixes, "batch_size", lambda quarters, draws, limit: 4)
    both = (ts.scenario("crackdown"), ts.scenario("rouble-shock"))
    required = Requirement(both, Condition("gdp", ">", 0.0), "2026", 0.5)
    probability, shortfall = evaluate(
        required, options, [one], sizes, lambda done, total: steps.append((done, total))
    )
    assert probability.tolist() == [[1.0, 0.0]] * 3
    np.testing.assert_allclose(shortfall, [[0.0, 2.0], [0.0, 1.95], [0.0, 1.9]])
    assert [len(batch) for batch in batches] == [4, 2]
    assert batches[0][0] == "crackdown with mix 0"
    assert batches[1] == ["crackdown with mix 2", "rouble-shock with mix 2"]
    assert steps == [(4, 6), (6, 6)]
