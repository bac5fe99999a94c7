"""Random and expected driver paths: what history says of size, signs and tails, nothing after the year."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from tajsim.drivers.stochastic import SERIES, DriverModel, _where_it_stands, estimate
from tajsim.errors import InputError
from tajsim.observed import annual, history

OIL, ROUBLE, OUTPUT = range(3)
YEARS, HISTORIES = 23, 4000  # as many years as are observed, so often
PAIRS = ((OIL, ROUBLE), (OIL, OUTPUT), (ROUBLE, OUTPUT))


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return history()


@pytest.fixture(scope="module")
def model(data: pd.DataFrame) -> DriverModel:
    return estimate(2024, data)


@pytest.fixture(scope="module")
def observed(data: pd.DataFrame) -> np.ndarray:
    """Annual log changes of oil, rouble and Russian output, 2001-2023, (3, year)."""
    columns = {
        "oil": np.log(annual("brent_spot_annual", "WLD", first=True, data=data)).diff(),
        "rouble": np.log(annual("exchange_rate_official_avg", "RUS", first=True, data=data)).diff(),
        "output": np.log1p(annual("gdp_growth_from_constant", "RUS", first=True, data=data) / 100.0),
    }
    return pd.DataFrame(columns).loc[2001:2024].dropna().to_numpy().T


@pytest.fixture(scope="module")
def simulated(model: DriverModel) -> np.ndarray:
    """Annual log changes of drawn levels, averaged as levels, (3, year, history), from the fourth year."""
    paths = model.draw(np.random.default_rng(0), 4 * (YEARS + 4), HISTORIES)
    means = np.log(np.exp(paths).reshape(3, YEARS + 4, 4, HISTORIES).mean(axis=2))
    return np.diff(means, axis=1)[:, 3:]


def standardised(changes: np.ndarray) -> np.ndarray:
    centred = changes - changes.mean(axis=1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=1, keepdims=True))


def moments(changes: np.ndarray) -> dict[str, np.ndarray]:
    """Statistics of annual changes (3, year, ...): size, co-movement, persistence, tails."""
    z = standardised(changes)
    found = {f"sd {SERIES[i]}": changes[i].std(axis=0) for i in range(3)}
    found |= {f"correlation {SERIES[i]} {SERIES[j]}": (z[i] * z[j]).mean(axis=0) for i, j in PAIRS}
    for i in range(3):
        for j in range(3):
            found[f"{SERIES[i]} after {SERIES[j]}"] = (z[i, 1:] * z[j, :-1]).mean(axis=0)
        found[f"largest move of {SERIES[i]}"] = np.abs(z[i]).max(axis=0)
    found["kurtosis"] = (z**4).mean(axis=(0, 1))
    found["moves beyond two deviations"] = (np.abs(z) > 2.0).mean(axis=(0, 1))
    return found


def test_the_observed_years_look_like_a_draw(simulated: np.ndarray, observed: np.ndarray) -> None:
    """Every moment of 23 observed years lies in the central 98 % of those of 23 simulated ones."""
    seen = moments(observed)
    for name, drawn in moments(simulated).items():
        low, high = np.quantile(drawn, (0.01, 0.99))
        assert low <= seen[name] <= high, f"{name}: {seen[name]:.3f} outside {low:.3f} to {high:.3f}"


def test_simulated_annual_changes_are_as_large_as_those_observed(
    simulated: np.ndarray, observed: np.ndarray
) -> None:
    """Within half a standard error of a standard deviation from 23 years with a kurtosis of 5."""
    error = np.sqrt((5.0 - 1.0) / (4.0 * YEARS))
    np.testing.assert_allclose(simulated.std(axis=(1, 2)), observed.std(axis=1, ddof=1), rtol=error / 2.0)


def test_simulated_annual_changes_move_together_as_observed(
    simulated: np.ndarray, observed: np.ndarray
) -> None:
    """Within one and a half standard errors of a correlation from 23 years, on Fisher's scale."""
    drawn, seen = np.corrcoef(simulated.reshape(3, -1)), np.corrcoef(observed)
    for pair in PAIRS:
        assert np.sign(drawn[pair]) == np.sign(seen[pair])
        assert np.arctanh(drawn[pair]) == pytest.approx(np.arctanh(seen[pair]), abs=1.5 / np.sqrt(YEARS - 3))


