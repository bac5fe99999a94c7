"""By shock and by policy: the same draws run again with and without each of them, side by side.

`Split` is what every way of taking an output apart gives; `need_memory` is what it may cost.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.analysis.shapley import members, shapley
from tajsim.arguments import Progress
from tajsim.errors import InputError
from tajsim.labels import distinct
from tajsim.quarters import Quarter
from tajsim.results.periods import Freq
from tajsim.scenarios import Scenario, Shock
from tajsim.scenarios.composition import compose

if TYPE_CHECKING:
    from tajsim.results.like import RerunLike, ResultLike

Levels = NDArray[np.floating]
MOST = 8  # parts: 256 coalitions
POLICIES = (
    ("reserves", Shock("intervention_share", set=0.0)),
    ("fiscal rule", Shock("consolidation", set=0.0)),
)
"""Responses of policy, and the shock that turns each off."""


@dataclass(frozen=True)
class Player:
    """A part of the way from the baseline to the scenario: shocks that come, or (`gone`) that cease."""

    name: str
    shocks: Scenario
    gone: bool = False


def by_shock(
    result: ResultLike, rerun: RerunLike, scenario: str, output: str, freq: Freq, progress: Progress | None
) -> tuple[ResultLike, Split]:
    """Exact Shapley values of the components, all coalitions in one run. See `decompose`."""
    base, shocked = rerun.scenarios[result.baseline], rerun.scenarios[scenario]
    kept, players = players_of(base, shocked, result.quarters[-1])
    if not players:
        raise InputError(f"{scenario!r} holds no shock that {result.baseline!r} does not hold")
    if len(players) > MOST:
        raise InputError(
            f"{scenario!r} has {len(players)} parts, at most {MOST} ({2**MOST} coalitions) can be taken "
            f"apart: {', '.join(p.name for p in players)}; compose it with + from scenarios of several shocks"
        )
    joined = members(len(players))
    need_memory(result, rerun, len(joined), 1, len(players))
    inner = [_coalition(k, kept, players, joined[k]) for k in range(1, len(joined) - 1)]
    whole = run_again(rerun, (*inner, shocked), (output,), progress)

    def parts(levels: Levels) -> Floats:  # the baseline is nobody, the scenario everybody
        rows = [shapley(np.asarray(period, np.float64)) for period in levels]  # by period, to save memory
        return np.stack(rows, axis=1)

    return whole, _split(whole, output, freq, [p.name for p in players], parts)


def by_policy(
    result: ResultLike, rerun: RerunLike, scenario: str, output: str, freq: Freq, progress: Progress | None
) -> tuple[ResultLike, Split]:
    """The effect of the shocks with the policies off, and what each policy adds to it when it is on.

    A policy is off in scenario and baseline alike, so that only its response to the shocks counts; the
    policies share what they change together by Shapley values. See `decompose`.
    """
    base, shocked = rerun.scenarios[result.baseline], rerun.scenarios[scenario]
    on = members(len(POLICIES))
    need_memory(result, rerun, 2 * len(on), 1, 1 + len(POLICIES))
    others = []
    for active in on[:-1]:
        off = [(name, shock) for (name, shock), acts in zip(POLICIES, active, strict=True) if not acts]
        without = " and ".join(name for name, _ in off)
        no_policy = Scenario(f"no {without}", [shock for _, shock in off])
        others += [compose(f"{s.name} without {without}", (s, no_policy)) for s in (base, shocked)]
    whole = run_again(rerun, (*others, shocked), (output,), progress)

    def parts(levels: Levels) -> Floats:  # the run's own baseline, then pairs without policies, the scenario
        exact = np.asarray(levels, np.float64)
        pairs = [(k + 1, k) for k in range(1, exact.shape[1] - 1, 2)] + [(-1, 0)]
        effects = np.array([exact[:, after] - exact[:, before] for after, before in pairs])
        return np.concatenate([effects[:1], shapley(effects)])

    return whole, _split(whole, output, freq, ["shocks alone", *(name for name, _ in POLICIES)], parts)


def players_of(
    baseline: Scenario, scenario: Scenario, last: Quarter
) -> tuple[tuple[Scenario, ...], tuple[Player, ...]]:
    """The components that both hold, and the parts by which they differ, up to quarter `last`.

    Parts are components; a single one is taken apart into its shocks. One without shocks is left out.
    """
    before, after = list(baseline.components()), list(scenario.components())
    shared = [part for part in baseline.components() if _take(part, before, after)]
    before, after = [p for p in before if p.shocks], [p for p in after if p.shocks]
    if not before and len(after) == 1:
        after = [Scenario(_name(shock, after[0].shocks), (shock,)) for shock in after[0].shocks]
    found = [Player(p.name, _acting(p, last)) for p in after]
    found += [Player(f"without {p.name}", _acting(p, last), gone=True) for p in before]
    return tuple(_acting(part, last) for part in shared), _distinct(found)


def run_again(
    rerun: RerunLike, scenarios: Iterable[Scenario], outputs: Sequence[str], progress: Progress | None
) -> ResultLike:
    """Scenarios on the draws of a run, of which the last keeps its name whatever the others are called.

    What it warned of was said when the run was made.
    """
    *others, last = scenarios
    labels = distinct([one.name for one in others], (*list(rerun.scenarios)[:1], last.name))
    named = [replace(one, name=label) for one, label in zip(others, labels, strict=True)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return rerun.run((*named, last), outputs, progress)


def _take(part: Scenario, before: list[Scenario], after: list[Scenario]) -> bool:
    """Take `part` out of both lists, if both hold it."""
    both = part in before and part in after
    if both:
        before.remove(part)
        after.remove(part)
    return both


def _acting(part: Scenario, last: Quarter) -> Scenario:
    """A component without the shocks that begin after the run, which a run leaves out."""
    acting = [s for s in part.shocks if s.shape.start is None or s.shape.start <= last]
    return part if len(acting) == len(part.shocks) else replace(part, shocks=acting)


def _name(shock: Shock, among: Sequence[Shock]) -> str:
    """The target of a shock, with its start where others share the target."""
    alone = [other.target for other in among].count(shock.target) == 1
    return shock.target if alone else f"{shock.target} from {shock.shape.start or 'the start'}"


def _distinct(players: Sequence[Player]) -> tuple[Player, ...]:
    """The players under the names that tables give them."""
    labels = distinct([p.name for p in players], (TOTAL,))
    return tuple(replace(p, name=label) for p, label in zip(players, labels, strict=True))


def _coalition(
    number: int, kept: Sequence[Scenario], players: Sequence[Player], joined: NDArray[np.bool_]
) -> Scenario:
    """The scenario in which the players who joined have acted and the others have not."""
    there = [p for p, joins in zip(players, joined, strict=True) if joins]
    acting = [p.shocks for p in players if (p in there) != p.gone]
    return compose(f"coalition {number}: {' + '.join(p.name for p in there)}", [*kept, *acting])


def _split(
    whole: ResultLike, output: str, freq: Freq, names: Sequence[str], parts: Callable[[Levels], Floats]
) -> Split:
    path = (whole.central if freq == "Q" else whole.central_annual)[output]
    return Split(tuple(names), parts(whole.draws(output, freq)), parts(path[..., None]))


Floats = NDArray[np.float64]

TOTAL = "total"  # the row of a table to which the parts add up


@dataclass(frozen=True, eq=False)
class Split:
    """Parts by name: values (part, period, draw) of draws, central (part, period, 1) of the single path."""

    parts: tuple[str, ...]
    values: Floats
    central: Floats


def deviation(levels: NDArray[np.floating], position: int) -> tuple[Floats, Floats]:
    """The baseline of levels (period, scenario, draw), and how far the scenario at `position` is from it."""
    reference = np.asarray(levels[:, 0], np.float64)
    return reference, levels[:, position] - reference


def need_memory(result: ResultLike, rerun: RerunLike, scenarios: int, outputs: int, parts: int) -> None:
    """Raise InputError when so many scenarios, outputs and parts would exceed the run's memory limit."""
    draws = result.manifest.draws or 1
    periods = len(result.quarters) + len(result.years)
    size = draws * periods * (4.0 * scenarios * outputs + 8.0 * parts) / 2**30
    if size > rerun.memory_limit:
        raise InputError(
            f"{scenarios} scenarios of {draws} draws need {size:.3g} GiB, the limit is "
            f"{rerun.memory_limit:g}; run with fewer draws or a larger memory_limit"
        )
