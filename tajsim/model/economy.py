"""One quarter of the whole economy: six phases in order, the state they leave, and the accounts that close.

A phase uses the results of the phases before it and the state of the quarter before for everything else, so
that a step has no solver inside. Phases call the blocks, in which the equations are; the equations that join
blocks stand with the phase that computes them.

| phase | module of `phases` | blocks |
|---|---|---|
| 1 people and money | people_and_money | host, policy, migration, remittances |
| 2 the somoni and prices | somoni_and_prices | monetary, external, trade, supply, prices, taxes, power |
| 3 spending | spending_plans | banks, labour, households, demand, fiscal, taxes |
| 4 trade and output | trade_and_output | trade, demand, external, labour, prices, power |
| 5 balances | balances | external, fiscal, banks |
| 6 living standards | living_standards | welfare |

| block of the economy | module |
|---|---|
| 1 host economy | host |
| 2 policy regime | policy |
| 3 migration | migration |
| 4 remittances | remittances |
| 5 households | households |
| 6 demand, supply, prices | demand, prices |
| 7 external sector | external, trade, supply |
| 8 public finance | fiscal, taxes, power |
| 9 money and banks | monetary, banks |
| 10 labour market | labour |
| 11 welfare | welfare |

Equations (t is a quarter; Y: output, Y*: potential output)

    gap        = ln(Y_{t-1} / Y*_{t-1})                       output gap that the blocks see
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model import (
    accounts,
    banks,
    demand,
    external,
    fiscal,
    host,
    households,
    labour,
    migration,
    monetary,
    policy,
    remittances,
    trade,
    welfare,
)
from tajsim.model.accounts import Identities, Transactions
from tajsim.model.host import QuarterDrivers
from tajsim.model.numeric import Namespace, Number
from tajsim.model.phases.balances import Balances, balances
from tajsim.model.phases.living_standards import LivingStandards, living_standards
from tajsim.model.phases.people_and_money import PeopleAndMoney, people_and_money
from tajsim.model.phases.somoni_and_prices import ForeignMoney, SomoniAndPrices, somoni_and_prices
from tajsim.model.phases.spending_plans import SpendingPlans, spending_plans
from tajsim.model.phases.trade_and_output import TradeAndOutput, trade_and_output
from tajsim.model.state import AddFactors, Constants, Earlier, QuarterInputs, State
from tajsim.parameters.blocks import Blocks


class SimulatedQuarter(NamedTuple):
    """Everything a quarter produced."""

    state: State
    host: host.HostEconomy
    labour_gap: Number  # of Russia, persons
    regime: policy.Regime
    flows: migration.Flows
    remitted: remittances.Remitted
    foreign: ForeignMoney
    stance: monetary.Stance
    exchange: external.ExchangeRate
    spending: households.Spending
    output: demand.GdpByExpenditure
    exports: trade.Partners  # million dollars
    imports: trade.Partners  # million dollars
    from_stocks: Number  # sold abroad, real
    balance: external.Balance
    investment_rule: Number  # factor of the fiscal rule on public investment
    revenue: fiscal.Revenue
    budget: fiscal.Budget
    bank: banks.BankFlows
    market: labour.LabourMarket
    welfare: welfare.Welfare
    distribution: welfare.ConsumptionDistribution
    transactions: Transactions
    identities: Identities


class Phases(NamedTuple):
    """The results of the phases of a quarter, in their order."""

    people: PeopleAndMoney
    somoni: SomoniAndPrices
    plans: SpendingPlans
    trade: TradeAndOutput
    closed: Balances
    living: LivingStandards


def step(
    last: State, drivers: QuarterDrivers, add: AddFactors, p: Blocks, k: Constants, xp: Namespace
) -> SimulatedQuarter:
    """Advance the economy by one quarter.

    `last`: the state at the end of the quarter before; `drivers`: of this quarter, shocks included; `add`:
    add-factors; `p`: parameters of this quarter, shocks included; `k`: constants of the initial year. Floats
    give one path, float64 arrays of draws give many. Nothing is written in place.
    """
    gap = xp.log(last.gdp / last.potential)
    q = QuarterInputs(last=last, drivers=drivers, add=add, p=p, k=k, xp=xp, output_gap=gap)

    people = people_and_money(q)
    somoni = somoni_and_prices(q, people)
    plans = spending_plans(q, people=people, somoni=somoni)
    trade = trade_and_output(q, people=people, somoni=somoni, plans=plans)
    closed = balances(q, somoni=somoni, plans=plans, trade=trade)
    living = living_standards(q, people=people, bought=trade.output.demand, idle=plans.returnees.idle)

    done = Phases(people=people, somoni=somoni, plans=plans, trade=trade, closed=closed, living=living)
    state = next_state(last, done)
    transactions = transactions_of(q, state=state, done=done)
    return SimulatedQuarter(
        state=state,
        host=people.russia,
        labour_gap=people.labour_gap,
        regime=people.regime,
        flows=people.flows,
        remitted=people.remitted,
        foreign=somoni.foreign,
        stance=somoni.stance,
        exchange=somoni.exchange,
        spending=plans.households,
        output=trade.output,
        exports=trade.exports,
        imports=trade.imports,
        from_stocks=trade.from_stocks,
        balance=closed.exchange.balance,
        investment_rule=plans.investment_rule,
        revenue=closed.nominal.revenue,
        budget=closed.budget,
        bank=closed.bank,
        market=trade.work.market,
        welfare=living.welfare,
        distribution=k.distribution,
        transactions=transactions,
        identities=identities_of(q, state=state, transactions=transactions, done=done),
    )


def next_state(last: State, done: Phases) -> State:
    """What the next quarter starts from."""
    people, somoni, plans, trade, closed = done.people, done.somoni, done.plans, done.trade, done.closed
    spending, bought = plans.households, trade.output.demand
    return State(
        host=people.russia.state,
        people=people.flows.people,
        nonlabour_usd=people.nonlabour,
        russia_scale=people.russia_scale,
        counted_on=people.counted_on,
        spread=people.spread,
        rate=somoni.rate,
        reserves_usd=closed.exchange.balance.reserves,
        imports_usd=trade.imports_total,
        imports_earlier=Earlier(
            one=last.imports_usd, two=last.imports_earlier.one, three=last.imports_earlier.two
        ),
        exports_usd=trade.exports_total,
        kept_abroad_usd=trade.kept_abroad,
        suppliers_usd=bought.stocks * somoni.import_unit,
        prices=somoni.prices,
        household=households.HouseholdState(
            own_income=spending.own_income,
            remitted_income=spending.remitted_income,
            own_consumption=spending.own_consumption,
            remitted_consumption=spending.remitted_consumption,
            housing=spending.housing,
            money=closed.households.money,
            deposits_usd=closed.households.deposits_usd,
            cash_usd=closed.households.cash_usd,
            kept_usd=spending.kept_usd,
            usual_usd=spending.usual_usd,
        ),
        business_investment=done.plans.business_investment,
        gdp=trade.output.gdp,
        gdp_nominal=closed.nominal.gdp,
        potential=trade.work.potential,
        profits=closed.nominal.profits,
        disposable_income=closed.households.disposable,
        fiscal=closed.budget.state,
        bank=closed.bank.state,
        monetary=monetary.MonetaryState(asked=somoni.stance.asked, inflation=somoni.seen_inflation),
        labour=trade.work.market.state,
        felt_rer=somoni.felt_rer,
        normal_balance=somoni.normal_balance,
        import_price=somoni.import_price,
        export_price=somoni.export_price,
        supply=somoni.supply.state,
        china_demand=trade.china_demand,
        rest_demand=trade.rest_demand,
        capital_scale=somoni.scale,
        public_scale=plans.public_scale,
        demography=people.residents,
        normal_labour_force=plans.normal_force,
        usual_own=done.living.usual_own,
        usual_remitted=done.living.usual_remitted,
        tax_wedge=somoni.tax_wedge,
        power=somoni.foreign.power.state,
    )


def transactions_of(q: QuarterInputs, *, state: State, done: Phases) -> Transactions:
    """Every flow of money of the quarter, in somoni."""
    rate, foreign, credit = done.somoni.rate, done.somoni.foreign, done.plans.credit
    incomes, remitted, closed = done.plans.incomes, done.people.remitted, done.closed
    nominal, firms, households, bank = closed.nominal, closed.firms, closed.households, closed.bank
    balance = closed.exchange.balance
    grants = foreign.current_grants + foreign.capital_grants + foreign.support_grants
    borrowed = foreign.disbursement + foreign.support_loans - foreign.repayment + balance.emergency_loan
    return Transactions(
        consumption=nominal.consumption,
        housing=nominal.housing,
        business_investment=nominal.investment,
        government_purchases=nominal.purchases,
        exports=nominal.exports,
        imports=done.trade.imports.total * rate,
        wages=incomes.wages,
        taxes_on_products=nominal.taxes_on_products,
        taxes_on_profits=nominal.revenue.profits,
        taxes_on_labour=nominal.revenue.labour,
        other_revenue=nominal.revenue.other,
        transfers=incomes.transfers,
        programmes=incomes.programmes,
        remittances=(remitted.labour + remitted.nonlabour) * rate,
        other_inflows=incomes.other_inflows,
        distributed_profits=firms.distributed,
        loan_interest=credit.interest_received,
        deposit_interest=credit.interest_paid,
        bank_distributions=credit.distributed,
        bank_rescue=bank.rescue,
        grants=grants * rate,
        external_interest=foreign.interest * rate,
        domestic_interest=closed.budget.interest_domestic,
        currency=households.money_change - households.deposit_change,
        somoni_deposits=households.deposit_change,
        foreign_deposits=households.foreign_deposits,
        foreign_cash=households.foreign_cash,
        loans_to_firms=firms.loans,
        loans_to_households=households.credit_line,
        bank_reserves=bank.reserve_change,
        bank_foreign_assets=bank.foreign_change_usd * rate,
        direct_investment=firms.direct,
        government_deposits=state.fiscal.deposits - q.last.fiscal.deposits,
        domestic_debt=state.fiscal.domestic_debt - q.last.fiscal.domestic_debt,
        external_borrowing=borrowed * rate,
        reserves=balance.reserve_change * rate,
        union_customs=nominal.revenue.union,
        power_abroad=foreign.power.abroad * rate,
    )


def identities_of(q: QuarterInputs, *, state: State, transactions: Transactions, done: Phases) -> Identities:
    """How well the quarter closes."""
    exchange, living, k = done.closed.exchange, done.living, q.k
    heads = k.own_consumption_per_head + k.remitted_consumption_per_head
    return accounts.identities(
        last=q.last,
        now=state,
        t=transactions,
        flows=done.people.flows,
        planned=done.trade.planned,
        out=done.trade.output,
        financed_usd=exchange.balance.current_account + done.somoni.foreign.capital_grants + exchange.direct,
        bank=done.closed.bank,
        imports_by_partner=done.trade.imports.total,
        consumption_of_cells=living.welfare.mean * heads,
        consumption_a_head=living.own_head + living.remitted_head,
    )
