"""A block of draws: every scenario over time on the same parameters and the same shocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tajsim.cache import as_shipped
from tajsim.drivers.stochastic import DriverModel
from tajsim.engine import residuals
from tajsim.engine.aggregation import Aggregator, OutputArrays, QuarterOutcome
from tajsim.engine.backend import COMPILED, used
from tajsim.engine.compiled import CompiledStepper
from tajsim.engine.compiled_paths import by_paths
from tajsim.engine.float_step import FloatStepper
from tajsim.engine.kernels import Kernels
from tajsim.engine.path_program import Shape
from tajsim.engine.plan import Plan, ScenarioPlan, first_state, last_quarter, year_of
from tajsim.engine.program.trace import Arguments
from tajsim.engine.residuals import Residuals
from tajsim.engine.sampling import BLOCK, block_sizes, blocks_of, members, sample
from tajsim.engine.shocks import Shocks, drawn, of_the_single_path
from tajsim.engine.swapped import swapped
from tajsim.engine.target import allocate as allocate
from tajsim.engine.target import check_complete as check_complete
from tajsim.engine.target import part as part
from tajsim.engine.target import room, window_of
from tajsim.engine.violation import Violation as Violation
from tajsim.errors import AccountingError, InputError
from tajsim.model.accounts import Identities
from tajsim.model.base_year.initial import initial
from tajsim.model.economy import SimulatedQuarter, step
from tajsim.model.host import QuarterDrivers
from tajsim.model.numeric import Namespace, ScalarMath
from tajsim.model.outputs import Output
from tajsim.model.state import NO_ADD_FACTORS, AddFactors, Constants, State
from tajsim.parameters.blocks import Blocks

TOLERANCE = 1e-9


@dataclass(frozen=True)
class PreparedBlock:
    """A block ready to run: parameters, state and constants of its draws, and random driver deviations."""

    parameters: Blocks
    state: State
    constants: Constants
    xp: Namespace
    oil: Any = None  # (quarter, draw) factors; None where drivers keep to their central paths
    rouble: Any = None
    growth: Any = None  # points of annualised growth
    draws: int | None = None  # None: one path in floats
    residuals: Residuals | None = None


def central_economy(plan: Plan) -> PreparedBlock:
    """The single path on central values, in plain floats; it meets the exact figures that were given."""
    xp = ScalarMath()
    p = plan.central
    state, constants = first_state(plan.parameters, p, plan.distribution, xp, plan.past)
    central = PreparedBlock(p, state, constants, xp)
    centre = centre_of(plan)
    if centre is None:
        return central
    shocks = of_the_single_path(centre, len(plan.quarters), missed=plan.missed, model=plan.path_model)
    return in_floats(with_shocks(central, shocks, plan.path_model))


def centre_of(plan: Plan) -> NDArray[np.float64] | None:
    """Innovations of the single path, (series, quarter), where quarters are known or figures given."""
    known = plan.parameters.known
    if plan.given is not None:
        return plan.given.centre
    return None if known is None else known.single_path[:, : len(plan.quarters)]


def drawn_economy(plan: Plan, block: int) -> PreparedBlock:
    """One block of draws; they meet the exact figures that were given."""
    plain, shocks = undisturbed(plan, block)
    if plan.given is not None and plan.given.solved is not None:
        start, draws = block * BLOCK, block_sizes(plan.draws or 0)[block]
        part = plan.given.solved.part(start, start + draws)
        shocks = plan.given.with_drawn_errors(shocks, plan.seed, block, draws)
        shocks = plan.given.seen(shocks)[0].moved(plan.given.directions, part.sizes)
    return with_shocks(plain, shocks, plan.driver_model)


def undisturbed(plan: Plan, block: int) -> tuple[PreparedBlock, Shocks]:
    """One block of draws without anything random but parameters, and what else was drawn."""
    draws = block_sizes(plan.draws or 0)[block]
    p = blocks_of(plan.parameters, sample(plan.parameters, plan.seed, block, draws))
    xp: Any = np
    state, constants = first_state(plan.parameters, p, plan.distribution, xp, plan.past)
    shocks = drawn(plan.seed, block, len(plan.quarters), draws, missed=plan.missed, model=plan.driver_model)
    known = plan.parameters.known
    if known is not None:
        shocks = shocks.beginning(known, members(known.members, plan.seed, block, draws))
    return PreparedBlock(p, state, constants, xp, draws=draws), shocks


def with_shocks(economy: PreparedBlock, shocks: Shocks, model: DriverModel | None) -> PreparedBlock:
    """The block with the residuals and the deviations of drivers that innovations make."""
    if shocks.residuals is not None:
        with np.errstate(over="ignore"):  # where a limit binds, any size of an innovation meets a figure
            missed = residuals.of_innovations(economy.parameters, shocks.residuals)
        economy = replace(economy, residuals=missed)
    if model is None or shocks.drivers is None or shocks.scale is None:
        return economy
    oil, rouble, output = model.paths(shocks.drivers, shocks.scale)
    growth = 400.0 * np.expm1(np.diff(output, axis=0, prepend=0.0))
    return replace(economy, oil=np.exp(oil), rouble=np.exp(rouble), growth=growth)


def in_floats(economy: PreparedBlock) -> PreparedBlock:
    """A block of a single draw with what it is hit by as lists of floats."""

    def listed(values: Any) -> Any:
        return None if values is None else values[:, 0].tolist()

    missed = economy.residuals and Residuals(*map(listed, economy.residuals))
    oil, rouble, growth = map(listed, (economy.oil, economy.rouble, economy.growth))
    return replace(economy, oil=oil, rouble=rouble, growth=growth, residuals=missed)


def kernel_for(plan: Plan) -> Kernels:
    """The compiled forms of a plan: their inputs are arrays where those of the plan's draws are."""
    uncertain = [name for name, entry in plan.parameters.entries.items() if entry.distribution != "fixed"]
    central = plan.parameters.values()
    p = blocks_of(plan.parameters, {name: np.full(2, central[name]) for name in uncertain})
    xp: Any = np
    ends = last_quarter(plan.parameters).quarter
    state, constants = initial(p, plan.distribution, xp, plan.past, ends)
    calm_drivers = plan.scenarios[0].central_drivers(0)
    model = plan.path_model if plan.draws is None else plan.driver_model
    drivers = calm_drivers if model is None else plan.scenarios[0].drawn_drivers(0, *np.ones((3, 2)))
    add = AddFactors(*np.zeros((len(AddFactors._fields), 2)))
    calm = Arguments(state, calm_drivers, NO_ADD_FACTORS, p, constants)
    shape = Shape(calm, model is not None, plan.missed, plan.outputs)
    return Kernels(shape, Arguments(state, drivers, add, p, constants))


