"""`tajsim observations`: published figures, checked, and what each of them measures."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from tajsim.cli.files import records
from tajsim.cli.parser import width
from tajsim.cli.streams import show_json
from tajsim.cli.text import figure, paragraph, table
from tajsim.engine.condition import Condition
from tajsim.errors import Problems
from tajsim.published.known import known
from tajsim.published.meaning import Measured, quarters_of
from tajsim.published.observations import Observations, observations
from tajsim.quarters import Quarter


def command(options: Namespace) -> None:
    """Check the file, take what was known, print what it says of a run."""
    problems = Problems("cannot show the observations")
    found = problems.attempt(lambda: _found(options))
    measured = (
        problems.attempt(lambda: found.measured(options.first, options.last)) if found is not None else ()
    )
    problems.raise_if_any()
    if found is None or measured is None:
        raise AssertionError("a problem was lost")
    if options.json:
        show_json(_as_json(found, options))
    else:
        shown = measured if options.all else [one for one in measured if one.reaches(*_run(found, options))]
        print(_report(found, shown), flush=True)


def _found(options: Namespace) -> Observations:
    if options.on is None and options.file is not None:
        return observations(options.file)
    return known(options.on or date.today(), options.file)


def _run(found: Observations, options: Namespace) -> tuple[Quarter, Quarter | None]:
    first = found.start if options.first is None else Quarter.parse(options.first)
    return first, None if options.last is None else Quarter.parse(options.last)


def _report(found: Observations, shown: Sequence[Measured]) -> str:
    columns = width()
    rows = sorted(
        (one.condition.name, quarters_of(one.condition), one.condition.measure, *_value(one.condition),
         ", ".join(f"{row.series} {row.span.text}" for row in one.rows))
        for one in shown if one.condition is not None
    )  # fmt: skip
    others = [
        (", ".join(f"{row.series} {row.span.text}" for row in one.rows), one.how)
        for one in shown if one.condition is None
    ]  # fmt: skip
    lines = [f"{len(found):,} figures known on {found.on}."]
    if rows:
        header = ("measures", "quarters", "as", "value", "error", "from")
        lines += ["", table(header, rows, columns, right=(3, 4))]
        text = (
            "as: sum, mean or end of the quarters, or growth on a year before in percent. error: standard "
            "error; exact: every draw meets the figure."
        )
        lines += ["", paragraph(text, columns, "")]
    if others:
        lines += ["", table(("measures nothing", "why"), others, columns)]
    for text in found.warnings:
        lines += ["", paragraph(f"warning: {text}", columns, "")]
    return "\n".join(lines)


def _value(condition: Condition) -> tuple[str, str]:
    return figure(
        float(f"{condition.value:.5g}")
    ), "exact" if condition.error == 0.0 else f"{condition.error:.2g}"


def _as_json(found: Observations, options: Namespace) -> dict[str, Any]:
    first, last = options.first, options.last
    return {
        "on": str(found.on),
        "digest": found.digest,
        "warnings": list(found.warnings),
        "conditions": [
            {**asdict(one), "first": str(one.first), "last": str(one.last)}
            for one in found.conditions(first, last)
        ],
        "figures": records(found.table(None if options.all else (first or found.start), last)),
    }
