"""Phase 3, spending: what banks lend, what households, firms and the state plan to spend.

Blocks: banks (credit), labour (returnees), households, demand (investment), fiscal (the rule).

Equations (t is a quarter; P: consumer prices, _0: at the start)

    W          = w_{t-1} paid_{t-1} 3 / 10^6                  wages paid, million somoni
    public     = public_{t-1} (1 + g_g / 400)                 real public spending
    transfers  = transfers_0 public (1 + s_t) P
    LF*        = LF*_{t-1} (1 + g_l / 400)                    labour force without returnees
    programmes = cost P                                       for returnees, block 10
    G, Ip      = G_0 public (1 + a) (1 + s_g), Ip_0 public (1 + a) (1 + s_g + n_g) rule     a: add-factor

The trend g that households and investors expect is g_y / 400.

Symbols: g_g spending_growth, s_t transfer_stimulus, s_g fiscal_stimulus, n_g investment_programme, g_y
potential_growth, g_l labour_force_growth.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model import banks, demand, fiscal, households, labour, taxes
from tajsim.model.banks import CreditPlan
from tajsim.model.fiscal import TaxRates
from tajsim.model.households import Spending
from tajsim.model.labour import Returnees
from tajsim.model.numeric import Number
from tajsim.model.phases.people_and_money import PeopleAndMoney
from tajsim.model.phases.somoni_and_prices import SomoniAndPrices
from tajsim.model.state import QuarterInputs


class Incomes(NamedTuple):
    """What households receive, million somoni a quarter."""

    wages: Number
    rates: TaxRates  # effective, of the quarter
    transfers: Number
    transfers_real: Number  # at base-year prices
    programmes: Number  # for returnees
    other_inflows: Number
    interest: Number  # with what banks pay to owners and staff
    own: Number  # all but remittances, after tax, with what firms are expected to hand out
    remitted: Number
    lived_on: Number  # of what is remitted, spent as wages are


class SpendingPlans(NamedTuple):
    """Plans of the quarter before any rationing of imports."""

    credit: CreditPlan
    normal_force: Number  # labour force without returnees, persons
    returnees: Returnees
    incomes: Incomes
    households: Spending
    bank_outflow: Number  # dollars that leave through banks, million
    business_investment: Number  # real, a quarter
    public_scale: Number  # real public spending, 1 at the start
    government: Number  # real, a quarter
    public_investment: Number
    investment_rule: Number  # factor of the fiscal rule on public investment


def spending_plans(q: QuarterInputs, *, people: PeopleAndMoney, somoni: SomoniAndPrices) -> SpendingPlans:
    """Lend, pay incomes, and plan what is bought with them."""
    last, p, k, xp = q.last, q.p, q.k, q.xp
    trend = p.prices.potential_growth * 0.0025
    credit = banks.plan(
        last=last.bank,
        deposits_usd=last.household.deposits_usd,
        gdp_annual=4.0 * last.gdp_nominal,
        rate=somoni.rate,
        lending_rate=somoni.stance.rates.lending,
        deposit_rate=somoni.stance.rates.deposit,
        demand=somoni.stance.loans,
        k=k.banks,
        p=p.banks,
        xp=xp,
    )
    public_scale = last.public_scale * (1.0 + p.fiscal.spending_growth / 400.0)
    normal_force = last.normal_labour_force * (1.0 + p.labour.labour_force_growth / 400.0)
    returned = labour.returnees(
        last=last.labour,
        normal_force=normal_force,
        back_home=people.back_home,
        normal_growth=p.labour.labour_force_growth / 400.0,
        unemployment_base=k.unemployment_base,
        p=p.labour,
        xp=xp,
    )
    incomes = _incomes(
        q,
        people=people,
        somoni=somoni,
        credit=credit,
        public_scale=public_scale,
        programmes=returned.programme_cost * somoni.prices.level,
    )
    spending = households.spend(
        last=last.household,
        own_nominal=incomes.own,
        remitted_nominal=incomes.lived_on,
        price=somoni.prices.level,
        inflow_usd=people.remitted.total + somoni.foreign.other,
        rate=somoni.rate,
        depreciation=somoni.exchange.depreciation,
        output_gap=q.output_gap,
        trend=trend,
        interest=somoni.stance.consumption,
        dollars=somoni.stance.dollars,
        k=k.households,
        add_factor=q.add.demand,
        p=p.households,
        xp=xp,
    )
    investment = demand.business_investment(
        last=last.business_investment,
        gdp_last=last.gdp,
        potential=last.potential,
        ratio=k.investment_ratio,
        tightness=last.bank.tightness,
        cheapness=somoni.stance.investment,
        trend=trend,
        p=p.demand,
        xp=xp,
    )
    plan = public_scale * (1.0 + q.add.spending)
    stimulus = plan * (1.0 + p.fiscal.fiscal_stimulus)
    rule = fiscal.investment_rule(deficit_ratio=last.fiscal.deficit_ratio, p=p.fiscal, xp=xp)
    return SpendingPlans(
        credit=credit,
        normal_force=normal_force,
        returnees=returned,
        incomes=incomes,
        households=spending,
        bank_outflow=spending.deposit_purchase - credit.loan_change_usd,
        business_investment=investment,
        public_scale=public_scale,
        government=k.government * stimulus,
        public_investment=k.public_investment * (stimulus + plan * p.fiscal.investment_programme) * rule,
        investment_rule=rule,
    )


def _incomes(
    q: QuarterInputs,
    *,
    people: PeopleAndMoney,
    somoni: SomoniAndPrices,
    credit: CreditPlan,
    public_scale: Number,
    programmes: Number,
) -> Incomes:
    """Incomes by last quarter's wages, employment and profits, at the prices and the rate of this one.

    What firms pay beyond the interest of the base year they cannot hand out. `programmes`: paid to returnees,
    million somoni.
    """
    last, k = q.last, q.k
    transfers_real = k.transfers * public_scale * (1.0 + q.p.fiscal.transfer_stimulus)
    transfers = transfers_real * somoni.prices.level
    wages = labour.wage_bill(wage=last.labour.wage, employment=last.labour.paid)
    rates = taxes.effective(
        base=k.taxes,
        law=k.tax_law,
        membership=q.p.policy.eaeu_membership,
        add_factor=q.add.taxes,
        p=q.p.fiscal,
    )
    other_inflows = somoni.foreign.other * somoni.rate
    interest = credit.interest_paid + credit.distributed
    lent = last.bank.loans * (1.0 - last.bank.npl_share)
    dear = (somoni.stance.rates.lending - k.interest.lending) * 0.0025 * lent
    own = households.own_income(
        net_wages=wages * (1.0 - rates.labour),
        profits=k.payout * last.profits - dear,
        transfers=transfers + programmes,
        other_inflows=other_inflows,
        interest=interest,
    )
    return Incomes(
        wages=wages,
        rates=rates,
        transfers=transfers,
        transfers_real=transfers_real,
        programmes=programmes,
        other_inflows=other_inflows,
        interest=interest,
        own=own,
        remitted=people.remitted.total * somoni.rate,
        lived_on=households.lived_on(
            total=people.remitted.total,
            windfall=people.remitted.nonlabour + people.remitted.surprise,
            p=q.p.households,
        )
        * somoni.rate,
    )
