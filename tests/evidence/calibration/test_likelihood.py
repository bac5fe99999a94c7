"""The likelihood: residuals behind the misses are found exactly, and their sizes integrated out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

import tajsim as ts
from tajsim.evidence.calibration.likelihood import (
    FITTED,
    PRIOR_YEARS,
    RESIDUALS,
    Misses,
    evidence,
    misses,
    sizes,
)
from tajsim.evidence.hindcast import EQUATIONS, OUTPUT_OF, Hindcast
from tajsim.evidence.observations import Observed, as_change
from tajsim.evidence.variables import GROWTH, POVERTY
from tajsim.parameters import Parameters

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
        before = 20.0 if name == POVERTY else 5.0
        if name == GROWTH:
            after = 100.0 * math.expm1(change)
        elif name == POVERTY:
            after = before + 100.0 * change
        else:
            after = before * math.exp(change)
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
    np.testing.assert_allclose(found.values[:-1, 0], residuals, rtol=0.0, atol=1e-12)
    assert np.isfinite(found.values).all()


def test_in_every_draw_they_take_the_hindcast_to_what_was_observed(rng: np.random.Generator) -> None:
    hindcast, moved = toy(rng)
    table = seen(made(hindcast, moved, 0.05 * rng.standard_normal(len(EQUATIONS))))
    found = misses(hindcast, moved, table).values[:-1]
    for i, name in enumerate(FITTED):
        row = moved[i] if name != GROWTH else np.where(np.arange(len(EQUATIONS)) == i, moved[i], 0.0)
        reached = hindcast.change(name, 1) + row @ found
        np.testing.assert_allclose(reached, table.change(name, ORIGIN, ORIGIN + 1), atol=1e-12)


def test_poverty_is_missed_by_what_is_left_of_it(rng: np.random.Generator) -> None:
    hindcast, moved = toy(rng)
    table = seen(made(hindcast, moved, np.zeros(len(EQUATIONS))))
    gap = table.change(POVERTY, ORIGIN, ORIGIN + 1) - hindcast.change(POVERTY, 1)
    np.testing.assert_allclose(misses(hindcast, moved, table).values[-1], gap, atol=1e-12)


@pytest.mark.parametrize("missing", [*FITTED, POVERTY])
def test_what_was_not_observed_is_left_out(rng: np.random.Generator, missing: str) -> None:
    hindcast, moved = toy(rng)
    residuals = 0.05 * rng.standard_normal(len(EQUATIONS))
    place = VARIABLES.index(missing)
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


def test_poverty_does_not_count(p: Parameters, rng: np.random.Generator) -> None:
    found = evidence(years(len(RESIDUALS) - 1, rng.standard_normal((5, 3))), p)
    assert np.ptp(found.log_likelihood) == 0.0
    assert found.counts.tolist() == [0, 0, 0, 0, 0, 5]


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
    total = PRIOR_YEARS * sizes(p)[0] ** 2 + np.sum(residuals[:, 0] ** 2)
    assert np.mean(drawn[0] ** -2) == pytest.approx((PRIOR_YEARS + 8) / total, rel=0.02)
    # nothing was seen of the others: their prior
    np.testing.assert_allclose(np.mean(drawn[1:] ** -2, axis=1), sizes(p)[1:] ** -2, rtol=0.03)
