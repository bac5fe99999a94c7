"""A joint sample of parameters: what calibration leaves, with the correlations that marginals would lose."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tajsim.errors import InputError, nearest, quoted, unknown_name
from tajsim.parameters import sample_text
from tajsim.parameters.distributions import probabilities
from tajsim.parameters.entry import POSTERIOR, Entry
from tajsim.parameters.registry import declarations

LOW, HIGH = 0.05, 0.95
"""The points of a column that its entry gives as `low` and `high`; its value is the median."""
_SAME = 1e-9  # quantiles of one column differ by rounding between NumPy versions


@dataclass(frozen=True, eq=False, repr=False)
class Ensemble:
    """Equally likely members, each one value for every parameter in `names`.

    Two ensembles are equal when they have the same members in the same order; the order of the names does not
    count.

    Parameters
    ----------
    names : tuple of str
        Declared parameters.
    values : numpy.ndarray
        In the parameters' units, shape (member, name); kept read-only, float64.

    Attributes
    ----------
    members : int
        How many members there are.

    Raises
    ------
    InputError
        With every unknown or repeated name, wrong shape, fewer than two members, and every parameter with a
        value that is not finite or outside its allowed range.

    Examples
    --------
    >>> from tajsim.parameters.ensemble import Ensemble
    >>> pair = Ensemble(("stock_russia",), [[900_000.0], [1_100_000.0]])
    >>> pair.members, pair.quantile("stock_russia", 0.5).item()
    (2, 1000000.0)
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]

    def __post_init__(self) -> None:
        names = _names(self.names)
        values, problems = numbers(self.values)
        problems = [*name_problems(names), *problems]
        if values is not None and (values.ndim != 2 or values.shape[1] != len(names)):
            problems.append(
                f"values have the shape {values.shape}; must be (members, {len(names)}), one column a name"
            )
        elif values is not None:
            problems += size_problems(len(values))
            for name, column in zip(names, values.T, strict=True):
                problems += column_problems(name, column)
        if problems or values is None:
            raise InputError(_HEADING, problems)
        values.setflags(write=False)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "values", values)

    @property
    def members(self) -> int:
        """How many members there are."""
        return len(self.values)

    def column(self, name: str) -> NDArray[np.float64]:
        """One parameter's values.

        Parameters
        ----------
        name : str
            The parameter.

        Returns
        -------
        numpy.ndarray
            In its unit, shape (member,).

        Raises
        ------
        UnknownNameError
            For a parameter that it does not hold.
        """
        if name not in self.names:
            raise unknown_name("parameter of the ensemble", name, self.names)
        return self.values[:, self.names.index(name)]

    def quantile(self, name: str, u: ArrayLike) -> NDArray[np.float64]:
        """The values of one parameter at given probabilities.

        Linear between the sorted members; 0 and 1 give the smallest and the largest.

        Parameters
        ----------
        name : str
            The parameter.
        u : array_like
            Probabilities, 0 to 1, of any shape.

        Returns
        -------
        numpy.ndarray
            In its unit, of the shape of `u`.

        Raises
        ------
        UnknownNameError
            For a parameter that it does not hold.
        InputError
            For a `u` outside 0 to 1.
        """
        return np.asarray(np.quantile(self.column(name), probabilities(u)), dtype=np.float64)

    def entry(self, name: str, source: str, note: str = "") -> Entry:
        """The entry of one parameter: the median and the 5 % and 95 % points of its column.

        Parameters
        ----------
        name : str
            The parameter.
        source : str
            Where the sample comes from.
        note : str, default ""
            What else is to be known.

        Returns
        -------
        Entry
            A posterior.
        """
        if name not in self.names:
            raise unknown_name("parameter of the ensemble", name, self.names)
        low, value, high = self._points[name]
        return Entry(value, POSTERIOR, low, high, source, "B", note)

    def entries(self, source: str, before: Mapping[str, Entry], learned: Collection[str]) -> dict[str, Entry]:
        """The entries of all parameters, which keep the source and the grade of what was only drawn again.

        Parameters
        ----------
        source : str
            Where the sample comes from.
        before : mapping of str to Entry
            The entries of the set that it was made from.
        learned : collection of str
            Parameters of the sample of that set; empty where it has none.

        Returns
        -------
        dict of str to Entry
            Those of `learned`, or all where there are none, with `source` and confidence B. A sample of whole
            draws holds every uncertain parameter; the range of another one is as good as it was.
        """
        made = {name: self.entry(name, source) for name in self.names}
        if not learned:
            return made
        return {
            name: entry
            if name in learned or name not in before
            else replace(
                entry, source=before[name].source, confidence=before[name].confidence, note=before[name].note
            )
            for name, entry in made.items()
        }

    @cached_property
    def _points(self) -> dict[str, list[float]]:
        """The points that entries give, of every column at once: reading a set asks for them four times."""
        points = np.quantile(self.values, (LOW, 0.5, HIGH), axis=0)
        return dict(zip(self.names, points.T.tolist(), strict=True))

    def without(self, names: Collection[str]) -> Ensemble | None:
        """The ensemble without some of its columns.

        Parameters
        ----------
        names : collection of str
            Parameters to leave out.

        Returns
        -------
        Ensemble or None
            None when no column is left.
        """
        kept = [place for place, name in enumerate(self.names) if name not in names]
        if len(kept) == len(self.names):
            return self
        return Ensemble(tuple(self.names[place] for place in kept), self.values[:, kept]) if kept else None

    def digest(self) -> str:
        """The sha256 of the content, as hexadecimal text: equal ensembles have equal digests."""
        content = hashlib.sha256()
        for name in sorted(self.names):
            content.update(f"{name} {self.members}\n".encode())
            content.update(self.column(name).astype("<f8").tobytes())
        return content.hexdigest()

    def __eq__(self, other: object) -> bool:
        return self.digest() == other.digest() if isinstance(other, Ensemble) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest())

    def __repr__(self) -> str:
        return f"<Ensemble of {self.members:,} members of {len(self.names)} parameters>"

    def __reduce__(self) -> tuple[type[Ensemble], tuple[tuple[str, ...], NDArray[np.float64]]]:
        # a pickled array comes back writeable, so it is made read-only again
        return Ensemble, (self.names, self.values)


