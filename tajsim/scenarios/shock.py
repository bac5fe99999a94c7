"""Shock: one operation on one driver or parameter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from tajsim.arguments import number, text
from tajsim.errors import Problems, is_writable, quoted
from tajsim.quarters import Quarter
from tajsim.scenarios.shapes import Shape, always, dates_of

if TYPE_CHECKING:
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
