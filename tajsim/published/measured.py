"""From published figures to conditions: which of them count, what each says of the model, and how surely.

Of several publications of one figure the latest counts. Of two figures of the same quarters of an output that
one counts which measures it more directly (`_rank`); a figure that follows from shorter ones, as a half from
its two quarters, is left out, since a run cannot be given the same thing twice.

Equations

    growth = 100 (y / y_b - 1)                 y, y_b: a figure and the same of a year before
    error^2 = (100 y / y_b)^2 [(e / y)^2 + (e_b / y_b)^2] + definition^2 + (18 m / months)^2
                                               e: rounding, step / sqrt 12; m: months missing or too many

Decision. An error below `NEGLIGIBLE` of the value is none: it is what the figures of statistics are rounded
to, and a run meets the figure exactly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from tajsim.engine.condition import Condition, Measure
from tajsim.published.estimate import Change, Figure, mean_in_force, walk_estimate
from tajsim.published.periods import Span, quarter_span, span
from tajsim.published.row import Observation
from tajsim.published.series import MONTH_OF_TRADE, Rule, is_ratio, rules
from tajsim.published.units import factor
from tajsim.quarters import Quarter

NEGLIGIBLE = 1e-3
"""Errors below a tenth of a percent of a level, or of a point, are none."""
OUTSIDE = "outside the quarters of the run"
NEIGHBOURS = 8  # figures on either side of a quarter that its estimate looks at; those beyond add nothing
FROM_START = 31  # days around the start of a period in which a quote stands for its first day


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one or several rows say of the model: a condition, or the reason why there is none.

    exact: whether the figure is of whole quarters as it stands, not estimated from days or other months.
    """

    rows: tuple[Observation, ...]
    condition: Condition | None
    how: str
    exact: bool = True

    def without(self, reason: str) -> Measured:
        """The same rows with a reason instead of a condition."""
        return replace(self, condition=None, how=reason)


def measure(
    rows: Iterable[Observation], base: Iterable[Observation], on: date, first: Quarter, last: Quarter | None
) -> tuple[Measured, ...]:
    """What every row says of a run: each condition once, and none that follows from others.

    base: other figures known by the day `on`, which a growth or a rate in force starts from. first, last: the
    quarters of the run.
    """
    ordered = sorted(rows, key=Observation.order)
    counted, found = latest(ordered)
    figures = Figures([*base, *ordered])
    days: dict[str, list[Observation]] = {}
    rates: list[Observation] = []
    for one in counted:
        rule = rule_of(one)
        if rule.kind == "none":
            found.append(Measured(rows=(one,), condition=None, how=rule.why))
        elif (rule.kind in ("mean", "end") and one.span.months < 3) or _is_move(rule):
            days.setdefault(rule.output, []).append(one)
        elif rule.kind == "in force":
            rates.append(one)
        else:
            found.append(_of_row(one, rule, figures))
    found += _rates_in_force(rates, figures, on, first, last)
    for group in days.values():
        found += _of_days(group, figures, first, last)
    return _selected(found, first, last)


def rule_of(one: Observation) -> Rule:
    """The rule of a row; of a series that the model does not know, one with the reason."""
    known = rules().get(one.key)
    if known is not None:
        return known
    return Rule(
        kind="none", unit=one.unit, why="no output of the model is defined as this series", signed=True
    )


def _selected(found: Iterable[Measured], first: Quarter, last: Quarter | None) -> tuple[Measured, ...]:
    """What counts in a run from `first` to `last`, in the order of the rows."""
    result: list[Measured] = []
    groups: dict[str, list[Measured]] = {}
    for one in found:
        told = one.condition
        if told is None:
            result.append(one)
        elif _is_outside(told.first, told.last, first, last):
            result.append(one.without(f"{_quarters(told)}: {OUTSIDE}"))
        else:
            groups.setdefault(told.name, []).append(one)
    for group in groups.values():
        result += _independent(group)
    return tuple(sorted(result, key=lambda one: one.rows[0].order()))


