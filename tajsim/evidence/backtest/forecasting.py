"""Forecasts from one origin: what the model makes of the years ahead, from what was known by its end.

The behaviour is a posterior given the years up to the origin and the state is that observed by its end. The
drivers of the years ahead are those that came (conditional), or those forecast at the origin (unconditional).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.defaults import BACKEND, DRAWS
from tajsim.drivers.outlook import outlook as read_outlook
from tajsim.drivers.stochastic import SHORTEST, estimate
from tajsim.engine.block import run_block
from tajsim.engine.request import HISTORY
from tajsim.engine.sampling import stream
from tajsim.evidence.backtest.benchmarks import Question
from tajsim.evidence.hindcast import Rules, changes, past_plan
from tajsim.evidence.observations import Drivers, Observed
from tajsim.evidence.variables import POVERTY, SCORED
from tajsim.frozen import FrozenMap
from tajsim.parameters import Parameters
from tajsim.past.drivers import observed_drivers

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

HORIZONS = (1, 3)
FORECAST_DRAWS = DRAWS
NO_OUTLOOK = "none"
OUTLOOK: Mapping[bool, str] = FrozenMap({True: HISTORY, False: NO_OUTLOOK})
"""What the drivers of a conditional and of an unconditional forecast follow."""
GIVEN = (
    "growth of Russian output",
    "roubles per dollar by quarter",
    "Brent by quarter",
    "Russian consumer prices",
    "dollar deflators of Armenia, Georgia, Kyrgyzstan and Moldova",
    "what Russia's rules and borders did to migrants",
)
"""What a conditional forecast knows of the years ahead."""


def simulated(
    origin: int,
    targets: tuple[int, int],
    *,
    posterior: Parameters,
    draws: int,
    seed: int,
    register: pd.DataFrame,
    table: Observed,
    rules: Rules = "known",
    backend: str = BACKEND,
) -> Iterator[tuple[Question, Floats]]:
    """Every question from `origin` about a target year, with the model's sample.

    targets: the first and the last target year. posterior: behaviour given the years up to the origin.
    register: all observations; a forecast is handed those up to the origin, or to the target where it is
    conditional. table: of the register. rules: what a conditional one knows of Russia's rules. backend:
    what computes the draws. Samples are changes since the origin, (draws,). Reserves are asked for where they
    were reported rightly, unconditional forecasts from where the driver model has years enough.
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
                rules=rules,
                backend=backend,
            )
            drivers = (
                table.drivers(range(origin + 1, target + 1))
                if conditional
                else expected_drivers(origin, horizon, known)
            )
            for name, variable in SCORED.items():
                if origin >= variable.since:
                    question = Question(table, name, origin, horizon, conditional, drivers)
                    yield question, paths[name][horizon - 1]


def predictive(
    origin: int,
    years: int,
    *,
    posterior: Parameters,
    draws: int,
    seed: int,
    known: pd.DataFrame,
    outlook: str,
    rules: Rules = "known",
    backend: str = BACKEND,
) -> dict[str, Floats]:
    """Predictive draws of every change since the origin, (year, draw), residuals and measurement included."""
    plan = past_plan(
        origin, years, posterior, draws, seed, known,
        outlook=outlook, missed=True, rules=rules, backend=backend,
    )  # fmt: skip
    found = changes(plan, run_block(plan, 0)[0].annual)
    noise = stream(seed, f"poverty:{origin}", 0).standard_normal(draws)
    size = posterior.draw("poverty_residual", stream(seed, "poverty:size", 0).random(draws))
    found[POVERTY] = found[POVERTY] + noise * size
    return found


def expected_drivers(origin: int, years: int, known: pd.DataFrame) -> dict[int, Drivers]:
    """The drivers of the years after `origin` as expected at its end, log points."""
    model = estimate(origin, known)
    quarters = model.forecast(4 * years)
    seen = observed_drivers(origin, origin, known)
    # the origin year has the mean 0; its last quarter was observed for oil and rouble, is expected for output
    carried = (seen.carry("oil_price"), seen.carry("rub_per_usd"), model.carry[2])
    means = [
        np.mean((ahead + last).reshape(years, 4), axis=1)
        for ahead, last in zip(quarters, carried, strict=True)
    ]
    oil, rouble, growth = (np.diff(mean, prepend=0.0).tolist() for mean in means)
    prices = read_outlook(NO_OUTLOOK).drivers["russia_inflation"].through(origin + 1, origin + years)
    return {
        origin + 1 + i: Drivers(rouble[i], growth[i], math.log1p(prices[i] / 100.0), oil[i])
        for i in range(years)
    }
