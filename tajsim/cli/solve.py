"""`tajsim solve`: how large a shock must be before a condition becomes as likely as asked."""

from __future__ import annotations

import math
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tajsim.analysis.thresholds.condition import Condition
from tajsim.analysis.thresholds.frontier import Frontier, frontier
from tajsim.analysis.thresholds.solve import Solution, solve
from tajsim.analysis.thresholds.stress import check_period, check_scaling
from tajsim.cli.backend import tell_of
from tajsim.cli.files import csv_file, json_file, png_file
from tajsim.cli.params import note, read_parameters
from tajsim.cli.parser import width
from tajsim.cli.request import check_folder, number, real_number, shifted
from tajsim.cli.streams import show_json, show_written
from tajsim.cli.text import paragraph, table
from tajsim.cli.workers import progress_bar
from tajsim.defaults import END
from tajsim.engine.backend import check_backend
from tajsim.engine.plan import first_shown
from tajsim.errors import InputError, Problems
from tajsim.parameters import Parameters
from tajsim.results.manifest import MOST_DRAWS
from tajsim.scenarios import Scenario, scenario
from tajsim.store import write_folder

_ROWS = 17  # of the curve that are printed
_SIZES, _QUARTERS = 17, 24  # that are run at the least, with the first quarter to the last


@dataclass(frozen=True, kw_only=True)
class SolveRequest:
    """A question that can be put to `solve`, or with two scenarios to `frontier`."""

    scenarios: tuple[Scenario, ...]
    until: Condition
    prob: float
    at: str | None
    span: tuple[float, float]
    parameters: Parameters
    draws: int
    seed: int
    backend: str
    out: Path | None


def command(options: Namespace) -> None:
    """Check everything that was typed, search, print, write."""
    request = read(options)
    answer = compute(request)
    if not options.json:
        print(_report(answer), flush=True)
    written = _write(request, answer)
    if options.json:
        show_json(answer.to_dict() | {"files": [str(path) for path in written]})
    else:
        show_written(written, "\n")


def compute(request: SolveRequest) -> Solution | Frontier:
    """The answer of the library."""
    what: dict[str, Any] = {
        "until": request.until,
        "prob": request.prob,
        "at": request.at,
        "parameters": request.parameters,
        "draws": request.draws,
        "seed": request.seed,
        "backend": request.backend,
    }
    first, *others = request.scenarios
    tell_of(request.backend, request.draws, _SIZES, _QUARTERS)
    with progress_bar("round") as progress:
        if not others:
            return solve(first, span=request.span, **what, progress=progress)
        return frontier(
            first, others[0], largest=(request.span[1], request.span[1]), **what, progress=progress
        )


def read(options: Namespace) -> SolveRequest:
    """Read and check the options. Raises InputError naming every problem."""
    problems = Problems("cannot solve")
    if len(options.scenarios) > 2:
        problems.add(
            f"{len(options.scenarios)} scenarios are named; give one, or two for the frontier between them "
            "(compose with +)"
        )
    found: list[Scenario] = []
    for name in options.scenarios:
        try:
            found.append(scenario(name))
        except InputError as error:
            note(problems, error)
    until = None
    try:
        until = Condition.of(options.until)
    except InputError as error:
        note(problems, error)
    prob = real_number(problems, "--prob", options.prob)
    if prob is not None and not 0.0 < prob < 1.0:
        problems.add(f"--prob is {options.prob!r}; it must be between 0 and 1, such as 0.10")
    span = _span(problems, options.span)
    if len(options.scenarios) == 2 and span[0] != 0.0:
        problems.add(f"--span is {options.span!r}; a frontier of two scenarios begins at 0")
    for one in found:
        check_scaling(problems, one)
    found = list(shifted(problems, found, options.shift))
    parameters = read_parameters(options.vintage, problems)
    try:
        check_period(options.at, first_shown(None, parameters), END)
    except InputError as error:
        note(problems, error)
    draws = number(problems, "--draws", options.draws, 1, MOST_DRAWS)
    seed = number(problems, "--seed", options.seed, 0)
    backend = check_backend(problems, options.backend, "--backend")
    out = None if options.out is None else Path(options.out)
    if out is not None:
        check_folder(problems, out)
    problems.raise_if_any()
    if until is None or prob is None or parameters is None:
        raise AssertionError("a part is missing although no problem was noted")
    return SolveRequest(
        scenarios=tuple(found),
        until=until,
        prob=prob,
        at=options.at,
        span=span,
        parameters=parameters,
        draws=draws,
        seed=seed,
        backend=backend,
        out=out,
    )


