"""What is run on the parameter set that starts from 2024, where a test is about quarters or numbers of it.

Each takes the arguments of the function of the same name, and the set `calibrated-2024` unless another is
given.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import tajsim as ts
from tajsim.cli import main as command_line
from tajsim.defaults import BASE_SET
from tajsim.engine.request import RunOptions

F = TypeVar("F", bound=Callable[..., Any])


def _of_2024(function: F) -> F:
    place = list(inspect.signature(function).parameters).index("parameters")

    @functools.wraps(function)
    def called(*args: Any, **settings: Any) -> Any:
        if len(args) <= place:
            settings.setdefault("parameters", BASE_SET)
        return function(*args, **settings)

    return cast(F, called)


run = _of_2024(ts.run)
explore = _of_2024(ts.explore)
solve = _of_2024(ts.solve)
frontier = _of_2024(ts.frontier)
sensitivity = _of_2024(ts.sensitivity)
policy_search = _of_2024(ts.policy_search)
plausibility = _of_2024(ts.plausibility)
expectations = _of_2024(ts.expectations)
targets = _of_2024(ts.targets)
baseline_ratios = _of_2024(ts.baseline_ratios)
baseline_add_factors = _of_2024(ts.baseline_add_factors)


COMMANDS = frozenset(
    ["run", "explore", "report", "solve", "sensitivity", "policy", "baseline", "plausibility", "decompose"]
)
OTHERWISE = ("--parameters", "--vintage", "--manifest", "--from", "--help", "-h")
"""What says which set it is."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    arguments = [] if arguments is None else arguments
    says_which = any(typed.startswith(OTHERWISE) for typed in arguments)
    set_of_2024 = (
        [] if says_which or not arguments or arguments[0] not in COMMANDS else ["--parameters", BASE_SET]
    )
    return command_line([*arguments, *set_of_2024])


def exogenise(*args: Any, **settings: Any) -> Any:
    """A hard question."""
    return ts.exogenise(*args, **{"parameters": BASE_SET, **settings})


def options(**settings: Any) -> RunOptions:
    """What a run is asked for."""
    return RunOptions(**{"parameters": BASE_SET, **settings})
