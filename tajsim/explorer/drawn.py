"""The draws of the page: parameters, add-factors with residuals, deviations of drivers; and what is fixed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tajsim.engine.block import PreparedBlock
from tajsim.engine.plan import Plan
from tajsim.engine.program.rows import Layout
from tajsim.engine.program.trace import leaves
from tajsim.explorer.packing import WHOLE, Table
from tajsim.explorer.programs import Programs, added
from tajsim.model.state import NO_ADD_FACTORS


def tables(plan: Plan, economy: PreparedBlock, made: Programs) -> dict[str, Table]:
    """What differs by draw: rows by name, over draws, or over quarters one after the other.

    parameters: (name, draw). added: (name and quarter, draw), the add-factors with residuals. deviations:
    factors on oil and rouble and points of growth, (series and quarter, draw), where the run draws them. The
    first two also on central values, which people who are given are held against.
    """
    draws, quarters = economy.draws or 1, len(plan.quarters)
    wanted = {*made.first.inputs, *(name for name in made.step.inputs if name.startswith("blocks."))}
    parameters = {name: leaf for name, leaf in leaves(economy.parameters, "blocks") if name in wanted}
    factors: dict[str, list[Any]] = {name: [] for name in made.step.inputs if name.startswith("add.")}
    for t in range(quarters):
        by_name = dict(leaves(added(plan, economy, t), "add"))
        for name, rows in factors.items():
            rows.append(np.broadcast_to(by_name[name], draws))
    found = {
        "parameters": Table([*parameters], np.array([*parameters.values()])),
        "added": Table([*factors], np.array([*factors.values()]).reshape(-1, draws)),
    }
    found |= central(plan, found["parameters"].rows, found["added"].rows)
    if economy.oil is not None:
        moved = np.concatenate([economy.oil, economy.rouble, economy.growth])
        found["deviations"] = Table(["oil_price", "rub_per_usd", "russia_gdp_growth"], moved)
    return found


def central(plan: Plan, parameters: Sequence[str], factors: Sequence[str]) -> dict[str, Table]:
    """The same rows on the central path, without residuals: one column."""
    values = dict(leaves(plan.central, "blocks"))
    by_quarter = [
        dict(leaves(plan.add_factors[t] if plan.add_factors else NO_ADD_FACTORS, "add"))
        for t in range(len(plan.quarters))
    ]
    return {
        "centralParameters": Table(parameters, np.array([[values[name]] for name in parameters]), WHOLE),
        "centralAdded": Table(
            factors, np.array([one[name] for name in factors for one in by_quarter]).reshape(-1, 1), WHOLE
        ),
    }


def fixed(economy: PreparedBlock, step: Layout) -> dict[str, float]:
    """Parameters that the step reads and that are the same in all draws."""
    return {name: float(leaf) for name, leaf in leaves(economy.parameters, "blocks") if name in step.scalars}


def add_factors(plan: Plan, economy: PreparedBlock, step: Layout) -> dict[str, list[float]]:
    """Add-factors that are the same in all draws, by quarter."""
    found: dict[str, list[float]] = {name: [] for name in step.scalars if name.startswith("add.")}
    for t in range(len(plan.quarters)):
        by_name = dict(leaves(added(plan, economy, t), "add"))
        for name, path in found.items():
            path.append(float(by_name[name]))
    return found
