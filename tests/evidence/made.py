"""Forecasts, calibrations and observations made by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import tajsim as ts
from tajsim.engine.request import SEED_BITS
from tajsim.evidence.backtest.scores import Forecast
from tajsim.evidence.calibration.study import Calibration
from tajsim.evidence.observations import VARIABLES, Observed

MOST = 2**SEED_BITS - 1


BEYOND = (
    ({"seed": -1}, "seed must be at least 0, not -1"),
    ({"seed": MOST + 1}, f"seed must be at most {MOST}, not {MOST + 1}"),
    ({"required": -0.1}, "required must be at least 0, not -0.1"),
    ({"required": math.nan}, "required must be a finite number, not nan"),
    ({"required": "many"}, "required must be a number, not 'many'"),
    ({"progress": 3}, "progress is 3; it must be a function of (done, total) or None"),
)
"""What none of them takes, and what is said of it."""


def a_forecast(**what: Any) -> Forecast:
    given: dict[str, Any] = {
        "variable": "imports_usd", "origin": 2010, "horizon": 1, "conditional": True, "observed": 0.1,
        "base": 0.0,
    }  # fmt: skip
    return Forecast.of(np.linspace(-1.0, 1.0, 201), **given | what)


def a_calibration(**what: Any) -> Calibration:
    values = {"rouble_elasticity": np.array([0.1, 0.2, 0.3])}
    given: dict[str, Any] = {
        "until": 2010, "draws": 3, "seed": 0, "effective": 2.5, "shape": 0.25, "years": (2009, 2010),
        "posterior": ts.parameters("world-bank-2024"), "prior": values, "sample": values,
    }  # fmt: skip
    return Calibration(**given | what)


def table() -> Observed:
    """Six variables that grow by 5 % a year, with reserves that break in 2008."""
    years = range(2000, 2025)
    column = {year: 100.0 * 1.05 ** (year - 2000) for year in years}
    values = {name: dict(column) for name in VARIABLES}
    values["gdp_growth"] = dict.fromkeys(years, 5.0)
    values["poverty"] = {year: 30.0 - 0.5 * (year - 2000) for year in years}
    rouble = {year: 30.0 + year - 2000 for year in years}
    return Observed(values, rouble, dict.fromkeys(years, 2.0), {"reserves_usd": (2008, 2015)})
