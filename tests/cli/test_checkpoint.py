"""`tajsim run --checkpoint`, `--resume`, `--parts` and `--scheduler`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .conftest import Call

RUN = (
    "run",
    "crackdown",
    "--vintage",
    "world-bank-2024",
    "--draws",
    "20",
    "--end",
    "2026Q4",
    "--outputs",
    "gdp",
)


def test_a_run_goes_on_from_its_checkpoint(call: Call, tmp_path: Path) -> None:
    assert call(*RUN, "--checkpoint", "kept", "--out", "one").code == 0
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["group-000000.npz", "run.json"]
    again = call(*RUN, "--checkpoint", "kept", "--out", "two")
    assert (again.code, again.out) == (2, "")
    assert "kept holds what is done of this run; go on from there with resume=True (--resume)" in again.err
    assert call(*RUN, "--checkpoint", "kept", "--resume", "--out", "two").code == 0
    for name in ("summary.csv", "manifest.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    other = call(*RUN, "--seed", "1", "--checkpoint", "kept", "--resume")
    assert other.code == 2
    assert "kept holds the checkpoint of another run" in other.err


def test_resume_needs_a_checkpoint_and_neither_goes_with_a_manifest(call: Call, tmp_path: Path) -> None:
    alone = call(*RUN, "--resume")
    assert alone.code == 2
    assert "that needs a checkpoint to go on from" in alone.err
    assert call(*RUN, "--out", "one").code == 0
    done = call("run", "--manifest", "one/manifest.json", "--checkpoint", "kept", "--parts", "parts")
    assert done.code == 2
    assert "--checkpoint contradicts --manifest" in done.err
    assert "--parts contradicts --manifest" in done.err


def test_draws_are_written_to_a_folder(call: Call, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pip install 'tajsim[parquet]'")
    assert call(*RUN, "--parts", "parts", "--out", "one").code == 0
    table = parquet.read_table(tmp_path / "parts" / "annual" / "block-000000.parquet")
    assert table.column_names == ["scenario", "year", "draw", "gdp"]
    assert table.num_rows == 2 * 2 * 20
    manifest = "manifest.json"
    assert (tmp_path / "parts" / manifest).read_bytes() == (tmp_path / "one" / manifest).read_bytes()


def test_a_cluster_needs_its_extra(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = call(*RUN, "--scheduler", "tcp://127.0.0.1:1")
    assert (done.code, done.out) == (1, "")
    assert "--scheduler needs an optional package: pip install 'tajsim[distributed]'" in done.err


def test_a_scheduler_that_does_not_answer_is_named(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="needs pip install 'tajsim[distributed]'")
    monkeypatch.setattr("tajsim.cli.workers._ANSWER", 0.2)
    done = call(*RUN, "--scheduler", "tcp://127.0.0.1:1")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("tajsim: no scheduler of a cluster answers at tcp://127.0.0.1:1 (")


def test_a_run_on_a_cluster_prints_the_same(call: Call) -> None:
    distributed = pytest.importorskip("distributed", reason="needs pip install 'tajsim[distributed]'")
    here = call(*RUN, "--draws", "5000", "--json", "--checkpoint", "one")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address="127.0.0.1:0"
    ) as local:
        there = call(
            *RUN, "--draws", "5000", "--json", "--checkpoint", "two", "--scheduler", local.scheduler_address
        )
    assert (here.code, there.code) == (0, 0)
    assert there.out == here.out
