"""Calibrations by hand: what they are asked for, their parts, tables and members."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.errors import InputError
from tajsim.evidence.calibration import study as calibration
from tajsim.evidence.calibration.likelihood import RESIDUALS, Misses
from tajsim.evidence.calibration.study import Calibration, calibrate
from tajsim.evidence.calibration.trials import CALIBRATED, Trials
from tajsim.parameters import declarations
from tests.evidence.made import BEYOND, MOST, a_calibration


def of_calibration(**what: Any) -> tuple[object, ...]:
    given: dict[str, Any] = {
        "until": 2004, "draws": 100, "seed": 0, "required": 0.0, "progress": None, "latest": 2024,
    }  # fmt: skip
    return calibration._asked(**given | what)


def test_the_least_and_the_most_of_every_number_are_taken() -> None:
    assert of_calibration() == (2004, 100, 0, 0.0)
    most = {"until": 2024, "draws": 10_000_000, "seed": MOST, "required": 0.5}
    assert of_calibration(**most) == (2024, 10_000_000, MOST, 0.5)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        *BEYOND,
        ({"until": 2003}, "until is 2003; it must be a year from 2004 to 2024"),
        ({"until": 2025}, "until is 2025; it must be a year from 2004 to 2024"),
        ({"draws": 99}, "draws must be at least 100, not 99"),
        ({"draws": 10_000_001}, "draws must be at most 10000000"),
    ],
)
def test_what_lies_beyond_is_refused(what: dict[str, Any], expected: str) -> None:
    with pytest.raises(InputError) as caught:
        of_calibration(**what)
    (problem,) = caught.value.problems
    assert expected in problem


def test_data_that_are_no_table_are_refused() -> None:
    with pytest.raises(InputError, match="data"):
        ts.calibrate(data=[1])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"until": "2010"}, "until is '2010'; it must be int"),
        ({"draws": 2.5}, "draws is 2.5; it must be int"),
        ({"seed": None}, "seed is None; it must be int"),
        ({"effective": "x"}, "effective is 'x'; it must be float"),
        ({"shape": None}, "shape is None; it must be float"),
        ({"years": 2010}, "years is 2010; it must be Sequence"),
        ({"years": (2010, "x")}, "years holds 'x'; it must hold int"),
        ({"posterior": "world-bank-2024"}, "posterior is 'world-bank-2024'; it must be Parameters"),
        ({"prior": 3}, "prior is 3; it must be Mapping"),
        ({"sample": {"a": 3}}, "sample holds 3; it must hold ndarray"),
    ],
)
def test_a_calibration_of_wrong_parts_is_refused(what: dict[str, Any], expected: str) -> None:
    with pytest.raises(InputError, match="not a calibration") as caught:
        a_calibration(**what)
    assert expected in str(caught.value)


def test_what_is_no_set_of_trials_gives_no_posterior() -> None:
    with pytest.raises(InputError, match=r"tried is 3; it must be what trials\(\) returned"):
        Calibration.of(3, 2010)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="until is 'x'; it must be a year"):
        Calibration.of(3, "x")  # type: ignore[arg-type]


def test_the_table_of_a_calibration_states_what_moved_most_first() -> None:
    prior = {"rouble_elasticity": np.array([1.0, 3.0]), "dollar_flight": np.array([0.0, 2.0])}
    sample = {"rouble_elasticity": np.array([2.0, 2.5]), "dollar_flight": np.array([-1.0, 1.0])}
    table = a_calibration(prior=prior, sample=sample).table().set_index("name")
    assert list(table.index) == ["dollar_flight", "rouble_elasticity"]
    assert table["moved"].tolist() == pytest.approx([-1.0, 0.25])
    assert table["shrunk"].tolist() == pytest.approx([0.0, 0.75])
    row = table.loc["rouble_elasticity"]
    assert row[["prior_low", "prior_median", "prior_high"]].tolist() == pytest.approx([1.1, 2.0, 2.9])
    assert row[["posterior_low", "posterior_median", "posterior_high"]].tolist() == pytest.approx(
        [2.025, 2.25, 2.475]
    )


def test_a_posterior_of_no_shipped_parameter_set_is_not_saved(tmp_path: Any) -> None:
    mine = dataclasses.replace(ts.parameters("world-bank-2024"), name="mine", parents=("mine",))
    with pytest.raises(InputError, match=r"'mine' is no shipped parameter set; write \.posterior\.to_toml"):
        a_calibration(posterior=mine).save(tmp_path / "x.toml")
    assert list(tmp_path.iterdir()) == []


def test_members_are_taken_in_proportion_to_their_weights() -> None:
    weights = np.array([0.5, 0.0, 0.25, 0.25])
    for seed in range(5):
        picked = calibration._resampled(weights, 8, np.random.default_rng(seed))
        assert np.bincount(picked, minlength=4).tolist() == [4, 0, 2, 2]
    short = np.array([0.5, 0.5 - 1e-9])  # that do not quite reach 1
    assert calibration._resampled(short, 1000, np.random.default_rng(1)).max() == 1
    np.testing.assert_array_equal(
        calibration._short(np.array([1.2345678, -0.000123456])), [1.2346, -0.00012346]
    )


DRAWS = 200


@pytest.fixture(scope="module")
def tried() -> Trials:
    """Years 2004 to 2006: the first hundred draws hit, the others miss by far; each has its own values."""
    behaviour = ts.parameters("world-bank-2024")
    prior = {
        name: np.linspace(declarations()[name].low, declarations()[name].high, DRAWS) for name in CALIBRATED
    }
    prior |= {name: np.full(DRAWS, 0.01) for name in RESIDUALS}
    gap = np.where(np.arange(DRAWS) < DRAWS // 2, 0.001, 5.0)
    misses = tuple(Misses(year, np.tile(gap, (len(RESIDUALS), 1))) for year in (2004, 2005, 2006))
    return Trials(behaviour, prior, misses, DRAWS, 7)


def test_a_posterior_is_of_the_draws_that_hit(tried: Trials) -> None:
    found = Calibration.of(tried, 2005, 50.0)
    assert (found.until, found.draws, found.seed, found.years) == (2005, DRAWS, 7, (2004, 2005))
    assert found.effective == pytest.approx(100.0, rel=0.05)
    middle = tried.prior["rouble_elasticity"][DRAWS // 2]
    assert (found.sample["rouble_elasticity"] < middle).all()
    assert len(found.sample["rouble_elasticity"]) == 1000
    assert set(found.sample) == {*CALIBRATED, *RESIDUALS}
    posterior = found.posterior
    assert posterior.ensemble is not None
    assert posterior.ensemble.members == 1000
    assert posterior.name == "calibrated-2005"
    assert posterior.title.endswith(", behaviour calibrated on 2004-2005")
    assert (
        "200 draws of the prior, weighted by what they made of the years 2004 to 2005." in posterior.narrative
    )
    np.testing.assert_array_equal(
        posterior.ensemble.column("rouble_elasticity"), found.sample["rouble_elasticity"]
    )
    for name in RESIDUALS:
        known = declarations()[name]
        values = found.sample[name]
        assert ((known.low - 1e-12 <= values) & (values <= known.high * (1.0 + 1e-4))).all()


def test_years_count_up_to_the_last_one_asked_for(tried: Trials) -> None:
    assert Calibration.of(tried, 2004, 1.0).years == (2004,)
    assert (
        Calibration.of(tried, 2006, 1.0).years
        == Calibration.of(tried, "2010", 1.0).years
        == (2004, 2005, 2006)
    )  # type: ignore[arg-type]
    before = Calibration.of(tried, 2003, 200.0)  # the prior, whose effective sample size is all its draws
    assert (before.years, before.effective) == ((), 200.0)
    assert before.posterior.title.endswith("calibrated on 2003-2003")
    counts = np.unique(before.sample["rouble_elasticity"], return_counts=True)[1]
    assert set(counts.tolist()) == {5}


def test_weights_that_are_worth_too_little_are_refused(tried: Trials) -> None:
    size = Calibration.of(tried, 2005, 1.0).effective
    assert Calibration.of(tried, 2005, size).effective == size
    with pytest.raises(
        InputError,
        match=r"rests on too few draws: of 200 the effective sample size is 100 \(at least 101 are needed",
    ):
        Calibration.of(tried, 2005, 101.0)
    with pytest.raises(InputError, match="the posterior given the years to 2003 rests on too few draws"):
        Calibration.of(tried, 2003, 200.5)
    one = np.where(np.arange(DRAWS) == 3, 0.0, 3.0 + np.linspace(0.0, 1.0, DRAWS))
    lone = dataclasses.replace(tried, misses=(Misses(2004, np.tile(one, (len(RESIDUALS), 1))),))
    with pytest.raises(InputError, match=r"shape of the tail .*, at most 0\.7\); take more draws"):
        Calibration.of(lone, 2004, 0.0)


def test_calibrating_asks_for_trials_to_the_year(monkeypatch: pytest.MonkeyPatch, tried: Trials) -> None:
    asked: list[Any] = []

    def fake(until: int, draws: int, seed: int, **what: Any) -> Trials:
        asked.append((until, draws, seed, what["parameters_from"], what["data"], what["progress"]))
        return tried

    monkeypatch.setattr("tajsim.evidence.calibration.study.trials", fake)
    found = calibrate("2006", 150, 3, required=40.0, parameters_from="kremlin-2024", progress=print)
    assert asked == [(2006, 150, 3, "kremlin-2024", None, print)]
    assert found.years == (2004, 2005, 2006)
    with pytest.raises(InputError, match="at least 150 are needed"):
        calibrate(2006, 150, required=150.0)
