"""What a run was given beside its scenarios: figures that draws meet, and outputs that follow a path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tajsim.drivers.declared import DRIVERS, OBSERVABLE, Driver
from tajsim.engine.swap import Swap
from tajsim.frozen import FrozenMap
from tajsim.judgements.equations import EQUATIONS
from tajsim.parameters import declarations
from tajsim.plots.style import title_of
from tajsim.report.comparison import figure
from tajsim.report.subject import Subject
from tajsim.results.conditions import GivenFigure

MEASURES: Mapping[str, str] = FrozenMap(
    {
        "sum": "sum of the quarters",
        "mean": "mean of the quarters",
        "end": "last quarter",
        "growth": "growth on a year before",
    }
)
_SIGNS: Mapping[str, str] = FrozenMap({"equal": "", "at least": "≥ ", "at most": "≤ "})
_DRIVERS: Mapping[str, Driver] = FrozenMap({driver.name: driver for driver in (*DRIVERS, *OBSERVABLE)})
_SHOWN = 6  # values of a path that are shown


@dataclass(frozen=True, slots=True)
class Given:
    """One figure as a row; size: of what moved, in standard deviations; carried: by which equations."""

    name: str
    meaning: str
    quarters: str
    measure: str
    value: str
    unit: str
    error: str
    size: str
    carried: str
    source: str


@dataclass(frozen=True, slots=True)
class Swapped:
    """One output that follows a path as a row, with what moves in its place and its unit."""

    name: str
    meaning: str
    quarters: str
    values: str
    unit: str
    by: str
    moves: str
    moves_unit: str
    scenario: str


def figures(subject: Subject) -> tuple[Given, ...]:
    """The figures of the run, in the order of their dates."""
    found = subject.result.given
    return () if found is None else tuple(_given(row, subject) for row in found.rows)


def _given(row: GivenFigure, subject: Subject) -> Given:
    say = subject.say
    first, _, last = row.period.partition("-")
    percent = row.measure == "growth"
    return Given(
        name=row.name,
        meaning=say(_meaning(row.name)),
        quarters=_span(subject, first, last or first),
        measure=say(MEASURES[row.measure]),
        value=figure(row.value, say),
        unit="%" if percent else say(_unit(row.name, subject)),
        error=figure(row.error, say) if row.error else say("exact"),
        size=say.number(f"{row.size:+.1f}") if row.size == row.size else "",
        carried=row.carried_by or row.by,
        source=row.source,
    )


def swaps(subject: Subject) -> tuple[Swapped, ...]:
    """The outputs that follow a path, and what moves in their place."""
    return tuple(_swapped(one, subject) for one in subject.swaps)


def _swapped(one: Swap, subject: Subject) -> Swapped:
    say = subject.say
    between = "; " if say.decimal == "," else ", "
    values = one.values[:1] if len(set(one.values)) == 1 else one.values
    shown = between.join(figure(value, say) for value in values[:_SHOWN])
    meaning, unit = _mover(one.by)
    return Swapped(
        name=one.output,
        meaning=say(_meaning(one.output)),
        quarters=_span(subject, str(one.first), str(one.last)),
        values=_SIGNS[one.bound] + shown + (", …" if values[_SHOWN:] else ""),
        unit=say(_unit(one.output, subject)),
        by=one.by,
        moves=say(meaning),
        moves_unit=say(unit),
        scenario=say("all") if one.scenario is None else subject.title_of(one.scenario),
    )


def _span(subject: Subject, first: str, last: str) -> str:
    say = subject.say
    if first == last:
        return say.period(first)
    return say("{first} to {last}", first=say.period(first), last=say.period(last))


def _meaning(name: str) -> str:
    driver = _DRIVERS.get(name)
    return title_of(name) if driver is None else driver.description


def _unit(name: str, subject: Subject) -> str:
    driver = _DRIVERS.get(name)
    return subject.result.infos[name].unit if driver is None else driver.unit


def _mover(by: str) -> tuple[str, str]:
    """The meaning and the unit of an equation's add-factor, a driver or a parameter."""
    if by in EQUATIONS:
        return EQUATIONS[by].meaning, EQUATIONS[by].unit
    if by in _DRIVERS:
        return _DRIVERS[by].description, _DRIVERS[by].unit
    declared = declarations()[by]
    return declared.description, declared.unit
