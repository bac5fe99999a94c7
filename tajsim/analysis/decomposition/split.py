"""What every way of taking an output apart gives, and what it may cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.errors import InputError

if TYPE_CHECKING:
    from tajsim.results.like import RerunLike, ResultLike

Floats = NDArray[np.float64]

TOTAL = "total"  # the row of a table to which the parts add up


@dataclass(frozen=True, eq=False)
class Split:
    """Parts by name: values (part, period, draw) of draws, central (part, period, 1) of the central path."""

    parts: tuple[str, ...]
    values: Floats
    central: Floats


def deviation(levels: NDArray[np.floating], position: int) -> tuple[Floats, Floats]:
    """The baseline of levels (period, scenario, draw), and how far the scenario at `position` is from it."""
    reference = np.asarray(levels[:, 0], np.float64)
    return reference, levels[:, position] - reference


def need_memory(result: ResultLike, rerun: RerunLike, scenarios: int, outputs: int, parts: int) -> None:
    """Raise InputError when so many scenarios, outputs and parts would exceed the run's memory limit."""
    draws = result.manifest.draws or 1
    periods = len(result.quarters) + len(result.years)
    size = draws * periods * (4.0 * scenarios * outputs + 8.0 * parts) / 2**30
    if size > rerun.memory_limit:
        raise InputError(
            f"{scenarios} scenarios of {draws} draws need {size:.3g} GiB, the limit is "
            f"{rerun.memory_limit:g}; run with fewer draws or a larger memory_limit"
        )
