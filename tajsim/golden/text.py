"""The report of a check as plain text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from tajsim.columns import aligned, ruled

if TYPE_CHECKING:
    from pathlib import Path

    from tajsim.golden.compare import Move

ROWS = 20
_HEADER = ("scenario", "output", "period", "statistic", "recorded", "now", "change", "change %", "tolerances")
_TEXT_COLUMNS = 4


class CheckLike(Protocol):
    """What is reported of a check."""

    @property
    def path(self) -> Path: ...
    @property
    def moves(self) -> Sequence[Move]: ...
    @property
    def reasons(self) -> Sequence[str]: ...
    @property
    def notes(self) -> Sequence[str]: ...
    @property
    def compared(self) -> int: ...


def report(check: CheckLike) -> str:
    """What moved, by how much and where, largest first, and why; at most about fifty lines."""
    lines = [f"{check.path}: {_head(check)}"]
    if check.moves:
        lines += ["", *table(check.moves[:ROWS]), *_rest(check.moves[ROWS:]), ""]
        if check.reasons:
            lines.append("Why: since the numbers were recorded, these are different:")
            lines += bullets(check.reasons)
        else:
            lines.append("Why: no parameter, scenario, data file, module or version that it names differs.")
    elif check.reasons:
        lines.append("Note: different since the numbers were recorded, without moving one:")
        lines += bullets(check.reasons)
    return "\n".join([*lines, *(f"Note: {note}." for note in shortened(check.notes))])


def table(moves: Sequence[Move]) -> list[str]:
    """The rows of what moved, aligned under their header."""
    rows = [_HEADER, *(_cells(move) for move in moves)]
    return ruled(aligned(rows, right=range(_TEXT_COLUMNS, len(_HEADER))))


def bullets(texts: Sequence[str]) -> list[str]:
    """A list of at most twenty texts, with a count of the rest."""
    return [f"  - {text}" for text in shortened(texts)]


def shortened(texts: Sequence[str]) -> list[str]:
    """At most twenty texts, with a count of the rest."""
    left = len(texts) - ROWS
    return [*texts[:ROWS], *([f"and {left:,} more"] if left > 0 else [])]


def in_words(move: Move) -> str:
    """One number that moved, as a sentence."""
    percent = "" if math.isnan(move.change_pct) else f", {move.change_pct:+.3g} %"
    size = f"{move.change:+.3g}{percent}, {move.tolerances:.3g} tolerances"
    where = f"{move.scenario} {move.output} {move.period} {move.statistic}"
    return f"{where}: {move.recorded:.9g} -> {move.now:.9g} ({size})"


def _head(check: CheckLike) -> str:
    if not check.compared:
        return "nothing was recorded to compare with"
    if not check.moves:
        return f"all {check.compared:,} numbers as recorded"
    return f"{len(check.moves):,} of {check.compared:,} numbers moved"


def _rest(moves: Sequence[Move]) -> list[str]:
    if not moves:
        return []
    outputs, scenarios = len({m.output for m in moves}), len({m.scenario for m in moves})
    return [f"... and {len(moves):,} more, of {outputs} outputs in {scenarios} scenarios"]


def _cells(move: Move) -> tuple[str, ...]:
    percent = "" if math.isnan(move.change_pct) else f"{move.change_pct:+.3g}"
    numbers = (f"{move.recorded:.9g}", f"{move.now:.9g}", f"{move.change:+.3g}", percent)
    return (move.scenario, move.output, move.period, move.statistic, *numbers, f"{move.tolerances:.3g}")
