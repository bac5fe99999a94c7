"""Five episodes of the past: what the model makes of them, given what drove them, beside what was observed.

Each run starts from the state observed by the end of the year before, follows the drivers as they were, and
has its behaviour calibrated on the years before the episode. The stories are those of
`tajsim.evidence.episodes.stories`.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import Progress, function, number, whole
from tajsim.defaults import BACKEND, PRIORS, SEED, TRIALS
from tajsim.engine.backend import check_backend
from tajsim.engine.request import HISTORY, SEED_BITS
from tajsim.engine.sampling import BLOCK
from tajsim.errors import InputError, Problems, quoted
from tajsim.evidence.backtest.forecasting import FORECAST_DRAWS, predictive
from tajsim.evidence.calibration.likelihood import FEWEST
from tajsim.evidence.calibration.study import MOST_TRIALS, REQUIRED, Calibration
from tajsim.evidence.calibration.trials import trials
from tajsim.evidence.episodes.stories import Published, Story, stories
from tajsim.evidence.episodes.text import Line, missed
from tajsim.evidence.hindcast import FIRST_ORIGIN
from tajsim.evidence.observations import Observed, observed
from tajsim.evidence.variables import GROWTH, SCORED, VARIABLES
from tajsim.frozen import FrozenMap
from tajsim.observed import check_frame, history
from tajsim.parameters import Parameters
from tajsim.past.drivers import LAST

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SHOWN_BEFORE = 5  # observed years shown before the first of an episode


@dataclass(frozen=True)
class Episode:
    """What the model makes of one episode of the past, beside what was observed. Built by `tajsim.episodes`.

    Attributes
    ----------
    name, title : str
        What it is called.
    first, last : int
        Its years.
    narrative : str
        What happened.
    sources : tuple of str
        Ids of `tajsim.sources()` that the narrative rests on.
    forecasts : tuple of Published
        What had been published before.
    lines : tuple of Line
        Simulated against observed, one a variable and year.
    observed : mapping of str to mapping of int to float
        Variable -> figures by year, from some years before, in the units of the lines.
    notes : tuple of str
        What is not compared, and why.
    calibrated : tuple of (int, int) or None
        First and last year behind the behaviour; None when it rests on the declared distributions alone.
    draws, seed : int
        Of the simulation.
    data : str
        Where the observed figures come from.
    missed : str
        What the model misses, in words computed from the table, and what had been published before.

    See Also
    --------
    tajsim.episodes : Makes all.
    """

    name: str
    title: str
    first: int
    last: int
    narrative: str
    sources: tuple[str, ...]
    forecasts: tuple[Published, ...]
    lines: tuple[Line, ...]
    observed: Mapping[str, Mapping[int, float]]
    notes: tuple[str, ...]
    calibrated: tuple[int, int] | None
    draws: int
    seed: int
    data: str

    def __repr__(self) -> str:
        inside = sum(line.inside90 for line in self.lines)
        return (
            f"<Episode {self.title!r}: {inside} of {len(self.lines)} observed figures inside the 90 % bands; "
            ".table(), .missed, .plot()>"
        )

    def _repr_html_(self) -> str:
        from tajsim.html import answer, banded

        head = ("variable", "year", "unit", "observed", "simulated: median (5 % to 95 % of draws)", "inside")
        rows = [
            (
                SCORED[line.variable].level_title,
                str(line.year),
                line.unit,
                line.observed,
                banded(line.q5, line.median, line.q95),
                "yes" if line.inside90 else "no",
            )
            for line in self.lines
        ]
        return answer(self.title, f"{self.draws:,} draws, seed {self.seed}", self.missed, head, rows)

    def table(self) -> pd.DataFrame:
        """Simulated against observed; one row a variable and year.

        Returns
        -------
        pandas.DataFrame
            Columns year, variable, unit, observed, median, q5, q25, q75, q95, inside90, percentile,
            published_forecast (nan: none), forecast_source; levels in `unit`.
        """
        import pandas as pd

        return pd.DataFrame([dataclasses.asdict(line) for line in self.lines])

    @property
    def missed(self) -> str:
        """What the model misses, in words computed from the table, and what had been published before."""
        return missed(self.lines, self.forecasts, self.observed, self.draws)

    def plot(
        self,
        *,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Figure:
        """Simulated 50 % and 90 % bands and median by year against observed figures, one panel a variable.

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
        """
        from tajsim.evidence.episodes.picture import episode_figure

        return episode_figure(self, figsize=figsize, colors=colors)

    def rows(self) -> list[dict[str, Any]]:
        """The table as plain values, ready for JSON; None where there is no number."""
        found = (dataclasses.asdict(line) for line in self.lines)
        return [{key: _plain(value) for key, value in row.items()} for row in found]

    def to_dict(self) -> dict[str, Any]:
        """The whole episode as plain values, ready for JSON: its story, `missed`, notes and rows."""
        return {
            "name": self.name,
            "title": self.title,
            "first": self.first,
            "last": self.last,
            "narrative": self.narrative,
            "sources": list(self.sources),
            "missed": self.missed,
            "notes": list(self.notes),
            "calibrated": None if self.calibrated is None else list(self.calibrated),
            "draws": self.draws,
            "seed": self.seed,
            "data": self.data,
            "rows": self.rows(),
        }


def episodes(
    draws: int = FORECAST_DRAWS,
    seed: int = SEED,
    *,
    parameters: Parameters | str = PRIORS,
    trials_draws: int = TRIALS,
    required: float = REQUIRED,
    calibrations: Mapping[int, Calibration] | None = None,
    data: pd.DataFrame | None = None,
    progress: Progress | None = None,
    backend: str = BACKEND,
) -> tuple[Episode, ...]:
    """The five episodes: 2009, 2014-16, 2020, 2022 and 2023-24.

    Parameters
    ----------
    draws : int, default 2000
        Of every run.
    seed : int, default 0
        Root of every random stream: the same seed gives the same numbers.
    parameters : Parameters or str, default "world-bank-2024"
        The declared priors and proxies.
    trials_draws : int, default 131072
        Draws of the prior behind each posterior.
    required : float, default 400.0
        Effective sample size that the weights behind every posterior must have.
    calibrations : mapping of int to Calibration, optional
        By last year used, those of a backtest for instance, instead of new ones.
    data : pandas.DataFrame, optional
        Observations instead of the shipped ones.
    progress : callable, optional
        Called with (steps done, steps in all).
    backend : str, default "auto"
        As for `run`.

    Returns
    -------
    tuple of Episode
        Each with what was observed, what the model says, and `.plot()`.

    Raises
    ------
    InputError
        For numbers that cannot be, for a calibration that is missing or has seen its episode, and when a
        posterior rests on too few draws.

    Examples
    --------
    >>> import tajsim as ts
    >>> len(ts.episodes(draws=50, trials_draws=8192, required=50))
    5
    """
    known = stories()
    origins = [story.first - 1 for story in known]
    draws, seed, trials_draws, required = _checked(
        draws=draws,
        seed=seed,
        trials_draws=trials_draws,
        required=required,
        origins=origins,
        calibrations=calibrations,
        data=data,
        progress=progress,
        backend=backend,
    )
    register = history() if data is None else data
    before = 0 if calibrations is not None else max(origins) - FIRST_ORIGIN
    steps = before + len(known)

    def on(done: int) -> None:
        if progress is not None:
            progress(done, steps)

    if calibrations is None:
        tried = trials(
            max(origins),
            trials_draws,
            seed,
            parameters_from=parameters,
            data=register,
            progress=lambda i, _: on(i),
            backend=backend,
        )
        calibrations = {origin: Calibration.of(tried, origin, required) for origin in origins}
    table = observed(register)
    found = []
    for done, story in enumerate(known, start=1):
        one = _episode(story, calibrations[story.first - 1], draws, seed, register, table, backend=backend)
        found.append(one if data is None else dataclasses.replace(one, data="the data given"))
        on(before + done)
    return tuple(found)


def _episode(
    story: Story,
    calibration: Calibration,
    draws: int,
    seed: int,
    register: pd.DataFrame,
    table: Observed,
    *,
    backend: str,
) -> Episode:
    origin, years = story.first - 1, range(story.first, story.last + 1)
    known = register[register["year"] <= story.last]
    paths = predictive(
        origin,
        len(years),
        posterior=calibration.posterior,
        draws=draws,
        seed=seed,
        known=known,
        outlook=HISTORY,
        backend=backend,
    )
    lines, notes = [], []
    for variable in VARIABLES:
        for year in years:
            reason = _not_compared(table, variable, origin, year)
            if reason:
                notes.append(f"{SCORED[variable].words}, {year}: {reason}")
                continue
            change = paths[variable][year - story.first]
            sample = SCORED[variable].level(table.level(variable, origin), change)
            lines.append(_line(variable, year, sample, table, story.forecasts))
    if not lines:
        raise InputError(f"the episode {story.name} has no figure to compare", notes)
    shown = range(story.first - SHOWN_BEFORE, story.last + 1)
    used = calibration.years
    return Episode(
        **{field.name: getattr(story, field.name) for field in dataclasses.fields(story)},
        lines=tuple(lines),
        observed=FrozenMap({v: _comparable(table, v, shown, origin) for v in VARIABLES}),
        notes=tuple(notes),
        calibrated=(used[0], used[-1]) if used else None,
        draws=draws,
        seed=seed,
        data="World Bank WDI",
    )


def _line(variable: str, year: int, sample: Floats, table: Observed, forecasts: Sequence[Published]) -> Line:
    seen = table.level(variable, year)
    q5, q25, median, q75, q95 = (float(value) for value in np.quantile(sample, QUANTILES))
    stated = [f for f in forecasts if (f.variable, f.year) == (variable, year)]
    published, source = math.nan, ""
    for forecast in stated:
        source = forecast.source
        before = table.level(variable, year - 1)
        published = forecast.stated if variable == GROWTH else before * (1.0 + forecast.stated / 100.0)
    return Line(
        year=year,
        variable=variable,
        unit=SCORED[variable].unit,
        observed=seen,
        median=median,
        q5=q5,
        q25=q25,
        q75=q75,
        q95=q95,
        inside90=q5 <= seen <= q95,
        percentile=100.0 * float(np.mean(sample < seen)),
        published_forecast=published,
        forecast_source=source,
    )


def _not_compared(table: Observed, variable: str, origin: int, year: int) -> str:
    """Why a figure cannot be compared with a run from `origin`; empty when it can."""
    if math.isnan(table.level(variable, year)):
        return "not observed"
    if math.isnan(table.level(variable, origin)):
        return f"not observed at the end of {origin}, where the run starts"
    if math.isnan(table.change(variable, origin, year)):
        return f"the series breaks between {origin} and {year}"
    return ""


def _comparable(table: Observed, variable: str, years: range, origin: int) -> FrozenMap[int, float]:
    """Observed figures of the years on the origin's side of every break."""
    first = max((year for year in table.breaks[variable] if year <= origin), default=0)
    last = min((year for year in table.breaks[variable] if year > origin), default=LAST + 1)
    levels = {year: table.level(variable, year) for year in years if first <= year < last}
    return FrozenMap({year: value for year, value in levels.items() if math.isfinite(value)})


