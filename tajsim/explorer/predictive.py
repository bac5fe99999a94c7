"""How far drivers move in the model's forecasts and in the past, for the page to place a move among them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tajsim.analysis.plausibility.driver_moves import YEARS, observed_levels
from tajsim.drivers.stochastic import SERIES, DriverModel
from tajsim.engine.plan import Plan, driver_starts
from tajsim.engine.sampling import stream

PATHS = 20_000
POINTS = 201  # quantiles: percentiles to half a point
DIGITS = 5


def predictive(plan: Plan, seed: int) -> dict[str, Any]:
    """By driver and years: quantiles of draws over the outlook, and the moves of the past; all in logs.

    Empty where the run draws no drivers.
    """
    model = plan.driver_model
    if model is None:
        return {}
    return {
        "years": list(YEARS),
        "starts": driver_starts(plan.parameters),
        "drawn": _drawn(model, seed),
        "observed": _observed(),
    }


def _drawn(model: DriverModel, seed: int) -> dict[str, list[list[float]]]:
    drawn = model.draw(stream(seed, "plausibility", 0), 4 * YEARS[-1], PATHS)
    points = np.linspace(0.0, 1.0, POINTS)
    return {
        name: [_short(np.quantile(drawn[i][4 * years - 1], points)) for years in YEARS]
        for i, name in enumerate(SERIES)
    }


def _observed() -> dict[str, list[dict[str, Any]]]:
    quarters, levels = observed_levels()
    return {
        name: [
            {
                "moves": _short(levels[i, 4 * years :] - levels[i, : -4 * years]),
                "first": str(quarters[4 * years]),
            }
            for years in YEARS
        ]
        for i, name in enumerate(SERIES)
    }


def _short(values: Any) -> list[float]:
    return [round(float(x), DIGITS) for x in values]
