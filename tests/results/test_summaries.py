import pickle

import numpy as np
import pytest

from tajsim.errors import InputError
from tajsim.results import Summaries, Summary, merge, summarise

from .synthetic import summarised

QUANTILES = np.array([0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])


def draws_of(count: int, rows: int = 20, seed: int = 3) -> np.ndarray:
    """Skewed, fat-tailed draws (rows, count)."""
    rng = np.random.default_rng(seed)
    return (rng.standard_t(5, (rows, count)) + rng.exponential(1, (rows, count))).astype(np.float32)


def rank_error(values: np.ndarray, found: np.ndarray) -> np.ndarray:
    """How far found quantiles (quantile, row) lie from the wanted ones, as a share of the draws."""
    ranks = [[(row < x).mean() for row, x in zip(values, line, strict=True)] for line in found]
    return np.abs(np.array(ranks) - QUANTILES[:, None])


@pytest.mark.parametrize(("draws", "blocks"), [(9_000, 3), (66_000, 16), (100_000, 13), (300_000, 75)])
def test_the_error_is_below_the_monte_carlo_error(draws, blocks):
    values = draws_of(draws)
    merged = merge([summarise(block) for block in np.array_split(values, blocks, axis=1)])
    assert merged.values.shape[-1] == 512
    found = merged.quantiles(QUANTILES)
    monte_carlo = np.sqrt(QUANTILES * (1 - QUANTILES) / values.shape[1])
    error = np.sqrt((rank_error(values, found) ** 2).mean(axis=1))
    assert (error < 0.5 * monte_carlo).all(), error / monte_carlo


def test_blocks_of_different_size_weigh_by_their_draws():
    many, few = np.zeros((1, 9_000), np.float32), np.ones((1, 1_000), np.float32)
    merged = merge([summarise(few), summarise(many)])
    assert merged.share("<", 0.5)[0] == pytest.approx(0.9, abs=1e-3)
    assert merged.share("<=", 0)[0] == pytest.approx(0.9)
    assert merged.quantiles((0.89, 0.91))[:, 0] == pytest.approx([0, 1], abs=0.01)
    assert merged.mean()[0] == pytest.approx(0.1)
    assert merged.count == 10_000


def test_a_block_of_few_draws_is_kept_exactly():
    values = draws_of(101)
    summary = summarise(values)
    np.testing.assert_allclose(
        summary.quantiles(QUANTILES), np.quantile(values.astype(float), QUANTILES, axis=-1)
    )
    np.testing.assert_array_equal(summary.share("<", 0.3), (values < np.float32(0.3)).mean(axis=-1))
    halves = merge([summarise(values[:, :50]), summarise(values[:, 50:])])
    np.testing.assert_array_equal(halves.values, summary.values)


def test_order_of_merging_does_not_matter():
    parts = [summarise(draws_of(count, seed=count)) for count in (3_000, 700, 100)]
    one, other = merge(parts), merge([parts[2], merge([parts[1], parts[0]])])
    values = np.concatenate([draws_of(count, seed=count) for count in (3_000, 700, 100)], axis=1)
    monte_carlo = np.sqrt(QUANTILES * (1 - QUANTILES) / values.shape[1])
    for merged in (one, other):
        error = np.sqrt((rank_error(values, merged.quantiles(QUANTILES)) ** 2).mean(axis=1))
        assert (error < 0.3 * monte_carlo).all(), error / monte_carlo
    np.testing.assert_allclose(one.mean(), other.mean())


def test_draws_that_all_find_room_are_merged_exactly():
    values = draws_of(500)
    values[:, 200:] += np.float32(3)  # blocks need not be alike
    one, two, three = (summarise(part) for part in np.split(values, [200, 350], axis=1))
    for merged in (merge([one, two, three]), merge([three, merge([two, one])])):
        assert merged.holds_every_draw
        np.testing.assert_array_equal(merged.values, np.sort(values, axis=-1))
        np.testing.assert_allclose(
            merged.quantiles(QUANTILES), np.quantile(values.astype(float), QUANTILES, axis=-1)
        )


@pytest.mark.parametrize("blocks", [1, 2, 9, 40])
def test_minimum_and_maximum_are_exact(blocks):
    values = draws_of(60_000)
    values[3, 41_000], values[4, 200], values[5] = -9e6, 7e5, 2.5
    merged = merge([summarise(block) for block in np.array_split(values, blocks, axis=1)])
    np.testing.assert_array_equal(merged.quantiles((0, 1)), [values.min(axis=-1), values.max(axis=-1)])
    np.testing.assert_array_equal(merged.share("<", -9e6), 0)
    assert 0 < merged.share("<=", -9e6)[3] < 2 / 60_000
    np.testing.assert_array_equal(merged.share(">", 7e5), 0)


