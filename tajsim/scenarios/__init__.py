"""Scenarios: shocks to drivers and parameters, their shapes, their composition and their files."""

from tajsim.scenarios.composition import Scenario
from tajsim.scenarios.library import as_scenario, read_scenario, scenario, scenario_names, scenarios
from tajsim.scenarios.modifier import Modifier
from tajsim.scenarios.shapes import Shape, fade, path, pulse, ramp, step
from tajsim.scenarios.shock import Shock
from tajsim.scenarios.target import Target, check_targets, targets

__all__ = [
    "Modifier",
    "Scenario",
    "Shape",
    "Shock",
    "Target",
    "as_scenario",
    "check_targets",
    "fade",
    "path",
    "pulse",
    "ramp",
    "read_scenario",
    "scenario",
    "scenario_names",
    "scenarios",
    "step",
    "targets",
]
