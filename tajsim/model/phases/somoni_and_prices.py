"""Phase 2, the somoni and prices: what comes from abroad, what it makes of the rate, and what prices follow.

Blocks: monetary (interest), external (the rate), trade (prices abroad), prices; payments on public debt from
fiscal.

Equations (t is a quarter; e: TJS per USD, P: consumer prices, _0: at the start; money in million dollars)

    scale      = scale_{t-1} (1 + g_k / 400)                  grants, investment, loans and other inflows
    other      = (O_0 - O_R) scale + O_R others presence (1 + a)      other private inflows
    direct     = direct_0 scale m_d + u (remittances + other inflows) + stocks bought on credit
    P_m        = P_m,t-1 exp(pi_m / 400 + m_f doil)           dollar price of imports; bought at Q P_m
    P_x        = P_x,t-1 (1 + pi_x / 400) exp(x_o doil)       dollar price of exports; sold at lift P_x
    r          = ln(P_m e / (e_0 P))                          real exchange rate, up is dearer imports
    r^f        = r^f_{t-1} + a_r (r + border - r^f_{t-1})     that buyers have adjusted to

Q is the price of what is hard to replace (block 7, supply); border, and what changes of tax law add to
prices, are those of tax law (block 8). Beyond plan, 0 in the base year, are grants s_g and loans s_l in
support of the budget, which are paid to the account of the state and put no pressure on the somoni, and p_g
and p_l for projects, which buy what these need. O_R is what of other private inflows comes from Russia,
others their scale and presence a factor (phase 1), a the add-factor of money from Russia. u is the part of
private inflows that no account records; n_m / 400 a quarter is the dollar inflation that a crawl of the
somoni takes as normal. Oil takes other commodities along: Tajikistan sells gold, ores, aluminium and cotton,
so that a fall of oil that makes its imports cheaper makes its exports cheaper too.

Symbols: g_k capital_growth, m_d direct_investment_factor, m_f fuel_import_share,
a_r import_price_adjustment, n_m normal_import_inflation, x_o export_oil_elasticity,
s_g budget_support_grants, s_l budget_support_loans, p_g project_grants, p_l project_loans.

Sources: x_o from the transmission of oil to other commodity prices, 0.16 in all and 0.11 for metals (Baffes,
World Bank 2007), and from exports of Tajikistan, 0.15 (its entry).
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model import external, fiscal, monetary, power, prices, supply, taxes, trade
from tajsim.model.external import ExchangeRate
from tajsim.model.monetary import Stance
from tajsim.model.numeric import Number
from tajsim.model.phases.people_and_money import PeopleAndMoney
from tajsim.model.power import Power
from tajsim.model.prices import PriceState
from tajsim.model.state import QuarterInputs
from tajsim.model.supply import Supply


class ForeignMoney(NamedTuple):
    """Money from abroad beside trade, as planned; million dollars a quarter."""

    other: Number  # private inflows beside remittances
    other_russia: Number  # of these from Russia
    current_grants: Number
    capital_grants: Number
    direct: Number  # investment, unrecorded money and credit of suppliers
    suppliers: Number  # credit of suppliers for stocks
    gold: Number  # bought by the central bank at home, which brings no dollars to the market
    disbursement: Number  # of loans to the state
    repayment: Number
    interest: Number
    support_grants: Number  # paid straight to the budget
    support_loans: Number
    union: Number  # of the customs union, net
    power: Power  # paid to Sangtuda-1
    transfers: Number  # all income and transfers, remittances among them
    capital: Number  # all capital

    @property
    def support(self) -> Number:
        """What is paid straight to the account of the state at the central bank."""
        return self.support_grants + self.support_loans


class SomoniAndPrices(NamedTuple):
    """The somoni and prices of the quarter, and the money from abroad behind them."""

    scale: Number  # of grants, investment, loans and other inflows, 1 at the start
    foreign: ForeignMoney
    imports_last: Number  # million dollars, without stocks
    stance: Stance  # of monetary policy
    seen_inflation: Number  # percent a year
    exchange: ExchangeRate
    supply: Supply  # of imports
    prices: PriceState
    price_change: Number  # log change of consumer prices
    real_depreciation: Number  # log change
    import_price: Number  # dollars, average of the base year = 1
    export_price: Number
    import_unit: Number  # dollars for a somoni of imports at base-year prices
    export_unit: Number
    log_rer: Number  # log real exchange rate, up is dearer imports
    felt_rer: Number  # that buyers have adjusted to
    dearer: Number  # the same against the base year
    normal_balance: Number  # at which the somoni will rest in the next quarter, share of imports
    tax_wedge: Number  # what changes of tax law have added to consumer prices, log

    @property
    def rate(self) -> Number:
        """TJS per USD."""
        return self.exchange.rate


def somoni_and_prices(q: QuarterInputs, people: PeopleAndMoney) -> SomoniAndPrices:
    """Set the rate, then prices at home and abroad."""
    last, p, k, xp = q.last, q.p, q.k, q.xp
    russia = people.russia
    scale = last.capital_scale * (1.0 + p.external.capital_growth / 400.0)
    imports_last = last.imports_usd - last.suppliers_usd  # without stocks, which would feed on themselves
    per_real = 1.0 / k.rate_base  # dollars for a somoni of the base year
    gold = trade.gold_bought(base=k.exports, unit=last.export_price * per_real, p=p.trade)
    foreign = _foreign_money(q, people=people, scale=scale, imports_last=imports_last, gold=gold)
    stance = monetary.step(
        last=last.monetary,
        core_inflation=last.prices.core,
        k=k.interest,
        p=p.monetary,
        banks=p.banks,
        prices=p.prices,
        xp=xp,
    )
    exchange = _exchange_rate(q, people=people, foreign=foreign, stance=stance, imports_last=imports_last)
    import_inflation = trade.import_inflation(
        drivers=q.drivers, rouble_change=russia.rouble_change, p=p.trade
    )
    supplied = supply.step(
        last=last.supply, russia=k.import_weights.russia, p=p.trade, demand=p.demand, xp=xp
    )
    tax = taxes.burden(
        law=k.tax_law,
        membership=p.policy.eaeu_membership,
        pass_through_year=p.prices.pass_through_year,
        p=p.fiscal,
        xp=xp,
    )
    now = prices.step(
        last=last.prices,
        depreciation=exchange.depreciation,
        import_inflation=import_inflation + 400.0 * supplied.goods_dearer,
        oil_change=russia.oil_change,
        pump_change=supplied.pump_change,
        food_change=supplied.food_change,
        output_gap=q.output_gap,
        add_factor=q.add.prices + (tax.wedge - last.tax_wedge),
        p=p.prices,
        xp=xp,
    )
    import_price = last.import_price * xp.exp(
        import_inflation / 400.0 + p.trade.fuel_import_share * russia.oil_change
    )
    export_price = last.export_price * (1.0 + q.drivers.export_price_inflation / 400.0)
    export_price = export_price * xp.exp(p.trade.export_oil_elasticity * russia.oil_change)
    price_change = xp.log(now.level / last.prices.level)
    log_rer = xp.log(import_price * exchange.rate * per_real / now.level)
    felt = last.felt_rer + p.demand.import_price_adjustment * (log_rer + tax.border - last.felt_rer)
    return SomoniAndPrices(
        scale=scale,
        foreign=foreign,
        imports_last=imports_last,
        stance=stance,
        seen_inflation=monetary.seen_inflation(last=last.monetary.inflation, price_change=price_change),
        exchange=exchange,
        supply=supplied,
        prices=now,
        price_change=price_change,
        real_depreciation=exchange.depreciation + import_inflation / 400.0 - price_change,
        import_price=import_price,
        export_price=export_price,
        import_unit=import_price * supplied.price * per_real,
        export_unit=export_price * trade.price_lift(p.trade, xp) * per_real,
        log_rer=log_rer,
        felt_rer=felt,
        dearer=felt - k.felt_base,
        normal_balance=external.rest_balance(last=last.normal_balance, p=p.external),
        tax_wedge=tax.wedge,
    )


def _foreign_money(
    q: QuarterInputs, *, people: PeopleAndMoney, scale: Number, imports_last: Number, gold: Number
) -> ForeignMoney:
    """Money from abroad as planned."""
    k, p, private = q.k, q.p, people.remitted.total
    from_russia = k.other_russia_usd * people.russia_scale * people.presence * (1.0 + q.add.remittances)
    other = (k.other_inflow_usd - k.other_russia_usd) * scale + from_russia
    current_grants = k.current_grants_usd * scale
    capital_grants = k.capital_grants_usd * scale + p.fiscal.project_grants
    direct = k.direct_investment_usd * scale * p.external.direct_investment_factor
    direct = direct + k.unrecorded * (private + other)
    suppliers = q.add.stocks * imports_last
    direct = direct + suppliers
    disbursement = k.disbursement_usd * scale + p.fiscal.project_loans
    interest, repayment = fiscal.external_payments(q.last.fiscal.external_debt, p.fiscal)
    support_grants, support_loans = p.fiscal.budget_support_grants, p.fiscal.budget_support_loans
    union = taxes.union_customs(
        membership=p.policy.eaeu_membership, imports_last=imports_last, scale=scale, p=p.fiscal
    )
    electricity = power.step(last=q.last.power, usual=k.power_paid_usd, p=p.fiscal, xp=q.xp)
    return ForeignMoney(
        other=other,
        other_russia=from_russia,
        current_grants=current_grants,
        capital_grants=capital_grants,
        direct=direct,
        suppliers=suppliers,
        gold=gold,
        disbursement=disbursement,
        repayment=repayment,
        interest=interest,
        support_grants=support_grants,
        support_loans=support_loans,
        union=union,
        power=electricity,
        transfers=private + other + current_grants + support_grants + union - interest - electricity.abroad,
        capital=capital_grants + direct + disbursement + support_loans - repayment,
    )


def _exchange_rate(
    q: QuarterInputs, *, people: PeopleAndMoney, foreign: ForeignMoney, stance: Stance, imports_last: Number
) -> ExchangeRate:
    """The somoni under the pressure of the quarter's inflows and the last quarter's trade."""
    last, xp = q.last, q.xp
    drawn = q.k.households.dollar_saving * last.household.usual_usd * (1.0 - stance.dollars)
    return external.exchange_rate(
        last_rate=last.rate,
        inflow=foreign.transfers
        + foreign.capital
        - foreign.support
        - foreign.suppliers
        - foreign.gold
        + drawn
        + last.exports_usd
        - last.kept_abroad_usd,
        imports_last=imports_last,
        imports_year=last.imports_of_year,
        normal_balance=last.normal_balance,
        reserves_last=last.reserves_usd,
        rouble_change=people.russia.rouble_change,
        rouble_gap=xp.log(last.host.rub_per_usd / last.host.rub_reference),
        core_inflation=last.prices.core,
        normal_inflation=q.p.prices.normal_import_inflation,
        add_factor=q.add.exchange_rate,
        p=q.p.external,
        xp=xp,
    )
