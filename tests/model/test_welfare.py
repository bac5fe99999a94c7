from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajsim.model.distribution import base_distribution
from tajsim.model.welfare import ConsumptionDistribution, Welfare, decile, rank, score, step

from .conftest import SCALAR, path_of

PEOPLE = 40_000


@functools.cache
def ranks() -> tuple[np.ndarray, np.ndarray]:
    """People in order: their rank, and the score that has it, by interpolation of the rank function."""
    q = (np.arange(PEOPLE) + 0.5) / PEOPLE
    grid = np.linspace(-9.0, 9.0, 40_001)
    return q, np.interp(q, rank(grid, np), grid)


def survey(own: float, remitted: float, d: ConsumptionDistribution) -> tuple[np.ndarray, np.ndarray]:
    """A made population, person by person: consumption and weight, receivers first."""
    q, x = ranks()
    c = np.exp(d.location + d.scale * x)
    h = d.receiving + d.gradient * (q - 0.5)
    got = d.equal + d.proportional * c
    weight = np.concatenate([h, 1.0 - h]) / PEOPLE
    return np.concatenate([own * c + (remitted - own) * got, own * c]), weight


def surveyed_gini(consumption: np.ndarray, weight: np.ndarray) -> float:
    order = np.argsort(consumption)
    y, w = consumption[order], weight[order]
    lorenz = np.concatenate([[0.0], np.cumsum(y * w) / np.sum(y * w)])
    return float(1.0 - np.sum(w * (lorenz[1:] + lorenz[:-1])))


def of(parameter_set: str = "world-bank-2024") -> ConsumptionDistribution:
    return path_of(parameter_set).k.distribution


@pytest.mark.parametrize("parameter_set", ["kremlin-2024", "world-bank-2024"])
@pytest.mark.parametrize(("own", "remitted"), [(1.0, 1.0), (0.9, 0.7), (1.05, 0.6), (0.8, 1.2), (1.3, 1.5)])
def test_closed_forms_agree_with_a_population_counted_person_by_person(
    parameter_set: str, own: float, remitted: float
) -> None:
    d = of(parameter_set)
    out = step(own=own, remitted=remitted, d=d, xp=SCALAR)
    y, w = survey(own, remitted, d)
    line = d.national_line
    assert out.poverty == pytest.approx(float(w[y < line].sum()), abs=2e-4)
    assert out.poverty_international == pytest.approx(float(w[y < d.international_line].sum()), abs=2e-4)
    short = float(np.sum(w * np.maximum(line - y, 0.0))) / line
    assert out.poverty_gap == pytest.approx(short, rel=0.1, abs=2e-3)
    assert out.mean == pytest.approx(float(np.sum(w * y)), rel=2e-3)
    assert out.gini == pytest.approx(surveyed_gini(y, w), abs=0.02)
    poorest = np.tile(ranks()[0] <= 0.4, 2)
    assert out.bottom40 == pytest.approx(float((y * w)[poorest].sum()) / 0.4, rel=2e-3)


def test_the_first_year_is_one() -> None:
    out = step(own=1.0, remitted=1.0, d=of(), xp=SCALAR)
    assert (out.mean, out.receiving, out.own, out.spread) == pytest.approx((1.0, 1.0, 1.0, 0.0), rel=1e-12)


def test_income_that_falls_for_all_is_a_line_that_rises() -> None:
    d = of()
    poorer = step(own=0.8, remitted=0.8, d=d, xp=SCALAR)
    stricter = step(own=1.0, remitted=1.0, d=d._replace(national_line=d.national_line / 0.8), xp=SCALAR)
    assert poorer.poverty == pytest.approx(stricter.poverty, rel=1e-12)
    assert poorer.poverty_gap == pytest.approx(stricter.poverty_gap, rel=1e-12)
    assert poorer.gini == pytest.approx(stricter.gini, rel=1e-12)


def test_lost_remittances_hurt_receiving_households_alone() -> None:
    d = of()
    before, after = step(own=1.0, remitted=1.0, d=d, xp=SCALAR), step(own=1.0, remitted=0.5, d=d, xp=SCALAR)
    for number in range(1, 11):
        assert decile(after, d, number=number, receiving=False) == decile(
            before, d, number=number, receiving=False
        )
        assert decile(after, d, number=number, receiving=True) < decile(
            before, d, number=number, receiving=True
        )
    assert after.receiving < 1.0
    assert after.mean == pytest.approx(
        1.0 - 0.5 * (d.receiving * d.equal + d.received_mean * d.proportional), rel=1e-12
    )


