"""From published figures to conditions: which of them count, what each says of the model, and how surely.

Of several publications of one figure the latest counts; three months make a quarter. Of two figures of the
same quarters of an output that one counts which measures it more directly (`_rank`); a figure that follows
from others, as a half from its two quarters, is left out, since a run cannot be given the same thing twice.

Equations

    growth = 100 (y / y_b - 1)                 y, y_b: a figure and the same of a year before
    error^2 = (100 y / y_b)^2 [(e / y)^2 + (e_b / y_b)^2] + definition^2 + (18 m / months)^2
                                               e: rounding, step / sqrt 12; m: months missing or too many

Decision. An error below `NEGLIGIBLE` of the value is none: it is what the figures of statistics are rounded
to, and a run meets the figure exactly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np

from tajsim.engine.condition import Condition
from tajsim.published.days import is_move, of_days, rates_in_force
from tajsim.published.figures import Figures, in_unit, latest, quarters_of_months, rule_of, scale_of
from tajsim.published.meaning import NEGLIGIBLE, OUTSIDE, UNKNOWN_BEFORE, Measured, quarters_of
from tajsim.published.periods import Span, quarter_span, span
from tajsim.published.row import Observation
from tajsim.published.series import IN_BASE_YEAR, MONTH_OF_TRADE, Rule, is_ratio
from tajsim.quarters import Quarter


def measure(
    rows: Iterable[Observation], base: Iterable[Observation], on: date, first: Quarter, last: Quarter | None
) -> tuple[Measured, ...]:
    """What every row says of a run: each condition once, and none that follows from others.

    base: other figures known by the day `on`, which a growth or a rate in force starts from. first, last: the
    quarters of the run.
    """
    ordered = sorted(rows, key=Observation.order)
    counted, others = latest(ordered)
    found = [Measured(rows=(one,), condition=None, how=reason) for one, reason in others]
    figures = Figures(base, ordered)
    whole = quarters_of_months(counted)
    found += [replace(_of_row(one, rule_of(one), figures), rows=three) for one, three in whole]
    used = {month for _, three in whole for month in three}
    days: dict[str, list[Observation]] = {}
    rates: list[Observation] = []
    for one in counted:
        rule = rule_of(one)
        if one in used:
            continue
        if rule.kind == "none":
            found.append(Measured(rows=(one,), condition=None, how=rule.why))
        elif (rule.kind in ("mean", "end") and one.span.months < 3) or is_move(rule):
            days.setdefault(rule.output, []).append(one)
        elif rule.kind == "in force":
            rates.append(one)
        else:
            found.append(_of_row(one, rule, figures))
    found += rates_in_force(rates, figures, on, first, last)
    for group in days.values():
        found += of_days(group, figures, first, last)
    return _selected(found, first, last)


def _selected(found: Iterable[Measured], first: Quarter, last: Quarter | None) -> tuple[Measured, ...]:
    """What counts in a run from `first` to `last`, in the order of the rows."""
    result: list[Measured] = []
    groups: dict[str, list[Measured]] = {}
    for one in found:
        c = one.condition
        if c is None:
            result.append(one)
        elif reason := _not_of_run(c, first, last):
            result.append(one.without(f"{quarters_of(c)}: {reason}"))
        else:
            groups.setdefault(c.name, []).append(one)
    for group in groups.values():
        result += _independent(group)
    return tuple(sorted(result, key=lambda one: one.rows[0].order()))


def _not_of_run(c: Condition, first: Quarter, last: Quarter | None) -> str:
    """Why a run from `first` to `last` cannot meet it, or nothing.

    A figure may reach into the base year, the four quarters before a run, where these are laid out.
    """
    grows = c.measure == "growth" or c.name in ("gdp_growth", "inflation")
    reached = c.first - 4 if grows else c.first
    if c.last < first or first - reached > 4 or (last is not None and c.last > last):
        return OUTSIDE
    if reached >= first or c.name in IN_BASE_YEAR:
        return ""
    return UNKNOWN_BEFORE if c.first >= first else OUTSIDE


def _of_row(one: Observation, rule: Rule, figures: Figures) -> Measured:
    """What a figure of whole quarters, or of nearly so many, says."""
    if rule.years_alone and one.span.kind != "year":
        return Measured(rows=(one,), condition=None, how=f"only whole years count: {rule.why}")
    ends = rule.measure == "end" or rule.stock
    quarters = _end_quarters(one.span) if ends else one.span.quarters()
    nearly = one.span.nearest_quarters() if rule.kind == "growth" and not ends else None
    if quarters is None and nearly is None:
        alone = (
            "months of its quarter are missing" if one.span.kind == "month" else "it is of no whole quarters"
        )
        reason = "it is not at the end of a quarter" if ends else alone
        return Measured(rows=(one,), condition=None, how=reason)
    first, last = quarters or nearly or (Quarter(1, 1), Quarter(1, 1))
    if rule.kind == "growth":
        return _growth(one, rule, figures, first, last)
    if rule.kind == "level" and is_ratio(rule.output) and first != last:
        return Measured(rows=(one,), condition=None, how="a ratio of several quarters is no mean of theirs")
    value, error = in_unit(one)[0], (one.error or 0.0) * scale_of(one)
    c = Condition(
        name=rule.output, first=first, last=last, measure=rule.measure, value=value,
        error=math.hypot(error, rule.error), source=one.source,
    )  # fmt: skip
    return Measured(rows=(one,), condition=c, how=f"{_measured(c)}: {rule.why}")


def _growth(one: Observation, rule: Rule, figures: Figures, first: Quarter, last: Quarter) -> Measured:
    """A level as growth on the same figure of a year before."""
    before = figures.of(one.key, span(one.span.year_before()))
    if before is None or in_unit(before)[0] <= 0.0:
        reason = f"no figure of {one.span.year_before()} to compare with: {rule.why}"
        return Measured(rows=(one,), condition=None, how=reason)
    (value, error), (base, base_error) = in_unit(one), in_unit(before)
    ratio = value / base
    rounding = 100.0 * ratio * math.hypot(error / value, base_error / base) if value else 0.0
    off = abs(3 * (last - first + 1) - one.span.months) if one.span.kind != "month" else 0
    timing = MONTH_OF_TRADE * off / max(one.span.months, 3 * (last - first + 1))
    total = math.sqrt(rounding**2 + rule.error**2 + timing**2)
    c = Condition(
        name=rule.output, first=first, last=last, measure="growth", value=100.0 * (ratio - 1.0),
        error=0.0 if total < 100.0 * NEGLIGIBLE else total, source=one.source,
    )  # fmt: skip
    stands = f"{one.span.months} months stand for {quarters_of(c)}; " if off else ""
    how = f"growth on {before.text} {before.unit} a year before: {stands}{rule.why}"
    return Measured(rows=(one,), condition=c, how=how, exact=not off)


def _independent(group: list[Measured]) -> list[Measured]:
    """The conditions of one output of which none follows from the others, and the rest with the reason."""
    ordered = sorted(group, key=_rank)
    origin = min(_condition(one).first for one in group)
    length = max(_condition(one).last for one in group) - origin + 1
    kept: list[np.ndarray] = []
    result = []
    for one in ordered:
        c = _condition(one)
        quarters = np.zeros(length)
        quarters[(c.last if c.measure == "end" else c.first) - origin : c.last - origin + 1] = 1.0
        if np.linalg.matrix_rank(np.array([*kept, quarters])) > len(kept):
            kept.append(quarters)
            result.append(one)
        else:
            result.append(one.without(_said_already(one, [_condition(x) for x in result if x.condition])))
    return result


def _said_already(one: Measured, kept: Iterable[Condition]) -> str:
    """Why a condition is left out, and whether it disagrees with the one that counts instead."""
    c = _condition(one)
    reason = f"{quarters_of(c)}: what else is known of {c.name} already says it"
    for other in kept:
        same = (other.first, other.last, other.measure) == (c.first, c.last, c.measure)
        room = max(2.0 * math.hypot(other.error, c.error), NEGLIGIBLE * max(abs(other.value), 1.0))
        if same and abs(other.value - c.value) > room:
            return f"{reason}, and otherwise: {other.value:.4g} ({other.source}) against {c.value:.4g} here"
    return reason


def _rank(one: Measured) -> tuple[object, ...]:
    """Whole quarters before estimates, shorter before longer; then the output itself, then later ones."""
    c = _condition(one)
    direct = one.rows[0].series == c.name
    newest = max(row.published for row in one.rows)
    return (
        not one.exact, c.last - c.first, c.first, not direct, -newest.toordinal(), c.error,
        one.rows[0].order(),
    )  # fmt: skip


def _condition(one: Measured) -> Condition:
    if one.condition is None:
        raise AssertionError("only what has a condition is compared")
    return one.condition


def _end_quarters(days: Span) -> tuple[Quarter, Quarter] | None:
    """The quarter whose last day is the last of a period, twice."""
    quarter = Quarter.parse(days.last)
    return (quarter, quarter) if days.last == quarter_span(quarter).last else None


def _measured(c: Condition) -> str:
    words = {"growth": "growth on a year before", "end": "the end"}
    return f"{words.get(c.measure, f'the {c.measure}')} of {quarters_of(c)}"
