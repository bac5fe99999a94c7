"""The groups that a year is taken apart into, and the year under every coalition of them.

    driver     its path as it was instead of the one expected at the end of the year before
    rules      what Russia's rules for migrants and its borders did, instead of nothing
    equation   the residual of an equation that meets the figures, instead of zero

Every coalition is one column of a block, so that all of them are run side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tajsim.analysis.shapley import members
from tajsim.engine import residuals
from tajsim.engine.block import PreparedBlock
from tajsim.engine.condition import Condition
from tajsim.engine.measured import Measurement
from tajsim.engine.plan import Plan, ScenarioPlan, first_state
from tajsim.engine.sampling import BLOCK, replaced
from tajsim.errors import InputError
from tajsim.frozen import FrozenMap
from tajsim.model.host import QuarterDrivers
from tajsim.model.met_by import EQUATIONS
from tajsim.model.numeric import Namespace, Number, Override
from tajsim.parameters import declarations
from tajsim.parameters.blocks import Blocks

Floats = NDArray[np.float64]
Joined: TypeAlias = Mapping[str, NDArray[np.bool_]]
RULES = "rules"
_NONE: Mapping[str, Any] = FrozenMap({})


class Group(NamedTuple):
    """One group. kind: "driver", "rules" or "equation"; name: of the driver or equation."""

    kind: str
    name: str


@dataclass(frozen=True)
class Mixture(ScenarioPlan):
    """A scenario that is as it was in the columns in which a group has joined, and as expected elsewhere.

    expected: paths of the drivers, (quarter,); joined: by driver, and of the rules, (column,).
    """

    expected: Mapping[str, Floats] = _NONE
    joined: Joined = _NONE

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
        for name, override in self.overrides.items():
            there: Any = self.joined[name if name in self.joined else RULES]
            keep: Any = np.where(there, override.keep[t], 1.0)
            level: Any = np.where(there, override.level[t], 0.0)
            values[name] = Override(keep, level)
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
        for name in QuarterDrivers._fields
        if name in actual.drivers and (actual.drivers[name] != expected.scenarios[0].drivers[name]).any()
    ]
    found += [Group("driver", name) for name in actual.overrides if name in was.paths]
    if actual.changes or set(actual.overrides) - set(was.paths):
        found.append(Group("rules", RULES))
    found += [Group("equation", name) for name, z in zip(EQUATIONS, innovations, strict=True) if z.any()]
    return tuple(found)


def outcomes(
    was: Plan, expected: Plan, innovations: Floats, groups: Sequence[Group], measured: Sequence[Condition]
) -> Floats:
    """What is measured under every coalition of groups, (coalition, figure).

    Coalitions in the order of `tajsim.analysis.shapley.members`: as expected first, as it was last. Raises
    InputError where one has no finite outcome.
    """
    rows = members(len(groups))
    found = np.empty((len(rows), len(measured)))
    for start in range(0, len(rows), BLOCK):
        some = rows[start : start + BLOCK]
        plan = replace(was, scenarios=(_mixture(was, expected, groups, some),), given=None)
        economy = _economy(plan, innovations, groups, some)
        found[start : start + BLOCK] = Measurement.of(plan, measured).figures(economy).T
    if not np.isfinite(found).all():
        row = rows[int(np.argmin(np.isfinite(found).all(axis=1)))]
        joined = ", ".join(g.name for g, is_in in zip(groups, row, strict=True) if is_in)
        raise InputError(f"{was.quarters[0].year} has no finite outcome with {joined} as it was and no more")
    return found


def _mixture(was: Plan, expected: Plan, groups: Sequence[Group], rows: NDArray[np.bool_]) -> Mixture:
    actual = was.scenarios[0]
    joined = {g.name: column for g, column in zip(groups, rows.T, strict=True) if g.kind != "equation"}
    return Mixture(
        name=actual.name,
        drivers=actual.drivers,
        pins=FrozenMap({}),
        changes=actual.changes,
        overrides=actual.overrides,
        expected=expected.scenarios[0].drivers,
        joined=FrozenMap(joined),
    )


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