def test_draws_at_a_floor_count_exactly():
    """What many draws share is no slope: neither below a floor, nor in the middle."""
    values = np.maximum(draws_of(50_000), np.float32(-0.25))
    values[:10][np.abs(values[:10] - 1) < 0.3] = 1.0
    merged = merge([summarise(block) for block in np.array_split(values, 13, axis=1)])
    monte_carlo = np.sqrt(0.25 / values.shape[1])
    for value in (-0.25, 1.0):
        for sign, share in (("<", values < np.float32(value)), ("<=", values <= np.float32(value))):
            gap = np.abs(merged.share(sign, value) - share.mean(axis=-1))
            assert (gap < 0.2 * monte_carlo).all(), (sign, value, gap / monte_carlo)
    assert (merged.quantiles((0.01, 0.1)) == -0.25).all()


def test_quantiles_beyond_what_is_resolved_are_said_to_be_approximate():
    merged = merge([summarise(draws_of(4_096, seed=seed)) for seed in range(3)])
    low, high = merged.resolved
    assert 0 < low < 0.001
    assert high == 1 - low
    merged.quantiles((0, low, 0.001, 0.5, 0.999, high, 1))
    with pytest.warns(UserWarning, match=r"quantile 0\.0001 of 12,288 summarised draws is approximate"):
        merged.quantiles((0.0001, 0.5))
    few = summarise(draws_of(400))
    assert few.resolved == (0, 1)
    few.quantiles((0.0001,))


def test_means_are_exact():
    values = draws_of(5_000)
    merged = merge([summarise(block) for block in np.array_split(values, 3, axis=1)], points=64)
    np.testing.assert_allclose(merged.mean(), values.mean(axis=-1, dtype=float), rtol=1e-12)


def test_shares_match_the_draws():
    values = draws_of(50_000)
    merged = merge([summarise(block) for block in np.array_split(values, 7, axis=1)])
    for sign, share in (("<", (values < -1.5).mean(axis=-1)), (">=", (values >= -1.5).mean(axis=-1))):
        np.testing.assert_allclose(merged.share(sign, -1.5), share, atol=5e-4)
    assert (merged.share("<", -1e6) == 0).all()
    assert (merged.share(">", 1e6) == 0).all()


def test_a_missing_draw_makes_the_row_missing():
    values = draws_of(2_000, rows=2)
    values[0, 5] = np.nan
    merged = merge([summarise(values), summarise(values[:, :100])])
    assert np.isnan(merged.quantiles((0.1, 0.5))[:, 0]).all()
    assert np.isfinite(merged.quantiles((0.1, 0.5))[:, 1]).all()
    assert np.isnan(merged.share("<", 0)[0])


def test_rows_that_differ_do_not_merge():
    with pytest.raises(InputError, match="rows"):
        merge([summarise(np.zeros((2, 5), np.float32)), summarise(np.zeros((3, 5), np.float32))])
    with pytest.raises(InputError, match="rows"):
        merge([])
    one = Summaries.of_block({"gdp": np.ones((2, 1, 5), np.float32)}, {})
    two = Summaries.of_block({"gini": np.ones((2, 1, 5), np.float32)}, {})
    with pytest.raises(InputError, match="different"):
        Summaries.merge([one, two])


def test_a_summary_names_every_part_that_does_not_fit():
    with pytest.raises(InputError, match="3 problems"):
        Summary(np.zeros((2, 4), np.float32), np.ones(3), np.zeros(5), 0)


def test_summaries_travel_between_processes():
    block = Summaries.of_block({"gdp": draws_of(900).reshape(4, 5, 900)}, {})
    again = pickle.loads(pickle.dumps(block))
    key = ("gdp", "Q", "relative")
    np.testing.assert_array_equal(again.get(*key).values, block.get(*key).values)
    assert again.names == ("gdp",)


@pytest.mark.parametrize("name", ["gdp", "inflation", "current_account_usd"])
def test_a_result_without_draws_answers_like_one_with_them(name):
    full, small = summarised(outputs=(name,))
    np.testing.assert_allclose(small.table(name, "Q"), full.table(name, "Q"), rtol=2e-3)
    for scenario in full.scenarios[1:]:
        one, other = full.delta(scenario, name), small.delta(scenario, name)
        assert one.unit == other.unit
        scale = np.ptp(one.table().to_numpy())
        np.testing.assert_allclose(other.table(), one.table(), atol=0.01 * scale)
        np.testing.assert_allclose(other.mean(), one.mean(), rtol=1e-4)
        middle = float(one.table()[0.5].iloc[-1])
        assert other.prob("<", middle, at="2026Q4") == pytest.approx(0.5, abs=0.002)
        assert other.prob("<", middle, at=2026) == pytest.approx(one.prob("<", middle, at=2026), abs=0.002)


def test_a_result_without_draws_says_so():
    _, small = summarised(draws=600, outputs=("gdp",))
    with pytest.raises(InputError, match=r"draws of 'gdp' were not kept.*outputs=\['gdp'\]"):
        small["gdp"]
    with pytest.raises(InputError, match="were not kept"):
        _ = small.delta("crackdown", "gdp").values
    with pytest.raises(InputError, match="'baseline' only"):
        small.delta("crackdown", "gdp", baseline="rouble-shock").table()
    with pytest.raises(InputError, match="'gini' was not kept in this run"):
        small.table("gini")
    assert len(small.summary_frame()) == len(small.summary_frame().dropna())
