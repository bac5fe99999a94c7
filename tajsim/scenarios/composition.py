"""Scenario: named shocks with their story, and how scenarios compose."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from pathlib import Path

from tajsim.arguments import items, number, quarter, text
from tajsim.errors import InputError, Problems, is_writable, quoted
from tajsim.labels import repeated
from tajsim.quarters import LAST_YEAR, Quarter
from tajsim.scenarios.expectation import Expectation
from tajsim.scenarios.shapes import dates_of
from tajsim.scenarios.shock import Modifier, Shock, combine

_SHOWN = 4  # targets that a short text names


@dataclass(frozen=True)
class Scenario:
    """Shocks that happen together, with a title, a narrative and the sources they rest on.

    `a + b` is the scenario in which both happen. For each target and quarter first `set` or `set_mean` acts,
    then every `multiply`, then every `add`: the order of composition makes no difference, to the last bit.
    Two that set one target and differ in a quarter are an error, equal ones act once; factors multiply and
    amounts add up, also when a scenario is composed with itself. A scenario without shocks changes nothing.

    Parameters
    ----------
    name : str
        What tables and pictures call it.
    shocks : sequence of Shock
        What changes.
    title, narrative : str
        For people who read.
    sources : sequence of str
        What it rests on.
    parts : sequence of Scenario
        The scenarios it was composed from, empty for a single one; see `components`.
    expect : sequence of Expectation
        What it claims, for `tajsim.expectations`. Claims are about this scenario as it is: a sum of
        scenarios, a scaled one and one moved in time have none. They are no part of what happens: scenarios
        that differ in them alone are equal.

    Attributes
    ----------
    begins : Quarter or None
        The quarter in which the first dated shock begins; None when all act over the whole run.

    Raises
    ------
    InputError
        Listing every problem.

    See Also
    --------
    tajsim.scenario : A shipped one, or one from a file.
    tajsim.targets : What a shock can act on.

    Examples
    --------
    >>> import tajsim as ts
    >>> rouble = ts.Scenario("weak rouble", [ts.Shock("rub_per_usd", multiply=ts.step(1.3, start="2026Q1"))])
    >>> both = ts.scenario("crackdown") + rouble
    >>> [part.name for part in both.components()]
    ['crackdown', 'weak rouble']
    """

    name: str
    shocks: Sequence[Shock] = ()
    _: KW_ONLY
    title: str = ""
    narrative: str = ""
    sources: Sequence[str] = ()
    parts: Sequence[Scenario] = field(default=(), repr=False)
    expect: Sequence[Expectation] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        problems = Problems(f"scenario {quoted(self.name)}")
        if not is_writable(self.name) or not self.name.strip():
            problems.add(f"name must be text, not {quoted(self.name)}")
        for what in ("title", "narrative"):
            text(problems, what, getattr(self, what))
        for what, kind, label in (
            ("shocks", Shock, "Shock objects"),
            ("sources", str, "texts"),
            ("parts", Scenario, "Scenario objects"),
            ("expect", Expectation, "Expectation objects"),
        ):
            own = Problems("")
            listed = items(own, what, getattr(self, what), label)
            if not own.found and all(_is(item, kind) for item in listed):
                object.__setattr__(self, what, listed)
            else:
                problems.add(f"{what} must be a list of {label}, not {quoted(getattr(self, what))}")
        if not problems.found:
            _check_content(problems, self.shocks, self.parts)
        problems.raise_if_any()

    def __repr__(self) -> str:
        shown = list(dict.fromkeys(shock.target for shock in self.shocks))
        more = ", ..." if shown[_SHOWN:] else ""
        count = f"{len(self.shocks)} shock{'' if len(self.shocks) == 1 else 's'}"
        what = f"{count} on {', '.join(shown[:_SHOWN])}{more}" if shown else "no shocks"
        return f"<Scenario {self.name!r}: {f'{self.title}; ' if self.title else ''}{what}>"

    def _repr_html_(self) -> str:
        from tajsim.html.scenarios import scenario_html

        return scenario_html(self)

    def __add__(self, other: Scenario) -> Scenario:
        if not isinstance(other, Scenario):
            return NotImplemented
        return compose(f"{self.name} + {other.name}", (self, other))

    def components(self) -> tuple[Scenario, ...]:
        """The single scenarios it was composed from, in order; itself when it is a single one."""
        return tuple(self.parts) or (self,)

    def scale(self, factor: float) -> Scenario:
        """The scenario with a multiple of the effect of every shock.

        Parameters
        ----------
        factor : float
            0 is no shock, 1 the scenario; for `set` and `set_mean` from 0 to 1.

        Returns
        -------
        Scenario
            The scaled one.

        Raises
        ------
        InputError
            Listing every shock that cannot be scaled so.
        """
        problems = Problems(f"scale scenario {self.name!r}")
        f = number(problems, "factor", factor)
        if f == 1.0:
            return self
        for shock in self.shocks if not problems.found else ():
            try:
                shock.scale(f)
            except InputError as error:
                problems.add(f"{shock.target}: {'; '.join(error.problems) or error.heading}")
        problems.raise_if_any()
        name = f"({self.name})" if " + " in self.name else self.name
        return replace(
            self,
            name=f"{name} x {f:.12g}",
            shocks=tuple(shock.scale(f) for shock in self.shocks),
            parts=tuple(part.scale(f) for part in self.parts),
            expect=(),
        )

    @property
    def begins(self) -> Quarter | None:
        """The quarter in which the first dated shock begins; None when all act over the whole run."""
        return min((s.shape.start for s in self.shocks if s.shape.start is not None), default=None)

    def shift(self, start: str | Quarter) -> Scenario:
        """The same scenario at another time: its first dated shock begins in `start`.

        Every other date moves by as many quarters, so that shocks and components keep their distance from
        each other; shocks over the whole run stay. Values are not changed: a path of levels is the same path
        later. Name and title of the result say when it begins ("crackdown from 2027Q1"); the narrative stays.

        Parameters
        ----------
        start : str or Quarter
            The quarter in which it begins.

        Returns
        -------
        Scenario
            The same later or earlier.

        Raises
        ------
        InputError
            When `start` is not a quarter, when no shock has a date, or when a date would lie outside the
            years 1 to 9999.
        """
        problems = Problems(f"shift scenario {self.name!r}")
        first, now = quarter(problems, "start", start), self.begins
        if now is None:
            problems.add("no shock has a start: there is nothing to move")
        problems.raise_if_any()
        if first is None or now is None:  # already reported
            raise InputError(problems.heading)
        by = first - now
        dates = [d for s in self.shocks for d in (s.shape.start, getattr(s.shape, "end", None)) if d]
        for date in {min(dates), max(dates)}:
            year = (date.index + by) // 4
            if not 1 <= year <= LAST_YEAR:
                problems.add(f"{date} would become a quarter of the year {year}")
        problems.raise_if_any()
        return self if by == 0 else self._moved(by)

    def _moved(self, by: int) -> Scenario:
        now = self.begins
        if now is None:
            return self
        name, title = (text.removesuffix(f" from {now}") for text in (self.name, self.title))
        if name == self.name and " + " in name:
            name = f"({name})"
        return replace(
            self,
            name=f"{name} from {now + by}",
            title=f"{title} from {now + by}" if title else "",
            shocks=tuple(shock.shift(by) for shock in self.shocks),
            parts=tuple(part._moved(by) for part in self.parts),
            expect=(),
        )

    def modifiers(self, quarters: Sequence[str | Quarter]) -> dict[str, Modifier]:
        """For each target, sorted by name, what the shocks together do to it in each quarter.

        A shock that would begin after the last quarter is left out with a warning while another one acts.

        Parameters
        ----------
        quarters : sequence of str or Quarter
            The quarters of a run.

        Returns
        -------
        dict of str to Modifier
            By target.

        Raises
        ------
        InputError
            When a shock has no weight for another reason, when no shock acts, or when two that set a level
            conflict.
        """
        dates = dates_of(quarters)
        if not dates:
            raise InputError(f"scenario {quoted(self.name)} needs at least one quarter")
        problems = Problems(f"scenario {quoted(self.name)}")
        by_target: dict[str, list[tuple[str, Shock]]] = {}
        silent: list[tuple[str, Shock]] = []
        for part in self.components():
            for shock in part.shocks:
                if shock.shape.weights(dates).any():
                    by_target.setdefault(shock.target, []).append((part.name, shock))
                else:
                    silent.append((part.name, shock))
        for origin, shock in silent:
            start = shock.shape.start
            if by_target and start is not None and start > dates[-1]:
                warnings.warn(_outside(origin, shock, dates), stacklevel=2)
            else:
                problems.add(_outside(origin, shock, dates))
        modifiers: dict[str, Modifier] = {}
        for target in sorted(by_target):
            try:
                modifiers[target] = combine(target, by_target[target], dates)
            except InputError as error:
                for problem in error.problems or (error.heading,):
                    problems.add(f"{error.heading}: {problem}" if error.problems else problem)
        problems.raise_if_any()
        return modifiers

    def digest(self) -> str:
        """SHA-256 of the whole content but what it claims, as hexadecimal text."""
        from tajsim.scenarios.writing import format_scenario

        return hashlib.sha256(format_scenario(self, expect=False).encode()).hexdigest()

    def to_toml(self, path: str | Path) -> Path:
        """Write a scenario file that `from_toml` reads back as an equal scenario.

        Parameters
        ----------
        path : str or Path
            A TOML file.

        Returns
        -------
        Path
            Where it was written.
        """
        from tajsim.labels import check_suffix
        from tajsim.scenarios.writing import format_scenario
        from tajsim.store import write_whole

        check_suffix(path, (".toml",), "a scenario is a TOML file")
        text = format_scenario(self)
        return write_whole(path, lambda stream: stream.write(text.encode()))

    @classmethod
    def from_toml(cls, path: str | Path) -> Scenario:
        """Read a scenario file.

        Parameters
        ----------
        path : str or Path
            A TOML file.

        Returns
        -------
        Scenario
            Named after the file.

        Raises
        ------
        FileFormatError
            Listing every fault, unknown targets included.
        """
        from tajsim.scenarios.library import read_scenario

        return read_scenario(path)


def compose(name: str, scenarios: Sequence[Scenario]) -> Scenario:
    """The scenario `name` in which all `scenarios` happen; texts are joined, sources merged."""
    parts = tuple(part for scenario in scenarios for part in scenario.components())
    return Scenario(
        name,
        tuple(shock for part in parts for shock in part.shocks),
        title=" + ".join(scenario.title or scenario.name for scenario in scenarios),
        narrative="\n\n".join(scenario.narrative for scenario in scenarios if scenario.narrative),
        sources=tuple(dict.fromkeys(source for scenario in scenarios for source in scenario.sources)),
        parts=parts,
    )


def _check_content(problems: Problems, shocks: Sequence[Shock], parts: Sequence[Scenario]) -> None:
    if parts:
        if tuple(shock for part in parts for shock in part.shocks) != tuple(shocks):
            problems.add("its shocks are not those of its parts; compose scenarios with +")
        return
    for shock, times in repeated(shocks).items():
        if not shock.null:
            problems.add(f"the same shock is given {times} times: {shock}")


def _is(item: object, kind: type) -> bool:
    return is_writable(item) if kind is str else isinstance(item, kind)


def _outside(origin: str, shock: Shock, dates: Sequence[Quarter]) -> str:
    return f"{shock} of {quoted(origin)} has no effect in any quarter of the run, {dates[0]} to {dates[-1]}"