def test_lost_wages_hurt_those_most_who_have_no_migrant() -> None:
    d = of()
    before, after = step(own=1.0, remitted=1.0, d=d, xp=SCALAR), step(own=0.8, remitted=1.0, d=d, xp=SCALAR)
    for number in range(1, 11):
        alone = decile(after, d, number=number, receiving=False) / decile(
            before, d, number=number, receiving=False
        )
        assert alone == pytest.approx(0.8, rel=1e-12)
        assert (
            decile(after, d, number=number, receiving=True) / decile(before, d, number=number, receiving=True)
            > alone
        )


def test_deciles_rise_and_average_to_the_mean() -> None:
    means = of().decile_means
    assert len(means) == 10
    assert sorted(means) == list(means)
    assert sum(means) / 10.0 == pytest.approx(1.0, rel=1e-3)


def test_the_rank_is_that_of_a_normal_score_within_its_stated_error() -> None:
    from scipy.special import ndtr

    x = np.linspace(-6.0, 6.0, 2001)
    assert np.max(np.abs(rank(x, np) - ndtr(x))) < 2e-4
    assert (np.diff(rank(x, np)) > 0.0).all()


def test_the_score_undoes_consumption() -> None:
    d = of()
    assert score(np.exp(d.location + 0.7 * d.scale), d=d, xp=np) == pytest.approx(0.7, rel=1e-12)
    assert np.isfinite(score(0.0, d=d, xp=np))
    assert rank(score(-1.0, d=d, xp=np), np) < 1e-12


@settings(deadline=None, max_examples=80)
@given(own=st.floats(0.01, 10.0), remitted=st.floats(0.0, 10.0), cut=st.floats(0.0, 1.0))
def test_shares_are_shares_and_poverty_rises_when_income_falls(
    own: float, remitted: float, cut: float
) -> None:
    d = of()

    def seen(a: float, b: float) -> Welfare:
        out = step(own=a, remitted=b, d=d, xp=SCALAR)
        for share in (out.poverty, out.poverty_international, out.poverty_gap, out.gini):
            assert -1e-12 <= share <= 1.0 + 1e-12
        assert out.poverty_international <= out.poverty + 1e-12
        assert out.mean > 0.0
        return out

    before = seen(own, remitted)
    for after in (seen(max(own * cut, 0.01), remitted * cut), seen(own, remitted * cut)):
        assert after.poverty >= before.poverty - 1e-9


@settings(deadline=None, max_examples=15)
@given(
    gini=st.floats(0.15, 0.7),
    poverty=st.floats(0.001, 0.95),
    receiving=st.floats(0.3, 0.7),
    gradient=st.floats(0.0, 0.6),
)
def test_the_distribution_gives_back_any_headcount_and_gini(
    gini: float, poverty: float, receiving: float, gradient: float
) -> None:
    d = base_distribution(
        gini=gini, poverty=poverty, international=0.5 * poverty, receiving=receiving, gradient=gradient
    )
    out = step(own=1.0, remitted=1.0, d=d, xp=SCALAR)
    assert out.gini == pytest.approx(gini, rel=1e-9)
    assert out.poverty == pytest.approx(poverty, rel=1e-9)
    assert out.poverty_international == pytest.approx(0.5 * poverty, rel=1e-9)


@pytest.mark.parametrize("spread", [0.5, -0.5])
@pytest.mark.parametrize(("equal", "proportional"), [(0.6, 0.0), (0.0, 0.6)])
def test_two_kinds_of_household_in_a_decile_are_unequal_whichever_is_richer(
    spread: float, equal: float, proportional: float
) -> None:
    """Four tenths of every decile receive what is worth 0.6 on average: h (1 - h) times the gap, over ten."""
    even = base_distribution(gini=0.361, poverty=0.2, international=0.1, receiving=0.4, gradient=0.0)
    d = even._replace(equal=equal, proportional=proportional)
    out = step(own=1.0, remitted=1.0 + spread, d=d, xp=SCALAR)
    by_rank = 0.361 * (1.0 + 0.4 * spread * proportional)  # what is in proportion keeps the Gini index
    inside = 0.4 * 0.6 * 0.6 * abs(spread) / 10.0
    assert out.mean == pytest.approx(1.0 + 0.4 * spread * 0.6, rel=1e-9)
    assert out.gini * out.mean == pytest.approx(by_rank + inside, rel=1e-6)
