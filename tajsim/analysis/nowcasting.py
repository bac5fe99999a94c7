"""Nowcast: a parameter set that knows what was published since its base year, from conditioned draws.

Draws of the quarters since the base year meet the figures (`tajsim.engine.conditioning`), without an outlook:
equations have no add-factors. They are resampled by their weights; what is kept of each is all of it, its
parameters and what hit it, so that each member of the new set arrives in a state of its own.

Decision: see `docs/decisions/a-start-in-2025.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import AT_ONCE, whole
from tajsim.defaults import BACKEND, BASE_SET, NOWCAST_DRAWS, SEED
from tajsim.drivers.stochastic import SERIES, DriverModel
from tajsim.engine.backend import used
from tajsim.engine.block import PreparedBlock, undisturbed, with_kernel, with_shocks
from tajsim.engine.condition import Condition, as_conditions, format_conditions
from tajsim.engine.conditioning import check_weights, met_in_every_draw, prepared
from tajsim.engine.measured import Measurement
from tajsim.engine.newton import newton
from tajsim.engine.plan import Plan, first_state, last_quarter, scenario_plan
from tajsim.engine.request import RunOptions, read
from tajsim.engine.run import prepare
from tajsim.engine.sampling import BLOCK, blocks_of, sample, stream
from tajsim.engine.shocks import NAMES, Shocks
from tajsim.engine.single_path import EXACT, MET, NUDGE, gaps_of
from tajsim.errors import InputError, Problems
from tajsim.model.met_by import EQUATIONS
from tajsim.parameters import Parameters, as_parameters, declarations
from tajsim.parameters.ensemble import Ensemble
from tajsim.parameters.known import KnownQuarters
from tajsim.parameters.loading import parameter_set_names
from tajsim.parameters.writing import write_ensemble
from tajsim.published.known import known as known_on
from tajsim.published.observations import Observations
from tajsim.quarters import Quarter
from tajsim.results.weights import Weights
from tajsim.scenarios import Scenario

Floats = NDArray[np.float64]
MEMBERS = 500
DIGITS = 5  # of parameters and scales, which are rounded before figures are met
PLACES = 8  # decimals of innovations, which keep figures met to 1e-7


@dataclass(frozen=True, eq=False, repr=False)
class Nowcast:
    """A parameter set that knows what was published by a day.

    Parameters
    ----------
    parameters : Parameters
        The set: `run(parameters=...)` takes it.
    conditions : tuple of Condition
        The figures that its members meet.
    weights : Weights
        Those of the draws that were resampled.
    draws, seed : int
        How it was made.
    backend : str, default "numpy"
        "numpy" or "compiled": what computed the draws.

    See Also
    --------
    tajsim.nowcast : What makes one.

    Examples
    --------
    >>> import tajsim as ts
    >>> n = ts.nowcast("2025-06-30", draws=500, members=50, seed=1)
    >>> n.weights.draws, n.parameters.parents[0]
    (500, 'calibrated-2024')
    """

    parameters: Parameters
    conditions: tuple[Condition, ...]
    weights: Weights
    draws: int
    seed: int
    backend: str = "numpy"

    def __repr__(self) -> str:
        return f"<Nowcast {self.parameters.name!r}: {len(self.conditions)} figures, {self.weights}>"

    def save(self, path: str | Path) -> Path:
        """Write the set as a file that extends the one it was made from.

        Parameters
        ----------
        path : str or Path
            A TOML file.

        Returns
        -------
        Path
            Where it was written.

        Raises
        ------
        InputError
            When the set it was made from does not ship: write `.parameters.to_toml(path)` then.
        """
        base, known = self.parameters.parents[0], self.parameters.known
        if base not in parameter_set_names() or known is None:
            raise InputError(f"{base!r} is no shipped parameter set; write .parameters.to_toml(path) instead")
        made = (
            f'ts.nowcast("{known.on}", {base!r}, draws={self.draws}, seed={self.seed}, '
            f"members={known.members}, backend={self.backend!r}).save(...): {self.weights}"
        )
        return write_ensemble(self.parameters, base, made, path)


def nowcast(
    known: str | date | Observations,
    parameters: Parameters | str | Path = BASE_SET,
    *,
    draws: int = NOWCAST_DRAWS,
    seed: int = SEED,
    members: int = MEMBERS,
    executor: Executor | None = None,
    backend: str = BACKEND,
) -> Nowcast:
    """A parameter set whose members are whole draws, given what had been published by a day.

    A run on it starts after the base year, repeats in each draw what hit a member in the quarters known, and
    so carries the uncertainty of the state on.

    Parameters
    ----------
    known : str, date or Observations
        The day, or what was known on it, as `tajsim.known` gives it.
    parameters : Parameters, str or Path, default "calibrated-2024"
        The set that is updated.
    draws : int, default 20,000
        Draws that are weighed.
    seed : int, default 0
        Root of every random stream.
    members : int, default 500
        Draws that the set keeps, resampled by their weights.
    executor : concurrent.futures.Executor, optional
        Where blocks of draws are computed.
    backend : str, default "auto"
        As for `run`. A set is made again to the bit by the one that made it, which its file names.

    Returns
    -------
    Nowcast
        The set, and what it rests on.

    Raises
    ------
    InputError
        For bad input, for figures that cannot be met, and where too few draws count.

    Examples
    --------
    >>> import tajsim as ts
    >>> n = ts.nowcast("2025-06-30", draws=500, members=50, seed=1)
    >>> n.parameters.known.members, str(n.parameters.known.shown_from)
    (50, '2025Q2')
    """
    whole(AT_ONCE, "members", members, 2)
    given = known if isinstance(known, Observations) else known_on(known)
    base = as_parameters(parameters)
    if base.known is not None:
        raise InputError(f"{base.name!r} knows quarters already; update {base.parents[0]!r}, which does not")
    first = last_quarter(base) + 1
    if Quarter.parse(given.on) <= first:
        raise InputError(f"on {given.on} no quarter after {base.date} was over; take a later day")
    conditions = as_conditions(given.conditions(first))
    if not conditions:
        raise InputError(f"nothing was known on {given.on} of the quarters from {first} on")
    last = max([Quarter.parse(given.on) + -1, *(c.last for c in conditions)])
    plan = _plan(base, last, draws, seed, backend)
    model = plan.driver_model
    if model is None:
        raise InputError("draws must be a number of draws")
    fixed = [str(c) for c in conditions if c.is_driver and c.name not in SERIES]
    if fixed:
        raise InputError("a nowcast knows drivers that deviate alone; leave the others out", fixed)
    solved = prepared(plan, conditions, (), model)
    solved = met_in_every_draw(with_kernel(solved, backend), executor)
    check_weights(solved)
    assert solved.given is not None
    assert solved.given.solved is not None
    weights = Weights.of_log(solved.given.solved.log_weights)
    chosen = _resampled(weights.values, members, seed)
    values, shocks = _members(solved, chosen)
    ensemble = Ensemble(tuple(values), np.stack(list(values.values()), axis=1))
    name = f"nowcast-{given.on.year}"
    updated = base.with_ensemble(
        ensemble,
        name=name,
        title=f"{base.title}, updated with data to {given.on}",
        narrative=(
            f"{base.name} updated by {len(conditions)} figures published by {given.on}. Each of its members "
            "is a whole draw that has met them, in a state of its own."
        ),
        source=f"{base.name}, weighed by what was published by {given.on}",
    )
    quarters = _known(replace(solved, parameters=updated, given=None, kernel=None), conditions, shocks, model)
    quarters = replace(quarters, on=given.on)
    return Nowcast(replace(updated, known=quarters), conditions, weights, draws, seed, used(backend, draws))


def _plan(p: Parameters, last: Quarter, draws: int, seed: int, backend: str) -> Plan:
    """The plan of the quarters to `last`, without add-factors."""
    options = RunOptions(parameters=p, end=last, draws=draws, seed=seed, outputs=["gdp"], backend=backend)
    return replace(prepare(read(options)), add_factors=())


def _resampled(weights: Floats, members: int, seed: int) -> NDArray[np.intp]:
    """Draws by their weights, systematically: each as often as its weight says, but for one."""
    at = (stream(seed, "nowcast", 0).random() + np.arange(members)) / members
    chosen = np.searchsorted(np.cumsum(weights), at, side="right")
    return np.minimum(chosen, len(weights) - 1).astype(np.intp)


def _members(plan: Plan, chosen: NDArray[np.intp]) -> tuple[dict[str, Floats], Shocks]:
    """The parameters of the draws chosen, rounded, and what hit them in the quarters of the plan."""
    values: dict[str, list[Floats]] = {}
    parts: list[tuple[Floats, Floats, Floats]] = []
    given = plan.given
    assert given is not None
    assert given.solved is not None
    for block in np.unique(chosen // BLOCK).tolist():
        places = chosen[chosen // BLOCK == block] - block * BLOCK
        economy, shocks = undisturbed(plan, block)
        count = economy.draws or 1
        solved = given.solved.part(block * BLOCK, block * BLOCK + count)
        shocks = given.with_drawn_errors(shocks, plan.seed, block, count)
        shocks = given.seen(shocks)[0].moved(given.directions, solved.sizes)
        assert shocks.residuals is not None
        assert shocks.drivers is not None
        assert shocks.scale is not None
        scale = _digits(shocks.scale[:, places])
        parts.append((shocks.residuals[..., places], shocks.drivers[..., places], scale))
        for name, column in sample(plan.parameters, plan.seed, block, count).items():
            values.setdefault(name, []).append(column[places])
    known = declarations()
    rounded = {
        name: np.clip(_digits(np.concatenate(columns)), known[name].low, known[name].high)
        for name, columns in values.items()
    }
    residuals, drivers, scales = (np.concatenate(arrays, axis=-1) for arrays in zip(*parts, strict=True))
    return rounded, Shocks(residuals, drivers, scales)


def _digits(values: Floats) -> Floats:
    """Values to so many significant digits."""
    rounded = [float(f"{value:.{DIGITS}g}") for value in values.ravel().tolist()]
    return np.array(rounded).reshape(values.shape)


def _known(plan: Plan, conditions: Sequence[Condition], shocks: Shocks, model: DriverModel) -> KnownQuarters:
    """What a set of these members knows, its single path on the figures as well.

    The paths of the drivers are moved to where the single path has them, so that an outlook goes on from what
    happened; members deviate from there.
    """
    single = prepared(plan, conditions, (), model)
    assert single.given is not None
    drivers = single.given.centre[len(EQUATIONS) : len(NAMES), :, np.newaxis]
    moved = model.paths(drivers, np.ones(drivers.shape[1:]))
    paths = _moved(plan.paths, moved[..., 0])
    plan = _on(plan, paths)
    assert shocks.drivers is not None
    assert shocks.scale is not None
    shocks = shocks._replace(
        drivers=_innovations(model, model.paths(shocks.drivers, shocks.scale) - moved, shocks.scale)
    )
    single = prepared(plan, conditions, (), model)
    assert single.given is not None
    met = _met(single, shocks, model)
    assert met.residuals is not None
    assert met.drivers is not None
    assert met.scale is not None
    return KnownQuarters(
        on=date.max,
        first=plan.quarters[0],
        given=format_conditions(conditions),
        drivers=paths,
        series=NAMES,
        single_path=np.round(single.given.centre[: len(NAMES)], 12) + 0.0,
        innovations=np.round(np.concatenate([met.residuals, met.drivers]), PLACES) + 0.0,
        scale=met.scale,
    )


def _moved(paths: Mapping[str, Floats], moved: Floats) -> dict[str, Floats]:
    """Paths of drivers moved by log deviations of oil, rouble and Russian output, (3, quarter)."""
    oil, rouble, output = moved
    found = dict(paths)
    found["oil_price"] = found["oil_price"] * np.exp(oil)
    found["rub_per_usd"] = found["rub_per_usd"] * np.exp(rouble)
    found["russia_gdp_growth"] = found["russia_gdp_growth"] + 400.0 * np.expm1(np.diff(output, prepend=0.0))
    return {name: np.array([float(f"{x:.10g}") for x in path]) for name, path in found.items()}


def _on(plan: Plan, paths: Mapping[str, Floats]) -> Plan:
    """The plan on other paths of the drivers, with its baseline alone."""
    problems = Problems("the paths of the drivers cannot be used")
    unshocked = scenario_plan(Scenario("unshocked"), paths, plan.quarters, plan.parameters, problems)
    problems.raise_if_any()
    return replace(plan, scenarios=(unshocked,), paths=paths)


def _innovations(model: DriverModel, paths: Floats, scale: Floats) -> Floats:
    """The innovations that make log deviations, (3, quarter, draw): `DriverModel.paths` undone."""
    kept = 1.0 - np.asarray(model.pull)[:, np.newaxis]
    found, change, level = np.empty(paths.shape), np.zeros(paths[:, 0].shape), np.zeros(paths[:, 0].shape)
    for t in range(paths.shape[1]):
        now = paths[:, t] - kept * level
        found[:, t] = np.linalg.solve(model.root, now - model.lags @ change) / scale[t]
        change, level = now, paths[:, t]
    return found


def _met(plan: Plan, shocks: Shocks, model: DriverModel) -> Shocks:
    """The innovations of members moved so that they meet the exact figures again after rounding.

    Raises InputError naming the figures that one does not meet.
    """
    given = plan.given
    assert given is not None
    exact = [i for i, c in enumerate(given.conditions) if c.exact]
    if not exact:
        return shocks
    ensemble = plan.parameters.ensemble
    assert ensemble is not None
    wanted: list[Condition] = [given.conditions[i] for i in exact]
    xp: Any = np
    p = blocks_of(plan.parameters, {name: ensemble.column(name) for name in ensemble.names})
    state, constants = first_state(plan.parameters, p, plan.distribution, xp, plan.past)
    economy = PreparedBlock(p, state, constants, xp, draws=ensemble.members)
    measured = Measurement.of(plan, wanted)
    rows = given.directions[exact, : len(NAMES)]

    def moved(sizes: Floats) -> Shocks:
        more = np.einsum("kst,kd->std", rows, sizes)
        assert shocks.residuals is not None
        assert shocks.drivers is not None
        residuals, drivers = (
            shocks.residuals + more[: len(EQUATIONS)],
            shocks.drivers + more[len(EQUATIONS) :],
        )
        return Shocks(residuals, drivers, shocks.scale)

    gaps = gaps_of(wanted, lambda sizes: measured.figures(with_shocks(economy, moved(sizes), model)))
    sizes, left, _ = newton(gaps, np.zeros((len(exact), ensemble.members)), NUDGE, EXACT)
    listed = [str(c) for c, gaps_left in zip(wanted, left, strict=True) if not (abs(gaps_left) < MET).all()]
    if listed:
        raise InputError("members do not meet figures after their parameters were rounded", listed)
    return moved(sizes)
