"""A swap: an output follows a path that is given, and something else moves to make it do so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from tajsim.arguments import AT_ONCE, choice, items, number, quarter, text
from tajsim.drivers.declared import DRIVERS
from tajsim.errors import InputError, Problems, nearest, quoted
from tajsim.model.met_by import MET_BY
from tajsim.model.outputs import OUTPUTS
from tajsim.model.state import AddFactors
from tajsim.parameters import declarations
from tajsim.quarters import Quarter
from tajsim.store import toml_text

BOUNDS = ("equal", "at least", "at most")
_OUTPUTS = {output.name: output for output in OUTPUTS}
_DRIVERS = {driver.name: driver for driver in DRIVERS}


@dataclass(frozen=True, kw_only=True)
class Swap:
    """An output that is given, and what is solved for in its place, quarter by quarter and draw by draw.

    Draws are not weighed: it is a question of what it would take, not of what is likely.

    Parameters
    ----------
    output : str
        The output that is given, in its unit; not a growth rate.
    values : float or sequence of float
        One for every quarter from `first` to `last`, or one for all.
    by : str, optional
        What moves: an equation's add-factor, a parameter or a driver; by default the equation declared for
        the output (`tajsim.model.met_by`). It moves in the quarters of the swap alone, and has to reach the
        output in the same quarter.
    first, last : Quarter or str
        The quarters of the swap.
    bound : str, default "equal"
        "equal"; "at least" or "at most" where nothing moves in draws that keep the bound by themselves.
    scenario : str, optional
        The scenario in which it holds; None for all of them, the baseline among them.

    Attributes
    ----------
    kind : str
        What moves: "equation", "driver" or "parameter".
    limits : tuple of (float, float)
        The range that what moves may take; of an add-factor without end.
    unit : str
        The unit of what moves.

    Raises
    ------
    InputError
        With every problem.

    Examples
    --------
    >>> from tajsim.engine.swap import Swap
    >>> s = Swap(output="remittances_usd", values=1200.0, first="2026Q1", last="2026Q2")
    >>> s.by, s.values
    ('remittances', (1200.0, 1200.0))
    """

    output: str
    values: tuple[float, ...]
    first: Quarter
    last: Quarter
    by: str = ""
    bound: str = "equal"
    scenario: str | None = None

    def __post_init__(self) -> None:
        problems = Problems(f"exogenise {quoted(self.output)}")
        known = [name for name, o in _OUTPUTS.items() if o.annual != "growth"]
        object.__setattr__(self, "output", text(problems, "output", self.output))
        if self.output not in known:
            problems.add(f"unknown level {quoted(self.output)}; {nearest(self.output, known)}")
        dates = {end: quarter(problems, end, getattr(self, end)) for end in ("first", "last")}
        for end, date in dates.items():
            object.__setattr__(self, end, date)
        given: Any = self.values
        listed = (given,) if isinstance(given, int | float) else items(problems, "values", given, "numbers")
        values = tuple(number(problems, "values", value) for value in listed)
        if dates["first"] and dates["last"]:
            count = self.last - self.first + 1
            if count < 1:
                problems.add(f"last is {self.last}, before first, {self.first}")
            elif len(values) not in (1, count):
                problems.add(
                    f"there are {len(values)} values for {count} quarters; give one, or one for each"
                )
            values = values * count if len(values) == 1 else values
        object.__setattr__(self, "values", values)
        by = text(problems, "by", self.by) or MET_BY.get(str(self.output), "")
        object.__setattr__(self, "by", by)
        choices = (*AddFactors._fields, *_DRIVERS, *declarations())
        if not by:
            problems.add(f"no equation is declared for {quoted(self.output)}; say by=")
        elif by not in choices:
            problems.add(f"by is {quoted(by)}, no equation, parameter or driver; {nearest(by, choices)}")
        object.__setattr__(self, "bound", choice(problems, "bound", self.bound, BOUNDS))
        problems.raise_if_any()

    def __str__(self) -> str:
        where = f" in {self.scenario!r}" if self.scenario else ""
        shown = f"{self.values[0]:g}" + (" ..." if len(set(self.values)) > 1 else "")
        sign = {"equal": "=", "at least": ">=", "at most": "<="}[self.bound]
        return f"{self.output} {self.first}-{self.last} {sign} {shown} by {self.by}{where}"

    @property
    def kind(self) -> str:
        """What moves: "equation", "driver" or "parameter"."""
        if self.by in AddFactors._fields:
            return "equation"
        return "driver" if self.by in _DRIVERS else "parameter"

    @property
    def limits(self) -> tuple[float, float]:
        """The range that what moves may take; of an add-factor without end."""
        if self.kind == "equation":
            return -float("inf"), float("inf")
        one = _DRIVERS[self.by] if self.kind == "driver" else declarations()[self.by]
        return one.low, one.high

    @property
    def unit(self) -> str:
        """The unit of what moves."""
        if self.kind == "equation":
            return "add-factor"
        return (_DRIVERS[self.by] if self.kind == "driver" else declarations()[self.by]).unit

    def wanted(self, date: Quarter) -> float | None:
        """The value given for a quarter.

        Parameters
        ----------
        date : Quarter
            Any.

        Returns
        -------
        float or None
            In the unit of the output; None outside the swap.
        """
        when = Quarter.parse(date)
        return self.values[when - self.first] if self.first <= when <= self.last else None


def as_swaps(given: Any) -> tuple[Swap, ...]:
    """A swap, a list of them or None. Raises InputError for anything else, and for two of one quarter."""
    if given is None:
        return ()
    listed = (given,) if isinstance(given, Swap) else items(AT_ONCE, "swaps", given, "swaps")
    for one in listed:
        if not isinstance(one, Swap):
            raise InputError(f"swaps must hold swaps, as tajsim.exogenise makes them, not {quoted(one)}")
    found = tuple(sorted(dict.fromkeys(listed), key=str))
    problems = Problems("the swaps contradict each other")
    for i, one in enumerate(found):
        for other in found[:i]:
            apart = one.first > other.last or other.first > one.last
            apart = apart or (None not in (one.scenario, other.scenario) and one.scenario != other.scenario)
            if not apart and {one.bound, other.bound} != {"equal"}:
                problems.add(f"a swap with a bound stands alone: {other}, and {one}")
            for what in ("output", "by"):
                if not apart and getattr(one, what) == getattr(other, what):
                    problems.add(f"{what} {getattr(one, what)!r} is swapped twice: {other}, and {one}")
    problems.raise_if_any()
    return found


def check_swaps(swaps: Sequence[Swap], quarters: Sequence[Quarter], scenarios: Sequence[str]) -> None:
    """Raise InputError naming every swap outside the simulated quarters, or in a scenario that is not run."""
    problems = Problems("the swaps do not fit the run")
    for one in swaps:
        if one.first < quarters[0] or one.last > quarters[-1]:
            problems.add(f"{one} is outside the run, which goes from {quarters[0]} to {quarters[-1]}")
        if one.scenario is not None and one.scenario not in scenarios:
            problems.add(f"{one}: unknown scenario; {nearest(one.scenario, scenarios)}")
    problems.raise_if_any()


def format_swaps(swaps: Iterable[Swap]) -> str:
    """Swaps as the text of a TOML file; `parse_swaps` gives back equal ones, floats exact."""
    lines = []
    for one in swaps:
        lines += ["[[swaps]]"]
        for field in fields(one):
            value = getattr(one, field.name)
            if isinstance(value, tuple):
                lines.append(f"{field.name} = [{', '.join(map(repr, value))}]")
            elif value is not None:
                lines.append(f"{field.name} = {toml_text(str(value))}")
        lines.append("")
    return "\n".join(lines)


def parse_swaps(content: str) -> tuple[Swap, ...]:
    """The swaps in the text that `format_swaps` wrote. Raises InputError for any other."""
    import tomllib

    try:
        return as_swaps([Swap(**table) for table in tomllib.loads(content)["swaps"]])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise InputError(f"cannot read the swaps: {error}") from None
