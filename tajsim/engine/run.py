"""`run`: scenarios x draws x quarters in one call, on this process or on any executor."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.defaults import BACKEND, BASELINE, DRAWS, END, KEEP, MEMORY_LIMIT, PARAMETER_SET, SEED
from tajsim.drivers.declared import OBSERVABLE_NAMES
from tajsim.drivers.outlook import Outlook, outlook
from tajsim.drivers.stochastic import SERIES, DriverModel, estimate
from tajsim.engine import baseline as baselines
from tajsim.engine.aggregation import OutputArrays
from tajsim.engine.backend import notes
from tajsim.engine.baseline import goals_of
from tajsim.engine.block import (
    Violation,
    allocate,
    central_economy,
    check_complete,
    drawn_economy,
    run_paths,
    simulate,
    with_kernel,
)
from tajsim.engine.collect import Progress, all_draws, summaries_of
from tajsim.engine.condition import Figures
from tajsim.engine.conditioning import check_weights, met_in_every_draw, prepared, shown
from tajsim.engine.distributed.storage import kept_beside
from tajsim.engine.judged import judged
from tajsim.engine.known_quarters import check_known, continued, not_followed
from tajsim.engine.outlook_met import driver_paths, once
from tajsim.engine.persons import checked
from tajsim.engine.plan import (
    Plan,
    ScenarioPlan,
    driver_starts,
    last_quarter,
    output_names,
    scenario_plan,
)
from tajsim.engine.provenance import manifest_of
from tajsim.engine.reads import read_by_any_quarter
from tajsim.engine.request import HISTORY, Baseline, Request, RunOptions, ScenarioLike, read
from tajsim.engine.sampling import BLOCK
from tajsim.engine.set_paths import check_baseline, with_figures
from tajsim.engine.swap import Swap
from tajsim.errors import InputError, Problems
from tajsim.judgements.judgement import Judgement
from tajsim.model.distribution import distribution_of
from tajsim.model.outputs import OUTPUTS
from tajsim.model.state import AddFactors
from tajsim.parameters import Parameters, declarations
from tajsim.past import ObservedDrivers, observed_drivers
from tajsim.quarters import Quarter, quarter_range
from tajsim.results.info import IdentityCheck, OutputInfo
from tajsim.results.rerun import Rerun
from tajsim.results.result import Result
from tajsim.results.weights import Weights
from tajsim.scenarios import Scenario

if TYPE_CHECKING:
    import pandas as pd


def run(
    scenarios: ScenarioLike | Iterable[ScenarioLike] = (),
    parameters: Parameters | str | Path = PARAMETER_SET,
    baseline: Baseline = BASELINE,
    start: str | Quarter | None = None,
    end: str | Quarter = END,
    draws: int | None = DRAWS,
    seed: int = SEED,
    outputs: Sequence[str] | str | None = None,
    executor: Executor | None = None,
    *,
    given: Figures = None,
    swaps: Swap | Iterable[Swap] | None = None,
    keep: str = KEEP,
    memory_limit: float = MEMORY_LIMIT,
    progress: Progress | None = None,
    backend: str = BACKEND,
    judgement: Judgement | str | Path | None = None,
    workers: int | None = None,
    checkpoint: str | Path | None = None,
    resume: bool = False,
    parts: str | Path | None = None,
) -> Result:
    """Run scenarios on the same draws of parameters and driver shocks.

    Results are the same to the last bit for any executor, number of workers, order and company of scenarios
    and choice of outputs; the two backends agree within rounding.

    Parameters
    ----------
    scenarios : Scenario, str, Path or an iterable of these
        Scenario objects, shipped names, compositions ("crackdown + reintegration") or TOML files.
    parameters : Parameters, str or Path, default "nowcast-2025"
        A parameter set, the name of a shipped one, or a TOML file.
    baseline : str, Path or Scenario, default "baseline"
        What deviations are taken from: "baseline" follows the published outlook, "none" is the model's own
        projection, "history" runs over observed drivers (from 2003 to the last quarter of their record; from
        the date of the parameters on it keeps their state), any scenario runs on the published outlook, and a
        TOML file with [drivers] or [targets] is an outlook of your own
        (`tajsim.drivers.outlook.read_outlook` says what it may hold).
    start : str or Quarter, optional
        First reported quarter; None for 2025Q1 or the first after the date of the parameters, of a set that
        knows quarters since then for the first that was not over (2025Q4). Another start only trims what is
        reported: shocks keep their dates, which `Scenario.shift` moves. Before 2025, for "history" and
        "none", the state is that observed by the end of the year before, in whose prices real outputs are.
    end : str or Quarter, default "2030Q4"
        Last reported quarter.
    draws : int, optional
        Number of draws, 2000 by default; None for the single path alone.
    seed : int, default 0
        Root of every random stream.
    outputs : str or sequence of str, optional
        Names to keep, "all", or None for the standard ones.
    executor : concurrent.futures.Executor, optional
        Where blocks of draws are computed; None computes in this process.
    given : Observations, str, Path, Condition or an iterable of conditions, optional
        Figures that the run knows: published ones (`tajsim.known`, `tajsim.observations`) as far as they are
        of its quarters, a file of them (CSV) or of conditions (TOML), conditions
        (`tajsim.engine.condition.Condition`), or what has a method `conditions()`. Every draw of the baseline
        meets those without an error, and so does the single path; draws are weighed by how likely that is,
        and by figures with an error. Scenarios share what was found for the baseline. Draws must be kept.
    swaps : Swap or an iterable of these, optional
        Outputs that follow a given path in every draw, and what moves in their place (`tajsim.exogenise`).
    keep : str, default "draws"
        "draws"; "summary" for mergeable distributions; "auto" for draws as long as they fit.
    memory_limit : float, default 4.0
        GiB of draws above which they do not fit.
    progress : callable, optional
        Called with (blocks done, blocks in all).
    backend : str, default "auto"
        What computes the draws: "numpy", "compiled" for machine code made of the same equations (an extra:
        pip install 'tajsim[compiled]'), or "auto" for the compiled step from 200 draws on where it is
        installed, else NumPy. The manifest names the one that did.
    judgement : Judgement, str or Path, optional
        Add-factors with author and reason, or a TOML file of them: they stand in the baseline, in every
        scenario and in every draw.
    workers : int, optional
        How many tasks the executor computes at once; None asks it.
    checkpoint : str or Path, optional
        A folder that keeps what is done of a run with summaries, so that it goes on when it was stopped.
        Every worker must see it.
    resume : bool, default False
        Whether the run goes on from what its checkpoint holds.
    parts : str or Path, optional
        An empty folder that workers write every draw to, as Parquet files (an extra: pip install
        'tajsim[parquet]'), while the result keeps summaries. Every worker must see it.

    Returns
    -------
    Result
        Scenarios x draws x quarters of every output, the baseline first.

    Raises
    ------
    InputError
        For bad input, naming every problem.
    AccountingError
        If people or money were not conserved.
    MissingExtraError
        Without what the compiled backend needs.

    Examples
    --------
    >>> import tajsim as ts
    >>> r = ts.run("crackdown", draws=200, seed=7, end="2027Q4", outputs=["gdp", "consumption"])
    >>> r.scenarios
    ('baseline', 'crackdown')
    >>> r.delta("crackdown", "consumption").mean("2027") < 0  # percent of the baseline
    True
    """
    return run_options(
        RunOptions(
            scenarios=scenarios,
            parameters=parameters,
            baseline=baseline,
            start=start,
            end=end,
            draws=draws,
            seed=seed,
            outputs=outputs,
            executor=executor,
            given=given,
            swaps=swaps,
            keep=keep,
            memory_limit=memory_limit,
            progress=progress,
            backend=backend,
            judgement=judgement,
            workers=workers,
            checkpoint=checkpoint,
            resume=resume,
            parts=parts,
        )
    )


def run_options(options: RunOptions) -> Result:
    """The result of a run that is asked for in one object; see `run`."""
    request = read(options)
    return computed(request, prepare(request))


def computed(request: Request, plan: Plan) -> Result:
    """The result of the plan that `prepare` made of a request, computed as the request says."""
    draws = plan.draws
    plan = with_kernel(plan, request.backend)
    keep = _kept(request, plan)
    if plan.given is not None and plan.given.solved is None and draws is not None:
        plan = met_in_every_draw(plan, request.executor)
        check_weights(plan)

    central = allocate(plan, 1, np.float64)
    worst = run_paths(plan, central_economy(plan), central)
    check_complete(plan, central)
    summaries = None
    if draws is None:
        kept = OutputArrays(
            {name: a.astype(np.float32) for name, a in central.quarterly.items()},
            {name: a.astype(np.float32) for name, a in central.annual.items()},
        )
    elif keep == "draws":
        kept, worst = all_draws(plan, request.executor, request.progress, request.workers)
    else:
        kept, manifest = OutputArrays({}, {}), manifest_of(plan, request, keep)
        with kept_beside(plan, request, manifest) as storage:
            summaries, worst = summaries_of(
                plan, request.executor, request.progress, request.workers, storage
            )
    figures = None if plan.given is None else shown(plan)
    log_weights = None if figures is None or draws is None else figures.log_weights
    return Result(
        scenarios=tuple(s.name for s in plan.scenarios),
        quarters=plan.reported,
        years=plan.years,
        infos=_infos(last_quarter(plan.parameters)),
        quarterly=kept.quarterly,
        annual=kept.annual,
        central={name: a[..., 0] for name, a in central.quarterly.items()},
        central_annual={name: a[..., 0] for name, a in central.annual.items()},
        identities=tuple(_identity(plan, v) for v in worst),
        manifest=manifest_of(plan, request, keep),
        accounts_of=lambda name, quarter, draw: accounts(plan, name, quarter, draw),
        rerun=_rerun(request, plan),
        summaries=summaries,
        given=figures,
        weights=Weights.of_log(log_weights) if log_weights is not None and log_weights.size else None,
        notes=notes(request.asked, draws, len(plan.scenarios), len(plan.quarters)),
    )


def _rerun(request: Request, plan: Plan) -> Rerun:
    quiet = request.alone(keep="draws")  # a result holds on to neither an executor nor a folder

    def again(
        scenarios: Sequence[Scenario], outputs: Sequence[str], progress: Progress | None = None
    ) -> Result:
        other = replace(quiet, scenarios=tuple(scenarios), outputs=output_names(outputs), progress=progress)
        problems = Problems("the scenarios cannot be run")
        plans = _plans(other, plan.paths, problems)
        problems.raise_if_any()
        _check_used(plan.parameters, plans)
        return computed(other, checked(replace(plan, scenarios=plans, outputs=other.outputs, kernel=None)))

    return Rerun({s.name: s for s in request.all}, request.memory_limit, again, (quiet, plan))


def prepare(request: Request) -> Plan:
    """Apply the scenarios and solve the baseline: a plan that only has to be computed."""
    p, quarters = request.parameters, request.quarters
    check_known(p, request.conditions, request.judgement)
    years = range(quarters[0].year, quarters[-1].year + 1)
    observed = (
        None
        if request.base_year is None
        else observed_drivers(request.base_year, _known_until(request), request.data)
    )
    history = request.outlook == HISTORY
    view: Outlook | ObservedDrivers
    if history and observed:
        view = observed
    else:
        since = None if p.known is None else p.known.free_from.year
        view = (request.own_outlook or outlook(request.outlook)).held(since)
        if request.own_outlook and (ignored := not_followed(p, request.own_outlook, outlook(BASELINE))):
            warnings.warn(ignored, stacklevel=4)
    gone = quarters[0].quarter - 1  # of the first calendar year, where the base year is none
    if history and observed and request.behaviour is None:
        view = observed.from_set(p.host, gone)
    model = None if history else estimate(quarters[0].year - 1, request.data, since=gone)
    whole = driver_paths(p, view, years, _starts(p, observed, model), model, gone)
    if p.known is not None:
        whole = continued(p.known, view, whole, years, model)
    paths = {name: path[: len(quarters)] for name, path in whole.items()}
    set_paths = tuple(
        c
        for c in request.conditions
        if c.name in OBSERVABLE_NAMES or (c.is_driver and (model is None or c.name not in SERIES))
    )
    known = with_figures(paths, set_paths, quarters)
    problems = Problems("the scenarios cannot be run")
    plans = _plans(request, known, problems)
    check_baseline(plans[0], known, set_paths, quarters, problems)
    problems.raise_if_any()
    unshocked = scenario_plan(Scenario("unshocked"), known, quarters, p, problems)
    distribution = distribution_of(p.welfare)
    past = observed.past() if observed and request.behaviour else None
    _check_used(p, plans)
    idle = plans[0] if history else unshocked  # over the past, scenarios come on top of what happened
    for scenario, planned in zip(request.all, plans, strict=True):
        if (
            planned is not idle
            and scenario.shocks
            and not planned.swaps
            and planned.first_difference(idle) == len(quarters)
        ):
            warnings.warn(
                f"scenario {scenario.name!r} has no effect: its shocks change nothing from {quarters[0]} to "
                f"{quarters[-1]}",
                stacklevel=4,  # where `run`, or what is like it, was called
            )
    plan = Plan(
        parameters=p,
        outlook=view,
        scenarios=plans,
        quarters=quarters,
        first=request.first,
        outputs=request.outputs,
        seed=request.seed,
        draws=request.draws,
        distribution=distribution,
        driver_model=None if request.draws is None else model,
        past=past,
        paths=known,
        path_model=model,
    )
    factors = judged(_add_factors(plan, whole), request.judgement, quarters)
    plan = checked(replace(plan, add_factors=factors))
    left = tuple(c for c in request.conditions if c not in set_paths)
    return prepared(plan, left, set_paths, model) if request.conditions else plan


def _add_factors(plan: Plan, whole: Mapping[str, NDArray[np.float64]]) -> tuple[AddFactors, ...]:
    """The add-factors of the plan's outlook, on its own paths of the drivers, `whole` years of them."""
    quarters, p = plan.quarters, plan.parameters
    problems = Problems("the outlook cannot be followed")
    goals = goals_of(plan.outlook)
    if not goals:
        paths = {name: path[: len(quarters)] for name, path in whole.items()}
        unshocked = scenario_plan(Scenario("unshocked"), paths, quarters, p, problems)
        return once(plan, paths, lambda: baselines.solve(plan, unshocked, quarters))
    to_the_end = quarter_range(quarters[0], Quarter(quarters[-1].year, 4))  # annual figures need whole years
    full = scenario_plan(Scenario("unshocked"), whole, to_the_end, p, problems)
    return once(plan, whole, lambda: baselines.solve(plan, full, to_the_end, goals)[: len(quarters)])


