"""How a run advances by a quarter: what it needs of a quarter, and the plain way to compute it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from tajsim.model.accounts import Identities
from tajsim.model.economy import step
from tajsim.model.host import QuarterDrivers
from tajsim.model.numeric import Namespace, Number
from tajsim.model.outputs import Output
from tajsim.model.state import AddFactors, Constants, State
from tajsim.parameters.blocks import Blocks


class QuarterOutcome(NamedTuple):
    """What a run needs of a quarter, good until the next one is computed.

    `values` and `weights` are those of the kept outputs, in their order.
    """

    state: Any  # what the next quarter starts from, in the stepper's own form
    values: Sequence[Number]
    weights: Sequence[Number | None]
    identities: Identities


class Stepper(Protocol):
    """Advances a block of draws by a quarter."""

    @property
    def start(self) -> Any:
        """The state before the first quarter, in the stepper's own form."""
        ...

    def advance(self, state: Any, drivers: QuarterDrivers, add: AddFactors, p: Blocks) -> QuarterOutcome:
        """The quarter that follows `state`."""
        ...

    def keep(self, state: Any) -> Any:
        """A state that stays as it is, to start another path from."""
        ...


class PlainStepper:
    """The model's step itself, on floats or NumPy arrays."""

    def __init__(self, start: State, constants: Constants, outputs: Sequence[Output], xp: Namespace) -> None:
        self.start, self.constants, self.outputs, self.xp = start, constants, outputs, xp

    def advance(self, state: State, drivers: QuarterDrivers, add: AddFactors, p: Blocks) -> QuarterOutcome:
        quarter = step(state, drivers, add, p, self.constants, self.xp)
        return QuarterOutcome(
            quarter.state,
            [o.value(quarter) for o in self.outputs],
            [o.weight(quarter) if o.weight else None for o in self.outputs],
            quarter.identities,
        )

    def keep(self, state: State) -> State:
        return state
