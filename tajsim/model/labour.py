"""Block 10, the labour market at home: who looks for work, who finds it, what it pays.

Equations

    LF       = max(LF* + pi back, 0.3 LF*)                          labour force, persons
    queue    = waiting_{t-1} + (1 - u_0) (LF - (1 + n) LF_{t-1})    returnees who look for a place
    absorbed = b queue,  b = 1 - (1 - a)^(1/3)
    rest     = max(queue - absorbed, 0)                             without one at the end of the quarter
    served   = max(min((1 - b) served_{t-1}, rest), k rest)         of these have been through a programme
    enrolled = served - min((1 - b) served_{t-1}, rest)             enter one in the quarter
    placed   = p enrolled                                           would not have found a place without it
    waiting  = queue - absorbed - placed
    idle     = max(waiting + (1 - pi) back, 0)                      at home without work, looking or not
    E        = E_{t-1} (1 + n) exp(eps_E (dln Y - dY*)) + absorbed + placed     employment, persons
    u        = 1 - E / LF
    dln w    = dln P + q / 400 - psi (u_{t-1} - u_0)                nominal wage
    cost     = c enrolled / 10^6                                    of the programme, real, million somoni

back are the persons at home, willing to migrate or banned, beyond those of the base year. LF* grows at its
normal rate n and employment follows it in normal times; of those who come back beyond that a part is absorbed
within a quarter and the rest looks on, being absorbed at the same rate later. In the end as many of them are
without work as of others, u_0, so that a wave of returns raises unemployment and leaves it as it was. A
reintegration programme reaches a share k of those who wait, each of them once: it costs a sum for everybody
who enters and finds a place for the few who would not have found one. Their lead fades, because those who
were not placed are absorbed in their turn. What the programme costs is income of households (block 5).
dY* is the growth of potential output. E stays between 0.3 and 0.99 of LF.

Decision. The effect is that of evaluations, a few in a hundred, once, net of the places that others lose by
it; `docs/decisions/returnee-programmes.md` says why not the share of participants who are in work.

Symbols: pi returnee_participation, a absorption_nine_months, k reintegration_coverage,
p reintegration_placement, eps_E employment_output_elasticity, q productivity_growth,
psi wage_slack_elasticity, c reintegration_cost.

Sources: 11.6 % unemployment in December 2024; 595 of 2 300 deportees who applied were placed within nine
months (26 %); participation 40 % (World Bank 2025). p: McKenzie 2017 (training in developing countries, two
to three more in a hundred at work), Card, Kluve and Weber 2018 (near 2 points in the first year, more after
two), Crepon et al. 2013 (part of it at the cost of others who look for work).
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
    waiting: Number  # returnees not yet absorbed
    served: Number  # of these, persons who have been through a programme
    effective_growth: Number  # of the labour force without those who wait, share a quarter


class LabourMarket(NamedTuple):
    """The labour market of a quarter."""

    state: LabourState
    unemployment: Number  # share of the labour force


class Returnees(NamedTuple):
    """What becomes in a quarter of those who look for work beyond the normal labour force; persons."""

    labour_force: Number
    found: Number  # absorbed, or placed by a programme
    waiting: Number
    idle: Number  # at home without work, those who do not look for it among them
    served: Number  # of those who wait, have been through a programme
    programme_cost: Number  # million somoni at base-year prices


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
    beyond = labour_force - last.labour_force * (1.0 + normal_growth)
    queue = last.waiting + (1.0 - unemployment_base) * beyond
    rate = absorption(p, xp)
    absorbed = rate * queue
    rest = positive(queue - absorbed, xp)
    before = xp.minimum((1.0 - rate) * last.served, rest)
    served = xp.maximum(before, p.reintegration_coverage * rest)
    enrolled = served - before
    placed = p.reintegration_placement * enrolled
    waiting = queue - absorbed - placed
    return Returnees(
        labour_force=labour_force,
        found=absorbed + placed,
        waiting=waiting,
        idle=positive(waiting + (1.0 - p.returnee_participation) * back_home, xp),
        served=served,
        programme_cost=enrolled * p.reintegration_cost * 1e-6,
    )


def wage_bill(*, wage: Number, employment: Number) -> Number:
    """Wages of a quarter, million somoni. `wage`: somoni a month; `employment`: persons."""
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
    cycle = p.employment_output_elasticity * between(output_change - trend_output, -0.3, 0.3, xp=xp)
    employment = last.employment * (1.0 + normal_growth) * xp.exp(cycle) + returned.found
    employment = between(employment, 0.3 * labour_force, 0.99 * labour_force, xp=xp)
    unemployment = 1.0 - employment / labour_force
    slack = 1.0 - last.employment / last.labour_force - unemployment_base
    wage = last.wage * xp.exp(price_change + p.productivity_growth / 400.0 - p.wage_slack_elasticity * slack)
    effective = (labour_force - waiting) / (last.labour_force - last.waiting) - 1.0
    state = LabourState(
        labour_force=labour_force,
        employment=employment,
        wage=wage,
        waiting=waiting,
        served=returned.served,
        effective_growth=effective,
    )
    return LabourMarket(state=state, unemployment=unemployment)
