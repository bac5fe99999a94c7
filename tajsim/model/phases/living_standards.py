"""Phase 6, living standards: consumption a head of residents, who is poor, how unequal consumption is.

Block: welfare.

Equations (real somoni a quarter)

    own, remitted consumption a head = (own + (1 - kept) remitted), kept remitted, over residents

kept is the part of spending from remittances that stays in the households that receive them. Surveys count of
each what block 11 says; households expect the own one to grow by g = (g_y - g_n) / 400 a quarter.

Symbols: g_y potential_growth, g_n population_growth.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model import welfare
from tajsim.model.demand import Components
from tajsim.model.numeric import Number
from tajsim.model.phases.people_and_money import PeopleAndMoney
from tajsim.model.state import QuarterInputs
from tajsim.model.welfare import Welfare


class LivingStandards(NamedTuple):
    """What residents consume, and how it is shared."""

    own_head: Number  # consumption a head from own income as counted, somoni of the base year a quarter
    remitted_head: Number  # and from remittances
    usual_own: Number  # consumption a head from own income that households are used to
    usual_remitted: Number
    welfare: Welfare


def living_standards(
    q: QuarterInputs, *, people: PeopleAndMoney, bought: Components, idle: Number
) -> LivingStandards:
    """Divide what was bought among residents and returnees.

    `bought`: demand after rationing; `idle`: returnees without work, persons.
    """
    k, p = q.k, q.p
    residents = people.residents + people.back_home
    kept = k.remittances_kept * bought.remitted
    own = welfare.counted(
        now=(bought.own + bought.remitted - kept) / residents,
        usual=q.last.usual_own,
        trend=(p.prices.potential_growth - p.migration.population_growth) * 0.0025,
        p=p.welfare,
    )
    remitted = welfare.counted(now=kept / residents, usual=q.last.usual_remitted, trend=0.0, p=p.welfare)
    return LivingStandards(
        own_head=own.counted,
        remitted_head=remitted.counted,
        usual_own=own.usual,
        usual_remitted=remitted.usual,
        welfare=welfare.step(
            own=own.counted / k.own_consumption_per_head,
            remitted=remitted.counted / k.remitted_consumption_per_head,
            lost=welfare.lost_all(idle=idle, sent_by_worker=k.sent_by_worker, p=q.p.welfare, xp=q.xp),
            d=k.distribution,
            xp=q.xp,
        ),
    )
