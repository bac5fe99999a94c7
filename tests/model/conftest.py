"""Shared ground: both parameter sets as one path and as draws, quiet drivers, a run over quarters."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest

from tajsim.model import policy, remittances
from tajsim.model.base_year.initial import initial
from tajsim.model.distribution import distribution_of
from tajsim.model.economy import SimulatedQuarter, step
from tajsim.model.host import HostEconomy, HostState, QuarterDrivers
from tajsim.model.migration import Flows, towards_russia
from tajsim.model.numeric import NO_OVERRIDE, Namespace, Override, ScalarMath
from tajsim.model.policy import Regime
from tajsim.model.remittances import Remitted
from tajsim.model.state import NO_ADD_FACTORS, AddFactors, Constants, State
from tajsim.parameters import BLOCKS, Parameters, parameters
from tajsim.parameters.blocks import Blocks

PARAMETER_SETS = ("kremlin-2024", "world-bank-2024")
SCALAR: Namespace = ScalarMath()


class Economy(NamedTuple):
    """A parameter set ready to run."""

    p: Blocks
    state: State
    k: Constants
    xp: Namespace


def change(p: Blocks, **blocks: dict[str, Any]) -> Blocks:
    """`p` with some values replaced: `change(p, policy={"removals": 1.0})`."""
    return dataclasses.replace(
        p, **{b: dataclasses.replace(getattr(p, b), **values) for b, values in blocks.items()}
    )


def central(p: Parameters) -> Blocks:
    """The central values as floats."""
    return Blocks(**{block: getattr(p, block) for block, _ in BLOCKS})


def sampled(p: Parameters, draws: int, seed: int) -> Blocks:
    """Every parameter drawn independently: arrays of `draws`."""
    rng = np.random.default_rng(seed)
    return Blocks(
        **{
            block: cls(**{f.name: p.draw(f.name, rng.random(draws)) for f in dataclasses.fields(cls)})
            for block, cls in BLOCKS
        }
    )


def opened(p: Blocks, shape: Blocks, xp: Namespace) -> Economy:
    """The economy at the end of 2024; the distribution comes from `shape`, which holds floats."""
    return Economy(p, *initial(p, distribution_of(shape.welfare), xp), xp)


@functools.cache
def path_of(parameter_set: str) -> Economy:
    """One path of floats."""
    p = central(parameters(parameter_set))
    return opened(p, p, SCALAR)


@functools.cache
def draws_of(parameter_set: str, draws: int = 512, seed: int = 20241231) -> Economy:
    """Many draws. Arithmetic faults are left to the test of the first state, so that they fail one test."""
    p = parameters(parameter_set)
    with np.errstate(divide="ignore", invalid="ignore"):
        return opened(sampled(p, draws, seed), central(p), np)


def quiet(p: Blocks) -> QuarterDrivers:
    """Drivers without any shock."""
    return QuarterDrivers(p.host.rub_per_usd_base, p.host.oil_price_base, 1.3, 5.0, 0.0, 4.5, 3.0, 2.0, 2.0)


def quarters(
    economy: Economy,
    count: int = 24,
    drivers: QuarterDrivers | None = None,
    add: AddFactors = NO_ADD_FACTORS,
    p: Blocks | None = None,
) -> Iterator[SimulatedQuarter]:
    """Run the economy with the same drivers and the parameters `p` (default: its own) in every quarter."""
    state = economy.state
    for _ in range(count):
        quarter = step(state, drivers or quiet(economy.p), add, p or economy.p, economy.k, economy.xp)
        yield quarter
        state = quarter.state


def numbers(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every number inside nested named tuples, with its dotted name."""
    if hasattr(value, "_fields"):
        for field in value._fields:
            yield from numbers(getattr(value, field), f"{name}.{field}" if name else field)
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from numbers(item, f"{name}[{i}]")
    else:
        yield name, value


def host_2024(p: Blocks, **changes: Any) -> HostEconomy:
    """Russia as it was in 2024."""
    wage, rub = p.host.migrant_wage_rub, p.host.rub_per_usd_base
    state = HostState(1.0, 1.0, 1.0, rub, rub, p.host.oil_price_base)
    return HostEconomy(state, wage, wage / rub, p.host.employed_share, 0.0, 0.0, 0.0)._replace(**changes)


