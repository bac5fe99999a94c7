"""Sobol indices and one-at-a-time swings of functions whose answers are known."""

from __future__ import annotations

import dataclasses
import math
from functools import partial

import numpy as np
import pytest
import scipy.stats
from scipy.stats import sobol_indices

import tajsim as ts
from tajsim.analysis.sensitivity.methods import Swing, indices, pages, tornado

EACH = [(0,), (1,), (2,)]


def ishigami(u):
    """The function of Ishigami and Homma (1990) with a = 7, b = 0.1, of three uniform inputs."""
    x = math.pi * (2.0 * u - 1.0)
    return (np.sin(x[0]) + 7.0 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0]))[None]


def known():
    """Its indices, in closed form: first, total."""
    a, b = 7.0, 0.1
    one = 0.5 * (1.0 + b * math.pi**4 / 5.0) ** 2
    two = a * a / 8.0
    both = b * b * math.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    variance = one + two + both
    return np.array([one, two, 0.0]) / variance, np.array([one + both, two, both]) / variance


def test_ishigami():
    found = indices(ishigami, 3, EACH, 2**13, 0)
    first, total = known()
    np.testing.assert_allclose(found.first[0], first, atol=0.01)
    np.testing.assert_allclose(found.total[0], total, atol=0.01)
    assert found.mean[0] == pytest.approx(3.5, abs=0.02)
    assert np.all((found.first_low[0] < first) & (first < found.first_high[0]))
    assert np.all((found.total_low[0] < total) & (total < found.total_high[0]))


def test_a_linear_function_adds_up_and_its_shares_are_the_squares_of_its_slopes():
    slopes = np.array([1.0, -2.0, 3.0])
    found = indices(lambda u: (slopes @ u)[None], 3, EACH, 2**12, 1)
    expected = slopes**2 / np.sum(slopes**2)
    np.testing.assert_allclose(found.first[0], expected, atol=2e-3)
    np.testing.assert_allclose(found.total[0], expected, atol=2e-3)
    assert found.first[0].sum() == pytest.approx(1.0, abs=3e-3)
    assert found.sd[0] == pytest.approx(math.sqrt(np.sum(slopes**2) / 12.0), rel=1e-3)


def test_a_group_has_what_its_members_have_together():
    found = indices(ishigami, 3, [(0, 2), (1,)], 2**13, 0)
    first, _ = known()
    np.testing.assert_allclose(found.first[0], [1.0 - first[1], first[1]], atol=0.01)
    np.testing.assert_allclose(found.total[0], found.first[0], atol=0.02)  # nothing between the groups


def test_one_factor_explains_everything_whatever_the_number_of_rows():
    for rows in (1, 3):
        found = indices(lambda u, rows=rows: np.repeat(u, rows, axis=0), 1, [(0,)], 256, 0)
        assert found.first.shape == (rows, 1)
        np.testing.assert_allclose(found.first, 1.0, atol=0.02)
        np.testing.assert_allclose(found.total, 1.0, atol=0.02)


def test_rows_do_not_touch_each_other_and_a_constant_one_has_no_indices():
    both = indices(lambda u: np.concatenate([ishigami(u), 0.0 * u[:1] + 5.0]), 3, EACH, 256, 4)
    alone = indices(ishigami, 3, EACH, 256, 4)
    for name in ("first", "first_low", "total", "total_high"):
        np.testing.assert_allclose(getattr(both, name)[0], getattr(alone, name)[0], rtol=1e-12)
        assert np.isnan(getattr(both, name)[1]).all()
    assert both.sd[1] == 0.0
    assert both.mean[1] == 5.0
    with pytest.raises(ValueError, match="read-only"):
        both.first[0, 0] = 1.0


def test_a_seed_gives_the_same_bits_and_another_seed_others():
    one, same, other = (indices(ishigami, 3, EACH, 256, seed) for seed in (5, 5, 6))
    for name in ("first", "first_low", "first_high", "total", "total_low", "total_high"):
        assert np.array_equal(getattr(one, name), getattr(same, name))
        assert not np.array_equal(getattr(one, name), getattr(other, name))


def test_estimates_and_intervals_are_those_of_scipy(monkeypatch):
    same = partial(scipy.stats.bootstrap, random_state=5)  # else it differs each time
    monkeypatch.setattr("scipy.stats._sensitivity_analysis.bootstrap", same)
    ours = indices(ishigami, 3, EACH, 512, 0)
    f_a, f_b, *f_ab = (ishigami(u) for u in pages(3, EACH, 512, 0))
    theirs = sobol_indices(func={"f_A": f_a, "f_B": f_b, "f_AB": np.stack(f_ab)}, n=512)
    np.testing.assert_allclose(ours.first[0], theirs.first_order, rtol=1e-12)
    np.testing.assert_allclose(ours.total[0], theirs.total_order, rtol=1e-12)
    bootstrap = theirs.bootstrap(n_resamples=999)  # bias-corrected
    for kind, one in (("first", bootstrap.first_order), ("total", bootstrap.total_order)):
        width = one.confidence_interval.high - one.confidence_interval.low
        for end in ("low", "high"):
            bound = getattr(one.confidence_interval, end)
            assert np.all(np.abs(getattr(ours, f"{kind}_{end}")[0] - bound) < 0.15 * width)


def test_points_are_even_probabilities_and_pages_differ_in_their_factor_alone():
    a, b, *mixed = pages(3, [(0, 2), (1,)], 64, 0)
    for column in (*a, *b):
        assert np.array_equal(np.sort(np.floor(64 * column)), np.arange(64))
        assert 0.0 < column.min() < column.max() < 1.0
    assert np.array_equal(mixed[0], [b[0], a[1], b[2]])
    assert np.array_equal(mixed[1], [a[0], b[1], a[2]])


def test_swings_of_a_known_function():
    p = ts.parameters("world-bank-2024")
    names = ("return_rate", "stock_home", "entrants")
    middle = {name: float(p.draw(name, 0.5)) for name in names}

    def outcome(values):
        x = [values[name] / middle[name] - 1.0 for name in names]
        return 2.0 + x[0] - 3.0 * x[1] + 50.0 * x[2] ** 2

    found = {swing.name: swing for swing in tornado(outcome, p)}
    assert {swing.name for swing in list(found.values())[:3]} == set(names)
    swing = found["stock_home"]
    low, high = p.draw("stock_home", (0.05, 0.95))
    assert (swing.low, swing.high) == (low, high)
    assert swing.at_low == pytest.approx(2.0 - 3.0 * (low / middle["stock_home"] - 1.0))
    assert swing.size == pytest.approx(3.0 * (high - low) / middle["stock_home"])
    bent = found["entrants"]  # lowest in the middle: the swing counts that as well
    assert bent.at_median == pytest.approx(2.0)
    assert bent.size == pytest.approx(max(bent.at_low, bent.at_high) - 2.0)
    assert found["ban_length"].size == 0.0


def test_a_swing_is_as_wide_as_its_outcomes() -> None:
    swing = Swing("x", 0.0, 0.5, 1.0, 3.0, 5.0, 4.0)
    assert swing.size == 2.0
    assert dataclasses.replace(swing, at_median=3.5).size == 1.0
    assert dataclasses.replace(swing, at_low=9.0).size == 5.0
