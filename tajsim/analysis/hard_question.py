"""A hard question: an output follows a given path in every draw; what would it take?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import AT_ONCE, probabilities
from tajsim.engine.block import central_economy, drawn_economy, simulate, stepper_of
from tajsim.engine.collect import of_every_block
from tajsim.engine.conditioning import check_weights, met_in_every_draw
from tajsim.engine.plan import Plan
from tajsim.engine.request import RunOptions, read
from tajsim.engine.run import computed, prepare
from tajsim.engine.swap import Swap
from tajsim.quarters import Quarter
from tajsim.results.distribution import quantiles_of_rows
from tajsim.results.result import Result
from tajsim.results.tables import column_names

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Exogenised:
    """A run in which an output was given, and what moved in its place. Made by `tajsim.exogenise`.

    Attributes
    ----------
    swap : Swap
        What was given and what moved.
    result : Result
        The run.
    quarters : tuple of Quarter
        Those of the swap.
    values : mapping of str to array
        Scenario -> the values of what moved, (quarter, draw), in its unit; of a run without draws, of the
        single path.
    central : mapping of str to array
        Scenario -> the same of the single path, (quarter,).
    """

    swap: Swap
    result: Result
    quarters: tuple[Quarter, ...]
    values: Mapping[str, Floats]
    central: Mapping[str, Floats]

    def __repr__(self) -> str:
        return f"<Exogenised: {self.swap}>"

    def table(self, quantiles: Sequence[float] | float = (0.05, 0.5, 0.95)) -> pd.DataFrame:
        """What moved, by scenario and quarter: the single path and quantiles over draws, by their weight.

        Parameters
        ----------
        quantiles : float or sequence of float, default (0.05, 0.5, 0.95)
            Probabilities, 0 to 1.

        Returns
        -------
        pandas.DataFrame
            Indexed by (scenario, period); columns "central" and one per quantile.
        """
        import pandas as pd

        chosen = probabilities(AT_ONCE, "quantiles", quantiles)
        rows = []
        for scenario, values in self.values.items():
            found = quantiles_of_rows(values, chosen, self.result.weights)
            for i, date in enumerate(self.quarters):
                rows.append((scenario, str(date), self.central[scenario][i], *found[:, i]))
        columns = ["scenario", "period", "central", *column_names(chosen, False)]
        return pd.DataFrame(rows, columns=columns).set_index(["scenario", "period"])


def exogenise(
    output: str,
    values: float | Sequence[float],
    *,
    by: str = "",
    first: str | Quarter,
    last: str | Quarter | None = None,
    bound: str = "equal",
    scenario: str | None = None,
    **options: Any,
) -> Exogenised:
    """Run with an output on a given path in every draw, and say what it takes.

    Parameters
    ----------
    output : str
        The output that is given, in its unit; not a growth rate.
    values : float or sequence of float
        One for each quarter, or one for all.
    by : str, optional
        What moves: an equation's add-factor, a parameter or a driver; by default the equation declared for
        the output.
    first, last : str or Quarter
        The quarters in which it is given; `last` is `first` where it is left out.
    bound : str, default "equal"
        "equal"; "at least" or "at most" where nothing moves in draws that keep the bound by themselves.
    scenario : str, optional
        The scenario in which it holds; None for all of them, the baseline among them.
    **options : object
        As for `tajsim.run`: scenarios, draws, seed, end and so on.

    Returns
    -------
    Exogenised
        The result, and the path of what moved in every draw.

    Raises
    ------
    InputError
        For what cannot be: an unknown name, a period outside the run, a value that nothing in the range of
        `by` reaches, naming the quarter and the share of draws.

    See Also
    --------
    tajsim.run : Its argument `swaps` takes several at once.

    Examples
    --------
    How much support keeps reserves at six months of imports through a crackdown?

    >>> import tajsim as ts
    >>> needed = ts.exogenise(
    ...     "reserves_months", 6.0, by="budget_support_loans", first="2026Q1", last="2026Q4",
    ...     bound="at least", scenarios="crackdown", draws=50, end="2026Q4",
    ... )
    >>> bool((needed.result["reserves_months"].values[4:] > 5.999).all())
    True
    >>> needed.swap.unit
    'million USD per quarter'
    """
    swap = Swap(
        output=output,
        values=values,  # type: ignore[arg-type]
        by=by,
        bound=bound,
        first=first,  # type: ignore[arg-type]
        last=first if last is None else last,  # type: ignore[arg-type]
        scenario=scenario,
    )
    request = read(RunOptions(swaps=swap, **options))
    plan = prepare(request)
    if (
        plan.given is not None and plan.draws is not None
    ):  # what moves is asked of draws that meet the figures
        plan = met_in_every_draw(plan, request.executor)
        check_weights(plan)
    result = computed(request, plan)
    single = _moved(plan, None)
    drawn = [single]
    if plan.draws is not None:
        drawn = of_every_block(plan, request.executor, _moved)
    quarters = tuple(swap.first + i for i in range(len(swap.values)))
    return Exogenised(
        swap,
        result,
        quarters,
        {name: np.concatenate([block[name] for block in drawn], axis=1) for name in single},
        {name: found[:, 0] for name, found in single.items()},
    )


def _moved(plan: Plan, block: int | None) -> dict[str, Floats]:
    """By scenario, the values of what moved in a block of draws, or on the single path: (quarter, draw)."""
    economy = central_economy(plan) if block is None else drawn_economy(plan, block)
    found = {}
    for scenario in plan.scenarios:
        if not scenario.swaps:
            continue
        moved: dict[int, list[Any]] = {}
        stepper = stepper_of(plan, economy)
        with np.errstate(all="ignore"):
            for _ in simulate(
                plan, scenario, economy, state=stepper.start, advance=stepper.advance, moved=moved
            ):
                pass
        rows = [np.broadcast_to(values[0], economy.draws or 1) for values in moved.values()]
        found[scenario.name] = np.array(rows, dtype=np.float64)
    return found
