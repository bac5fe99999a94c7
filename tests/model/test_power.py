"""Power: what plants supply, and what Sangtuda-1 is paid and owed."""

from __future__ import annotations

import dataclasses

import pytest

from tajsim.model import power
from tajsim.model.power import Power, PowerState
from tajsim.parameters.blocks import Blocks, Fiscal

from .conftest import SCALAR, change


@pytest.fixture
def f(p: Blocks) -> Fiscal:
    return change(
        p,
        fiscal={
            "power_supply": 1.0, "sangtuda_power_share": 0.12, "sangtuda_supply": 1.0, "sangtuda_gwh": 2000.0,
            "sangtuda_tariff": 1.5, "sangtuda_paid_share": 1.0, "sangtuda_foreign_share": 0.75,
            "sangtuda_arrears_usd": 297.0, "sangtuda_write_off": 0.1, "sangtuda_arrears_due": 0.0,
            "power_output_elasticity": 0.2,
        },
    ).fiscal  # fmt: skip


def step(f: Fiscal, arrears: float = 297.0, usual: float = 7.5, **values: float) -> Power:
    moved = dataclasses.replace(f, **values)
    return power.step(last=PowerState(1.0, arrears), usual=usual, p=moved, xp=SCALAR)


def test_a_year_costs_thirty_million_dollars(f: Fiscal) -> None:
    assert power.bill(f) == pytest.approx(7.5, rel=1e-14)  # 500 GWh at 1.5 cents


def test_after_the_reset_bills_are_paid_and_old_debts_written_off(f: Fiscal) -> None:
    out = step(f)
    assert (out.bill, out.paid, out.abroad) == pytest.approx((7.5, 7.5, 0.0), abs=1e-14)
    assert out.state.arrears == pytest.approx(297.0 - 7.425, rel=1e-14)
    assert step(f, arrears=3.0).state.arrears == 0.0


def test_what_is_not_paid_is_owed(f: Fiscal) -> None:
    out = step(f, sangtuda_tariff=3.168, sangtuda_paid_share=0.33, sangtuda_write_off=0.0)
    assert out.bill == pytest.approx(15.84, rel=1e-14)
    assert out.paid == pytest.approx(0.33 * 15.84, rel=1e-14)
    assert out.state.arrears == pytest.approx(297.0 + 0.67 * 15.84, rel=1e-14)
    assert out.abroad == pytest.approx(0.75 * (0.33 * 15.84 - 7.5), rel=1e-14)


def test_debts_that_fall_due_are_paid_abroad(f: Fiscal) -> None:
    out = step(f, sangtuda_arrears_due=0.125, sangtuda_write_off=0.0)
    assert out.paid == pytest.approx(7.5 + 297.0 / 8.0, rel=1e-14)
    assert out.abroad == pytest.approx(0.75 * 297.0 / 8.0, rel=1e-14)
    assert out.state.arrears == pytest.approx(297.0 * 0.875, rel=1e-14)


def test_without_the_plant_an_eighth_of_power_is_missing(f: Fiscal) -> None:
    out = step(f, sangtuda_supply=0.0)
    assert out.state.supply == pytest.approx(0.88, rel=1e-14)
    assert out.bill == 0.0
    assert step(f, power_supply=1.1, sangtuda_supply=0.5).state.supply == pytest.approx(1.1 * 0.94, rel=1e-14)


def test_output_follows_power_in_part(f: Fiscal) -> None:
    def factor(now: float, last: float) -> float:
        return float(power.output_factor(now=now, last=last, p=f, xp=SCALAR))  # type: ignore[arg-type]

    assert factor(1.0, 1.0) == 1.0
    assert factor(0.86, 1.0) == pytest.approx(0.86**0.2, rel=1e-13)  # a seventh less costs 3 %
    assert 0.025 < 1.0 - factor(0.86, 1.0) < 0.035
    assert factor(0.0, 1.0) > 0.0


def test_the_base_year_is_at_rest(f: Fiscal) -> None:
    assert power.opening(f) == PowerState(supply=1.0, arrears=297.0)
    assert step(f, usual=float(power.payment(arrears=297.0, p=f))).abroad == 0.0  # type: ignore[arg-type]
