"""Phase 1, people and money: what Russia pays and allows, who moves, and what they send home.

Blocks: host, policy, migration, remittances.

Equations (t is a quarter; _0: at the start)

    residents  = residents_{t-1} (1 + g_n / 400) - k families        without the migrants who come back
    entrants   = entrants_0 residents / residents_0           young people who become willing to migrate
    non-labour = non-labour_{t-1} (1 - x) follow              million dollars
    others     = others_{t-1} follow                          scale of other private inflows from Russia

follow is the factor of block 4.

Symbols: g_n population_growth, x nonlabour_decay, k family_size.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model import host, households, migration, policy, remittances
from tajsim.model.host import HostEconomy
from tajsim.model.migration import Flows
from tajsim.model.numeric import Number
from tajsim.model.policy import Regime
from tajsim.model.remittances import Remitted, Wages
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
    russia_scale: Number  # of money from Russia that is not migrants', 1 at the start
    presence: Number  # factor on other private inflows from Russia by the number of Tajiks there
    counted_on: Number  # of the add-factor on money sent, what recipients have got used to
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
        regular=last.people.regular,
        irregular=last.people.irregular,
        stripped=last.people.stripped,
        ready=migration.towards_russia(home=last.people.home, p=q.p.migration, xp=q.xp),
        deported=q.drivers.deported,
        organised_recruits=q.drivers.organised_recruits,
        deportation_reference=k.deportation_reference,
        permit_reference=k.permit_reference,
        migration=q.p.migration,
        p=q.p.policy,
        recorded_coverage=k.recorded_coverage,
        xp=q.xp,
    )
    grown = last.demography * (1.0 + q.p.migration.population_growth / 400.0)
    wage = remittances.wages(
        gross=russia.wage_rub * (1.0 + regime.wage_gain),
        pay=regime.pay,
        permit=regime.permit_burden_rub,
        rub_per_usd=russia.state.rub_per_usd,
        p=q.p.remittances,
        xp=q.xp,
    )
    flows = _moves(q, wage=wage, regime=regime, residents=grown)
    people = flows.people
    residents = grown - q.p.migration.family_size * flows.settled
    spread = remittances.spread(last=last.spread, gap=k.diffusion_gap, p=q.p.remittances)
    follow = remittances.follow_russia(host=russia, p=q.p.remittances, xp=q.xp)
    nonlabour = last.nonlabour_usd * (1.0 - q.p.remittances.nonlabour_decay) * follow
    counted_on = households.counted_on(last=last.counted_on, now=q.add.remittances, p=q.p.households)
    return PeopleAndMoney(
        russia=russia,
        regime=regime,
        residents=residents,
        flows=flows,
        back_home=people.home + people.banned - k.pool_base,
        labour_gap=host.labour_gap(
            drivers=q.drivers,
            workers=people.in_russia,
            workers_base=k.workers_base,
            p=q.p.host,
            xp=q.xp,
        ),
        spread=spread,
        nonlabour=nonlabour,
        russia_scale=last.russia_scale * follow,
        presence=remittances.presence(people=people, base=k.tajiks_base, p=q.p.remittances, xp=q.xp),
        counted_on=counted_on,
        remitted=_money(
            q,
            russia=russia,
            regime=regime,
            wage=wage,
            flows=flows,
            spread=spread,
            nonlabour=nonlabour,
            counted_on=counted_on,
        ),
    )


def _moves(q: QuarterInputs, *, wage: Wages, regime: Regime, residents: Number) -> Flows:
    """Who moves, at what can be sent this quarter and the wage and the somoni of the last one at home."""
    last, k = q.last, q.k
    wage_gap = migration.log_wage_gap(
        abroad=remittances.sendable(wage=wage, cost=regime.cost) * last.rate,
        home=last.labour.wage,
        base=k.wage_gap_base,
        xp=q.xp,
    )
    return migration.step(
        last=last.people,
        wage_gap=wage_gap,
        entrants=k.entrants * (residents / k.residents_base),
        other_return=k.other_return,
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
    wage: Wages,
    flows: Flows,
    spread: Number,
    nonlabour: Number,
    counted_on: Number,
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
        wage=wage,
        sending=sending,
        sent_a_head=k.sent_a_head,
        nonlabour=nonlabour,
        coverage_russia=k.coverage_russia,
        add_factor=q.add.remittances,
        counted_on=counted_on,
        p=p,
        xp=q.xp,
    )
