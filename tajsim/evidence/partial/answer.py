"""What a backtest with partial knowledge found: its cases, and how often figures made forecasts better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.arguments import AT_ONCE, flag, parts
from tajsim.errors import Problems
from tajsim.evidence.partial.case import COLUMNS, STAGES, WITHIN, Case
from tajsim.evidence.variables import SCORED, scored

if TYPE_CHECKING:
    import pandas as pd

WITHIN_YEAR = "within the year"
"""The stages at which part of the target year is known, together."""


@dataclass(frozen=True)
class PartialBacktest:
    """Forecasts of past years made while they ran, with and without figures of the part that was over.

    Parameters
    ----------
    cases : tuple of Case
        One a variable, stage and year.

    See Also
    --------
    tajsim.partial_backtest : Makes one.

    Examples
    --------
    >>> import tajsim as ts
    >>> found = ts.partial_backtest(2009, 2009, stages="half", trials_draws=4096, draws=100, required=1)
    >>> found.cases[0].variable, found.cases[0].figures, found.cases[0].own
    ('remittances_usd', 5, False)
    """

    cases: tuple[Case, ...]

    def __post_init__(self) -> None:
        problems = Problems("not a backtest with partial knowledge")
        parts(problems, self, cases=(Sequence, Case))
        problems.raise_if_any()

    def __repr__(self) -> str:
        better, count = self.lowered()
        return (
            f"<PartialBacktest: {len(self.cases):,} cases; of {count:,} with part of the year known, figures "
            f"lowered the CRPS in {better:,}; .scores(), .table(), .lowered()>"
        )

    def _repr_html_(self) -> str:
        from tajsim.html import answer

        head = (
            "variable",
            "stage",
            "n",
            "CRPS lower in",
            "CRPS without",
            "with",
            "own figure: n",
            "lower in",
        )
        rows = [
            (
                SCORED[row["variable"]].full_title, row["stage"], row["n"], row["lower"], row["crps_before"],
                row["crps_after"], row["own_n"], row["own_lower"],
            )
            for row in self.rows()
        ]  # fmt: skip
        under = "CRPS in log points, of shares in shares"
        return answer(f"Forecasts made within the year: {len(self.cases):,}", under, "", head, rows)

    def scores(self) -> pd.DataFrame:
        """One row a variable and stage, and one for the stages within a year together.

        Returns
        -------
        pandas.DataFrame
            Columns variable, stage, n (cases), lower (cases whose CRPS the figures lowered), share,
            crps_before and crps_after, log_before and log_after (means without and with the figures), own_n
            and own_lower (n and lower of the cases in which a figure of the variable itself is known),
            effective (the fewest effective draws). At the start of a year nothing is known of it, and nothing
            is lowered.
        """
        import pandas as pd

        return pd.DataFrame(self.rows())

    def rows(self) -> list[dict[str, Any]]:
        """The scores as plain values."""
        found = []
        for variable in SCORED:
            for stage, members in (*((name, (name,)) for name in STAGES), (WITHIN_YEAR, WITHIN)):
                cases = [c for c in self.cases if c.variable == variable and c.stage in members]
                if cases and (stage != WITHIN_YEAR or len({c.stage for c in cases}) > 1):
                    found.append(_row(variable, stage, cases))
        return found

    def table(self) -> pd.DataFrame:
        """Every case; one row each.

        Returns
        -------
        pandas.DataFrame
            Columns as the fields of a case: variable, stage, year, target, observed, figures, own, effective,
            and of the forecasts without (`_before`) and with the figures (`_after`) the median, the CRPS and
            the log score; low_after and high_after are the ends of its 90 % band.
        """
        import pandas as pd

        return pd.DataFrame([case.row() for case in self.cases], columns=list(COLUMNS))

    def lowered(self, *variables: str, own: bool | None = None) -> tuple[int, int]:
        """In how many cases the figures of part of a year lowered the CRPS, and of how many.

        Parameters
        ----------
        *variables : str
            Which; all of them where none is named.
        own : bool, optional
            Only the cases in which a figure of the variable itself is known (True), or only the others.

        Returns
        -------
        tuple of (int, int)
            The cases with a lower CRPS, and all.

        Raises
        ------
        UnknownNameError
            For a variable that is not scored.
        """
        own = None if own is None else flag(AT_ONCE, "own", own)
        named = {scored(name).name for name in variables} or set(SCORED)
        cases = [
            c
            for c in self.cases
            if c.stage in WITHIN and c.variable in named and (own is None or c.own == own)
        ]
        return sum(c.lower for c in cases), len(cases)


def _row(variable: str, stage: str, cases: Sequence[Case]) -> dict[str, Any]:
    means = ("crps_before", "crps_after", "log_before", "log_after")
    lower = sum(c.lower for c in cases)
    return {
        "variable": variable,
        "stage": stage,
        "n": len(cases),
        "lower": lower,
        "share": lower / len(cases),
        **{name: float(np.mean([getattr(c, name) for c in cases])) for name in means},
        "own_n": sum(c.own for c in cases),
        "own_lower": sum(c.own and c.lower for c in cases),
        "effective": min(c.effective for c in cases),
    }
