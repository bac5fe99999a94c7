"""The single path by the step written out is that of the step itself, to the bit, faults included."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine import block
from tajsim.engine.aggregation import OutputArrays
from tajsim.engine.block import PlainStepper, Violation, allocate, central_economy, run_paths
from tajsim.engine.condition import Condition
from tajsim.engine.plan import Plan
from tajsim.engine.program.float_text import source
from tajsim.engine.program.trace import Reach, Tracer, program_of
from tajsim.engine.request import RunOptions, read
from tajsim.engine.run import prepare
from tajsim.engine.swap import Swap

GROWTH = Condition(name="gdp_growth", first="2025Q1", last="2025Q2", measure="growth", value=8.1)
HELD = Swap(output="remittances_usd", values=1200.0, first="2026Q1", last="2026Q2")


def plan_of(**what: Any) -> Plan:
    settings: dict[str, Any] = {
        "scenarios": ["combined-adverse", "crackdown"],
        "draws": None,
        "outputs": "all",
    }
    return prepare(read(RunOptions(**settings | what)))


def path(plan: Plan) -> tuple[OutputArrays, list[Violation]]:
    found = allocate(plan, 1, np.float64)
    return found, run_paths(plan, central_economy(plan), found)


def by_the_step(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> tuple[OutputArrays, list[Violation]]:
    def plain(plan: Plan, economy: block.PreparedBlock) -> PlainStepper:
        return PlainStepper(economy.state, economy.constants, plan.kept, economy.xp)

    with monkeypatch.context() as patch:
        patch.setattr(block, "stepper_of", plain)
        return path(plan)


CASES: dict[str, dict[str, Any]] = {
    "nowcast-2025": {"parameters": "nowcast-2025"},
    "calibrated-2024": {"parameters": "calibrated-2024"},
    "kremlin-2024": {"parameters": "kremlin-2024", "outputs": ["reserves_usd", "gdp_growth"]},
    "its own baseline": {"parameters": "world-bank-2024", "baseline": "none"},
    "a past year": {"scenarios": (), "start": "2014Q1", "end": "2017Q4", "baseline": "history"},
    "figures that are met": {"parameters": "world-bank-2024", "given": [GROWTH]},
    "an output that is given": {"parameters": "world-bank-2024", "swaps": HELD},
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_path_is_that_of_the_step(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(**case)
    (one, worst), (other, expected) = path(plan), by_the_step(plan, monkeypatch)
    for name in plan.outputs:
        np.testing.assert_array_equal(one.quarterly[name], other.quarterly[name], err_msg=name)
        np.testing.assert_array_equal(one.annual[name], other.annual[name], err_msg=name)
    assert worst == expected


@pytest.mark.parametrize("gdp", [-1.0, 0.0])
def test_a_path_without_end_is_refused_in_the_same_words(gdp: float, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(plan: Plan) -> block.PreparedBlock:
        economy = block.central_economy(plan)
        return replace(economy, state=economy.state._replace(gdp=gdp))

    monkeypatch.setattr(sys.modules[__name__], "central_economy", lost)
    plan = plan_of(parameters="world-bank-2024")
    with pytest.raises(ts.InputError, match="'baseline' has no finite outcome in 20") as one:
        path(plan)
    with pytest.raises(ts.InputError) as other:
        by_the_step(plan, monkeypatch)
    assert str(one.value) == str(other.value)


def test_the_source_is_a_line_an_operation() -> None:
    tracer = Tracer()
    x, y = tracer.input("x", Reach.PATH), tracer.input("y", Reach.PATH)
    made = program_of({"most": tracer.maximum(x * 2.0, -1.5), "power": tracer.exp(y)}, tracer)
    text = source(made, {"known": ["x", "idle"], "asked": ["y"]}, {"all": ["power", "most"]})
    assert text.splitlines() == [
        "def program(known, asked):",
        "    (v0, _, ) = known",
        "    (v1, ) = asked",
        "    v3 = v0 * (2.0)",
        "    v5 = (-1.5) if (-1.5) > v3 else v3",
        "    v6 = exp(v1)",
        "    return (v6, v5, )",
    ]
