from __future__ import annotations

from typing import Any

import pytest

from tajsim.model import fiscal
from tajsim.model.fiscal import Budget, FiscalState, TaxRates
from tajsim.parameters.blocks import Blocks

from .conftest import SCALAR, change

RATES = TaxRates(imports=0.15, consumption=0.05, labour=0.1, profits=0.08, other=0.03)


def close(
    p: Blocks,
    deposits: float = 100.0,
    debt: float = 0.0,
    programmes: float = 0.0,
    income: float = 300.0,
    loan: float = 0.0,
    power: float = 0.0,
    **rules: Any,
) -> Budget:
    """A budget with 8 dollars disbursed, 5 repaid, 1 of interest and 2 of grants at ten somoni each."""
    return fiscal.budget(
        last=FiscalState(
            deposits=deposits, domestic_debt=debt, external_debt=3000.0, deficit_ratio=0.0, transfers=40.0
        ),
        income=income,
        purchases=200.0,
        transfers=50.0,
        programmes=programmes,
        rate=10.0,
        grants_usd=2.0,
        disbursement=8.0,
        repayment=5.0,
        interest_external=1.0,
        power_abroad=power,
        emergency_loan=loan,
        gdp=1000.0,
        transfers_real=45.0,
        p=change(p, fiscal={"government_deposit_floor": 50.0, **rules}).fiscal,
        xp=SCALAR,
    )


def test_taxes_are_rates_times_their_bases() -> None:
    out = fiscal.revenue(
        rates=RATES, imports=100.0, consumption=200.0, wages=300.0, profits=400.0, gdp=1000.0, xp=SCALAR
    )
    assert out == pytest.approx((15.0, 10.0, 30.0, 32.0, 30.0, 0.0), rel=1e-14)
    assert out.tax == pytest.approx(87.0, rel=1e-14)


def test_what_the_customs_union_pays_is_tax() -> None:
    out = fiscal.revenue(
        rates=RATES, imports=0.0, consumption=0.0, wages=0.0, profits=0.0, gdp=0.0, xp=SCALAR, union=-12.0
    )
    assert out.tax == -12.0


def test_power_bought_abroad_is_spending(p: Blocks) -> None:
    assert close(p, power=0.5).balance == pytest.approx(close(p).balance - 5.0, rel=1e-14)


def test_losses_pay_no_tax() -> None:
    assert (
        fiscal.revenue(
            rates=RATES, imports=0.0, consumption=0.0, wages=0.0, profits=-400.0, gdp=0.0, xp=SCALAR
        ).profits
        == 0.0
    )


def test_the_budget_balances_by_hand(p: Blocks) -> None:
    out = close(p)
    assert out.spending == pytest.approx(200.0 + 50.0 + 10.0, rel=1e-14)
    assert out.balance == pytest.approx(300.0 + 20.0 - 260.0, rel=1e-14)
    assert out.interest_domestic == 0.0
    assert out.state.deficit_ratio == pytest.approx(-0.06, rel=1e-14)
    assert out.state.external_debt == 3003.0
    assert out.state.deposits == pytest.approx(100.0 + 60.0 + 30.0, rel=1e-14)
    assert out.state.domestic_debt == 0.0
    assert out.state.transfers == 45.0


def test_debt_in_somoni_costs_interest(p: Blocks) -> None:
    out = close(p, debt=400.0, domestic_interest_rate=8.0)
    assert out.interest_domestic == pytest.approx(8.0, rel=1e-14)
    assert out.balance == pytest.approx(52.0, rel=1e-14)


def test_programmes_and_rescues_are_spending(p: Blocks) -> None:
    assert close(p, programmes=25.0).balance == pytest.approx(close(p).balance - 25.0, rel=1e-14)


def test_emergency_lending_is_debt_not_revenue(p: Blocks) -> None:
    plain, helped = close(p), close(p, loan=7.0)
    assert helped.balance == plain.balance
    assert helped.state.external_debt == plain.state.external_debt + 7.0
    assert helped.state.deposits == pytest.approx(plain.state.deposits + 70.0, rel=1e-14)


def test_a_deficit_is_paid_from_deposits_down_to_their_floor_then_by_debt(p: Blocks) -> None:
    out = close(p, income=100.0)  # a deficit of 140, of which 30 is borrowed abroad
    assert out.balance == pytest.approx(-140.0, rel=1e-14)
    assert out.state.deposits == pytest.approx(50.0, rel=1e-14)
    assert out.state.domestic_debt == pytest.approx(60.0, rel=1e-14)
    net = out.state.deposits - out.state.domestic_debt
    assert net == pytest.approx(100.0 - 140.0 + 30.0, rel=1e-14)


def test_external_payments_are_a_quarter_of_the_annual_ones(p: Blocks) -> None:
    q = change(p, fiscal={"external_interest_rate": 2.0, "repayment_rate": 0.08}).fiscal
    assert fiscal.external_payments(1000.0, q) == pytest.approx((5.0, 20.0), rel=1e-14)


@pytest.mark.parametrize(
    ("deficit", "factor"), [(-0.05, 1.0), (0.03, 1.0), (0.06, 0.8), (0.045, 0.9), (5.0, 0.5)]
)
def test_public_investment_gives_way_to_a_deficit_beyond_the_limit(
    p: Blocks, deficit: float, factor: float
) -> None:
    q = change(p, fiscal={"deficit_limit": 0.03, "consolidation": 0.2}).fiscal
    assert fiscal.investment_rule(deficit_ratio=deficit, p=q, xp=SCALAR) == pytest.approx(factor, rel=1e-12)


def test_the_remembered_deficit_is_bounded(p: Blocks) -> None:
    assert close(p, programmes=1e9).state.deficit_ratio == 1.0
    assert close(p, income=1e9).state.deficit_ratio == -1.0
