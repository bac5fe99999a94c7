"""The opening of a year: at rest after a flat past, and what a moving past leaves behind."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tajsim.model import host
from tajsim.model.base_year.initial import initial
from tajsim.model.base_year.opening import Opening, Past, opening, seasonal_factors
from tajsim.model.host import QuarterDrivers
from tajsim.parameters.blocks import Blocks

from .conftest import SCALAR, Economy, change, numbers, sent

STILL = QuarterDrivers(90.0, 70.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
COUNT = 9


def past(
    count: int = COUNT, rates: Any = 10.0, prices: Any = 1.0, growth: float = 0.0, **drivers: Any
) -> Past:
    """`count` quarters; a number stands for every quarter, a sequence gives them one by one."""

    def path(value: Any) -> list[float]:
        return [float(x) for x in np.broadcast_to(value, (count,))]

    columns = {name: path(values) for name, values in drivers.items()}
    quarters = [STILL._replace(**{name: c[t] for name, c in columns.items()}) for t in range(count)]
    return Past(quarters, path(rates), path(prices), growth)


def opened(p: Blocks, **changes: Any) -> Opening:
    return opening(past(**changes), p, SCALAR)


@pytest.fixture
def p(p: Blocks) -> Blocks:
    """Round numbers for what a past leaves behind."""
    return change(
        p,
        host={
            "rouble_adaptation": 0.25,
            "trend_speed": 0.2,
            "oil_price_base": 70.0,
            "wage_oil_elasticity": 0.0,
        },
        remittances={"rouble_elasticity": 0.8},
        prices={"normal_import_inflation": 0.0},
        trade={"import_rouble_share": 0.0, "fuel_import_share": 0.1},
        demand={"import_price_adjustment": 0.3},
    )


@pytest.mark.parametrize("count", [5, 9, 30])
def test_a_flat_past_opens_at_rest(p: Blocks, count: int) -> None:
    out = opened(p, count=count)
    assert out.host == (1.0, 1.0, 1.0, 90.0, 90.0, 70.0)
    assert out.money == pytest.approx([out.money[0]] * 4, rel=1e-14)
    assert out.rate_ratio == 1.0
    assert (out.pipeline, out.felt_rer, out.felt_mean) == pytest.approx((0.0, 0.0, 0.0), abs=1e-14)
    assert out.import_price == pytest.approx(1.0, rel=1e-14)


@pytest.mark.parametrize("scale", [0.01, 1.0, 250.0])
def test_prices_may_be_in_any_unit(p: Blocks, scale: float) -> None:
    rising = 1.02 ** np.arange(COUNT)
    one, other = opened(p, prices=rising), opened(p, prices=scale * rising)
    for (name, x), (_, y) in zip(numbers(one), numbers(other), strict=True):
        assert x == pytest.approx(y, rel=1e-10, abs=1e-12), name


def test_the_indices_of_russia_start_again_and_its_cycle_stays(p: Blocks) -> None:
    slump = [0.0] * (COUNT - 1) + [-40.0]
    out = opened(p, russia_gdp_growth=slump, russia_inflation=8.0)
    assert (out.host.gdp, out.host.prices) == (1.0, 1.0)
    # output fell by a tenth, its trend by a fifth of that in logs
    assert out.host.trend == pytest.approx(0.9**0.2 / 0.9, rel=1e-13)


def test_a_falling_rouble_leaves_its_reference_behind(p: Blocks) -> None:
    rub = [90.0] * (COUNT - 2) + [120.0, 150.0]
    out = opened(p, rub_per_usd=rub)
    assert out.host.rub_per_usd == 150.0
    first = 90.0 + 0.25 * 30.0
    assert out.host.rub_reference == pytest.approx(first + 0.25 * (150.0 - first), rel=1e-13)
    rising = opened(p, rub_per_usd=rub[::-1]).host
    assert rising.rub_reference > rising.rub_per_usd == 90.0


def test_a_reference_forgets_in_time(p: Blocks) -> None:
    for n in (5, 10, 20, 60):
        host = opened(p, count=n, rub_per_usd=[90.0] + [150.0] * (n - 1)).host
        expected = 150.0 - 60.0 * 0.75 ** (n - 1)
        assert host.rub_reference == pytest.approx(expected, rel=1e-12)


def test_money_follows_wages_prices_and_the_rouble(p: Blocks) -> None:
    # Russian prices rise by 2 % a quarter, and so do wages and money sent
    out = opened(p, russia_inflation=8.0)
    assert np.diff(np.log(out.money)) == pytest.approx([math.log(1.02)] * 3, rel=1e-12)
    # a fall of the rouble in the last quarter: senders smooth a part against the reference of the quarter
    fallen = opened(p, rub_per_usd=[90.0] * (COUNT - 1) + [135.0])
    reference = 90.0 + 0.25 * 45.0
    expected = (90.0 / 135.0) * (135.0 / reference) ** 0.2
    assert fallen.money[3] / fallen.money[2] == pytest.approx(expected, rel=1e-12)
    assert fallen.money[:3] == pytest.approx([fallen.money[0]] * 3, rel=1e-13)


def test_more_workers_sent_more(p: Blocks) -> None:
    out = opened(p, growth=0.2)
    assert np.diff(np.log(out.money)) == pytest.approx([0.05] * 3, rel=1e-12)


def test_the_year_ends_where_its_last_quarter_was(p: Blocks) -> None:
    rates = [10.0] * (COUNT - 4) + [10.0, 11.0, 12.0, 13.0]
    out = opened(p, rates=rates, prices=1.0)
    assert out.rate_ratio == pytest.approx(13.0 / 11.5, rel=1e-14)
    # half of what each depreciation costs is still to come after each quarter
    moves = np.diff(np.log(rates))
    assert out.pipeline == pytest.approx(sum(m * 0.5**i for i, m in enumerate(moves[::-1])), rel=1e-12)


def test_dearer_imports_are_in_the_pipe_as_a_depreciation_is(p: Blocks) -> None:
    """Beyond the normal 4 % a year, import prices rose by 1 % a quarter; the first quarter has no change."""
    q = change(p, prices={"normal_import_inflation": 4.0})
    out = opened(q, import_price_inflation=8.0)
    assert out.pipeline == pytest.approx(0.01 * sum(0.5**i for i in range(COUNT - 1)), rel=1e-12)


def test_work_and_smoothing_are_those_of_the_last_quarter(p: Blocks) -> None:
    q = change(p, host={"employed_share": 0.8, "hours_growth_elasticity": 2.0})
    out = opened(
        q, russia_gdp_growth=[0.0] * (COUNT - 1) + [-40.0], rub_per_usd=[90.0] * (COUNT - 1) + [135.0]
    )
    assert out.at_work == pytest.approx(0.8 * (0.9**0.8) ** 2, rel=1e-13)
    assert out.smoothing == pytest.approx((135.0 / (90.0 + 0.25 * 45.0)) ** 0.2, rel=1e-13)


def test_buyers_have_got_used_to_a_part_of_what_became_dearer(p: Blocks) -> None:
    """A somoni that fell in the last quarter: the year saw a quarter of it, buyers 30 %."""
    out = opened(p, rates=[10.0] * (COUNT - 1) + [12.0])
    move = math.log(1.2)
    assert out.felt_rer == pytest.approx(0.3 * move - 0.25 * move, rel=1e-12)
    assert out.felt_mean == pytest.approx(0.25 * 0.3 * move - 0.25 * move, rel=1e-12)
    long_ago = opened(p, count=60, rates=[10.0] + [10.0] * 2 + [12.0] * 57)
    assert (long_ago.felt_rer, long_ago.felt_mean) == pytest.approx((0.0, 0.0), abs=1e-6)


def test_dear_imports_and_dear_home_goods_cancel_out(p: Blocks) -> None:
    """The somoni falls as fast as prices rise: nothing becomes dearer against home goods."""
    up = 1.03 ** np.arange(COUNT)
    out = opened(p, rates=10.0 * up, prices=up)
    assert (out.felt_rer, out.felt_mean) == pytest.approx((0.0, 0.0), abs=1e-12)
    assert out.rate_ratio > 1.0


def test_import_prices_end_the_year_above_its_average(p: Blocks) -> None:
    world = opened(p, import_price_inflation=8.0)  # 2 % a quarter: one and a half quarters above the mean
    assert math.log(world.import_price) == pytest.approx(1.5 * 0.02, rel=1e-12)
    fuel = opened(p, oil_price=[70.0] * (COUNT - 1) + [35.0])
    assert math.log(fuel.import_price) == pytest.approx(0.75 * 0.1 * math.log(0.5), rel=1e-12)
    q = change(p, trade={"import_rouble_share": 0.2})
    roubles = opened(q, rub_per_usd=[90.0] * (COUNT - 1) + [135.0])
    assert math.log(roubles.import_price) == pytest.approx(-0.75 * 0.2 * math.log(1.5), rel=1e-12)


# the state that comes out of it


def states(e: Economy, given: Past | None) -> Any:
    return initial(e.p, e.k.distribution, e.xp, given)


def flat_of(e: Economy) -> Past:
    """A past in which every quarter was that of the figures."""

    def figure(value: Any) -> float:  # the same in all draws
        return float(np.ravel(value)[0])

    base = STILL._replace(
        rub_per_usd=figure(e.p.host.rub_per_usd_base), oil_price=figure(e.p.host.oil_price_base)
    )
    return Past([base] * COUNT, [figure(e.p.economy.exchange_rate)] * COUNT, [1.0] * COUNT)


def test_after_a_flat_past_only_the_last_quarters_share_of_money_differs(path: Economy) -> None:
    """Without a past the year grew at a constant rate; in a flat one each quarter had its season's share."""
    p = change(path.p, economy={"gdp_growth_base": 0.0, "inflation_base": 0.0})
    p = change(p, prices={"normal_import_inflation": 0.0})
    e = path._replace(p=p)
    for (name, flat), (_, without) in zip(
        numbers(states(e, flat_of(e))), numbers(states(e, None)), strict=True
    ):
        assert flat == pytest.approx(without, rel=1e-11, abs=1e-11), name


