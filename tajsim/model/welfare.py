"""Block 11, welfare: who is poor, and how unequal consumption is. Real somoni, never dollars.

People are ranked by consumption a head in the base year, c(q), relative to its mean; at rank q a share h(q)
lives in households that receive remittances. A receiving household gets A0 + A1 c, a part equal for all and a
part in proportion to consumption. a is the change of own and b the change of remitted consumption a head
since then. Money can be lost in two ways. When the rouble falls, or pay or the share that is sent, all who
receive get less. When a worker comes home and has no work, his household loses all that he sent and
others lose nothing: such households are the share l of those that received.

Equations (x: consumption a head from own income or from remittances, u: what households are used to, w: as
surveys count it)

    u^e       = u_{t-1} (1 + g)                             expected
    u         = u^e + v_u (x - u^e)
    w         = u^e + m (x - u^e)                           of own and of remitted: a and b come from it
    h(q)      = h + g (q - 1/2)                             receiving households at rank q
    l         = min(v idle sent_0, 0.9)                     of these have lost all
    c'        = a c                                         non-receiving
    c'        = a c + (b / (1 - l) - a) (A0 + A1 c)         receiving
    c'        = a c - a (A0 + A1 c)                         lost all: what is left is their own
    c*        = (z - f A0) / (a + f A1)                     poor below it; f: the factor on A0 + A1 c above
    headcount = int_0^q*R (h - l h) + int_0^q*L l h + int_0^q*N (1 - h)     q*: where c meets c*
    gap       = mean shortfall of the poor below z, over z
    c         = exp(m + s x),  q = 1 / (1 + exp(-x (1.5976 + 0.070566 x^2)))     close to lognormal
    gini      = [int c' (2 q - 1) + apart / 10] / mean      apart: mean distance inside a rank

idle are the returnees without work (block 10), sent_0 the part of all money from migrants that a worker
in Russia sent in the base year. All three kinds are straight lines in c, so the rank at which c' meets the
poverty line, and with it the headcount, the poverty gap and the means of deciles follow in closed form,
whatever the size of the shock. The rank is the logistic form of the normal distribution (Page 1977), within
0.0002 of it. The poverty gap takes the share of receivers below the line to be even there. The Gini index
ranks people by their rank of the base year, and parts the kinds of household inside a decile.

Decision. Not all spending that moves is consumption that a poverty survey counts. When remittances move,
schooling, durable goods, ceremonies and building move first, and households hold on to what they live by;
what lasts reaches it. So w answers to a change by m at once and fully in the end. Rejected: an answer one for
one at once, by which poverty rose by three points in 2015, when it fell:
`docs/decisions/what-is-not-spent-like-wages.md`.

Decision. Straight lines instead of a micro-simulation: exact adding up in every draw at a tenth of the cost,
and nothing is lost that the published figures could show. Rejected: a regression of poverty on growth, which
cannot distinguish a loss of remittances from a loss of wages. Who loses when a worker comes home:
`docs/decisions/who-loses-remittances.md`.

Symbols: v sole_sender_share, m counted_share, v_u usual_speed.

Sources: poverty 19.8 % at the national line, Gini 36.1 (WDI 2024), 16.9 % at 4.20 dollars a day (2021 PPP);
42 % of households have a migrant (World Bank 2024); no correlation between income and the amount received,
richer households send more migrants (Kumo 2012); v: 63 % of returnees had been the main breadwinner (IOM,
June to August 2024); m: consumption of migrants' families did not answer to their exchange rates, schooling,
durable goods and firms did (Yang, Economic Journal 118, 2008).
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number, between, positive
from tajsim.parameters.blocks import Welfare as Rules

DECILES = 10
SLOPE, CURVE = 1.5976, 0.070566  # of the logistic form of the normal distribution
LOST_CAP = 0.9  # of the receiving households have lost all, at most
EDGE = 9.0  # scores beyond are the lowest and highest of all


class ConsumptionDistribution(NamedTuple):
    """The distribution of the base year, what receiving households get; consumption relative to its mean."""

    location: float  # m
    scale: float  # s
    receiving: float  # h
    gradient: float  # g
    gini: float
    received_mean: float  # int h c
    received_gini: float  # int h c (2 q - 1)
    mixed_equal: float  # int h (1 - h)
    mixed_mean: float  # int h (1 - h) c
    bottom40: float  # mean of c below rank 0.4
    bottom40_receiving: float  # int_0^0.4 h, over 0.4
    bottom40_received: float  # int_0^0.4 h c, over 0.4
    decile_means: tuple[float, ...]
    national_line: float
    international_line: float
    equal: Number = 0.0  # A0
    proportional: Number = 0.0  # A1


class Welfare(NamedTuple):
    """Welfare in a quarter. Shares are of the population; consumption relative to the base year's mean."""

    poverty: Number
    poverty_international: Number
    poverty_gap: Number
    gini: Number  # 0 to 1
    bottom40: Number  # consumption a head of the poorest 40 % of the base year
    receiving: Number  # consumption a head in receiving households, their own in the base year = 1
    mean: Number  # consumption a head
    own: Number  # a
    spread: Number  # b - a
    lost: Number  # l


