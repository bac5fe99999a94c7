"""`tajsim report`: one page about a run, or about a result that was saved."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from tajsim.cli import request as runs
from tajsim.cli.params import note, read_parameters
from tajsim.cli.request import check_file
from tajsim.cli.run import compute
from tajsim.cli.streams import show_written
from tajsim.cli.workers import progress_bar
from tajsim.defaults import BACKEND, BASELINE, DRAWS, END, PARAMETER_SET, PRIORS, SEED
from tajsim.errors import InputError, Problems
from tajsim.evidence.backtest.answer import Backtest
from tajsim.evidence.backtest.study import backtest
from tajsim.explorer.explorer import check_name as check_explorer
from tajsim.languages import language
from tajsim.parameters import Parameters
from tajsim.report.subject import check_name
from tajsim.results import Result, load
from tajsim.results.periods import find_period
from tajsim.store import make_folder

DEFAULTS = {
    "vintage": PARAMETER_SET,
    "baseline": BASELINE,
    "draws": str(DRAWS),
    "seed": str(SEED),
    "start": None,
    "end": END,
    "shift": None,
    "judgement": None,
    "given": None,
    "known": None,
    "backend": BACKEND,
}
"""The options of the run. They are not given to the parser, which would hide whether they were typed."""


@dataclass(frozen=True, kw_only=True)
class ReportRequest:
    """A page that can be written: of a run to make, or of a result that was saved."""

    run: runs.CommandRequest | None
    saved: Result | None
    parameters: Parameters | None
    at: str | None
    title: str | None
    language: str
    explore: Path | None
    out: Path


def command(options: Namespace) -> None:
    """Check everything that was typed, run or load, write the page."""
    request = read(options)
    import matplotlib as mpl

    mpl.use("Agg")  # a file is wanted, whatever screen there may be
    result = compute(request.run) if request.run else request.saved
    if result is None:
        raise AssertionError("there is neither a run nor a result although no problem was noted")
    scores = _backtest(options.backend or BACKEND) if options.backtest else None
    make_folder(request.out.parent)
    if request.explore is not None:
        make_folder(request.explore.parent)
    written = result.report(
        request.out,
        title=request.title,
        at=request.at,
        parameters=request.parameters,
        backtest=scores,
        language=request.language,
        explore=request.explore,
    )
    show_written([written] if request.explore is None else [written, request.explore])


def _backtest(backend: str) -> Backtest:
    with progress_bar("step") as progress:
        return backtest(parameters=PRIORS, progress=progress, backend=backend)


def read(options: Namespace) -> ReportRequest:
    """Read and check the options. Raises InputError naming every problem."""
    problems = Problems("cannot write the report")
    out = Path(options.out)
    if out.is_dir():
        problems.add(f"--out is {options.out!r}, a folder; name a file such as {out / 'report.html'}")
    else:
        check_file(problems, out)
    problems.attempt(lambda: check_name(out))
    explore = None if options.explore is None else Path(options.explore)
    if explore is not None:
        check_file(problems, explore)
        problems.attempt(lambda: check_explorer(explore))
        if explore.resolve() == out.resolve():
            problems.add(f"--explore and --out are both {options.out!r}; name two files")
        if options.saved is not None:
            problems.add("--explore needs a run; a saved result has none behind it, so leave out --from")
    problems.attempt(lambda: language(options.language))
    if options.title is not None and not options.title.strip():
        problems.add("--title is empty; leave it out to have one made")
    run = saved = parameters = None
    if options.saved is None:
        try:
            run = runs.read(_whole(options), writes=False)
            parameters = run.parameters
        except InputError as error:
            _merge(problems, error)
    else:
        saved = _load(options, problems)
        if options.vintage is not None:
            parameters = read_parameters(options.vintage, problems)
    problems.raise_if_any()
    return ReportRequest(
        run=run,
        saved=saved,
        parameters=parameters,
        at=run.at if run else options.at,
        title=options.title,
        language=options.language,
        explore=explore,
        out=out,
    )


def _whole(options: Namespace) -> Namespace:
    """The options of `tajsim run`, defaults filled in."""
    typed = {name: getattr(options, name) or default for name, default in DEFAULTS.items()}
    rest = {"outputs": None, "workers": None, "out": None}
    return Namespace(scenarios=options.scenarios, at=options.at, **typed, **rest)


def _merge(problems: Problems, error: InputError) -> None:
    """Take over what is wrong with the run."""
    if error.problems:
        problems.found.extend(error.problems)
    else:
        note(problems, error)


def _load(options: Namespace, problems: Problems) -> Result | None:
    """The saved result; what was typed for a run that is not made goes to `problems`."""
    if options.scenarios:
        problems.add(f"--from has its own scenarios; leave out {options.scenarios[0]!r}")
    for name in [name for name in DEFAULTS if name != "vintage"]:
        if getattr(options, name) is not None:
            problems.add(f"--from is a run that was made; leave out --{name}")
    try:
        result = load(options.saved)
        if options.at is not None:
            find_period(options.at, result.quarters, result.years)
    except InputError as error:
        note(problems, error)
        return None
    return result
