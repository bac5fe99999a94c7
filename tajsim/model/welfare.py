"""Block 11, welfare: who is poor, and how unequal consumption is. Real somoni, never dollars.

The population is cut into deciles of consumption; in decile d a share h_d lives in households that receive
remittances. A receiving household there spends c_d of which w_d comes from remittances. With a the change
of own consumption and b the change of remitted consumption, both per head and relative to 2024,

    non-receiving: c_d a          receiving: c_d [a + w_d (b - a)]

and, cell by cell, the mean adds up to total consumption. Inside a cell consumption is spread evenly between
the decile's bounds (as grouped survey data are read), so the headcount, the poverty gap and the Gini index
follow in closed form. People keep their rank between deciles in the Gini index; inside a decile the two
kinds of household may part.

Sources: poverty 19.8 % at the national line, Gini 36.1 (WDI 2024), 16.9 % at 4.20 dollars a day (2021 PPP);
42 % of households have a migrant (World Bank 2024); no correlation between income and the amount received,
richer households send more migrants (Kumo 2012).
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number, between, positive

DECILES = 10


class Distribution(NamedTuple):
    """Deciles of 2024: fixed shapes, one number a decile; consumption relative to its mean."""

    low: tuple[float, ...]
    width: tuple[float, ...]
    receiving: tuple[float, ...]  # share of people in receiving households
    remitted: tuple[Number, ...]  # share of a receiving household's consumption paid by remittances
    national_line: float
    international_line: float


class Welfare(NamedTuple):
    """Welfare in a quarter. Shares are of the population."""

    poverty: Number
    poverty_international: Number
    poverty_gap: Number
    gini: Number  # 0 to 1
    bottom40: Number  # consumption a head of the poorest four deciles, relative to the mean of 2024
    receiving: Number  # consumption a head in receiving households, relative to 2024
    others: Number  # the same in other households
    mean: Number  # consumption a head summed over the cells, relative to 2024


def step(own: Number, remitted: Number, d: Distribution, xp: Namespace) -> Welfare:
    """Welfare from changes per head. `own`, `remitted`: consumption a head by source, 2024 = 1."""
    own = xp.maximum(own, 1e-3)
    spread = remitted - own
    line, world = d.national_line, d.international_line
    head: Number = 0.0
    head_world: Number = 0.0
    gap: Number = 0.0
    total: Number = 0.0
    ranked: Number = 0.0
    apart: Number = 0.0
    inside = 0.0
    bottom: Number = 0.0
    receiving: Number = 0.0
    base_receiving = 0.0
    below_own = line / own
    world_own = world / own
    for i in range(DECILES):
        low, width, h = d.low[i], d.width[i], d.receiving[i]
        mean = low + 0.5 * width
        factor = xp.maximum(own + d.remitted[i] * spread, 1e-3)
        below = between((line / factor - low) / width, 0.0, 1.0, xp)
        alone = between((below_own - low) / width, 0.0, 1.0, xp)
        head = head + h * below + (1.0 - h) * alone
        short = below * (line - factor * (low + 0.5 * width * below))
        gap = gap + h * short + (1.0 - h) * alone * (line - own * (low + 0.5 * width * alone))
        head_world = (
            head_world
            + h * between((world / factor - low) / width, 0.0, 1.0, xp)
            + (1.0 - h) * between((world_own - low) / width, 0.0, 1.0, xp)
        )
        kind = h * mean * factor
        cell = kind + (1.0 - h) * mean * own
        total = total + cell
        ranked = ranked + (2 * i + 1 - DECILES) * cell
        apart = apart + h * (1.0 - h) * mean * xp.maximum(factor - own, own - factor)
        inside += width
        receiving = receiving + kind
        base_receiving += h * mean
        if i < 4:
            bottom = bottom + cell
    # mean absolute difference: between deciles, between kinds inside a decile, and even spread inside
    gini = (ranked + apart + inside * own / 6.0) / (DECILES * total)
    return Welfare(
        poverty=head / DECILES,
        poverty_international=head_world / DECILES,
        poverty_gap=positive(gap, xp) / (DECILES * line),
        gini=gini,
        bottom40=bottom / 4.0,
        receiving=receiving / base_receiving,
        others=own,
        mean=total / DECILES,
    )
