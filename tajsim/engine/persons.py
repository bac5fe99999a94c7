"""What is given in persons must be there: refused where a central path has not so many people.

Decision. A share of those of a status is the limit, not their number: draws start from other numbers than the
central path, and one that had too few would deport fewer than was given. With half of a status six draws in a
thousand fell short, with two fifths one; a quarter leaves all enough, and is ten times what has been seen.
A factor alone gives no number and is limited as the rates are. Rejected: a cap that the result reports, since
a figure that was given would then hold in some draws alone.
"""

from __future__ import annotations

from collections.abc import Callable

from tajsim.engine.block import central_economy, drivers_of
from tajsim.engine.plan import Plan, ScenarioPlan
from tajsim.errors import Problems
from tajsim.model.economy import SimulatedQuarter, step
from tajsim.model.migration import People
from tajsim.model.numeric import Override, ScalarMath
from tajsim.model.state import NO_ADD_FACTORS

LARGEST = 0.25  # part of the people of a status that may be given to be deported in a quarter
ROUNDING = 1e-6


def checked(plan: Plan) -> Plan:
    """The same plan. Raises InputError where central paths have not the people that are given."""
    problems = Problems("people are given who are not there")
    for scenario in plan.scenarios:
        if scenario.overrides.keys() & _FAULTS.keys():
            _check(plan, scenario, problems)
    problems.raise_if_any()
    return plan


def _check(plan: Plan, scenario: ScenarioPlan, problems: Problems) -> None:
    economy = central_economy(plan)
    xp, p, last, k = ScalarMath(), economy.parameters, economy.state, economy.constants
    left = [name for name in _FAULTS if name in scenario.overrides]
    for t, quarter in enumerate(plan.quarters):
        add = plan.add_factors[t] if plan.add_factors else NO_ADD_FACTORS
        if economy.residuals is not None:
            add = economy.residuals.added(add, t)
        drivers, rules = drivers_of(scenario, economy, t), scenario.parameters(t, p, xp)
        try:
            done = step(last, drivers, add, rules, k, xp)
        except (OverflowError, ValueError, ZeroDivisionError):
            return  # the run itself says where numbers stop being finite
        for name in tuple(left):
            given: Override = getattr(drivers, name)
            fault = "" if given.level == 0.0 else _FAULTS[name](given, last.people, done)
            if fault:
                problems.add(f"scenario {scenario.name!r}, {name!r} in {quarter}: {fault}")
                left.remove(name)  # one quarter says enough
        last = done.state


def _deported(given: Override, before: People, done: SimulatedQuarter) -> str:
    regime, gone = done.regime, done.flows.deported
    share = regime.removals / max(before.in_russia, 1.0) + max(regime.deport_regular, regime.deport_irregular)
    asked = max(gone, given.level)
    if share > LARGEST:
        return (
            f"{asked:,.0f} of {before.in_russia:,.0f} workers would be {100.0 * share:.0f} % of those of a "
            f"status, at its rate of deportation; at most {100.0 * LARGEST:.0f} % can be given"
        )
    if given.keep == 0.0 and abs(gone - given.level) > ROUNDING * max(given.level, 1.0):
        return f"{asked:,.0f}, but at the rates of that quarter {gone:,.0f} are deported"
    return ""


def _recruits(_: Override, __: People, done: SimulatedQuarter) -> str:
    called, leave = done.regime.organised, done.flows.departures - done.flows.to_other
    return f"{called:,.0f}, but {leave:,.0f} leave for Russia" if called > leave else ""


_FAULTS: dict[str, Callable[[Override, People, SimulatedQuarter], str]] = {
    "deported": _deported,
    "organised_recruits": _recruits,
}