def rank(x: Number, xp: Namespace) -> Number:
    """Rank, 0 to 1, of the score `x`."""
    bound = between(x, -EDGE, EDGE, xp=xp)
    return 1.0 / (1.0 + xp.exp(bound * (-SLOPE - CURVE * bound * bound)))


def score(consumption: Number, *, d: ConsumptionDistribution, xp: Namespace) -> Number:
    """The score at which consumption of the base year had this value; very low for nothing or less."""
    return (xp.log(xp.maximum(consumption, 1e-12)) - d.location) * (1.0 / d.scale)


def _below(q: Number, d: ConsumptionDistribution) -> Number:
    """Share of the population that receives and ranks below `q`: int_0^q h."""
    return q * (d.receiving + 0.5 * d.gradient * (q - 1.0))


class Counted(NamedTuple):
    """Consumption a head as surveys count it, and what households are used to."""

    counted: Number
    usual: Number


def counted(*, now: Number, usual: Number, trend: Number, p: Rules) -> Counted:
    """What surveys count of consumption a head `now`.

    `usual`: what households were used to in the last quarter, expected to grow by `trend`.
    """
    expected = usual * (1.0 + trend)
    beyond = now - expected
    return Counted(counted=expected + p.counted_share * beyond, usual=expected + p.usual_speed * beyond)


def lost_all(*, idle: Number, sent_by_worker: Number, p: Rules, xp: Namespace) -> Number:
    """Share of the receiving households that have lost all they were sent, their worker being home and idle.

    `idle`: returnees without work, persons; `sent_by_worker`: part of all money from migrants.
    """
    return xp.minimum(p.sole_sender_share * idle * sent_by_worker, LOST_CAP)


class _Poor(NamedTuple):
    """One kind of household, a straight line of consumption over that of the base year."""

    national: Number  # rank below which it is poor
    international: Number
    short: Number  # mean shortfall below that rank of consumption from the national line


def _poor(*, steep: Number, shift: Number, d: ConsumptionDistribution, xp: Namespace) -> _Poor:
    """Who is poor when consumption is `steep` c + `shift`."""
    line, per_steep = d.national_line, 1.0 / steep
    x = score((line - shift) * per_steep, d=d, xp=xp)
    q = rank(x, xp)
    # consumption of the poor, by the partial mean of the lognormal
    held = rank(x - d.scale, xp) / xp.maximum(q, 1e-12)
    world = score((d.international_line - shift) * per_steep, d=d, xp=xp)
    return _Poor(national=q, international=rank(world, xp), short=line - shift - steep * held)


def step(
    *, own: Number, remitted: Number, lost: Number, d: ConsumptionDistribution, xp: Namespace
) -> Welfare:
    """Welfare from changes a head. `own`, `remitted`: consumption a head by source, base year = 1.

    `lost`: share of the receiving households of the base year that receive nothing any more.
    """
    own = xp.maximum(own, 1e-3)
    spread = remitted - own  # on average over those who received
    kept = 1.0 - lost
    others = _poor(steep=own, shift=0.0, d=d, xp=xp)
    still = remitted / kept - own
    receiving = _poor(steep=xp.maximum(own + still * d.proportional, 1e-3), shift=still * d.equal, d=d, xp=xp)
    left = _poor(steep=xp.maximum(own * (1.0 - d.proportional), 1e-3), shift=-own * d.equal, d=d, xp=xp)

    def share(receivers: Number, losers: Number, rest: Number) -> tuple[Number, Number, Number]:
        """People of each kind below three ranks."""
        return kept * _below(receivers, d), lost * _below(losers, d), rest - _below(rest, d)

    poor = share(receiving.national, left.national, others.national)
    world = share(receiving.international, left.international, others.international)
    gap = poor[0] * receiving.short + poor[1] * left.short + poor[2] * others.short

    h = d.receiving
    given = h * d.equal + d.received_mean * d.proportional
    mean = own + spread * given
    ranked = own * d.gini + spread * (d.gradient / 6.0 * d.equal + d.received_gini * d.proportional)
    mixed = d.mixed_equal * d.equal + d.mixed_mean * d.proportional  # receivers against others
    within = (given - mixed) * lost * remitted  # those who lost all against those who did not
    apart = (kept * xp.maximum(still, -still) + lost * own) * mixed + within
    bottom = own * d.bottom40 + spread * (
        d.bottom40_receiving * d.equal + d.bottom40_received * d.proportional
    )
    return Welfare(
        poverty=poor[0] + poor[1] + poor[2],
        poverty_international=world[0] + world[1] + world[2],
        poverty_gap=between(gap, 0.0, d.national_line, xp=xp) * (1.0 / d.national_line),
        gini=between((ranked + apart * (1.0 / DECILES)) / mean, 0.0, 1.0, xp=xp),
        bottom40=positive(bottom, xp),
        receiving=own + spread * given * (1.0 / d.received_mean),
        mean=mean,
        own=own,
        spread=spread,
        lost=lost,
    )


def decile(w: Welfare, d: ConsumptionDistribution, *, number: int, receiving: bool) -> Number:
    """Consumption a head of a base-year decile (1 to 10) in receiving or other households, mean then = 1."""
    c = d.decile_means[number - 1]
    if not receiving:
        return w.own * c
    return w.own * c + w.spread * (d.equal + d.proportional * c)