def _plans(
    request: Request, paths: Mapping[str, NDArray[np.float64]], problems: Problems
) -> tuple[ScenarioPlan, ...]:
    p, quarters = request.parameters, request.quarters
    plans = (scenario_plan(s, paths, quarters, p, problems) for s in request.all)
    return tuple(replace(plan, swaps=_swaps_of(request, plan.name)) for plan in plans)


def _swaps_of(request: Request, scenario: str) -> tuple[tuple[Swap, ...], ...]:
    """The swaps of a scenario by quarter; nothing where it has none."""
    own = [one for one in request.swaps if one.scenario in (None, scenario)]
    by_quarter = [tuple(one for one in own if one.wanted(q) is not None) for q in request.quarters]
    return tuple(by_quarter) if own else ()


def _starts(p: Parameters, observed: ObservedDrivers | None, model: DriverModel | None) -> dict[str, float]:
    """Means of the last year from which the drivers go on.

    After a past year the level of its last quarter was known: the mean is the one that leads there.
    """
    starts = driver_starts(p)
    if observed is None or model is None:
        return starts
    carry = dict(zip(SERIES, model.carry, strict=True))
    return {name: level * math.exp(-carry[name]) for name, level in starts.items()}


def _known_until(request: Request) -> int:
    """The last year of observed drivers that a run may see."""
    return request.quarters[-1].year if request.outlook == HISTORY else int(request.base_year or 0)