@pytest.mark.parametrize("given", ["flat", "rising"])
def test_money_of_the_last_quarter_is_its_share_of_the_year(economy: Economy, given: str) -> None:
    e = economy
    known = flat_of(e)
    if given == "rising":
        known = known._replace(drivers=[d._replace(russia_inflation=20.0) for d in known.drivers])
    state, _ = states(e, known)
    grows = 1.05 if given == "rising" else 1.0
    factors = seasonal_factors(e.p)
    share = grows**3 / sum(f * grows**i for i, f in enumerate(factors))
    usd = e.p.remittances.remittances_gdp_share * e.p.economy.nominal_gdp / e.p.economy.exchange_rate
    found = state.household.remitted_income * state.prices.level / e.p.economy.exchange_rate
    found = found + (1.0 - e.p.households.windfall_spent_share) * state.nonlabour_usd  # not lived on
    np.testing.assert_allclose(found, usd * share, rtol=1e-12)


def test_the_model_sends_what_was_sent_in_a_quarter_of_slump_and_falling_rouble(path: Economy) -> None:
    """A cycle and a rouble that stay as they are bring the same money in the quarter that follows."""
    p = change(path.p, host={"rouble_adaptation": 0.0, "trend_speed": 0.0, "wage_oil_elasticity": 0.0})
    flat = flat_of(path)
    base = flat.drivers[0]
    slump = [base._replace(rub_per_usd=base.rub_per_usd / 1.5)] * (COUNT - 2)
    slump += [base._replace(russia_gdp_growth=-40.0), base]
    e = path._replace(p=p)
    state, k = states(e, flat._replace(drivers=slump))
    russia = host.step(
        last=state.host,
        drivers=base,
        workers=state.people.in_russia,
        workers_base=k.workers_base,
        p=p.host,
        xp=e.xp,
    )
    assert russia.at_work < 0.95 * p.host.employed_share
    assert russia.state.rub_reference == pytest.approx(russia.state.rub_per_usd / 1.5)
    russia = russia._replace(wage_rub=p.host.migrant_wage_rub)  # the figure of the base year is of its end
    before = state.household.remitted_income * state.prices.level / state.rate
    before += (1.0 - p.households.windfall_spent_share) * state.nonlabour_usd  # not lived on
    assert sent(e._replace(state=state, k=k), russia).total == pytest.approx(before, rel=1e-12)


