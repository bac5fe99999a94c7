"""What `tajsim run` was asked for, checked as a whole: reports every problem at once."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tajsim.cli.figures import figures_given
from tajsim.cli.params import note, read_parameters
from tajsim.cli.parser import whole_number
from tajsim.cli.workers import MOST_WORKERS, default_workers
from tajsim.destination import Destination
from tajsim.drivers.outlook import OUTLOOKS, Outlook, outlook_in
from tajsim.engine.backend import check_backend
from tajsim.engine.plan import first_shown, horizon, output_names
from tajsim.engine.repeat import RestoredRun
from tajsim.engine.repeat import restored as again_of
from tajsim.engine.request import RunOptions
from tajsim.errors import InputError, Problems, quoted
from tajsim.judgements.reading import as_judgement
from tajsim.parameters import Parameters
from tajsim.quarters import Quarter, quarter_range
from tajsim.results.manifest import MOST_DRAWS
from tajsim.results.periods import default_period, find_period
from tajsim.scenarios import Scenario, scenario, scenario_names

_MEMORY = 2.0  # GiB of draws; larger runs keep summaries
_SAID = (
    "--parameters",
    "--vintage",
    "--baseline",
    "--draws",
    "--seed",
    "--start",
    "--end",
    "--outputs",
    "--shift",
    "--judgement",
    "--given",
    "--known",
    "--backend",
    "--checkpoint",
    "--resume",
    "--parts",
)
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class CommandRequest:
    """A run that can be made.

    options: of the run; scenarios, baseline, parameters: what its names stand for. columns: the outputs
    named, None for the usual ones. workers: processes, 1 for none but this. scheduler: of a Dask cluster.
    """

    options: RunOptions
    scenarios: tuple[Scenario, ...]
    baseline: Scenario | Outlook
    parameters: Parameters
    at: str
    columns: tuple[str, ...] | None
    out: Path | None
    workers: int
    scheduler: str | None = None

    @property
    def titles(self) -> dict[str, str]:
        """The title of each scenario by name."""
        return {s.name: s.title for s in self.scenarios}


def read(options: Namespace, writes: bool = True) -> CommandRequest:
    """Read and check the options. Raises InputError naming every problem.

    writes: whether files go into --out, or without it into the current folder.
    """
    problems = Problems("cannot run")
    parameters = read_parameters(options.vintage, problems)
    baseline = _try(problems, lambda: _baseline(options.baseline))
    names = options.scenarios or [name for name in scenario_names() if name != "baseline"]
    found = [_try(problems, lambda name=name: scenario(name)) for name in names]  # type: ignore[misc]
    chosen = tuple(s for s in found if s is not None and s != baseline)
    chosen = shifted(problems, chosen, options.shift)
    if baseline is not None and None not in found and not chosen:
        problems.add(f"there is nothing to compare with {baseline.name!r}; name another scenario")
    draws = number(problems, "--draws", options.draws, 0, MOST_DRAWS)
    seed = number(problems, "--seed", options.seed, 0)
    workers = (
        0 if options.workers is None else number(problems, "--workers", options.workers, 1, MOST_WORKERS)
    )
    backend = check_backend(problems, options.backend, "--backend")
    outputs = _try(problems, lambda: _outputs(options.outputs))
    judgement = _try(problems, lambda: as_judgement(getattr(options, "judgement", None)))
    given = figures_given(options, problems)
    start = _try(problems, lambda: Quarter.parse(first_shown(options.start, parameters)))
    end = _try(problems, lambda: Quarter.parse(options.end))
    at = None
    if start and end:
        at = _try(problems, lambda: _period(options.at, start, end))
        if parameters and at is not None:
            _try(problems, lambda: horizon(parameters, start, end))
    out = None if options.out is None else Path(options.out)
    if writes:
        check_folder(problems, out)
    problems.raise_if_any()
    if parameters is None or baseline is None or start is None or end is None or at is None:
        raise AssertionError("a part is missing although no problem was noted")
    checkpoint, parts = getattr(options, "checkpoint", None), getattr(options, "parts", None)
    distributions = "summary" if checkpoint or parts else "auto"
    run = RunOptions(
        scenarios=chosen,
        baseline=baseline,
        parameters=parameters,
        start=start,
        end=end,
        draws=draws or None,
        seed=seed,
        backend=backend,
        outputs=outputs if outputs else None,
        keep=distributions if given is None else "draws",  # draws that weigh differently cannot be summarised
        memory_limit=_MEMORY,
        given=given,
        judgement=judgement,
        checkpoint=checkpoint,
        resume=getattr(options, "resume", False),
        parts=parts,
    )
    return CommandRequest(
        options=run,
        scenarios=chosen,
        baseline=baseline,
        parameters=parameters,
        at=at,
        columns=outputs if isinstance(outputs, tuple) else None,
        out=out,
        workers=workers or default_workers(draws, len(chosen) + 1),
        scheduler=getattr(options, "scheduler", None),
    )


def restored(options: Namespace) -> tuple[CommandRequest, RestoredRun]:
    """The run that the manifest given by --manifest describes. Raises InputError naming every problem."""
    problems = Problems("cannot run")
    typed = [option for option in _SAID if option in options.typed]
    if options.scenarios:
        typed.insert(0, "SCENARIO")
    for option in typed:
        problems.add(f"{option} contradicts --manifest, which says what was run; leave it out")
    again = _try(problems, lambda: again_of(options.manifest))
    workers = (
        0 if options.workers is None else number(problems, "--workers", options.workers, 1, MOST_WORKERS)
    )
    at = None
    if again is not None:
        start, end = again.plan.reported[0], again.plan.reported[-1]
        at = _try(problems, lambda: _period(options.at, start, end))
    out = None if options.out is None else Path(options.out)
    check_folder(problems, out)
    problems.raise_if_any()
    if again is None or at is None:
        raise AssertionError("a part is missing although no problem was noted")
    asked, count = again.request, len(again.plan.scenarios)
    standard = again.plan.outputs == output_names(None) or again.plan.outputs == output_names("all")
    return CommandRequest(
        options=again.options,
        scenarios=asked.scenarios,
        baseline=asked.baseline,
        parameters=asked.parameters,
        at=at,
        columns=None if standard else again.plan.outputs,
        out=out,
        workers=workers or default_workers(asked.draws or 0, count),
        scheduler=options.scheduler,
    ), again


def _try(problems: Problems, make: Callable[[], _T]) -> _T | None:
    """What `make` makes; its problems are noted."""
    try:
        return make()
    except InputError as error:
        note(problems, error)
        return None


def shifted(problems: Problems, scenarios: Sequence[Scenario], start: str | None) -> tuple[Scenario, ...]:
    """The scenarios, moved to begin in `start` when it is given; those that cannot be are noted."""
    if start is None:
        return tuple(scenarios)
    return tuple(_try(problems, lambda one=one: one.shift(start)) or one for one in scenarios)  # type: ignore[misc]


def _baseline(name: str) -> Scenario | Outlook:
    outlook = outlook_in(name)
    if outlook is not None:
        return outlook
    return Scenario(name) if name in OUTLOOKS and name not in scenario_names() else scenario(name)


def number(problems: Problems, option: str, text: str, least: int, most: int | None = None) -> int:
    """The whole number that an option gives; a text that is none, or one out of bounds, is noted."""
    value = whole_number(text)
    if value is None or value < least or (most is not None and value > most):
        upto = "" if most is None else f" and at most {most:,}"
        problems.add(f"{option} is {quoted(text)}; it must be a whole number of at least {least}{upto}")
        return least
    return value


def real_number(problems: Problems, option: str, text: str) -> float | None:
    """The number that an option gives; a text that is none is noted."""
    try:
        return float(text)
    except ValueError:
        problems.add(f"{option} is {quoted(text)}; it must be a number")
        return None


def _outputs(text: str | None) -> tuple[str, ...] | str:
    """The names asked for, in the order asked; "all"; or "" for the standard ones."""
    if text is None or text.strip() == "all":
        return (text or "").strip()
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    output_names(names)
    return names


def _period(at: str | None, start: Quarter, end: Quarter) -> str:
    """The period compared: the one asked for, else the default one."""
    quarters = quarter_range(start, end)
    years = [year for year in range(start.year, end.year + 1) if _is_full(year, start, end)]
    if at is not None:
        find_period(at, quarters, years)
        return at.strip()
    return default_period(quarters, years)


def _is_full(year: int, start: Quarter, end: Quarter) -> bool:
    return start <= Quarter(year, 1) and Quarter(year, 4) <= end


def check_file(problems: Problems, out: Path) -> None:
    """Note a file that cannot be written before the run rather than after it."""
    try:
        to = Destination.of(out)
    except OSError as error:
        problems.add(f"cannot write {out}: {error.strerror or error}")
        return
    if to.replaced:
        check_folder(problems, to.place.parent)


def check_folder(problems: Problems, out: Path | None) -> None:
    """Note a folder that cannot be written to before the run rather than after it."""
    folder = Path() if out is None else out
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        problems.add(f"cannot write into {out}: {folder} is not a folder")
    elif not os.access(folder, os.W_OK | os.X_OK):
        problems.add(
            f"cannot write into {out or 'the current folder'}: {folder} is read-only; give --out DIR"
        )
