"""Runs from a parameter set that knows quarters since its base year.

In them drivers take the paths of the set, equations have no add-factors, and members repeat what hit them, so
that each draw arrives in a state of its own. The outlook holds from the calendar year after them.

Decision: see `docs/decisions/a-start-in-2025.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tajsim.drivers.outlook import Outlook
from tajsim.drivers.stochastic import DriverModel
from tajsim.engine.condition import Condition
from tajsim.engine.shocks import NAMES
from tajsim.errors import InputError, Problems
from tajsim.judgements.judgement import Judgement
from tajsim.parameters import Parameters
from tajsim.parameters.known import KnownQuarters
from tajsim.parameters.loading import as_parameters, parameter_set_names
from tajsim.past import ObservedDrivers

Floats = NDArray[np.float64]


def check_known(p: Parameters, conditions: Sequence[Condition], judgement: Judgement | None = None) -> None:
    """Refuse what a set that knows quarters cannot be given: figures and judgement of them (InputError)."""
    known = p.known
    if known is None:
        return
    if known.series != NAMES:
        raise InputError(
            f"{p.name!r} was made for equations with the residuals {', '.join(known.series)}; renew it with "
            "tajsim.nowcast"
        )
    problems = Problems(f"{p.name!r} knows what was published by {known.on} of the quarters to {known.last}")
    before = p.parents[0] if p.parents else "the set it was made from"
    given = [c for c in conditions if c.last <= known.last]
    if given:
        others = f", as {len(given) - 1} more figures are" if given[1:] else ""
        problems.add(
            f"{given[0]} is of them{others}; give it to {before!r}, or renew the set with tajsim.nowcast"
        )
    for one in judgement.add_factors if judgement else ():
        if one.start <= known.last:
            problems.add(
                f"the add-factor on {one.equation!r} starts in {one.start}; start it in {known.last + 1} or "
                f"later, or give it to {before!r}"
            )
    problems.raise_if_any()


def not_followed(p: Parameters, own: Outlook, shipped: Outlook) -> str:
    """What an outlook of one's own says of years that the set knows, in words, or nothing.

    Figures that stand in the shipped outlook as well are not its own.
    """
    if p.known is None:
        return ""
    found = [
        f"{name} {year}"
        for mine, theirs in ((own.drivers, shipped.drivers), (own.targets, shipped.targets))
        for name, annual in mine.items()
        for year, value in sorted(annual.values.items())
        if year < p.known.free_from.year and (name not in theirs or theirs[name].values.get(year) != value)
    ]
    if not found:
        return ""
    return (
        f"{p.name!r} knows the quarters to {p.known.last}: figures of the outlook before "
        f"{p.known.free_from.year} are not followed: {', '.join(found)}"
    )


def without_known(p: Parameters) -> Parameters:
    """The set that a set was before it knew later quarters, for runs from a past year.

    Raises InputError when that one does not ship, or the set was changed since.
    """
    if p.known is None:
        return p
    if p.name in parameter_set_names() and p.parents:
        return as_parameters(p.parents[0])
    raise InputError(
        f"{p.name!r} knows quarters since {p.date}, which a run from a past year does not; take the set that "
        f"it was made from, {', '.join(map(repr, p.parents)) or 'which it does not name'}"
    )


def first_free(known: KnownQuarters) -> int:
    """The place of the first quarter for which an outlook holds: that of the calendar year after them."""
    return known.free_from - known.first


def continued(
    known: KnownQuarters,
    view: Outlook | ObservedDrivers,
    whole: Mapping[str, Floats],
    years: range,
    model: DriverModel | None,
) -> dict[str, Floats]:
    """The drivers by quarter over `years`: as known, and from there on as the outlook goes.

    whole: the outlook's own paths. Annual means are met by quarters that begin where the known ones end; a
    projection of the driver model grows from there.
    """
    found, n, free = {}, known.quarters, first_free(known)
    starts = {name: float(known.drivers[name][-1]) for name in ("rub_per_usd", "oil_price")}
    later = range(years.start + (free + known.first.quarter - 1) // 4, years.stop)
    means = view.driver_paths(later, starts, model) if isinstance(view, Outlook) and len(later) else {}
    for name, path in whole.items():
        own = known.drivers.get(name)
        if own is None:
            found[name] = path
            continue
        rest = path[n:]
        if isinstance(view, Outlook) and name in starts:
            if view.drivers[name].kind == "forecast":
                rest = rest * (own[-1] / path[n - 1])
            else:
                rest = np.concatenate([np.full(free - n, own[-1]), means.get(name, rest[:0])])
        found[name] = np.concatenate([own, rest])[: len(path)]
    return found
