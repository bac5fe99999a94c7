"""What is random in a run beside parameters: standard normals behind residuals and drivers.

They are the coordinates in which figures that a run is given are met: `tajsim.engine.conditioning`.
"""

from __future__ import annotations

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

    def until(self, quarters: int) -> Shocks:
        """Those of the first quarters."""
        residuals, drivers = (None if z is None else z[:, :quarters] for z in (self.residuals, self.drivers))
        return Shocks(residuals, drivers, None if self.scale is None else self.scale[:quarters])

    def moved(self, directions: Floats, sizes: Floats) -> Shocks:
        """The same innovations but along `directions`, where they are `sizes`.

        directions: orthonormal, (direction, series, quarter), of the first quarters alone. sizes: (direction,
        draw). What is orthogonal to them stays as it was drawn.
        """
        quarters, equations = directions.shape[2], len(EQUATIONS)
        pairs = (self.residuals, directions[:, :equations]), (self.drivers, directions[:, equations:])
        along = np.zeros(sizes.shape)
        for normal, part in pairs:
            if normal is not None:
                along = along + np.einsum("kst,std->kd", part, normal[:, :quarters])
        residuals, drivers = (_plus(normal, part, sizes - along) for normal, part in pairs)
        return Shocks(residuals, drivers, self.scale)


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


def of_the_single_path(z: Floats, quarters: int, *, missed: bool, model: DriverModel | None) -> Shocks:
    """Given innovations (series, quarter) or (series, quarter, path), zero after them, scales of one."""
    every = z if z.ndim == 3 else z[..., np.newaxis]
    padded = np.zeros((len(NAMES), quarters, every.shape[2]))
    padded[:, : every.shape[1]] = every
    normal = padded[: len(EQUATIONS)] if missed else None
    if model is None:
        return Shocks(normal, None, None)
    return Shocks(normal, padded[len(EQUATIONS) :], np.ones(padded.shape[1:]))
