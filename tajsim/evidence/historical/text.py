"""A past year in words: what its parts are called, and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tajsim.frozen import FrozenMap
from tajsim.plots.contributions import digits_of
from tajsim.plots.style import title_of

if TYPE_CHECKING:
    from tajsim.evidence.historical.like import HistoricalLike

_SAID = FrozenMap(
    {
        "rub_per_usd": "the rouble",
        "oil_price": "the price of oil",
        "russia_gdp_growth": "Russian output",
        "russia_inflation": "Russian prices",
        "russia_wage": "Russian wages",
        "russia_labour_need": "Russian need of workers (not on record)",
        "import_price_inflation": "prices of imports",
        "export_price_inflation": "prices of exports",
        "china_growth": "China's output",
        "partner_growth": "partners' output",
        "rules": "Russian rules and borders",
        "unexplained": "what no residual reaches",
    }
)
_MISSED = FrozenMap(
    {
        "remittances": "money sent (residual)",
        "exchange_rate": "the somoni (residual)",
        "prices": "consumer prices (residual)",
        "demand": "households' demand (residual)",
        "outflows": "foreign cash and reserves (residual)",
        "stocks": "imports (residual)",
        "exports": "exports (residual)",
        "bad_loans": "bad loans (residual)",
    }
)
_SMALL = 0.05  # of the largest part: not worth a word


def said(name: str, kind: str) -> str:
    """A part in words."""
    return (_MISSED if kind == "equation" else _SAID).get(name, name.replace("_", " "))


def sentence(found: HistoricalLike, output: str) -> str:
    """Where an output was, was expected and ended, and the parts of the surprise, the largest first."""
    i = found.place(output)
    start, expected, end = (float(x[i]) for x in (found.before, found.expected, found.after))
    digits = digits_of(start, expected, end)
    parts, more = found.parts[:, i], 1 if digits else 0
    standing = "observed" if output in found.observed else "on the path that meets the other figures"
    head = (
        f"{title_of(output)}, {found.infos[output].unit}: {start:,.{digits}f} ({found.previous[i]}), "
        f"{expected:,.{digits}f} expected, {end:,.{digits}f} {standing} ({found.periods[i]})"
    )
    largest = float(np.max(np.abs(parts), initial=0.0))
    if largest == 0.0:
        return f"{head}."
    order = [k for k in np.argsort(-np.abs(parts), kind="stable") if abs(parts[k]) >= _SMALL * largest]
    told = [f"{said(found.names[k], found.kinds[k])} {float(parts[k]):+,.{digits + more}f}" for k in order]
    rest = end - expected - float(sum(parts[k] for k in order))
    told += [f"the rest {rest:+,.{digits + more}f}"] if len(order) < int(np.count_nonzero(parts)) else []
    return f"{head}. Not expected: {end - expected:+,.{digits + more}f}, of which {', '.join(told)}."


def note(found: HistoricalLike) -> str:
    """How to read the numbers, and what was not observed."""
    words = [
        f"Single path of {found.parameters}. The projection is the model's own at the end of "
        f"{found.year - 1}; parts are Shapley values and add up. A residual is what an equation missed."
    ]
    hidden = [name for name in found.outputs if name not in found.observed]
    if hidden:
        words.append(f"Not observed, and not met: {', '.join(hidden)}.")
    if any(c.last - c.first != 3 for c in found.given):
        words.append(f"What is known of {found.year}: {'; '.join(map(str, found.given))}.")
    if found.unmet:
        words.append(f"Out of reach of its equation: {'; '.join(map(str, found.unmet))}.")
    return " ".join(words)
