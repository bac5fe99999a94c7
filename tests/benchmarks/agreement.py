"""How far the C kernel and the NumPy step lie apart."""

from __future__ import annotations

from typing import Any

import numpy as np

from tajsim.engine.program.trace import leaves

from .kernel import Kernel
from .sample import Sample, advance


def worst_difference(kernel: Kernel, sample: Sample) -> dict[str, float]:
    """The largest relative difference of each output over all draws and quarters, each side on its own path.

    Relative to the value or to its mean size over draws, whichever is larger, because balances pass through
    zero; identities, which are rounding, are relative to one.
    """
    run, state = kernel.load(sample), sample.state
    worst: dict[str, float] = {}
    for drivers in sample.drivers:
        quarter, kept = advance(sample, state, drivers)
        state = quarter.state
        run.advance()
        computed = run.outputs()
        expected = {
            **dict(leaves(state, "state")),
            **dict(leaves(quarter.identities, "identities")),
            **{f"outputs.{name}": value for name, value in kept.items()},
        }
        for name, value in expected.items():
            unit = 1.0 if name.startswith("identities.") else 0.0
            worst[name] = max(worst.get(name, 0.0), _difference(computed[name], value, unit))
    return worst


def _difference(computed: Any, expected: Any, unit: float) -> float:
    size = np.abs(expected)
    scale = np.maximum(np.maximum(size, np.mean(size)), max(unit, 1e-300))
    difference = np.max(np.abs(computed - expected) / scale)
    return float(difference) if np.isfinite(difference) else np.inf
