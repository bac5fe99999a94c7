"""Drivers as draws have them: central paths with random deviations where nothing pins them."""

from __future__ import annotations

from tajsim.model.host import QuarterDrivers
from tajsim.model.numeric import Number


def deviating(
    d: QuarterDrivers,
    oil: Number,
    rouble: Number,
    growth: Number,
    oil_pinned: Number = 0.0,
    rouble_pinned: Number = 0.0,
    growth_free: Number = 1.0,
) -> QuarterDrivers:
    """Central drivers with deviations: factors on what is not pinned of oil and rouble, points of growth."""
    return d._replace(
        oil_price=(d.oil_price - oil_pinned) * oil + oil_pinned,
        rub_per_usd=(d.rub_per_usd - rouble_pinned) * rouble + rouble_pinned,
        russia_gdp_growth=d.russia_gdp_growth + growth_free * growth,
    )
