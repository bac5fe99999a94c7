"""Block 8, power: what plants supply, and what Sangtuda-1 is paid.

Equations (t is a quarter; million dollars a quarter; _0: base year)

    power     = n (1 - h (1 - z))                             all supply, base year = 1
    Y* factor = power^eps                                     on potential output (block 6)
    bill      = 0.01 c G / 4 z                                for electricity of Sangtuda-1
    paid      = q bill + d A_{t-1}                            by the state, which owns the only buyer
    A_t       = A_{t-1} + (1 - q) bill - d A_{t-1} - min(w A_0 / 4, A_{t-1})     arrears
    abroad    = r (paid - paid_0)                             to the Russian owner, beyond the base year

The plant, three quarters of it Russian, sells to one buyer, the state's own grid. Two thirds of the bills
of 2022 were not paid; a protocol of 2025 more than halved the tariff and writes off by 2034 what was owed
at the end of 2024. Figures are those after the reset: what a lapse of it would cost is a shock to the
tariff, to what falls due and to what the plant supplies. In cash the reset is neutral: 30 million dollars a
year in full against a third of 63.

Symbols: n power_supply, h sangtuda_power_share, z sangtuda_supply, eps power_output_elasticity,
c sangtuda_tariff, G sangtuda_gwh, q sangtuda_paid_share, d sangtuda_arrears_due, A_0 sangtuda_arrears_usd,
w sangtuda_write_off, r sangtuda_foreign_share.

Sources: share, tariffs and arrears from the protocol (lower house, 16 June 2025, via Kursiv, thecentral.asia
and Asia-Plus); a third of bills paid in 2022 (Asia-Plus); eps from shortages of 2,700 GWh, about a seventh of
a year's demand, that cost 3 % of output (Fields et al., World Bank 2012).
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number
from tajsim.parameters.blocks import Fiscal


class PowerState(NamedTuple):
    """What power remembers."""

    supply: Number  # of all plants, base year = 1
    arrears: Number  # to Sangtuda-1, million dollars


class Power(NamedTuple):
    """Power in a quarter."""

    state: PowerState
    bill: Number  # of Sangtuda-1, million dollars
    paid: Number  # million dollars
    abroad: Number  # of it to the foreign owner, beyond the base year


def supply(p: Fiscal) -> Number:
    """What all plants supply, base year = 1."""
    return p.power_supply * (1.0 - p.sangtuda_power_share * (1.0 - p.sangtuda_supply))


def bill(p: Fiscal) -> Number:
    """What Sangtuda-1 charges in a quarter, million dollars."""
    return 0.01 * p.sangtuda_tariff * p.sangtuda_gwh * 0.25 * p.sangtuda_supply


def payment(*, arrears: Number, p: Fiscal) -> Number:
    """What it is paid, million dollars; `arrears`: at the end of the last quarter."""
    return p.sangtuda_paid_share * bill(p) + p.sangtuda_arrears_due * arrears


def opening(p: Fiscal) -> PowerState:
    """Power at the end of the base year."""
    return PowerState(supply=supply(p), arrears=p.sangtuda_arrears_usd)


def step(*, last: PowerState, usual: Number, p: Fiscal, xp: Namespace) -> Power:
    """One quarter of power. `usual`: what Sangtuda-1 was paid in a quarter of the base year."""
    charged, paid = bill(p), payment(arrears=last.arrears, p=p)
    written_off = xp.minimum(0.25 * p.sangtuda_write_off * p.sangtuda_arrears_usd, last.arrears)
    arrears = last.arrears + charged - paid - written_off
    return Power(
        state=PowerState(supply=supply(p), arrears=xp.maximum(arrears, 0.0)),
        bill=charged,
        paid=paid,
        abroad=p.sangtuda_foreign_share * (paid - usual),
    )


def output_factor(*, now: Number, last: Number, p: Fiscal, xp: Namespace) -> Number:
    """Factor on potential output when supply goes from `last` to `now`."""
    return xp.exp(p.power_output_elasticity * xp.log(xp.maximum(now, 0.05) / xp.maximum(last, 0.05)))
