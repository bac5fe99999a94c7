"""What travels between the caller and workers: the plan once, few results, again what did not arrive."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.aggregation import OutputArrays
from tajsim.engine.block import run_block
from tajsim.engine.distributed import carrying, summaries
from tajsim.engine.distributed.carrying import ATTEMPTS, Carrier
from tajsim.engine.distributed.tasks import workers_of
from tajsim.engine.distributed.tree import merged
from tajsim.engine.plan import Plan
from tajsim.errors import TajsimError

from .conftest import SETTINGS, Pickling, computed, prepared
from .test_tree import found


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    carrying._kept.cache_clear()
    yield
    carrying._kept.cache_clear()


def size_of_plan() -> int:
    what = {name: value for name, value in SETTINGS.items() if name != "keep"}
    return len(pickle.dumps(prepared(**what)[1], protocol=5))


def test_the_plan_is_sent_once_a_worker(alone: ts.Result) -> None:
    executor = Pickling(workers=7)  # more than there are groups: block by block
    assert computed(executor) == alone
    plan = size_of_plan()
    assert len(executor.sent) == 13
    assert sum(size > plan for size in executor.sent) == 7
    assert sum(size for size in executor.sent if size <= plan) < 6 * 1000


def test_a_worker_that_has_not_seen_the_plan_is_sent_it(alone: ts.Result) -> None:
    executor = Pickling(workers=7, fresh=lambda number: number in (9, 11))
    assert computed(executor) == alone
    assert len(executor.sent) == 13 + 4  # those after the first of them were on their way already
    assert sum(size > size_of_plan() for size in executor.sent) == 7 + 4


def test_draws_that_are_kept_need_the_plan_once_as_well() -> None:
    executor = Pickling(workers=2)
    assert computed(executor, keep="draws") == computed(keep="draws")
    assert sum(size > size_of_plan() for size in executor.sent) == 2


def test_results_of_whole_groups_stay_small(alone: ts.Result) -> None:
    executor = Pickling(workers=1)
    assert computed(executor) == alone
    assert len(executor.received) == 5
    # as many for 1e8 draw-quarters of two scenarios, 42 outputs over 24 quarters and 6 years
    groups = -(-100_000_000 // (48 * 4096 * 64))
    parts = [found(np.random.default_rng(i).normal(size=(84, 4096)), i) for i in range(64)]
    rows = 42 * 3 * 2 * 30
    assert len(pickle.dumps(merged(parts), protocol=5)) * rows / 84 * groups < 300e6


@pytest.mark.parametrize("failures", [1, ATTEMPTS - 1, ATTEMPTS])
def test_what_the_system_refuses_is_tried_again(
    failures: int, monkeypatch: pytest.MonkeyPatch, alone: ts.Result
) -> None:
    left = [failures]

    def flaky(plan: Plan, block: int, target: OutputArrays | None) -> Any:
        if block == 4 and left[0]:
            left[0] -= 1
            raise OSError("the file server is away")
        return run_block(plan, block, target)

    monkeypatch.setattr(carrying, "PAUSE", 0.0)
    monkeypatch.setattr(summaries, "run_block", flaky)
    executor = Pickling(workers=7)
    if failures < ATTEMPTS:
        assert computed(executor) == alone
    else:
        with pytest.raises(TajsimError, match=r"block 4 of draws failed 3 times; .* is away"):
            computed(executor)


class Cancelling(Pickling):
    """Cancels the second task it is given, and so many after it."""

    def __init__(self, times: int) -> None:
        super().__init__(workers=7)
        self.times = times

    def submit(self, work: object, /, *arguments: object, **named: object) -> Future[Any]:
        if self.sent and self.times:
            self.times -= 1
            future = Future[Any]()
            future.set_exception(CancelledError())
            return future
        return super().submit(work, *arguments, **named)


def test_what_was_cancelled_is_handed_in_again(alone: ts.Result) -> None:
    assert computed(Cancelling(2)) == alone
    with pytest.raises(TajsimError, match="block 1 of draws was cancelled 3 times"):
        computed(Cancelling(1000))


def test_a_job_without_the_plan_is_small() -> None:
    plan = prepared(**{name: value for name, value in SETTINGS.items() if name != "keep"})[1]
    job = Carrier.of(plan, run_block)
    assert len(pickle.dumps(job.empty)) < 1000 < len(pickle.dumps(plan)) < len(pickle.dumps(job.loaded))


def test_workers_are_those_of_the_executor_or_as_many_as_is_said() -> None:
    assert workers_of(Pickling(workers=3)) == 3
    assert workers_of(Pickling(workers=3), 40) == 40
    mpi = Pickling(workers=0)
    mpi.num_workers = 6  # type: ignore[attr-defined]
    assert workers_of(mpi) == 6
