"""Block 4, remittances: one true flow of dollars, several measures of it.

Equations (million dollars a quarter; seasonally adjusted)

    wage_r      = max(w (1 + gain) pay_r - patent, 0.1 w (1 + gain) pay_r) / RUB      regular, dollars a month
    wage_i      = w (1 + gain) pay_i (1 - k_i) / RUB                      irregular worker
    wage_z      = w (1 + gain) k_z / RUB                                  Russian citizen, what counts
    wage_l      = wage_i k_z                                              who lost the citizenship, the same
    d           = d_{t-1} + v / 4 (gap_0 - d_{t-1})                       spread of migration, log
    q           = q_0 exp(d) (RUB / R)^(1 - eps_e) (1 - iota s_0 gap)     propensity to remit
    sent        = 3 / 10^6 h q (1 + a) sum_i (N_i + c_m / 3 early_i) work_i wage_i
    sendable    = wage_r (1 - cost)                           by a regular worker, dollars a month
    elsewhere   = 3 / 10^6 (N_other + N_T) k_o b_0              sent by workers in other destinations
    army        = [m_s recruited m + m_f (killed m_d + 3 serving m_w + 3 (fallen + invalid) m_p)] / (10^6 RUB)
    labour      = (sent + army) (1 - cost) + elsewhere
    follow      = exp(eps_V dlnV)                               of money from Russia that is not migrants'
    presence    = (max(N_R, 1) / N_R,0)^eps_N                   of other private inflows from Russia
    total       = labour + non-labour                                     balance of payments
    from Russia = min(coverage_R ((sent + army) (1 - cost) + non-labour), total)     as attributed
    recorded    = coverage_N from Russia                                  narrow, Kremlin / Bank of Russia

w, h and R (the reference rate of the rouble) come from block 1, gain, pay, work, patent and cost from block
2. early_i are those who go home beyond the usual rate (block 3), a balance; they bring along what they had
put aside, while the deported lose it. eps_e is the elasticity of dollar remittances to the dollar value of
the rouble while the reference rate stands still: senders smooth part of a rouble shock, less and less as the
reference adapts, from the same quarter on. iota is the share of home income loss replaced by senders (the
factor stays between 0.5 and 1.5), s_0 the ratio of recipients' own income to remittances, gap the output gap
of the quarter before, a the add-factor. Non-labour inflows (the relocation money that came after 2022) are a
term of their own, which fades. gap_0 is the log of the saturation share over the largest share reached so
far, zero once it was reached: migration and recorded transfers spread through networks until all who would
take part do, and what has spread stays.

b_0 is what a worker in Russia sent in the base year, so that workers elsewhere send what is believable beside
it in every reading of the year; V is Russian output in dollars (block 1).

Decision. There is one flow of private money from abroad. Statistics and statements differ in what part of it
they call migrants'. The rest is what the National Bank of Tajikistan holds against the World Bank's figure
(students' allowances, sales of dried fruit), proceeds of trade and the money of people who moved after 2022.
It stands here as non-labour money and in block 7 as other private inflows, and what of it comes from Russia
follows Russian output in dollars, as trade and transfers follow the output of the country they come from.
Allowances and sales of fruit are money of Tajiks who are there, so that other inflows also follow the number
of them, citizens of Russia included (N_R), a part of the way. Rejected: other inflows that ignore Russia, by
which a weaker rouble makes the country richer the less of the flow is called migrants'.

Decision. Without d, 2003-07, when remittances rose from 9 to 41 % of output, could only be noise or an
elasticity far above any published one.

Symbols: k_i irregular_wage_discount, k_z naturalised_propensity, v diffusion_speed, eps_e rouble_elasticity,
iota insurance_share, k_o other_remitted_ratio, eps_V russia_output_elasticity,
eps_N other_presence_elasticity, c_m carried_months, m recruit_payment_rub, m_s recruit_share_sent,
m_w recruit_pay_rub,
m_d recruit_death_payment_rub, m_p recruit_pension_rub, m_f recruit_pay_share_sent.

Sources: eps_e from the rouble share of transfers, 0.72-0.89 (National Bank of Tajikistan 2014, Bank of
Russia 2017) and IMF 2016 on the Kyrgyz Republic; iota from Yang and Choi 2007 as the upper end; spread by
networks: Carrington, Detragiache and Vishwanath 1996; one-time payment of RUB 1.2 million (POLITIK Central
Asia 2024); quarterly shares from Bank of Russia 2013; objection of the National Bank: Asia-Plus 2025-08-01;
eps_V from gravity equations, an elasticity to the output of a partner of 0.84 on average with a standard
deviation of 0.28 (Head and Mayer 2014), and the rouble share of transfers; k_o: wages in Kazakhstan, where
three in four go of those who do not go to Russia, at 0.86 of wages in Russia (September 2024, 817 dollars,
Interstate Statistical Committee of the CIS; 87 952 roubles, Rosstat), and higher wages further away.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.host import HostEconomy
from tajsim.model.migration import Flows, People
from tajsim.model.numeric import Namespace, Number, between, positive
from tajsim.model.policy import AS_EVER, Regime, Standing
from tajsim.parameters.blocks import Remittances

MONTHS = 3.0e-6  # months a quarter, persons times dollars to million dollars


class Wages(NamedTuple):
    """Wages a month of those who send from Russia, as they count for sending."""

    regular: Number
    irregular: Number
    citizen: Number
    stripped: Number = 0.0  # of those who lost Russian citizenship


class Remitted(NamedTuple):
    """Money sent home in a quarter, million dollars, seasonally adjusted."""

    total: Number  # balance-of-payments definition
    labour: Number
    nonlabour: Number
    surprise: Number  # of labour, what neither numbers nor wages explain and nobody is used to
    from_russia: Number  # as attributed by statistics
    recorded: Number  # narrow measure
    net_wage_usd: Number  # dollars a month of a regular worker
    irregular_wage_usd: Number  # dollars a month of an irregular worker
    citizen_wage_usd: Number  # dollars a month of a Russian citizen, the part that counts for sending
    stripped_wage_usd: Number  # the same of one who lost the citizenship
    sent: Number  # by workers in Russia, before fees
    one_time: Number  # payments, pay and pensions of military contracts, before fees
    other: Number  # from other destinations
    spared: Wages  # dollars a month, had enforcement taken nothing of pay
    carried: Number  # of what is sent, savings of those who went home early; a balance


class Senders(NamedTuple):
    """Persons who send from Russia in a quarter; savings carried home early count as months sent."""

    regular: Number
    irregular: Number
    citizen: Number
    stripped: Number = 0.0


def senders(*, flows: Flows, p: Remittances, xp: Namespace) -> Senders:
    """Who sends, and what those who went home early carried."""
    people, months = flows.people, p.carried_months * (1.0 / 3.0)
    return Senders(
        regular=positive(people.regular + months * flows.early_regular, xp),
        irregular=positive(people.irregular + months * flows.early_irregular, xp),
        citizen=people.naturalised,
        stripped=people.stripped,
    )


def base_senders(people: People) -> Senders:
    """Who sends where nobody goes home early, as in the base year."""
    return Senders(
        regular=people.regular,
        irregular=people.irregular,
        citizen=people.naturalised,
        stripped=people.stripped,
    )


def wages(
    *, gross: Number, pay: Standing, permit: Number, rub_per_usd: Number, p: Remittances, xp: Namespace
) -> Wages:
    """Wages a month by status in dollars; a rate of one leaves them in roubles.

    `gross`: of a regular worker before the permit, roubles; `pay`: what enforcement leaves of it; `permit`:
    its cost, roubles.
    """
    regular = gross * pay.regular
    irregular = gross * pay.irregular * (1.0 - p.irregular_wage_discount) / rub_per_usd
    return Wages(
        regular=xp.maximum(regular - permit, 0.1 * regular) / rub_per_usd,
        irregular=irregular,
        citizen=gross * p.naturalised_propensity / rub_per_usd,
        stripped=irregular * p.naturalised_propensity,
    )


def sendable(*, wage: Wages, cost: Number) -> Number:
    """What a regular worker can send from a month's wages: net of the permit and of what a transfer costs."""
    return wage.regular * (1.0 - cost)


