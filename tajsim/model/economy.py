"""One quarter of the whole economy: the blocks in the order they run, and the accounts they must close.

Order: host, policy, migration, remittances, exchange rate, prices, credit plans, households, demand and
trade, balance of payments, revenue, labour market, banks, budget, welfare. A block uses the output of the
blocks before it and the state of the quarter before for everything else, so a step has no solver inside.

| block of the economy | module |
|---|---|
| 1 host economy | host |
| 2 policy regime | policy |
| 3 migration | migration |
| 4 remittances | remittances |
| 5 households | households |
| 6 demand, supply, prices | demand, prices |
| 7 external sector | external, trade |
| 8 public finance | fiscal |
| 9 banks | banks |
| 10 labour market | labour |
| 11 welfare | welfare |

Equations that join the blocks (t is a quarter; e: TJS per USD, P: consumer prices, _0: at the start)

    gap        = ln(Y_{t-1} / Y*_{t-1})                       output gap that the blocks see
    residents  = residents_{t-1} (1 + g_n / 400)              without the migrants who come back
    entrants   = entrants_0 residents / residents_0           young people who become willing to migrate
    other      = N_other b_o 3 / 10^6                         sent from other destinations, million dollars
    non-labour = non-labour_{t-1} (1 - x)                     million dollars
    scale      = scale_{t-1} (1 + g_k / 400)                  grants, investment, loans and other inflows
    direct     = direct_0 scale m_d + u (remittances + other inflows) + stocks bought on credit
    P_m        = P_m,t-1 exp(pi_m / 400 + m_f doil)           dollar price of imports
    P_x        = P_x,t-1 (1 + pi_x / 400)                     dollar price of exports
    r          = ln(P_m e / (e_0 P))                          real exchange rate, up is dearer imports
    r^f        = r^f_{t-1} + a_r (r - r^f_{t-1})              that buyers have adjusted to
    W          = w_{t-1} E_{t-1} 3 / 10^6                     wages paid, million somoni
    public     = public_{t-1} (1 + g_g / 400)                 real public spending
    transfers  = transfers_0 public (1 + s_t) P
    G, Ip      = G_0 public (1 + s_g), Ip_0 public (1 + s_g) rule
    LF         = LF* + pi (home + banned - their number at the start),  LF* = LF*_{t-1} (1 + g_l / 400)
    Y nominal  = P (C + H + I + stocks + G + Ip) + e (P_x X - P_m M) / e_0
    profits    = Y nominal - W - taxes on imports and consumption
    own, remitted consumption a head = (own + (1 - kept) remitted), kept remitted, over residents

The trend g that households and investors expect is g_y / 400; n_m / 400 a quarter is the dollar inflation
that a crawl of the somoni takes as normal. u is the part of private inflows that no account records; kept is
the part of spending from remittances that stays in the households that receive them.

Symbols: g_n population_growth, b_o remitted_other_usd, x nonlabour_decay,
g_k capital_growth, m_d direct_investment_factor, m_f fuel_import_share, a_r import_price_adjustment,
g_g spending_growth, s_t transfer_stimulus, s_g fiscal_stimulus, pi returnee_participation,
g_l labour_force_growth, g_y potential_growth, n_m normal_import_inflation.
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
    policy,
    prices,
    remittances,
    trade,
    welfare,
)
from tajsim.model.accounts import Identities, Transactions
from tajsim.model.host import Drivers
from tajsim.model.numeric import Namespace, Number, positive
from tajsim.model.state import AddFactors, Constants, State
from tajsim.parameters.blocks import Blocks


class Quarter(NamedTuple):
    """Everything a quarter produced."""

    state: State
    host: host.HostEconomy
    labour_gap: Number  # of Russia, persons
    regime: policy.Regime
    flows: migration.Flows
    remitted: remittances.Remitted
    exchange: external.ExchangeRate
    spending: households.Spending
    output: demand.Output
    exports: trade.Partners  # million dollars
    imports: trade.Partners  # million dollars
    balance: external.Balance
    investment_rule: Number  # factor of the fiscal rule on public investment
    revenue: fiscal.Revenue
    budget: fiscal.Budget
    bank: banks.BankFlows
    market: labour.LabourMarket
    welfare: welfare.Welfare
    distribution: welfare.Distribution
    transactions: Transactions
    identities: Identities


def step(last: State, drivers: Drivers, add: AddFactors, p: Blocks, k: Constants, xp: Namespace) -> Quarter:
    """Advance the economy by one quarter.

    `last`: the state at the end of the quarter before; `drivers`: of this quarter, shocks included; `add`:
    add-factors; `p`: parameters of this quarter, shocks included; `k`: constants of the initial year. Floats
    give one path, float64 arrays of draws give many. Nothing is written in place.
    """
    people = last.people
    household, bank = last.household, last.bank
    scale = last.capital_scale * (1.0 + p.external.capital_growth / 400.0)

    # people and their money
    russia = host.step(last.host, drivers, people.in_russia, k.workers_base, p.host, xp)
    regime = policy.step(
        russia.wage_rub,
        people.regular,
        people.irregular,
        k.deportation_reference,
        k.burden_reference,
        p.migration,
        p.policy,
        k.recorded_coverage,
        xp,
    )
    wage_gap = xp.log(russia.wage_usd * last.rate / last.labour.wage) - k.wage_gap_base
    demography = last.demography * (1.0 + p.migration.population_growth / 400.0)
    entrants = k.entrants * (demography / k.residents_base)
    flows = migration.step(people, wage_gap, entrants, regime, p.migration, p.policy, xp)
    labour_gap = host.labour_gap(drivers, flows.people.in_russia, k.workers_base)
    gap = xp.log(last.gdp / last.potential)
    spread = remittances.spread(last.spread, k.diffusion_gap, p.remittances)
    base = k.propensity * xp.exp(spread)
    sending = remittances.propensity(russia, gap, base, k.insurance_base, p.remittances, xp)
    nonlabour = last.nonlabour_usd * (1.0 - p.remittances.nonlabour_decay)
    remitted = remittances.step(
        flows,
        russia,
        regime,
        sending,
        p.remittances.remitted_other_usd,
        nonlabour,
        k.coverage_russia,
        add.remittances,
        p.remittances,
        xp,
    )

    # the somoni and prices
    other_usd = k.other_inflow_usd * scale
    current_grants = k.current_grants_usd * scale
    capital_grants = k.capital_grants_usd * scale
    direct = k.direct_investment_usd * scale * p.external.direct_investment_factor
    direct = direct + k.unrecorded * (remitted.total + other_usd)
    imports_last = last.imports_usd - last.suppliers_usd  # without stocks, which would feed on themselves
    credit_usd = add.stocks * imports_last  # of suppliers, for stocks
    direct = direct + credit_usd
    disbursement = k.disbursement_usd * scale
    interest_usd, repayment = fiscal.external_payments(last.fiscal.external_debt, p.fiscal)
    transfers_usd = remitted.total + other_usd + current_grants - interest_usd
    capital_usd = capital_grants + direct + disbursement - repayment
    exchange = external.exchange_rate(
        last.rate,
        transfers_usd + capital_usd - credit_usd + last.exports_usd,
        imports_last,
        k.normal_balance,
        last.reserves_usd,
        russia.rouble_change,
        xp.log(last.host.rub_per_usd / last.host.rub_reference),
        last.prices.core,
        p.prices.normal_import_inflation,
        add.exchange_rate,
        p.external,
        xp,
    )
    e = exchange.rate
    import_inflation = trade.import_inflation(drivers, russia.rouble_change, p.trade)
    price = prices.step(
        last.prices,
        exchange.depreciation,
        import_inflation,
        russia.oil_change,
        gap,
        add.prices,
        p.prices,
        xp,
    )
    level = price.level
    import_price = last.import_price * xp.exp(
        import_inflation / 400.0 + p.trade.fuel_import_share * russia.oil_change
    )
    export_price = last.export_price * (1.0 + drivers.export_price_inflation / 400.0)
    per_real = 1.0 / k.rate_base  # dollars for a somoni of the base year
    price_change = xp.log(level / last.prices.level)
    real_depreciation = exchange.depreciation + import_inflation / 400.0 - price_change
    log_rer = xp.log(import_price * e * per_real / level)
    felt_rer = last.felt_rer + p.demand.import_price_adjustment * (log_rer - last.felt_rer)

    # households
    trend = p.prices.potential_growth * 0.0025
    deposits = household.money * k.somoni_deposit_share
    credit = banks.plan(
        bank, deposits, household.deposits_usd, 4.0 * last.gdp_nominal, e, k.banks, p.banks, xp
    )
    public_scale = last.public_scale * (1.0 + p.fiscal.spending_growth / 400.0)
    transfers_real = k.transfers * public_scale * (1.0 + p.fiscal.transfer_stimulus)
    transfers = transfers_real * level
    wages = last.labour.wage * last.labour.employment * 3.0e-6
    other_inflows = other_usd * e
    interest_income = credit.interest_paid + credit.distributed
    own = (
        wages * (1.0 - k.taxes.labour) + k.payout * last.profits + transfers + other_inflows + interest_income
    )
    remitted_tjs = remitted.total * e
    spending = households.spend(
        household,
        own,
        remitted_tjs,
        level,
        remitted.total + other_usd,
        e,
        exchange.depreciation,
        gap,
        trend,
        k.households,
        add.demand,
        p.households,
        xp,
    )
    cash_purchase = spending.cash_purchase

    # demand, trade, output
    investment = demand.business_investment(
        last.business_investment,
        last.gdp,
        last.potential,
        k.investment_ratio,
        bank.tightness,
        trend,
        p.demand,
        xp,
    )
    stimulus = public_scale * (1.0 + p.fiscal.fiscal_stimulus)
    rule = fiscal.investment_rule(last.fiscal.deficit_ratio, p.fiscal, xp)
    china = last.china_demand * xp.maximum(1.0 + drivers.china_growth / 400.0, 0.5)
    rest = last.rest_demand * xp.maximum(1.0 + drivers.partner_growth / 400.0, 0.5)
    exported = trade.exports(k.exports, russia.state, china, rest, log_rer, p.trade, xp)
    exports_unit = export_price * per_real
    imports_unit = import_price * per_real
    planned = demand.Components(
        spending.own_consumption,
        spending.remitted_consumption,
        spending.housing,
        investment,
        k.government * stimulus,
        k.public_investment * stimulus * rule,
        exported.total,
        credit_usd / imports_unit,
    )
    planned = demand.replaced_at_home(planned, k.contents, felt_rer, p.demand, xp)
    exports_usd = trade.Partners(
        exported.russia * exports_unit, exported.china * exports_unit, exported.rest * exports_unit
    )
    exports_total = exports_usd.total
    bank_outflow = spending.deposit_purchase - credit.loan_change_usd
    planned_outflow = cash_purchase + bank_outflow
    cash_held = household.cash_usd + cash_purchase
    payable = external.available(
        last.reserves_usd,
        imports_last,
        cash_held,
        exports_total + transfers_usd + capital_usd,
        planned_outflow,
        p.external,
        xp,
    )
    effect = demand.content_effect(felt_rer, gap, p.demand, xp) * (1.0 + add.imports)
    drift = demand.content_drift(xp.log(last.potential / k.potential_base), p.demand, xp)
    out = demand.output(planned, k.contents, effect, drift, payable / imports_unit, p.demand, xp)
    imports_total = out.imports * imports_unit
    unused = credit_usd - out.demand.stocks * imports_unit  # credit for stocks that rationing keeps out
    direct, capital_usd = direct - unused, capital_usd - unused
    imports_usd = trade.imports(imports_total, k.import_weights, russia.state, k.rub_base, p.trade, xp)
    market_gap = exports_total - imports_total + transfers_usd + capital_usd - planned_outflow
    sold = external.sold_by_holders(
        market_gap, last.reserves_usd, cash_held, exchange.intervention_share, p.external, xp
    )
    cash_purchase = cash_purchase - xp.minimum(sold - add.outflows * last.reserves_usd, cash_held)
    private_outflow = cash_purchase + bank_outflow
    bop = external.balance(
        last.reserves_usd, exports_total, imports_total, transfers_usd, capital_usd, private_outflow, xp
    )

    # nominal accounts
    d = out.demand
    consumption_tjs = d.consumption * level
    housing_tjs = d.housing * level
    investment_tjs = (d.business + d.stocks) * level
    purchases = (d.government + d.public_investment) * level
    exports_tjs, imports_tjs = exports_total * e, imports_total * e
    gdp_nominal = consumption_tjs + housing_tjs + investment_tjs + purchases + exports_tjs - imports_tjs
    revenue = fiscal.revenue(k.taxes, imports_tjs, consumption_tjs, wages, last.profits, gdp_nominal, xp)
    products = revenue.imports + revenue.consumption
    profits = gdp_nominal - wages - products

    # labour market and supply
    pool = flows.people.home + flows.people.banned
    normal_growth = p.labour.labour_force_growth / 400.0
    normal_force = last.normal_labour_force * (1.0 + normal_growth)
    labour_force = xp.maximum(
        normal_force + p.labour.returnee_participation * (pool - k.pool_base), 0.3 * normal_force
    )
    output_change = xp.log(out.gdp / last.gdp)
    supply_growth = prices.potential_growth(last.labour.effective_growth, normal_growth, p.prices)
    market = labour.step(
        last.labour,
        labour_force,
        normal_growth,
        output_change,
        price_change,
        k.unemployment_base,
        supply_growth,
        p.labour,
        xp,
    )
    potential = last.potential * (1.0 + supply_growth)

    # balances of households, the state and banks
    programmes = market.programme_cost * level
    direct_tjs = direct * e
    loan_change_tjs = credit.loan_change + credit.loan_change_usd * e
    distributed = (
        profits
        - investment_tjs
        - revenue.profits
        - revenue.other
        - credit.interest_received
        + loan_change_tjs
        + direct_tjs
    )
    cash_tjs = cash_purchase * e
    foreign_deposits_tjs = spending.deposit_purchase * e
    saved = (
        wages
        + transfers
        + programmes
        + remitted_tjs
        + other_inflows
        + distributed
        + interest_income
        - revenue.labour
        - consumption_tjs
        - housing_tjs
        - cash_tjs
        - foreign_deposits_tjs
    )
    credit_line = positive(-(household.money + saved), xp)
    money_change = saved + credit_line
    money = household.money + money_change
    deposit_change = money_change * k.somoni_deposit_share
    deposits_usd = household.deposits_usd + spending.deposit_purchase
    disposable = spending.own_income + spending.remitted_income
    bank_close = banks.close(
        bank,
        credit,
        money * k.somoni_deposit_share,
        deposits_usd,
        deposit_change,
        spending.deposit_purchase,
        credit_line,
        e,
        real_depreciation,
        xp.log(disposable / last.disposable_income) - supply_growth,
        k.banks,
        p.banks,
        xp,
    )
    grants_usd = current_grants + capital_grants
    budget = fiscal.budget(
        last.fiscal,
        revenue.tax + revenue.other,
        purchases,
        transfers,
        programmes + bank_close.rescue,
        e,
        grants_usd,
        disbursement,
        repayment,
        interest_usd,
        bop.emergency_loan,
        gdp_nominal,
        transfers_real,
        p.fiscal,
        xp,
    )

    # welfare, a head of residents
    residents = demography + (pool - k.pool_base)
    kept = k.remittances_kept * d.remitted
    own_head = (d.own + d.remitted - kept) / residents
    remitted_head = kept / residents
    poor = welfare.step(
        own_head / k.own_consumption_per_head,
        remitted_head / k.remitted_consumption_per_head,
        k.distribution,
        xp,
    )

    state = State(
        host=russia.state,
        people=flows.people,
        nonlabour_usd=nonlabour,
        spread=spread,
        rate=e,
        reserves_usd=bop.reserves,
        imports_usd=imports_total,
        exports_usd=exports_total,
        suppliers_usd=d.stocks * imports_unit,
        prices=price,
        household=households.HouseholdState(
            own_income=spending.own_income,
            remitted_income=spending.remitted_income,
            own_consumption=spending.own_consumption,
            remitted_consumption=spending.remitted_consumption,
            housing=spending.housing,
            money=money,
            deposits_usd=deposits_usd,
            cash_usd=household.cash_usd + cash_purchase,
        ),
        business_investment=d.business,
        gdp=out.gdp,
        gdp_nominal=gdp_nominal,
        potential=potential,
        profits=profits,
        disposable_income=disposable,
        fiscal=budget.state,
        bank=bank_close.state,
        labour=market.state,
        felt_rer=felt_rer,
        import_price=import_price,
        export_price=export_price,
        china_demand=china,
        rest_demand=rest,
        capital_scale=scale,
        public_scale=public_scale,
        demography=demography,
        normal_labour_force=normal_force,
    )
    borrowed = disbursement - repayment + bop.emergency_loan
    transactions = Transactions(
        consumption=consumption_tjs,
        housing=housing_tjs,
        business_investment=investment_tjs,
        government_purchases=purchases,
        exports=exports_tjs,
        imports=imports_usd.total * e,
        wages=wages,
        taxes_on_products=products,
        taxes_on_profits=revenue.profits,
        taxes_on_labour=revenue.labour,
        other_revenue=revenue.other,
        transfers=transfers,
        programmes=programmes,
        remittances=(remitted.labour + remitted.nonlabour) * e,
        other_inflows=other_inflows,
        distributed_profits=distributed,
        loan_interest=credit.interest_received,
        deposit_interest=credit.interest_paid,
        bank_distributions=credit.distributed,
        bank_rescue=bank_close.rescue,
        grants=grants_usd * e,
        external_interest=interest_usd * e,
        domestic_interest=budget.interest_domestic,
        currency=money_change - deposit_change,
        somoni_deposits=deposit_change,
        foreign_deposits=foreign_deposits_tjs,
        foreign_cash=cash_tjs,
        loans_to_firms=loan_change_tjs,
        loans_to_households=credit_line,
        bank_reserves=bank_close.reserve_change,
        bank_foreign_assets=bank_close.foreign_change_usd * e,
        direct_investment=direct_tjs,
        government_deposits=budget.state.deposits - last.fiscal.deposits,
        domestic_debt=budget.state.domestic_debt - last.fiscal.domestic_debt,
        external_borrowing=borrowed * e,
        reserves=bop.reserve_change * e,
    )
    identities = accounts.identities(
        last,
        state,
        transactions,
        flows,
        planned,
        out,
        bop.current_account + capital_grants + direct,
        bank_close,
        imports_usd.total,
        poor.mean * (k.own_consumption_per_head + k.remitted_consumption_per_head),
        own_head + remitted_head,
        k.somoni_deposit_share,
    )
    return Quarter(
        state=state,
        host=russia,
        labour_gap=labour_gap,
        regime=regime,
        flows=flows,
        remitted=remitted,
        exchange=exchange,
        spending=spending,
        output=out,
        exports=exports_usd,
        imports=imports_usd,
        balance=bop,
        investment_rule=rule,
        revenue=revenue,
        budget=budget,
        bank=bank_close,
        market=market,
        welfare=poor,
        distribution=k.distribution,
        transactions=transactions,
        identities=identities,
    )
