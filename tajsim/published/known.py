"""What had been published by a day: the shipped figures and one's own together."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tajsim.errors import InputError, Problems, quoted
from tajsim.kinds import plain
from tajsim.published.observations import Observations, made, own_rows
from tajsim.published.periods import publication
from tajsim.published.register import shipped

if TYPE_CHECKING:
    import pandas as pd


def known(on: str | date, data: str | Path | pd.DataFrame | None = None) -> Observations:
    """What had been published by a day, shipped and own figures together.

    A figure whose publication is dated by its month alone is known from the last day of the month. Rows of
    the history that say nothing of their publication are taken to be known as late as such figures usually
    are: quotes on their day, parts of a year after three months, years after nine.

    Parameters
    ----------
    on : str or date
        The day, or a month for its last day.
    data : str, Path or pandas.DataFrame, optional
        Figures of your own, as for `observations`; those published later are left out.

    Returns
    -------
    Observations
        Everything known on that day. Warnings are about what is not history.

    Raises
    ------
    InputError
        When `on` is no day, when nothing had been published by it, and for what `observations` refuses.
    FileFormatError
        When the file of `data` cannot be read.

    Examples
    --------
    >>> import tajsim as ts
    >>> june, october = (ts.known(on=day).conditions() for day in ("2025-06-30", "2025-10-31"))
    >>> "remittances_usd" in {c.name for c in june}, "remittances_usd" in {c.name for c in october}
    (False, True)
    """
    problems = Problems("cannot say what was known")
    day = problems.attempt(lambda: _day(on))
    own = problems.attempt(lambda: own_rows(data)) if data is not None else []
    problems.raise_if_any()
    if day is None or own is None:
        raise AssertionError("a problem was lost")
    rows = [*shipped(), *own]
    found = [one for one in rows if one.published <= day]
    if not found:
        raise InputError(
            f"nothing had been published by {day}; the first is of {min(o.published for o in rows)}"
        )
    return made(found, day, ())


def _day(given: object) -> date:
    value = plain(given)
    if isinstance(value, str):
        with suppress(InputError):
            return publication(value)
    if isinstance(value, date):
        return value.date() if hasattr(value, "date") else value
    raise InputError(f"on is {quoted(given)}; it must be a day, as 2025-10-31, or a month")
