"""How likely a scenario is: where its driver paths lie in the predictive distribution and in history.

Decision. The shock is judged from its eve, as a surprise over the outlook it runs on: the draws are those
that a run adds to that outlook, begun in the quarter before the shock. A driver that the scenario leaves
alone is left free. Only oil, rouble and Russian output have a distribution; a rule has none, since a
government chooses it, and is reported beside the nearest episode on record.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.analysis.plausibility.driver_moves import (
    PATH,
    Move,
    Paths,
    Rule,
    log_levels,
    moved_rows,
    moves,
    observed_levels,
    path_distance,
    rules,
)
from tajsim.arguments import choice, whole
from tajsim.defaults import BASELINE, PATHS, SEED
from tajsim.drivers.outlook import HORIZON, OUTLOOKS, outlook
from tajsim.drivers.stochastic import SERIES, estimate
from tajsim.engine.plan import driver_starts, last_quarter, scenario_plan
from tajsim.engine.sampling import stream
from tajsim.errors import InputError, Problems
from tajsim.frozen import read_only
from tajsim.memory import check_memory
from tajsim.parameters import Parameters, as_parameters
from tajsim.parameters.loading import DEFAULT
from tajsim.quarters import Quarter, quarter_range
from tajsim.scenarios import Scenario, as_scenario, check_targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FEWEST_DRAWS = 100  # a percentile needs them


@dataclass(frozen=True, eq=False)
class Plausibility:
    """How unusual a scenario is. Built by `tajsim.plausibility`.

    Attributes
    ----------
    scenario, title : str
        Name and title of the scenario.
    outlook : str
        The published outlook that it is compared with.
    start : Quarter or None
        The first quarter in which a driver moves, None when none does; paths are judged for four years from
        it.
    begins : Quarter or None
        The first quarter in which anything changes.
    moves : tuple of Move
        By driver and horizon, as far as paths reach.
    later : tuple of (str, Quarter)
        Drivers that move only after the years judged, and when.
    last : Quarter
        The quarter in which paths end.
    distance : float
        Mahalanobis distance of the whole path (the drivers moved, at some quarters: `figures` numbers) from
        the outlook, in standard deviations, of at least 0.
    percentile : float
        The share of draws, 0 to 100, that lie nearer to the outlook; low for a smooth path, since draws are
        never smooth.
    figures : int
        How many numbers the distance is taken of.
    rules : tuple of Rule
        What the scenario changes that has no distribution.
    quarters : tuple of Quarter
        The dates of `surprise` and `bands`.
    surprise : numpy.ndarray
        The scenario over the outlook, log, shape (driver, quarter).
    bands : numpy.ndarray
        Quantiles of the draws, log, shape (quantile, driver, quarter).
    draws, seed : int
        Of the predictive distribution.
    until : int
        The last year that the predictive distribution knows.
    moved : tuple of str
        The drivers that move in the years judged.
    text : str
        What an economist would quote: a sentence a driver, one on the path, one on the rules.

    See Also
    --------
    tajsim.plausibility : Makes one.

    Examples
    --------
    >>> import tajsim as ts
    >>> found = ts.plausibility("rouble-shock", draws=500)
    >>> "rub_per_usd" in found.moved, str(found.start)
    (True, '2026Q1')
    >>> found.table()["driver"].tolist()[-1]
    'together'
    """

    scenario: str
    title: str
    outlook: str
    start: Quarter | None
    begins: Quarter | None
    moves: tuple[Move, ...]
    later: tuple[tuple[str, Quarter], ...]
    last: Quarter
    distance: float
    percentile: float
    figures: int
    rules: tuple[Rule, ...]
    quarters: tuple[Quarter, ...]
    surprise: Floats
    bands: Floats
    draws: int
    seed: int
    until: int

    def __post_init__(self) -> None:
        for name in ("surprise", "bands"):
            object.__setattr__(self, name, read_only(getattr(self, name), np.float64))

    def __repr__(self) -> str:
        moved = ", ".join(name for name in SERIES if any(m.driver == name for m in self.moves)) or "no driver"
        return f"<Plausibility of {self.scenario!r}: percentile {self.percentile:.1f}, moves {moved}; .text>"

    def _repr_html_(self) -> str:
        from tajsim.html import answer

        head = ("driver", "years", "until", "scenario, %", "outlook, %", "over the outlook, %", "percentile")
        rows = [
            (m.driver, m.years, str(m.until), m.move, m.outlook, m.surprise, m.percentile) for m in self.moves
        ]
        return answer(
            f"How unusual: {self.title}",
            f"Scenario {self.scenario}, outlook {self.outlook}",
            self.text,
            head,
            rows,
        )

    def table(self) -> pd.DataFrame:
        """One row a driver and horizon, then the drivers together.

        Returns
        -------
        pandas.DataFrame
            Columns as the attributes of `Move`, and history_share: the percent of windows since 2000 that
            moved as far.
        """
        import pandas as pd

        names = [field.name for field in dataclasses.fields(Move)]
        table = pd.DataFrame([dataclasses.asdict(m) for m in self.moves], columns=names)
        table["until"] = [str(m.until) for m in self.moves]
        share = [100.0 * m.exceeded / m.windows if m.windows else math.nan for m in self.moves]
        table.insert(names.index("largest"), "history_share", share)
        return table

    def rule_table(self) -> pd.DataFrame:
        """One row a change without a distribution.

        Returns
        -------
        pandas.DataFrame
            Columns as the attributes of `Rule`.
        """
        import pandas as pd

        names = [field.name for field in dataclasses.fields(Rule)]
        table = pd.DataFrame([dataclasses.asdict(r) for r in self.rules], columns=names)
        table["begins"] = [str(r.begins) for r in self.rules]
        return table

    @property
    def moved(self) -> tuple[str, ...]:
        """The drivers that move in the years judged."""
        return tuple(SERIES[i] for i in moved_rows(self.surprise))

    @property
    def text(self) -> str:
        """What an economist would quote: a sentence a driver, one on the path, one on the rules."""
        from tajsim.analysis.plausibility.text import describe

        return describe(self)

    def plot(
        self,
        *,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Figure:
        """The paths over the outlook inside the bands of the predictive distribution, one panel a driver.

        Parameters
        ----------
        figsize : tuple of (float, float), optional
            Width and height in inches of a figure of its own.
        colors : str or sequence of str, optional
            Of the bands, as Matplotlib knows them.

        Returns
        -------
        matplotlib.figure.Figure
            The picture.

        Raises
        ------
        InputError
            When the scenario moves no driver.
        """
        from tajsim.analysis.plausibility.picture import plausibility_figure

        return plausibility_figure(self, figsize=figsize, colors=colors)


def plausibility(
    scenario: Scenario | str | Path,
    parameters: Parameters | str | Path = DEFAULT,
    draws: int = PATHS,
    seed: int = SEED,
    outlook: str = BASELINE,
) -> Plausibility:
    """Where a scenario's paths of rouble, oil and Russian output lie: among predictions and in history.

    Horizons are one, two and four years from the quarter of the first move; what moves later is named with
    its quarter. History is what was observed from 2000 to 2024.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A Scenario, a shipped name, a composition or a file.
    parameters : Parameters, str or Path, default "nowcast-2025"
        A parameter set, the name of a shipped one, or a TOML file.
    draws : int, default 20000
        Paths of the predictive distribution, which give percentiles to about 50 / sqrt(draws) points.
    seed : int, default 0
        Root of every random stream: the same seed gives the same numbers.
    outlook : str, default "baseline"
        "baseline" (published) or "none" (the model's own forecast), over which the scenario is a surprise.

    Returns
    -------
    Plausibility
        With `.percentile`, `.table()`, `.text` and `.plot()`.

    Raises
    ------
    InputError
        Naming every bad argument.

    Examples
    --------
    >>> import tajsim as ts
    >>> found = ts.plausibility("rouble-shock", draws=500)
    >>> 50 < found.percentile < 100
    True
    """
    problems = Problems("cannot judge the scenario")
    asked = problems.attempt(lambda: as_scenario(scenario, "the scenario"))
    p = problems.attempt(lambda: as_parameters(parameters))
    count = whole(problems, "draws", draws, FEWEST_DRAWS, 10_000_000)
    root = whole(problems, "seed", seed, 0, 2**63)
    choice(problems, "outlook", outlook, OUTLOOKS)
    if asked is not None:
        problems.attempt(lambda: check_targets([asked]))
    problems.raise_if_any()
    if asked is None or p is None:  # already reported
        raise InputError("cannot judge the scenario")
    return _judge(asked, p, count, root, outlook)


def _judge(asked: Scenario, p: Parameters, draws: int, seed: int, outlook_name: str) -> Plausibility:
    first = last_quarter(p) + 1
    gone = first.quarter - 1
    quarters = quarter_range(first, first + (4 * HORIZON - 1 - gone))
    model = estimate(first.year - 1, since=gone)
    starts = driver_starts(p)
    years = range(first.year, quarters[-1].year + 1)
    paths = outlook(outlook_name).driver_paths(years, starts, model, gone)
    paths = {name: path[: len(quarters)] for name, path in paths.items()}
    problems = Problems("cannot judge the scenario")
    plain, shocked = (scenario_plan(s, paths, quarters, p, problems) for s in (Scenario("unshocked"), asked))
    problems.raise_if_any()
    levels = [log_levels(plan.drivers, starts) for plan in (plain, shocked)]
    whole_paths = Paths(quarters, *levels)
    since = whole_paths.since_start()
    start = None if whole_paths.start is None else since.quarters[0]
    ahead = min(len(since.quarters), PATH[-1])
    check_memory(
        8.0 * 3 * len(SERIES) * ahead * draws / 2**30, f"judging by {draws:,} draws", "take fewer draws"
    )
    drawn = model.draw(stream(seed, "plausibility", 0), ahead, draws)
    later = tuple((SERIES[i], since.quarters[t]) for i, t in since.first_moves() if t >= ahead)
    since = Paths(since.quarters[:ahead], since.outlook[:, :ahead], since.scenario[:, :ahead])
    difference = shocked.first_difference(plain)
    away, percentile, figures = path_distance(since, drawn) if start else (0.0, math.nan, 0)
    return Plausibility(
        scenario=asked.name,
        title=asked.title or asked.name,
        outlook=outlook_name,
        start=start,
        begins=quarters[difference] if difference < len(quarters) else None,
        later=later if start else (),
        last=quarters[-1],
        moves=moves(since, drawn, observed_levels()) if start else (),
        distance=away,
        percentile=percentile,
        figures=figures,
        rules=rules(shocked, plain, p.values(), SERIES, quarters),
        quarters=since.quarters,
        surprise=since.surprise,
        bands=np.quantile(drawn, QUANTILES, axis=-1),
        draws=draws,
        seed=seed,
        until=first.year - 1,
    )
