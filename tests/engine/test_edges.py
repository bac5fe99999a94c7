"""Runs at the edges of what they may be given, and what their manifests name."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.given import _checked
from tajsim.engine.sharing import Shared
from tajsim.errors import InputError
from tajsim.parameters import declarations
from tests import of_2024


@pytest.mark.parametrize("given", [3, None, 1.5, [], {"a": 1}, True])
def test_a_baseline_is_a_scenario_or_a_name(given: Any) -> None:
    with pytest.raises(InputError, match="it must be a scenario or its name"):
        of_2024.run("crackdown", baseline=given, draws=None, end="2025Q4")


def test_values_of_a_parameter_may_stand_at_the_ends_of_its_range() -> None:
    known = declarations()["wage_elasticity" if "wage_elasticity" in declarations() else "return_rate"]
    assert _checked({known.name: np.array([known.low, known.high])}) == 2
    for outside in (known.low - 1e-9, known.high + 1e-9, np.nan):
        with pytest.raises(InputError, match=rf"{known.name} is .* in draw 1; allowed: "):
            _checked({known.name: np.array([known.low, outside])})


def test_a_manifest_names_the_files_that_the_run_rests_on() -> None:
    what: dict[str, Any] = {"draws": None, "outputs": ["gdp"]}
    past = of_2024.run((), start="2015Q1", end="2015Q4", baseline="history", **what).manifest
    assert past.data
    assert all(name.startswith("history/") and name.endswith(".csv") for name in past.data)
    assert {len(digest) for digest in past.data.values()} == {64}
    assert past.vintage_given == ts.parameters("calibrated-2024").name
    assert past.vintage != past.vintage_given
    ahead = of_2024.run((), end="2025Q4", **what).manifest
    assert "outlooks/baseline.toml" in ahead.data
    assert ahead.vintage_given == ""
    assert ahead.vintage == ts.parameters("calibrated-2024").name


def test_room_that_cannot_be_had_is_reported_in_gibibytes(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    shared = Shared.__new__(Shared)
    monkeypatch.setattr(Shared, "_file", full)
    with pytest.raises(InputError, match=r"cannot reserve 3\.0 GiB .* \(No space left on device\)"):
        shared._reserve(b"", 3 * 2**30)
    with pytest.raises(InputError, match=r"cannot reserve 0\.1 GiB"):
        shared._reserve(b"x" * 2**27, 0)


def test_seeds_draws_and_memory_have_their_limits() -> None:
    def faults(*what: Any) -> list[str]:
        return of_2024.options(
            **dict(zip(("draws", "seed", "keep", "memory_limit"), what, strict=True))
        ).faults()

    assert faults(1, 2**128 - 1, "draws", 0.1) == []
    assert faults(10**9, 0, "auto", 2) == []
    assert faults(None, 257, "summary", 2) == []
    (message,) = faults(1, 2**128, "draws", 1.0)
    assert message.endswith("it must be below 2 to the power of 128")
    assert [text.partition(" is ")[0] for text in faults(0, -1, "all", 0.0)] == [
        "draws", "seed", "keep", "memory_limit",
    ]  # fmt: skip
    (message,) = faults(10**9 + 1, 0, "draws", 1.0)
    assert message.endswith("it must be at most 1,000,000,000")


def test_shared_files_go_at_once_and_their_folders_with_the_last_task(tmp_path: Path) -> None:
    def shared(name: str, tasks: list[Future[Any]]) -> tuple[Shared, Path]:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "draws").write_bytes(b"x")
        made = Shared.__new__(Shared)
        made.tasks, made.folders = deque(tasks), [folder]
        return made, folder

    ended: Future[Any] = Future()
    ended.set_result(None)
    for tasks in ([], [ended], [Future()]):  # what has not begun is cancelled
        one, folder = shared(f"folder {len(tasks)} {id(tasks)}", tasks)
        one.close()
        assert not folder.exists()
    running: list[Future[Any]] = [Future(), Future()]
    for task in running:
        task.set_running_or_notify_cancel()
    one, folder = shared("busy", running)
    one.close()
    assert folder.exists()
    assert not list(folder.iterdir())
    running[0].set_result(None)
    assert folder.exists()
    running[1].set_result(None)
    assert not folder.exists()
