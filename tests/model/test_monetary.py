"""Monetary policy by hand: the rule, what it does to other interest, and what interest does to plans."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tajsim.model import monetary
from tajsim.model.monetary import BaseInterest, MonetaryState, Stance
from tajsim.parameters.blocks import Blocks

from .conftest import SCALAR, change

RULES: dict[str, Any] = {
    "neutral_rate": 9.0,
    "inflation_response": 1.0,
    "policy_rate_smoothing": 0.75,
    "policy_rate_floor": 3.0,
    "policy_rate_shift": 0.0,
    "lending_pass_through": 0.4,
    "deposit_pass_through": 0.3,
    "consumption_rate_effect": 0.6,
    "investment_rate_effect": 0.5,
    "credit_rate_effect": 3.0,
    "deposit_rate_effect": 2.0,
    "dollar_rate_effect": 1.5,
}
K = BaseInterest(policy=9.0, lending=22.0, real_lending=17.0, real_deposit=2.0)
"""At 22 and 7 % with an expected inflation of 5 %."""
REST = MonetaryState(asked=9.0, inflation=5.0)


def policy(
    p: Blocks,
    last: MonetaryState = REST,
    core: float = 5.0,
    lending: float = 22.0,
    deposit: float = 7.0,
    **rules: Any,
) -> Stance:
    q = change(
        p,
        monetary={**RULES, **rules},
        banks={"lending_rate": lending, "deposit_rate": deposit},
        prices={"inflation_target": 5.0, "inflation_persistence": 0.6},
    )
    return monetary.step(
        last=last, core_inflation=core / 400.0, k=K, p=q.monetary, banks=q.banks, prices=q.prices, xp=SCALAR
    )


def test_on_target_nothing_moves(p: Blocks) -> None:
    out = policy(p)
    assert (out.asked, *out.rates) == pytest.approx((9.0, 9.0, 22.0, 7.0), rel=1e-13)
    factors = (out.consumption, out.investment, out.loans, out.banked, out.dollars)
    assert factors == pytest.approx((1.0,) * 5, rel=1e-13)


def test_the_rule_answers_to_inflation_beyond_the_target_in_steps(p: Blocks) -> None:
    assert policy(p, REST._replace(inflation=9.0)).rates.policy == pytest.approx(9.0 + 0.25 * 4.0, rel=1e-13)
    state = REST._replace(inflation=9.0)
    for _ in range(60):
        state = state._replace(asked=policy(p, state).asked)
    assert state.asked == pytest.approx(13.0, rel=1e-6)


def test_a_shift_comes_on_top_and_leaves_no_trace(p: Blocks) -> None:
    out = policy(p, policy_rate_shift=2.0)
    assert (out.rates.policy, out.asked) == pytest.approx((11.0, 9.0), rel=1e-13)


def test_the_rate_has_a_floor(p: Blocks) -> None:
    out = policy(p, MonetaryState(asked=1.0, inflation=-5.0))
    assert out.rates.policy == 3.0
    assert out.asked < 3.0


def test_other_interest_follows_in_part_and_is_never_negative(p: Blocks) -> None:
    out = policy(p, policy_rate_shift=2.0)
    assert (out.rates.lending, out.rates.deposit) == pytest.approx((22.8, 7.6), rel=1e-13)
    assert policy(p, deposit=0.5, policy_rate_shift=-6.0).rates.deposit == 0.0


def test_dear_credit_and_well_paid_savings_restrain_spending(p: Blocks) -> None:
    out = policy(p, policy_rate_shift=5.0)  # 2 points on loans, 1.5 on deposits
    assert out.consumption == pytest.approx(math.exp(-0.006 * 1.75), rel=1e-12)
    assert out.investment == pytest.approx(math.exp(-0.01), rel=1e-12)
    assert out.loans == pytest.approx(math.exp(-0.06), rel=1e-12)
    assert out.banked == pytest.approx(math.exp(0.03), rel=1e-12)
    assert out.dollars == pytest.approx(math.exp(-0.0225), rel=1e-12)


def test_expected_inflation_is_what_is_left_of_core_over_a_year(p: Blocks) -> None:
    kept = (0.6 + 0.36 + 0.216 + 0.1296) / 4.0
    out = policy(p, core=15.0)
    assert out.loans == pytest.approx(math.exp(0.03 * 10.0 * kept), rel=1e-12)
    q = change(p, prices={"inflation_target": 5.0, "inflation_persistence": 0.6}).prices
    expected = monetary.expected_inflation(core_inflation=15.0 / 400.0, p=q)
    assert expected == pytest.approx(5.0 + 10.0 * kept, rel=1e-12)


def test_inflation_is_seen_over_about_a_year() -> None:
    assert monetary.seen_inflation(last=4.0, price_change=0.02) == pytest.approx(5.0, rel=1e-13)


def test_the_base_year_is_its_own_reference(p: Blocks) -> None:
    k = monetary.base_interest(core_inflation=0.009, p=p.monetary, banks=p.banks, prices=p.prices)
    expected = monetary.expected_inflation(core_inflation=0.009, p=p.prices)
    assert (k.policy, k.lending) == (p.monetary.policy_rate_base, p.banks.lending_rate)
    assert k.real_lending == pytest.approx(p.banks.lending_rate - expected, rel=1e-13)
    assert k.real_deposit == pytest.approx(p.banks.deposit_rate - expected, rel=1e-13)
