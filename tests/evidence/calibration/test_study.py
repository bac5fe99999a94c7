"""Calibration: it finds the truth behind made observations, sees no later year, and gives a parameter set."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.errors import InputError
from tajsim.evidence.backtest.scores import crps
from tajsim.evidence.calibration.likelihood import PRIOR_YEARS, RESIDUALS, Misses, evidence, sizes, smoothed
from tajsim.evidence.calibration.study import MEMBERS, Calibration, calibrate
from tajsim.evidence.calibration.trials import CALIBRATED, Trials, trials
from tajsim.parameters import declarations

DRAWS, SEED, UNTIL = 4096, 3, 2008
TRUTHS = 40
INFORMED = 6


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return ts.history()


@pytest.fixture(scope="module")
def done(data: pd.DataFrame) -> Trials:
    return trials(UNTIL, DRAWS, SEED, data=data)


@pytest.fixture(scope="module")
def found(done: Trials) -> Calibration:
    return Calibration.of(done, UNTIL)


def made_by(done: Trials, truth: int, rng: np.random.Generator) -> Trials:
    """The trials as they would be had the draw `truth`, and residuals of the declared sizes, made history.

    A draw misses what is observed by r; it misses what the truth makes by r less what the truth misses.
    """
    declared = sizes(done.behaviour)
    size = declared * np.sqrt(PRIOR_YEARS / rng.chisquare(PRIOR_YEARS, len(declared)))
    years = []
    for one in done.misses:
        residuals = size * rng.standard_normal(len(size))
        gap = one.values - one.values[:, [truth]] + residuals[:, np.newaxis]
        years.append(Misses(one.year, np.delete(gap, truth, axis=1)))
    prior = {name: np.delete(values, truth) for name, values in done.prior.items()}
    return dataclasses.replace(done, misses=tuple(years), prior=prior, draws=done.draws - 1)


def test_posteriors_find_the_truths_behind_made_observations(done: Trials) -> None:
    """Over many truths the posterior is closer than the prior, and its 90 % bands hold as many."""
    rng = np.random.default_rng(8)
    before, after, shrunk, inside = [], [], [], []
    for truth in rng.choice(DRAWS, TRUTHS, replace=False):
        simulated = made_by(done, int(truth), rng)
        weights = smoothed(evidence(simulated.misses, done.behaviour).log_likelihood).values
        spread = np.array([[done.prior[name].std()] for name in CALIBRATED])
        sample = np.stack([simulated.prior[name] for name in CALIBRATED]) / spread
        right = np.array([done.prior[name][truth] for name in CALIBRATED]) / spread[:, 0]
        before.append(crps(sample, right))
        after.append(crps(sample, right, weights))
        shrunk.append(1.0 - np.sqrt(sample**2 @ weights - (sample @ weights) ** 2))
        rank = (sample < right[:, np.newaxis]) @ weights
        inside.append((rank > 0.05) & (rank < 0.95))
    informed = np.argsort(-np.mean(shrunk, axis=0))[:INFORMED]
    gained = np.array(before)[:, informed].mean(axis=1) - np.array(after)[:, informed].mean(axis=1)
    assert gained.mean() > 4.0 * gained.std(ddof=1) / np.sqrt(TRUTHS)
    assert 0.82 < np.array(inside)[:, informed].mean() < 0.97
    best = int(informed[0])
    assert np.mean(after, axis=0)[best] < 0.75 * np.mean(before, axis=0)[best]


def test_made_observations_are_missed_by_the_residuals_that_made_them(done: Trials) -> None:
    simulated = made_by(done, 5, np.random.default_rng(0))
    posterior = Calibration.of(simulated, UNTIL, required=5.0)
    assert posterior.draws == DRAWS - 1
    assert len(posterior.sample["diffusion_speed"]) == MEMBERS


def test_it_reports_what_its_weights_are_worth(done: Trials, found: Calibration) -> None:
    weights = smoothed(evidence(done.misses, done.behaviour).log_likelihood)
    assert (found.effective, found.shape) == (weights.effective, weights.shape)
    assert 400.0 <= found.effective < DRAWS
    assert found.years == tuple(range(2004, UNTIL + 1))
    assert (found.until, found.draws, found.seed) == (UNTIL, DRAWS, SEED)


def test_more_years_are_worth_fewer_draws(done: Trials) -> None:
    assert Calibration.of(done, 2005).effective > Calibration.of(done, UNTIL).effective


def test_too_few_draws_are_refused_with_their_worth(done: Trials, found: Calibration) -> None:
    with pytest.raises(InputError) as caught:
        Calibration.of(done, UNTIL, required=4000.0)
    for part in (
        f"to {UNTIL}",
        "of 4096 the effective sample size is",
        f"{found.effective:.0f}",
        "at least 4000",
        "take more draws",
    ):
        assert part in str(caught.value)


def test_weights_with_a_heavy_tail_are_refused(done: Trials) -> None:
    """One draw that misses nothing while all others miss a lot."""
    lucky = tuple(
        Misses(one.year, np.where(np.arange(DRAWS) == 7, 1e-9, 100.0 * one.values)) for one in done.misses
    )
    with pytest.raises(InputError, match=r"shape of the tail .*at most 0\.7"):
        Calibration.of(dataclasses.replace(done, misses=lucky), UNTIL, required=0.0)


def test_the_sample_follows_the_weights(done: Trials, found: Calibration) -> None:
    weights = smoothed(evidence(done.misses, done.behaviour).log_likelihood).values
    for name in CALIBRATED:
        mean = float(weights @ done.prior[name])
        spread = float(np.sqrt(weights @ done.prior[name] ** 2 - mean**2))
        assert found.sample[name].mean() == pytest.approx(mean, abs=0.15 * spread), name
    ensemble = found.posterior.ensemble
    assert ensemble is not None
    assert ensemble.names == (*CALIBRATED, *RESIDUALS)
    assert ensemble.members == MEMBERS


def test_members_are_whole_draws_of_the_prior(done: Trials, found: Calibration) -> None:
    known = {tuple(float(f"{done.prior[name][i]:.5g}") for name in CALIBRATED[:4]) for i in range(DRAWS)}
    drawn = set(zip(*(found.sample[name].tolist() for name in CALIBRATED[:4]), strict=True))
    assert drawn <= known


def test_before_any_year_it_is_the_prior_with_its_residuals(done: Trials) -> None:
    nothing = Calibration.of(done, 2003)
    assert nothing.years == ()
    assert nothing.effective == DRAWS
    for name in CALIBRATED:
        gap = abs(nothing.sample[name].mean() - done.prior[name].mean())
        assert gap < 0.15 * done.prior[name].std(), name


def test_the_posterior_is_a_parameter_set_that_a_run_takes(found: Calibration, tmp_path: Path) -> None:
    p = found.posterior
    assert p.name == f"calibrated-{UNTIL}"
    assert p.parents[0] == "world-bank-2024"
    back = ts.parameters(p.to_toml(tmp_path / f"{p.name}.toml"))
    assert back == p
    one, two = (
        ts.run(parameters=x, draws=64, end="2025Q4", outputs=["gdp", "imports_usd"]) for x in (p, back)
    )
    assert one == two
    assert one.manifest.vintage == p.name
    short = ts.parameters(found.save(tmp_path / "short.toml"))
    assert short.ensemble == p.ensemble
    assert short.values() == p.values()


def test_only_the_calibrated_move(found: Calibration) -> None:
    base = ts.parameters("world-bank-2024").entries
    moved = {name for name, entry in found.posterior.entries.items() if entry != base[name]}
    assert moved == {*CALIBRATED, *RESIDUALS}
    for name in moved:
        entry, known = found.posterior.entries[name], declarations()[name]
        assert known.low <= entry.low <= entry.value <= entry.high <= known.high


def test_the_table_compares_prior_and_posterior(done: Trials, found: Calibration) -> None:
    table = found.table()
    assert set(table["name"]) == {*CALIBRATED, *RESIDUALS}
    assert table["moved"].abs().is_monotonic_decreasing
    row = table.set_index("name").loc["diffusion_speed"]
    prior, after = done.prior["diffusion_speed"], found.sample["diffusion_speed"]
    assert row["prior_median"] == pytest.approx(np.median(prior))
    assert row["posterior_high"] == pytest.approx(np.quantile(after, 0.95))
    assert row["moved"] == pytest.approx((after.mean() - prior.mean()) / prior.std())
    assert row["shrunk"] == pytest.approx(1.0 - after.std() / prior.std())


@pytest.mark.parametrize("factor", [3.0, None])
def test_no_posterior_sees_a_later_year(done: Trials, data: pd.DataFrame, factor: float | None) -> None:
    """Whatever came after a year, the posterior given the years to it is the same to the bit."""
    until = 2005
    if factor is None:
        other = data[data["year"] <= until]
    else:
        other = data.assign(value=data["value"].where(data["year"] <= until, factor * data["value"]))
    one, two = Calibration.of(done, until), Calibration.of(trials(until, DRAWS, SEED, data=other), until)
    assert one.posterior == two.posterior
    assert (one.effective, one.shape) == (two.effective, two.shape)
    for name, values in one.sample.items():
        np.testing.assert_array_equal(values, two.sample[name])


def test_a_year_that_counts_does_move_the_posterior(done: Trials) -> None:
    assert Calibration.of(done, 2005).posterior != Calibration.of(done, 2006).posterior


def test_the_seed_decides(data: pd.DataFrame) -> None:
    steps: list[tuple[int, int]] = []
    settings = {"draws": 300, "data": data, "required": 20.0}
    one = calibrate(2005, seed=1, progress=lambda i, n: steps.append((i, n)), **settings)  # type: ignore[arg-type]
    assert steps == [(1, 2), (2, 2)]
    assert one.posterior == calibrate("2005", seed=1, **settings).posterior  # type: ignore[arg-type]
    assert one.posterior != calibrate(2005, seed=2, **settings).posterior  # type: ignore[arg-type]


def test_bad_arguments_are_reported_at_once() -> None:
    with pytest.raises(InputError) as caught:
        calibrate(2003, draws=10, seed=-1)
    assert len(caught.value.problems) == 3
    for part in (
        "until is 2003",
        "2004 to 2024",
        "draws must be at least 100, not 10",
        "seed must be at least 0, not -1",
    ):
        assert part in str(caught.value)


@pytest.mark.parametrize("until", ["x", 2014.5, None, True, "2014.0"])
def test_a_year_must_be_one(until: object) -> None:
    with pytest.raises(InputError, match="it must be a year"):
        calibrate(until)  # type: ignore[arg-type]
