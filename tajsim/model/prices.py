"""Block 6, supply and prices: potential output, the gap, inflation and the pass-through of the exchange rate.

Equations (log changes a quarter)

    core_t  = rho core_{t-1} + (1 - rho) target / 400 + kappa gap_{t-1}
    m_t     = de_t + (pi_m - n_m) / 400                            cost of imports beyond the normal
    z_t     = delta z_{t-1} + m_t                                  cost still in the pipe; delta = 0.5
    pass_t  = pt0 m_t + (pt12 - pt0) (1 - delta) / (1 - delta^4) z_{t-1}
    dln P   = core_t + pass_t + phi doil_t + phi_F pump_t + phi_N food_t + a      consumer prices, -0.3 to 0.7

a is the add-factor, pump the change of the price of fuel at home apart from oil, food that of the dollar
price of imported food. pi_m is the dollar inflation of imports without fuel (block 7, trade). With a
permanent depreciation the price level has risen by pt0 at once and by exactly pt12 after four more quarters.
Potential output grows with its trend and with the labour force but for returnees without a place, L, beyond
its normal growth n:

    Y*_t    = Y*_{t-1} (1 + g_y / 400 + alpha (dL_{t-1} - n))      potential output

Symbols: rho inflation_persistence, target inflation_target, kappa phillips_slope,
n_m normal_import_inflation, pt0 pass_through_impact, pt12 pass_through_year, phi fuel_pass_through,
phi_F pump_pass_through, phi_N food_pass_through, g_y potential_growth, alpha labour_output_elasticity.

Sources: pt0 = 10 %, pt12 = 25 % (Poghosyan, IMF 2020, Caucasus and Central Asia); target: National Bank
of Tajikistan; kappa, rho: Berg-Karam-Laxton ranges for low-income countries; fuel weight from the share
of mineral products in imports.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number, between
from tajsim.parameters.blocks import Prices

PIPE_DECAY = 0.5  # delta: half of what is still to come passes each quarter


class PriceState(NamedTuple):
    """What prices remember: the level (base year = 1) and two log changes a quarter."""

    level: Number
    core: Number
    pipeline: Number


def step(
    *,
    last: PriceState,
    depreciation: Number,
    import_inflation: Number,
    oil_change: Number,
    pump_change: Number,
    food_change: Number,
    output_gap: Number,
    add_factor: Number,
    p: Prices,
    xp: Namespace,
) -> PriceState:
    """Consumer prices of one quarter.

    `depreciation`: log change of TJS per USD, up is weaker; `import_inflation`: dollar prices of imports
    without fuel, annualised percent; `pump_change`, `food_change`: log changes of the price of fuel at home
    apart from oil, and of the dollar price of imported food.
    """
    cost = import_cost(depreciation=depreciation, import_inflation=import_inflation, p=p)
    core = quiet_core(last.core, p) + p.phillips_slope * between(output_gap, -0.5, 0.5, xp=xp)
    passed = passed_on(cost=cost, pipeline=last.pipeline, oil_change=oil_change, p=p)
    passed = passed + p.pump_pass_through * pump_change + p.food_pass_through * food_change
    change = core + passed + add_factor
    level = last.level * xp.exp(between(change, -0.3, 0.7, xp=xp))
    return PriceState(level=level, core=core, pipeline=PIPE_DECAY * last.pipeline + cost)


def quiet_core(last: Number, p: Prices) -> Number:
    """Core inflation of the quarter after one with `last` when output is what supply allows; log changes."""
    return p.inflation_persistence * last + (1.0 - p.inflation_persistence) * p.inflation_target / 400.0


def import_cost(*, depreciation: Number, import_inflation: Number, p: Prices) -> Number:
    """How much dearer imports became in somoni in a quarter, beyond the normal; log change."""
    return depreciation + (import_inflation - p.normal_import_inflation) * 0.0025


def passed_on(*, cost: Number, pipeline: Number, oil_change: Number, p: Prices) -> Number:
    """What consumer prices take over in a quarter; log change. `pipeline`: what was still to come."""
    release = (1.0 - PIPE_DECAY) / (1.0 - PIPE_DECAY**4)
    passed = p.pass_through_impact * cost + (p.pass_through_year - p.pass_through_impact) * release * pipeline
    return passed + p.fuel_pass_through * oil_change


def potential_growth(*, labour_growth: Number, normal_growth: Number, p: Prices) -> Number:
    """Growth of potential output in a quarter. All growth rates are shares a quarter."""
    return p.potential_growth / 400.0 + p.labour_output_elasticity * (labour_growth - normal_growth)
