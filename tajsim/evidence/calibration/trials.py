"""Trials: draws of the prior, each run through every year that was observed.

Every draw starts each year anew, from the state observed by the end of the year before
(`tajsim.evidence.hindcast`), and what it missed is kept. Any number of posteriors come from one set of trials
(`tajsim.evidence.calibration.study`). Figures of a year (stocks, balances) are not varied: they stay at their
central value here, and are drawn from their own ranges in a forecast.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import Progress
from tajsim.defaults import BACKEND, PRIORS
from tajsim.engine.backend import used
from tajsim.engine.sampling import block_sizes, sample, stream
from tajsim.errors import InputError
from tajsim.evidence.calibration.likelihood import RESIDUALS, Misses, misses
from tajsim.evidence.hindcast import FIRST_ORIGIN, Rules, hindcast, past_plan, responses
from tajsim.evidence.observations import observed
from tajsim.memory import check_memory
from tajsim.observed import history
from tajsim.parameters import Parameters, as_parameters, declarations
from tajsim.parameters.entry import Entry

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

CALIBRATED: tuple[str, ...] = (
    *("wage_growth_elasticity", "wage_oil_elasticity", "hours_growth_elasticity", "trend_speed"),
    *("rouble_adaptation", "departure_wage_elasticity", "return_wage_elasticity"),
    *("rouble_elasticity", "insurance_share", "saturation_share", "diffusion_speed"),
    *("consumption_elasticity", "recipient_elasticity", "supply_anchor", "consumption_adjustment"),
    *("consumed_remittance_share", "housing_remittance_share", "dollar_flight"),
    *("investment_supply_weight", "investment_adjustment", "import_price_elasticity"),
    "import_replacement",
    *("capacity_import_elasticity", "import_price_adjustment", "import_weight_remitted"),
    "import_output_elasticity",
    *("inflation_persistence", "phillips_slope", "pass_through_impact", "pass_through_year"),
    *("fuel_pass_through", "import_rouble_share", "export_price_elasticity"),
    *("russia_import_elasticity", "reserve_floor_months", "intervention_share", "accumulation_share"),
    *("buffer_use", "pressure_elasticity", "rouble_comovement", "rouble_catch_up", "inflation_crawl"),
)
"""Behaviour that annual aggregates can say something about; of rules, statuses, banks and welfare they say
nothing."""


@dataclass(frozen=True)
class Trials:
    """Draws of the prior and what each missed, year by year.

    Attributes
    ----------
    behaviour : Parameters
        The declared priors.
    prior : mapping of str to numpy.ndarray
        Values by parameter name, in its unit, shape (draw,), of what is calibrated and of the sizes of
        residuals.
    misses : sequence of Misses
        Of the years in order.
    draws, seed : int
        How many, and the root of their random streams.
    backend : str
        "numpy" or "compiled": what computed them.
    """

    behaviour: Parameters
    prior: Mapping[str, Floats]
    misses: Sequence[Misses]
    draws: int
    seed: int
    backend: str = "numpy"


def trials(
    until: int,
    draws: int,
    seed: int,
    *,
    parameters_from: Parameters | str = PRIORS,
    data: pd.DataFrame | None = None,
    progress: Progress | None = None,
    rules: Rules = "known",
    backend: str = BACKEND,
) -> Trials:
    """Run draws of the prior through every year up to `until`, each from the state of the year before.

    draws: of the declared distributions of `parameters_from`. data: observations to use instead of the
    shipped ones. progress: called with (years done, years in all). rules: what is known of Russia's rules in
    each year. backend: what computes the draws. Raises InputError for a parameter set that holds a posterior.
    """
    behaviour = declared(parameters_from)
    kept = (until - FIRST_ORIGIN) * len(RESIDUALS) + len(CALIBRATED) + len(RESIDUALS)
    check_memory(8.0 * kept * draws / 2**30, f"running {draws:,} draws of the prior", "take fewer draws")
    register = history() if data is None else data
    prior = _prior(behaviour)
    table = observed(register)
    found = []
    origins = range(FIRST_ORIGIN, until)
    for done, origin in enumerate(origins):
        known = register[register["year"] <= origin + 1]
        plan = past_plan(origin, 1, prior, draws, seed, known, rules=rules, backend=backend)
        found.append(misses(hindcast(plan), responses(plan), table.until(origin + 1)))
        if progress is not None:
            progress(done + 1, len(origins))
    sizes = block_sizes(draws)
    drawn = [sample(prior, seed, block, size) for block, size in enumerate(sizes)]
    values = {name: np.concatenate([block[name] for block in drawn]) for name in CALIBRATED}
    for name in RESIDUALS:
        rng = stream(seed, f"parameter:{name}", 0)
        values[name] = behaviour.draw(name, rng.random(draws))
    return Trials(behaviour, values, tuple(found), draws, seed, used(backend, draws))


def declared(parameters_from: Parameters | str) -> Parameters:
    """The set whose declared ranges are meant. Raises InputError for one that holds a posterior."""
    behaviour = as_parameters(parameters_from, "parameters_from")
    if behaviour.ensemble is not None:
        raise InputError(
            f"{behaviour.name!r} holds a posterior that has seen the years to be fitted; give declared "
            "ranges, such as 'world-bank-2024'"
        )
    return behaviour


def wider(behaviour: Parameters, factor: float) -> Parameters:
    """The set with the ranges of what is calibrated `factor` times as wide, within what is allowed."""
    entries = dict(behaviour.entries)
    for name in CALIBRATED:
        one, known = entries[name], declarations()[name]
        low, high = (one.value + factor * (end - one.value) for end in (one.low, one.high))
        entries[name] = dataclasses.replace(one, low=max(low, known.low), high=min(high, known.high))
    floor, comfort = entries["reserve_floor_months"], entries["reserve_comfort_months"]
    entries["reserve_floor_months"] = dataclasses.replace(floor, high=min(floor.high, comfort.low))
    title = f"{behaviour.title}, ranges {factor:g} times as wide"
    return dataclasses.replace(behaviour, entries=entries, title=title)


def _prior(behaviour: Parameters) -> Parameters:
    """The set in which only calibrated parameters are uncertain."""
    entries = {
        name: entry
        if name in CALIBRATED
        else Entry.fixed(entry.value, entry.source, entry.confidence, entry.note)
        for name, entry in behaviour.entries.items()
    }
    return dataclasses.replace(behaviour, entries=entries)
