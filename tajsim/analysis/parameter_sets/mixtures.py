"""Outcomes of many mixtures of two parameter sets at once: some blocks of the one, the rest of the other.

Everything is on single paths, as in `run` with draws=None: for each mixture the add-factors of the baseline
are solved again, for all mixtures together. Where a block shapes what a run is laid out on (base-year
economy, drivers' starting points, goals of the outlook, distribution of incomes), mixtures are run in groups
that have it from the same set.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import Progress
from tajsim.engine import baseline
from tajsim.engine.given import run_given
from tajsim.engine.plan import Plan, first_state, last_quarter
from tajsim.engine.request import RunOptions, read
from tajsim.engine.run import FIXED, prepare
from tajsim.engine.sampling import blocks_of
from tajsim.errors import InputError
from tajsim.model.economy import SimulatedQuarter, step
from tajsim.model.numeric import ScalarMath
from tajsim.model.state import NO_ADD_FACTORS, AddFactors
from tajsim.parameters import Parameters, declarations
from tajsim.parameters.entry import Entry
from tajsim.scenarios import Scenario

Floats = NDArray[np.float64]

SHAPING = (*FIXED, "remittances_gdp_share", "rub_per_usd_base", "oil_price_base")
"""Parameters that shape what a run is laid out on; so does the whole block `economy`."""


@dataclass(frozen=True)
class OutcomeSpec:
    """Outcomes of a mixture: a scenario or None, the baseline, outputs to keep and the last quarter."""

    scenario: Scenario | None
    baseline: str
    outputs: tuple[str, ...]
    end: str

    def options(self, p: Parameters) -> RunOptions:
        """The run that gives them on single paths, for the parameters of a mixture."""
        return RunOptions(
            scenarios=() if self.scenario is None else (self.scenario,),
            parameters=p,
            baseline=self.baseline,
            start=last_quarter(p) + 1,
            end=self.end,
            draws=None,
            outputs=self.outputs,
        )


@dataclass(frozen=True, eq=False)
class Found:
    """Kept outputs of every mixture: quarterly and annual, name -> (period, scenario, mixture), and a plan
    of the run."""

    quarterly: Mapping[str, Floats]
    annual: Mapping[str, Floats]
    plan: Plan


def differing(a: Parameters, b: Parameters) -> dict[str, tuple[str, ...]]:
    """The parameters whose central values differ, by block."""
    one, two = a.values(), b.values()
    found: dict[str, tuple[str, ...]] = {}
    for name, declared in declarations().items():
        if one[name] != two[name]:
            found[declared.block] = (*found.get(declared.block, ()), name)
    return found


def mixed(a: Parameters, b: Parameters, blocks: Sequence[str]) -> Parameters:
    """`a` with `blocks` as in `b`, every parameter fixed at its central value."""
    entries = {}
    for name, declared in declarations().items():
        e = (b if declared.block in blocks else a).entries[name]
        entries[name] = Entry(e.value, "fixed", e.value, e.value, e.source, e.confidence, e.note)
    name = f"{a.name} with {', '.join(blocks)} of {b.name}" if blocks else a.name
    return dataclasses.replace(a, name=name, entries=entries, ensemble=None)


def outcomes(
    a: Parameters,
    b: Parameters,
    players: Sequence[Sequence[str]],
    joined: NDArray[np.bool_],
    spec: OutcomeSpec,
    progress: Progress | None = None,
) -> Found:
    """Central outcomes of `a` with the blocks of the joined players as in `b`, for each row of `joined`.

    players: blocks of each. joined: (mixture, player). progress: called with (runs done, in all).
    Raises InputError when a mixture has no state to start from, cannot reach the outlook or has no finite
    outcome.
    """
    names = differing(a, b)
    shaping = [i for i, blocks in enumerate(players) if any(_shapes(names[block], block) for block in blocks)]
    keys, group_of = np.unique(joined[:, shaping], axis=0, return_inverse=True)
    group_of = np.reshape(group_of, -1)
    filled: dict[str, dict[str, Floats]] = {"quarterly": {}, "annual": {}}
    plan = None
    for number, key in enumerate(keys):
        rows = np.flatnonzero(group_of == number)
        own = [block for i, there in zip(shaping, key, strict=True) if there for block in players[i]]
        p = mixed(a, b, own)
        plan = prepare(read(spec.options(p)))
        values = _values(p, a, b, names, players, joined[rows], shaping)
        plan = dataclasses.replace(plan, add_factors=_add_factors(plan, values, len(rows)))
        target = run_given(plan, values)
        for kind, arrays in (("quarterly", target.quarterly), ("annual", target.annual)):
            for name, array in arrays.items():
                shape = (*array.shape[:2], len(joined))
                filled[kind].setdefault(name, np.empty(shape))[..., rows] = array
        if progress is not None:
            progress(number + 1, len(keys))
    if plan is None:
        raise InputError("there is no mixture to run")
    return Found(filled["quarterly"], filled["annual"], plan)


def _shapes(names: Sequence[str], block: str) -> bool:
    return block == "economy" or any(name in SHAPING for name in names)


def _values(
    p: Parameters,
    a: Parameters,
    b: Parameters,
    names: Mapping[str, Sequence[str]],
    players: Sequence[Sequence[str]],
    joined: NDArray[np.bool_],
    shaping: Sequence[int],
) -> dict[str, Floats]:
    """Parameters that vary within a group, (mixture,); where none does, one that does not vary."""
    here, there = a.values(), b.values()
    found = {
        name: np.where(joined[:, i], there[name], here[name])
        for i, blocks in enumerate(players)
        if i not in shaping
        for block in blocks
        for name in names[block]
    }
    return found or {"foreign_workers": np.full(len(joined), p.values()["foreign_workers"])}


def _add_factors(plan: Plan, values: Mapping[str, Floats], count: int) -> tuple[AddFactors, ...]:
    """The add-factors of every mixture by quarter, each (mixture,): Newton's method on all at once."""
    if not plan.outlook.targets:
        return (NO_ADD_FACTORS,) * len(plan.quarters)
    xp: Any = np
    p = blocks_of(plan.parameters, values)
    central, _ = first_state(plan.parameters, plan.central, plan.distribution, ScalarMath(), plan.past)
    goals = baseline.target_paths(plan, baseline.base_year(plan, central))
    state, k = first_state(plan.parameters, p, plan.distribution, xp, plan.past)
    unshocked = plan.scenarios[0]
    found: list[AddFactors] = []
    year = baseline.YearSoFar(0.0, 0.0)
    with np.errstate(all="ignore"):
        for t, date in enumerate(plan.quarters):
            drivers = unshocked.central_drivers(t)
            wanted = {name: float(goal[t]) for name, goal in goals.items() if t < len(goal)}
            year = baseline.YearSoFar(0.0, 0.0) if date.quarter == 1 else year
            guess = found[-1] if found else plan.add_factors[0]
            start: Any = [np.broadcast_to(x, (count,)).astype(float) for x in guess]
            add = AddFactors(*start)

            def quarter(factors: AddFactors, state: Any = state, drivers: Any = drivers) -> SimulatedQuarter:
                return step(state, drivers, factors, p, k, xp)

            add, done, missed = baseline.met(quarter, add, wanted, year, date.quarter == 4)
            if done is None or missed.any():
                raise InputError(
                    f"the outlook {plan.outlook.name!r} cannot be reached in {plan.quarters[t]} by "
                    f"{int(missed.sum())} of {count} mixtures of the two sets; compare with baseline='none'"
                )
            found.append(add)
            state, year = done.state, year.plus(done)
    return tuple(found)
