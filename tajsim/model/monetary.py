"""Block 9, monetary policy: the policy rate follows inflation; interest restrains spending and draws savings.

Equations (interest in percent a year)

    i^r_t  = rho_i i^r_{t-1} + (1 - rho_i) (i_n + phi (pi_{t-1} - target))       what the rule asks for
    i_t    = max(i^r_t + shift, floor)                       policy rate
    pi_t   = pi_{t-1} + 0.25 (400 dln P_t - pi_{t-1})        inflation that the central bank sees
    pi^e   = target + (rho + rho^2 + rho^3 + rho^4) (400 core_{t-1} - target) / 4     expected over a year
    i_l    = max(l + b_l (i_t - i_0), 0)                     on somoni loans
    i_d    = max(d + b_d (i_t - i_0), 0)                     on somoni deposits
    cost   = (i_l - pi^e) - (i_l - pi^e)_0                   real cost of credit over that of the base year
    gain   = (i_d - pi^e) - (i_d - pi^e)_0                   real gain of somoni deposits over the same
    F_C    = exp(-eps_C (cost + gain) / 200)                 factor on consumption wanted from own income
    F_I    = exp(-eps_I cost / 100)                          on wanted business investment
    F_L    = exp(-eps_L cost / 100)                          on wanted loans
    F_D    = exp(eps_d gain / 100)                           on the share of somoni money kept in banks
    F_S    = exp(-eps_f gain / 100)                          on what is wanted in dollars

The rule is that of a central bank with an inflation target and a floor; i_0 is the policy rate of the base
year. Expected inflation is what the equation of prices makes of core inflation in the next four quarters, so
that a passing rise of prices does not make credit cheap. Dollars that savers no longer want stay on the
market, and the central bank counts them when it sets the rate of the somoni (block 7). Households borrow and
save, so that both rates restrain what they spend.

All channels are weak, as they are found to be where few save in banks and many in dollars: no effect on
demand was found for Tajikistan (Meraj, Qurbanalieva and Uddin 2017), the exchange rate matters more than
interest in Central Asia (Isakova 2008), and lending rates follow policy less in low-income countries (Mishra,
Montiel, Pedroni and Spilimbergo 2014).

Symbols: rho_i policy_rate_smoothing, i_n neutral_rate, phi inflation_response, target inflation_target,
shift policy_rate_shift, floor policy_rate_floor, rho inflation_persistence, l lending_rate, d deposit_rate,
b_l lending_pass_through, b_d deposit_pass_through, i_0 policy_rate_base, eps_C consumption_rate_effect,
eps_I investment_rate_effect, eps_L credit_rate_effect, eps_d deposit_rate_effect, eps_f dollar_rate_effect.

Sources: target 5 % plus or minus 2 (National Bank of Tajikistan, from 2025); rule from the refinancing rate
at the ends of 2009 to 2024: 9.8 % on average with inflation at 6.5 %, 13.25 % with 8 % in 2021, 9 % with
3.6 % in 2024; b_l from lending rates of 24.1 % in early 2022 and 22.1 % in 2024 with the policy rate at 13.25
and 9.3 %. Consumption answers little to interest where incomes are low (Ogaki, Ostry and Reinhart 1996).
Loans fall by 0.7 to 1.1 % when their price rises by 1 % (Dehejia, Montgomery and Morduch
2012; Karlan and Zinman 2019), which at 22 % is 3 to 5 % a point.
"""

from __future__ import annotations

from typing import NamedTuple

from tajsim.model.numeric import Namespace, Number
from tajsim.parameters.blocks import Banks, Monetary, Prices

SEEN = 0.25  # weight of the newest quarter in the inflation that the central bank sees


class MonetaryState(NamedTuple):
    """What the central bank remembers, percent a year."""

    asked: Number  # policy rate that the rule asks for
    inflation: Number  # as seen


class Rates(NamedTuple):
    """Interest, percent a year."""

    policy: Number
    lending: Number  # on somoni loans
    deposit: Number  # on somoni deposits


class BaseInterest(NamedTuple):
    """Interest of the base year, percent a year."""

    policy: Number
    lending: Number
    real_lending: Number  # less expected inflation
    real_deposit: Number


class Stance(NamedTuple):
    """Monetary policy of a quarter: interest, and what it does to plans; factors are 1 in the base year."""

    asked: Number  # policy rate that the rule asks for
    rates: Rates
    consumption: Number  # on consumption wanted from own income
    investment: Number  # on wanted business investment
    loans: Number  # on wanted loans
    banked: Number  # on the share of somoni money kept in banks
    dollars: Number  # on what is wanted in dollars


def step(
    *,
    last: MonetaryState,
    core_inflation: Number,
    k: BaseInterest,
    p: Monetary,
    banks: Banks,
    prices: Prices,
    xp: Namespace,
) -> Stance:
    """Set interest for the quarter. `core_inflation`: log change of the last quarter."""
    keep = p.policy_rate_smoothing
    asked = p.neutral_rate + p.inflation_response * (last.inflation - prices.inflation_target)
    asked = keep * last.asked + (1.0 - keep) * asked
    policy = xp.maximum(asked + p.policy_rate_shift, p.policy_rate_floor)
    beyond = policy - k.policy
    rates = Rates(
        policy=policy,
        lending=xp.maximum(banks.lending_rate + p.lending_pass_through * beyond, 0.0),
        deposit=xp.maximum(banks.deposit_rate + p.deposit_pass_through * beyond, 0.0),
    )
    expected = expected_inflation(core_inflation=core_inflation, p=prices)
    cost = 0.01 * (rates.lending - expected - k.real_lending)
    gain = 0.01 * (rates.deposit - expected - k.real_deposit)
    return Stance(
        asked=asked,
        rates=rates,
        consumption=xp.exp(-p.consumption_rate_effect * 0.5 * (cost + gain)),
        investment=xp.exp(-p.investment_rate_effect * cost),
        loans=xp.exp(-p.credit_rate_effect * cost),
        banked=xp.exp(p.deposit_rate_effect * gain),
        dollars=xp.exp(-p.dollar_rate_effect * gain),
    )


def expected_inflation(*, core_inflation: Number, p: Prices) -> Number:
    """Inflation that the equation of prices expects over a year, percent.

    `core_inflation`: log change of the last quarter.
    """
    rho = p.inflation_persistence
    kept = 0.25 * rho * (1.0 + rho) * (1.0 + rho * rho)
    return p.inflation_target + kept * (400.0 * core_inflation - p.inflation_target)


def seen_inflation(*, last: Number, price_change: Number) -> Number:
    """Inflation as the central bank sees it at the end of a quarter, percent a year.

    `price_change`: log change of consumer prices in the quarter.
    """
    return last + SEEN * (400.0 * price_change - last)


def base_interest(*, core_inflation: Number, p: Monetary, banks: Banks, prices: Prices) -> BaseInterest:
    """Interest of the base year. `core_inflation`: log change of its last quarter."""
    expected = expected_inflation(core_inflation=core_inflation, p=prices)
    return BaseInterest(
        policy=p.policy_rate_base,
        lending=banks.lending_rate,
        real_lending=banks.lending_rate - expected,
        real_deposit=banks.deposit_rate - expected,
    )
