"""Programs rewritten to the same numbers for less: fewer divisions, and what does not change computed apart.

A division takes as long as a dozen products. What divides more than once, or stays the same from quarter to
quarter, is inverted once. Which those are follows from the equations alone, never from what a run keeps, so
that the last bits of an output do not depend on the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tajsim.engine.program.trace import Node, Program, Reach, Symbol, Tracer, pruned

FIXED = ("blocks.", "constants.")
"""How the names of inputs begin that change from quarter to quarter only where a scenario says so."""


def lean(outputs: Mapping[str, Symbol | float], tracer: Tracer) -> Program:
    """The program that computes some symbols of a tracer, by name, with products for divisions."""
    fixed = _fixed(tracer.nodes)
    below = Counter(node.args[1] for node in tracer.nodes if _divides(node))
    inverted = {i for i, count in below.items() if count > 1 or fixed[i]}
    made, numbers = Tracer(), list[int]()
    for node, reach in zip(tracer.nodes, tracer.reach, strict=True):
        args = tuple(numbers[a] for a in node.args)
        if _divides(node) and node.args[1] in inverted:
            one = made.symbol(1.0).node
            inverse = made.put(Node("div", (one, args[1])), made.reach[args[1]]).node
            new = made.put(Node("mul", tuple(sorted((args[0], inverse)))), reach)
        else:
            new = made.put(node._replace(args=args), reach)
        numbers.append(new.node)
    found = {name: x if isinstance(x, Symbol) else tracer.symbol(x) for name, x in outputs.items()}
    places = {
        name: numbers[s.node] if s.node < len(numbers) else made.symbol(tracer.nodes[s.node].value).node
        for name, s in found.items()
    }
    return pruned(made.nodes, made.reach, places)


def split(program: Program) -> tuple[Program, Program]:
    """The part of a program that depends on fixed inputs alone, and the rest, which reads its results.

    They are the outputs of the one and inputs of the other: "fixed.0" and so on.
    """
    fixed = _fixed(program.nodes)
    apart = [
        fixed[i] and program.reach[i] > Reach.SCALAR and node.kind != "input"
        for i, node in enumerate(program.nodes)
    ]
    for i, node in enumerate(program.nodes):
        if not apart[i] and node.kind in ("add", "sub"):  # products that are added stay where they are added
            for a in node.args:
                apart[a] = apart[a] and program.nodes[a].kind != "mul"
    read = {a for i, node in enumerate(program.nodes) if not apart[i] for a in node.args}
    border = sorted(i for i in read | set(program.outputs.values()) if apart[i])
    names = {node: f"fixed.{place}" for place, node in enumerate(border)}
    rest = [Node("input", name=names[i]) if i in names else node for i, node in enumerate(program.nodes)]
    before = pruned(program.nodes, program.reach, {name: node for node, name in names.items()})
    return before, pruned(rest, program.reach, program.outputs)


def _divides(node: Node) -> bool:
    return node.kind == "div" and not node.name  # one that has a name is computed as it stands


def _fixed(nodes: Sequence[Node]) -> list[bool]:
    """Whether each node depends on fixed inputs alone, on one at least."""
    found: list[bool] = []
    free: list[bool] = []
    for node in nodes:
        if node.kind == "input":
            found.append(node.name.startswith(FIXED))
            free.append(False)
        else:
            found.append(all(found[a] or free[a] for a in node.args) and any(found[a] for a in node.args))
            free.append(all(free[a] for a in node.args))
    return found
