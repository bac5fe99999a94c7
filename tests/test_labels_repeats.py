"""What comes more than once is found in one pass, wherever a list of any length is checked."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tajsim as ts
from tajsim.golden.text import _shocks
from tajsim.labels import repeated
from tajsim.scenarios.shock import Shock

MANY = 2_000


def test_items_that_come_again_in_their_order() -> None:
    assert repeated(["b", "a", "c", "a", "b", "b"]) == {"b": 3, "a": 2}
    assert list(repeated("banana")) == ["a", "n"]
    assert repeated(iter(range(1000))) == {}


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One item for every time that two shocks were compared."""
    seen: list[None] = []
    real = Shock.__eq__

    def counting(self: Shock, other: object) -> Any:
        seen.append(None)
        return real(self, other)

    monkeypatch.setattr(Shock, "__eq__", counting)
    return seen


def shocks(count: int) -> list[ts.Shock]:
    return [ts.Shock("rub_per_usd", multiply=1.0 + i / 1e6) for i in range(1, count + 1)]


WORK: dict[str, Callable[[ts.Scenario, Path], object]] = {
    "built": lambda many, _: ts.Scenario("again", many.shocks),
    "added": lambda many, _: many + ts.Scenario("b", shocks(10)),
    "compared": lambda many, _: many == ts.Scenario("many", many.shocks),
    "written and read": lambda many, path: ts.scenario(many.to_toml(path)),
    "digested": lambda many, _: many.digest(),
    "scaled": lambda many, _: many.scale(0.5),
    "combined": lambda many, _: many.modifiers(["2025Q1"]),
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_many_shocks_take_a_time_in_proportion(
    work: Callable[[ts.Scenario, Path], object], compared: list[None], tmp_path: Path
) -> None:
    many = ts.Scenario("many", shocks(MANY))
    compared.clear()
    work(many, tmp_path / "many.toml")
    assert len(compared) <= 5 * MANY


def test_one_wrong_name_in_many_shocks_is_looked_up_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    real = difflib.get_close_matches

    def counting(name: str, *rest: Any, **named: Any) -> list[str]:
        looked.append(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(difflib, "get_close_matches", counting)
    wrong = [ts.Shock("remitances", add=float(i)) for i in range(1, 300)]
    with pytest.raises(ts.InputError) as caught:
        ts.scenario(ts.Scenario("many", wrong).to_toml(tmp_path / "many.toml"))
    assert len(caught.value.problems) == 299
    assert looked in (["remitances"], [])


def test_shocks_given_twice_are_still_reported() -> None:
    one = ts.Shock("rub_per_usd", multiply=1.5)
    idle = ts.Shock("rub_per_usd", multiply=1.0)
    with pytest.raises(ts.InputError) as caught:
        ts.Scenario("s", [one, *shocks(3), one, idle, idle, one])
    assert caught.value.problems == (f"the same shock is given 3 times: {one}",)


def test_edited_shocks_are_paired_by_operation_and_target() -> None:
    then = ("add gdp 1", "add gdp 2", "set oil 3", "set rub 4")
    now = ("set oil 3", "add gdp 5", "add tax 6")
    assert _shocks(then, now) == [
        "shock add gdp 1 -> add gdp 5",
        "shock gone: add gdp 2",
        "shock gone: set rub 4",
        "shock new: add tax 6",
    ]
    shown = _shocks(tuple(f"add a {i}" for i in range(5_000)), tuple(f"add b {i}" for i in range(5_000)))
    assert len(shown) == 10_000
