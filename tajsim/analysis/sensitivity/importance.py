"""The answer of a sensitivity study: tables, pictures, and what was done in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.analysis.sensitivity.methods import CONFIDENCE, Indices, Swing
from tajsim.analysis.sensitivity.quantity import Factor
from tajsim.arguments import AT_ONCE, whole
from tajsim.parameters import Parameters, declarations

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.analysis.sensitivity.pictures import SensitivityPlots


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity:
    """What the uncertainty of one outcome comes from. Built by `tajsim.sensitivity`.

    Attributes
    ----------
    scenario : str
        The scenario.
    baseline : str or None
        What deviations are taken from; None when the outcome is a level.
    output : str
        The output.
    unit : str
        Of the outcome: percent of the baseline, points, or the output's own.
    at : str
        The year or quarter asked for.
    years : tuple of int
        The full years of the run.
    parameters : Parameters
        The parameter set.
    factors : tuple of Factor
        What was varied.
    indices : Indices
        One row for the period `at` and one for each of `years`.
    swings : tuple of Swing
        One at a time, one for each uncertain parameter, the largest first.
    spread : float
        Standard deviation of the outcome, in `unit`, when every uncertain parameter is drawn as in a run,
        those of an ensemble jointly, whatever the number of base samples.
    base_samples, seed : int
        The numbers that were asked for.
    backend : str
        "numpy" or "compiled": what computed the draws.
    mean, sd : float
        Mean and standard deviation of the outcome at the period when the factors vary, in `unit`.
    subject : str
        The outcome in words.
    ignored : tuple of str
        The parameters of a joint posterior that are drawn one by one, without their correlations.
    text : str
        What was varied, how, what correlation means for it, and how wide the outcome is.
    plot : SensitivityPlots
        The pictures: `tornado()`, `indices()`, `path()`.

    See Also
    --------
    tajsim.sensitivity : Makes one.

    Examples
    --------
    >>> import tajsim as ts
    >>> names = ["stock_russia", "import_price_elasticity"]
    >>> found = ts.sensitivity("crackdown", "gdp", at="2026", names=names, base_samples=64, end="2026Q4")
    >>> found.unit, found.mean < 0
    ('% of baseline', True)
    >>> bool((found.table()["total_low"] <= found.table()["total_high"]).all())
    True
    """

    scenario: str
    baseline: str | None  # None: the level itself
    output: str
    unit: str
    at: str
    years: tuple[int, ...]
    parameters: Parameters
    factors: tuple[Factor, ...]
    indices: Indices
    swings: tuple[Swing, ...]
    spread: float
    base_samples: int
    seed: int
    backend: str = "numpy"

    def _repr_html_(self) -> str:
        from tajsim.html import answer, banded

        head = ("factor", "first order, % of the variance (95 % interval)", "total, %")
        rows = [
            (
                row["parameter"],
                *(
                    banded(*(100.0 * row[f"{kind}{end}"] for end in ("_low", "", "_high")))
                    for kind in ("first", "total")
                ),
            )
            for _, row in self.table().iterrows()
        ]
        return answer("How sure", self.subject, self.text, head, rows)

    @property
    def mean(self) -> float:
        """The mean of the outcome at the period when the factors vary, in `unit`."""
        return float(self.indices.mean[0])

    @property
    def sd(self) -> float:
        """The standard deviation of the outcome at the period when the factors vary, in `unit`."""
        return float(self.indices.sd[0])

    @property
    def subject(self) -> str:
        """The outcome in words."""
        against = "" if self.baseline is None else f" against {self.baseline}"
        return f"{self.output} in {self.scenario}{against}, {self.at}, {self.unit}"

    @property
    def text(self) -> str:
        """What was varied, how, what correlation means for it, and how wide the outcome is: sentences."""
        names = [factor.name for factor in self.factors]
        among = sum(len(factor.parameters) for factor in self.factors)
        draws = (len(names) + 2) * self.base_samples
        return " ".join(
            [
                f"The outcome is {self.subject}.",
                f"{among} of {len(self.swings)} uncertain parameters of {self.parameters.name} vary"
                + (f" as {len(names)} factors" if among != len(names) else "")
                + "; the others stay at their medians, drivers follow their central paths and equations have "
                "no residuals.",
                self._correlation,
                f"Mean {self.mean:.3g}, standard deviation {self.sd:.3g}, against {self.spread:.3g} when "
                "all uncertain parameters are drawn as in a run.",
                f"{self.base_samples:,} base samples, {draws:,} evaluations, seed {self.seed}; intervals: "
                f"{100 * CONFIDENCE:.0f} %, bootstrap.",
            ]
        )

    @property
    def ignored(self) -> tuple[str, ...]:
        """The parameters of a joint posterior that are drawn one by one, without their correlations."""
        ensemble = self.parameters.ensemble
        alone = [name for factor in self.factors if not factor.joint for name in factor.parameters]
        return () if ensemble is None else tuple(name for name in alone if name in ensemble.names)

    @property
    def _correlation(self) -> str:
        joint = [factor for factor in self.factors if factor.joint]
        if joint:
            return f"{joint[0].name!r} is drawn jointly, its correlations kept; the others independently."
        if not self.ignored:
            return "They are drawn independently, as declared."
        return (
            f"Correlation is ignored: {len(self.ignored)} of them are drawn one by one from the margins of a "
            "joint posterior, because Sobol indices need independent inputs; groups='ensemble' keeps it, as "
            "one factor."
        )

    def __repr__(self) -> str:
        return f"<Sensitivity of {self.subject}: {len(self.factors)} factors>"

    def table(self) -> pd.DataFrame:
        """How much of the variance each factor explains; one row a factor, the largest total first.

        Returns
        -------
        pandas.DataFrame
            Columns parameter, first, first_low, first_high, total, total_low, total_high: shares of the
            variance with their 95 % intervals. Shares lie from 0 to 1; as estimates they can fall a little
            outside.
        """
        return self._frame(0).sort_values("total", ascending=False, kind="stable", ignore_index=True)

    def path(self) -> pd.DataFrame:
        """The shares of the variance in every full year of the run.

        Returns
        -------
        pandas.DataFrame
            The columns of `table` with year first, and sd last: the standard deviation of the outcome in that
            year, in `unit`. Factors stand in the order of `table`. NaN where nothing varies, as before a
            shock begins.
        """
        import pandas as pd

        order = list(self.table()["parameter"])
        frames = []
        for row, year in enumerate(self.years, start=1):
            frame = self._frame(row).set_index("parameter").loc[order].reset_index()
            frame.insert(0, "year", year)
            frames.append(frame.assign(sd=self.indices.sd[row]))
        columns = ["year", *self.table().columns, "sd"]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)

    def _frame(self, row: int) -> pd.DataFrame:
        import pandas as pd

        columns = ("first", "first_low", "first_high", "total", "total_low", "total_high")
        return pd.DataFrame(
            {
                "parameter": [factor.name for factor in self.factors],
                **{column: getattr(self.indices, column)[row] for column in columns},
            }
        )

    def top(self, count: int = 5) -> pd.DataFrame:
        """The factors an economist would need to know better: those with the largest first order.

        Parameters
        ----------
        count : int, default 5
            How many.

        Returns
        -------
        pandas.DataFrame
            Columns parameter, unit, source, value (median), low, high (5 % and 95 % points), variance_gone
            (the share of the variance, 0 to 1, that would go on average if it were known: the first-order
            index), low and high of that share, description. A group has neither unit nor values.

        Raises
        ------
        InputError
            For a bad count.
        """
        import pandas as pd

        count = whole(AT_ONCE, "count", count, 1, 2**62)
        swings = {swing.name: swing for swing in self.swings}
        rows = []
        for place in np.argsort(-self.indices.first[0], kind="stable")[:count]:
            factor = self.factors[place]
            about: dict[str, Any] = {"parameter": factor.name, "unit": "", "source": self.parameters.name}
            about |= dict.fromkeys(("value", "low", "high"), math.nan)
            described = f"{len(factor.parameters)} parameters together"
            if factor.name in swings:
                entry = self.parameters.entries[factor.name]
                swing, declared = swings[factor.name], declarations()[factor.name]
                about |= {"unit": declared.unit, "source": entry.source}
                about |= {"value": swing.median, "low": swing.low, "high": swing.high}
                described = declared.description
            share = {
                "variance_gone": self.indices.first[0, place],
                "variance_gone_low": self.indices.first_low[0, place],
                "variance_gone_high": self.indices.first_high[0, place],
            }
            rows.append({**about, **share, "description": described})
        return pd.DataFrame(rows)

    def tornado(self) -> pd.DataFrame:
        """One at a time: one row for every uncertain parameter, the largest swing first.

        Returns
        -------
        pandas.DataFrame
            Columns parameter, unit, low, median, high (its 5 %, 50 % and 95 % points), at_low, at_median,
            at_high (the outcome there in `unit`, all others at their medians), swing (largest less smallest),
            varied (whether a factor has it).
        """
        import pandas as pd

        fields = ("low", "median", "high", "at_low", "at_median", "at_high")
        varied = {name for factor in self.factors for name in factor.parameters}
        rows = [
            {
                "parameter": swing.name,
                "unit": declarations()[swing.name].unit,
                **{field: getattr(swing, field) for field in fields},
                "swing": swing.size,
                "varied": swing.name in varied,
            }
            for swing in self.swings
        ]
        return pd.DataFrame(rows)

    @property
    def plot(self) -> SensitivityPlots:
        """The pictures: `tornado()`, `indices()`, `path()`."""
        from tajsim.analysis.sensitivity.pictures import SensitivityPlots

        return SensitivityPlots(self)
