"""A scenario as a notebook shows it: its story, its shocks in the units of their targets, its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tajsim.html import heading, paragraph, table
from tajsim.scenarios.target import targets

if TYPE_CHECKING:
    from tajsim.scenarios.shock import Shock
    from tajsim.scenarios.writing import ScenarioLike


def scenario_html(scenario: ScenarioLike) -> str:
    """Title, narrative, a row a shock, and the sources."""
    head = ("target", "operation", "values", "unit", "shape", "from", "note")
    sources = f"Sources: {', '.join(scenario.sources)}" if scenario.sources else ""
    parts = f": {' + '.join(part.name for part in scenario.parts)}" if scenario.parts else ""
    return (
        heading(scenario.title or scenario.name, f"Scenario {scenario.name}{parts}")
        + paragraph(scenario.narrative)
        + (table(head, map(_row, scenario.shocks)) if scenario.shocks else paragraph("No shocks."))
        + paragraph(sources)
    )


def _row(shock: Shock) -> tuple[str, ...]:
    shape, known = shock.shape, targets()
    shown = ", ".join(f"{value:g}" for value in shape.values[:3]) + (", ..." if shape.values[3:] else "")
    unit = "times" if shock.operation == "multiply" else ""
    if not unit and shock.target in known:
        unit = known[shock.target].unit
    start = str(shape.start) if shape.start else "the start of the run"
    return shock.target, shock.operation, shown, unit, shape.kind, start, shock.note
