from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajsim.model.distribution import base_distribution, receiving_households
from tajsim.model.welfare import (
    LOST_CAP,
    ConsumptionDistribution,
    Welfare,
    counted,
    decile,
    lost_all,
    rank,
    score,
    step,
)

from .conftest import SCALAR, change, path_of

PEOPLE = 40_000


@functools.cache
def ranks() -> tuple[np.ndarray, np.ndarray]:
    """People in order: their rank, and the score that has it, by interpolation of the rank function."""
    q = (np.arange(PEOPLE) + 0.5) / PEOPLE
    grid = np.linspace(-9.0, 9.0, 40_001)
    return q, np.interp(q, rank(grid, np), grid)


def survey(
    own: float, remitted: float, lost: float, d: ConsumptionDistribution
) -> tuple[np.ndarray, np.ndarray]:
    """A made population, person by person: consumption and weight; who receives, who lost all, the others."""
    q, x = ranks()
    c = np.exp(d.location + d.scale * x)
    h = d.receiving + d.gradient * (q - 0.5)
    got = d.equal + d.proportional * c
    weight = np.concatenate([(1.0 - lost) * h, lost * h, 1.0 - h]) / PEOPLE
    still = remitted / (1.0 - lost)
    return np.concatenate([own * (c - got) + still * got, own * (c - got), own * c]), weight


def surveyed_gini(consumption: np.ndarray, weight: np.ndarray) -> float:
    order = np.argsort(consumption)
    y, w = consumption[order], weight[order]
    lorenz = np.concatenate([[0.0], np.cumsum(y * w) / np.sum(y * w)])
    return float(1.0 - np.sum(w * (lorenz[1:] + lorenz[:-1])))


def of(parameter_set: str = "world-bank-2024") -> ConsumptionDistribution:
    return path_of(parameter_set).k.distribution


@pytest.mark.parametrize("parameter_set", ["kremlin-2024", "world-bank-2024"])
@pytest.mark.parametrize(("own", "remitted"), [(1.0, 1.0), (0.9, 0.7), (1.05, 0.6), (0.8, 1.2), (1.3, 1.5)])
@pytest.mark.parametrize("lost", [0.0, 0.05, 0.15])
def test_closed_forms_agree_with_a_population_counted_person_by_person(
    parameter_set: str, own: float, remitted: float, lost: float
) -> None:
    d = of(parameter_set)
    out = step(own=own, remitted=remitted, lost=lost, d=d, xp=SCALAR)
    y, w = survey(own, remitted, lost, d)
    line = d.national_line
    assert out.poverty == pytest.approx(float(w[y < line].sum()), abs=2e-4)
    assert out.poverty_international == pytest.approx(float(w[y < d.international_line].sum()), abs=2e-4)
    short = float(np.sum(w * np.maximum(line - y, 0.0))) / line
    assert out.poverty_gap == pytest.approx(short, rel=0.1, abs=2e-3)
    assert out.mean == pytest.approx(float(np.sum(w * y)), rel=2e-3)
    assert out.gini == pytest.approx(surveyed_gini(y, w), abs=0.02)
    poorest = np.tile(ranks()[0] <= 0.4, 3)
    assert out.bottom40 == pytest.approx(float((y * w)[poorest].sum()) / 0.4, rel=2e-3)


def test_the_first_year_is_one() -> None:
    out = step(own=1.0, remitted=1.0, lost=0.0, d=of(), xp=SCALAR)
    assert (out.mean, out.receiving, out.own, out.spread) == pytest.approx((1.0, 1.0, 1.0, 0.0), rel=1e-12)


def test_income_that_falls_for_all_is_a_line_that_rises() -> None:
    d = of()
    poorer = step(own=0.8, remitted=0.8, lost=0.0, d=d, xp=SCALAR)
    stricter = step(
        own=1.0, remitted=1.0, lost=0.0, d=d._replace(national_line=d.national_line / 0.8), xp=SCALAR
    )
    assert poorer.poverty == pytest.approx(stricter.poverty, rel=1e-12)
    assert poorer.poverty_gap == pytest.approx(stricter.poverty_gap, rel=1e-12)
    assert poorer.gini == pytest.approx(stricter.gini, rel=1e-12)


def test_lost_remittances_hurt_receiving_households_alone() -> None:
    d = of()
    before, after = (
        step(own=1.0, remitted=1.0, lost=0.0, d=d, xp=SCALAR),
        step(own=1.0, remitted=0.5, lost=0.0, d=d, xp=SCALAR),
    )
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


