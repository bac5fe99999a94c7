"""What a plan knows of the figures it is given: how each is met, and what meets them in every draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tajsim.drivers.stochastic import DriverModel
from tajsim.engine.condition import Condition
from tajsim.engine.shocks import NAMES, Shocks, errors_drawn
from tajsim.model.met_by import EQUATIONS

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Solved:
    """What meets exact figures, by draw.

    sizes: along the directions, in standard deviations, (direction, draw). log_weights: (draw,), minus
    infinity where nothing was found that meets them. shares: of each condition in `log_weights`, (condition,
    draw).
    """

    sizes: Floats
    log_weights: Floats
    shares: Floats

    @classmethod
    def of_blocks(cls, blocks: Sequence[Solved]) -> Solved:
        return cls(
            np.concatenate([b.sizes for b in blocks], axis=1),
            np.concatenate([b.log_weights for b in blocks]),
            np.concatenate([b.shares for b in blocks], axis=1),
        )

    def part(self, start: int, stop: int) -> Solved:
        """The draws from `start` to `stop`."""
        return Solved(self.sizes[:, start:stop], self.log_weights[start:stop], self.shares[:, start:stop])


@dataclass(frozen=True, eq=False)
class Given:
    """Figures of a run, and how they are met.

    conditions: in order, each met along one of `directions`, orthonormal rows (direction, series, quarter);
    an error in a figure is one more innovation, a series after those of `NAMES`. centre: the innovations that
    meet them on the single path, (series, quarter). set_paths: conditions on drivers without deviations,
    which the paths of the plan hold.
    """

    conditions: tuple[Condition, ...]
    set_paths: tuple[Condition, ...]
    model: DriverModel | None
    directions: Floats
    centre: Floats
    solved: Solved | None = None

    @property
    def inexact(self) -> tuple[int, ...]:
        """The places of the conditions with an error."""
        return tuple(i for i, c in enumerate(self.conditions) if not c.exact)

    @property
    def series(self) -> int:
        """How many series of innovations there are, errors among them."""
        return len(NAMES) + len(self.inexact)

    def with_errors(self, figures: Floats, shocks: Shocks) -> Floats:
        """Figures as they are measured, (condition, draw): with the errors of those that have one."""
        if shocks.errors is None:
            return figures
        places = list(self.inexact)
        sizes = np.array([self.conditions[i].error for i in places])
        found = figures.copy()
        found[places] += sizes[:, np.newaxis] * shocks.errors[:, 0]
        return found

    def with_drawn_errors(self, shocks: Shocks, seed: int, block: int, draws: int) -> Shocks:
        """The innovations of a block with the errors of figures, which do not depend on other figures."""
        names = [f"figure:{c} {c.source}" for c in self.conditions if not c.exact]
        return shocks._replace(errors=errors_drawn(seed, block, draws, names))

    @property
    def quarters(self) -> int:
        """How many quarters of a run there are to the last one with a figure."""
        return int(self.directions.shape[2])

    def seen(self, shocks: Shocks) -> tuple[Shocks, Floats | float]:
        """The innovations with scales of drivers as the figures make them likely, and their log weight.

        How large innovations of drivers the figures ask for is taken from the single path, the same for every
        draw; a scale that fits them makes fewer draws unlikely.
        """
        if self.model is None or shocks.scale is None:
            return shocks, 0.0
        part = self.directions[:, len(EQUATIONS) : len(NAMES)]
        sizes = np.zeros((2, len(shocks.scale)))
        sizes[0, : self.quarters] = np.sum(part**2, axis=(0, 1))
        sizes[1, : self.quarters] = np.sum(np.einsum("kst,k->st", part, self.central) ** 2, axis=0)
        scale, ratio = self.model.seen(shocks.scale, *sizes)
        return shocks._replace(scale=scale), ratio

    @property
    def central(self) -> Floats:
        """Sizes along the directions on the single path, (direction,)."""
        return np.asarray(np.einsum("kst,st->k", self.directions, self.centre))
