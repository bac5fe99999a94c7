"""Parameter draws: a Latin hypercube whose every column is keyed by the parameter's name.

Random streams are keyed by root seed, name of the stream and block of draws, and nothing else. Adding a
parameter, a driver or a scenario leaves every other number unchanged, and a block can be drawn by any worker.
BLOCK is part of what makes a run repeatable: it is a constant, not an option.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
        places = members(p.ensemble.members, seed, block, draws)
        found |= {name: p.ensemble.column(name)[places] for name in columns}
    return found


def members(count: int, seed: int, block: int, draws: int) -> NDArray[np.intp]:
    """Which of `count` members of an ensemble each draw of a block takes, (draw,)."""
    last = count - 1  # also of the probability 1, which rounding can give
    return np.minimum((_even(seed, "ensemble", block, draws) * count).astype(np.intp), last)


def _even(seed: int, name: str, block: int, draws: int) -> NDArray[np.float64]:
    """A one-dimensional Latin hypercube of a stream: `draws` probabilities, one in each of as many parts.

    To the bit that of `scipy.stats.qmc.LatinHypercube`, which takes longer to make than to ask.
    """
    (random,) = stream(seed, name, block).spawn(1)
    within, part = random.random(draws), np.arange(1, draws + 1)
    random.shuffle(part)
    return (part - within) / draws


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


BLOCK = 4096
"""Draws in a block of random numbers."""


def stream(seed: int, name: str, block: int) -> np.random.Generator:
    """The generator of one stream in one block."""
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence((seed, key, block))))


@lru_cache(maxsize=4)  # asked for by every block
def block_sizes(draws: int) -> tuple[int, ...]:
    """Sizes of the blocks that make up `draws`."""
    full, rest = divmod(draws, BLOCK)
    return (BLOCK,) * full + ((rest,) if rest else ())
