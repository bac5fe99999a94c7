"""Quarters from annual figures: exact in every year, and as smooth as that allows."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tajsim.drivers.interpolate import smooth, stepped, year_ends

SUMS, MEANS = (1.0,) * 4, (0.25,) * 4
SEASONS = (0.656, 0.960, 1.316, 1.068)


@pytest.mark.parametrize("weights", [SUMS, MEANS, SEASONS], ids=["sums", "means", "seasons"])
@pytest.mark.parametrize("years", [1, 2, 6, 25])
def test_every_annual_figure_is_met(weights: tuple[float, ...], years: int) -> None:
    annual = 100.0 + 20.0 * np.random.default_rng(years).standard_normal(years)
    path = smooth([25.0, 25.5], annual, weights)
    assert path.shape == (4 * years,)
    np.testing.assert_allclose(path.reshape(years, 4) @ weights, annual, rtol=1e-10)


@pytest.mark.parametrize("weights", [SUMS, MEANS, SEASONS], ids=["sums", "means", "seasons"])
@pytest.mark.parametrize("gone", [1, 2, 3])
def test_a_year_that_has_begun_gives_its_figure_to_the_quarters_left(
    weights: tuple[float, ...], gone: int
) -> None:
    annual = [60.0, 101.0, 97.0]
    path = smooth([25.0, 25.5], annual, weights, gone)
    assert path.shape == (12 - gone,)
    assert float(path[: 4 - gone] @ np.array(weights[gone:])) == pytest.approx(60.0)
    np.testing.assert_allclose(path[4 - gone :].reshape(2, 4) @ weights, annual[1:], rtol=1e-10)


def test_no_figures_give_no_quarters() -> None:
    assert smooth([25.0, 25.5], [], SUMS).shape == (0,)
    assert stepped([], SUMS).shape == (0,)


@pytest.mark.parametrize("weights", [SUMS, MEANS, SEASONS], ids=["sums", "means", "seasons"])
@pytest.mark.parametrize(("years", "gone"), [(1, 0), (2, 0), (6, 0), (25, 0), (3, 2), (1, 3)])
def test_a_path_without_a_past_meets_every_figure(weights: tuple[float, ...], years: int, gone: int) -> None:
    annual = 100.0 + 20.0 * np.random.default_rng(years).standard_normal(years)
    path = stepped(annual, weights, gone)
    assert path.shape == (4 * years - gone,)
    whole = np.concatenate([np.zeros(gone), path]).reshape(years, 4)
    np.testing.assert_allclose(whole @ weights, annual, rtol=1e-9)


def test_a_path_without_a_past_does_not_overshoot_where_one_with_a_past_does() -> None:
    """A fall of 14.7 % and then growth of 2 % a year, after quarters that grew by 2 %."""
    before = [100.0, 102.0]
    annual = [4 * 101.0 * 0.853 * 1.02**year for year in range(3)]
    changes = np.diff(np.log(stepped(annual, SUMS)))
    assert 0.0 < changes.min() < changes.max() < 0.007
    with_past = smooth(before, annual, SUMS)
    assert with_past[3] < annual[1] / 4.0 * 0.95  # what it is mended for
    np.testing.assert_allclose(stepped(annual[:1], SUMS), annual[0] / 4.0, rtol=1e-12)  # one year is flat


def test_years_that_grow_alike_have_quarters_that_do() -> None:
    changes = np.diff(np.log(stepped([400.0 * 1.05**year for year in range(5)], SUMS)))
    np.testing.assert_allclose(changes, math.log(1.05) / 4.0, atol=3e-4)


def test_a_straight_line_stays_straight() -> None:
    line = 10.0 + 0.5 * np.arange(1, 17)
    path = smooth([9.5, 10.0], line.reshape(4, 4).sum(axis=1), SUMS)
    np.testing.assert_allclose(path, line, rtol=1e-12)


def test_no_other_path_through_the_figures_bends_less() -> None:
    history, annual = [90.0, 92.0], [86.0, 92.0, 96.0]
    path = smooth(history, annual, MEANS)

    def bend(values: np.ndarray) -> float:
        return float((np.diff([*history, *values], n=2) ** 2).sum())

    rng = np.random.default_rng(0)
    for _ in range(50):
        noise = rng.standard_normal((3, 4))
        other = path + (noise - noise.mean(axis=1, keepdims=True)).ravel()  # the same annual means
        assert bend(other) > bend(path)


def test_only_the_last_two_quarters_of_history_count() -> None:
    np.testing.assert_array_equal(
        smooth([1.0, 5.0, 90.0, 92.0], [380.0], SUMS), smooth([90.0, 92.0], [380.0], SUMS)
    )


def test_year_ends_are_met_on_straight_lines() -> None:
    path = year_ends(10.0, [14.0, 12.0], geometric=False)
    np.testing.assert_allclose(path, [11, 12, 13, 14, 13.5, 13, 12.5, 12])


def test_year_ends_are_met_from_within_a_year() -> None:
    path = year_ends(12.0, [14.0, 12.0], geometric=False, gone=2)
    np.testing.assert_allclose(path, [13, 14, 13.5, 13, 12.5, 12])


def test_year_ends_are_met_at_constant_growth() -> None:
    path = year_ends(10.0, [20.0, 5.0], geometric=True)
    np.testing.assert_allclose(path[3::4], [20.0, 5.0], rtol=1e-12)
    growth = path[1:] / path[:-1]
    np.testing.assert_allclose(growth[:3], 2.0**0.25)
    np.testing.assert_allclose(growth[3:], 0.25**0.25)
