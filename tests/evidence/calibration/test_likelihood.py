"""The likelihood: residuals are found exactly, their sizes integrated out, and tails of weights fitted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

import tajsim as ts
from tajsim.errors import InputError
from tajsim.evidence.calibration.likelihood import (
    FITTED,
    HALF_LIFE,
    LEFT,
    PRIOR_YEARS,
    RESIDUALS,
    Misses,
    evidence,
    misses,
    sizes,
    smoothed,
)
from tajsim.evidence.hindcast import EQUATIONS, OUTPUT_OF, WITHIN, Hindcast
from tajsim.evidence.observations import Observed, as_change
from tajsim.evidence.variables import GROWTH, POVERTY, scored
from tajsim.parameters import Parameters
from tajsim.results.weights import TRUSTED, pareto_fit

VARIABLES = tuple(OUTPUT_OF)
ORIGIN = 2010
DRAWS = 7


@pytest.fixture(scope="module")
def p() -> Parameters:
    return ts.parameters("world-bank-2024")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(4)


def toy(rng: np.random.Generator) -> tuple[Hindcast, np.ndarray]:
    """A hindcast of one year in `DRAWS` draws, and how each residual (columns) moves each variable."""
    paths = {name: 0.1 * rng.standard_normal((1, DRAWS)) for name in VARIABLES}
    moved = 0.3 * rng.standard_normal((len(VARIABLES), len(EQUATIONS)))
    moved[: len(EQUATIONS)] += np.eye(len(EQUATIONS))
    return Hindcast(ORIGIN, paths), moved


def seen(changes: dict[str, float], origin: int = ORIGIN) -> Observed:
    """A table in which the variables changed so from `origin` to the next year."""
    values = {}
    for name, change in changes.items():
        before = 50.0 if scored(name).in_points else 5.0
        after = float(scored(name).level(before, np.array(change)))
        assert as_change(name, before, after) == pytest.approx(change, abs=1e-12)
        values[name] = {origin: before, origin + 1: after}
    return Observed(values, {2000: 28.0}, {2000: 5.0}, {})


def made(hindcast: Hindcast, moved: np.ndarray, residuals: np.ndarray) -> dict[str, float]:
    """What is observed when the first draw is right but for these residuals; growth has one of its own."""
    own = VARIABLES.index(GROWTH)
    spills = moved.copy()
    spills[own] = np.where(np.arange(len(EQUATIONS)) == own, moved[own], 0.0)
    gaps = spills @ residuals
    return {name: float(hindcast.change(name, 1)[0] + gaps[i]) for i, name in enumerate(VARIABLES)}


def test_residuals_are_those_that_made_the_observations(rng: np.random.Generator) -> None:
    hindcast, moved = toy(rng)
    residuals = 0.05 * rng.standard_normal(len(EQUATIONS))
    found = misses(hindcast, moved, seen(made(hindcast, moved, residuals)))
    assert found.year == ORIGIN + 1
    assert found.values.shape == (len(RESIDUALS), DRAWS)
    np.testing.assert_allclose(found.values[: len(EQUATIONS), 0], residuals, rtol=0.0, atol=1e-12)
    assert np.isfinite(found.values).all()


def test_in_every_draw_they_take_the_hindcast_to_what_was_observed(rng: np.random.Generator) -> None:
    hindcast, moved = toy(rng)
    table = seen(made(hindcast, moved, 0.05 * rng.standard_normal(len(EQUATIONS))))
    found = misses(hindcast, moved, table).values[: len(EQUATIONS)]
    for i, name in enumerate(FITTED):
        row = moved[i] if name != GROWTH else np.where(np.arange(len(EQUATIONS)) == i, moved[i], 0.0)
        reached = hindcast.change(name, 1) + row @ found
        np.testing.assert_allclose(reached, table.change(name, ORIGIN, ORIGIN + 1), atol=1e-12)


def test_poverty_is_missed_by_what_is_left_of_it(rng: np.random.Generator) -> None:
    hindcast, moved = toy(rng)
    table = seen(made(hindcast, moved, np.zeros(len(EQUATIONS))))
    gap = table.change(POVERTY, ORIGIN, ORIGIN + 1) - hindcast.change(POVERTY, 1)
    found = misses(hindcast, moved, table).values[RESIDUALS.index("poverty_residual")]
    np.testing.assert_allclose(found, gap, atol=1e-12)


@pytest.mark.parametrize("name", LEFT)
def test_prices_and_exports_are_missed_by_what_the_others_leave(rng: np.random.Generator, name: str) -> None:
    hindcast, moved = toy(rng)
    table = seen(made(hindcast, moved, 0.05 * rng.standard_normal(len(EQUATIONS))) | {name: 0.07})
    found = misses(hindcast, moved, table).values
    reached = hindcast.change(name, 1) + moved[VARIABLES.index(name)] @ found[: len(EQUATIONS)]
    np.testing.assert_allclose(reached + found[RESIDUALS.index(LEFT[name])], 0.07, atol=1e-12)


def test_a_year_without_an_average_of_prices_says_it_by_december(rng: np.random.Generator) -> None:
    """A shock of a quarter moves December on December in full, the average of the year in part."""
    hindcast, moved = toy(rng)
    hindcast = replace(hindcast, paths={**hindcast.paths, WITHIN: np.full((1, DRAWS), 0.05)})
    moved = np.vstack([moved, np.full(len(EQUATIONS), 0.1)])
    changes = made(hindcast, moved[:-1], 0.05 * rng.standard_normal(len(EQUATIONS)))
    del changes["inflation"]
    table = replace(seen(changes), december_prices={ORIGIN + 1: 8.0})
    found = misses(hindcast, moved, table).values
    left = math.log(1.08) - 0.05 - 0.1 * found[: len(EQUATIONS)].sum(axis=0)
    place = RESIDUALS.index("prices_residual")
    np.testing.assert_allclose(found[place], left * math.sqrt(30.0 / 16.0) / 2.0, rtol=1e-12)
    changes["inflation"] = 0.07  # an average says more
    better = misses(hindcast, moved, replace(seen(changes), december_prices={ORIGIN + 1: 8.0})).values
    assert not np.allclose(better[place], found[place])


def test_what_an_equation_misses_is_not_taken_off_prices_where_it_is_not_known(
    rng: np.random.Generator,
) -> None:
    hindcast, moved = toy(rng)
    changes = made(hindcast, moved, np.zeros(len(EQUATIONS)))
    del changes["imports_usd"]
    assert np.isfinite(misses(hindcast, moved, seen(changes)).values[-2:]).all()


@pytest.mark.parametrize("missing", [*FITTED, POVERTY])
def test_what_was_not_observed_is_left_out(rng: np.random.Generator, missing: str) -> None:
    hindcast, moved = toy(rng)
    residuals = 0.05 * rng.standard_normal(len(EQUATIONS))
    place = len(EQUATIONS) if missing == POVERTY else VARIABLES.index(missing)
    if place < len(EQUATIONS):
        residuals[place] = 0.0  # then the others are still those that made the observations
    changes = made(hindcast, moved, residuals)
    del changes[missing]
    found = misses(hindcast, moved, seen(changes)).values
    assert np.isnan(found[place]).all()
    others = [i for i in range(len(EQUATIONS)) if i != place]
    np.testing.assert_allclose(found[others, 0], residuals[others], rtol=0.0, atol=1e-12)


@pytest.mark.parametrize(("origin", "counted"), [(2006, False), (2007, False), (2008, True)])
def test_reserves_that_were_misreported_are_not_counted(
    rng: np.random.Generator, origin: int, counted: bool
) -> None:
    hindcast, moved = toy(rng)
    table = seen(made(hindcast, moved, np.zeros(len(EQUATIONS))), origin)
    found = misses(Hindcast(origin, hindcast.paths), moved, table).values
    assert bool(np.isfinite(found[list(FITTED).index("reserves_usd")]).all()) == counted


def years(equation: int, residuals: np.ndarray) -> Sequence[Misses]:
    """Misses of one equation, (year, draw); nothing is known of the others."""
    found = []
    for t, row in enumerate(residuals):
        values = np.full((len(RESIDUALS), residuals.shape[1]), np.nan)
        values[equation] = row
        found.append(Misses(2004 + t, values))
    return found


@pytest.mark.parametrize("equation", [0, 2, 3])
def test_the_size_of_residuals_is_integrated_out(
    p: Parameters, rng: np.random.Generator, equation: int
) -> None:
    """Against the integral over the variance of normal residuals, a priori scaled inverse chi-square."""
    from scipy.integrate import quad
    from scipy.stats import invgamma, norm

    declared = sizes(p)[equation]
    residuals = declared * rng.standard_normal((6, 4)) * np.array([0.5, 1.0, 2.0, 4.0])
    prior = invgamma(PRIOR_YEARS / 2.0, scale=PRIOR_YEARS * declared**2 / 2.0)

    def marginal(drawn: np.ndarray) -> float:
        def density(log_size: float) -> float:
            size = math.exp(log_size)
            jacobian = 2.0 * size**2
            return float(norm.pdf(drawn, scale=size).prod() * prior.pdf(size**2) * jacobian)

        middle = math.log(math.sqrt(np.mean(np.append(drawn, declared) ** 2)))
        return math.log(quad(density, middle - 4.0, middle + 4.0, limit=400)[0])

    exact = np.array([marginal(column) for column in residuals.T])
    weight = list(FITTED.values())[equation]
    found = evidence(years(equation, residuals), p).log_likelihood
    np.testing.assert_allclose(np.diff(found), weight * np.diff(exact), rtol=1e-6)


@pytest.mark.parametrize("place", range(len(FITTED), len(RESIDUALS)))
def test_poverty_prices_and_exports_do_not_count(p: Parameters, rng: np.random.Generator, place: int) -> None:
    found = evidence(years(place, rng.standard_normal((5, 3))), p)
    assert np.ptp(found.log_likelihood) == 0.0
    assert np.flatnonzero(found.counts).tolist() == [place]


def test_a_year_counts_half_for_sizes_and_in_full_for_behaviour_ten_years_later(p: Parameters) -> None:
    lone = np.array([[0.3, 0.1]])
    now = evidence(years(0, lone), p)
    values = np.full((len(RESIDUALS), 2), np.nan)
    then = evidence([*years(0, lone), Misses(2004 + int(HALF_LIFE), values)], p)
    np.testing.assert_allclose(then.squares[0], 0.5 * now.squares[0], rtol=1e-12)
    assert then.counts[0] == pytest.approx(0.5 * now.counts[0])
    np.testing.assert_array_equal(then.log_likelihood, now.log_likelihood)


def test_equations_add_up_and_smaller_misses_are_likelier(p: Parameters, rng: np.random.Generator) -> None:
    first, second = (0.1 * rng.standard_normal((4, 3)) for _ in range(2))
    both = years(0, first)
    for one, row in zip(both, second, strict=True):
        one.values[1] = row
    together = evidence(both, p).log_likelihood
    apart = evidence(years(0, first), p).log_likelihood + evidence(years(1, second), p).log_likelihood
    np.testing.assert_allclose(np.diff(together), np.diff(apart), rtol=1e-9)
    less = evidence(years(0, np.column_stack([first[:, 0], 0.5 * first[:, 0]])), p).log_likelihood
    assert less[1] > less[0]


def test_drawn_sizes_follow_their_posterior(p: Parameters, rng: np.random.Generator) -> None:
    residuals = 0.3 * rng.standard_normal((8, 2))
    found = evidence(years(0, residuals), p)
    drawn = found.draw_sizes(np.zeros(20_000, dtype=np.intp), np.random.default_rng(0))
    assert drawn.shape == (len(RESIDUALS), 20_000)
    counted = 0.5 ** (np.arange(8)[::-1] / HALF_LIFE)
    total = PRIOR_YEARS * sizes(p)[0] ** 2 + np.sum(counted * residuals[:, 0] ** 2)
    assert np.mean(drawn[0] ** -2) == pytest.approx((PRIOR_YEARS + counted.sum()) / total, rel=0.02)
    # nothing was seen of the others: their prior
    np.testing.assert_allclose(np.mean(drawn[1:] ** -2, axis=1), sizes(p)[1:] ** -2, rtol=0.03)


MIDDLES = (np.arange(4000) + 0.5) / 4000


def normal(draws: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(draws)


@pytest.mark.parametrize("shape", [-0.3, 0.2, 0.5, 0.9])
@pytest.mark.parametrize("scale", [0.01, 3.0])
def test_the_fit_finds_the_distribution_a_sample_was_made_from(shape: float, scale: float) -> None:
    sample = scale * ((1.0 - MIDDLES) ** -shape - 1.0) / shape
    found = pareto_fit(np.random.default_rng(0).permutation(sample))
    assert found[0] == pytest.approx(shape, abs=0.03)
    assert found[1] == pytest.approx(scale, rel=0.05)


def test_an_exponential_sample_has_shape_zero() -> None:
    assert pareto_fit(-2.0 * np.log1p(-MIDDLES))[0] == pytest.approx(0.0, abs=0.03)


def test_few_points_are_drawn_towards_one_half() -> None:
    sample = -np.log1p(-(np.arange(20) + 0.5) / 20)
    few, many = pareto_fit(sample)[0], pareto_fit(-np.log1p(-MIDDLES))[0]
    assert 0.1 < few < 0.3
    assert abs(many) < 0.03


@pytest.mark.parametrize("constant", [-800.0, 3.0, 900.0])
def test_a_constant_changes_nothing(constant: float) -> None:
    ratios = 0.3 * normal(2000) ** 2
    one, other = smoothed(ratios), smoothed(ratios + constant)
    np.testing.assert_allclose(other.values, one.values, rtol=1e-9)
    assert other.shape == pytest.approx(one.shape, abs=1e-9)
    assert other.effective == pytest.approx(one.effective, rel=1e-9)


@pytest.mark.parametrize("variance", [1.25, 2.0, 5.0])
def test_the_shape_of_the_ratio_of_two_normals(variance: float) -> None:
    """A target of variance s from draws of variance one: weights with a tail of shape 1 - 1 / s."""
    shapes = []
    for seed in range(10):
        x = normal(20_000, seed)
        shapes.append(smoothed(0.5 * x**2 * (1.0 - 1.0 / variance)).shape)
    assert np.mean(shapes) == pytest.approx(1.0 - 1.0 / variance, abs=0.12)
    assert (np.mean(shapes) > TRUSTED) == (variance == 5.0)


def test_a_narrower_target_has_bounded_weights() -> None:
    x = normal(20_000)
    found = smoothed(0.5 * x**2 * (1.0 - 1.0 / 0.5))
    assert found.shape < 0.1
    assert found.effective > 0.6 * len(x)
    assert np.sum(found.values * x**2) == pytest.approx(0.5, rel=0.03)


def test_weights_are_a_distribution_in_the_order_of_the_ratios() -> None:
    ratios = 0.4 * normal(5000) ** 2
    found = smoothed(ratios)
    assert found.values.sum() == pytest.approx(1.0, rel=1e-12)
    assert (found.values >= 0.0).all()
    order = np.argsort(ratios)
    assert (np.diff(found.values[order]) >= 0.0).all()
    assert found.effective == pytest.approx(1.0 / np.sum(found.values**2), rel=1e-12)


def test_smoothing_touches_the_tail_alone() -> None:
    ratios = 0.25 * normal(10_000) ** 2
    found, raw = smoothed(ratios).values, np.exp(ratios)
    body = np.argsort(ratios)[: -int(3 * np.sqrt(len(ratios)))]
    np.testing.assert_allclose(found[body] / found[body[0]], raw[body] / raw[body[0]], rtol=1e-9)


def test_equal_weights_are_worth_all_draws() -> None:
    found = smoothed(np.full(500, -3.0))
    assert found.effective == pytest.approx(500.0)
    assert found.shape == -np.inf


def test_an_impossible_draw_has_no_weight() -> None:
    ratios = 0.1 * normal(1000) ** 2
    ratios[7] = -np.inf
    assert smoothed(ratios).values[7] == 0.0


@pytest.mark.parametrize("gap", [60.0, 1000.0])
def test_one_draw_that_takes_all_is_not_trusted(gap: float) -> None:
    ratios = normal(1000)
    ratios[3] += gap
    found = smoothed(ratios)
    assert found.shape > TRUSTED
    assert found.effective < 20.0


@pytest.mark.parametrize(
    ("ratios", "expected"),
    [
        (np.zeros(99), "at least 100 draws"),
        (np.zeros((2, 200)), r"at least 100 draws; got shape \(2, 200\)"),
        (np.where(np.arange(200) == 3, np.nan, 0.0), "not finite"),
        (np.where(np.arange(200) == 3, np.inf, 0.0), "not finite"),
        (np.full(200, -np.inf), "not finite"),
    ],
)
def test_what_has_no_weights_is_refused(ratios: np.ndarray, expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        smoothed(ratios)


@pytest.mark.parametrize(("count", "tail"), [(100, 20), (225, 45), (400, 60), (900, 90)])
def test_a_tail_is_a_fifth_or_three_roots_of_the_draws(count: int, tail: int) -> None:
    ratios = np.sort(np.random.default_rng(count).exponential(size=count))
    raw = np.exp(ratios - ratios.max())
    found = smoothed(ratios).values
    body = found[:-tail] / raw[:-tail]
    np.testing.assert_allclose(body, body[0])
    assert not np.isclose(found[-tail] / raw[-tail], body[0], rtol=1e-9)
    excess = raw[-tail:] - raw[-tail - 1]
    shape, scale = pareto_fit(excess)
    points = (np.arange(tail) + 0.5) / tail
    quantiles = scale * ((1.0 - points) ** -shape - 1.0) / shape
    np.testing.assert_allclose(
        found[-tail:] / body[0], np.minimum(raw[-tail - 1] + quantiles, 1.0), rtol=1e-8
    )
    assert smoothed(ratios).effective == pytest.approx(1.0 / np.sum(found**2))
    assert found.sum() == pytest.approx(1.0)


def test_a_pareto_tail_is_fitted_as_zhang_and_stephens_do() -> None:
    x = np.sort(np.random.default_rng(4).pareto(3.0, 40))
    n, m = 40, 30 + 6
    quartile = x[int(n / 4 + 0.5) - 1]
    b = [1.0 / x[-1] + (1.0 - math.sqrt(m / (j - 0.5))) / (3.0 * quartile) for j in range(1, m + 1)]
    k = [float(np.mean(np.log(1.0 - t * x))) for t in b]
    level = [n * (math.log(-t / s) - s - 1.0) for t, s in zip(b, k, strict=True)]
    share = [1.0 / sum(math.exp(other - own) for other in level) for own in level]
    best = sum(t * w for t, w in zip(b, share, strict=True))
    raw = float(np.mean(np.log(1.0 - best * x)))
    shape, scale = pareto_fit(x)
    assert shape == pytest.approx((n * raw + 10.0 * 0.5) / (n + 10.0), rel=1e-9)
    assert scale == pytest.approx(-raw / best, rel=1e-9)
    assert math.isfinite(pareto_fit([1.0, 2.0, 3.0, 4.0, 5.0])[0])
    for none in ([1.0, 2.0, 3.0, 4.0], [2.0] * 9):
        shape, scale = pareto_fit(none)
        assert shape == math.inf
        assert math.isnan(scale)
