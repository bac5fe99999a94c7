"""Tax law: nothing under the law of the base year, and what a change of a rate raises and adds to prices."""

from __future__ import annotations

import dataclasses
import math

import pytest

from tajsim.model import taxes
from tajsim.model.fiscal import TaxRates
from tajsim.model.taxes import TaxLaw
from tajsim.parameters.blocks import Blocks, Fiscal

from .conftest import SCALAR, change

RATES = TaxRates(imports=0.15, consumption=0.05, labour=0.1, profits=0.08, other=0.03)


@pytest.fixture
def f(p: Blocks) -> Fiscal:
    return change(
        p,
        fiscal={
            "vat_rate": 14.0, "customs_duty_rate": 3.0, "income_tax_rate": 12.0, "profit_tax_rate": 18.0,
            "vat_share_imports": 0.8, "vat_share_consumption": 0.5, "income_tax_share": 0.4,
            "vat_pass_through": 0.5, "eaeu_duty_rate": 4.0, "eaeu_customs_usd": 200.0,
            "eaeu_transit_gain": 0.02,
        },
    ).fiscal  # fmt: skip


@pytest.fixture
def law(f: Fiscal) -> TaxLaw:
    return taxes.law(rates=RATES, imports=100.0, consumption=200.0, p=f)


def moved(p: Fiscal, **values: float) -> Fiscal:
    return dataclasses.replace(p, **values)


def effective(p: Fiscal, law: TaxLaw, membership: float = 0.0, add: float = 0.0) -> TaxRates:
    return taxes.effective(base=RATES, law=law, membership=membership, add_factor=add, p=p)


def burden(p: Fiscal, law: TaxLaw, membership: float = 0.0) -> taxes.Burden:
    return taxes.burden(law=law, membership=membership, pass_through_year=0.25, p=p, xp=SCALAR)


def test_vat_over_consumption(law: TaxLaw) -> None:
    assert law.vat_burden == pytest.approx(0.5 * 0.05 + 0.8 * 0.15 * 100.0 / 200.0, rel=1e-14)


def test_the_law_of_the_base_year_changes_nothing_to_the_bit(f: Fiscal, law: TaxLaw) -> None:
    assert effective(f, law) == RATES
    assert burden(f, law) == (0.0, 0.0)


def test_a_point_of_vat(f: Fiscal, law: TaxLaw) -> None:
    more = moved(f, vat_rate=15.4)  # a tenth
    assert effective(more, law) == pytest.approx((0.15 * 1.08, 0.05 * 1.05, 0.1, 0.08, 0.03), rel=1e-14)
    assert burden(more, law).border == 0.0
    assert burden(more, law).wedge == pytest.approx(0.5 * math.log(1.0 + 0.1 * law.vat_burden), rel=1e-14)


def test_a_point_of_duty(f: Fiscal, law: TaxLaw) -> None:
    more = moved(f, customs_duty_rate=6.0)
    assert effective(more, law).imports == pytest.approx(0.15 * 1.2, rel=1e-14)
    dearer = math.log(1.06 / 1.03)
    assert burden(more, law) == pytest.approx((dearer, 0.25 * dearer), rel=1e-13)


def test_taxes_on_incomes(f: Fiscal, law: TaxLaw) -> None:
    more = effective(moved(f, income_tax_rate=15.0, profit_tax_rate=9.0), law)
    assert (more.labour, more.profits) == pytest.approx((0.1 * 1.1, 0.04), rel=1e-14)


def test_judgement_on_collection_is_a_share_of_all_taxes(f: Fiscal, law: TaxLaw) -> None:
    assert effective(f, law, add=0.1) == pytest.approx((0.165, 0.055, 0.11, 0.088, 0.03), rel=1e-14)


def test_in_the_union_the_common_duty_is_paid(f: Fiscal, law: TaxLaw) -> None:
    assert taxes.duty(membership=0.5, p=f) == pytest.approx(3.5, rel=1e-14)
    assert effective(f, law, 1.0).imports == pytest.approx(0.15 * (0.8 + 0.2 * 4.0 / 3.0), rel=1e-14)
    border = math.log(1.04 / 1.03) - 0.02
    assert burden(f, law, 1.0) == pytest.approx((border, 0.25 * border), rel=1e-12)


def test_what_the_union_pays_less_what_is_handed_over(f: Fiscal) -> None:
    def net(membership: float) -> float:
        return float(taxes.union_customs(membership=membership, imports_last=1500.0, scale=1.1, p=f))  # type: ignore[arg-type]

    assert net(0.0) == 0.0
    assert net(1.0) == pytest.approx(55.0 - 60.0, rel=1e-13)
    assert net(0.5) == pytest.approx(-2.5, rel=1e-13)