def with_kernel(plan: Plan, backend: str) -> Plan:
    """The plan with the compiled step where `backend` asks for it, or "auto" and it pays."""
    swaps = any(scenario.swaps for scenario in plan.scenarios)
    if plan.draws is None or used(backend, plan.draws, numpy_only=swaps) != COMPILED:
        return plan
    return replace(plan, kernel=kernel_for(plan).ready(steps=swaps))


class Stepper(Protocol):
    """Advances a block of draws by a quarter."""

    @property
    def start(self) -> Any:
        """The state before the first quarter, in the stepper's own form."""
        ...

    def advance(self, state: Any, drivers: QuarterDrivers, add: AddFactors, p: Blocks) -> QuarterOutcome:
        """The quarter that follows `state`."""
        ...

    def keep(self, state: Any) -> Any:
        """A state that stays as it is, to start another path from."""
        ...


class PlainStepper:
    """The model's step itself."""

    def __init__(self, start: State, constants: Constants, outputs: Sequence[Output], xp: Namespace) -> None:
        self.start, self.constants, self.outputs, self.xp = start, constants, outputs, xp

    def advance(self, state: State, drivers: QuarterDrivers, add: AddFactors, p: Blocks) -> QuarterOutcome:
        quarter = step(state, drivers, add, p, self.constants, self.xp)
        return QuarterOutcome(
            quarter.state,
            [o.value(quarter) for o in self.outputs],
            [o.weight(quarter) if o.weight else None for o in self.outputs],
            quarter.identities,
        )

    def keep(self, state: State) -> State:
        return state


