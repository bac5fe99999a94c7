"""Block 7, trade by partner: Russia, China and the rest, consistent with the totals.

Equations

    X_p  = X_p0 A_p RER^eps_x f_p               exports to partner p, real; A_p: its demand, 1 at the start
    A_R  = Y_R^b, A_C and A_O grow with the partners' growth
    w_p  = w_p0 rel_p^(1 - sigma) f_p           weight of partner p in imports
    M_p  = M w_p / sum w                         imports by partner add up to the total
    pi_m = (1 - s) pi_$ + s (pi_R - dln RUB)      dollar prices of imports; s is priced in roubles

rel_R is the dollar price of Russian goods (Russian prices over the rouble) relative to the base year: a weak
rouble makes Russian goods cheap and raises Russia's share. f_p are frictions and deals: compliance with
sanctions removes a part of re-exports, a trade agreement multiplies.

Sources: partner shares of 2023-24 (Agency for Statistics, via TASS and Asia-Plus), Russian turnover by
vintage; sigma and eps_x are within usual Armington ranges (judgement, marked in the vintage).
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.host import Drivers, HostState
from tajsim.model.numeric import Namespace, Number, positive
from tajsim.parameters.blocks import Trade


class Partners(NamedTuple):
    """A quantity by partner."""

    russia: Number
    china: Number
    rest: Number

    @property
    def total(self) -> Number:
        """All partners."""
        return self.russia + self.china + self.rest


def exports(
    base: Partners,
    host: HostState,
    china_demand: Number,
    rest_demand: Number,
    log_rer: Number,
    p: Trade,
    xp: Namespace,
) -> Partners:
    """Exports by partner, real. `base`: at the start; `log_rer`: log real exchange rate, up is cheaper."""
    competitive = xp.exp(p.export_price_elasticity * log_rer)
    demand = xp.exp(p.russia_import_elasticity * xp.log(host.gdp))
    kept = positive(1.0 - p.reexport_share * p.sanctions_compliance - p.trade_friction_russia, xp)
    return Partners(
        base.russia * demand * competitive * kept * p.trade_deal_russia,
        base.china * china_demand * competitive * p.trade_deal_china,
        base.rest * rest_demand * competitive,
    )


def import_inflation(drivers: Drivers, rouble_change: Number, p: Trade) -> Number:
    """Dollar inflation of imports without fuel, annualised percent: part of it is priced in roubles."""
    roubles = drivers.russia_inflation - 400.0 * rouble_change
    share = p.import_rouble_share
    return (1.0 - share) * drivers.import_price_inflation + share * roubles


def imports(
    total: Number, weights: Partners, host: HostState, rub_base: Number, p: Trade, xp: Namespace
) -> Partners:
    """Imports by partner in the unit of `total`. `weights`: import shares of the base year."""
    relative = host.prices * rub_base / host.rub_per_usd
    kept = positive(1.0 - p.reexport_import_share * p.sanctions_compliance - p.trade_friction_russia, xp)
    price = xp.exp((1.0 - p.partner_substitution) * xp.log(relative))
    russia = weights.russia * price * kept * p.trade_deal_russia
    china = weights.china * p.trade_deal_china
    unit = total / (russia + china + weights.rest)
    return Partners(russia * unit, china * unit, weights.rest * unit)
