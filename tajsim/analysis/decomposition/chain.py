"""From people to money: the steps between workers in Russia and all money sent home, exactly.

    workers in Russia       L0 = N_r + N_i
    papers                  L1 = N_r + N_i s_i / s_r
    citizens of Russia      L2 = L1 + N_z w_z / s_r
    wages in roubles        L3 = L2 s_r RUB
    pay lost                L4 = (N_r w_r + N_i w_i + N_z w_z) RUB
    days lost               L5 = (N_r d_r w_r + N_i d_i w_i + N_z w_z) RUB
    rouble                  L6 = L5 / RUB
    hours and share sent    L7 = sent - carried
    savings carried home    L8 = sent
    cost of sending         L9 = sent (1 - c)
    military contracts      L10 = (sent + O) (1 - c)
    other destinations      L11 = L10 + D
    money beside labour     L12 = L11 + A                        remittances, balance-of-payments definition

N workers with papers, without them and citizens of Russia; w their wages in dollars, of which s would be paid
had enforcement taken nothing, d days worked; RUB roubles per dollar; c cost of sending; O military contracts,
D other destinations, A money that is not labour income. L1 and L2 count everybody in regular workers by what
they earn and send; those who lost Russian citizenship are among its citizens in N_z w_z.

Each level is that of the step before times something, so that with

    f_k = (L_k / L_{k-1}) in the scenario over the same in the baseline          and f_0 = L_0 over L_0

the product of all f is the ratio of remittances. A step that adds money which stays as it was (citizens,
other destinations, money beside labour) holds the fall back: its f is above 1. In dollars a step has
ln(f) (R_1 - R_0) / ln(R_1 / R_0), which add up: the logarithmic mean Divisia index (Ang, Energy Policy 32(9),
2004), exact and without a residual. A year is the sum of its quarters in dollars, and its f follow from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.analysis.decomposition.channels import Quantities, split_between
from tajsim.analysis.decomposition.decompose import Decomposition, decompose
from tajsim.analysis.decomposition.shocks import TOTAL, Floats, Split
from tajsim.arguments import AT_ONCE, Progress, probabilities
from tajsim.errors import InputError
from tajsim.frozen import FrozenMap
from tajsim.results.periods import Freq, Period, place_among

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from tajsim.results.like import RerunLike, ResultLike

OUTPUT = "remittances_usd"
ROUNDING = 1e-12  # log: a step that is smaller is none
STEPS = (
    *("workers in Russia", "papers", "citizens of Russia", "wages in roubles", "pay lost", "days lost"),
    *("rouble", "hours and share sent", "savings carried home", "cost of sending", "military contracts"),
    *("other destinations", "money beside labour"),
)


def levels(o: Quantities) -> Floats:
    """The levels of the chain, (step, ...), from outputs; the last is the output itself."""
    regular, irregular = o["migrants_russia_regular"], o["migrants_russia_irregular"]
    spared, spared_irregular = o["spared_wage_usd"], o["spared_wage_irregular_usd"]
    of_citizens = o["migrants_naturalised"] * o["migrant_wage_naturalised_usd"]
    of_stripped = o["migrants_stripped"] * o["migrant_wage_stripped_usd"]
    rub, sent = o["rub_per_usd"], o["remittances_sent_usd"]
    with_papers = regular + irregular * spared_irregular / spared
    everybody = with_papers + (of_citizens + of_stripped) / spared
    paid, paid_irregular = regular * o["migrant_wage_usd"], irregular * o["migrant_wage_irregular_usd"]
    earned = paid * o["days_worked"] + (paid_irregular + of_stripped) * o["days_worked_irregular"]
    earned = 0.01 * earned + of_citizens
    kept = 1.0 - 0.01 * o["remittance_cost"]
    arrived = (sent + o["recruitment_payments_usd"]) * kept
    return np.stack(
        [
            regular + irregular,
            with_papers,
            everybody,
            everybody * spared * rub,
            (paid + paid_irregular + of_citizens + of_stripped) * rub,
            earned * rub,
            earned,
            sent - o["savings_carried_usd"],
            sent,
            sent * kept,
            arrived,
            arrived + o["remittances_other_usd"],
            o[OUTPUT],
        ]
    )


def log_mean(before: Floats, after: Floats) -> Floats:
    """The logarithmic mean of two positive numbers: their difference over that of their logarithms."""
    ratio = np.log(after / before)
    still = ratio == 0.0
    return before * np.where(still, 1.0, np.expm1(ratio) / np.where(still, 1.0, ratio))


@dataclass(frozen=True)
class Steps:
    """The steps of the chain as parts of remittances."""

    needs: tuple[str, ...] = (
        *("migrants_russia_regular", "migrants_russia_irregular", "migrants_naturalised", "migrant_wage_usd"),
        *("migrant_wage_irregular_usd", "migrant_wage_naturalised_usd", "spared_wage_usd"),
        *("spared_wage_irregular_usd", "days_worked", "days_worked_irregular", "rub_per_usd"),
        *("remittances_sent_usd", "savings_carried_usd", "remittance_cost", "recruitment_payments_usd"),
        *("remittances_other_usd", "migrants_stripped", "migrant_wage_stripped_usd"),
    )
    moves: Mapping[str, tuple[str, ...]] = FrozenMap({step: () for step in STEPS})
    rest: str = "hours and share sent"

    def parts(self, before: Quantities, after: Quantities) -> Floats:
        """What each step adds to remittances, (step, ...)."""
        base, shocked = levels(before), levels(after)
        if not ((base > 0.0).all() and (shocked > 0.0).all()):
            raise InputError("the chain breaks: somewhere on the way from people to money nothing is left")
        steps = np.diff(np.log(shocked / base), axis=0, prepend=0.0)
        steps = np.where(np.abs(steps) < ROUNDING, 0.0, steps)
        return steps * log_mean(base[-1], shocked[-1])


def by_step(
    result: ResultLike, rerun: RerunLike, scenario: str, output: str, freq: Freq, progress: Progress | None
) -> tuple[ResultLike, Split]:
    """The steps of the chain between baseline and scenario. See `decompose`."""
    if output != OUTPUT:
        raise InputError(f"{output!r} has no chain from people to money; {OUTPUT!r} has one")
    return split_between(Steps(), result, rerun, scenario, output, freq, progress)


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
        The same on the central path, shape (step, period).

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
        """The same on the central path, (step, period)."""
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
        what = "on the central path" if p.manifest.draws is None else "means over draws, geometric in percent"
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
        central path in a run without draws.

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
        factors = np.exp(np.log(self.factors[:, place]).mean(axis=-1))
        return factors, np.cumprod(factors), self.parts.values[:, place].mean(axis=-1)

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
        import pandas as pd

        from tajsim.results.tables import column_names

        chosen = probabilities(AT_ONCE, "quantiles", quantiles)
        factors, central = self.factors, self.central
        rows = np.concatenate([factors, factors.prod(axis=0)[None]])
        path = np.concatenate([central, central.prod(axis=0)[None]])
        columns: dict[Any, Floats] = {"central": path.ravel(), "mean": np.exp(np.log(rows).mean(-1)).ravel()}
        found = np.quantile(rows, chosen, axis=-1)
        names = column_names(chosen, text_names)
        columns |= {name: row.ravel() for name, row in zip(names, found, strict=True)}
        index = pd.MultiIndex.from_product([[*self.steps, TOTAL], self.periods], names=["step", "period"])
        return 100.0 * (pd.DataFrame(columns, index=index) - 1.0)

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
