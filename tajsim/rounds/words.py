"""The move of a forecast between two rounds as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tajsim.plots.style import title_of

if TYPE_CHECKING:
    from tajsim.rounds.like import RoundComparisonLike

_SPOKEN = {
    "revisions": "revised figures",
    "drivers": "drivers",
    "outlook": "the outlook that is followed",
    "judgement": "judgement",
    "parameters": "parameters",
    "draws": "number or seed of draws",
    "equations": "equations",
}
_SMALL = 0.005  # of the largest part: not worth a word


def spoken(name: str, kind: str) -> str:
    """A group in words; a release by its name."""
    return _SPOKEN.get(kind, name)


def digits_of(*values: float) -> int:
    """Digits after the point that numbers of such a size are read with."""
    largest = max(map(abs, values))
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def sentence(found: RoundComparisonLike, output: str, year: int) -> str:
    """The move and its reasons, the largest first."""
    i, t = found.place(output, year)
    before, after = float(found.before[i, t]), float(found.after[i, t])
    change, parts = after - before, found.parts[:, i, t]
    digits = digits_of(before, after)
    unit = found.infos[output].unit
    head = f"{title_of(output)} in {year}, {unit}: "
    head += f"{before:,.{digits}f} in {found.a}, {after:,.{digits}f} in {found.b}"
    shown = digits + (1 if digits else 0)  # digits of parts
    least = max(_SMALL * float(np.max(np.abs(parts))), 0.5 * 10.0**-shown)
    order = [k for k in np.argsort(-np.abs(parts), kind="stable") if abs(parts[k]) >= least]
    if not order:
        return f"{head}; nothing moved it."
    told = [f"{spoken(found.names[k], found.kinds[k])} {float(parts[k]):+,.{shown}f}" for k in order]
    rest = change - float(sum(parts[k] for k in order))
    told += [f"the rest {rest:+,.{shown}f}"] if abs(rest) >= 0.5 * 10.0**-shown else []
    return f"{head} ({change:+,.{shown}f}): {', '.join(told)}."
