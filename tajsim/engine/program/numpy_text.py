"""A traced program as Python source on NumPy arrays: the plainest of the three forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tajsim.engine.program.operations import OPERATIONS
from tajsim.engine.program.trace import Program


def source(program: Program) -> str:
    """The text of `program(x)`: `x` holds every input by name, what comes back every output by name."""
    lines = ["def program(x):"]
    for i, node in enumerate(program.nodes):
        if node.kind == "input":
            lines.append(f"    v{i} = x[{node.name!r}]")
        elif node.kind != "literal":
            values = (value_of(program, a) for a in node.args)
            lines.append(f"    v{i} = {OPERATIONS[node.kind].numpy.format(*values)}")
    found = (f"{name!r}: {value_of(program, node)}" for name, node in program.outputs.items())
    return "\n".join([*lines, f"    return {{{', '.join(found)}}}", ""])


def function(program: Program) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """The program as a function, from inputs by name to outputs by name."""
    space: dict[str, Any] = {"np": np, "inf": np.inf, "nan": np.nan}
    exec(compile(source(program), "<program>", "exec"), space)
    made: Callable[[Mapping[str, Any]], dict[str, Any]] = space["program"]
    return made


def value_of(program: Program, number: int) -> str:
    """How a node is written where it is used."""
    node = program.nodes[number]
    return f"({node.value!r})" if node.kind == "literal" else f"v{number}"
