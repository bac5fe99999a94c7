"""Bounds that keep an extreme within what the equations allow, and the path on which nothing is added."""

from __future__ import annotations

import math

import pytest

from tajsim.model.demand import CONTENT_CAP, Components, _within_cap
from tajsim.model.state import NO_ADD_FACTORS

from .conftest import SCALAR, Economy, regime_of


def test_nothing_is_added_where_nothing_was_asked_for() -> None:
    assert (0.0,) * len(NO_ADD_FACTORS._fields) == NO_ADD_FACTORS


@pytest.mark.parametrize(("reference", "times"), [(1e-12, 1e3), (1e12, 1e-3)])
def test_enforcement_counts_from_a_thousandth_to_a_thousandfold(
    path: Economy, reference: float, times: float
) -> None:
    usual = regime_of(path)
    far = regime_of(path._replace(k=path.k._replace(deportation_reference=reference)))
    deterred = usual.attempts_log - far.attempts_log
    now = math.exp((math.log(usual.return_factor)) / path.p.policy.return_fear_elasticity)
    assert deterred == pytest.approx(path.p.policy.deterrence_elasticity * math.log(times / now), rel=1e-9)
    assert far.return_factor == pytest.approx(times**path.p.policy.return_fear_elasticity, rel=1e-9)


@pytest.mark.parametrize("heavy", [False, True])
def test_remitted_spending_holds_imports_up_to_a_cap_and_the_rest_takes_what_it_cannot(heavy: bool) -> None:
    fields = Components._fields
    parts = Components(*(100.0 + 10.0 * i for i in range(len(fields))))
    weights = Components(*(1.0 + 0.1 * i for i in range(len(fields))))._replace(
        remitted=9.0 if heavy else 1.2
    )
    imports = 300.0
    found = _within_cap(weights=weights, parts=parts, imports=imports, xp=SCALAR)
    total = sum(a * b for a, b in zip(parts, found, strict=True))
    content = found.remitted * imports / total
    if heavy:
        assert content == pytest.approx(0.99 * CONTENT_CAP, rel=1e-12)
        assert found._replace(remitted=0.0) == weights._replace(remitted=0.0)
    else:
        assert found == weights
        assert content < 0.99 * CONTENT_CAP
