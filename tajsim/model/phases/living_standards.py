"""Phase 6, living standards: consumption a head of residents, who is poor, how unequal consumption is.

Block: welfare.

Equations (real somoni a quarter)

    own, remitted consumption a head = (own + (1 - kept) remitted), kept remitted, over residents

kept is the part of spending from remittances that stays in the households that receive them.
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

    own_head: Number  # consumption a head from own income, somoni of the base year a quarter
    remitted_head: Number  # and from remittances
    welfare: Welfare


def living_standards(
    q: QuarterInputs, *, people: PeopleAndMoney, bought: Components, idle: Number
) -> LivingStandards:
    """Divide what was bought among residents and returnees.

    `bought`: demand after rationing; `idle`: returnees without work, persons.
    """
    k = q.k
    residents = people.residents + people.back_home
    kept = k.remittances_kept * bought.remitted
    own_head = (bought.own + bought.remitted - kept) / residents
    remitted_head = kept / residents
    return LivingStandards(
        own_head=own_head,
        remitted_head=remitted_head,
        welfare=welfare.step(
            own=own_head / k.own_consumption_per_head,
            remitted=remitted_head / k.remitted_consumption_per_head,
            lost=welfare.lost_all(idle=idle, sent_by_worker=k.sent_by_worker, p=q.p.welfare, xp=q.xp),
            d=k.distribution,
            xp=q.xp,
        ),
    )
