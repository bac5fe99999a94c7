"""A parameter set as a notebook shows it: its story, and a table a block that opens at a click."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from tajsim.html import details, heading, paragraph, table
from tajsim.parameters.blocks import BLOCKS
from tajsim.parameters.registry import declarations

if TYPE_CHECKING:
    from tajsim.parameters.like import ParametersLike


def parameters_html(p: ParametersLike) -> str:
    """Title, date and narrative, the headline figures, then every block."""
    known = declarations()
    headline = [name for name, declared in known.items() if declared.headline]
    blocks = ""
    for block, cls in BLOCKS:
        names = [field.name for field in dataclasses.fields(cls)]
        blocks += details(f"{block} ({len(names)})", _table(p, names))
    about = f"{p.name}, {p.date}" + (f"; {p.ensemble!r}" if p.ensemble is not None else "")
    return heading(p.title, about) + paragraph(p.narrative) + _table(p, headline) + blocks


def _table(p: ParametersLike, names: list[str]) -> str:
    known = declarations()
    rows = []
    for name in names:
        entry = p.entries[name]
        how = (entry.low, entry.high, entry.distribution, entry.confidence, entry.source)
        rows.append((name, entry.value, known[name].unit, *how))
    head = ("name", "value", "unit", "low", "high", "distribution", "confidence", "source")
    return table(head, rows)
