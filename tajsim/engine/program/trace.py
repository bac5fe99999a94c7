"""The step as a straight-line program, found by running it on symbols.

Each operation on a `Symbol` adds a node; nodes are interned (common subexpressions are one node), constants
are folded, and what no output needs is dropped. A node knows whether it is the same in all draws and whether
it can change from quarter to quarter. The inputs are named tuples and parameter blocks, read as flat lists of
leaves.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

from tajsim.engine.program.operations import OPERATIONS
from tajsim.model.economy import SimulatedQuarter, step


class Reach(IntEnum):
    """Over what a quantity varies."""

    LITERAL = 0  # written in the source
    SCALAR = 1  # the same in all draws
    DRAW = 2  # differs by draw, fixed in a run
    PATH = 3  # differs by draw and quarter


class Node(NamedTuple):
    """An input, a literal or an operation on earlier nodes."""

    kind: str
    args: tuple[int, ...] = ()
    value: float = 0.0  # of a literal
    name: str = ""  # of an input; `ALONE` of a product or ratio that is computed as it stands


ALONE = "alone"


class Tracer:
    """Collects the nodes of a program; also the namespace `xp` that the step is run with.

    alone: whether products and ratios are from now on rounded by themselves, as NumPy does, where machine
    code would otherwise multiply and add at once, or by an inverse.
    """

    def __init__(self) -> None:
        self.alone = False
        self.nodes: list[Node] = []
        self.reach: list[Reach] = []
        self._known: dict[Node, int] = {}

    def input(self, name: str, reach: Reach) -> Symbol:
        """A new input of the program."""
        return self.put(Node("input", name=name), reach)

    def symbol(self, x: Symbol | float) -> Symbol:
        """`x` itself, or the literal `x`."""
        return x if isinstance(x, Symbol) else self.put(Node("literal", value=float(x)), Reach.LITERAL)

    def apply(self, kind: str, *operands: Symbol | float) -> Symbol:
        """The result of an operation, simplified where its operands are literals."""
        symbols = [self.symbol(x) for x in operands]
        reach = max(self.reach[s.node] for s in symbols)
        nodes = [self.nodes[s.node] for s in symbols]
        if reach == Reach.LITERAL:
            return self.symbol(OPERATIONS[kind].numbers(*(n.value for n in nodes)))
        literals = [n.value if n.kind == "literal" else None for n in nodes]
        simple = self._simplified(kind, symbols, literals)
        if simple is not None:
            return simple
        args = [s.node for s in symbols]
        if OPERATIONS[kind].commutative:
            args.sort()
        name = ALONE if self.alone and kind in ("mul", "div") else ""
        return self.put(Node(kind, tuple(args), name=name), reach)

    def exp(self, x: Symbol | float) -> Symbol:
        return self.apply("exp", x)

    def log(self, x: Symbol | float) -> Symbol:
        return self.apply("log", x)

    def maximum(self, x: Symbol | float, y: Symbol | float) -> Symbol:
        return self.apply("max", x, y)

    def minimum(self, x: Symbol | float, y: Symbol | float) -> Symbol:
        return self.apply("min", x, y)

    def put(self, node: Node, reach: Reach) -> Symbol:
        """The symbol of a node, which is added where it is not yet known."""
        if node not in self._known:
            self._known[node] = len(self.nodes)
            self.nodes.append(node)
            self.reach.append(reach)
        return Symbol(self, self._known[node])

    def _simplified(self, kind: str, symbols: list[Symbol], literals: list[float | None]) -> Symbol | None:
        """The operand or literal that the operation reduces to, if it does."""
        if len(symbols) == 1:
            inner = self.nodes[symbols[0].node]
            return Symbol(self, inner.args[0]) if kind == inner.kind == "neg" else None
        (a, b), (x, y) = symbols, literals
        rules: list[tuple[bool, Callable[[], Symbol]]] = [
            (kind == "add" and x == 0.0, lambda: b),
            (kind in ("add", "sub") and y == 0.0, lambda: a),
            (kind == "sub" and x == 0.0, lambda: self.apply("neg", b)),
            (kind == "mul" and 0.0 in (x, y), lambda: self.symbol(0.0)),
            (kind == "mul" and x == 1.0, lambda: b),
            (kind in ("mul", "div", "pow") and y == 1.0, lambda: a),
            (kind == "div" and x == 0.0, lambda: self.symbol(0.0)),
            (kind == "sub" and a.node == b.node, lambda: self.symbol(0.0)),
            (kind in ("max", "min") and a.node == b.node, lambda: a),
        ]
        return next((result() for applies, result in rules if applies), None)


class Symbol:
    """A number of the program. Comparing or branching on one is an error: a step must not."""

    __slots__ = ("node", "tracer")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, tracer: Tracer, node: int) -> None:
        self.tracer, self.node = tracer, node

    def __add__(self, other: Symbol | float) -> Symbol:
        return self.tracer.apply("add", self, other)

    def __radd__(self, other: float) -> Symbol:
        return self.tracer.apply("add", other, self)

    def __sub__(self, other: Symbol | float) -> Symbol:
        return self.tracer.apply("sub", self, other)

    def __rsub__(self, other: float) -> Symbol:
        return self.tracer.apply("sub", other, self)

    def __mul__(self, other: Symbol | float) -> Symbol:
        return self.tracer.apply("mul", self, other)

    def __rmul__(self, other: float) -> Symbol:
        return self.tracer.apply("mul", other, self)

    def __truediv__(self, other: Symbol | float) -> Symbol:
        return self.tracer.apply("div", self, other)

    def __rtruediv__(self, other: float) -> Symbol:
        return self.tracer.apply("div", other, self)

    def __pow__(self, other: Symbol | float) -> Symbol:
        return self.tracer.apply("pow", self, other)

    def __neg__(self) -> Symbol:
        return self.tracer.apply("neg", self)

    def __eq__(self, other: object) -> bool:
        raise TypeError("a step must not compare values")

    def __bool__(self) -> bool:
        raise TypeError("a step must not branch on values")


class Program(NamedTuple):
    """A straight-line program: nodes in order, each used, and the node of each output by name."""

    nodes: tuple[Node, ...]
    reach: tuple[Reach, ...]
    outputs: dict[str, int]

    def inputs(self, reach: Reach, group: str = "") -> dict[str, int]:
        """Input nodes of one reach by name, of one group (`state`, `drivers`, ...) or of all."""
        return {
            node.name: i
            for i, node in enumerate(self.nodes)
            if node.kind == "input" and self.reach[i] == reach and node.name.startswith(group)
        }

    def operations(self, reach: Reach) -> Counter[str]:
        """Number of operations by kind."""
        kinds = zip(self.nodes, self.reach, strict=True)
        return Counter(n.kind for n, r in kinds if r == reach and n.kind not in ("input", "literal"))


class Arguments(NamedTuple):
    """The arguments of the step, as groups of inputs."""

    state: Any
    drivers: Any
    add: Any
    blocks: Any
    constants: Any


def trace(
    arguments: Arguments,
    varying: Collection[str],
    read: Callable[[SimulatedQuarter], dict[str, Any]],
    tracer: Tracer | None = None,
    program: Callable[[Mapping[str, Any], Tracer], Program] | None = None,
) -> Program:
    """The program of one step, from inputs to what `read` takes from a quarter, by name.

    `program` makes it of what was traced, by default `program_of`. `arguments` gives the shape of the inputs,
    `varying` the names ("state.gdp") of those that differ by draw.
    """
    collected = Tracer() if tracer is None else tracer

    def symbol(name: str, _: object) -> Symbol:
        if name not in varying:
            return collected.input(name, Reach.SCALAR)
        return collected.input(name, Reach.PATH if name.startswith(("state.", "drivers.")) else Reach.DRAW)

    a: Arguments = build(arguments, symbol)
    quarter = step(a.state, a.drivers, a.add, a.blocks, a.constants, collected)  # type: ignore[arg-type]
    return (program or program_of)(read(quarter), collected)


def program_of(outputs: Mapping[str, Symbol | float], tracer: Tracer) -> Program:
    """The program that computes some symbols of a tracer, by name."""
    numbers = {name: tracer.symbol(x).node for name, x in outputs.items()}
    return pruned(tracer.nodes, tracer.reach, numbers)


def named(quarter: SimulatedQuarter, *groups: str) -> dict[str, Any]:
    """Every leaf of some parts of a quarter ("state", "identities") by dotted name."""
    return {name: leaf for group in groups for name, leaf in leaves(getattr(quarter, group), group)}


def pruned(nodes: Sequence[Node], reach: Sequence[Reach], outputs: Mapping[str, int]) -> Program:
    """The program of some nodes, by name, without what they do not need."""
    needed, open_nodes = set(outputs.values()), list(outputs.values())
    while open_nodes:
        fresh = set(nodes[open_nodes.pop()].args) - needed
        needed |= fresh
        open_nodes += fresh
    # literals and inputs stand where they were first met, before every use
    order = {old: new for new, old in enumerate(sorted(needed))}
    kept = [nodes[old] for old in order]
    return Program(
        nodes=tuple(n._replace(args=tuple(order[a] for a in n.args)) for n in kept),
        reach=tuple(reach[old] for old in order),
        outputs={name: order[node] for name, node in outputs.items()},
    )


Leaf = Any


def leaves(tree: Any, name: str = "") -> Iterator[tuple[str, Leaf]]:
    """Every leaf with its dotted name, in the order of the fields."""
    children = _children(tree)
    if children is None:
        yield name, tree
    else:
        for key, child in children:
            yield from leaves(child, f"{name}.{key}" if name else key)


def build(tree: Any, leaf: Callable[[str, Leaf], Leaf], name: str = "") -> Any:
    """A tree of the same shape in which each leaf is `leaf(name, old leaf)`."""
    children = _children(tree)
    if children is None:
        return leaf(name, tree)
    values = [build(child, leaf, f"{name}.{key}" if name else key) for key, child in children]
    if dataclasses.is_dataclass(tree) and not isinstance(tree, type):
        return type(tree)(**dict(zip((key for key, _ in children), values, strict=True)))
    return type(tree)(*values) if hasattr(tree, "_fields") else tuple(values)


def _children(tree: Any) -> list[tuple[str, Any]] | None:
    if dataclasses.is_dataclass(tree):
        return [(field.name, getattr(tree, field.name)) for field in dataclasses.fields(tree)]
    if hasattr(tree, "_fields"):
        return list(zip(tree._fields, tree, strict=True))
    if isinstance(tree, tuple):
        return [(str(i), child) for i, child in enumerate(tree)]
    return None
