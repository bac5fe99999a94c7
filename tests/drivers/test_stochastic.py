"""Random driver paths: what history says about size, signs, tails and nothing after 2024."""

from __future__ import annotations

import dataclasses
import importlib

import numpy as np
import pandas as pd
import pytest

from tajsim.drivers.stochastic import FIRST, LAST, DriverModel, estimate
from tajsim.observed import annual, history

SHIPPED = importlib.import_module("tajsim.observed")
OIL, ROUBLE, OUTPUT = range(3)
YEARS, DRAWS = 8, 8000


@pytest.fixture(scope="module")
def model() -> DriverModel:
    return estimate()


@pytest.fixture(scope="module")
def walks(model: DriverModel) -> np.ndarray:
    """Log deviations without the pull back to the outlook, (3, quarters, draws)."""
    free = dataclasses.replace(model, pull=0.0)
    return free.draw(np.random.default_rng(0), 4 * YEARS, DRAWS)


def observed() -> np.ndarray:
    """Annual log changes of oil, rouble and Russian output, (year, 3)."""
    columns = {
        "oil": np.log(annual("brent_spot_annual", "WLD", first=True)).diff(),
        "rouble": np.log(annual("exchange_rate_official_avg", "RUS", first=True)).diff(),
        "output": np.log1p(annual("gdp_growth_from_constant", "RUS", first=True) / 100.0),
    }
    return pd.DataFrame(columns).loc[FIRST:LAST].dropna().to_numpy()


def test_signs_of_the_covariance(model: DriverModel) -> None:
    covariance = model.root @ model.root.T
    assert covariance[OIL, ROUBLE] < 0.0, "dearer oil strengthens the rouble: fewer roubles a dollar"
    assert covariance[OIL, OUTPUT] > 0.0
    assert covariance[ROUBLE, OUTPUT] < 0.0
    assert (np.linalg.eigvalsh(covariance) > 0.0).all()
    np.testing.assert_array_equal(model.root, np.tril(model.root))


def test_simulated_annual_changes_are_as_large_as_those_observed(walks: np.ndarray) -> None:
    means = np.exp(walks).reshape(3, YEARS, 4, DRAWS).mean(axis=2)
    changes = np.diff(np.log(means), axis=1)
    np.testing.assert_allclose(changes.std(axis=(1, 2)), observed().std(axis=0, ddof=1), rtol=0.06)


def test_simulated_annual_changes_move_together_as_observed(walks: np.ndarray) -> None:
    means = walks.reshape(3, YEARS, 4, DRAWS).mean(axis=2)
    changes = np.diff(means, axis=1).reshape(3, -1)
    np.testing.assert_allclose(np.corrcoef(changes), np.corrcoef(observed().T), atol=0.04)


def test_tails_are_heavier_than_normal_and_hit_together(model: DriverModel, walks: np.ndarray) -> None:
    assert 5 <= model.freedom <= 30
    innovations = np.diff(walks, axis=1).reshape(3, -1)
    scaled = innovations / innovations.std(axis=1, keepdims=True)
    expected = 3.0 + 6.0 / (model.freedom - 4.0)
    np.testing.assert_allclose((scaled**4).mean(axis=1), expected, rtol=0.15)
    assert (np.abs(scaled) > 4.0).mean() > 5.0 * 6.3e-5  # of a normal: 6.3 in 100 000
    independent = np.linalg.solve(model.root, innovations)
    squares = np.corrcoef(independent**2)
    assert squares[OIL, OUTPUT] > 0.05, "one scale for all: large moves come in the same quarter"


def test_innovations_have_the_estimated_covariance(model: DriverModel, walks: np.ndarray) -> None:
    found = np.cov(np.diff(walks, axis=1).reshape(3, -1))
    wanted = model.root @ model.root.T
    scale = np.sqrt(np.outer(np.diag(wanted), np.diag(wanted)))
    np.testing.assert_allclose(found / scale, wanted / scale, atol=0.02)


def test_a_deviation_is_drawn_back_to_the_outlook(model: DriverModel) -> None:
    paths = model.draw(np.random.default_rng(1), 200, 2000)
    start, first, last = paths[:, 0], paths[:, 0].std(axis=-1), paths[:, -1].std(axis=-1)
    limit = first / np.sqrt(1.0 - (1.0 - model.pull) ** 2)
    np.testing.assert_allclose(last, limit, rtol=0.08)
    for series in range(3):
        kept = np.polyfit(start[series], paths[series, 17], 1)[0]
        assert kept == pytest.approx((1.0 - model.pull) ** 17, abs=0.25)
    np.testing.assert_allclose(paths.mean(axis=-1)[:, -1], 0.0, atol=5.0 * limit.max() / np.sqrt(2000))


def test_a_longer_path_begins_like_a_shorter_one(model: DriverModel) -> None:
    short, long = (model.draw(np.random.default_rng(4), quarters, 16) for quarters in (8, 24))
    np.testing.assert_array_equal(long[:, :8], short)


def test_nothing_after_2024_is_used(model: DriverModel, monkeypatch: pytest.MonkeyPatch) -> None:
    known = history()
    later = known.copy()
    later.loc[later["year"] > LAST, "value"] *= 7.0
    extra = known[(known["year"] == 2010) & (known["frequency"] == "A")].copy()
    extra["year"], extra["period"], extra["value"] = 2026, "2026", 1.0
    monkeypatch.setattr(SHIPPED, "history", lambda: pd.concat([later, extra], ignore_index=True))
    again = estimate()
    np.testing.assert_array_equal(again.root, model.root)
    assert again.freedom == model.freedom


def test_what_lies_before_2024_is_used(model: DriverModel, monkeypatch: pytest.MonkeyPatch) -> None:
    other = history()
    other.loc[(other["series"] == "brent_spot_annual") & (other["year"] == 2015), "value"] *= 2.0
    monkeypatch.setattr(SHIPPED, "history", lambda: other)
    assert not np.allclose(estimate().root, model.root)
