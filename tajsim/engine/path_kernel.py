"""Whole paths of scenarios as machine code: compiled, loaded, and called for a block of draws."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.cache import edition
from tajsim.engine.compiled import matrix
from tajsim.engine.path_program import Shape, quarter_program, year_program
from tajsim.engine.program.llvm import WIDTH
from tajsim.engine.program.machine import MachineCode, kept_code, llvm, machine
from tajsim.engine.program.paths import TILE, Places, places_of, source
from tajsim.engine.program.rewriting import split
from tajsim.engine.program.trace import leaves
from tajsim.model.outputs import OUTPUTS

Floats = NDArray[np.float64]
Addresses = NDArray[np.int64]


@dataclass(frozen=True)
class PathKernel(MachineCode):
    """Compiled paths, and where their numbers lie."""

    places: Places

    function = "paths"
    arguments = (*[ctypes.c_int64] * 2, *[ctypes.c_void_p] * 12)


def compile_paths(shape: Shape) -> PathKernel:
    """The paths of all plans of a shape. Raises MissingExtraError without llvmlite."""
    varies = tuple((name, bool(np.ndim(leaf))) for name, leaf in leaves(shape.arguments))
    return _kernel(_Key(varies, shape.deviate, shape.missed, shape.kept, machine(llvm()), shape))


@dataclass(frozen=True)
class _Key:
    """All that compiled paths follow from, besides the equations."""

    varies: tuple[tuple[str, bool], ...]
    deviate: bool
    missed: bool
    kept: tuple[str, ...]
    machine: str
    shape: Shape = field(compare=False)
    edition: object = field(default_factory=edition)


@lru_cache(maxsize=16)
def _kernel(key: _Key) -> PathKernel:
    known = (key.varies, key.deviate, key.missed, key.kept, key.machine)
    text, code, places = kept_code("paths", known, lambda: _text(key.shape))
    return PathKernel(text, key.machine, code, Places(**places))


def _text(shape: Shape) -> tuple[str, dict[str, Any]]:
    """The text, and where its numbers lie."""
    fixed, quarter = split(quarter_program(shape))
    year = year_program([o for o in OUTPUTS if o.name in shape.kept])
    places = places_of(fixed, quarter, year)
    return source(fixed, quarter, year, places), places._asdict()


class Worst:
    """The largest violation of each identity so far, by lane."""

    def __init__(self, watched: int) -> None:
        self.held = np.zeros((watched + 1, 2, WIDTH), np.int64)

    @property
    def largest(self) -> Floats:
        """The largest size of each that is watched; last, 0 or NaN where a kept value is not finite."""
        return np.asarray(self.held[:, 0].max(axis=-1).view(np.float64))

    def place(self, row: int, draws: int) -> tuple[int, int]:
        """The first quarter of the path, and there the first draw, in which one is largest."""
        sizes, places = self.held[row]
        quarter, draw = divmod(int(places[sizes == sizes.max()].min()), 2**32)
        return quarter, min(draw, draws - 1)  # a tile that is not full repeats its last draw


class PathRunner:
    """Runs paths of one block of draws. Its room for a tile serves one call at a time."""

    def __init__(self, kernel: PathKernel, draws: int) -> None:
        self.kernel, self.draws, places = kernel, draws, kernel.places
        self.function, self._engine = kernel.loaded
        self.columns = len(places.quarterly) + len(places.annual)
        rows = (len(places.state), len(places.inputs) + len(places.fixed), -(-self.columns // 2))
        self._tile = [matrix(count, TILE, TILE) for count in rows]

    def run(
        self,
        begin: Floats,
        sources: Addresses,
        numbers: Floats,
        quarterly: Addresses,
        annual: Addresses,
        renews: Addresses,
        closes: Addresses,
    ) -> tuple[Floats, Worst]:
        """The state after the last quarter, and the worst violations; arguments as of the program `paths`."""
        end, worst = np.empty_like(begin), Worst(len(self.kernel.places.watched))
        state, inputs, kept = self._tile
        arrays = (
            begin,
            sources,
            numbers,
            quarterly,
            annual,
            renews,
            closes,
            state,
            inputs,
            kept,
            end,
            worst.held,
        )
        self.function(self.draws, len(numbers), *(array.ctypes.data for array in arrays))
        return end, worst
