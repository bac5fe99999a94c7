"""`tajsim decompose`: what the deviation of an output from the baseline is made of."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim.analysis.decomposition.decompose import Decomposition
from tajsim.analysis.decomposition.shocks import TOTAL
from tajsim.cli import request as runs
from tajsim.cli.figures import given_words
from tajsim.cli.files import csv_file, json_file, png_file, records
from tajsim.cli.options import BYS
from tajsim.cli.parser import width
from tajsim.cli.run import compute
from tajsim.cli.streams import show_json, show_written
from tajsim.cli.text import figure, paragraph, table
from tajsim.errors import InputError, Problems, nearest, quoted
from tajsim.results.periods import find_period
from tajsim.store import write_folder

if TYPE_CHECKING:
    import pandas as pd

_QUANTILES = {"q05": 0.05, "q50": 0.5, "q95": 0.95}
_HOW = {
    "shock": "Each shock has its Shapley value: the mean of what it adds over every order of adding them.",
    "channel": "The factors and terms of the output; factors share by Shapley values what they do together.",
    "policy": "The shocks with reserves and the fiscal rule at rest, and what the use of each changes.",
    "step": "The chain from workers in Russia to all money sent home; `r.chain()` has it in percent.",
}


@dataclass(frozen=True, kw_only=True)
class DecomposeRequest:
    """A deviation that can be taken apart. run: the run of the scenario, which states the period as well."""

    run: runs.CommandRequest
    output: str
    by: str
    relative: bool
    out: Path | None


def command(options: Namespace) -> None:
    """Check everything that was typed, run, take apart, print, write."""
    request = read(options)
    found = compute_parts(request)
    if not options.json:
        print(_report(request, found), flush=True)
    written = _write(request, found)
    if options.json:
        show_json(summary(request, found, written))
    else:
        show_written(written, "\n")


def read(options: Namespace) -> DecomposeRequest:
    """Read and check the options. Raises InputError naming every problem."""
    problems = Problems("cannot decompose")
    if options.by not in BYS:
        problems.add(f"--by is {quoted(options.by)}; {nearest(options.by, BYS)}")
    out = None if options.out is None else Path(options.out)
    if out is not None:
        runs.check_folder(problems, out)
    run = None
    asked = vars(options) | {"scenarios": [options.scenario], "outputs": options.output, "workers": "1"}
    try:
        run = runs.read(Namespace(**asked), writes=False)
    except InputError as error:
        problems.found += error.problems or [error.heading]
    if run is not None and (run.columns is None or len(run.columns) != 1):
        problems.add(f"OUTPUT is {quoted(options.output)}; name one output, see tajsim outputs")
    problems.raise_if_any()
    if run is None or run.columns is None:
        raise AssertionError("a part is missing although no problem was noted")
    return DecomposeRequest(run=run, output=run.columns[0], by=options.by, relative=options.relative, out=out)


def compute_parts(request: DecomposeRequest) -> Decomposition:
    """The parts, by year or by quarter as the period asked for is one."""
    result = compute(request.run)
    freq, _ = find_period(request.run.at, result.quarters, result.years)
    name = request.run.scenarios[0].name
    return result.decompose(name, request.output, by=request.by, freq=freq, relative=request.relative)


def rows(request: DecomposeRequest, found: Decomposition) -> list[dict[str, Any]]:
    """Each part and the total in the period asked for: part, central, and of draws mean, q05, q50, q95."""
    frame = _frame(found)
    own = frame[frame["period"].astype(str) == request.run.at.upper()].drop(columns="period")
    if request.run.options.draws is None:
        own = own[["part", "central"]]
    return records(own)


def _frame(found: Decomposition) -> pd.DataFrame:
    """The table of all periods, quantiles by name."""
    frame = found.table(tuple(_QUANTILES.values()))
    return frame.rename(columns={q: name for name, q in _QUANTILES.items()}).reset_index()


def _report(request: DecomposeRequest, found: Decomposition) -> str:
    columns, run = width(), request.run
    parts = rows(request, found)
    if run.options.draws is None:
        header: tuple[str, ...] = ("part", "single path")
        cells = [(str(row["part"]), _signed(row["central"])) for row in parts]
        draws, added = "Single path only", "The parts add up to the total."
        body = table(header, cells, columns, right=(1,))
    else:
        header = ("part", "mean", "median", "5 % to 95 % of draws")
        body = table(header, [_cells(row) for row in parts], columns, right=(1, 2, 3))
        draws = f"{run.options.draws:,} draws, seed {run.options.seed}"
        if found.weights is not None:
            draws += f". {found.weights.sentence.rstrip('.')}"
        added = "The parts add up to the total in every draw and on average; medians need not."
    head = f"{found.output} in {found.scenario} against {found.baseline}, {run.at}, by {found.by}"
    return "\n".join(
        [
            paragraph(f"{head}: {found.unit}.", columns, ""),
            "",
            body,
            "",
            paragraph(f"{_HOW[request.by]} {added}", columns, ""),
            paragraph(
                f"Parameters: {found.manifest.vintage}. {draws}. {given_words(found.manifest)}", columns, ""
            ),
        ]
    )


def _cells(row: dict[str, Any]) -> tuple[str, str, str, str]:
    band = f"{_signed(row['q05'])} to {_signed(row['q95'])}"
    return str(row["part"]), _signed(row["mean"]), _signed(row["q50"]), band


def _signed(value: float) -> str:
    text = figure(float(f"{value:.3g}"))
    return f"+{text}" if value > 0.0 else text


def summary(request: DecomposeRequest, found: Decomposition, written: list[Path]) -> dict[str, Any]:
    """Everything found, as plain values."""
    return {
        **_asked(request, found),
        "unit": found.unit,
        "parts": [row for row in rows(request, found) if row["part"] != TOTAL],
        "total": rows(request, found)[-1],
        "gap": found.gap(),
        **({} if found.weights is None else {"weights": found.weights.to_dict()}),
        "files": [str(path) for path in written],
        "manifest": found.manifest.to_dict(),
    }


def _asked(request: DecomposeRequest, found: Decomposition) -> dict[str, Any]:
    return {
        "scenario": found.scenario,
        "output": found.output,
        "at": request.run.at,
        "by": found.by,
        "relative": found.relative,
    }


def _write(request: DecomposeRequest, found: Decomposition) -> list[Path]:
    """The files of --out DIR, all of them or none; the manifest comes last."""
    if request.out is None:
        return []
    at = request.run.at.upper()
    contents = {
        "decomposition.csv": csv_file(_frame(found)),
        "decomposition.png": png_file(lambda: found.plot(int(at) if at.isdigit() else at)),
        "manifest.json": json_file({"asked": _asked(request, found), **found.manifest.to_dict()}),
    }
    return write_folder(request.out, contents)
