"""Block 7, supply: imports from Russia that cannot be replaced at once, and what their loss costs.

Equations (F: fuel, G: other goods; shares are of the supply of each in the base year)

    open = (1 - f) (1 - b (1 - zeta n))              trade with Russia that frictions and banks let through
    k_F  = open (1 - ban),  k_G = max(open - m_r c, 0)      what Russia still delivers, of what it did
    s_F  = min(s_0, v_R0 / m_f),  s_G = (v_R0 - s_F m_f) / (1 - m_f)      Russia in the supply of each
    l_i  = s_i (1 - k_i)                             supply that is lost
    u_F  = (1 - h_F) max(l_F - a_F,t-1, 0)           of this, missing in the quarter
    u_G  = (1 - h_G) max(l_G - a_G,t-1, 0)
    a_i  = a_i,t-1 + h (l_i - a_i,t-1)               for this, buyers have other sellers
    o_t  = o_t-1 + h (delta (1 - open) - o_t-1)      own exports to Russia that others buy by now
    Q_F  = n_F [1 + w_F l_F + (min(tau, w_F) + c_b b) s_F k_F]      dollar price of fuel, apart from oil
    Q_G  = 1 + w_G l_G + c_b b s_G k_G               of other goods, apart from the world's
    ln Q = m_f ln Q_F + (1 - m_f) ln Q_G + m_n ln n_N      of all imports
    pump = dln Q_F + (u_F - u_F,t-1) / eta           change of the price of fuel at home, log
    missing = m_f u_F + (1 - m_f) u_G                share of imports that cannot be had
    spared = eta m_f ln Q_F + eps [(1 - m_f) ln Q_G + m_n ln n_N]    share forgone for its price, to 0.3
    idle = kappa u_F                                 share of output that is not made for want of fuel
    working = (1 - idle_t) / (1 - idle_t-1)          factor on potential output (block 6)

A sale that is lost is bought elsewhere at a higher price, w, if there is time to find a seller: part of it,
h_F or h_G, is replaced within the quarter (stocks last for weeks, a truck from elsewhere takes a month), and
h of what is left in each quarter after. Until then it is missing: fuel becomes dear at the pump until demand
has fallen, and what it moves, ploughs and heats is not produced. Nothing made at home takes the place of
fuel, wheat or the goods of a lost supplier, and dearer fuel makes no export cheaper: Q stands beside the real
exchange rate, not in it, and less is used. Russian fuel comes free of export duty by agreement; a duty, tau,
makes it dearer until fuel from elsewhere is no dearer. Banks that fear sanctions, b, stop payments, but those
in roubles and somoni in a part only, zeta, and make those dearer that they let through, c_b.

Symbols: f trade_friction_russia, b bank_sanctions, zeta national_currency_protection,
n national_currency_share, ban fuel_export_ban, m_r reexport_import_share, c sanctions_compliance,
s_0 fuel_russia_share, m_f fuel_import_share, h_F fuel_replaced_at_once, h_G goods_replaced_at_once,
h rerouting_speed, n_F fuel_price_factor, w_F fuel_wedge, tau fuel_duty, c_b payment_cost, w_G goods_wedge,
m_n food_import_share, n_N food_price_factor, eta fuel_demand_elasticity, kappa fuel_output_elasticity,
eps import_price_elasticity, delta export_diversion.

Sources: Russia sold 85 % of petroleum products and 25 % of liquefied gas in the first half of 2023
(Asia-Plus). w_F: when Russia charged 204 to 284 dollars a ton in 2010-11, its fuel cost 885 and that of
Turkmenistan 915 dollars (Asia-Plus, 27 April 2011), and petrol in Dushanbe rose by 30 % in half a year (7
February 2011). w_G: a trade elasticity of 4 to 8 (Head and Mayer 2014: 5) makes the goods of a supplier whom
buyers chose worth 12 to 25 % more than those that replace them. kappa and the price at the pump: Nepal, as
landlocked and as dependent on one seller, lost most of its fuel for four and a half months in 2015-16: growth
fell from an expected 2 to 0.8 % within the year, inflation rose from 7.2 to 12.1 %. zeta: banks of Central
Asia refused 30 % of payments from Russia in July 2024, those in national currencies among them.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number, between, positive
from tajsim.parameters.blocks import Demand, Trade

MOST_SPARED = 0.3  # of imports, whatever they cost


class SupplyState(NamedTuple):
    """What supply remembers; shares are of the supply of fuel or of other goods in the base year."""

    fuel_replaced: Number  # lost, and bought elsewhere by now
    goods_replaced: Number
    fuel_missing: Number
    exports_placed: Number  # of own exports to Russia, with other buyers by now
    fuel_price: Number  # dollars, apart from oil; 1 with all of Russia's supply
    goods_price: Number
    food_price: Number


FULL = SupplyState(
    fuel_replaced=0.0,
    goods_replaced=0.0,
    fuel_missing=0.0,
    exports_placed=0.0,
    fuel_price=1.0,
    goods_price=1.0,
    food_price=1.0,
)
"""The base year: all of Russia's supply."""


class Kept(NamedTuple):
    """What is left of trade with Russia, shares."""

    exports: Number
    fuel: Number  # of imports
    goods: Number


