"""Shocks that no distribution covers: rules and other parameters, beside the nearest episode of the past."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tajsim.engine.plan import ScenarioPlan
from tajsim.past import episodes as on_record
from tajsim.past.drivers import FIRST, LAST
from tajsim.quarters import Quarter, quarter_range
from tajsim.scenarios import Scenario, read_scenario
from tajsim.scenarios.target import targets

KIN = {
    "removals": "enforcement",
    "sector_ban_share": "enforcement",
    "preregistration_barrier": "refusal_share",
    "entry_cost_share": "refusal_share",
    "recruitment_rate_regular": "naturalisation_rate",
    "recruitment_rate_naturalised": "naturalisation_rate",
}
"""Rules without an episode of their own, and the rule of an episode that acted on the same people."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, other parameter or other driver that a scenario changes.

    usual, scenario: its value without the scenario and the one farthest from it, in `unit`. begins: the first
    quarter in which it differs. episode: title of the nearest episode on record, "" when there is none;
    acted_on: the rule that changed then; episode_value: the value it reached, in its own unit.
    """

    target: str
    unit: str
    usual: float
    scenario: float
    episode: str
    acted_on: str
    episode_value: float
    begins: Quarter


def rules(
    plan: ScenarioPlan,
    outlook: ScenarioPlan,
    central: Mapping[str, float],
    covered: tuple[str, ...],
    quarters: Sequence[Quarter],
) -> tuple[Rule, ...]:
    """What `plan` changes besides the `covered` drivers in `quarters`. central: values of the parameters."""
    found = []
    known, past = targets(), episodes()
    for name, path in plan.drivers.items():
        usual = outlook.drivers[name]
        if name not in covered and (path != usual).any():
            at = int(np.argmax(np.abs(path - usual)))
            begins = quarters[int(np.argmax(path != usual))]
            levels = float(usual[at]), float(path[at])
            found.append(Rule(name, known[name].unit, *levels, "", "", math.nan, begins))
    for name, change in plan.changes.items():
        path = change.apply(np.full(len(change.add), central[name]))
        value = _farthest(path, central[name])
        if value == central[name]:  # set to what it is
            continue
        episode, acted_on, reached = _nearest(name, value, central, past)
        begins = quarters[int(np.argmax(path != central[name]))]
        found.append(Rule(name, known[name].unit, central[name], value, episode, acted_on, reached, begins))
    return tuple(found)


def episodes() -> tuple[Scenario, ...]:
    """The episodes on record: what rules and borders did in the past."""
    return tuple(read_scenario(path) for path in on_record.SHIPPED.files().values())


def _nearest(
    name: str, value: float, central: Mapping[str, float], past: tuple[Scenario, ...]
) -> tuple[str, str, float]:
    """Title, rule and value of the episode that came nearest to `value`, by size, in the same direction."""
    quarters = quarter_range(Quarter(FIRST, 1), Quarter(LAST, 4))
    acted_on = name if any(s.target == name for e in past for s in e.shocks) else KIN.get(name, "")
    reached = {}
    for episode in past:
        change = episode.modifiers(quarters).get(acted_on)
        if change is not None:
            path = change.apply(np.full(len(quarters), central[acted_on]))
            reached[episode.title or episode.name] = _farthest(path, central[acted_on])
    # a rule that was tightened is no precedent for its loosening
    way = value - central[name]
    reached = {t: v for t, v in reached.items() if (v - central[acted_on]) * way > 0.0}
    if not reached:
        return "", "", math.nan
    best = min(reached, key=lambda title: abs(reached[title] - value) if acted_on == name else 0.0)
    return best, acted_on, reached[best]


def _farthest(path: np.ndarray, usual: float) -> float:
    return float(path[int(np.argmax(np.abs(path - usual)))])
