"""What is given of an observable driver replaces what the model determines; nothing given changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from tajsim.model.economy import step
from tajsim.model.host import QuarterDrivers
from tajsim.model.migration import towards_russia
from tajsim.model.numeric import NO_OVERRIDE, Override
from tajsim.model.policy import reach
from tajsim.model.state import NO_ADD_FACTORS
from tajsim.parameters.blocks import Blocks

from .conftest import SCALAR, Economy, change, numbers, path_of, quiet, regime_of
from .test_host import advance

NAMES = ("russia_wage", "organised_recruits", "deported")


def exactly(level: float) -> Override:
    return Override(keep=0.0, level=level)


def test_the_wage_given_is_that_of_russia_and_migrants_keep_their_part_of_it(p: Blocks) -> None:
    p = change(p, host={"russia_wage_base": 80_000.0, "migrant_wage_rub": 60_000.0})
    out = advance(p, russia_wage=exactly(100_000.0), russia_gdp_growth=-40.0, russia_inflation=40.0)
    assert out.wage_rub == pytest.approx(75_000.0, rel=1e-14)
    assert out.russia_wage == pytest.approx(100_000.0, rel=1e-14)
    assert out.at_work < advance(p).at_work, "work is still lost in a recession"


def test_scarce_tajiks_earn_more_than_the_wage_given_by_the_same_factor(p: Blocks) -> None:
    p = change(p, host={"exposed_workers_share": 0.5, "wage_scarcity_elasticity": 0.4})
    free = advance(p, workers=0.5e6).wage_rub / advance(p).wage_rub
    fixed = exactly(90_000.0)
    given = advance(p, workers=0.5e6, russia_wage=fixed).wage_rub / advance(p, russia_wage=fixed).wage_rub
    assert given == pytest.approx(free, rel=1e-14)
    assert advance(p, workers=0.5e6, russia_wage=fixed).russia_wage == pytest.approx(90_000.0, rel=1e-14)


def test_the_models_own_average_wage_is_what_leaves_the_migrant_wage_as_it_is(p: Blocks) -> None:
    moved = {"russia_gdp_growth": 4.0, "russia_inflation": 8.0, "oil_price": 50.0, "russia_labour_need": 1e6}
    free = advance(p, workers=0.8e6, **moved)
    given = advance(p, workers=0.8e6, russia_wage=exactly(free.russia_wage), **moved)
    assert given.wage_rub == pytest.approx(free.wage_rub, rel=1e-14)


def test_deportations_given_are_persons_spread_as_the_rates_have_them(p: Blocks) -> None:
    e = path_of("world-bank-2024")._replace(p=p)
    free, given = regime_of(e), regime_of(e, deported=exactly(9_000.0))
    people = e.state.people
    own = free.deport_regular * people.regular
    own += free.deport_irregular * (people.irregular + people.stripped)
    factor = 9_000.0 / own
    assert given.deport_irregular == pytest.approx(factor * free.deport_irregular, rel=1e-13)
    assert given.deport_regular == pytest.approx(factor * free.deport_regular, rel=1e-13)
    same = regime_of(e, enforcement=factor)
    assert given.attempts_log == pytest.approx(same.attempts_log, rel=1e-9), "they frighten by their number"
    assert regime_of(e, deported=exactly(9_000.0), enforcement=3.0).attempts_log == pytest.approx(
        given.attempts_log, rel=1e-9
    ), "whatever the rules would have done"


def test_removals_by_list_count_among_deportations_given(p: Blocks) -> None:
    e = path_of("world-bank-2024")._replace(p=p)
    out = regime_of(e, deported=exactly(9_000.0), removals=5_000.0)
    people = e.state.people
    total = out.deport_regular * people.regular + out.removals
    total += out.deport_irregular * (people.irregular + people.stripped)
    assert total == pytest.approx(9_000.0, rel=1e-12)
    assert 0.0 < out.removals < 5_000.0


def test_recruits_given_reach_so_many_of_those_ready_to_leave(p: Blocks) -> None:
    p = change(p, policy={"organised_share": 0.02, "organised_recruitment": 0.0})
    e = path_of("world-bank-2024")._replace(p=p)
    ready = towards_russia(home=e.state.people.home, p=p.migration, xp=SCALAR)
    usual = regime_of(e)
    assert (usual.organised, usual.reach) == (pytest.approx(0.02 * ready, rel=1e-13), 0.0)
    out = regime_of(e, organised_recruits=exactly(0.51 * ready))
    assert out.organised == pytest.approx(0.51 * ready, rel=1e-13)
    assert out.reach == pytest.approx(0.5, rel=1e-12)
    half = regime_of(e, organised_recruitment=0.5)
    assert out.attempts_log == pytest.approx(half.attempts_log, rel=1e-12)
    assert out.legal_entry_share == pytest.approx(half.legal_entry_share, rel=1e-12)


@pytest.mark.parametrize(
    ("given", "expected"), [(NO_OVERRIDE, 0.3), (Override(1.0, 98.0), 0.4), (Override(0.5), 0.14)]
)
def test_an_amount_or_a_factor_acts_on_the_persons_that_the_rules_reach(
    p: Blocks, given: Override, expected: float
) -> None:
    """Of a thousand ready, 20 and 0.3 of the other 980 are reached: 314; then 98 more, or half of them."""
    p = change(p, policy={"organised_share": 0.02, "organised_recruitment": 0.3})
    found = reach(ready=1000.0, given=given, p=p.policy, xp=SCALAR)
    assert found == pytest.approx(expected, abs=1e-3)
    persons = given.keep * 314.0 + given.level
    assert 1000.0 * (0.02 + 0.98 * found) == pytest.approx(persons, rel=1e-12)


def quarter(e: Economy, drivers: QuarterDrivers) -> dict[str, float]:
    return dict(numbers(step(e.state, drivers, NO_ADD_FACTORS, e.p, e.k, e.xp)))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_given_changes_nothing_to_the_bit(draws: Economy, name: str) -> None:
    still = quiet(draws.p)
    free = quarter(draws, still)
    for nothing in (Override(1.0, 0.0), Override(np.ones(512), np.zeros(512))):
        given = quarter(draws, still._replace(**{name: nothing}))
        for what, value in free.items():
            np.testing.assert_array_equal(given[what], value, err_msg=what)


def test_what_is_given_holds_in_every_draw(draws: Economy) -> None:
    drivers = quiet(draws.p)._replace(
        russia_wage=exactly(99_000.0), organised_recruits=exactly(7_000.0), deported=exactly(9_000.0)
    )
    q = step(draws.state, drivers, NO_ADD_FACTORS, draws.p, draws.k, np)  # type: ignore[arg-type]
    np.testing.assert_allclose(q.host.russia_wage, 99_000.0, rtol=1e-12)
    np.testing.assert_allclose(q.regime.organised, 7_000.0, rtol=1e-12)
    np.testing.assert_allclose(q.flows.deported, 9_000.0, rtol=1e-12)
    for identity in q.identities:
        assert np.max(np.abs(identity)) < 1e-12
