"""What somebody who knows the country would ask: each line of `referee.toml`, on every parameter set.

A statement gives sign, size or order of one output in one period, with the source of its bounds. What a shock
does is the median of draws, a level that of the single path, as everywhere. Those that are not met are listed
in MISSED, exactly.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import tajsim as ts
from tajsim.analysis.expectations import reached
from tajsim.errors import Problems
from tajsim.parameters import parameter_set_names
from tajsim.scenarios.expectation import LEVEL, Expectation
from tajsim.scenarios.library import Reader
from tajsim.scenarios.target import target_problems, targets
from tests.of_2024 import run

STATEMENTS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("referee.toml").read_text(encoding="utf-8")
)["statement"]
DRAWS = 300
MISSED: set[tuple[str, str, str]] = set()
"""Topic, words and set of those that are not met; the list is exact, so that it changes knowingly."""


def claim(s: dict[str, Any]) -> Expectation:
    """The bounds of a statement, checked as those of scenarios are."""
    return Expectation(
        s["says"], s["output"], s["at"], s.get("measure", LEVEL), above=s.get("above"), below=s.get("below")
    )


def name_of(s: dict[str, Any]) -> str:
    """The scenario of a statement: one that is shipped, or one of its own shocks."""
    return str(s["scenario"]) if "scenario" in s else f"own {STATEMENTS.index(s)}"


@cache
def answers(parameter_set: str) -> ts.Result:
    """One run of everything that is asked."""
    named = {s[key] for s in STATEMENTS for key in ("scenario", "than") if key in s} - {"baseline"}
    own = [own_scenario(s) for s in STATEMENTS if "shocks" in s]
    asked = sorted({s["output"] for s in STATEMENTS})
    return run([*sorted(named), *own], parameters=parameter_set, start="2025Q1", draws=DRAWS, outputs=asked)


def own_scenario(s: dict[str, Any]) -> ts.Scenario:
    """The scenario of a statement's own shocks, written and checked as in a scenario file."""
    problems, known = Problems(f"{s['topic']}: {s['says']}"), targets()
    reader = Reader(problems, ts.scenario, lambda shock: target_problems(shock, known))
    table = {"title": s["topic"], "narrative": s["says"], "shocks": s["shocks"]}
    made = reader.scenario(table, name_of(s))
    problems.raise_if_any()
    assert made is not None
    return made


def test_it_is_a_list_worth_having() -> None:
    assert len(STATEMENTS) >= 60
    assert all(s["source"].strip() and s["topic"].strip() for s in STATEMENTS)
    assert len({(s["topic"], s["says"]) for s in STATEMENTS}) == len(STATEMENTS)
    assert {name for s in STATEMENTS for name in s.get("sets", ())} <= set(parameter_set_names())


@pytest.mark.parametrize(
    ("s", "parameter_set"),
    [
        pytest.param(s, name, id=f"{s['topic']}: {s['says']}-{name}")
        for s in STATEMENTS
        for name in s.get("sets", parameter_set_names())
    ],
)
def test_a_referee_would_agree(s: dict[str, Any], parameter_set: str) -> None:
    r, e = answers(parameter_set), claim(s)
    value = reached(r, name_of(s), e)
    if "than" in s:
        value -= reached(r, s["than"], e)
    met = e.met(value)
    assert met != ((s["topic"], s["says"], parameter_set) in MISSED), f"{e}: {value:g}. {s['source']}"
