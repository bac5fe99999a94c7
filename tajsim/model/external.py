"""Block 7, the external sector: a managed float with a reserve floor, and a balance of payments that closes.

The exchange rate is set before households spend, from the pressure that the central bank sees coming in:

Equations (million dollars a quarter; e: TJS per USD, up is weaker; M_{t-1}: imports but for stocks; M_year:
imports of the last four quarters, by which central banks count cover: imports that collapse do not raise it)

    inflow   = remittances + X_{t-1} + other inflows + grants - interest + capital inflows
    b        = (inflow - M_{t-1}) / M_{t-1}                        balance
    pressure = n_{t-1} - b
    n_t      = n_{t-1} + a_n (n* - n_{t-1})                        balance at which the somoni rests
    cover    = 12 R_{t-1} / M_year,t-1                             reserves, months of imports
    ready    = phi clip((cover - floor) / (comfort - floor), 0, 1)     share met in a squeeze
    ample    = 1 / (1 + exp((n* - b) / w))                         inflows, from 0 to 1
    hold     = min(eta ready ample, 1)                             share of a move that is held back
    met      = 1 - (1 - ready) (1 - hold)                          share met from reserves
    beyond   = clip((cover - comfort) / excess, 0, 1)
    bought   = v (1 - l beyond^2)                                  share of a surplus that is bought
    unmet    = (1 - met) max(pressure, 0) - (1 - bought) max(-pressure, 0)
    dln e    = kappa unmet + (1 - hold) (chi dln RUB + psi ln(RUB / reference)_{t-1})
               + omega (core_{t-1} - n_m / 400) + a                between -0.25 and 0.5; a: add-factor

The somoni of a base year rests on the balance of that year, n_0, and in the medium term on n*: a record
surplus is not what the market needs for ever, nor can a deficit without reserves be kept up. n* pays for what
reserves must grow to keep their cover and for the dollars that the private sector puts aside.

With ample cover and inflows the central bank holds the rate against the dollar: neither the rouble nor less
than the usual surplus moves it, and the somoni crawls with prices alone. When inflows no longer pay for what
reserves need, or cover is short, hold fades and the market has its way.

Inflows beyond normal are bought with a larger share, v, as in 2022, until reserves are more than anybody
asks for: then the market keeps more of them and the somoni gains. Depreciation goes on while pressure lasts
and fades as imports adjust. The somoni follows the rouble in part at once and in the rest over
about two years, as long as the rouble is off its slow reference (2015-16), and crawls with what prices at
home rise more than is normal for import prices in dollars (n_m). Imports are rationed to the foreign exchange
there is:

    above    = max(R_{t-1} - floor M_year,t-1 / 12, 0)             reserves above the floor
    payable  = max(above + u (R_{t-1} - above + cash) + X + transfers + capital - private outflow, 0)

so that a country without reserves imports what it earns (2009, 2014-16). When the market is short of dollars,
the central bank meets its share and holders of dollar cash sell the rest while they have any; of inflows
beyond normal they keep what the central bank does not buy. Reserves take what is left:

    balance  = X - M + transfers + capital - planned private outflow
    sold     = min(max((1 - met) short, short - R_{t-1}), cash) - (1 - bought) max(balance, 0)
    short    = max(-balance, 0)
    CA       = X - M + remittances + other inflows + current grants - interest
    dR       = CA + capital grants + disbursements - repayments + direct investment - private outflow + loan

The private outflow is purchases of foreign cash, less what holders sold, and of foreign assets by banks.
Subsistence imports are paid by emergency lending to the government (loan), so reserves never turn negative.

Decision. The rate is set once a quarter before demand, not solved with it: a step without an iterative
solver stays a plain function. Rejected: simultaneous market clearing, which needs one.

Decision. The regime is a share that moves with cover and inflows, not a switch by year: `hold`, argued in
`docs/decisions/the-norm-of-the-somoni.md`.

Decision. What is bought fades with cover, `docs/decisions/the-norm-of-the-somoni.md` says why.

Symbols: phi intervention_share, floor reserve_floor_months, comfort reserve_comfort_months,
excess reserve_excess_months, l excess_restraint, v accumulation_share, kappa pressure_elasticity,
chi rouble_comovement, psi rouble_catch_up, omega inflation_crawl, u buffer_use, n* medium_term_balance,
a_n balance_adjustment, eta hold_multiple, w hold_width.

Sources: kappa from 0.64 % depreciation per 1 % fall of dollar remittances (World Bank, Fall 2015); floor
three months of imports; n* from the balances of 2003-24 and from what keeps six months of cover (its entry);
chi and psi from the moves of the two currencies 2014-16; eta and w from the record of 2003-24 (their
entries); omega is the rule of a crawl (the IMF has classed the regime as crawl-like), calibrated on history.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number, between, positive
from tajsim.parameters.blocks import External

FAR = 40.0  # widths from the middle, beyond which inflows are certainly ample or short


class ExchangeRate(NamedTuple):
    """The somoni in a quarter."""

    rate: Number  # TJS per USD
    depreciation: Number  # log change, up is weaker
    hold: Number  # share of a move that the central bank holds back, its inflows and cover being ample
    met: Number  # share of the pressure met from reserves
    bought: Number  # share of a surplus that the central bank buys


class Balance(NamedTuple):
    """The balance of payments of a quarter, million dollars, inflows positive."""

    current_account: Number
    reserves: Number  # stock at the end
    reserve_change: Number
    emergency_loan: Number


def exchange_rate(
    *,
    last_rate: Number,
    inflow: Number,
    imports_last: Number,
    imports_year: Number,
    normal_balance: Number,
    reserves_last: Number,
    rouble_change: Number,
    rouble_gap: Number,
    core_inflation: Number,
    normal_inflation: Number,
    add_factor: Number,
    p: External,
    xp: Namespace,
) -> ExchangeRate:
    """TJS per USD of the quarter. Money: million dollars a quarter, `imports_year` of the last four;
    `normal_balance`: share of imports; `rouble_gap`: log RUB per USD over its reference in the last quarter;
    `core_inflation`: log change of the last quarter; `normal_inflation`: of dollar prices, annualised
    percent.
    """
    found = inflow / imports_last - 1.0
    pressure = normal_balance - found
    cover = 12.0 * reserves_last / imports_year
    room = (cover - p.reserve_floor_months) / (p.reserve_comfort_months - p.reserve_floor_months)
    ready = p.intervention_share * between(room, 0.0, 1.0, xp=xp)
    short_of_ample = between((p.medium_term_balance - found) / p.hold_width, -FAR, FAR, xp=xp)
    hold = xp.minimum(p.hold_multiple * ready / (1.0 + xp.exp(short_of_ample)), 1.0)
    met = 1.0 - (1.0 - ready) * (1.0 - hold)
    beyond = between((cover - p.reserve_comfort_months) / p.reserve_excess_months, 0.0, 1.0, xp=xp)
    bought = p.accumulation_share * (1.0 - p.excess_restraint * beyond * beyond)
    unmet = (1.0 - met) * positive(pressure, xp) - (1.0 - bought) * positive(-pressure, xp)
    rouble = p.rouble_comovement * rouble_change + p.rouble_catch_up * rouble_gap
    crawl = p.inflation_crawl * (core_inflation - normal_inflation * 0.0025)
    move = p.pressure_elasticity * unmet + (1.0 - hold) * rouble + crawl
    depreciation = between(move + add_factor, -0.25, 0.5, xp=xp)
    return ExchangeRate(
        rate=last_rate * xp.exp(depreciation), depreciation=depreciation, hold=hold, met=met, bought=bought
    )


def rest_balance(*, last: Number, p: External) -> Number:
    """n_t: the balance at which the somoni will rest in the next quarter, share of imports."""
    return last + p.balance_adjustment * (p.medium_term_balance - last)


def normal_balance(*, inflow: Number, imports: Number) -> Number:
    """The balance at which the somoni rests: that of a year with these flows, share of imports."""
    return (inflow - imports) / imports


def floor_of_reserves(imports_year: Number, p: External) -> Number:
    """Reserves at which the central bank stops selling, million dollars."""
    return p.reserve_floor_months * imports_year * (1.0 / 12.0)


def available(
    *,
    reserves_last: Number,
    imports_year: Number,
    cash: Number,
    inflows: Number,
    private_outflow: Number,
    p: External,
    xp: Namespace,
) -> Number:
    """Foreign exchange that can pay for imports, million dollars a quarter: never below zero.

    Inflows less what the private sector takes out, all reserves above the floor, and a part of those below it
    and of the dollar `cash` of households.
    """
    above = positive(reserves_last - floor_of_reserves(imports_year, p), xp)
    buffers = above + p.buffer_use * (reserves_last - above + cash)
    return positive(buffers + inflows - private_outflow, xp)


def sold_by_holders(
    *, gap: Number, reserves_last: Number, cash: Number, met: Number, bought: Number, xp: Namespace
) -> Number:
    """Dollar cash that holders sell to close the market, million dollars; negative: they buy.

    `gap`: the balance of the market at planned purchases, negative when dollars are short; `cash`: what they
    hold; `met`, `bought`: the shares of a shortage that the central bank meets and of a surplus that it buys.
    What reserves cannot pay is asked of holders first.
    """
    short = positive(-gap, xp)
    asked = xp.maximum((1.0 - met) * short, short - reserves_last)
    return xp.minimum(asked, cash) - (1.0 - bought) * positive(gap, xp)


def balance(
    *,
    reserves_last: Number,
    exports: Number,
    imports: Number,
    income_and_transfers: Number,
    capital: Number,
    private_outflow: Number,
    xp: Namespace,
) -> Balance:
    """Close the balance of payments; what reserves cannot pay is emergency lending to the government."""
    current_account = exports - imports + income_and_transfers
    without_help = reserves_last + current_account + capital - private_outflow
    loan = positive(-without_help, xp)
    reserves = without_help + loan
    return Balance(
        current_account=current_account,
        reserves=reserves,
        reserve_change=reserves - reserves_last,
        emergency_loan=loan,
    )


def other_inflows(
    *,
    current_account: Number,
    exports: Number,
    imports: Number,
    remittances: Number,
    grants: Number,
    interest: Number,
) -> Number:
    """Other private inflows behind the current account of a year: its equation, solved for them."""
    return current_account - (exports - imports + remittances + grants - interest)


class Unexplained(NamedTuple):
    """What balances the payments of a year beside recorded flows, million dollars; one is zero."""

    saved: Number  # put into dollars by the private sector
    unrecorded: Number  # came in unrecorded


def unexplained(
    *, current_account: Number, capital: Number, reserve_change: Number, xp: Namespace
) -> Unexplained:
    """Private dollar saving behind the rise of reserves in a year: the balance, solved for the outflow."""
    saved = current_account + capital - reserve_change
    return Unexplained(saved=xp.maximum(saved, 0.0), unrecorded=xp.maximum(-saved, 0.0))
