"""Judgement read from a file, with every fault of it at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tajsim.errors import FileFormatError, InputError, Problems, nearest, quoted
from tajsim.judgements.judgement import LONGEST, AddFactor, Judgement
from tajsim.kinds import is_whole
from tajsim.store import as_path, parse_toml, read_toml, stem_of

_FILE_KEYS = ("name", "title", "add_factors")
_KEYS = ("equation", "value", "values", "start", "quarters", "fades", "author", "date", "why")
_REQUIRED = ("equation", "start", "fades", "author", "date", "why")
# what a missing key is taken for, so that the others are looked at as well
_STAND_IN: dict[str, Any] = {
    "equation": "demand",
    "values": (0.01,),
    "start": "2000Q1",
    "fades": "9000Q1",
    "author": "missing",
    "date": "2000-01-01",
    "why": "missing",
}


def judgement(path: str | Path) -> Judgement:
    """Read the judgement in a file: add-factors with their authors, dates and reasons.

    Parameters
    ----------
    path : str or Path
        A TOML file with a title and tables [[add_factors]], each with equation, values by quarter (or value
        and quarters), start, fades, author, date and why.

    Returns
    -------
    Judgement
        For `tajsim.run(judgement=...)`.

    Raises
    ------
    FileFormatError
        Listing every fault.

    Examples
    --------
    >>> import tajsim as ts
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> text = '''title = "July"
    ... [[add_factors]]
    ... equation = "remittances"
    ... value = 0.2
    ... start = "2025Q1"
    ... quarters = 2
    ... fades = "2026Q1"
    ... author = "A. Author"
    ... date = 2025-07-15
    ... why = "Transfers of the first half."
    ... '''
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "july.toml"
    ...     _ = path.write_text(text)
    ...     ts.judgement(path)
    <Judgement 'july': remittances +0.2, +0.2 from 2025Q1, gone in 2026Q1>
    """
    place = as_path(path)
    return _built(read_toml(place), stem_of(place), f"cannot read {place}")


def as_judgement(given: Any) -> Judgement | None:
    """A judgement as it is, the one in a file, or None for none. Raises InputError for anything else."""
    if given is None or isinstance(given, Judgement):
        return given
    if isinstance(given, str | Path):
        return judgement(given)
    raise InputError(f"judgement is {quoted(given)}; give a Judgement, a TOML file or None")


def parse_judgement(text: str, name: str = "judgement") -> Judgement:
    """The judgement in the text of a file. Raises FileFormatError with every fault."""
    heading = f"the judgement {quoted(name)}"
    return _built(parse_toml(text, heading), name, heading)


def _built(content: dict[str, Any], name: str, heading: str) -> Judgement:
    problems = Problems(heading)
    for key in content:
        if key not in _FILE_KEYS:
            problems.add(f"unknown key {quoted(key)}; {nearest(key, _FILE_KEYS)}")
    if "title" not in content:
        problems.add("title is missing")
    tables = content.get("add_factors", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        problems.add(f"add_factors must be [[add_factors]] tables, not {quoted(tables)}")
        tables = []
    found = [_add_factor(table, f"add-factor {i}", problems) for i, table in enumerate(tables, 1)]
    made = None
    try:
        made = Judgement(
            content.get("name", name), [one for one in found if one is not None], content.get("title", "")
        )
    except InputError as error:
        problems.found += error.problems
    problems.raise_if_any(FileFormatError)
    if made is None:
        raise FileFormatError(f"{heading}: it holds no judgement")
    return made


def _add_factor(table: dict[str, Any], where: str, problems: Problems) -> AddFactor | None:
    """One table as an add-factor; what is wrong goes to `problems`, with its number and equation."""
    here = Problems(f"{where} ({table['equation']})" if isinstance(table.get("equation"), str) else where)
    for key in table:
        if key not in _KEYS:
            here.add(f"unknown key {quoted(key)}; {nearest(key, _KEYS)}")
    for key in _REQUIRED:
        if key not in table:
            here.add(f"{key} is missing")
    known = {key: value for key, value in table.items() if key in _REQUIRED}
    made = None
    try:
        made = AddFactor(**{**_STAND_IN, **known, "values": _values(table, here)})
    except InputError as error:
        here.found += error.problems
    for problem in here.found:
        problems.add(f"{here.heading}: {problem}")
    return None if here.found else made


def _values(table: dict[str, Any], here: Problems) -> Any:
    """The values by quarter: a list, or one value for a number of quarters."""
    if "values" in table:
        for key in ("value", "quarters"):
            if key in table:
                here.add(f"{key} contradicts values, a number a quarter; leave one of them out")
        if not isinstance(table["values"], list):
            here.add(f"values is {quoted(table['values'])}; it must be a list, or value with quarters")
            return _STAND_IN["values"]
        return table["values"]
    if "value" not in table:
        here.add("values is missing: a list with a number a quarter, or value with quarters")
        return _STAND_IN["values"]
    count = table.get("quarters", 1)
    if not is_whole(count) or not 1 <= count <= LONGEST:
        here.add(f"quarters is {quoted(count)}; it must be a whole number from 1 to {LONGEST}")
        count = 1
    return (table["value"],) * int(count)