def test_simulated_annual_changes_persist_as_observed(simulated: np.ndarray, observed: np.ndarray) -> None:
    """Within one standard error of an autocorrelation from 22 pairs of years."""
    for i in range(3):
        drawn = np.corrcoef(simulated[i, 1:].ravel(), simulated[i, :-1].ravel())[0, 1]
        seen = np.corrcoef(observed[i, 1:], observed[i, :-1])[0, 1]
        assert drawn == pytest.approx(seen, abs=1.0 / np.sqrt(YEARS - 1))


def test_quarters_that_were_not_used_are_as_large_as_those_simulated(
    data: pd.DataFrame, model: DriverModel
) -> None:
    """Observed quarters of oil and the rouble, 2005-2021: within one standard error, kurtosis of 7."""
    quarters = data["frequency"].eq("Q") & data["year"].lt(2025)  # between them and 2025 is a gap
    rows = data[data["series"].eq("rub_per_usd_avg") & quarters].drop_duplicates("period")
    rouble = np.log(rows.set_index("period")["value"])
    months = data[data["series"].eq("brent_spot_monthly")]
    period = pd.PeriodIndex(months["period"], freq="M").asfreq("Q").astype(str)
    oil = np.log(months["value"].groupby(np.asarray(period)).mean())
    changes = pd.DataFrame({"oil": oil, "rouble": rouble}).dropna().diff().dropna().to_numpy().T
    assert changes.shape == (2, 66)
    drawn = np.diff(model.draw(np.random.default_rng(3), 60, 2000), axis=1)[:2, 8:].reshape(2, -1)
    error = np.sqrt((7.0 - 1.0) / (4.0 * 66))
    np.testing.assert_allclose(drawn.std(axis=1), changes.std(axis=1), rtol=error)
    seen = np.arctanh(np.corrcoef(changes)[0, 1])
    assert np.arctanh(np.corrcoef(drawn)[0, 1]) == pytest.approx(seen, abs=2.0 / np.sqrt(66))


def test_signs_of_the_covariance(model: DriverModel) -> None:
    covariance = model.root @ model.root.T
    assert covariance[OIL, ROUBLE] < 0.0, "dearer oil strengthens the rouble: fewer roubles a dollar"
    assert covariance[OIL, OUTPUT] > 0.0
    assert covariance[ROUBLE, OUTPUT] < 0.0
    np.testing.assert_array_equal(model.root, np.tril(model.root))


def test_innovations_are_student_with_one_scale(model: DriverModel) -> None:
    walk = dataclasses.replace(model, pull=(0.0, 0.0, 0.0), lags=np.zeros((3, 3)), freedom=6.0)
    innovations = np.diff(walk.draw(np.random.default_rng(6), 40, 20_000), axis=1).reshape(3, -1)
    np.testing.assert_allclose(
        np.linalg.solve(model.root, np.linalg.cholesky(np.cov(innovations))), np.eye(3), atol=0.02
    )
    independent = np.linalg.solve(model.root, innovations)
    from scipy import stats

    for row in independent:
        found = np.quantile(row, (0.001, 0.05, 0.5, 0.95, 0.999)) / np.sqrt(4.0 / 6.0)
        np.testing.assert_allclose(
            found, stats.t.ppf((0.001, 0.05, 0.5, 0.95, 0.999), 6.0), rtol=0.04, atol=0.01
        )
    assert np.corrcoef(independent[0] ** 2, independent[2] ** 2)[0, 1] > 0.1, "large moves come together"
    assert 2.5 <= model.freedom <= 10.1


def test_deviations_follow_their_equation(model: DriverModel) -> None:
    quiet = dataclasses.replace(model, root=np.zeros((3, 3)))
    assert (quiet.draw(np.random.default_rng(0), 8, 4) == 0.0).all()
    paths = model.draw(np.random.default_rng(1), 40, 3000)
    changes = paths[:, 1:] - (1.0 - np.array(model.pull))[:, np.newaxis, np.newaxis] * paths[:, :-1]
    now, before = changes[:, 1:].reshape(3, -1), changes[:, :-1].reshape(3, -1)
    lags = np.linalg.lstsq(before.T, now.T, rcond=None)[0].T
    units = np.diag(model.root @ model.root.T) ** 0.5
    np.testing.assert_allclose(
        lags / units[:, np.newaxis] * units, model.lags / units[:, np.newaxis] * units, atol=0.03
    )


