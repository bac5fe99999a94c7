"""What can be wrong with published figures: faults that stop the work, and warnings.

Decision. A fault is what cannot be meant: a series or a unit that does not exist, a value that no such figure
takes, a figure published before its period was over or in the future, two figures of one source on one day. A
warning may be of the truth: a jump of a series beyond its own history, two sources that disagree. Warnings
are kept with the observations, and what they are about still counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tajsim.drivers.declared import DRIVERS
from tajsim.errors import Problems, nearest, quoted
from tajsim.published.row import HISTORY, Observation
from tajsim.published.series import rules
from tajsim.published.units import factor, simplified

_RANGES = {one.name: (one.low, one.high) for one in DRIVERS}
_WHOLES = ("labour force", "loans", "population", "deposits", "receiving households", "the line", "transfer")
"""What a share in percent cannot exceed."""
FEWEST = 3  # changes on record by which the next one is judged
LARGEST_SHARE = 2.0  # times the largest change on record
USUAL = (math.log(3.0), 10.0)
"""The change of a level (in logs) and of a percentage (in points) that is a jump where little is on record,
and that no record makes smaller than half of it."""


def check_rows(
    problems: Problems,
    rows: Sequence[Observation],
    base: Iterable[Observation],
    today: date,
    broken: Sequence[Observation] = (),
) -> None:
    """Note every fault of the rows. base: other figures, for the names of their series; broken: rows with a
    cell that cannot be read, of which the names alone are checked."""
    known = {one.key for one in base} | set(rules())
    for one in broken:
        if one.series and (text := _name_fault(one, known)):
            problems.add(f"{_at(one)}{text}")
    for one in rows:
        if (text := _name_fault(one, known)) or (text := _unit_fault(one)) or (text := _value_fault(one)):
            problems.add(f"{_at(one)}{text}")
        if text := _date_fault(one, today):
            problems.add(f"{_at(one)}{text}")
    for group in _figures(rows):
        for first, second in _pairs(group):
            same = first.source == second.source and first.published == second.published
            other = first.value != second.value if first.unit == second.unit else _apart(first, second)
            if same and other:
                problems.add(
                    f"{_at(second)}{_name(second)} is {second.text} here and {first.text} before, of one "
                    "source on one day"
                )


def questionable(rows: Sequence[Observation], base: Iterable[Observation]) -> tuple[str, ...]:
    """Warnings about the rows, in words: sources that disagree, jumps beyond a series' history."""
    found = [text for group in _figures(rows) for text in _contradictions(group)]
    record = Record([*base, *rows])
    found += [text for one in sorted(rows, key=Observation.order) if (text := record.jump(one))]
    return tuple(found)


class Record:
    """What series did in the past: their changes on a year before, or on the figure before."""

    def __init__(self, rows: Iterable[Observation]) -> None:
        self._series: dict[tuple[str, str], list[Observation]] = {}
        for one in sorted(set(rows), key=Observation.order):
            self._series.setdefault(one.key, []).append(one)

    def jump(self, one: Observation) -> str:
        """A sentence where a figure moved further than its series ever did; else nothing."""
        before = self._before(one)
        move = None if before is None else _change(before, one)
        if before is None or move is None:
            return ""
        record = [
            abs(change)
            for other in self._series[one.key]
            if other.span.last < one.span.last
            and (earlier := self._before(other)) is not None
            and (change := _change(earlier, other)) is not None
        ]
        points = simplified(one.unit)[0] == "%"
        limit = USUAL[points]
        if len(record) >= FEWEST:
            limit = max(LARGEST_SHARE * max(record), limit / 2.0)
        if abs(move) <= limit:
            return ""
        return (
            f"{_at(one)}{_name(one)} is {one.text} {one.unit} after {before.text} {before.unit} in "
            f"{before.span.text}: further than the series has moved before; see whether the unit is right"
        )

    def _before(self, one: Observation) -> Observation | None:
        """The figure of the same months a year before; of a stock or a rate, else the nearest one before."""
        wanted = one.span.year_before() if one.span.kind != "day" else ""
        same = [other for other in self._series[one.key] if other.span.text == wanted]
        if same:
            return max(same, key=lambda other: other.published)
        if one.span.kind not in ("day", "month"):
            return None
        earlier = [
            other
            for other in self._series[one.key]
            if other.span.kind in ("day", "month") and other.span.last < one.span.first
        ]
        return max(earlier, key=lambda other: (other.span.last, other.published)) if earlier else None


def _change(before: Observation, after: Observation) -> float | None:
    """The change in points of percentages, else of logarithms; None where there is none."""
    scale = factor(before.unit, after.unit)
    if scale is None:
        return None
    old, new = before.value * scale, after.value
    if simplified(after.unit)[0] == "%":
        return new - old
    return math.log(new / old) if old > 0.0 and new > 0.0 else None


