"""Fetching a source, and reading again what was fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tajsim.arguments import choice
from tajsim.errors import InputError, Problems, nearest, quoted
from tajsim.published.checks import check_rows
from tajsim.published.fetch import bank_of_russia, sdmx, world_bank
from tajsim.published.fetch.answers import Answer, keep, read_all
from tajsim.published.observations import Observations, made
from tajsim.published.register import shipped
from tajsim.published.row import Observation

SOURCES = (bank_of_russia.NAME, world_bank.NAME, sdmx.NAME)
_READERS: Mapping[str, Callable[[Answer], list[Observation]]] = {
    bank_of_russia.NAME: bank_of_russia.rows,
    world_bank.NAME: world_bank.rows,
    sdmx.NAME: sdmx.rows,
}


def fetch(
    source: str,
    folder: str | Path,
    first: str | date | None = None,
    last: str | date | None = None,
    **asked: str,
) -> Observations:
    """Ask a public source for its figures over the network, keep the answer, and read it.

    The raw answer is kept in the folder with its SHA-256 and its date, so that `fetched` reads it again
    without the network. Nothing is fetched unless this is called.

    Parameters
    ----------
    source : str
        "bank-of-russia" (the dollar by day), "world-bank" (exchange rates, prices, growth and remittances by
        year; needs the extra `fetch`), or "sdmx" (one series of any office that answers in SDMX-CSV).
    folder : str or Path
        Where the answer is kept; made where it is not there.
    first, last : str or date, optional
        The days of the figures; the last year when left out. Of "sdmx" the address says it.
    **asked : str
        Of "sdmx": address (https), series (a name of the register, or an output or driver), unit, publisher,
        and if wanted country.

    Returns
    -------
    Observations
        The figures of the answer, checked as those of a file. Rates of a day are known on it, all else from
        the day on which it was fetched.

    Raises
    ------
    InputError
        When the source does not exist or cannot be reached, for days that are none, and for figures that
        cannot be.
    FileFormatError
        When the answer cannot be read; it is kept all the same.
    MissingExtraError
        Without wbgapi, of "world-bank".

    Examples
    --------
    >>> import tajsim as ts
    >>> try:
    ...     ts.fetch("bank-of-rusia", "answers")
    ... except ts.InputError as error:
    ...     "did you mean 'bank-of-russia'" in str(error)
    True
    """
    today = datetime.now(UTC).date()
    problems = Problems("cannot fetch")
    source = choice(problems, "source", source, SOURCES)
    start = problems.attempt(lambda: _day("first", first, today - timedelta(days=365)))
    end = problems.attempt(lambda: _day("last", last, today))
    if start and end and end < start:
        problems.add(f"last is {end}, before first, {start}")
    _check_asked(problems, source, asked)
    problems.raise_if_any()
    if start is None or end is None:
        raise AssertionError("a problem was lost")
    if source == sdmx.NAME:
        answer = sdmx.ask(asked, today)
    else:
        answer = (bank_of_russia.ask if source == bank_of_russia.NAME else world_bank.ask)(start, end, today)
    return _read([keep(folder, answer)])


def fetched(folder: str | Path) -> Observations:
    """What `fetch` kept in a folder, read again without the network.

    Parameters
    ----------
    folder : str or Path
        Where answers are kept; several of one series are its vintages.

    Returns
    -------
    Observations
        The figures of every answer, checked as those of a file.

    Raises
    ------
    FileFormatError
        When there is no answer, or one cannot be read or was altered since it came.
    InputError
        For figures that cannot be.

    Examples
    --------
    >>> import tajsim as ts
    >>> try:
    ...     ts.fetched("no-such-folder")
    ... except ts.FileFormatError as error:
    ...     print(error)
    cannot read the answers: no answer in no-such-folder
    """
    return _read(read_all(folder))


def _read(answers: list[Answer]) -> Observations:
    problems = Problems("cannot take the answers")
    rows: list[Observation] = []
    for answer in answers:
        if answer.source not in _READERS:
            problems.add(f"unknown source {quoted(answer.source)}; {nearest(answer.source, SOURCES)}")
            continue
        rows += problems.attempt(lambda answer=answer: _READERS[answer.source](answer)) or []  # type: ignore[misc]
    problems.raise_if_any()
    if not rows:
        raise InputError("the answers hold no figure; ask for other days")
    check_rows(problems, rows, shipped(), date.today())
    problems.raise_if_any()
    return made(rows, max(one.published for one in rows), shipped())


def _check_asked(problems: Problems, source: str, asked: Mapping[str, str]) -> None:
    allowed = (*sdmx.NEEDED, *sdmx.OPTIONAL) if source == sdmx.NAME else ()
    for name, value in asked.items():
        if name not in allowed:
            problems.add(f"{source} takes no {name!r}" + (f"; {nearest(name, allowed)}" if allowed else ""))
        elif not isinstance(value, str) or not value.strip():
            problems.add(f"{name} is {quoted(value)}; it must be text")
    if source == sdmx.NAME:
        problems.found += [f"{name} is missing" for name in sdmx.NEEDED if name not in asked]


def _day(what: str, given: str | date | None, otherwise: date) -> date:
    if given is None:
        return otherwise
    try:
        return given if isinstance(given, date) else date.fromisoformat(given)
    except (ValueError, TypeError):
        raise InputError(f"{what} is {quoted(given)}; it must be a day, as 2025-01-31") from None
