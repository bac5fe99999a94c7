"""Phase 5, balances: the accounts of the nation, of firms and households, of banks and of the state.

Blocks: external (the balance of payments), fiscal, banks. Nobody plans here: each account is closed from
what the phases before decided.

Equations (million somoni; e: TJS per USD, P: consumer prices, _0: at the start)

    Y nominal  = P (C + H + I + stocks + G + Ip) + e (P_x X - P_m M) / e_0     X: as demand and prices explain
    profits    = Y nominal - W - taxes on imports and consumption
    handed out = profits - investment - taxes on profits - other revenue - interest + loans + direct
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model import banks, external, fiscal
from tajsim.model.banks import BankFlows
from tajsim.model.external import Balance
from tajsim.model.fiscal import Budget, Revenue
from tajsim.model.numeric import Number, positive
from tajsim.model.phases.somoni_and_prices import SomoniAndPrices
from tajsim.model.phases.spending_plans import Incomes, SpendingPlans
from tajsim.model.phases.trade_and_output import TradeAndOutput
from tajsim.model.state import QuarterInputs


class ForeignExchange(NamedTuple):
    """How the market for dollars closed; million dollars."""

    cash_purchase: Number  # of households, less what holders sold
    direct: Number  # investment, less credit for stocks that rationing kept out and proceeds kept abroad
    balance: Balance


class NominalAccounts(NamedTuple):
    """The nation's accounts, million somoni a quarter."""

    consumption: Number
    housing: Number
    investment: Number  # of firms, with stocks
    purchases: Number  # of the state, with its investment
    exports: Number
    imports: Number
    gdp: Number
    revenue: Revenue
    taxes_on_products: Number
    profits: Number  # gross operating surplus


class Firms(NamedTuple):
    """How firms are financed, million somoni."""

    loans: Number  # change of all loans
    direct: Number  # direct investment
    distributed: Number  # to households


class Households(NamedTuple):
    """What households put aside, million somoni, or million dollars where named."""

    foreign_cash: Number
    foreign_deposits: Number
    credit_line: Number  # forced credit of banks
    money_change: Number
    money: Number  # stock at the end: currency and somoni deposits
    deposits: Number  # of it in banks
    deposit_change: Number
    deposits_usd: Number  # stock at the end
    cash_usd: Number  # stock at the end
    disposable: Number  # income, real


class Balances(NamedTuple):
    """Every account of the quarter."""

    exchange: ForeignExchange
    nominal: NominalAccounts
    firms: Firms
    households: Households
    bank: BankFlows
    budget: Budget


def balances(
    q: QuarterInputs, *, somoni: SomoniAndPrices, plans: SpendingPlans, trade: TradeAndOutput
) -> Balances:
    """Close the accounts, each from what the ones before left."""
    exchange = _foreign_exchange(q, somoni=somoni, plans=plans, trade=trade)
    nominal = _nominal_accounts(q, somoni=somoni, incomes=plans.incomes, trade=trade)
    loans = plans.credit.loan_change + plans.credit.loan_change_usd * somoni.rate
    direct = exchange.direct * somoni.rate
    distributed = handed_out(
        profits=nominal.profits,
        investment=nominal.investment,
        taxes=nominal.revenue.profits,
        other_revenue=nominal.revenue.other,
        interest=plans.credit.interest_received,
        loans=loans,
        direct=direct,
    )
    firms = Firms(loans=loans, direct=direct, distributed=distributed)
    households = _households(
        q,
        somoni=somoni,
        plans=plans,
        nominal=nominal,
        distributed=distributed,
        cash_purchase=exchange.cash_purchase,
    )
    bank = _bank(q, somoni=somoni, plans=plans, households=households, trade=trade)
    budget = _budget(
        q,
        somoni=somoni,
        plans=plans,
        nominal=nominal,
        programmes=plans.incomes.programmes + bank.rescue,
        emergency_loan=exchange.balance.emergency_loan,
    )
    return Balances(
        exchange=exchange,
        nominal=nominal,
        firms=firms,
        households=households,
        bank=bank,
        budget=budget,
    )


def handed_out(
    *,
    profits: Number,
    investment: Number,
    taxes: Number,
    other_revenue: Number,
    interest: Number,
    loans: Number,
    direct: Number,
) -> Number:
    """What firms hand out once they have invested and paid, financed by loans and direct investment."""
    return profits - investment - taxes - other_revenue - interest + loans + direct


def _foreign_exchange(
    q: QuarterInputs, *, somoni: SomoniAndPrices, plans: SpendingPlans, trade: TradeAndOutput
) -> ForeignExchange:
    """Close the market for dollars: holders of cash and reserves take what is left."""
    last, xp, foreign = q.last, q.xp, somoni.foreign
    planned_cash = plans.households.cash_purchase
    held = last.household.cash_usd + planned_cash
    # credit for stocks that rationing keeps out is not drawn
    unused = foreign.suppliers - trade.output.demand.stocks * somoni.import_unit
    capital = foreign.capital - unused - trade.kept_abroad
    planned_outflow = planned_cash + plans.bank_outflow
    gap = trade.exports_total - trade.imports_total + foreign.transfers + capital - planned_outflow
    gap = gap - foreign.support  # which goes to the account of the state, not to the market
    sold = external.sold_by_holders(
        gap=gap - foreign.gold,
        reserves_last=last.reserves_usd,
        cash=held,
        met=somoni.exchange.met,
        bought=somoni.exchange.bought,
        xp=xp,
    )
    # what nothing explains is known from times of little cover: of ample reserves it moves no larger part,
    # and in logs, so that what comes and goes again leaves nothing behind
    floor = external.floor_of_reserves(last.imports_of_year, q.p.external)
    exposed = floor / xp.maximum(last.reserves_usd, floor)
    left = last.reserves_usd * (1.0 - xp.exp(exposed * xp.log(1.0 - q.add.outflows)))
    cash_purchase = planned_cash - xp.minimum(sold - left, held)
    balance = external.balance(
        reserves_last=last.reserves_usd,
        exports=trade.exports_total,
        imports=trade.imports_total,
        income_and_transfers=foreign.transfers,
        capital=capital,
        private_outflow=cash_purchase + plans.bank_outflow,
        xp=xp,
    )
    direct = foreign.direct - unused - trade.kept_abroad
    return ForeignExchange(cash_purchase=cash_purchase, direct=direct, balance=balance)


