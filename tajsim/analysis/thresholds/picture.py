"""Pictures of reverse stress tests: the probability by size, and the frontier between two sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from tajsim.plots.style import (
    Colors,
    Figsize,
    caption,
    footnote,
    look,
    name_axes,
    one_axes,
    size_of,
    spoken,
    write_numbers,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tajsim.analysis.policy.search import Crossing
    from tajsim.analysis.thresholds.condition import Condition
    from tajsim.results.manifest import Manifest
    from tajsim.scenarios import Scenario

SURE = 1.96  # standard errors of the band
_SIZE = (7.2, 4.2)
_SHADE = 0.125  # of the ink
_AROUND = 1.8  # of the frontier, how much is shown


class Answer(Protocol):
    """What the pictures of both questions read."""

    @property
    def condition(self) -> Condition: ...
    @property
    def question(self) -> str: ...
    @property
    def prob(self) -> float: ...
    @property
    def manifest(self) -> Manifest: ...


class SolutionLike(Answer, Protocol):
    """What is drawn of `tajsim.solve`."""

    @property
    def scenario(self) -> Scenario: ...
    @property
    def curve(self) -> pd.DataFrame: ...
    @property
    def crossings(self) -> Sequence[Crossing]: ...


class PointLike(Protocol):
    """Where one ray ends, or meets the frontier."""

    @property
    def size_a(self) -> float: ...
    @property
    def size_b(self) -> float: ...
    @property
    def direction(self) -> str: ...


class FrontierLike(Answer, Protocol):
    """What is drawn of `tajsim.frontier`."""

    @property
    def scenario_a(self) -> Scenario: ...
    @property
    def scenario_b(self) -> Scenario: ...
    @property
    def points(self) -> Sequence[PointLike]: ...
    @property
    def met(self) -> Sequence[PointLike]: ...
    @property
    def grid(self) -> Sequence[tuple[float, float, float]]: ...
    @property
    def limits(self) -> Sequence[str]: ...


def solution_plot(
    solution: SolutionLike,
    ax: Axes | None = None,
    *,
    figsize: Figsize = None,
    colors: Colors = None,
) -> Axes:
    """The probability of the condition by size, with its 95 % sampling band, and where it passes `prob`.

    Filled dots: it rises to the asked probability there; hollow: it falls below it. colors: of the line.
    Returns the Axes.
    """
    curve = solution.curve
    sizes, shares = curve.index.to_numpy(float), 100 * curve["probability"].to_numpy(float)
    error = 100 * SURE * curve["error"].to_numpy(float)
    given = one_axes(ax) is not None
    with look(ax, colors) as shades:
        size = size_of(figsize, _SIZE, given)
        ax = ax or _new_axes(solution, "Line: share of draws; band: its 95 % sampling error.", size)
        low, high = np.maximum(shares - error, 0), np.minimum(shares + error, 100)
        ax.fill_between(sizes, low, high, color=shades.shade(_SHADE), linewidth=0)
        ax.plot(sizes, shares, color=shades.colour(0), linewidth=1.8)
        ax.axhline(100 * solution.prob, color=shades.grey, linewidth=1, linestyle="--")
        ax.annotate(
            f"{100 * solution.prob:g} %", (1, 100 * solution.prob), (4, 0), ("axes fraction", "data"),
            "offset points", va="center", fontsize=8, annotation_clip=False,
        )  # fmt: skip
        for crossing in solution.crossings:
            face = shades.ink if crossing.rises else shades.paper
            at = (crossing.size, 100 * crossing.probability)
            ax.plot(*at, "o", color=shades.ink, markerfacecolor=face, markersize=6, zorder=4)
            # beside the falling or rising line, where it does not run
            offset = (7, -11 if crossing.rises else 7)
            ax.annotate(f"{crossing.size:.3g}", at, offset, "data", "offset points", weight="bold")
        ax.set_xlim(sizes[0], sizes[-1])
        ax.set_ylim(0, max(5.0, 1.08 * max(shares.max(), 100 * solution.prob)))
        ax.grid(axis="y", color=shades.grey, alpha=0.25, linewidth=0.6)
        ax.set_xlabel(f"Size of {solution.scenario.title or solution.scenario.name} (1 = as written)")
        ax.set_ylabel("Probability (%)")
        write_numbers(ax.xaxis, ax.yaxis)
        name_axes(ax, _title(solution), given)
    return ax


def frontier_plot(
    frontier: FrontierLike,
    ax: Axes | None = None,
    *,
    figsize: Figsize = None,
    colors: Colors = None,
) -> Axes:
    """The pairs of sizes at which the condition is as likely as asked, between those where it is not.

    Thick line and dots: the frontier; thin lines: other probabilities, in percent, interpolated between the
    pairs that were run; grey: at least as likely as asked; crosses: ends of rays that do not meet the
    frontier. colors: of the frontier. Returns the Axes.
    """
    across, up, shares = np.array(frontier.grid).T
    given = one_axes(ax) is not None
    with look(ax, colors) as shades:
        size = size_of(figsize, _SIZE, given)
        note = "Thick: the frontier; grey: at least as likely; thin: other probabilities"
        if len(frontier.met) < len(frontier.points):
            note += "; cross: end of a mix that never meets it"
        note += "; blank beyond: cannot be run." if frontier.limits else "."
        ax = ax or _new_axes(frontier, note, size)
        asked = 100 * frontier.prob
        if np.ptp(shares) > 0.0:
            if shares.max() > frontier.prob:
                ax.tricontourf(across, up, 100 * shares, levels=[asked, 101], colors=[shades.shade(_SHADE)])
            levels = _levels(100 * shares.min(), 100 * shares.max(), asked)
            lines = ax.tricontour(across, up, 100 * shares, levels=levels, colors=shades.grey, linewidths=0.7)
            for label in ax.clabel(lines, fmt="%g %%", fontsize=7, colors=shades.ink):
                label.set_in_layout(False)
        met = np.array([(p.size_a, p.size_b) for p in frontier.met]).reshape(-1, 2)
        missed = np.array([(p.size_a, p.size_b) for p in frontier.points if p.direction == "none"])
        if len(missed):
            ax.plot(*missed.T, "x", color=shades.ink, markersize=5, zorder=4, clip_on=False)
        if len(met):
            blue = shades.colour(0)
            ax.plot(*met.T, "o-", color=blue, linewidth=2.2, markersize=4.5, zorder=4, clip_on=False)
            middle = met[len(met) // 2]
            ax.annotate(
                f"{asked:g} %", middle, (-6, -6), "data", "offset points", weight="bold", color=blue,
                ha="right", va="top", zorder=5,
            )  # fmt: skip
        reach = met.max(axis=0, initial=0.0)
        ends = np.where(reach > 0.0, _AROUND * reach, np.inf)  # on one axis alone the other is shown whole
        ax.set_xlim(0, min(across.max(), ends[0]))
        ax.set_ylim(0, min(up.max(), ends[1]))
        ax.set_xlabel(f"Size of {frontier.scenario_a.title or frontier.scenario_a.name} (1 = as written)")
        ax.set_ylabel(f"Size of {frontier.scenario_b.title or frontier.scenario_b.name}")
        write_numbers(ax.xaxis, ax.yaxis)
        name_axes(ax, _title(frontier), given)
    return ax


def _new_axes(answer: Answer, note: str, size: tuple[float, float]) -> Axes:
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=size, layout="constrained")
    footnote(figure, note + "\n" + caption(answer.manifest))
    return ax


def _title(answer: Answer) -> str:
    import textwrap

    output = answer.condition.output
    question = answer.question.replace(output, spoken(output), 1)
    return "\n".join(textwrap.wrap(f"Probability of {question}", 74))


def _levels(low: float, high: float, asked: float) -> list[float]:
    """A handful of round percentages between the lowest and the highest, but for the one asked for."""
    step = next((s for s in (0.5, 1, 2, 5, 10) if (high - low) / s <= 7), 20)
    found = np.arange(np.ceil(low / step), high / step) * step
    kept = [float(level) for level in found if level > low and abs(level - asked) > 0.3 * step]
    return kept or [(low + high) / 2]
