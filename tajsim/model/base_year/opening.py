"""The quarters of a year, and what the first state remembers of those before it.

Every published figure is an annual sum or average. The quarters of the year are laid out with constant
growth, so that they add up to the year. A quarter starts from where the year before it ended: the opening
runs the model's own equations over the drivers of the past, so that the share of the fourth quarter in money
sent, the memory of the rouble, the cycle of Russia, the costs that prices have still to pass on and the
prices that buyers of imports have got used to are those that the past left behind.

Equations (Y: nominal output, P: prices)

    shares    ~ (1 + g_y / 100)^(i/4), i = 0 to 3           of the quarters in Y and real flows; sum 1
    P_i       ~ (1 + g_p / 100)^(i/4)                       prices of the quarters; their average is 1
    season_i  = 4 s_i / (s_1 + s_2 + s_3 + s_4)             factors on money sent
    season_i  = 2 d_1, then 2 (1 - d_1)                     on departures, in the halves of a year

Over the observed quarters (wages, work, propensity, pi_m as in blocks 1, 4 and 7)

    money_t = workers_t w_t / RUB_t h_t q_t                 any unit: only shares of a year are taken
    z_t     = 0.5 z_{t-1} + m_t                             cost of imports still in the pipe of prices
    core    = g_p / 400 - mean of what prices took over from abroad in a quarter of the year (block 6)
    p_t     = p_{t-1} + pi_m / 400 + m_f doil_t             log dollar price of imports
    r_t     = p_t + ln(e_t / P_t)                           log real exchange rate
    r^f_t   = r^f_{t-1} + a_r (r_t - r^f_{t-1})             that buyers have adjusted to

The last of each is taken relative to its average over the base year.

Symbols: g_y gdp_growth_base, g_p inflation_base, s_1 season_q1, s_2 season_q2, s_3 season_q3,
s_4 season_q4, d_1 departures_h1, m_f fuel_import_share, a_r import_price_adjustment.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tajsim.model import host, prices, remittances, trade
from tajsim.model.host import HostState, QuarterDrivers, at_rest
from tajsim.model.numeric import Namespace, Number
from tajsim.model.prices import PIPE_DECAY
from tajsim.parameters.blocks import Blocks


class Year(NamedTuple):
    """The quarters of the base year by which growth is measured."""

    gdp: tuple[float, ...]  # million somoni at the year's prices
    prices: tuple[float, ...]  # average of the year = 1
    last_share: float  # the fourth quarter in the year, at constant growth


def base_quarters(nominal_gdp: float, growth: float, inflation: float) -> Year:
    """Lay out a year with constant quarterly growth: output adds up to the year, prices average one."""
    g = (1.0 + growth / 100.0) ** 0.25
    pi = (1.0 + inflation / 100.0) ** 0.25
    raw = [g**i for i in range(4)]
    shares = [x / sum(raw) for x in raw]
    levels = [pi**i for i in range(4)]
    mean = sum(s * x for s, x in zip(shares, levels, strict=True))
    return Year(tuple(nominal_gdp * s for s in shares), tuple(x / mean for x in levels), shares[3])


def seasonal_factors(p: Blocks) -> tuple[float, float, float, float]:
    """Factors on seasonally adjusted money by quarter; they average one."""
    r = p.remittances
    shares = (r.season_q1, r.season_q2, r.season_q3, r.season_q4)
    total = sum(shares)
    q1, q2, q3, q4 = (4.0 * share / total for share in shares)
    return q1, q2, q3, q4


def of_base_year(by_season: Sequence[Number], ends: int) -> tuple[Number, ...]:
    """Four values by calendar quarter in the order of a base year that ended in quarter `ends`, 1 to 4."""
    return (*by_season[ends:], *by_season[:ends])


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
    core: Number  # inflation a quarter that is not passed on from abroad, log
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
    passed: list[Number] = []
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
        taken = prices.passed_on(cost=cost, pipeline=pipeline, oil_change=russia.oil_change, p=p.prices)
        passed = [*passed[-3:], taken]
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
        core=p.economy.inflation_base / 400.0 - sum(passed) / 4.0,
        felt_rer=felt - usual,
        felt_mean=sum(felts) / 4.0 - usual,
        rer_mean=0.0,
        import_price=xp.exp(dear - sum(dears) / 4.0),
    )


def resting(p: Blocks, year: Year, xp: Namespace) -> Opening:
    """An opening without a past: the fourth quarter is the year, and buyers are used to its prices."""
    h = p.host
    rer = -xp.log(year.prices[3])  # prices at home had risen by the end of the year
    return Opening(
        host=at_rest(rub_per_usd=h.rub_per_usd_base, oil_price=h.oil_price_base),
        at_work=h.employed_share,
        smoothing=1.0,
        money=(),
        rate_ratio=1.0,
        pipeline=0.0,
        core=p.economy.inflation_base / 400.0,
        felt_rer=rer,
        felt_mean=rer,
        rer_mean=rer,
        import_price=1.0,
    )
