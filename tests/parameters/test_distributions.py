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


@pytest.mark.parametrize("name", ENTRIES)
def test_the_value_is_the_median(name):
    assert ppf(ENTRIES[name], 0.5) == pytest.approx(ENTRIES[name].value, rel=1e-12)


def test_triangular_is_a_triangle_on_either_side_of_the_value():
    """Each side holds half of the draws; a triangle has its mean two thirds of the way to its peak."""
    values = ppf(ENTRIES["triangular"], U)
    below, above = values[values < 2.0], values[values > 2.0]
    assert below.mean() == pytest.approx(1.0 + 2.0 / 3.0, rel=2e-3)
    assert above.mean() == pytest.approx(5.0 - 3.0 * 2.0 / 3.0, rel=2e-3)
    densest = values[np.argmin(np.diff(values))]
    assert densest == pytest.approx(2.0, abs=0.02)


def test_symmetric_triangular_is_the_textbook_one():
    values = ppf(Entry(3.0, "triangular", 1.0, 5.0, "S01", "A"), U)
    assert values[:501] == pytest.approx(1.0 + np.sqrt(U[:501] * 4.0 * 2.0))


@pytest.mark.parametrize("end", [1.0, 5.0])
def test_triangular_with_its_value_at_an_end_has_half_of_the_draws_there(end):
    values = ppf(Entry(end, "triangular", 1.0, 5.0, "S01", "A"), U)
    assert (values == end).mean() == pytest.approx(0.5, abs=0.002)


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
