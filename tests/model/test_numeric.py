from __future__ import annotations

import numpy as np
import pytest

from tajsim.model.numeric import ScalarMath, between, positive


@pytest.mark.parametrize("name", ["exp", "log", "maximum", "minimum"])
def test_both_namespaces_compute_the_same(name: str) -> None:
    one, many = getattr(ScalarMath(), name), getattr(np, name)
    pair = (0.7, 1.3)[: 1 if name in ("exp", "log") else 2]
    assert one(*pair) == pytest.approx(float(many(*pair)), rel=1e-15)


@pytest.mark.parametrize("xp", [ScalarMath(), np])
def test_limits(xp: ScalarMath) -> None:
    assert [between(x, 0.0, 1.0, xp=xp) for x in (-2.0, 0.4, 3.0)] == [0.0, 0.4, 1.0]
    assert [positive(x, xp) for x in (-2.0, 0.0, 3.0)] == [0.0, 0.0, 3.0]
