"""`tajsim run`: scenarios against a baseline, as a table, a picture and files."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from tajsim.cli.comparison import COLUMNS, Row, compare, render
from tajsim.cli.files import png_file
from tajsim.cli.request import Request, read, restored
from tajsim.cli.streams import show_json, show_written
from tajsim.cli.text import paragraph
from tajsim.cli.workers import progress_bar, worker_pool
from tajsim.engine.repeat import RestoredRun
from tajsim.engine.run import run_options
from tajsim.engine.streams import block_sizes
from tajsim.results import Result
from tajsim.results.export import summary_frame
from tajsim.store import write_set, write_whole

_WIDTH = 100
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def command(options: Namespace) -> None:
    """Check everything that was typed, run, print, write."""
    request, again = (read(options), None) if options.manifest is None else restored(options)
    result = compute(request, again)
    names = _columns(request)
    rows = compare(result, names, request.titles, request.at)
    if not options.json:
        print(_report(request, result, rows), flush=True)
    written = _write(request, result, names, picture=not options.json or request.out is not None)
    if options.json:
        show_json(_summary(request, result, rows, written))
    else:
        show_written(written)


def compute(request: Request, again: RestoredRun | None = None) -> Result:
    """Run what was asked for, or again what a manifest describes, on the processes asked for.

    Of more than one block of draws only the distributions are kept, unless a manifest says otherwise.
    """
    options = request.options
    blocks = len(block_sizes(options.draws or 0))
    with worker_pool(request.workers) as executor, progress_bar("block", blocks) as progress:
        if again is not None:
            return again.run(executor, progress=progress)
        return run_options(replace(options, executor=executor, progress=progress))


def _columns(request: Request) -> tuple[str, ...]:
    """The outputs that the table and the picture show: eight at most."""
    return (request.columns or COLUMNS)[: len(COLUMNS)]


def _report(request: Request, result: Result, rows: Sequence[Row]) -> str:
    base, manifest = request.baseline, result.manifest
    if request.options.draws is None:
        head, draws = f"Deviation from the baseline in {request.at}, central path", "Central path only"
    else:
        head = f"Deviation from the baseline in {request.at}: median, and under it 5 % / 95 % of draws"
        draws = f"{request.options.draws:,} draws, seed {request.options.seed}"
    worst = max(result.identities, key=lambda check: check.worst)
    title = {"baseline": "the published outlook", "none": "the model's own projection"}.get(
        base.name, base.title or base.name
    )
    return "\n".join(
        [
            f"{head}.\n",
            render(rows),
            "",
            paragraph(
                f"Baseline: {title} ({base.name}). Vintage: {manifest.vintage}. {draws}. "
                f"{manifest.start} to {manifest.end}. %: of the baseline; pp: percentage points.",
                _WIDTH,
                "",
            ),
            paragraph(
                f"Accounts: worst relative violation {worst.worst:.1e} ({worst.identity.replace('_', ' ')}, "
                f"{worst.scenario}, {worst.quarter}).",
                _WIDTH,
                "",
            ),
        ]
    )


def _summary(request: Request, result: Result, rows: Sequence[Row], written: Sequence[Path]) -> object:
    return {
        "at": request.at,
        "baseline": request.baseline.name,
        "scenarios": [
            {"name": s.name, "title": s.title, "narrative": s.narrative} for s in request.scenarios
        ],
        "rows": [asdict(row) for row in rows],
        "accounts": [
            {
                "identity": c.identity,
                "worst": c.worst,
                "scenario": c.scenario,
                "quarter": str(c.quarter),
                "draw": c.draw,
            }
            for c in result.identities
        ],
        "files": [str(path) for path in written],
        "manifest": result.manifest.to_dict(),
    }


def _write(request: Request, result: Result, names: Sequence[str], picture: bool) -> list[Path]:
    """The picture, and in --out DIR the summary and the manifest as well; all of them or none.

    The manifest comes last: a folder without one does not hold a whole run.
    """
    if not picture:
        return []
    image = png_file(lambda: result.plot.compare(list(names), at=request.at)[0])
    if request.out is None:
        return [write_whole("comparison.png", lambda f: f.write(image))]
    frame = summary_frame(result, _QUANTILES)
    return write_set(
        {
            request.out / "summary.csv": lambda f: frame.to_csv(f, index=False, lineterminator="\n"),
            request.out / "comparison.png": lambda f: f.write(image),
            request.out / "manifest.json": lambda f: f.write(result.manifest.to_json().encode()),
        }
    )
