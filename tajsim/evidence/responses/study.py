"""Published responses: what the literature says a shock does, beside what the model answers.

All experiments of a parameter set run side by side on the same draws, so that the table is one run. A range
that the model misses stays in the table.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from tajsim.arguments import Progress
from tajsim.defaults import BACKEND, BASE_SET, RESPONSE_DRAWS, SEED
from tajsim.engine.run import run
from tajsim.errors import InputError, Problems, unknown_name
from tajsim.evidence.responses.experiments import READ, YEARS, ExperimentResult, experiments, first_quarter
from tajsim.evidence.responses.pairs import PAIRS, Pair
from tajsim.observed import sources
from tajsim.parameters import Parameters, as_parameters

if TYPE_CHECKING:
    import pandas as pd

BAND = (0.05, 0.5, 0.95)


def published_responses(
    parameters: Parameters | str | Path = BASE_SET,
    draws: int = RESPONSE_DRAWS,
    seed: int = SEED,
    *,
    progress: Progress | None = None,
    backend: str = BACKEND,
) -> pd.DataFrame:
    """Published shock -> response pairs beside the model's answer, one row a pair.

    Parameters
    ----------
    parameters : Parameters, str or Path, default "calibrated-2024"
        A parameter set, the name of a shipped one, or a TOML file.
    draws : int, default 200
        Draws of parameters and drivers.
    seed : int, default 0
        Root of every random stream: the same seed gives the same numbers.
    progress : callable, optional
        Called with (blocks of draws done, blocks in all).
    backend : str, default "auto"
        As for `run`.

    Returns
    -------
    pandas.DataFrame
        Columns id, shock, response, unit; published_low, published_central, published_high (nan where only a
        range was published; a single figure is a range of no width); source (an id of `tajsim.sources()`) and
        its confidence; model_low, model_median, model_high (5, 50 and 95 % of the draws), model_central (the
        central path); overlap: whether the two ranges meet; inside: whether the central path lies in the
        published range. All figures of a row are in its unit.

    Raises
    ------
    InputError
        For what `tajsim.run` refuses, and for draws=None, which gives no band.

    Examples
    --------
    >>> import tajsim as ts
    >>> frame = ts.published_responses(draws=10)
    >>> bool((frame["model_low"] <= frame["model_high"]).all())
    True
    """
    import pandas as pd

    if cast("object", draws) is None:
        raise InputError("a band needs draws; give a whole number of at least 1, for example draws=200")
    p = as_parameters(parameters)
    start, published = first_quarter(p), _published(PAIRS)
    result = run(
        experiments(p),
        parameters=p,
        start=f"{start.year - 1}Q1",
        end=f"{start.year + YEARS - 1}Q4",
        draws=draws,
        seed=seed,
        outputs=READ,
        progress=progress,
        backend=backend,
    )
    rows, problems = [], Problems("responses that cannot be read")
    for pair in PAIRS:
        sample = pair.read(ExperimentResult(result, pair.experiment, start))
        central = float(pair.read(ExperimentResult(result, pair.experiment, start, central=True))[0])
        if not (np.isfinite(sample).all() and math.isfinite(central)):
            problems.add(f"{pair.id!r} has no finite answer in every draw of {p.name!r}")
        figure = published[pair.source]
        low, median, high = (float(value) for value in np.quantile(sample, BAND))
        rows.append(
            {
                "id": pair.id,
                "shock": pair.shock,
                "response": pair.response,
                "unit": figure.unit,
                "published_low": figure.low,
                "published_central": figure.central,
                "published_high": figure.high,
                "source": pair.source,
                "confidence": figure.confidence,
                "model_low": low,
                "model_median": median,
                "model_high": high,
                "model_central": central,
                "overlap": low <= figure.high and high >= figure.low,
                "inside": figure.low <= central <= figure.high,
            }
        )
    problems.raise_if_any()
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class _Published:
    low: float
    central: float
    high: float
    unit: str
    confidence: str


def _published(pairs: Iterable[Pair]) -> dict[str, _Published]:
    """The published figures that pairs cite, by id. Raises UnknownNameError for an id that is not there."""
    register = sources().set_index("id")
    found = {}
    for pair in pairs:
        if pair.source not in register.index:
            raise unknown_name("source", pair.source, register.index)
        row = register.loc[pair.source]
        value, low, high = (float(str(row[column])) for column in ("value", "low", "high"))
        if math.isnan(low) or math.isnan(high):
            low = high = value
        found[pair.source] = _Published(low, value, high, str(row["unit"]), str(row["confidence"]))
    return found
