"""Goals of an outlook for outputs of any kind: annual figures that an add-factor is made to meet.

Decision. The add-factor that meets a figure is constant within the year, solved over its four quarters, so
that any output will do: a sum, a mean, the end of the year or a ratio, without a quarterly path that nobody
published. The goals that the published outlook has keep quarterly paths of their own (`engine.baseline`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tajsim.drivers.outlook import TARGETS, Outlook
from tajsim.errors import Problems, nearest, quoted
from tajsim.model.economy import SimulatedQuarter
from tajsim.model.outputs import OUTPUTS, Output
from tajsim.model.state import AddFactors
from tajsim.past import ObservedDrivers

MET_BY: Mapping[str, str] = {
    "gdp_growth": "demand",
    "inflation": "prices",
    "tjs_per_usd": "exchange_rate",
    "remittances_growth": "remittances",
    "current_account_gdp": "imports",
}
"""The add-factor that meets each of the targets with a quarterly path."""


class Goal(NamedTuple):
    """Annual figures of an output in its unit, and the add-factor that meets them."""

    output: Output
    by: str
    values: Mapping[int, float]

    def reached(self, quarters: Sequence[SimulatedQuarter], seasons: Mapping[str, Sequence[float]]) -> float:
        """The annual value of the output in the four quarters of a year, as a result reports it."""
        o = self.output
        pattern = seasons[o.season] if o.season else (1.0,) * len(quarters)
        values = [float(o.value(q)) * factor for q, factor in zip(quarters, pattern, strict=True)]
        if o.annual == "end":
            return values[-1]
        if o.annual == "ratio" and o.weight is not None:
            weights = [float(o.weight(q)) for q in quarters]
            return sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)
        return sum(values) if o.annual == "sum" else sum(values) / len(values)


def goals_of(outlook: Outlook | ObservedDrivers) -> tuple[Goal, ...]:
    """The goals of an outlook beside the targets with a quarterly path.

    Raises InputError naming every goal that is no output, that is met by no add-factor, or by one that meets
    another target as well.
    """
    known = {o.name: o for o in OUTPUTS}
    problems = Problems(f"cannot follow the outlook {outlook.name!r}")
    meets = {MET_BY[name]: name for name in outlook.targets if name in MET_BY}
    found = []
    for name, target in outlook.targets.items():
        if name in MET_BY:
            continue
        if name not in known:
            problems.add(f"unknown target {quoted(name)}; {nearest(name, [*TARGETS, *known])}")
        elif known[name].annual == "growth":
            problems.add(f"target {quoted(name)} is met without by")
        elif target.by not in AddFactors._fields:
            problems.add(
                f"target {quoted(name)}: by is {quoted(target.by)}; {nearest(target.by, AddFactors._fields)}"
            )
        elif target.by in meets:
            problems.add(
                f"{target.by} would have to meet both {quoted(meets[target.by])} and {quoted(name)}; take "
                f"another by, or leave one out with drop = [...]"
            )
        else:
            meets[target.by] = name
            found.append(Goal(known[name], target.by, target.values))
    problems.raise_if_any()
    return tuple(found)
