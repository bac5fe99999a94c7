"""What a shock can act on, and what each of them moves."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tajsim.arguments import AT_ONCE, flag
from tajsim.engine.reads import read_by_a_quarter
from tajsim.engine.run import run
from tajsim.model.outputs import STANDARD
from tajsim.parameters import Parameters, as_parameters, declarations
from tajsim.parameters.loading import DEFAULT
from tajsim.scenarios import Scenario, Shock
from tajsim.scenarios.target import Target
from tajsim.scenarios.target import targets as known_targets

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.results import Result

NUDGE = 0.1  # share of its value by which a target is moved to see what follows
YEAR = 2027
SHOWN = 3  # outputs named
_SMALLEST = 0.0005  # percent or points: what is less is noise of no interest


def targets(parameters: Parameters | str | Path = DEFAULT, *, moves: bool = True) -> pd.DataFrame:
    """Everything a shock can act on: the drivers, then the parameters in the order of the blocks.

    Parameters
    ----------
    parameters : Parameters, str or Path, default "nowcast-2025"
        The set whose values are shown.
    moves : bool, default True
        Whether to find out what each target moves, which takes a second.

    Returns
    -------
    pandas.DataFrame
        Columns name, kind ("driver" or "parameter"), block, unit, value (of a parameter; a driver follows the
        outlook), low and high (what it may be set to), shock (whether a shock on it acts: some parameters
        only shape the state that a run starts from), description, and with `moves` a text: the three outputs
        that move most in 2027 when the target is a tenth larger from the start of the run on, or, for a
        driver in percent a year, one point higher. Deviations are those of the single path from the
        published outlook, in percent of a level, otherwise in points of the output's own unit; of outputs
        that measure the same thing, such as the three of remittances, the one that moves most stands for all.

    Raises
    ------
    InputError
        When `parameters` is no set or `moves` neither true nor false.

    Examples
    --------
    >>> import tajsim as ts
    >>> frame = ts.targets(moves=False).set_index("name")
    >>> frame.loc["rub_per_usd", ["kind", "unit"]].tolist()
    ['driver', 'RUB per USD']
    """
    import pandas as pd

    moves = flag(AT_ONCE, "moves", moves)
    p = as_parameters(parameters)
    read = read_by_a_quarter(p)
    rows = [_row(p, target, read) for target in known_targets().values()]
    frame = pd.DataFrame(rows)
    if moves:
        acting = frame.loc[frame["shock"], "name"]
        found = _moves(p, [known_targets()[name] for name in acting])
        frame["moves"] = [found.get(name, "") for name in frame["name"]]
    return frame


def _row(p: Parameters, target: Target, read: frozenset[str]) -> dict[str, Any]:
    parameter = target.kind == "parameter"
    return {
        "name": target.name,
        "kind": target.kind,
        "block": declarations()[target.name].block if parameter else "drivers",
        "unit": target.unit,
        "value": p.entries[target.name].value if parameter else np.nan,
        "low": target.low,
        "high": target.high,
        "shock": not parameter or target.name in read,
        "description": target.description,
    }


def _moves(p: Parameters, targets: list[Target]) -> dict[str, str]:
    """What each target moves, in words."""
    scenarios = [Scenario(target.name, [_nudge(p, target)]) for target in targets]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="scenario .* has no effect", category=UserWarning)
        result = run(scenarios, p, end=f"{YEAR}Q4", draws=None)
    return {target.name: _largest_moves(result, target.name) for target in targets}


def _nudge(p: Parameters, target: Target) -> Shock:
    """A tenth more, a tenth less where no more is allowed, or a step in its unit from zero or for a rate."""
    if target.kind == "driver":
        one = target.unit.startswith("%")
        return Shock(target.name, add=1.0) if one else Shock(target.name, multiply=1.0 + NUDGE)
    value = p.entries[target.name].value
    if value == 0.0:
        return Shock(target.name, add=NUDGE * min(target.high, 1.0))
    larger = target.low <= value * (1.0 + NUDGE) <= target.high
    return Shock(target.name, multiply=1.0 + NUDGE if larger else 1.0 - NUDGE)


class _Move(NamedTuple):
    output: str
    size: float
    unit: str


def _largest_moves(result: Result, scenario: str) -> str:
    """The outputs that move most, as "consumption -1.2 %, unemployment_rate +0.3"."""
    moved = []
    for name in STANDARD:
        if name == scenario:
            continue
        delta = result.delta(scenario, name, "Y")
        size = float(delta.central[list(delta.periods).index(YEAR)])
        moved.append(_Move(name, size, " %" if delta.relative else ""))
    moved.sort(key=lambda move: (-float(f"{abs(move.size):.6g}"), move.output))  # rounding decides no tie
    largest: dict[str, _Move] = {}
    for move in moved:
        if abs(move.size) >= _SMALLEST:
            largest.setdefault(move.output.partition("_")[0], move)
    return ", ".join(f"{m.output} {m.size:+.2g}{m.unit}" for m in list(largest.values())[:SHOWN])
