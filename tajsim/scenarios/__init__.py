"""Scenarios: shocks to drivers and parameters, their shapes, their composition and their files.

The package and the function `tajsim.scenarios` share a name, so this file is read with `import tajsim`: it
imports nothing heavy, and its other names are loaded when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tajsim.lazy import loader

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.scenarios.composition import Scenario as Scenario
    from tajsim.scenarios.expectation import Expectation as Expectation
    from tajsim.scenarios.library import as_scenario as as_scenario
    from tajsim.scenarios.library import read_scenario as read_scenario
    from tajsim.scenarios.library import scenario as scenario
    from tajsim.scenarios.library import scenario_names as scenario_names
    from tajsim.scenarios.shapes import Shape as Shape
    from tajsim.scenarios.shapes import fade as fade
    from tajsim.scenarios.shapes import path as path
    from tajsim.scenarios.shapes import pulse as pulse
    from tajsim.scenarios.shapes import ramp as ramp
    from tajsim.scenarios.shapes import step as step
    from tajsim.scenarios.shock import Modifier as Modifier
    from tajsim.scenarios.shock import Shock as Shock
    from tajsim.scenarios.target import Target as Target
    from tajsim.scenarios.target import check_targets as check_targets
    from tajsim.scenarios.target import targets as targets

_HOMES = {
    "tajsim.scenarios.library": ("as_scenario", "read_scenario", "scenario", "scenario_names"),
    "tajsim.scenarios.composition": ("Scenario",),
    "tajsim.scenarios.expectation": ("Expectation",),
    "tajsim.scenarios.shapes": ("Shape", "fade", "path", "pulse", "ramp", "step"),
    "tajsim.scenarios.shock": ("Modifier", "Shock"),
    "tajsim.scenarios.target": ("Target", "check_targets", "targets"),
}

__all__ = ["scenarios", *(name for names in _HOMES.values() for name in names)]

if not TYPE_CHECKING:
    __getattr__ = loader(__name__, _HOMES)


def scenarios() -> pd.DataFrame:
    """The shipped scenarios, one a row.

    Returns
    -------
    pandas.DataFrame
        Columns name, title, narrative, sources (a tuple of texts).

    Examples
    --------
    >>> import tajsim as ts
    >>> "rouble-shock" in set(ts.scenarios()["name"])
    True
    """
    import pandas as pd

    from tajsim.scenarios.library import scenario, scenario_names

    columns = ["name", "title", "narrative", "sources"]
    shipped = [scenario(name) for name in scenario_names()]
    return pd.DataFrame([[getattr(s, column) for column in columns] for s in shipped], columns=columns)


# `import tajsim.scenarios.shapes as s` looks for `shapes` in `tajsim.scenarios`, which is the function
scenarios.__dict__ = globals()
