"""Parameter draws: a Latin hypercube whose every column is keyed by the parameter's name."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.streams import stream
from tajsim.model.numeric import Number
from tajsim.parameters import BLOCKS, Parameters
from tajsim.parameters.blocks import Blocks


def sample(p: Parameters, seed: int, block: int, draws: int) -> dict[str, NDArray[np.float64]]:
    """Draws of every uncertain parameter in one block, shape (draws,).

    Each parameter is a one-dimensional Latin hypercube of its own stream, so that each is spread evenly over
    its distribution, columns are independent, and adding a parameter leaves the others as they were. The
    parameters of an ensemble are drawn together, a whole member each time, the members evenly.
    """
    columns = p.ensemble.names if p.ensemble is not None else ()
    found = {}
    for name, entry in p.entries.items():
        if entry.distribution != "fixed" and name not in columns:
            found[name] = p.draw(name, _even(seed, f"parameter:{name}", block, draws))
    if p.ensemble is not None:
        last = p.ensemble.members - 1  # also of the probability 1, which rounding can give
        places = np.minimum((_even(seed, "ensemble", block, draws) * (last + 1)).astype(np.intp), last)
        found |= {name: p.ensemble.column(name)[places] for name in columns}
    return found


def _even(seed: int, name: str, block: int, draws: int) -> NDArray[np.float64]:
    """A one-dimensional Latin hypercube of a stream: `draws` probabilities."""
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(d=1, rng=stream(seed, name, block)).random(draws)[:, 0])


def blocks_of(p: Parameters, draws: Mapping[str, Any] | None = None) -> Blocks:
    """The parameters as the model takes them: central values, or `draws` where there are some."""
    chosen = draws or {}
    values: dict[str, Any] = {}
    for block, cls in BLOCKS:
        central = getattr(p, block)
        names = [field.name for field in dataclasses.fields(cls)]
        values[block] = cls(**{name: chosen.get(name, getattr(central, name)) for name in names})
    return Blocks(**values)


def replaced(p: Blocks, changes: Mapping[str, Mapping[str, Number]]) -> Blocks:
    """A copy with some parameters changed: block -> name -> value."""
    if not changes:
        return p
    return dataclasses.replace(
        p, **{block: dataclasses.replace(getattr(p, block), **new) for block, new in changes.items()}
    )
