"""Calibration: the posterior of the behavioural parameters, given what was observed up to a year.

Priors are the declared distributions of a parameter set. Every draw of the prior is run through the years
that had been observed (`tajsim.evidence.calibration.trials`), weighted by its likelihood, and resampled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import AT_ONCE, Progress, function, number, parts, whole, year
from tajsim.defaults import BACKEND, PRIOR_DRAWS, PRIORS, SEED
from tajsim.engine.backend import check_backend
from tajsim.engine.request import SEED_BITS
from tajsim.engine.sampling import stream
from tajsim.errors import InputError, Problems, quoted
from tajsim.evidence.calibration.likelihood import (
    FEWEST,
    RESIDUALS,
    Misses,
    Smoothed,
    evidence,
    smoothed,
)
from tajsim.evidence.calibration.trials import CALIBRATED, Trials, trials
from tajsim.evidence.hindcast import FIRST_ORIGIN
from tajsim.observed import check_frame
from tajsim.parameters import Parameters, declarations
from tajsim.parameters.ensemble import Ensemble
from tajsim.parameters.loading import parameter_set_names
from tajsim.parameters.writing import write_ensemble
from tajsim.past.drivers import LAST, last_year
from tajsim.results.weights import TRUSTED

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]

MOST_TRIALS = 10_000_000  # draws of the prior, which are all held
REQUIRED = 400.0  # effective sample size of the weights, at least
MEMBERS = 1000
SHOWN = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Calibration:
    """A posterior and how it came about.

    Parameters
    ----------
    until : int
        The last year used.
    draws : int
        Draws of the prior.
    seed : int
        Root of its random streams.
    effective : float
        Effective sample size of the weights, in draws.
    shape : float
        Of the tail of the weights.
    years : tuple of int
        The years whose observations were used.
    posterior : Parameters
        The parameter set with its ensemble.
    prior, sample : mapping of str to array
        Values by parameter name, (draws,) and (members,).
    backend : str, default "numpy"
        "numpy" or "compiled": what computed the draws.

    See Also
    --------
    tajsim.calibrate : Makes one.

    Examples
    --------
    >>> import tajsim as ts
    >>> found = ts.calibrate(until=2010, draws=4096, required=100)
    >>> found.table()["name"].is_unique
    True
    """

    until: int
    draws: int
    seed: int
    effective: float
    shape: float
    years: tuple[int, ...]
    posterior: Parameters
    prior: Mapping[str, Floats]
    sample: Mapping[str, Floats]
    backend: str = "numpy"

    def __post_init__(self) -> None:
        problems = Problems("not a calibration")
        parts(problems, self, until=int, draws=int, seed=int, effective=float, shape=float, backend=str)
        parts(problems, self, years=(Sequence, int), posterior=Parameters)
        parts(problems, self, prior=(Mapping, np.ndarray), sample=(Mapping, np.ndarray))
        problems.raise_if_any()

    def __repr__(self) -> str:
        return (
            f"<Calibration until {self.until}: {len(self.sample)} parameters from {self.draws:,} draws, "
            f"effective sample size {self.effective:,.0f}>"
        )

    def _repr_html_(self) -> str:
        from tajsim.html import answer, banded

        rows = [
            (
                row["name"],
                row["unit"],
                *(
                    banded(*(row[f"{of}_{end}"] for end in ("low", "median", "high")))
                    for of in ("prior", "posterior")
                ),
                row["moved"],
                row["shrunk"],
            )
            for row in self.table().to_dict("records")
        ]
        head = ("parameter", "unit", "prior: median (5 % to 95 %)", "posterior", "moved", "shrunk")
        under = f"{self.draws:,} draws of the prior, effective sample size {self.effective:,.0f}"
        return answer(f"Calibration until {self.until}", under, "", head, rows)

    @classmethod
    def of(
        cls, tried: Trials, until: int, required: float = REQUIRED, trusted: float = TRUSTED
    ) -> Calibration:
        """The posterior given the years up to `until`; earlier than any, it is the prior with its residuals.

        Parameters
        ----------
        tried : Trials
            Draws of the prior with what each made of history.
        until : int
            The last year used.
        required : float, default 400.0
            Effective sample size that the weights must have.
        trusted : float, default 0.7
            The heaviest tail of the weights, by its shape.

        Returns
        -------
        Calibration
            The posterior.

        Raises
        ------
        InputError
            When the effective sample size is below `required`, or the weights have too heavy a tail.
        """
        until, required = year(AT_ONCE, "until", until), number(AT_ONCE, "required", required)
        if not (isinstance(trusted, float) and trusted == math.inf):
            trusted = number(AT_ONCE, "trusted", trusted)
        if not isinstance(tried, Trials):
            raise InputError(f"tried is {quoted(tried)}; it must be what trials() returned")
        used = [one for one in tried.misses if one.year <= until]
        if used:
            found = evidence(used, tried.behaviour)
            weights = smoothed(found.log_likelihood)
        else:
            found = evidence([_nothing(until, tried.draws)], tried.behaviour)
            weights = Smoothed(np.full(tried.draws, 1.0 / tried.draws), -np.inf, float(tried.draws))
        if weights.effective < required or weights.shape > trusted:
            raise InputError(
                f"the posterior given the years to {until} rests on too few draws: of {tried.draws} the "
                f"effective sample size is {weights.effective:.0f} (at least {required:.0f} are needed; "
                f"shape of the tail {weights.shape:.2f}, at most {trusted:g}); take more draws of the prior"
            )
        rng = stream(tried.seed, f"posterior:{until}", 0)
        members = _resampled(weights.values, MEMBERS, rng)
        columns = {name: tried.prior[name][members] for name in CALIBRATED}
        for name, column in zip(RESIDUALS, found.draw_sizes(members, rng), strict=True):
            known = declarations()[name]
            columns[name] = np.clip(column, known.low, known.high)
        columns = {name: _short(column) for name, column in columns.items()}
        first, last = (used[0].year, used[-1].year) if used else (until, until)
        posterior = tried.behaviour.with_ensemble(
            Ensemble(tuple(columns), np.column_stack(list(columns.values()))),
            name=f"calibrated-{until}",
            title=f"{tried.behaviour.title}, behaviour calibrated on {first}-{last}",
            narrative=(
                f"{tried.behaviour.narrative} The behavioural parameters are a posterior sample: "
                f"{tried.draws} draws of the prior, weighted by what they made of the years {first} to "
                f"{last}."
            ),
            source=f"posterior given remittances, imports, somoni, reserves and output of {first}-{last}",
        )
        return cls(
            until=until,
            draws=tried.draws,
            seed=tried.seed,
            effective=weights.effective,
            shape=weights.shape,
            years=tuple(one.year for one in used),
            posterior=posterior,
            prior=tried.prior,
            sample=columns,
            backend=tried.backend,
        )

    def table(self) -> pd.DataFrame:
        """Prior and posterior; one row a parameter, what moved most first.

        Returns
        -------
        pandas.DataFrame
            Columns name, unit, median and 5 to 95 % of both, moved (of the mean, in standard deviations of
            the prior) and shrunk (the share by which the standard deviation fell).
        """
        import pandas as pd

        rows = []
        for name, after in self.sample.items():
            before = self.prior[name]
            low, middle, high = np.quantile(before, SHOWN)
            new_low, new_middle, new_high = np.quantile(after, SHOWN)
            spread = float(before.std())
            rows.append(
                {
                    "name": name,
                    "unit": declarations()[name].unit,
                    "prior_low": low,
                    "prior_median": middle,
                    "prior_high": high,
                    "posterior_low": new_low,
                    "posterior_median": new_middle,
                    "posterior_high": new_high,
                    "moved": (float(after.mean()) - float(before.mean())) / spread,
                    "shrunk": 1.0 - float(after.std()) / spread,
                }
            )
        frame = pd.DataFrame(rows)
        order = frame["moved"].abs().sort_values(ascending=False, kind="stable").index
        return frame.loc[order].reset_index(drop=True)

    def save(self, path: str | Path) -> Path:
        """Write the posterior as a parameter file that extends the one the priors came from.

        `ts.run(parameters=path)` takes it.

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
            When the priors came from no shipped set: write `.posterior.to_toml(path)` then.
        """
        base = self.posterior.parents[0]
        if base not in parameter_set_names():
            raise InputError(f"{base!r} is no shipped parameter set; write .posterior.to_toml(path) instead")
        made = (
            f"ts.calibrate(until={self.until}, draws={self.draws}, seed={self.seed}, "
            f"backend={self.backend!r}).save(...): "
            f"effective sample size {self.effective:.0f}, shape of the tail of weights {self.shape:.2f}"
        )
        return write_ensemble(self.posterior, base, made, path)

    def plot(
        self,
        *,
        figsize: tuple[float, float] | None = None,
        colors: Sequence[str] | str | None = None,
    ) -> Figure:
        """Prior and posterior side by side, one row a parameter, each on the scale of its prior.

        Parameters
        ----------
        figsize : tuple of (float, float), optional
            Width and height in inches of a figure of its own.
        colors : str or sequence of str, optional
            Of the posterior, as Matplotlib knows them.

        Returns
        -------
        matplotlib.figure.Figure
            The picture.
        """
        from tajsim.evidence.calibration.picture import calibration_figure

        return calibration_figure(self.table(), self.until, figsize=figsize, colors=colors)


def calibrate(
    until: int | str = LAST,
    draws: int = PRIOR_DRAWS,
    seed: int = SEED,
    *,
    parameters_from: Parameters | str = PRIORS,
    data: pd.DataFrame | None = None,
    required: float = REQUIRED,
    progress: Progress | None = None,
    backend: str = BACKEND,
) -> Calibration:
    """The posterior of the behavioural parameters given what was observed up to the year `until`.

    Parameters
    ----------
    until : int or str, default 2024
        The last year used.
    draws : int, default 100000
        Of the prior, which is the declared distributions of `parameters_from`.
    seed : int, default 0
        Root of every random stream: the same seed gives the same numbers.
    parameters_from : Parameters or str, default "world-bank-2024"
        The set whose declared distributions are the prior.
    data : pandas.DataFrame, optional
        Observations instead of the shipped ones.
    required : float, default 400.0
        Effective sample size that the weights must have.
    progress : callable, optional
        Called with (years done, years in all).
    backend : str, default "auto"
        As for `run`. A posterior is repeated to the bit by the one that made it, which its file names.

    Returns
    -------
    Calibration
        Its `.posterior` is a parameter set: `ts.run(parameters=...)`, `.to_toml(path)`.

    Raises
    ------
    InputError
        For a year outside the register, and when the effective sample size is too small.

    Examples
    --------
    >>> import tajsim as ts
    >>> found = ts.calibrate(until=2010, draws=4096, required=100)
    >>> found.until, found.effective > 100
    (2010, True)
    """
    if data is not None:
        check_frame(AT_ONCE, data)
    last, draws, seed, required = _asked(
        until=until,
        draws=draws,
        seed=seed,
        required=required,
        progress=progress,
        latest=last_year(data),
        backend=backend,
    )
    done = trials(
        last, draws, seed,
        parameters_from=parameters_from, data=data, progress=progress, backend=backend,
    )  # fmt: skip
    return Calibration.of(done, last, required)


def _nothing(year: int, draws: int) -> Misses:
    return Misses(year, np.full((len(RESIDUALS), draws), np.nan))


def _resampled(weights: Floats, members: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Systematic resampling: members in proportion to their weights, with the least noise."""
    points = (np.arange(members) + rng.random()) / members
    return np.minimum(np.searchsorted(np.cumsum(weights), points), len(weights) - 1)


def _short(values: Floats) -> Floats:
    """Five significant digits: what a file keeps is what a run uses."""
    return np.array([float(f"{value:.5g}") for value in values])


def _asked(
    *,
    until: object,
    draws: object,
    seed: object,
    required: object,
    progress: object,
    latest: int,
    backend: object = BACKEND,
) -> tuple[int, int, int, float]:
    """The year, draws, seed and required draws. Raises InputError with every argument that cannot be."""
    problems = Problems("cannot calibrate")
    last = year(problems, "until", until, FIRST_ORIGIN + 1, latest)
    count = whole(problems, "draws", draws, FEWEST, MOST_TRIALS)
    root = whole(problems, "seed", seed, 0, 2**SEED_BITS - 1)
    least = number(problems, "required", required, 0.0)
    function(problems, "progress", progress, "(done, total)")
    check_backend(problems, backend)
    problems.raise_if_any()
    return last, count, root, least