def stepper_of(plan: Plan, economy: PreparedBlock) -> Stepper:
    """What advances a block: of floats, the step written out; of draws, the plan's kernel or the step."""
    if economy.draws is None and as_shipped():
        drivers = drivers_of(plan.scenarios[0], economy, 0)
        example = Arguments(economy.state, drivers, NO_ADD_FACTORS, economy.parameters, economy.constants)
        return FloatStepper(example, plan.kept)
    if plan.kernel is None or economy.draws is None:
        return PlainStepper(economy.state, economy.constants, plan.kept, economy.xp)
    return CompiledStepper(plan.kernel.step, economy.state, economy.constants, economy.draws)


def simulate(
    plan: Plan,
    scenario: ScenarioPlan,
    economy: PreparedBlock,
    *,
    first: int = 0,
    state: Any = None,
    last: int | None = None,
    advance: Callable[..., Any] | None = None,
    moved: dict[int, list[Any]] | None = None,
) -> Iterator[tuple[int, Any]]:
    """Each simulated quarter of a scenario from `first` (which follows `state`) to `last`, by position.

    A quarter is what `advance` gives, an Outcome, or without it a SimulatedQuarter, with everything computed.
    moved: where to note, by quarter, the values of what moves for outputs that are given.
    """
    moved = {} if moved is None else moved
    now, xp = economy.state if state is None else state, economy.xp
    if advance is None:
        advance = partial(step, k=economy.constants, xp=xp)
    for t in range(first, len(plan.quarters) if last is None else last + 1):
        drivers = drivers_of(scenario, economy, t)
        add = plan.add_factors[t] if plan.add_factors else NO_ADD_FACTORS
        if economy.residuals is not None:
            add = economy.residuals.added(add, t)
        p = scenario.parameters(t, economy.parameters, xp)
        try:
            if scenario.swaps and scenario.swaps[t]:
                quarter, moved[t] = swapped(
                    scenario.swaps[t],
                    plan.quarters[t],
                    (drivers, add, p),
                    partial(advance, now),
                    partial(reported, plan, t),
                )
            else:
                quarter = advance(now, drivers, add, p)
        except InputError:
            raise
        except (OverflowError, ValueError, ZeroDivisionError) as error:
            raise not_finite(scenario, plan, t) from error
        now = quarter.state
        yield t, quarter


def reported(plan: Plan, t: int, quarter: Any, name: str) -> Any:
    """The value of a kept output in a quarter, as it is reported."""
    place = plan.outputs.index(name)
    o = plan.kept[place]
    value = o.value(quarter) if isinstance(quarter, SimulatedQuarter) else quarter.values[place]
    return value * plan.seasons[o.season][plan.quarters[t].quarter - 1] if o.season else value


def drivers_of(scenario: ScenarioPlan, economy: PreparedBlock, t: int) -> QuarterDrivers:
    """The drivers of quarter `t` in a block."""
    if economy.oil is None:
        return scenario.central_drivers(t)
    return scenario.drawn_drivers(t, economy.oil[t], economy.rouble[t], economy.growth[t])


def not_finite(scenario: ScenarioPlan, plan: Plan, t: int) -> InputError:
    """The error for a path that leaves what numbers can hold."""
    return InputError(
        f"scenario {scenario.name!r} has no finite outcome in {plan.quarters[t]}: the shocks are too large "
        "for the model; make them smaller"
    )


def run_paths(plan: Plan, economy: PreparedBlock, target: OutputArrays, offset: int = 0) -> list[Violation]:
    """Run every scenario into `target` (arrays of this block's draws). Returns the worst violations.

    The first scenario is the baseline; another one starts where it first differs from it, since the quarters
    before are the same to the bit. Raises AccountingError when an identity is broken, InputError when numbers
    stop being finite.
    """
    return _run(plan, economy, target, offset)[0]


