"""The chart of plausibility: what a scenario does to the drivers, in the bands of what the model expects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from tajsim.drivers.stochastic import SERIES
from tajsim.errors import InputError
from tajsim.plots.style import NARROW, WIDE, footnote, headline, library, look, write_numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from tajsim.analysis.plausibility.driver_moves import Move
    from tajsim.quarters import Quarter

_TITLES = {
    "oil_price": "Oil price",
    "rub_per_usd": "Roubles per dollar",
    "russia_gdp_growth": "Russian output (level)",
}


class PlausibilityLike(Protocol):
    """What is drawn of `tajsim.plausibility`."""

    @property
    def scenario(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def outlook(self) -> str: ...
    @property
    def start(self) -> Quarter | None: ...
    @property
    def moves(self) -> Sequence[Move]: ...
    @property
    def later(self) -> Sequence[tuple[str, Quarter]]: ...
    @property
    def quarters(self) -> Sequence[Quarter]: ...
    @property
    def surprise(self) -> NDArray[np.float64]: ...
    @property
    def bands(self) -> NDArray[np.float64]: ...
    @property
    def draws(self) -> int: ...
    @property
    def seed(self) -> int: ...
    @property
    def until(self) -> int: ...


def plausibility_figure(p: PlausibilityLike) -> Figure:
    """One panel a driver: the scenario over the outlook by quarter, and 50 % and 90 % bands of the draws.

    In percent of the outlook. The percentiles after one, two and four years stand at their quarters. A driver
    that the scenario leaves alone is shown at zero. Raises InputError when the scenario moves none.
    """
    import matplotlib.pyplot as plt

    if p.start is None:
        raise InputError(
            f"{p.scenario!r} moves neither oil, nor the rouble, nor Russian output; .text says what it does"
        )
    quarters = np.arange(1, len(p.quarters) + 1)
    surprise, bands = (100.0 * np.expm1(x) for x in (p.surprise, p.bands))
    with look() as shades:
        colour = shades.colour(0)
        figure, axes = plt.subplots(1, len(SERIES), figsize=(9.6, 3.4), layout="constrained")
        for i, (ax, name) in enumerate(zip(axes, SERIES, strict=True)):
            ax.fill_between(quarters, bands[0, i], bands[-1, i], color=colour, alpha=WIDE, linewidth=0)
            ax.fill_between(quarters, bands[1, i], bands[-2, i], color=colour, alpha=NARROW, linewidth=0)
            ax.axhline(0.0, color=shades.grey, linewidth=0.8)
            ax.plot(quarters, surprise[i], color=shades.ink, linewidth=1.8)
            own = [m for m in p.moves if m.driver == name]
            up = surprise[i][np.argmax(np.abs(surprise[i]))] >= 0.0
            for m in own:
                at = 4 * m.years - 1
                ax.plot(quarters[at], surprise[i, at], "o", color=shades.ink, markersize=4)
                ax.annotate(
                    f"{m.percentile:.1f}", (quarters[at], surprise[i, at]), (0, 7 if up else -7),
                    textcoords="offset points", ha="center", va="bottom" if up else "top",
                    fontsize=8, weight="bold",
                )  # fmt: skip
            ax.margins(x=0.02, y=0.12)
            write_numbers(ax.yaxis)
            later = [f", from {quarter} only" for driver, quarter in p.later if driver == name]
            ax.set_title(_TITLES[name] + ("" if own else "".join(later) or ", left alone"))
            ax.set_xlabel(f"quarters from {p.quarters[0]}")
        axes[0].set_ylabel("% over the outlook")
        headline(figure, f"{p.title}: how unusual?")
        note = (
            f"Line: scenario, from {p.start}; bands: 25-75 % and 5-95 % of {p.draws:,} draws; figures: "
            "percentile of the scenario. Draws: oil, rouble and Russian output as estimated on "
            f"2001-{p.until}, seed {p.seed}. Outlook: {p.outlook}. {library()}."
        )
        footnote(figure, note)
    return figure
