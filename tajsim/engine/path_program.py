"""A quarter of a run as a program: drivers, residuals, the step, what is reported, and the sums of the year.

It is what `block.simulate` and `aggregation.Aggregator` do for one quarter, from the same functions, with
everything that a quarter leaves to the next one as a field of the state. Inputs, by the beginning of their
names:

    state        of the model; state.sum, .weight, .last and .recent of an output: its year so far
    blocks, constants, drivers, add      as in the step; drivers and add without anything random
    residuals, deviations                the random part, by draw and quarter
    pinned       what of the drivers does not deviate
    season       the factors of the quarter
    calendar.kept      0 in the first quarter of a year, otherwise 1
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from tajsim.engine.aggregation import annual, growth
from tajsim.engine.deviating import deviating
from tajsim.engine.program.rewriting import lean
from tajsim.engine.program.trace import Arguments, Program, Reach, Symbol, Tracer, build, named, program_of
from tajsim.engine.residuals import Residuals
from tajsim.model.economy import step
from tajsim.model.outputs import OUTPUTS, Output
from tajsim.model.state import AddFactors

DEVIATIONS = ("oil", "rouble", "growth")
PINNED = ("oil", "rouble", "growth_free")
NEUTRAL = {f"residuals.{name}": 0.0 for name in Residuals._fields} | {
    "residuals.remittances": 1.0,
    "residuals.demand": 1.0,
    "residuals.exports": 1.0,
    "deviations.oil": 1.0,
    "deviations.rouble": 1.0,
    "deviations.growth": 0.0,
}
"""Random inputs that change nothing."""
RECENT = 4  # quarters back to that of which growth is reported


class Shape(NamedTuple):
    """What the program depends on beside the equations.

    arguments: of the step, arrays where draws differ; drivers and add-factors central. deviate, missed:
    whether drivers deviate by draw and equations have residuals. kept: names of outputs.
    """

    arguments: Arguments
    deviate: bool
    missed: bool
    kept: tuple[str, ...]


def quarter_program(shape: Shape) -> Program:
    """The program of a quarter; outputs are the state, the identities and what is kept."""
    tracer = Tracer()

    def symbol(name: str, leaf: Any) -> Symbol:
        if name.startswith("state."):
            return tracer.input(name, Reach.PATH)
        return tracer.input(name, Reach.DRAW if np.ndim(leaf) else Reach.SCALAR)

    def path(name: str) -> Any:
        return tracer.input(name, Reach.PATH)

    def scalar(name: str) -> Any:
        return tracer.input(name, Reach.SCALAR)

    state, drivers, add, blocks, constants = build(shape.arguments, symbol)
    tracer.alone = True  # what is no part of the step has the bits that NumPy gives it quarter by quarter
    if shape.deviate:
        random = [path(f"deviations.{name}") for name in DEVIATIONS]
        drivers = deviating(drivers, *random, *(scalar(f"pinned.{name}") for name in PINNED))
    if shape.missed:
        rows: Any = ([path(f"residuals.{name}")] for name in Residuals._fields)
        add = Residuals(*rows).added(AddFactors(*add), 0)
    tracer.alone = False
    quarter = step(state, drivers, add, blocks, constants, tracer)  # type: ignore[arg-type]
    found = named(quarter, "state", "identities")
    values = [(o, o.value(quarter), o.weight(quarter) if o.weight else None) for o in OUTPUTS]
    tracer.alone = True
    for o, value, weight in values:
        if o.name in shape.kept:
            found |= _reported(o, value, weight, path, scalar)
    return lean(found, tracer)


def _reported(o: Output, value: Any, weight: Any, path: Any, scalar: Any) -> dict[str, Any]:
    """What is reported of the value of an output in a quarter, and what the year needs of it."""
    if o.season:
        value = value * scalar(f"season.{o.season}")
    found = {f"kept.{o.name}": value}
    if o.annual == "growth":
        recent = [path(f"state.recent{i}.{o.name}") for i in range(RECENT)]
        found[f"kept.{o.name}"] = growth(value, recent[0])
        found |= {f"state.recent{i}.{o.name}": x for i, x in enumerate([*recent[1:], value])}
        found[f"state.last.{o.name}"] = path(f"state.last.{o.name}")
    if o.annual != "end":
        part, kept = value if weight is None else value * weight, scalar("calendar.kept")
        found[f"state.sum.{o.name}"] = kept * path(f"state.sum.{o.name}") + part
        if weight is not None:
            found[f"state.weight.{o.name}"] = kept * path(f"state.weight.{o.name}") + weight
    return found


def year_program(outputs: Sequence[Output]) -> Program:
    """The annual values of a year that has ended, of all outputs that are no stocks."""
    tracer = Tracer()
    found: dict[str, Any] = {}
    for o in outputs:
        if o.annual == "end":
            continue
        total, weight, last = (
            tracer.input(f"state.{part}.{o.name}", Reach.PATH) for part in ("sum", "weight", "last")
        )
        found[f"kept.{o.name}"] = annual(o, total, weight, last)
        if o.annual == "growth":
            found[f"state.last.{o.name}"] = total
    return program_of(found, tracer)
