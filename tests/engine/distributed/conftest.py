"""Runs of many small groups of small blocks: 64 draws a block, three blocks a group, two groups a bundle."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from functools import lru_cache
from typing import Any

import pytest

import tajsim as ts
from tajsim.engine import block, collect, sampling
from tajsim.engine.distributed import carrying, cluster, parts, tree
from tajsim.engine.plan import Plan
from tajsim.engine.request import Request, RunOptions, Settings, read
from tajsim.engine.run import computed as result_of
from tajsim.engine.run import prepare

SIZE = 64
FANS = (1, 1, 3)
BLOCKS = 13  # five groups, three bundles
SETTINGS: dict[str, Any] = {
    "parameters": "world-bank-2024",
    "draws": SIZE * BLOCKS - 10,
    "end": "2025Q1",
    "outputs": "gdp",
    "keep": "summary",
}
_HOW = {field.name for field in dataclasses.fields(Settings)} - {"draws", "seed"}


@lru_cache(maxsize=8)
def prepared(**what: Any) -> tuple[Request, Plan]:
    """A run that is ready to be computed."""
    request = read(RunOptions(**what))
    return request, prepare(request)


def computed(executor: Executor | None = None, **what: Any) -> ts.Result:
    """A run of so many blocks that is over in a moment."""
    everything = SETTINGS | what
    request, plan = prepared(**{name: value for name, value in everything.items() if name not in _HOW})
    how = {name: value for name, value in everything.items() if name in _HOW}
    return result_of(dataclasses.replace(request, executor=executor, **how), plan)


@pytest.fixture(autouse=True, scope="package")
def _small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (sampling, block, collect, parts):
            patch.setattr(module, "BLOCK", SIZE)
        patch.setattr(tree, "FANS", FANS)
        for module in (tree, cluster):
            patch.setattr(module, "BUNDLE", 2)
        sampling.block_sizes.cache_clear()
        yield
    sampling.block_sizes.cache_clear()


@pytest.fixture(scope="package")
def alone(_small: None) -> ts.Result:
    """The run without an executor."""
    return computed()


class Pickling(Executor):
    """Workers that everything reaches, and leaves, as bytes, which are counted; they work when asked.

    fresh: whether the worker of a task, given its number, has seen nothing yet.
    """

    def __init__(self, workers: int = 1, fresh: Callable[[int], bool] = lambda _: False) -> None:
        self._max_workers, self.fresh = workers, fresh
        self.sent: list[int] = []
        self.received: list[int] = []

    def submit(self, work: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        if self.fresh(len(self.sent)):
            carrying._kept.cache_clear()
        content = pickle.dumps((work, arguments), protocol=5)
        self.sent.append(len(content))
        future = Future[Any]()
        work, arguments = pickle.loads(content)
        try:
            answer = pickle.dumps(work(*arguments), protocol=5)
        except Exception as error:
            future.set_exception(error)
            return future
        self.received.append(len(answer))
        future.set_result(pickle.loads(answer))
        return future
