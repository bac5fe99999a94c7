"""What the driver model starts from: the pace of years in quarters, the last quarter, inflation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.linalg import solve_discrete_lyapunov

from tajsim.drivers.outlook import outlook
from tajsim.drivers.quarterly import kurtosis_kept, lagged
from tajsim.drivers.stochastic import SERIES, DriverModel, estimate
from tajsim.engine.plan import driver_starts
from tajsim.observed import annual, history
from tajsim.parameters import parameters

OIL, ROUBLE, OUTPUT = range(3)
INFLATION = "inflation_december_on_december"


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return history()


def observed(data: pd.DataFrame, until: int) -> np.ndarray:
    """Annual log changes from 2001, (year, 3), nan where missing."""
    columns = {
        "oil": np.log(annual("brent_spot_annual", "WLD", first=True, data=data)).diff(),
        "rouble": np.log(annual("exchange_rate_official_avg", "RUS", first=True, data=data)).diff(),
        "output": np.log1p(annual("gdp_growth_from_constant", "RUS", first=True, data=data) / 100.0),
    }
    return pd.DataFrame(columns).reindex(range(2001, until + 1)).to_numpy()


@pytest.mark.parametrize("until", [2012, 2019])
def test_last_and_carry_are_the_best_guess_beyond_the_pace_of_the_long_run(
    data: pd.DataFrame, until: int
) -> None:
    model = estimate(until, data)
    changes = observed(data, until)
    assert np.isfinite(changes).all()
    gaps = changes - 4.0 * model.mean
    same = solve_discrete_lyapunov(model.lags, model.root @ model.root.T)
    known, quarters = len(gaps), 4 * len(gaps) + 3
    before = lagged(model.lags, same, quarters)

    def weights(place: int, values: list[float]) -> np.ndarray:
        row = np.zeros(quarters)
        row[place : place + len(values)] = values
        return row

    rows = [weights(4 * year, [0.25, 0.5, 0.75, 1.0, 0.75, 0.5, 0.25]) for year in range(known)]
    rows += [weights(quarters - 1, [1.0]), weights(quarters - 3, [0.25, 0.5, 0.75])]
    covariance = np.zeros((quarters, quarters, 3, 3))
    for q in range(quarters):
        for r in range(quarters):
            covariance[q, r] = before[q - r] if q >= r else before[r - q].T
    together = np.einsum("aq,qrij,br->aibj", rows, covariance, rows).reshape(3 * known + 6, -1)
    seen = 3 * known
    guess = gaps.ravel() @ np.linalg.solve(together[:seen, :seen], together[:seen, seen:])
    np.testing.assert_allclose(model.last, model.mean + guess[:3], rtol=1e-6, atol=1e-9)
    # at a steady pace the last quarter of a year stands one and a half quarters above its mean
    np.testing.assert_allclose(model.carry, 1.5 * model.mean + guess[3:], rtol=1e-6, atol=1e-9)


def test_a_model_at_its_pace_goes_on_from_the_mean_of_the_year_without_a_jump() -> None:
    pace = np.array([0.01, 0.02, 0.005])
    model = DriverModel(
        root=np.eye(3), lags=0.3 * np.eye(3), freedom=5.0, mean=pace, last=pace, carry=1.5 * pace
    )
    quarters = np.exp(pace[ROUBLE] * np.arange(1, 5))
    mean = float(np.exp(np.log(quarters).mean()))
    paths = model.expected({"oil_price": 70.0, "rub_per_usd": mean}, 6)
    np.testing.assert_allclose(paths["rub_per_usd"], np.exp(pace[ROUBLE] * np.arange(5, 11)), rtol=1e-12)
    np.testing.assert_allclose(paths["oil_price"], 70.0 * np.exp(0.01 * (1.5 + np.arange(1, 7))), rtol=1e-12)
    np.testing.assert_allclose(paths["russia_gdp_growth"], 400.0 * np.expm1(0.005), rtol=1e-12)
    assert tuple(paths) == SERIES


def test_arrays_of_a_model_are_copies(data: pd.DataFrame) -> None:
    lags = np.zeros((3, 3))
    model = DriverModel(
        root=np.eye(3), lags=lags, freedom=5.0, mean=np.zeros(3), last=np.zeros(3), carry=np.zeros(3)
    )
    lags[0, 0] = 0.9
    assert model.lags[0, 0] == 0.0
    for name in ("root", "lags", "mean", "last", "carry"):
        assert not getattr(model, name).flags.writeable, name


@pytest.mark.parametrize(("year", "counts"), [(2014, False), (2015, True), (2024, True), (2025, False)])
def test_the_rouble_falls_by_the_inflation_of_the_last_ten_years(
    data: pd.DataFrame, year: int, counts: bool
) -> None:
    base = estimate(2024, data)
    place = data["series"].eq(INFLATION) & data["country"].eq("RUS") & data["year"].eq(year)
    assert place.any()
    other = data.copy()
    other.loc[place, "value"] += 10.0
    changed = estimate(2024, other)
    assert (changed.mean[ROUBLE] > base.mean[ROUBLE]) == counts
    assert np.array_equal(changed.mean, base.mean) != counts


def test_a_pace_abroad_of_two_percent_is_no_fall_of_the_rouble(data: pd.DataFrame) -> None:
    """With little to learn from, the rouble falls by what Russian prices rise beyond 2 % a year."""
    place = data["series"].eq(INFLATION) & data["country"].eq("RUS")
    paces = []
    for inflation in (2.0, 6.0):
        other = data.copy()
        other.loc[place, "value"] = inflation
        paces.append(estimate(2004, other).mean[ROUBLE])
    assert 4.0 * (paces[1] - paces[0]) == pytest.approx(np.log(1.06 / 1.02), rel=0.25)


def test_tails_of_quarters_are_fatter_than_those_of_years_and_none_are_kept_where_there_are_none() -> None:
    weights = np.array([1.0, 2.0, 3.0, 4.0, 3.0, 2.0, 1.0])
    thinned = (weights**4).sum() / (weights**2).sum() ** 2
    assert kurtosis_kept(8.0) == pytest.approx(4.0 + 4.0 * thinned)
    assert kurtosis_kept(3.0) == 3.0


def test_excess_kurtosis_of_quarters_is_thinned_from_four_on() -> None:
    kept = (1 + 16 + 81 + 256 + 81 + 16 + 1) / (1 + 4 + 9 + 16 + 9 + 4 + 1) ** 2
    assert kurtosis_kept(4.0) == 4.0
    assert kurtosis_kept(3.0) == 3.0
    assert kurtosis_kept(4.5) == pytest.approx(4.0 + 0.5 * kept, rel=1e-12)
    assert kurtosis_kept(30.0) == pytest.approx(4.0 + 26.0 * kept, rel=1e-12)


@pytest.mark.parametrize("name", ["baseline", "none"])
@pytest.mark.parametrize("gone", [0, 1, 3])
def test_every_driver_has_the_quarters_of_the_years_but_those_past(name: str, gone: int) -> None:
    starts = driver_starts(parameters("world-bank-2024"))
    paths = outlook(name).driver_paths(range(2025, 2027), starts, gone=gone)
    assert {len(path) for path in paths.values()} == {8 - gone}