def test_core_inflation_is_without_what_prices_took_over_from_abroad(path: Economy) -> None:
    """A somoni that lost a tenth as the year began: a tenth of it is passed on at once, a fourth in all."""
    rules = {"pass_through_impact": 0.1, "pass_through_year": 0.25, "fuel_pass_through": 0.0}
    e = path._replace(p=change(path.p, prices=rules))
    rate, headline = float(path.p.economy.exchange_rate), path.p.economy.inflation_base / 400.0
    lost = math.log(1.1)
    known = flat_of(e)._replace(rates=[rate] * (COUNT - 4) + [1.1 * rate] * 4)
    calm, out = opening(flat_of(e), e.p, e.xp), opening(known, e.p, e.xp)
    released = sum(0.15 * (0.5 / (1.0 - 0.5**4)) * 0.5**i * lost for i in range(3))
    assert calm.core - out.core == pytest.approx((0.1 * lost + released) / 4.0, rel=1e-12)
    state, _ = states(e, known)
    assert state.prices.core == out.core < headline


def test_migration_that_was_spreading_ended_the_year_above_its_average(path: Economy) -> None:
    rules = {"peak_share": 0.2, "saturation_share": 0.4, "diffusion_speed": 0.4}
    e = path._replace(p=change(path.p, remittances=rules))
    state, k = states(e, flat_of(e))
    still, _ = states(path, flat_of(path))
    rise = math.exp(0.1 * math.log(2.0))
    share = rise**3 / sum(f * rise**i for i, f in enumerate(seasonal_factors(e.p)))
    assert k.diffusion_gap == pytest.approx(math.log(2.0), rel=1e-12)
    assert state.spread == 0.0
    ratio = state.household.remitted_income / still.household.remitted_income
    assert ratio == pytest.approx(4.0 * share, rel=1e-12)


