"""Forecasts from one origin: what the model makes of the years ahead, from what was known by its end.

The behaviour is a posterior given the years up to the origin and the state is that observed by its end. The
drivers of the years ahead are those that came (conditional), or those forecast at the origin (unconditional).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.defaults import DRAWS
from tajsim.drivers.stochastic import SHORTEST, estimate
from tajsim.engine.block import run_block
from tajsim.engine.request import HISTORY
from tajsim.engine.sampling import stream
from tajsim.evidence.backtest.benchmarks import Question
from tajsim.evidence.calibration.likelihood import MISREPORTED
from tajsim.evidence.hindcast import changes, past_plan
from tajsim.evidence.observations import Drivers, Observed
from tajsim.evidence.variables import POVERTY, VARIABLES
from tajsim.frozen import FrozenMap
from tajsim.parameters import Parameters
from tajsim.past.drivers import observed_drivers

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

HORIZONS = (1, 3)
FORECAST_DRAWS = DRAWS
RESERVES = "reserves_usd"
OUTLOOK: Mapping[bool, str] = FrozenMap({True: HISTORY, False: "none"})
"""What the drivers of a conditional and of an unconditional forecast follow."""


def simulated(
    origin: int,
    targets: tuple[int, int],
    *,
    posterior: Parameters,
    draws: int,
    seed: int,
    register: pd.DataFrame,
    table: Observed,
) -> Iterator[tuple[Question, Floats]]:
    """Every question from `origin` about a target year, with the model's sample.

    targets: the first and the last target year. posterior: behaviour given the years up to the origin.
    register: all observations; a forecast is handed those up to the origin, or to the target where it is
    conditional. table: of the register. Samples are changes since the origin, (draws,). Reserves are asked
    for where they were reported rightly, unconditional forecasts from where the driver model has years
    enough.
    """
    for conditional in (True, False):
        if not conditional and origin < SHORTEST:
            continue
        for horizon in HORIZONS:
            target = origin + horizon
            if not targets[0] <= target <= targets[1]:
                continue
            known = register[register["year"] <= (target if conditional else origin)]
            paths = predictive(
                origin,
                horizon,
                posterior=posterior,
                draws=draws,
                seed=seed,
                known=known,
                outlook=OUTLOOK[conditional],
            )
            drivers = (
                table.drivers(range(origin + 1, target + 1))
                if conditional
                else expected_drivers(origin, horizon, known)
            )
            for variable in VARIABLES:
                if variable == RESERVES and origin < MISREPORTED:
                    continue
                yield (
                    Question(table, variable, origin, horizon, conditional, drivers),
                    paths[variable][horizon - 1],
                )


def predictive(
    origin: int,
    years: int,
    *,
    posterior: Parameters,
    draws: int,
    seed: int,
    known: pd.DataFrame,
    outlook: str,
) -> dict[str, Floats]:
    """Predictive draws of every change since the origin, (year, draw), residuals and measurement included."""
    plan = past_plan(origin, years, posterior, draws, seed, known, outlook=outlook, missed=True)
    found = changes(plan, run_block(plan, 0)[0].annual)
    noise = stream(seed, f"poverty:{origin}", 0).standard_normal(draws)
    size = posterior.draw("poverty_residual", stream(seed, "poverty:size", 0).random(draws))
    found[POVERTY] = found[POVERTY] + noise * size
    return found


def expected_drivers(origin: int, years: int, known: pd.DataFrame) -> dict[int, Drivers]:
    """Rouble change and Russian growth of the years after `origin` as expected at its end, log points."""
    model = estimate(origin, known)
    quarters = model.forecast(4 * years)
    found = {}
    # the origin year has the mean 0; its last quarter was observed for the rouble, is expected for output
    carried = observed_drivers(origin, origin, known).carry("rub_per_usd")
    rouble, output = carried + quarters[1], model.carry[2] + quarters[2]
    before = np.zeros(2)
    for year in range(years):
        now = np.array([np.mean(path[4 * year : 4 * year + 4]) for path in (rouble, output)])
        change = now - before
        found[origin + 1 + year] = Drivers(float(change[0]), float(change[1]))
        before = now
    return found
