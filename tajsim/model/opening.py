"""The opening of a year: what the first state remembers of the quarters before it.

A published figure of a year is an average; a quarter starts from where the year ended. The opening runs the
model's own equations over the drivers of the past, so that the share of the fourth quarter in money sent,
the memory of the rouble, the cycle of Russia, the costs that prices have still to pass on and the prices that
buyers of imports have got used to are those that the past left behind.

Equations (over the observed quarters; wages, work, propensity, pi_m as in blocks 1, 4 and 7)

    money_t = workers_t w_t / RUB_t h_t q_t                 any unit: only shares of a year are taken
    z_t     = 0.5 z_{t-1} + m_t                             cost of imports still in the pipe of prices
    p_t     = p_{t-1} + pi_m / 400 + m_f doil_t             log dollar price of imports
    r_t     = p_t + ln(e_t / P_t)                           log real exchange rate
    r^f_t   = r^f_{t-1} + a_r (r_t - r^f_{t-1})             that buyers have adjusted to

The last of each is taken relative to its average over the base year.

Symbols: m_f fuel_import_share, a_r import_price_adjustment.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tajsim.model import host, prices, remittances, trade
from tajsim.model.host import HostState, QuarterDrivers, at_rest
from tajsim.model.numeric import Namespace, Number
from tajsim.model.prices import PIPE_DECAY
from tajsim.parameters.blocks import Blocks


class Past(NamedTuple):
    """Observed quarters up to the end of the base year, in order, at least five."""

    drivers: Sequence[QuarterDrivers]
    rates: Sequence[float]  # TJS per USD
    prices: Sequence[float]  # consumer prices at home, any unit
    workers_growth: float = 0.0  # of workers in Russia over the base year, log


class Opening(NamedTuple):
    """The end of the base year relative to its average."""

    host: HostState  # output, its trend and prices relative to the end of the year
    at_work: Number  # share of migrants, in the last quarter
    smoothing: Number  # factor on the propensity to remit in the last quarter
    money: tuple[Number, ...]  # sent in each quarter of the year, any unit
    rate_ratio: Number  # TJS per USD at the end over the year's average
    pipeline: Number  # costs that prices have still to pass on, log
    felt_rer: Number  # log real exchange rate that buyers have adjusted to, against that of the year
    felt_mean: Number  # its average over the year
    rer_mean: Number  # log real exchange rate, average of the year
    import_price: Number  # dollar price of imports at the end over the year's average


def opening(past: Past, p: Blocks, xp: Namespace) -> Opening:
    """What the quarters of `past` leave behind under the parameters `p`."""
    first = past.drivers[0]
    state = at_rest(rub_per_usd=first.rub_per_usd, oil_price=first.oil_price)
    money: list[Number] = []
    at_work: Number = p.host.employed_share
    smoothing: Number = 1.0
    pipeline: Number = 0.0
    dear: Number = 0.0  # log dollar price of imports
    felt: Number = 0.0
    rers: list[Number] = []
    dears: list[Number] = []
    felts: list[Number] = []
    for t in range(1, len(past.drivers)):
        russia = host.step(
            last=state, drivers=past.drivers[t], workers=1.0, workers_base=1.0, p=p.host, xp=xp
        )
        at_work = russia.at_work
        smoothing = remittances.propensity(
            host=russia, output_gap=0.0, base=1.0, insurance_base=0.0, p=p.remittances, xp=xp
        )
        workers = xp.exp(0.25 * t * past.workers_growth)
        money = [*money[-3:], workers * russia.wage_usd * at_work * smoothing]
        depreciation = xp.log(past.rates[t] / past.rates[t - 1])
        imported = trade.import_inflation(
            drivers=past.drivers[t], rouble_change=russia.rouble_change, p=p.trade
        )
        cost = prices.import_cost(depreciation=depreciation, import_inflation=imported, p=p.prices)
        pipeline = PIPE_DECAY * pipeline + cost
        dear = dear + 0.0025 * imported + p.trade.fuel_import_share * russia.oil_change
        rer = dear + xp.log(past.rates[t] / past.prices[t])
        felt = rer if t == 1 else felt + p.demand.import_price_adjustment * (rer - felt)
        rers, felts, dears = [*rers[-3:], rer], [*felts[-3:], felt], [*dears[-3:], dear]
        state = russia.state
    usual = sum(rers) / 4.0
    return Opening(
        host=state._replace(gdp=1.0, trend=state.trend / state.gdp, prices=1.0),
        at_work=at_work,
        smoothing=smoothing,
        money=tuple(money),
        rate_ratio=past.rates[-1] / (sum(past.rates[-4:]) / 4.0),
        pipeline=pipeline,
        felt_rer=felt - usual,
        felt_mean=sum(felts) / 4.0 - usual,
        rer_mean=0.0,
        import_price=xp.exp(dear - sum(dears) / 4.0),
    )
