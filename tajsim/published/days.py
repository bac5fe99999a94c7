"""What days and months say of quarters: quotes, averages of months, and rates in force."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from tajsim.engine.condition import Condition, Measure
from tajsim.published.estimate import Change, Figure, mean_in_force, walk_estimate
from tajsim.published.figures import Figures, in_unit, rule_of
from tajsim.published.meaning import NEGLIGIBLE, OUTSIDE, Measured, is_outside
from tajsim.published.periods import Span, quarter_span
from tajsim.published.row import Observation
from tajsim.published.series import Rule
from tajsim.quarters import Quarter

NEIGHBOURS = 8  # figures on either side of a quarter that its estimate looks at; those beyond add nothing
FROM_START = 31  # days around the start of a period in which a quote stands for its first day


def of_days(
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
        if is_outside(quarter, quarter, first, last):
            found.append(Measured(rows=tuple(rows), condition=None, how=f"{quarter}: {OUTSIDE}"))
            continue
        days = quarter_span(quarter)
        start = days.last if rule.kind == "end" else days.first
        value, error = walk_estimate(_around(known, days), start, days.last, rule.daily)
        if rule.logs:
            value, error = math.exp(value), math.exp(value) * error
        small = NEGLIGIBLE * (abs(value) if rule.logs else 1.0)
        what: Measure = "end" if rule.kind == "end" else "mean"
        condition = Condition(
            name=rule.output, first=quarter, last=quarter, measure=what, value=value,
            error=0.0 if error < small else error, source="; ".join(sorted({one.source for one in rows})),
        )  # fmt: skip
        those = "this one" if len(rows) == 1 else f"these {len(rows)}"
        how = f"the {what} of {quarter} estimated from {those} and those around: {rule.why}"
        found.append(Measured(rows=tuple(rows), condition=condition, how=how, exact=False))
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
    value, error = in_unit(one)
    first, last = one.span.first.toordinal(), one.span.last.toordinal()
    own = rule_of(one)
    if own.unit == "TJS per RUB":
        dollar = figures.of(("TJK", "exchange_rate_official"), one.span)
        if dollar is None:
            return None, f"no dollar rate of {one.span.text} to cross it with"
        error = math.hypot(error / value, dollar.rounding / dollar.value)
        value = dollar.value / value
        error *= value
    elif is_move(own):
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


def rates_in_force(
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
        if is_outside(quarter, quarter, first, last):
            found.append(Measured(rows=tuple(rows), condition=None, how=f"{quarter}: {OUTSIDE}"))
        elif days.last > known_to:
            found.append(Measured(rows=tuple(rows), condition=None, how=f"{quarter} was not over"))
        elif mean is None:
            reason = f"the rate at the start of {quarter} is not known"
            found.append(Measured(rows=tuple(rows), condition=None, how=reason))
        else:
            value, error = mean[0], math.hypot(mean[1], rule_of(rows[0]).error)
            condition = Condition(
                name=rule_of(rows[0]).output, first=quarter, last=quarter, measure="mean", value=value,
                error=0.0 if error < NEGLIGIBLE else error,
                source="; ".join(sorted({one.source for one in rows})),
            )  # fmt: skip
            how = f"the mean of the days of {quarter}: {rule_of(rows[0]).why}"
            found.append(Measured(rows=tuple(rows), condition=condition, how=how))
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


def is_move(rule: Rule) -> bool:
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
