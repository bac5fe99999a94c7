"""What is taken where nothing is asked for is the same in every function and command."""

from __future__ import annotations

import inspect
from typing import Any

import matplotlib as mpl
import pytest

import tajsim as ts
from tajsim import defaults
from tajsim.analysis.decomposition.picture import waterfall
from tajsim.cli.parser import COMMANDS, command_parser
from tajsim.plots import compare
from tajsim.report.subject import subject
from tajsim.results.periods import default_period
from tests.results import synthetic

mpl.use("Agg")
OTHERS = {
    "policy_search": defaults.SEARCH_DRAWS,
    "expectations": defaults.CLAIM_DRAWS,
    "published_responses": defaults.RESPONSE_DRAWS,
    "plausibility": defaults.PATHS,
    "calibrate": defaults.PRIOR_DRAWS,
    "explore": defaults.PAGE_DRAWS,
    "nowcast": defaults.NOWCAST_DRAWS,
}
"""Functions that do not take the draws of a run; why, `tajsim.defaults` says."""
COMMON = {
    "seed": 0,
    "start": "2025Q1",
    "end": "2030Q4",
    "parameters": "nowcast-2025",
    "baseline": "baseline",
}
FROM_2024 = {"nowcast", "new_round", "historical_decomposition", "published_responses"}
"""Functions that give figures of 2025 to the set before, or are about the past."""
PAST = {
    "backtest",
    "partial_backtest",
    "episodes",
    "history",
    "breaks",
}  # their years and priors are those of the past


def options(function: Any) -> dict[str, Any]:
    return {
        name: p.default
        for name, p in inspect.signature(function).parameters.items()
        if p.default is not inspect.Parameter.empty
    }


FUNCTIONS = {name: f for name in ts.__all__ if inspect.isfunction(f := getattr(ts, name))}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_agree(name: str) -> None:
    given = options(FUNCTIONS[name])
    if "draws" in given:
        assert given["draws"] == OTHERS.get(name, defaults.DRAWS)
    if "trials_draws" in given:
        assert given["trials_draws"] == defaults.TRIALS
    if given.get("at") is not None:
        assert given["at"] == str(defaults.YEAR)
    for option, value in COMMON.items():
        if given.get(option) is not None and name not in PAST:
            other = option == "parameters" and name in FROM_2024
            assert given[option] == (defaults.BASE_SET if other else value)


@pytest.mark.parametrize(
    ("command", "function"),
    [("run", ts.run), ("solve", ts.solve), ("sensitivity", ts.sensitivity), ("backtest", ts.backtest)],
)
def test_commands_take_what_functions_take(command: str, function: Any) -> None:
    parser, given = command_parser(command), options(function)
    same = {"vintage": "parameters", "trials": "trials_draws"}
    found = {a.dest: a.default for a in parser._actions if a.default not in (None, False, "==SUPPRESS==")}
    compared = {dest: value for dest, value in found.items() if same.get(dest, dest) in given}
    assert {"seed", "vintage"} <= compared.keys()
    for dest, value in compared.items():
        shown = given[same.get(dest, dest)]
        if dest == "until":
            assert value == " ".join(f"{part:g}" if isinstance(part, float) else part for part in shown)
        elif dest == "span":
            assert tuple(map(float, value.split(","))) == shown
        elif isinstance(shown, float):
            assert float(value) == shown
        else:
            assert value == str(shown)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_commands_says_the_same(command: str) -> None:
    for action in command_parser(command)._actions:
        shown = action.help or ""
        if action.dest == "draws":
            draws = {
                "plausibility": defaults.PATHS,
                "policy": defaults.SEARCH_DRAWS,
                "explore": defaults.PAGE_DRAWS,
            }
            usual = str(draws.get(command, defaults.DRAWS))
            assert usual in shown or action.default == usual
        if action.dest == "at" and command not in ("solve", "policy"):  # a condition holds in any quarter
            assert str(defaults.YEAR) in shown or action.default == str(defaults.YEAR)


def test_the_period_reported_is_one_rule() -> None:
    import matplotlib.pyplot as plt

    for quarters, expected in ((20, "2027"), (8, "2026"), (3, "2025Q3")):
        r = synthetic.result(draws=8, quarters=quarters)
        assert default_period(r.quarters, r.years) == expected
        assert subject(r, None, None, None, None).at == expected
        (panel, *_) = compare(r, ["gdp"])
        assert panel.figure.get_suptitle().endswith(f"in {expected}")
    plt.close("all")


def test_a_waterfall_is_of_the_same_period() -> None:
    import matplotlib.pyplot as plt

    r = ts.run("crackdown", draws=None, end="2028Q4", outputs="gdp")
    for freq, expected in (("Y", "2027"), ("Q", "2027Q4")):
        assert waterfall(r.decompose("crackdown", "gdp", freq=freq)).get_title(loc="left").endswith(expected)
    assert r.plot.waterfall("crackdown", "gdp").get_title(loc="left").endswith(", 2027")
    short = ts.run("crackdown", draws=None, end="2026Q4", outputs="gdp")
    assert short.decompose("crackdown", "gdp").plot().get_title(loc="left").endswith(", 2026")
    plt.close("all")
