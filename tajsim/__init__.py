"""tajsim: what happens to Tajikistan when Russia expels its workers or the rouble falls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tajsim.errors import (
    AccountingError,
    FileFormatError,
    InputError,
    MissingExtraError,
    TajsimError,
    UnknownNameError,
)
from tajsim.parameters import Parameters, parameters, vintages
from tajsim.quarters import Quarter
from tajsim.scenarios import Scenario, Shock, fade, path, pulse, ramp, scenario, scenarios, step

if TYPE_CHECKING:
    from tajsim.engine.run import run
    from tajsim.history import breaks, history, outlooks, sources
    from tajsim.results import Result, load

__version__ = "0.1.0"

_LATER = {
    "run": "tajsim.engine.run",
    "Result": "tajsim.results",
    "load": "tajsim.results",
    "breaks": "tajsim.history",
    "outlooks": "tajsim.history",
    "sources": "tajsim.history",
}


def __getattr__(name: str) -> Any:
    """Load the engine and results when they are first asked for, so that importing stays fast."""
    import importlib

    if name not in _LATER:
        raise AttributeError(f"module 'tajsim' has no attribute {name!r}")
    return getattr(importlib.import_module(_LATER[name]), name)


__all__ = [
    "AccountingError",
    "FileFormatError",
    "InputError",
    "MissingExtraError",
    "Parameters",
    "Quarter",
    "Result",
    "Scenario",
    "Shock",
    "TajsimError",
    "UnknownNameError",
    "breaks",
    "fade",
    "history",
    "load",
    "outlooks",
    "parameters",
    "path",
    "pulse",
    "ramp",
    "run",
    "scenario",
    "scenarios",
    "sources",
    "step",
    "vintages",
]
