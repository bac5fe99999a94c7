"""The result of a policy search: every mix of levers, the cheapest that does it, regret, the answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.analysis.policy.levers import Lever
from tajsim.analysis.policy.mixes import combined
from tajsim.analysis.thresholds.condition import Condition
from tajsim.arguments import AT_ONCE, whole
from tajsim.errors import InputError, quoted
from tajsim.frozen import FrozenMap, read_only
from tajsim.labels import distinct
from tajsim.scenarios import Scenario, as_scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]
_SAME = 1e-9
_ALL = "all"  # the scenarios together


@dataclass(frozen=True)
class Mix:
    """One mix of levers.

    Attributes
    ----------
    sizes : mapping of str to float
        Lever -> size.
    cost : float
        Million TJS a year at 2024 prices.
    worst : float
        The smallest probability over the scenarios, from 0 to 1.
    name : str
        Its levers in words.
    """

    sizes: Mapping[str, float]
    cost: float
    worst: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "sizes", FrozenMap(self.sizes))

    @property
    def name(self) -> str:
        """As in "reintegration x 0.5 + transfer-cost"; "no lever" for none."""
        taken = [name if size == 1.0 else f"{name} x {size:g}" for name, size in self.sizes.items() if size]
        return " + ".join(taken) or "no lever"


@dataclass(frozen=True, eq=False)
class PolicySearch:
    """Every mix on the grid and how it does in every scenario. Built by `tajsim.policy_search`.

    Attributes
    ----------
    scenarios : tuple of str
        Names of the scenarios that judge.
    levers : tuple of Lever
        What is mixed.
    condition : Condition
        What is to be kept.
    at : str or None
        The year or quarter in which it is to hold; None for every quarter of the run.
    unit : str
        Of the condition's value, and of `shortfall`.
    prob : float
        The probability asked for, from 0 to 1.
    sizes : numpy.ndarray
        The size of each lever in each mix, shape (mix, lever).
    cost : numpy.ndarray
        Million TJS a year at 2024 prices, shape (mix,).
    probability : numpy.ndarray
        Of the condition, 0 to 1, shape (mix, scenario).
    shortfall : numpy.ndarray
        How much the output lacks for the asked probability, 0 where it lacks nothing, shape (mix, scenario).
    draws, seed : int
        Of the run.
    vintage : str
        Name of the parameter set.
    worst : numpy.ndarray
        The smallest probability over the scenarios, 0 to 1, shape (mix,).
    keeps : numpy.ndarray
        Whether a mix keeps the condition with the asked probability in every scenario, bool, shape (mix,).
    best : Mix or None
        The cheapest mix that keeps it in every scenario; None when none on the grid does.
    frontier : tuple of int
        Places of the efficient mixes, cheapest first.
    names : tuple of str
        Every mix in words, one for each row of `sizes`.
    text : str
        The answer in words.

    See Also
    --------
    tajsim.policy_search : Makes one.
    tajsim.levers : The levers that ship.

    Examples
    --------
    >>> import tajsim as ts
    >>> kept = "poverty_rate < 2 from baseline"
    >>> found = ts.policy_search(
    ...     "crackdown", ["reintegration"], kept, prob=0.5, at="2026", draws=50, end="2026Q4"
    ... )
    >>> found.best.name, found.best.cost
    ('no lever', 0.0)
    >>> found.probability.shape == (len(found.names), len(found.scenarios))
    True
    """

    scenarios: tuple[str, ...]
    levers: tuple[Lever, ...]
    condition: Condition
    at: str | None
    unit: str
    prob: float
    sizes: Floats
    cost: Floats
    probability: Floats
    shortfall: Floats
    draws: int
    seed: int
    vintage: str

    def __post_init__(self) -> None:
        for name in ("sizes", "cost", "probability", "shortfall"):
            object.__setattr__(self, name, read_only(getattr(self, name), np.float64))

    def __repr__(self) -> str:
        return f"<PolicySearch: {self.text}>"

    def _repr_html_(self) -> str:
        from tajsim.html import answer

        head = ("mix", "cost, million TJS a year", *(f"{name}, %" for name in self.scenarios), "worst, %")
        rows = [
            (self.names[i], self.cost[i], *(100.0 * self.probability[i]), 100.0 * self.worst[i])
            for i in self.frontier
        ]
        when = f"in {self.at}" if self.at is not None else "in every quarter"
        asked = f"{self.condition.words(self.unit)} {when}; the efficient mixes and how likely each keeps it"
        return answer("What helps", asked, self.text, head, rows)

    @property
    def worst(self) -> Floats:
        """The smallest probability over the scenarios, (mix,)."""
        return np.asarray(self.probability.min(axis=1))

    @property
    def keeps(self) -> NDArray[np.bool_]:
        """Whether a mix keeps the condition with the asked probability in every scenario, (mix,)."""
        return np.asarray(self.worst >= self.prob - _SAME)

    @property
    def best(self) -> Mix | None:
        """The cheapest mix that keeps the condition in every scenario; None when none on the grid does.

        Of equally cheap ones that with the largest probability.
        """
        places = np.flatnonzero(self.keeps)
        if not len(places):
            return None
        return self.mix(int(min(places, key=lambda i: (self.cost[i], -self.worst[i]))))

    @property
    def frontier(self) -> tuple[int, ...]:
        """The efficient mixes, cheapest first: no other is as cheap and as likely to keep the condition."""
        found: list[int] = []
        reached = -1.0
        for i in sorted(range(len(self.cost)), key=lambda i: (self.cost[i], -self.worst[i])):
            if self.worst[i] > reached + _SAME:
                found.append(i)
                reached = float(self.worst[i])
        return tuple(found)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every mix in words, (mix,), numbered where two would read alike."""
        return distinct([self.mix(i).name for i in range(len(self.sizes))])

    def mix(self, place: int) -> Mix:
        """The mix at a place of `sizes`.

        Parameters
        ----------
        place : int
            A row of `sizes`, such as one of `frontier`.

        Returns
        -------
        Mix
            Its levers, cost and worst probability.
        """
        place = whole(AT_ONCE, "place", place, 0, len(self.sizes) - 1)
        sizes = {one.name: float(s) for one, s in zip(self.levers, self.sizes[place], strict=True)}
        return Mix(sizes, float(self.cost[place]), float(self.worst[place]))

    def scenario(self, mix: Mix, scenario: Scenario) -> Scenario:
        """A scenario with the levers of a mix on top, ready to be run.

        Parameters
        ----------
        mix : Mix
            Such as `best`.
        scenario : Scenario
            What the levers act against.

        Returns
        -------
        Scenario
            Both together.
        """
        if not isinstance(mix, Mix) or {*mix.sizes} != {one.name for one in self.levers}:
            raise InputError(f"mix is {quoted(mix)}; it must be a mix of this search, such as its best")
        scenario = as_scenario(scenario, "the scenario")
        sizes = [mix.sizes[one.name] for one in self.levers]
        return combined(scenario, self.levers, sizes, f"{scenario.name} with {mix.name}")

    def table(self) -> pd.DataFrame:
        """One row a mix, cheapest first.

        Returns
        -------
        pandas.DataFrame
            Columns name, the size of each lever, cost (million TJS a year at 2024 prices), the probability in
            each scenario and worst (0 to 1), efficient (on the frontier), keeps (the condition, in every
            scenario). A lever that is called like another column gets a number, as "cost (1)".
        """
        import pandas as pd

        shares = [f"prob: {name}" for name in self.scenarios]
        own = ("mix", "cost", *shares, "worst", "efficient", "keeps")
        table = pd.DataFrame(self.sizes, columns=list(distinct([one.name for one in self.levers], own)))
        table.insert(0, "mix", self.names)
        table["cost"] = self.cost
        for i, share in enumerate(shares):
            table[share] = self.probability[:, i]
        table["worst"] = self.worst
        table["efficient"] = np.isin(np.arange(len(table)), self.frontier)
        table["keeps"] = self.keeps
        return table.sort_values(["cost", "worst"], ascending=[True, False], ignore_index=True)

    def regret(self) -> pd.DataFrame:
        """What a mix costs beyond the cheapest that suffices in each scenario; one row an efficient mix.

        Returns
        -------
        pandas.DataFrame
            Cheapest first. For each scenario the columns probability (0 to 1), shortfall (in `unit`) and
            regret: the cost beyond that of the cheapest mix that keeps the condition in that scenario alone,
            million TJS a year at 2024 prices; nan where the mix does not keep it. The first columns, under
            "all", are cost and worst probability; a scenario of that name becomes "all (1)".
        """
        import pandas as pd

        rows = list(self.frontier)
        columns: dict[tuple[str, str], Floats] = {
            (_ALL, "cost"): self.cost[rows],
            (_ALL, "worst"): self.worst[rows],
        }
        for i, name in enumerate(distinct(self.scenarios, (_ALL,))):
            met = self.probability[:, i] >= self.prob - _SAME
            cheapest = self.cost[met].min() if met.any() else math.nan
            columns[name, "probability"] = self.probability[rows, i]
            columns[name, "shortfall"] = self.shortfall[rows, i]
            columns[name, "regret"] = np.where(met[rows], self.cost[rows] - cheapest, math.nan)
        index = pd.Index([self.names[i] for i in rows], name="mix")
        table = pd.DataFrame(columns, index=index)
        table.columns.names = ["scenario", "measure"]
        return table

    @property
    def text(self) -> str:
        """The answer in words."""
        when = f"in {self.at}" if self.at is not None else "in every quarter"
        asked = f"{self.condition.words(self.unit)} {when} with probability {self.prob:.0%} or more"
        best, names = self.best, ", ".join(self.scenarios)
        several = names if len(self.scenarios) == 1 else f"each of {len(self.scenarios)} scenarios ({names})"
        if best is None:
            most = self.mix(self.frontier[-1])
            worst = self.scenarios[int(np.argmin(self.probability[self.frontier[-1]]))]
            return (
                f"No mix of the {len(self.cost)} tried keeps {asked} in {several}. The most that is reached "
                f"is {most.worst:.1%}, in {worst}, by {most.name} for {most.cost:,.0f} million TJS a year."
            )
        if not any(best.sizes.values()):
            return f"Nothing has to be done to keep {asked} in {several}: it is kept with {best.worst:.1%}."
        error = math.sqrt(best.worst * (1.0 - best.worst) / self.draws)
        return (
            f"To keep {asked} in {several}, the cheapest of {len(self.cost)} mixes is {best.name}, for "
            f"{best.cost:,.0f} million TJS a year at 2024 prices; its worst probability is {best.worst:.1%} "
            f"(sampling error {error:.1%}), with nothing done it is {self.worst[self._nothing]:.1%}."
        )

    @property
    def _nothing(self) -> int:
        return int(np.flatnonzero(~self.sizes.any(axis=1))[0])

    def plot(
        self,
        ax: Axes | None = None,
        *,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Axes:
        """Cost against the worst probability of every mix, the efficient ones named.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; None for a figure of its own.
        figsize : tuple of (float, float), optional
            Width and height in inches of a figure of its own.
        colors : str or sequence of str, optional
            Two: of the efficient mixes and of the ring around the best, as Matplotlib knows them.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on.
        """
        from tajsim.analysis.policy.picture import policy

        return policy(self, ax, figsize=figsize, colors=colors)
