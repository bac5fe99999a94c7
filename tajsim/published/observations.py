"""Observations: published figures, checked, and what each of them says of a run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tajsim.arguments import AT_ONCE, parts, quarter
from tajsim.defaults import BASE_SET
from tajsim.engine.condition import Condition
from tajsim.errors import InputError, Problems
from tajsim.labels import check_suffix
from tajsim.parameters.loading import load_parameters
from tajsim.published import file
from tajsim.published.checks import check_rows, questionable
from tajsim.published.meaning import Measured
from tajsim.published.measured import measure
from tajsim.published.register import shipped
from tajsim.published.row import HISTORY, Observation
from tajsim.quarters import Dated, Quarter

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True, repr=False)
class Observations:
    """Published figures of one day's knowledge, and the conditions they make for a run.

    Made by `observations` and `known`. The order of rows does not matter. `len` counts the rows, and a loop
    over it gives them.

    Parameters
    ----------
    rows : tuple of Observation
        The figures, in an order of their own.
    on : date
        The day up to which they were published.
    base : tuple of Observation, optional
        Other figures known by that day, which growth on a year before and rates in force start from.
    warnings : tuple of str, optional
        What is questionable: sources that disagree, jumps beyond a series' own history.

    Attributes
    ----------
    start : Quarter
        The first quarter that conditions are of unless another is asked for.
    digest : str
        SHA-256 of the rows, of what they are compared with, and of the day.

    Examples
    --------
    >>> import tajsim as ts
    >>> known = ts.known(on="2025-10-31")
    >>> sorted({one.name for one in known.conditions()})[:3]
    ['exports_usd', 'gdp', 'gdp_nominal']
    """

    rows: tuple[Observation, ...]
    on: date
    base: tuple[Observation, ...] = ()
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        problems = Problems("not observations")
        parts(problems, self, on=date, rows=(Sequence, Observation), base=(Sequence, Observation))
        parts(problems, self, warnings=(Sequence, str))
        problems.raise_if_any()
        object.__setattr__(self, "rows", tuple(sorted(self.rows, key=Observation.order)))
        object.__setattr__(self, "base", tuple(sorted(self.base, key=Observation.order)))

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Observation]:
        return iter(self.rows)

    def __hash__(self) -> int:
        return hash((self.rows, self.on))

    def __repr__(self) -> str:
        made = self.conditions()
        exact = sum(one.error == 0.0 for one in made)
        warned = f"; {len(self.warnings)} warnings" if self.warnings else ""
        return (
            f"<Observations: {len(self.rows):,} figures known on {self.on}; {len(made)} conditions from "
            f"{self.start} on, {exact} of them exact{warned}>"
        )

    def _repr_html_(self) -> str:
        """The conditions with the figures behind them, and the warnings, for notebooks."""
        from tajsim.html.published import observations_html

        shown = [one for one in self.measured() if one.reaches(self.start, None)]
        return observations_html(len(self), self.on, shown, self.warnings)

    @property
    def start(self) -> Quarter:
        """The first quarter that conditions are of unless another is asked for."""
        return _default_first()

    def conditions(self, first: Dated | None = None, last: Dated | None = None) -> tuple[Condition, ...]:
        """What the figures say of a run from `first` to `last`, sorted by name and quarters.

        No two conditions are of the same quarters of an output, and none follows from the others.

        Parameters
        ----------
        first, last : str, Quarter or date, optional
            The first and last quarter of the run; by default the first one after the base year of the default
            parameter set, and no end.

        Returns
        -------
        tuple of Condition
            Those whose quarters all lie in the run. An error of 0.0 says that every draw meets the figure.

        Raises
        ------
        InputError
            When `first` or `last` is no quarter, or `last` is before `first`.

        Examples
        --------
        >>> import tajsim as ts
        >>> [c] = [c for c in ts.known(on="2025-10-31").conditions() if c.name == "imports_usd"]
        >>> print(c.first, c.last, c.measure, round(c.value, 1), c.error)
        2025Q1 2025Q2 growth 10.5 0.0
        """
        made = [one.condition for one in self.measured(first, last) if one.condition is not None]
        return tuple(sorted(made, key=lambda one: (one.name, one.first, one.last, one.measure)))

    def measured(self, first: Dated | None = None, last: Dated | None = None) -> tuple[Measured, ...]:
        """What each row, or several rows together, say of a run; those that say nothing, with the reason.

        Parameters and errors are those of `conditions`.

        Parameters
        ----------
        first, last : str, Quarter or date, optional
            The first and last quarter of the run.

        Returns
        -------
        tuple of Measured
            In the order of the rows.
        """
        start = self.start if first is None else quarter(AT_ONCE, "first", first)
        end = None if last is None else quarter(AT_ONCE, "last", last)
        if start is None or (end is not None and end < start):
            raise InputError(f"the last quarter {end} is before the first, {start}")
        return measure(self.rows, self.base, self.on, start, end)

    def table(self, first: Dated | None = None, last: Dated | None = None) -> pd.DataFrame:
        """Every row with what it measures and how, or why it measures nothing.

        Parameters
        ----------
        first, last : str, Quarter or date, optional
            The first and last quarter of the run. Where one is given, rows outside the run are left out.

        Returns
        -------
        pandas.DataFrame
            Columns country, series, period, value, unit, published, source, output, measure ("sum", "mean",
            "end" or "growth"; both empty where the row measures nothing), first and last (quarters),
            condition and error (in the unit of the output, percent for growth; nan where there is none) and
            how: in words, or the reason. Rows that make one condition together show it each.

        Raises
        ------
        InputError
            As `conditions`.

        Examples
        --------
        >>> import tajsim as ts
        >>> table = ts.known(on="2025-10-31").table(first="2025Q1").set_index(["series", "period"])
        >>> table.loc[("goods_imports_customs", "2025-H1"), "output"]
        'imports_usd'
        """
        import pandas as pd

        asked = first is not None or last is not None
        start = self.start if first is None else Quarter.parse(first)
        end = None if last is None else Quarter.parse(last)
        shown = [one for one in self.measured(first, last) if not asked or one.reaches(start, end)]
        cells = [_cells(row, one) for one in shown for row in one.rows]
        return pd.DataFrame(cells, columns=list(_COLUMNS))

    def to_csv(self, path: str | Path) -> Path:
        """Write the rows as a file that `observations` reads, whole or not at all.

        Parameters
        ----------
        path : str or Path
            The file, .csv.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        InputError
            When it cannot be written.
        """
        check_suffix(path, (".csv",), "observations are written as CSV")
        return file.write(path, self.rows)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the rows, of what they are compared with, and of the day."""
        parts = (file.as_csv(self.rows), file.as_csv(self.base), self.on.isoformat())
        return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()


