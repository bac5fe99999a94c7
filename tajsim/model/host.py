"""Block 1, the host economy: what a migrant earns in Russia, in roubles and in dollars.

Equations (t is a quarter)

    Y_t  = Y_{t-1} (1 + g_t / 400)                     Russian GDP, index, 1 at the start
    T_t  = T_{t-1} (Y_t / T_{t-1})^a                    its slow trend
    P_t  = P_{t-1} (1 + pi_t / 400)                     Russian consumer prices, index, 1 at the start
    D_t  = 1 + f B_t / F                                demand for foreign workers, index
    S_t  = (N_{t-1} / N_0)^theta                        supply of foreign workers, index
    O_t  = oil_t / oil_0                                dollar price of oil over the base year
    w_t  = k w_0 P_t Y_t^eps_w O_t^eps_o (D_t / S_t)^eta + l w_0 / (W_0 S_t^eta)     migrant wage, roubles
    W_t  = W_0 w_t S_t^eta / w_0                        average wage in Russia, roubles a month
    h_t  = h_0 (Y_t / T_t)^eps_h                        share of migrants at work, 0.05 to 1
    R_t  = R_{t-1} + a_R (RUB_t - R_{t-1})              roubles per dollar that senders take as normal
    wanted = f B_t - F ((N_t / N_0)^theta - 1)          foreign workers still lacking at the end of t
    dlnV_t = dln Y_t + dln P_t - dln RUB_t              Russian output in dollars

Income from oil is spent on building and services, where migrants work, beyond what real output shows. B is
the additional number of workers Russia needs (a driver), F the foreign workers there, f the part of the need
that would fall to them, N the Tajik workers in Russia, theta the part of the foreign work force that the same
rules move. Below zero, wanted is a surplus. A need that is met is no longer paid for, and a crackdown cuts
both ways: fewer workers raise the wage of those who stay. The wage in dollars is w over RUB per USD. Growth,
prices, demand and supply have floors far from any history.

k and l are 1 and 0 where nothing is known of the average wage, and 0 and that wage where it was observed or
is set (the driver russia_wage). It then replaces what Russian prices, output, oil and need would have made
of it; what migrants earn relative to it stays that of the base year, but for their own scarcity: a rule that
keeps Tajiks out raises what those who stay are paid, and hardly the average of seventy million.

Symbols: a trend_speed, f need_met_by_foreigners, F foreign_workers, theta exposed_workers_share,
oil_0 oil_price_base, w_0 migrant_wage_rub, eps_w wage_growth_elasticity, eps_o wage_oil_elasticity,
eta wage_scarcity_elasticity, W_0 russia_wage_base, h_0 employed_share, eps_h hours_growth_elasticity,
a_R rouble_adaptation.

Sources: eps_w + eps_h is the elasticity of remittance volume to Russian GDP (IMF 2014; 2009 episode;
Karapetyan 2012 as the low end); eps_o from the same study of Armenia (0.2 beside output); F from the
Kremlin's share of Tajiks among foreign workers; eta and theta are judgement. Values, ranges
and sources stand in the files of the parameter sets.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import NO_OVERRIDE, Namespace, Number, Override, between
from tajsim.parameters.blocks import Host


class QuarterDrivers(NamedTuple):
    """Host-economy and world drivers of one quarter, after shocks. Rates are annualised percent.

    The last three are determined by the model where nothing is given; their levels are roubles a month and
    persons.
    """

    rub_per_usd: Number
    oil_price: Number
    russia_gdp_growth: Number
    russia_inflation: Number
    russia_labour_need: Number
    china_growth: Number
    partner_growth: Number
    import_price_inflation: Number
    export_price_inflation: Number
    russia_wage: Override = NO_OVERRIDE
    organised_recruits: Override = NO_OVERRIDE
    deported: Override = NO_OVERRIDE


class HostState(NamedTuple):
    """What the host economy remembers: indices, 1 at the start; roubles per dollar."""

    gdp: Number
    trend: Number
    prices: Number
    rub_per_usd: Number
    rub_reference: Number
    oil_price: Number


class HostEconomy(NamedTuple):
    """The host economy in one quarter."""

    state: HostState
    wage_rub: Number  # roubles a month
    wage_usd: Number  # dollars a month
    at_work: Number  # share of migrants
    rouble_change: Number  # log change of RUB per USD
    oil_change: Number  # log change of the oil price
    output_usd_change: Number  # log change of Russian output in dollars, at current prices
    wage_at_base: Number = 1.0  # of migrants at the average wage of the base year, roubles a month
    russia_wage_base: Number = 0.0  # that average wage

    @property
    def russia_wage(self) -> Number:
        """The average wage in Russia, roubles a month."""
        return self.russia_wage_base * (self.wage_rub / self.wage_at_base)


def at_rest(*, rub_per_usd: Number, oil_price: Number) -> HostState:
    """Where a path begins: indices of 1, and a rouble that senders take as normal."""
    return HostState(
        gdp=1.0,
        trend=1.0,
        prices=1.0,
        rub_per_usd=rub_per_usd,
        rub_reference=rub_per_usd,
        oil_price=oil_price,
    )


def step(
    *,
    last: HostState,
    drivers: QuarterDrivers,
    workers: Number,
    workers_base: Number,
    p: Host,
    xp: Namespace,
) -> HostEconomy:
    """One quarter of the host economy. `workers`: Tajik workers in Russia at the end of the last quarter."""
    growth = xp.maximum(1.0 + drivers.russia_gdp_growth / 400.0, 0.5)
    inflation = xp.maximum(1.0 + drivers.russia_inflation / 400.0, 0.5)
    gdp = last.gdp * growth
    log_cycle = xp.log(gdp / last.trend)
    trend = last.trend * xp.exp(p.trend_speed * log_cycle)
    prices = last.prices * inflation

    need = drivers.russia_labour_need * p.need_met_by_foreigners
    demand = xp.maximum(1.0 + need / p.foreign_workers, 0.1)
    log_supply = p.exposed_workers_share * log_presence(workers, workers_base, xp)
    log_scarcity = p.wage_scarcity_elasticity * (xp.log(demand) - log_supply)
    log_oil = p.wage_oil_elasticity * xp.log(drivers.oil_price / p.oil_price_base)
    log_real = p.wage_growth_elasticity * xp.log(gdp) + log_oil + log_scarcity
    given, own = drivers.russia_wage, p.migrant_wage_rub * prices * xp.exp(log_real)
    at_base = p.migrant_wage_rub / xp.exp(p.wage_scarcity_elasticity * log_supply)  # at the pay W_0
    wage_rub = given.keep * own + given.level / p.russia_wage_base * at_base
    cycle = (1.0 - p.trend_speed) * log_cycle
    at_work = between(p.employed_share * xp.exp(p.hours_growth_elasticity * cycle), 0.05, 1.0, xp=xp)

    rub = drivers.rub_per_usd
    reference = last.rub_reference + p.rouble_adaptation * (rub - last.rub_reference)
    return HostEconomy(
        state=HostState(
            gdp=gdp,
            trend=trend,
            prices=prices,
            rub_per_usd=rub,
            rub_reference=reference,
            oil_price=drivers.oil_price,
        ),
        wage_rub=wage_rub,
        wage_usd=wage_rub / rub,
        at_work=at_work,
        rouble_change=xp.log(rub / last.rub_per_usd),
        oil_change=xp.log(drivers.oil_price / last.oil_price),
        output_usd_change=xp.log(growth * inflation * last.rub_per_usd / rub),
        wage_at_base=at_base,
        russia_wage_base=p.russia_wage_base,
    )


def labour_gap(
    *, drivers: QuarterDrivers, workers: Number, workers_base: Number, p: Host, xp: Namespace
) -> Number:
    """Foreign workers Russia needs beyond those who came, persons short.

    `workers`: Tajiks at the end of the quarter; the part of the foreign work force that the same rules move
    comes and goes as they do. Below zero it is a surplus: more came than are needed, or fewer are needed than
    in the base year.
    """
    supply = xp.exp(p.exposed_workers_share * log_presence(workers, workers_base, xp))
    return p.need_met_by_foreigners * drivers.russia_labour_need - p.foreign_workers * (supply - 1.0)


def log_presence(workers: Number, base: Number, xp: Namespace) -> Number:
    """Log of the Tajik workers in Russia over those of the base year, above a hundredth."""
    return xp.log(xp.maximum(workers / base, 0.01))
