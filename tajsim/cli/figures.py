"""The figures that a run is given: `--given` and `--known`, and how they are printed."""

from __future__ import annotations

import math
from argparse import Namespace
from typing import Any

from tajsim.cli.files import records
from tajsim.cli.text import figure, paragraph, table
from tajsim.engine.condition import parse_conditions, parse_origin
from tajsim.engine.figures import FigureFile, read_figures
from tajsim.errors import Problems
from tajsim.published.known import known
from tajsim.published.observations import Observations
from tajsim.results import Result
from tajsim.results.manifest import Manifest
from tajsim.store import has_suffix


def figures_given(options: Namespace, problems: Problems) -> FigureFile | Observations | None:
    """The figures that were typed; None where there are none or, which is noted, they cannot be read."""
    file, day = getattr(options, "given", None), getattr(options, "known", None)
    if day is None:
        return None if file is None else problems.attempt(lambda: read_figures(file))
    if file is not None and has_suffix(file, ".toml"):
        problems.add(f"--known takes published figures beside the shipped ones (CSV), not {file}")
        return None
    return problems.attempt(lambda: known(day, file))


def given_words(manifest: Manifest) -> str:
    """How many figures a run was given, and from where, as a sentence; "" for a run without."""
    text = manifest.given_toml
    if text is None:
        return ""
    conditions, origin = parse_conditions(text), parse_origin(text)
    exact = sum(one.exact for one in conditions)
    head = f"Given {len(conditions)} figure{'s' if len(conditions) > 1 else ''}, {exact} of them met exactly"
    return f"{head}{'' if origin is None else f': {origin}'}."


def given_lines(result: Result, width: int) -> list[str]:
    """The figures of a run as a table with how they were met, and from which file; nothing without any."""
    if result.given is None:
        return []
    over = "" if result.manifest.draws is None else ", mean over draws"
    cells = [
        (row.name, row.period, row.measure, _short(row.value), _short(row.error) if row.error else "exact",
         _signed(row.size), row.carried_by or row.by)
        for row in result.given.rows
    ]  # fmt: skip
    header = ("figure", "quarters", "as", "value", "error", "sd", "carried by")
    note = f"sd: how far what moved lies from what was expected, in standard deviations{over}."
    return [
        "",
        paragraph(f"{given_words(result.manifest)} {note}", width, ""),
        "",
        table(header, cells, width, right=(3, 4, 5)),
        "",
    ]


def given_json(result: Result) -> dict[str, Any]:
    """The figures of a run as plain values, under "given"; nothing without any."""
    if result.given is None:
        return {}
    return {"given": records(result.given.table())}


def _short(value: float) -> str:
    return figure(float(f"{value:.4g}"))


def _signed(value: float) -> str:
    return "" if math.isnan(value) else f"{value:+.1f}"
