"""The two programs of the page: the state that a run starts from, and the step of a quarter.

Both are traced from the equations that `tajsim.run` computes with. What is the same in every draw and cannot
be shocked (the figures that only shape the base year) becomes a literal of the first program.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tajsim.engine.block import PreparedBlock
from tajsim.engine.plan import Plan, last_quarter, year_of
from tajsim.engine.program import wasm
from tajsim.engine.program.rows import Layout, layout
from tajsim.engine.program.trace import (
    Arguments,
    Program,
    Reach,
    Symbol,
    Tracer,
    build,
    leaves,
    named,
    program_of,
    trace,
)
from tajsim.model.base_year.initial import initial
from tajsim.model.economy import SimulatedQuarter
from tajsim.model.outputs import OUTPUTS
from tajsim.model.state import NO_ADD_FACTORS


class Programs(NamedTuple):
    """The module as bytes, and where the numbers of its two functions, `first` and `step`, lie."""

    code: bytes
    stride: int
    first: Layout
    step: Layout


def programs(plan: Plan, economy: PreparedBlock) -> Programs:
    """The programs of a plan whose draws are those of `economy`."""
    first, step = first_program(plan, economy), step_program(plan, economy)
    draws = economy.draws or 1
    code = wasm.module({"first": first, "step": step}, draws)
    return Programs(code, wasm.stride_of(draws), layout(first), layout(step))


def first_program(plan: Plan, economy: PreparedBlock) -> Program:
    """From the uncertain parameters to the first state, the constants and the quarters of the base year."""
    tracer = Tracer()

    def symbol(name: str, leaf: Any) -> Symbol | float:
        return tracer.input(name, Reach.DRAW) if np.ndim(leaf) else float(leaf)

    p = build(economy.parameters, symbol, "blocks")
    state, constants = initial(p, plan.distribution, tracer, plan.past, last_quarter(plan.parameters).quarter)  # type: ignore[arg-type]
    year = year_of(p)
    outputs = dict(leaves(state, "state")) | dict(leaves(constants, "constants"))
    outputs["check.workers"] = state.people.in_russia
    outputs |= dict(leaves(year.gdp, "year.gdp")) | dict(leaves(year.prices, "year.prices"))
    return program_of(outputs, tracer)


def step_program(plan: Plan, economy: PreparedBlock) -> Program:
    """The step of a quarter, up to every output."""
    arguments = Arguments(
        economy.state, drivers_of(plan, economy, 0), added(plan, economy, 0), economy.parameters,
        economy.constants,
    )  # fmt: skip
    varying = {name for name, leaf in leaves(arguments) if np.ndim(leaf) or name.startswith("state.")}

    def read(quarter: SimulatedQuarter) -> dict[str, Any]:
        found = named(quarter, "state", "identities") | asked(quarter)
        for o in OUTPUTS:
            found[f"value.{o.name}"] = o.value(quarter)
            if o.weight:
                found[f"weight.{o.name}"] = o.weight(quarter)
        return found

    return trace(arguments, varying, read)


def asked(quarter: SimulatedQuarter) -> dict[str, Any]:
    """What the page needs to see whether people who are given are there, as `tajsim.engine.persons` does."""
    regime, flows = quarter.regime, quarter.flows
    return {
        "check.workers": quarter.state.people.in_russia,
        "check.removals": regime.removals,
        "check.deport_regular": regime.deport_regular,
        "check.deport_irregular": regime.deport_irregular,
        "check.leaving": flows.departures - flows.to_other,
    }


def drivers_of(plan: Plan, economy: PreparedBlock, t: int) -> Any:
    """The drivers of a quarter without shocks, arrays where they differ by draw."""
    baseline = plan.scenarios[0]
    if economy.oil is None:
        return baseline.central_drivers(t)
    return baseline.drawn_drivers(t, economy.oil[t], economy.rouble[t], economy.growth[t])


def added(plan: Plan, economy: PreparedBlock, t: int) -> Any:
    """The add-factors of a quarter with its residuals, arrays where they differ by draw."""
    add = plan.add_factors[t] if plan.add_factors else NO_ADD_FACTORS
    return add if economy.residuals is None else economy.residuals.added(add, t)
