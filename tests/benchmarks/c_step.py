"""The traced step as C: one loop over draws, vectorised by the compiler, called through ctypes.

The fastest plain form of the same equations, and so the measure for NumPy. Each quantity is one contiguous
row of doubles; what is the same in all draws is a scalar, computed once before the loop. `-ffast-math` lets
the compiler reorder, use reciprocals and call the vector `exp`, `log` and `pow` of the C library.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.program.trace import Program, Reach, leaves

from .c_source import FAST, function, in_row, library
from .sample import Sample, advance

PAD = 8  # rows a multiple of 4096 bytes apart would compete for the same places in the cache

Floats = NDArray[np.float64]


class Layout:
    """Where each input and output of a program lies: rows of arrays for what varies, scalars for the rest."""

    def __init__(self, program: Program) -> None:
        varying = {name: node for name, node in program.outputs.items() if program.reach[node] >= Reach.DRAW}
        self.rows = _numbered(name for name in varying if name.startswith("state."))
        stored = {varying[name]: row for name, row in self.rows.items()}
        rows = itertools.count(len(self.rows))
        for name, node in varying.items():
            if node not in stored:  # an output that is a field of the state is not stored twice
                stored[node] = next(rows)
            self.rows.setdefault(name, stored[node])
        self.totals = _numbered(name for name in program.outputs if name not in self.rows)
        inputs = program.inputs(Reach.PATH)
        self.drivers = _numbered(name for name in inputs if not name.startswith("state."))
        self.fixed = _numbered(program.inputs(Reach.DRAW))
        self.scalars = _numbered(program.inputs(Reach.SCALAR))

    def place(self, name: str) -> str:
        """The C expression that reads an input."""
        if name in self.scalars:
            return f"scalars[{self.scalars[name]}]"
        for array, rows in (("state", self.rows), ("drivers", self.drivers), ("fixed", self.fixed)):
            if name in rows:
                return in_row(array, rows[name])
        raise KeyError(name)


def source(program: Program, layout: Layout, stride: int) -> str:
    """The program as one C function, for rows `stride` doubles apart."""
    inputs = (node.name for node in program.nodes if node.kind == "input")
    arrays = "const double *restrict state, const double *restrict drivers, const double *restrict fixed"
    heading = (
        f"void step(long draws, {arrays}, const double *restrict scalars, "
        "double *restrict next, double *restrict totals)"
    )
    stored = {layout.rows[name]: node for name, node in program.outputs.items() if name in layout.rows}
    totals = [
        (f"totals[{layout.totals[name]}]", node)
        for name, node in program.outputs.items()
        if name not in layout.rows
    ]
    places = {name: layout.place(name) for name in inputs}
    stores = [(in_row("next", number), node) for number, node in stored.items()]
    return f"#include <math.h>\n#define STRIDE {stride}L\n" + function(
        heading, program, places, stores, totals
    )


class CStep:
    """The C step for blocks of at most `block` draws."""

    def __init__(self, program: Program, block: int, folder: Path, flags: Sequence[str] = FAST) -> None:
        self.layout = Layout(program)
        self.stride = -(-block // PAD) * PAD + PAD
        name = f"step{''.join(flags)}_{self.stride}"
        text = source(program, self.layout, self.stride)
        self.function = library(text, name, folder, flags).step
        self.function.argtypes = [ctypes.c_long, *[ctypes.c_void_p] * 6]
        self.function.restype = None

    def load(self, part: Sample) -> CStepRun:
        """Lay out the inputs of a block of draws."""
        return CStepRun(self, part)


class CStepRun:
    """A block of draws laid out for the kernel; `advance` moves it by one quarter."""

    def __init__(self, kernel: CStep, part: Sample) -> None:
        layout = kernel.layout
        self.kernel = kernel
        self.first = dict(leaves(part.state, "state"))
        values = {**self.first, **dict(leaves(part.add, "add")), **dict(leaves(part.blocks, "blocks"))}
        values |= dict(leaves(part.constants, "constants"))
        paths = [dict(leaves(d, "drivers")) for d in part.drivers]
        self.draws = next(len(x) for x in values.values() if np.ndim(x))
        self.fixed = self._matrix(layout.fixed, values)
        self.drivers = [self._matrix(layout.drivers, path) for path in paths]
        self.scalars = [np.array([{**values, **path}[n] for n in layout.scalars]) for path in paths]
        # the state is read from one matrix and the next written to the other
        self.matrices = [self._matrix(layout.rows, values), self._matrix(layout.rows, {})]
        self.totals = np.zeros(max(len(layout.totals), 1))
        self.carried = [
            (layout.scalars[name], i) for name, i in layout.totals.items() if name in layout.scalars
        ]
        self.addresses = [  # found once: finding them costs more than a small block
            [x.ctypes.data for x in (now, drivers, self.fixed, scalars, after, self.totals)]
            for now, after, drivers, scalars in zip(
                itertools.cycle(self.matrices),
                itertools.cycle(self.matrices[::-1]),
                self.drivers,
                self.scalars,
                strict=False,
            )
        ]
        self.restart()

    def restart(self) -> None:
        """Go back to the initial state."""
        self.quarter = 0
        for name, row in self.kernel.layout.rows.items():
            if name in self.first:
                self.matrices[0][row, : self.draws] = self.first[name]
        for name, i in self.kernel.layout.totals.items():
            self.totals[i] = self.first.get(name, 0.0)

    def advance(self) -> None:
        """One quarter."""
        t = self.quarter
        scalars = self.scalars[t]
        for to, of in self.carried:
            scalars[to] = self.totals[of]
        self.kernel.function(self.draws, *self.addresses[t])
        self.quarter += 1

    def outputs(self) -> dict[str, Floats | float]:
        """The last quarter's state, identities and outputs by name."""
        layout, after = self.kernel.layout, self.matrices[self.quarter % 2]
        arrays = {name: after[row, : self.draws] for name, row in layout.rows.items()}
        return {**arrays, **{name: float(self.totals[i]) for name, i in layout.totals.items()}}

    def _matrix(self, rows: dict[str, int], values: dict[str, Any]) -> Floats:
        size, stride = max(rows.values(), default=0) + 1, self.kernel.stride
        raw = np.zeros(size * stride + PAD)
        start = (-raw.ctypes.data // 8) % PAD  # rows start on a cache line
        matrix = raw[start : start + size * stride].reshape(size, stride)
        for name, row in rows.items():
            matrix[row, : self.draws] = values.get(name, 0.0)
        return matrix


def worst_difference(kernel: CStep, sample: Sample) -> dict[str, float]:
    """The largest relative difference of each output over all draws and quarters, each side on its own path.

    Relative to the value or to its mean size over draws, whichever is larger, because balances pass through
    zero; identities, which are rounding, are relative to one.
    """
    run, state = kernel.load(sample), sample.state
    worst: dict[str, float] = {}
    for drivers in sample.drivers:
        quarter, kept = advance(sample, state, drivers)
        state = quarter.state
        run.advance()
        computed = run.outputs()
        expected = {
            **dict(leaves(state, "state")),
            **dict(leaves(quarter.identities, "identities")),
            **{f"outputs.{name}": value for name, value in kept.items()},
        }
        for name, value in expected.items():
            unit = 1.0 if name.startswith("identities.") else 0.0
            worst[name] = max(worst.get(name, 0.0), _difference(computed[name], value, unit))
    return worst


def _difference(computed: Any, expected: Any, unit: float) -> float:
    size = np.abs(expected)
    scale = np.maximum(np.maximum(size, np.mean(size)), max(unit, 1e-300))
    difference = np.max(np.abs(computed - expected) / scale)
    return float(difference) if np.isfinite(difference) else np.inf


def _numbered(names: Any) -> dict[str, int]:
    return {name: i for i, name in enumerate(names)}
