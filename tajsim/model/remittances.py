"""Block 4, remittances: one true flow of dollars, three measures of it.

Equations (million dollars a quarter; seasonally adjusted)

    wage_r      = max(w (1 + gain) - patent, 0.1 w (1 + gain)) / RUB      regular worker, dollars a month
    wage_i      = w (1 + gain) (1 - k_i) / RUB                            irregular worker
    wage_z      = w (1 + gain) k_z / RUB                                  Russian citizen, what counts
    d           = d_{t-1} + v / 4 (gap_0 - d_{t-1})                       spread of migration, log
    q           = q_0 exp(d) (RUB / R)^(1 - eps_e) (1 - iota s_0 gap)     propensity to remit
    sent        = 3 / 10^6 h q (1 + a) sum_i N_i wage_i
    one-time    = recruited m m_s / (10^6 RUB)                            payments for military contracts
    labour      = (sent + one-time) (1 - cost) + other destinations
    total       = labour + non-labour                                     balance of payments
    from Russia = min(coverage_R ((sent + one-time) (1 - cost) + non-labour), total)     as attributed
    recorded    = coverage_N from Russia                                  narrow, Kremlin / Bank of Russia

w, h and R (the reference rate of the rouble) come from block 1, gain, patent and cost from block 2. eps_e is
the elasticity of dollar remittances to the dollar value of the rouble while the reference rate stands still:
senders smooth part of a rouble shock, less and less as the reference adapts, from the same quarter on. iota
is the share of home income loss replaced by senders (the factor stays between 0.5 and 1.5), s_0 the ratio of
recipients' own income to remittances, gap the output gap of the quarter before, a the add-factor. Non-labour
inflows (the relocation money that came after 2022) are a term of their own, which fades. gap_0 is the log of
the saturation share over the largest share reached so far, zero once it was reached: migration and recorded
transfers spread through networks until all who would take part do, and what has spread stays.

Decision. Without d, 2003-07, when remittances rose from 9 to 41 % of output, could only be noise or an
elasticity far above any published one.

Symbols: k_i irregular_wage_discount, k_z naturalised_propensity, v diffusion_speed, eps_e rouble_elasticity,
iota insurance_share, m recruit_payment_rub, m_s recruit_share_sent.

Sources: eps_e from the rouble share of transfers, 0.72-0.89 (National Bank of Tajikistan 2014, Bank of
Russia 2017) and IMF 2016 on the Kyrgyz Republic; iota from Yang and Choi 2007 as the upper end; spread by
networks: Carrington, Detragiache and Vishwanath 1996; one-time payment of RUB 1.2 million (POLITIK Central
Asia 2024); quarterly shares from Bank of Russia 2013.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.host import HostEconomy
from tajsim.model.migration import Flows, People
from tajsim.model.numeric import Namespace, Number, between
from tajsim.model.policy import Regime
from tajsim.parameters.blocks import Remittances

MONTHS = 3.0e-6  # months a quarter, persons times dollars to million dollars


class Remitted(NamedTuple):
    """Money sent home in a quarter, million dollars, seasonally adjusted."""

    total: Number  # balance-of-payments definition
    labour: Number
    nonlabour: Number
    from_russia: Number  # as attributed by statistics
    recorded: Number  # narrow measure
    net_wage_usd: Number  # dollars a month of a regular worker
    irregular_wage_usd: Number  # dollars a month of an irregular worker
    citizen_wage_usd: Number  # dollars a month of a Russian citizen, the part that counts for sending
    sent: Number  # by workers in Russia, before fees
    one_time: Number  # payments of recruits, before fees
    other: Number  # from other destinations


class Wages(NamedTuple):
    """Wages a month of those who send from Russia, as they count for sending."""

    regular: Number
    irregular: Number
    citizen: Number


def wages(*, gross: Number, permit: Number, rub_per_usd: Number, p: Remittances, xp: Namespace) -> Wages:
    """Wages a month by status in dollars; a rate of one leaves them in roubles.

    `gross`: of a regular worker before the permit, roubles; `permit`: its cost, roubles.
    """
    return Wages(
        regular=xp.maximum(gross - permit, 0.1 * gross) / rub_per_usd,
        irregular=gross * (1.0 - p.irregular_wage_discount) / rub_per_usd,
        citizen=gross * p.naturalised_propensity / rub_per_usd,
    )


def earned(people: People, wage: Wages) -> Number:
    """Wages a month of all who send from Russia, in the currency of `wage`."""
    return (
        people.regular * wage.regular + people.irregular * wage.irregular + people.naturalised * wage.citizen
    )


def sent_by_worker(*, people: People, wage: Wages, labour_russia: Number, total: Number) -> Number:
    """Part of `total` that one worker in Russia who is no citizen sends, on average.

    `labour_russia`: sent by all who work there, `total`: from everywhere; million dollars.
    """
    workers = people.regular * wage.regular + people.irregular * wage.irregular
    all_pay = workers + people.naturalised * wage.citizen
    return labour_russia * workers / (all_pay * total * people.in_russia)


def one_time(*, recruited: Number, rub_per_usd: Number, p: Remittances) -> Number:
    """Million dollars sent from the payments of `recruited` persons for their contracts, before fees."""
    return recruited * p.recruit_payment_rub * p.recruit_share_sent * 1e-6 / rub_per_usd


def base_propensity(
    *,
    arrived_usd: Number,
    earned_rub: Number,
    one_time_usd: Number,
    cost: Number,
    rub_per_usd: Number,
    at_work: Number,
    smoothing: Number,
) -> Number:
    """q_0: the propensity to remit with which `arrived_usd` million dollars come from Russia in a quarter.

    The equations of money sent, solved for it: of a time without a cycle in Russia and with a rouble that
    senders are used to. `earned_rub`: roubles a month of all who send; `one_time_usd`: of recruits, before
    fees; `cost`: share of a transfer; `at_work`, `smoothing`: factors of the quarter.
    """
    kept = 1.0 - cost
    return (arrived_usd / kept - one_time_usd) * rub_per_usd / (earned_rub * at_work * smoothing * MONTHS)


def sent_from_elsewhere(workers: Number, usd_a_month: Number) -> Number:
    """Million dollars a quarter sent by workers in other destinations."""
    return workers * usd_a_month * MONTHS


class Coverage(NamedTuple):
    """What statistics see of money from Russia."""

    russia: Number  # attributed to Russia, share of what came from there and of non-labour money
    recorded: Number  # in recorded channels, share of what is attributed to Russia


def base_coverage(*, attributed: Number, arrived: Number, recorded: Number, xp: Namespace) -> Coverage:
    """The coverage behind the figures of a year, million dollars: coverage_R and coverage_N.

    `attributed` to Russia; `arrived`: from workers in Russia and as non-labour money; `recorded`: narrow.
    """
    return Coverage(russia=attributed / arrived, recorded=xp.minimum(recorded / attributed, 1.0))


def base_insurance(*, receiving_share: Number, own_income: Number, remitted: Number) -> Number:
    """s_0: own income of the households that receive over what they are sent."""
    return receiving_share * own_income / remitted


def base_gap(*, saturation: Number, peak: Number, xp: Namespace) -> Number:
    """gap_0: log of the saturation share over the largest share reached so far, zero once it was reached."""
    reached = xp.maximum(peak, 1e-3)
    return xp.maximum(xp.log(xp.maximum(saturation, 1e-3) / reached), 0.0)


def propensity(
    *,
    host: HostEconomy,
    output_gap: Number,
    base: Number,
    insurance_base: Number,
    p: Remittances,
    xp: Namespace,
) -> Number:
    """Share of net wages sent home; `base` is its value in the base year, `output_gap` a log deviation."""
    log_rouble = xp.log(host.state.rub_per_usd / host.state.rub_reference)
    smoothing = xp.exp((1.0 - p.rouble_elasticity) * log_rouble)
    insurance = between(1.0 - p.insurance_share * insurance_base * output_gap, 0.5, 1.5, xp=xp)
    return base * smoothing * insurance


def spread(*, last: Number, gap: Number, p: Remittances) -> Number:
    """How far migration has spread since the base year, log; `gap`: what there was to go."""
    return last + 0.25 * p.diffusion_speed * (gap - last)


def step(
    *,
    flows: Flows,
    host: HostEconomy,
    regime: Regime,
    sending: Number,
    other_remitted: Number,
    nonlabour: Number,
    coverage_russia: Number,
    add_factor: Number,
    p: Remittances,
    xp: Namespace,
) -> Remitted:
    """Money of one quarter.

    `sending`: propensity to remit; `other_remitted`: dollars a month sent by a worker elsewhere;
    `nonlabour`: million dollars; `add_factor`: share added to what is sent from Russia.
    """
    people = flows.people
    gross = host.wage_rub * (1.0 + regime.wage_gain)
    rub = host.state.rub_per_usd
    wage = wages(gross=gross, permit=regime.permit_burden_rub, rub_per_usd=rub, p=p, xp=xp)
    rate = host.at_work * sending * (MONTHS * (1.0 + add_factor))
    of_recruits = one_time(recruited=flows.recruited, rub_per_usd=rub, p=p)
    kept = 1.0 - regime.cost
    sent = earned(people, wage) * rate
    russia = (sent + of_recruits) * kept
    other = sent_from_elsewhere(people.other, other_remitted)
    total = russia + other + nonlabour
    from_russia = xp.minimum(coverage_russia * (russia + nonlabour), total)
    return Remitted(
        total=total,
        labour=russia + other,
        nonlabour=nonlabour,
        from_russia=from_russia,
        recorded=regime.recorded_coverage * from_russia,
        net_wage_usd=wage.regular,
        irregular_wage_usd=wage.irregular,
        citizen_wage_usd=wage.citizen,
        sent=sent,
        one_time=of_recruits,
        other=other,
    )