def latest(rows: Sequence[Observation]) -> tuple[list[Observation], list[Measured]]:
    """Of each figure the row that counts, the one published last; and the others with their reason."""
    figures: dict[tuple[str, str, date, date], list[Observation]] = {}
    for one in rows:
        figures.setdefault((*one.key, one.span.first, one.span.last), []).append(one)
    counted, others = [], []
    for group in figures.values():
        last = max(group, key=lambda one: (one.published, -_in_unit(one)[1], one.order()))
        counted.append(last)
        for one in group:
            if one is not last:
                same = math.isclose(_in_unit(one)[0], _in_unit(last)[0], rel_tol=1e-9)
                what = "the same figure" if same else f"another figure, {last.text} {last.unit},"
                reason = f"{what} published on {last.published} ({last.source}) counts"
                others.append(Measured(rows=(one,), condition=None, how=reason))
    return counted, others


class Figures:
    """Published figures by series and days, the latest of each: what others are compared with."""

    def __init__(self, rows: Sequence[Observation]) -> None:
        counted, _ = latest(sorted(set(rows), key=Observation.order))
        self._by_days: Mapping[tuple[str, str, date, date], Observation] = {
            (*one.key, one.span.first, one.span.last): one for one in counted
        }

    def of(self, key: tuple[str, str], days: Span) -> Observation | None:
        """The figure of a series for these days."""
        return self._by_days.get((*key, days.first, days.last))

    def series(self, *keys: tuple[str, str]) -> list[Observation]:
        """Every figure of some series."""
        return [one for (country, name, *_), one in self._by_days.items() if (country, name) in keys]


def _of_row(one: Observation, rule: Rule, figures: Figures) -> Measured:
    """What a figure of whole quarters, or of nearly so many, says."""
    ends = rule.measure == "end" or rule.stock
    quarters = _end_quarters(one.span) if ends else one.span.quarters()
    nearly = one.span.nearest_quarters() if rule.kind == "growth" and not ends else None
    if quarters is None and nearly is None:
        reason = "not at the end of a quarter" if ends else f"a {one.span.kind} does not make up quarters"
        return Measured(rows=(one,), condition=None, how=reason)
    first, last = quarters or nearly or (Quarter(1, 1), Quarter(1, 1))
    if rule.kind == "growth":
        return _growth(one, rule, figures, first, last)
    if rule.kind == "level" and is_ratio(rule.output) and first != last:
        return Measured(rows=(one,), condition=None, how="a ratio of several quarters is no mean of theirs")
    value, error = _in_unit(one)[0], (one.error or 0.0) * _scale(one)
    told = Condition(
        name=rule.output, first=first, last=last, measure=rule.measure, value=value,
        error=math.hypot(error, rule.error), source=one.source,
    )  # fmt: skip
    return Measured(rows=(one,), condition=told, how=f"{_measured(told)}: {rule.why}")


def _growth(one: Observation, rule: Rule, figures: Figures, first: Quarter, last: Quarter) -> Measured:
    """A level as growth on the same figure of a year before."""
    before = figures.of(one.key, span(one.span.year_before()))
    if before is None or _in_unit(before)[0] <= 0.0:
        reason = f"no figure of {one.span.year_before()} to compare with: {rule.why}"
        return Measured(rows=(one,), condition=None, how=reason)
    (value, error), (base, base_error) = _in_unit(one), _in_unit(before)
    ratio = value / base
    rounding = 100.0 * ratio * math.hypot(error / value, base_error / base) if value else 0.0
    off = abs(3 * (last - first + 1) - one.span.months) if one.span.kind != "month" else 0
    timing = MONTH_OF_TRADE * off / max(one.span.months, 3 * (last - first + 1))
    total = math.sqrt(rounding**2 + rule.error**2 + timing**2)
    told = Condition(
        name=rule.output, first=first, last=last, measure="growth", value=100.0 * (ratio - 1.0),
        error=0.0 if total < 100.0 * NEGLIGIBLE else total, source=one.source,
    )  # fmt: skip
    stands = f"{one.span.months} months stand for {_quarters(told)}; " if off else ""
    how = f"growth on {before.text} {before.unit} a year before: {stands}{rule.why}"
    return Measured(rows=(one,), condition=told, how=how, exact=not off)


