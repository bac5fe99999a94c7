"""Small pieces of Markdown that every generated page needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import tajsim

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(tajsim.__file__).parent
"""The package described: the one that is installed."""


def escape(text: object) -> str:
    """Text as a cell of a table shows it, free of markup and line breaks."""
    return re.sub(r"([\\`*_\[\]<>|~$#])", r"\\\1", " ".join(str(text).split()))


def code(text: object) -> str:
    """Text in a typewriter font; nothing for an empty one."""
    shown = str(text).replace("|", "&#124;")
    return f"`{text}`" if shown == str(text) else f"<code>{shown}</code>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def number(value: object) -> str:
    """A number as people write it: at most six digits, thousands set apart."""
    if not isinstance(value, (int, float)):
        return escape(value)
    if value != value:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.6g}"


def page(title: str, *parts: str) -> str:
    """A page of Markdown: its title and its parts, a blank line between them."""
    return "\n\n".join([f"# {title}", *(part for part in parts if part)]) + "\n"