def test_oil_and_rouble_return_to_the_outlook_and_output_does_not(model: DriverModel) -> None:
    paths = model.draw(np.random.default_rng(1), 240, 1500)
    spread = paths.std(axis=-1)
    assert (spread[:2, 239] < 1.15 * spread[:2, 119]).all()
    assert spread[OUTPUT, 239] == pytest.approx(np.sqrt(2.0) * spread[OUTPUT, 119], rel=0.1)
    assert (np.abs(paths.mean(axis=-1)[:, -1]) < 4.0 * spread[:, -1] / np.sqrt(1500)).all()


def test_the_return_takes_little_from_annual_changes(model: DriverModel, simulated: np.ndarray) -> None:
    free = dataclasses.replace(model, pull=(0.0, 0.0, 0.0))
    paths = free.draw(np.random.default_rng(0), 4 * (YEARS + 4), HISTORIES)
    changes = np.diff(np.log(np.exp(paths).reshape(3, YEARS + 4, 4, HISTORIES).mean(axis=2)), axis=1)[:, 3:]
    lost = 1.0 - simulated.std(axis=(1, 2)) / changes.std(axis=(1, 2))
    assert ((lost[:2] > 0.0) & (lost[:2] < 0.04)).all()
    assert lost[OUTPUT] == pytest.approx(0.0, abs=1e-9)


def test_a_longer_path_begins_like_a_shorter_one(model: DriverModel) -> None:
    short, long = (model.draw(np.random.default_rng(4), quarters, 16) for quarters in (8, 24))
    np.testing.assert_array_equal(long[:, :8], short)
    np.testing.assert_array_equal(model.forecast(40)[:, :8], model.forecast(8))
    starts = {"oil_price": 68.0, "rub_per_usd": 92.6}
    for name, path in model.expected(starts, 8).items():
        np.testing.assert_array_equal(model.expected(starts, 24)[name][:8], path)


@pytest.mark.parametrize("until", [2004, 2014, 2023])
def test_nothing_after_the_year_is_used(data: pd.DataFrame, until: int) -> None:
    later = data.copy()
    later.loc[later["year"] > until, "value"] *= 7.0
    kept = data[data["year"] <= until]
    expected = estimate(until, data)
    for other in (later, kept):
        assert_same(estimate(until, other), expected)


def test_what_lies_before_the_year_is_used(data: pd.DataFrame) -> None:
    for series in ("brent_spot_annual", "exchange_rate_official_avg", "gdp_growth_from_constant"):
        other = data.copy()
        other.loc[other["series"].eq(series) & other["year"].eq(2010), "value"] *= 1.5
        assert not np.allclose(estimate(2014, other).root, estimate(2014, data).root), series


def test_the_shipped_history_is_the_default(model: DriverModel) -> None:
    assert_same(estimate(), model)


def assert_same(one: DriverModel, other: DriverModel) -> None:
    for field in dataclasses.fields(DriverModel):
        np.testing.assert_array_equal(
            getattr(one, field.name), getattr(other, field.name), err_msg=field.name
        )


@pytest.mark.parametrize("until", range(2004, 2026))
def test_every_year_gives_a_usable_model(data: pd.DataFrame, until: int) -> None:
    model = estimate(until, data)
    sizes = np.sqrt(np.diag(model.root @ model.root.T))
    assert ((sizes > (0.05, 0.02, 0.005)) & (sizes < (0.25, 0.12, 0.04))).all()
    assert np.abs(np.linalg.eigvals(model.lags)).max() < 0.8
    assert 2.5 <= model.freedom <= 10.1
    growth = 4.0 * model.mean
    assert -0.03 < growth[OIL] < 0.08
    assert 0.0 < growth[ROUBLE] < 0.13
    assert 0.015 < growth[OUTPUT] < 0.04


def test_a_year_missing_in_one_series_is_no_problem(data: pd.DataFrame) -> None:
    gap = data[~(data["series"].eq("exchange_rate_official_avg") & data["year"].eq(2014))]
    model = estimate(2014, gap)
    full = estimate(2014, data)
    assert np.isfinite(model.last).all()
    assert model.last[ROUBLE] < full.last[ROUBLE], "the fall of the rouble in 2014 is not known"
    assert model.last[ROUBLE] > model.mean[ROUBLE], "but oil and output speak for one"


def test_the_forecast_goes_from_where_things_stand_to_the_mean(model: DriverModel) -> None:
    steps = np.diff(model.forecast(60), axis=1, prepend=0.0)
    np.testing.assert_allclose(steps[:, 0], model.mean + model.lags @ (model.last - model.mean))
    np.testing.assert_allclose(steps[:, -1], model.mean, rtol=1e-6)