def test_the_state_starts_from_the_end_of_the_year(path: Economy) -> None:
    rate = float(path.p.economy.exchange_rate)
    rates = [0.9 * rate] * (COUNT - 2) + [1.05 * rate, 1.15 * rate]
    known = flat_of(path)._replace(rates=rates)
    state, k = states(path, known)
    out = opening(known, path.p, path.xp)
    assert state.rate == pytest.approx(rate * 1.15 / (sum(rates[-4:]) / 4.0 / rate), rel=1e-12)
    assert (state.felt_rer, state.prices.pipeline) == (out.felt_rer, out.pipeline)
    assert state.import_price == out.import_price
    # contents are those of the year's average: what buyers felt at its end shows in the fourth quarter
    calm, still = states(path, flat_of(path))
    assert k.contents == still.contents
    assert k.felt_base == out.felt_mean
    felt = path.p.demand.import_price_elasticity * (out.felt_rer - out.felt_mean)
    fewer = state.imports_usd / out.import_price / calm.imports_usd
    assert math.exp(-2.0 * felt) < fewer < math.exp(-felt) < 1.0
    assert state.household.remitted_income / calm.household.remitted_income == pytest.approx(
        out.rate_ratio, rel=1e-12
    )
    assert k.rate_base == rate
    gap = k.wage_gap_base - still.wage_gap_base
    assert gap == pytest.approx(math.log(out.rate_ratio), rel=1e-9)
