"""Shapes: how the effect of a shock unfolds over the quarters.

A shape gives every quarter a weight between 0 (no effect) and 1 (full effect) and a value, the full effect.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from tajsim.arguments import AT_ONCE, flag, items, number, quarter, whole
from tajsim.errors import InputError, Problems, quoted
from tajsim.kinds import is_whole
from tajsim.quarters import LAST_YEAR, Dated, Quarter, quarter_range

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tajsim.quarters import Dated

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Shape(ABC):
    """The course of an effect over time. Made by `step`, `pulse`, `ramp`, `fade` and `path`.

    Attributes
    ----------
    values : tuple of float
        Its full value, or values in turn, in the unit of the target or as a factor.
    start : Quarter or None
        When it starts; None: with the run.
    kind : str
        "step", "pulse", "ramp", "fade" or "path".

    See Also
    --------
    tajsim.step, tajsim.pulse, tajsim.ramp, tajsim.fade, tajsim.path : Make one.

    Examples
    --------
    >>> import tajsim as ts
    >>> shape = ts.ramp(1.2, start="2026Q1", quarters=2)
    >>> shape.kind, shape.weights([ts.Quarter(2025, 4), ts.Quarter(2026, 1), ts.Quarter(2026, 2)]).tolist()
    ('ramp', [0.0, 0.5, 1.0])
    """

    values: tuple[float, ...]
    start: Quarter | None

    kind: ClassVar[str]

    def weights(self, quarters: Sequence[Quarter]) -> Floats:
        """The share of the full effect in each quarter.

        Parameters
        ----------
        quarters : sequence of Quarter
            The quarters of a run.

        Returns
        -------
        numpy.ndarray
            From 0 to 1; shape (quarter,).
        """
        elapsed = self._elapsed(dates_of(quarters))
        return np.where(elapsed < 0, 0.0, self._weights(np.maximum(elapsed, 0)))

    def levels(self, quarters: Sequence[Quarter]) -> Floats:
        """The value of the full effect in each quarter.

        Parameters
        ----------
        quarters : sequence of Quarter
            The quarters of a run.

        Returns
        -------
        numpy.ndarray
            In the unit of `values`; shape (quarter,).
        """
        last = len(self.values) - 1
        return np.array(self.values)[np.clip(self._elapsed(dates_of(quarters)), 0, last)]

    def map(self, change: Callable[[float], float]) -> Self:
        """The same shape with every value changed.

        Parameters
        ----------
        change : callable
            From a value to another.

        Returns
        -------
        Shape
            The changed one.
        """
        if not callable(change):
            raise InputError(f"change is {quoted(change)}; it must be a function of a number")
        return dataclasses.replace(self, values=tuple(change(value) for value in self.values))

    def shift(self, quarters: int) -> Self:
        """The same course at another time; one that has no start stays.

        Parameters
        ----------
        quarters : int
            How many quarters later (earlier when negative).

        Returns
        -------
        Shape
            The moved one.

        Raises
        ------
        InputError
            When `quarters` is no whole number or leads out of the years 0 to 9999.
        """
        whole(AT_ONCE, "quarters", quarters, -4 * LAST_YEAR, 4 * LAST_YEAR)
        dates = {name: getattr(self, name, None) for name in ("start", "end")}
        return dataclasses.replace(self, **{k: date + quarters for k, date in dates.items() if date})

    def _elapsed(self, quarters: Sequence[Quarter]) -> Integers:
        """Quarters since the start, which counts as 0."""
        dates = np.array([q.index for q in quarters], dtype=np.int64)
        return dates - (dates[:1] if self.start is None else self.start.index)

    @abstractmethod
    def _weights(self, elapsed: Integers) -> Floats:
        """Weights from the start on."""


@dataclass(frozen=True)
class Step(Shape):
    """Full effect from the start to `end`, both included."""

    end: Quarter | None = None
    kind = "step"

    def _weights(self, elapsed: Integers) -> Floats:
        if self.end is None or self.start is None:
            return np.ones(elapsed.shape)
        return np.where(elapsed <= self.end - self.start, 1.0, 0.0)


@dataclass(frozen=True)
class Pulse(Shape):
    """Full effect for some quarters, none after."""

    quarters: int = 1
    kind = "pulse"

    def _weights(self, elapsed: Integers) -> Floats:
        return np.where(elapsed < self.quarters, 1.0, 0.0)


@dataclass(frozen=True)
class Ramp(Shape):
    """Linear rise, then full effect or a linear fall to a share of it."""

    quarters: int = 1
    fade: int = 0
    fade_to: float = 0.0
    kind = "ramp"

    def _weights(self, elapsed: Integers) -> Floats:
        rise = np.minimum(elapsed + 1, self.quarters) / self.quarters
        if not self.fade:
            return rise
        return np.where(
            elapsed < self.quarters, rise, _decay(elapsed - (self.quarters - 1), self.fade, self.fade_to)
        )


@dataclass(frozen=True)
class Fade(Shape):
    """Full effect at once, then a linear fall to a share of it."""

    quarters: int = 1
    fade_to: float = 0.0
    kind = "fade"

    def _weights(self, elapsed: Integers) -> Floats:
        return _decay(elapsed, self.quarters, self.fade_to)


@dataclass(frozen=True)
class Path(Shape):
    """Explicit values, one a quarter; the last one holds unless `hold` is false."""

    hold: bool = True
    kind = "path"

    def _weights(self, elapsed: Integers) -> Floats:
        return np.where((elapsed < len(self.values)) | self.hold, 1.0, 0.0)


def dates_of(quarters: Sequence[Dated]) -> tuple[Quarter, ...]:
    """A list of quarters, checked. Raises InputError naming what is none."""
    if type(quarters) is tuple and all(type(quarter) is Quarter for quarter in quarters):
        return quarters
    return tuple(Quarter.parse(quarter) for quarter in items(AT_ONCE, "quarters", quarters, "quarters"))


def _decay(elapsed: Integers, quarters: int, fade_to: float) -> Floats:
    """From 1 at 0 to `fade_to` at `quarters`, then constant: exact at both ends."""
    gone = np.clip(elapsed / quarters, 0.0, 1.0)
    return np.asarray((1.0 - gone) + gone * fade_to)


def step(
    value: float | Mapping[Any, float] | pd.Series[float],
    start: Dated | None = None,
    end: Dated | None = None,
) -> Shape:
    """Full effect `value` from `start` to `end`, both included; without `end` it stays.

    A date is a text as "2026Q1", a Quarter, a Period or Timestamp of pandas, or a date.

    Parameters
    ----------
    value : float, mapping or pandas.Series
        A number; or several steps, as a dict or a pandas Series by date, each of which holds until the next:
        `step({"2026Q1": 1.1, "2027Q1": 1.3})`.
    start : str, Quarter, datetime.date, pandas.Timestamp or pandas.Period, optional
        The first quarter, which dates in `value` give already.
    end : str, Quarter, datetime.date, pandas.Timestamp or pandas.Period, optional
        The last quarter.

    Returns
    -------
    Shape
        For `Shock(..., add=)`, `multiply=`, `set=` or `set_mean=`.

    Raises
    ------
    InputError
        When a value is not finite, a date is not a quarter, or `end` is before the last step.

    Examples
    --------
    >>> import tajsim as ts
    >>> shock = ts.Shock("rub_per_usd", multiply=ts.step(1.3, start="2026Q2", end="2026Q3"))
    >>> shock.effect([ts.Quarter(2026, q) for q in (1, 2, 3, 4)]).tolist()
    [1.0, 1.3, 1.3, 1.0]
    """
    problems = Problems("step")
    last = None if end is None else quarter(problems, "end", end)
    steps = _dated(problems, value)
    if steps is None:
        first = _start(problems, start)
        if first and last and last < first:
            problems.add(f"end {last} is before start {first}")
        return _checked(problems, Step((number(problems, "value", value),), first, last))
    _same_start(problems, steps, start)
    dates = [*steps]
    if dates and last and last < dates[-1]:
        problems.add(f"end {last} is before the last step, {dates[-1]}")
        last = None
    problems.raise_if_any()
    stops = [*dates[1:], dates[-1] + 1 if last is None else last + 1]
    lengths = [stop - date for date, stop in zip(dates, stops, strict=True)]
    values = [v for v, length in zip(steps.values(), lengths, strict=True) for _ in range(length)]
    return Path(tuple(values), dates[0], last is None)


def pulse(value: float, start: Dated, quarters: int = 1) -> Shape:
    """Full effect `value` for some quarters, none after.

    Parameters
    ----------
    value : float
        The full effect: a factor, an amount or a level, as the operation of the shock says.
    start : str, Quarter, datetime.date, pandas.Timestamp or pandas.Period
        The first quarter.
    quarters : int, default 1
        How many, counted with `start` as the first.

    Returns
    -------
    Shape
        For `Shock(..., add=)`, `multiply=`, `set=` or `set_mean=`.

    Raises
    ------
    InputError
        When `value` is not finite, `start` is not a quarter, or `quarters` is below 1.

    Examples
    --------
    >>> import tajsim as ts
    >>> shock = ts.Shock("oil_price", multiply=ts.pulse(0.5, start="2026Q1", quarters=2))
    >>> shock.effect([ts.Quarter(2026, q) for q in (1, 2, 3)]).tolist()
    [0.5, 0.5, 1.0]
    """
    problems = Problems("pulse")
    first = quarter(problems, "start", start)
    length = whole(problems, "quarters", quarters, 1)
    return _checked(problems, Pulse((number(problems, "value", value),), first, length))


def ramp(value: float, start: Dated, quarters: int, fade: int = 0, fade_to: float = 0.0) -> Shape:
    """A linear rise to `value`: weight 1/quarters in `start`, 1 in the last of the quarters.

    Then the effect holds; with `fade` > 0 it falls linearly to the share `fade_to` of the full effect, and
    stays there.

    Parameters
    ----------
    value : float
        The full effect: a factor, an amount or a level, as the operation of the shock says.
    start : str, Quarter, datetime.date, pandas.Timestamp or pandas.Period
        The first quarter.
    quarters : int
        How many quarters the rise takes.
    fade : int, default 0
        How many quarters the fall takes; 0 for none.
    fade_to : float, default 0.0
        The share (0..1) of the full effect that stays.

    Returns
    -------
    Shape
        For `Shock(..., add=)`, `multiply=`, `set=` or `set_mean=`.

    Raises
    ------
    InputError
        When `value` is not finite, `start` is not a quarter, `quarters` is below 1, `fade` is negative, or
        `fade_to` is given without `fade`.

    Examples
    --------
    >>> import tajsim as ts
    >>> shock = ts.Shock("rub_per_usd", multiply=ts.ramp(1.4, start="2026Q1", quarters=2, fade=2))
    >>> shock.weights([ts.Quarter(2026, q) for q in (1, 2, 3, 4)]).tolist()
    [0.5, 1.0, 0.5, 0.0]
    """
    problems = Problems("ramp")
    first = quarter(problems, "start", start)
    rise = whole(problems, "quarters", quarters, 1)
    fall = whole(problems, "fade", fade, 0)
    share = number(problems, "fade_to", fade_to, 0.0, 1.0)
    if share > 0.0 and not fall:
        problems.add(
            f"fade_to {quoted(fade_to)} has no effect without fade, the number of quarters of the fall"
        )
    return _checked(problems, Ramp((number(problems, "value", value),), first, rise, fall, share))


def fade(value: float, start: Dated, quarters: int, fade_to: float = 0.0) -> Shape:
    """Full effect `value` in `start`, then a linear fall to the share `fade_to`.

    Parameters
    ----------
    value : float
        The full effect: a factor, an amount or a level, as the operation of the shock says.
    start : str, Quarter, datetime.date, pandas.Timestamp or pandas.Period
        The first quarter.
    quarters : int
        How many quarters the fall takes.
    fade_to : float, default 0.0
        The share (0..1) of the full effect that stays.

    Returns
    -------
    Shape
        For `Shock(..., add=)`, `multiply=`, `set=` or `set_mean=`.

    Raises
    ------
    InputError
        When `value` is not finite, `start` is not a quarter, `quarters` is below 1, or `fade_to` is outside
        0..1.

    Examples
    --------
    >>> import tajsim as ts
    >>> shock = ts.Shock("oil_price", add=ts.fade(20, start="2026Q1", quarters=2))
    >>> shock.effect([ts.Quarter(2026, q) for q in (1, 2, 3)]).tolist()
    [20.0, 10.0, 0.0]
    """
    problems = Problems("fade")
    first = quarter(problems, "start", start)
    fall = whole(problems, "quarters", quarters, 1)
    share = number(problems, "fade_to", fade_to, 0.0, 1.0)
    return _checked(problems, Fade((number(problems, "value", value),), first, fall, share))


def path(
    values: Sequence[float] | Mapping[Any, float] | pd.Series[float],
    start: Dated | None = None,
    hold: bool = True,
) -> Shape:
    """Explicit values, one a quarter.

    Parameters
    ----------
    values : sequence, mapping or pandas.Series
        A list or an array; or a dict or a pandas Series by date (a text as "2026Q1", a Quarter, a Period or
        Timestamp of pandas, a date), one value for every quarter from the first to the last.
    start : str, Quarter, datetime.date, pandas.Timestamp or pandas.Period, optional
        The first quarter, which dates in `values` give already.
    hold : bool, default True
        Whether the last value stays.

    Returns
    -------
    Shape
        For `Shock(..., add=)`, `multiply=`, `set=` or `set_mean=`.

    Raises
    ------
    InputError
        When `values` is empty or holds anything but finite numbers, a date is not a quarter, a quarter
        between the first and the last is missing or given twice, or `hold` is not true or false.

    Examples
    --------
    >>> import tajsim as ts
    >>> shock = ts.Shock("rub_per_usd", set_mean=ts.path([95, 110], start="2026Q1"))
    >>> shock.effect([ts.Quarter(2026, q) for q in (1, 2, 3)]).tolist()
    [95.0, 110.0, 110.0]
    """
    problems = Problems("path")
    holds = flag(problems, "hold", hold)
    by_date = _dated(problems, values)
    if by_date is None:
        first = _start(problems, start)
        return _checked(problems, Path(_listed(problems, values), first, holds))
    _same_start(problems, by_date, start)
    dates = [*by_date]
    missing = [] if problems.found else [d for d in quarter_range(dates[0], dates[-1]) if d not in by_date]
    if missing:
        problems.add(
            f"values has no value for {', '.join(map(str, missing[:4]))}{', ...' * (len(missing) > 4)}"
        )
    return _checked(problems, Path(tuple(by_date.values()), dates[0] if dates else None, holds))


def always(value: float) -> Shape:
    """Full effect `value` in every quarter of the run. Raises InputError when `value` is not finite."""
    problems = Problems("shock")
    return _checked(problems, Step((number(problems, "value", value),), None))


SHAPES: MappingProxyType[str, Callable[..., Shape]] = MappingProxyType(
    {"step": step, "pulse": pulse, "ramp": ramp, "fade": fade, "path": path}
)


def _dated(problems: Problems, given: Any) -> dict[Quarter, float] | None:
    """The numbers of a dict or a pandas Series by quarter, in order; None for what has no dates.

    A Series that only counts its values has none. Notes a date that is no quarter, one given twice, and a
    value that is no finite number.
    """
    is_series = hasattr(given, "index") and hasattr(given, "items") and getattr(given, "ndim", 0) == 1
    if not isinstance(given, Mapping) and not is_series:
        return None
    items = list(given.items())
    if is_series and all(is_whole(label) for label, _ in items):
        return None
    found: dict[Quarter, float] = {}
    for label, value in items:
        date = quarter(problems, "the date of a value", label)
        if date is not None and date in found:
            problems.add(f"there are two values for {date}")
        if date is not None:
            found[date] = number(problems, f"the value of {date}", value)
    if not items:
        problems.add("values must have at least one number")
    return dict(sorted(found.items()))


def _start(problems: Problems, start: object) -> Quarter | None:
    """The start of values that have no dates; notes one that is missing."""
    if start is None:
        problems.add("start is missing; give the first quarter, as 2026Q1")
        return None
    return quarter(problems, "start", start)


def _same_start(problems: Problems, by_date: Mapping[Quarter, float], start: object) -> None:
    """Notes a start that is given beside dates and is not the first of them."""
    first = None if start is None else quarter(problems, "start", start)
    if first is not None and by_date and first != next(iter(by_date)):
        problems.add(f"start {first} is not the first date of the values, {next(iter(by_date))}")


def _listed(problems: Problems, values: Any) -> tuple[float, ...]:
    items: object = values.tolist() if hasattr(values, "tolist") else values
    if not isinstance(items, list | tuple):
        problems.add(f"values must be a list of numbers, not {quoted(values)}")
        return ()
    if not items:
        problems.add("values must have at least one number")
    return tuple(number(problems, f"value {i}", value) for i, value in enumerate(items, start=1))


def _checked(problems: Problems, shape: Shape) -> Shape:
    problems.raise_if_any()
    return shape
