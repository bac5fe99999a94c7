"""`tajsim run`: scenarios against a baseline, as a table, a picture and files.

The table is the comparison as it is read in a terminal.
"""

from __future__ import annotations

import textwrap
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from tajsim.cli.backend import tell
from tajsim.cli.figures import given_json, given_lines
from tajsim.cli.files import png_file
from tajsim.cli.request import CommandRequest, read, restored
from tajsim.cli.streams import show_json, show_written
from tajsim.cli.text import paragraph
from tajsim.cli.workers import cluster, progress_bar, worker_pool
from tajsim.columns import aligned
from tajsim.engine.repeat import RestoredRun
from tajsim.engine.run import run_options
from tajsim.engine.sampling import BLOCK, block_sizes
from tajsim.frozen import FrozenMap
from tajsim.plots.style import title_of
from tajsim.report.comparison import ComparisonRow, compare, short_unit, signed
from tajsim.results import Result
from tajsim.results.info import HEADLINE as COLUMNS
from tajsim.results.inputs import judgement_used
from tajsim.results.summary_csv import write_summary
from tajsim.store import write_set, write_whole

_WIDTH = 100
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def command(options: Namespace) -> None:
    """Check everything that was typed, run, print, write."""
    request, again = (read(options), None) if options.manifest is None else restored(options)
    if again is None and not options.json:
        request = _of_what_is_shown(request)
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


def compute(request: CommandRequest, again: RestoredRun | None = None) -> Result:
    """Run what was asked for, or again what a manifest describes, on the processes asked for.

    Of more than one block of draws only the distributions are kept, unless a manifest says otherwise or the
    run is given figures.
    """
    options = request.options
    blocks = len(block_sizes(options.draws or 0))
    workers = worker_pool(request.workers) if request.scheduler is None else cluster(request.scheduler)
    with workers as executor, progress_bar("block", blocks) as progress:
        if again is not None:
            return again.run(executor, progress=progress)
        result = run_options(replace(options, executor=executor, progress=progress))
    tell(result.notes)
    return result


def _of_what_is_shown(request: CommandRequest) -> CommandRequest:
    """The request with no outputs but those of the table and the picture, where nothing else is written.

    Draws that are kept as a whole alone: whether larger runs are summarised depends on the outputs.
    """
    options = request.options
    asked = request.out is not None or request.columns is not None or options.outputs is not None
    if asked or options.given is not None or (options.draws or 0) > BLOCK:
        return request
    return replace(request, options=replace(options, outputs=COLUMNS))


def _columns(request: CommandRequest) -> tuple[str, ...]:
    """The outputs that the table and the picture show: eight at most."""
    return (request.columns or COLUMNS)[: len(COLUMNS)]


def _report(request: CommandRequest, result: Result, rows: Sequence[ComparisonRow]) -> str:
    base, manifest = request.baseline, result.manifest
    if request.options.draws is None:
        head, draws = f"Deviation from the baseline in {request.at}, single path", "Single path only"
    else:
        head = f"Deviation from the baseline in {request.at}: median, and under it 5 % / 95 % of draws"
        draws = f"{request.options.draws:,} draws, seed {request.options.seed}"
        if result.weights is not None:
            draws += f". {result.weights.sentence.rstrip('.')}"
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
                f"Baseline: {title} ({base.name}). Parameters: {manifest.vintage}. {draws}. "
                f"{manifest.start} to {manifest.end}. %: of the baseline; pp: percentage points.",
                _WIDTH,
                "",
            ),
            *given_lines(result, _WIDTH),
            *(
                ["Given nothing: what is known says nothing of these quarters."]
                if _silent(request, result)
                else []
            ),
            *(paragraph(text, _WIDTH, "") for text in judgement_lines(result)),
            paragraph(
                f"Accounts: worst relative violation {worst.worst:.1e} ({worst.identity.replace('_', ' ')}, "
                f"{worst.scenario}, {worst.quarter}).",
                _WIDTH,
                "",
            ),
        ]
    )


def _silent(request: CommandRequest, result: Result) -> bool:
    return request.options.given is not None and result.given is None