def _of_days(
    group: list[Observation], figures: Figures, first: Quarter, last: Quarter | None
) -> list[Measured]:
    """What quotes of days and figures of months of one output say: an estimate for each of their quarters."""
    placed: dict[Quarter, list[Observation]] = {}
    known: list[Figure] = []
    found: list[Measured] = []
    rule = rule_of(group[0])  # those of one output walk alike
    for one in group:
        figure, reason = _figure(one, rule, figures)
        if figure is None:
            found.append(Measured(rows=(one,), condition=None, how=reason))
        else:
            known.append(figure)
            placed.setdefault(Quarter.parse(date.fromordinal(figure.last)), []).append(one)
    for quarter, rows in sorted(placed.items()):
        if _is_outside(quarter, quarter, first, last):
            found.append(Measured(rows=tuple(rows), condition=None, how=f"{quarter}: {OUTSIDE}"))
            continue
        days = quarter_span(quarter)
        start = days.last if rule.kind == "end" else days.first
        value, error = walk_estimate(_around(known, days), start, days.last, rule.daily)
        if rule.logs:
            value, error = math.exp(value), math.exp(value) * error
        small = NEGLIGIBLE * (abs(value) if rule.logs else 1.0)
        what: Measure = "end" if rule.kind == "end" else "mean"
        told = Condition(
            name=rule.output, first=quarter, last=quarter, measure=what, value=value,
            error=0.0 if error < small else error, source="; ".join(sorted({one.source for one in rows})),
        )  # fmt: skip
        those = "this one" if len(rows) == 1 else f"these {len(rows)}"
        how = f"the {what} of {quarter} estimated from {those} and those around: {rule.why}"
        found.append(Measured(rows=tuple(rows), condition=told, how=how, exact=False))
    return found


def _around(known: list[Figure], days: Span) -> list[Figure]:
    """The figures of a quarter and the nearest on either side."""
    start, end = days.first.toordinal(), days.last.toordinal()
    before = sorted((one for one in known if one.last < start), key=lambda one: -one.last)
    after = sorted((one for one in known if one.first > end), key=lambda one: one.first)
    inside = [one for one in known if one.last >= start and one.first <= end]
    return before[:NEIGHBOURS] + inside + after[:NEIGHBOURS]


def _figure(one: Observation, rule: Rule, figures: Figures) -> tuple[Figure | None, str]:
    """A quote or an average as the walk takes it, or the reason why it cannot."""
    value, error = _in_unit(one)
    first, last = one.span.first.toordinal(), one.span.last.toordinal()
    own = rule_of(one)
    if own.unit == "TJS per RUB":
        dollar = figures.of(("TJK", "exchange_rate_official"), one.span)
        if dollar is None:
            return None, f"no dollar rate of {one.span.text} to cross it with"
        error = math.hypot(error / value, dollar.rounding / dollar.value)
        value = dollar.value / value
        error *= value
    elif _is_move(own):
        start = _at_start(one.span, figures)
        if start is None:
            return None, f"no rate of the first days of {one.span.text} to start from"
        error = start.value * error / 100.0
        value, first = start.value * (1.0 - value / 100.0), last
    elif one.series == "inflation_december_on_december":
        first = date(one.span.last.year, 12, 1).toordinal()
    elif rule.kind == "end":
        first = last
    if own.quoted and one.span.kind == "month":  # a day of the month that is not known
        error = math.hypot(error, value * rule.daily * math.sqrt(one.span.days / 6.0))
    if rule.logs:
        return Figure(first, last, math.log(value), error / value), ""
    return Figure(first, last, value, error), ""


def _rates_in_force(
    group: list[Observation], figures: Figures, on: date, first: Quarter, last: Quarter | None
) -> list[Measured]:
    """The mean of every quarter that is over, and for which some row says which rate was in force."""
    if not group:
        return []
    changes = _changes([*figures.series(*{one.key for one in group}), *group])
    known_to = min(on, max(one.published for one in group))
    found = []
    placed: dict[Quarter, list[Observation]] = {}
    for one in group:
        placed.setdefault(Quarter.parse(one.span.first), []).append(one)
    for quarter, rows in sorted(placed.items()):
        days = quarter_span(quarter)
        mean = mean_in_force(changes, days.first, days.last)
        if _is_outside(quarter, quarter, first, last):
            found.append(Measured(rows=tuple(rows), condition=None, how=f"{quarter}: {OUTSIDE}"))
        elif days.last > known_to:
            found.append(Measured(rows=tuple(rows), condition=None, how=f"{quarter} was not over"))
        elif mean is None:
            reason = f"the rate at the start of {quarter} is not known"
            found.append(Measured(rows=tuple(rows), condition=None, how=reason))
        else:
            value, error = mean
            told = Condition(
                name=rule_of(rows[0]).output, first=quarter, last=quarter, measure="mean", value=value,
                error=0.0 if error < NEGLIGIBLE else error,
                source="; ".join(sorted({one.source for one in rows})),
            )  # fmt: skip
            how = f"the mean of the days of {quarter}: {rule_of(rows[0]).why}"
            found.append(Measured(rows=tuple(rows), condition=told, how=how))
    return found