def _unit_fault(one: Observation) -> str:
    rule = rules().get(one.key)
    if rule is None or factor(one.unit, rule.unit) is not None:
        return ""
    kind = simplified(rule.unit)[0]
    allowed = "a percentage" if kind == "%" else f"{rule.unit!r} or another scale of it"
    return f"{_name(one)} is in {quoted(one.unit)}; it must be {allowed}"


def _value_fault(one: Observation) -> str:
    rule = rules().get(one.key)
    if rule is None:
        return ""
    value = one.value * (factor(one.unit, rule.unit) or 1.0)
    what = f"{_name(one)} is {one.text} {one.unit}"
    if not rule.signed and value < 0.0:
        return f"{what}; it cannot be below zero"
    if rule.kind == "mean" and rule.logs and not rule.signed and value <= 0.0:
        return f"{what}; it must be above zero"
    if rule.measure == "growth" and rule.kind == "rate" and value <= -100.0:
        return f"{what}; nothing falls by so much"
    of = rule.unit.removeprefix("% of ") if rule.unit.startswith("% of ") else one.unit.removeprefix("% of ")
    if any(of.endswith(whole) for whole in _WHOLES) and value > 100.0:
        return f"{what}; it cannot be above 100"
    if rule.output in _RANGES and rule.kind in ("level", "mean") and rule.unit != "TJS per RUB":
        low, high = _RANGES[rule.output]
        if not low <= value <= high:
            return f"{what}; it must be between {low:g} and {high:g}"
    return ""


def _date_fault(one: Observation, today: date) -> str:
    rule = rules().get(one.key)
    if one.published < one.span.last and not (rule is not None and rule.kind == "in force"):
        return f"{_name(one)} was published on {one.published}, before its period was over"
    first = one.published.replace(day=1) if len(one.dated) == len("2025-09") else one.published
    if first > today:
        return f"{_name(one)} was published on {one.dated or one.published}, which is in the future"
    return ""


def _contradictions(group: Sequence[Observation]) -> Iterator[str]:
    """A sentence for each source that disagrees with the one that counts. A revision is no disagreement."""
    counts = max(group, key=lambda one: (one.published, one.order()))
    seen = {counts.institution}
    for one in sorted(group, key=lambda other: (other.published, other.order()), reverse=True):
        if one.institution not in seen and _apart(one, counts):
            yield (
                f"{_name(one)}: {one.text} {one.unit} ({one.source}) against {counts.text} {counts.unit} "
                f"({counts.source}), which counts as the later one"
            )
        seen.add(one.institution)


def _apart(one: Observation, other: Observation) -> bool:
    """Whether two figures differ by more than they are rounded, or than twice the errors they state."""
    scale = factor(one.unit, other.unit)
    if scale is None:
        return True
    room = sum(
        x.step * by if x.error is None else 4.0 * x.error * by for x, by in ((one, scale), (other, 1.0))
    )
    return abs(one.value * scale - other.value) > 0.5 * room * (1.0 + 1e-9)


def _figures(rows: Iterable[Observation]) -> list[list[Observation]]:
    """The rows by figure: one series, the same days."""
    found: dict[tuple[str, str, date, date], list[Observation]] = {}
    for one in sorted(rows, key=Observation.order):
        found.setdefault((*one.key, one.span.first, one.span.last), []).append(one)
    return list(found.values())


def _pairs(group: Sequence[Observation]) -> Iterator[tuple[Observation, Observation]]:
    return ((a, b) for i, a in enumerate(group) for b in group[i + 1 :])


def _name_fault(one: Observation, known: Iterable[tuple[str, str]]) -> str:
    if one.key in known:
        return ""
    countries = sorted({country for country, _ in known})
    if one.country not in countries:
        return f"country {one.country!r}; {nearest(one.country, countries)}"
    return f"unknown series {quoted(one.series)}{_elsewhere(one, known)}"


def _elsewhere(one: Observation, known: Iterable[tuple[str, str]]) -> str:
    """Where a series is known, or the nearest name of the country's."""
    others = sorted(country for country, name in known if name == one.series)
    if others:
        return f" of {one.country}; there is one of {', '.join(others)}"
    own = sorted(name for country, name in known if country == one.country)
    return f" of {one.country}; {nearest(one.series, own)}"


def _at(one: Observation) -> str:
    return f"{one.at}: " if one.at not in ("", HISTORY) else ""


def _name(one: Observation) -> str:
    return f"{one.series} of {one.country} in {one.span.text}"
