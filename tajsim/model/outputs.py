"""What the model reports: every output with its unit, definition, annual rule and source in a quarter.

Rates and shares are in percent, money in millions of the currency named, real series in millions of somoni
at prices of the base year, people in persons. Units and definitions name the base year, which is filled in
for each run. Flows are per quarter. Money sent home and departures are reported with their seasonal pattern;
everything else is seasonally adjusted. A year is the sum of flows, the mean of rates, the end of stocks, the
ratio of two sums, or the growth of a sum, as national statistics define it.

Equations

    growth           = 100 (x_t / x_{t-4} - 1)                       of output and of consumer prices
    share of output  = 100 x / nominal output of the quarter
    reserves, months = 3 reserves / imports of goods
    public debt      = 100 (external debt e + somoni debt) / (4 nominal output of the quarter)
    money, departures = factor of the season x seasonally adjusted flow
    consumption of a decile = 100 a c, receiving 100 [a c + (b - a) (A0 + A1 c)]  c: its mean in the base year
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tajsim.model.economy import SimulatedQuarter
from tajsim.model.numeric import Number
from tajsim.model.welfare import decile
from tajsim.quarters import Quarter as CalendarQuarter


class Output(NamedTuple):
    """One output.

    `unit` and `definition` have `{year}`, `{prices}` or `{end}` where they name the base year, which
    `with_base_year` fills in. `weight` is the denominator by which quarters are weighted when the year is a
    ratio; `season` names the seasonal pattern by which the value is reported: "money", "departures" or none.
    `title` is what pictures call it: short, in words, without the unit, which stands beside; an output that
    has none is called by its name.
    """

    name: str
    unit: str
    definition: str
    block: str
    annual: str  # sum, mean, end, ratio or growth
    value: Callable[[SimulatedQuarter], Number]
    weight: Callable[[SimulatedQuarter], Number] | None = None
    season: str = ""
    title: str = ""


def with_base_year(output: Output, last: CalendarQuarter) -> Output:
    """The output of a run whose base year is the four quarters to `last`: unit and definition name it.

    `{year}` becomes "2024", `{prices}` "at 2024 prices" and `{end}` "2024Q4". A base year that is no calendar
    year is named by its end: "the year to 2025Q2", "at prices of the year to 2025Q2".
    """
    whole = last.quarter == 4
    year = str(last.year) if whole else f"the year to {last}"
    prices = f"at {year} prices" if whole else f"at prices of {year}"
    named = {"year": year, "prices": prices, "end": str(last)}
    return output._replace(unit=output.unit.format(**named), definition=output.definition.format(**named))


def _gdp(q: SimulatedQuarter) -> Number:
    return q.state.gdp_nominal


def _trade(q: SimulatedQuarter) -> Number:
    return q.state.exports_usd + q.state.imports_usd


def _reexports(q: SimulatedQuarter) -> Number:
    d = q.output.demand
    return q.exports.total * d.reexports / (d.exports + d.reexports)


def _investment(q: SimulatedQuarter) -> Number:
    d = q.output.demand
    return d.housing + d.business + d.public_investment + d.stocks - q.from_stocks


def _labour_force(q: SimulatedQuarter) -> Number:
    return q.state.labour.labour_force


TJS = "million TJS"
REAL = "million TJS {prices}"
USD = "million USD"
OF_GDP = "% of GDP"


def _decile(number: int, receiving: bool) -> Output:
    kind, who, title = ("receiving",) * 3 if receiving else ("others", "other", "not receiving")
    return Output(
        f"consumption_{kind}_d{number}", "index, mean of {year} = 100",
        f"Consumption a head of decile {number} of {{year}} in {who} households", "welfare", "mean",
        lambda q: 100.0 * decile(q.welfare, q.distribution, number=number, receiving=receiving),
        title=f"Consumption, decile {number}, {title}",
    )  # fmt: skip


OUTPUTS: tuple[Output, ...] = (
    # host economy
    Output(
        "rub_per_usd", "RUB per USD", "Roubles per dollar, average", "host", "mean",
        lambda q: q.host.state.rub_per_usd, title="Roubles per dollar",
    ),
    Output(
        "russia_gdp", "index, {end} = 100", "Russian real GDP", "host", "mean",
        lambda q: 100.0 * q.host.state.gdp, title="Russian GDP",
    ),
    Output(
        "russia_wage", "RUB per month", "Average wage in Russia", "host", "mean",
        lambda q: q.host.russia_wage, title="Average wage in Russia",
    ),
    Output(
        "migrant_wage_rub", "RUB per month", "Gross wage of a regular migrant worker", "host", "mean",
        lambda q: q.host.wage_rub, title="Migrant wage in roubles",
    ),
    Output(
        "migrant_wage_usd", "USD per month", "Wage of a regular worker after the permit", "remittances",
        "mean",
        lambda q: q.remitted.net_wage_usd, title="Migrant wage, regular",
    ),
    Output(
        "migrant_wage_irregular_usd", "USD per month", "Wage of a worker without valid papers", "remittances",
        "mean",
        lambda q: q.remitted.irregular_wage_usd, title="Migrant wage, irregular",
    ),
    Output(
        "migrant_wage_naturalised_usd", "USD per month",
        "Wage of a Tajik with Russian citizenship, the part that counts for sending", "remittances", "mean",
        lambda q: q.remitted.citizen_wage_usd, title="Wage of naturalised",
    ),
    Output(
        "migrant_wage_stripped_usd", "USD per month",
        "Wage of a Tajik who lost Russian citizenship, the part that counts for sending", "remittances",
        "mean",
        lambda q: q.remitted.stripped_wage_usd, title="Wage without citizenship",
    ),
    Output(
        "russia_labour_gap", "persons short",
        "Foreign workers Russia needs beyond those of {year} less those who came since; below zero a surplus",
        "host", "end",
        lambda q: q.labour_gap, title="Russian labour gap",
    ),
    # people
    Output(
        "migrants_russia", "persons", "Tajik citizens working in Russia, end of period", "migration", "end",
        lambda q: q.state.people.regular + q.state.people.irregular, title="Migrants in Russia",
    ),
    Output(
        "migrants_russia_regular", "persons", "Of these with valid papers", "migration", "end",
        lambda q: q.state.people.regular, title="In Russia, regular",
    ),
    Output(
        "migrants_russia_irregular", "persons", "Of these without valid papers", "migration", "end",
        lambda q: q.state.people.irregular, title="In Russia, irregular",
    ),
    Output(
        "migrants_irregular_share", "% of workers in Russia", "Workers in Russia without valid papers",
        "migration", "end",
        lambda q: 100.0 * q.state.people.irregular / q.state.people.in_russia,
        title="Share without papers",
    ),
    Output(
        "migrants_naturalised", "persons", "Tajiks in Russia with Russian citizenship", "migration", "end",
        lambda q: q.state.people.naturalised, title="Naturalised in Russia",
    ),
    Output(
        "migrants_other", "persons", "Workers in other destinations", "migration", "end",
        lambda q: q.state.people.elsewhere, title="In other destinations",
    ),
    Output(
        "migrants_turkiye", "persons", "Of these in Türkiye", "migration", "end",
        lambda q: q.state.people.turkiye, title="In Türkiye",
    ),
    Output(
        "migrants_stripped", "persons", "Tajiks in Russia who have lost Russian citizenship", "migration",
        "end",
        lambda q: q.state.people.stripped, title="Lost citizenship, in Russia",
    ),
    Output(
        "migrants_settled", "persons", "Russian citizens whose families have left for good", "migration",
        "end",
        lambda q: q.state.people.settled, title="Settled with their families",
    ),
    Output(
        "army_serving", "persons", "Tajiks serving in the Russian army", "migration", "end",
        lambda q: q.state.people.recruited, title="In the army",
    ),
    Output(
        "army_fallen", "persons", "Recruits killed since the base year", "migration", "end",
        lambda q: q.state.people.fallen, title="Fallen",
    ),
    Output(
        "army_invalid", "persons", "Recruits at home as invalids since the base year", "migration", "end",
        lambda q: q.state.people.invalid, title="Invalids of the army",
    ),
    Output(
        "banned", "persons", "People at home under a Russian entry ban", "migration", "end",
        lambda q: q.state.people.banned, title="At home, banned",
    ),
    Output(
        "home_willing", "persons", "People at home willing to migrate", "migration", "end",
        lambda q: q.state.people.home, title="At home, willing to leave",
    ),
    Output(
        "departures", "persons", "Departures for work abroad, seasonal", "migration", "sum",
        lambda q: q.flows.departures, season="departures", title="Departures",
    ),
    Output(
        "departures_other", "persons", "Of these to other destinations, seasonal", "migration", "sum",
        lambda q: q.flows.to_other, season="departures", title="Departures elsewhere",
    ),
    Output(
        "returned", "persons", "Voluntary returns", "migration", "sum",
        lambda q: q.flows.returned, title="Voluntary returns",
    ),
    Output(
        "deported", "persons", "Deported or removed from Russia", "migration", "sum",
        lambda q: q.flows.deported, title="Deportations",
    ),
    Output(
        "organised_recruits", "persons", "Left for Russia by organised recruitment", "policy", "sum",
        lambda q: q.regime.organised, title="Organised recruitment",
    ),
    Output(
        "refused", "persons", "Turned back at the Russian border", "migration", "sum",
        lambda q: q.flows.refused, title="Refused at the border",
    ),
    Output(
        "recruited", "persons", "Left for military contracts", "migration", "sum",
        lambda q: q.flows.recruited, title="Military contracts",
    ),
    Output(
        "citizenship", "persons", "Took Russian citizenship", "migration", "sum",
        lambda q: q.flows.naturalised, title="Took citizenship",
    ),
    Output(
        "citizenship_lost", "persons", "Lost Russian citizenship", "migration", "sum",
        lambda q: q.flows.stripped, title="Lost citizenship",
    ),
    # money sent home
    Output(
        "remittances_usd", USD, "Remittances, balance-of-payments definition, seasonal", "remittances", "sum",
        lambda q: q.remitted.total, season="money", title="Remittances",
    ),
    Output(
        "remittances_russia_usd", USD, "Remittances attributed to Russia, seasonal", "remittances", "sum",
        lambda q: q.remitted.from_russia, season="money", title="Remittances from Russia",
    ),
    Output(
        "remittances_recorded_usd", USD, "Remittances from Russia through recorded channels, seasonal",
        "remittances", "sum",
        lambda q: q.remitted.recorded, season="money", title="Remittances, recorded",
    ),
    Output(
        "nonlabour_inflows_usd", USD, "Inflows in the total that are not labour income, seasonal",
        "remittances", "sum",
        lambda q: q.remitted.nonlabour, season="money", title="Non-labour inflows",
    ),
    Output(
        "remittances_sent_usd", USD, "Sent by workers in Russia before fees, seasonal", "remittances", "sum",
        lambda q: q.remitted.sent, season="money", title="Sent from Russia",
    ),
    Output(
        "savings_carried_usd", USD,
        "Of these, savings of those who went home early beyond the usual; a balance, seasonal", "remittances",
        "sum",
        lambda q: q.remitted.carried, season="money", title="Savings carried home",
    ),
    Output(
        "spared_wage_usd", "USD per month",
        "Wage of a regular worker after the permit, had enforcement taken nothing of it", "remittances",
        "mean",
        lambda q: q.remitted.spared.regular, title="Wage, regular, spared",
    ),
    Output(
        "spared_wage_irregular_usd", "USD per month",
        "Wage of a worker without valid papers, had enforcement taken nothing of it", "remittances", "mean",
        lambda q: q.remitted.spared.irregular, title="Wage, irregular, spared",
    ),
    Output(
        "days_worked", "% of normal days", "Days worked by a regular worker under enforcement", "policy",
        "mean",
        lambda q: 100.0 * q.regime.work.regular, title="Days worked, regular",
    ),
    Output(
        "days_worked_irregular", "% of normal days",
        "Days worked by a worker without valid papers under enforcement", "policy", "mean",
        lambda q: 100.0 * q.regime.work.irregular, title="Days worked, irregular",
    ),
    Output(
        "recruitment_payments_usd", USD,
        "Sent from military contracts before fees: payments, pay and pensions, seasonal", "remittances",
        "sum",
        lambda q: q.remitted.one_time, season="money", title="Sent from army contracts",
    ),
    Output(
        "remittances_other_usd", USD, "Sent from other destinations, seasonal", "remittances", "sum",
        lambda q: q.remitted.other, season="money", title="Remittances, elsewhere",
    ),
    Output(
        "other_inflows_usd", USD, "Private inflows beside remittances, net, seasonally adjusted",
        "remittances", "sum",
        lambda q: q.foreign.other, title="Other private inflows",
    ),
    Output(
        "other_inflows_russia_usd", USD, "Of these from Russia, seasonally adjusted", "remittances", "sum",
        lambda q: q.foreign.other_russia, title="Other private inflows from Russia",
    ),
    Output(
        "remittance_cost", "% of the transfer", "Cost of sending money from Russia", "policy", "mean",
        lambda q: 100.0 * q.regime.cost, title="Cost of sending money",
    ),
    Output(
        "remittances_tjs", TJS, "Remittances in somoni, seasonally adjusted", "remittances", "sum",
        lambda q: q.transactions.remittances, title="Remittances in somoni",
    ),
    Output(
        "remittances_gdp", OF_GDP, "Remittances in GDP, seasonally adjusted", "remittances", "ratio",
        lambda q: 100.0 * q.transactions.remittances / q.state.gdp_nominal, _gdp,
        title="Remittances, share of GDP",
    ),
    # households and demand
    Output(
        "disposable_income", REAL, "Disposable income of households", "households", "sum",
        lambda q: q.state.disposable_income, title="Disposable income",
    ),
    Output(
        "consumption", REAL, "Household consumption", "demand", "sum",
        lambda q: q.output.demand.consumption, title="Household consumption",
    ),
    Output(
        "consumption_remitted", REAL, "Household consumption paid from remittances", "demand", "sum",
        lambda q: q.output.demand.remitted, title="Consumption from remittances",
    ),
    Output(
        "investment", REAL, "Investment: housing, business, public and stocks", "demand", "sum",
        _investment, title="Investment",
    ),
    Output(
        "public_investment", REAL, "Public investment", "demand", "sum",
        lambda q: q.output.demand.public_investment, title="Public investment",
    ),
    Output(
        "public_investment_rule", "% of plan", "Public investment the fiscal rule lets through", "fiscal",
        "mean",
        lambda q: 100.0 * q.investment_rule, title="Public investment, of plan",
    ),
    Output(
        "government_consumption", REAL, "Public consumption", "demand", "sum",
        lambda q: q.output.demand.government, title="Public consumption",
    ),
    Output(
        "imports", REAL, "Imports of goods", "demand", "sum",
        lambda q: q.output.imports, title="Imports, volume",
    ),
    Output(
        "exports", REAL, "Exports of goods", "trade", "sum",
        lambda q: q.output.demand.exports + q.output.demand.reexports + q.from_stocks,
        title="Exports, volume",
    ),
    Output("gdp", REAL, "Gross domestic product", "demand", "sum", lambda q: q.output.gdp, title="GDP"),
    Output(
        "gdp_growth", "% on a year before", "Growth of gross domestic product", "demand", "growth",
        lambda q: q.output.gdp, title="GDP growth",
    ),
    Output(
        "gdp_nominal", TJS, "Gross domestic product at current prices", "demand", "sum",
        lambda q: q.state.gdp_nominal, title="GDP, nominal",
    ),
    Output(
        "inflation", "% on a year before", "Growth of consumer prices", "prices", "growth",
        lambda q: q.state.prices.level, title="Inflation",
    ),
    Output(
        "consumer_prices", "index, {year} = 100", "Consumer prices", "prices", "mean",
        lambda q: 100.0 * q.state.prices.level, title="Consumer prices",
    ),
    # external sector
    Output(
        "tjs_per_usd", "TJS per USD", "Somoni per dollar; up is weaker", "external", "mean",
        lambda q: q.state.rate, title="Somoni per dollar",
    ),
    Output(
        "imports_usd", USD, "Imports of goods", "external", "sum",
        lambda q: q.state.imports_usd, title="Imports in dollars",
    ),
    Output(
        "exports_usd", USD, "Exports of goods", "external", "sum",
        lambda q: q.state.exports_usd, title="Exports in dollars",
    ),
    Output(
        "current_account_usd", USD, "Current account balance, seasonally adjusted", "external", "sum",
        lambda q: q.balance.current_account, title="Current account",
    ),
    Output(
        "current_account_gdp", OF_GDP, "Current account balance", "external", "ratio",
        lambda q: 100.0 * q.balance.current_account * q.state.rate / q.state.gdp_nominal, _gdp,
        title="Current account to GDP",
    ),
    Output(
        "reserves_usd", USD, "Official reserves, end of period", "external", "end",
        lambda q: q.state.reserves_usd, title="Reserves",
    ),
    Output(
        "reserves_months", "months of imports", "Official reserves over imports of the last four quarters",
        "external", "end",
        lambda q: 12.0 * q.state.reserves_usd / q.state.imports_of_year, title="Reserve cover",
    ),
    Output(
        "trade_russia_usd", USD, "Turnover with Russia", "trade", "sum",
        lambda q: q.exports.russia + q.imports.russia, title="Trade with Russia",
    ),
    Output(
        "trade_russia_share", "% of trade", "Russia in foreign trade", "trade", "ratio",
        lambda q: 100.0 * (q.exports.russia + q.imports.russia) / _trade(q), _trade,
        title="Trade share of Russia",
    ),
    Output(
        "trade_china_usd", USD, "Turnover with China", "trade", "sum",
        lambda q: q.exports.china + q.imports.china, title="Trade with China",
    ),
    Output(
        "trade_china_share", "% of trade", "China in foreign trade", "trade", "ratio",
        lambda q: 100.0 * (q.exports.china + q.imports.china) / _trade(q), _trade,
        title="Trade share of China",
    ),
    Output(
        "reexports_usd", USD, "Goods that pass through on their way to Russia", "trade", "sum",
        _reexports, title="Re-exports",
    ),
    Output(
        "fuel_missing", "% of supply", "Fuel that cannot be had, of the supply of {year}", "trade", "mean",
        lambda q: 100.0 * q.state.supply.fuel_missing, title="Missing fuel",
    ),
    # public finance
    Output("tax_revenue", TJS, "Tax revenue", "fiscal", "sum", lambda q: q.revenue.tax, title="Tax revenue"),
    Output(
        "tax_revenue_gdp", OF_GDP, "Tax revenue", "fiscal", "ratio",
        lambda q: 100.0 * q.revenue.tax / q.state.gdp_nominal, _gdp, title="Tax revenue to GDP",
    ),
    Output(
        "budget_balance_gdp", OF_GDP, "Budget balance, grants included", "fiscal", "ratio",
        lambda q: 100.0 * q.budget.balance / q.state.gdp_nominal, _gdp, title="Budget balance",
    ),
    Output(
        "programme_cost", TJS, "Reintegration programmes", "fiscal", "sum",
        lambda q: q.transactions.programmes, title="Cost of programmes",
    ),
    Output(
        "public_debt_gdp", OF_GDP, "Public debt over annualised GDP, end of period", "fiscal", "end",
        lambda q: 25.0
        * (q.state.fiscal.external_debt * q.state.rate + q.state.fiscal.domestic_debt)
        / q.state.gdp_nominal, title="Public debt",
    ),
    Output(
        "public_deposits", TJS, "Deposits of the state at the central bank, end of period", "fiscal", "end",
        lambda q: q.state.fiscal.deposits, title="Deposits of the state",
    ),
    Output(
        "customs_union_usd", USD, "Share of the customs union's duties, less duties handed over", "fiscal",
        "sum",
        lambda q: q.foreign.union, title="Customs union",
    ),
    Output(
        "power_arrears_usd", USD, "Arrears to the power plant Sangtuda-1, end of period", "fiscal", "end",
        lambda q: q.state.power.arrears, title="Arrears to Sangtuda-1",
    ),
    # monetary policy and banks
    Output(
        "policy_rate", "% per year", "Refinancing rate of the National Bank", "monetary", "mean",
        lambda q: q.stance.rates.policy, title="Policy rate",
    ),
    Output(
        "somoni_lending_rate", "% per year", "Interest on somoni loans", "monetary", "mean",
        lambda q: q.stance.rates.lending, title="Lending rate",
    ),
    Output(
        "somoni_deposit_rate", "% per year", "Interest on somoni deposits", "monetary", "mean",
        lambda q: q.stance.rates.deposit, title="Deposit rate",
    ),
    Output(
        "somoni_deposits", TJS, "Deposits in somoni, end of period", "banks", "end",
        lambda q: q.state.bank.deposits, title="Somoni deposits",
    ),
    Output(
        "deposits", TJS, "Bank deposits, end of period", "banks", "end",
        lambda q: q.bank.deposits, title="Bank deposits",
    ),
    Output(
        "credit", TJS, "Gross bank loans, end of period", "banks", "end",
        lambda q: q.state.bank.loans + q.state.bank.loans_usd * q.state.rate, title="Bank loans",
    ),
    Output(
        "npl_ratio", "% of loans", "Loans more than 30 days overdue, end of period", "banks", "end",
        lambda q: 100.0 * q.state.bank.npl_share, title="Overdue loans",
    ),
    Output(
        "bank_capital_ratio", "% of loans", "Bank capital over gross loans, end of period", "banks", "end",
        lambda q: 100.0 * q.bank.capital_ratio, title="Bank capital",
    ),
    Output(
        "bank_liquidity_ratio", "% of deposits", "Bank deposits at the central bank over deposits",
        "banks", "end",
        lambda q: 100.0 * q.bank.liquidity_ratio, title="Bank liquidity",
    ),
    Output(
        "bank_rescue", TJS, "Public money put into banks", "banks", "sum",
        lambda q: q.bank.rescue, title="Bank rescue",
    ),
    # labour and welfare
    Output(
        "unemployment_rate", "% of labour force", "Unemployment at home", "labour", "ratio",
        lambda q: 100.0 * q.market.unemployment, _labour_force, title="Unemployment",
    ),
    Output(
        "employment", "persons", "Employment at home", "labour", "mean",
        lambda q: q.state.labour.employment, title="Employment",
    ),
    Output(
        "real_wage", "TJS per month {prices}", "Average monthly wage", "labour", "mean",
        lambda q: q.state.labour.wage / q.state.prices.level, title="Real wage",
    ),
    Output(
        "poverty_rate", "% of population", "Poverty at the national line", "welfare", "mean",
        lambda q: 100.0 * q.welfare.poverty, title="Poverty (national line)",
    ),
    Output(
        "poverty_rate_international", "% of population", "Poverty at 4.20 dollars a day (2021 PPP)",
        "welfare", "mean",
        lambda q: 100.0 * q.welfare.poverty_international, title="Poverty (4.20 dollars a day)",
    ),
    Output(
        "poverty_gap", "% of the line", "Poverty gap at the national line", "welfare", "mean",
        lambda q: 100.0 * q.welfare.poverty_gap, title="Poverty gap",
    ),
    Output(
        "gini", "index 0-100", "Gini index of consumption", "welfare", "mean",
        lambda q: 100.0 * q.welfare.gini, title="Gini index",
    ),
    Output(
        "consumption_bottom40", "index, mean of {year} = 100", "Consumption a head of the poorest 40 %",
        "welfare", "mean",
        lambda q: 100.0 * q.welfare.bottom40, title="Consumption, poorest 40 %",
    ),
    Output(
        "consumption_receiving", "index, {year} = 100", "Consumption a head in receiving households",
        "welfare", "mean",
        lambda q: 100.0 * q.welfare.receiving, title="Consumption, receiving",
    ),
    Output(
        "receiving_lost", "% of receiving households",
        "Households that received in {year} and have lost all of it, their worker being home without work",
        "welfare", "mean",
        lambda q: 100.0 * q.welfare.lost,
        title="Receivers who lost all",
    ),
    Output(
        "consumption_others", "index, {year} = 100", "Consumption a head in other households",
        "welfare", "mean",
        lambda q: 100.0 * q.welfare.own, title="Consumption, not receiving",
    ),
    *(_decile(number, receiving) for receiving in (True, False) for number in range(1, 11)),
)  # fmt: skip

STANDARD: tuple[str, ...] = (
    "migrants_russia", "migrants_russia_regular", "migrants_russia_irregular", "migrants_naturalised",
    "migrants_other", "deported", "returned", "banned", "remittances_usd", "remittances_russia_usd",
    "remittances_recorded_usd", "remittances_gdp", "disposable_income", "consumption", "investment",
    "imports", "exports", "imports_usd", "exports_usd", "gdp", "gdp_growth", "inflation", "tjs_per_usd",
    "rub_per_usd", "current_account_gdp", "reserves_usd", "reserves_months", "tax_revenue",
    "tax_revenue_gdp", "budget_balance_gdp", "public_debt_gdp", "deposits", "npl_ratio",
    "bank_capital_ratio", "unemployment_rate", "poverty_rate", "poverty_rate_international", "gini",
    "trade_russia_usd", "trade_russia_share", "trade_china_share", "russia_labour_gap",
)  # fmt: skip
"""The outputs a run keeps unless others are asked for."""
