"""The list of mutants does not rot, and a trial tells a fault that is noticed from one that is not."""

from __future__ import annotations

import ast
import dataclasses
import functools
from pathlib import Path

import pytest

import tajsim
from tests.mutation.__main__ import main
from tests.mutation.mutants import ROOT, Mutant, mutants
from tests.mutation.trial import failing, laboratory, verdict

BLOCKS = (
    "host", "policy", "migration", "remittances", "external", "prices", "households", "demand", "trade",
    "fiscal", "banks", "labour", "welfare", "distribution", "economy", "initial", "opening", "accounts",
    "outputs",
)  # fmt: skip
INSTALLED = Path(tajsim.__file__).parents[1]
QUICK = [
    m for m in mutants() if m.name in ("growth-taken-a-quarter-for-a-year", "phillips-sign", "no-diversion")
]


def test_every_block_has_its_share() -> None:
    found = [m.block for m in mutants()]
    assert len(found) >= 200
    assert {block: found.count(block) >= 7 for block in BLOCKS} == dict.fromkeys(BLOCKS, True)


def test_no_name_is_given_twice_in_a_block() -> None:
    names = [(m.block, m.name) for m in mutants()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("mutant", mutants(), ids=lambda m: f"{m.block}/{m.name}")
def test_the_old_text_occurs_once_and_the_new_one_is_another_program(mutant: Mutant) -> None:
    """A change in a comment or a docstring alone would be no fault."""
    source = (INSTALLED / mutant.path).read_text(encoding="utf-8")
    assert _code(mutant.apply(source)) != _code(source)


def test_a_text_that_is_gone_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"host/gone: 'not there' occurs 0 times"):
        Mutant("host", "gone", "not there", "").apply("x = 1\n")


@functools.cache
def _code(source: str) -> str:
    """What a source does: its tree without docstrings and comments."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
    return ast.dump(tree)


@pytest.mark.slow
def test_trials_tell_killed_from_survived_and_broken() -> None:
    with laboratory() as here:
        assert failing(here, ("tests/model/test_numeric.py",)) == ""
        for mutant in QUICK:
            found = verdict(here, mutant)
            assert (found.outcome, "::" in found.by) == ("killed", True), mutant
        first = QUICK[0]
        assert verdict(here, dataclasses.replace(first, old="not there")).outcome == "broken"
        unimportable = verdict(here, dataclasses.replace(first, new="1.0, 0.5) + no_such_name(("))
        assert unimportable.outcome == "broken"
        whole = (here / first.path).read_text(encoding="utf-8")
    assert whole == (ROOT / first.path).read_text(encoding="utf-8")


def test_a_name_that_is_not_in_the_list_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "no-such-mutant"]) == 2
    assert "no mutant is called so" in capsys.readouterr().err
