"""Published figures by series and days, of each the one that counts: the one published last."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tajsim.published.periods import Span, quarter_span
from tajsim.published.row import Observation
from tajsim.published.series import Rule, rules
from tajsim.published.units import factor
from tajsim.quarters import Quarter


def latest(rows: Sequence[Observation]) -> tuple[list[Observation], list[tuple[Observation, str]]]:
    """Of each figure the row that counts, the one published last; and the others with their reason."""
    figures: dict[tuple[str, str, date, date], list[Observation]] = {}
    for one in rows:
        figures.setdefault((*one.key, one.span.first, one.span.last), []).append(one)
    counted, others = [], []
    for group in figures.values():
        if len(group) == 1:
            counted += group
            continue
        last = max(group, key=lambda one: (one.published, -in_unit(one)[1], one.order()))
        counted.append(last)
        for one in group:
            if one is not last:
                same = math.isclose(in_unit(one)[0], in_unit(last)[0], rel_tol=1e-9)
                what = "the same figure" if same else f"another figure, {last.text} {last.unit},"
                reason = f"{what} published on {last.published} ({last.source}) counts"
                others.append((one, reason))
    return counted, others


def quarters_of_months(rows: Sequence[Observation]) -> list[tuple[Observation, tuple[Observation, ...]]]:
    """The quarters whose three months are all there, each with its months: their sum, or the mean of rates.

    Rows are the latest of their figures. A quarter is known when its last month is.
    """
    months: dict[tuple[str, str, Quarter], list[Observation]] = {}
    for one in rows:
        if one.span.kind == "month" and rule_of(one).kind in ("level", "growth") and not rule_of(one).stock:
            months.setdefault((*one.key, Quarter.parse(one.span.first)), []).append(one)
    found = []
    for (country, series, quarter), three in months.items():
        if len(three) < 3:
            continue
        rule = rule_of(three[0])
        share = 1.0 / 3.0 if rule.measure == "mean" else 1.0
        stated = [one.error * scale_of(one) for one in three if one.error is not None]
        whole = Observation(
            country=country,
            series=series,
            unit=rule.unit,
            span=quarter_span(quarter),
            text=f"{share * sum(in_unit(one)[0] for one in three):.12g}",
            source="; ".join(dict.fromkeys(one.source for one in three)),
            published=max(one.published for one in three),
            error=share * math.hypot(*stated) if stated else None,
        )
        found.append((whole, tuple(three)))
    return found


class Figures:
    """Published figures by series and days, the latest of each: what others are compared with.

    A figure among the rows goes before one of the base. A quarter that was not published is made of its three
    months, where there are all.
    """

    def __init__(self, base: Iterable[Observation], rows: Iterable[Observation]) -> None:
        found: dict[tuple[str, str, date, date], Observation] = {}
        for group in (base, rows):
            counted, _ = latest(sorted(set(group), key=Observation.order))
            whole = [quarter for quarter, _ in quarters_of_months(counted)]
            found |= {(*one.key, one.span.first, one.span.last): one for one in (*whole, *counted)}
        self._by_days: Mapping[tuple[str, str, date, date], Observation] = found

    def of(self, key: tuple[str, str], days: Span) -> Observation | None:
        """The figure of a series for these days."""
        return self._by_days.get((*key, days.first, days.last))

    def series(self, *keys: tuple[str, str]) -> list[Observation]:
        """Every figure of some series."""
        return [one for (country, name, *_), one in self._by_days.items() if (country, name) in keys]


def rule_of(one: Observation) -> Rule:
    """The rule of a row; of a series that the model does not know, one with the reason."""
    known = rules().get(one.key)
    if known is not None:
        return known
    return Rule(
        kind="none", unit=one.unit, why="no output of the model is defined as this series", signed=True
    )


def in_unit(one: Observation) -> tuple[float, float]:
    """A figure and its standard error in the unit of its rule."""
    scale = scale_of(one)
    return one.value * scale, one.rounding * scale


def scale_of(one: Observation) -> float:
    found = factor(one.unit, rule_of(one).unit)
    return 1.0 if found is None else found
