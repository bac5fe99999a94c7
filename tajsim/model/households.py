"""Block 5, households: what they have, what they spend, what they put aside.

Equations (real, million somoni a quarter at base-year prices; two kinds of income: own and remitted)

    y_own = [W (1 - tau) + theta profits_{t-1} - dear + transfers + programmes + other e + interest] / P
    y_rem = [remittances - (1 - z) windfall] e / P
    windfall = non-labour + explained (a - a^u) (1 - cost)
    a^u   = a^u_{t-1} + b_z (a - a^u_{t-1})                   part of the add-factor that is counted on
    x     = (1 - s gap_{t-1}) F_C                             lean of expected own income to supply
    C_own = (1 + g) C_own,t-1 + c k_own (y_own - (1 + g) y_own,t-1) + lambda (k_own x y_own,t-1 - C_own,t-1)
    C_rem = C_rem,t-1 + c_r k_rem (y_rem - y_rem,t-1) + lambda (k_rem y_rem,t-1 - C_rem,t-1)
    H     = H_{t-1} + mu (k_h y_rem - H_{t-1})                housing
    saved = k_s V^u_{t-1} F_S                                 put aside in dollars
    cash+ = b (k_c V F_S + kept_{t-1} - cash_{t-1}) + saved + f max(de, 0) money_{t-1} / e    foreign cash
    kept  = kept_{t-1} + saved                                of it what was put aside since the base year
    V^u   = V^u_{t-1} + b (V - V^u_{t-1})                     inflows that savers are used to
    dep+  = b (k_d V F_S - deposits_{t-1})                    of deposits in foreign currency, dollars

W: wages by last quarter's wage and employment; dear: interest of firms beyond the rates of the base year;
programmes: for returnees (block 10); other: inflows; interest: what banks pay out; V: private inflows in
dollars; de: log change of TJS per USD.
g is trend growth, which everybody expects: without it the lags would hold a
growing economy below its own ratios (own income; money from abroad has no trend of its own). k are long-run
ratios of the base year (unit elasticity), c the part passed on at once, lambda the part of the gap closed a
quarter. Recipients pass on more. Expected own income leans to what supply allows, which brings demand back to
potential output in the long run. C_own is never below a fifth of k_own y_own; an add-factor a multiplies it
by 1 + a. F_C and F_S are factors of interest (block 9).
Foreign cash and foreign-currency deposits are wanted in proportion to private inflows and drawn
down when these fall; k_s V^u is put aside in dollars, on top of that buffer and for good: sold back, it would
make reserves rise without end. It follows inflows slowly, since those who save in dollars are not those who
live on what is sent: in 2014 what left or was hoarded rose from nothing to 12 % of imports while remittances
fell (balance of payments: current account, capital and reserves, World Bank WDI). A depreciation moves somoni
into dollars. What holders sell to
the market comes off cash afterwards (block 7). Somoni money is what is left, and a shortfall is bridged by
bank credit, so that no balance is negative and nothing is lost.

Decision. Not all that is sent is lived on. Money that came with people and firms that moved after 2022, and
what neither the number of migrants nor their pay explains (a, block 4) as long as it is new, is exchanged and
saved; z of it is spent as wages sent home are, the rest stays somoni money, and the dollars with the central
bank. What lasts is spent in the end. Record and what was rejected:
`docs/decisions/what-is-not-spent-like-wages.md`.

Symbols: s supply_anchor, c consumption_elasticity, lambda consumption_adjustment, c_r recipient_elasticity,
mu housing_adjustment, b buffer_adjustment, f dollar_flight, z windfall_spent_share,
b_z windfall_adaptation.

Sources: c = 0.76, lambda = 0.20 a year, unit long run (World Bank MFMod, Pakistan); more than 80 % of
recipients spend mainly on food and basics (World Bank, 2020).
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number, between, positive
from tajsim.parameters.blocks import Households


class HouseholdState(NamedTuple):
    """What households remember. Real flows a quarter; money stocks in millions of their currency."""

    own_income: Number
    remitted_income: Number
    own_consumption: Number
    remitted_consumption: Number
    housing: Number
    money: Number  # somoni: currency and somoni deposits
    deposits_usd: Number
    cash_usd: Number
    kept_usd: Number  # of cash, what was put aside since the base year
    usual_usd: Number  # private inflows that savers are used to, a quarter


class Spending(NamedTuple):
    """Plans of a quarter before any rationing of imports."""

    own_income: Number
    remitted_income: Number
    own_consumption: Number
    remitted_consumption: Number
    housing: Number
    cash_purchase: Number  # million dollars
    deposit_purchase: Number  # million dollars
    kept_usd: Number  # put aside since the base year, million dollars
    usual_usd: Number  # private inflows that savers are used to, million dollars


class Propensities(NamedTuple):
    """Long-run ratios of the initial year."""

    own: Number
    remitted: Number
    housing: Number
    cash: Number  # foreign cash to quarterly private inflows
    deposits: Number  # foreign-currency deposits to quarterly private inflows
    dollar_saving: Number  # private inflows kept abroad or in dollars in normal times


def own_income(
    *, net_wages: Number, profits: Number, transfers: Number, other_inflows: Number, interest: Number
) -> Number:
    """Income of households but for remittances, after tax; million somoni.

    `profits`: what firms hand out; `transfers`: from the budget, programmes for returnees among them.
    """
    return net_wages + profits + transfers + other_inflows + interest


def lived_on(*, total: Number, windfall: Number, p: Households) -> Number:
    """Money sent home that is spent as wages are, of `total` with the `windfall` in it; in their unit.

    `windfall`: money that is no wages, and what neither numbers nor wages explain and nobody is used to;
    negative where they explain too much.
    """
    return total - (1.0 - p.windfall_spent_share) * windfall


def counted_on(*, last: Number, now: Number, p: Households) -> Number:
    """a^u: the part of the add-factor `now` on money sent that recipients have got used to."""
    return last + p.windfall_adaptation * (now - last)


def propensities(
    *,
    own_consumption: Number,
    own_income: Number,
    remitted_consumption: Number,
    housing: Number,
    remitted: Number,
    cash_usd: Number,
    deposits_usd: Number,
    saving_usd: Number,
    inflow_usd: Number,
) -> Propensities:
    """The long-run ratios behind the figures of a year: the k of the equations.

    Somoni: million a year. Dollars: `cash_usd` and `deposits_usd` stocks, `saving_usd` and `inflow_usd`
    (remittances and other private inflows) million a quarter.
    """
    return Propensities(
        own=own_consumption / own_income,
        remitted=remitted_consumption / remitted,
        housing=housing / remitted,
        cash=cash_usd / inflow_usd,
        deposits=deposits_usd / inflow_usd,
        dollar_saving=saving_usd / inflow_usd,
    )


def spend(
    *,
    last: HouseholdState,
    own_nominal: Number,
    remitted_nominal: Number,
    price: Number,
    inflow_usd: Number,
    rate: Number,
    depreciation: Number,
    output_gap: Number,
    trend: Number,
    interest: Number,
    dollars: Number,
    k: Propensities,
    add_factor: Number,
    p: Households,
    xp: Namespace,
) -> Spending:
    """Plans of households. Nominal flows in million somoni, `inflow_usd` remittances and other private
    inflows in million dollars; `output_gap` of last quarter, log; `trend`: growth a quarter; `interest`:
    factor on consumption wanted from own income; `dollars`: on what is wanted in dollars; `add_factor`: share
    of own consumption."""
    own = positive(own_nominal, xp) / price
    remitted = remitted_nominal / price
    close = p.consumption_adjustment
    expected = (1.0 - p.supply_anchor * between(output_gap, -0.5, 0.5, xp=xp)) * interest
    own_consumption = (
        (1.0 + trend) * last.own_consumption
        + p.consumption_elasticity * k.own * (own - (1.0 + trend) * last.own_income)
        + close * (k.own * expected * last.own_income - last.own_consumption)
    )
    own_consumption = xp.maximum(own_consumption, 0.2 * k.own * own)
    remitted_consumption = (
        last.remitted_consumption
        + p.recipient_elasticity * k.remitted * (remitted - last.remitted_income)
        + close * (k.remitted * last.remitted_income - last.remitted_consumption)
    )
    remitted_consumption = positive(remitted_consumption, xp)
    housing = last.housing + p.housing_adjustment * (k.housing * remitted - last.housing)
    flight = p.dollar_flight * positive(depreciation, xp) * last.money / rate
    held = positive(inflow_usd, xp)
    saved = k.dollar_saving * last.usual_usd * dollars
    cash = p.buffer_adjustment * (k.cash * held * dollars + last.kept_usd - last.cash_usd) + saved + flight
    deposit = p.buffer_adjustment * (k.deposits * held * dollars - last.deposits_usd)
    return Spending(
        own_income=own,
        remitted_income=remitted,
        own_consumption=own_consumption * (1.0 + add_factor),
        remitted_consumption=remitted_consumption,
        housing=housing,
        cash_purchase=xp.maximum(cash, -last.cash_usd),
        deposit_purchase=xp.maximum(deposit, -last.deposits_usd),
        kept_usd=last.kept_usd + saved,
        usual_usd=last.usual_usd + p.buffer_adjustment * (held - last.usual_usd),
    )