_HEADING = "cannot use the ensemble"


def _names(given: Any) -> tuple[Any, ...]:
    # a text is one name: as a tuple it would fall into letters
    return tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)


def numbers(given: Any) -> tuple[NDArray[np.float64] | None, list[str]]:
    """A copy of `given` as a float64 array, or what is wrong with it."""
    try:
        array = np.asarray(given)
        if array.dtype.kind not in "iuf":
            return None, [f"values are of type {array.dtype}; must be numbers"]
        return np.array(array, dtype=np.float64, order="C") + 0.0, []  # -0.0 is 0.0
    except (TypeError, ValueError, OverflowError) as error:
        return None, [f"values are no array of numbers ({error})"]


def name_problems(names: Collection[object]) -> list[str]:
    """What is wrong with the names of an ensemble."""
    known, seen, found = declarations(), set[object](), []
    for name in names:
        if not isinstance(name, str) or name not in known:
            found.append(f"unknown parameter {quoted(name)}; {nearest(str(name), known)}")
        elif name in seen:
            found.append(f"{quoted(name)} is named more than once")
        else:
            seen.add(name)
    return found if names else ["names no parameter; must have at least one"]


def size_problems(members: int) -> list[str]:
    """What is wrong with the number of members."""
    return [f"the number of members is {members}; must be at least 2"] if members < 2 else []


def column_problems(name: object, column: NDArray[np.float64]) -> list[str]:
    """The values of one parameter that are not finite or outside its allowed range, in one message each."""
    declared = declarations().get(name) if isinstance(name, str) else None
    finite = np.isfinite(column)
    found = _members(name, column, ~finite, "must be a finite number")
    if declared is not None:
        outside = finite & ((column < declared.low) | (column > declared.high))
        allowed = f"outside the allowed range {declared.low:g} to {declared.high:g} {declared.unit}"
        found += _members(name, column, outside, allowed)
    return found


def _members(name: object, column: NDArray[np.float64], bad: NDArray[np.bool_], what: str) -> list[str]:
    count = int(bad.sum())
    if not count:
        return []
    first = int(bad.argmax())
    others = f" ({count} members of {len(column)})" if count > 1 else ""
    return [f"{name}: member {first} is {float(column[first])!r}; {what}{others}"]


def kind_problems(given: object) -> list[str]:
    """The problem with what is no ensemble at all."""
    return [] if isinstance(given, Ensemble) else [f"ensemble is {quoted(given)}; must be an Ensemble"]


def ensemble_problems(entries: Mapping[str, Entry], ensemble: object) -> list[str]:
    """Where entries and ensemble contradict each other: posterior entries are those of its columns."""
    if not isinstance(ensemble, Ensemble | None):
        return kind_problems(ensemble)
    columns = ensemble.names if ensemble is not None else ()
    found = []
    for name, declared in declarations().items():
        entry = entries.get(name)
        if not isinstance(entry, Entry):
            continue
        label = f"[{declared.block}.{name}]"
        if ensemble is None or name not in columns:
            if entry.distribution == POSTERIOR:
                found.append(f"{label} distribution is {POSTERIOR!r}, but no ensemble has a column of it")
        elif entry.distribution != POSTERIOR:
            found.append(
                f"{label} distribution is {entry.distribution!r}; must be {POSTERIOR!r}: "
                "the ensemble has a column of it"
            )
        else:
            found += _point_problems(label, entry, ensemble.entry(name, entry.source))
    return found


def _point_problems(label: str, entry: Entry, own: Entry) -> list[str]:
    given, points = ((e.low, e.value, e.high) for e in (entry, own))
    if np.allclose(given, points, rtol=0.0, atol=_SAME * max(abs(point) for point in points)):
        return []
    low, value, high = points
    return [
        f"{label} low {entry.low!r}, value {entry.value!r}, high {entry.high!r} are not those of its column; "
        f"must be its 5 % point {low!r}, median {value!r} and 95 % point {high!r}"
    ]


def ensemble_from(table: object) -> tuple[Ensemble | None, list[str]]:
    """The ensemble of a table with one array, or text of numbers, a parameter, and what is wrong with it."""
    if not isinstance(table, Mapping):
        return None, [f"ensemble is {quoted(table)}; must be a table of one array a parameter"]
    problems, columns = name_problems(table), {}
    for name, content in table.items():
        given = sample_text.read(content)
        if not isinstance(given, list):
            problems.append(f"{name} is {quoted(given)}; must be an array of numbers")
            continue
        # a bool among numbers would pass as 0 or 1
        wrong = [member for member in given if type(member) not in (float, int)]
        column, faults = (None, [f"member {quoted(wrong[0])} is not a number"]) if wrong else numbers(given)
        if column is None:
            problems += [f"{name}: {fault}" for fault in faults]
        else:
            problems += column_problems(name, column)
            columns[name] = column
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{name} {length}" for name, length in lengths.items())
        problems.append(f"all arrays must have one length; they have {shown}")
    for length in set(lengths.values()):
        problems += size_problems(length)
    if problems:
        return None, [f"[ensemble] {problem}" for problem in problems]
    return Ensemble(tuple(columns), np.stack(list(columns.values()), axis=1)), []
