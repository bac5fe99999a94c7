"""`run`: scenarios x draws x quarters in one call, on this process or on any executor."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.drivers.outlook import OUTLOOKS, outlook
from tajsim.drivers.stochastic import estimate
from tajsim.engine import baseline as baselines
from tajsim.engine.block import (
    Violation,
    allocate,
    central_economy,
    drawn_economy,
    part,
    run_block,
    run_paths,
    simulate,
)
from tajsim.engine.plan import Plan, driver_starts, horizon, output_names, scenario_plan
from tajsim.engine.recording import Target
from tajsim.engine.streams import BLOCK, block_sizes
from tajsim.errors import InputError, Problems
from tajsim.model.distribution import distribution_2024
from tajsim.model.outputs import OUTPUTS
from tajsim.parameters import Parameters
from tajsim.parameters import parameters as load_parameters
from tajsim.quarters import Quarter
from tajsim.results.info import IdentityCheck, OutputInfo
from tajsim.results.manifest import Manifest
from tajsim.results.result import Result
from tajsim.results.summaries import Summaries
from tajsim.scenarios import Scenario, check_targets
from tajsim.scenarios import scenario as load_scenario
from tajsim.store import data_path

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], object]
GROUP, GROUP_POINTS = 32, 4096  # blocks merged at a time, and points they are merged to
MEMORY_LIMIT = 4.0  # GiB of draws that a run keeps unless told otherwise


def run(
    scenarios: Scenario | str | Path | Iterable[Scenario | str | Path] = (),
    parameters: Parameters | str = "world-bank-2024",
    baseline: Scenario | str = "baseline",
    start: str | Quarter = "2025Q1",
    end: str | Quarter = "2030Q4",
    draws: int | None = 1000,
    seed: int = 0,
    outputs: Sequence[str] | str | None = None,
    executor: Executor | None = None,
    *,
    keep: str = "draws",
    memory_limit: float = MEMORY_LIMIT,
    progress: Progress | None = None,
) -> Result:
    """Run scenarios on the same draws of parameters and driver shocks.

    scenarios: Scenario objects, shipped names, compositions ("crackdown + reintegration") or TOML files.
    parameters: a parameter set or the name of a vintage. baseline: what deviations are taken from: "baseline"
    follows the published outlook, "none" is the model's own projection, any scenario runs on the published
    outlook. start, end: first and last reported quarter. draws: number of draws; None for the central path
    alone. seed: root of every random stream. outputs: names to keep, "all", or None for the standard ones.
    executor: any concurrent.futures.Executor; None computes in this process. keep: "draws", or "summary" for
    mergeable distributions when draws do not fit in memory. memory_limit: GiB of kept draws above which a run
    is refused. progress: called with (blocks done, blocks in all).

    Results are the same to the last bit for any executor, number of workers and order of scenarios.
    Raises InputError for bad input, naming every problem; AccountingError if people or money were not
    conserved.
    """
    p = load_parameters(parameters) if isinstance(parameters, str | Path) else parameters
    chosen, reference = _scenarios(scenarios, baseline)
    _check_numbers(draws, seed, keep, memory_limit)
    plan = prepare(p, chosen, reference, start, end, draws, seed, outputs)
    if draws is not None and keep == "draws":
        _check_memory(plan, memory_limit)

    central = allocate(plan, 1, np.float64)
    worst = run_paths(plan, central_economy(plan), central)
    summaries = None
    if draws is None:
        kept = Target(
            {name: a.astype(np.float32) for name, a in central.quarterly.items()},
            {name: a.astype(np.float32) for name, a in central.annual.items()},
        )
    elif keep == "draws":
        kept, worst = _all_draws(plan, executor, progress)
    else:
        kept = Target({}, {})
        summaries, worst = _summaries(plan, executor, progress)
    return Result(
        scenarios=tuple(s.name for s in plan.scenarios),
        quarters=plan.reported,
        years=plan.years,
        infos={o.name: OutputInfo(o.name, o.unit, o.definition, o.block, o.annual) for o in OUTPUTS},  # type: ignore[arg-type]
        quarterly=kept.quarterly,
        annual=kept.annual,
        central={name: a[..., 0] for name, a in central.quarterly.items()},
        central_annual={name: a[..., 0] for name, a in central.annual.items()},
        identities=tuple(_identity(plan, v) for v in worst),
        manifest=_manifest(plan, chosen, reference),
        accounts_of=lambda name, quarter, draw: accounts(plan, name, quarter, draw),
        summaries=summaries,
    )


def prepare(
    p: Parameters,
    chosen: Sequence[Scenario],
    reference: Scenario,
    start: str | Quarter,
    end: str | Quarter,
    draws: int | None,
    seed: int,
    outputs: Sequence[str] | str | None,
) -> Plan:
    """Check everything and solve the baseline: a plan that only has to be computed."""
    names = output_names(outputs)
    quarters, first = horizon(p, start, end)
    everything = (reference, *chosen)
    check_targets(everything)
    view = outlook("none" if reference.name == "none" else "baseline")
    years = range(quarters[0].year, quarters[-1].year + 1)
    paths = view.driver_paths(years, driver_starts(p))
    paths = {name: path[: len(quarters)] for name, path in paths.items()}
    problems = Problems("the scenarios cannot be run")
    plans = tuple(scenario_plan(s, paths, quarters, p, problems) for s in everything)
    unshocked = scenario_plan(Scenario("unshocked"), paths, quarters, p, problems)
    problems.raise_if_any()
    for scenario, planned in zip(everything, plans, strict=True):
        if scenario.shocks and planned.first_difference(unshocked) == len(quarters):
            warnings.warn(
                f"scenario {scenario.name!r} has no effect: its shocks change nothing", stacklevel=3
            )
    w = p.welfare
    plan = Plan(
        parameters=p,
        outlook=view,
        scenarios=plans,
        quarters=quarters,
        first=first,
        outputs=names,
        seed=seed,
        draws=draws,
        distribution=distribution_2024(
            w.gini, w.poverty_national, w.poverty_international, w.receiving_share, w.receiving_gradient
        ),
        driver_model=None if draws is None else estimate(),
    )
    return replace(plan, add_factors=baselines.solve(plan, unshocked))


def accounts(plan: Plan, scenario: str, quarter: Quarter, draw: int) -> pd.DataFrame:
    """The transaction-flow matrix of one draw and quarter, million TJS, recomputed from the plan.

    Rows are flows, columns sectors; receipts are positive. Every row and column sums to zero.
    """
    import pandas as pd

    from tajsim.model.accounts import ROUTES, SECTORS

    which = next(s for s in plan.scenarios if s.name == scenario)
    economy = central_economy(plan) if plan.draws is None else drawn_economy(plan, draw // BLOCK)
    place = quarter - plan.quarters[0]
    with np.errstate(all="ignore"):
        *_, (_, result) = simulate(plan, which, economy, last=place)
    rows = {}
    for flow, amount in zip(result.transactions._fields, result.transactions, strict=True):
        value = float(np.ravel(amount)[draw % BLOCK if np.ndim(amount) else 0])
        payer, receiver = ROUTES[flow]
        rows[flow] = {sector: value * ((sector == receiver) - (sector == payer)) for sector in SECTORS}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(SECTORS))
    table["sum"] = table.sum(axis=1)
    table.loc["sum"] = table.sum()
    table.index.name = f"{scenario}, {quarter}, draw {draw}, million TJS"
    return table


def _scenarios(
    scenarios: Scenario | str | Path | Iterable[Scenario | str | Path], baseline: Scenario | str
) -> tuple[tuple[Scenario, ...], Scenario]:
    given = [scenarios] if isinstance(scenarios, Scenario | str | Path) else list(scenarios)
    chosen = [s if isinstance(s, Scenario) else load_scenario(s) for s in given]
    if isinstance(baseline, Scenario):
        reference = baseline
    elif baseline in OUTLOOKS:
        reference = Scenario(baseline)
        if baseline == "baseline":
            reference = load_scenario("baseline")
    else:
        reference = load_scenario(baseline)
    chosen = [s for s in chosen if s != reference]
    names = [reference.name, *(s.name for s in chosen)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"scenario names must differ; given twice: {', '.join(map(repr, twice))}")
    return tuple(chosen), reference


def _check_numbers(draws: int | None, seed: int, keep: str, memory_limit: float) -> None:
    problems = Problems("cannot run")
    if draws is not None and (
        isinstance(draws, bool) or not isinstance(draws, int | np.integer) or draws < 1
    ):
        problems.add(f"draws is {draws!r}; it must be a whole number of at least 1, or None")
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        problems.add(f"seed is {seed!r}; it must be a whole number of at least 0")
    if keep not in ("draws", "summary"):
        problems.add(f"keep is {keep!r}; allowed: 'draws', 'summary'")
    if not memory_limit > 0:
        problems.add(f"memory_limit is {memory_limit!r}; it must be positive (GiB)")
    problems.raise_if_any()


def _check_memory(plan: Plan, limit: float) -> None:
    periods = len(plan.reported) + len(plan.years)
    size = 4.0 * periods * len(plan.scenarios) * (plan.draws or 1) * len(plan.outputs) / 2**30
    if size > limit:
        raise InputError(
            f"keeping {len(plan.outputs)} outputs of {plan.draws} draws in {len(plan.scenarios)} scenarios "
            f"needs {size:.1f} GiB, the limit is {limit:g}; keep fewer outputs=[...], use keep='summary', "
            "fewer draws, or raise memory_limit"
        )


def _blocks(plan: Plan, executor: Executor | None, progress: Progress | None, work: Any) -> Iterator[Any]:
    """Results of `work(block)` for every block of draws, in the order they are done, as (block, result)."""
    count = len(block_sizes(plan.draws or 0))
    if executor is None:
        for done, block in enumerate(range(count), start=1):
            yield block, work(block)
            if progress:
                progress(done, count)
        return
    waiting = {executor.submit(work, block): block for block in range(count)}
    try:
        for done, future in enumerate(as_completed(waiting), start=1):
            yield waiting[future], future.result()
            if progress:
                progress(done, count)
    except BaseException:
        for future in waiting:
            future.cancel()
        raise


def _all_draws(
    plan: Plan, executor: Executor | None, progress: Progress | None
) -> tuple[Target, list[Violation]]:
    from tajsim.engine.sharing import SharedTarget, shares_memory

    draws = plan.draws or 0
    worst: list[list[Violation]] = []
    if executor is not None and shares_memory(executor):
        with SharedTarget(plan) as shared:
            for _, found in _blocks(plan, executor, progress, shared.work):
                worst.append(found)
            return shared.take(), _worst(worst)
    target = allocate(plan, draws)
    if executor is None:

        def here(block: int) -> list[Violation]:
            return run_block(plan, block, _slice(target, block, draws))[1]

        for _, found in _blocks(plan, None, progress, here):
            worst.append(found)
        return target, _worst(worst)
    from functools import partial

    for block, (values, found) in _blocks(plan, executor, progress, partial(run_block, plan)):
        into = _slice(target, block, draws)
        for name in plan.outputs:
            into.quarterly[name][...] = values.quarterly[name]
            into.annual[name][...] = values.annual[name]
        worst.append(found)
    return target, _worst(worst)


def _slice(target: Target, block: int, draws: int) -> Target:
    return part(target, block * BLOCK, min((block + 1) * BLOCK, draws))


def summarise_block(plan: Plan, block: int) -> tuple[Summaries, list[Violation]]:
    """The mergeable summary of one block of draws."""
    values, worst = run_block(plan, block)
    return Summaries.of_block(values.quarterly, values.annual), worst


def _summaries(
    plan: Plan, executor: Executor | None, progress: Progress | None
) -> tuple[Summaries, list[Violation]]:
    from functools import partial

    count = len(block_sizes(plan.draws or 0))
    waiting: dict[int, dict[int, Summaries]] = {}
    merged: dict[int, Summaries] = {}
    worst = []
    for block, (summary, found) in _blocks(plan, executor, progress, partial(summarise_block, plan)):
        worst.append(found)
        group = block // GROUP
        members = waiting.setdefault(group, {})
        members[block] = summary
        if len(members) == min(GROUP, count - group * GROUP):
            parts = [members[b] for b in sorted(members)]
            merged[group] = Summaries.merge(parts, points=GROUP_POINTS if count > GROUP else None)
            del waiting[group]
    return Summaries.merge([merged[group] for group in sorted(merged)]), _worst(worst)


def _worst(found: Sequence[Sequence[Violation]]) -> list[Violation]:
    """The worst of each identity over blocks; ties go to the lowest draw, whatever order blocks ended in."""
    return [max(group, key=lambda v: (v.worst, -v.draw)) for group in zip(*found, strict=True)]


def _identity(plan: Plan, v: Violation) -> IdentityCheck:
    return IdentityCheck(
        v.identity, v.worst, plan.scenarios[v.scenario].name, plan.quarters[v.quarter], v.draw
    )


def _manifest(plan: Plan, chosen: Sequence[Scenario], reference: Scenario) -> Manifest:
    return Manifest.of_run(
        vintage=plan.parameters.name,
        vintage_sha256=plan.parameters.digest(),
        scenarios={s.name: s.digest() for s in (reference, *chosen)},
        baseline=reference.name,
        seed=int(plan.seed),
        draws=None if plan.draws is None else int(plan.draws),
        start=str(plan.reported[0]),
        end=str(plan.reported[-1]),
        outputs=plan.outputs,
        data={name: _digest(name) for name in (f"outlooks/{plan.outlook.name}.toml",)},
    )


def _digest(name: str) -> str:
    return hashlib.sha256(data_path(*name.split("/")).read_bytes()).hexdigest()
