"""The report of a check as plain text, with the reasons why numbers moved."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from tajsim.columns import aligned, ruled
from tajsim.golden.made_with import MadeWith

if TYPE_CHECKING:
    from pathlib import Path

    from tajsim.golden.runs import Move

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


_VERSIONS = ("tajsim", "python", "numpy", "scipy")
_LAYERS = ("model.", "engine.", "drivers.", "parameters.", "scenarios.")


def reasons(then: MadeWith, now: MadeWith) -> tuple[str, ...]:
    """What differs, one line each: run, parameters, scenarios, data, source, versions.

    Only what both sides know is held against each other: a file written by hand knows nothing.
    """
    facts = {k: (v, now.facts[k]) for k, v in then.facts.items() if k in now.facts and v != now.facts[k]}
    versions = {name: facts.pop(name) for name in _VERSIONS if name in facts}
    other_content = facts.pop("vintage_sha256", None) is not None
    found = [f"{name}: {old} -> {new}" for name, (old, new) in facts.items()]
    moved = _parameters(then, now)
    # the median of a sample may differ in its last bit between versions of NumPy, and the hash with it
    if other_content and not moved and "numpy" not in versions:
        moved = ["parameter set: its texts, sources or published figures, or a parameter not named here"]
    found += moved
    found += _scenarios(then, now)
    found += [f"data {text}" for text in _hashes(then.data, now.data)]
    found += [f"source {text}" for text in sorted(_hashes(then.modules, now.modules), key=_layer)]
    found += [f"{name} {old} -> {new}" for name, (old, new) in versions.items()]
    return tuple(found)


def _parameters(then: MadeWith, now: MadeWith) -> list[str]:
    if not then.parameters or not now.parameters:
        return []
    found = []
    for name in sorted(then.parameters.keys() | now.parameters.keys()):
        old, new = then.parameters.get(name), now.parameters.get(name)
        if old == new:
            continue
        if old is None or new is None:
            found.append(f"parameter {name}: {'new' if old is None else 'gone'}")
            continue
        changes = []
        if old[0] != new[0]:
            percent = f" ({100 * (new[0] / old[0] - 1):+.3g} %)" if old[0] else ""
            changes.append(f"{old[0]:.12g} -> {new[0]:.12g}{percent}")
        if old[1] != new[1]:
            changes.append(f"distribution {old[1]} -> {new[1]}")
        found.append(f"parameter {name}: {', '.join(changes)}")
    return found


def _scenarios(then: MadeWith, now: MadeWith) -> list[str]:
    """Shocks that came or went, each named once with all the scenarios it is of; else other content."""
    changed: dict[str, list[str]] = {}
    for name in then.scenarios.keys() & now.scenarios.keys():
        if then.scenarios[name] == now.scenarios[name]:
            continue
        for text in _shocks(then.shocks.get(name), now.shocks.get(name)):
            changed.setdefault(text, []).append(name)
    return [f"scenario {', '.join(sorted(names))}: {text}" for text, names in sorted(changed.items())]


def _shocks(then: tuple[str, ...] | None, now: tuple[str, ...] | None) -> list[str]:
    if then is None or now is None:
        return ["its content"]
    before, after = set(then), set(now)
    new = {shock: tuple(shock.split()[:2]) for shock in now if shock not in before}
    waiting: dict[tuple[str, ...], deque[str]] = {}
    for shock, about in new.items():
        waiting.setdefault(about, deque()).append(shock)
    found = []
    for old in (shock for shock in then if shock not in after):
        # the same operation on the same target is taken for the shock that was edited
        others = waiting.get(tuple(old.split()[:2]))
        match = others.popleft() if others else None
        if match is not None:
            del new[match]
        found.append(f"shock {old} -> {match}" if match else f"shock gone: {old}")
    found += [f"shock new: {shock}" for shock in new]
    return found or ["its texts, or the order of its shocks"]


def _hashes(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    if not then or not now:
        return []
    return [
        f"{name}: {'new' if name not in then else 'gone' if name not in now else 'changed'}"
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    ]


def _layer(text: str) -> tuple[int, str]:
    """Equations first."""
    place = next((i for i, layer in enumerate(_LAYERS) if text.startswith(layer)), len(_LAYERS))
    return place, text
