"""Policy search: the cheapest mix of levers that keeps a condition in every one of several scenarios.

Decision. A mix is judged by its worst scenario (robust, as in Lempert, Popper and Bankes 2003), not by an
average, for which no weights are known. Regret of a mix in a scenario is what it costs beyond the cheapest
mix that would have kept the condition there, had the scenario been known (Savage 1951).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.analysis.condition import MEASURES, Condition
from tajsim.analysis.levers import Lever, choose
from tajsim.analysis.mixes import Ask, combined, evaluate, grid
from tajsim.engine.collect import Progress
from tajsim.engine.request import HISTORY, read
from tajsim.engine.run import MEMORY_LIMIT
from tajsim.errors import InputError, Problems
from tajsim.frozen import FrozenMap
from tajsim.model.outputs import OUTPUTS
from tajsim.parameters import Parameters
from tajsim.parameters.vintage import DEFAULT
from tajsim.quarters import Quarter
from tajsim.results.frozen import read_only
from tajsim.results.info import OutputInfo
from tajsim.results.periods import Period, find_period
from tajsim.scenarios import Scenario
from tajsim.scenarios.checks import number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]
_SAME = 1e-9


@dataclass(frozen=True)
class Mix:
    """One mix. sizes: lever -> size. cost: million TJS a year at 2024 prices. worst: the smallest probability
    over the scenarios. name: its levers in words."""

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

    scenarios: names. levers. condition, at, unit: what is to be kept, when (None: in every quarter), and the
    unit of its value. prob: the probability asked for. sizes: (mix, lever). cost: million TJS a year at 2024
    prices, (mix,). probability: 0 to 1, (mix, scenario). shortfall: how much the output lacks for the asked
    probability, in `unit`, (mix, scenario).
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

    def mix(self, place: int) -> Mix:
        """The mix at a place of `sizes`."""
        sizes = {one.name: float(s) for one, s in zip(self.levers, self.sizes[place], strict=True)}
        return Mix(sizes, float(self.cost[place]), float(self.worst[place]))

    def scenario(self, mix: Mix, scenario: Scenario) -> Scenario:
        """`scenario` with the levers of `mix` on top, ready to be run."""
        sizes = [mix.sizes[one.name] for one in self.levers]
        return combined(scenario, self.levers, sizes, f"{scenario.name} with {mix.name}")

    def table(self) -> pd.DataFrame:
        """One row a mix, cheapest first: its name, size of each lever, cost, probability in each scenario,
        worst, efficient (on the frontier), keeps (the condition, everywhere)."""
        import pandas as pd

        table = pd.DataFrame(self.sizes, columns=[one.name for one in self.levers])
        table.insert(0, "mix", [self.mix(i).name for i in range(len(table))])
        table["cost"] = self.cost
        for i, name in enumerate(self.scenarios):
            table[f"prob: {name}"] = self.probability[:, i]
        table["worst"] = self.worst
        table["efficient"] = np.isin(np.arange(len(table)), self.frontier)
        table["keeps"] = self.keeps
        return table.sort_values(["cost", "worst"], ascending=[True, False], ignore_index=True)

    def regret(self) -> pd.DataFrame:
        """One row an efficient mix, cheapest first; for each scenario probability, shortfall and regret.

        Regret is the cost beyond that of the cheapest mix that keeps the condition in that scenario alone,
        million TJS a year; nan where the mix does not keep it. The first columns are cost and worst
        probability.
        """
        import pandas as pd

        rows = list(self.frontier)
        columns: dict[tuple[str, str], Floats] = {
            ("all", "cost"): self.cost[rows],
            ("all", "worst"): self.worst[rows],
        }
        for i, name in enumerate(self.scenarios):
            met = self.probability[:, i] >= self.prob - _SAME
            cheapest = self.cost[met].min() if met.any() else math.nan
            columns[name, "probability"] = self.probability[rows, i]
            columns[name, "shortfall"] = self.shortfall[rows, i]
            columns[name, "regret"] = np.where(met[rows], self.cost[rows] - cheapest, math.nan)
        index = pd.Index([self.mix(i).name for i in rows], name="mix")
        table = pd.DataFrame(columns, index=index)
        table.columns.names = ["scenario", "measure"]
        return table

    @property
    def text(self) -> str:
        """The answer in words."""
        when = f"in {self.at}" if self.at is not None else "in every quarter"
        asked = f"{self.condition.words(self.unit)} {when} with probability {self.prob:.0%} or more"
        best, several = self.best, f"each of {len(self.scenarios)} scenarios ({', '.join(self.scenarios)})"
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

    def plot(self, ax: Axes | None = None) -> Axes:
        """Cost against the worst probability of every mix, the efficient ones named."""
        from tajsim.plots.policy import policy

        return policy(self, ax)


def policy_search(
    scenarios: Any,
    levers: Any,
    condition: Any,
    prob: float,
    cost: Mapping[str, float] | None = None,
    *,
    at: Period | None = None,
    parameters: Parameters | str | Path = DEFAULT,
    baseline: Scenario | str = "baseline",
    start: str | Quarter = "2025Q1",
    end: str | Quarter = "2030Q4",
    draws: int = 500,
    seed: int = 0,
    memory_limit: float = MEMORY_LIMIT,
    progress: Progress | None = None,
    backend: str = "numpy",
) -> PolicySearch:
    """The cheapest mix of levers that keeps a condition with a probability in every one of the scenarios.

    scenarios: Scenario objects, names, compositions or files. levers: names of shipped ones
    (`tajsim.analysis.levers.levers`), files, Lever objects, scenarios with a cost, or a mapping of a name to
    the sizes to try. condition: what is to be kept, as (output, operator, value) or (output, operator, value,
    at), a Condition or a text such as "reserves_months >= 3". prob: the probability, above 0 up to 1.
    cost: lever -> million TJS a year at size 1, in place of its own. at: a year or a quarter; None for every
    quarter from start to end. Every mix of sizes is run on the same draws, those of `run`, as many side by
    side as memory_limit (GiB) allows; progress is called with (scenarios done, in all). Raises InputError (or
    a kind of it) naming every bad argument, and for levers that contradict a scenario.
    """
    problems = Problems("cannot search policies")
    chosen = choose(levers, cost, problems)
    asked, when = problems.attempt(lambda: _condition(condition, at)) or (None, None)
    number(problems, "prob", prob, 0.0, 1.0)
    if prob == 0.0:
        problems.add("prob is 0, which anything keeps; it must be above 0")
    output = "gdp" if asked is None else asked.output
    request = problems.attempt(
        lambda: read(
            scenarios, parameters, baseline, start, end, draws, seed, (output,), None, "draws", memory_limit,
            progress, backend,
        )
    )  # fmt: skip
    count: Any = draws
    if count is None:
        problems.add("draws is None; a probability needs draws, for example draws=500")
    if baseline == HISTORY:
        problems.add("baseline is 'history'; levers are searched on a projection")
    sizes = problems.attempt(lambda: grid(chosen)) if chosen else None
    if request is not None:
        if not request.scenarios:
            problems.add("there is no scenario besides the baseline; give at least one")
        problems.attempt(lambda: _last(when, request.quarters))
        _check_fits(request.scenarios, chosen, request.quarters, problems)
    problems.raise_if_any()
    if request is None or asked is None or sizes is None:  # told above
        raise InputError("cannot search policies")
    last = max(
        _last(when, request.quarters), *_starts((*request.scenarios, *(one.scenario for one in chosen)))
    )
    ask = Ask(
        scenarios=request.scenarios,
        condition=asked,
        at=when,
        prob=float(prob),
        parameters=request.parameters,
        baseline=baseline,
        start=str(Quarter.parse(start)),
        end=str(min(last, request.quarters[-1])),
        draws=draws,
        seed=seed,
        memory_limit=memory_limit,
        backend=backend,
    )
    probability, shortfall = evaluate(ask, chosen, sizes, progress)
    return PolicySearch(
        scenarios=tuple(s.name for s in request.scenarios),
        levers=chosen,
        condition=asked,
        at=None if when is None else str(when),
        unit=asked.unit(_info(asked.output).based_on(request.parameters.date.year)),
        prob=float(prob),
        sizes=sizes,
        cost=sizes @ np.array([one.cost for one in chosen]),
        probability=probability,
        shortfall=shortfall,
        draws=draws,
        seed=seed,
        vintage=request.parameters.name,
    )


def _condition(given: Any, at: Period | None) -> tuple[Condition, Period | None]:
    """The condition and its period, which may stand last in a tuple."""
    if isinstance(given, tuple | list) and len(given) in (4, 5) and given[-1] not in MEASURES:
        if at is not None:
            raise InputError(f"the period is given twice: {given[-1]!r} in the condition and at={at!r}")
        *given, at = given
    return Condition.of(given), at


def _last(at: Period | None, quarters: tuple[Quarter, ...]) -> Quarter:
    """The last quarter that the condition needs. Raises InputError for a period outside the run."""
    if at is None:
        return quarters[-1]
    full = [q.year for q in quarters if q.quarter == 1 and q + 3 in quarters]
    freq, place = find_period(at, quarters, full)
    return quarters[place] if freq == "Q" else Quarter(full[place], 4)


def _starts(scenarios: Iterable[Scenario]) -> list[Quarter]:
    """When shocks begin: a run that ended before would leave some out."""
    found = [shock.shape.start for scenario in scenarios for shock in scenario.shocks]
    return [start for start in found if start is not None] or [Quarter(0, 1)]


def _check_fits(
    scenarios: Iterable[Scenario], levers: Iterable[Lever], quarters: tuple[Quarter, ...], problems: Problems
) -> None:
    """Note levers that contradict a scenario or do nothing in the run."""
    for scenario, lever in itertools.product(scenarios, levers):
        for size in (s for s in lever.sizes[-1:] if s > 0.0):
            both = combined(scenario, [lever], [size], f"{scenario.name} with {lever.name}")
            problems.attempt(lambda both=both: both.modifiers(quarters))  # type: ignore[misc]


def _info(name: str) -> OutputInfo:
    o = next(o for o in OUTPUTS if o.name == name)
    return OutputInfo(o.name, o.unit, o.definition, o.block, o.annual)  # type: ignore[arg-type]