FIXED = (
    *("gini", "poverty_national", "poverty_international", "receiving_share", "receiving_gradient"),
    *("season_q1", "season_q2", "season_q3", "season_q4", "departures_h1"),
)
"""Parameters that are the same in every draw, because they give shapes rather than sizes."""


def _check_used(p: Parameters, plans: Sequence[ScenarioPlan]) -> None:
    """Refuse what would be ignored: shocks on what only shapes the base year, spread of what is fixed."""
    problems = Problems("cannot run")
    for name in FIXED:
        if p.entries[name].distribution != "fixed":
            problems.add(f"{name!r} of {p.name!r} must be fixed: it is the same in every draw")
    for plan in plans:
        for name in sorted(plan.changes.keys() - read_by_any_quarter()):
            problems.add(
                f"a shock of {plan.name!r} on {name!r} would change nothing: it only shapes the year the run "
                f"starts from; set it with parameters.replace({declarations()[name].block}={{{name!r}: ...}})"
            )
    problems.raise_if_any()


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


def _kept(request: Request, plan: Plan) -> str:
    """What is kept: "draws" when asked for and they fit, or without draws; else "summary".

    Raises InputError for keep="draws" when they do not fit.
    """
    if plan.draws is None:
        return "draws"
    distributions = request.keep == "summary" or request.checkpoint is not None or request.parts is not None
    if distributions and plan.given is not None:
        raise InputError(
            "keep is 'summary'; draws that weigh differently must be kept: keep='draws'. Draws of a "
            "parameter set that tajsim.nowcast makes of what was known weigh alike, so that summaries of "
            "them can be kept"
        )
    if distributions:
        return "summary"
    periods = len(plan.reported) + len(plan.years)
    size = 4.0 * periods * len(plan.scenarios) * plan.draws * len(plan.outputs) / 2**30
    if size <= request.memory_limit:
        return "draws"
    if request.keep == "draws" or plan.given is not None:
        summary = "" if plan.given is not None else "use keep='summary', "  # weights need every draw
        raise InputError(
            f"keeping {len(plan.outputs)} outputs of {plan.draws} draws in {len(plan.scenarios)} scenarios "
            f"needs {size:.1f} GiB, the limit is {request.memory_limit:g}; keep fewer outputs=[...], "
            f"{summary}fewer draws, or raise memory_limit"
        )
    return "summary"


@lru_cache(maxsize=8)
def _infos(base: Quarter) -> dict[str, OutputInfo]:
    return {o.name: OutputInfo.of(o.name, base) for o in OUTPUTS}


def _identity(plan: Plan, v: Violation) -> IdentityCheck:
    return IdentityCheck(
        v.identity, v.worst, plan.scenarios[v.scenario].name, plan.quarters[v.quarter], v.draw
    )