def _checked(
    *,
    draws: object,
    seed: object,
    trials_draws: object,
    required: object,
    origins: Sequence[int],
    calibrations: object,
    data: object,
    progress: object,
    backend: object,
) -> tuple[int, int, int, float]:
    """The numbers in their plain form. Raises InputError with everything that cannot be."""
    problems = Problems("cannot run the episodes")
    numbers = (
        whole(problems, "draws", draws, 1, BLOCK),
        whole(problems, "seed", seed, 0, 2**SEED_BITS - 1),
        whole(problems, "trials_draws", trials_draws, FEWEST, MOST_TRIALS),
    )
    least = number(problems, "required", required, 0.0)
    function(problems, "progress", progress, "(done, total)")
    check_backend(problems, backend)
    if data is not None:
        check_frame(problems, data)
    given: Mapping[Any, Any] = calibrations if isinstance(calibrations, Mapping) else {}
    if calibrations is not None and given is not calibrations:
        problems.add(f"calibrations is {quoted(calibrations)}; it must be a mapping of years to calibrations")
    for origin in origins if given is calibrations else ():
        found = given.get(origin)
        if not isinstance(found, Calibration):
            problems.add(f"calibrations has none for {origin}; it must have {', '.join(map(str, origins))}")
        elif found.until != origin:
            problems.add(f"the calibration for {origin} has used the years to {found.until}")
    problems.raise_if_any()
    return *numbers, least


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
