"""The compiled backend: the model's step traced, compiled by LLVM and called block by block.

A step is compiled once for all runs of its shape: which inputs differ by draw, and which outputs are kept. It
stays with the process, and between processes in the user's cache folder.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.cache import edition
from tajsim.engine.aggregation import QuarterOutcome
from tajsim.engine.program.llvm import STRIDE, WIDTH, source
from tajsim.engine.program.machine import MachineCode, kept_code, llvm, machine
from tajsim.engine.program.rewriting import lean
from tajsim.engine.program.rows import Layout, layout
from tajsim.engine.program.trace import Arguments, leaves, named, trace
from tajsim.model.accounts import Identities
from tajsim.model.economy import SimulatedQuarter
from tajsim.model.host import QuarterDrivers
from tajsim.model.outputs import OUTPUTS, Output
from tajsim.model.state import AddFactors, Constants, State
from tajsim.parameters.blocks import Blocks

Floats = NDArray[np.float64]
CACHE_LINE = 64


@dataclass(frozen=True)
class Kernel(MachineCode):
    """A compiled step, where its numbers lie, and what it keeps."""

    rows: Layout
    outputs: tuple[str, ...]

    function = "step"
    arguments = (ctypes.c_int64, *[ctypes.c_void_p] * 4)


def compile_step(arguments: Arguments, outputs: Sequence[Output]) -> Kernel:
    """The step for inputs like `arguments`: arrays where draws differ, floats where they do not.

    Raises MissingExtraError without llvmlite.
    """
    varies = tuple(
        (name, bool(np.ndim(leaf)) or name.startswith("state.")) for name, leaf in leaves(arguments)
    )  # every field of the state has a row, also where draws agree
    return _kernel(_Shape(varies, tuple(o.name for o in outputs), machine(llvm()), arguments))


@dataclass(frozen=True)
class _Shape:
    """All that a kernel follows from, besides the equations: what differs by draw, and what is kept."""

    varies: tuple[tuple[str, bool], ...]
    outputs: tuple[str, ...]
    machine: str
    arguments: Arguments = field(compare=False)
    edition: object = field(default_factory=edition)


@lru_cache(maxsize=16)
def _kernel(shape: _Shape) -> Kernel:
    text, code, rows = kept_code("step", (shape.varies, shape.outputs, shape.machine), lambda: _text(shape))
    return Kernel(text, shape.machine, code, Layout(**rows), shape.outputs)


def _text(shape: _Shape) -> tuple[str, dict[str, Any]]:
    """The text of a step, and where its numbers lie."""

    def read(quarter: SimulatedQuarter) -> dict[str, Any]:
        found = named(quarter, "state", "identities")
        for o in OUTPUTS:  # all of them, so that how one is computed does not depend on the others kept
            value, weight = o.value(quarter), o.weight and o.weight(quarter)
            if o.name in shape.outputs:
                found[f"value.{o.name}"] = value
                if weight is not None:
                    found[f"weight.{o.name}"] = weight
        return found

    program = trace(shape.arguments, {name for name, varies in shape.varies if varies}, read, program=lean)
    rows = layout(program)
    return source(program, rows), rows._asdict()


class CompiledStepper:
    """Advances one block of draws by a kernel. A state is a matrix whose first rows are the fields."""

    def __init__(self, kernel: Kernel, start: State, constants: Constants, draws: int) -> None:
        self.kernel, self.draws, rows = kernel, draws, kernel.rows
        self.function, self._engine = kernel.loaded
        height = 1 + max(rows.after.values())
        self._pair = matrix(height, draws), matrix(height, draws)  # fresh memory would cost as much again
        self.start = matrix(len(rows.state), draws)
        for name, leaf in leaves(start, "state"):
            self.start[rows.state[name], :draws] = leaf
        self.inputs, self.scalars = matrix(len(rows.inputs), draws), np.zeros(len(rows.scalars))
        targets = {name: self.inputs[row, :draws] for name, row in rows.inputs.items()}
        targets |= {name: self.scalars[i : i + 1] for name, i in rows.scalars.items()}
        for name, leaf in leaves(constants, "constants"):
            if name in targets:
                targets[name][...] = leaf
        self._inputs = {group: _inputs(group, targets) for group in ("drivers", "add", "blocks")}

    def advance(self, state: Floats, drivers: QuarterDrivers, add: AddFactors, p: Blocks) -> QuarterOutcome:
        """The quarter that follows `state`, as views of the matrix of the two that is not `state`."""
        for group, values in (("drivers", drivers), ("add", add), ("blocks", p)):
            for wanted in self._inputs[group]:
                wanted.take(values)
        after = self._pair[state is self._pair[0]]
        self.function(self.draws, *(x.ctypes.data for x in (state, self.inputs, self.scalars, after)))

        rows, outputs = self.kernel.rows.after, self.kernel.outputs
        found = after[:, : self.draws]
        return QuarterOutcome(
            after,
            [found[rows[f"value.{name}"]] for name in outputs],
            [found[rows[weight]] if (weight := f"weight.{name}") in rows else None for name in outputs],
            Identities(*(found[rows[f"identities.{name}"]] for name in Identities._fields)),
        )

    def keep(self, state: Floats) -> Floats:
        return state[: len(self.kernel.rows.state)].copy()


@dataclass(slots=True)
class _Input:
    """An input that can change from quarter to quarter: how it is read, where it goes and what is there."""

    read: Callable[[Any], Any]
    target: Floats
    held: Any = None

    def take(self, values: Any) -> None:
        new = self.read(values)
        if new is not self.held:
            self.target[...] = self.held = new


def _inputs(group: str, targets: Mapping[str, Floats]) -> list[_Input]:
    """The inputs that the kernel reads from one argument of the step."""
    begin = f"{group}."
    return [
        _Input(attrgetter(name.removeprefix(begin)), target)
        for name, target in targets.items()
        if name.startswith(begin)
    ]


def matrix(rows: int, draws: int, stride: int = STRIDE) -> Floats:
    """Rows of doubles `stride` apart, the first on a cache line. Empty but for lanes beyond the last draw."""
    raw = np.empty(rows * stride + CACHE_LINE // 8)
    first = -raw.ctypes.data % CACHE_LINE // 8
    made = raw[first : first + rows * stride].reshape(rows, stride)
    made[:, draws : -(-draws // WIDTH) * WIDTH] = 1.0
    return made
