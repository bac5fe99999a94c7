"""The plan of a run: everything a worker needs, checked once, the same for every block of draws.

Among the checks is what figures and scenarios may not imply together, although each number alone is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import names
from tajsim.drivers.declared import OBSERVABLE, OBSERVABLE_NAMES
from tajsim.drivers.outlook import HORIZON, Outlook
from tajsim.drivers.stochastic import DriverModel
from tajsim.engine.deviating import deviating
from tajsim.engine.givens import Given
from tajsim.engine.kernels import Kernels
from tajsim.engine.sampling import blocks_of, replaced
from tajsim.engine.swap import Swap
from tajsim.errors import InputError, Problems
from tajsim.frozen import FrozenMap
from tajsim.model.base_year.initial import initial
from tajsim.model.base_year.opening import Past, Year, base_quarters, seasonal_factors
from tajsim.model.host import QuarterDrivers
from tajsim.model.numeric import Namespace, Number, Override
from tajsim.model.outputs import OUTPUTS, STANDARD, Output
from tajsim.model.state import AddFactors, Constants, State
from tajsim.model.welfare import ConsumptionDistribution
from tajsim.parameters import Parameters, declarations
from tajsim.parameters.blocks import Blocks
from tajsim.parameters.loading import as_parameters
from tajsim.past import ObservedDrivers
from tajsim.quarters import Quarter, quarter_range
from tajsim.scenarios import Scenario
from tajsim.scenarios.shock import Modifier
from tajsim.scenarios.target import targets

Floats = NDArray[np.float64]
FIRST_QUARTER = Quarter(2025, 1)  # that any shipped parameter set can simulate


class OverridePath(NamedTuple):
    """What is given of an observable driver: keep x + level, where the model has x; (quarter,) each."""

    keep: Floats
    level: Floats  # in the driver's unit


class Pin(NamedTuple):
    """The part of a driver that a scenario sets in every draw, (quarter,) each."""

    weight: Floats  # 0 to 1
    part: Floats  # of the central path, in the driver's unit


@dataclass(frozen=True)
class ScenarioPlan:
    """One scenario over the simulated quarters: central driver paths and changes of parameters."""

    name: str
    drivers: Mapping[str, Floats]  # (quarter,)
    pins: Mapping[str, Pin]  # drivers that draws do not, or do less, vary
    changes: Mapping[str, Modifier]  # parameter -> what shocks do to it
    overrides: Mapping[str, OverridePath] = FrozenMap({})  # of observable drivers, where anything is
    swaps: tuple[tuple[Swap, ...], ...] = ()  # outputs that are given, by quarter; empty where none is

    def first_difference(self, other: ScenarioPlan) -> int:
        """The first quarter in which this scenario is not the same as `other`; their number if none is."""
        count = len(next(iter(self.drivers.values())))
        differs = np.zeros(count, dtype=bool)
        for name, path in self.drivers.items():
            differs |= path != other.drivers[name]
        for one, two in ((self, other), (other, self)):
            for name, pin in one.pins.items():
                differs |= pin.weight != (two.pins[name].weight if name in two.pins else 0.0)
            for name, given in one.overrides.items():
                theirs = two.overrides.get(name, OverridePath(np.ones(count), np.zeros(count)))
                differs |= (given.keep != theirs.keep) | (given.level != theirs.level)
            for name, change in one.changes.items():
                same = two.changes.get(name)
                differs |= change.touched if same is None else change.differs(same)
        if self.swaps != other.swaps:
            none = ((),) * count
            differs |= [a != b for a, b in zip(self.swaps or none, other.swaps or none, strict=True)]
        return int(np.argmax(differs)) if differs.any() else count

    def parameters(self, t: int, base: Blocks, xp: Namespace) -> Blocks:
        """The parameters of quarter `t`, inside their allowed ranges."""
        new: dict[str, dict[str, Number]] = {}
        for name, change in self.changes.items():
            if not change.touched[t]:
                continue
            known = declarations()[name]
            value = changed(name, change, t, getattr(getattr(base, known.block), name), xp)
            new.setdefault(known.block, {})[name] = value
        return replaced(base, new)

    def central_drivers(self, t: int) -> QuarterDrivers:
        """The drivers of quarter `t` without random deviations."""
        values: dict[str, Any] = {name: float(path[t]) for name, path in self.drivers.items()}
        for name, given in self.overrides.items():
            values[name] = Override(keep=float(given.keep[t]), level=float(given.level[t]))
        return QuarterDrivers(**values)

    def drawn_drivers(self, t: int, oil: Number, rouble: Number, growth: Number) -> QuarterDrivers:
        """The drivers of quarter `t` with deviations: factors on oil and rouble, points of annual growth.

        What a scenario pins does not deviate; the deviations of the other drivers stay as they are.
        """
        return deviating(self.central_drivers(t), oil, rouble, growth, *self.pinned(t))

    def pinned(self, t: int) -> tuple[float, float, float]:
        """What does not deviate of oil and rouble, in their units, and the share of growth that does."""
        oil, rouble = (self._pin("oil_price", t), self._pin("rub_per_usd", t))
        return oil[1], rouble[1], 1.0 - self._pin("russia_gdp_growth", t)[0]

    def _pin(self, name: str, t: int) -> tuple[float, float]:
        pin = self.pins.get(name)
        return (0.0, 0.0) if pin is None else (float(pin.weight[t]), float(pin.part[t]))


def changed(name: str, change: Modifier, t: int, value: Number, xp: Namespace) -> Number:
    """The value of a parameter as a scenario changes it in quarter `t`, inside its allowed range."""
    known = declarations()[name]
    weight, level = float(change.set_weight[t]), float(change.set_level[t])
    value = (1.0 - weight) * value + weight * level
    value = value * float(change.multiply[t]) + float(change.add[t])
    return xp.minimum(xp.maximum(value, known.low), known.high)


@dataclass(frozen=True)
class Plan:
    """A run, ready to be computed block by block. Quarters are those simulated, from the base year's end.

    The base year is the four quarters to the date of the parameters, a calendar year or not.
    """

    parameters: Parameters
    outlook: Outlook | ObservedDrivers
    scenarios: tuple[ScenarioPlan, ...]
    quarters: tuple[Quarter, ...]
    first: int  # of the reported quarters
    outputs: tuple[str, ...]
    seed: int
    draws: int | None
    distribution: ConsumptionDistribution
    driver_model: DriverModel | None
    add_factors: tuple[AddFactors, ...] = field(default=())
    kernel: Kernels | None = None  # the compiled step, if it is to be used
    past: Past | None = None  # observed quarters up to the base year's end, of a run from a past year
    missed: bool = True  # whether draws have residuals
    paths: Mapping[str, Floats] = field(default_factory=dict)  # of the drivers, before any shock
    given: Given | None = None  # figures that draws meet
    path_model: DriverModel | None = None  # of the deviations of drivers on the single path

    @property
    def reported(self) -> tuple[Quarter, ...]:
        """The quarters a result shows."""
        return self.quarters[self.first :]

    @property
    def years(self) -> tuple[int, ...]:
        """The full calendar years among the reported quarters."""
        shown = [q.year for q in self.reported]
        return tuple(year for year in dict.fromkeys(shown) if shown.count(year) == 4)

    @property
    def kept(self) -> tuple[Output, ...]:
        """The kept outputs."""
        by_name = {o.name: o for o in OUTPUTS}
        return tuple(by_name[name] for name in self.outputs)

    @property
    def central(self) -> Blocks:
        """Central parameters."""
        return blocks_of(self.parameters)

    @property
    def base_year(self) -> Year:
        """The quarters of the initial year, on central values."""
        return year_of(self.central)

    @property
    def seasons(self) -> dict[str, tuple[float, ...]]:
        """Seasonal factors by pattern, each by calendar quarter."""
        first_half = 2.0 * self.parameters.remittances.departures_h1
        return {
            "money": seasonal_factors(self.central),
            "departures": (first_half, first_half, 2.0 - first_half, 2.0 - first_half),
        }


def first_state(
    parameters: Parameters,
    p: Blocks,
    distribution: ConsumptionDistribution,
    xp: Namespace,
    past: Past | None = None,
) -> tuple[State, Constants]:
    """The state a run starts from, for the values `p` of the set `parameters`.

    Raises InputError when its figures allow none.
    """
    name = parameters.name
    try:
        state, constants = initial(p, distribution, xp, past, last_quarter(parameters).quarter)
    except (ZeroDivisionError, ValueError, OverflowError) as error:
        raise InputError(f"the figures of {name!r} give no state to start from; is one zero?") from error
    found = contradictions(state, constants, p)
    if found:
        raise InputError(f"the figures of {name!r} contradict each other", found)
    return state, constants


def year_of(p: Blocks) -> Year:
    """The four quarters of the base year of a parameter set or of a block of draws."""
    return base_quarters(p.economy.nominal_gdp, p.economy.gdp_growth_base, p.economy.inflation_base)


def last_quarter(p: Parameters) -> Quarter:
    """The quarter at whose end the figures of a parameter set stand."""
    return Quarter(p.date.year, (p.date.month + 2) // 3)


def first_shown(start: str | Quarter | None, given: Parameters | str | Path | None) -> str | Quarter:
    """The first quarter shown: `start`, or for None 2025Q1 or the first after the set `given` if later.

    Of a set that knows quarters since its base year it is the first that was not over.
    A set that is none is reported elsewhere.
    """
    if start is not None:
        return start
    try:
        p = as_parameters(given)
        first = last_quarter(p) + 1
        return max(FIRST_QUARTER, first if p.known is None else p.known.shown_from)
    except InputError:
        return FIRST_QUARTER


def horizon(
    p: Parameters | None, start: str | Quarter, end: str | Quarter
) -> tuple[tuple[Quarter, ...], int]:
    """The simulated quarters, and the place of `start` among them. Raises InputError outside the possible."""
    shown = quarter_range(start, end)
    begin = last_quarter(p) + 1 if p else FIRST_QUARTER
    if shown[0] < begin:
        given = f"parameter set {p.name!r}" if p else "the parameter sets of 2024"
        raise InputError(f"the start {shown[0]} is before {begin}, the first quarter after {given}")
    if shown[-1].year - begin.year >= HORIZON:
        raise InputError(f"the end {shown[-1]} is more than {HORIZON} years after {begin}")
    return quarter_range(begin, shown[-1]), shown[0] - begin


def output_names(outputs: Sequence[str] | str | None) -> tuple[str, ...]:
    """The outputs to keep, in the order of the model: None the standard ones, "all" every one."""
    known = [o.name for o in OUTPUTS]
    if outputs is None:
        return tuple(name for name in known if name in STANDARD)
    if isinstance(outputs, str) and outputs == "all":
        return tuple(known)
    problems = Problems("unknown outputs")
    chosen = names(problems, "outputs", outputs, known, "output")
    problems.raise_if_any()
    if not chosen:
        raise InputError("no outputs to keep; name at least one or leave outputs=None")
    return tuple(name for name in known if name in chosen)


def scenario_plan(
    scenario: Scenario,
    paths: Mapping[str, Floats],
    quarters: Sequence[Quarter],
    p: Parameters,
    problems: Problems,
) -> ScenarioPlan:
    """Apply a scenario to the driver paths; note values that leave a target's allowed range."""
    known = targets()
    drivers = {name: path for name, path in paths.items() if name not in OBSERVABLE_NAMES}
    pins, changes = {}, {}
    modifiers = problems.attempt(lambda: scenario.modifiers(quarters)) or {}
    for name, change in modifiers.items():
        target = known[name]
        if name in OBSERVABLE_NAMES:
            continue
        if target.kind == "driver":
            drivers[name] = path = change.apply(paths[name])
            if change.pinned.any():
                pins[name] = Pin(change.pinned, change.pinned_part)
        else:
            changes[name] = change
            path = change.apply(np.full(len(quarters), p.values()[name]))
        outside = np.flatnonzero(~((path >= target.low) & (path <= target.high)))
        if len(outside):
            t = int(outside[0])
            problems.add(
                f"scenario {scenario.name!r} takes {name!r} to {path[t]:g} {target.unit} in {quarters[t]}; "
                f"allowed: {target.low:g} to {target.high:g}"
            )
    check_reserves(scenario.name, changes, quarters, p, problems)
    given = _given(scenario.name, paths, modifiers, quarters, problems)
    return ScenarioPlan(scenario.name, drivers, pins, changes, given)