class Supply(NamedTuple):
    """The supply of imports in a quarter."""

    state: SupplyState
    kept: Kept
    price: Number  # dollar price of all imports, apart from oil and the world's, 1 in the base year
    goods_dearer: Number  # log change of this through goods that are no fuel and no food
    pump_change: Number  # log change of the price of fuel at home, apart from oil
    food_change: Number  # log change of the dollar price of food
    missing: Number  # share of imports that cannot be had
    spared: Number  # share of imports forgone for its price
    idle: Number  # share of output that is not made for want of fuel
    working: Number  # factor on potential output by this, against the quarter before


class _Lost(NamedTuple):
    """Russia's part in a supply, and what of the supply is lost."""

    share: Number
    lost: Number


def kept(p: Trade, xp: Namespace) -> Kept:
    """What frictions, banks, bans and compliance leave of trade with Russia."""
    stopped = p.bank_sanctions * (1.0 - p.national_currency_protection * p.national_currency_share)
    let_through = (1.0 - p.trade_friction_russia) * (1.0 - stopped)
    return Kept(
        exports=let_through,
        fuel=let_through * (1.0 - p.fuel_export_ban),
        goods=positive(let_through - p.reexport_import_share * p.sanctions_compliance, xp),
    )


def fuel_weight(*, russia: Number, p: Trade, xp: Namespace) -> Number:
    """Russian fuel in all imports of the base year; `russia`: all that comes from Russia."""
    return xp.minimum(p.fuel_russia_share * p.fuel_import_share, positive(russia, xp))


def step(*, last: SupplyState, russia: Number, p: Trade, demand: Demand, xp: Namespace) -> Supply:
    """The supply of one quarter. `russia`: Russia in the imports of the base year, a share."""
    left = kept(p, xp)
    fuel, goods = _lost(russia=russia, left=left, p=p, xp=xp)
    fuel_missing = (1.0 - p.fuel_replaced_at_once) * positive(fuel.lost - last.fuel_replaced, xp)
    goods_missing = (1.0 - p.goods_replaced_at_once) * positive(goods.lost - last.goods_replaced, xp)
    placeable = p.export_diversion * (1.0 - left.exports)
    state = SupplyState(
        fuel_replaced=last.fuel_replaced + p.rerouting_speed * (fuel.lost - last.fuel_replaced),
        goods_replaced=last.goods_replaced + p.rerouting_speed * (goods.lost - last.goods_replaced),
        fuel_missing=fuel_missing,
        exports_placed=last.exports_placed + p.rerouting_speed * (placeable - last.exports_placed),
        fuel_price=_fuel_price(fuel=fuel, left=left, p=p, xp=xp),
        goods_price=_goods_price(goods=goods, left=left, p=p),
        food_price=p.food_price_factor,
    )
    fuel_change = xp.log(state.fuel_price / last.fuel_price)
    log_fuel = p.fuel_import_share * xp.log(state.fuel_price)
    log_other = (1.0 - p.fuel_import_share) * xp.log(state.goods_price)
    log_other = log_other + p.food_import_share * xp.log(state.food_price)
    idle = p.fuel_output_elasticity * fuel_missing
    spared = p.fuel_demand_elasticity * log_fuel + demand.import_price_elasticity * log_other
    return Supply(
        state=state,
        kept=left,
        price=xp.exp(log_fuel + log_other),
        goods_dearer=(1.0 - p.fuel_import_share) * xp.log(state.goods_price / last.goods_price),
        pump_change=fuel_change + (fuel_missing - last.fuel_missing) / p.fuel_demand_elasticity,
        food_change=xp.log(state.food_price / last.food_price),
        missing=p.fuel_import_share * fuel_missing + (1.0 - p.fuel_import_share) * goods_missing,
        spared=between(spared, -MOST_SPARED, MOST_SPARED, xp=xp),
        idle=idle,
        working=(1.0 - idle) / (1.0 - p.fuel_output_elasticity * last.fuel_missing),
    )


def _lost(*, russia: Number, left: Kept, p: Trade, xp: Namespace) -> tuple[_Lost, _Lost]:
    """Fuel and other goods."""
    weight = fuel_weight(russia=russia, p=p, xp=xp)
    fuel = weight / xp.maximum(p.fuel_import_share, 1e-9)
    goods = positive(russia - weight, xp) / (1.0 - p.fuel_import_share)
    return (
        _Lost(share=fuel, lost=fuel * (1.0 - left.fuel)),
        _Lost(share=goods, lost=goods * (1.0 - left.goods)),
    )


def _fuel_price(*, fuel: _Lost, left: Kept, p: Trade, xp: Namespace) -> Number:
    """Dollar price of fuel apart from oil, 1 with all of Russia's supply."""
    burden = xp.minimum(p.fuel_duty, p.fuel_wedge) + p.payment_cost * p.bank_sanctions
    return p.fuel_price_factor * (1.0 + p.fuel_wedge * fuel.lost + burden * fuel.share * left.fuel)


def _goods_price(*, goods: _Lost, left: Kept, p: Trade) -> Number:
    """Dollar price of other goods apart from the world's, 1 with all of Russia's supply."""
    return 1.0 + p.goods_wedge * goods.lost + p.payment_cost * p.bank_sanctions * goods.share * left.goods
