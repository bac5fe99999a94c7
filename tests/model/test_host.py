from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajsim.model.host import HostEconomy, HostState, labour_gap, step
from tajsim.parameters.blocks import Blocks

from .conftest import SCALAR, change, path_of, quiet

START = HostState(gdp=1.0, trend=1.0, prices=1.0, rub_per_usd=90.0, rub_reference=90.0, oil_price=70.0)


def advance(p: Blocks, workers: float = 1e6, last: HostState = START, **drivers: float) -> HostEconomy:
    p = change(p, host={"oil_price_base": 70.0})
    still = quiet(p)._replace(
        rub_per_usd=90.0, oil_price=70.0, russia_gdp_growth=0.0, russia_inflation=0.0, russia_labour_need=0.0
    )
    return step(
        last=last, drivers=still._replace(**drivers), workers=workers, workers_base=1e6, p=p.host, xp=SCALAR
    )


def test_nothing_moves_when_no_driver_does(p: Blocks) -> None:
    out = advance(p)
    assert out.state == START
    assert out.wage_rub == pytest.approx(p.host.migrant_wage_rub, rel=1e-14)
    assert out.wage_usd == pytest.approx(p.host.migrant_wage_rub / 90.0, rel=1e-14)
    assert out.at_work == pytest.approx(p.host.employed_share, rel=1e-14)
    assert (out.rouble_change, out.oil_change) == (0.0, 0.0)


def test_annualised_rates_move_the_indices_by_a_quarter_of_themselves(p: Blocks) -> None:
    out = advance(p, russia_gdp_growth=4.0, russia_inflation=8.0)
    assert out.state.gdp == pytest.approx(1.01, rel=1e-14)
    assert out.state.prices == pytest.approx(1.02, rel=1e-14)


def test_output_in_dollars_is_that_in_roubles_over_their_price(p: Blocks) -> None:
    out = advance(p, russia_gdp_growth=4.0, russia_inflation=8.0, rub_per_usd=180.0)
    assert out.output_usd_change == pytest.approx(math.log(1.01 * 1.02 / 2.0), rel=1e-13)
    assert advance(p).output_usd_change == 0.0


def test_wages_follow_prices_one_for_one_and_output_by_their_elasticity(p: Blocks) -> None:
    p = change(p, host={"wage_growth_elasticity": 2.0})
    out = advance(p, russia_gdp_growth=4.0, russia_inflation=8.0)
    assert out.wage_rub == pytest.approx(p.host.migrant_wage_rub * 1.02 * 1.01**2, rel=1e-13)


def test_work_is_lost_in_proportion_to_the_cycle(p: Blocks) -> None:
    p = change(p, host={"trend_speed": 0.25, "hours_growth_elasticity": 2.0, "employed_share": 0.8})
    out = advance(p, russia_gdp_growth=-40.0)
    assert out.state.trend == pytest.approx(0.9**0.25, rel=1e-14)
    assert out.at_work == pytest.approx(0.8 * (0.9**0.75) ** 2, rel=1e-14)


def test_a_weak_rouble_cuts_dollar_wages_at_once_and_the_reference_follows_slowly(p: Blocks) -> None:
    p = change(p, host={"rouble_adaptation": 0.2})
    out = advance(p, rub_per_usd=180.0)
    assert out.wage_usd == pytest.approx(p.host.migrant_wage_rub / 180.0, rel=1e-14)
    assert out.state.rub_reference == pytest.approx(90.0 + 0.2 * 90.0, rel=1e-14)
    assert out.rouble_change == pytest.approx(math.log(2.0), rel=1e-14)


def test_scarce_workers_earn_more_by_the_declared_elasticities(p: Blocks) -> None:
    p = change(p, host={"exposed_workers_share": 0.5, "wage_scarcity_elasticity": 0.4})
    fewer = advance(p, workers=0.5e6)
    assert fewer.wage_rub == pytest.approx(p.host.migrant_wage_rub * 2.0 ** (0.5 * 0.4), rel=1e-13)


