"""A condition: what a run has to meet of an output or a driver, over one period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias, get_args

from tajsim.arguments import AT_ONCE, choice, items, number, quarter, text
from tajsim.drivers.declared import DRIVERS
from tajsim.drivers.stochastic import SERIES
from tajsim.errors import InputError, Problems, nearest, quoted
from tajsim.model.met_by import EQUATIONS, MET_BY
from tajsim.model.outputs import OUTPUTS
from tajsim.quarters import Quarter
from tajsim.store import toml_text

Measure = Literal["sum", "mean", "end", "growth"]
"""How quarters make the figure: their sum, their mean, the last one, or growth in percent of their sum (of
flows) or mean over the same quarters a year before."""
ALL, OWN = "all", "own"
MEASURES: tuple[str, ...] = get_args(Measure)
_DIGITS = 16  # of a SHA-256 that are enough to compare by eye
_DRIVERS = {driver.name: driver for driver in DRIVERS}
_OUTPUTS = {output.name: output for output in OUTPUTS}


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A figure that a run is given.

    Parameters
    ----------
    name : str
        An output or a driver.
    first, last : Quarter or str
        The quarters it is of. It may reach back into the four quarters before a run.
    measure : str
        "sum" (of flows), "mean", "end" (the last quarter) or "growth", in percent on the same quarters a year
        before. Of `gdp_growth` and `inflation`, "growth" is that of output and prices over the whole period,
        "mean" and "end" are of the growth that each quarter reports.
    value : float
        In the unit of the output or driver; percent for growth.
    error : float, default 0.0
        Standard error in the unit of `value`, of a normal error; 0.0: every draw meets it exactly.
    by : str, optional
        What moves until the figure is met: "all" residuals and drivers, each as far as it is likely to have
        brought the figure about (the default); the residual of one equation or the deviations of one driver;
        or "own", the equation declared for the output (`tajsim.model.met_by`), of a driver its own.
        Distributions do not depend on it, only how many draws count in them; the single path does.
    source : str, default ""
        Where the figure comes from.

    Attributes
    ----------
    period : str
        The quarters it is of, as "2025Q1" or "2025Q1-2025Q2".
    exact : bool
        Whether every draw meets it.
    is_driver : bool
        Whether it is of what the model takes from outside.
    equation : str or None
        What moves until it is met; None where by is "own" and no equation is declared.

    Raises
    ------
    InputError
        With every problem: an unknown name with the nearest, a measure that the output does not have, dates
        in the wrong order, numbers that are not finite.

    Examples
    --------
    >>> from tajsim.engine.condition import Condition
    >>> c = Condition(name="gdp_growth", first="2025Q1", last="2025Q2", measure="growth", value=8.1)
    >>> str(c), c.exact
    ('gdp_growth 2025Q1-2025Q2 growth = 8.1', True)
    """

    name: str
    first: Quarter
    last: Quarter
    measure: Measure
    value: float
    error: float = 0.0
    by: str | None = None
    source: str = ""

    def __post_init__(self) -> None:
        problems = Problems(f"condition on {quoted(self.name)}")
        object.__setattr__(self, "name", text(problems, "name", self.name))
        names = dict.fromkeys((*_OUTPUTS, *_DRIVERS))
        if self.name not in names:
            problems.add(f"unknown output or driver {quoted(self.name)}; {nearest(self.name, names)}")
        dates = {end: quarter(problems, end, getattr(self, end)) for end in ("first", "last")}
        for end, date in dates.items():
            object.__setattr__(self, end, date)
        if dates["first"] and dates["last"] and dates["last"] < dates["first"]:
            problems.add(f"last is {self.last}, before first, {self.first}")
        object.__setattr__(self, "measure", choice(problems, "measure", self.measure, MEASURES))
        object.__setattr__(self, "value", number(problems, "value", self.value))
        object.__setattr__(self, "error", number(problems, "error", self.error, 0.0))
        text(problems, "source", self.source)
        known = (*EQUATIONS, *SERIES, ALL, OWN)
        if self.by is not None:
            object.__setattr__(self, "by", text(problems, "by", self.by))
        if self.by is not None and self.by not in known:
            problems.add(
                f"by is {quoted(self.by)}, no equation with a residual and no driver that deviates; "
                f"{nearest(self.by, known)}"
            )
        if self.measure == "sum" and not self._adds_up:
            problems.add(f"{quoted(self.name)} is no flow and has no sum; take mean, end or growth")
        problems.raise_if_any()

    def __str__(self) -> str:
        error = f" (error {self.error:g})" if self.error else ""
        return f"{self.name} {self.period} {self.measure} = {self.value:g}{error}"

    @property
    def period(self) -> str:
        """The quarters it is of, as "2025Q1" or "2025Q1-2025Q2"."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def exact(self) -> bool:
        """Whether every draw meets it."""
        return self.error == 0.0

    @property
    def is_driver(self) -> bool:
        """Whether it is of what the model takes from outside."""
        return self.name in _DRIVERS

    @property
    def equation(self) -> str | None:
        """What moves until it is met; None where by is "own" and no equation is declared."""
        if self.by == OWN:
            return self.name if self.is_driver else MET_BY.get(self.name)
        return self.by or ALL

    @property
    def _adds_up(self) -> bool:
        if self.is_driver:
            return _DRIVERS[self.name].unit.startswith("persons")
        return self.name not in _OUTPUTS or _OUTPUTS[self.name].annual == "sum"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where the conditions of a run come from.

    file: the name of the file, "" where there was none. sha256: of published figures as they were read
    (`Observations.digest`), of the text of conditions.
    """

    sha256: str
    file: str = ""

    def __post_init__(self) -> None:
        problems = Problems("the origin of the figures given")
        for field in fields(self):
            text(problems, field.name, getattr(self, field.name))
        problems.raise_if_any()

    def __str__(self) -> str:
        digest = f"SHA-256 {self.sha256[:_DIGITS]}"
        return f"{self.file} ({digest})" if self.file else digest


