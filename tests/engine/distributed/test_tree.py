"""The tree of merges: the same bits for any tasks, and quantiles as good as those of the draws."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import reduce

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import tajsim as ts
from tajsim.engine.block import Violation
from tajsim.engine.distributed import tree
from tajsim.engine.distributed.tree import (
    BATCH,
    GROUP,
    SECTION,
    Found,
    Group,
    Piece,
    Tree,
    blocks_in,
    groups_of,
    level_of,
    parts_of,
    whole_groups,
)
from tajsim.results.summaries import Summaries, Summary, summarise

from .conftest import BLOCKS, computed

KEY = ("gdp", "Q", "level")


def found(values: NDArray[np.float64], number: int = 0) -> Found:
    worst = [Violation("people", float(abs(values).max()), 0, 0, number)]
    return Found(Summaries({KEY: summarise(values.astype(np.float32))}), worst)


def of_blocks(parts: list[Found]) -> tuple[Summary, list[Violation]]:
    made = Tree()
    for blocks in groups_of(len(parts)):
        group = Group()
        for block in blocks:
            group.add(parts[block])
        made.add(group.found)
    summaries, worst = made.finished()
    return summaries.entries[KEY], worst


def same(one: Summary, other: Summary) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ("values", "ranks", "total")
    )


def test_blocks_batches_and_sections_are_merged_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "FANS", (3, 2, 4))
    rng = np.random.default_rng(1)
    parts = [found(rng.normal(size=(3, 600)), i) for i in range(20)]

    def chain(summaries: Iterable[Summary]) -> Summary:
        return reduce(Summary.merge, summaries)

    singles = [part.summaries.entries[KEY] for part in parts]
    batches = [chain(singles[i : i + 3]) for i in range(0, 20, 3)]
    sections = [chain(batches[i : i + 2]) for i in range(0, 7, 2)]
    summary, worst = of_blocks(parts)
    assert same(summary, chain(sections).compress())
    assert worst == [max((part.worst[0] for part in parts), key=lambda v: v.worst)]


@pytest.mark.parametrize("level", [0, BATCH, SECTION])
@pytest.mark.parametrize("blocks", [1, 5, 17, 24])
def test_a_group_is_the_same_from_pieces_of_any_level(
    monkeypatch: pytest.MonkeyPatch, blocks: int, level: int
) -> None:
    monkeypatch.setattr(tree, "FANS", (3, 2, 4))
    rng = np.random.default_rng(4)
    parts = [found(rng.normal(size=(2, 700)), i) for i in range(blocks)]
    group, even = Group(), []
    for piece in parts_of(range(blocks), level):
        own = Group()
        for block in piece:
            own.add(parts[block])
        group.add(own.found, level)
        even.append((piece.stop, group.even))
    assert all(at_end == (stop % 6 == 0) for stop, at_end in even if stop < blocks)
    assert group.blocks == blocks
    assert same(group.found.summaries.entries[KEY], of_one_group(parts))


def of_one_group(parts: list[Found]) -> Summary:
    group = Group()
    for part in parts:
        group.add(part)
    return group.found.summaries.entries[KEY]


def test_a_group_goes_on_from_its_whole_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "FANS", (3, 2, 4))
    rng = np.random.default_rng(5)
    parts = [found(rng.normal(size=(2, 700)), i) for i in range(20)]
    begun = Group()
    for part in parts[:12]:
        begun.add(part)
    assert begun.even
    later = Group(begun.found)
    for part in parts[12:]:
        later.add(part)
    assert same(later.found.summaries.entries[KEY], of_one_group(parts))


def test_many_groups_keep_quantiles_within_the_error_of_sampling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "FANS", (2, 2, 2))
    monkeypatch.setattr(tree, "BUNDLE", 8)
    rng = np.random.default_rng(2)
    draws = rng.lognormal(size=(256, 2, 1024)).astype(np.float32)
    summary, _ = of_blocks([found(block) for block in draws])
    everything = np.moveaxis(draws, 1, 0).reshape(2, -1)
    count = everything.shape[1]
    assert summary.count == count
    np.testing.assert_allclose(summary.mean(), everything.mean(axis=1, dtype=np.float64), rtol=1e-12)
    np.testing.assert_array_equal(summary.quantiles((0, 1)), np.quantile(everything, (0, 1), axis=1))
    for p in (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99):
        error = np.sqrt(p * (1.0 - p) / count)
        low, high = np.quantile(everything, (p - error, p + error), axis=1)
        assert (low <= summary.quantiles((p,))[0]).all(), p
        assert (summary.quantiles((p,))[0] <= high).all(), p


def test_what_is_held_does_not_grow_with_the_number_of_groups() -> None:
    rng = np.random.default_rng(3)
    made, held = Tree(), []
    for _ in range(40):
        made.add(found(rng.normal(size=(1, 4096))))
        held.append(sum(s.values.size for level in made.levels for s in level.held.values()))
    assert max(held) <= 2 * 512
    group, held = Group(), []
    for _ in range(40):
        group.add(found(rng.normal(size=(1, 4096))))
        held.append(sum(s.values.size for level in group.levels for s in level.held.values()))
    assert max(held) <= 3 * 512


@given(blocks=st.integers(1, 5000), workers=st.integers(1, 300))
def test_every_block_has_a_place_and_no_worker_is_idle_for_long(blocks: int, workers: int) -> None:
    groups = groups_of(blocks)
    assert [block for group in groups for block in group] == list(range(blocks))
    whole = whole_groups(blocks, workers)
    assert 0 <= whole <= len(groups)
    if whole == len(groups):
        rounds = -(-whole // workers)
        assert whole >= 0.8 * rounds * workers
    else:  # those of full size alone, as many for each worker
        assert whole % workers == 0
        assert whole <= blocks // blocks_in(GROUP)


@given(blocks=st.integers(1, 500), workers=st.integers(1, 70))
def test_what_is_spread_keeps_workers_busy(blocks: int, workers: int) -> None:
    level = level_of(blocks, workers)
    assert level < GROUP
    pieces = parts_of(range(blocks), level)
    assert [block for piece in pieces for block in piece] == list(range(blocks))
    if level:
        rounds = -(-len(pieces) // workers)
        assert blocks >= 0.8 * rounds * workers * blocks_in(level)


@pytest.mark.parametrize("fans", [(1, 1, 3), (2, 2, 2), (4, 4, 4)])
@pytest.mark.parametrize("workers", [1, 2, 3, 5])
def test_bits_do_not_depend_on_the_pieces(
    monkeypatch: pytest.MonkeyPatch, workers: int, fans: tuple[int, ...]
) -> None:
    monkeypatch.setattr(tree, "FANS", fans)
    with ThreadPoolExecutor(2) as executor:
        assert computed(executor, workers=workers) == computed()


@pytest.mark.parametrize("workers", [1, 2, 3, 5, 8])
def test_bits_do_not_depend_on_the_size_of_tasks(alone: ts.Result, workers: int) -> None:
    steps: list[int] = []
    with ThreadPoolExecutor(2) as executor:
        result = computed(executor, workers=workers, progress=lambda done, _: steps.append(done))
    assert result == alone
    assert steps == sorted(steps)
    assert steps[-1] == BLOCKS
    assert (len(steps) < BLOCKS) == (workers < 8), "tasks of the same size throughout"


def test_a_piece_is_named_by_its_blocks() -> None:
    assert str(Piece(0, 7, 8)) == "block 7 of draws"
    assert str(Piece(1, 64, 128, GROUP)) == "blocks 64 to 127 of draws"
