"""Phase 2, the somoni and prices: what comes from abroad, what it makes of the rate, and what prices follow.

Blocks: external (the rate), trade (prices abroad), prices; payments on public debt from fiscal.

Equations (t is a quarter; e: TJS per USD, P: consumer prices, _0: at the start; money in million dollars)

    scale      = scale_{t-1} (1 + g_k / 400)                  grants, investment, loans and other inflows
    other      = (O_0 - O_R) scale + O_R others presence (1 + a)      other private inflows
    direct     = direct_0 scale m_d + u (remittances + other inflows) + stocks bought on credit
    P_m        = P_m,t-1 exp(pi_m / 400 + m_f doil)           dollar price of imports
    P_x        = P_x,t-1 (1 + pi_x / 400) exp(x_o doil)       dollar price of exports
    r          = ln(P_m e / (e_0 P))                          real exchange rate, up is dearer imports
    r^f        = r^f_{t-1} + a_r (r - r^f_{t-1})              that buyers have adjusted to

O_R is what of other private inflows comes from Russia, others their scale and presence a factor (phase 1), a
the add-factor of money from Russia. u is the part of private inflows that no account records; n_m / 400 a
quarter is the dollar inflation that a crawl of the somoni takes as normal. Oil takes other commodities along:
Tajikistan sells gold, ores, aluminium and cotton, so that a fall of oil that makes its imports cheaper makes
its exports cheaper too.

Symbols: g_k capital_growth, m_d direct_investment_factor, m_f fuel_import_share,
a_r import_price_adjustment, n_m normal_import_inflation, x_o export_oil_elasticity.

Sources: x_o from the transmission of oil to other commodity prices, 0.16 in all and 0.11 for metals (Baffes,
World Bank 2007), and from exports of Tajikistan, 0.15 (its entry).
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model import external, fiscal, prices, trade
from tajsim.model.external import ExchangeRate
from tajsim.model.numeric import Number
from tajsim.model.phases.people_and_money import PeopleAndMoney
from tajsim.model.prices import PriceState
from tajsim.model.state import QuarterInputs


class ForeignMoney(NamedTuple):
    """Money from abroad beside trade, as planned; million dollars a quarter."""

    other: Number  # private inflows beside remittances
    other_russia: Number  # of these from Russia
    current_grants: Number
    capital_grants: Number
    direct: Number  # investment, unrecorded money and credit of suppliers
    suppliers: Number  # credit of suppliers for stocks
    disbursement: Number  # of loans to the state
    repayment: Number
    interest: Number
    transfers: Number  # all income and transfers, remittances among them
    capital: Number  # all capital


class SomoniAndPrices(NamedTuple):
    """The somoni and prices of the quarter, and the money from abroad behind them."""

    scale: Number  # of grants, investment, loans and other inflows, 1 at the start
    foreign: ForeignMoney
    imports_last: Number  # million dollars, without stocks
    exchange: ExchangeRate
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
    foreign = _foreign_money(q, people=people, scale=scale, imports_last=imports_last)
    exchange = _exchange_rate(q, people=people, foreign=foreign, imports_last=imports_last)
    import_inflation = trade.import_inflation(
        drivers=q.drivers, rouble_change=russia.rouble_change, p=p.trade
    )
    now = prices.step(
        last=last.prices,
        depreciation=exchange.depreciation,
        import_inflation=import_inflation,
        oil_change=russia.oil_change,
        output_gap=q.output_gap,
        add_factor=q.add.prices,
        p=p.prices,
        xp=xp,
    )
    import_price = last.import_price * xp.exp(
        import_inflation / 400.0 + p.trade.fuel_import_share * russia.oil_change
    )
    export_price = last.export_price * (1.0 + q.drivers.export_price_inflation / 400.0)
    export_price = export_price * xp.exp(p.trade.export_oil_elasticity * russia.oil_change)
    per_real = 1.0 / k.rate_base  # dollars for a somoni of the base year
    price_change = xp.log(now.level / last.prices.level)
    log_rer = xp.log(import_price * exchange.rate * per_real / now.level)
    felt = last.felt_rer + p.demand.import_price_adjustment * (log_rer - last.felt_rer)
    return SomoniAndPrices(
        scale=scale,
        foreign=foreign,
        imports_last=imports_last,
        exchange=exchange,
        prices=now,
        price_change=price_change,
        real_depreciation=exchange.depreciation + import_inflation / 400.0 - price_change,
        import_price=import_price,
        export_price=export_price,
        import_unit=import_price * per_real,
        export_unit=export_price * per_real,
        log_rer=log_rer,
        felt_rer=felt,
        dearer=felt - k.felt_base,
        normal_balance=external.rest_balance(last=last.normal_balance, p=p.external),
    )


def _foreign_money(
    q: QuarterInputs, *, people: PeopleAndMoney, scale: Number, imports_last: Number
) -> ForeignMoney:
    """Money from abroad as planned."""
    k, p, private = q.k, q.p, people.remitted.total
    from_russia = k.other_russia_usd * people.russia_scale * people.presence * (1.0 + q.add.remittances)
    other = (k.other_inflow_usd - k.other_russia_usd) * scale + from_russia
    current_grants = k.current_grants_usd * scale
    capital_grants = k.capital_grants_usd * scale
    direct = k.direct_investment_usd * scale * p.external.direct_investment_factor
    direct = direct + k.unrecorded * (private + other)
    suppliers = q.add.stocks * imports_last
    direct = direct + suppliers
    disbursement = k.disbursement_usd * scale
    interest, repayment = fiscal.external_payments(q.last.fiscal.external_debt, p.fiscal)
    return ForeignMoney(
        other=other,
        other_russia=from_russia,
        current_grants=current_grants,
        capital_grants=capital_grants,
        direct=direct,
        suppliers=suppliers,
        disbursement=disbursement,
        repayment=repayment,
        interest=interest,
        transfers=private + other + current_grants - interest,
        capital=capital_grants + direct + disbursement - repayment,
    )


def _exchange_rate(
    q: QuarterInputs, *, people: PeopleAndMoney, foreign: ForeignMoney, imports_last: Number
) -> ExchangeRate:
    """The somoni under the pressure of the quarter's inflows and the last quarter's trade."""
    last, xp = q.last, q.xp
    return external.exchange_rate(
        last_rate=last.rate,
        inflow=foreign.transfers
        + foreign.capital
        - foreign.suppliers
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
