"""`tajsim history`: which drivers, rules and residuals brought a past year about."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from tajsim import arguments
from tajsim.cli.files import csv_file, json_file, png_file
from tajsim.cli.parser import whole_number, width
from tajsim.cli.request import check_folder
from tajsim.cli.streams import show_json, show_written
from tajsim.cli.text import paragraph
from tajsim.errors import InputError, Problems, quoted
from tajsim.evidence.historical.answer import HistoricalDecomposition
from tajsim.evidence.historical.study import historical_decomposition
from tajsim.store import write_folder


def command(options: Namespace) -> None:
    """Check what was typed, take the year apart, print, write."""
    problems = Problems("cannot take the year apart")
    year = whole_number(options.year)
    if year is None:
        problems.add(f"YEAR is {quoted(options.year)}; it must be a year, as 2015")
    out = None if options.out is None else Path(options.out)
    if out is not None:
        check_folder(problems, out)
    problems.raise_if_any()
    if year is None:
        raise InputError("there is no year")
    found = historical_decomposition(year, options.vintage, on=options.on)
    outputs = _outputs(options.outputs, found)
    written = [] if out is None else _write(found, outputs, out)
    if options.json:
        show_json(found.to_dict() | {"files": [str(path) for path in written]})
        return
    print(_report(found, outputs), flush=True)
    show_written(written, "\n")


def _outputs(text: str | None, found: HistoricalDecomposition) -> tuple[str, ...]:
    if text is None:
        return found.outputs
    asked = [name.strip() for name in text.split(",")]
    return arguments.names(arguments.AT_ONCE, "--outputs", asked, found.outputs, "output of this year")


def _report(found: HistoricalDecomposition, outputs: tuple[str, ...]) -> str:
    columns = width()
    return "\n".join(
        [
            paragraph(f"What brought {found.year} about.", columns, ""),
            "",
            *(paragraph(found.words(output), columns, "") + "\n" for output in outputs),
            paragraph(found.note, columns, ""),
        ]
    )


def _write(found: HistoricalDecomposition, outputs: tuple[str, ...], out: Path) -> list[Path]:
    """The table, the numbers as JSON and a waterfall an output; all of them or none."""
    contents = {"history.csv": csv_file(found.table().reset_index())}
    for output in outputs:
        contents[f"{output}.png"] = png_file(lambda output=output: found.plot(output))  # type: ignore[misc]
    contents["history.json"] = json_file(found.to_dict())
    return write_folder(out, contents)
