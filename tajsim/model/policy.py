"""Block 2, the policy regime: what Russian and Tajik rules mean for moving, staying and sending.

Equations (r: regular, i: irregular workers in Russia; hazards are shares a quarter)

    own_r      = min(m d0_r, 0.9)                             deportation hazards, as rates have them
    own_i      = min(m d0_i, 0.9)
    f          = k + l / (own_r N_r + own_i (N_i + N_l) + X)  factor on them by what is given in persons
    d_r, d_i   = f own_r, f own_i                             deportation hazards
    by_list    = f X                                          persons removed by list
    E          = [f (own_r N_r + own_i N_i + X) / (N_r + N_i)] / E_0     enforcement, 1 in the base year
    reach      = k O + [l / ready - (1 - k) o_0] / (1 - o_0)  of organised recruitment
    organised  = ready [o_0 + (1 - o_0) reach]                persons who leave by it
    patent     = C (1 - A)                                    roubles a month of a regular worker
    delta      = y_o reach + y_a A - eps_E ln E - eps_c k_e - b - y_v V      log effect on attempts to leave
    usual      = exp(-h_v V)                                  factor on the usual rate of return
    phi        = E^eps_r usual                                factor on voluntary returns
    open       = 1 - c                                        part of attempts that the border lets out
    refused    = q                                            of attempts
    legal      = l_0 + l_a A + l_o reach - l_b                    of arrivals with valid papers, 0.02 to 0.99
    s          = min(s_0 + s_1 B_1 + s_2 B_2 + s_3 B_3 + s_4 B_4 + s_5 B_5, 1)       jobs closed by bans
    lapse      = v (1 + eps_v max(E - 1, 0)) (1 - v_a A) (C / C_0)^eps_C + s v_s     regular to irregular
    regularise = z (1 + z_a A) + z_0                          irregular to regular
    gain       = g_a A                                        on wages
    evaded     = min(tau / c_e, 1)                            part of transfers that leaves a taxed channel
    burden     = tau (1 - evaded) + min(tau, c_e) evaded / 2  of a tax on transfers
    cost       = min(c_0 + c_p + burden, 0.9)                 of a transfer
    recorded   = coverage_N (1 - u) (1 - evaded)              part of money from Russia in recorded channels
    work_i     = exp(-eps_d ln E), work_r = exp(-x eps_d ln E)     days worked by those who stay, 0.5 to 1.1
    pay_i      = exp(-eps_p ln E), pay_r = exp(-x eps_p ln E)      their pay for a day, 0.5 to 1.1

m is the enforcement multiplier, X removals by list, N_l those who lost Russian citizenship, E_0 removals per
worker in the base year, A membership of the EAEU, O organised recruitment, ready those who would leave for
Russia at the pay of the base year, b the pre-registration barrier, V the part of travel that needs a visa,
C_0 the permit of the base year; s_1 to s_5 are the parts of Tajik workers in five sectors, B_1 to B_5 the
parts of their jobs that bans close.
k and l, of deportations and of organised recruitment each its own, are 1 and 0 where nothing is given, and 0
and the persons where their number was observed or is set (the drivers deported and organised_recruits).
Deportations then fall on statuses as the rates would have them, and frighten by their number.
Deterrence works through attempts, because removals alone are 3 % of the stock a year. What a permit costs is
taken off what a worker can send (block 4), to which departures answer (block 3); k_e is any other cost of
entry.

Symbols: m enforcement, d0_r deportation_rate_regular, d0_i deportation_rate_irregular, X removals,
C permit_cost_rub, A eaeu_membership, k_e entry_cost_share, O organised_recruitment, o_0 organised_share,
y_o recruitment_gain,
y_a eaeu_attempts_gain, eps_E deterrence_elasticity, eps_c entry_cost_elasticity, b preregistration_barrier,
eps_r return_fear_elasticity, c border_closure, q refusal_share, l_0 legal_entry_share, l_a eaeu_legal_gain,
l_o recruitment_legal_gain, l_b preregistration_lapse, v lapse_rate, eps_v lapse_enforcement_elasticity,
v_a eaeu_lapse_cut, s_0 sector_ban_share, v_s sector_ban_lapse, z regularisation_rate,
z_a eaeu_regularisation_gain, z_0 amnesty_rate, g_a eaeu_wage_gain, c_0 remittance_cost,
c_p payment_friction, u unrecorded_shift, eps_d enforcement_work_loss, eps_p enforcement_pay_loss,
x regular_exposure, V visa_regime, y_v visa_entry_loss, h_v visa_return_loss, eps_C permit_lapse_elasticity,
tau transfer_tax, c_e other_channel_cost, B_1 ban_construction, B_2 ban_trade, B_3 ban_transport,
B_4 ban_delivery, B_5 ban_services, s_1 sector_construction, s_2 sector_trade, s_3 sector_transport,
s_4 sector_delivery, s_5 sector_services.

Decision. What another channel costs a sender is spread evenly from nothing to c_e: who has one for less than
the tax takes it and pays what it costs, tau / 2 on average. A small tax is paid by nearly all, a large one by
few, and it never costs senders more than c_e / 2 once it exceeds c_e. Rejected: a constant share that evades,
by which a tax of 30 % would cost nearly 30 %. A visa keeps people from coming and from going home (Czaika and
de Haas 2017): the number in Russia falls by less than arrivals do.

Sources: eps_E from departures -16 % in the first half of 2024 while deportations rose from 11 000 to
30 000 a year, ln 0.84 / ln(30/11) = -0.17; patent prices of 2024; membership of the EAEU removes the
permit (Kyrgyz experience 2014-16: share of legal workers 33 % to 61 %). Those who stay lose days and
bargaining power: the employment of likely undocumented workers fell by 5.7 % when the United States deported
from the interior (East, Hines, Luck, Mansour and Velasquez 2023), hourly earnings of likely unauthorised
Mexican men by 8 % when employers had to check papers (Orrenius and Zavodny 2015), while those of naturalised
Mexicans rose, which is why citizens of Russia are spared here.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number, Override, between, positive
from tajsim.parameters.blocks import Migration, Policy

HAZARD_CAP = 0.9  # no status loses more than nine tenths of its people to one cause in a quarter


class Standing(NamedTuple):
    """A factor on those who stay in Russia, by status, 1 in the base year."""

    regular: Number
    irregular: Number


AS_EVER = Standing(regular=1.0, irregular=1.0)


class Regime(NamedTuple):
    """The rules of one quarter as the other blocks feel them."""

    deport_regular: Number  # share a quarter
    deport_irregular: Number  # share a quarter
    removals: Number  # persons by list, a quarter
    ready: Number  # persons who would leave for Russia in a quarter at the pay of the base year
    organised_base: Number  # part of them that organised recruitment took in the base year
    reach: Number  # part of the others that it reaches
    refusal_share: Number  # of attempts
    attempts_log: Number  # log effect on attempts to leave for Russia
    return_factor: Number  # on voluntary returns from Russia
    usual_return: Number  # of that, what is usual under the rules of entry
    open_border: Number  # 1 open, 0 closed
    legal_entry_share: Number  # of arrivals that hold valid papers
    closed_jobs: Number  # share of jobs closed by bans
    lapse: Number  # regular to irregular, share a quarter
    regularise: Number  # irregular to regular, share a quarter
    permit_burden_rub: Number  # roubles a month paid by a regular worker
    wage_gain: Number  # share added to wages by membership
    cost: Number  # share of a transfer lost to fees
    recorded_coverage: Number  # share of money from Russia that passes recorded channels
    work: Standing  # days worked
    pay: Standing  # pay for a day

    @property
    def organised(self) -> Number:
        """Persons who leave by organised recruitment in a quarter."""
        return self.ready * (self.organised_base + (1.0 - self.organised_base) * self.reach)


class Deportation(NamedTuple):
    """Hazards of deportation, shares a quarter."""

    regular: Number
    irregular: Number


def deportation(*, migration: Migration, p: Policy, xp: Namespace) -> Deportation:
    """Hazards of deportation under the enforcement of the quarter."""
    return Deportation(
        regular=xp.minimum(migration.deportation_rate_regular * p.enforcement, HAZARD_CAP),
        irregular=xp.minimum(migration.deportation_rate_irregular * p.enforcement, HAZARD_CAP),
    )


def removal_rate(*, removed: Number, workers: Number, xp: Namespace) -> Number:
    """Removals per worker in a quarter, by hazard and by list; never quite zero.

    `removed`: persons, of the `workers` in Russia. That of the base year is E_0.
    """
    return xp.maximum(removed / xp.maximum(workers, 1.0), 1e-6)


def removed_at_rates(*, hazards: Deportation, regular: Number, irregular: Number, p: Policy) -> Number:
    """Workers removed in a quarter by hazard and by list, as the rates have it."""
    return hazards.regular * regular + hazards.irregular * irregular + p.removals


def standing(*, log_enforcement: Number, elasticity: Number, p: Policy, xp: Namespace) -> Standing:
    """What enforcement leaves to those who stay; `elasticity`: loss of an irregular worker."""
    strain = elasticity * log_enforcement
    return Standing(
        regular=between(xp.exp(-p.regular_exposure * strain), 0.5, 1.1, xp=xp),
        irregular=between(xp.exp(-strain), 0.5, 1.1, xp=xp),
    )


def permit_cost(p: Policy) -> Number:
    """Roubles a month that a regular worker pays for the permit."""
    return p.permit_cost_rub * (1.0 - p.eaeu_membership)


def evaded(p: Policy, xp: Namespace) -> Number:
    """Part of transfers that leaves the recorded channels for others because those are taxed."""
    return xp.minimum(p.transfer_tax / xp.maximum(p.other_channel_cost, 1e-3), 1.0)


def transfer_cost(p: Policy, xp: Namespace) -> Number:
    """Share of a transfer from Russia that fees, frictions and a tax take, or another channel instead."""
    away = evaded(p, xp)
    burden = p.transfer_tax * (1.0 - away) + 0.5 * away * xp.minimum(p.transfer_tax, p.other_channel_cost)
    return xp.minimum(p.remittance_cost + p.payment_friction + burden, 0.9)


def closed_jobs(p: Policy, xp: Namespace) -> Number:
    """Share of the jobs of Tajik workers in Russia that bans close, by sector or at large."""
    closed = (
        p.sector_ban_share
        + p.sector_construction * p.ban_construction
        + p.sector_trade * p.ban_trade
        + p.sector_transport * p.ban_transport
        + p.sector_delivery * p.ban_delivery
        + p.sector_services * p.ban_services
    )
    return xp.minimum(closed, 1.0)


def reach(*, ready: Number, given: Override, p: Policy, xp: Namespace) -> Number:
    """Part of those `ready` to leave for Russia whom organised recruitment reaches beyond the base year."""
    rest = 1.0 - p.organised_share
    of_rates = given.keep * p.organised_recruitment - (1.0 - given.keep) * p.organised_share / rest
    return of_rates + given.level / rest / xp.maximum(ready, 1.0)


def step(
    *,
    regular: Number,
    irregular: Number,
    stripped: Number,
    ready: Number,
    deported: Override,
    organised_recruits: Override,
    deportation_reference: Number,
    permit_reference: Number,
    migration: Migration,
    p: Policy,
    recorded_coverage: Number,
    xp: Namespace,
) -> Regime:
    """The regime of one quarter.

    `regular`, `irregular`, `stripped`: persons in Russia at the end of the last quarter; `ready`: those who
    would leave for it at the pay of the base year; `deported`, `organised_recruits`: what is given of the
    persons; `deportation_reference`: removals per worker a quarter in the base year; `permit_reference`:
    roubles a month of a permit then.
    """
    hazards = deportation(migration=migration, p=p, xp=xp)
    of_workers = removed_at_rates(hazards=hazards, regular=regular, irregular=irregular, p=p)
    everybody = xp.maximum(of_workers + hazards.irregular * stripped, 1e-6)
    factor = deported.keep + deported.level / everybody
    rate = removal_rate(removed=of_workers * factor, workers=regular + irregular, xp=xp)
    enforcement = between(rate / deportation_reference, 1e-3, 1e3, xp=xp)
    reached = reach(ready=ready, given=organised_recruits, p=p, xp=xp)
    log_enforcement = xp.log(enforcement)
    attempts_log = (
        p.recruitment_gain * reached
        + p.eaeu_attempts_gain * p.eaeu_membership
        - p.deterrence_elasticity * log_enforcement
        - p.entry_cost_elasticity * p.entry_cost_share
        - p.preregistration_barrier
        - p.visa_entry_loss * p.visa_regime
    )
    legal = p.legal_entry_share + p.eaeu_legal_gain * p.eaeu_membership
    legal = legal + p.recruitment_legal_gain * reached - p.preregistration_lapse
    pressure = p.lapse_enforcement_elasticity * positive(enforcement - 1.0, xp)
    lapse = migration.lapse_rate * (1.0 + pressure) * (1.0 - p.eaeu_lapse_cut * p.eaeu_membership)
    dearer = xp.log(xp.maximum(p.permit_cost_rub, 1.0) / xp.maximum(permit_reference, 1.0))
    lapse = lapse * xp.exp(p.permit_lapse_elasticity * dearer)
    closed = closed_jobs(p, xp)
    usual = xp.exp(-p.visa_return_loss * p.visa_regime)
    regularise = migration.regularisation_rate * (1.0 + p.eaeu_regularisation_gain * p.eaeu_membership)
    return Regime(
        deport_regular=hazards.regular * factor,
        deport_irregular=hazards.irregular * factor,
        removals=p.removals * factor,
        ready=ready,
        organised_base=p.organised_share,
        reach=reached,
        refusal_share=p.refusal_share,
        attempts_log=attempts_log,
        return_factor=xp.exp(p.return_fear_elasticity * log_enforcement) * usual,
        usual_return=usual,
        open_border=1.0 - p.border_closure,
        legal_entry_share=between(legal, 0.02, 0.99, xp=xp),
        closed_jobs=closed,
        lapse=lapse + closed * p.sector_ban_lapse,
        regularise=regularise + p.amnesty_rate,
        permit_burden_rub=permit_cost(p),
        wage_gain=p.eaeu_wage_gain * p.eaeu_membership,
        cost=transfer_cost(p, xp),
        recorded_coverage=recorded_coverage * (1.0 - p.unrecorded_shift) * (1.0 - evaded(p, xp)),
        work=standing(log_enforcement=log_enforcement, elasticity=p.enforcement_work_loss, p=p, xp=xp),
        pay=standing(log_enforcement=log_enforcement, elasticity=p.enforcement_pay_loss, p=p, xp=xp),
    )
