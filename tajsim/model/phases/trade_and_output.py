"""Phase 4, trade and output: what is bought and sold abroad, what is produced, and who works for it.

Blocks: trade, demand, external (what can be paid), labour, prices (potential output).

Equations (t is a quarter)

    Y*         = Y*_{t-1} (1 + its growth) factor working     potential output, block 6
    n          = g_l / 400                                    normal growth of the labour force
    exports    = (1 + a) exports of block 7                   a: add-factor

What demand and prices do not explain of exports is sold from stocks or put into them, and its proceeds stay
abroad: gold, a third of exports, is bought by the central bank and counts as reserves before it is sold, and
metals are paid for when the buyer pays. Output, households and the market for dollars do not notice.

factor is that of power (block 8), working that of fuel (block 7, supply). Which returnees look for work, and
who of them has found it, is known since phase 3.

Symbols: g_l labour_force_growth.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model import demand, external, labour, power, prices, trade
from tajsim.model.demand import Components, GdpByExpenditure
from tajsim.model.labour import LabourMarket
from tajsim.model.numeric import Number
from tajsim.model.phases.people_and_money import PeopleAndMoney
from tajsim.model.phases.somoni_and_prices import SomoniAndPrices
from tajsim.model.phases.spending_plans import SpendingPlans
from tajsim.model.state import QuarterInputs
from tajsim.model.trade import Partners, Sold


class Work(NamedTuple):
    """The labour market and supply."""

    market: LabourMarket
    supply_growth: Number  # of potential output, a quarter
    potential: Number  # real, a quarter


class TradeAndOutput(NamedTuple):
    """What is traded and produced in the quarter."""

    china_demand: Number  # 1 at the start
    rest_demand: Number
    planned: Components  # real, when dearer imports are bought less
    output: GdpByExpenditure  # real, after rationing
    exports: Partners  # million dollars
    imports: Partners
    exports_total: Number
    kept_abroad: Number  # proceeds of what was sold from stocks, million dollars
    from_stocks: Number  # sold abroad, real
    imports_total: Number
    work: Work


def trade_and_output(
    q: QuarterInputs, *, people: PeopleAndMoney, somoni: SomoniAndPrices, plans: SpendingPlans
) -> TradeAndOutput:
    """Sell abroad, ration imports to the foreign exchange there is, and produce the rest."""
    last, p, k, xp = q.last, q.p, q.k, q.xp
    russia = people.russia.state
    china = trade.partner_demand(last=last.china_demand, growth=q.drivers.china_growth, xp=xp)
    rest = trade.partner_demand(last=last.rest_demand, growth=q.drivers.partner_growth, xp=xp)
    supplied = somoni.supply
    sold = trade.exports(
        base=k.exports,
        host=russia,
        china_demand=china,
        rest_demand=rest,
        log_rer=somoni.log_rer,
        kept=supplied.kept.exports,
        placed=supplied.state.exports_placed,
        p=p.trade,
        xp=xp,
    )
    planned = _planned(q, somoni=somoni, plans=plans, sold=sold)
    unit = somoni.export_unit * (planned.exports + planned.reexports) / sold.partners.total
    exports = Partners(
        russia=sold.partners.russia * unit,
        china=sold.partners.china * unit,
        rest=sold.partners.rest * unit,
    )
    usual_exports = exports.total
    payable = external.available(
        reserves_last=last.reserves_usd,
        imports_year=last.imports_of_year,
        cash=last.household.cash_usd + plans.households.cash_purchase,
        inflows=usual_exports - somoni.foreign.gold + somoni.foreign.transfers + somoni.foreign.capital,
        private_outflow=plans.households.cash_purchase + plans.bank_outflow,
        p=p.external,
        xp=xp,
    )
    effect = demand.content_effect(dearer=somoni.dearer, output_gap=q.output_gap, p=p.demand, xp=xp)
    output = demand.output(
        planned=planned,
        contents=k.contents,
        effect=effect * (1.0 + q.add.imports),
        drift=demand.content_drift(
            potential_growth=xp.log(last.potential / k.potential_base), p=p.demand, xp=xp
        ),
        imports_payable=payable / somoni.import_unit,
        missing=supplied.missing + supplied.spared,
        p=p.demand,
        xp=xp,
    )
    imports_total = output.imports * somoni.import_unit
    beyond = 1.0 + q.add.exports
    return TradeAndOutput(
        china_demand=china,
        rest_demand=rest,
        planned=planned,
        output=output,
        exports=Partners(*(x * beyond for x in exports)),
        imports=trade.imports(
            total=imports_total,
            weights=k.import_weights,
            kept=supplied.kept,
            host=russia,
            rub_base=k.rub_base,
            p=p.trade,
            xp=xp,
        ),
        exports_total=usual_exports * beyond,
        kept_abroad=usual_exports * q.add.exports,
        from_stocks=(planned.exports + planned.reexports) * q.add.exports,
        imports_total=imports_total,
        work=_work(q, plans=plans, somoni=somoni, gdp=output.gdp),
    )


def _planned(q: QuarterInputs, *, somoni: SomoniAndPrices, plans: SpendingPlans, sold: Sold) -> Components:
    """Demand by component before rationing."""
    planned = Components(
        own=plans.households.own_consumption,
        remitted=plans.households.remitted_consumption,
        housing=plans.households.housing,
        business=plans.business_investment,
        government=plans.government,
        public_investment=plans.public_investment,
        exports=sold.partners.total - sold.reexports,
        stocks=somoni.foreign.suppliers / somoni.import_unit,
        reexports=sold.reexports,
    )
    affordable = demand.replaced_at_home(
        planned=planned, contents=q.k.contents, dearer=somoni.dearer, p=q.p.demand, xp=q.xp
    )
    return demand.delivered(planned=affordable, idle=somoni.supply.idle)


def _work(q: QuarterInputs, *, plans: SpendingPlans, somoni: SomoniAndPrices, gdp: Number) -> Work:
    """Who is at work when output is `gdp`, and what could be produced with the power and fuel there is."""
    last, p, xp = q.last, q.p, q.xp
    normal_growth = p.labour.labour_force_growth / 400.0
    supply_growth = prices.potential_growth(
        labour_growth=last.labour.effective_growth, normal_growth=normal_growth, p=p.prices
    )
    market = labour.step(
        last=last.labour,
        returned=plans.returnees,
        normal_growth=normal_growth,
        output_change=xp.log(gdp / last.gdp),
        price_change=somoni.price_change,
        unemployment_base=q.k.unemployment_base,
        trend_output=supply_growth,
        p=p.labour,
        xp=xp,
    )
    return Work(
        market=market,
        supply_growth=supply_growth,
        potential=last.potential
        * (1.0 + supply_growth)
        * power.output_factor(
            now=somoni.foreign.power.state.supply, last=last.power.supply, p=p.fiscal, xp=xp
        )
        * somoni.supply.working,
    )
