"""Block 10, the labour market at home: who looks for work, who finds it, what it pays.

Equations

    LF       = max(LF* + pi back, 0.3 LF*)                          labour force, persons
    entering = (1 - u_0) (LF - (1 + n) LF_{t-1})                    returnees who begin to look for a place
    net      = (1 - d) b (waiting_{t-1} + entering),  b = 1 - (1 - a)^(1/3)       more places than before
    rest     = max((1 - b) (seeking_{t-1} + entering), 0)           returnees without one at the end
    served   = max(min((1 - b) served_{t-1}, rest), k rest)         of these have been through a programme
    enrolled = served - min((1 - b) served_{t-1}, rest)             enter one in the quarter
    placed   = p enrolled                                           would not have found a place without it
    seeking  = (1 - b) (seeking_{t-1} + entering) - placed          returnees who look on
    waiting  = waiting_{t-1} + entering - net - placed              they and those whose place one took
    idle     = max(seeking + (1 - pi) back, 0)                      at home without work, looking or not
    dln w    = dln P + q / 400 - psi (u_{t-1} - u_0)                nominal wage
    E        = E_{t-1} (1 + n) exp(eps_E (dln Y - dY*)) + net + placed          employment, persons
    u        = 1 - E / LF
    paid     = E - (1 - x) ((1 - u_0) (LF - LF*) - waiting)         persons at work, at the average wage
    cost     = c enrolled / 10^6                                    of the programme, real, million somoni

back are the persons at home, willing to migrate or banned, beyond those of the base year. LF* grows at its
normal rate n and employment follows it in normal times. Of those who come back beyond that, and of those
whose place they took, a share b finds work in a quarter; of every ten who do, 10 d take the place of somebody
who then looks in turn. In the end as many of them are without work as of others, u_0, so that a wave of
returns raises unemployment and leaves it as it was. They earn the share x of the average wage: most of the
work there is, is in farming. What they add to potential output is block 6's.

A reintegration programme reaches a share k of the returnees who wait, each of them once: it costs a sum for
everybody who enters and finds a place for the few who would not have found one. Their lead fades, because
those who were not placed are absorbed in their turn. What the programme costs is income of households
(block 5). dY* is the growth of potential output. E stays between 0.3 and 0.99 of LF, paid above a tenth of E.

Decision. Returnees are not absorbed for nothing: `docs/decisions/returnees-and-jobs.md` has the evidence and
what was rejected. The effect of programmes is that of evaluations, a few in a hundred, once, net of the
places that others lose by it; `docs/decisions/returnee-programmes.md` says why not the share of participants
who are in work.

Symbols: pi returnee_participation, a absorption_nine_months, d displacement_share, k reintegration_coverage,
p reintegration_placement, eps_E employment_output_elasticity, q productivity_growth,
psi wage_slack_elasticity, x returnee_pay, c reintegration_cost.

Sources: 11.6 % unemployment in December 2024; 595 of 2 300 deportees who applied were placed within nine
months (26 %); participation 40 % (World Bank 2025). d: Glitz 2012 (3.1 of 10 ethnic Germans, resettled by
quota), Hausmann and Nedelkoska 2018 (none by Albanians who came home from Greece, mostly to farming), Del
Carpio and Wagner 2015 (large among informal workers in Turkey). x: pay in farming, 0.30 of the average.
p: McKenzie 2017 (training in developing countries, two to three more in a hundred at work), Card, Kluve and
Weber 2018 (near 2 points in the first year, more after two), Crepon et al. 2013 (part of it at the cost of
others who look for work).
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number, between, positive
from tajsim.parameters.blocks import Labour


class LabourState(NamedTuple):
    """What the labour market remembers: persons, somoni a month, persons waiting for a place."""

    labour_force: Number
    employment: Number
    wage: Number
    waiting: Number  # returnees not yet absorbed, and those whose place one took
    served: Number  # returnees who wait and have been through a programme
    effective_growth: Number  # of the labour force without those who wait, share a quarter
    seeking: Number  # returnees not yet absorbed
    paid: Number  # persons at work, at the average wage


class LabourMarket(NamedTuple):
    """The labour market of a quarter."""

    state: LabourState
    unemployment: Number  # share of the labour force


class Returnees(NamedTuple):
    """What becomes in a quarter of those who look for work beyond the normal labour force; persons."""

    labour_force: Number
    found: Number  # more places than before, those that a programme found among them
    waiting: Number  # and those whose place one took
    seeking: Number  # without them
    idle: Number  # at home without work, those who do not look for it among them
    served: Number  # of those who seek, have been through a programme
    programme_cost: Number  # million somoni at base-year prices
    added: Number  # places held beyond those of the normal labour force


def absorption(p: Labour, xp: Namespace) -> Number:
    """Share of the returnees who look for work that finds it in a quarter."""
    return between(1.0 - (1.0 - p.absorption_nine_months) ** (1.0 / 3.0), 0.0, 1.0, xp=xp)


def returnees(
    *,
    last: LabourState,
    normal_force: Number,
    back_home: Number,
    normal_growth: Number,
    unemployment_base: Number,
    p: Labour,
    xp: Namespace,
) -> Returnees:
    """Who of those who wait for a place finds one in the quarter, and what programmes do for the others.

    `normal_force`: labour force without returnees; `back_home`: persons at home beyond those of the base
    year.
    """
    labour_force = xp.maximum(normal_force + p.returnee_participation * back_home, 0.3 * normal_force)
    usual = 1.0 - unemployment_base
    entering = usual * (labour_force - last.labour_force * (1.0 + normal_growth))
    rate = absorption(p, xp)
    net = (1.0 - p.displacement_share) * rate * (last.waiting + entering)
    looking = (1.0 - rate) * (last.seeking + entering)
    rest = positive(looking, xp)
    before = xp.minimum((1.0 - rate) * last.served, rest)
    served = xp.maximum(before, p.reintegration_coverage * rest)
    enrolled = served - before
    placed = p.reintegration_placement * enrolled
    seeking = looking - placed
    waiting = last.waiting + entering - net - placed
    return Returnees(
        labour_force=labour_force,
        found=net + placed,
        waiting=waiting,
        seeking=seeking,
        idle=positive(seeking + (1.0 - p.returnee_participation) * back_home, xp),
        served=served,
        programme_cost=enrolled * p.reintegration_cost * 1e-6,
        added=usual * (labour_force - normal_force) - waiting,
    )


def wage_bill(*, wage: Number, employment: Number) -> Number:
    """Wages of a quarter, million somoni. `wage`: somoni a month; `employment`: persons at that wage."""
    return wage * employment * 3.0e-6


def employed(*, labour_force: Number, unemployment: Number) -> Number:
    """Persons at work behind a rate of unemployment."""
    return labour_force * (1.0 - unemployment)


def step(
    *,
    last: LabourState,
    returned: Returnees,
    normal_growth: Number,
    output_change: Number,
    price_change: Number,
    unemployment_base: Number,
    trend_output: Number,
    p: Labour,
    xp: Namespace,
) -> LabourMarket:
    """One quarter.

    `returned`: who looks for work and who of them has found it; `output_change`, `price_change`: log changes;
    `trend_output`: change of potential output a quarter.
    """
    labour_force, waiting = returned.labour_force, returned.waiting
    slack = 1.0 - last.employment / last.labour_force - unemployment_base
    cycle = p.employment_output_elasticity * between(output_change - trend_output, -0.3, 0.3, xp=xp)
    employment = last.employment * (1.0 + normal_growth) * xp.exp(cycle) + returned.found
    employment = between(employment, 0.3 * labour_force, 0.99 * labour_force, xp=xp)
    unemployment = 1.0 - employment / labour_force
    wage = last.wage * xp.exp(price_change + p.productivity_growth / 400.0 - p.wage_slack_elasticity * slack)
    effective = (labour_force - waiting) / (last.labour_force - last.waiting) - 1.0
    state = LabourState(
        labour_force=labour_force,
        employment=employment,
        wage=wage,
        waiting=waiting,
        served=returned.served,
        effective_growth=effective,
        seeking=returned.seeking,
        paid=xp.maximum(employment - (1.0 - p.returnee_pay) * returned.added, 0.1 * employment),
    )
    return LabourMarket(state=state, unemployment=unemployment)
