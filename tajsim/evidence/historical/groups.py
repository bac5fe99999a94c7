"""The groups that a year is taken apart into, and the year under every coalition of them.

    driver     its path as it was instead of the one expected at the end of the year before
    rules      what Russia's rules for migrants and its borders did, instead of nothing
    equation   the residual of an equation that meets the figures, instead of zero

Every coalition is one column of a block, so that all of them are run side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tajsim.analysis.shapley import members
from tajsim.engine import residuals
from tajsim.engine.block import PreparedBlock, allocate, check_complete, part, run_paths
from tajsim.engine.plan import Plan, ScenarioPlan, first_state
from tajsim.engine.sampling import BLOCK, replaced
from tajsim.frozen import FrozenMap
from tajsim.model.host import QuarterDrivers
from tajsim.model.met_by import EQUATIONS
from tajsim.model.numeric import Given, Namespace, Number
from tajsim.parameters import declarations
from tajsim.parameters.blocks import Blocks

Floats = NDArray[np.float64]
Joined = Mapping[str, NDArray[np.bool_]]
RULES = "rules"


class Group(NamedTuple):
    """One group. kind: "driver", "rules" or "equation"; name: of the driver or equation."""

    kind: str
    name: str


@dataclass(frozen=True)
class Mixture(ScenarioPlan):
    """A scenario that is as it was in the columns in which a group has joined, and as expected elsewhere.

    expected: paths of the drivers, (quarter,); joined: by driver, and of the rules, (column,).
    """

    expected: Mapping[str, Floats] = FrozenMap({})
    joined: Joined = FrozenMap({})

    def first_difference(self, other: ScenarioPlan) -> int:  # noqa: ARG002
        """The number of quarters: a mixture is run by itself."""
        return len(next(iter(self.drivers.values())))

    def central_drivers(self, t: int) -> QuarterDrivers:
        """The drivers of quarter `t`, (column,) where they differ."""
        values: dict[str, Any] = {}
        for name, path in self.drivers.items():
            values[name] = float(path[t])
            if name in self.joined:
                values[name] = np.where(self.joined[name], path[t], self.expected[name][t])
        for name, given in self.given.items():
            there = self.joined.get(name, self.joined.get(RULES))
            keep, level = float(given.keep[t]), float(given.level[t])
            values[name] = Given(np.where(there, keep, 1.0), np.where(there, level, 0.0))
        return QuarterDrivers(**values)

    def parameters(self, t: int, base: Blocks, xp: Namespace) -> Blocks:
        """The parameters of quarter `t`, (column,) where rules change them."""
        there = super().parameters(t, base, xp)
        new: dict[str, dict[str, Number]] = {}
        for name, change in self.changes.items():
            if change.touched[t]:
                block = declarations()[name].block
                then, usual = getattr(getattr(there, block), name), getattr(getattr(base, block), name)
                new.setdefault(block, {})[name] = np.where(self.joined[RULES], then, usual)
        return replaced(base, new)


def groups_of(was: Plan, expected: Plan, innovations: Floats) -> tuple[Group, ...]:
    """The groups in which a year as it was differs from the one expected.

    innovations: of the residuals, (equation, quarter), in the order of `EQUATIONS`.
    """
    actual = was.scenarios[0]
    found = [
        Group("driver", name)
        for name, path in actual.drivers.items()
        if (path != expected.scenarios[0].drivers[name]).any()
    ]
    found += [Group("driver", name) for name in actual.given if name in was.paths]
    if actual.changes or set(actual.given) - set(was.paths):
        found.append(Group("rules", RULES))
    found += [Group("equation", name) for name, z in zip(EQUATIONS, innovations, strict=True) if z.any()]
    return tuple(found)


def outcomes(
    was: Plan, expected: Plan, innovations: Floats, groups: Sequence[Group], outputs: Sequence[str]
) -> Floats:
    """The annual outputs under every coalition of groups, (coalition, output); the plan keeps them.

    Coalitions in the order of `tajsim.analysis.shapley.members`: as expected first, as it was last. Raises
    InputError where one has no finite outcome.
    """
    rows = members(len(groups))
    target = allocate(replace(was, scenarios=was.scenarios[:1]), len(rows), np.float64)
    for start in range(0, len(rows), BLOCK):
        some = rows[start : start + BLOCK]
        plan = replace(was, scenarios=(_mixture(was, expected, groups, some),), given=None, kernel=None)
        run_paths(plan, _economy(plan, innovations, groups, some), part(target, start, start + len(some)))
    check_complete(was, target)
    return np.stack([target.annual[name][0, 0] for name in outputs], axis=1)


def _mixture(was: Plan, expected: Plan, groups: Sequence[Group], rows: NDArray[np.bool_]) -> Mixture:
    actual = was.scenarios[0]
    joined = {g.name: column for g, column in zip(groups, rows.T, strict=True) if g.kind != "equation"}
    return Mixture(
        actual.name, actual.drivers, FrozenMap({}), actual.changes, actual.given,
        expected.scenarios[0].drivers, FrozenMap(joined),
    )  # fmt: skip


def _economy(
    plan: Plan, innovations: Floats, groups: Sequence[Group], rows: NDArray[np.bool_]
) -> PreparedBlock:
    """A block with a column a coalition: central parameters, and the residuals that have joined."""
    p, xp = plan.central, np
    state, constants = first_state(plan.parameters, p, plan.distribution, xp, plan.past)
    normal = np.zeros((*innovations.shape, len(rows)))
    for g, column in zip(groups, rows.T, strict=True):
        if g.kind == "equation":
            i = EQUATIONS.index(g.name)
            normal[i] = innovations[i][:, np.newaxis] * column
    missed = residuals.of_innovations(p, normal)
    return PreparedBlock(p, state, constants, xp, draws=len(rows), residuals=missed)
