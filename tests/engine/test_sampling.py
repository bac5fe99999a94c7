"""Parameter draws: even over each distribution, independent of each other, keyed by name."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from tajsim.engine.sampling import BLOCK, block_sizes, blocks_of, sample, stream
from tajsim.parameters import Parameters, declarations, parameters, ppf
from tajsim.parameters.ensemble import Ensemble

DRAWS = 256
MEMBERS = 60
JOINT = ("return_rate", "departure_rate", "refusal_share")


@pytest.fixture(scope="module")
def p() -> Parameters:
    return parameters("world-bank-2024")


def test_every_uncertain_parameter_is_drawn_and_no_fixed_one(p: Parameters) -> None:
    uncertain = {name for name, entry in p.entries.items() if entry.distribution != "fixed"}
    drawn = sample(p, 1, 0, DRAWS)
    assert drawn.keys() == uncertain
    assert all(values.shape == (DRAWS,) for values in drawn.values())


def test_draws_stay_inside_their_range(p: Parameters) -> None:
    for name, values in sample(p, 1, 0, DRAWS).items():
        entry, allowed = p.entries[name], declarations()[name]
        inside = (values >= entry.low) & (values <= entry.high)
        if entry.distribution == "lognormal":  # its range holds nine in ten
            assert inside.mean() == pytest.approx(0.9, abs=0.01), name
        else:
            assert inside.all(), name
        assert allowed.low <= values.min() <= values.max() <= allowed.high, name


def test_each_stratum_of_equal_probability_holds_one_draw(p: Parameters) -> None:
    edges = np.arange(DRAWS + 1) / DRAWS
    for name, values in sample(p, 1, 0, DRAWS).items():
        ordered, bounds = np.sort(values), p.draw(name, edges)
        slack = 1e-12 * np.abs(bounds).max()
        assert (ordered >= bounds[:-1] - slack).all(), name
        assert (ordered <= bounds[1:] + slack).all(), name


def test_columns_are_independent(p: Parameters) -> None:
    columns = np.array([np.argsort(np.argsort(v)) for v in sample(p, 1, 0, DRAWS).values()])
    correlation = np.corrcoef(columns) - np.eye(len(columns))
    assert np.abs(correlation).max() < 5.0 / np.sqrt(DRAWS)
    assert np.sqrt((correlation**2).mean()) < 1.2 / np.sqrt(DRAWS)


def test_changing_one_distribution_leaves_the_other_draws(p: Parameters) -> None:
    changed = p.replace(
        migration={"return_rate": {"value": 0.05, "distribution": "uniform", "low": 0.01, "high": 0.1}}
    )
    before, after = sample(p, 5, 0, DRAWS), sample(changed, 5, 0, DRAWS)
    assert not np.array_equal(before.pop("return_rate"), after.pop("return_rate"))
    assert before.keys() == after.keys()
    for name, values in before.items():
        np.testing.assert_array_equal(values, after[name], err_msg=name)


def test_adding_or_removing_an_uncertain_parameter_leaves_the_other_draws(p: Parameters) -> None:
    name, entry = next((n, e) for n, e in p.entries.items() if e.distribution != "fixed")
    fewer = p.replace(**{declarations()[name].block: {name: entry.value}})
    more = p.replace(
        economy={"population": {"value": 1e7, "distribution": "uniform", "low": 9e6, "high": 1.1e7}}
    )
    before = sample(p, 5, 0, DRAWS)
    for other in (sample(fewer, 5, 0, DRAWS), sample(more, 5, 0, DRAWS)):
        for common in before.keys() & other.keys():
            np.testing.assert_array_equal(before[common], other[common], err_msg=common)
    assert sample(more, 5, 0, DRAWS).keys() - before.keys() == {"population"}
    assert before.keys() - sample(fewer, 5, 0, DRAWS).keys() == {name}


def test_a_draw_is_the_quantile_at_the_hypercube_of_its_name(p: Parameters) -> None:
    for name, values in sample(p, 5, 2, DRAWS).items():
        u = qmc.LatinHypercube(d=1, rng=stream(5, f"parameter:{name}", 2)).random(DRAWS)[:, 0]
        np.testing.assert_array_equal(values, ppf(p.entries[name], u, declarations()[name]), err_msg=name)


@pytest.fixture(scope="module")
def fitted(p: Parameters) -> Parameters:
    common = np.linspace(-1.0, 1.0, MEMBERS)
    own = np.random.default_rng(2).uniform(-1.0, 1.0, MEMBERS)
    columns = [0.1 + 0.05 * common, 0.2 - 0.1 * (0.9 * common + 0.1 * own), 0.3 + 0.1 * own]
    ensemble = Ensemble(JOINT, np.stack(columns, axis=1))
    return p.with_ensemble(ensemble, name="fitted", title="Fitted", narrative="Fitted.", source="a test")


def test_members_are_drawn_whole(fitted: Parameters) -> None:
    drawn = sample(fitted, 1, 0, DRAWS)
    assert fitted.ensemble is not None
    members = {tuple(member) for member in fitted.ensemble.values.tolist()}
    rows = list(zip(*(drawn[name].tolist() for name in JOINT), strict=True))
    assert set(rows) <= members
    assert len(set(rows)) == MEMBERS  # all of them, with fewer members than draws


def test_the_joint_correlation_survives(fitted: Parameters) -> None:
    drawn = sample(fitted, 1, 0, DRAWS)
    assert fitted.ensemble is not None
    correlation = np.corrcoef([drawn[name] for name in JOINT])
    assert np.abs(correlation - np.corrcoef(fitted.ensemble.values.T)).max() < 0.02
    assert correlation[0, 1] < -0.95


@pytest.mark.parametrize("times", [1, 3, 8])
def test_members_are_picked_evenly(fitted: Parameters, times: int) -> None:
    drawn = sample(fitted, 4, 1, times * MEMBERS)["return_rate"]
    counts = np.unique(drawn, return_counts=True)[1]
    assert len(counts) == MEMBERS
    assert abs(counts - times).max() <= 1  # a draw on the edge of a member may round to the next


def test_an_ensemble_leaves_the_other_draws(p: Parameters, fitted: Parameters) -> None:
    before, after = sample(p, 5, 0, DRAWS), sample(fitted, 5, 0, DRAWS)
    assert after.keys() == before.keys() | set(JOINT)
    for name in before.keys() - set(JOINT):
        np.testing.assert_array_equal(before[name], after[name], err_msg=name)


def test_a_column_taken_out_leaves_the_other_draws(fitted: Parameters) -> None:
    before = sample(fitted, 5, 0, DRAWS)
    after = sample(fitted.replace(migration={"return_rate": 0.1}), 5, 0, DRAWS)
    assert before.keys() - after.keys() == {"return_rate"}
    for name, values in after.items():
        np.testing.assert_array_equal(values, before[name], err_msg=name)


def test_members_differ_between_blocks_and_seeds(fitted: Parameters) -> None:
    one = sample(fitted, 5, 0, DRAWS)["return_rate"]
    np.testing.assert_array_equal(one, sample(fitted, 5, 0, DRAWS)["return_rate"])
    for seed, block in ((5, 1), (6, 0)):
        assert not np.array_equal(one, sample(fitted, seed, block, DRAWS)["return_rate"])


def test_blocks_and_seeds_differ(p: Parameters) -> None:
    one = sample(p, 5, 0, DRAWS)
    for other in (sample(p, 5, 1, DRAWS), sample(p, 6, 0, DRAWS)):
        assert not any(np.array_equal(values, other[name]) for name, values in one.items())


def test_streams_are_keyed_by_seed_name_and_block() -> None:
    keys = [(seed, name, block) for seed in (0, 1) for name in ("a", "b") for block in (0, 1)]
    first = {stream(*key).random() for key in keys}
    assert len(first) == len(keys)
    assert stream(0, "a", 0).random() == stream(0, "a", 0).random()


@pytest.mark.parametrize(
    ("draws", "sizes"),
    [(1, (1,)), (BLOCK, (BLOCK,)), (BLOCK + 1, (BLOCK, 1)), (3 * BLOCK, (BLOCK,) * 3)],
)
def test_block_sizes_add_up(draws: int, sizes: tuple[int, ...]) -> None:
    assert block_sizes(draws) == sizes


def test_central_values_stand_where_nothing_is_drawn(p: Parameters) -> None:
    blocks = blocks_of(p, {"return_rate": np.array([0.1, 0.2])})
    assert blocks.migration.return_rate.tolist() == [0.1, 0.2]
    assert blocks.migration.departure_rate == p.migration.departure_rate
    assert blocks.host == p.host
