"""Modifier: what all shocks of a scenario together do to one target, quarter by quarter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from tajsim.errors import InputError, Problems
from tajsim.quarters import Quarter

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from tajsim.scenarios.shapes import Floats
    from tajsim.scenarios.shock import Shock


@dataclass(frozen=True, eq=False)
class Modifier:
    """The combined change of one target; arrays are read-only float64 of shape (quarter,).

    Attributes
    ----------
    set_weight : numpy.ndarray
        The share of the target that follows `set_level`, from 0 to 1.
    set_level : numpy.ndarray
        The level it is set to, in the unit of the target.
    pinned : numpy.ndarray
        The part of `set_weight` that is meant of every draw: all of it, or none (of a `set_mean`).
    multiply : numpy.ndarray
        A factor.
    add : numpy.ndarray
        An amount, in the unit of the target.
    touched : numpy.ndarray
        Whether a quarter is changed at all, bool.
    pinned_part : numpy.ndarray
        The part of the changed value that is the same in every draw, in the unit of the target.
    """

    set_weight: Floats
    set_level: Floats
    pinned: Floats
    multiply: Floats
    add: Floats

    def __post_init__(self) -> None:
        for field in fields(self):
            array = np.array(getattr(self, field.name), dtype=np.float64)
            array.flags.writeable = False
            object.__setattr__(self, field.name, array)

    @property
    def touched(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Whether a quarter is changed at all; shape (quarters,)."""
        return np.asarray((self.set_weight != 0.0) | (self.multiply != 1.0) | (self.add != 0.0))

    def differs(self, other: Modifier) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Whether a quarter is changed otherwise than by another modifier.

        Parameters
        ----------
        other : Modifier
            Of the same quarters.

        Returns
        -------
        numpy.ndarray
            Bool, shape (quarter,).
        """
        pairs = [(getattr(self, field.name), getattr(other, field.name)) for field in fields(self)]
        return np.asarray(np.any([one != two for one, two in pairs], axis=0))

    def apply(self, base: ArrayLike) -> Floats:
        """((1 - set_weight) base + set_weight set_level) multiply + add, in the unit of the target.

        Where no shock acts the value comes back bit for bit.

        Parameters
        ----------
        base : array_like
            A number, or values with quarters as their first axis, as in (quarter,) or (quarter, draw).

        Returns
        -------
        numpy.ndarray
            Shape (quarter, ...).

        Raises
        ------
        InputError
            When the first axis of `base` has another length.
        """
        values = np.asarray(base, dtype=np.float64)
        count = len(self.add)
        if values.ndim and values.shape[0] != count:
            raise InputError(f"the base has {values.shape[0]} quarters, the modifier {count}")
        column = (count,) + (1,) * (values.ndim - 1)
        weight, level = self.set_weight.reshape(column), self.set_level.reshape(column)
        changed = ((1.0 - weight) * values + weight * level) * self.multiply.reshape(column)
        return np.where(self.touched.reshape(column), changed + self.add.reshape(column), values)

    @property
    def pinned_part(self) -> Floats:
        """The part of the changed value that is the same in every draw, in the unit of the target.

        At full weight it is all of it.
        """
        return (self.pinned * self.set_level) * self.multiply + self.pinned * self.add


def combine(target: str, shocks: Sequence[tuple[str, Shock]], quarters: Sequence[Quarter]) -> Modifier:
    """The modifier of `target` from its shocks, each with the name of the scenario it comes from.

    Factors and amounts are combined in the order of their size, so the result does not depend on the order
    of the shocks, to the last bit. Raises InputError when two that `set` a level differ in a quarter, or when
    the shocks together are too large for a float.
    """
    set_weight, set_level, pinned = _sets(target, [item for item in shocks if item[1].sets], quarters)
    factors = [shock.effect(quarters) for _, shock in shocks if shock.operation == "multiply"]
    amounts = [shock.effect(quarters) for _, shock in shocks if shock.operation == "add"]
    none = np.empty((0, len(quarters)))
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        multiply = np.prod(np.sort(factors, axis=0) if factors else none, axis=0)
        add = np.sum(np.sort(amounts, axis=0) if amounts else none, axis=0)
    if not (np.isfinite(multiply).all() and np.isfinite(add).all()):
        origins = ", ".join(sorted({name for name, _ in shocks}))
        raise InputError(f"the shocks on {target!r} of {origins} are together too large to compute with")
    return Modifier(set_weight, set_level, pinned, multiply, add)


def _sets(
    target: str, shocks: Sequence[tuple[str, Shock]], quarters: Sequence[Quarter]
) -> tuple[Floats, Floats, Floats]:
    """Weight and level of all that set one, and the weight of what pins; two in one quarter must agree."""
    weight, level, pinned = np.zeros((3, len(quarters)))
    owner = np.full(len(quarters), -1)
    problems = Problems(f"conflicting values set for {target!r}")
    for number, (origin, shock) in enumerate(shocks):
        own_weight, own_level = shock.weights(quarters), shock.effect(quarters)
        acts = own_weight > 0.0
        own_pinned = own_weight if shock.operation == "set" else np.zeros(len(quarters))
        same = (own_weight == weight) & (own_level == level) & (own_pinned == pinned)
        clash = acts & (owner >= 0) & ~same
        for earlier in sorted({int(i) for i in owner[clash]}):
            where = np.flatnonzero(clash & (owner == earlier))
            first, last = quarters[where[0]], quarters[where[-1]]
            when = f"in {first}" if first == last else f"between {first} and {last}"
            theirs = _level(shocks[earlier][1], level[where[0]], weight[where[0]])
            ours = _level(shock, own_level[where[0]], own_weight[where[0]])
            problems.add(f"{shocks[earlier][0]!r} {theirs} and {origin!r} {ours} {when}")
        weight, level = np.where(acts, own_weight, weight), np.where(acts, own_level, level)
        pinned = np.where(acts, own_pinned, pinned)
        owner = np.where(acts, number, owner)
    problems.raise_if_any()
    return weight, level, pinned


def _level(shock: Shock, level: float, weight: float) -> str:
    does = "sets" if shock.operation == "set" else "sets the mean to"
    return f"{does} {level:g}" if weight == 1.0 else f"{does} {level:g} with weight {weight:g}"
