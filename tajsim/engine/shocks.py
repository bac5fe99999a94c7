"""What is random in a run beside parameters: standard normals behind residuals and drivers.

They are the coordinates in which figures that a run is given are met: `tajsim.engine.conditioning`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tajsim.drivers.stochastic import SERIES, DriverModel
from tajsim.engine import residuals
from tajsim.engine.sampling import stream
from tajsim.model.met_by import EQUATIONS

Floats = NDArray[np.float64]
NAMES: tuple[str, ...] = (*EQUATIONS, *SERIES)
"""The series of innovations: equations with residuals, then drivers with deviations."""


class Shocks(NamedTuple):
    """Innovations of a block of draws; None for what does not vary."""

    residuals: Floats | None  # (equation, quarter, draw)
    drivers: Floats | None  # (driver, quarter, draw)
    scale: Floats | None  # of the innovations of drivers, (quarter, draw)
    errors: Floats | None = None  # of figures that have one, (figure, 1, draw)

    def until(self, quarters: int) -> Shocks:
        """Those of the first quarters."""
        residuals, drivers = (None if z is None else z[:, :quarters] for z in (self.residuals, self.drivers))
        return Shocks(residuals, drivers, None if self.scale is None else self.scale[:quarters], self.errors)

    def moved(self, directions: Floats, sizes: Floats) -> Shocks:
        """The same innovations but along `directions`, where they are `sizes`.

        directions: orthonormal, (direction, series, quarter), of the first quarters alone; the error of a
        figure is a series of one quarter. sizes: (direction, draw). What is orthogonal to them stays as it
        was drawn.
        """
        first, last = len(EQUATIONS), len(NAMES)
        pairs = (
            (self.residuals, directions[:, :first]),
            (self.drivers, directions[:, first:last]),
            (self.errors, directions[:, last:, :1]),
        )
        along = np.zeros(sizes.shape)
        for normal, part in pairs:
            if normal is not None:
                along = along + np.einsum("kst,std->kd", part, normal[:, : part.shape[2]])
        residuals, drivers, errors = (_plus(normal, part, sizes - along) for normal, part in pairs)
        return Shocks(residuals, drivers, self.scale, errors)


def _plus(normal: Floats | None, directions: Floats, sizes: Floats) -> Floats | None:
    if normal is None:
        return None
    changed = normal.copy()
    changed[:, : directions.shape[2]] += np.einsum("kst,kd->std", directions, sizes)
    return changed


def drawn(
    seed: int, block: int, quarters: int, draws: int, *, missed: bool, model: DriverModel | None
) -> Shocks:
    """The innovations of a block. missed: whether equations have residuals. model: of the drivers, if any."""
    normal = residuals.innovations(seed, block, quarters, draws) if missed else None
    if model is None:
        return Shocks(normal, None, None)
    return Shocks(normal, *model.innovations(stream(seed, "drivers", block), quarters, draws))


def errors_drawn(seed: int, block: int, draws: int, names: Sequence[str]) -> Floats | None:
    """Errors of figures in standard deviations, (figure, 1, draw), each of a stream of its own name."""
    if not names:
        return None
    return np.array([stream(seed, name, block).standard_normal((1, draws)) for name in names])


def of_the_single_path(z: Floats, quarters: int, *, missed: bool, model: DriverModel | None) -> Shocks:
    """Given innovations (series, quarter) or (series, quarter, path), zero after them, scales of one.

    Errors of figures are the series after those of `NAMES`, in the first quarter.
    """
    every = z if z.ndim == 3 else z[..., np.newaxis]
    padded = np.zeros((every.shape[0], quarters, every.shape[2]))
    padded[:, : every.shape[1]] = every
    normal = padded[: len(EQUATIONS)] if missed else None
    errors = padded[len(NAMES) :, :1] if len(padded) > len(NAMES) else None
    if model is None:
        return Shocks(normal, None, None, errors)
    return Shocks(normal, padded[len(EQUATIONS) : len(NAMES)], np.ones(padded.shape[1:]), errors)
