"""The shipped scenarios on both parameter sets, run once; what tests read from them."""

from __future__ import annotations

import numpy as np
import pytest

import tajsim as ts
from tajsim.scenarios import scenario_names
from tests.of_2024 import run

PARAMETER_SETS = ("world-bank-2024", "kremlin-2024")
SHIPPED = tuple(name for name in scenario_names() if name != "baseline")
COMPOSED = (
    "crackdown + reintegration",
    "mass-deportation + reintegration",
    "rouble-shock + reintegration",
)
DRAWS = 500


class Story:
    """Central deviations from the baseline."""

    def __init__(self, result: ts.Result) -> None:
        self.result = result

    def change(self, scenario: str, name: str, freq: str = "Y", relative: bool | None = None) -> np.ndarray:
        """The deviation by period: percent of the baseline for levels, points for rates."""
        return self.result.delta(scenario, name, freq=freq, relative=relative).central

    def year(self, scenario: str, name: str, year: int, relative: bool | None = None) -> float:
        """The deviation in a year."""
        return float(self.change(scenario, name, relative=relative)[self.result.years.index(year)])

    def quarters(self, scenario: str, name: str, first: str, last: str) -> np.ndarray:
        """The deviations from quarter `first` to `last`."""
        dates = [str(q) for q in self.result.quarters]
        return self.change(scenario, name, "Q")[dates.index(first) : dates.index(last) + 1]

    def level(self, scenario: str, name: str, year: int) -> float:
        """The value of a year."""
        r = self.result
        return float(r.central_annual[name][r.years.index(year), r.position(scenario)])


@pytest.fixture(scope="session")
def stories() -> dict[str, Story]:
    """The single path of every shipped scenario and some sums, by parameter set."""
    return {
        parameter_set: Story(run([*SHIPPED, *COMPOSED], parameters=parameter_set, draws=None, outputs="all"))
        for parameter_set in PARAMETER_SETS
    }


@pytest.fixture
def story(stories: dict[str, Story]) -> Story:
    """The parameter set in which remittances are half of output."""
    return stories["world-bank-2024"]


@pytest.fixture(params=PARAMETER_SETS)
def either(stories: dict[str, Story], request: pytest.FixtureRequest) -> Story:
    """Each parameter set in turn."""
    return stories[request.param]


@pytest.fixture(scope="session", params=PARAMETER_SETS)
def table(request: pytest.FixtureRequest) -> ts.Result:
    """Draws of every shipped scenario on each parameter set."""
    return run(SHIPPED, parameters=request.param, draws=DRAWS, seed=1, outputs="all")