_COLUMNS = (
    "country", "series", "period", "value", "unit", "published", "source", "output", "measure", "first",
    "last", "condition", "error", "how",
)  # fmt: skip


def observations(data: str | Path | pd.DataFrame) -> Observations:
    """Published figures from a file of your own, checked, with what each measures.

    One row is one publication of one figure; several of the same figure are its vintages, of which the latest
    counts. Figures of the year before come from the shipped ones where the file has none.

    Parameters
    ----------
    data : str, Path or pandas.DataFrame
        A CSV file or table with the columns series, period (2025, 2025Q1, 2025-05, 2025-H1, 2025-9M or
        2025-01-31), value, unit, source and published (2025-09 or 2025-09-15), and if wanted country and
        standard_error (in the unit; 0 for exact). Series are those of `history`, or outputs and drivers.

    Returns
    -------
    Observations
        The figures, frozen; `warnings` say what is questionable about them.

    Raises
    ------
    FileFormatError
        When the file cannot be read, with every fault and its line.
    InputError
        With everything else that is wrong: unknown series and units with the nearest names, values that
        cannot be, figures published before their period was over or in the future, and two figures of one
        source on one day.

    Examples
    --------
    >>> import pandas as pd
    >>> import tajsim as ts
    >>> rows = [("remittances_usd", "2025Q1", 1750.0, "million USD", "central bank", "2025-06")]
    >>> columns = ["series", "period", "value", "unit", "source", "published"]
    >>> own = ts.observations(pd.DataFrame(rows, columns=columns))
    >>> [(c.name, c.measure, c.value, c.error) for c in own.conditions()]
    [('remittances_usd', 'sum', 1750.0, 0.0)]
    """
    rows = own_rows(data)
    return made(rows, max(one.published for one in rows), shipped())


def own_rows(data: object) -> list[Observation]:
    """The figures of a file or a table, checked. Raises InputError with everything that is wrong."""
    import pandas as pd

    def check(problems: Problems, rows: Sequence[Observation], broken: Sequence[Observation] = ()) -> None:
        check_rows(problems, rows, shipped(), date.today(), broken)

    read: Callable[..., list[Observation]] = file.of_frame if isinstance(data, pd.DataFrame) else file.read
    rows = read(data, check)
    problems = Problems("cannot take the observations")
    check(problems, rows)
    problems.raise_if_any()
    return rows


def made(rows: list[Observation], on: date, register: tuple[Observation, ...]) -> Observations:
    """Observations of rows, with what the register knew of their series by the day, and with warnings."""
    own = set(rows)
    keys = {one.key for one in rows} | {("TJK", "exchange_rate_official")}
    base = [one for one in register if one.key in keys and one.published <= on and one not in own]
    new = [one for one in rows if one.at != HISTORY]
    return Observations(rows=tuple(own), on=on, base=tuple(base), warnings=questionable(new, [*base, *rows]))


def _default_first() -> Quarter:
    """The first quarter after the base year of the default parameter set."""
    return Quarter.parse(load_parameters(BASE_SET).date) + 1


def _cells(row: Observation, one: Measured) -> tuple[object, ...]:
    c = one.condition
    about = (row.country, row.series, row.span.text, row.value, row.unit, row.dated or str(row.published))
    if c is None:
        return (*about, row.source, "", "", "", "", float("nan"), float("nan"), one.how)
    return (
        *about, row.source, c.name, c.measure, str(c.first), str(c.last), c.value, c.error,
        one.how,
    )  # fmt: skip
