"""Which parameters a quarter reads. A shock on any other one would change nothing, and is refused."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tajsim.cache import edition
from tajsim.defaults import BASE_SET
from tajsim.drivers.declared import DRIVERS
from tajsim.engine.plan import driver_starts, first_state
from tajsim.engine.sampling import blocks_of
from tajsim.model.distribution import distribution_of
from tajsim.model.economy import step
from tajsim.model.host import QuarterDrivers
from tajsim.model.numeric import ScalarMath
from tajsim.model.state import NO_ADD_FACTORS, Constants, State
from tajsim.parameters import BLOCKS, Parameters
from tajsim.parameters.blocks import Blocks
from tajsim.parameters.loading import load_parameters


class _Watched:
    """A block of parameters that notes which of them are read."""

    def __init__(self, block: Any, seen: set[str]) -> None:
        self._block, self._seen = block, seen

    def __getattr__(self, name: str) -> Any:
        self._seen.add(name)
        return getattr(self._block, name)


def read_by_a_quarter(p: Parameters) -> frozenset[str]:
    """The names of the parameters that a quarter reads, at rest: those on which a shock acts."""
    distribution = distribution_of(p.welfare)
    central = blocks_of(p)
    state, k = first_state(p, central, distribution, ScalarMath())
    at_rest: dict[str, Any] = dict.fromkeys((driver.name for driver in DRIVERS), 0.0) | driver_starts(p)
    return parameters_read(central, state, k, QuarterDrivers(**at_rest))


def read_by_any_quarter() -> frozenset[str]:
    """As `read_by_a_quarter`, of any set: equations do not branch, so that they read the same of each."""
    return _read_by(edition())


@lru_cache(maxsize=2)
def _read_by(edition: object) -> frozenset[str]:  # noqa: ARG001
    return read_by_a_quarter(load_parameters(BASE_SET))


def parameters_read(p: Blocks, state: State, k: Constants, drivers: QuarterDrivers) -> frozenset[str]:
    """The names of the parameters that `step` reads: the others only shape the state it starts from."""
    seen: set[str] = set()
    watched: dict[str, Any] = {block: _Watched(getattr(p, block), seen) for block, _ in BLOCKS}
    step(state, drivers, NO_ADD_FACTORS, Blocks(**watched), k, ScalarMath())
    return frozenset(seen)
