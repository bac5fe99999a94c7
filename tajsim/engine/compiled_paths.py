"""A block of draws by compiled paths: what they read and where they write, scenario by scenario.

A scenario is a few numbers a quarter. What is random lies once for all of them, the parameters it changes
are the only rows made for it, and what is kept is written where it stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.aggregation import OutputArrays, Window, base_quarters, share
from tajsim.engine.compiled import matrix
from tajsim.engine.path_kernel import Addresses, Floats, PathKernel, PathRunner, Worst
from tajsim.engine.path_program import DEVIATIONS, NEUTRAL, PINNED
from tajsim.engine.plan import Plan, ScenarioPlan, changed, year_of
from tajsim.engine.program.rewriting import FIXED
from tajsim.engine.program.trace import leaves
from tajsim.engine.target import window_of
from tajsim.engine.violation import Violation
from tajsim.model.accounts import Identities
from tajsim.model.numeric import Namespace
from tajsim.model.state import NO_ADD_FACTORS, AddFactors
from tajsim.parameters import declarations
from tajsim.scenarios.shock import Modifier


class Stretch(NamedTuple):
    """Some quarters of a scenario: from `first` up to `last`, by the position of the scenario."""

    scenario: int
    first: int
    last: int


class CompiledPaths:
    """The paths of one block. economy: as `block.drawn_economy` prepares it. target: float32 arrays."""

    def __init__(self, plan: Plan, kernel: PathKernel, economy: Any, target: OutputArrays, window: Window):
        self.plan, self.places, self.economy, self.target = plan, kernel.places, economy, target
        self.window, self.draws = window, economy.draws
        self._runner = PathRunner(kernel, self.draws)
        quarters = len(plan.quarters)
        season = (window.season + np.arange(quarters)) % 4
        self._closes = (season == 3).astype(np.int64)
        self._year = (window.season + np.arange(quarters)) // 4
        given = dict(leaves(economy.parameters, "blocks")) | dict(leaves(economy.constants, "constants"))
        self._numbers = self._common_numbers(given, season)
        self._sources = self._common_sources(given)
        self._quarterly = _placed(self.places.quarterly, target.quarterly)
        self._annual = _placed(
            self.places.quarterly | self.places.annual, target.annual
        )  # stocks: as in the quarter

    @property
    def start(self) -> Floats:
        """The state before the first quarter."""
        state = matrix(len(self.places.state), self.draws)
        given = dict(leaves(self.economy.state, "state")) | self._year_so_far()
        for name, row in self.places.state.items():
            state[row, : self.draws] = given[name]
        return state

    def run(self, stretch: Stretch, state: Floats) -> tuple[Floats, Worst]:
        """The state at the end of a stretch that begins with `state`, and the worst violations in it."""
        some = slice(stretch.first, stretch.last)
        scenario = self.plan.scenarios[stretch.scenario]
        sources, held = self._sources_of(scenario, stretch)
        quarterly, annual = self._targets(stretch)
        numbers = self._numbers_of(scenario)[some]
        renews = self._renews(sources, numbers)
        found = self._runner.run(state, sources, numbers, quarterly, annual, renews, self._closes[some])
        del held  # the rows that the sources are addresses of
        return found

    def _year_so_far(self) -> dict[str, Any]:
        """What the outputs bring into the first quarter: of what grows, the base year; otherwise nothing."""
        found: dict[str, Any] = {}
        past = base_quarters(self.plan.kept, year_of(self.economy.parameters))
        for o in self.plan.kept:
            found |= {f"state.sum.{o.name}": 0.0, f"state.weight.{o.name}": 0.0}
            if o.name in past:
                values = past[o.name]
                found |= {f"state.recent{i}.{o.name}": value for i, value in enumerate(values)}
                found[f"state.last.{o.name}"] = sum(values)
                if self.window.season:
                    found[f"state.sum.{o.name}"] = sum(values[-self.window.season :])
        return found

    def _common_numbers(self, given: Mapping[str, Any], season: NDArray[np.intp]) -> Floats:
        """The scalars that are the same in every scenario, (quarter, scalar)."""
        plan, quarters = self.plan, len(self.plan.quarters)
        add = np.array(plan.add_factors or (NO_ADD_FACTORS,) * quarters, dtype=np.float64)
        found = {f"add.{name}": add[:, i] for i, name in enumerate(AddFactors._fields)}
        found |= {f"season.{name}": np.array(factors)[season] for name, factors in plan.seasons.items()}
        found["calendar.kept"] = (season != 0).astype(np.float64)
        numbers = np.zeros((quarters, len(self.places.scalars)))
        for name, column in self.places.scalars.items():
            numbers[:, column] = found.get(name, given.get(name, 0.0))
        return numbers

    def _numbers_of(self, scenario: ScenarioPlan) -> Floats:
        """The scalars of a scenario, (quarter, scalar)."""
        numbers, scalars = self._numbers.copy(), self.places.scalars
        for name, path in _paths_of_drivers(scenario).items():
            if name in scalars:
                numbers[:, scalars[name]] = path
        for name, change in scenario.changes.items():
            column = scalars.get(_input(name))
            if column is not None:
                for t in np.flatnonzero(change.touched):
                    numbers[t, column] = changed(name, change, int(t), float(numbers[t, column]), _NUMPY)
        return numbers

    def _common_sources(self, given: Mapping[str, Any]) -> Addresses:
        """Addresses of the inputs that draws differ in, (quarter, input), 0 for what stays as it was."""
        economy, draws, inputs = self.economy, self.draws, self.places.inputs
        sources = np.zeros((len(self.plan.quarters), len(inputs)), np.int64)
        self._rows = matrix(len(inputs), draws)
        random = {f"deviations.{name}": getattr(economy, name) for name in DEVIATIONS}
        if economy.residuals is not None:
            random |= {f"residuals.{name}": rows for name, rows in economy.residuals._asdict().items()}
        self._random = {
            name: np.ascontiguousarray(rows)
            for name, rows in random.items()
            if name in inputs and rows is not None
        }
        for name, place in inputs.items():
            if name in self._random:
                rows = self._random[name]
                sources[:, place] = rows.ctypes.data + rows.strides[0] * np.arange(len(sources))
            else:
                self._rows[place, :draws] = given[name] if name in given else NEUTRAL[name]
                sources[0, place] = self._rows[place].ctypes.data
        return sources

    def _sources_of(self, scenario: ScenarioPlan, stretch: Stretch) -> tuple[Addresses, list[Floats]]:
        """Addresses for a stretch, and the rows made for it."""
        sources, held = self._sources[stretch.first : stretch.last].copy(), []
        sources[0] = np.where(sources[0] == 0, self._sources[0], sources[0])
        for name, change in scenario.changes.items():
            place = self.places.inputs.get(_input(name))
            if place is None:
                continue
            base, before, touched = self._rows[place, : self.draws], None, change.touched
            for t in range(stretch.first, stretch.last):
                now = _setting(change, t) if touched[t] else None
                if now == before:
                    continue
                row = base
                if now is not None:
                    row = np.ascontiguousarray(changed(name, change, t, base, _NUMPY))  # type: ignore[arg-type]
                    held.append(row)
                sources[t - stretch.first, place] = row.ctypes.data
                before = now
        return sources, held

    def _renews(self, sources: Addresses, numbers: Floats) -> Addresses:
        """Whether what depends on parameters alone is new in a quarter of a stretch."""
        rows, columns = (
            [place for name, place in places.items() if name.startswith(FIXED)]
            for places in (self.places.inputs, self.places.scalars)
        )
        changes = np.diff(numbers[:, columns], axis=0, prepend=np.nan) != 0.0
        new: Addresses = np.any(sources[:, rows] != 0, axis=1) | np.any(changes, axis=1)
        return new.astype(np.int64)

    def _targets(self, stretch: Stretch) -> tuple[Addresses, Addresses]:
        """Addresses of what is kept in each quarter, and of what is in each last quarter of a year."""
        quarterly = np.zeros((stretch.last - stretch.first, self._runner.columns), np.int64)
        annual = np.zeros_like(quarterly)
        rows = np.arange(stretch.first, stretch.last) - self.window.first
        shown = rows >= 0
        for column, base, period, scenario in self._quarterly:
            quarterly[shown, column] = base + period * rows[shown] + scenario * stretch.scenario
        for t in range(stretch.first, stretch.last):
            place = self.window.years.get(int(self._year[t]))
            if self._closes[t] and place is not None:
                for column, base, period, scenario in self._annual:
                    annual[t - stretch.first, column] = base + period * place + scenario * stretch.scenario
        return quarterly, annual


def by_paths(
    plan: Plan, economy: Any, target: OutputArrays, tolerance: float, offset: int
) -> list[Violation] | None:
    """Run every scenario of a block into `target`; the worst violations, draws counted from `offset`.

    None where something is not finite or an identity is violated by more than `tolerance`: taken quarter by
    quarter, the run says what and where.
    """
    assert plan.kernel is not None
    window, quarters = window_of(plan), len(plan.quarters)
    paths = CompiledPaths(plan, plan.kernel.paths, economy, target, window)
    starts = [scenario.first_difference(plan.scenarios[0]) for scenario in plan.scenarios]
    worst = [Violation(name, 0.0, 0, plan.first, offset) for name in Identities._fields]
    states, state, begun = {}, paths.start, 0
    for start in sorted({*starts[1:], quarters}):
        if start > begun:
            stretch = Stretch(0, begun, start)
            state, found = paths.run(stretch, state)
            if not _noted(found, stretch, worst, tolerance, offset, paths.draws):
                return None
        states[start], begun = state, start
    for s, start in enumerate(starts[1:], 1):
        share(target, window, 0, s, start)
        if start < quarters:
            stretch = Stretch(s, start, quarters)
            _, found = paths.run(stretch, states[start])
            if not _noted(found, stretch, worst, tolerance, offset, paths.draws):
                return None
    return worst


def _noted(
    found: Worst, stretch: Stretch, worst: list[Violation], tolerance: float, offset: int, draws: int
) -> bool:
    """Note what is worse than the worst so far; whether all is finite and conserved."""
    sizes = found.largest
    if not (sizes <= tolerance).all():
        return False
    for i, size in enumerate(sizes[:-1]):
        if size > worst[i].worst:
            quarter, draw = found.place(i, draws)
            at = stretch.first + quarter
            worst[i] = Violation(worst[i].identity, float(size), stretch.scenario, at, draw + offset)
    return True


def _input(parameter: str) -> str:
    """The name of the input that a parameter is."""
    return f"blocks.{declarations()[parameter].block}.{parameter}"


def _setting(change: Modifier, t: int) -> tuple[float, ...]:
    """All that a change of a parameter does in a quarter."""
    return tuple(
        float(path[t]) for path in (change.set_weight, change.set_level, change.multiply, change.add)
    )


def _paths_of_drivers(scenario: ScenarioPlan) -> dict[str, Any]:
    """The scalars that drivers are, by name: a number, or one a quarter."""
    found: dict[str, Any] = dict(leaves(scenario.central_drivers(0), "drivers"))
    found |= {f"drivers.{name}": path for name, path in scenario.drivers.items()}
    for name, given in scenario.overrides.items():
        found |= {f"drivers.{name}.keep": given.keep, f"drivers.{name}.level": given.level}
    oil, rouble = (scenario.pins.get(name) for name in ("oil_price", "rub_per_usd"))
    growth = scenario.pins.get("russia_gdp_growth")
    pinned = (
        0.0 if oil is None else oil.part,
        0.0 if rouble is None else rouble.part,
        1.0 if growth is None else 1.0 - growth.weight,
    )
    return found | {f"pinned.{name}": value for name, value in zip(PINNED, pinned, strict=True)}


def _placed(rows: Mapping[str, int], arrays: Mapping[str, NDArray[Any]]) -> list[tuple[int, int, int, int]]:
    """For each output its row, and of its array the address and the bytes to the next period and scenario."""
    found = []
    for name, row in rows.items():
        period, scenario = arrays[name].strides[:2]
        found.append((row, arrays[name].ctypes.data, period, scenario))
    return found


_NUMPY: Namespace = np