def _run(
    plan: Plan, economy: PreparedBlock, target: OutputArrays, offset: int
) -> tuple[list[Violation], bool]:
    """As `run_paths`, and whether what is kept is known to be finite."""
    if _at_once(plan, economy, target):
        found = by_paths(plan, economy, target, TOLERANCE, offset)
        if found is not None:
            return found, True
    return _by_quarter(plan, economy, target, offset), False


def _at_once(plan: Plan, economy: PreparedBlock, target: OutputArrays) -> bool:
    """Whether whole paths are compiled: of draws that are kept as float32, where no output is given."""
    return (
        plan.kernel is not None
        and economy.draws is not None
        and not any(scenario.swaps for scenario in plan.scenarios)
        and all(array.dtype == np.float32 for array in target.quarterly.values())
    )


def _by_quarter(plan: Plan, economy: PreparedBlock, target: OutputArrays, offset: int) -> list[Violation]:
    """As `run_paths`, all scenarios a quarter at a time."""
    baseline = plan.scenarios[0]
    starts = [scenario.first_difference(baseline) for scenario in plan.scenarios]
    worst = [Violation(name, 0.0, 0, plan.first, offset) for name in Identities._fields]
    aggregator = Aggregator(plan.kept, plan.seasons, year_of(economy.parameters), window_of(plan), target, 0)
    branches: dict[int, Aggregator] = {}
    states: dict[int, Any] = {}
    with np.errstate(all="ignore"):
        stepper = stepper_of(plan, economy)
        state, advance = stepper.start, stepper.advance
        for t in range(len(plan.quarters) + 1):
            for s in range(1, len(starts)):
                if starts[s] == t:
                    branches[s], states[s] = aggregator.branch(s, t), stepper.keep(state)
            if t == len(plan.quarters):
                break
            for _, quarter in simulate(
                plan, baseline, economy, first=t, state=state, last=t, advance=advance
            ):
                _check(plan, quarter, 0, t, offset, worst)
                aggregator.add(t, quarter)
                state = quarter.state
        for s, branch in branches.items():
            later = simulate(
                plan, plan.scenarios[s], economy, first=starts[s], state=states.pop(s), advance=advance
            )
            for t, quarter in later:
                _check(plan, quarter, s, t, offset, worst)
                branch.add(t, quarter)
    return worst


def _check(plan: Plan, quarter: QuarterOutcome, s: int, t: int, offset: int, worst: list[Violation]) -> None:
    for i, residual in enumerate(quarter.identities):
        plain = isinstance(residual, float)  # of one path, where NumPy takes longer than the quarter itself
        largest = abs(residual) if plain else float(np.max(np.abs(residual)))
        if largest <= worst[i].worst:
            continue
        draw = offset if plain else int(np.argmax(np.abs(residual))) + offset
        if not np.isfinite(largest):
            raise not_finite(plan.scenarios[s], plan, t)
        if largest > TOLERANCE:
            raise AccountingError(
                f"{worst[i].identity} is not conserved: off by {largest:.3g} of its size in scenario "
                f"{plan.scenarios[s].name!r}, {plan.quarters[t]}, draw {draw}"
            )
        worst[i] = Violation(worst[i].identity, largest, s, t, draw)


def run_block(
    plan: Plan, block: int, target: OutputArrays | None = None
) -> tuple[OutputArrays, list[Violation]]:
    """Run one block of draws into `target`, or into new arrays. Raises InputError for what is not finite."""
    draws = block_sizes(plan.draws or 0)[block]
    into = room(plan, draws) if target is None else target
    first = part(into, 0, 1)  # rows are written whole: what is not computed is to be seen in one draw
    for array in (*first.quarterly.values(), *first.annual.values()):
        array.fill(np.nan)
    worst, finite = _run(plan, drawn_economy(plan, block), into, block * BLOCK)
    check_complete(plan, first if finite else into)
    return into, worst
