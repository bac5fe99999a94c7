"""The add-factors of a baseline, each beside what its equation usually misses.

An add-factor is measured by the residual that draws add to the same equation: in that quarter, and in logs
where the residual is one. Of the somoni and of prices, whose add-factors are changes, their sum so far is
measured as well: a small one that never ends is a large one.

Decision. Three equations have no residual of their own.

    imports           measured by that of stocks: both are imports beyond what demand explains
    taxes, spending   by RECORDED: tax revenue was between 18.1 and 23.0 % of output from 2019 to 2025 (the
                      ratio in data/evidence/baseline.toml), in which logs have a standard deviation of 0.07
                      if every value there is as likely; budgets were within 1.4 % of output of balance, so
                      that what is bought varied as what is collected
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tajsim.defaults import BASELINE, END, PARAMETER_SET
from tajsim.engine.judged import judged
from tajsim.engine.request import Baseline, RunOptions, read
from tajsim.engine.residuals import (
    EXPORTS_KEPT,
    MONEY_KEPT,
    RESERVES_KEPT,
    STOCKS_KEPT,
    first_year,
    year_end,
)
from tajsim.engine.run import prepare
from tajsim.judgements.equations import EQUATIONS
from tajsim.judgements.judgement import Judgement
from tajsim.model.state import NO_ADD_FACTORS, AddFactors
from tajsim.parameters import Parameters
from tajsim.parameters.blocks import Residuals
from tajsim.quarters import Quarter

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
RECORDED = math.log(23.0 / 18.1) / math.sqrt(12.0)
LARGE = 2.0  # standard deviations above which a warning says so
_CHANGES = ("exchange_rate", "prices")


class Sizes(NamedTuple):
    """The add-factors of a run by quarter and equation, (quarter,) each: of the baseline, and judgement."""

    quarters: tuple[Quarter, ...]
    baseline: Mapping[str, Floats]
    judgement: Mapping[str, Floats]
    total: Mapping[str, Floats]  # what stands in the equations
    residual: Mapping[str, Floats]  # standard deviation, in logs but of changes and bad loans

    def size(self, name: str) -> Floats:
        """The add-factor in standard deviations of the residual of its equation in that quarter."""
        return np.asarray(_as_residual(name, self.total[name]) / self.residual[name])

    def so_far(self, name: str) -> Floats:
        """Of a change, the sum of the add-factors so far in standard deviations of that of the residuals."""
        if name not in _CHANGES:
            return self.size(name)
        spread = np.sqrt(np.cumsum(self.residual[name] ** 2))
        return np.asarray(np.cumsum(self.total[name]) / spread)

    def large(self) -> dict[str, tuple[Quarter, float]]:
        """The equations with an add-factor above two standard deviations: when, and how large at most."""
        found = {}
        for name in EQUATIONS:
            sizes = np.maximum(np.abs(self.size(name)), np.abs(self.so_far(name)))
            worst = int(np.argmax(sizes))
            if sizes[worst] > LARGE:
                found[name] = (self.quarters[worst], float(sizes[worst]))
        return found


def baseline_add_factors(
    parameters: Parameters | str | Path = PARAMETER_SET,
    baseline: Baseline = BASELINE,
    judgement: Judgement | str | Path | None = None,
    end: str | Quarter = END,
) -> pd.DataFrame:
    """The add-factors of the baseline by quarter, and how large they are beside what equations usually miss.

    A warning names every equation with an add-factor above two standard deviations.

    Parameters
    ----------
    parameters : Parameters, str or Path, default "nowcast-2025"
        A parameter set, the name of a shipped one, or a TOML file.
    baseline : str, Path or Scenario, default "baseline"
        As for `run`; "none" has no add-factors.
    judgement : Judgement, str or Path, optional
        What is added to them, as for `run`.
    end : str or Quarter, default "2030Q4"
        The last quarter.

    Returns
    -------
    pandas.DataFrame
        A row a quarter and equation, with columns quarter, equation, meaning, unit, baseline (what meets the
        outlook), judgement, add_factor (their sum), residual (standard deviation of what the equation misses
        in that quarter, in logs), size (the add-factor in these), so_far (of the somoni and of prices the
        sum up to the quarter in those of its own, else as size) and large (whether one is above 2).

    Raises
    ------
    InputError
        For bad input, naming every problem.

    Examples
    --------
    >>> import tajsim as ts
    >>> found = ts.baseline_add_factors("world-bank-2024")
    >>> bool(found["large"].any())
    False
    """
    import pandas as pd

    m = measured(parameters, baseline, judgement, end)
    if large := m.large():
        warnings.warn(warning(large), stacklevel=2)
    rows = []
    for t, quarter in enumerate(m.quarters):
        for name, equation in EQUATIONS.items():
            size, so_far = float(m.size(name)[t]), float(m.so_far(name)[t])
            rows.append(
                {
                    "quarter": str(quarter),
                    "equation": name,
                    "meaning": equation.meaning,
                    "unit": equation.unit,
                    "baseline": float(m.baseline[name][t]),
                    "judgement": float(m.judgement[name][t]),
                    "add_factor": float(m.total[name][t]),
                    "residual": float(m.residual[name][t]),
                    "size": size,
                    "so_far": so_far,
                    "large": max(abs(size), abs(so_far)) > LARGE,
                }
            )
    return pd.DataFrame(rows)


def warning(large: Mapping[str, tuple[Quarter, float]]) -> str:
    """What is said of add-factors above two standard deviations."""
    listed = ", ".join(f"{name} ({size:.1f} in {when})" for name, (when, size) in large.items())
    return f"add-factors above {LARGE:g} standard deviations of what their equations usually miss: {listed}"


def measured(
    parameters: Parameters | str | Path,
    baseline: Baseline,
    judgement: Judgement | str | Path | None,
    end: str | Quarter,
) -> Sizes:
    """The add-factors of a run of these, measured. Raises InputError as `run` does."""
    options = RunOptions(parameters=parameters, baseline=baseline, judgement=judgement, end=end, draws=None)
    request = read(options)
    plan = prepare(replace(request, judgement=None))
    total = judged(plan.add_factors, request.judgement, plan.quarters)
    none = (NO_ADD_FACTORS,) * len(plan.quarters)
    return Sizes(
        plan.quarters,
        _by_equation(plan.add_factors),
        _by_equation(judged(none, request.judgement, plan.quarters)),
        _by_equation(total),
        residual_sizes(plan.central.residuals, len(plan.quarters)),
    )


def _by_equation(add_factors: Sequence[AddFactors]) -> dict[str, Floats]:
    return {name: np.array([float(getattr(add, name)) for add in add_factors]) for name in EQUATIONS}


def residual_sizes(r: Residuals, count: int) -> dict[str, Floats]:
    """The standard deviation of the residual of each equation in the first `count` quarters."""
    same = np.ones(count)

    def unit(size: float, of: float = first_year(1.0)) -> float:
        return float(size) / of

    def level(kept: float) -> Floats:
        """Of a process that keeps `kept` a quarter and gets shocks of one standard deviation."""
        return np.sqrt(np.cumsum(kept ** (2.0 * np.arange(count))))

    held = np.concatenate([[0.0], level(RESERVES_KEPT)[:-1]])  # at the end of the quarter before
    stocks = unit(r.imports_residual, first_year(STOCKS_KEPT)) * level(STOCKS_KEPT)
    return {
        "remittances": unit(r.remittances_residual, first_year(MONEY_KEPT)) * level(MONEY_KEPT),
        "exchange_rate": unit(r.exchange_rate_residual) * same,
        "prices": unit(r.prices_residual) * same,
        "demand": unit(r.demand_residual) * same,
        "imports": stocks,
        "outflows": unit(r.reserves_residual, year_end(RESERVES_KEPT))
        * np.sqrt(1.0 + ((1.0 - RESERVES_KEPT) * held) ** 2),
        "stocks": stocks,
        "exports": unit(r.exports_residual, first_year(EXPORTS_KEPT)) * level(EXPORTS_KEPT),
        "taxes": RECORDED * same,
        "spending": RECORDED * same,
        "bad_loans": unit(r.bad_loans_residual) * same,
    }


def _as_residual(name: str, add: Floats) -> Floats:
    """An add-factor in the form in which the residual of its equation is drawn."""
    if name in (*_CHANGES, "bad_loans"):
        return add
    return -np.log1p(-add) if name == "outflows" else np.log1p(add)
