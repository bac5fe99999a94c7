"""Add-factors that are remembered are those that are solved, to the bit, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import tajsim as ts
from tajsim.defaults import BASE_SET
from tajsim.drivers.outlook import outlook
from tajsim.engine import outlook_met, run
from tajsim.engine.baseline import solve
from tajsim.engine.plan import Plan
from tajsim.engine.request import RunOptions, read
from tajsim.model.state import AddFactors


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache folder of the test's own, and nothing in memory."""
    monkeypatch.setenv("TAJSIM_CACHE", str(tmp_path / "kept"))
    another_process()
    yield tmp_path / "kept"
    another_process()


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one each time that add-factors are solved."""
    times: list[int] = []

    def counting(*given: object, **named: object) -> tuple[AddFactors, ...]:
        times.append(1)
        return solve(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(run.baselines, "solve", counting)
    return times


def plan(**given: object) -> Plan:
    return run.prepare(read(RunOptions(**{"draws": None, "end": "2026Q4", "parameters": BASE_SET, **given})))  # type: ignore[arg-type]


def bits(found: Plan) -> bytes:
    return np.array(found.add_factors).tobytes()


def another_process() -> None:
    outlook_met._held.cache_clear()
    outlook_met._held_paths.cache_clear()


def test_they_are_solved_once_and_the_same_to_the_bit(solved: list[int], kept: Path) -> None:
    first = plan(scenarios="crackdown")
    again = plan(scenarios="visa-regime", draws=20, seed=3)
    another_process()
    later = plan()
    assert len(solved) == 1
    assert bits(first) == bits(again) == bits(later)
    assert all(type(value) is float for value in later.add_factors[0])
    assert len(list(kept.glob("add-factors-*"))) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"end": "2027Q4"},
        {"parameters": "world-bank-2024"},
        {"parameters": ts.parameters().replace(pass_through_year=0.3)},
        {"baseline": "own.toml"},
    ],
    ids=["quarters", "set", "changed", "outlook"],
)
def test_other_inputs_are_solved_anew(
    other: dict[str, object], solved: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    growth = (
        '[targets.gdp_growth]\nvalues = { 2025 = 7.5, 2026 = 5.0 }\nsource = "mine"\npublished = ["2025-09"]'
    )
    Path("own.toml").write_text(f'extends = "baseline"\ntitle = "Own"\nnarrative = "Own."\n{growth}')
    first = plan()
    changed = plan(**other)
    assert len(solved) == 2
    assert bits(changed) != bits(first)
    plan(**other)
    assert len(solved) == 2, "in the same process what is one's own is remembered as well"


def test_of_what_is_ones_own_nothing_is_left_on_disk(kept: Path) -> None:
    plan(parameters=ts.parameters().replace(pass_through_year=0.3))
    assert not list(kept.glob("add-factors-*"))


def test_what_fails_fails_each_time(solved: list[int]) -> None:
    found = plan()

    def fails() -> tuple[AddFactors, ...]:
        solved.append(1)
        raise ts.InputError("cannot be reached")

    own = outlook("baseline")
    asked = replace(found, outlook=replace(own, name="own"))
    solved.clear()
    for _ in range(2):
        with pytest.raises(ts.InputError, match="cannot be reached"):
            outlook_met.once(asked, found.paths, fails)
    assert len(solved) == 2


def test_without_a_folder_they_are_solved_in_each_process(
    solved: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAJSIM_CACHE", "off")
    first = plan()
    another_process()
    assert bits(plan()) == bits(first)
    assert len(solved) == 2


def test_paths_of_the_drivers_are_kept_to_the_bit(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def paths(found: Plan) -> list[tuple[str, bytes]]:
        return [(name, path.tobytes()) for name, path in found.paths.items()]

    first, other = plan(), plan(baseline="none")
    assert len(list(kept.glob("driver-paths-*"))) == 2
    own = ts.parameters(BASE_SET).replace(oil_price_base=61.0)
    assert paths(plan(parameters=own)) != paths(first)
    assert len(list(kept.glob("driver-paths-*"))) == 2, "of what is one's own nothing is left on disk"
    another_process()
    monkeypatch.setattr("tajsim.drivers.outlook.smooth", lambda *_: pytest.fail("laid out again"))
    assert paths(plan()) == paths(first)
    assert paths(plan(baseline="none")) == paths(other)
