"""How sure: which parameters the uncertainty of an outcome comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tajsim.analysis.sensitivity.importance import Sensitivity
from tajsim.analysis.sensitivity.methods import Swing, indices, tornado
from tajsim.analysis.sensitivity.quantity import (
    OF,
    Factor,
    QuantityOfInterest,
    check_disjoint,
    check_names,
    columns_of,
    quantity_of,
    read_groups,
    read_quantity,
    uncertain,
    values_at,
)
from tajsim.arguments import AT_ONCE, Progress, function, period
from tajsim.defaults import BACKEND, BASELINE, END, PARAMETER_SET, SEED, YEAR
from tajsim.engine.backend import COMPILED, NUMPY
from tajsim.engine.request import Baseline, RunOptions
from tajsim.engine.sampling import BLOCK, sample
from tajsim.errors import InputError, Problems, quoted
from tajsim.kinds import is_whole
from tajsim.parameters import Parameters
from tajsim.quarters import Quarter
from tajsim.results.periods import Period
from tajsim.scenarios import Scenario

__all__ = ["Sensitivity", "Study", "read_study", "sensitivity"]

CHOSEN = 20  # factors when no parameters are named
BASE_SAMPLES = 4096
FEWEST, MOST = 64, 2**17  # base samples
_NOISE = 1e-10  # of the size of the outcome: what rounding can move


def sensitivity(
    scenario: Scenario | str | Path,
    output: str,
    at: Period = str(YEAR),
    parameters: Parameters | str | Path = PARAMETER_SET,
    names: Sequence[str] | None = None,
    base_samples: int = BASE_SAMPLES,
    seed: int = SEED,
    of: str = OF[0],
    baseline: Baseline = BASELINE,
    progress: Progress | None = None,
    *,
    groups: str | Mapping[str, Sequence[str]] | None = None,
    start: str | Quarter | None = None,
    end: str | Quarter = END,
    backend: str = BACKEND,
) -> Sensitivity:
    """First-order and total Sobol indices of one outcome, and what each parameter does one at a time.

    Sobol indices need independent inputs. Parameters that are not varied stay at their medians, drivers at
    their central paths, and equations have no residuals: the question is which parameters the uncertainty
    comes from.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A Scenario, a shipped name, a composition or a file.
    output : str
        One output.
    at : int or str, default "2027"
        A year ("2027") or a quarter ("2027Q3").
    parameters : Parameters, str or Path, default "nowcast-2025"
        A parameter set, the name of a shipped one, or a TOML file.
    names : sequence of str, optional
        The parameters to vary; None for the 20 with the largest one-at-a-time effect.
    base_samples : int, default 4096
        A power of 2; the model is run (factors + 2) times as often.
    seed : int, default 0
        Root of every random stream: the same seed gives the same numbers.
    of : str, default "delta"
        "delta", the deviation from the baseline (in percent of it for levels), or "level".
    baseline : str, Path or Scenario, default "baseline"
        What deviations are taken from, as in `run`.
    progress : callable, optional
        Called with (steps done, steps in all).
    groups : str or mapping, optional
        None draws every parameter from its own distribution and ignores the correlations of a calibrated set;
        "ensemble" draws all calibrated parameters jointly, as one factor "behaviour as calibrated", beside
        the `names` (None: the 19 largest others); a mapping of labels to parameters makes a factor of each
        group (and with `names` one of each of those), drawn independently.
    start : str or Quarter, optional
        First quarter; None for the first after the date of the parameters.
    end : str or Quarter, default "2030Q4"
        Last quarter.
    backend : str, default "auto"
        As for `run`.

    Returns
    -------
    Sensitivity
        With `.table()`, `.tornado()`, `.text` and the pictures `.plot.indices()`, `.plot.tornado()` and
        `.plot.path()`.

    Raises
    ------
    InputError
        Naming every bad argument, for values that cannot be run, and for an outcome that nothing varied
        moves.
    AccountingError
        If people or money were not conserved.

    Examples
    --------
    >>> import tajsim as ts
    >>> names = ["stock_russia", "import_price_elasticity"]
    >>> found = ts.sensitivity("crackdown", "gdp", at="2026", names=names, base_samples=64, end="2026Q4")
    >>> sorted(factor.name for factor in found.factors)
    ['import_price_elasticity', 'stock_russia']
    """
    problems = Problems("cannot compute the sensitivity")
    options = RunOptions(
        scenarios=scenario,
        outputs=output,
        parameters=parameters,
        baseline=baseline,
        start=start,
        end=end,
        seed=seed,
        backend=backend,
    )
    study = problems.attempt(
        lambda: read_study(options, at=at, of=of, names=names, groups=groups, base_samples=base_samples)
    )
    function(problems, "progress", progress, "(done, total)")
    problems.raise_if_any()
    if study is None:
        raise AssertionError("the study is missing although no problem was noted")
    return study.run(progress)


@dataclass(frozen=True, eq=False)
class Study:
    """A study that can be run: the quantity, the factors asked for, and how many more to choose."""

    quantity: QuantityOfInterest
    factors: tuple[Factor, ...]
    more: int
    base_samples: int
    seed: int

    def run(self, progress: Progress | None = None) -> Sensitivity:
        """The answer. See `sensitivity`."""
        quantity, p = self.quantity, self.quantity.parameters
        swings = tornado(lambda values: quantity.rows(values)[0], p)
        factors = (*self.factors, *_largest(swings, self.factors, self.more))
        steps = iter(range(1, len(factors) + 4))

        def step() -> None:
            if progress is not None:
                progress(next(steps), len(factors) + 3)

        every = quantity.rows(sample(p, self.seed, 0, BLOCK))[0]
        step()
        if not factors:
            raise _unmoved(quantity)
        found = indices(
            lambda u: quantity.rows(values_at(p, factors, u)),
            sum(factor.width for factor in factors),
            columns_of(factors),
            self.base_samples,
            self.seed,
            step,
        )
        if found.sd[0] <= _NOISE * max(abs(found.mean[0]), float(np.abs(every).max())):
            raise _unmoved(quantity)
        return Sensitivity(
            scenario=quantity.plan.scenarios[-1].name,
            baseline=None if quantity.relative is None else quantity.plan.scenarios[0].name,
            output=quantity.output,
            unit=quantity.unit,
            at=str(period(AT_ONCE, "at", quantity.at)),
            years=quantity.plan.years,
            parameters=p,
            factors=factors,
            indices=found,
            swings=swings,
            spread=float(every.std()),
            base_samples=self.base_samples,
            seed=self.seed,
            backend=NUMPY if quantity.plan.kernel is None else COMPILED,
        )


def read_study(
    options: RunOptions,
    *,
    at: Period,
    of: str = OF[0],
    names: Any = None,
    groups: Any = None,
    base_samples: Any = BASE_SAMPLES,
) -> Study:
    """Read the arguments of `sensitivity`. Raises InputError naming every problem.

    options: of the run, with one scenario and one output; its seed is that of the study.
    """
    problems = Problems("cannot compute the sensitivity")
    request = read_quantity(options, at, of, problems)
    p = None if request is None else request.parameters
    chosen = () if names is None else check_names(names, p, problems)
    grouped = read_groups(groups, p, problems)
    factors = (*grouped, *(Factor(name, (name,)) for name in dict.fromkeys(chosen)))
    check_disjoint(factors, problems)
    for problem in _numbers(base_samples, options.seed):
        problems.add(problem)
    if p is not None and not uncertain(p):
        problems.add(f"every parameter of {p.name!r} is fixed; there is nothing to vary")
    found = None
    if request is not None:
        found = problems.attempt(lambda: quantity_of(request, at, of == "delta"))
    problems.raise_if_any()
    if found is None:
        raise AssertionError("the quantity is missing although no problem was noted")
    more = 0 if names is not None or isinstance(groups, Mapping) else CHOSEN - len(grouped)
    return Study(found, factors, more, int(base_samples), int(options.seed))


def _largest(swings: Sequence[Swing], factors: Sequence[Factor], count: int) -> list[Factor]:
    """The `count` parameters with the largest swings that no factor has; never one without effect."""
    taken = {name for factor in factors for name in factor.parameters}
    free = [s.name for s in swings if s.size > _NOISE * abs(s.at_median) and s.name not in taken]
    return [Factor(name, (name,)) for name in free[:count]]


def _unmoved(quantity: QuantityOfInterest) -> InputError:
    return InputError(
        f"{quantity.output!r} at {quantity.at} does not change with what is varied; vary other parameters or "
        "ask for a period after the shocks begin"
    )


def _numbers(base_samples: Any, seed: Any) -> list[str]:
    found = []
    if not is_whole(base_samples) or not FEWEST <= base_samples <= MOST or base_samples & (base_samples - 1):
        found.append(
            f"base_samples is {quoted(base_samples)}; "
            f"it must be a power of 2 from {FEWEST} to {MOST}, such as 4096"
        )
    if not is_whole(seed) or seed < 0:
        found.append(f"seed is {quoted(seed)}; it must be a whole number of at least 0")
    return found
