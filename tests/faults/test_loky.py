"""Executors of loky: the same bits, and new workers where one is killed in the middle of a run."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from .test_executors import computed

loky = pytest.importorskip("loky", reason="needs pip install loky")


@pytest.fixture
def executor() -> Iterator[Any]:
    """Two processes."""
    made = loky.get_reusable_executor(max_workers=2)
    yield made
    loky.get_reusable_executor(max_workers=2).shutdown(wait=True)


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_a_worker_that_is_killed_is_replaced(executor: Any) -> None:
    killed: list[int] = []

    def kill(done: int, _: int) -> None:
        if done == 1:
            killed.append(executor.submit(os.getpid).result())
            os.kill(killed[0], signal.SIGKILL)

    for keep in ("summary", "draws"):
        killed.clear()
        alone = computed(None, 5, keep=keep)  # type: ignore[arg-type]
        found = computed(loky.get_reusable_executor(max_workers=2), 5, keep=keep, progress=kill)
        assert found == alone
        assert len(killed) == 1
        executor = loky.get_reusable_executor(max_workers=2)
