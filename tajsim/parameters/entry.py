"""What a parameter set says of one parameter: its value, how uncertain it is, and who says so.

Beside it stand published figures, and which of two that contradict each other a parameter set follows.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from tajsim.errors import InputError, is_writable, nearest, quoted
from tajsim.kinds import is_finite_number
from tajsim.parameters.declaration import Declaration
from tajsim.parameters.registry import declarations

POSTERIOR = "posterior"
_SPREAD = ("uniform", "triangular", "lognormal")
DISTRIBUTIONS = ("fixed", *_SPREAD, POSTERIOR)
CONFIDENCES = MappingProxyType(
    {
        "A": "a published figure",
        "B": "derived from published figures",
        "C": "a proxy or a judgement",
        "user": "set by the user",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One parameter's value in its declared unit, with its distribution and where it comes from.

    Parameters
    ----------
    value : float
        The central value: the median, where draws are not uniform.
    distribution : str
        "fixed" is always `value`; "uniform" lies between `low` and `high`; "triangular" has half of its draws
        between `low` and `value` and half between `value` and `high`, most of them near it; "lognormal" has
        `low` and `high` near its 5 % and 95 % points: the spread is the average of both sides in logs;
        "posterior" is the parameter's column in the ensemble of its set, with 5 % and 95 % points `low` and
        `high`.
    low, high : float
        What the distribution says of them.
    source : str
        Where it comes from.
    confidence : str
        "A" (published), "B" (derived), "C" (proxy or judgement: the note says why) or "user".
    note : str, default ""
        Why.

    Attributes
    ----------
    spread : str
        The distribution in words, for tables.

    Raises
    ------
    InputError
        With every problem.

    Examples
    --------
    >>> import tajsim as ts
    >>> entry = ts.parameters("world-bank-2024").entries["stock_russia"]
    >>> entry.low <= entry.value <= entry.high
    True
    """

    value: float
    distribution: str
    low: float
    high: float
    source: str
    confidence: str
    note: str = ""

    def __post_init__(self) -> None:
        problems = entry_problems(self)
        if problems:
            raise InputError("not a valid parameter entry", problems)
        for name in ("value", "low", "high"):  # a written 1 and 1.0 are one number
            object.__setattr__(self, name, float(getattr(self, name)) + 0.0)  # -0.0 is 0.0

    @classmethod
    def fixed(cls, value: float, source: str, confidence: str, note: str = "") -> Entry:
        """An entry without uncertainty.

        Parameters
        ----------
        value : float
            In the parameter's unit.
        source : str
            Where it comes from.
        confidence : str
            "A", "B", "C" or "user".
        note : str, default ""
            Why.

        Returns
        -------
        Entry
            The fixed one.
        """
        return cls(value, "fixed", value, value, source, confidence, note)

    @property
    def spread(self) -> str:
        """The distribution in words, for tables."""
        return (
            "fixed" if self.distribution == "fixed" else f"{self.distribution} {self.low:g} to {self.high:g}"
        )


def entry_problems(entry: Entry) -> list[str]:
    """Everything wrong with an entry in itself, whatever parameter it belongs to; None counts as missing."""
    found = [
        f"{shown(name, number)}; must be a finite number"
        for name, number in (("value", entry.value), ("low", entry.low), ("high", entry.high))
        if not is_finite_number(number)
        # the ends of a fixed entry repeat its value: one message is enough
        if name == "value" or entry.distribution != "fixed" or number is not entry.value
    ]
    ordered = [] if found else _order_problems(entry)
    if entry.distribution not in DISTRIBUTIONS:
        tail = nearest(str(entry.distribution), DISTRIBUTIONS)
        found.append(f"{shown('distribution', entry.distribution)}, not a known distribution; {tail}")
    if entry.confidence not in tuple(CONFIDENCES):
        allowed = ", ".join(f"{key!r} ({meaning})" for key, meaning in CONFIDENCES.items())
        found.append(f"{shown('confidence', entry.confidence)}; allowed: {allowed}")
    if not is_text(entry.source):
        found.append(f"{shown('source', entry.source or None)}; say where the value comes from")
    if entry.confidence == "C" and entry.note == "":
        found.append("confidence 'C' without a note; say why the proxy or judgement is fair")
    elif entry.note != "" and not is_text(entry.note):
        found.append(f"{shown('note', entry.note)}; must be text")
    return found + ordered


def range_problems(value: object, low: object, high: object, declaration: Declaration) -> list[str]:
    """The numbers of an entry that lie outside the range its parameter allows."""
    return [
        f"{name} {number!r} is outside the allowed range {declaration.low:g} to {declaration.high:g} "
        f"{declaration.unit}"
        for name, number in (("value", value), ("low", low), ("high", high))
        if isinstance(number, (int, float)) and is_finite_number(number)
        # one message is enough where low and high only repeat the value
        if name == "value" or number != value
        if not declaration.low <= number <= declaration.high
    ]


def is_text(text: object) -> bool:
    """Whether `text` is a string with something in it."""
    return is_writable(text) and bool(str(text).strip())


