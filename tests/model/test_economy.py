"""A quarter of the whole economy: bounds, signs of responses, and the same numbers one by one or together."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tajsim.model.economy import SimulatedQuarter, step
from tajsim.model.state import NO_ADD_FACTORS
from tajsim.parameters import BLOCKS, declarations
from tajsim.parameters.blocks import Blocks

from .conftest import PARAMETER_SETS, SCALAR, Economy, change, draws_of, numbers, path_of, quarters, quiet

BALANCES = (
    "output.demand.stocks",
    "flows.early_regular",
    "flows.early_irregular",
    "revenue.union",
    "remitted.carried",
    "remitted.surprise",
)
NEVER_NEGATIVE = (
    "state.people.",
    "state.rate",
    "state.reserves_usd",
    "state.imports_usd",
    "state.exports_usd",
    "state.prices.level",
    "state.household.",
    "state.business_investment",
    "state.gdp",
    "state.potential",
    "state.disposable_income",
    "state.fiscal.deposits",
    "state.fiscal.domestic_debt",
    "state.fiscal.external_debt",
    "state.bank.loans",
    "state.bank.provisions",
    "state.bank.npl_share",
    "state.bank.tightness",
    "state.labour.labour_force",
    "state.labour.employment",
    "state.labour.wage",
    "state.import_price",
    "state.export_price",
    "state.demography",
    "host.wage",
    "host.at_work",
    "flows.",
    "remitted.",
    "output.",
    "exports.",
    "imports.",
    "revenue.",
    "balance.emergency_loan",
    "bank.rescue",
    "bank.deposits",
    "market.unemployment",
    "market.programme_cost",
    "welfare.poverty",
    "welfare.gini",
    "welfare.bottom40",
    "welfare.receiving",
    "welfare.mean",
    "welfare.own",
)
SHARES = (
    "state.bank.npl_share",
    "state.bank.tightness",
    "host.at_work",
    "market.unemployment",
    "welfare.poverty",
    "welfare.poverty_international",
    "welfare.poverty_gap",
    "welfare.gini",
)

EXTREMES: dict[str, dict[str, Any]] = {
    "quiet": {},
    "rouble x3": {"rub": 3.0},
    "deep recession": {"growth": -30.0},
    "closed border": {"policy": {"border_closure": 1.0}},
    "no money sent": {"migration": {"departure_rate": 0.0}, "add": -1.0},
    "hundredfold enforcement": {"policy": {"enforcement": 100.0}},
    "all removed": {"policy": {"removals": 2e6}},
    "oil at ten": {"oil": 10.0},
    "no reserves": {"external": {"direct_investment_factor": 0.0}, "add": -0.7, "drained": True},
    "stocks are run down": {"adds": {"stocks": -0.5}},
    "stocks double imports": {"adds": {"stocks": 0.5}},
    "flight into cash": {"adds": {"outflows": 0.9}},
    "cash comes home": {"adds": {"outflows": -2.0}},
    "equations miss by far": {
        "add": -0.5,
        "adds": {"exchange_rate": 0.05, "prices": 0.05, "demand": -0.2, "outflows": 0.3, "stocks": 0.5},
    },
    "imports in roubles": {"trade": {"import_rouble_share": 0.9}, "rub": 3.0},
    "migration spreads tenfold": {"gap": 2.3, "remittances": {"diffusion_speed": 3.0}},
    "everything": {
        "rub": 3.0,
        "growth": -30.0,
        "oil": 10.0,
        "add": -1.0,
        "migration": {"departure_rate": 0.0},
        "policy": {"border_closure": 1.0, "enforcement": 100.0, "removals": 2e6},
        "adds": {"outflows": 0.9, "stocks": 0.5},
    },
}


def struck(
    e: Economy,
    count: int = 24,
    rub: float = 1.0,
    growth: float | None = None,
    oil: float | None = None,
    add: float = 0.0,
    drained: bool = False,
    gap: float | None = None,
    adds: dict[str, float] | None = None,
    **blocks: dict[str, Any],
) -> list[SimulatedQuarter]:
    """The economy under a lasting shock from the first quarter on."""
    drivers = quiet(e.p)._replace(rub_per_usd=e.p.host.rub_per_usd_base * rub)
    if growth is not None:
        drivers = drivers._replace(russia_gdp_growth=growth)
    if oil is not None:
        drivers = drivers._replace(oil_price=oil)
    if drained:
        e = e._replace(state=e.state._replace(reserves_usd=e.state.reserves_usd * 0.0 + 1.0))
    if gap is not None:
        e = e._replace(k=e.k._replace(diffusion_gap=gap))
    p = change(e.p, **blocks)
    return list(quarters(e, count, drivers, NO_ADD_FACTORS._replace(remittances=add, **adds or {}), p))


@pytest.mark.parametrize("name", EXTREMES)
def test_an_extreme_leaves_every_number_possible(economy: Economy, name: str) -> None:
    for t, quarter in enumerate(struck(economy, **EXTREMES[name])):
        for field, x in numbers(quarter):
            assert np.isfinite(x).all(), f"{field} in quarter {t}"
            if field.startswith(NEVER_NEGATIVE) and field not in BALANCES:
                assert np.min(x) >= -1e-6, f"{field} in quarter {t}: {np.min(x)}"
            if field in SHARES:
                assert np.max(x) <= 1.0, f"{field} in quarter {t}"
            if field.startswith("identities."):
                assert np.max(np.abs(x)) < 1e-9, f"{field} in quarter {t}"
        assert np.max(quarter.state.bank.npl_share) <= 0.95


@pytest.mark.parametrize("edge", ["low", "high"])
def test_any_parameter_may_move_to_the_edge_of_its_range(path: Economy, edge: str) -> None:
    """A shock may set a driver of the economy to anything its declaration allows."""
    for name, declared in declarations().items():
        p = change(path.p, **{declared.block: {name: getattr(declared, edge)}})
        for quarter in quarters(path, 8, p=p):
            for field, x in numbers(quarter):
                assert math.isfinite(x), f"{name}: {field}"
                if field.startswith(NEVER_NEGATIVE) and field not in BALANCES:
                    assert x >= -1e-6, f"{name}: {field} is {x}"
            assert max(map(abs, quarter.identities)) < 1e-9, name


def test_without_reserves_imports_are_rationed_to_what_is_payable(path: Economy) -> None:
    k = path.k._replace(
        other_inflow_usd=0.0,
        other_russia_usd=0.0,
        capital_grants_usd=0.0,
        disbursement_usd=0.0,
        direct_investment_usd=0.0,
    )
    first = struck(path._replace(k=k), 1, drained=True, add=-1.0)[0]
    assert first.output.imports < first.output.imports_wanted
    assert first.state.reserves_usd >= 0.0
    calm = struck(path, 1)[0]
    assert calm.output.imports == calm.output.imports_wanted


def test_suppliers_lend_for_no_more_stocks_than_come(path: Economy) -> None:
    """Stocks of three tenths of imports are asked for on credit; rationing keeps a part of them out."""
    k = path.k._replace(
        other_inflow_usd=0.0,
        other_russia_usd=0.0,
        capital_grants_usd=0.0,
        disbursement_usd=0.0,
        unrecorded=0.0,
    )
    state = path.state._replace(reserves_usd=0.0)
    add = NO_ADD_FACTORS._replace(remittances=-1.0, stocks=0.3)
    q = step(state, quiet(path.p), add, path.p, k, path.xp)
    assert q.output.imports < q.output.imports_wanted
    asked = 0.3 * (state.imports_usd - state.suppliers_usd)
    assert 0.0 < q.state.suppliers_usd < 0.999 * asked
    scale = (1.0 + path.p.external.capital_growth / 400.0) * path.p.external.direct_investment_factor
    invested = q.transactions.direct_investment / q.state.rate - k.direct_investment_usd * scale
    assert invested == pytest.approx(q.state.suppliers_usd, rel=1e-12)


def test_persons_are_counted_to_the_last_one(economy: Economy) -> None:
    before = economy.state.people.total
    for q in struck(economy, policy={"enforcement": 100.0, "removals": 2e6}):
        after = q.state.people.total
        np.testing.assert_allclose(after, before + q.flows.entrants - q.flows.retired, rtol=1e-12)
        before = after


# signs: a lasting shock against the quiet path


def end(value: Callable[[SimulatedQuarter], float], e: Economy, at: int = 8, **shock: Any) -> float:
    """What the shock changes in quarter `at`."""
    return float(value(struck(e, at, **shock)[-1]) - value(struck(e, at)[-1]))


RESPONSES: dict[str, tuple[Callable[[SimulatedQuarter], float], dict[str, int]]] = {
    # a number to look at, and the sign of its response to: c crackdown, r rouble, s stagnation, b border
    "departures": (lambda q: q.flows.departures, {"c": -1, "r": -1, "s": -1, "b": -1}),
    "deported": (lambda q: q.flows.deported, {"c": 1}),
    "in Russia": (lambda q: q.state.people.in_russia, {"c": -1, "r": -1, "s": -1, "b": -1}),
    "banned": (lambda q: q.state.people.banned, {"c": 1}),
    "wage in Russia": (lambda q: q.host.wage_rub, {"c": 1, "b": 1, "s": -1}),
    "remittances": (lambda q: q.remitted.total, {"c": -1, "r": -1, "s": -1, "b": -1}),
    "somoni per dollar": (lambda q: q.state.rate, {"c": 1, "r": 1, "s": 1, "b": 1}),
    "consumption": (lambda q: q.output.demand.consumption, {"c": -1, "r": -1, "s": -1, "b": -1}),
    "disposable income": (lambda q: q.state.disposable_income, {"r": -1, "s": -1}),
    "imports": (lambda q: q.output.imports, {"c": -1, "r": -1, "s": -1, "b": -1}),
    "bad loans": (lambda q: q.state.bank.npl_share, {"c": 1, "r": 1, "s": 1, "b": 1}),
    "unemployment": (lambda q: q.market.unemployment, {"c": 1, "b": 1}),
    "poverty": (lambda q: q.welfare.poverty, {"c": 1, "r": 1, "s": 1, "b": 1}),
    "income of receivers": (lambda q: q.welfare.receiving, {"c": -1, "r": -1, "s": -1, "b": -1}),
}
SHOCKS: dict[str, dict[str, Any]] = {
    "c": {"policy": {"enforcement": 5.0}},
    "r": {"rub": 1.5},
    "s": {"growth": -2.0},
    "b": {"policy": {"border_closure": 0.8}},
}


@pytest.mark.parametrize(
    ("name", "shock"), [(name, shock) for name, (_, signs) in RESPONSES.items() for shock in signs]
)
def test_responses_have_the_sign_that_economics_gives_them(path: Economy, name: str, shock: str) -> None:
    value, signs = RESPONSES[name]
    assert end(value, path, **SHOCKS[shock]) * signs[shock] > 0.0


def test_a_weaker_rouble_makes_prices_rise_where_the_somoni_goes_along(path: Economy) -> None:
    """Where the rate is held, only imports in roubles become cheaper."""
    free = path._replace(p=change(path.p, external={"hold_multiple": 0.0}))

    def level(q: SimulatedQuarter) -> float:
        return float(q.state.prices.level)

    assert end(level, free, rub=1.5) > 0.01
    assert end(level, path, rub=1.5) < end(level, free, rub=1.5)


@pytest.mark.parametrize("shock", SHOCKS)
def test_a_remittance_shock_hits_income_and_imports_harder_than_output(path: Economy, shock: str) -> None:
    """Most of it leaves through imports and the exchange rate, as in 2015-16."""

    def change_of(value: Callable[[SimulatedQuarter], float]) -> float:
        return math.log(value(struck(path, 8, **SHOCKS[shock])[-1]) / value(struck(path, 8)[-1]))

    output = abs(change_of(lambda q: q.output.gdp))
    assert output < abs(change_of(lambda q: q.output.imports))
    assert output < abs(change_of(lambda q: q.remitted.total))


@pytest.mark.parametrize("shock", ["c", "r", "b"])
def test_twice_the_shock_does_more(path: Economy, shock: str) -> None:
    harder: dict[str, dict[str, Any]] = {
        "c": {"policy": {"enforcement": 10.0}},
        "r": {"rub": 2.0},
        "b": {"policy": {"border_closure": 1.0}},
    }
    for value in (lambda q: q.remitted.total, lambda q: q.output.imports):
        assert end(value, path, **harder[shock]) < end(value, path, **SHOCKS[shock]) < 0.0


def test_membership_brings_more_legal_workers_and_more_money(path: Economy) -> None:
    member = {"policy": {"eaeu_membership": 1.0}}
    assert end(lambda q: q.state.people.in_russia, path, **member) > 0.0
    assert end(lambda q: q.remitted.total, path, **member) > 0.0
    assert end(lambda q: q.state.people.irregular / q.state.people.in_russia, path, **member) < 0.0
    assert struck(path, 1, **member)[0].regime.permit_burden_rub == 0.0


def test_a_reintegration_programme_costs_money_and_lowers_unemployment(path: Economy) -> None:
    crisis = {"policy": {"removals": 1e5}}
    plain = struck(path, 6, **crisis)[-1]
    helped = struck(path, 6, **crisis, labour={"reintegration_coverage": 1.0})[-1]
    assert helped.transactions.programmes > 0.0 == plain.transactions.programmes
    assert helped.market.unemployment < plain.market.unemployment


def test_on_impact_dollars_fall_with_the_rouble_by_the_declared_elasticity(path: Economy) -> None:
    """Money from workers in Russia alone, while senders still count in the old rouble."""
    p = change(
        path.p,
        host={"rouble_adaptation": 0.0},
        remittances={"rouble_elasticity": 0.85},
        migration={"departure_wage_elasticity": 0.0, "return_wage_elasticity": 0.0},
        policy={"recruitment_rate_regular": 0.0, "recruitment_rate_naturalised": 0.0},
    )
    nobody = path.state._replace(people=path.state.people._replace(recruited=0.0))
    e = path._replace(p=p, state=nobody)

    def russia(rub: float) -> float:
        q = struck(e, 1, rub=rub)[0]
        return q.remitted.labour - q.remitted.other

    assert math.log(russia(1.5) / russia(1.0)) / math.log(1.5) == pytest.approx(-0.85, rel=1e-9)


# the same equations on one path and on many


def one_of(blocks: Blocks, i: int) -> Blocks:
    """Draw `i` as floats."""
    return Blocks(
        **{
            block: cls(
                **{f.name: float(getattr(getattr(blocks, block), f.name)[i]) for f in dataclasses.fields(cls)}
            )
            for block, cls in BLOCKS
        }
    )


def item_of(value: Any, i: int) -> Any:
    """Draw `i` of nested named tuples, as floats."""
    if isinstance(value, tuple):
        parts = [item_of(x, i) for x in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return float(np.broadcast_to(value, (i + 1,))[i]) if np.ndim(value) == 0 else float(value[i])


@pytest.mark.parametrize("parameter_set", PARAMETER_SETS)
@pytest.mark.parametrize("i", [0, 101, 511])
def test_a_draw_as_floats_gives_the_same_numbers(parameter_set: str, i: int) -> None:
    many = draws_of(parameter_set)
    one = Economy(one_of(many.p, i), item_of(many.state, i), item_of(many.k, i), SCALAR)
    for together, alone in zip(struck(many, 12, rub=1.3), struck(one, 12, rub=1.3), strict=True):
        for (name, x), (_, y) in zip(numbers(together), numbers(alone), strict=True):
            if not name.startswith("identities."):
                np.testing.assert_allclose(item_of(x, i), y, rtol=1e-11, atol=1e-9, err_msg=name)


def test_one_step_agrees_to_the_last_digits(parameter_set: str) -> None:
    e = path_of(parameter_set)
    drivers = quiet(e.p)._replace(rub_per_usd=120.0, russia_gdp_growth=-3.0, oil_price=50.0)

    def lifted(value: Any) -> Any:
        if isinstance(value, tuple):
            parts = [lifted(x) for x in value]
            return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
        return np.full(3, value)

    p = Blocks(
        **{
            block: cls(
                **{f.name: np.full(3, getattr(getattr(e.p, block), f.name)) for f in dataclasses.fields(cls)}
            )
            for block, cls in BLOCKS
        }
    )
    k = lifted(e.k._replace(distribution=None))._replace(distribution=e.k.distribution)
    alone = step(e.state, drivers, NO_ADD_FACTORS, e.p, e.k, e.xp)
    together = step(lifted(e.state), lifted(drivers), NO_ADD_FACTORS, p, k, np)
    for (name, x), (_, y) in zip(numbers(together), numbers(alone), strict=True):
        if not name.startswith("identities."):
            scale = alone.state.gdp_nominal if name.startswith(("transactions", "balance", "budget")) else 0.0
            np.testing.assert_allclose(x, y, rtol=1e-12, atol=1e-12 * max(scale, 1e-3), err_msg=name)


def test_a_draw_does_not_depend_on_its_neighbours(draws: Economy) -> None:
    def part(value: Any) -> Any:
        if isinstance(value, tuple):
            parts = [part(x) for x in value]
            return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
        return value[:5] if np.ndim(value) else value

    p = Blocks(
        **{
            block: cls(
                **{f.name: getattr(getattr(draws.p, block), f.name)[:5] for f in dataclasses.fields(cls)}
            )
            for block, cls in BLOCKS
        }
    )
    few = Economy(p, part(draws.state), part(draws.k), np)
    for whole, slice_ in zip(struck(draws, 4), struck(few, 4), strict=True):
        for (name, x), (_, y) in zip(numbers(whole), numbers(slice_), strict=True):
            if not name.startswith("identities."):
                np.testing.assert_allclose(part(x), y, rtol=1e-11, atol=1e-9, err_msg=name)


def test_a_step_never_writes_into_what_it_was_given(draws: Economy) -> None:
    inputs = [x for _, x in [*numbers(draws.state), *numbers(draws.k)] if isinstance(x, np.ndarray)]
    inputs += [getattr(getattr(draws.p, b), f.name) for b, cls in BLOCKS for f in dataclasses.fields(cls)]
    copies = [x.copy() for x in inputs]
    flags = [x.flags.writeable for x in inputs]
    for x in inputs:
        x.flags.writeable = False  # a write in place raises
    try:
        struck(draws, 3, rub=2.0, policy={"removals": 1e5})
    finally:
        for x, flag in zip(inputs, flags, strict=True):
            if flag:
                x.flags.writeable = True
    for x, copy in zip(inputs, copies, strict=True):
        np.testing.assert_array_equal(x, copy)


def test_the_same_inputs_give_the_same_bits(draws: Economy) -> None:
    for a, b in zip(struck(draws, 3), struck(draws, 3), strict=True):
        for (name, x), (_, y) in zip(numbers(a), numbers(b), strict=True):
            np.testing.assert_array_equal(x, y, err_msg=name)
