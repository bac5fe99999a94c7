"""A whole run in C: what a careful programmer would write by hand for one plan, and nothing else.

The equations are those of the model, traced and written out as C (`c_source`), with the arithmetic of
scenarios, the seasonal factors and the running sums of a year in the same loop over draws. Around it are the
loops of `c_program.c`. The draws of a block (parameters, first state, shocks) are NumPy's, as in the engine,
and quantiles are one `np.sort`. Nothing but the accounts is checked, and nothing named, labelled or wrapped.
The plan is given: solving the baseline and reading scenarios are no part of it.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.block import PreparedBlock, central_economy, drawn_economy
from tajsim.engine.plan import Plan, ScenarioPlan, year_of
from tajsim.engine.program.trace import Program, Reach, Symbol, Tracer, build, leaves, named, program_of
from tajsim.engine.residuals import Residuals
from tajsim.engine.sampling import BLOCK, block_sizes
from tajsim.model.economy import SimulatedQuarter, step
from tajsim.model.numeric import ScalarMath
from tajsim.model.state import NO_ADD_FACTORS, AddFactors
from tajsim.parameters import declarations

from .c_source import FAST, function, in_row, library

CHUNK = 256  # draws at a time: their rows stay in the second cache
STRIDE = CHUNK + 8  # rows a multiple of 4096 bytes apart would compete for the same places in the cache
QUANTILES = (0.05, 0.5, 0.95)
SORTED = 2**20  # values sorted at a time
VARIED = ("oil_price", "rub_per_usd", "russia_gdp_growth")
NEUTRAL = {"remittances": 1.0, "demand": 1.0, "exports": 1.0}  # residuals that change nothing; others are 0

Floats = NDArray[np.float64]


class Target(NamedTuple):
    """Values of each kept output, (period, scenario, draw), by quarter and by year."""

    quarterly: list[NDArray[np.float32]]
    annual: list[NDArray[np.float32]]


class Tables(NamedTuple):
    """Of each kept output the quantiles, (quantile, period, scenario), and the single path."""

    quarterly: list[Floats]
    annual: list[Floats]
    central: list[NDArray[np.float32]]
    central_annual: list[NDArray[np.float32]]


class CProgram:
    """The C program of a plan of whole years; `tables` runs it. Raises ValueError for what it does not do."""

    def __init__(self, plan: Plan, folder: Path, flags: Sequence[str] = FAST) -> None:
        if any(s.overrides or s.swaps for s in plan.scenarios) or plan.given or plan.parameters.known:
            raise ValueError("the C program knows no given figures and no swaps")
        if plan.first or len(plan.quarters) % 4 or plan.driver_model is None or not plan.missed:
            raise ValueError("the C program runs whole years from the first one, with random shocks")
        self.plan = plan
        economy = drawn_economy(plan, 0)
        program = quarter_program(plan, economy)
        self.state = _numbered(name for name in program.outputs if name.startswith("state."))
        self.after = rows_of(program)
        inputs = program.inputs(Reach.PATH)
        self.paths = _numbered(name for name in inputs if not name.startswith("state."))
        self.fixed = _numbered(program.inputs(Reach.DRAW))
        self.scalars = _numbered(program.inputs(Reach.SCALAR))
        self.changed = {
            name: row
            for name, row in self.fixed.items()
            if any(name.rsplit(".")[-1] in s.changes for s in plan.scenarios)
        }
        self.identities = sum(name.startswith("identities.") for name in program.outputs)
        self._library = library(self._text(program), f"run_of_{len(plan.scenarios)}", folder, flags)
        self._scenarios = self._of_scenarios()

    def of(self, draws: int) -> CProgram:
        """The same program for another number of draws."""
        other = copy(self)
        other.plan = replace(self.plan, draws=draws)
        return other

    def tables(self) -> Tables:
        """Every kept output: the quantiles of its draws by quarter and year, and its single path."""
        quarterly, annual = self.draws()
        central = self._target(1)
        self._run(central_economy(self.plan), 1, central, 0)
        return Tables(
            [quantiles(values) for values in quarterly],
            [quantiles(values) for values in annual],
            *([values[..., 0] for values in arrays] for arrays in central),
        )

    def draws(self) -> Target:
        """Every draw of every kept output."""
        draws = self.plan.draws or 0
        target = self._target(draws)
        for block, size in enumerate(block_sizes(draws)):
            self._run(drawn_economy(self.plan, block), size, target, block * BLOCK)
        return target

    def _target(self, draws: int) -> Target:
        quarters, scenarios = len(self.plan.quarters), len(self.plan.scenarios)

        def arrays(periods: int) -> list[NDArray[np.float32]]:
            return [np.empty((periods, scenarios, draws), np.float32) for _ in self.plan.outputs]

        return Target(arrays(quarters), arrays(quarters // 4))

    def block(self, economy: PreparedBlock, draws: int) -> Callable[[], None]:
        """The paths of a block by themselves: its inputs are laid out now, each call computes all of it."""
        return self._loaded(economy, draws, self._target(draws), 0)

    def _run(self, economy: PreparedBlock, draws: int, target: Target, first: int) -> None:
        self._loaded(economy, draws, target, first)()

    def _loaded(self, economy: PreparedBlock, draws: int, target: Target, first: int) -> Callable[[], None]:
        """The call for a block, whose inputs are laid out in the rows that it reads."""
        quarters = len(self.plan.quarters)
        chunks = -(-draws // CHUNK)
        start, fixed = (_aligned(chunks, len(rows), STRIDE) for rows in (self.state, self.fixed))
        paths = _aligned(chunks, quarters, len(self.paths), STRIDE)
        given = dict(leaves(economy.parameters, "blocks")) | dict(leaves(economy.constants, "constants"))
        for name, row in self.fixed.items():
            _fill(fixed[:, row], given[name])
        given = dict(leaves(economy.state, "state")) | sums_at_start(self.plan, economy)
        for name, row in self.state.items():
            _fill(start[:, row], given[name])
        given = dict(zip(VARIED, (economy.oil, economy.rouble, economy.growth), strict=True))
        neutral = dict(zip(VARIED, (1.0, 1.0, 0.0), strict=True))
        residuals = economy.residuals._asdict() if economy.residuals else {}
        for name, row in self.paths.items():
            group, which = name.split(".")
            values = residuals.get(which) if group == "residuals" else given[which]
            calm = NEUTRAL.get(which, 0.0) if group == "residuals" else neutral[which]
            for t in range(quarters):
                _fill(paths[:, t, row], calm if values is None else values[t])
        worst = np.zeros(self.identities)
        kept = [np.array([a.ctypes.data for a in arrays]) for arrays in target]
        arrays = (*self._scenarios, start, fixed, paths, *kept)

        def run() -> None:
            self._library.run(
                ctypes.c_long(draws),
                *(ctypes.c_void_p(a.ctypes.data) for a in arrays),
                ctypes.c_long(target.quarterly[0].shape[-1]),
                ctypes.c_long(first),
                ctypes.c_void_p(worst.ctypes.data),
            )
            if not worst.max() < 1e-9:
                raise ArithmeticError(f"an identity is off by {worst.max():.3g}")

        return run

    def _of_scenarios(self) -> list[NDArray[Any]]:
        """What the loops take of the plan: scalars, starts, changes of parameters, their rows and ranges."""
        plan, quarters = self.plan, range(len(self.plan.quarters))
        scalars = np.zeros((len(plan.scenarios), len(quarters), max(len(self.scalars), 1)))
        columns = list(self.changed)
        touched = np.zeros((len(plan.scenarios), len(columns)), np.int64)
        changes = np.tile([0.0, 0.0, 1.0, 0.0], (len(plan.scenarios), len(quarters), len(columns), 1))
        for s, scenario in enumerate(plan.scenarios):
            for t in quarters:
                given = scalars_of(plan, scenario, t)
                scalars[s, t] = [given[name] for name in self.scalars] or 0.0
            for c, name in enumerate(columns):
                change = scenario.changes.get(name.rsplit(".")[-1])
                if change is not None:
                    touched[s, c] = 1
                    parts = (change.set_weight, change.set_level, change.multiply, change.add)
                    changes[s, :, c] = np.stack(parts, axis=-1)
        starts = np.array([s.first_difference(plan.scenarios[0]) for s in plan.scenarios], np.int64)
        known = [declarations()[name.rsplit(".")[-1]] for name in columns]
        ranges = np.array([[one.low, one.high] for one in known])
        rows = np.array(list(self.changed.values()), np.int64)
        return [scalars, starts, touched, changes, rows, ranges]

    def _text(self, program: Program) -> str:
        places = {
            name: in_row(array, row)
            for array, rows in (("state", self.state), ("fixed", self.fixed), ("paths", self.paths))
            for name, row in rows.items()
        }
        places |= {name: f"scalars[{n}]" for name, n in self.scalars.items()}
        rows = dict(self.after)
        stored = {row: program.outputs[name] for name, row in rows.items()}
        arrays = ", ".join(f"const double *restrict {n}" for n in ("state", "fixed", "paths", "scalars"))
        ends = year_program(self.plan)
        kept = [str(rows[f"kept.{name}"]) for name in self.plan.outputs]
        return "\n".join(
            [
                "#include <math.h>",
                *(f"#define {name} {size}L" for name, size in self._sizes(len(stored)).items()),
                f"static const long KEPT_ROWS[KEPT] = {{{', '.join(kept)}}};",
                function(
                    f"static void step(long draws, {arrays}, double *restrict after)",
                    program,
                    places,
                    [(in_row("after", row), node) for row, node in stored.items()],
                ),
                function(
                    "static void year(long draws, const double *restrict state, double *restrict values)",
                    ends,
                    places,
                    [(in_row("values", n), ends.outputs[name]) for n, name in enumerate(self.plan.outputs)],
                ),
                Path(__file__).with_suffix(".c").read_text(encoding="utf-8"),
            ]
        )

    def _sizes(self, rows: int) -> dict[str, int]:
        return {
            "CHUNK": CHUNK,
            "STRIDE": STRIDE,
            "STATE": len(self.state),
            "IDENTITIES": self.identities,
            "AFTER": rows,
            "FIXED": len(self.fixed),
            "PATHS": len(self.paths),
            "SCALARS": max(len(self.scalars), 1),
            "CHANGED": len(self.changed),
            "KEPT": len(self.plan.outputs),
            "QUARTERS": len(self.plan.quarters),
            "SCENARIOS": len(self.plan.scenarios),
        }


def quantiles(values: NDArray[np.float32]) -> Floats:
    """`QUANTILES` over draws by one sort of each row, linearly interpolated; they are the first axis."""
    rows = values.reshape(-1, values.shape[-1])
    places = np.array(QUANTILES) * (values.shape[-1] - 1)
    low = places.astype(np.intp)
    high = np.minimum(low + 1, values.shape[-1] - 1)
    found = np.empty((len(rows), len(QUANTILES)))
    many = max(1, SORTED // values.shape[-1])
    for start in range(0, len(rows), many):
        ordered = np.sort(rows[start : start + many], axis=-1)
        below = ordered[:, low].astype(np.float64)
        found[start : start + many] = below + (ordered[:, high] - below) * (places - low)
    return found.T.reshape(len(QUANTILES), *values.shape[:-1])


def quarter_program(plan: Plan, economy: PreparedBlock) -> Program:
    """A quarter of a run: drivers, add-factors, the step, what is reported and the sums of the year."""
    tracer = Tracer()

    def symbol(name: str, leaf: Any) -> Symbol:
        if name.startswith("state."):
            return tracer.input(name, Reach.PATH)
        return tracer.input(name, Reach.DRAW if np.ndim(leaf) else Reach.SCALAR)

    def path(name: str) -> Symbol:
        return tracer.input(name, Reach.PATH)

    def scalar(name: str, _: Any = None) -> Symbol:
        return tracer.input(name, Reach.SCALAR)

    state = build(economy.state, symbol, "state")
    drivers = build(plan.scenarios[0].central_drivers(0), scalar, "drivers")
    varied = {}
    for name in VARIED:
        central, deviation = getattr(drivers, name), path(f"deviations.{name}")
        pinned = scalar(f"pinned.{name}")
        if name == "russia_gdp_growth":
            varied[name] = central + scalar(f"free.{name}") * deviation
        else:
            varied[name] = (central - pinned) * deviation + pinned
    missed = Residuals(*([path(f"residuals.{name}")] for name in Residuals._fields))  # type: ignore[arg-type]
    add = missed.added(AddFactors(*(scalar(f"add.{name}") for name in AddFactors._fields)), 0)  # type: ignore[arg-type]
    blocks = build(economy.parameters, symbol, "blocks")
    constants = build(economy.constants, symbol, "constants")
    quarter = step(state, drivers._replace(**varied), add, blocks, constants, tracer)  # type: ignore[arg-type]
    outputs = named(quarter, "state", "identities") | _reported(plan, quarter, path, scalar)
    return program_of(outputs, tracer)


def _reported(plan: Plan, quarter: SimulatedQuarter, path: Any, scalar: Any) -> dict[str, Any]:
    """What a quarter reports and what of it the year needs; `again` is 0 in the first quarter of a year."""
    again, found = scalar("again"), {}
    for o in plan.kept:
        value: Any = o.value(quarter)
        if o.season:
            value = value * scalar(f"season.{o.season}")
        found[f"kept.{o.name}"] = value
        if o.annual == "growth":
            recent = [path(f"state.recent{i}.{o.name}") for i in range(4)]
            found[f"kept.{o.name}"] = 100.0 * (value / recent[0] - 1.0)
            found |= {f"state.recent{i}.{o.name}": x for i, x in enumerate([*recent[1:], value])}
            total, last = path(f"state.sum.{o.name}"), path(f"state.last.{o.name}")
            found[f"state.last.{o.name}"] = again * last + (1.0 - again) * total
        weight: Any = o.weight(quarter) if o.weight else None
        if o.annual == "end":
            found[f"state.sum.{o.name}"] = value
        else:
            part = value if weight is None else value * weight
            found[f"state.sum.{o.name}"] = again * path(f"state.sum.{o.name}") + part
        if weight is not None:
            found[f"state.weight.{o.name}"] = again * path(f"state.weight.{o.name}") + weight
    return found


def year_program(plan: Plan) -> Program:
    """The annual values of a year that ends, from its sums."""
    tracer = Tracer()
    found: dict[str, Any] = {}
    for o in plan.kept:
        total: Any = tracer.input(f"state.sum.{o.name}", Reach.PATH)
        if o.annual == "growth":
            total = 100.0 * (total / tracer.input(f"state.last.{o.name}", Reach.PATH) - 1.0)
        elif o.annual == "ratio":
            total = total / tracer.input(f"state.weight.{o.name}", Reach.PATH)
        elif o.annual == "mean":
            total = 0.25 * total
        found[o.name] = total
    return program_of(found, tracer)


def sums_at_start(plan: Plan, economy: PreparedBlock) -> dict[str, Any]:
    """Recent quarters and the sum of the base year, of what grows; other sums begin at zero."""
    year = year_of(economy.parameters)
    found: dict[str, Any] = {}
    for o in plan.kept:
        past = {"gdp_growth": year.gdp, "inflation": year.prices}[o.name] if o.annual == "growth" else ()
        found |= {f"state.recent{i}.{o.name}": x for i, x in enumerate(past)}
        found |= {
            f"state.sum.{o.name}": sum(past),
            f"state.last.{o.name}": 0.0,
            f"state.weight.{o.name}": 0.0,
        }
    return found


def scalars_of(plan: Plan, scenario: ScenarioPlan, t: int) -> dict[str, float]:
    """The scalars of a quarter of a scenario, by name. Parameters that differ by draw stand there too."""
    add = plan.add_factors[t] if plan.add_factors else NO_ADD_FACTORS
    found = dict(leaves(scenario.central_drivers(t), "drivers")) | dict(leaves(add, "add"))
    found |= dict(leaves(scenario.parameters(t, plan.central, ScalarMath()), "blocks"))
    found |= dict(leaves(central_economy(plan).constants, "constants"))
    found |= {f"season.{name}": factors[t % 4] for name, factors in plan.seasons.items()}
    for name in VARIED:
        pin = scenario.pins.get(name)
        found[f"pinned.{name}"] = 0.0 if pin is None else float(pin.part[t])
        found[f"free.{name}"] = 1.0 if pin is None else 1.0 - float(pin.weight[t])
    found["again"] = float(t % 4 > 0)
    return found


def rows_of(program: Program) -> dict[str, int]:
    """The row of each output: the state, the identities, then what is kept and is in none of these rows."""
    groups = ("state.", "identities.", "kept.")
    found = _numbered(name for group in groups[:2] for name in program.outputs if name.startswith(group))
    held = {program.outputs[name]: row for name, row in found.items() if name.startswith("state.")}
    free = itertools.count(len(found))
    for name, node in program.outputs.items():
        if name.startswith("kept."):
            if node not in held:
                held[node] = next(free)
            found[name] = held[node]
    return found


def _aligned(*shape: int) -> Floats:
    """Doubles of which the first is on a cache line."""
    size = int(np.prod(shape))
    raw = np.zeros(size + 8)
    first = -raw.ctypes.data % 64 // 8
    return raw[first : first + size].reshape(shape)


def _fill(rows: Floats, values: Any) -> None:
    """Put the values of draws into the rows of chunks, (chunk, `STRIDE`)."""
    if np.ndim(values) == 0:
        rows[...] = values
        return
    whole, rest = divmod(len(values), CHUNK)
    rows[:whole, :CHUNK] = values[: whole * CHUNK].reshape(whole, CHUNK)
    if rest:
        rows[whole, :rest] = values[whole * CHUNK :]


def _numbered(names: Any) -> dict[str, int]:
    return {name: i for i, name in enumerate(names)}
