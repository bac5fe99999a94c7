"""The table of measurements as CSV, as a picture, and as the tables of `docs/explanation/speed.md`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim.store import write_whole

from . import picture, table
from .table import BARS, BY_QUARTER, STEP, WHOLE_RUN, Bar

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "speed.md"
TABLE, PICTURE = PAGE.with_suffix(".csv"), ROOT / "notebooks" / "speed.png"


def write(found: pd.DataFrame, machine: str | None, folder: Path | None = None) -> list[Path]:
    """Write the table, the picture and the page to their places, or to a folder. machine: None keeps it."""
    paths = (
        [TABLE, PICTURE, PAGE] if folder is None else [folder / path.name for path in (TABLE, PICTURE, PAGE)]
    )
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
    table.write(found, paths[0])
    written = table.read(paths[0])
    picture.draw(written, paths[1])
    text = PAGE.read_text(encoding="utf-8")
    for name, made in BLOCKS.items():
        text = renewed(text, name, made(written))
    if machine is not None:
        text = renewed(text, "machine", f"Measured on {machine}.")
    write_whole(paths[2], lambda stream: stream.write(text.encode()))
    return paths


def aims(found: pd.DataFrame) -> str:
    """What is asked of the library, and what was found."""
    lines = []
    for bar in BARS:
        for row in found.itertuples():
            if bar.meant(row):
                backend = f" ({row.backend})" if bar.fastest_only else ""
                lines.append((f"{row.what}{backend}", _asked(bar, row.unit), _found(bar, row)))
    return _markdown(("what", "asked", "found"), lines)


def _asked(bar: Bar, unit: str) -> str:
    if math.isinf(bar.limit):
        return "runs to the end"
    return f"{'at least' if bar.at_least else 'at most'} {bar.limit:.3g}{_unit(bar, unit)}"


def _found(bar: Bar, row: Any) -> str:
    value = f"{getattr(row, bar.column):.3g}{_unit(bar, row.unit)}"
    return value if bar.met(row) else f"**{value}**"


def _unit(bar: Bar, unit: str) -> str:
    return {"ratio_to_c": " x C", "ratio": " x"}.get(
        bar.column, f" {unit}" if unit != "ratio" else " x"
    ).rstrip()


def against_c(found: pd.DataFrame) -> str:
    """Whole runs, the paths of blocks and the step beside C."""
    rows = found[found["what"].isin([WHOLE_RUN, STEP, BY_QUARTER])]
    return _markdown(
        ("what", "draws", "backend", "ns a draw-quarter", "times C"),
        [
            (r.what, f"{int(r.draws):,}", r.backend, f"{r.ns_a_draw_quarter:.0f}", _number(r.ratio_to_c))
            for r in rows.itertuples()
        ],
    )


def against_peers(found: pd.DataFrame) -> str:
    """The step in what else a user would write it with, the fastest first."""
    from .peers import PEER

    rows = found[found["what"] == PEER].sort_values("ns_a_draw_quarter")
    return _markdown(
        ("written with", "ns a draw-quarter", "times the fastest step of tajsim"),
        [
            (r.backend, f"{r.ns_a_draw_quarter:,.0f}", _number(1.0 / r.ratio_to_peers, ",.3g"))
            for r in rows.itertuples()
        ],
    )


def others(found: pd.DataFrame) -> str:
    """Waits and runs on a cluster: rows that say nothing of draws."""
    rows = found[found["draws"].isna() & found["backend"].eq("")]
    return _markdown(
        ("what", "median", "unit", "ratio"),
        [(r.what, f"{r.median:.3g}", r.unit, _number(r.ratio)) for r in rows.itertuples()],
    )


BLOCKS: dict[str, Callable[[Any], str]] = {
    "aims": aims, "against C": against_c, "peers": against_peers, "others": others,
}  # fmt: skip
"""The marks of the page, and what stands between them."""


def renewed(text: str, name: str, content: str) -> str:
    """The page with other content between the marks of a name."""
    marked = rf"(<!-- {name} -->)\n(.*?)(<!-- /{name} -->)"
    return re.sub(marked, lambda m: f"{m[1]}\n\n{content}\n\n{m[3]}", text, flags=re.DOTALL)


def _number(x: float, form: str = ".2f") -> str:
    return "" if math.isnan(x) else format(x, form)


def _markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
