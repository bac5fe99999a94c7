"""`historical_decomposition`: a past year from where it started to where it ended, and what brought it there.

The year is run from the state at the end of the year before. Expected is the model's own projection from
there. As it was: the drivers and rules of the record, and residuals that bring the single path to the figures
of the year, of each figure those of its own equation, as small as can be. What each group adds is its exact
Shapley value over all coalitions.

Decision. A figure that its equation cannot reach (reserves in 2020: holders had no dollars left to sell, and
gold was revalued) is left out of the solution and what is missing shown as a part of its own. Rejected: other
equations that reach it together, whose residuals would then say something of it and not of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tajsim import arguments
from tajsim.analysis.shapley import shapley
from tajsim.defaults import BASE_SET
from tajsim.engine.block import allocate, central_economy, run_paths
from tajsim.engine.condition import Condition, Figures
from tajsim.engine.conditioning import prepared
from tajsim.engine.plan import Plan, last_quarter
from tajsim.engine.request import HISTORY, RunOptions, read
from tajsim.engine.run import prepare
from tajsim.errors import InputError, Problems
from tajsim.evidence.historical.answer import HistoricalDecomposition
from tajsim.evidence.historical.figures import OUTPUTS, conditions_of, output_of, shown, years
from tajsim.evidence.historical.groups import Group, groups_of, outcomes
from tajsim.evidence.observations import observed
from tajsim.model.met_by import EQUATIONS
from tajsim.parameters import Parameters, as_parameters
from tajsim.quarters import Quarter
from tajsim.results.info import OutputInfo

Floats = NDArray[np.float64]
UNEXPLAINED = Group("unexplained", "unexplained")


def historical_decomposition(
    year: int,
    parameters: Parameters | str | Path = BASE_SET,
    *,
    on: str | date | None = None,
    given: Figures = None,
) -> HistoricalDecomposition:
    """Which drivers, rules and residuals brought a past year about, on the single path.

    From the year before to the model's own projection at its end, and from there, by exact Shapley values
    that add up, through what each driver, Russia's rules and what each equation missed added, to the figures
    of the year. Of a year that is not over, each output is taken apart over the quarters that are known.

    Parameters
    ----------
    year : int
        From 2005 to the last with published figures.
    parameters : Parameters, str or Path, default "calibrated-2024"
        A parameter set, the name of a shipped one, or a TOML file. Years before its date start from the
        figures of the year before.
    on : str or date, optional
        Of the year that is not over, what had been published by this day; everything by default. Drivers are
        those on record.
    given : Condition or an iterable of these, or what has a method `conditions()`, optional
        Figures of the year to meet in place of the published ones, as for `run`, but exactly.

    Returns
    -------
    HistoricalDecomposition
        `.table()`, `.words(output)`, `.plot(output)`.

    Raises
    ------
    InputError
        For bad input, for a year without figures, naming those that have them, and for figures that nothing
        meets.

    Examples
    --------
    >>> import tajsim as ts
    >>> found = ts.historical_decomposition(2015)
    >>> found.gap() < 1e-9
    True
    >>> found.part("rub_per_usd", "remittances_usd") < -400  # million dollars: the rouble fell
    True
    """
    problems = Problems("cannot take the year apart")
    seen = observed()
    possible = years(seen)
    asked = arguments.year(problems, "year", year, possible[0], possible[-1])
    p = problems.attempt(lambda: as_parameters(parameters))
    problems.raise_if_any()
    if p is None:
        raise AssertionError("a part is missing although no problem was noted")
    was, expected = (_plan(asked, p, baseline) for baseline in (HISTORY, "none"))
    conditions = conditions_of(asked, seen, was.parameters, on, given)
    was, unmet = _met(was, conditions, published=given is None)
    _check_accounts(was)
    innovations = _innovations(was)
    groups, figures = groups_of(was, expected, innovations), shown(asked, conditions)
    found = outcomes(was, expected, innovations, groups, [figure.measured for figure in figures])
    parts, after = shapley(found), found[-1].copy()
    outputs = tuple(figure.output for figure in figures)
    for c in unmet:
        after[outputs.index(output_of(c))] = c.value
    if unmet:
        groups, parts = (*groups, UNEXPLAINED), np.vstack([parts, after - found[-1]])
    return HistoricalDecomposition(
        year=asked,
        parameters=p.name,
        outputs=outputs,
        infos={name: OutputInfo.of(name, Quarter(asked - 1, 4)) for name in outputs},
        periods=tuple(figure.period for figure in figures),
        previous=tuple(figure.previous for figure in figures),
        observed=tuple(figure.output for figure in figures if figure.observed),
        before=np.array([figure.before(was, seen) for figure in figures]),
        expected=found[0],
        after=after,
        names=tuple(group.name for group in groups),
        kinds=tuple(group.kind for group in groups),
        parts=parts,
        residuals=dict(zip(EQUATIONS, innovations, strict=True)),
        given=conditions,
        unmet=unmet,
    )


def _check_accounts(plan: Plan) -> None:
    """Raise AccountingError where people or money are not conserved on the path that meets the figures."""
    run_paths(plan, central_economy(plan), allocate(plan, 1, np.float64))


def _plan(year: int, p: Parameters, baseline: str) -> Plan:
    options = RunOptions(
        parameters=p,
        baseline=baseline,
        start=Quarter(year, 1),
        end=Quarter(year, 4),
        outputs=OUTPUTS,
        draws=None,
    )
    plan = prepare(read(options))
    if plan.quarters[0] != Quarter(year, 1):
        raise InputError(
            f"parameter set {p.name!r} stands at the end of {last_quarter(p)}, more than a quarter before "
            f"{year} begins; take one of the end of {year - 1} or later"
        )
    return plan


def _met(
    plan: Plan, conditions: Sequence[Condition], *, published: bool
) -> tuple[Plan, tuple[Condition, ...]]:
    """The plan with residuals that meet the figures, and the published figure that is left out for that.

    One annual figure at most, and none of a user's own. Raises InputError when the others are not met.
    """
    try:
        return prepared(plan, conditions, (), None), ()
    except InputError:
        for left_out in reversed(conditions) if published else ():
            if left_out.last - left_out.first != 3:
                continue
            rest = [c for c in conditions if c is not left_out]
            with suppress(InputError):
                return prepared(plan, rest, (), None), (left_out,)
        raise


def _innovations(plan: Plan) -> Floats:
    """Innovations of the residuals over the whole year, (equation, quarter)."""
    found = np.zeros((len(EQUATIONS), len(plan.quarters)))
    if plan.given is not None:
        found[:, : plan.given.quarters] = plan.given.centre[: len(EQUATIONS)]
    return found
