"""Which module reads which parameter, found by running a quarter on watched parameters."""

from __future__ import annotations

import functools
import sys
from typing import Any

from tajsim.engine import residuals
from tajsim.engine.sampling import blocks_of
from tajsim.model.base_year.initial import initial
from tajsim.model.base_year.opening import Past, opening, seasonal_factors
from tajsim.model.distribution import distribution_of
from tajsim.model.economy import step
from tajsim.model.numeric import ScalarMath
from tajsim.model.state import NO_ADD_FACTORS
from tajsim.parameters import BLOCKS, parameters
from tajsim.parameters.blocks import Blocks
from tests.model.conftest import quiet


class Watched:
    """A block of parameters that notes which module reads which of them."""

    def __init__(self, block: Any, seen: dict[str, set[str]]) -> None:
        self._block, self._seen = block, seen

    def __getattr__(self, name: str) -> Any:
        reader = sys._getframe(1).f_globals["__name__"].removeprefix("tajsim.")
        self._seen.setdefault(name, set()).add(reader)
        return getattr(self._block, name)


@functools.cache
def readers() -> dict[str, set[str]]:
    """The modules inside `tajsim` that read each parameter in the base year, its opening and a quarter."""
    seen: dict[str, set[str]] = {}
    plain = blocks_of(parameters("calibrated-2024"))
    watched = Blocks(**{block: Watched(getattr(plain, block), seen) for block, _ in BLOCKS})
    xp, drivers = ScalarMath(), quiet(plain)
    state, k = initial(watched, distribution_of(plain.welfare), xp)
    step(state, drivers, NO_ADD_FACTORS, watched, k, xp)
    opening(Past([drivers] * 6, [10.0] * 6, [1.0] * 6), watched, xp)
    seasonal_factors(watched)
    residuals.draw(watched, seed=1, block=0, quarters=1, draws=2)
    return seen
