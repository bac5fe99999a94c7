"""The economy at the end of the base year, and the constants that make it reproduce published figures.

Every published figure is an annual sum or average. The quarters of the year are laid out with constant
growth, so that they add up to the year; money sent, the exchange rate and import prices follow observed
quarters where there are some (`tajsim.model.opening`). The state is that of the fourth quarter. Money from
migrants is scaled through the propensity to remit, tax revenue through effective rates, imports through
contents, so that the first state gives back the figures of a parameter set exactly, in every draw.

The state is at rest: without shocks the first quarter moves by trends, and by what the past has left to do
(a rouble off its reference, costs that prices have still to pass on). Whatever reaches somebody a quarter
late is therefore that of the third quarter in the fourth: wages and profits paid are less than those earned
by a quarter's growth, loans wanted exceed loans by what credit lags behind. What is imported and exported in
the fourth quarter follows the equations of blocks 6 and 7 at the prices of the time.

Equations (million a year of the currency named; Y: nominal output, e: somoni per dollar)

    shares    ~ (1 + g_y / 100)^(i/4), i = 0 to 3           of the quarters in Y and real flows; sum 1
    P_i       ~ (1 + g_p / 100)^(i/4)                       prices of the quarters; their average is 1
    season_i  = 4 s_i / (s_1 + s_2 + s_3 + s_4)             factors on money sent
    season_i  = 2 d_1, then 2 (1 - d_1)                     on departures, in the halves of a year

People and money from abroad, dollars:

    regular   = (1 - i) N, irregular = i N, home = N_h, banned = N_b, naturalised = N_z, other = N_o persons
    R         = r Y / e                                     remittances; non-labour r_n R, Russia r_R R
    b_0       = (R - non-labour) / (N + k_z N_z + k_o N_o)  sent by a worker in Russia
    R_o       = N_o k_o b_0                                 from other destinations
    h_o       such that those in other destinations grow with the population (block 3)
    q_0       such that block 4 gives R - non-labour - R_o at the wage and the rouble of the base year, RUB_0,
              with the cycle of Russia and the smoothing of its last quarter
    coverage_N = min(R_n / (r_R R), 1),  coverage_R = r_R R / (R - R_o)
    gap_0     = max(ln(top / peak), 0)
    sent_0    = what workers in Russia who are no citizens send, over R and their number
    s_0       = h y_own / y_rem                             of the fourth quarter
    r_0       = ln(x_0 e / w)                               over the wage at home; x_0: sendable, of w_0
    entrants_0 = young,  residents_0 = pop

Trade and the balance of payments, dollars:

    M         = turnover - X;  X_R = x_R X, M_R = t_R - X_R;  X_C = x_C X, M_C = t_C - X_C
    interest, repayment on D_f as in block 8
    other     = ca Y / e - (X - M + R + a_c - interest)     other private inflows
    O_R       = s_O max(other, 0)                           of these from Russia
    saved     = ca Y / e + a_k + di + disb - repayment - dres     in dollars; below zero: unrecorded inflow
    normal balance = (inflow of block 7 - M) / M;  reserves = res

Expenditure, incomes and taxes, somoni:

    g_w, g_n  = (1 + g_l / 400) exp(q / 400 + core_1), (1 + g_s / 400) exp(core_1)    wages, output
    core_1    = rho g_p / 400 + (1 - rho) target / 400      prices of the quarter to come, block 6
    C, Ip     = c_y Y, i_y Y
    G         = T + T_o + (a_c + a_k) e - b_y Y - Ip - TR - interest     public consumption, from the balance
    I + H     = Y + (M - X) e - C - G - Ip                  private investment;  somoni debt = D_h e
    H         = min(k_h R e, 0.6 (I + H));  C_rem = min(k_r R e, 0.6 C);  C_own = C - C_rem
    tau       = t_m T / (M e), t_c T / C, t_l T / W, the rest of T / profits
    W         = w LF (1 - u_0) 3 / (10^6 share_4 P_4 g_w);  profits = Y - W - (t_m + t_c) T
    theta     = what firms hand out over profits, once I, taxes and interest are paid
    y_own     = [W_4 (1 - tau_l) + theta profits_4 / g_n + transfers + other e + interest] / P_4   (_4: in Q4)
    y_rem     = R e_4 / P_4 in Q4;  k_rem, k_h: over R e / P_4 of a fourth quarter at constant growth
    m_i0      ~ omega_i, such that sum_i m_i0 D_i = M e at the prices buyers were used to; none above 0.95
    omega_i   = o_own, o_rem, o_h, o_b, o_g, o_p, o_x       import weights of the components of demand

Banks and money, somoni:

    deposits  = D_b, of which d_f in dollars;  loans = L, of which s_fx in dollars;  bad share bad
    capital   = k_0 L;  provisions = p bad L;  bank reserves close the balance sheet
    money     = base - bank reserves + somoni deposits      of households, beside cash in dollars
    deposits of the state at the central bank = dep
    normal    = bad cure / (1 - bad)                            loans turning bad a quarter
    payout    such that capital and provisions grow as loans at g_s + target percent a year
    l         = L (1 + (g_n - 1) / a) / (4 Y_4)             loans to output, with which loans grow as output

Symbols: Y nominal_gdp, e exchange_rate, g_y gdp_growth_base, g_p inflation_base, pop population,
c_y consumption_gdp_share, i_y public_investment_gdp_share, ca current_account_gdp_share,
s_1 season_q1, s_2 season_q2, s_3 season_q3, s_4 season_q4, d_1 departures_h1, N stock_russia,
i irregular_share, N_h stock_home, N_b stock_banned, N_z stock_naturalised, N_o stock_other,
k_o other_remitted_ratio, k_z naturalised_propensity, r remittances_gdp_share, r_n nonlabour_share,
r_R russia_share, R_n recorded_usd,
top saturation_share, peak peak_share, h receiving_share, young entrants, s_O other_russia_share,
turnover turnover_total,
X exports_total, x_R export_share_russia, t_R turnover_russia, x_C export_share_china, t_C turnover_china,
D_f external_debt_usd, a_c current_grants_usd, a_k capital_grants_usd, di direct_investment_usd,
disb disbursement_usd, dres reserve_change_usd, res reserves_usd, T tax_revenue, T_o other_revenue,
b_y balance_gdp_share, TR transfers, D_h domestic_debt_usd, k_h housing_remittance_share,
k_r consumed_remittance_share, t_m tax_share_imports, t_c tax_share_consumption, t_l tax_share_labour,
w wage_tjs, LF labour_force, u_0 unemployment_rate, w_0 migrant_wage_rub, RUB_0 rub_per_usd_base,
o_own import_weight_own, o_rem import_weight_remitted, o_h import_weight_housing, o_b import_weight_business,
o_g import_weight_government, o_p import_weight_public_investment, o_x import_weight_exports,
dep government_deposits, cash cash_usd, D_b deposits, d_f deposits_fx_share, L loans, s_fx loans_fx_share,
bad npl_ratio, k_0 capital_ratio, p provision_coverage, base monetary_base, cure npl_cure_rate,
g_s potential_growth, target inflation_target, g_l labour_force_growth, q productivity_growth,
rho inflation_persistence, a credit_adjustment.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from tajsim.model import (
    banks,
    demand,
    external,
    fiscal,
    households,
    labour,
    migration,
    policy,
    remittances,
    trade,
)
from tajsim.model.banks import BankState, Ratios
from tajsim.model.demand import Components
from tajsim.model.distribution import received
from tajsim.model.fiscal import FiscalState, Revenue, TaxRates
from tajsim.model.host import at_rest
from tajsim.model.households import HouseholdState
from tajsim.model.labour import LabourState
from tajsim.model.migration import People
from tajsim.model.numeric import Namespace, Number
from tajsim.model.opening import Opening, Past, opening
from tajsim.model.phases.balances import handed_out
from tajsim.model.prices import PriceState, quiet_core
from tajsim.model.state import Constants, Earlier, State
from tajsim.model.trade import Partners
from tajsim.model.welfare import ConsumptionDistribution
from tajsim.parameters.blocks import Blocks


class Year(NamedTuple):
    """The quarters of the base year by which growth is measured."""

    gdp: tuple[float, ...]  # million somoni at the year's prices
    prices: tuple[float, ...]  # average of the year = 1
    last_share: float  # the fourth quarter in the year, at constant growth


def base_quarters(nominal_gdp: float, growth: float, inflation: float) -> Year:
    """Lay out a year with constant quarterly growth: output adds up to the year, prices average one."""
    g = (1.0 + growth / 100.0) ** 0.25
    pi = (1.0 + inflation / 100.0) ** 0.25
    raw = [g**i for i in range(4)]
    shares = [x / sum(raw) for x in raw]
    levels = [pi**i for i in range(4)]
    mean = sum(s * x for s, x in zip(shares, levels, strict=True))
    return Year(tuple(nominal_gdp * s for s in shares), tuple(x / mean for x in levels), shares[3])


def seasonal_factors(p: Blocks) -> tuple[float, float, float, float]:
    """Factors on seasonally adjusted money by quarter; they average one."""
    r = p.remittances
    shares = (r.season_q1, r.season_q2, r.season_q3, r.season_q4)
    total = sum(shares)
    q1, q2, q3, q4 = (4.0 * share / total for share in shares)
    return q1, q2, q3, q4


def of_base_year(by_season: Sequence[Number], ends: int) -> tuple[Number, ...]:
    """Four values by calendar quarter in the order of a base year that ended in quarter `ends`, 1 to 4."""
    return (*by_season[ends:], *by_season[:ends])


class MigrantMoney(NamedTuple):
    """Money from migrants in the base year, million dollars."""

    total: Number
    nonlabour: Number
    from_russia: Number  # as attributed by statistics
    labour_russia: Number  # sent by workers in Russia, after fees
    sent_share: Number  # the fourth quarter in the year
    even_share: Number  # the same at constant growth
    sent_a_head: Number  # dollars a month by a worker in Russia in the fourth quarter
    diffusion_gap: Number  # log


class Abroad(NamedTuple):
    """Trade and payments of the base year, million dollars."""

    exports: Number
    imports: Number
    interest: Number
    other: Number  # private inflows beside remittances
    other_russia: Number  # of these from Russia
    capital: Number
    unexplained: external.Unexplained
    normal_balance: Number


class Expenditure(NamedTuple):
    """Who spent what in the base year, million somoni."""

    consumption: Number
    own_consumption: Number
    remitted_consumption: Number
    housing: Number
    business: Number
    government: Number
    public_investment: Number
    remitted: Number  # remittances
    domestic_debt: Number


class LastQuarter(NamedTuple):
    """What was bought, sold and produced in the fourth quarter, real but where named."""

    plans: Components  # before dearer imports are bought less
    contents: Components
    exports: Number
    imports: Number
    exports_usd: Number  # million dollars
    imports_usd: Number
    rate: Number  # TJS per USD
    consumption: Number
    gdp: Number
    gdp_nominal: Number


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


class BaseYear(NamedTuple):
    """The base year as the model sees it."""

    p: Blocks
    year: Year
    opened: Opening
    people: People
    money: MigrantMoney
    abroad: Abroad
    spent: Expenditure
    last: LastQuarter
    lenders: Lenders
    earned: Earnings

    @property
    def private_usd(self) -> Number:
        """Remittances and other private inflows of the fourth quarter, million dollars."""
        return self.money.total * self.money.sent_share + self.abroad.other * self.year.last_share

    @property
    def remitted_income(self) -> Number:
        """Remittances of the fourth quarter at the rate of the time, real."""
        return self.money.total * self.money.sent_share * self.last.rate / self.year.prices[3]

    @property
    def even_remitted_income(self) -> Number:
        """Remittances of a fourth quarter at constant growth and the rate of the year, real."""
        return self.spent.remitted * self.money.even_share / self.year.prices[3]


def initial(
    p: Blocks,
    distribution: ConsumptionDistribution,
    xp: Namespace,
    past: Past | None = None,
    ends: int = 4,
) -> tuple[State, Constants]:
    """The state at the end of the base year and the constants of a draw.

    `distribution` is that of the base year without what receiving households get, which is filled in here.
    The base year is four quarters, the last of them calendar quarter `ends`.
    Annual figures become those of the fourth quarter through its share in the year at constant growth; that
    of money sent is what the quarters of the `past` say, where there is one.
    """
    eco = p.economy
    year = base_quarters(eco.nominal_gdp, eco.gdp_growth_base, eco.inflation_base)
    opened = _at_rest(p, year, xp) if past is None else opening(past, p, xp)
    people = _people(p)
    money = _money(p, people=people, opened=opened, ends=ends, xp=xp)
    abroad = _abroad(p, remittances=money.total, xp=xp)
    spent = _expenditure(p, remittances=money.total, abroad=abroad, xp=xp)
    last = _last_quarter(p, year=year, opened=opened, abroad=abroad, spent=spent, xp=xp)
    lenders = _lenders(p, last=last, xp=xp)
    earned = _earnings(p, year=year, abroad=abroad, spent=spent, last=last, lenders=lenders, xp=xp)
    base = BaseYear(
        p=p,
        year=year,
        opened=opened,
        people=people,
        money=money,
        abroad=abroad,
        spent=spent,
        last=last,
        lenders=lenders,
        earned=earned,
    )
    return _state(base), _constants(base, distribution=distribution, xp=xp)


def _at_rest(p: Blocks, year: Year, xp: Namespace) -> Opening:
    """An opening without a past: the fourth quarter is the year, and buyers are used to its prices."""
    h = p.host
    rer = -xp.log(year.prices[3])  # prices at home had risen by the end of the year
    return Opening(
        host=at_rest(rub_per_usd=h.rub_per_usd_base, oil_price=h.oil_price_base),
        at_work=h.employed_share,
        smoothing=1.0,
        money=(),
        rate_ratio=1.0,
        pipeline=0.0,
        felt_rer=rer,
        felt_mean=rer,
        rer_mean=rer,
        import_price=1.0,
    )


def _people(p: Blocks) -> People:
    m = p.migration
    irregular = m.stock_russia * m.irregular_share
    return People(
        home=m.stock_home,
        banned=m.stock_banned,
        regular=m.stock_russia - irregular,
        irregular=irregular,
        naturalised=m.stock_naturalised,
        other=m.stock_other,
        recruited=0.0,
    )


def _money(p: Blocks, *, people: People, opened: Opening, ends: int, xp: Namespace) -> MigrantMoney:
    """Money from migrants, of which the fourth quarter has the share that the past gave it."""
    r = p.remittances
    total = r.remittances_gdp_share * (p.economy.nominal_gdp / p.economy.exchange_rate)
    nonlabour = r.nonlabour_share * total
    factors = of_base_year(seasonal_factors(p), ends)
    growth = (1.0 + p.economy.gdp_growth_base / 100.0) ** 0.25
    gap = remittances.base_gap(saturation=r.saturation_share, peak=r.peak_share, xp=xp)
    even = tuple(growth**i for i in range(4))
    sent: tuple[Number, ...] = even
    if opened.money:
        rising = xp.exp(0.25 * r.diffusion_speed * gap)
        sent = tuple(m * rising**i for i, m in enumerate(opened.money))
    sent_share: Number = sent[3] / sum(f * m for f, m in zip(factors, sent, strict=True))
    sent_a_head = remittances.base_sent_a_head(
        labour_usd=(total - nonlabour) * sent_share, people=people, p=r
    )
    elsewhere = remittances.sent_from_elsewhere(workers=people.other, sent_a_head=sent_a_head, p=r)
    return MigrantMoney(
        total=total,
        nonlabour=nonlabour,
        from_russia=r.russia_share * total,
        labour_russia=total - nonlabour - elsewhere / sent_share,
        sent_share=sent_share,
        even_share=even[3] / sum(f * m for f, m in zip(factors, even, strict=True)),
        sent_a_head=sent_a_head,
        diffusion_gap=gap,
    )


def _abroad(p: Blocks, *, remittances: Number, xp: Namespace) -> Abroad:
    """Trade, and the flows that balance the payments of the year. `remittances`: million dollars."""
    eco, ext = p.economy, p.external
    gdp_usd = eco.nominal_gdp / eco.exchange_rate
    exports = p.trade.exports_total
    imports = p.trade.turnover_total - exports
    interest, repayment = (4.0 * x for x in fiscal.external_payments(p.fiscal.external_debt_usd, p.fiscal))
    current_account = eco.current_account_gdp_share * gdp_usd
    other = external.other_inflows(
        current_account=current_account,
        exports=exports,
        imports=imports,
        remittances=remittances,
        grants=ext.current_grants_usd,
        interest=interest,
    )
    capital = ext.capital_grants_usd + ext.direct_investment_usd + ext.disbursement_usd - repayment
    unexplained = external.unexplained(
        current_account=current_account, capital=capital, reserve_change=ext.reserve_change_usd, xp=xp
    )
    inflow = remittances + other + ext.current_grants_usd - interest
    inflow = inflow + capital + unexplained.unrecorded + exports
    return Abroad(
        exports=exports,
        imports=imports,
        interest=interest,
        other=other,
        other_russia=p.remittances.other_russia_share * xp.maximum(other, 0.0),
        capital=capital,
        unexplained=unexplained,
        normal_balance=external.normal_balance(inflow=inflow, imports=imports),
    )


def _expenditure(p: Blocks, *, remittances: Number, abroad: Abroad, xp: Namespace) -> Expenditure:
    """Expenditure: that of the state from its balance, that of firms from output. `remittances`: dollars."""
    eco, ext, fis, home = p.economy, p.external, p.fiscal, p.households
    rate, gdp = eco.exchange_rate, eco.nominal_gdp
    consumption = eco.consumption_gdp_share * gdp
    public_investment = eco.public_investment_gdp_share * gdp
    domestic_debt = fis.domestic_debt_usd * rate
    government = fiscal.government_consumption(
        revenue=fis.tax_revenue + fis.other_revenue,
        grants=(ext.current_grants_usd + ext.capital_grants_usd) * rate,
        balance=budget_balance(p),
        investment=public_investment,
        transfers=fis.transfers,
        interest_external=abroad.interest * rate,
        interest_domestic=4.0 * fiscal.domestic_interest(domestic_debt, fis),
    )
    absorbed = gdp + (abroad.imports - abroad.exports) * rate
    private_investment = absorbed - consumption - government - public_investment
    remitted = remittances * rate
    housing = xp.minimum(home.housing_remittance_share * remitted, 0.6 * private_investment)
    remitted_consumption = xp.minimum(home.consumed_remittance_share * remitted, 0.6 * consumption)
    return Expenditure(
        consumption=consumption,
        own_consumption=consumption - remitted_consumption,
        remitted_consumption=remitted_consumption,
        housing=housing,
        business=private_investment - housing,
        government=government,
        public_investment=public_investment,
        remitted=remitted,
        domestic_debt=domestic_debt,
    )


def budget_balance(p: Blocks) -> Number:
    """The budget balance of the base year, million somoni."""
    return p.fiscal.balance_gdp_share * p.economy.nominal_gdp


def _last_quarter(
    p: Blocks, *, year: Year, opened: Opening, abroad: Abroad, spent: Expenditure, xp: Namespace
) -> LastQuarter:
    """The fourth quarter by the equations of demand and trade, at the prices that buyers were used to then.

    Plans have the fourth quarter's share at constant growth. What is imported and exported differs from that
    by as much as relative prices then differed from the average of the year.
    """
    eco, q4, price = p.economy, year.last_share, year.prices[3]
    rate = eco.exchange_rate * opened.rate_ratio
    parts = Components(
        own=spent.own_consumption,
        remitted=spent.remitted_consumption,
        housing=spent.housing,
        business=spent.business,
        government=spent.government,
        public_investment=spent.public_investment,
        exports=abroad.exports * eco.exchange_rate,
    )
    contents = _contents(p, parts=parts, abroad=abroad, xp=xp)
    plans = Components(*(q4 * x for x in parts))
    log_rer = xp.log(opened.import_price * opened.rate_ratio / price) - opened.rer_mean
    exported = plans.exports * xp.exp(p.trade.export_price_elasticity * log_rer)
    dearer = opened.felt_rer - opened.felt_mean
    out = demand.output(
        planned=demand.replaced_at_home(
            planned=plans._replace(exports=exported), contents=contents, dearer=dearer, p=p.demand, xp=xp
        ),
        contents=contents,
        effect=demand.content_effect(dearer=dearer, output_gap=0.0, p=p.demand, xp=xp),
        drift=1.0,
        imports_payable=math.inf,
        p=p.demand,
        xp=xp,
    )
    exports_usd = exported / eco.exchange_rate
    imports_usd = out.imports * opened.import_price / eco.exchange_rate
    absorbed = out.gdp + out.imports - exported
    return LastQuarter(
        plans=plans,
        contents=contents,
        exports=exported,
        imports=out.imports,
        exports_usd=exports_usd,
        imports_usd=imports_usd,
        rate=rate,
        consumption=out.demand.consumption,
        gdp=out.gdp,
        gdp_nominal=absorbed * price + (exports_usd - imports_usd) * rate,
    )


def _lenders(p: Blocks, *, last: LastQuarter, xp: Namespace) -> Lenders:
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
        reserves=capital + b.deposits - b.loans + provisions - foreign * rate,
        foreign_usd=foreign,
        npl_share=b.npl_ratio,
        stress=0.0,
        tightness=0.0,
    )
    gdp = 4.0 * last.gdp_nominal
    ratios = Ratios(
        loans=banks.normal_loans(loans=b.loans, gdp_annual=gdp, growth=_growth(p, xp).output - 1.0, p=b),
        payout=0.0,
        new_bad=banks.normal_new_bad(b.npl_ratio, b),
    )
    plan = banks.plan(
        last=state,
        somoni_deposits=somoni,
        deposits_usd=deposits_usd,
        gdp_annual=gdp,
        rate=rate,
        k=ratios,
        p=b,
        xp=xp,
    )
    margin = plan.interest_received - plan.interest_paid
    growth = 0.25 * (p.prices.potential_growth + p.prices.inflation_target) / 100.0
    kept = (b.capital_ratio + b.provision_coverage * b.npl_ratio) * b.loans * growth
    payout = banks.normal_payout(margin=margin, kept=kept, xp=xp)
    return Lenders(
        state=state,
        somoni=somoni,
        deposits_usd=deposits_usd,
        ratios=ratios._replace(payout=payout),
        plan=plan._replace(distributed=payout * margin),
    )


class NominalGrowth(NamedTuple):
    """Factors by which incomes grow in a quarter by their trends alone."""

    wages: Number
    output: Number  # and with it profits


def _growth(p: Blocks, xp: Namespace) -> NominalGrowth:
    """Growth in the quarter after the base year when nothing but trends and prices moves."""
    prices_rise = quiet_core(p.economy.inflation_base / 400.0, p.prices)
    wage_rise = p.labour.productivity_growth / 400.0 + prices_rise
    return NominalGrowth(
        wages=(1.0 + p.labour.labour_force_growth / 400.0) * xp.exp(wage_rise),
        output=(1.0 + p.prices.potential_growth / 400.0) * xp.exp(prices_rise),
    )


def _earnings(
    p: Blocks,
    *,
    year: Year,
    abroad: Abroad,
    spent: Expenditure,
    last: LastQuarter,
    lenders: Lenders,
    xp: Namespace,
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
    growth, price, q4 = _growth(p, xp), year.prices[3], year.last_share
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
    on_products = rates.imports * last.imports_usd * last.rate + rates.consumption * last.consumption * price
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


def _constants(b: BaseYear, *, distribution: ConsumptionDistribution, xp: Namespace) -> Constants:
    """Coefficients that no source gives: the equations of the blocks, solved for them on the year."""
    p, people, money, abroad, spent, earned = b.p, b.people, b.money, b.abroad, b.spent, b.earned
    eco, ext, lab, q4 = p.economy, p.external, p.labour, b.year.last_share
    coverage = remittances.base_coverage(
        attributed=money.from_russia,
        arrived=money.labour_russia + money.nonlabour,
        recorded=p.remittances.recorded_usd,
        xp=xp,
    )
    # what remittances pay for
    remitted = spent.remitted_consumption / spent.consumption
    got = received(remitted=remitted, p=p.welfare, d=distribution, xp=xp)
    remitted_share = got.kept * spent.remitted_consumption / spent.consumption
    exports, weights = _partners(b, xp)
    return Constants(
        workers_base=people.in_russia,
        tajiks_base=people.tajiks_in_russia,
        pool_base=people.home + people.banned,
        residents_base=eco.population,
        deportation_reference=_removal_rate(p, people, xp),
        wage_gap_base=migration.log_wage_gap(
            abroad=remittances.sendable(
                wage=_wages(p, rub_per_usd=p.host.rub_per_usd_base, xp=xp),
                cost=policy.transfer_cost(p.policy, xp),
            )
            * eco.exchange_rate
            * b.opened.rate_ratio,
            home=lab.wage_tjs,
            base=0.0,
            xp=xp,
        ),
        other_return=migration.base_other_return(
            people=people, refusal_share=p.policy.refusal_share, p=p.migration, xp=xp
        ),
        entrants=p.migration.entrants,
        propensity=_propensity(b, xp),
        sent_a_head=money.sent_a_head,
        diffusion_gap=money.diffusion_gap,
        insurance_base=remittances.base_insurance(
            receiving_share=p.welfare.receiving_share,
            own_income=earned.last_income,
            remitted=b.even_remitted_income,
        ),
        coverage_russia=coverage.russia,
        recorded_coverage=coverage.recorded,
        other_inflow_usd=abroad.other * q4,
        other_russia_usd=abroad.other_russia * q4,
        current_grants_usd=ext.current_grants_usd * q4,
        capital_grants_usd=ext.capital_grants_usd * q4,
        direct_investment_usd=ext.direct_investment_usd * q4,
        disbursement_usd=ext.disbursement_usd * q4,
        households=households.propensities(
            own_consumption=b.last.plans.own,
            own_income=earned.last_income,
            remitted_consumption=b.last.plans.remitted,
            housing=b.last.plans.housing,
            remitted=b.even_remitted_income,
            cash_usd=p.households.cash_usd,
            deposits_usd=b.lenders.deposits_usd,
            saving_usd=abroad.unexplained.saved * q4,
            inflow_usd=b.private_usd,
        ),
        unrecorded=abroad.unexplained.unrecorded * q4 / b.private_usd,
        payout=earned.payout,
        somoni_deposit_share=b.lenders.somoni / _money_held(b),
        investment_ratio=spent.business / eco.nominal_gdp,
        contents=b.last.contents,
        potential_base=eco.nominal_gdp * q4,
        government=spent.government * q4,
        public_investment=spent.public_investment * q4,
        transfers=p.fiscal.transfers * q4,
        exports=exports,
        import_weights=weights,
        taxes=earned.rates,
        banks=b.lenders.ratios,
        unemployment_base=lab.unemployment_rate,
        own_consumption_per_head=(1.0 - remitted_share) * spent.consumption * 0.25 / eco.population,
        remitted_consumption_per_head=remitted_share * spent.consumption * 0.25 / eco.population,
        sent_by_worker=remittances.sent_by_worker(
            people=people,
            wage=_wages(p, rub_per_usd=1.0, xp=xp),
            labour_russia=money.labour_russia,
            total=money.total,
        ),
        remittances_kept=got.kept,
        distribution=distribution._replace(equal=got.equal, proportional=got.proportional),
        rate_base=eco.exchange_rate,
        rub_base=p.host.rub_per_usd_base,
        felt_base=b.opened.felt_mean,
    )


def _removal_rate(p: Blocks, people: People, xp: Namespace) -> Number:
    """Removals per worker a quarter under the rules of the base year."""
    hazards = policy.deportation(migration=p.migration, p=p.policy, xp=xp)
    return policy.removal_rate(
        deport_regular=hazards.regular,
        deport_irregular=hazards.irregular,
        regular=people.regular,
        irregular=people.irregular,
        removals=p.policy.removals,
        xp=xp,
    )


def _wages(p: Blocks, *, rub_per_usd: Number, xp: Namespace) -> remittances.Wages:
    """Wages a month in the base year by status; a rate of one leaves them in roubles."""
    return remittances.wages(
        gross=p.host.migrant_wage_rub,
        pay=policy.AS_EVER,
        permit=policy.permit_cost(p.policy),
        rub_per_usd=rub_per_usd,
        p=p.remittances,
        xp=xp,
    )


def _propensity(b: BaseYear, xp: Namespace) -> Number:
    """The propensity to remit behind the money from Russia in the fourth quarter."""
    p, people, rub = b.p, b.people, b.p.host.rub_per_usd_base
    wage = _wages(p, rub_per_usd=1.0, xp=xp)
    who = remittances.base_senders(people)
    army = migration.recruits(regular=people.regular, naturalised=people.naturalised, policy=p.policy)
    return remittances.base_propensity(
        arrived_usd=b.money.labour_russia * b.money.sent_share,
        earned_rub=remittances.earned(sending=who, work=policy.AS_EVER, wage=wage),
        one_time_usd=remittances.one_time(
            recruited=army.regular + army.naturalised, rub_per_usd=rub, p=p.remittances
        ),
        cost=policy.transfer_cost(p.policy, xp),
        rub_per_usd=rub,
        at_work=b.opened.at_work,
        smoothing=b.opened.smoothing,
    )


def _partners(b: BaseYear, xp: Namespace) -> tuple[Partners, Partners]:
    """Real exports by partner, at the real exchange rate of zero, and weights of partners in imports."""
    p, abroad = b.p, b.abroad
    competitive = xp.exp(p.trade.export_price_elasticity * b.opened.rer_mean)
    russia, china = p.trade.export_share_russia * abroad.exports, p.trade.export_share_china * abroad.exports
    exports = trade.base_exports(
        russia=russia,
        china=china,
        total=abroad.exports,
        unit=b.last.plans.exports / (abroad.exports * competitive),
    )
    weights = trade.base_weights(
        russia=p.trade.turnover_russia - russia,
        china=p.trade.turnover_china - china,
        total=abroad.imports,
    )
    return exports, weights


def _contents(p: Blocks, *, parts: Components, abroad: Abroad, xp: Namespace) -> Components:
    """Import contents of the components of demand. `parts`: million somoni a year."""
    w = p.demand
    return demand.base_contents(
        parts=parts,
        weights=Components(
            own=w.import_weight_own,
            remitted=w.import_weight_remitted,
            housing=w.import_weight_housing,
            business=w.import_weight_business,
            government=w.import_weight_government,
            public_investment=w.import_weight_public_investment,
            exports=w.import_weight_exports,
        ),
        imports=abroad.imports * p.economy.exchange_rate,
        xp=xp,
    )


def _money_held(b: BaseYear) -> Number:
    """Currency and somoni deposits of households at the end of the year, million somoni."""
    return b.p.banks.monetary_base - b.lenders.state.reserves + b.lenders.somoni


def _state(b: BaseYear) -> State:
    """The end of the year: flows are those of the fourth quarter."""
    p, spent, earned, last, q4 = b.p, b.spent, b.earned, b.last, b.year.last_share
    eco, lab, gdp = p.economy, p.labour, p.economy.nominal_gdp
    return State(
        host=b.opened.host,
        people=b.people,
        nonlabour_usd=b.money.nonlabour * b.money.sent_share,
        russia_scale=1.0,
        spread=0.0,
        rate=last.rate,
        reserves_usd=p.external.reserves_usd,
        imports_usd=last.imports_usd,
        imports_earlier=Earlier(*[(b.abroad.imports - last.imports_usd) / 3.0] * 3),
        exports_usd=last.exports_usd,
        suppliers_usd=0.0,
        prices=PriceState(
            level=b.year.prices[3], core=eco.inflation_base / 400.0, pipeline=b.opened.pipeline
        ),
        household=HouseholdState(
            own_income=earned.last_income,
            remitted_income=b.remitted_income,
            own_consumption=last.plans.own,
            remitted_consumption=last.plans.remitted,
            housing=last.plans.housing,
            money=_money_held(b),
            deposits_usd=b.lenders.deposits_usd,
            cash_usd=p.households.cash_usd,
            kept_usd=0.0,
            usual_usd=b.private_usd,
        ),
        business_investment=last.plans.business,
        gdp=last.gdp,
        gdp_nominal=last.gdp_nominal,
        potential=gdp * q4,
        profits=earned.last_profits,
        disposable_income=earned.last_income + b.remitted_income,
        fiscal=FiscalState(
            deposits=p.fiscal.government_deposits,
            domestic_debt=spent.domestic_debt,
            external_debt=p.fiscal.external_debt_usd,
            deficit_ratio=-budget_balance(p) / gdp,
            transfers=p.fiscal.transfers * q4,
        ),
        bank=b.lenders.state,
        labour=LabourState(
            labour_force=lab.labour_force,
            employment=earned.employment,
            wage=lab.wage_tjs,
            waiting=0.0,
            served=0.0,
            effective_growth=lab.labour_force_growth / 400.0,
        ),
        felt_rer=b.opened.felt_rer,
        normal_balance=b.abroad.normal_balance,
        import_price=b.opened.import_price,
        export_price=1.0,
        china_demand=1.0,
        rest_demand=1.0,
        capital_scale=1.0,
        public_scale=1.0,
        demography=eco.population,
        normal_labour_force=lab.labour_force,
    )