GAP: dict[str, float] = {
    "need_met_by_foreigners": 0.5, "foreign_workers": 8e6, "exposed_workers_share": 0.5,
}  # fmt: skip


@pytest.mark.parametrize(
    ("need", "workers", "gap"),
    [
        (2e6, 1e6, 1e6),  # half of the need is for foreigners, and nobody came
        (2e6, 1.21e6, 1e6 - 0.8e6),  # a fifth more Tajiks, a tenth more foreigners
        (2e6, 0.81e6, 1e6 + 0.8e6),
        (0.0, 1.21e6, -0.8e6),
        (-1e6, 1e6, -0.5e6),
    ],
)
def test_the_gap_is_the_foreign_workers_needed_less_those_who_came(
    p: Blocks, need: float, workers: float, gap: float
) -> None:
    drivers = quiet(p)._replace(russia_labour_need=need)
    rules = change(p, host=GAP).host
    found = labour_gap(drivers=drivers, workers=workers, workers_base=1e6, p=rules, xp=SCALAR)
    assert found == pytest.approx(gap, rel=1e-12)


def test_a_labour_shortage_raises_the_wage(p: Blocks) -> None:
    p = change(
        p,
        host={"need_met_by_foreigners": 0.5, "foreign_workers": 5e6, "wage_scarcity_elasticity": 1.0},
    )
    out = advance(p, russia_labour_need=2e6)
    assert out.wage_rub == pytest.approx(p.host.migrant_wage_rub * 1.2, rel=1e-13)


def test_oil_is_reported_as_a_log_change(p: Blocks) -> None:
    assert advance(p, oil_price=35.0).oil_change == pytest.approx(math.log(0.5), rel=1e-14)


def test_oil_moves_the_wage_by_its_elasticity_beside_output(p: Blocks) -> None:
    p = change(p, host={"wage_oil_elasticity": 0.2, "wage_growth_elasticity": 2.0})
    base = p.host.migrant_wage_rub
    assert advance(p, oil_price=35.0).wage_rub == pytest.approx(base * 0.5**0.2, rel=1e-13)
    assert advance(p, oil_price=140.0).wage_usd == pytest.approx(base * 2.0**0.2 / 90.0, rel=1e-13)
    both = advance(p, oil_price=35.0, russia_gdp_growth=-40.0)
    assert both.wage_rub == pytest.approx(base * 0.5**0.2 * 0.9**2, rel=1e-13)
    # it is the level against the base year that counts, not the last change
    later = advance(p, last=START._replace(oil_price=35.0), oil_price=35.0)
    assert (later.wage_rub, later.oil_change) == (pytest.approx(base * 0.5**0.2, rel=1e-13), 0.0)


def test_without_an_elasticity_to_oil_the_wage_is_that_of_before_to_the_bit(p: Blocks) -> None:
    p = change(p, host={"wage_oil_elasticity": 0.0})
    for oil in (1.0, 35.0, 70.0, 300.0):
        assert advance(p, oil_price=oil).wage_rub == advance(p).wage_rub


@settings(deadline=None, max_examples=60)
@given(
    growth=st.floats(-60.0, 60.0),
    inflation=st.floats(-20.0, 500.0),
    rub=st.floats(1.0, 10_000.0),
    workers=st.floats(0.0, 1e7),
    oil=st.floats(1.0, 1000.0),
)
def test_extreme_drivers_leave_wages_positive_and_work_a_share(
    growth: float, inflation: float, rub: float, workers: float, oil: float
) -> None:
    p = path_of("kremlin-2024").p
    out = advance(
        p,
        workers=workers,
        russia_gdp_growth=growth,
        russia_inflation=inflation,
        rub_per_usd=rub,
        oil_price=oil,
    )
    assert out.wage_rub > 0.0
    assert 0.05 <= out.at_work <= 1.0
    assert np.isfinite([*out[1:], *out.state]).all()
