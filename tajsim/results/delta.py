"""The deviation of a scenario from the baseline, paired draw by draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import AT_ONCE, number, probabilities
from tajsim.errors import InputError
from tajsim.frozen import read_only
from tajsim.results.distribution import Distribution, Draws, difference
from tajsim.results.periods import Freq, Period, check_freq, find_period

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.results.like import ResultLike


@dataclass(frozen=True, eq=False, repr=False)
class Delta:
    """The output `name` in `scenario` less that in `baseline`, in the same draws. Built by `Result.delta`.

    Parameters
    ----------
    result : Result
        The run.
    name : str
        An output.
    scenario, baseline : str
        The two scenarios.
    freq : str
        "Q" or "Y": of `values`, `central` and `table`; `prob` and `mean` take a quarter or a year whatever
        the freq.
    relative : bool
        In percent of the baseline rather than in the output's own unit.

    Attributes
    ----------
    unit : str
        Of the deviation: "% of baseline", "percentage points", or that of the output.
    periods : tuple of int or str
        2025 for years, "2025Q1" for quarters.
    values : numpy.ndarray
        The deviation in each draw, positive where the scenario is higher; read-only float32, shape (period,
        draw). A run that kept summaries rather than draws has none and raises InputError.
    central : numpy.ndarray
        The deviation on the single path, float64, shape (period,).

    Examples
    --------
    >>> import tajsim as ts
    >>> r = ts.run("crackdown", draws=50, end="2026Q4", outputs="poverty_rate")
    >>> d = r.delta("crackdown", "poverty_rate", freq="Y")
    >>> d.unit, d.prob(">", 0.0, at="2026") > 0.5
    ('percentage points of population', True)
    """

    result: ResultLike
    name: str
    scenario: str
    baseline: str
    freq: Freq
    relative: bool

    def __repr__(self) -> str:
        return f"Delta({self.name!r} in {self.scenario!r} against {self.baseline!r}, {self.unit})"

    def _repr_html_(self) -> str:
        from tajsim.html.results import delta_html

        return delta_html(self)

    @property
    def unit(self) -> str:
        """The unit of the deviation: `% of baseline`, `percentage points`, or that of the output."""
        return self.result.infos[self.name].delta_unit(self.relative)

    @property
    def periods(self) -> tuple[str | int, ...]:
        """The periods of the rows: "2025Q1" for quarters, 2025 for years."""
        return self.result.periods(self.freq)

    @property
    def values(self) -> NDArray[np.float32]:
        """The deviation in each draw, read-only float32 (period, draw).

        Raises InputError when the run kept summaries rather than draws.
        """
        both = self.result.draws(self.name, self.freq)
        return read_only(self._difference(both), np.float32)

    @property
    def central(self) -> NDArray[np.float64]:
        """The deviation on the single path, float64 (period)."""
        result = self.result
        both = (result.central if self.freq == "Q" else result.central_annual)[self.name]
        return read_only(self._difference(both), np.float64)

    def distribution(self, freq: Freq | None = None) -> Distribution:
        """The distribution of the deviation in each period, from draws or from summaries.

        Parameters
        ----------
        freq : str, optional
            "Y" for years or "Q" for quarters; None for that of the deviation.

        Returns
        -------
        Distribution
            Rows (period,).
        """
        freq = self.freq if freq is None else check_freq(freq)
        result = self.result
        if result.has_draws(self.name):
            return Draws(self._difference(result.draws(self.name, freq)), result.weights)
        if self.baseline != result.baseline:
            raise InputError(
                f"the run kept summaries of deviations from {result.baseline!r} only, "
                f"not from {self.baseline!r}"
            )
        kind = "relative" if self.relative else "absolute"
        rows = result.summary(self.name, freq, kind)
        return rows.row((slice(None), result.position(self.scenario)))

    def table(
        self, quantiles: Sequence[float] | float = (0.05, 0.5, 0.95), *, text_names: bool = False
    ) -> pd.DataFrame:
        """Quantiles of the deviation in each period, in `unit`.

        Parameters
        ----------
        quantiles : float or sequence of float, default (0.05, 0.5, 0.95)
            Probabilities, 0 to 1.
        text_names : bool, default False
            Whether columns of quantiles are called "q05" rather than 0.05.

        Returns
        -------
        pandas.DataFrame
            Indexed by period: the column "central" and one per quantile.
        """
        import pandas as pd

        from tajsim.results.tables import column_names

        quantiles = probabilities(AT_ONCE, "quantiles", quantiles)
        named = column_names(quantiles, text_names)
        found = self.distribution().quantiles(quantiles)
        columns: dict[Any, NDArray[np.float64]] = {"central": self.central}
        columns |= dict(zip(named, found, strict=True))
        index = pd.Index(self.periods, name="period")
        return pd.DataFrame(columns, index=index)

    def prob(self, comparison: str, value: float, at: Period) -> float:
        """The share of draws in which `deviation comparison value` holds at period `at`.

        Parameters
        ----------
        comparison : str
            "<", "<=", ">" or ">=".
        value : float
            In `unit`.
        at : int or str
            "2026" (the year) or "2026Q3".

        Returns
        -------
        float
            From 0 to 1.

        Raises
        ------
        InputError
            For a run without draws or a period outside it.
        """
        self.result.need_draws()
        value = number(AT_ONCE, "value", value)
        return float(self._at(at).share(comparison, value))

    def mean(self, at: Period | None = None) -> float | NDArray[np.float64]:
        """The mean of the deviation over draws, in `unit`.

        Parameters
        ----------
        at : int or str, optional
            A year or a quarter; None for every period.

        Returns
        -------
        float or numpy.ndarray
            One number, or one a period.
        """
        if at is None:
            return self.distribution().mean()
        return float(self._at(at).mean())

    def _at(self, at: Period) -> Distribution:
        freq, index = find_period(at, self.result.quarters, self.result.years)
        return self.distribution(freq).row(index)

    def _difference(self, both: NDArray[np.floating]) -> NDArray[np.floating]:
        of, base = self.result.position(self.scenario), self.result.position(self.baseline)
        return difference(both[:, of], both[:, base], self.relative)
