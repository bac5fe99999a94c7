"""The command line at its edges: full years, several problems at once, a reader that is gone, defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import tajsim as ts
from tajsim.cli import entry
from tajsim.cli.request import _is_full, _period
from tajsim.defaults import BASE_SET
from tajsim.errors import InputError, TajsimError
from tajsim.quarters import Quarter

from .conftest import Call


@pytest.mark.parametrize(
    ("start", "end", "full"),
    [("2026Q1", "2026Q4", True), ("2026Q2", "2027Q1", False), ("2025Q4", "2026Q3", False),
     ("2025Q4", "2027Q1", True), ("2026Q1", "2026Q3", False)],
)  # fmt: skip
def test_a_year_is_full_from_its_first_to_its_last_quarter(start: str, end: str, full: bool) -> None:
    first, last = Quarter.parse(start), Quarter.parse(end)
    assert _is_full(2026, first, last) == full
    if full:
        assert _period(" 2026 ", first, last) == "2026"
    else:
        with pytest.raises(InputError):
            _period("2026", first, last)


def test_a_scenario_without_a_size_is_reported_beside_every_other_problem(call: Call, tmp_path: Path) -> None:
    bare = ts.Scenario("bare").to_toml(tmp_path / "bare.toml")
    done = call("solve", str(bare), "--prob", "2", "--draws", "0")
    assert done.code == 2
    assert [line.partition(";")[0] for line in done.err.splitlines()] == [
        "tajsim: cannot solve: --prob is '2'",
        "  and scenario 'bare' has no shocks, so it has no size",
        "  and --draws is '0'",
    ]


@pytest.mark.parametrize(
    ("error", "code", "silent", "message"),
    [
        (BrokenPipeError(), entry.BROKEN_PIPE, 1, ""),
        (OSError(28, "No space left on device"), 1, 1, "cannot go on: No space left on device"),
        (OSError("odd"), 1, 1, "cannot go on: odd"),
        (MemoryError(), 1, 0, "out of memory; take fewer --draws"),
        (KeyboardInterrupt(), entry.INTERRUPTED, 0, "interrupted; nothing was left half written"),
        (TajsimError("lost"), 1, 0, "lost"),
        (InputError("bad", ["one", "two"]), 2, 0, "bad: one"),
        (SystemExit(0), 0, 0, ""),
        (SystemExit("text"), 0, 0, ""),
    ],
)
def test_how_a_command_ends(
    error: BaseException,
    code: int,
    silent: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    calls: list[int] = []

    def fail(_: Any) -> None:
        raise error

    monkeypatch.setattr(entry, "_dispatch", fail)
    monkeypatch.setattr(entry, "silence", lambda: calls.append(1))
    assert entry._code_of(["run"]) == code
    assert len(calls) == silent
    out, err = capsys.readouterr()
    assert message in err
    assert bool(err) == bool(message)
    assert out == ""


def test_targets_stand_in_the_order_of_their_blocks(call: Call, found_targets: pd.DataFrame) -> None:
    found = found_targets
    heads = [
        line.split()[0]
        for line in call("targets", "--vintage", BASE_SET).out.splitlines()
        if " unit" in line and "moves" in line
    ]
    assert heads == list(dict.fromkeys(found.loc[found["shock"], "block"]))
    assert heads != sorted(heads)
