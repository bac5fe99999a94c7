"""A real Dask cluster on this machine: the same bits, also when a worker is killed in the middle."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tajsim as ts
from tajsim.engine.distributed import cluster as on_cluster
from tajsim.engine.distributed.tasks import workers_of
from tajsim.engine.distributed.tree import Found, Tree
from tajsim.engine.plan import Plan
from tajsim.errors import AccountingError, TajsimError

from .conftest import BLOCKS, computed

distributed = pytest.importorskip("distributed", reason="needs pip install 'tajsim[distributed]'")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """Two workers of one thread, in processes of their own."""
    quiet = {
        "logging.distributed": "critical",
        "distributed.worker.preload": [str(Path(__file__).with_name("small.py"))],
    }
    import dask

    with (
        dask.config.set(quiet),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
        ) as local,
        distributed.Client(local) as client,
    ):
        yield client


@pytest.mark.parametrize("workers", [2, 9], ids=["groups", "blocks"])
def test_bits_are_those_of_this_process(client: Any, alone: ts.Result, workers: int) -> None:
    steps: list[int] = []
    executor = client.get_executor()
    assert workers_of(executor) == 2
    assert computed(executor, workers=workers, progress=lambda done, _: steps.append(done)) == alone
    assert steps == sorted(steps)
    assert steps[-1] == BLOCKS


def test_the_caller_gets_one_summary_a_bundle(
    client: Any, alone: ts.Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    received: list[int] = []

    class Counted(Tree):
        def add(self, part: Found, level: int = 0) -> None:
            received.append(len(pickle.dumps(part, protocol=5)))
            super().add(part, level)

    monkeypatch.setattr(on_cluster, "Tree", Counted)
    assert computed(client.get_executor()) == alone
    assert len(received) == 3


def test_draws_that_are_kept_are_those_of_this_process(client: Any) -> None:
    assert computed(client.get_executor(), keep="draws") == computed(keep="draws")


@pytest.mark.parametrize("workers", [2, 9], ids=["groups", "blocks"])
def test_a_run_that_was_stopped_goes_on(client: Any, alone: ts.Result, tmp_path: Path, workers: int) -> None:
    def stop(done: int, _: int) -> None:
        if done >= 8:
            raise KeyboardInterrupt

    executor = client.get_executor()
    with pytest.raises(KeyboardInterrupt):
        computed(executor, workers=workers, checkpoint=tmp_path, progress=stop)
    assert list(tmp_path.glob("group-*.npz"))
    assert computed(executor, workers=workers, checkpoint=tmp_path, resume=True) == alone


def not_conserved(plan: Plan, piece: Any) -> None:
    raise AccountingError("people are not conserved")


def ends(plan: Plan, piece: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_a_block_raises_is_raised(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_cluster, "Summarise", lambda storage: not_conserved)
    with pytest.raises(AccountingError, match="people are not conserved"):
        computed(client.get_executor())


def test_a_worker_that_is_killed_in_the_middle_costs_nothing_but_time(client: Any, alone: ts.Result) -> None:
    killed: list[int] = []

    def kill(done: int, _: int) -> None:
        if done >= 4 and not killed:
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    assert computed(client.get_executor(), workers=9, progress=kill) == alone
    assert len(killed) == 1
    client.wait_for_workers(2, timeout=30)


def test_a_block_that_kills_every_worker_is_named(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_cluster, "Summarise", lambda storage: ends)
    client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 0))
    with pytest.raises(TajsimError, match=r"of draws: every worker that computed this was lost"):
        computed(client.get_executor())
