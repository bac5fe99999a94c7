"""What the benchmark runs on: sampled parameters, an initial state and driver paths for many draws."""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np

from tajsim.engine.program.trace import build
from tajsim.model.base_year.initial import initial
from tajsim.model.distribution import distribution_of
from tajsim.model.economy import SimulatedQuarter, step
from tajsim.model.host import QuarterDrivers
from tajsim.model.outputs import OUTPUTS, STANDARD
from tajsim.model.state import NO_ADD_FACTORS, AddFactors, Constants, State
from tajsim.parameters import BLOCKS, parameters
from tajsim.parameters.blocks import Blocks


class Sample(NamedTuple):
    """The inputs of a run: arrays where draws differ, floats where they are all the same."""

    state: State
    add: AddFactors
    blocks: Blocks
    constants: Constants
    drivers: tuple[QuarterDrivers, ...]  # one a quarter

    def part(self, start: int, end: int) -> Sample:
        """The draws from `start` up to `end`, as views."""
        return build(self, lambda _, leaf: leaf[start:end] if np.ndim(leaf) else leaf)


def sample(draws: int, quarters: int, parameter_set: str = "world-bank-2024", seed: int = 7) -> Sample:
    """Draw every uncertain parameter of a parameter set; the rouble, oil and Russian growth vary as well."""
    rng = np.random.default_rng(seed)
    central = parameters(parameter_set)
    values: dict[str, Any] = {
        name: entry.value if entry.distribution == "fixed" else central.draw(name, rng.random(draws))
        for name, entry in central.entries.items()
    }
    blocks = Blocks(
        **{block: cls(**{f.name: values[f.name] for f in dataclasses.fields(cls)}) for block, cls in BLOCKS}
    )
    shares = distribution_of(central.welfare)
    state, constants = initial(blocks, shares, np)
    log_moves = 0.05 * rng.standard_normal((2, quarters, draws)).cumsum(axis=1)
    growth = 1.3 + 1.5 * rng.standard_normal((quarters, draws))
    drivers = tuple(
        QuarterDrivers(
            rub_per_usd=central.host.rub_per_usd_base * np.exp(log_moves[0, t]),
            oil_price=central.host.oil_price_base * np.exp(log_moves[1, t]),
            russia_gdp_growth=growth[t],
            russia_inflation=5.0,
            russia_labour_need=200_000.0,
            china_growth=4.5,
            partner_growth=3.0,
            import_price_inflation=2.0,
            export_price_inflation=2.0,
        )
        for t in range(quarters)
    )
    return Sample(state, NO_ADD_FACTORS, blocks, constants, drivers)


def kept(quarter: SimulatedQuarter) -> dict[str, Any]:
    """The outputs that a run keeps by default, by name."""
    return {output.name: output.value(quarter) for output in OUTPUTS if output.name in STANDARD}


def advance(part: Sample, state: State, drivers: QuarterDrivers) -> tuple[SimulatedQuarter, dict[str, Any]]:
    """One quarter in NumPy: the step, and the outputs that are kept."""
    quarter = step(state, drivers, part.add, part.blocks, part.constants, np)
    return quarter, kept(quarter)
