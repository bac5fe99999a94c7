"""The opening of a year: what the first state remembers of the quarters before it.

A published figure of a year is an average; a quarter starts from where the year ended. The opening runs the
model's own equations over the drivers of the past, so that the share of the fourth quarter in money sent,
the memory of the rouble, the cycle of Russia and the costs that prices have still to pass on are those that
the past left behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tajsim.model import host, remittances
from tajsim.model.host import Drivers, HostState
from tajsim.model.numeric import Namespace, Number
from tajsim.model.prices import PIPE_DECAY
from tajsim.parameters.blocks import Blocks


class Past(NamedTuple):
    """Observed quarters up to the end of the base year, in order, at least five."""

    drivers: Sequence[Drivers]
    rates: Sequence[float]  # TJS per USD


class Opening(NamedTuple):
    """The end of the base year relative to its average."""

    host: HostState  # output, its trend and prices relative to the end of the year
    money: tuple[Number, ...]  # sent by a worker in each quarter of the year, any unit
    rate_ratio: Number  # TJS per USD at the end over the year's average
    pipeline: Number  # costs that prices have still to pass on, log


def opening(past: Past, p: Blocks, xp: Namespace) -> Opening:
    """What the quarters of `past` leave behind under the parameters `p`."""
    first = past.drivers[0]
    state = HostState(1.0, 1.0, 1.0, first.rub_per_usd, first.rub_per_usd, first.oil_price)
    money: list[Number] = []
    pipeline: Number = 0.0
    for t in range(1, len(past.drivers)):
        russia = host.step(state, past.drivers[t], 1.0, 1.0, p.host, xp)
        sending = remittances.propensity(russia, 0.0, 1.0, 0.0, p.remittances, xp)
        money = [*money[-3:], russia.wage_usd * russia.at_work * sending]
        depreciation = xp.log(past.rates[t] / past.rates[t - 1])
        pipeline = PIPE_DECAY * pipeline + depreciation
        state = russia.state
    return Opening(
        host=state._replace(gdp=1.0, trend=state.trend / state.gdp, prices=1.0),
        money=tuple(money),
        rate_ratio=past.rates[-1] / (sum(past.rates[-4:]) / 4.0),
        pipeline=pipeline,
    )
