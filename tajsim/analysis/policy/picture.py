"""The chart of a policy search: what each mix costs and how surely it keeps the condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from tajsim.labels import distinct
from tajsim.plots.names import spoken_scenario
from tajsim.plots.style import (
    Colors,
    Figsize,
    footnote,
    library,
    look,
    name_axes,
    one_axes,
    size_of,
    spoken,
    write_numbers,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from tajsim.analysis.policy.levers import Lever
    from tajsim.analysis.thresholds.condition import Condition

_SIZE = (7.6, 5.0)
_NEAR = 0.04  # of the axis: numbers that are nearer would touch
_NAMED = 8  # mixes of the frontier that are numbered


class MixLike(Protocol):
    """One mix of levers."""

    @property
    def sizes(self) -> Mapping[str, float]: ...
    @property
    def cost(self) -> float: ...
    @property
    def worst(self) -> float: ...


class PolicySearchLike(Protocol):
    """What is drawn of `tajsim.policy_search`."""

    @property
    def scenarios(self) -> Sequence[str]: ...
    @property
    def levers(self) -> Sequence[Lever]: ...
    @property
    def condition(self) -> Condition: ...
    @property
    def at(self) -> str | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def prob(self) -> float: ...
    @property
    def cost(self) -> NDArray[np.float64]: ...
    @property
    def worst(self) -> NDArray[np.float64]: ...
    @property
    def keeps(self) -> NDArray[np.bool_]: ...
    @property
    def frontier(self) -> Sequence[int]: ...
    @property
    def best(self) -> MixLike | None: ...
    @property
    def draws(self) -> int: ...
    @property
    def seed(self) -> int: ...
    @property
    def vintage(self) -> str: ...
    def mix(self, place: int) -> MixLike: ...


def policy(
    search: PolicySearchLike,
    ax: Axes | None = None,
    *,
    figsize: Figsize = None,
    colors: Colors = None,
) -> Axes:
    """Cost of every mix against its probability in the worst scenario; the efficient ones joined by steps.

    Numbered, by cost: efficient mixes, named below a figure of its own. Dashed: the probability asked for.
    Ringed: the cheapest mix that reaches it everywhere, if one does. colors: of the efficient mixes and
    of the ring.
    """
    import matplotlib.pyplot as plt

    c, rows = search.condition, list(search.frontier)
    cost, worst = search.cost, 100.0 * search.worst
    some = np.linspace(0, len(rows) - 1, min(_NAMED, len(rows))).astype(int)
    first = next((i for i in rows if search.keeps[i]), rows[0])  # the best is always named
    shown = [row for i, row in enumerate(rows) if i in some or row == first]
    given = one_axes(ax) is not None
    with look(ax, colors) as shades:
        size = size_of(figsize, _SIZE, given)
        if ax is None:
            figure, ax = plt.subplots(figsize=size, layout="constrained")
            footnote(figure, _caption(search, shown))
        ax.plot(cost, worst, ".", color=shades.grey, markersize=4, alpha=0.7)
        ax.step(cost[rows], worst[rows], where="post", color=shades.colour(0), linewidth=1.6)
        ax.plot(cost[rows], worst[rows], "o", color=shades.colour(0), markersize=5)
        ax.axhline(100.0 * search.prob, color=shades.ink, linestyle="--", linewidth=1.0)
        best = search.best
        if best is not None:
            ax.plot(
                best.cost,
                100.0 * best.worst,
                "o",
                markersize=12,
                markerfacecolor="none",
                color=shades.colour(1),
            )
        ax.margins(x=0.05, y=0.12)
        _number(ax, [(float(cost[i]), float(worst[i])) for i in shown])
        ax.grid(axis="y", color=shades.grey, alpha=0.25, linewidth=0.6)
        ax.set_xlabel("Cost (million TJS a year at 2024 prices)")
        ax.set_ylabel("Probability in the worst scenario (%)")
        when = f"in {search.at}" if search.at else "in every quarter"
        asked = c.words(search.unit).replace(c.output, spoken(c.output), 1)
        write_numbers(ax.xaxis, ax.yaxis)
        name_axes(ax, f"What keeps {asked}, {when}", given)
    return ax


def _number(ax: Axes, places: list[tuple[float, float]]) -> None:
    """1, 2, ... above their dots; of neighbours that would touch, every second one below."""
    near = _NEAR * (ax.get_xlim()[1] - ax.get_xlim()[0])
    below = False
    for number, (x, y) in enumerate(places, start=1):
        below = number > 1 and x - places[number - 2][0] < near and not below
        ax.annotate(
            str(number), (x, y), (3, -7) if below else (-1, 6), textcoords="offset points",
            ha="left" if below else "center", va="center" if not below else "top", fontsize=8, weight="bold",
        )  # fmt: skip


def _caption(search: PolicySearchLike, shown: list[int]) -> str:
    mixes = distinct([_mix(search, place) for place in shown])
    named = "; ".join(f"{number}: {mix}" for number, mix in enumerate(mixes, start=1))
    ring = "; ring: the cheapest mix that has it" if search.best is not None else ""
    judges = ", ".join(spoken_scenario(name) for name in search.scenarios)
    notes = [
        f"Dots: {len(search.cost):,} mixes of {len(search.levers)} levers, judged by the worst of "
        f"{judges}; line: efficient mixes; dashed: the probability asked for{ring}.",
        f"{named}.",
        f"{library()}; parameters {search.vintage}; {search.draws:,} draws, seed {search.seed}.",
    ]
    return "\n".join(notes)


def _mix(search: PolicySearchLike, place: int) -> str:
    """A mix by the titles of its levers: "Reintegration x 0.5 + Hedging"."""
    titles = {lever.scenario.name: lever.scenario.title or lever.scenario.name for lever in search.levers}
    taken = [
        titles[name] if size == 1.0 else f"{titles[name]} x {size:g}"
        for name, size in search.mix(place).sizes.items()
        if size
    ]
    return " + ".join(taken) or "no lever"
