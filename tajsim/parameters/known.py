"""Quarters since the base year that a parameter set knows: what happened in them, in each of its members.

A member of the ensemble is a whole draw: its parameters, and what hit it in these quarters, so that a run
that repeats them arrives in the member's own state. See `tajsim.analysis.nowcasting`.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.errors import InputError, Problems, quoted
from tajsim.frozen import FrozenMap, read_only
from tajsim.parameters import sample_text
from tajsim.parameters.entry import is_date, is_text
from tajsim.quarters import Quarter
from tajsim.store import toml_text

Floats = NDArray[np.float64]
_HEADING = "cannot use the quarters that are known"
_SCALE = "scale"
_DRIVERS, _PATH, _MEMBERS = "drivers", "single_path", "members"


@dataclass(frozen=True, eq=False, repr=False)
class KnownQuarters:
    """What happened in the quarters after the base year, as far as it was published by a day.

    Parameters
    ----------
    on : datetime.date
        The day; results are shown from its quarter on.
    first : Quarter
        The first quarter after the base year.
    given : str
        The figures that members meet, as the text of a TOML file (`tajsim.engine.condition`).
    drivers : mapping of str to numpy.ndarray
        Central paths of the drivers, (quarter,) each.
    series : tuple of str
        Equations and drivers that innovations are of.
    single_path : numpy.ndarray
        Innovations of the single path in standard deviations, (series, quarter).
    innovations : numpy.ndarray
        Those of each member, (series, quarter, member).
    scale : numpy.ndarray
        Scales of the innovations of drivers, (quarter, member).

    Attributes
    ----------
    quarters, members : int
        How many there are.
    last : Quarter
        The last quarter.
    shown_from : Quarter
        The quarter of the day, from which results are shown.
    free_from : Quarter
        The first of the calendar year after them, from which an outlook holds.

    Raises
    ------
    InputError
        With every problem.
    """

    on: datetime.date
    first: Quarter
    given: str
    drivers: Mapping[str, Floats]
    series: tuple[str, ...]
    single_path: Floats
    innovations: Floats
    scale: Floats

    def __post_init__(self) -> None:
        problems = Problems(_HEADING)
        for name in ("single_path", "innovations", "scale"):
            object.__setattr__(self, name, read_only(getattr(self, name), np.float64))
        drivers = {name: read_only(path, np.float64) for name, path in self.drivers.items()}
        object.__setattr__(self, "drivers", FrozenMap(drivers))
        object.__setattr__(self, "series", tuple(self.series))
        if not is_date(self.on):
            problems.add(f"on is {quoted(self.on)}; it must be a date")
        if not is_text(self.given):
            problems.add("given must hold the figures that were known")
        quarters = self.single_path.shape[-1] if self.single_path.ndim == 2 else 0
        expected = (len(self.series), quarters, self.innovations.shape[-1])
        if not quarters or self.innovations.shape != expected or self.scale.shape != expected[1:]:
            problems.add(
                f"innovations have the shapes {self.single_path.shape}, {self.innovations.shape} and "
                f"{self.scale.shape}; they must be (series, quarter), (series, quarter, member) and "
                "(quarter, member)"
            )
        for name, path in drivers.items():
            if path.shape != (quarters,):
                problems.add(
                    f"driver {name!r} has {path.size} values; there must be one a quarter, {quarters}"
                )
        for name in ("single_path", "innovations", "scale"):
            if not np.isfinite(getattr(self, name)).all():
                problems.add(f"{name} holds what is no finite number")
        if self.scale.size and not (self.scale > 0.0).all():
            problems.add("scales must be above 0")
        problems.raise_if_any()

    @property
    def quarters(self) -> int:
        """How many quarters there are."""
        return int(self.single_path.shape[1])

    @property
    def members(self) -> int:
        """How many members there are."""
        return int(self.innovations.shape[2])

    @property
    def shown_from(self) -> Quarter:
        """The quarter of the day: the first that was not over."""
        return Quarter.parse(self.on)

    @property
    def last(self) -> Quarter:
        """The last of them."""
        return self.first + (self.quarters - 1)

    @property
    def free_from(self) -> Quarter:
        """The first quarter of the calendar year after them."""
        return Quarter(self.last.year + 1, 1)

    def digest(self) -> str:
        """The sha256 of the content, as hexadecimal text."""
        content = hashlib.sha256(f"{self.on} {self.first} {self.series}\n{self.given}".encode())
        for name, path in sorted(self.drivers.items()):
            content.update(f"{name}\n".encode() + path.astype("<f8").tobytes())
        for array in (self.single_path, self.innovations, self.scale):
            content.update(f"{array.shape}\n".encode() + np.ascontiguousarray(array, "<f8").tobytes())
        return content.hexdigest()

    def __eq__(self, other: object) -> bool:
        return self.digest() == other.digest() if isinstance(other, KnownQuarters) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest())

    def __repr__(self) -> str:
        return f"<KnownQuarters {self.first} to {self.last} in {self.members:,} members, known on {self.on}>"

    def __reduce__(self) -> tuple[type[KnownQuarters], tuple[Any, ...]]:
        return KnownQuarters, (
            self.on,
            self.first,
            self.given,
            dict(self.drivers),
            self.series,
            self.single_path,
            self.innovations,
            self.scale,
        )

    def lines(self) -> Iterator[str]:
        """The table [known] of a parameter set file."""
        yield "\n[known]"
        yield f"on = {self.on.isoformat()}"
        yield f"first = {toml_text(str(self.first))}"
        yield f"given = {toml_text(self.given)}"
        yield f"\n[known.{_DRIVERS}]"
        for name, path in sorted(self.drivers.items()):
            yield f"{name} = {path.tolist()!r}"
        yield f"\n[known.{_PATH}]"
        for name, path in zip(self.series, self.single_path, strict=True):
            yield f"{name} = {path.tolist()!r}"
        yield f"\n[known.{_MEMBERS}]"
        for name, rows in (*zip(self.series, self.innovations, strict=True), (_SCALE, self.scale)):
            for t, row in enumerate(rows):
                yield from sample_text.written(f'"{name} {self.first + t}"', row.tolist())


def known_from(table: object) -> tuple[KnownQuarters | None, list[str]]:
    """What a table [known] says, and what is wrong with it."""
    if not isinstance(table, Mapping):
        return None, [f"known is {quoted(table)}; must be a table"]
    try:
        first = Quarter.parse(table["first"])
        paths, members = table[_PATH], table[_MEMBERS]
        series = tuple(paths)
        count = len(next(iter(paths.values())))

        def of(name: str) -> Floats:
            rows = [sample_text.read(members[f"{name} {first + t}"]) for t in range(count)]
            return np.array(rows, dtype=np.float64)

        return KnownQuarters(
            on=table["on"],
            first=first,
            given=table["given"],
            drivers={name: np.array(path, dtype=np.float64) for name, path in table[_DRIVERS].items()},
            series=series,
            single_path=np.array([paths[name] for name in series], dtype=np.float64),
            innovations=np.array([of(name) for name in series]),
            scale=of(_SCALE),
        ), []
    except InputError as error:
        return None, [f"[known] {problem}" for problem in error.problems or (str(error),)]
    except KeyError as error:
        return None, [f"[known] {error.args[0]} is missing"]
    except (TypeError, ValueError, AttributeError, StopIteration) as error:
        return None, [f"[known] is not as `ts.nowcast(...).save` writes it ({error})"]


def known_problems(known: object, members: int, date: object) -> list[str]:
    """Where the quarters known contradict the rest of a set. members: of its ensemble, 0 without one."""
    if known is None:
        return []
    if not isinstance(known, KnownQuarters):
        return [f"known is {quoted(known)}; must be KnownQuarters"]
    found = []
    if members and known.members != members:
        found.append(f"[known] has {known.members} members, the ensemble {members}; there must be as many")
    if not members:
        found.append("[known] needs the ensemble that it was made with")
    if isinstance(date, datetime.date) and known.first != Quarter.parse(date) + 1:
        found.append(f"[known] begins in {known.first}; it must follow {date}")
    return found
