"""How unusual a path of the drivers is: in the model's predictive distribution, and in what was observed.

Shocks that no distribution covers, to rules and other parameters, are held against the nearest episode of the
past.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tajsim.drivers.stochastic import SERIES
from tajsim.engine.plan import ScenarioPlan
from tajsim.past import episodes as on_record
from tajsim.past.drivers import FIRST, LAST, observed_drivers
from tajsim.quarters import Quarter, quarter_range
from tajsim.scenarios import Scenario, read_scenario
from tajsim.scenarios.target import targets

Floats = NDArray[np.float64]

YEARS = (1, 2, 4)
PATH = (
    1,
    2,
    3,
    4,
    8,
    16,
)  # quarters at which a path is compared as a whole: a sudden move shows in the first
TOGETHER = "together"
_OBSERVED = {"oil_price": "oil_price", "rub_per_usd": "rub_per_usd", "russia_gdp_growth": "russia_output"}
_NOTHING = 1e-12
_MULTIPLE = "multiple of what the model has"


@dataclass(frozen=True, slots=True)
class Move:
    """What a scenario does to the level of one driver by the end of some years, or to all it moves at once.

    Attributes
    ----------
    driver : str
        "oil_price", "rub_per_usd", "russia_gdp_growth" (which stands for the level of Russian output), or
        "together".
    years : int
        From the start of the move.
    until : Quarter
        The last quarter of them.
    move, outlook : float
        Change of the level since the quarter before the start, in the scenario and in the outlook, percent.
    surprise : float
        The scenario over the outlook, percent; nan for "together".
    percentile : float
        Of the surprise among draws, 0 to 100; for "together" the share of draws that lie nearer to the
        outlook.
    tail : float
        Percent of draws at least as far in the same direction.
    windows : int
        Stretches of the same length since 2000.
    exceeded : int
        How many of them moved as far.
    largest : float
        The farthest move among them, percent.
    largest_until : str
        When that ended.
    """

    driver: str
    years: int
    until: Quarter
    move: float
    outlook: float
    surprise: float
    percentile: float
    tail: float
    windows: int
    exceeded: int
    largest: float
    largest_until: str


@dataclass(frozen=True, eq=False)
class Paths:
    """Log levels of the three drivers over the same quarters, (series, quarter), zero in the one before."""

    quarters: tuple[Quarter, ...]
    outlook: Floats
    scenario: Floats

    @property
    def surprise(self) -> Floats:
        """The scenario over the outlook, log."""
        return self.scenario - self.outlook

    @property
    def start(self) -> int | None:
        """The place of the first quarter in which the scenario moves a driver."""
        return min((t for _, t in self.first_moves()), default=None)

    @property
    def moved(self) -> list[int]:
        """The places of the drivers that the scenario moves."""
        return moved_rows(self.surprise)

    def first_moves(self) -> list[tuple[int, int]]:
        """The place of each driver that the scenario moves, with that of the first quarter it does so in."""
        return [(i, int(np.argmax(np.abs(self.surprise[i]) > _NOTHING))) for i in self.moved]

    def since_start(self) -> Paths:
        """The same from the first quarter moved on, relative to the quarter before."""
        first = self.start or 0
        cut = [
            x[:, first:] - (x[:, first - 1 : first] if first else 0.0) for x in (self.outlook, self.scenario)
        ]
        return Paths(self.quarters[first:], *cut)


def moved_rows(surprise: Floats) -> list[int]:
    """The rows of (series, quarter) that are not zero throughout."""
    return [i for i, path in enumerate(surprise) if np.abs(path).max() > _NOTHING]


def log_levels(paths: Mapping[str, Floats], starts: Mapping[str, float]) -> Floats:
    """Log levels of `SERIES` relative to `starts`; of Russian growth, which is annualised, the sum."""
    rows = [
        np.log(paths[name] / starts[name]) if name in starts else np.cumsum(np.log1p(paths[name] / 400.0))
        for name in SERIES
    ]
    return np.array(rows)


def observed_levels() -> tuple[tuple[Quarter, ...], Floats]:
    """Quarters since 2000, and log levels of oil, roubles per dollar and Russian output, (series, quarter).

    Where the register has only years, quarters are laid out as smoothly as possible.
    """
    past = observed_drivers(LAST, LAST)
    levels = np.log([past.before(_OBSERVED[name]) for name in SERIES])
    last = Quarter(LAST, 4)
    return tuple(last + (i + 1 - levels.shape[1]) for i in range(levels.shape[1])), levels


def moves(
    paths: Paths, draws: Floats, observed: tuple[Sequence[Quarter], Floats], years: Sequence[int] = YEARS
) -> tuple[Move, ...]:
    """The moves of every driver that `paths` (since the start) moves, by horizon, then of them together.

    draws: log deviations from the outlook, (series, quarter, draw). observed: as of `observed_levels`.
    """
    found: list[Move] = []
    moved = paths.moved
    fitting = [n for n in years if 4 * n <= len(paths.quarters)]
    for i in moved:
        found += [_single(i, n, paths, draws, observed) for n in fitting]
    if len(moved) > 1:
        found += [_together(moved, n, paths, draws, observed) for n in fitting]
    return tuple(found)


def distance(point: Floats, draws: Floats) -> tuple[float, float]:
    """Mahalanobis distance of `point` (k,) from zero among `draws` (k, draw), and its percentile, 0-100.

    The percentile is the share of draws that lie nearer. Draws have mean zero.
    """
    covariance = draws @ draws.T / draws.shape[1]
    own = float(point @ np.linalg.solve(covariance, point))
    each = np.einsum("kd,kd->d", draws, np.linalg.solve(covariance, draws))
    return math.sqrt(own), _percentile(own, each)


def path_distance(paths: Paths, draws: Floats) -> tuple[float, float, int]:
    """Distance of the whole path from the outlook, its percentile, and the number of figures compared."""
    places = [n - 1 for n in PATH if n <= len(paths.quarters)]
    own = paths.surprise[np.ix_(paths.moved, places)].ravel()
    return *distance(own, draws[np.ix_(paths.moved, places)].reshape(len(own), -1)), len(own)


def _single(
    i: int, years: int, paths: Paths, draws: Floats, observed: tuple[Sequence[Quarter], Floats]
) -> Move:
    at = 4 * years - 1
    surprise, drawn = float(paths.surprise[i, at]), draws[i, at]
    way = _direction(surprise, float(paths.scenario[i, at]))
    windows, ends = _windows(observed, years)
    own, far = windows[i], int(np.argmax(way * windows[i]))
    return Move(
        driver=SERIES[i],
        years=years,
        until=paths.quarters[at],
        move=_percent(paths.scenario[i, at]),
        outlook=_percent(paths.outlook[i, at]),
        surprise=_percent(surprise),
        percentile=_percentile(surprise, drawn),
        tail=100.0 * float(np.mean(way * drawn >= way * surprise)),
        windows=len(own),
        exceeded=int(np.sum(way * own >= way * paths.scenario[i, at])),
        largest=_percent(own[far]),
        largest_until=str(ends[far]),
    )


def _together(
    moved: list[int], years: int, paths: Paths, draws: Floats, observed: tuple[Sequence[Quarter], Floats]
) -> Move:
    at = 4 * years - 1
    surprise = paths.surprise[moved, at]
    _, percentile = distance(surprise, draws[moved, at])
    windows, _ = _windows(observed, years)
    total = paths.scenario[moved, at]
    way = np.array([_direction(s, t) for s, t in zip(surprise, total, strict=True)])[:, np.newaxis]
    as_far = np.all(way * windows[moved] >= way * total[:, np.newaxis], axis=0)
    return Move(
        driver=TOGETHER,
        years=years,
        until=paths.quarters[at],
        move=math.nan,
        outlook=math.nan,
        surprise=math.nan,
        percentile=percentile,
        tail=100.0 - percentile,
        windows=windows.shape[1],
        exceeded=int(as_far.sum()),
        largest=math.nan,
        largest_until="",
    )


def _windows(observed: tuple[Sequence[Quarter], Floats], years: int) -> tuple[Floats, Sequence[Quarter]]:
    """Changes over every stretch of so many years, (series, window), and the quarters in which they end."""
    quarters, levels = observed
    return levels[:, 4 * years :] - levels[:, : -4 * years], quarters[4 * years :]


def _direction(surprise: float, total: float) -> float:
    return math.copysign(1.0, surprise if abs(surprise) > _NOTHING else total)


def _percentile(value: float, drawn: Floats) -> float:
    return 100.0 * float(np.mean(drawn < value) + 0.5 * np.mean(drawn == value))


def _percent(log: float) -> float:
    return 100.0 * math.expm1(float(log))


KIN = {
    "removals": "enforcement",
    "sector_ban_share": "enforcement",
    "preregistration_barrier": "refusal_share",
    "entry_cost_share": "refusal_share",
    "recruitment_rate_regular": "naturalisation_rate",
    "recruitment_rate_naturalised": "naturalisation_rate",
    "visa_regime": "refusal_share",
    **{
        f"ban_{sector}": "enforcement"
        for sector in ("construction", "trade", "transport", "delivery", "services")
    },
    "citizenship_loss_rate": "naturalisation_rate",
    "family_departure_rate": "naturalisation_rate",
}
"""Rules without an episode of their own, and the rule of an episode that acted on the same people."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, other parameter or other driver that a scenario changes.

    Attributes
    ----------
    target : str
        The parameter or driver.
    unit : str
        Of `usual` and `scenario`.
    usual : float
        Its value without the scenario; nan for a driver that the model determines in each draw, unless the
        scenario adds to it (0) or multiplies it (1).
    scenario : float
        Its value in the scenario that lies farthest from it.
    episode : str
        Title of the nearest episode on record, "" when there is none.
    acted_on : str
        The rule that changed then.
    episode_value : float
        The value it reached, in its own unit.
    begins : Quarter
        The first quarter in which it differs.
    """

    target: str
    unit: str
    usual: float
    scenario: float
    episode: str
    acted_on: str
    episode_value: float
    begins: Quarter


def rules(
    plan: ScenarioPlan,
    outlook: ScenarioPlan,
    central: Mapping[str, float],
    covered: tuple[str, ...],
    quarters: Sequence[Quarter],
) -> tuple[Rule, ...]:
    """What `plan` changes besides the `covered` drivers in `quarters`. central: values of the parameters."""
    found = []
    known, past = targets(), episodes()
    for name, path in plan.drivers.items():
        usual = outlook.drivers[name]
        if name not in covered and (path != usual).any():
            at = int(np.argmax(np.abs(path - usual)))
            begins = quarters[int(np.argmax(path != usual))]
            levels = float(usual[at]), float(path[at])
            found.append(Rule(name, known[name].unit, *levels, "", "", math.nan, begins))
    for name, given in plan.overrides.items():
        acting = np.flatnonzero((given.keep != 1.0) | (given.level != 0.0))
        begins = quarters[int(acting[0])]
        at = int(acting[np.argmax(given.level[acting])])
        keep, added = float(given.keep[at]), float(given.level[at])
        if added == 0.0 and keep > 0.0:
            found.append(Rule(name, _MULTIPLE, 1.0, keep, "", "", math.nan, begins))
        else:
            on_top = 0.0 if keep == 1.0 else math.nan
            found.append(Rule(name, known[name].unit, on_top, added, "", "", math.nan, begins))
    for name, change in plan.changes.items():
        path = change.apply(np.full(len(change.add), central[name]))
        value = _farthest(path, central[name])
        if value == central[name]:  # set to what it is
            continue
        episode, acted_on, reached = _nearest(name, value, central, past)
        begins = quarters[int(np.argmax(path != central[name]))]
        found.append(
            Rule(
                target=name,
                unit=known[name].unit,
                usual=central[name],
                scenario=value,
                episode=episode,
                acted_on=acted_on,
                episode_value=reached,
                begins=begins,
            )
        )
    return tuple(found)


def episodes() -> tuple[Scenario, ...]:
    """The episodes on record: what rules and borders did in the past."""
    return tuple(read_scenario(path) for path in on_record.SHIPPED.files().values())


def _nearest(
    name: str, value: float, central: Mapping[str, float], past: tuple[Scenario, ...]
) -> tuple[str, str, float]:
    """Title, rule and value of the episode that came nearest to `value`, by size, in the same direction."""
    quarters = quarter_range(Quarter(FIRST, 1), Quarter(LAST, 4))
    acted_on = name if any(s.target == name for e in past for s in e.shocks) else KIN.get(name, "")
    reached = {}
    for episode in past:
        if any(shock.target == acted_on for shock in episode.shocks):
            change = episode.modifiers(quarters)[acted_on]
            path = change.apply(np.full(len(quarters), central[acted_on]))
            reached[episode.title or episode.name] = _farthest(path, central[acted_on])
    # a rule that was tightened is no precedent for its loosening
    way = value - central[name]
    reached = {t: v for t, v in reached.items() if (v - central[acted_on]) * way > 0.0}
    if not reached:
        return "", "", math.nan
    best = min(reached, key=lambda title: abs(reached[title] - value) if acted_on == name else 0.0)
    return best, acted_on, reached[best]


def _farthest(path: np.ndarray, usual: float) -> float:
    return float(path[int(np.argmax(np.abs(path - usual)))])