@pytest.mark.parametrize("since", [0, 1, 3])
def test_where_it_stands_is_the_regression_on_annual_changes(since: int) -> None:
    """Against least squares on a million simulated quarters; the last year lacks the second series."""
    rng = np.random.default_rng(2)
    lags = np.array([[0.5, 0.0, 0.2], [-0.2, 0.4, 0.0], [0.0, 0.3, 0.3]])
    change, quarters = np.zeros((3, 40_000)), []
    for _ in range(30):
        change = lags @ change + rng.standard_normal((3, 40_000))
        quarters.append(change)
    x = np.array(quarters)[-11 - since :]  # the changes behind two annual ones, and those since
    same = np.cov(x[-1])
    weights = np.array([1.0, 2.0, 3.0, 4.0, 3.0, 2.0, 1.0]) / 4.0
    years = np.array([np.tensordot(weights, x[:7], 1), np.tensordot(weights, x[4:11], 1)])
    known = np.vstack([years[0], years[1][[0, 2]]])
    target = np.vstack([x[-1], (x[-3] + 2.0 * x[-2] + 3.0 * x[-1]) / 4.0])
    slopes = np.linalg.lstsq(known.T, target.T, rcond=None)[0].T
    case = np.array([[0.5, -1.0, 2.0], [3.0, np.nan, -1.0]])
    found = _where_it_stands(case, lags, same, since)
    np.testing.assert_allclose(found, slopes @ np.array([0.5, -1.0, 2.0, 3.0, -1.0]), atol=0.05)


def test_expected_drivers_are_in_their_units(model: DriverModel) -> None:
    starts = {"oil_price": 68.0, "rub_per_usd": 92.6, "russia_gdp_growth": 1.0}
    paths = model.expected(starts, 24)
    assert set(paths) == set(SERIES)
    assert paths["rub_per_usd"][0] == pytest.approx(
        92.6 * np.exp(model.carry[ROUBLE] + model.forecast(1)[ROUBLE, 0])
    )
    assert paths["rub_per_usd"][-1] / paths["rub_per_usd"][-5] == pytest.approx(
        np.exp(4.0 * model.mean[ROUBLE])
    )
    growth = np.prod(1.0 + paths["russia_gdp_growth"] / 400.0)
    assert np.log(growth) == pytest.approx(model.forecast(24)[OUTPUT, -1])


@pytest.mark.parametrize("until", [2003, 0, "2010", 2010.5, True])
def test_a_year_that_cannot_be_used_is_named(until: object) -> None:
    with pytest.raises(InputError, match=r"until is .*2004 or later"):
        estimate(until)  # type: ignore[arg-type]


def test_too_few_observations_are_counted(data: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="have 2 pairs of years to 2010; 3 are needed"):
        estimate(2010, data[data["year"] >= 2007])


def test_a_model_is_frozen_and_sound(model: DriverModel) -> None:
    with pytest.raises(ValueError, match="read-only"):
        model.root[0, 0] = 1.0
    with pytest.raises(InputError, match="freedom is 2"):
        dataclasses.replace(model, freedom=2.0)


def test_scales_seen_are_an_importance_sample_of_those_drawn() -> None:
    model = estimate(2024)
    _, scale = model.innovations(np.random.default_rng(3), 3, 200_000)
    found, log_weights = model.seen(scale, np.array([0.0, 1.0, 2.5]), np.array([0.0, 0.3, 1.5]))
    np.testing.assert_array_equal(found[0], scale[0])
    assert (found[1:].mean(axis=1) != scale[1:].mean(axis=1)).all()
    weights = np.exp(log_weights - log_weights.max())
    for t in (1, 2):
        for power in (-2.0, 1.0):
            back = float(np.average(found[t] ** power, weights=weights))
            assert back == pytest.approx(float(np.mean(scale[t] ** power)), rel=0.01)


def test_seeing_a_normal_dimension_leaves_the_density_of_student() -> None:
    """phi(x / s) / s times the weight of the scale s is the same in every draw: the integral over scales."""
    model = estimate(2024)
    _, scale = model.innovations(np.random.default_rng(4), 1, 1000)
    found, log_weights = model.seen(scale, np.ones(1), np.full(1, 1.7**2))
    assert found.mean() > scale.mean(), "a large innovation is likely to have a large scale"
    density = -0.5 * (1.7 / found[0]) ** 2 - np.log(found[0]) + log_weights
    np.testing.assert_allclose(density, density[0], rtol=1e-9)
