"""Block 3, migration: persons by status, moved by hazards, conserved exactly.

Statuses: home (willing to migrate), banned (at home), regular and irregular (in Russia), naturalised (in
Russia, Russian citizens), turkiye and other (other destinations), recruited (serving in the Russian army),
stripped (in Russia, citizenship lost), settled (Russian citizens whose families have followed), fallen and
invalid (of the army, the latter at home). Nobody is lost.

Equations (all flows are persons a quarter; delta, open, refused, phi, usual, s, d, by_list, lapse, regularise
and legal: block 2)

    r          = ln(x e_{t-1} / w_home,t-1) - r_0             what can be sent over the wage at home
    ready      = home min(v, 0.5)                             would leave at the pay of the base year
    drawn      = home min(v exp(eps_v r), 0.5) (1 - o)        by what Russia pays
    attempts   = drawn min(exp(delta), 1.6) open              towards Russia
    arrivals   = attempts (1 - refused)
    wanted     = ready o + y max(ready (1 - o) - arrivals, 0)            other destinations
    to turkiye = min(wanted s_T a_T, max(K_T - turkiye, 0))
    to other   = min(wanted (1 - s_T) a_O, max(K - other, 0))
    retired    = n_r home
    back       = min(h exp(-eps_h r), 0.5)                    share who go home of their own will
    returns    = min(back phi, 0.5) of those in Russia, and s s_r more of the regular ones;  h_o elsewhere
    early_i    = returns from Russia less h usual of status i
    deported   = (d_i + min(by_list / (regular + irregular), 0.9025)) stock of status i
    lapsed, regularised = lapse regular, regularise irregular
    citizens   = z regular;  h_z naturalised come home
    lost       = l naturalised become stripped, of whom h_l come home and d_i are deported
    families   = f naturalised settle for good and send for their families
    recruited  = m_r regular + m_z naturalised;  of those who serve, d_m die, i_m come home invalid,
                 b_m leave the army as citizens of Russia
    unbanned   = banned min(1 / (4 L), 1)                     L: length of a ban, years

Every status: next = last + inflows - outflows. Arrivals are regular with the share legal. Joint outflows are
scaled back when they would take more than 95 % of a status, so no stock turns negative.

x is what a regular worker in Russia can send: the wage net of permit and of the cost of a transfer, at the
rouble of the quarter (block 4); r is 0 at the start. In the base year as many go to other destinations as
make their number grow with the population, which gives h_o:

    h_o (turkiye + other) = to both - n (turkiye + other) / 400         home from other destinations

Decision: migrants weigh what reaches their families, not a gross wage in roubles, so that a dearer permit, a
tax on transfers and a weaker rouble all keep people at home, and membership of the EAEU draws them by the
permit it saves and the wage it adds (net income maximisation, Sjaastad 1962). Rejected: the permit as one
more barrier to entry beside the wage, which would count it twice.

Decision: other destinations start from a steady state. Their stock and the share of departures that goes
there come from different sources, and at the rate of return from Russia the stock would melt to the number
that the departures feed, six tenths of it; what makes the two agree is how long people stay, which nobody has
measured. They go home as often whatever Russia pays, and as many set out; those whom Russia keeps out or no
longer pays enough try another destination in part, as in 2015, when more wanted to go to Kazakhstan (World
Bank, Listening to Tajikistan).

Decision: who loses Russian citizenship has a status of his own, for without papers he earns less than a
citizen but sends as one, his family being there; among irregular workers he would send more than before.
Families that follow leave Tajikistan for good: residents fall, and the worker sends nothing. Those who fall
are counted, as all who leave a status are.

Decision: stocks and flows run seasonally adjusted; departures are reported with their seasonal pattern.
The alternative, seasonal stocks, would carry the pattern into home labour supply and needs a quarterly
count of residents that no source gives.

Symbols: v departure_rate, eps_v departure_wage_elasticity, o other_destination_share, y diversion_share,
K other_capacity, n_r retirement_rate, h return_rate, eps_h return_wage_elasticity,
s_r sector_ban_return, z naturalisation_rate, h_z naturalised_return_rate,
m_r recruitment_rate_regular, m_z recruitment_rate_naturalised, L ban_length, n population_growth,
s_T turkiye_share, a_T turkiye_access, K_T turkiye_capacity, a_O other_access, l citizenship_loss_rate,
h_l stripped_return_rate, f family_departure_rate, d_m recruit_death_rate, i_m recruit_injury_rate,
b_m recruit_return_rate.

Sources: departures 2023 and first half of 2024 (migration card), returns / departures 0.90 (2023),
voluntary return 2-4 % a month (Listening to Tajikistan), deportations 30 000 in 2024, naturalisations
2017-22 (Russian interior ministry), stock 1.2 million. Danzer and Ivaschenko: in 2009 numbers did not
fall, hence a small wage elasticity of returns. Cases of lost citizenship, 2 400 in 2024 (S22); names of
recruits and of the fallen (I Want to Live via Asia-Plus 2025); visa-free entry to Türkiye ended in 2024
(S35).
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number, between, positive
from tajsim.model.policy import Regime
from tajsim.parameters.blocks import Migration, Policy

OUTFLOW_CAP = 0.95  # at most this share of a status leaves it in a quarter


class People(NamedTuple):
    """Persons by status at the end of a quarter."""

    home: Number
    banned: Number
    regular: Number
    irregular: Number
    naturalised: Number
    other: Number
    recruited: Number
    turkiye: Number = 0.0
    stripped: Number = 0.0
    settled: Number = 0.0
    fallen: Number = 0.0
    invalid: Number = 0.0

    @property
    def in_russia(self) -> Number:
        """Tajik citizens working in Russia."""
        return self.regular + self.irregular

    @property
    def tajiks_in_russia(self) -> Number:
        """Workers, citizens of Russia and those who lost its citizenship."""
        return self.regular + self.irregular + self.naturalised + self.stripped + self.settled

    @property
    def elsewhere(self) -> Number:
        """Workers in other destinations than Russia."""
        return self.other + self.turkiye

    @property
    def total(self) -> Number:
        """Everybody who is counted."""
        return (
            self.home
            + self.banned
            + self.regular
            + self.irregular
            + self.naturalised
            + self.other
            + self.recruited
            + self.turkiye
            + self.stripped
            + self.settled
            + self.fallen
            + self.invalid
        )


class Flows(NamedTuple):
    """Persons who moved in a quarter, and the statuses they left behind."""

    people: People
    departures: Number
    refused: Number
    to_other: Number
    returned: Number
    deported: Number
    naturalised: Number
    recruited: Number
    entrants: Number
    retired: Number
    early_regular: Number  # returns from Russia beyond the usual rate, with valid papers; a balance
    early_irregular: Number  # and without
    to_turkiye: Number
    stripped: Number  # lost Russian citizenship
    settled: Number  # citizens of Russia who send for their families
    killed: Number
    injured: Number


def _kept_within(exits: Number, xp: Namespace) -> Number:
    """Factor on the joint outflows of a status that keeps their sum, `exits`, within the cap."""
    return OUTFLOW_CAP / xp.maximum(exits, OUTFLOW_CAP)


def log_wage_gap(*, abroad: Number, home: Number, base: Number, xp: Namespace) -> Number:
    """Log of what can be sent from Russia over the wage at home, in somoni a month, beyond `base`.

    A base of zero gives r_0 itself.
    """
    return xp.log(abroad / home) - base


def towards_russia(*, home: Number, p: Migration, xp: Namespace) -> Number:
    """Of the persons at home, those who would leave for Russia in a quarter at the pay of the base year."""
    return home * xp.minimum(p.departure_rate, 0.5) * (1.0 - p.other_destination_share)


def _wanted_elsewhere(*, ready: Number, arrivals: Number, p: Migration, xp: Namespace) -> Number:
    """Who would go to other destinations, of those `ready` to leave when `arrivals` of them reach Russia."""
    towards_russia = ready * (1.0 - p.other_destination_share)
    return ready - towards_russia + p.diversion_share * positive(towards_russia - arrivals, xp)


class Elsewhere(NamedTuple):
    """Persons who go to other destinations in a quarter."""

    other: Number
    turkiye: Number


def _split(*, wanted: Number, last: People, p: Migration, xp: Namespace) -> Elsewhere:
    """Where those go who want to leave for other destinations, as far as each lets in and has room."""
    return Elsewhere(
        other=xp.minimum(
            wanted * (1.0 - p.turkiye_share) * p.other_access, positive(p.other_capacity - last.other, xp)
        ),
        turkiye=xp.minimum(
            wanted * p.turkiye_share * p.turkiye_access, positive(p.turkiye_capacity - last.turkiye, xp)
        ),
    )


def base_other_return(*, people: People, refusal_share: Number, p: Migration, xp: Namespace) -> Number:
    """h_o: the rate of return that keeps those in other destinations growing with the population.

    The flow to them in a quarter of the base year, solved for it; between none and a half of them a quarter.
    """
    ready = people.home * xp.minimum(p.departure_rate, 0.5)
    arrivals = ready * (1.0 - p.other_destination_share) * (1.0 - refusal_share)
    wanted = _wanted_elsewhere(ready=ready, arrivals=arrivals, p=p, xp=xp)
    arriving = _split(wanted=wanted, last=people, p=p, xp=xp)
    rate = (arriving.other + arriving.turkiye) / xp.maximum(people.elsewhere, 1.0)
    rate = rate - p.population_growth / 400.0
    return between(rate, 0.0, 0.5, xp=xp)


class Recruits(NamedTuple):
    """Persons who leave for the army in a quarter, by status."""

    regular: Number
    naturalised: Number


def recruits(*, regular: Number, naturalised: Number, policy: Policy) -> Recruits:
    """Who leaves for the army among the persons of two statuses."""
    return Recruits(
        regular=regular * policy.recruitment_rate_regular,
        naturalised=naturalised * policy.recruitment_rate_naturalised,
    )


def step(
    *,
    last: People,
    wage_gap: Number,
    entrants: Number,
    other_return: Number,
    regime: Regime,
    p: Migration,
    policy: Policy,
    xp: Namespace,
) -> Flows:
    """One quarter of movement.

    `wage_gap`: log of what can be sent over the wage at home, against the base year; `entrants`: persons;
    `other_return`: share of those in other destinations who come home.
    """
    ready = last.home * xp.minimum(p.departure_rate, 0.5)
    draw = xp.minimum(p.departure_rate * xp.exp(p.departure_wage_elasticity * wage_gap), 0.5)
    drawn = last.home * draw * (1.0 - p.other_destination_share)
    attempts = drawn * xp.minimum(xp.exp(regime.attempts_log), 1.6) * regime.open_border
    refused = attempts * regime.refusal_share
    arrivals = attempts - refused
    wanted = _wanted_elsewhere(ready=ready, arrivals=arrivals, p=p, xp=xp)
    to = _split(wanted=wanted, last=last, p=p, xp=xp)
    retired = last.home * p.retirement_rate
    leaving = (arrivals + to.other + to.turkiye + retired) / xp.maximum(last.home, 1.0)
    within = _kept_within(leaving, xp)
    arrivals, retired = arrivals * within, retired * within
    to_other, to_turkiye = to.other * within, to.turkiye * within

    stay = xp.exp(-p.return_wage_elasticity * wage_gap)
    home_again = xp.minimum(p.return_rate * stay, 0.5)
    usual = xp.minimum(p.return_rate * regime.usual_return, 0.5)
    leave = xp.minimum(home_again * regime.return_factor, 0.5)
    ban_loss = regime.closed_jobs * policy.sector_ban_return
    removed_share = xp.minimum(
        regime.removals / xp.maximum(last.regular + last.irregular, 1.0), OUTFLOW_CAP * OUTFLOW_CAP
    )

    # regular workers
    exits = (
        leave + ban_loss + regime.lapse + regime.deport_regular + removed_share
        + p.naturalisation_rate + policy.recruitment_rate_regular
    )  # fmt: skip
    moving = last.regular * _kept_within(exits, xp)
    regular_returned = moving * (leave + ban_loss)
    lapsed = moving * regime.lapse
    regular_deported = moving * (regime.deport_regular + removed_share)
    naturalised = moving * p.naturalisation_rate

    # irregular workers
    exits = leave + regime.regularise + regime.deport_irregular + removed_share
    moving_irregular = last.irregular * _kept_within(exits, xp)
    irregular_returned = moving_irregular * leave
    regularised = moving_irregular * regime.regularise
    irregular_deported = moving_irregular * (regime.deport_irregular + removed_share)

    # citizens of Russia, those who lost its citizenship, the army, other destinations, the banned
    exits = p.naturalised_return_rate + policy.recruitment_rate_naturalised
    exits = exits + policy.citizenship_loss_rate + policy.family_departure_rate
    moving_citizens = last.naturalised * _kept_within(exits, xp)
    naturalised_returned = moving_citizens * p.naturalised_return_rate
    army = recruits(regular=moving, naturalised=moving_citizens, policy=policy)
    stripped = moving_citizens * policy.citizenship_loss_rate
    settled = moving_citizens * policy.family_departure_rate
    exits = p.stripped_return_rate + regime.deport_irregular
    moving_stripped = last.stripped * _kept_within(exits, xp)
    stripped_returned = moving_stripped * p.stripped_return_rate
    stripped_deported = moving_stripped * regime.deport_irregular
    exits = p.recruit_death_rate + p.recruit_injury_rate + p.recruit_return_rate
    serving = last.recruited * _kept_within(exits, xp)
    killed, injured = serving * p.recruit_death_rate, serving * p.recruit_injury_rate
    released = serving * p.recruit_return_rate
    other_returned, turkiye_returned = last.other * other_return, last.turkiye * other_return
    unbanned = last.banned * xp.minimum(0.25 / p.ban_length, 1.0)

    deported = regular_deported + irregular_deported + stripped_deported
    returned = regular_returned + irregular_returned + naturalised_returned + stripped_returned
    returned = returned + other_returned + turkiye_returned
    recruited = army.regular + army.naturalised
    legal = arrivals * regime.legal_entry_share
    people = People(
        home=last.home + returned + unbanned + entrants - arrivals - to_other - to_turkiye - retired,
        banned=last.banned + deported - unbanned,
        regular=last.regular
        + legal
        + regularised
        - (regular_returned + lapsed + regular_deported + naturalised + army.regular),
        irregular=last.irregular
        + (arrivals - legal)
        + lapsed
        - (irregular_returned + regularised + irregular_deported),
        naturalised=last.naturalised
        + naturalised
        + released
        - (naturalised_returned + army.naturalised + stripped + settled),
        other=last.other + to_other - other_returned,
        recruited=last.recruited + recruited - (killed + injured + released),
        turkiye=last.turkiye + to_turkiye - turkiye_returned,
        stripped=last.stripped + stripped - (stripped_returned + stripped_deported),
        settled=last.settled + settled,
        fallen=last.fallen + killed,
        invalid=last.invalid + injured,
    )
    return Flows(
        people=people,
        departures=arrivals + to_other + to_turkiye,
        refused=refused,
        to_other=to_other + to_turkiye,
        returned=returned,
        early_regular=regular_returned - last.regular * usual,
        early_irregular=irregular_returned - last.irregular * usual,
        deported=deported,
        naturalised=naturalised,
        recruited=recruited,
        entrants=entrants,
        retired=retired,
        to_turkiye=to_turkiye,
        stripped=stripped,
        settled=settled,
        killed=killed,
        injured=injured,
    )
