"""The tables of a parameter file as what they say, with every problem found on the way."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np

from tajsim.errors import InputError, nearest, quoted
from tajsim.parameters.ensemble import Ensemble, column_problems, name_problems, numbers, size_problems
from tajsim.parameters.entry import Entry, Figure, Resolution, range_problems
from tajsim.parameters.registry import declarations

Item = TypeVar("Item", Entry, Figure, Resolution)


def entry_from(block: str, name: str, table: object) -> tuple[Entry | None, list[str]]:
    """The entry of one parameter and what is wrong with it; no entry when anything is.

    Without low and high the distribution may be left out and is fixed.
    """
    known = declarations()
    if name not in known:
        own = [n for n, d in known.items() if d.block == block]
        return None, [f"[{block}.{name}] is unknown; {nearest(name, own)}"]
    if known[name].block != block:
        return None, [f"[{block}.{name}] is in the wrong block; it belongs to [{known[name].block}]"]
    if isinstance(table, Mapping):
        table = dict(table)
        if "low" not in table and "high" not in table:
            table.setdefault("distribution", "fixed")
        if table.get("distribution") == "fixed":
            table.setdefault("low", table.get("value"))
            table.setdefault("high", table.get("value"))
    entry, problems = _item_from(Entry, f"[{block}.{name}]", table)
    if isinstance(table, dict):
        outside = range_problems(table.get("value"), table.get("low"), table.get("high"), known[name])
        problems += [f"[{block}.{name}] {problem}" for problem in outside]
    return (None if problems else entry), problems


def figure_from(name: str, table: object) -> tuple[Figure | None, list[str]]:
    """A published figure and what is wrong with it."""
    return _item_from(Figure, f"[figures.{name}]", table)


def resolution_from(name: str, table: object) -> tuple[Resolution | None, list[str]]:
    """A resolution and what is wrong with it."""
    return _item_from(Resolution, f"[resolutions.{name}]", table)


def ensemble_from(table: object) -> tuple[Ensemble | None, list[str]]:
    """The ensemble of a table with one array a parameter, and what is wrong with it."""
    if not isinstance(table, Mapping):
        return None, [f"ensemble is {quoted(table)}; must be a table of one array a parameter"]
    problems, columns = name_problems(table), {}
    for name, given in table.items():
        if not isinstance(given, list):
            problems.append(f"{name} is {quoted(given)}; must be an array of numbers")
            continue
        # a bool among numbers would pass as 0 or 1
        wrong = [member for member in given if type(member) not in (float, int)]
        column, faults = (None, [f"member {quoted(wrong[0])} is not a number"]) if wrong else numbers(given)
        if column is None:
            problems += [f"{name}: {fault}" for fault in faults]
        else:
            problems += column_problems(name, column)
            columns[name] = column
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{name} {length}" for name, length in lengths.items())
        problems.append(f"all arrays must have one length; they have {shown}")
    for length in set(lengths.values()):
        problems += size_problems(length)
    if problems:
        return None, [f"[ensemble] {problem}" for problem in problems]
    return Ensemble(tuple(columns), np.stack(list(columns.values()), axis=1)), []


def _item_from(kind: type[Item], label: str, table: object) -> tuple[Item | None, list[str]]:
    if not isinstance(table, Mapping):
        return None, [f"{label} is {quoted(table)}; must be a table"]
    keys = [key.name for key in dataclasses.fields(kind)]
    problems = [
        f"{label} unknown key {quoted(key)}; {nearest(str(key), keys)}" for key in table if key not in keys
    ]
    given: dict[str, Any] = {key: table.get(key, "" if key == "note" else None) for key in keys}
    try:
        item = kind(**given)
    except InputError as error:
        return None, problems + [f"{label} {problem}" for problem in error.problems]
    return (None if problems else item), problems
