"""The economy at the end of the base year, and the constants that make it reproduce a vintage's figures.

Every published figure is an annual sum or average. The quarters of the year are laid out with constant
growth, so that they add up to the year; money sent, the exchange rate and import prices follow observed
quarters where there are some (`tajsim.model.opening`). The state is that of the fourth quarter. Money from
migrants is scaled through the propensity to remit, tax revenue through effective rates, imports through
contents, so that the first state gives back the vintage's figures exactly, in every draw.

Equations (million a year of the currency named; Y: nominal output, e: somoni per dollar)

    shares    ~ (1 + g_y / 100)^(i/4), i = 0 to 3           of the quarters in Y and real flows; sum 1
    P_i       ~ (1 + g_p / 100)^(i/4)                       prices of the quarters; their average is 1
    season_i  = 4 s_i / (s_1 + s_2 + s_3 + s_4)             factors on money sent
    season_i  = 2 d_1, then 2 (1 - d_1)                     on departures, in the halves of a year

People and money from abroad, dollars:

    regular   = (1 - i) N, irregular = i N, home = N_h, banned = N_b, naturalised = N_z, other = N_o persons
    R         = r Y / e                                     remittances; non-labour r_n R, Russia r_R R
    R_o       = N_o b_o 3 / (10^6 share of the fourth quarter)     from other destinations
    q_0       such that block 4 gives R - non-labour - R_o at the wage and the rouble of the base year, RUB_0,
              with the cycle of Russia and the smoothing of its last quarter
    coverage_N = min(R_n / (r_R R), 1),  coverage_R = r_R R / (R - R_o)
    gap_0     = max(ln(top / peak), 0)
    s_0       = h y_own / (R e)
    r_0       = ln(w_0 e / (RUB_0 w))                       wage in Russia over that at home, e: last
    entrants_0 = young,  residents_0 = pop

Trade and the balance of payments, dollars:

    M         = turnover - X;  X_R = x_R X, M_R = t_R - X_R;  X_C = x_C X, M_C = t_C - X_C
    interest, repayment on D_f as in block 8
    other     = ca Y / e - (X - M + R + a_c - interest)     other private inflows
    saved     = ca Y / e + a_k + di + disb - repayment - dres     in dollars; below zero: unrecorded inflow
    normal balance = (inflow of block 7 - M) / M;  reserves = res

Expenditure, incomes and taxes, somoni:

    C, Ip     = c_y Y, i_y Y
    G         = T + T_o + (a_c + a_k) e - b_y Y - Ip - TR - interest     public consumption, from the balance
    I + H     = Y + (M - X) e - C - G - Ip                  private investment;  somoni debt = D_h e
    H         = min(k_h R e, 0.6 (I + H));  C_rem = min(k_r R e, 0.6 C);  C_own = C - C_rem
    tau       = t_m T / (M e), t_c T / C, t_l T / W, the rest of T / profits
    W         = w LF (1 - u_0) 3 / (10^6 share_4 P_4);  profits = Y - W - (t_m + t_c) T
    theta     = what firms hand out over profits, once I, taxes and interest are paid
    m_i0      ~ omega_i, such that sum_i m_i0 D_i = M e at the prices buyers were used to; none above 0.95
    omega_i   = o_own, o_rem, o_h, o_b, o_g, o_p, o_x       import weights of the components of demand

Banks and money, somoni:

    deposits  = D_b, of which d_f in dollars;  loans = L, of which s_fx in dollars;  bad share bad
    capital   = k_0 L;  provisions = p bad L;  bank reserves close the balance sheet
    money     = base - bank reserves + somoni deposits      of households, beside cash in dollars
    deposits of the state at the central bank = dep
    normal    = bad cure / (1 - bad)                            loans turning bad a quarter
    payout    such that capital and provisions grow as loans at g_s + target percent a year

Symbols: Y nominal_gdp, e exchange_rate, g_y gdp_growth_base, g_p inflation_base, pop population,
c_y consumption_gdp_share, i_y public_investment_gdp_share, ca current_account_gdp_share,
s_1 season_q1, s_2 season_q2, s_3 season_q3, s_4 season_q4, d_1 departures_h1, N stock_russia,
i irregular_share, N_h stock_home, N_b stock_banned, N_z stock_naturalised, N_o stock_other,
b_o remitted_other_usd, r remittances_gdp_share, r_n nonlabour_share, r_R russia_share, R_n recorded_usd,
top saturation_share, peak peak_share, h receiving_share, young entrants, turnover turnover_total,
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
g_s potential_growth, target inflation_target.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tajsim.model import banks, fiscal, policy
from tajsim.model.banks import BankState, Ratios
from tajsim.model.demand import CONTENT_CAP, Components
from tajsim.model.distribution import received
from tajsim.model.fiscal import FiscalState, TaxRates
from tajsim.model.host import HostState
from tajsim.model.households import HouseholdState, Propensities
from tajsim.model.labour import LabourState
from tajsim.model.migration import People
from tajsim.model.numeric import Namespace, Number
from tajsim.model.opening import Opening, Past, opening
from tajsim.model.prices import PriceState
from tajsim.model.remittances import MONTHS
from tajsim.model.state import Constants, State
from tajsim.model.trade import Partners
from tajsim.model.welfare import Distribution
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


def initial(
    p: Blocks, distribution: Distribution, xp: Namespace, past: Past | None = None, ends: int = 4
) -> tuple[State, Constants]:
    """The state at the end of the base year and the constants of a draw.

    `distribution` is that of the base year without what receiving households get, which is filled in here.
    The base year is four quarters, the last of them calendar quarter `ends`.
    Annual figures become those of the fourth quarter through its share in the year at constant growth; that
    of money sent is what the quarters of the `past` say, where there is one.
    """
    eco, ext, fis, bank, lab = p.economy, p.external, p.fiscal, p.banks, p.labour
    rate = eco.exchange_rate
    gdp = eco.nominal_gdp
    year = base_quarters(gdp, eco.gdp_growth_base, eco.inflation_base)
    q4, price = year.last_share, year.prices[3]

    # money from abroad, million dollars a year
    gdp_usd = gdp / rate
    total = p.remittances.remittances_gdp_share * gdp_usd
    nonlabour = p.remittances.nonlabour_share * total
    from_russia = p.remittances.russia_share * total
    factors = of_base_year(seasonal_factors(p), ends)
    growth = (1.0 + eco.gdp_growth_base / 100.0) ** 0.25
    sent_share: Number = growth**3 / sum(f * growth**i for i, f in enumerate(factors))
    reached = xp.maximum(p.remittances.peak_share, 1e-3)
    diffusion_gap = xp.maximum(xp.log(xp.maximum(p.remittances.saturation_share, 1e-3) / reached), 0.0)
    opened = _at_rest(p) if past is None else opening(past, p, xp)
    if past is not None:
        rising = xp.exp(0.25 * p.remittances.diffusion_speed * diffusion_gap)
        sent = [m * rising**i for i, m in enumerate(opened.money)]
        sent_share = sent[3] / sum(f * m for f, m in zip(factors, sent, strict=True))
    people = _people(p)
    other_sent = people.other * p.remittances.remitted_other_usd * MONTHS / sent_share
    labour_russia = total - nonlabour - other_sent
    propensity = _propensity(people, labour_russia * sent_share, opened, p, xp)

    # trade and the balance of payments, million dollars a year
    exports = p.trade.exports_total
    imports = p.trade.turnover_total - exports
    interest_usd, repayment_usd = (4.0 * x for x in fiscal.external_payments(fis.external_debt_usd, fis))
    other = eco.current_account_gdp_share * gdp_usd - (
        exports - imports + total + ext.current_grants_usd - interest_usd
    )
    capital = ext.capital_grants_usd + ext.direct_investment_usd + ext.disbursement_usd - repayment_usd
    saved = eco.current_account_gdp_share * gdp_usd + capital - ext.reserve_change_usd
    dollar_saving = xp.maximum(saved, 0.0)  # what the private sector put into dollars in the base year
    unrecorded = xp.maximum(-saved, 0.0)  # what came in beside the recorded flows
    inflow = total + other + ext.current_grants_usd - interest_usd + capital + unrecorded + exports
    normal_balance = (inflow - imports) / imports

    # expenditure, million somoni a year
    consumption = eco.consumption_gdp_share * gdp
    public_investment = eco.public_investment_gdp_share * gdp
    revenue = fis.tax_revenue + fis.other_revenue
    grants = (ext.current_grants_usd + ext.capital_grants_usd) * rate
    domestic_debt = fis.domestic_debt_usd * rate
    domestic_interest = domestic_debt * fis.domestic_interest_rate / 100.0
    spending = revenue + grants - eco_balance(p)
    government = spending - public_investment - fis.transfers - interest_usd * rate - domestic_interest
    absorbed = gdp + (imports - exports) * rate
    private_investment = absorbed - consumption - government - public_investment
    remitted_tjs = total * rate
    housing = xp.minimum(p.households.housing_remittance_share * remitted_tjs, 0.6 * private_investment)
    business = private_investment - housing
    remitted_consumption = xp.minimum(
        p.households.consumed_remittance_share * remitted_tjs, 0.6 * consumption
    )
    own_consumption = consumption - remitted_consumption

    # incomes, million somoni a year
    labour_share = fis.tax_share_labour
    tax_imports = fis.tax_share_imports * fis.tax_revenue
    tax_consumption = fis.tax_share_consumption * fis.tax_revenue
    tax_labour = labour_share * fis.tax_revenue
    tax_profits = fis.tax_revenue - tax_imports - tax_consumption - tax_labour
    employment = lab.labour_force * (1.0 - lab.unemployment_rate)
    wages_q4 = lab.wage_tjs * employment * 3.0e-6
    wages = wages_q4 / (q4 * price)
    profits = gdp - tax_imports - tax_consumption - wages
    bank_state, somoni, deposits_usd, plan, ratios = _banks(p, xp)
    interest_received, interest_income = (
        4.0 * plan.interest_received,
        4.0 * (plan.interest_paid + plan.distributed),
    )
    payout = (
        profits
        - business
        - tax_profits
        - fis.other_revenue
        - interest_received
        + (ext.direct_investment_usd + unrecorded) * rate
    ) / profits
    own_income = wages - tax_labour + payout * profits + fis.transfers + other * rate + interest_income
    currency = bank.monetary_base - bank_state.reserves
    money = currency + somoni
    private_usd = total * sent_share + other * q4

    # imports by component
    parts = Components(
        own_consumption,
        remitted_consumption,
        housing,
        business,
        government,
        public_investment,
        exports * rate,
    )
    w = p.demand
    weights = Components(
        w.import_weight_own,
        w.import_weight_remitted,
        w.import_weight_housing,
        w.import_weight_business,
        w.import_weight_government,
        w.import_weight_public_investment,
        w.import_weight_exports,
    )
    weights = _within_cap(weights, parts, imports * rate, xp)
    weighted = sum(a * b for a, b in zip(parts, weights, strict=True))
    unit = imports * rate / weighted
    used_to = xp.exp(w.import_price_elasticity * opened.felt_mean)  # contents are those of the year's average
    contents = Components(*(a * (unit * used_to) for a in weights))
    exports_russia = p.trade.export_share_russia * exports
    exports_china = p.trade.export_share_china * exports
    imports_russia = p.trade.turnover_russia - exports_russia
    imports_china = p.trade.turnover_china - exports_china
    export_unit = rate * q4
    exports_by_partner = Partners(
        exports_russia * export_unit,
        exports_china * export_unit,
        (exports - exports_russia - exports_china) * export_unit,
    )

    # welfare: what remittances pay for
    equal, proportional, kept = received(remitted_consumption / consumption, p, distribution, xp)
    distribution = distribution._replace(equal=equal, proportional=proportional)
    remitted_share = kept * remitted_consumption / consumption

    pool = people.home + people.banned
    wage_usd = p.host.migrant_wage_rub / p.host.rub_per_usd_base
    constants = Constants(
        workers_base=people.in_russia,
        pool_base=pool,
        residents_base=eco.population,
        deportation_reference=policy.removal_rate(
            xp.minimum(p.migration.deportation_rate_regular * p.policy.enforcement, policy.HAZARD_CAP),
            xp.minimum(p.migration.deportation_rate_irregular * p.policy.enforcement, policy.HAZARD_CAP),
            people.regular,
            people.irregular,
            p.policy.removals,
            xp,
        ),
        burden_reference=p.policy.permit_cost_rub * (1.0 - p.policy.eaeu_membership) / p.host.migrant_wage_rub
        + p.policy.entry_cost_share,
        wage_gap_base=xp.log(wage_usd * rate * opened.rate_ratio / lab.wage_tjs),
        entrants=p.migration.entrants,
        propensity=propensity,
        diffusion_gap=diffusion_gap,
        insurance_base=p.welfare.receiving_share * own_income / remitted_tjs,
        coverage_russia=from_russia / (labour_russia + nonlabour),
        recorded_coverage=xp.minimum(p.remittances.recorded_usd / from_russia, 1.0),
        normal_balance=normal_balance,
        other_inflow_usd=other * q4,
        current_grants_usd=ext.current_grants_usd * q4,
        capital_grants_usd=ext.capital_grants_usd * q4,
        direct_investment_usd=ext.direct_investment_usd * q4,
        disbursement_usd=ext.disbursement_usd * q4,
        households=Propensities(
            own=own_consumption / own_income,
            remitted=remitted_consumption / remitted_tjs,
            housing=housing / remitted_tjs,
            cash=p.households.cash_usd / private_usd,
            deposits=deposits_usd / private_usd,
            dollar_saving=dollar_saving * q4 / private_usd,
        ),
        unrecorded=unrecorded * q4 / private_usd,
        payout=payout,
        somoni_deposit_share=somoni / money,
        investment_ratio=business / gdp,
        contents=contents,
        potential_base=gdp * q4,
        government=government * q4,
        public_investment=public_investment * q4,
        transfers=fis.transfers * q4,
        exports=exports_by_partner,
        import_weights=Partners(
            imports_russia / imports,
            imports_china / imports,
            (imports - imports_russia - imports_china) / imports,
        ),
        taxes=TaxRates(
            imports=tax_imports / (imports * rate),
            consumption=tax_consumption / consumption,
            labour=tax_labour / wages,
            profits=tax_profits / profits,
            other=fis.other_revenue / gdp,
        ),
        banks=ratios,
        unemployment_base=lab.unemployment_rate,
        own_consumption_per_head=(1.0 - remitted_share) * consumption * 0.25 / eco.population,
        remitted_consumption_per_head=remitted_share * consumption * 0.25 / eco.population,
        remittances_kept=kept,
        distribution=distribution,
        rate_base=rate,
        rub_base=p.host.rub_per_usd_base,
    )
    quarterly_inflation = eco.inflation_base / 400.0
    state = State(
        host=opened.host,
        people=people,
        nonlabour_usd=nonlabour * sent_share,
        spread=0.0,
        rate=rate * opened.rate_ratio,
        reserves_usd=ext.reserves_usd,
        imports_usd=imports * q4 * opened.import_price,
        exports_usd=exports * q4,
        suppliers_usd=0.0,
        prices=PriceState(level=price, core=quarterly_inflation, pipeline=opened.pipeline),
        household=HouseholdState(
            own_income=own_income * q4,
            remitted_income=remitted_tjs * sent_share / price,
            own_consumption=own_consumption * q4,
            remitted_consumption=remitted_consumption * q4,
            housing=housing * q4,
            money=money,
            deposits_usd=deposits_usd,
            cash_usd=p.households.cash_usd,
        ),
        business_investment=business * q4,
        gdp=gdp * q4,
        gdp_nominal=(absorbed * price + (exports - imports) * rate) * q4,
        potential=gdp * q4,
        profits=profits * q4 * price,
        disposable_income=own_income * q4 + remitted_tjs * sent_share / price,
        fiscal=FiscalState(
            deposits=fis.government_deposits,
            domestic_debt=domestic_debt,
            external_debt=fis.external_debt_usd,
            deficit_ratio=-eco_balance(p) / gdp,
            transfers=fis.transfers * q4,
        ),
        bank=bank_state,
        labour=LabourState(lab.labour_force, employment, lab.wage_tjs, 0.0, lab.labour_force_growth / 400.0),
        felt_rer=opened.felt_rer,
        import_price=opened.import_price,
        export_price=1.0,
        china_demand=1.0,
        rest_demand=1.0,
        capital_scale=1.0,
        public_scale=1.0,
        demography=eco.population,
        normal_labour_force=lab.labour_force,
    )
    return state, constants


def _within_cap(weights: Components, parts: Components, imports: Number, xp: Namespace) -> Components:
    """Weights that give no content above the cap: what remitted spending cannot hold, the rest takes.

    `parts`, `imports`: million somoni a year. Contents are in proportion to `weights`: lowering the one
    of remitted spending raises all others.
    """
    full = 0.99 * CONTENT_CAP
    others = sum(a * b for a, b in zip(parts, weights, strict=True)) - weights.remitted * parts.remitted
    room = xp.maximum(imports - full * parts.remitted, 1.0)
    return weights._replace(remitted=xp.minimum(weights.remitted, full * others / room))


def _at_rest(p: Blocks) -> Opening:
    """An opening without a past: the fourth quarter is the year."""
    h = p.host
    rub = h.rub_per_usd_base
    host = HostState(1.0, 1.0, 1.0, rub, rub, h.oil_price_base)
    return Opening(host, h.employed_share, 1.0, (), 1.0, 0.0, 0.0, 0.0, 1.0)


def eco_balance(p: Blocks) -> Number:
    """The budget balance of the base year, million somoni."""
    return p.fiscal.balance_gdp_share * p.economy.nominal_gdp


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


def _propensity(people: People, sent_usd: Number, opened: Opening, p: Blocks, xp: Namespace) -> Number:
    """The propensity to remit that gives `sent_usd` million dollars from Russia in the fourth quarter.

    It is that of a time without a cycle in Russia and with a rouble that senders are used to.
    """
    wage = p.host.migrant_wage_rub
    permit = p.policy.permit_cost_rub * (1.0 - p.policy.eaeu_membership)
    regular = xp.maximum(wage - permit, 0.1 * wage)
    irregular = wage * (1.0 - p.remittances.irregular_wage_discount)
    citizen = wage * p.remittances.naturalised_propensity
    earned = people.regular * regular + people.irregular * irregular + people.naturalised * citizen
    kept = 1.0 - xp.minimum(p.policy.remittance_cost + p.policy.payment_friction, 0.9)
    rub = p.host.rub_per_usd_base
    recruits = (
        people.regular * p.policy.recruitment_rate_regular
        + people.naturalised * p.policy.recruitment_rate_naturalised
    )
    one_time = recruits * p.remittances.recruit_payment_rub * p.remittances.recruit_share_sent * 1e-6 / rub
    return (sent_usd / kept - one_time) * rub / (earned * opened.at_work * opened.smoothing * MONTHS)


def _banks(p: Blocks, xp: Namespace) -> tuple[BankState, Number, Number, banks.CreditPlan, Ratios]:
    """Opening balance sheet: reserves balance it; the payout keeps capital in step with loans."""
    b, rate = p.banks, p.economy.exchange_rate
    somoni = b.deposits * (1.0 - b.deposits_fx_share)
    deposits_usd = b.deposits * b.deposits_fx_share / rate
    loans_usd = b.loans * b.loans_fx_share / rate
    loans = b.loans - loans_usd * rate
    provisions = b.provision_coverage * b.npl_ratio * b.loans
    capital = b.capital_ratio * b.loans
    foreign = deposits_usd - loans_usd  # no open position in foreign currency
    reserves = capital + b.deposits - b.loans + provisions - foreign * rate
    state = BankState(loans, loans_usd, provisions, reserves, foreign, b.npl_ratio, 0.0, 0.0)
    gdp = p.economy.nominal_gdp
    ratios = Ratios(b.loans / gdp, 0.0, b.npl_ratio * b.npl_cure_rate / (1.0 - b.npl_ratio))
    plan = banks.plan(state, somoni, deposits_usd, gdp, rate, ratios, b, xp)
    margin = plan.interest_received - plan.interest_paid
    growth = 0.25 * (p.prices.potential_growth + p.prices.inflation_target) / 100.0
    kept = (b.capital_ratio + b.provision_coverage * b.npl_ratio) * b.loans * growth
    ratios = ratios._replace(payout=xp.maximum(1.0 - kept / margin, 0.0))
    return (
        state,
        somoni,
        deposits_usd,
        plan._replace(distributed=ratios.payout * margin),
        ratios,
    )
