"""One forecast with and without what part of a year said: draws of every scored change, and their weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.defaults import BACKEND
from tajsim.engine.block import run_block
from tajsim.engine.condition import Condition
from tajsim.engine.conditioning import met_in_every_draw
from tajsim.evidence.backtest.forecasting import NO_OUTLOOK
from tajsim.evidence.hindcast import changes, past_plan
from tajsim.parameters import Parameters
from tajsim.results.weights import Weights

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sample:
    """Draws of the years after an origin. paths: variable -> changes since it (year, draw)."""

    paths: Mapping[str, Floats]
    weights: Weights


def forecast(
    origin: int,
    years: int,
    given: Sequence[Condition] = (),
    *,
    posterior: Parameters,
    draws: int,
    seed: int,
    register: pd.DataFrame,
    backend: str = BACKEND,
) -> Sample:
    """What the model makes of the `years` after `origin`, residuals and forecast drivers included.

    given: figures of these years. posterior: behaviour given the years up to the origin. register: what was
    observed, of which nothing after the origin is used. backend: what computes the draws.
    """
    known = register[register["year"] <= origin]
    plan = past_plan(
        origin, years, posterior, draws, seed, known,
        outlook=NO_OUTLOOK, missed=True, given=tuple(given), backend=backend,
    )  # fmt: skip
    log_weights = np.zeros(draws)
    if plan.given is not None:
        plan = met_in_every_draw(plan, None)
        if plan.given is not None and plan.given.solved is not None:
            log_weights = plan.given.solved.log_weights
    return Sample(changes(plan, run_block(plan, 0)[0].annual), Weights.of_log(log_weights))
