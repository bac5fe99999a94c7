"""The numbers that a backtest is asked for with, checked: the same for whole years and for parts of them."""

from __future__ import annotations

from typing import NamedTuple

from tajsim.arguments import function, number, whole, year
from tajsim.engine.request import SEED_BITS
from tajsim.engine.sampling import BLOCK
from tajsim.errors import Problems
from tajsim.evidence.calibration.likelihood import FEWEST
from tajsim.evidence.calibration.study import MOST_TRIALS


class Asked(NamedTuple):
    """First and last year, draws of the prior and of a forecast, the root seed, and the draws required."""

    first: int
    last: int
    trials_draws: int
    draws: int
    seed: int
    required: float


def asked(
    problems: Problems,
    *,
    start: object,
    end: object,
    trials_draws: object,
    draws: object,
    seed: object,
    required: object,
    progress: object,
    years: tuple[int, int],
) -> Asked:
    """The numbers in their plain form; every argument that cannot be is noted.

    years: the first and the last one that can be asked for.
    """
    first, last = year(problems, "start", start), year(problems, "end", end)
    low, latest = years
    if not problems.found and not low <= first <= last <= latest:
        problems.add(f"the years {first} to {last} must lie in order within {low} to {latest}")
    found = Asked(
        first=first,
        last=last,
        trials_draws=whole(problems, "trials_draws", trials_draws, FEWEST, MOST_TRIALS),
        draws=whole(problems, "draws", draws, 2, BLOCK),
        seed=whole(problems, "seed", seed, 0, 2**SEED_BITS - 1),
        required=number(problems, "required", required, 0.0),
    )
    function(problems, "progress", progress, "(done, total)")
    return found
