"""Targets: everything a shock can act on, which is every driver and every parameter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from tajsim.drivers.declared import DRIVERS, OBSERVABLE, OBSERVABLE_NAMES
from tajsim.errors import InputError, Problems, UnknownNameError, nearest, quoted

if TYPE_CHECKING:
    from tajsim.scenarios.shock import Shock
    from tajsim.scenarios.writing import ScenarioLike


@dataclass(frozen=True, slots=True)
class Target:
    """One thing a shock can act on, with its unit and the range it may take."""

    name: str
    kind: Literal["driver", "parameter"]
    unit: str
    low: float
    high: float
    description: str


@cache
def targets() -> Mapping[str, Target]:
    """Every target by name, the drivers first. Raises InputError when a name is declared twice."""
    from tajsim.parameters import declarations

    drivers = (*DRIVERS, *OBSERVABLE)
    found = {d.name: Target(d.name, "driver", d.unit, d.low, d.high, d.description) for d in drivers}
    problems = Problems("drivers and parameters")
    for p in declarations().values():
        if p.name in found:
            problems.add(f"{p.name!r} is declared both as a driver and as a parameter")
        found[p.name] = Target(p.name, "parameter", p.unit, p.low, p.high, p.description)
    problems.raise_if_any()
    return MappingProxyType(found)


def target_problems(shock: Shock, known: Mapping[str, Target]) -> list[str]:
    """What is wrong with the target of a shock: it is not among `known`, or is set outside its range."""
    target = known.get(shock.target)
    if target is None:
        return [f"unknown target {quoted(shock.target)}; {nearest(shock.target, known)}"]
    if not shock.sets:
        return []
    if shock.operation == "set_mean" and target.kind == "parameter":
        return [
            f"set_mean is for drivers, whose draws vary around a path; {target.name} is a parameter: use set "
            "for one value in every draw, or add or multiply, which keep the differences between draws"
        ]
    if shock.operation == "set_mean" and target.name in OBSERVABLE_NAMES:
        return [
            f"set_mean is for drivers whose draws vary around a path; {target.name} is what the model makes "
            "of it in each draw, unless it is given: use set for one value in every draw, or add or multiply"
        ]
    allowed = f"allowed is {target.low:g} to {target.high:g} {target.unit}"
    wrong = [value for value in shock.shape.values if not target.low <= value <= target.high]
    return [f"{target.name} cannot be set to {value:g}; {allowed}" for value in dict.fromkeys(wrong)]


def check_targets(scenarios: Iterable[ScenarioLike]) -> None:
    """Raise for shocks whose target does not exist or is set outside its range, all scenarios at once.

    UnknownNameError when a name is unknown, else InputError; the message names the scenario.
    """
    problems, known = Problems("scenarios"), targets()
    error: type[InputError] = InputError
    for scenario in scenarios:
        for shock in scenario.shocks:
            if shock.target not in known:
                error = UnknownNameError
            for problem in target_problems(shock, known):
                problems.add(f"{scenario.name!r}: {problem}")
    problems.raise_if_any(error)
