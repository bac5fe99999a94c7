"""The economy at the end of the base year, and the constants that make it reproduce published figures.

The state is that of the fourth quarter, and gives back the figures of a parameter set exactly, in every draw.
It is at rest: without shocks the first quarter moves by trends, and by what the past has left to do (a rouble
off its reference, costs that prices have still to pass on). Output grew by g_y and prices by g_p percent.

| part of the year | module |
|---|---|
| its quarters, and what they remember | opening |
| people and money from abroad | people |
| trade, payments, expenditure | nation |
| incomes, taxes, banks | incomes |

Equations (Y: nominal output, e: somoni per dollar, R: remittances, R_l: of these lived on, W: wages)

    h_o       such that those in other destinations grow with the population (block 3)
    coverage_N = min(R_n / (r_R R), 1),  coverage_R = r_R R / (R - R_o)
    sent_0    = what workers in Russia who are no citizens send, over R and their number
    s_0       = h y_own / y_rem                             of the fourth quarter
    r_0       = ln(x_0 e / w)                               over the wage at home; x_0: sendable, of w_0
    entrants_0 = young,  residents_0 = pop
    reserves  = res
    y_rem     = R_l e_4 / P_4 in Q4;  k_rem, k_h: over R_l e / P_4 of a fourth quarter at constant growth
    money     = base - bank reserves + somoni deposits      of households, beside cash in dollars
    deposits of the state at the central bank = dep

Symbols: g_y gdp_growth_base, g_p inflation_base, e exchange_rate, pop population, r_R russia_share,
R_n recorded_usd, h receiving_share, young entrants, w wage_tjs, w_0 migrant_wage_rub, res reserves_usd,
dep government_deposits, cash cash_usd, base monetary_base.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model import (
    households,
    migration,
    monetary,
    policy,
    power,
    remittances,
    supply,
    taxes,
)
from tajsim.model.base_year.incomes import Earnings, Lenders, balance_sheet, earnings, trend_growth
from tajsim.model.base_year.nation import (
    Abroad,
    Expenditure,
    LastQuarter,
    budget_balance,
    expenditure,
    last_quarter,
    partners,
    payments,
)
from tajsim.model.base_year.opening import Opening, Past, Year, base_quarters, opening, resting
from tajsim.model.base_year.people import (
    MigrantMoney,
    base_wages,
    migrant_money,
    people_abroad,
    propensity,
    removal_rate,
)
from tajsim.model.distribution import Received, received
from tajsim.model.fiscal import FiscalState
from tajsim.model.households import HouseholdState
from tajsim.model.labour import LabourState
from tajsim.model.migration import People
from tajsim.model.monetary import MonetaryState
from tajsim.model.numeric import Namespace, Number
from tajsim.model.prices import PriceState
from tajsim.model.state import Constants, Earlier, State
from tajsim.model.welfare import ConsumptionDistribution
from tajsim.parameters.blocks import Blocks


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
    got: Received  # by households with a migrant

    @property
    def private_usd(self) -> Number:
        """Remittances and other private inflows of the fourth quarter, million dollars."""
        return self.money.total * self.money.sent_share + self.abroad.other * self.year.last_share

    @property
    def remitted_income(self) -> Number:
        """Remittances of the fourth quarter that are lived on, at the rate of the time, real."""
        return self.money.lived_on * self.money.sent_share * self.last.rate / self.year.prices[3]

    @property
    def even_remitted_income(self) -> Number:
        """The same of a fourth quarter at constant growth and the rate of the year."""
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
    opened = resting(p, year, xp) if past is None else opening(past, p, xp)
    people = people_abroad(p)
    money = migrant_money(p, people=people, opened=opened, ends=ends, xp=xp)
    abroad = payments(p, remittances=money.total, xp=xp)
    spent = expenditure(p, remittances=money.lived_on, abroad=abroad, xp=xp)
    last = last_quarter(p, year=year, opened=opened, abroad=abroad, spent=spent, xp=xp)
    growth = trend_growth(p, core=opened.core, xp=xp)
    lenders = balance_sheet(p, last=last, growth=growth, xp=xp)
    earned = earnings(p, year=year, abroad=abroad, spent=spent, last=last, lenders=lenders, growth=growth)
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
        got=received(
            remitted=spent.remitted_consumption / spent.consumption, p=p.welfare, d=distribution, xp=xp
        ),
    )
    return _state(base), _constants(base, distribution=distribution, xp=xp)


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
    got = b.got  # of what remittances pay for
    remitted_share = got.kept * spent.remitted_consumption / spent.consumption
    exports, weights = partners(
        p, abroad=abroad, planned_exports=b.last.planned_exports, rer_mean=b.opened.rer_mean, xp=xp
    )
    return Constants(
        workers_base=people.in_russia,
        tajiks_base=people.tajiks_in_russia,
        pool_base=people.home + people.banned,
        residents_base=eco.population,
        deportation_reference=removal_rate(p, people, xp),
        permit_reference=p.policy.permit_cost_rub,
        wage_gap_base=migration.log_wage_gap(
            abroad=remittances.sendable(
                wage=base_wages(p, rub_per_usd=p.host.rub_per_usd_base, xp=xp),
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
        propensity=propensity(p, people=people, money=money, opened=b.opened, xp=xp),
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
        interest=monetary.base_interest(
            core_inflation=eco.inflation_base / 400.0, p=p.monetary, banks=p.banks, prices=p.prices
        ),
        unemployment_base=lab.unemployment_rate,
        own_consumption_per_head=(1.0 - remitted_share) * spent.consumption * 0.25 / eco.population,
        remitted_consumption_per_head=remitted_share * spent.consumption * 0.25 / eco.population,
        sent_by_worker=remittances.sent_by_worker(
            people=people,
            wage=base_wages(p, rub_per_usd=1.0, xp=xp),
            labour_russia=money.labour_russia,
            total=money.total,
        ),
        remittances_kept=got.kept,
        distribution=distribution._replace(equal=got.equal, proportional=got.proportional),
        rate_base=eco.exchange_rate,
        rub_base=p.host.rub_per_usd_base,
        felt_base=b.opened.felt_mean,
        tax_law=taxes.law(
            rates=earned.rates,
            imports=abroad.imports * eco.exchange_rate,
            consumption=spent.consumption,
            p=p.fiscal,
        ),
        power_paid_usd=power.payment(arrears=p.fiscal.sangtuda_arrears_usd, p=p.fiscal),
    )


def _money_held(b: BaseYear) -> Number:
    """Currency and somoni deposits of households at the end of the year, million somoni."""
    return b.p.banks.monetary_base - b.lenders.state.reserves + b.lenders.somoni


def _state(b: BaseYear) -> State:
    """The end of the year: flows are those of the fourth quarter."""
    p, spent, earned, last, q4 = b.p, b.spent, b.earned, b.last, b.year.last_share
    eco, lab, gdp = p.economy, p.labour, p.economy.nominal_gdp
    received_head = b.got.kept * last.bought.remitted / eco.population
    return State(
        host=b.opened.host,
        people=b.people,
        nonlabour_usd=b.money.nonlabour * b.money.sent_share,
        russia_scale=1.0,
        counted_on=0.0,
        spread=0.0,
        rate=last.rate,
        reserves_usd=p.external.reserves_usd,
        imports_usd=last.imports_usd,
        imports_earlier=Earlier(*[(b.abroad.imports - last.imports_usd) / 3.0] * 3),
        exports_usd=last.exports_usd,
        kept_abroad_usd=0.0,
        suppliers_usd=0.0,
        prices=PriceState(level=b.year.prices[3], core=b.opened.core, pipeline=b.opened.pipeline),
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
        monetary=MonetaryState(asked=p.monetary.policy_rate_base, inflation=eco.inflation_base),
        labour=LabourState(
            labour_force=lab.labour_force,
            employment=earned.employment,
            wage=lab.wage_tjs,
            waiting=0.0,
            served=0.0,
            effective_growth=lab.labour_force_growth / 400.0,
            seeking=0.0,
            paid=earned.employment,
        ),
        felt_rer=b.opened.felt_rer,
        normal_balance=b.abroad.normal_balance,
        import_price=b.opened.import_price,
        export_price=1.0,
        supply=supply.FULL,
        china_demand=1.0,
        rest_demand=1.0,
        capital_scale=1.0,
        public_scale=1.0,
        demography=eco.population,
        normal_labour_force=lab.labour_force,
        usual_own=last.bought.consumption / eco.population - received_head,
        usual_remitted=received_head,
        tax_wedge=0.0,
        power=power.opening(p.fiscal),
    )
