"""`tajsim backtest --partial`: forecasts made within past years, and what part of a year was worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tajsim.cli.files import csv_file, json_file
from tajsim.cli.parser import width
from tajsim.cli.streams import show_json, show_written
from tajsim.cli.text import paragraph, table
from tajsim.cli.workers import progress_bar
from tajsim.evidence.partial.answer import WITHIN_YEAR, PartialBacktest
from tajsim.evidence.partial.case import START
from tajsim.evidence.partial.study import partial_backtest
from tajsim.evidence.variables import SCORED
from tajsim.store import write_folder

if TYPE_CHECKING:
    from pathlib import Path

HEADLINES = ("remittances_usd", "tjs_per_usd", "imports_usd")


def report(asked: Mapping[str, Any], out: Path | None, manifest: Mapping[str, Any], as_json: bool) -> None:
    """Forecast, print, write. asked: as `tajsim.partial_backtest` takes it. manifest: goes with the files."""
    with progress_bar("year") as progress:
        found = partial_backtest(**asked, progress=progress)
    written = _write(out, found, manifest)
    if as_json:
        show_json({"scores": found.rows(), "cases": [dict(case.row()) for case in found.cases]})
        return
    print(_text(asked, found), flush=True)
    show_written(written, "\n")


def _text(asked: Mapping[str, Any], found: PartialBacktest) -> str:
    columns = width()
    about = (
        f"Forecasts made within {asked['start']}-{asked['end']}, with and without the figures of the part of "
        "the year that was over; at its end, of the next year. Both know the years before and forecast "
        "drivers. CRPS: lower is better; log: logarithm of the density, higher is better. own: cases in "
        "which a figure of the variable itself is known; in the others roubles, oil and other figures are."
    )
    rests = (
        f"Parameters: {asked['parameters'].name}, fitted to the years before each; {asked['draws']:,} draws, "
        f"seed {asked['seed']}."
    )
    lines = [paragraph(about, columns, ""), "", scoreboard(found.rows(), columns), ""]
    lines += [paragraph(headline(found), columns, ""), "", paragraph(rests, columns, "")]
    return "\n".join(lines)


def scoreboard(rows: Sequence[dict[str, Any]], columns: int) -> str:
    """The scores, a line a variable and stage."""
    head = ("variable", "made after", "n", "lower", "CRPS", "with", "log", "with", "own n", "lower", "draws")
    cells = []
    for row in rows:
        numbers = [f"{row[name]:.3f}" for name in ("crps_before", "crps_after")]
        numbers += [f"{row[name]:.2f}" for name in ("log_before", "log_after")]
        lower = "-" if row["stage"] == START else str(row["lower"])
        own = (str(row["own_n"]), str(row["own_lower"])) if row["own_n"] else ("-", "-")
        about = (SCORED[row["variable"]].short, row["stage"], str(row["n"]), lower)
        cells.append((*about, *numbers, *own, f"{row['effective']:,.0f}"))
    return table(head, cells, columns, range(2, len(head)))


def headline(found: PartialBacktest) -> str:
    """In how many cases figures of part of a year lowered the CRPS of the headline variables."""

    def said(*variables: str, own: bool | None = None) -> str:
        lower, count = found.lowered(*variables, own=own)
        return f"{lower} of {count} cases" + (f" ({100.0 * lower / count:.0f} %)" if count else "")

    each = "; ".join(
        f"{SCORED[name].words} {said(name)}, with a figure of its own {said(name, own=True)}"
        for name in HEADLINES
    )
    return (
        f"{WITHIN_YEAR.capitalize()} the figures lowered the CRPS of remittances, the somoni and imports in "
        f"{said(*HEADLINES)}, where a figure of the variable itself is known in "
        f"{said(*HEADLINES, own=True)}: {each}."
    )


def _write(out: Path | None, found: PartialBacktest, manifest: Mapping[str, Any]) -> list[Path]:
    """The files of --out DIR, all of them or none; the manifest comes last."""
    if out is None:
        return []
    contents = {
        "partial-scores.csv": csv_file(found.scores()),
        "partial.csv": csv_file(found.table()),
        "manifest.json": json_file(manifest),
    }
    return write_folder(out, contents)
