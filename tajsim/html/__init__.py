"""Small pieces of HTML with which objects show themselves in a notebook: headings, lines, tables.

Everything that is not made here is escaped. No colour is set: light and dark notebooks both read well. A
parameter set is one table a block that opens at a click.
"""

from __future__ import annotations

import dataclasses
import html
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tajsim.parameters.blocks import BLOCKS
from tajsim.parameters.registry import declarations

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.parameters.tables import ParametersLike

MOST = 60  # rows of a table that are shown; a line says how many there are
_LARGE = 1000.0
_RIGHT = ' style="text-align:right"'
_LEFT = ' style="text-align:left"'


def element(tag: str, *content: str) -> str:
    """A tag around content that is HTML already."""
    return f"<{tag}>{''.join(content)}</{tag}>"


def text(value: object) -> str:
    """A value as escaped text; a number with its thousands apart and four or more digits."""
    return html.escape(number(value, 4) if _is_number(value) else str(value))


def number(value: Any, digits: int = 3) -> str:
    """`12,345`, `1.23`, or a dash where there is none; `digits` of a number below a thousand."""
    if not math.isfinite(value):
        return "\N{EN DASH}" if math.isnan(value) else f"{value}"
    rounded = f"{value:.{digits}g}"
    shown = f"{value:,.0f}" if isinstance(value, int) or abs(float(rounded)) >= _LARGE else rounded
    return ("0" if float(shown.replace(",", "")) == 0.0 else shown).replace("-", "\N{MINUS SIGN}")


def counted(count: int, what: str) -> str:
    """`1 scenario`, `3 scenarios`, `1,200 outputs`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def heading(title: object, under: str = "") -> str:
    """A title in bold and a line of escaped text below it."""
    below = element("div", html.escape(under)) if under else ""
    return element("div", element("b", html.escape(str(title)))) + below


def paragraph(words: str) -> str:
    """Escaped text; its empty lines part paragraphs."""
    return "".join(element("p", html.escape(part)) for part in words.split("\n\n") if part.strip())


def details(summary: str, content: str) -> str:
    """Content that opens at a click."""
    return f"<details><summary>{html.escape(summary)}</summary>{content}</details>"


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A table; numbers stand at the right, everything else at the left."""
    kept = list(rows)
    columns = list(zip(*kept, strict=True)) if kept else [()] * len(head)
    sides = [_RIGHT if any(_is_number(x) for x in column) else _LEFT for column in columns]
    top = "".join(f"<th{side}>{html.escape(str(name))}</th>" for name, side in zip(head, sides, strict=True))
    body = "".join(
        element("tr", *(f"<td{side}>{text(x)}</td>" for x, side in zip(row, sides, strict=True)))
        for row in kept[:MOST]
    )
    more = f"{len(kept):,} rows, of which the first {MOST} are shown" if len(kept) > MOST else ""
    below = element("div", more) if more else ""
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>{below}"


def frame(data: pd.DataFrame) -> str:
    """A DataFrame with its index as the first columns; labels of the index stay as they are."""
    names = [name if name is not None else "" for name in data.index.names]
    keys = [key if isinstance(key, tuple) else (key,) for key in data.index]
    rows = (
        (*map(str, key), *row) for key, row in zip(keys, data.itertuples(index=False, name=None), strict=True)
    )
    return table([*names, *data.columns], rows)


def answer(
    title: object, under: str, words: str, head: Sequence[object], rows: Iterable[Sequence[object]]
) -> str:
    """An answer to a question: what was asked, what came out in words, and the numbers behind it."""
    return heading(title, under) + paragraph(words) + table(head, rows)


def banded(low: float, middle: float, high: float) -> str:
    """`2 (1 to 3)`."""
    return f"{number(float(middle))} ({number(float(low))} to {number(float(high))})"


def _is_number(value: object) -> bool:
    import numpy as np

    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


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
