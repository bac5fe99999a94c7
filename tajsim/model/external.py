"""Block 7, the external sector: a managed float with a reserve floor, and a balance of payments that closes.

The exchange rate is set before households spend, from the pressure that the central bank sees coming in:

    inflow_t   = remittances_t + exports_{t-1} + other + capital inflows
    pressure_t = normal balance - (inflow_t - imports_{t-1}) / imports_{t-1}
    phi_t      = phi clip((cover - floor) / (comfort - floor), 0, 1)      share met from reserves
    dln e_t    = kappa (1 - phi_t) pressure_t + chi dln RUB_t + psi ln (RUB / reference)_{t-1}
                 + omega (core_{t-1} - pi_$ / 400) + a              e: TJS per USD, up is weaker

(inflows beyond normal are bought with a fixed, larger share, as in 2022), so that depreciation goes on while
pressure lasts and fades as imports adjust. Reserves take the rest:

    CA = X - M + remittances + other + current grants - interest
    dR = CA + capital grants + disbursements - repayments + FDI - d(private foreign assets)

The somoni follows the rouble in part at once and in the rest over about two years, as long as the rouble is
off its slow reference (2015-16), and crawls with what prices at home rise more than in dollars.

When the market is short of dollars, the central bank meets the share phi and holders of dollar cash sell the
rest while they have any; of inflows beyond normal they keep what the central bank does not buy.

Imports are rationed to the foreign exchange there is: inflows, reserves above the floor and a part of the
buffers below it, so that a country without reserves imports what it earns (2009, 2014-16); subsistence
imports are paid by emergency lending to the government, so reserves never turn negative.

Decision. The rate is set once a quarter before demand, not solved with it: a step without an iterative
solver stays a plain function. Rejected: simultaneous market clearing, which needs one.

Sources: kappa from 0.64 % depreciation per 1 % fall of dollar remittances (World Bank, Fall 2015); floor
three months of imports; chi and psi from the moves of the two currencies 2014-16; omega is the rule of a
crawl (the IMF has classed the regime as crawl-like), calibrated on history.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number, between, positive
from tajsim.parameters.blocks import External


class ExchangeRate(NamedTuple):
    """The somoni in a quarter."""

    rate: Number  # TJS per USD
    depreciation: Number  # log change, up is weaker
    intervention_share: Number  # of the pressure met from reserves


class Balance(NamedTuple):
    """The balance of payments of a quarter, million dollars, inflows positive."""

    current_account: Number
    reserves: Number  # stock at the end
    reserve_change: Number
    emergency_loan: Number


def exchange_rate(
    last_rate: Number,
    inflow: Number,
    imports_last: Number,
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
    """TJS per USD of the quarter. Money: million dollars a quarter; `normal_balance`: share of imports;
    `rouble_gap`: log RUB per USD over its reference in the last quarter; `core_inflation`: log
    change of the last quarter; `normal_inflation`: of dollar prices, annualised percent."""
    pressure = normal_balance - inflow / imports_last + 1.0
    cover = 3.0 * reserves_last / imports_last
    room = (cover - p.reserve_floor_months) / (p.reserve_comfort_months - p.reserve_floor_months)
    met = p.intervention_share * between(room, 0.0, 1.0, xp)
    unmet = (1.0 - met) * positive(pressure, xp) - (1.0 - p.accumulation_share) * positive(-pressure, xp)
    move = p.pressure_elasticity * unmet + p.rouble_comovement * rouble_change
    move = (
        move
        + p.rouble_catch_up * rouble_gap
        + p.inflation_crawl * (core_inflation - normal_inflation * 0.0025)
    )
    depreciation = between(move + add_factor, -0.25, 0.5, xp)
    return ExchangeRate(last_rate * xp.exp(depreciation), depreciation, met)


def available(
    reserves_last: Number,
    imports_last: Number,
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
    floor = p.reserve_floor_months * imports_last * (1.0 / 3.0)
    above = positive(reserves_last - floor, xp)
    buffers = above + p.buffer_use * (reserves_last - above + cash)
    return positive(buffers + inflows - private_outflow, xp)


def sold_by_holders(
    gap: Number, reserves_last: Number, cash: Number, met: Number, p: External, xp: Namespace
) -> Number:
    """Dollar cash that holders sell to close the market, million dollars; negative: they buy.

    `gap`: the balance of the market at planned purchases, negative when dollars are short; `cash`: what they
    hold; `met`: the share the central bank meets. What reserves cannot pay is asked of holders first.
    """
    short = positive(-gap, xp)
    asked = xp.maximum((1.0 - met) * short, short - reserves_last)
    return xp.minimum(asked, cash) - (1.0 - p.accumulation_share) * positive(gap, xp)


def balance(
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
    return Balance(current_account, reserves, reserves - reserves_last, loan)
