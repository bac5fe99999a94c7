"""The shipped posterior is the one that the shipped record gives."""

from __future__ import annotations

import numpy as np
import pytest

import tajsim as ts


@pytest.mark.slow
def test_the_shipped_posterior_is_what_calibrate_gives() -> None:
    """A change of model, prior or record needs another: `ts.calibrate(backend="numpy").save(path)`."""
    shipped = ts.parameters("calibrated-2024").ensemble
    assert shipped is not None
    fresh = ts.calibrate(backend="numpy").posterior.ensemble
    assert fresh is not None
    assert fresh.names == shipped.names
    np.testing.assert_allclose(fresh.values, shipped.values, rtol=1e-3)