def _given(
    scenario: str,
    paths: Mapping[str, Floats],
    modifiers: Mapping[str, Modifier],
    quarters: Sequence[Quarter],
    problems: Problems,
) -> FrozenMap[str, OverridePath]:
    """What the outlook and a scenario give of the observable drivers. In a path, nan stands for nothing.

    Notes what is outside the range, and what could take a driver below zero somewhere.
    """
    found = {}
    for driver in OBSERVABLE:
        path, change = paths.get(driver.name), modifiers.get(driver.name)
        if path is None and change is None:
            continue
        known = np.full(len(quarters), np.nan) if path is None else path[: len(quarters)]
        keep, level = np.isnan(known).astype(np.float64), np.nan_to_num(known)
        if change is not None:
            keep = np.where(change.touched, (1.0 - change.set_weight) * keep * change.multiply, keep)
            level = change.apply(level)
        low = np.where(keep == 0.0, driver.low, 0.0)
        outside = np.flatnonzero(~((keep >= 0.0) & (level >= low) & (level <= driver.high)))
        if len(outside):
            t = int(outside[0])
            what = f"{level[t]:g} {driver.unit}" + f" beside {keep[t]:g} of its own" * bool(keep[t])
            problems.add(
                f"scenario {scenario!r} takes {driver.name!r} to {what} in {quarters[t]}; "
                f"allowed: {low[t]:g} to {driver.high:g}"
            )
        if not np.array_equal(keep, np.ones_like(keep)) or level.any():
            found[driver.name] = OverridePath(keep, level)
    return FrozenMap(found)


