"""Block 7, trade by partner: Russia, China and the rest, consistent with the totals.

Equations

    X_R  = X_R0 Y_R^b exp(eps_x r) max(1 - x_r c - f, 0) d_R       exports to Russia, real; Y_R: Russian GDP
    X_C  = X_C0 A_C exp(eps_x r) d_C                               to China
    X_O  = X_O0 A_O exp(eps_x r)                                   to the rest
    A_p  = A_p,t-1 (1 + g_p / 400)                                 demand of China and the rest
    v_R  = v_R0 rel_R^(1 - sigma) max(1 - m_r c - f, 0) d_R        weight of Russia in imports
    v_C  = v_C0 d_C,  v_O = v_O0                                   of the others
    M_p  = M v_p / (v_R + v_C + v_O)                               imports by partner add up to the total
    pi_m = (1 - s) pi_$ + s (pi_R - 400 dln RUB)                   dollar inflation of imports without fuel

r is the log real exchange rate of the quarter, up is cheaper exports. rel_R is the dollar price of Russian
goods (Russian prices over the rouble) relative to the base year: a weak rouble makes Russian goods cheap and
raises Russia's share. s is the part of imports whose prices follow roubles, pi_$ the driver for the rest,
pi_R Russian inflation. Compliance with sanctions, c, removes re-exports (x_r of exports to Russia, m_r of
imports from it), frictions f any trade with Russia; trade agreements multiply by d.

Symbols: b russia_import_elasticity, eps_x export_price_elasticity, x_r reexport_share,
m_r reexport_import_share, c sanctions_compliance, f trade_friction_russia, d_R trade_deal_russia,
d_C trade_deal_china, sigma partner_substitution, s import_rouble_share.

Sources: partner shares of 2023-24 (Agency for Statistics, via TASS and Asia-Plus), Russian turnover by
parameter set; sigma and eps_x are within usual Armington ranges (judgement, marked in the parameter set).
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.host import HostState, QuarterDrivers
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
    *,
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
        russia=base.russia * demand * competitive * kept * p.trade_deal_russia,
        china=base.china * china_demand * competitive * p.trade_deal_china,
        rest=base.rest * rest_demand * competitive,
    )


def partner_demand(*, last: Number, growth: Number, xp: Namespace) -> Number:
    """Demand of a partner other than Russia, 1 at the start. `growth`: annualised percent."""
    return last * xp.maximum(1.0 + growth / 400.0, 0.5)


def import_inflation(*, drivers: QuarterDrivers, rouble_change: Number, p: Trade) -> Number:
    """Dollar inflation of imports without fuel, annualised percent: part of it is priced in roubles."""
    roubles = drivers.russia_inflation - 400.0 * rouble_change
    share = p.import_rouble_share
    return (1.0 - share) * drivers.import_price_inflation + share * roubles


def imports(
    *, total: Number, weights: Partners, host: HostState, rub_base: Number, p: Trade, xp: Namespace
) -> Partners:
    """Imports by partner in the unit of `total`. `weights`: import shares of the base year."""
    relative = host.prices * rub_base / host.rub_per_usd
    kept = positive(1.0 - p.reexport_import_share * p.sanctions_compliance - p.trade_friction_russia, xp)
    price = xp.exp((1.0 - p.partner_substitution) * xp.log(relative))
    russia = weights.russia * price * kept * p.trade_deal_russia
    china = weights.china * p.trade_deal_china
    unit = total / (russia + china + weights.rest)
    return Partners(russia=russia * unit, china=china * unit, rest=weights.rest * unit)


def base_exports(*, russia: Number, china: Number, total: Number, unit: Number) -> Partners:
    """X_0: real exports by partner behind those of a year; `unit`: real exports for one of the year's."""
    return Partners(russia=russia * unit, china=china * unit, rest=(total - russia - china) * unit)


def base_weights(*, russia: Number, china: Number, total: Number) -> Partners:
    """v_0: the weights of partners behind the imports of a year."""
    return Partners(russia=russia / total, china=china / total, rest=(total - russia - china) / total)
