"""Where the inputs and outputs of a program lie: each that differs by draw is a row, the rest are scalars."""

from __future__ import annotations

import itertools
from typing import NamedTuple

from tajsim.engine.program.trace import Program, Reach


class Layout(NamedTuple):
    """Rows of inputs and outputs. `after` begins with the state, the `state` of the next call."""

    state: dict[str, int]
    inputs: dict[str, int]
    scalars: dict[str, int]
    after: dict[str, int]


def layout(program: Program) -> Layout:
    """Number the rows; an output that another row already holds has no row of its own."""
    state = [name for name in program.outputs if name.startswith("state.")]
    after = {name: row for row, name in enumerate(state)}
    rows = {program.outputs[name]: row for name, row in after.items()}
    free = itertools.count(len(state))
    for name, node in program.outputs.items():
        if name not in after:
            if node not in rows:
                rows[node] = next(free)
            after[name] = rows[node]
    found = [(node.name, program.reach[i]) for i, node in enumerate(program.nodes) if node.kind == "input"]
    varying = [name for name, reach in found if reach > Reach.SCALAR and name not in after]
    scalars = [name for name, reach in found if reach == Reach.SCALAR]
    return Layout(
        {name: after[name] for name in state},
        {name: row for row, name in enumerate(varying)},
        {name: place for place, name in enumerate(scalars)},
        after,
    )


def stored(program: Program, rows: Layout) -> dict[int, int]:
    """The node that each row of `after` takes."""
    return {rows.after[name]: node for name, node in program.outputs.items()}