def _span(problems: Problems, text: str) -> tuple[float, float]:
    """Two sizes separated by a comma."""
    before = len(problems.found)
    sizes = [real_number(problems, "--span", part) for part in text.split(",")]
    if len(problems.found) > before:
        return (0.0, 1.0)
    known = [size for size in sizes if size is not None]
    if len(known) != 2 or not 0.0 <= known[0] < known[1] < math.inf:
        problems.add(f"--span is {text!r}; write the smallest and the largest size, such as 0,4")
        return (0.0, 1.0)
    return (known[0], known[1])


def _report(answer: Solution | Frontier) -> str:
    manifest = answer.manifest
    draws = f"{manifest.draws:,} draws, seed {manifest.seed}, the same at every size"
    foot = f"Parameters: {manifest.vintage}. {draws}."
    parts = (paragraph(answer.text, width(), ""), _table(answer), paragraph(foot, width(), ""))
    return "\n\n".join(parts)


def _table(answer: Solution | Frontier) -> str:
    if isinstance(answer, Frontier):
        rows = [
            (f"{p.size_a:.3f}", f"{p.size_b:.3f}", f"{100 * p.probability:.1f} %", p.direction)
            for p in answer.points
        ]
        names = (f"size of {answer.scenario_a.name}", f"size of {answer.scenario_b.name}")
        return table((*names, "probability", "there it"), rows, width(), right=(0, 1, 2))
    curve = answer.curve
    kept = _spread(answer.sizes, answer.size)
    rows = [
        (f"{size:.4g}", f"{100 * p:.1f} %", f"{100 * error:.1f}", "<-" if size == answer.size else "")
        for size, p, error in zip(curve.index, curve["probability"], curve["error"], strict=True)
        if size in kept
    ]
    return table(("size", "probability", "s.e.", ""), rows, width(), right=(0, 1, 2))


def _spread(sizes: Sequence[float], size: float | None) -> set[float]:
    """The first grid of the search, evenly spread, and the answer."""
    step = (sizes[-1] - sizes[0]) / (_ROWS - 1)
    near = {min(sizes, key=lambda s, i=i: abs(s - sizes[0] - i * step)) for i in range(_ROWS)}  # type: ignore[misc]
    return near | ({size} if size is not None else set())


def _write(request: SolveRequest, answer: Solution | Frontier) -> list[Path]:
    """The three files of --out DIR: all made before the first is written, each written whole."""
    if request.out is None:
        return []
    single = isinstance(answer, Solution)
    frame = answer.curve.reset_index() if isinstance(answer, Solution) else answer.table()
    contents = {
        "curve.csv" if single else "frontier.csv": csv_file(frame),
        "solve.png" if single else "frontier.png": png_file(answer.plot),
        "manifest.json": json_file(_manifest(request, answer)),
    }
    return write_folder(request.out, contents)


def _manifest(request: SolveRequest, answer: Solution | Frontier) -> dict[str, Any]:
    """What was asked, and the manifest of one of the runs: enough to ask again."""
    asked = {
        "scenarios": [one.name for one in request.scenarios],
        "until": str(request.until),
        "prob": request.prob,
        "at": request.at,
        "span": list(request.span),
    }
    return {"asked": asked, **answer.manifest.to_dict()}
