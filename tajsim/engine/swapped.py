"""A quarter in which outputs are given: what moves in their place is solved for in all draws side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.newton import newton
from tajsim.engine.sampling import replaced
from tajsim.engine.swap import Swap
from tajsim.errors import InputError
from tajsim.model.host import QuarterDrivers
from tajsim.model.state import AddFactors
from tajsim.parameters import declarations
from tajsim.parameters.blocks import Blocks
from tajsim.quarters import Quarter

Floats = NDArray[np.float64]
Inputs = tuple[QuarterDrivers, AddFactors, Blocks]
MET, EXACT = 1e-9, 1e-11  # gaps, in sizes of the output
NUDGE = 1e-5  # in sizes of what moves


def swapped(
    swaps: Sequence[Swap],
    date: Quarter,
    inputs: Inputs,
    advance: Callable[[QuarterDrivers, AddFactors, Blocks], Any],
    value: Callable[[Any, str], Any],
) -> tuple[Any, list[Any]]:
    """The quarter in which the outputs of `swaps` are as given, and the values of what moved for it.

    advance: inputs -> a quarter. value: of an output in a quarter, as it is reported. Raises InputError where
    nothing in the range of what moves brings an output to its value.
    """
    base = [_read(one, inputs) for one in swaps]
    wanted = [float(one.wanted(date) or 0.0) for one in swaps]
    quarter = advance(*inputs)
    alone = [np.array(value(quarter, one.output)) for one in swaps]  # what a stepper gave may be overwritten
    count, plain = max(a.size for a in alone), all(a.ndim == 0 for a in alone)
    sizes = [_size(one, b) for one, b in zip(swaps, base, strict=True)]
    free = [_kept(one, a, goal) for one, a, goal in zip(swaps, alone, wanted, strict=True)]

    def moved(x: Floats) -> list[Any]:
        found = []
        for one, b, size, row in zip(swaps, base, sizes, x, strict=True):
            low, high = one.limits
            found.append(np.clip(b + size * row, low, high))
        return [float(v[0]) for v in found] if plain else found

    def gaps(x: Floats) -> tuple[Floats, Any]:
        try:
            made = advance(*_written(swaps, inputs, moved(x)))
        except (OverflowError, ValueError, ZeroDivisionError):
            return np.full(x.shape, np.inf), None
        rows = np.empty(x.shape)
        for row, one, goal, kept, at in zip(rows, swaps, wanted, free, x, strict=True):
            row[:] = np.where(kept, at, (value(made, one.output) - goal) / max(abs(goal), 1.0))
        return rows, None

    x, left, _ = newton(gaps, np.zeros((len(swaps), count)), NUDGE, EXACT)
    for one, gap, goal in zip(swaps, left, wanted, strict=True):
        missed = ~(np.abs(gap) < MET)
        if missed.any():
            low, high = one.limits
            share = "" if plain else f" in {100.0 * float(missed.mean()):.0f} % of draws"
            raise InputError(
                f"nothing that {one.by!r} can be ({low:g} to {high:g}) brings {one.output!r} to {goal:g} in "
                f"{date}{share}; take another value or another by"
            )
    values = moved(x)
    return advance(*_written(swaps, inputs, values)), values


def _kept(one: Swap, alone: Any, goal: float) -> Any:
    """Whether an output keeps its bound by itself."""
    if one.bound == "equal":
        return np.zeros(np.shape(alone), dtype=bool)
    return alone >= goal if one.bound == "at least" else alone <= goal


def _read(one: Swap, inputs: Inputs) -> Any:
    drivers, add, p = inputs
    if one.kind == "parameter":
        return getattr(getattr(p, declarations()[one.by].block), one.by)
    return getattr(add if one.kind == "equation" else drivers, one.by)


def _written(swaps: Sequence[Swap], inputs: Inputs, values: Sequence[Any]) -> Inputs:
    drivers, add, p = inputs
    for one, value in zip(swaps, values, strict=True):
        if one.kind == "equation":
            add = add._replace(**{one.by: value})
        elif one.kind == "driver":
            drivers = drivers._replace(**{one.by: value})
        else:
            p = replaced(p, {declarations()[one.by].block: {one.by: value}})
    return drivers, add, p


def _size(one: Swap, base: Any) -> float:
    """By how much what moves may move to make a difference, in its unit."""
    if one.kind == "equation":
        return 1.0
    typical = float(np.max(np.abs(base)))
    low, high = one.limits
    return typical if typical > 0.0 else 1e-3 * (high - low)
