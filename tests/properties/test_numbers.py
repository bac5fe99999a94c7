"""Every number is possible, people and money are conserved, and what does nothing changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

import tajsim as ts
from tajsim.parameters import declarations

from ..economics.test_sizes import NEVER_NEGATIVE, PERCENT
from .strategies import (
    MOVES,
    PARAMETER_SETS,
    ROUNDING,
    Changed,
    allowed,
    allowed_scenario,
    bits,
    computed,
    plausible,
    plausible_scenario,
    some,
)


def possible(r: ts.Result) -> None:
    """Numbers are finite and within what they mean; the accounts close; parts add up to the whole."""
    for name in r.kept:
        paths = np.concatenate([r.quarterly[name], r.central[name][..., None]], axis=-1)
        assert np.isfinite(paths).all(), name
        assert np.isfinite(r.annual[name]).all(), name
        if name in NEVER_NEGATIVE or name in PERCENT:
            assert paths.min() >= 0.0, name
        if name in PERCENT:
            assert paths.max() <= 100.0 * (1.0 + ROUNDING), name
    assert (r.check()["worst"] < 1e-9).all()
    q = r.quarterly
    regular, irregular = q["migrants_russia_regular"], q["migrants_russia_irregular"]
    np.testing.assert_allclose(q["migrants_russia"], regular + irregular, rtol=ROUNDING)
    assert (q["remittances_russia_usd"] <= q["remittances_usd"] * (1.0 + ROUNDING)).all()
    assert (q["remittances_recorded_usd"] <= q["remittances_russia_usd"] * (1.0 + ROUNDING)).all()
    assert (q["poverty_gap"] <= q["poverty_rate"] * (1.0 + ROUNDING) + ROUNDING).all()


@pytest.mark.parametrize("target", [name for name in MOVES if name in declarations()])
@pytest.mark.parametrize("parameter_set", PARAMETER_SETS)
def test_two_scenarios_together_stay_within_what_is_declared(parameter_set: str, target: str) -> None:
    """So that a sum of plausible scenarios may not be refused; drivers have room for any."""
    operation, low, high = MOVES[target]
    declared = declarations()[target]
    central = ts.parameters(parameter_set).values()[target]
    for size in (low, high):
        twice = central * size * size if operation == "multiply" else central + 2.0 * size
        assert declared.low <= twice <= declared.high


@some(0.1)
@given(plausible(), plausible_scenario("one"), plausible_scenario("other"))
def test_what_has_been_seen_gives_possible_numbers(
    changed: Changed, one: ts.Scenario, other: ts.Scenario
) -> None:
    """Also: nothing, nothing times the size, and turned orders are the same to the last bit."""
    turned = ts.Scenario("turned", one.shocks[::-1])
    nothing = ts.Scenario("nothing")
    zero = one.scale(0.0)
    r = computed([one, other, one + other, other + one, turned, nothing, zero], changed)
    possible(r)
    assert bits(r, "one + other") == bits(r, "other + one")
    assert bits(r, "turned") == bits(r, "one")
    assert bits(r, "nothing") == bits(r, "none")
    assert bits(r, zero.name) == bits(r, "none")


@some(0.25)
@given(allowed(), allowed_scenario())
def test_what_is_allowed_gives_possible_numbers_or_is_refused_in_words(
    changed: Changed, scenario: ts.Scenario
) -> None:
    found = outcome(scenario, changed)
    if isinstance(found, ts.Result):
        possible(found)
    else:
        assert changed.parameter_set in found or repr(scenario.name) in found, found


def outcome(scenario: ts.Scenario, changed: Changed) -> ts.Result | str:
    """The result, or the words that refuse it; any other exception than InputError is a fault."""
    try:
        return computed(scenario, changed)
    except ts.InputError as error:
        return str(error)