def earned(*, sending: Senders, work: Standing, wage: Wages) -> Number:
    """Wages a month of all who send from Russia, in the currency of `wage`; `sending`: persons by status."""
    return (
        sending.regular * work.regular * wage.regular
        + sending.irregular * work.irregular * wage.irregular
        + sending.citizen * wage.citizen
        + sending.stripped * work.irregular * wage.stripped
    )


def sent_by_worker(*, people: People, wage: Wages, labour_russia: Number, total: Number) -> Number:
    """Part of `total` that one worker in Russia who is no citizen sends, on average.

    `labour_russia`: sent by all who work there, `total`: from everywhere; million dollars.
    """
    workers = people.regular * wage.regular + people.irregular * wage.irregular
    everybody = earned(sending=base_senders(people), work=AS_EVER, wage=wage)
    return labour_russia * workers / (everybody * total * people.in_russia)


def army_money(
    *,
    recruited: Number,
    serving: Number,
    killed: Number,
    pensions: Number,
    rub_per_usd: Number,
    p: Remittances,
) -> Number:
    """Million dollars sent from military contracts in a quarter, before fees.

    Persons: `recruited` and `killed` in the quarter, `serving` at its end; `pensions`: how many are paid.
    """
    later = killed * p.recruit_death_payment_rub
    later = later + 3.0 * (serving * p.recruit_pay_rub + pensions * p.recruit_pension_rub)
    at_once = recruited * p.recruit_payment_rub
    roubles = at_once * p.recruit_share_sent + later * p.recruit_pay_share_sent
    return roubles * 1e-6 / rub_per_usd


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


