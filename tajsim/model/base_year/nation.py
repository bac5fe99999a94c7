"""Trade, the balance of payments and expenditure of the base year, and its fourth quarter.

Imports are met through contents. What is imported and exported in the fourth quarter follows the equations
of blocks 6 and 7 at the prices of the time.

Equations (million a year of the currency named; Y: nominal output, e: somoni per dollar, R: remittances,
R_l: of these lived on, block 5)

Trade and the balance of payments, dollars:

    M         = turnover - X;  X_R = x_R X, M_R = t_R - X_R;  X_C = x_C X, M_C = t_C - X_C
    interest, repayment on D_f as in block 8
    other     = ca Y / e - (X - M + R + a_c - interest)     other private inflows
    O_R       = s_O max(other, 0)                           of these from Russia
    saved     = ca Y / e + a_k + di + disb - repayment - dres     in dollars; below zero: unrecorded inflow
    normal balance = (inflow of block 7 - M) / M

Expenditure, somoni:

    C, Ip     = c_y Y, i_y Y
    G         = T + T_o + (a_c + a_k) e - b_y Y - Ip - TR - interest     public consumption, from the balance
    I + H     = Y + (M - X) e - C - G - Ip                  private investment;  somoni debt = D_h e
    H         = min(k_h R_l e, 0.6 (I + H));  C_rem = min(k_r R_l e, 0.6 C);  C_own = C - C_rem
    X_re      = x_re x_R X;  D_x = (X - X_re) e              goods that pass through, and the country's own
    m_i0      ~ omega_i, such that sum_i m_i0 D_i + (1 - margin) X_re e = M e; none above 0.95
    omega_i   = o_own, o_rem, o_h, o_b, o_g, o_p, o_x       import weights of the components of demand

Symbols: Y nominal_gdp, e exchange_rate, c_y consumption_gdp_share, i_y public_investment_gdp_share, ca
current_account_gdp_share, s_O other_russia_share, turnover turnover_total, X exports_total, x_R
export_share_russia, x_re reexport_share, margin reexport_margin, t_R turnover_russia, x_C export_share_china,
t_C turnover_china, D_f external_debt_usd, a_c current_grants_usd, a_k capital_grants_usd, di
direct_investment_usd, disb disbursement_usd, dres reserve_change_usd, T tax_revenue, T_o other_revenue, b_y
balance_gdp_share, TR transfers, D_h domestic_debt_usd, k_h housing_remittance_share, k_r
consumed_remittance_share, o_own import_weight_own, o_rem import_weight_remitted, o_h import_weight_housing,
o_b import_weight_business, o_g import_weight_government, o_p import_weight_public_investment, o_x
import_weight_exports.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from tajsim.model import demand, external, fiscal, trade
from tajsim.model.base_year.opening import Opening, Year
from tajsim.model.demand import Components
from tajsim.model.numeric import Namespace, Number
from tajsim.model.trade import Partners
from tajsim.parameters.blocks import Blocks


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
    remitted: Number  # remittances lived on
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
    bought: Components
    gdp: Number
    gdp_nominal: Number

    @property
    def planned_exports(self) -> Number:
        """All exports, those that pass through among them, at constant growth."""
        return self.plans.exports + self.plans.reexports


def payments(p: Blocks, *, remittances: Number, xp: Namespace) -> Abroad:
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


def expenditure(p: Blocks, *, remittances: Number, abroad: Abroad, xp: Namespace) -> Expenditure:
    """Expenditure: that of the state from its balance, that of firms from output.

    `remittances`: those lived on, million dollars.
    """
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


def last_quarter(
    p: Blocks, *, year: Year, opened: Opening, abroad: Abroad, spent: Expenditure, xp: Namespace
) -> LastQuarter:
    """The fourth quarter by the equations of demand and trade, at the prices that buyers were used to then.

    Plans have the fourth quarter's share at constant growth. What is imported and exported differs from that
    by as much as relative prices then differed from the average of the year.
    """
    eco, q4, price = p.economy, year.last_share, year.prices[3]
    rate = eco.exchange_rate * opened.rate_ratio
    reexported = p.trade.reexport_share * p.trade.export_share_russia * abroad.exports
    parts = Components(
        own=spent.own_consumption,
        remitted=spent.remitted_consumption,
        housing=spent.housing,
        business=spent.business,
        government=spent.government,
        public_investment=spent.public_investment,
        exports=(abroad.exports - reexported) * eco.exchange_rate,
        reexports=reexported * eco.exchange_rate,
    )
    contents = _contents(p, parts=parts, abroad=abroad, xp=xp)
    plans = Components(*(q4 * x for x in parts))
    log_rer = xp.log(opened.import_price * opened.rate_ratio / price) - opened.rer_mean
    competitive = xp.exp(p.trade.export_price_elasticity * log_rer)
    sold = plans._replace(exports=plans.exports * competitive, reexports=plans.reexports * competitive)
    exported = sold.exports + sold.reexports
    dearer = opened.felt_rer - opened.felt_mean
    out = demand.output(
        planned=demand.replaced_at_home(planned=sold, contents=contents, dearer=dearer, p=p.demand, xp=xp),
        contents=contents,
        effect=demand.content_effect(dearer=dearer, output_gap=0.0, p=p.demand, xp=xp),
        drift=1.0,
        imports_payable=math.inf,
        missing=0.0,
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
        bought=out.demand,
        gdp=out.gdp,
        gdp_nominal=absorbed * price + (exports_usd - imports_usd) * rate,
    )


def _contents(p: Blocks, *, parts: Components, abroad: Abroad, xp: Namespace) -> Components:
    """Import contents of the components of demand. `parts`: million somoni a year."""
    w = p.demand
    passing = 1.0 - p.trade.reexport_margin
    own = demand.base_contents(
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
        imports=abroad.imports * p.economy.exchange_rate - passing * parts.reexports,
        xp=xp,
    )
    return own._replace(reexports=passing)


def partners(
    p: Blocks, *, abroad: Abroad, planned_exports: Number, rer_mean: Number, xp: Namespace
) -> tuple[Partners, Partners]:
    """Real exports by partner, at the real exchange rate of zero, and weights of partners in imports.

    `planned_exports`: of the fourth quarter, real; `rer_mean`: log real exchange rate, average of the year.
    """
    competitive = xp.exp(p.trade.export_price_elasticity * rer_mean)
    russia, china = p.trade.export_share_russia * abroad.exports, p.trade.export_share_china * abroad.exports
    exports = trade.base_exports(
        russia=russia,
        china=china,
        total=abroad.exports,
        unit=planned_exports / (abroad.exports * competitive),
    )
    weights = trade.base_weights(
        russia=p.trade.turnover_russia - russia,
        china=p.trade.turnover_china - china,
        total=abroad.imports,
    )
    return exports, weights
