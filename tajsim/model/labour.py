"""Block 10, the labour market at home: who looks for work, who finds it, what it pays.

Equations

    LF       = LF* + pi (home + banned) - pi (home + banned)_0      labour force, persons
    queue    = waiting_{t-1} + LF - (1 + n) LF_{t-1}                returnees who look for a place
    absorbed = (1 - (1 - a)^(1/3)) queue
    placed   = p k max(queue - absorbed, 0)                         by a reintegration programme
    waiting  = queue - absorbed - placed
    E        = E_{t-1} (1 + n) exp(eps_E (dln Y - dY*)) + absorbed + placed     employment, persons
    u        = 1 - E / LF
    dln w    = dln P + q / 400 - psi (u_{t-1} - u_0)                nominal wage
    cost     = c k max(queue - absorbed, 0) / 10^6                  of the programme, real, million somoni

LF* grows at its normal rate n and employment follows it in normal times; of those who come back beyond that a
part is absorbed within a quarter and the rest looks on, being absorbed at the same rate later. A
reintegration programme covers a share k of those who wait, places a part of them and costs a sum for each.
dY* is the growth of potential output. E stays between 0.3 and 0.99 of LF.

Symbols: a absorption_nine_months, k reintegration_coverage, p reintegration_placement,
eps_E employment_output_elasticity, q productivity_growth, psi wage_slack_elasticity, c reintegration_cost.

Sources: 11.6 % unemployment in December 2024; 595 of 2 300 deportees who applied were placed within nine
months (26 %); participation 40 % (World Bank 2025).
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
    effective_growth: Number  # of the labour force without those who wait, share a quarter


class LabourMarket(NamedTuple):
    """The labour market of a quarter."""

    state: LabourState
    unemployment: Number  # share of the labour force
    programme_cost: Number  # million somoni at base-year prices


def wage_bill(*, wage: Number, employment: Number) -> Number:
    """Wages of a quarter, million somoni. `wage`: somoni a month; `employment`: persons."""
    return wage * employment * 3.0e-6


def employed(*, labour_force: Number, unemployment: Number) -> Number:
    """Persons at work behind a rate of unemployment."""
    return labour_force * (1.0 - unemployment)


def step(
    *,
    last: LabourState,
    labour_force: Number,
    normal_growth: Number,
    output_change: Number,
    price_change: Number,
    unemployment_base: Number,
    trend_output: Number,
    p: Labour,
    xp: Namespace,
) -> LabourMarket:
    """One quarter.

    `output_change`, `price_change`: log changes; `trend_output`: change of potential output a quarter;
    the programme covers a share of those still waiting for a place.
    """
    extra = labour_force - last.labour_force * (1.0 + normal_growth)
    queue = last.waiting + extra
    absorption = between(1.0 - (1.0 - p.absorption_nine_months) ** (1.0 / 3.0), 0.0, 1.0, xp=xp)
    absorbed = absorption * queue
    covered = p.reintegration_coverage * positive(queue - absorbed, xp)
    helped = covered * p.reintegration_placement
    waiting = queue - absorbed - helped
    cycle = p.employment_output_elasticity * between(output_change - trend_output, -0.3, 0.3, xp=xp)
    employment = last.employment * (1.0 + normal_growth) * xp.exp(cycle) + absorbed + helped
    employment = between(employment, 0.3 * labour_force, 0.99 * labour_force, xp=xp)
    unemployment = 1.0 - employment / labour_force
    slack = 1.0 - last.employment / last.labour_force - unemployment_base
    wage = last.wage * xp.exp(price_change + p.productivity_growth / 400.0 - p.wage_slack_elasticity * slack)
    effective = (labour_force - waiting) / (last.labour_force - last.waiting) - 1.0
    cost = covered * p.reintegration_cost * 1e-6
    state = LabourState(
        labour_force=labour_force,
        employment=employment,
        wage=wage,
        waiting=waiting,
        effective_growth=effective,
    )
    return LabourMarket(state=state, unemployment=unemployment, programme_cost=cost)
