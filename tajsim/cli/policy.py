"""`tajsim policy`: the cheapest mix of levers that keeps a condition in every one of several scenarios."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim.analysis.policy.answer import PolicySearch
from tajsim.analysis.policy.levers import Lever, choose, lever_names
from tajsim.analysis.policy.study import policy_search
from tajsim.analysis.thresholds.condition import Condition
from tajsim.cli import request as runs
from tajsim.cli.files import csv_file, json_file, png_file, records
from tajsim.cli.parser import width
from tajsim.cli.request import check_folder, real_number
from tajsim.cli.streams import show_json, show_written
from tajsim.cli.text import figure, paragraph, table
from tajsim.cli.workers import progress_bar
from tajsim.engine.backend import used
from tajsim.errors import InputError, Problems, quoted
from tajsim.results.manifest import versions
from tajsim.store import write_folder

if TYPE_CHECKING:
    import pandas as pd

_ROWS = 12  # efficient mixes that are printed


@dataclass(frozen=True, kw_only=True)
class PolicyRequest:
    """A search that can be made. run: scenarios, parameters, baseline, quarters, draws and seed."""

    run: runs.CommandRequest
    levers: tuple[Lever, ...]
    condition: Condition
    prob: float
    at: str | None
    out: Path | None


def command(options: Namespace) -> None:
    """Check everything that was typed, search, print, write."""
    request = read(options)
    found = search(request)
    if not options.json:
        print(_report(found), flush=True)
    written = _write(request, found)
    if options.json:
        show_json(summary(request, found, written))
    else:
        show_written(written, "\n")


def read(options: Namespace) -> PolicyRequest:
    """Read and check the options. Raises InputError naming every problem."""
    problems = Problems("cannot search policies")
    run = condition = None
    try:
        run = runs.read(Namespace(**vars(options) | {"outputs": None, "workers": "1"}), writes=False)
    except InputError as error:
        problems.found += error.problems or [error.heading]
    try:
        condition = Condition.of(options.keep)
    except InputError as error:
        problems.found += error.problems or [error.heading]
    prob = real_number(problems, "--prob", options.prob)
    if prob is not None and not 0.0 < prob <= 1.0:
        problems.add(f"--prob is {quoted(options.prob)}; it must be above 0 and at most 1, such as 0.90")
    names = _listed(options.levers) if options.levers is not None else list(lever_names())
    levers = choose(names, _costs(problems, options.cost), problems)
    if run is not None and run.options.draws is None:
        problems.add(f"--draws is {quoted(options.draws)}; a probability needs draws, such as 500")
    out = None if options.out is None else Path(options.out)
    if out is not None:
        check_folder(problems, out)
    problems.raise_if_any()
    if run is None or condition is None or prob is None:
        raise AssertionError("a part is missing although no problem was noted")
    return PolicyRequest(run=run, levers=levers, condition=condition, prob=prob, at=options.at, out=out)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _costs(problems: Problems, text: str | None) -> dict[str, float]:
    """What --cost says: NAME=NUMBER, separated by commas."""
    found: dict[str, float] = {}
    for part in _listed(text or ""):
        name, _, value = part.partition("=")
        cost = real_number(problems, "--cost", value)
        if cost is not None:
            found[name.strip()] = cost
    return found


def search(request: PolicyRequest) -> PolicySearch:
    """The answer of the library."""
    run, options = request.run, request.run.options
    with progress_bar("scenario") as progress:
        return policy_search(
            run.scenarios,
            request.levers,
            request.condition,
            request.prob,
            at=request.at,
            parameters=run.parameters,
            baseline=run.baseline,
            start=options.start,
            end=options.end,
            draws=options.draws or 0,
            seed=options.seed,
            progress=progress,
            backend=options.backend,
        )


def _report(found: PolicySearch) -> str:
    columns = width()
    rows = [
        (figure(float(f"{row['cost']:.4g}")), f"{100 * row['worst']:.1f} %", _mark(row, found), row["mix"])
        for row in _efficient(found)[:_ROWS]
    ]
    header = ("million TJS a year", "worst probability", "", "mix")
    left = len(found.frontier) - len(rows)
    note = f" {left} dearer ones are not shown." if left else ""
    lines = [
        paragraph(found.text, columns, ""),
        "",
        table(header, rows, columns, right=(0, 1)),
        "",
        paragraph(
            f"Efficient mixes of {len(found.cost):,} tried, cheapest first: no other is as cheap and as "
            f"likely to keep the condition in the worst scenario.{note} <-: the cheapest that does.",
            columns,
            "",
        ),
        paragraph(f"Parameters: {found.vintage}. {found.draws:,} draws, seed {found.seed}.", columns, ""),
    ]
    return "\n".join(lines)


def _mark(row: dict[str, Any], found: PolicySearch) -> str:
    return "<-" if found.best is not None and row["mix"] == found.best.name else ""


def _efficient(found: PolicySearch) -> Sequence[dict[str, Any]]:
    frame = found.table()
    return records(frame[frame["efficient"]])


def summary(request: PolicyRequest, found: PolicySearch, written: list[Path]) -> dict[str, Any]:
    """Everything found, as plain values."""
    best, chosen = found.best, None
    if best is not None:
        chosen = {"mix": best.name, "sizes": dict(best.sizes), "cost": best.cost, "worst": best.worst}
    return {
        **_asked(request, found),
        "text": found.text,
        "best": chosen,
        "mixes": records(found.table()),
        "regret": records(_regret(found)),
        "files": [str(path) for path in written],
    }


def _asked(request: PolicyRequest, found: PolicySearch) -> dict[str, Any]:
    """Everything needed to search again, as plain values; the same search gives the same."""
    run = request.run
    return {
        **versions(),
        "scenarios": {one.name: one.digest() for one in run.scenarios},
        "levers": {
            one.name: {"cost": one.cost, "cost_source": one.cost_source, "sizes": list(one.sizes)}
            for one in request.levers
        },
        "condition": str(request.condition),
        "prob": request.prob,
        "at": request.at,
        "vintage": found.vintage,
        "vintage_sha256": run.parameters.digest(),
        "baseline": run.baseline.name,
        "start": str(run.options.start),
        "end": str(run.options.end),
        "draws": found.draws,
        "seed": found.seed,
        "backend": used(run.options.backend, found.draws),
    }


def _regret(found: PolicySearch) -> pd.DataFrame:
    """The table of regret with plain names of columns: "regret: crackdown"; of all scenarios "cost"."""
    import pandas as pd

    frame = found.regret()
    columns = {"mix": list(frame.index)}
    for place, measure in enumerate(frame.columns.get_level_values("measure")):
        # the first two are of all scenarios, then three of each
        label = measure if place < 2 else f"{measure}: {found.scenarios[(place - 2) // 3]}"
        columns[label] = frame.iloc[:, place].tolist()
    return pd.DataFrame(columns)


def _write(request: PolicyRequest, found: PolicySearch) -> list[Path]:
    """The files of --out DIR, all of them or none; the manifest comes last."""
    if request.out is None:
        return []
    contents = {
        "mixes.csv": csv_file(found.table()),
        "regret.csv": csv_file(_regret(found)),
        "policy.png": png_file(found.plot),
        "manifest.json": json_file(_asked(request, found)),
    }
    return write_folder(request.out, contents)
