"""The step on plain floats as one function without calls: the same operations, and numbers, to the bit.

A quarter of the single path takes half the time of the step itself, most of which goes into calls and into
named results. The function is the traced step; it is made once in a process.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from tajsim.cache import remembered
from tajsim.engine.aggregation import QuarterOutcome
from tajsim.engine.program.float_text import source
from tajsim.engine.program.trace import Arguments, leaves, named, trace
from tajsim.model.accounts import Identities
from tajsim.model.economy import SimulatedQuarter
from tajsim.model.host import QuarterDrivers
from tajsim.model.outputs import OUTPUTS, Output
from tajsim.model.state import AddFactors, State
from tajsim.parameters.blocks import Blocks

Floats = tuple[float, ...]
WEIGHTED = tuple(o.name for o in OUTPUTS if o.weight)


GROUPS = ("state", "drivers", "add", "blocks", "constants")


class _Form(NamedTuple):
    """The step as a function, and what reads its arguments, fields in the order in which it takes them.

    function: of the state, drivers, add-factors, parameters and constants, each a sequence; gives the next
    state, the identities, every output and the weights of those that have one.
    """

    function: Callable[..., tuple[Floats, Floats, Floats, Floats]]
    state: Callable[[State], Floats]
    drivers: Callable[[QuarterDrivers], Floats]
    add: Callable[[AddFactors], Floats]
    blocks: Callable[[Blocks], Floats]


class FloatStepper:
    """Advances the single path. A state is the tuple of its fields."""

    def __init__(self, example: Arguments, outputs: Sequence[Output]) -> None:
        """`example`: the arguments of any quarter of the path, with the state it starts from."""
        constants = dict(leaves(example.constants))
        self.form = _form(_Shape(tuple(constants), example))
        self.constants = tuple(map(float, constants.values()))
        self.start: Floats = tuple(map(float, self.form.state(example.state)))
        places = {o.name: i for i, o in enumerate(OUTPUTS)}
        self.values = [places[o.name] for o in outputs]
        self.weights = [WEIGHTED.index(o.name) if o.weight else None for o in outputs]
        self.blocks: tuple[Blocks | None, Floats] = (None, ())

    def advance(self, state: Floats, drivers: QuarterDrivers, add: AddFactors, p: Blocks) -> QuarterOutcome:
        """The quarter that follows `state`."""
        if self.blocks[0] is not p:
            self.blocks = (p, self.form.blocks(p))
        after, identities, values, weights = self.form.function(
            state, self.form.drivers(drivers), self.form.add(add), self.blocks[1], self.constants
        )
        return QuarterOutcome(
            after,
            [values[i] for i in self.values],
            [None if i is None else weights[i] for i in self.weights],
            Identities(*identities),
        )

    def keep(self, state: Floats) -> Floats:
        """A state, which stays as it is."""
        return state


@dataclass(frozen=True)
class _Shape:
    """All that the function follows from, besides the equations: the constants there are, and an example."""

    constants: tuple[str, ...]
    example: Arguments = field(compare=False)


@lru_cache(maxsize=4)
def _form(shape: _Shape) -> _Form:
    groups = {group: [name for name, _ in leaves(getattr(shape.example, group), group)] for group in GROUPS}

    def made() -> dict[str, Any]:
        text = _text(shape.example, groups).encode()
        return {"text": np.frombuffer(zlib.compress(text, 1), dtype=np.uint8)}

    text = zlib.decompress(remembered("float-step", [repr(groups)], made)["text"].tobytes()).decode()
    space: dict[str, Any] = {"exp": math.exp, "log": math.log, "inf": math.inf, "nan": math.nan}
    exec(compile(text, "<the step on floats>", "exec"), space)

    def reader(group: str) -> Any:
        return attrgetter(*(name.removeprefix(f"{group}.") for name in groups[group]))

    return _Form(space["program"], *(reader(group) for group in GROUPS if group != "constants"))


def _text(example: Arguments, groups: Mapping[str, Sequence[str]]) -> str:
    """The source of the function."""

    def read(quarter: SimulatedQuarter) -> dict[str, Any]:
        found = named(quarter, "state", "identities")
        found |= {f"value.{o.name}": o.value(quarter) for o in OUTPUTS}
        return found | {f"weight.{o.name}": o.weight(quarter) for o in OUTPUTS if o.weight}

    program = trace(example, {name for names in groups.values() for name in names}, read)
    outputs = {
        "state": groups["state"],
        "identities": [f"identities.{name}" for name in Identities._fields],
        "values": [f"value.{o.name}" for o in OUTPUTS],
        "weights": [f"weight.{name}" for name in WEIGHTED],
    }
    return source(program, groups, outputs)
