"""Runs that were stopped and go on: the same bits, nothing computed twice, no folder of another run."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import tajsim as ts
from tajsim.engine.aggregation import OutputArrays
from tajsim.engine.distributed import checkpoint as checkpoints
from tajsim.engine.distributed import summaries
from tajsim.engine.distributed.tree import GROUP, Piece
from tajsim.engine.plan import Plan

from .conftest import BLOCKS, SETTINGS, computed, prepared


class StoppedError(Exception):
    """The machine goes down."""


@pytest.fixture
def blocks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The blocks that were computed; the files of the checkpoint are written as soon as there is news."""
    seen: list[int] = []
    original = summaries.run_block

    def counted(plan: Plan, block: int, target: OutputArrays | None) -> Any:
        seen.append(block)
        return original(plan, block, target)

    monkeypatch.setattr(summaries, "run_block", counted)
    monkeypatch.setattr(checkpoints, "COST", 0)
    return seen


def stop_at(block: int) -> Callable[[int, int], None]:
    def progress(done: int, _: int) -> None:
        if done >= block:
            raise StoppedError

    return progress


@pytest.mark.parametrize("workers", [None, 2, 8], ids=["alone", "groups", "blocks"])
@pytest.mark.parametrize("later", [None, 2, 8], ids=["alone", "groups", "blocks"])
def test_a_run_that_was_stopped_goes_on(
    alone: ts.Result, blocks: list[int], tmp_path: Path, workers: int | None, later: int | None
) -> None:
    def go(many: int | None, **what: Any) -> ts.Result:
        with ThreadPoolExecutor(1) as pool:
            executor: Executor | None = None if many is None else pool
            return computed(executor, workers=many, checkpoint=tmp_path / "kept", **what)

    with pytest.raises(StoppedError):
        go(workers, progress=stop_at(8))
    before = len(blocks)
    steps: list[int] = []
    assert go(later, resume=True, progress=lambda done, _: steps.append(done)) == alone
    assert steps[-1] == BLOCKS
    if workers is None:
        assert before == 8
        assert len(blocks) == BLOCKS, "a block was computed again"
    else:
        assert len(blocks) < before + BLOCKS
    blocks.clear()
    assert go(later, resume=True) == alone
    assert blocks == [], "all was done"


def test_a_block_in_the_middle_of_a_group_is_where_it_goes_on(blocks: list[int], tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        computed(checkpoint=tmp_path, progress=stop_at(2))
    assert blocks == [0, 1]
    computed(checkpoint=tmp_path, resume=True)
    assert blocks == list(range(BLOCKS))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def alter(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def of_another_group(path: Path) -> None:
    path.write_bytes(path.with_name("group-000002.npz").read_bytes())


def empty(path: Path) -> None:
    path.write_text("")


@pytest.mark.parametrize("spoil", [truncate, alter, of_another_group, Path.unlink, empty])
@pytest.mark.parametrize("whole", [False, True], ids=["blocks", "groups"])
def test_a_damaged_file_is_computed_again(
    alone: ts.Result, blocks: list[int], tmp_path: Path, spoil: Callable[[Path], object], whole: bool
) -> None:
    computed(checkpoint=tmp_path)
    blocks.clear()
    spoil(tmp_path / "group-000001.npz")
    with ThreadPoolExecutor(1) as pool:
        assert computed(pool if whole else None, checkpoint=tmp_path, resume=True) == alone
    assert blocks == [3, 4, 5]


def test_a_folder_of_another_run_is_refused(tmp_path: Path) -> None:
    computed(checkpoint=tmp_path)
    with pytest.raises(ts.InputError, match="holds what is done of this run; go on from there with resume"):
        computed(checkpoint=tmp_path)
    for other in ({"seed": 1}, {"outputs": "gini"}, {"end": "2025Q2"}, {"draws": 10}):
        with pytest.raises(ts.InputError, match=r"holds the checkpoint of another run: <.*this one is"):
            computed(checkpoint=tmp_path, resume=True, **other)
    about = json.loads((tmp_path / "run.json").read_text())
    about["run"] = "0" * 64
    (tmp_path / "run.json").write_text(json.dumps(about))
    with pytest.raises(ts.InputError, match="another run"):
        computed(checkpoint=tmp_path, resume=True)


@pytest.mark.parametrize("content", ["", "{}", "[", '{"what": "tajsim checkpoint", "format": 1}'])
def test_a_folder_of_anything_else_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(ts.InputError, match="is not empty and holds no checkpoint; give another folder"):
        computed(checkpoint=tmp_path, resume=True)
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ts.InputError, match=r"cannot keep a checkpoint in .*file"):
        computed(checkpoint=tmp_path / "file")


def test_what_a_checkpoint_cannot_be_of_is_refused(tmp_path: Path) -> None:
    for what in ({"keep": "draws"}, {"draws": None}):
        with pytest.raises(ts.InputError, match=r"checkpoint is .*; that is for draws of which"):
            computed(checkpoint=tmp_path, **what)
    with pytest.raises(ts.InputError, match="resume is True; that needs a checkpoint"):
        computed(resume=True)


def test_files_are_written_seldom_enough() -> None:
    pace = checkpoints.Pace()
    assert pace.due()
    pace.took = 1000.0
    assert not pace.due()


def test_a_group_ends_with_its_run(blocks: list[int]) -> None:
    class Gone:
        def opened(self) -> None:
            if len(blocks) == 2:
                raise ts.TajsimError("the run was ended")

    _, plan = prepared(**{name: value for name, value in SETTINGS.items() if name != "keep"})
    with pytest.raises(ts.TajsimError, match="the run was ended"):
        summaries.Summarise(summaries.NOWHERE, Gone())(plan, Piece(0, 0, 3, GROUP))
    assert blocks == [0, 1]
