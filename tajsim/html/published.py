"""Observations as a notebook shows them: the conditions they make, and what is doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tajsim.html import counted, details, heading, paragraph, table

if TYPE_CHECKING:
    from tajsim.published.observations import Observations

_HEAD = ("output or driver", "measure", "quarters", "value", "error", "from")


def observations_html(observations: Observations) -> str:
    """The conditions with the figures behind them; figures that make none, with the reason, at a click."""
    rows, others = [], []
    for one in observations.measured():
        figures = ", ".join(f"{row.series} {row.span.text}" for row in one.rows)
        told = one.condition
        if told is None:
            others.append((figures, one.how))
            continue
        quarters = str(told.first) if told.first == told.last else f"{told.first} to {told.last}"
        error = "exact" if told.error == 0.0 else told.error
        rows.append((told.name, told.measure, quarters, told.value, error, figures))
    warnings = paragraph("\n\n".join(observations.warnings))
    return (
        heading(
            f"Observations: {counted(len(observations), 'figure')} known on {observations.on}",
            "Growth in percent on a year before, all else in the unit of the output.",
        )
        + table(_HEAD, rows)
        + (details(counted(len(observations.warnings), "warning"), warnings) if warnings else "")
        + details(f"{counted(len(others), 'figure')} without a condition", table(("figure", "why"), others))
    )