def driver_starts(p: Parameters) -> dict[str, float]:
    """Levels of the drivers before the first simulated quarter."""
    return {"rub_per_usd": p.host.rub_per_usd_base, "oil_price": p.host.oil_price_base}


def contradictions(state: State, k: Constants, p: Blocks) -> list[str]:
    """What figures of a year imply but cannot be: residuals below zero, and the parameters behind them."""
    poorest = k.distribution.receiving - 0.5 * k.distribution.gradient
    richest = 1.0 - k.distribution.receiving - 0.5 * k.distribution.gradient
    comfort = p.external.reserve_comfort_months - p.external.reserve_floor_months
    implied: dict[str, tuple[Number, str]] = {
        "migrants in Russia": (p.migration.stock_russia - 1.0, "stock_russia"),
        "remittances": (p.remittances.remittances_gdp_share - 1e-4, "remittances_gdp_share"),
        "money sent from Russia": (
            k.propensity,
            "remittances_gdp_share, nonlabour_share, recruit_payment_rub",
        ),
        "imports from Russia": (k.import_weights.russia, "turnover_russia, export_share_russia"),
        "imports from China": (k.import_weights.china, "turnover_china, export_share_china"),
        "other imports": (k.import_weights.rest, "turnover_total, turnover_russia, turnover_china"),
        "other exports": (k.exports.rest, "export_share_russia, export_share_china"),
        "public consumption": (k.government, "tax_revenue, public_investment_gdp_share, transfers"),
        "business investment": (k.investment_ratio, "consumption_gdp_share, public_investment_gdp_share"),
        "taxes on profits": (k.taxes.profits, "tax_share_imports, tax_share_consumption, tax_share_labour"),
        "profits": (state.profits, "wage_tjs, labour_force, tax_revenue"),
        "own income": (state.household.own_income, "current_account_gdp_share, wage_tjs, labour_force"),
        "somoni money": (state.household.money, "monetary_base, deposits, capital_ratio"),
        "bank reserves": (state.bank.reserves, "deposits, deposits_fx_share, capital_ratio, loans"),
        "comfortable reserves beyond the floor": (
            comfort - 1e-3,
            "reserve_comfort_months, reserve_floor_months",
        ),
        "receiving households among the poorest": (poorest, "receiving_share, receiving_gradient"),
        "other households among the richest": (richest, "receiving_share, receiving_gradient"),
    }
    return [
        f"{what} would be below zero; see {names}"
        for what, (value, names) in implied.items()
        if not np.all(np.asarray(value) >= 0.0)
    ]


def check_reserves(
    scenario: str,
    changes: Mapping[str, Modifier],
    quarters: Sequence[Quarter],
    p: Parameters,
    problems: Problems,
) -> None:
    """Note a scenario that lifts the floor of reserves to what counts as comfortable, in any draw."""
    names = ("reserve_floor_months", "reserve_comfort_months")
    if not changes.keys() & set(names):
        return
    ends = (float(p.draw(names[0], 1.0)), float(p.draw(names[1], 0.0)))
    floor, comfort = (
        changes[name].apply(np.full(len(quarters), end)) if name in changes else np.full(len(quarters), end)
        for name, end in zip(names, ends, strict=True)
    )
    crossed = np.flatnonzero(floor >= comfort)
    if len(crossed):
        t = int(crossed[0])
        problems.add(
            f"scenario {scenario!r} takes 'reserve_floor_months' up to {floor[t]:g} and "
            f"'reserve_comfort_months' down to {comfort[t]:g} in {quarters[t]}; the floor must stay below"
        )
