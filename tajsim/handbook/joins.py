"""How the blocks join: what each is handed by which other, read from the step that runs them.

`tajsim.model.economy.step` is straight-line code: every statement is an assignment, and a part of a block is
a call of a function of its module. Following each name back to the calls it was made from gives what flows
from part to part within a quarter; following the fields of the state gives what comes from the quarter
before. Sums and products between two calls are followed through.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Literal, TypeAlias

from tajsim.errors import InputError
from tajsim.model import economy

DRIVERS = "drivers"
MEASURES = "accounts"  # sees everything, gives nothing back
Chain: TypeAlias = tuple[str, tuple[str, ...]]  # a name, and what is taken of it
Origin: TypeAlias = tuple[Literal["part", "state"], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Flow:
    """What one part of the model gives another, both written `block.function`.

    `lagged`: from the quarter before; `names`: as the step writes them.
    """

    giver: str
    receiver: str
    lagged: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wiring:
    """The parts of the model in the order a quarter calls them, the drivers before them, and every flow."""

    order: tuple[str, ...]
    flows: tuple[Flow, ...]

    def __repr__(self) -> str:
        return f"<Wiring of {len(self.order)} parts, {len(self.flows)} flows>"

    def into(self, receiver: str, lagged: bool = False) -> tuple[Flow, ...]:
        """What a part is handed by others, in this quarter or from the last one."""
        return tuple(f for f in self.flows if f.receiver == receiver and f.lagged is lagged)


def wiring() -> Wiring:
    """How the blocks of the model join, from the source of its step. Raises InputError without the source."""
    try:
        source = inspect.getsource(economy.step)
    except OSError as error:
        raise InputError("the wiring is read from the source of the package, which is not here") from error
    return wiring_of(source)


def wiring_of(source: str) -> Wiring:
    """The wiring of a step, from its source: assignments and calls of functions of the model's modules."""
    reader = _Reader()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            for statement in node.body:
                if isinstance(statement, ast.Assign):
                    reader.read(statement)
    return reader.result()


class _Reader:
    """Follows names through the statements of the step, in order."""

    def __init__(self) -> None:
        self.order: list[str] = [DRIVERS]
        self.made: dict[str, set[Origin]] = {DRIVERS: {("part", (DRIVERS,))}, "last": {("state", ())}}
        self.fields: dict[str, ast.expr] = {}  # of the new state
        self.handed: dict[tuple[str, str], set[str]] = {}  # giver, receiver: what, in this quarter
        self.recalled: dict[tuple[tuple[str, ...], str], None] = {}  # field of the last state, receiver

    def read(self, statement: ast.Assign) -> None:
        """Take over one assignment."""
        value, target = statement.value, statement.targets[0]
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "State":
            self.fields = {k.arg: k.value for k in value.keywords if k.arg}
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=True))
        for name, expression in pairs:
            origins = self._origins(expression)
            self.made |= {n.id: origins for n in ast.walk(name) if isinstance(n, ast.Name)}

    def result(self) -> Wiring:
        """The flows: those of this quarter first, by receiver and giver in the order of the quarter."""
        found = {(giver, receiver, False): names for (giver, receiver), names in self.handed.items()}
        for path, receiver in self.recalled:
            for kind, origin in self._origins(self._field(path)):
                if kind == "part":
                    found.setdefault((origin[0], receiver, True), set()).add(".".join(path))
        place = {name: i for i, name in enumerate(self.order)}
        flows = (Flow(*key, tuple(sorted(names))) for key, names in found.items() if key[0] != key[1])
        ordered = sorted(flows, key=lambda f: (f.lagged, place[f.receiver], place[f.giver]))
        return Wiring(tuple(self.order), tuple(ordered))

    def _origins(self, expression: ast.expr) -> set[Origin]:
        """What an expression is made from; every call of a part in it is noted with what it is handed."""
        part = _part(expression)
        if part is None:
            chain = _chain(expression)
            if chain:
                name, taken = chain
                return {(k, (*path, *taken) if k == "state" else path) for k, path in self.made.get(name, ())}
            return {origin for inner in _inside(expression) for origin in self._origins(inner)}
        if part not in self.order:
            self.order.append(part)
        for name, taken in (chain for inner in _inside(expression) for chain in _chains(inner)):
            for kind, path in self.made.get(name, ()):
                if kind == "state":
                    self.recalled[(*path, *taken), part] = None
                else:
                    self.handed.setdefault((path[0], part), set()).add(".".join(taken) or name)
        return {("part", (part,))}

    def _field(self, path: tuple[str, ...]) -> ast.expr:
        """The expression behind a field of the state, as fine as the step writes it."""
        found: ast.expr = self.fields[path[0]]
        for name in path[1:]:
            if isinstance(found, ast.Call):
                found = next((k.value for k in found.keywords if k.arg == name), found)
        return found


def _part(expression: ast.expr) -> str | None:
    """The function of the model that an expression calls, as `block.function`."""
    if isinstance(expression, ast.Call) and (chain := _chain(expression.func)):
        name, taken = chain
        module = getattr(economy, name, None)
        called = getattr(module, taken[0], None) if isinstance(module, ModuleType) else None
        if name != MEASURES and inspect.isfunction(called):
            return f"{name}.{taken[0]}"
    return None


def _inside(expression: ast.AST) -> Iterator[ast.expr]:
    """The expressions inside one; of a call what it is handed, not what is called."""
    if isinstance(expression, ast.Call):
        yield from expression.args
        yield from (k.value for k in expression.keywords)
        return
    for child in ast.iter_child_nodes(expression):
        if isinstance(child, ast.expr):
            yield child


def _chain(expression: ast.expr) -> Chain | None:
    """A plain name with what is taken of it: `russia.state.gdp` is `russia`, (`state`, `gdp`)."""
    taken: list[str] = []
    node = expression
    while isinstance(node, ast.Attribute):
        taken.append(node.attr)
        node = node.value
    return (node.id, tuple(reversed(taken))) if isinstance(node, ast.Name) else None


def _chains(expression: ast.expr) -> Iterator[Chain]:
    """Every plain name in an expression with what is taken of it."""
    chain = _chain(expression)
    if chain:
        yield chain
    else:
        for inner in _inside(expression):
            yield from _chains(inner)