def judgement_lines(result: Result) -> list[str]:
    """The judgement of a run, a text an add-factor; nothing for a run without."""
    judgement = judgement_used(result.manifest)
    if judgement is None:
        return []
    listed = judgement.add_factors
    head = f"Judgement: {judgement.title or judgement.name} ({judgement.name})"
    return [
        f"{head}. " + ("" if listed else "No add-factors."),
        *(f"- {one}: {one.why} {one.author}, {one.date}." for one in listed),
    ]


def _summary(
    request: CommandRequest, result: Result, rows: Sequence[ComparisonRow], written: Sequence[Path]
) -> object:
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
        **({} if result.weights is None else {"weights": result.weights.to_dict()}),
        **given_json(result),
        "files": [str(path) for path in written],
        "manifest": result.manifest.to_dict(),
    }


def _write(request: CommandRequest, result: Result, names: Sequence[str], picture: bool) -> list[Path]:
    """The picture, and in --out DIR the summary and the manifest as well; all of them or none.

    The manifest comes last: a folder without one does not hold a whole run.
    """
    if not picture:
        return []
    image = png_file(lambda: result.plot.compare(list(names), at=request.at)[0])
    if request.out is None:
        return [write_whole("comparison.png", lambda f: f.write(image))]
    return write_set(
        {
            request.out / "summary.csv": lambda f: write_summary(result, _QUANTILES, f),
            request.out / "comparison.png": lambda f: f.write(image),
            request.out / "manifest.json": lambda f: f.write(result.manifest.to_json().encode()),
        }
    )


__all__ = ["COLUMNS", "ComparisonRow", "compare", "render"]

_HEADINGS: Mapping[str, str] = FrozenMap(
    {
        "migrants_russia": "Migrants in Russia",
        "remittances_usd": "Remit- tances, USD",
        "consumption": "Consump- tion",
        "imports": "Imports",
        "gdp": "GDP",
        "reserves_usd": "Reserves, USD",
        "unemployment_rate": "Unemploy- ment",
        "poverty_rate": "Poverty",
    }
)
_CELL = 9  # columns of text that a number or its band takes
_LABEL = 19


def render(rows: Sequence[ComparisonRow]) -> str:
    """The rows as a table, a line a scenario with the medians, under it the 5 and 95 % points."""
    names = list(dict.fromkeys(row.variable for row in rows))
    units = {row.variable: row.unit for row in rows}
    lines = _heading([_HEADINGS.get(name, title_of(name)) for name in names], [units[n] for n in names])
    lines.append("-" * len(lines[-1]))
    for scenario in dict.fromkeys(row.scenario for row in rows):
        own = [row for row in rows if row.scenario == scenario]
        cells = [(signed(row.middle), _band(row)) for row in own]
        label = textwrap.wrap(own[0].title, _LABEL) or [""]
        bands = [band for _, band in cells]
        lines.append(_line(label[0], [number for number, _ in cells]))
        second = label[1] if len(label) > 1 else ""
        if second or any(bands):
            lines.append(_line(second, bands))
        lines += label[2:]
    return "\n".join(lines)


def _heading(titles: Sequence[str], units: Sequence[str]) -> list[str]:
    """The titles of the columns, wrapped, with the unit as the last line."""
    short = [short_unit(unit) for unit in units]
    blocks = [
        [*textwrap.wrap(t, _CELL), *textwrap.wrap(u, _CELL)] for t, u in zip(titles, short, strict=True)
    ]
    height = max(len(block) for block in blocks)
    padded = [[""] * (height - len(block)) + block for block in blocks]
    return [
        _line("Scenario" if i == height - 1 else "", [block[i] for block in padded]) for i in range(height)
    ]


def _line(label: str, cells: Sequence[str]) -> str:
    sizes = [_LABEL, *(_CELL for _ in cells)]
    (line,) = aligned([(label, *cells)], range(1, len(sizes)), sizes, gap=" ")
    return line


def _band(row: ComparisonRow) -> str:
    if row.q05 is None or row.q95 is None:
        return ""
    return f"{signed(row.q05)}/{signed(row.q95)}"