@pytest.mark.parametrize(
    ("vintage", "least", "most"), [("world-bank-2024", 1.6, 1.9), ("kremlin-2024", 1.15, 1.35)]
)
@pytest.mark.parametrize("fall", [0.1, 0.15, 0.25])
def test_the_same_loss_makes_more_poor_when_few_bear_it(
    vintage: str, least: float, most: float, fall: float
) -> None:
    """Where remittances pay for more than half of what receivers consume, nearly twice as many."""
    d = of(vintage)
    start = step(own=1.0, remitted=1.0, lost=0.0, d=d, xp=SCALAR)
    spread = step(own=1.0, remitted=1.0 - fall, lost=0.0, d=d, xp=SCALAR)
    few = step(own=1.0, remitted=1.0 - fall, lost=fall, d=d, xp=SCALAR)
    assert few.mean == spread.mean
    assert few.receiving == spread.receiving
    assert least < (few.poverty - start.poverty) / (spread.poverty - start.poverty) < most
    assert few.poverty_gap > spread.poverty_gap
    assert few.gini > spread.gini


def test_surveys_count_a_part_of_a_change_at_once_and_all_of_it_in_the_end() -> None:
    rules = {"counted_share": 0.4, "usual_speed": 0.2}
    p = change(path_of("world-bank-2024").p, welfare=rules).welfare
    first = counted(now=90.0, usual=100.0, trend=0.0, p=p)
    assert first == pytest.approx((100.0 - 0.4 * 10.0, 100.0 - 0.2 * 10.0), rel=1e-13)
    usual = first.usual
    for _ in range(60):
        found, usual = counted(now=90.0, usual=usual, trend=0.0, p=p)
    assert found == pytest.approx(90.0, rel=1e-5)


def test_growth_that_is_expected_is_counted_in_full() -> None:
    p = change(path_of("world-bank-2024").p, welfare={"counted_share": 0.1, "usual_speed": 0.05}).welfare
    assert counted(now=101.0, usual=100.0, trend=0.01, p=p) == pytest.approx((101.0, 101.0), rel=1e-13)


def test_who_lost_all_is_counted_in_money() -> None:
    """A tenth of all workers home without work, seven in ten of them the only one who sent."""
    p = change(path_of("world-bank-2024").p, welfare={"sole_sender_share": 0.7}).welfare
    assert lost_all(idle=1e5, sent_by_worker=1e-6, p=p, xp=SCALAR) == pytest.approx(0.07)
    assert lost_all(idle=1e9, sent_by_worker=1e-6, p=p, xp=SCALAR) == LOST_CAP


@pytest.mark.parametrize(
    ("vintage", "poorest", "richest"), [("world-bank-2024", 0.81, 0.49), ("kremlin-2024", 0.31, 0.19)]
)
def test_who_receives_by_decile(vintage: str, poorest: float, richest: float) -> None:
    """Richer households send more migrants (Kumo 2012); the poor live by what they are sent (Danzer 2010)."""
    deciles = receiving_households(of(vintage))
    shares = [decile.share for decile in deciles]
    assert shares == sorted(shares)
    assert sum(shares) / 10.0 == pytest.approx(0.42)
    assert (shares[0], shares[-1]) == pytest.approx((0.285, 0.555))
    assert sum(decile.of_all for decile in deciles) == pytest.approx(1.0)
    assert [deciles[i].paid for i in (0, -1)] == pytest.approx([poorest, richest], abs=0.01)


def test_lost_wages_hurt_those_most_who_have_no_migrant() -> None:
    d = of()
    before, after = (
        step(own=1.0, remitted=1.0, lost=0.0, d=d, xp=SCALAR),
        step(own=0.8, remitted=1.0, lost=0.0, d=d, xp=SCALAR),
    )
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
        out = step(own=a, remitted=b, lost=0.0, d=d, xp=SCALAR)
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
    out = step(own=1.0, remitted=1.0, lost=0.0, d=d, xp=SCALAR)
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
    out = step(own=1.0, remitted=1.0 + spread, lost=0.0, d=d, xp=SCALAR)
    by_rank = 0.361 * (1.0 + 0.4 * spread * proportional)  # what is in proportion keeps the Gini index
    inside = 0.4 * 0.6 * 0.6 * abs(spread) / 10.0
    assert out.mean == pytest.approx(1.0 + 0.4 * spread * 0.6, rel=1e-9)
    assert out.gini * out.mean == pytest.approx(by_rank + inside, rel=1e-6)
