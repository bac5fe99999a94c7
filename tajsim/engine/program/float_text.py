"""A traced program as a Python function of plain floats, its inputs and outputs in groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tajsim.engine.program.numpy_text import value_of
from tajsim.engine.program.operations import OPERATIONS
from tajsim.engine.program.trace import Program


def source(
    program: Program, inputs: Mapping[str, Sequence[str]], outputs: Mapping[str, Sequence[str]]
) -> str:
    """The text of `program`, which takes a sequence a group of inputs and gives a tuple a group of outputs.

    inputs, outputs: their names by group, in order.
    """
    read = {node.name: f"v{i}" for i, node in enumerate(program.nodes) if node.kind == "input"}
    lines = [f"def program({', '.join(inputs)}):"]
    for group, names in inputs.items():
        lines.append(f"    ({''.join(read.get(name, '_') + ', ' for name in names)}) = {group}")
    for i, node in enumerate(program.nodes):
        if node.kind not in ("input", "literal"):
            values = (value_of(program, number) for number in node.args)
            lines.append(f"    v{i} = {OPERATIONS[node.kind].floats.format(*values)}")
    found = (
        f"({''.join(value_of(program, program.outputs[name]) + ', ' for name in names)})"
        for names in outputs.values()
    )
    return "\n".join([*lines, f"    return {', '.join(found)}", ""])
