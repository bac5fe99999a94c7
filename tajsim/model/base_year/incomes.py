"""Who earned what in the base year, taxes included, and the opening balance sheet of banks.

Whatever reaches somebody a quarter late is that of the third quarter in the fourth: wages and profits paid
are less than those earned by a quarter's growth, loans wanted exceed loans by what credit lags behind. Tax
revenue is met through effective rates.

Equations (million somoni a year; Y: nominal output, e: somoni per dollar, M e: imports, R: remittances;
C, I, T as in expenditure)

Incomes and taxes:

    g_w, g_n  = (1 + g_l / 400) exp(q / 400 + core_1), (1 + g_s / 400) exp(core_1)    wages, output
    core_1    = rho core + (1 - rho) target / 400           prices of the quarter to come, block 6
    tau       = t_m T / (M e), t_c T / C, t_l T / W, the rest of T / profits
    W         = w LF (1 - u_0) 3 / (10^6 share_4 P_4 g_w);  profits = Y - W - (t_m + t_c) T
    theta     = what firms hand out over profits, once I, taxes and interest are paid
    y_own     = [W_4 (1 - tau_l) + theta profits_4 / g_n + transfers + other e + interest] / P_4   (_4: in Q4)

Banks:

    deposits  = D_b, of which d_f in dollars;  loans = L, of which s_fx in dollars;  bad share bad
    capital   = k_0 L;  provisions = p bad L;  bank reserves close the balance sheet
    normal    as in block 9, with loans that grow at g_s + target percent a year
    payout    such that capital and provisions grow as these loans
    l         = L (1 + (g_n - 1) / a) / (4 Y_4)             loans to output, with which loans grow as output

Symbols: Y nominal_gdp, T tax_revenue, t_m tax_share_imports, t_c tax_share_consumption,
t_l tax_share_labour, w wage_tjs, LF labour_force, u_0 unemployment_rate, D_b deposits,
d_f deposits_fx_share, L loans, s_fx loans_fx_share, bad npl_ratio, k_0 capital_ratio, p provision_coverage,
g_s potential_growth, target inflation_target, g_l labour_force_growth, q productivity_growth,
rho inflation_persistence, a credit_adjustment.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model import banks, fiscal, households, labour
from tajsim.model.banks import BankState, Ratios
from tajsim.model.base_year.nation import Abroad, Expenditure, LastQuarter
from tajsim.model.base_year.opening import Year
from tajsim.model.fiscal import Revenue, TaxRates
from tajsim.model.numeric import Namespace, Number
from tajsim.model.phases.balances import handed_out
from tajsim.model.prices import quiet_core
from tajsim.parameters.blocks import Blocks


class Lenders(NamedTuple):
    """Banks at the end of the base year."""

    state: BankState
    somoni: Number  # deposits, million
    deposits_usd: Number
    ratios: Ratios
    plan: banks.CreditPlan  # of a quarter


class Earnings(NamedTuple):
    """Who earned what in the base year, million somoni."""

    employment: Number  # persons
    payout: Number  # part of profits that firms hand out
    rates: TaxRates
    last_profits: Number  # of the fourth quarter
    last_income: Number  # of households without remittances in the fourth quarter, real


class NominalGrowth(NamedTuple):
    """Factors by which incomes grow in a quarter by their trends alone."""

    wages: Number
    output: Number  # and with it profits


def balance_sheet(p: Blocks, *, last: LastQuarter, growth: NominalGrowth, xp: Namespace) -> Lenders:
    """Opening balance sheet: reserves balance it; loans keep pace with output, and capital with loans."""
    b, rate = p.banks, p.economy.exchange_rate
    somoni = b.deposits * (1.0 - b.deposits_fx_share)
    deposits_usd = b.deposits * b.deposits_fx_share / rate
    loans_usd = b.loans * b.loans_fx_share / rate
    provisions = b.provision_coverage * b.npl_ratio * b.loans
    capital = b.capital_ratio * b.loans
    foreign = deposits_usd - loans_usd  # no open position in foreign currency
    state = BankState(
        loans=b.loans - loans_usd * rate,
        loans_usd=loans_usd,
        provisions=provisions,
        deposits=somoni,
        reserves=capital + b.deposits - b.loans + provisions - foreign * rate,
        foreign_usd=foreign,
        npl_share=b.npl_ratio,
        stress=0.0,
        tightness=0.0,
    )
    gdp = 4.0 * last.gdp_nominal
    normal_growth = 0.25 * (p.prices.potential_growth + p.prices.inflation_target) / 100.0
    ratios = Ratios(
        loans=banks.normal_loans(loans=b.loans, gdp_annual=gdp, growth=growth.output - 1.0, p=b),
        payout=0.0,
        new_bad=banks.normal_new_bad(growth=normal_growth, p=b),
        capital=b.capital_ratio,
    )
    plan = banks.plan(
        last=state,
        deposits_usd=deposits_usd,
        gdp_annual=gdp,
        rate=rate,
        lending_rate=b.lending_rate,
        deposit_rate=b.deposit_rate,
        demand=1.0,
        k=ratios,
        p=b,
        xp=xp,
    )
    margin = plan.interest_received - plan.interest_paid
    kept = (b.capital_ratio + b.provision_coverage * b.npl_ratio) * b.loans * normal_growth
    payout = banks.normal_payout(margin=margin, kept=kept, xp=xp)
    return Lenders(
        state=state,
        somoni=somoni,
        deposits_usd=deposits_usd,
        ratios=ratios._replace(payout=payout),
        plan=plan._replace(distributed=payout * margin),
    )


def trend_growth(p: Blocks, *, core: Number, xp: Namespace) -> NominalGrowth:
    """Growth in the quarter after the base year when nothing but trends and prices moves."""
    prices_rise = quiet_core(core, p.prices)
    wage_rise = p.labour.productivity_growth / 400.0 + prices_rise
    return NominalGrowth(
        wages=(1.0 + p.labour.labour_force_growth / 400.0) * xp.exp(wage_rise),
        output=(1.0 + p.prices.potential_growth / 400.0) * xp.exp(prices_rise),
    )


def earnings(
    p: Blocks,
    *,
    year: Year,
    abroad: Abroad,
    spent: Expenditure,
    last: LastQuarter,
    lenders: Lenders,
    growth: NominalGrowth,
) -> Earnings:
    """Taxes, wages and profits, and what households have of them.

    Wages and profits reach households a quarter after they were earned (phase 3), so that what was paid in
    the fourth quarter is that of the third: less than that of the fourth by a quarter's growth.
    """
    fis, lab, rate = p.fiscal, p.labour, p.economy.exchange_rate
    on_imports = fis.tax_share_imports * fis.tax_revenue
    on_consumption = fis.tax_share_consumption * fis.tax_revenue
    on_labour = fis.tax_share_labour * fis.tax_revenue
    on_profits = fis.tax_revenue - on_imports - on_consumption - on_labour
    employment = labour.employed(labour_force=lab.labour_force, unemployment=lab.unemployment_rate)
    price, q4 = year.prices[3], year.last_share
    wages_q4 = labour.wage_bill(wage=lab.wage_tjs, employment=employment) / growth.wages
    wages = wages_q4 / (q4 * price)
    profits = p.economy.nominal_gdp - on_imports - on_consumption - wages
    distributed = handed_out(
        profits=profits,
        investment=spent.business,
        taxes=on_profits,
        other_revenue=fis.other_revenue,
        interest=4.0 * lenders.plan.interest_received,
        loans=0.0,
        direct=(p.external.direct_investment_usd + abroad.unexplained.unrecorded) * rate,
    )
    payout = distributed / profits
    rates = fiscal.effective_rates(
        raised=Revenue(
            imports=on_imports,
            consumption=on_consumption,
            labour=on_labour,
            profits=on_profits,
            other=fis.other_revenue,
        ),
        imports=abroad.imports * rate,
        consumption=spent.consumption,
        wages=wages,
        profits=profits / growth.output,
        gdp=p.economy.nominal_gdp,
    )
    on_products = (
        rates.imports * last.imports_usd * last.rate + rates.consumption * last.bought.consumption * price
    )
    last_profits = last.gdp_nominal - wages_q4 - on_products
    last_income = households.own_income(
        net_wages=wages_q4 * (1.0 - rates.labour),
        profits=payout * last_profits / growth.output,
        transfers=fis.transfers * q4 * price,
        other_inflows=abroad.other * q4 * last.rate,
        interest=(lenders.plan.interest_paid + lenders.plan.distributed) / growth.output,
    )
    return Earnings(
        employment=employment,
        payout=payout,
        rates=rates,
        last_profits=last_profits,
        last_income=last_income / price,
    )
