"""Everything that the forecast of a round is computed from, as objects and as texts of files."""

from __future__ import annotations

import io
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from tajsim.arguments import Progress
from tajsim.defaults import BACKEND, END
from tajsim.drivers.outlook import OUTLOOKS, Outlook, format_outlook, outlook, outlook_in, parse_outlook
from tajsim.engine.condition import Condition
from tajsim.engine.plan import last_quarter
from tajsim.engine.request import Baseline, RunOptions
from tajsim.engine.run import run_options
from tajsim.errors import InputError, nearest, quoted
from tajsim.judgements.judgement import Judgement
from tajsim.judgements.reading import parse_judgement
from tajsim.parameters import Parameters
from tajsim.parameters.loading import parse_parameters
from tajsim.parameters.writing import format_parameters
from tajsim.published.file import as_csv, of_frame
from tajsim.published.observations import Observations
from tajsim.published.row import Observation
from tajsim.results import Result

Followed: TypeAlias = "Outlook"
PARAMETERS, OUTLOOK, JUDGEMENT = "parameters.toml", "outlook.toml", "judgement.toml"
OBSERVATIONS, BASE = "observations.csv", "observations_base.csv"  # base: what growth is compared with
NAME = "outlook"  # what the baseline is called in results: that of the round, whatever it was made from
OUTPUTS = (
    *("gdp_growth", "inflation", "tjs_per_usd", "remittances_usd", "consumption", "imports_usd"),
    *("exports_usd", "current_account_gdp", "reserves_usd", "reserves_months", "budget_balance_gdp"),
    *("public_debt_gdp", "migrants_russia", "unemployment_rate", "poverty_rate"),
)
"""What a round forecasts."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Inputs:
    """What a forecast is computed from, whole, whatever it was made from.

    Parameters
    ----------
    parameters : Parameters
        The parameter set.
    outlook : Outlook
        What the baseline follows, under the name that all have in rounds.
    judgement : Judgement or None
        Add-factors with author and reason.
    known : Observations or None
        The figures that the forecast is given.
    end : str
        Last quarter.
    draws : int or None
        How many; None for the single path alone.
    seed : int
        Root of every random stream.
    backend : str
        What computes the draws, as for `tajsim.run`.

    Attributes
    ----------
    conditions : tuple of Condition
        What the figures known say of the run; a part of them may say nothing.
    """

    parameters: Parameters
    outlook: Followed
    judgement: Judgement | None
    known: Observations | None = None
    end: str = END
    draws: int | None
    seed: int
    backend: str = BACKEND

    def run(self, executor: Executor | None = None, progress: Progress | None = None) -> Result:
        """The forecast: the baseline alone.

        Parameters
        ----------
        executor : concurrent.futures.Executor, optional
            As for `tajsim.run`.
        progress : callable, optional
            As for `tajsim.run`.

        Returns
        -------
        Result
            Of `OUTPUTS`.

        Raises
        ------
        InputError
            As `tajsim.run`.
        """
        return run_options(
            RunOptions(
                parameters=self.parameters,
                baseline=self.outlook,
                judgement=self.judgement,
                given=self.conditions,
                end=self.end,
                draws=self.draws,
                seed=self.seed,
                outputs=OUTPUTS,
                keep="draws",
                executor=executor,
                progress=progress,
                backend=self.backend,
            )
        )

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What the figures known say of the run; a part of them may say nothing."""
        if self.known is None:
            return ()
        return self.known.conditions(last_quarter(self.parameters) + 1, self.end)

    def texts(self) -> dict[str, str]:
        """The files that the inputs are kept in: name -> text."""
        found = {PARAMETERS: format_parameters(self.parameters), OUTLOOK: format_outlook(self.outlook)}
        if self.judgement is not None:
            found[JUDGEMENT] = self.judgement.to_text()
        if self.known is not None:
            found[OBSERVATIONS] = as_csv(self.known.rows)
            if self.known.base:
                found[BASE] = as_csv(self.known.base)
        return found

    @classmethod
    def of_texts(
        cls,
        texts: Mapping[str, str],
        parameters: str,
        end: str,
        draws: int | None,
        seed: int,
        known: str | None = None,
        *,
        backend: str = BACKEND,
    ) -> Inputs:
        """The inputs in the texts of files.

        Parameters
        ----------
        texts : mapping of str to str
            Name of each file and its text, as `texts` gives.
        parameters : str
            Name of the parameter set.
        end : str
            Last quarter.
        draws : int or None
            How many.
        seed : int
            Root of every random stream.
        known : str or None
            The day up to which its figures were published, where there are any.
        backend : str
            What computes the draws.

        Returns
        -------
        Inputs
            Equal to those that the texts were made of.

        Raises
        ------
        InputError
            With every fault of a text.
        """
        judgement = texts.get(JUDGEMENT)
        return cls(
            parameters=parse_parameters(texts[PARAMETERS], parameters),
            outlook=parse_outlook(texts[OUTLOOK], NAME),
            judgement=None if judgement is None else parse_judgement(judgement),
            known=_observations(texts, known),
            end=end,
            draws=draws,
            seed=seed,
            backend=backend,
        )


def _observations(texts: Mapping[str, str], day: str | None) -> Observations | None:
    """The figures in the texts of files, as known on a day; None where there are none."""
    if OBSERVATIONS not in texts or day is None:
        return None
    base = _rows(texts[BASE]) if BASE in texts else ()
    return Observations(rows=_rows(texts[OBSERVATIONS]), base=base, on=date.fromisoformat(day))


def _rows(text: str) -> tuple[Observation, ...]:
    import pandas as pd

    return tuple(of_frame(pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)))


def outlook_of(given: Baseline) -> Outlook:
    """The outlook that a round is to follow, under the name that all have in rounds.

    Raises InputError for what is neither a shipped one nor a file of one's own.
    """
    found: Outlook | None = given if isinstance(given, Outlook) else None
    if isinstance(given, str | Path):
        found = outlook(str(given)) if given in OUTLOOKS else outlook_in(given)
    if found is None:
        raise InputError(
            f"baseline is {quoted(str(given))}; a round follows an outlook: a TOML file with targets or "
            f"drivers, or a shipped one, {nearest(str(given), OUTLOOKS)}"
        )
    return parse_outlook(format_outlook(found), NAME)