class HasConditions(Protocol):
    """What gives conditions when asked, as observations do."""

    def conditions(self) -> Iterable[Condition]: ...


Figures: TypeAlias = Condition | Iterable[Condition] | HasConditions | str | Path | None


def as_conditions(given: Any) -> tuple[Condition, ...]:
    """What a run is given, as conditions in an order that does not depend on theirs.

    given: None, a Condition, a list of them, or what has a method `conditions()` that returns such a list.
    Raises InputError for anything else, and for two exact ones on one figure.
    """
    if given is None:
        return ()
    if isinstance(given, Condition):
        given = (given,)
    elif callable(getattr(given, "conditions", None)):
        given = given.conditions()
    problems = Problems("the figures given contradict each other")
    listed = items(AT_ONCE, "given", given, "conditions")
    for one in listed:
        if not isinstance(one, Condition):
            raise InputError(f"given must hold conditions, not {quoted(one)}")
    found = sorted(dict.fromkeys(listed), key=_order)
    seen: dict[tuple[object, ...], Condition] = {}
    for one in found:
        figure = (one.name, one.first, one.last, one.measure)
        if one.exact and figure in seen:
            problems.add(f"two exact figures of one thing: {seen[figure]}, and {one.value:g}; drop one")
        if one.exact:
            seen[figure] = one
    problems.raise_if_any()
    return tuple(found)


def _order(c: Condition) -> tuple[object, ...]:
    return (
        not c.is_driver,
        c.last,
        -c.first.index,
        c.name,
        c.measure,
        c.value,
        c.error,
        c.by or "",
        c.source,
    )


def check_dates(conditions: Sequence[Condition], quarters: Sequence[Quarter]) -> None:
    """Raise InputError naming every condition outside the simulated `quarters`."""
    problems = Problems("the figures given do not fit the run")
    for c in conditions:
        if c.last > quarters[-1] or c.last < quarters[0]:
            problems.add(f"{c} is outside the run, which goes from {quarters[0]} to {quarters[-1]}")
        elif quarters[0] - c.first > 4:
            problems.add(f"{c} begins more than a year before the run, which starts in {quarters[0]}")
    problems.raise_if_any()


def format_conditions(conditions: Iterable[Condition], origin: Origin | None = None) -> str:
    """Conditions as the text of a TOML file; `parse_conditions` gives back equal ones, floats exact."""
    lines = []
    if origin is not None:
        file = [f"file = {toml_text(origin.file)}"] if origin.file else []
        lines = ["[origin]", f"sha256 = {toml_text(origin.sha256)}", *file, ""]
    for c in conditions:
        lines += ["[[conditions]]"]
        for field in fields(c):
            value = getattr(c, field.name)
            if value != field.default:
                shown = repr(value) if isinstance(value, float) else toml_text(str(value))
                lines.append(f"{field.name} = {shown}")
        lines.append("")
    return "\n".join(lines)


def parse_origin(content: str) -> Origin | None:
    """Where the conditions in the text of a TOML file come from, None where it does not say.

    Raises InputError naming every fault.
    """
    table = _tables(content).get("origin")
    if table is None:
        return None
    known = [field.name for field in fields(Origin)]
    if not isinstance(table, dict) or not {"sha256"} <= table.keys() <= set(known):
        raise InputError(f"cannot read the conditions: [origin] holds {', '.join(known)} alone")
    return Origin(**table)


def _tables(content: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"cannot read the conditions: not TOML ({error})") from None


def parse_conditions(content: str) -> tuple[Condition, ...]:
    """The conditions in the text of a TOML file. Raises InputError naming every fault."""
    problems = Problems("cannot read the conditions")
    held = _tables(content)
    problems.attempt(lambda: parse_origin(content))
    for key in held.keys() - {"conditions", "origin"}:
        problems.add(f"unknown key {quoted(key)}; write [[conditions]] before each of them")
    tables = held.get("conditions", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        problems.add(f"conditions is {quoted(tables)}; it must hold tables")
        tables = []
    known = {field.name for field in fields(Condition)}
    found = []
    for table in tables:
        unknown = sorted(table.keys() - known)
        missing = sorted({"name", "first", "last", "measure", "value"} - table.keys())
        for key in unknown:
            problems.add(f"unknown key {quoted(key)}; {nearest(key, known)}")
        for key in missing:
            problems.add(f"the key {quoted(key)} is missing")
        if not unknown and not missing:
            made = problems.attempt(lambda table=table: Condition(**table))  # type: ignore[misc]
            found += [made] if made is not None else []
    problems.raise_if_any()
    return as_conditions(found)
