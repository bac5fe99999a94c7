"""Phase 1, people and money: what Russia pays and allows, who moves, and what they send home.

Blocks: host, policy, migration, remittances.

Equations (t is a quarter; _0: at the start)

    residents  = residents_{t-1} (1 + g_n / 400)              without the migrants who come back
    entrants   = entrants_0 residents / residents_0           young people who become willing to migrate
    other      = N_other b_o 3 / 10^6                         sent from other destinations, million dollars
    non-labour = non-labour_{t-1} (1 - x)                     million dollars

Symbols: g_n population_growth, b_o remitted_other_usd, x nonlabour_decay.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model import host, migration, policy, remittances
from tajsim.model.host import HostEconomy
from tajsim.model.migration import Flows
from tajsim.model.numeric import Number
from tajsim.model.policy import Regime
from tajsim.model.remittances import Remitted
from tajsim.model.state import QuarterInputs


class PeopleAndMoney(NamedTuple):
    """Where people are at the end of the quarter, and the money they have sent."""

    russia: HostEconomy
    regime: Regime
    residents: Number  # persons, without the migrants who come back
    flows: Flows
    back_home: Number  # persons at home, willing or banned, beyond those of the base year
    labour_gap: Number  # of Russia, persons
    spread: Number  # of migration since the base year, log
    nonlabour: Number  # million dollars
    remitted: Remitted


def people_and_money(q: QuarterInputs) -> PeopleAndMoney:
    """Run the blocks of people and of their money."""
    last, k = q.last, q.k
    russia = host.step(
        last=last.host,
        drivers=q.drivers,
        workers=last.people.in_russia,
        workers_base=k.workers_base,
        p=q.p.host,
        xp=q.xp,
    )
    regime = policy.step(
        wage_rub=russia.wage_rub,
        regular=last.people.regular,
        irregular=last.people.irregular,
        deportation_reference=k.deportation_reference,
        burden_reference=k.burden_reference,
        migration=q.p.migration,
        p=q.p.policy,
        recorded_coverage=k.recorded_coverage,
        xp=q.xp,
    )
    residents = last.demography * (1.0 + q.p.migration.population_growth / 400.0)
    flows = _moves(q, russia=russia, regime=regime, residents=residents)
    people = flows.people
    spread = remittances.spread(last=last.spread, gap=k.diffusion_gap, p=q.p.remittances)
    nonlabour = last.nonlabour_usd * (1.0 - q.p.remittances.nonlabour_decay)
    return PeopleAndMoney(
        russia=russia,
        regime=regime,
        residents=residents,
        flows=flows,
        back_home=people.home + people.banned - k.pool_base,
        labour_gap=host.labour_gap(drivers=q.drivers, workers=people.in_russia, workers_base=k.workers_base),
        spread=spread,
        nonlabour=nonlabour,
        remitted=_money(q, russia=russia, regime=regime, flows=flows, spread=spread, nonlabour=nonlabour),
    )


def _moves(q: QuarterInputs, *, russia: HostEconomy, regime: Regime, residents: Number) -> Flows:
    """Who moves, at the wage of the quarter in Russia and that of the last quarter at home."""
    last, k = q.last, q.k
    wage_gap = migration.log_wage_gap(
        abroad=russia.wage_usd * last.rate, home=last.labour.wage, base=k.wage_gap_base, xp=q.xp
    )
    return migration.step(
        last=last.people,
        wage_gap=wage_gap,
        entrants=k.entrants * (residents / k.residents_base),
        regime=regime,
        p=q.p.migration,
        policy=q.p.policy,
        xp=q.xp,
    )


def _money(
    q: QuarterInputs,
    *,
    russia: HostEconomy,
    regime: Regime,
    flows: Flows,
    spread: Number,
    nonlabour: Number,
) -> Remitted:
    """What is sent home by those who are abroad at the end of the quarter."""
    k, p = q.k, q.p.remittances
    sending = remittances.propensity(
        host=russia,
        output_gap=q.output_gap,
        base=k.propensity * q.xp.exp(spread),
        insurance_base=k.insurance_base,
        p=p,
        xp=q.xp,
    )
    return remittances.step(
        flows=flows,
        host=russia,
        regime=regime,
        sending=sending,
        other_remitted=p.remitted_other_usd,
        nonlabour=nonlabour,
        coverage_russia=k.coverage_russia,
        add_factor=q.add.remittances,
        p=p,
        xp=q.xp,
    )
