"""Loaded by the workers of a test's cluster: blocks of 64 draws there as well."""

from __future__ import annotations

from tajsim.engine import block, sampling
from tajsim.engine.distributed import parts, tree

tree.FANS = (1, 1, 3)
for module in (sampling, block, parts):
    module.BLOCK = 64  # type: ignore[attr-defined]
