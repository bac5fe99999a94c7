"""Hindcasts: what the model makes of past years, from their own state and their own drivers.

Every year from `FIRST_ORIGIN` on is a start of its own: the state is that observed by the end of the year,
and the drivers are those of the years that follow. No residual is drawn, so that what is left against the
observed figures is what the equations missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tajsim.defaults import BACKEND
from tajsim.engine.aggregation import OutputArrays
from tajsim.engine.block import allocate, central_economy, run_block, run_paths, with_kernel
from tajsim.engine.condition import Figures
from tajsim.engine.plan import Plan
from tajsim.engine.request import HISTORY, RunOptions, read
from tajsim.engine.residuals import STOCKS_KEPT
from tajsim.engine.run import prepare
from tajsim.engine.sampling import block_sizes
from tajsim.evidence.observations import as_change
from tajsim.evidence.variables import GROWTH, POVERTY, RESERVES, SCORED
from tajsim.frozen import FrozenMap
from tajsim.model.state import NO_ADD_FACTORS, AddFactors
from tajsim.parameters import Parameters
from tajsim.past import enforcement
from tajsim.quarters import Quarter
from tajsim.scenarios import Scenario, Shock
from tajsim.scenarios.shapes import always

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

FIRST_ORIGIN = 2003
OUTPUT_OF: Mapping[str, str] = FrozenMap({name: variable.output for name, variable in SCORED.items()})
"""The output of the model that stands for an observed variable."""
EQUATIONS = ("remittances", "imports", "exchange_rate", "reserves", "demand")
"""Equations whose residuals are identified, in the order of the variables they mostly move."""
WITHIN = "inflation within the year"
"""Prices of the last quarter on those of the last quarter before, log: what stands for December."""
NUDGE = 0.01
Rules = Literal["known", "held", "unknown"]
"""What a run over the past is given of Russia's rules for migrants and its borders: what they were, that they
stay as they were in the last quarter before it, or nothing."""


@dataclass(frozen=True)
class Hindcast:
    """Years after one origin. `paths`: variable -> changes since the origin (horizon, draws), as scored, and
    inflation within each year."""

    origin: int
    paths: Mapping[str, Floats]

    def change(self, variable: str, horizon: int) -> Floats:
        """The change to the year `horizon` years after the origin, (draws,)."""
        found: Floats = self.paths[variable][horizon - 1]
        return found


def past_plan(
    origin: int,
    years: int,
    behaviour: Parameters,
    draws: int | None,
    seed: int,
    data: pd.DataFrame,
    *,
    outlook: str = HISTORY,
    missed: bool = False,
    rules: Rules = "known",
    given: Figures = None,
    backend: str = BACKEND,
) -> Plan:
    """A run over the `years` after the end of `origin`, ready to compute: no scenario beside the baseline.

    outlook: "history" for observed drivers, "none" for those forecast at the origin. missed: draw residuals.
    rules: what of `tajsim.past.enforcement` a run over history is given. given: figures of these years.
    backend: what computes the draws.
    """
    options = RunOptions(
        parameters=behaviour,
        baseline=outlook,
        start=Quarter(origin + 1, 1),
        end=Quarter(origin + years, 4),
        outputs=tuple(OUTPUT_OF.values()),
        draws=draws,
        seed=seed,
        given=given,
        backend=backend,
    )
    request = read(options, data)
    if outlook == HISTORY and rules != "known":
        request = replace(request, baseline=rules_given(rules, Quarter(origin, 4)))
    return with_kernel(replace(prepare(request), missed=missed), request.backend)


def rules_given(rules: Rules, last: Quarter) -> Scenario:
    """What is assumed of Russia's rules after `last` where they are not known: as then, or none."""
    known = enforcement((last,), HISTORY)
    if rules == "unknown":
        return replace(known, shocks=())

    def held(shock: Shock) -> Shock:
        given: dict[str, Any] = {shock.operation: always(float(shock.effect([last])[0]))}
        return replace(shock, **given)

    acting = [shock for shock in known.shocks if shock.weights([last])[0] > 0.0]
    return replace(known, shocks=tuple(map(held, acting)))


