"""Random calls of everything public: each returns, or is refused in the library's own words."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.errors import quoted

from . import calls
from .calls import Bases, Call, fuzz

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="there is no alarm that ends a call"),
    pytest.mark.filterwarnings("ignore:.*has no effect in any quarter of the run"),
]


def test_some_hundred_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tally = fuzz(400, seed=20261127)
    assert tally.failed == 0, tally.text()
    assert tally.returned > 50
    assert tally.refused > 50


def test_the_same_seed_makes_the_same_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one, two = fuzz(50, seed=1), fuzz(50, seed=1)
    assert (one.returned, one.refused) == (two.returned, two.refused)


def test_every_public_function_is_called() -> None:
    called = {call.name.split(".")[0].split(" ")[0] for call in calls.bases().calls}
    public = {name for name in ts.__all__ if not name.endswith("Error")}
    assert public - called == {
        "breaks",
        "levers",
        "scenarios",
        "sources",
        "parameter_sets",
        "vintages",
    }  # they take no argument


@contextmanager
def _only(call: Call, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(calls, "bases", lambda: Bases((object(),), (call,), None))
        yield


def test_what_is_raised_otherwise_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(freq: str) -> None:
        raise KeyError(freq)

    with _only(Call("careless", careless, {"freq": "Q"}), monkeypatch):
        tally = fuzz(20, seed=0)
    assert tally.failed == 20
    assert "20 failed" in tally.text()
    assert "KeyError at no line of the library" in tally.text()


def test_a_refusal_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(freq: str) -> None:
        raise ts.InputError(f"not {quoted(freq)}")

    with _only(Call("refusing", refusing, {"freq": "Q"}), monkeypatch):
        tally = fuzz(20, seed=0)
    assert (tally.refused, tally.failed) == (20, 0)
