"""The chain from people to money as an answer: its steps in percent and in dollars, as a table or drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tajsim.analysis.decomposition.decompose import Decomposition, decompose, parts_table
from tajsim.analysis.decomposition.shocks import TOTAL, Floats
from tajsim.analysis.decomposition.steps import OUTPUT, log_mean
from tajsim.arguments import Progress
from tajsim.results.distribution import means_of_rows
from tajsim.results.periods import Period, place_among

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tajsim.results.like import ResultLike


@dataclass(frozen=True, eq=False, repr=False)
class Chain:
    """From people to money: the steps between workers in Russia and remittances. Built by `Result.chain`.

    Attributes
    ----------
    parts : Decomposition
        What each step adds, in million dollars, in every draw.
    steps : tuple of str
        The names of the steps, people first.
    periods : tuple of int or str
        Years (int) or quarters (as "2025Q1").
    factors : numpy.ndarray
        By what each step multiplies remittances, which multiply to the ratio of scenario to baseline in every
        draw; float64, shape (step, period, draw).
    central : numpy.ndarray
        The same on the single path, shape (step, period).

    Examples
    --------
    >>> import tajsim as ts
    >>> r = ts.run("crackdown", draws=20, end="2026Q4", outputs=["remittances_usd"])
    >>> c = r.chain("crackdown")
    >>> c.steps[:3]
    ('workers in Russia', 'papers', 'citizens of Russia')
    >>> c.gap() < 1e-9
    True
    """

    parts: Decomposition

    @property
    def steps(self) -> tuple[str, ...]:
        """The names of the steps, people first."""
        return self.parts.parts

    @property
    def periods(self) -> tuple[str | int, ...]:
        """Years (int) or quarters (as "2025Q1")."""
        return self.parts.periods

    @property
    def factors(self) -> Floats:
        """By what each step multiplies remittances, (step, period, draw)."""
        return _factors(self.parts.values, self.parts.reference)

    @property
    def central(self) -> Floats:
        """The same on the single path, (step, period)."""
        return _factors(self.parts.central, self.parts.central_reference)

    def __repr__(self) -> str:
        p = self.parts
        return f"Chain({p.scenario!r} against {p.baseline!r}: {', '.join(self.steps)})"

    def _repr_html_(self) -> str:
        from tajsim.html import answer

        p = self.parts
        place = place_among(p.periods, None)
        factors, so_far, money = self.summary(p.periods[place])
        rows = [
            (step, 100.0 * (one - 1.0), 100.0 * (product - 1.0), dollars)
            for step, one, product, dollars in zip(self.steps, factors, so_far, money, strict=True)
        ]
        rows.append((TOTAL, rows[-1][2], rows[-1][2], float(money.sum())))
        what = "on the single path" if p.manifest.draws is None else "means over draws, geometric in percent"
        if p.weights is not None:
            what += f"; {p.weights.text}"
        return answer(
            f"From people to money: {p.scenario} against {p.baseline}, {p.periods[place]}",
            f"Steps multiply in percent and add up in dollars; {what}",
            "",
            ("step", "this step, %", "so far, %", p.unit),
            rows,
        )

    def gap(self) -> float:
        """How far the steps are from multiplying to the ratio of remittances in the worst draw and period.

        Returns
        -------
        float
            Relative to the ratio, of at least 0.
        """
        p = self.parts
        ratio = (p.reference + p.total) / p.reference
        return float(np.max(np.abs(self.factors.prod(axis=0) / ratio - 1.0), initial=0.0))

    def summary(self, at: Period | None = None) -> tuple[Floats, Floats, Floats]:
        """Each step in one period: its factor, the product up to it, and million dollars.

        Geometric means of factors over draws, which multiply, and means of dollars, which add up; on the
        single path in a run without draws.

        Parameters
        ----------
        at : int or str, optional
            A period of the chain; by default 2027 or its last quarter, else the last.

        Returns
        -------
        tuple of numpy.ndarray
            Three of shape (step,).

        Raises
        ------
        InputError
            For a period that is not there.
        """
        place = place_among(self.periods, at)
        weights = self.parts.weights
        factors = np.exp(means_of_rows(np.log(self.factors[:, place]), weights))
        so_far = np.asarray(np.cumprod(factors), np.float64)
        return factors, so_far, means_of_rows(self.parts.values[:, place], weights)

    def table(
        self, quantiles: Sequence[float] | float = (0.05, 0.5, 0.95), *, text_names: bool = False
    ) -> pd.DataFrame:
        """The distribution of each step and of all of them, in percent of remittances.

        Parameters
        ----------
        quantiles : float or sequence of float, default (0.05, 0.5, 0.95)
            Probabilities, 0 to 1.
        text_names : bool, default False
            Whether columns of quantiles are called "q05" rather than 0.05.

        Returns
        -------
        pandas.DataFrame
            Indexed by (step, period): columns "central", "mean" (geometric) and one per quantile. 1 + x / 100
            of central values and of means multiply to that of "total", quantiles do not; `parts.table()` is
            in dollars.
        """
        factors, central = self.factors, self.central
        rows = np.concatenate([factors, factors.prod(axis=0)[None]])
        found = parts_table(
            rows=rows,
            mean=np.exp(means_of_rows(np.log(rows), self.parts.weights)),
            central=np.concatenate([central, central.prod(axis=0)[None]]),
            index={"step": [*self.steps, TOTAL], "period": self.periods},
            quantiles=quantiles,
            text_names=text_names,
            weights=self.parts.weights,
        )
        return 100.0 * (found - 1.0)

    def plot(
        self,
        at: Period | None = None,
        ax: Axes | None = None,
        *,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Axes:
        """The waterfall from the baseline through the steps, in million dollars, to the scenario.

        Parameters
        ----------
        at : int or str, optional
            A period of the chain; by default 2027 or its last quarter, else the last.
        ax : matplotlib.axes.Axes, optional
            Where to draw; None for a figure of its own.
        figsize : tuple of (float, float), optional
            Width and height in inches of a figure of its own.
        colors : str or sequence of str, optional
            Of the bars, as Matplotlib knows them.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on.

        Raises
        ------
        InputError
            For a period that is not there.
        """
        return self.parts.plot(at, ax, figsize=figsize, colors=colors)


def chain(result: ResultLike, scenario: str, freq: str = "Y", *, progress: Progress | None = None) -> Chain:
    """The chain from people to money in `scenario` against the baseline; errors as of `decompose`."""
    return Chain(decompose(result, scenario, OUTPUT, "step", freq, progress=progress))


def _factors(values: Floats, reference: Floats) -> Floats:
    """What dollars of a step, (step, ...), mean as a factor of all of them."""
    after = reference + values.sum(axis=0)
    return np.exp(values / log_mean(reference, after))