def _changes(rows: Sequence[Observation]) -> list[Change]:
    """The days from which rates held. A month without its day is its middle; a day in it says more."""
    days = {(one.span.first.year, one.span.first.month, one.value) for one in rows if one.span.kind == "day"}
    found = set()
    for one in rows:
        if one.span.kind == "day":
            found.add(Change(one.span.first.toordinal(), one.value))
        elif (one.span.first.year, one.span.first.month, one.value) not in days and one.span.kind == "month":
            found.add(Change(one.span.first.toordinal() + one.span.days // 2, one.value, one.span.days))
    return sorted(found, key=lambda change: (change.day, change.rate))


def _independent(group: list[Measured]) -> list[Measured]:
    """The conditions of one output of which none follows from the others; shorter ones come first."""
    ordered = sorted(group, key=_rank)
    origin = min(_told(one).first for one in group)
    length = max(_told(one).last for one in group) - origin + 1
    kept: list[np.ndarray] = []
    result = []
    for one in ordered:
        told = _told(one)
        quarters = np.zeros(length)
        quarters[(told.last if told.measure == "end" else told.first) - origin : told.last - origin + 1] = 1.0
        if np.linalg.matrix_rank(np.array([*kept, quarters])) > len(kept):
            kept.append(quarters)
            result.append(one)
        else:
            result.append(one.without(f"{_quarters(told)}: what is known of {told.name} already says it"))
    return result


def _rank(one: Measured) -> tuple[object, ...]:
    """Shorter figures first; of the same quarters the output itself, then exact ones, then later ones."""
    told = _told(one)
    direct = one.rows[0].series == told.name
    newest = max(row.published for row in one.rows)
    return (
        told.last - told.first, told.first, not direct, not one.exact, -newest.toordinal(), told.error,
        one.rows[0].order(),
    )  # fmt: skip


def _told(one: Measured) -> Condition:
    if one.condition is None:
        raise AssertionError("only what has a condition is compared")
    return one.condition


def _is_outside(start: Quarter, end: Quarter, first: Quarter, last: Quarter | None) -> bool:
    return start < first or (last is not None and end > last)


def _in_unit(one: Observation) -> tuple[float, float]:
    """A figure and its standard error in the unit of its rule."""
    scale = _scale(one)
    return one.value * scale, one.rounding * scale


def _scale(one: Observation) -> float:
    found = factor(one.unit, rule_of(one).unit)
    return 1.0 if found is None else found


def _is_move(rule: Rule) -> bool:
    """Whether a figure is the change of a rate from the first to the last day of its period."""
    return rule.kind == "mean" and rule.unit == "%" and rule.logs


def _at_start(days: Span, figures: Figures) -> Observation | None:
    """The dollar rate nearest to the first day of a period, within a month of it."""
    near = [
        (abs((one.span.first - days.first).days), one.order(), one)
        for one in figures.series(("TJK", "exchange_rate_official"))
        if one.span.kind == "day" and abs((one.span.first - days.first).days) <= FROM_START
    ]
    return min(near, key=lambda item: item[:2])[2] if near else None


def _end_quarters(days: Span) -> tuple[Quarter, Quarter] | None:
    """The quarter whose last day is the last of a period, twice."""
    quarter = Quarter.parse(days.last)
    return (quarter, quarter) if days.last == quarter_span(quarter).last else None


def _quarters(told: Condition) -> str:
    return str(told.first) if told.first == told.last else f"{told.first} to {told.last}"


def _measured(told: Condition) -> str:
    words = {"growth": "growth on a year before", "end": "the end"}
    return f"{words.get(told.measure, f'the {told.measure}')} of {_quarters(told)}"
