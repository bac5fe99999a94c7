from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajsim.model.initial import deciles
from tajsim.model.welfare import DECILES, Distribution, Welfare, step

from .conftest import SCALAR, path_of


def flat(line: float, receiving: float = 0.3, remitted: float = 0.5) -> Distribution:
    """Everybody between zero and two, evenly: decile i lives on 0.2 i to 0.2 (i + 1)."""
    return Distribution(
        low=tuple(0.2 * i for i in range(DECILES)),
        width=(0.2,) * DECILES,
        receiving=(receiving,) * DECILES,
        remitted=(remitted,) * DECILES,
        national_line=line,
        international_line=0.5 * line,
    )


def survey(own: float, remitted: float, d: Distribution, people: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """A made population, person by person: consumption and weight."""
    within = (np.arange(people) + 0.5) / people
    consumption, weight = [], []
    for i in range(DECILES):
        base = d.low[i] + d.width[i] * within
        factor = own + d.remitted[i] * (remitted - own)
        consumption += [base * factor, base * own]
        weight += [np.full(people, d.receiving[i]), np.full(people, 1.0 - d.receiving[i])]
    w = np.concatenate(weight)
    return np.concatenate(consumption), w / w.sum()


def surveyed_gini(consumption: np.ndarray, weight: np.ndarray) -> float:
    order = np.argsort(consumption)
    y, w = consumption[order], weight[order]
    lorenz = np.concatenate([[0.0], np.cumsum(y * w) / np.sum(y * w)])
    return float(1.0 - np.sum(w * (lorenz[1:] + lorenz[:-1])))


def test_a_uniform_population_by_hand() -> None:
    out = step(1.0, 1.0, flat(0.5), SCALAR)
    assert out.poverty == pytest.approx(0.25, rel=1e-12)
    assert out.poverty_international == pytest.approx(0.125, rel=1e-12)
    assert out.poverty_gap == pytest.approx(0.125, rel=1e-12)
    assert out.gini == pytest.approx(1.0 / 3.0, rel=1e-12)
    assert out.mean == pytest.approx(1.0, rel=1e-12)
    assert out.bottom40 == pytest.approx(0.4, rel=1e-12)


def test_income_that_falls_for_all_is_a_line_that_rises() -> None:
    poorer, stricter = step(0.5, 0.5, flat(0.5), SCALAR), step(1.0, 1.0, flat(1.0), SCALAR)
    assert poorer.poverty == pytest.approx(stricter.poverty, rel=1e-12)
    assert poorer.poverty_gap == pytest.approx(stricter.poverty_gap, rel=1e-12)
    assert poorer.gini == pytest.approx(stricter.gini, rel=1e-12)


def test_lost_remittances_hurt_receiving_households_alone() -> None:
    out = step(1.0, 0.0, flat(0.5, receiving=0.4), SCALAR)
    # receivers live on half: their headcount doubles from 0.25 to 0.5
    assert out.poverty == pytest.approx(0.6 * 0.25 + 0.4 * 0.5, rel=1e-12)
    assert out.receiving == pytest.approx(0.5, rel=1e-12)
    assert out.others == 1.0
    assert out.mean == pytest.approx(0.8, rel=1e-12)


@pytest.mark.parametrize("vintage", ["kremlin-2024", "world-bank-2024"])
@pytest.mark.parametrize(("own", "remitted"), [(1.0, 1.0), (0.9, 0.5), (1.1, 0.2), (0.6, 1.3)])
def test_closed_forms_agree_with_a_population_counted_person_by_person(
    vintage: str, own: float, remitted: float
) -> None:
    d = path_of(vintage).k.distribution
    out = step(own, remitted, d, SCALAR)
    y, w = survey(own, remitted, d)
    line = d.national_line
    assert out.poverty == pytest.approx(float(w[y < line].sum()), abs=2e-4)
    assert out.poverty_international == pytest.approx(float(w[y < d.international_line].sum()), abs=2e-4)
    short = float(np.sum(w * np.maximum(line - y, 0.0))) / line
    assert out.poverty_gap == pytest.approx(short, abs=2e-4)
    assert out.mean == pytest.approx(float(np.sum(w * y)), rel=1e-6)
    # people keep their rank between deciles, which can only lower the index
    exact = surveyed_gini(y, w)
    assert out.gini <= exact + 0.005


def test_the_gini_index_of_the_start_is_exact() -> None:
    d = path_of("world-bank-2024").k.distribution
    assert step(1.0, 1.0, d, SCALAR).gini == pytest.approx(surveyed_gini(*survey(1.0, 1.0, d)), abs=1e-4)


@settings(deadline=None, max_examples=80)
@given(own=st.floats(-1.0, 20.0), remitted=st.floats(0.0, 20.0), cut=st.floats(0.0, 1.0))
def test_shares_are_shares_and_poverty_rises_when_income_falls(
    own: float, remitted: float, cut: float
) -> None:
    d = path_of("world-bank-2024").k.distribution

    def seen(a: float, b: float) -> Welfare:
        out = step(a, b, d, SCALAR)
        for share in (out.poverty, out.poverty_international, out.poverty_gap):
            assert -1e-12 <= share <= 1.0 + 1e-12
        assert out.poverty_international <= out.poverty + 1e-12
        assert out.mean > 0.0
        return out

    before = seen(own, remitted)
    for after in (seen(own * cut if own > 0.0 else own, remitted), seen(own, remitted * cut)):
        assert after.poverty >= before.poverty - 1e-12
        assert after.poverty_gap >= before.poverty_gap - 1e-12


@settings(deadline=None, max_examples=60)
@given(own=st.floats(0.05, 5.0), remitted=st.floats(0.0, 5.0))
def test_the_gini_index_lies_between_nought_and_one(own: float, remitted: float) -> None:
    assert 0.0 <= step(own, remitted, path_of("kremlin-2024").k.distribution, SCALAR).gini <= 1.0


@settings(deadline=None, max_examples=12)
@given(
    gini=st.floats(0.15, 0.7),
    poverty=st.floats(0.001, 0.95),
    receiving=st.floats(0.05, 0.9),
    gradient=st.floats(0.0, 0.8),
)
def test_deciles_give_back_any_headcount_and_gini(
    gini: float, poverty: float, receiving: float, gradient: float
) -> None:
    d = deciles(gini, poverty, 0.5 * poverty, receiving, gradient)
    out = step(1.0, 1.0, d, SCALAR)
    assert out.gini == pytest.approx(gini, rel=1e-9)
    assert out.poverty == pytest.approx(poverty, rel=1e-9)
    assert out.poverty_international == pytest.approx(0.5 * poverty, rel=1e-9)
    edges = [*d.low, d.low[-1] + d.width[-1]]
    assert all(a < b for a, b in itertools.pairwise(edges))
    assert all(0.0 < h < 1.0 for h in d.receiving)
