"""How the blocks join: what each is handed by which other, seen while a quarter runs, and a picture of it.

The step runs once on symbols. A part is a function of a block that a phase calls; what it returns comes from
it, and sums and products between two calls are followed through. What a part is handed has the names of its
own arguments; what comes from the quarter before, those of the fields of the state.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, is_dataclass
from types import FrameType
from typing import TYPE_CHECKING, Any, get_type_hints

from tajsim.engine.program.trace import Arguments, Node, Reach, Symbol, Tracer, leaves
from tajsim.handbook.page import SECTIONS
from tajsim.model.economy import step
from tajsim.model.host import QuarterDrivers
from tajsim.model.state import AddFactors, Constants, State
from tajsim.parameters.blocks import Blocks
from tajsim.plots.style import look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DRIVERS = "drivers"
PHASES = "tajsim.model.phases."
PARTS = {
    f"tajsim.{m}": m.removeprefix("model.")
    for s in SECTIONS
    if s.parameters
    for m in s.modules
    if m.startswith("model.") and m.count(".") == 1
}


@dataclass(frozen=True, slots=True)
class Flow:
    """What one part of the model gives another, both written `block.function`.

    `lagged`: from the quarter before; `names`: arguments of the receiver, or fields of the state when lagged.
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
    """How the blocks of the model join, from a quarter run on symbols."""
    return wiring_of(step)


def wiring_of(quarter: Callable[..., Any]) -> Wiring:
    """The wiring of a step: a function of the step's arguments that returns something with a `state`."""
    seen = _Watch()
    kinds = Arguments(State, QuarterDrivers, AddFactors, Blocks, Constants)
    given = [seen.inputs(kind, name) for name, kind in zip(Arguments._fields, kinds, strict=True)]
    before = sys.getprofile()
    sys.setprofile(seen.notice)
    try:
        found = quarter(*given, seen)
    finally:
        sys.setprofile(before)
    return seen.result(found.state)


class _Watch(Tracer):
    """The arithmetic of a quarter that remembers which parts each number was made from.

    An origin is `drivers`, a part, or a field of the last state, written `state.field`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.origins: list[frozenset[str]] = []  # of each node
        self.order: list[str] = [DRIVERS]
        self.handed: dict[tuple[str, str], set[str]] = {}  # origin, receiver: names of arguments
        self._known_before = 0  # nodes there were when the running part was called

    def inputs(self, kind: Any, name: str) -> Any:
        """A symbol for each number of an argument of the step, in the shape of its type."""
        if hasattr(kind, "_fields") or is_dataclass(kind):
            hints = get_type_hints(kind)
            return kind(**{field: self.inputs(hint, f"{name}.{field}") for field, hint in hints.items()})
        return self.input(name, Reach.PATH)

    def put(self, node: Node, reach: Reach) -> Symbol:
        """A new node each time: the same arithmetic in two parts is not the same number."""
        made = frozenset[str]().union(*(self.origins[i] for i in node.args))
        if node.name.startswith("state."):
            made = frozenset({node.name})
        elif node.name.startswith("drivers."):
            made = frozenset({DRIVERS})
        self.nodes.append(node)
        self.reach.append(reach)
        self.origins.append(made)
        return Symbol(self, len(self.nodes) - 1)

    def notice(self, frame: FrameType, event: str, result: Any) -> None:
        """Take note of a part that is called, and of what it returns."""
        part = _part(frame) if event in ("call", "return") else None
        if part is None:
            return
        if event == "return":
            for symbol in _symbols(result):
                if symbol.node >= self._known_before:  # what is passed through was made elsewhere
                    self.origins[symbol.node] = frozenset({part})
            return
        self._known_before = len(self.nodes)
        if part not in self.order:
            self.order.append(part)
        for name, value in frame.f_locals.items():
            for origin in {origin for symbol in _symbols(value) for origin in self.origins[symbol.node]}:
                self.handed.setdefault((origin, part), set()).add(name)

    def result(self, state: Any) -> Wiring:
        """The flows: those of this quarter first, by receiver and giver in the order of the quarter."""
        after = {
            name: self.origins[leaf.node] for name, leaf in leaves(state, "state") if isinstance(leaf, Symbol)
        }
        found: dict[tuple[str, str, bool], set[str]] = {}
        for (origin, receiver), names in self.handed.items():
            if origin in self.order:
                found.setdefault((origin, receiver, False), set()).update(names)
            for giver in after.get(origin, frozenset()) & set(self.order):
                found.setdefault((giver, receiver, True), set()).add(origin.removeprefix("state."))
        place = {name: i for i, name in enumerate(self.order)}
        flows = [Flow(*key, tuple(sorted(names))) for key, names in found.items() if key[0] != key[1]]
        flows.sort(key=lambda f: (f.lagged, place[f.receiver], place[f.giver]))
        return Wiring(tuple(self.order), tuple(flows))


def _part(frame: FrameType) -> str | None:
    """The part that a frame runs, as `block.function`: a block's own function, called by a phase."""
    block = PARTS.get(frame.f_globals.get("__name__", ""))
    caller = frame.f_back
    if block is None or caller is None or not caller.f_globals.get("__name__", "").startswith(PHASES):
        return None
    name = frame.f_code.co_name
    of_module = getattr(frame.f_globals.get(name), "__code__", None) is frame.f_code
    return f"{block}.{name}" if of_module else None


def _symbols(value: Any) -> Iterator[Symbol]:
    return (leaf for _, leaf in leaves(value) if isinstance(leaf, Symbol))


def plot_wiring(ax: Axes | None = None, joined: Wiring | None = None) -> Axes:
    """A row for each part of the model that receives, a column for each that gives, in their order.

    Squares: handed over in the same quarter; they lie below the diagonal, because no part waits for a later
    one. Rings: remembered from the quarter before. `joined`: the wiring to draw, by default that of the step.
    """
    from matplotlib import pyplot as plt

    joined = wiring() if joined is None else joined
    with look(ax) as shades:
        size = len(joined.order)
        if ax is None:
            side = 2.4 + 0.155 * size  # inches, so that each name has a line
            ax = plt.subplots(figsize=(side, side), layout="constrained")[1]
        place = {name: i for i, name in enumerate(joined.order)}
        for i in range(size):
            ax.axhspan(i - 0.5, i + 0.5, color=shades.stripe if i % 2 else shades.paper, zorder=0)
            ax.plot([i], [i], marker="x", color=shades.grey, markersize=4, zorder=2)
        for flow in joined.flows:
            x, y = place[flow.giver], place[flow.receiver]
            if flow.lagged:
                ax.plot([x], [y], "o", color=shades.colour(1), markersize=9.5, markerfacecolor="none")
            else:
                ax.plot([x], [y], "s", markersize=4.5, color=shades.colour(0), zorder=4)
        ax.plot([-0.5, size - 0.5], [-0.5, size - 0.5], color=shades.grey, linewidth=0.8, zorder=1)
        ax.set_xticks(range(size), joined.order, rotation=90)
        ax.xaxis.tick_top()
        ax.xaxis.set_label_position("top")
        ax.set_yticks(range(size), joined.order)
        ax.set_xlim(-0.5, size - 0.5)
        ax.set_ylim(size - 0.5, -0.5)
        ax.set_xlabel("gives")
        ax.set_ylabel("receives, in the order of a quarter from top to bottom")
        ax.tick_params(length=0)
        ax.set_aspect("equal")
        caption = "Squares: handed over in the same quarter. Rings: remembered from the last quarter."
        ax.annotate(caption, (0.0, -0.02), xycoords="axes fraction", va="top", size=8, color=shades.grey)
    return ax
