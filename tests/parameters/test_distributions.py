"""Quantile functions: exact centres, ends inside the range, never falling."""

import numpy as np
import pytest

from tajsim.errors import InputError
from tajsim.parameters import Declaration, Entry, ppf

U = np.linspace(0.0, 1.0, 1001)
ENTRIES = {
    "fixed": Entry.fixed(0.1 + 0.2, "S01", "A"),
    "uniform": Entry(3.0, "uniform", 1.0, 5.0, "S01", "A"),
    "triangular": Entry(2.0, "triangular", 1.0, 5.0, "S01", "A"),
    "lognormal": Entry(2.0, "lognormal", 1.0, 4.0, "S01", "A"),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_never_falls_and_keeps_the_shape(name):
    values = ppf(ENTRIES[name], U.reshape(7, 143))
    assert values.shape == (7, 143)
    assert values.dtype == np.float64
    assert np.all(np.diff(values.ravel()) >= 0)


def test_fixed_is_exactly_the_value():
    assert set(ppf(ENTRIES["fixed"], U).tolist()) == {0.1 + 0.2}


@pytest.mark.parametrize("name", ["uniform", "triangular"])
def test_bounded_distributions_reach_their_ends_and_no_further(name):
    values = ppf(ENTRIES[name], U)
    assert values[0] == 1.0
    assert values[-1] == 5.0


def test_triangular_has_its_mode_where_the_density_peaks():
    values = ppf(ENTRIES["triangular"], U)
    assert ppf(ENTRIES["triangular"], 0.25) == pytest.approx(2.0)  # a quarter of the mass is below the mode
    assert values.mean() == pytest.approx((1.0 + 2.0 + 5.0) / 3.0, rel=1e-3)
    densest = values[np.argmin(np.diff(values))]
    assert densest == pytest.approx(2.0, abs=0.02)


@pytest.mark.parametrize("mode", [1.0, 5.0])
def test_triangular_may_have_its_mode_at_an_end(mode):
    values = ppf(Entry(mode, "triangular", 1.0, 5.0, "S01", "A"), U)
    assert values.mean() == pytest.approx((6.0 + mode) / 3.0, rel=1e-3)


def test_lognormal_has_its_median_and_its_points():
    assert ppf(ENTRIES["lognormal"], [0.05, 0.5, 0.95]) == pytest.approx([1.0, 2.0, 4.0], rel=1e-12)


def test_lopsided_lognormal_averages_both_sides_in_logs():
    low, high = ppf(Entry(2.0, "lognormal", 1.0, 8.0, "S01", "A"), [0.05, 0.95])
    assert (low, high) == pytest.approx((2.0 / np.sqrt(8.0), 2.0 * np.sqrt(8.0)))


def test_lognormal_is_clipped_to_what_is_allowed():
    allowed = Declaration("x", "b", "share", 0.5, 4.5, "A share")
    values = ppf(ENTRIES["lognormal"], U, allowed)
    assert (values.min(), values.max()) == (0.5, 4.5)


@pytest.mark.parametrize("u", [-0.01, 1.01, float("nan")])
def test_impossible_probabilities_are_refused(u):
    with pytest.raises(InputError, match="between 0 and 1"):
        ppf(ENTRIES["uniform"], [0.5, u])
