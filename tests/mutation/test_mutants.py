"""Mutants are other programs, of every kind and at the right places; samples repeat; trials report."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.mutation.__main__ import main, mutants, sample
from tests.mutation.operators import Mutant, mutants_of
from tests.mutation.server import trial
from tests.mutation.trial import stages

SOURCE = '''
"""A module."""
from dataclasses import dataclass
from functools import lru_cache
__all__ = ["f"]

LIMIT: float = 3.0


@lru_cache(maxsize=2)
def f(a: int | None, b: float = 0.5, *, name="x") -> str | None:
    """Text with 1 + 1."""
    assert a, "not 0"
    if not a or a < 2:
        raise ValueError(f"{a + 1:.3f} is below {b} on “{name}”")
    if g(a, b):
        b += 1
    rows = [min(x, y) for x, y in zip(a, b, strict=True) if x != y]
    rows[0] = -a * b
    print(rows[1:])
    return rows if True else None
'''
EXPECTED = [
    "7 number: 3.0 -> 4.0",
    "11 number: 0.5 -> 1.5",
    "14 and, or: not a or a < 2 -> (not a and a < 2)",
    "14 condition: not a or a < 2 -> (not (not a or a < 2))",
    "14 sign or not: not a -> a",
    "14 comparison: a < 2 -> (a <= 2)",
    "14 comparison: a < 2 -> (a >= 2)",
    "14 number: 2 -> 3",
    '15 statement: raise ValueError(f"{a + 1:.3f} is below {b} on “{name}”") -> pass',
    "15 arithmetic: a + 1 -> (a - 1)",
    "15 number: 1 -> 2",
    "16 argument order: g(a, b) -> g(b, a)",
    "16 condition: g(a, b) -> (not g(a, b))",
    "17 statement: b += 1 -> pass",
    "17 number: 1 -> 2",
    "18 call: min -> max",
    "18 condition: x != y -> True",
    "18 comparison: x != y -> (x == y)",
    "19 statement: rows[0] = -a * b -> pass",
    "19 number: 0 -> 1",
    "19 sign or not: -a -> a",
    "19 arithmetic: -a * b -> (-a / b)",
    "20 statement: print(rows[1:]) -> pass",
    "20 slice: rows[1:] -> rows[:]",
    "20 number: 1 -> 2",
    "21 return: return rows if True else None -> return None",
    "21 condition: True -> (not True)",
    "21 truth: True -> False",
]


def test_what_is_changed_in_a_small_module_and_what_is_left() -> None:
    found = mutants_of("tajsim/some.py", SOURCE)
    assert sorted(m.name for m in found) == sorted(f"tajsim/some.py:{text}" for text in EXPECTED)


@pytest.mark.parametrize("mutant", mutants_of("tajsim/some.py", SOURCE), ids=lambda m: m.name)
def test_each_is_another_program_which_differs_there_alone(mutant: Mutant) -> None:
    changed = mutant.apply(SOURCE)
    assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(SOURCE))
    before, after = SOURCE.splitlines(), changed.splitlines()
    assert [i for i, (x, y) in enumerate(zip(before, after, strict=True), 1) if x != y] == [mutant.line]


def test_a_sample_repeats_holds_every_folder_and_a_larger_one_the_smaller() -> None:
    every = mutants()
    assert len(every) > 10_000
    small, large = sample(every, 60, 7), sample(every, 120, 7)
    assert small == sample(every[:], 60, 7)
    assert {*small} < {*large}
    folders = {path.name for path in Path("tajsim").glob("*/") if (path / "__init__.py").exists()}
    assert {m.folder for m in small} == {*folders, "."}
    assert {*small} != {*sample(every, 60, 8)}
    for mutant in large:
        source = Path(mutant.path).read_text(encoding="utf-8")
        assert ast.dump(ast.parse(mutant.apply(source))) != ast.dump(ast.parse(source)), mutant.name


def test_tests_are_taken_in_order_the_first_seconds_first() -> None:
    times = {"a": 1.0, "b": 1.5, "c": 2.0, "d": 14.0, "e": 30.0}

    def cost(tests: Sequence[str]) -> float:
        return sum(times[test] for test in tests)

    assert list(stages("abcde", cost, 20.0)) == [["a", "b"], ["c", "d"]]
    assert list(stages("e", cost, 20.0)) == [["e"]]
    assert list(stages("", cost, 20.0)) == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*fork")
def test_a_trial_states_what_passes_what_fails_and_what_does_not_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "test_three.py"
    file.write_text(
        "def test_well(): pass\ndef test_ill(): assert 1 == 2\ndef test_long():\n    while True: pass\n"
    )
    monkeypatch.chdir(tmp_path)
    well, ill, long = (f"{file.name}::test_{name}" for name in ("well", "ill", "long"))
    assert trial([well], 60.0) == ("passed", "")
    assert trial([well, ill, long], 60.0) == ("failed", ill)
    assert trial([long], 3.0) == ("failed", "no end within 3 seconds")


def test_without_a_recording_nothing_is_measured(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.mutation.__main__.STORE", tmp_path)
    assert main(["--only", "tajsim/quarters.py", "--sample", "2"]) == 2
    assert "begin with: python -m tests.mutation --record" in capsys.readouterr().err


def test_a_place_without_mutants_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "tajsim/no_such.py"]) == 2
    assert "no mutant is called so" in capsys.readouterr().err
