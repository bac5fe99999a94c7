"""Random streams keyed by name: (root seed, stream name, block of draws) and nothing else.

Adding a parameter, a driver or a scenario leaves every other number unchanged, and a block can be drawn by
any worker. BLOCK is part of what makes a run repeatable: it is a constant, not an option.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np

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