def is_date(date: object) -> bool:
    """Whether `date` is a day, without a time."""
    return isinstance(date, datetime.date) and not isinstance(date, datetime.datetime)


def quarter_problems(date: datetime.date) -> list[str]:
    """What is wrong with the end of a base year: it must be the last day of a quarter."""
    month = (date.month + 2) // 3 * 3
    end = date.replace(month=month, day=31 if month in (3, 12) else 30)
    if date == end:
        return []
    return [f"date is {date}; must be the last day of a quarter, the end of the base year, as {end}"]


def shown(name: str, value: object) -> str:
    """The start of a message on a faulty value; None is a missing one."""
    return f"{name} is missing" if value is None else f"{name} is {quoted(value)}"


def _order_problems(entry: Entry) -> list[str]:
    low, value, high = entry.low, entry.value, entry.high
    if not low <= value <= high:
        return [f"low {low!r}, value {value!r}, high {high!r} are out of order; need low <= value <= high"]
    if entry.distribution in _SPREAD and low == high:
        return [f"a {entry.distribution} distribution needs low < high, both are {low!r}; use 'fixed'"]
    if entry.distribution == "lognormal" and low <= 0:
        return [f"a lognormal distribution needs low > 0, not {low!r}"]
    return []


@dataclass(frozen=True, slots=True)
class Figure:
    """A published number.

    Parameters
    ----------
    value : float
        In `unit`.
    unit, period : str
        What it is measured in, and what time it is of.
    source, said_by : str
        Where it stands, and who said it.
    note : str, default ""
        What else is to be known.

    Raises
    ------
    InputError
        With every problem.
    """

    value: float
    unit: str
    period: str
    source: str
    said_by: str
    note: str = ""

    def __post_init__(self) -> None:
        problems = _missing_text(self, ("unit", "period", "source", "said_by"))
        if self.note != "" and not is_text(self.note):
            problems.append(f"{shown('note', self.note)}; must be text")
        if not is_finite_number(self.value) or self.value <= 0:
            problems.append(f"{shown('value', self.value)}; must be a finite number above 0")
        if problems:
            raise InputError("not a valid figure", problems)
        object.__setattr__(self, "value", float(self.value))


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which of two figures that contradict each other is followed.

    Parameters
    ----------
    wins : str
        The figure.
    rule : str
        Why it does.
    """

    wins: str
    rule: str

    def __post_init__(self) -> None:
        problems = _missing_text(self, ("wins", "rule"))
        if problems:
            raise InputError("not a valid resolution", problems)


def _missing_text(owner: object, names: tuple[str, ...]) -> list[str]:
    texts = {name: getattr(owner, name) for name in names}
    return [
        f"{shown(name, text)}; must be text that is not empty"
        for name, text in texts.items()
        if not is_text(text)
    ]


Item = TypeVar("Item", Entry, Figure, Resolution)


def entry_from(block: str, name: str, table: object) -> tuple[Entry | None, list[str]]:
    """The entry of one parameter and what is wrong with it; no entry when anything is.

    Without low and high the distribution may be left out and is fixed.
    """
    known = declarations()
    if name not in known:
        own = [n for n, d in known.items() if d.block == block]
        return None, [f"[{block}.{name}] is unknown; {nearest(name, own)}"]
    if known[name].block != block:
        return None, [f"[{block}.{name}] is in the wrong block; it belongs to [{known[name].block}]"]
    if isinstance(table, Mapping):
        table = dict(table)
        if "low" not in table and "high" not in table:
            table.setdefault("distribution", "fixed")
        if table.get("distribution") == "fixed":
            table.setdefault("low", table.get("value"))
            table.setdefault("high", table.get("value"))
    entry, problems = _item_from(Entry, f"[{block}.{name}]", table)
    if isinstance(table, dict):
        outside = range_problems(table.get("value"), table.get("low"), table.get("high"), known[name])
        problems += [f"[{block}.{name}] {problem}" for problem in outside]
    return (None if problems else entry), problems


def figure_from(name: str, table: object) -> tuple[Figure | None, list[str]]:
    """A published figure and what is wrong with it."""
    return _item_from(Figure, f"[figures.{name}]", table)


def resolution_from(name: str, table: object) -> tuple[Resolution | None, list[str]]:
    """A resolution and what is wrong with it."""
    return _item_from(Resolution, f"[resolutions.{name}]", table)


def _item_from(kind: type[Item], label: str, table: object) -> tuple[Item | None, list[str]]:
    if not isinstance(table, Mapping):
        return None, [f"{label} is {quoted(table)}; must be a table"]
    keys = [key.name for key in dataclasses.fields(kind)]
    problems = [
        f"{label} unknown key {quoted(key)}; {nearest(str(key), keys)}" for key in table if key not in keys
    ]
    given: dict[str, Any] = {key: table.get(key, "" if key == "note" else None) for key in keys}
    try:
        item = kind(**given)
    except InputError as error:
        return None, problems + [f"{label} {problem}" for problem in error.problems]
    return (None if problems else item), problems
