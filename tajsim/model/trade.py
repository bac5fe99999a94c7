"""Block 7, trade by partner: Russia, China and the rest, consistent with the totals.

Equations

    X_R  = X_R0 (1 - x_r) Y_R^b exp(eps_x r) open d_R + X_re       exports to Russia, real; Y_R: Russian GDP
    X_re = X_R0 x_r Y_R^b exp(eps_x r) open d_re (1 - c)      re-exports; (1 - margin) of them is imported
    X_C  = X_C0 A_C exp(eps_x r) d_C                               to China
    X_O  = max(X_O0 A_O exp(eps_x r) + X_0 extra + placed, 0)      to the rest
    placed = min(o, 1 - open) X_R0 (1 - x_r) Y_R^b exp(eps_x r) d_R      of what Russia no longer buys
    extra = s_g (q_g - 1) + s_a (q_a - 1) + s_c (q_c - 1) + s_e (q_e - 1)      gold, aluminium, cotton, power
    lift = max(1 + s_g (p_g - 1) + s_a (p_a - 1) + s_c (p_c - 1), 0.05)    factor on dollar prices of exports
    gold = beta s_g q_g p_g P_x X_0                                bought by the central bank, dollars
    A_p  = A_p,t-1 (1 + g_p / 400)                                 demand of China and the rest
    v_R  = rel_R^(1 - sigma) d_R (s_F m_f k_F + (v_R0 - s_F m_f) k_G)      weight of Russia in imports
    v_C  = v_C0 d_C,  v_O = v_O0                                   of the others
    M_p  = M v_p / (v_R + v_C + v_O)                               imports by partner add up to the total
    pi_m = (1 - s) pi_$ + s (pi_R - 400 dln RUB)                   dollar inflation of imports without fuel

r is the log real exchange rate of the quarter, up is cheaper exports. rel_R is the dollar price of Russian
goods (Russian prices over the rouble) relative to the base year: a weak rouble makes Russian goods cheap and
raises Russia's share. s is the part of imports whose prices follow roubles, pi_$ the driver for the rest,
pi_R Russian inflation. What is open to trade with Russia, and what k_F and k_G leave of its fuel and its
other goods and how many other buyers, o, its own exports have found, is said under supply from Russia.
Compliance with sanctions, c, removes re-exports; trade agreements multiply by d.

Gold, aluminium, cotton and electricity are sold at world prices, or by contract, to others than Russia: p and
q are their prices and amounts over those of the base year, beside what moves all exports. Goods that only
pass through on their way to Russia are bought abroad and earn a margin; they add to trade on both sides and
little to output.

Gold that the central bank buys at home beyond what it did in the base year, beta, is paid in somoni: it is
counted as sold abroad and bought back, adds to reserves, and brings no dollars to the market.

Symbols: b russia_import_elasticity, eps_x export_price_elasticity, x_r reexport_share,
d_re reexport_demand, c sanctions_compliance, margin reexport_margin, d_R trade_deal_russia,
d_C trade_deal_china, sigma partner_substitution, s import_rouble_share, s_g gold_export_share,
s_a aluminium_export_share, s_c cotton_export_share, s_e electricity_export_share, q_g gold_volume,
q_a aluminium_volume, q_c cotton_volume, q_e electricity_volume, p_g gold_price, p_a aluminium_price,
p_c cotton_price, beta gold_bought_share.

Sources: partner shares of 2023-24 (Agency for Statistics, via TASS and Asia-Plus), Russian turnover by
parameter set; sigma and eps_x are within usual Armington ranges (judgement, marked in the parameter set).
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model import supply
from tajsim.model.host import HostState, QuarterDrivers
from tajsim.model.numeric import Namespace, Number, positive
from tajsim.model.supply import Kept
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


class Sold(NamedTuple):
    """Exports of a quarter, real."""

    partners: Partners
    reexports: Number  # of those to Russia, goods that pass through


def exports(
    *,
    base: Partners,
    host: HostState,
    china_demand: Number,
    rest_demand: Number,
    log_rer: Number,
    kept: Number,
    placed: Number,
    p: Trade,
    xp: Namespace,
) -> Sold:
    """Exports by partner, real. `base`: at the start; `log_rer`: log real exchange rate, up is cheaper;
    `kept`: part of trade with Russia that is open; `placed`: part of own exports to Russia for which there
    are other buyers."""
    competitive = xp.exp(p.export_price_elasticity * log_rer)
    russia = base.russia * xp.exp(p.russia_import_elasticity * xp.log(host.gdp)) * competitive
    reexports = p.reexport_share * russia * kept * p.reexport_demand * (1.0 - p.sanctions_compliance)
    own = (1.0 - p.reexport_share) * russia * p.trade_deal_russia
    elsewhere = own * xp.minimum(placed, 1.0 - kept)
    rest = base.rest * rest_demand * competitive + base.total * extra_volume(p) + elsewhere
    return Sold(
        partners=Partners(
            russia=own * kept + reexports,
            china=base.china * china_demand * competitive * p.trade_deal_china,
            rest=positive(rest, xp),
        ),
        reexports=reexports,
    )


def extra_volume(p: Trade) -> Number:
    """Gold, aluminium, cotton and electricity sold beyond those of the base year, share of exports."""
    metals = p.gold_export_share * (p.gold_volume - 1.0)
    metals = metals + p.aluminium_export_share * (p.aluminium_volume - 1.0)
    cotton = p.cotton_export_share * (p.cotton_volume - 1.0)
    return metals + cotton + p.electricity_export_share * (p.electricity_volume - 1.0)


def price_lift(p: Trade, xp: Namespace) -> Number:
    """Factor on dollar prices of exports by the prices of gold, aluminium and cotton."""
    lift = 1.0 + p.gold_export_share * (p.gold_price - 1.0)
    lift = lift + p.aluminium_export_share * (p.aluminium_price - 1.0)
    lift = lift + p.cotton_export_share * (p.cotton_price - 1.0)
    return xp.maximum(lift, 0.05)


def gold_bought(*, base: Partners, unit: Number, p: Trade) -> Number:
    """Gold that the central bank buys at home, million dollars. `base`: exports at the start, real; `unit`:
    dollars for one of them, before the prices of gold and other goods of their own."""
    return p.gold_bought_share * p.gold_export_share * p.gold_volume * p.gold_price * base.total * unit


def partner_demand(*, last: Number, growth: Number, xp: Namespace) -> Number:
    """Demand of a partner other than Russia, 1 at the start. `growth`: annualised percent."""
    return last * xp.maximum(1.0 + growth / 400.0, 0.5)


def import_inflation(*, drivers: QuarterDrivers, rouble_change: Number, p: Trade) -> Number:
    """Dollar inflation of imports without fuel, annualised percent: part of it is priced in roubles."""
    roubles = drivers.russia_inflation - 400.0 * rouble_change
    share = p.import_rouble_share
    return (1.0 - share) * drivers.import_price_inflation + share * roubles


def imports(
    *,
    total: Number,
    weights: Partners,
    kept: Kept,
    host: HostState,
    rub_base: Number,
    p: Trade,
    xp: Namespace,
) -> Partners:
    """Imports by partner in the unit of `total`. `weights`: import shares of the base year; `kept`: what is
    left of Russia's supply."""
    relative = host.prices * rub_base / host.rub_per_usd
    price = xp.exp((1.0 - p.partner_substitution) * xp.log(relative))
    fuel = supply.fuel_weight(russia=weights.russia, p=p, xp=xp)
    delivered = fuel * kept.fuel + (weights.russia - fuel) * kept.goods
    russia = delivered * price * p.trade_deal_russia
    china = weights.china * p.trade_deal_china
    unit = total / (russia + china + weights.rest)
    return Partners(russia=russia * unit, china=china * unit, rest=weights.rest * unit)


def base_exports(*, russia: Number, china: Number, total: Number, unit: Number) -> Partners:
    """X_0: real exports by partner behind those of a year; `unit`: real exports for one of the year's."""
    return Partners(russia=russia * unit, china=china * unit, rest=(total - russia - china) * unit)


def base_weights(*, russia: Number, china: Number, total: Number) -> Partners:
    """v_0: the weights of partners behind the imports of a year."""
    return Partners(russia=russia / total, china=china / total, rest=(total - russia - china) / total)
