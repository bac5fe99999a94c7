"""The program of the step for a sample, and where the source asks for its operations."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tajsim.engine.program.trace import Arguments, Program, Reach, Symbol, Tracer, leaves, named, trace
from tajsim.model.economy import SimulatedQuarter

from .sample import Sample, kept


class Call(NamedTuple):
    """An operation as the source asks for it, before anything is simplified."""

    kind: str
    reach: Reach
    where: str  # module:line


class CountingTracer(Tracer):
    """A tracer that also counts the calls it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: Counter[Call] = Counter()

    def apply(self, kind: str, *operands: Symbol | float) -> Symbol:
        reach = max(self.reach[self.symbol(x).node] for x in operands)
        self.calls[Call(kind, reach, _source())] += 1
        return super().apply(kind, *operands)


def arguments(sample: Sample) -> Arguments:
    """The arguments of the first step of a sample."""
    return Arguments(sample.state, sample.drivers[0], sample.add, sample.blocks, sample.constants)


def traced(sample: Sample) -> tuple[Program, Counter[Call]]:
    """The program of one step on inputs that vary as those of `sample` do, and the calls it came from."""
    varying = {name for name, leaf in leaves(arguments(sample)) if np.ndim(leaf)}
    while True:  # a field of the state varies as well when what it becomes does
        tracer = CountingTracer()
        program = trace(arguments(sample), varying, _read, tracer)
        reached = {
            name
            for name, node in program.outputs.items()
            if name.startswith("state.") and program.reach[node] >= Reach.DRAW
        }
        if reached <= varying:
            return program, tracer.calls
        varying |= reached


def _read(quarter: SimulatedQuarter) -> dict[str, Any]:
    outputs = {f"outputs.{name}": value for name, value in kept(quarter).items()}
    return {**named(quarter, "state", "identities"), **outputs}


def _source() -> str:
    frame = sys._getframe(2)
    # the line in the model, not the helper or operator that carried it out
    passed = ("trace.py", "numeric.py", "counting.py")
    while Path(frame.f_code.co_filename).name in passed and frame.f_back is not None:
        frame = frame.f_back
    return f"{Path(frame.f_code.co_filename).stem}:{frame.f_lineno}"