def regime_of(
    e: Economy, deported: Override = NO_OVERRIDE, organised_recruits: Override = NO_OVERRIDE, **rules: Any
) -> Regime:
    """The rules of the first quarter, some of them changed; people and wages are those of 2024."""
    return policy.step(
        regular=e.state.people.regular,
        irregular=e.state.people.irregular,
        stripped=e.state.people.stripped,
        ready=towards_russia(home=e.state.people.home, p=e.p.migration, xp=e.xp),
        deported=deported,
        organised_recruits=organised_recruits,
        deportation_reference=e.k.deportation_reference,
        permit_reference=e.k.permit_reference,
        migration=e.p.migration,
        p=change(e.p, policy=rules).policy,
        recorded_coverage=e.k.recorded_coverage,
        xp=e.xp,
    )


def sent(e: Economy, host: HostEconomy | None = None) -> Remitted:
    """Money of the fourth quarter of 2024, through the block that will compute all later ones.

    `host`: Russia in that quarter, by default as it was in 2024.
    """
    p, k = e.p, e.k
    host = host or host_2024(p)
    regime = regime_of(e)
    people, rules = e.state.people, p.policy
    recruits = people.regular * rules.recruitment_rate_regular
    recruits = recruits + people.naturalised * rules.recruitment_rate_naturalised
    still = Flows(*[0.0] * len(Flows._fields))._replace(people=people, recruited=recruits)
    still = still._replace(killed=people.recruited * p.migration.recruit_death_rate)
    sending = remittances.propensity(
        host=host,
        output_gap=0.0,
        base=k.propensity,
        insurance_base=k.insurance_base,
        p=p.remittances,
        xp=e.xp,
    )
    return remittances.step(
        flows=still,
        host=host,
        regime=regime,
        wage=remittances.wages(
            gross=host.wage_rub * (1.0 + regime.wage_gain),
            pay=regime.pay,
            permit=regime.permit_burden_rub,
            rub_per_usd=host.state.rub_per_usd,
            p=p.remittances,
            xp=e.xp,
        ),
        sending=sending,
        sent_a_head=k.sent_a_head,
        nonlabour=e.state.nonlabour_usd,
        coverage_russia=k.coverage_russia,
        add_factor=0.0,
        counted_on=0.0,
        p=p.remittances,
        xp=e.xp,
    )


NO_RULES = Regime(
    deport_regular=0.0,
    deport_irregular=0.0,
    removals=0.0,
    ready=0.0,
    organised_base=0.0,
    reach=0.0,
    refusal_share=0.0,
    attempts_log=0.0,
    open_border=1.0,
    legal_entry_share=0.5,
    closed_jobs=0.0,
    lapse=0.0,
    regularise=0.0,
    return_factor=1.0,
    usual_return=1.0,
    permit_burden_rub=0.0,
    wage_gain=0.0,
    cost=0.0,
    recorded_coverage=1.0,
    work=policy.AS_EVER,
    pay=policy.AS_EVER,
)
"""A regime in which nothing happens to anybody."""


@pytest.fixture(params=PARAMETER_SETS)
def parameter_set(request: pytest.FixtureRequest) -> str:
    """Each parameter set in turn."""
    return str(request.param)


@pytest.fixture
def path(parameter_set: str) -> Economy:
    """Each parameter set as one path of floats."""
    return path_of(parameter_set)


@pytest.fixture
def draws(parameter_set: str) -> Economy:
    """Each parameter set as 512 draws."""
    return draws_of(parameter_set)


@pytest.fixture(params=(path_of, draws_of), ids=("path", "draws"))
def economy(request: pytest.FixtureRequest, parameter_set: str) -> Economy:
    """Each parameter set, as one path and as draws."""
    build: Callable[[str], Economy] = request.param
    return build(parameter_set)


@pytest.fixture
def p() -> Blocks:
    """The central values of one parameter set."""
    return path_of("world-bank-2024").p


@pytest.fixture(autouse=True)
def _strict_arithmetic() -> Iterator[None]:
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        yield
