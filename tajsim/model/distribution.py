"""Consumption in the base year, by rank: its shape from published figures, and what remittances pay.

Equations (consumption relative to its mean; R: consumption paid by remittances, share of all)

    s      such that int c (2 q - 1) = gini,  m such that int c = 1
    z      = exp(m + s x(poor)),  x(poor): the score of rank poor      national line; likewise with poor_i
    h(q)   = h + g (q - 1/2)                                    receiving households at rank q
    K      = min(R (1 - v), 0.95 / ((1 - E) / int h c + 4 E / h))     kept by households that receive
    A0, A1 = K E / h, K (1 - E) / int h c                       the equal part, the part in proportion

A part v of spending from remittances reaches households without a migrant; more does where otherwise people
with a quarter of the mean would live by remittances alone. `receiving_households` lists h and what
remittances pay for by decile.

Symbols: gini gini, poor poverty_national, poor_i poverty_international, h receiving_share,
g receiving_gradient, v remittance_sharing, E remittance_equal_share.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, NamedTuple

from tajsim.cache import remembered
from tajsim.model import welfare
from tajsim.model.numeric import Namespace, Number, ScalarMath
from tajsim.model.welfare import CURVE, SLOPE, ConsumptionDistribution
from tajsim.parameters.blocks import Welfare


class Received(NamedTuple):
    """What receiving households get in the base year; consumption relative to its mean."""

    equal: Number  # A0
    proportional: Number  # A1
    kept: Number  # share of spending from remittances that stays with them


def received(*, remitted: Number, p: Welfare, d: ConsumptionDistribution, xp: Namespace) -> Received:
    """What receiving households get in the base year.

    `remitted`: consumption paid by remittances in all consumption. A part of it reaches households without a
    migrant; more does where otherwise people with a quarter of the mean would live by remittances alone.
    """
    equal = p.remittance_equal_share
    unit_equal = equal / d.receiving
    unit_proportional = (1.0 - equal) / d.received_mean
    wanted = remitted * (1.0 - p.remittance_sharing)
    kept = xp.minimum(wanted, 0.95 / (unit_proportional + unit_equal / 0.25))
    return Received(equal=kept * unit_equal, proportional=kept * unit_proportional, kept=kept / remitted)


class ReceivingDecile(NamedTuple):
    """Receiving households in a decile of the base year."""

    share: Number  # of its people
    of_all: Number  # of all who receive
    paid: Number  # share of their consumption that remittances pay for


def receiving_households(d: ConsumptionDistribution) -> tuple[ReceivingDecile, ...]:
    """Who receives, from the poorest to the richest decile. `d` holds what receiving households get."""
    deciles = []
    for number, mean in enumerate(d.decile_means):
        share = d.receiving + d.gradient * ((number + 0.5) / welfare.DECILES - 0.5)
        deciles.append(
            ReceivingDecile(
                share=share,
                of_all=share / (welfare.DECILES * d.receiving),
                paid=d.equal / mean + d.proportional,
            )
        )
    return tuple(deciles)


def distribution_of(w: Welfare) -> ConsumptionDistribution:
    """The base year's distribution behind the figures of a parameter set, which are plain floats."""
    return base_distribution(
        gini=w.gini,
        poverty=w.poverty_national,
        international=w.poverty_international,
        receiving=w.receiving_share,
        gradient=w.receiving_gradient,
    )


@lru_cache(maxsize=64)
def base_distribution(
    *, gini: float, poverty: float, international: float, receiving: float, gradient: float
) -> ConsumptionDistribution:
    """The base year's distribution of consumption: its Gini index, and lines that give the two headcounts.

    Plain floats: its shape is the same in every draw. `receiving`, `gradient`: share of receiving households
    and its rise from the poorest to the richest. Source: figures of the parameter set.
    """
    import numpy as np

    figures = {
        "gini": gini,
        "poverty": poverty,
        "international": international,
        "receiving": receiving,
        "gradient": gradient,
    }
    found = remembered(
        "distribution",
        [float(figure).hex() for figure in figures.values()],
        lambda: {name: np.array(value) for name, value in _solved(**figures)._asdict().items()},
    )
    plain: dict[str, Any] = {name: value.tolist() for name, value in found.items()}
    return ConsumptionDistribution(**{**plain, "decile_means": tuple(plain["decile_means"])})


def _solved(
    *, gini: float, poverty: float, international: float, receiving: float, gradient: float
) -> ConsumptionDistribution:
    """The distribution itself; see `base_distribution`."""
    import numpy as np
    from scipy.optimize import brentq

    x = np.linspace(-9.0, 9.0, 20_001)
    q = 1.0 / (1.0 + np.exp(-x * (SLOPE + CURVE * x * x)))
    weight, middle = np.diff(q), 0.5 * (q[:-1] + q[1:])

    def curve(scale: float) -> tuple[Any, float]:
        raw = np.exp(scale * 0.5 * (x[:-1] + x[1:]))
        mean = float(raw @ weight)
        return raw / mean, -math.log(mean)

    def gini_of(scale: float) -> float:
        return float((curve(scale)[0] * (2.0 * middle - 1.0)) @ weight)

    scale = float(brentq(lambda s: gini_of(s) - gini, 0.02, 3.0, xtol=1e-14))
    c, location = curve(scale)
    h = receiving + gradient * (middle - 0.5)

    def line(share: float) -> float:
        at = float(brentq(lambda s: welfare.rank(s, ScalarMath()) - share, -9.0, 9.0, xtol=1e-15))
        return math.exp(location + scale * at)

    low = middle <= 0.4
    edges = np.minimum((middle * 10.0).astype(int), 9)
    mass = np.bincount(edges, weights=weight, minlength=10)
    return ConsumptionDistribution(
        location=location,
        scale=scale,
        receiving=receiving,
        gradient=gradient,
        gini=float((c * (2.0 * middle - 1.0)) @ weight),
        received_mean=float((h * c) @ weight),
        received_gini=float((h * c * (2.0 * middle - 1.0)) @ weight),
        mixed_equal=float((h * (1.0 - h)) @ weight),
        mixed_mean=float((h * (1.0 - h) * c) @ weight),
        bottom40=float(c[low] @ weight[low]) / 0.4,
        bottom40_receiving=float(h[low] @ weight[low]) / 0.4,
        bottom40_received=float((h * c)[low] @ weight[low]) / 0.4,
        decile_means=tuple(float(v) for v in np.bincount(edges, weights=weight * c, minlength=10) / mass),
        national_line=line(poverty),
        international_line=line(international),
    )