def sent_from_elsewhere(*, workers: Number, sent_a_head: Number, p: Remittances) -> Number:
    """Million dollars a quarter sent by workers in other destinations.

    `sent_a_head`: dollars a month that a worker in Russia sent in the base year.
    """
    return workers * p.other_remitted_ratio * sent_a_head * MONTHS


def base_sent_a_head(*, labour_usd: Number, people: People, p: Remittances) -> Number:
    """b_0: dollars a month behind `labour_usd` million dollars that workers everywhere sent in a quarter.

    Russian citizens count as far as they send.
    """
    heads = people.in_russia + p.naturalised_propensity * people.naturalised
    return labour_usd / ((heads + p.other_remitted_ratio * people.elsewhere) * MONTHS)


def follow_russia(*, host: HostEconomy, p: Remittances, xp: Namespace) -> Number:
    """Factor of a quarter on money from Russia that is not migrants'."""
    return xp.exp(p.russia_output_elasticity * host.output_usd_change)


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


def presence(*, people: People, base: Number, p: Remittances, xp: Namespace) -> Number:
    """Factor on other private inflows from Russia by the Tajiks there, `base` of them in the base year."""
    return xp.exp(p.other_presence_elasticity * xp.log(xp.maximum(people.tajiks_in_russia, 1.0) / base))


def spread(*, last: Number, gap: Number, p: Remittances) -> Number:
    """How far migration has spread since the base year, log; `gap`: what there was to go."""
    return last + 0.25 * p.diffusion_speed * (gap - last)


def step(
    *,
    flows: Flows,
    host: HostEconomy,
    regime: Regime,
    wage: Wages,
    sending: Number,
    sent_a_head: Number,
    nonlabour: Number,
    coverage_russia: Number,
    add_factor: Number,
    counted_on: Number,
    p: Remittances,
    xp: Namespace,
) -> Remitted:
    """Money of one quarter.

    `wage`: dollars a month; `sending`: propensity to remit; `sent_a_head`: dollars a month that a worker in
    Russia sent in the base year; `nonlabour`: million dollars; `add_factor`: share added to what is sent from
    Russia, `counted_on`: the part of it that recipients have got used to.
    """
    people = flows.people
    rate = host.at_work * sending * MONTHS
    of_recruits = army_money(
        recruited=flows.recruited,
        serving=people.recruited,
        killed=flows.killed,
        pensions=people.fallen + people.invalid,
        rub_per_usd=host.state.rub_per_usd,
        p=p,
    )
    kept = 1.0 - regime.cost
    who = senders(flows=flows, p=p, xp=xp)
    explained = earned(sending=who, work=regime.work, wage=wage) * rate
    sent = explained * (1.0 + add_factor)
    there = earned(sending=base_senders(people), work=regime.work, wage=wage) * rate * (1.0 + add_factor)
    spared = wages(
        gross=host.wage_rub * (1.0 + regime.wage_gain),
        pay=AS_EVER,
        permit=regime.permit_burden_rub,
        rub_per_usd=host.state.rub_per_usd,
        p=p,
        xp=xp,
    )
    russia = (sent + of_recruits) * kept
    other = sent_from_elsewhere(workers=people.elsewhere, sent_a_head=sent_a_head, p=p)
    total = russia + other + nonlabour
    from_russia = xp.minimum(coverage_russia * (russia + nonlabour), total)
    return Remitted(
        total=total,
        labour=russia + other,
        nonlabour=nonlabour,
        surprise=explained * (add_factor - counted_on) * kept,
        from_russia=from_russia,
        recorded=regime.recorded_coverage * from_russia,
        net_wage_usd=wage.regular,
        irregular_wage_usd=wage.irregular,
        citizen_wage_usd=wage.citizen,
        stripped_wage_usd=wage.stripped,
        sent=sent,
        one_time=of_recruits,
        other=other,
        spared=spared,
        carried=sent - there,
    )