def figures_of(p: Parameters) -> dict[str, float]:
    """The scored variables in the year that a parameter set is of, in their units."""
    usd = p.economy.nominal_gdp / p.economy.exchange_rate
    return {
        "remittances_usd": p.remittances.remittances_gdp_share * usd,
        "imports_usd": p.trade.turnover_total - p.trade.exports_total,
        "tjs_per_usd": p.economy.exchange_rate,
        "reserves_usd": p.external.reserves_usd,
        GROWTH: p.economy.gdp_growth_base,
        POVERTY: 100.0 * p.welfare.poverty_national,
        "exports_usd": p.trade.exports_total,
        "inflation": p.economy.inflation_base,
        "current_account": 100.0 * p.economy.current_account_gdp_share,
        "bad_loans": 100.0 * p.banks.npl_ratio,
    }


def changes(plan: Plan, annual: Mapping[str, Floats]) -> dict[str, Floats]:
    """Changes since the base year (year, draws) from annual outputs (year, scenario, draw)."""
    base = figures_of(plan.parameters)
    found = {}
    for variable, output in OUTPUT_OF.items():
        values = np.asarray(annual[output][:, 0], dtype=np.float64)
        if variable == RESERVES:  # a stock can be gone, its logarithm cannot
            values = np.maximum(values, 0.02 * base[variable])
        found[variable] = as_change(variable, base[variable], values)
    return found


def hindcast(plan: Plan) -> Hindcast:
    """What the draws of a `past_plan` make of its years."""
    sizes = block_sizes(plan.draws or 0)
    blocks = [_with_year_ends(plan, run_block(plan, b)[0]) for b in range(len(sizes))]
    paths = {v: np.concatenate([b[v] for b in blocks], axis=1) for v in (*OUTPUT_OF, WITHIN)}
    return Hindcast(plan.parameters.date.year, paths)


def _with_year_ends(plan: Plan, found: OutputArrays) -> dict[str, Floats]:
    """Changes as scored and inflation within each year, (year, draw)."""
    within = np.asarray(found.quarterly[OUTPUT_OF["inflation"]][3::4, 0], dtype=np.float64)
    return {**changes(plan, found.annual), WITHIN: np.log1p(within / 100.0)}


def responses(plan: Plan) -> Floats:
    """How the first year's changes move with a unit residual of each equation: (variable, equation).

    In the last row inflation within the year.
    On the central path of a `past_plan`; a residual is what the parameters of the block `residuals` measure.
    """
    central = _path(plan, None)
    return np.column_stack([(_path(plan, equation) - central) / NUDGE for equation in EQUATIONS])


def _path(plan: Plan, equation: str | None) -> Floats:
    """First-year changes of every variable on the central path, with one equation moved by `NUDGE`."""
    count = len(plan.quarters)
    factors = [NO_ADD_FACTORS] * count
    if equation is not None:
        factors = [_moved(equation, t) for t in range(count)]
    target = allocate(plan, 1, np.float64)
    run_paths(replace(plan, add_factors=tuple(factors)), central_economy(plan), target)
    found = _with_year_ends(plan, target)
    return np.array([found[variable][0, 0] for variable in (*OUTPUT_OF, WITHIN)])


def _moved(equation: str, t: int) -> AddFactors:
    """A residual that moves the first year's average of its equation by `NUDGE`."""
    entered = NUDGE if t == 0 else 0.0
    kept = NUDGE * 4.0 / sum(STOCKS_KEPT**i for i in range(4)) * STOCKS_KEPT**t
    return {
        "remittances": NO_ADD_FACTORS._replace(remittances=NUDGE),
        "imports": NO_ADD_FACTORS._replace(stocks=kept),
        "exchange_rate": NO_ADD_FACTORS._replace(exchange_rate=entered),
        "reserves": NO_ADD_FACTORS._replace(outflows=-entered),
        "demand": NO_ADD_FACTORS._replace(demand=entered),
    }[equation]
