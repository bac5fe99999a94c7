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
from tajsim.engine.run import run
from tajsim.parameters import parameter_set_names
from tajsim.scenarios.expectation import LEVEL, Expectation

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
    own = [
        ts.Scenario(name_of(s), [shock(**each) for each in s["shocks"]]) for s in STATEMENTS if "shocks" in s
    ]
    asked = sorted({s["output"] for s in STATEMENTS})
    return run([*sorted(named), *own], parameters=parameter_set, draws=DRAWS, outputs=asked)


def shock(target: str, shape: str, start: str, quarters: int | None = None, **how: float) -> ts.Shock:
    """A shock as files write it."""
    ((operation, value),) = how.items()
    made = ts.step(value, start) if shape == "step" else ts.pulse(value, start, quarters)
    return ts.Shock(target, **{operation: made})


def test_it_is_a_list_worth_having() -> None:
    assert len(STATEMENTS) >= 60
    assert all(s["source"].strip() and s["topic"].strip() for s in STATEMENTS)
    assert len({(s["topic"], s["says"]) for s in STATEMENTS}) == len(STATEMENTS)


@pytest.mark.parametrize("parameter_set", parameter_set_names())
@pytest.mark.parametrize("s", STATEMENTS, ids=lambda s: f"{s['topic']}: {s['says']}")
def test_a_referee_would_agree(s: dict[str, Any], parameter_set: str) -> None:
    if parameter_set not in s.get("sets", parameter_set_names()):
        return
    r, e = answers(parameter_set), claim(s)
    value = reached(r, name_of(s), e)
    if "than" in s:
        value -= reached(r, s["than"], e)
    met = e.met(value)
    assert met != ((s["topic"], s["says"], parameter_set) in MISSED), f"{e}: {value:g}. {s['source']}"
