"""What was published between two rounds: revised figures together, and new ones release by release."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import partial

from tajsim.published.observations import Observations
from tajsim.published.row import Observation
from tajsim.rounds.groups import RELEASE, Group
from tajsim.rounds.inputs import Inputs

_SERIES = 3  # that the name of a release lists


def news(a: Inputs, b: Inputs) -> tuple[Group, ...]:
    """Revisions, and the releases in the order of their publication; what says nothing of a run is neither.

    A new figure is one that the first round had in no vintage. Everything else that differs is a revision,
    figures that the second round leaves out among them.
    """
    if a.known is None and b.known is None:
        return ()
    last = b.known or a.known
    if last is None:
        raise AssertionError("neither round was given figures")
    base = {one for known in (a.known, b.known) if known is not None for one in known.base}

    def moved(x: Inputs, added: Collection[Observation], gone: Collection[Observation] = ()) -> Inputs:
        """The inputs with figures added and others left out, as known on the day of the second round."""
        rows = _rows(x.known) - set(gone) | set(added)
        made = Observations(rows=tuple(rows), base=tuple(base - rows), on=last.on) if rows else None
        return replace(x, known=made)

    before, after = _rows(a.known), _rows(b.known)
    had, told = {_figure(one) for one in before}, _telling(b.known)
    fresh = {one for one in after - before if _figure(one) not in had and one in told}
    added, gone = after - before - fresh, before - after
    found = []
    if (added or gone) and any(
        _conditions(moved(x, more, less)) != _conditions(x)
        for x, more, less in ((a, added, gone), (b, gone, added))
    ):
        found.append(Group("revisions", "revisions", lambda x: moved(x, added, gone)))
    releases: dict[tuple[date, str], set[Observation]] = {}
    for one in fresh:
        releases.setdefault((one.published, one.institution), set()).add(one)
    for (day, who), rows in sorted(releases.items(), key=lambda item: item[0]):
        found.append(Group(RELEASE, _name(day, who, rows), partial(moved, added=rows)))
    return tuple(found)


def _rows(known: Observations | None) -> set[Observation]:
    """The figures of a round; none where it was given none."""
    return set() if known is None else set(known.rows)


def _figure(one: Observation) -> tuple[object, ...]:
    return (*one.key, one.span.first, one.span.last)


def _telling(known: Observations | None) -> set[Observation]:
    """The figures that make a condition of a run."""
    measured = () if known is None else known.measured()
    return {row for one in measured if one.condition is not None for row in one.rows}


def _conditions(x: Inputs) -> tuple[object, ...]:
    return () if x.known is None else x.known.conditions()


def _name(day: date, who: str, rows: Collection[Observation]) -> str:
    series = sorted({one.key[1] for one in rows})
    more = ", ..." if series[_SERIES:] else ""
    return f"{who}, {day}: {', '.join(series[:_SERIES])}{more}"
