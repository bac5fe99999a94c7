"""One operation on one driver or parameter, and what all of a scenario together do to a target by quarter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from tajsim.arguments import number, text
from tajsim.errors import InputError, Problems, is_writable, quoted
from tajsim.quarters import Quarter
from tajsim.scenarios.shapes import Shape, always, dates_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from tajsim.scenarios.shapes import Floats


SETS = ("set", "set_mean")
OPERATIONS = (*SETS, "add", "multiply")


@dataclass(frozen=True)
class Shock:
    """A change of one driver or parameter, in the unit of its target.

    Exactly one of `set`, `set_mean`, `add`, `multiply` is given. With the weight w of the shape in a quarter
    and its value v: `multiply` gives base * (1 + w (v - 1)), `add` base + w v, `set` and `set_mean` (1 - w)
    base + w v.

    Parameters
    ----------
    target : str
        A driver or a parameter; `tajsim.targets` lists them with their units.
    set : Shape or float, optional
        The value of every draw: at full weight each has the value v, and no deviation of its own. A plain
        number acts in every quarter of the run, here and below.
    set_mean : Shape or float, optional
        For drivers alone: the value of the central path, around which draws vary as before. Either way the
        other drivers keep their draws, also those that usually move with one that is set.
    add : Shape or float, optional
        An amount, in the unit of the target.
    multiply : Shape or float, optional
        A factor.
    note : str
        Why, or from where.
    weight : float, default 1.0
        0 to 1: takes only that share of a `set` or `set_mean`.

    Attributes
    ----------
    operation : str
        "set", "set_mean", "add" or "multiply".
    sets : bool
        Whether it gives its target a level, as `set` and `set_mean` do.
    shape : Shape
        The course of the effect; a plain number became a step over the whole run.
    null : bool
        Whether it leaves its target as it is in every quarter, as every shock scaled by zero does.

    Raises
    ------
    InputError
        Listing every problem.

    Examples
    --------
    >>> import tajsim as ts
    >>> shock = ts.Shock("rub_per_usd", multiply=ts.ramp(1.5, start="2026Q1", quarters=4))
    >>> shock.effect([ts.Quarter(2026, 1), ts.Quarter(2026, 4)]).tolist()
    [1.125, 1.5]
    """

    target: str
    _: KW_ONLY
    set: Shape | float | None = None
    set_mean: Shape | float | None = None
    add: Shape | float | None = None
    multiply: Shape | float | None = None
    note: str = ""
    weight: float = 1.0

    def __post_init__(self) -> None:
        problems = Problems(f"shock {quoted(self.target)}")
        if not is_writable(self.target) or not self.target.strip():
            problems.add(f"target must be the name of a driver or a parameter, not {quoted(self.target)}")
        text(problems, "note", self.note)
        object.__setattr__(self, "weight", number(problems, "weight", self.weight, 0.0, 1.0))
        given = [name for name in OPERATIONS if getattr(self, name) is not None]
        if len(given) != 1:
            problems.add(one_operation(given))
        for name in given:
            object.__setattr__(self, name, _shape(problems, name, getattr(self, name)))
        if self.weight != 1.0 and not (len(given) == 1 and given[0] in SETS):
            problems.add("weight is for set and set_mean; scale the value of add or multiply instead")
        problems.raise_if_any()

    def __str__(self) -> str:
        shape = self.shape
        values = ", ".join(f"{value:g}" for value in shape.values[:3]) + (", ..." if shape.values[3:] else "")
        since = shape.start or "the start of the run"
        return f"{self.operation} {self.target} {values} ({shape.kind} from {since})"

    @property
    def operation(self) -> str:
        """`set`, `set_mean`, `add` or `multiply`."""
        return next(name for name in OPERATIONS if getattr(self, name) is not None)

    @property
    def sets(self) -> bool:
        """Whether it gives its target a level, as `set` and `set_mean` do."""
        return self.operation in SETS

    @property
    def shape(self) -> Shape:
        """The shape of the operation; a plain number became a step over the whole run."""
        return cast(Shape, getattr(self, self.operation))

    @property
    def null(self) -> bool:
        """Whether it leaves its target as it is in every quarter, as every shock scaled by zero does."""
        if self.sets:
            return self.weight == 0.0
        neutral = 0.0 if self.operation == "add" else 1.0
        return all(value == neutral for value in self.shape.values)

    def weights(self, quarters: Sequence[Quarter]) -> Floats:
        """The share of the full effect in each quarter.

        Parameters
        ----------
        quarters : sequence of Quarter
            The quarters of a run.

        Returns
        -------
        numpy.ndarray
            From 0 to 1; shape (quarters,).
        """
        return self.shape.weights(quarters) * self.weight

    def effect(self, quarters: Sequence[Quarter]) -> Floats:
        """What acts in each quarter.

        Parameters
        ----------
        quarters : sequence of Quarter
            The quarters of a run.

        Returns
        -------
        numpy.ndarray
            The factor, amount or level; shape (quarters,).
        """
        quarters = dates_of(quarters)
        weights, levels = self.shape.weights(quarters), self.shape.levels(quarters)
        if self.sets:
            return levels
        if self.operation == "add":
            return weights * levels
        return np.where(weights == 1.0, levels, 1.0 + weights * (levels - 1.0))  # exact at full weight

    def scale(self, factor: float) -> Shock:
        """The same shock with a multiple of its effect: 1 + factor (v - 1) for multiply, factor v for add.

        Parameters
        ----------
        factor : float
            A `set` or `set_mean` takes only this share.

        Returns
        -------
        Shock
            The scaled one.

        Raises
        ------
        InputError
            When `factor` is not finite, or outside 0..1 for a `set` or `set_mean`, or when the result is not
            finite.
        """
        problems = Problems(f"scale the shock on {quoted(self.target)}")
        f = number(
            problems,
            f"factor of a {self.operation}" if self.sets else "factor",
            factor,
            *((0.0, 1.0) if self.sets else ()),
        )
        problems.raise_if_any()
        if f == 1.0:
            return self
        if self.sets:
            return replace(self, weight=self.weight * f)
        if self.operation == "add":
            return replace(self, add=self.shape.map(lambda v: f * v))
        return replace(self, multiply=self.shape.map(lambda v: 1.0 + f * (v - 1.0)))

    def shift(self, quarters: int) -> Shock:
        """The same shock at another time. One without a start acts over the whole run and stays as it is.

        Parameters
        ----------
        quarters : int
            How many quarters later (earlier when negative).

        Returns
        -------
        Shock
            The moved one.
        """
        moved: dict[str, Any] = {self.operation: self.shape.shift(quarters)}
        return replace(self, **moved)


def one_operation(given: Sequence[str]) -> str:
    """What is wrong with none or several operations."""
    return f"exactly one of {', '.join(OPERATIONS)} is needed, not {' and '.join(given) or 'none'}"


def _shape(problems: Problems, name: str, value: object) -> object:
    """A plain number becomes a step over the whole run; every value must be finite."""
    if not isinstance(value, Shape):
        size = number(problems, name, value)
        return always(size) if math.isfinite(size) else value
    bad = [v for v in value.values if not math.isfinite(v)]
    if bad:
        problems.add(f"{name} must be finite, not {quoted(bad[0])}")
    return value


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
    for place, (origin, shock) in enumerate(shocks):
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
        owner = np.where(acts, place, owner)
    problems.raise_if_any()
    return weight, level, pinned


def _level(shock: Shock, level: float, weight: float) -> str:
    does = "sets" if shock.operation == "set" else "sets the mean to"
    return f"{does} {level:g}" if weight == 1.0 else f"{does} {level:g} with weight {weight:g}"
