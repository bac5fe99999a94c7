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


class Departures(NamedTuple):
    """Who leaves Tajikistan in a quarter, and who is refused at Russia's border. Persons."""

    arrivals: Number  # in Russia
    refused: Number
    other: Number
    turkiye: Number
    retired: Number  # leave the labour force at home


def _departures(*, last: People, wage_gap: Number, regime: Regime, p: Migration, xp: Namespace) -> Departures:
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
    return Departures(
        arrivals=arrivals * within,
        refused=refused,
        other=to.other * within,
        turkiye=to.turkiye * within,
        retired=retired * within,
    )


class Leaving(NamedTuple):
    """What makes a worker in Russia go home or be sent home: shares of a status in a quarter."""

    own: Number  # of one's own accord
    usual: Number  # the same at the wages of the base year
    removed: Number  # of those with and without papers alike


def _leaving(*, last: People, wage_gap: Number, regime: Regime, p: Migration, xp: Namespace) -> Leaving:
    stay = xp.exp(-p.return_wage_elasticity * wage_gap)
    home_again = xp.minimum(p.return_rate * stay, 0.5)
    return Leaving(
        own=xp.minimum(home_again * regime.return_factor, 0.5),
        usual=xp.minimum(p.return_rate * regime.usual_return, 0.5),
        removed=xp.minimum(
            regime.removals / xp.maximum(last.regular + last.irregular, 1.0), OUTFLOW_CAP * OUTFLOW_CAP
        ),
    )


class Regular(NamedTuple):
    """Workers with papers who move, of `moving`, the base of every flow. Persons."""

    moving: Number
    returned: Number
    lapsed: Number
    deported: Number
    naturalised: Number


def _regular(
    *, last: People, leaving: Leaving, regime: Regime, p: Migration, policy: Policy, xp: Namespace
) -> Regular:
    ban_loss = regime.closed_jobs * policy.sector_ban_return
    exits = (
        leaving.own + ban_loss + regime.lapse + regime.deport_regular + leaving.removed
        + p.naturalisation_rate + policy.recruitment_rate_regular
    )  # fmt: skip
    moving = last.regular * _kept_within(exits, xp)
    return Regular(
        moving=moving,
        returned=moving * (leaving.own + ban_loss),
        lapsed=moving * regime.lapse,
        deported=moving * (regime.deport_regular + leaving.removed),
        naturalised=moving * p.naturalisation_rate,
    )


class Irregular(NamedTuple):
    """Workers without papers who move. Persons."""

    returned: Number
    regularised: Number
    deported: Number


def _irregular(*, last: People, leaving: Leaving, regime: Regime, xp: Namespace) -> Irregular:
    exits = leaving.own + regime.regularise + regime.deport_irregular + leaving.removed
    moving = last.irregular * _kept_within(exits, xp)
    return Irregular(
        returned=moving * leaving.own,
        regularised=moving * regime.regularise,
        deported=moving * (regime.deport_irregular + leaving.removed),
    )


class Citizens(NamedTuple):
    """Citizens of Russia who move, of `moving`, the base of every flow. Persons."""

    moving: Number
    returned: Number
    stripped: Number
    settled: Number


def _citizens(*, last: People, p: Migration, policy: Policy, xp: Namespace) -> Citizens:
    exits = p.naturalised_return_rate + policy.recruitment_rate_naturalised
    exits = exits + policy.citizenship_loss_rate + policy.family_departure_rate
    moving = last.naturalised * _kept_within(exits, xp)
    return Citizens(
        moving=moving,
        returned=moving * p.naturalised_return_rate,
        stripped=moving * policy.citizenship_loss_rate,
        settled=moving * policy.family_departure_rate,
    )


class Stripped(NamedTuple):
    """Those who lost the citizenship of Russia and move. Persons."""

    returned: Number
    deported: Number


def _stripped(*, last: People, regime: Regime, p: Migration, xp: Namespace) -> Stripped:
    exits = p.stripped_return_rate + regime.deport_irregular
    moving = last.stripped * _kept_within(exits, xp)
    return Stripped(returned=moving * p.stripped_return_rate, deported=moving * regime.deport_irregular)


class Soldiers(NamedTuple):
    """Those in Russia's army whose service ends. Persons."""

    killed: Number
    injured: Number
    released: Number


def _soldiers(*, last: People, p: Migration, xp: Namespace) -> Soldiers:
    exits = p.recruit_death_rate + p.recruit_injury_rate + p.recruit_return_rate
    serving = last.recruited * _kept_within(exits, xp)
    return Soldiers(
        killed=serving * p.recruit_death_rate,
        injured=serving * p.recruit_injury_rate,
        released=serving * p.recruit_return_rate,
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
    go = _departures(last=last, wage_gap=wage_gap, regime=regime, p=p, xp=xp)
    leaving = _leaving(last=last, wage_gap=wage_gap, regime=regime, p=p, xp=xp)
    regular = _regular(last=last, leaving=leaving, regime=regime, p=p, policy=policy, xp=xp)
    irregular = _irregular(last=last, leaving=leaving, regime=regime, xp=xp)
    citizens = _citizens(last=last, p=p, policy=policy, xp=xp)
    army = recruits(regular=regular.moving, naturalised=citizens.moving, policy=policy)
    stripped = _stripped(last=last, regime=regime, p=p, xp=xp)
    soldiers = _soldiers(last=last, p=p, xp=xp)
    other_returned, turkiye_returned = last.other * other_return, last.turkiye * other_return
    unbanned = last.banned * xp.minimum(0.25 / p.ban_length, 1.0)

    deported = regular.deported + irregular.deported + stripped.deported
    returned = regular.returned + irregular.returned + citizens.returned + stripped.returned
    returned = returned + other_returned + turkiye_returned
    recruited = army.regular + army.naturalised
    legal = go.arrivals * regime.legal_entry_share
    people = People(
        home=last.home + returned + unbanned + entrants - go.arrivals - go.other - go.turkiye - go.retired,
        banned=last.banned + deported - unbanned,
        regular=last.regular
        + legal
        + irregular.regularised
        - (regular.returned + regular.lapsed + regular.deported + regular.naturalised + army.regular),
        irregular=last.irregular
        + (go.arrivals - legal)
        + regular.lapsed
        - (irregular.returned + irregular.regularised + irregular.deported),
        naturalised=last.naturalised
        + regular.naturalised
        + soldiers.released
        - (citizens.returned + army.naturalised + citizens.stripped + citizens.settled),
        other=last.other + go.other - other_returned,
        recruited=last.recruited + recruited - (soldiers.killed + soldiers.injured + soldiers.released),
        turkiye=last.turkiye + go.turkiye - turkiye_returned,
        stripped=last.stripped + citizens.stripped - (stripped.returned + stripped.deported),
        settled=last.settled + citizens.settled,
        fallen=last.fallen + soldiers.killed,
        invalid=last.invalid + soldiers.injured,
    )
    return Flows(
        people=people,
        departures=go.arrivals + go.other + go.turkiye,
        refused=go.refused,
        to_other=go.other + go.turkiye,
        returned=returned,
        early_regular=regular.returned - last.regular * leaving.usual,
        early_irregular=irregular.returned - last.irregular * leaving.usual,
        deported=deported,
        naturalised=regular.naturalised,
        recruited=recruited,
        entrants=entrants,
        retired=go.retired,
        to_turkiye=go.turkiye,
        stripped=citizens.stripped,
        settled=citizens.settled,
        killed=soldiers.killed,
        injured=soldiers.injured,
    )
