"""People and money from abroad in the base year.

Money from migrants is scaled through the propensity to remit, in every draw. The share of the fourth quarter
in money sent is what the quarters of the past say, where there are some.

Equations (persons; million dollars a year; Y: nominal output, e: somoni per dollar)

    regular   = (1 - i) N, irregular = i N, home = N_h, banned = N_b, naturalised = N_z      persons
    turkiye   = s_T N_o, other = (1 - s_T) N_o, recruited = N_m
    R         = r Y / e                                     remittances; non-labour r_n R, Russia r_R R
    R_l       = R - what of non-labour money is not lived on (block 5)
    b_0       = (R - non-labour) / (N + k_z N_z + k_o N_o)  sent by a worker in Russia
    R_o       = N_o k_o b_0                                 from other destinations
    q_0       such that block 4 gives R - non-labour - R_o at the wage and the rouble of the base year, RUB_0,
              with the cycle of Russia and the smoothing of its last quarter
    gap_0     = max(ln(top / peak), 0)

Symbols: Y nominal_gdp, e exchange_rate, N stock_russia, i irregular_share, N_h stock_home, N_b stock_banned,
N_z stock_naturalised, N_o stock_other, s_T turkiye_share, N_m stock_recruited, k_o other_remitted_ratio,
k_z naturalised_propensity, r remittances_gdp_share, r_n nonlabour_share, r_R russia_share,
top saturation_share, peak peak_share, RUB_0 rub_per_usd_base.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model import households, migration, policy, remittances
from tajsim.model.base_year.opening import Opening, of_base_year, seasonal_factors
from tajsim.model.migration import People
from tajsim.model.numeric import Namespace, Number
from tajsim.parameters.blocks import Blocks


class MigrantMoney(NamedTuple):
    """Money from migrants in the base year, million dollars."""

    total: Number
    lived_on: Number  # of it, spent as wages are
    nonlabour: Number
    from_russia: Number  # as attributed by statistics
    labour_russia: Number  # sent by workers in Russia, after fees
    sent_share: Number  # the fourth quarter in the year
    even_share: Number  # the same at constant growth
    sent_a_head: Number  # dollars a month by a worker in Russia in the fourth quarter
    diffusion_gap: Number  # log


def people_abroad(p: Blocks) -> People:
    m = p.migration
    irregular = m.stock_russia * m.irregular_share
    turkiye = m.stock_other * m.turkiye_share
    return People(
        home=m.stock_home,
        banned=m.stock_banned,
        regular=m.stock_russia - irregular,
        irregular=irregular,
        naturalised=m.stock_naturalised,
        other=m.stock_other - turkiye,
        recruited=m.stock_recruited,
        turkiye=turkiye,
    )


def migrant_money(p: Blocks, *, people: People, opened: Opening, ends: int, xp: Namespace) -> MigrantMoney:
    """Money from migrants, of which the fourth quarter has the share that the past gave it."""
    r = p.remittances
    total = r.remittances_gdp_share * (p.economy.nominal_gdp / p.economy.exchange_rate)
    nonlabour = r.nonlabour_share * total
    factors = of_base_year(seasonal_factors(p), ends)
    growth = (1.0 + p.economy.gdp_growth_base / 100.0) ** 0.25
    gap = remittances.base_gap(saturation=r.saturation_share, peak=r.peak_share, xp=xp)
    even = tuple(growth**i for i in range(4))
    sent: tuple[Number, ...] = even
    if opened.money:
        rising = xp.exp(0.25 * r.diffusion_speed * gap)
        sent = tuple(m * rising**i for i, m in enumerate(opened.money))
    sent_share: Number = sent[3] / sum(f * m for f, m in zip(factors, sent, strict=True))
    sent_a_head = remittances.base_sent_a_head(
        labour_usd=(total - nonlabour) * sent_share, people=people, p=r
    )
    elsewhere = remittances.sent_from_elsewhere(workers=people.elsewhere, sent_a_head=sent_a_head, p=r)
    return MigrantMoney(
        total=total,
        lived_on=households.lived_on(total=total, windfall=nonlabour, p=p.households),
        nonlabour=nonlabour,
        from_russia=r.russia_share * total,
        labour_russia=total - nonlabour - elsewhere / sent_share,
        sent_share=sent_share,
        even_share=even[3] / sum(f * m for f, m in zip(factors, even, strict=True)),
        sent_a_head=sent_a_head,
        diffusion_gap=gap,
    )


def base_wages(p: Blocks, *, rub_per_usd: Number, xp: Namespace) -> remittances.Wages:
    """Wages a month in the base year by status; a rate of one leaves them in roubles."""
    return remittances.wages(
        gross=p.host.migrant_wage_rub,
        pay=policy.AS_EVER,
        permit=policy.permit_cost(p.policy),
        rub_per_usd=rub_per_usd,
        p=p.remittances,
        xp=xp,
    )


def propensity(p: Blocks, *, people: People, money: MigrantMoney, opened: Opening, xp: Namespace) -> Number:
    """The propensity to remit behind the money from Russia in the fourth quarter."""
    rub = p.host.rub_per_usd_base
    wage = base_wages(p, rub_per_usd=1.0, xp=xp)
    who = remittances.base_senders(people)
    army = migration.recruits(regular=people.regular, naturalised=people.naturalised, policy=p.policy)
    return remittances.base_propensity(
        arrived_usd=money.labour_russia * money.sent_share,
        earned_rub=remittances.earned(sending=who, work=policy.AS_EVER, wage=wage),
        one_time_usd=remittances.army_money(
            recruited=army.regular + army.naturalised,
            serving=people.recruited,
            killed=people.recruited * p.migration.recruit_death_rate,
            pensions=people.fallen + people.invalid,
            rub_per_usd=rub,
            p=p.remittances,
        ),
        cost=policy.transfer_cost(p.policy, xp),
        rub_per_usd=rub,
        at_work=opened.at_work,
        smoothing=opened.smoothing,
    )


def removal_rate(p: Blocks, people: People, xp: Namespace) -> Number:
    """Removals per worker a quarter under the rules of the base year."""
    hazards = policy.deportation(migration=p.migration, p=p.policy, xp=xp)
    removed = policy.removed_at_rates(
        hazards=hazards, regular=people.regular, irregular=people.irregular, p=p.policy
    )
    return policy.removal_rate(removed=removed, workers=people.in_russia, xp=xp)