def _nominal_accounts(
    q: QuarterInputs, *, somoni: SomoniAndPrices, incomes: Incomes, trade: TradeAndOutput
) -> NominalAccounts:
    """Output at current prices by expenditure, the taxes on it, and what is left to firms."""
    level, rate, d = somoni.prices.level, somoni.rate, trade.output.demand
    consumption = d.consumption * level
    housing = d.housing * level
    investment = (d.business + d.stocks) * level - trade.kept_abroad * rate
    purchases = (d.government + d.public_investment) * level
    exports, imports = trade.exports_total * rate, trade.imports_total * rate
    gdp = consumption + housing + investment + purchases + exports - imports
    revenue = fiscal.revenue(
        rates=incomes.rates,
        imports=imports,
        consumption=consumption,
        wages=incomes.wages,
        profits=q.last.profits,
        gdp=gdp,
        union=somoni.foreign.union * rate,
        xp=q.xp,
    )
    taxes_on_products = revenue.imports + revenue.consumption
    return NominalAccounts(
        consumption=consumption,
        housing=housing,
        investment=investment,
        purchases=purchases,
        exports=exports,
        imports=imports,
        gdp=gdp,
        revenue=revenue,
        taxes_on_products=taxes_on_products,
        profits=gdp - incomes.wages - taxes_on_products,
    )


def _households(
    q: QuarterInputs,
    *,
    somoni: SomoniAndPrices,
    plans: SpendingPlans,
    nominal: NominalAccounts,
    distributed: Number,
    cash_purchase: Number,
) -> Households:
    """What is left of income becomes somoni money; a shortfall is bridged by credit."""
    incomes, spending, held = plans.incomes, plans.households, q.last.household
    foreign_cash = cash_purchase * somoni.rate
    foreign_deposits = spending.deposit_purchase * somoni.rate
    saved = (
        incomes.wages
        + incomes.transfers
        + incomes.programmes
        + incomes.remitted
        + incomes.other_inflows
        + distributed
        + incomes.interest
        - nominal.revenue.labour
        - nominal.consumption
        - nominal.housing
        - foreign_cash
        - foreign_deposits
    )
    credit_line = positive(-(held.money + saved), q.xp)
    money_change = saved + credit_line
    money = held.money + money_change
    banked = q.xp.minimum(q.k.somoni_deposit_share * somoni.stance.banked, 0.98)
    deposits = money * banked
    return Households(
        foreign_cash=foreign_cash,
        foreign_deposits=foreign_deposits,
        credit_line=credit_line,
        money_change=money_change,
        money=money,
        deposits=deposits,
        deposit_change=deposits - q.last.bank.deposits,
        deposits_usd=held.deposits_usd + spending.deposit_purchase,
        cash_usd=held.cash_usd + cash_purchase,
        disposable=spending.own_income + spending.remitted_income,
    )


def _bank(
    q: QuarterInputs,
    *,
    somoni: SomoniAndPrices,
    plans: SpendingPlans,
    households: Households,
    trade: TradeAndOutput,
) -> BankFlows:
    """Close the balance sheet of banks on the deposits and the income of the quarter."""
    last, xp = q.last, q.xp
    return banks.close(
        last=last.bank,
        plan=plans.credit,
        somoni_deposits=households.deposits,
        deposits_usd=households.deposits_usd,
        deposit_change_usd=plans.households.deposit_purchase,
        credit_line=households.credit_line,
        rate=somoni.rate,
        depreciation=somoni.real_depreciation,
        income_change=xp.log(households.disposable / last.disposable_income)
        - trade.work.supply_growth * last.household.own_income / last.disposable_income,
        add_factor=q.add.bad_loans,
        k=q.k.banks,
        p=q.p.banks,
        xp=xp,
    )


def _budget(
    q: QuarterInputs,
    *,
    somoni: SomoniAndPrices,
    plans: SpendingPlans,
    nominal: NominalAccounts,
    programmes: Number,
    emergency_loan: Number,
) -> Budget:
    """Close the budget. `programmes`: reintegration and the rescue of banks."""
    foreign = somoni.foreign
    return fiscal.budget(
        last=q.last.fiscal,
        income=nominal.revenue.tax + nominal.revenue.other,
        purchases=nominal.purchases,
        transfers=plans.incomes.transfers,
        programmes=programmes,
        rate=somoni.rate,
        grants_usd=foreign.current_grants + foreign.capital_grants + foreign.support_grants,
        disbursement=foreign.disbursement + foreign.support_loans,
        repayment=foreign.repayment,
        interest_external=foreign.interest,
        power_abroad=foreign.power.abroad,
        emergency_loan=emergency_loan,
        gdp=nominal.gdp,
        transfers_real=plans.incomes.transfers_real,
        p=q.p.fiscal,
        xp=q.xp,
    )
