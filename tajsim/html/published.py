"""Observations as a notebook shows them: the conditions they make, and the warnings about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from tajsim.html import counted, details, heading, paragraph, table
from tajsim.published.meaning import Measured, quarters_of

_HEAD = ("output or driver", "measure", "quarters", "value", "error", "from")


def observations_html(count: int, on: date, measured: Iterable[Measured], warnings: Sequence[str]) -> str:
    """The conditions with the figures behind them; figures that make none, with the reason, at a click."""
    rows, others = [], []
    for one in measured:
        figures = ", ".join(f"{row.series} {row.span.text}" for row in one.rows)
        condition = one.condition
        if condition is None:
            others.append((figures, one.how))
            continue
        error = "exact" if condition.error == 0.0 else condition.error
        rows.append(
            (condition.name, condition.measure, quarters_of(condition), condition.value, error, figures)
        )
    warned = paragraph("\n\n".join(warnings))
    return (
        heading(
            f"Observations: {counted(count, 'figure')} known on {on}",
            "Growth in percent on a year before, all else in the unit of the output.",
        )
        + table(_HEAD, rows)
        + (details(counted(len(warnings), "warning"), warned) if warnings else "")
        + details(f"{counted(len(others), 'figure')} without a condition", table(("figure", "why"), others))
    )
