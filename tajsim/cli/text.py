"""Plain text: aligned tables that never wrap, and paragraphs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from typing import Any

from tajsim.columns import aligned, ruled


def table(header: Sequence[str], rows: Sequence[Sequence[str]], width: int, right: Sequence[int] = ()) -> str:
    """Aligned columns; the last one is wrapped to fit `width`. `right`: the columns aligned to the right."""
    every = [list(header), *(list(row) for row in rows)]
    *sizes, longest = (max(map(len, column)) for column in zip(*every, strict=True))
    sizes.append(max(20, min(longest, width - sum(sizes) - 2 * len(sizes))))
    lines: list[list[str]] = []
    for *cells, text in every:
        first, *rest = textwrap.wrap(text, sizes[-1]) or [""]
        lines += [[*cells, first], *([*("" for _ in cells), line] for line in rest)]
    return "\n".join(ruled(aligned(lines, right, sizes)))


def paragraph(text: str, width: int, indent: str = "  ") -> str:
    """Text wrapped to `width`, every line indented."""
    return textwrap.fill(" ".join(text.split()), width, initial_indent=indent, subsequent_indent=indent)


def figure(value: float) -> str:
    """A number in at most six significant digits, thousands separated: 1,234,567 or 0.0125."""
    if abs(value) >= 100_000:
        return f"{value:,.0f}"
    return f"{value:,.6g}"


def as_json(value: Any, ascii_only: bool = False) -> str:
    """Indented JSON, of ASCII letters alone on demand; a number that JSON lacks (NaN, infinity) is null."""
    return json.dumps(_plain(value), indent=2, ensure_ascii=ascii_only, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if value - value == 0.0 else None
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int) else str(value)
