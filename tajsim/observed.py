"""What was observed: the shipped series, published outlooks, known breaks and the register of sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim import arguments
from tajsim.arguments import AT_ONCE, flag
from tajsim.errors import (
    FileFormatError,
    InputError,
    Problems,
    UnknownNameError,
    nearest,
    quoted,
    unknown_name,
)
from tajsim.records import Row, load
from tajsim.store import Shipped, as_path, data_path

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

SHIPPED = Shipped("file of observations", "history", ".csv")
_BREAKS = "breaks"  # the file beside them that holds none

OBSERVATION = ("country", "series", "unit", "period", "value", "source", "vintage", "derived")
OUTLOOK = ("forecaster", "published", "country", "series", "unit", "period", "value", "source")
BREAK = ("country", "series", "break_before", "reason")
SEED_FACT = ("id", "quantity", "value", "low", "high", "unit", "period", "attributed_to", "source")
FINDING = ("id", "topic", "finding", "value", "low", "high", "unit", "source", "url", "confidence")

CONFIDENCE = ("seen", "derived", "unverified", "A", "B", "C")


def history(
    series: str | Iterable[str] | None = None,
    country: str | Iterable[str] | None = None,
    include_derived: bool = True,
) -> pd.DataFrame:
    """The shipped observations, one row each: what was published, conflicts included.

    Rows come in the order of the files. A key (country, series, period) may occur twice with two sources.

    Parameters
    ----------
    series : str or iterable of str, optional
        Names of series; None for all.
    country : str or iterable of str, optional
        ISO codes; None for all.
    include_derived : bool, default True
        Whether to give what is arithmetic on published figures.

    Returns
    -------
    pandas.DataFrame
        Columns country (ISO code), series, unit, period (as published), value (float, in `unit`), source,
        vintage, derived (bool: arithmetic on published figures), year (int; of a span of years, the last) and
        frequency: "A" year, "Q" quarter, "M" month, "day", or "part" (part of a year, or several years).

    Raises
    ------
    UnknownNameError
        For a series or country that has no observation.
    FileFormatError
        For a bad file.

    Examples
    --------
    >>> import tajsim as ts
    >>> set(ts.history(country="TJK")["country"])
    {'TJK'}
    """
    dated = tuple(file for file in SHIPPED.dated() if file[0].stem != _BREAKS)
    if not dated:
        raise FileFormatError(f"cannot read {SHIPPED.place}: no CSV file in it")
    include_derived = flag(AT_ONCE, "include_derived", include_derived)
    frame = _select(_shipped(dated), series, country)
    if include_derived:
        return frame
    published = frame[~frame["derived"]].reset_index(drop=True)
    if published.empty:
        raise InputError("every observation asked for is derived; take include_derived=True")
    return published


def check_frame(problems: Problems, data: object) -> None:
    """Note what is no frame of observations: one with the columns of `history`."""
    import pandas as pd

    needed = [*OBSERVATION, "year", "frequency"]
    columns = list(data.columns) if isinstance(data, pd.DataFrame) else []
    missing = [name for name in needed if name not in columns]
    if not isinstance(data, pd.DataFrame):
        problems.add(f"data is {quoted(data)}; it must be a frame as tajsim.history() returns")
    elif missing:
        problems.add(f"data lacks the columns {', '.join(missing)}; give a frame as tajsim.history() returns")


def read_observations(path: str | Path) -> pd.DataFrame:
    """The observations in a CSV file of the same form as the shipped ones; columns as in `history`.

    Raises FileFormatError with every fault in the file, each with its line: a missing or unknown column, an
    empty cell, a value or period that cannot be read, a series with two units in one country.
    """
    return _observations([as_path(path)])


def outlooks(
    country: str | Iterable[str] | None = None, series: str | Iterable[str] | None = None
) -> pd.DataFrame:
    """Published forecasts, one row each.

    Parameters
    ----------
    country : str or iterable of str, optional
        ISO codes; None for all.
    series : str or iterable of str, optional
        Names of series; None for all.

    Returns
    -------
    pandas.DataFrame
        Columns forecaster, published (month), country, series, unit, period, value (float, in `unit`),
        source, year (int) and frequency.

    Raises
    ------
    UnknownNameError
        For a series or country without a forecast.
    FileFormatError
        For a bad file.

    Examples
    --------
    >>> import tajsim as ts
    >>> set(ts.outlooks(country="RUS")["country"])
    {'RUS'}
    """
    frame = load([data_path("outlooks", "forecasts.csv")], OUTLOOK, _outlook)
    return _select(frame, series, country)


def annual(
    series: str,
    country: str = "TJK",
    *,
    source: str | None = None,
    first: bool = False,
    data: pd.DataFrame | None = None,
) -> pd.Series[float]:
    """The annual observations of one series as floats, indexed by int year; the unit is in `.attrs["unit"]`.

    Where a year has several observations, `source` keeps those whose source contains the text (any case),
    and `first` takes the first in the order of the files. `data` is a frame of `read_observations` or
    `history` to use instead of the shipped one.

    Raises InputError naming each year that has several observations left and what they are, UnknownNameError
    for an unknown series or country.
    """
    import numpy as np
    import pandas as pd

    first = flag(AT_ONCE, "first", first)
    if data is not None and first and source is None:  # asked for thousands of times by forecasts of the past
        yearly = (data["frequency"] == "A").to_numpy(dtype=bool)
        places = np.flatnonzero(_are(data, series, country) & yearly)
        if not len(places):
            raise InputError(f"{series!r} of {country} has no annual observation")
        found, once = np.unique(data["year"].to_numpy()[places], return_index=True)
        index = pd.Index(found, name="year")
        levels = pd.Series(data["value"].to_numpy()[places[once]], index, name=series)
        levels.attrs["unit"] = str(data["unit"].iloc[places[0]])
        return levels
    rows = history(series, country) if data is None else _select(data, series, country)
    rows = rows[rows["frequency"] == "A"]
    if rows.empty:
        raise InputError(f"{series!r} of {country} has no annual observation")
    if source is not None:
        kept = rows[rows["source"].str.contains(source, case=False, regex=False)]
        if kept.empty:
            raise InputError(
                f"no annual observation of {series!r} of {country} has a source with {source!r}",
                [f"there is {text!r}" for text in rows["source"].unique()],
            )
        rows = kept
    if first:
        rows = rows.drop_duplicates("year")
    repeated = rows["year"].duplicated(keep=False)
    if repeated.any():
        problems = Problems(
            f"{series!r} of {country} has several observations; give source= text or first=True"
        )
        for year, group in rows[repeated].groupby("year"):
            pairs = zip(group["value"], group["source"], strict=True)
            problems.add(f"{year}: " + " or ".join(f"{value:g} ({text})" for value, text in pairs))
        problems.raise_if_any()
    years = pd.Index(rows["year"].to_numpy(), name="year")
    values = pd.Series(rows["value"].to_numpy(), years, name=series).sort_index()
    values.attrs["unit"] = str(rows["unit"].iloc[0])
    return values


def breaks() -> pd.DataFrame:
    """Known breaks of the series, one a row.

    A change from before to after a break is no behaviour: fit and score each side alone.

    Returns
    -------
    pandas.DataFrame
        Columns country, series, break_before (the first period of the new kind), reason, year (int).

    Examples
    --------
    >>> import tajsim as ts
    >>> list(ts.breaks().columns)
    ['country', 'series', 'break_before', 'reason', 'year']
    """
    return load([SHIPPED.place / f"{_BREAKS}.csv"], BREAK, _break)


def sources() -> pd.DataFrame:
    """The register of citable facts, one a row.

    Ids `S01`... are the founding facts (confidence "stated"); the rest are findings of the literature
    (confidence "seen", "derived", "unverified", or the grade A, B or C of a proposed parameter).

    Returns
    -------
    pandas.DataFrame
        Columns id, what, value, low, high (floats in `unit`, nan where none), unit, source, url, confidence.

    Examples
    --------
    >>> import tajsim as ts
    >>> "S01" in set(ts.sources()["id"])
    True
    """
    import pandas as pd

    facts = load([data_path("sources", "seed_facts.csv")], SEED_FACT, _seed_fact)
    findings = load([data_path("sources", "literature.csv")], FINDING, _finding)
    register = pd.concat([facts, findings], ignore_index=True)
    repeated = sorted(set(register.loc[register["id"].duplicated(), "id"]))
    if repeated:
        raise FileFormatError(
            "cannot read the sources", [f"the id {name!r} occurs twice" for name in repeated]
        )
    return register


@lru_cache(maxsize=2)
def _shipped(dated: tuple[tuple[Path, int, int], ...]) -> pd.DataFrame:
    """The observations of files as they are dated: read again when one of them changes."""
    return _observations([path for path, _, _ in dated])


def _select(
    frame: pd.DataFrame, series: str | Iterable[str] | None, country: str | Iterable[str] | None
) -> pd.DataFrame:
    return frame[_are(frame, series, country)].reset_index(drop=True)


def _are(
    frame: pd.DataFrame, series: str | Iterable[str] | None, country: str | Iterable[str] | None
) -> NDArray[np.bool_]:
    """Which rows are of the series and countries. Raises UnknownNameError where one has no row."""
    import numpy as np

    kept = np.ones(len(frame), dtype=bool)
    for kind, wanted in (("series", series), ("country", country)):
        if wanted is None:
            continue
        names = arguments.names(AT_ONCE, kind, wanted)
        before, kept = kept, kept & frame[kind].isin(names).to_numpy()
        if len(names) == 1 and kept.any():
            continue
        there = set(frame[kind][kept].unique())
        missing = [name for name in names if name not in there]
        if not missing:
            continue
        known = list(frame[kind][before].unique())
        if len(missing) == 1 and kind == "series":
            raise unknown_name(kind, missing[0], known)
        addition = f" with the series {quoted(series)}" if kind == "country" and series is not None else ""
        raise UnknownNameError(
            f"unknown {kind}{addition}", [f"{name!r}; {nearest(str(name), known)}" for name in missing]
        )
    return kept


def _observations(paths: Sequence[Path]) -> pd.DataFrame:
    units: dict[tuple[str, str], str] = {}

    def parse(row: Row) -> dict[str, Any]:
        cells = row.texts("country", "series", "unit", "period", "source", "vintage")
        unit = units.setdefault((cells["country"], cells["series"]), cells["unit"])
        if unit != cells["unit"]:
            row.fault(
                f"{cells['series']} of {cells['country']} is in {unit!r} before, here in {cells['unit']!r}"
            )
        value, derived = row.number("value"), row.flag("derived")
        parsed = cells | {"value": value, "derived": derived} | row.dated("period")
        return {column: parsed[column] for column in (*OBSERVATION, "year", "frequency")}

    return load(paths, OBSERVATION, parse)


def _outlook(row: Row) -> dict[str, Any]:
    row.dated("published")
    parsed = row.texts(*(c for c in OUTLOOK if c != "value")) | {"value": row.number("value")}
    return {column: parsed[column] for column in OUTLOOK} | row.dated("period")


def _break(row: Row) -> dict[str, Any]:
    return row.texts(*BREAK) | {"year": row.dated("break_before")["year"]}


def _seed_fact(row: Row) -> dict[str, Any]:
    cells = row.texts("id", "quantity", "unit", "period", "attributed_to", "source")
    return {
        "id": cells["id"],
        "what": f"{cells['quantity']} ({cells['period']})",
        **{column: row.number(column, optional=True) for column in ("value", "low", "high")},
        "unit": cells["unit"],
        "source": f"{cells['attributed_to']}; {cells['source']}",
        "url": "",
        "confidence": "stated",
    }


def _finding(row: Row) -> dict[str, Any]:
    cells = row.texts("id", "topic", "finding", "unit", "source", "confidence")
    if cells["confidence"] not in CONFIDENCE:
        row.fault(f"confidence {cells['confidence']!r}; {nearest(cells['confidence'], CONFIDENCE)}")
    return {
        "id": cells["id"],
        "what": cells["finding"],
        **{column: row.number(column, optional=True) for column in ("value", "low", "high")},
        "unit": cells["unit"],
        "source": cells["source"],
        "url": row.cells["url"].strip(),
        "confidence": cells["confidence"],
    }
