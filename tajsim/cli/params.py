"""`tajsim params`: a parameter set, how it differs from another, and which published figures contradict."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tajsim.cli.parser import width
from tajsim.cli.streams import show_json
from tajsim.cli.text import figure, paragraph, table
from tajsim.errors import InputError, Problems
from tajsim.parameters import Parameters
from tajsim.parameters import parameters as load_parameters
from tajsim.parameters.blocks import BLOCKS
from tajsim.parameters.entry import POSTERIOR, Entry
from tajsim.parameters.loading import parameter_set_names
from tajsim.parameters.registry import declarations

if TYPE_CHECKING:
    import pandas as pd


def command(options: Namespace) -> None:
    """Print a parameter set, or with --diff, --reconcile, --base-year what is asked for."""
    asked = {
        "--diff": options.diff is not None,
        "--reconcile": options.reconcile,
        "--base-year": options.base_year,
    }
    if sum(asked.values()) > 1:
        typed = " and ".join(name for name, given in asked.items() if given)
        raise InputError(f"take one of {', '.join(asked)}, not {typed}")
    problems = Problems("cannot show parameters")
    p = read_parameters(options.vintage, problems)
    other = None if options.diff is None else read_parameters(options.diff, problems)
    problems.raise_if_any()
    if p is None:
        raise AssertionError("the parameter set is missing although no problem was noted")
    if other is not None:
        _diff(p, other, options.json)
    elif options.reconcile:
        _reconcile(p, options.json)
    elif options.base_year:
        _base_year(p, options.json)
    else:
        _describe(p, options.json)


def read_parameters(name: str, problems: Problems) -> Parameters | None:
    """A parameter set or file by name; what is wrong with it goes to `problems`."""
    try:
        return load_parameters(name)
    except InputError as error:
        note(problems, error)
        return None


def note(problems: Problems, error: InputError) -> None:
    """Add every problem of `error`, each with its heading."""
    for problem in error.problems or ("",):
        problems.add(f"{error.heading}: {problem}" if problem else error.heading)


def _head(p: Parameters) -> dict[str, str]:
    return {"vintage": p.name, "title": p.title, "date": str(p.date), "narrative": p.narrative}


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _describe(p: Parameters, json: bool) -> None:
    if json:
        show_json(_head(p) | {"parameters": _records(p.describe())})
        return
    print(f"{p.title} ({p.name})")
    print(paragraph(p.narrative, width()))
    if p.known is not None:
        print(
            f"  Known: {p.known.first} to {p.known.last}, as published by {p.known.on}, in "
            f"{p.known.members:,} members; results from {p.known.shown_from}"
        )
    print(f"  Shipped parameter sets: {', '.join(parameter_set_names())}\n")
    _blocks(p, list(declarations()))
    print("conf.: A published, B derived, C proxy or judgement. Sources, notes and descriptions: --json.")


def _blocks(p: Parameters, names: Sequence[str]) -> None:
    """A table of each block that some of the parameters are in."""
    for block, _ in BLOCKS:
        cells = []
        for name in names:
            declared, e = declarations()[name], p.entries[name]
            if declared.block == block:
                span = "fixed" if e.distribution == "fixed" else _range(e.low, e.high)
                cells.append((name, figure(e.value), span, e.confidence, declared.unit))
        if cells:
            print(table((block, "value", "range", "conf.", "unit"), cells, width(), right=(1,)) + "\n")


def _base_year(p: Parameters, json: bool) -> None:
    frame = p.base_year()
    if json:
        show_json(_head(p) | {"base_year": _records(frame)})
        return
    print(f"Figures of the base year of {p.name}, the four quarters to {p.date}\n")
    _blocks(p, list(frame["name"]))
    print(paragraph(f"A set that extends this one with another date gives these {len(frame)} anew.", width()))


def _diff(p: Parameters, other: Parameters, json: bool) -> None:
    frame = p.diff(other)
    if json:
        show_json({"here": _head(p), "there": _head(other), "differences": _records(frame)})
        return
    if frame.empty:
        print(f"{p.name} and {other.name} do not differ.")
        return
    rows = [
        (name, _with_range(p.entries[name]), _with_range(other.entries[name]), declarations()[name].unit)
        for name in frame["name"]
    ]
    header = ("parameter", p.name, other.name, "unit")
    text = table(header, rows, width())
    if max(map(len, text.splitlines())) > width():  # units are in the list of either set
        text = table(header[:3], [row[:3] for row in rows], width())
    print(text)


def _with_range(entry: Entry) -> str:
    if entry.distribution == POSTERIOR:  # of a sample: no more digits than it can bear
        return f"{entry.value:.3g} ({entry.low:.2g} to {entry.high:.2g})"
    value = figure(entry.value)
    return value if entry.distribution == "fixed" else f"{value} ({_range(entry.low, entry.high)})"


def _range(low: float, high: float) -> str:
    return f"{figure(low)} to {figure(high)}"


def _reconcile(p: Parameters, json: bool) -> None:
    frame = p.reconcile()
    if json:
        show_json(_head(p) | {"contradictions": _records(frame)})
        return
    print(f"Published figures that contradict each other, and what {p.name} follows\n")
    for r in _records(frame):
        published, implied, gap = (
            float(str(r[key])) for key in ("published_value", "implied_value", "discrepancy_pct")
        )
        print(str(r["contradiction"]).replace("_", " "))
        print(paragraph(f"{r['published']} = {figure(published)} {r['unit']} ({r['said_by']})", width()))
        print(paragraph(f"but {r['implied_by']} gives {figure(implied)}: {gap:+.0f} %", width()))
        print(paragraph(f"followed: {r['wins']}. {r['rule']}", width()) + "\n")
