"""Scenarios by name: the shipped ones, files, and expressions such as `crackdown + reintegration`.

A file has `title`, `narrative`, optionally `name` (default: the name of the file) and `sources`, and either
`[[shocks]]` or `components`: names of shipped scenarios, or tables with the content of a file. What it claims
stands in `[[expect]]` tables.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tajsim.errors import (
    FileFormatError,
    InputError,
    Problems,
    UnknownNameError,
    nearest,
    quoted,
    unknown_name,
)
from tajsim.scenarios.composition import Scenario, compose
from tajsim.scenarios.expectation import Expectation
from tajsim.scenarios.shapes import SHAPES, Shape, always
from tajsim.scenarios.shock import OPERATIONS, Shock, one_operation
from tajsim.scenarios.target import target_problems, targets
from tajsim.scenarios.writing import EXPECT_KEYS, SHAPE_KEYS
from tajsim.store import Shipped, as_path, find_file, has_suffix, parse_toml, read_toml, stem_of

SHIPPED = Shipped("scenario", "scenarios")
_PLUSES = 20  # that the name of one file may hold


def scenario(name_or_path: str | Path) -> Scenario:
    """A shipped scenario by name, one from a file (a path that ends in .toml), or a sum of such.

    Parameters
    ----------
    name_or_path : str or Path
        As "crackdown", "mine.toml", "crackdown + reintegration" or "mine.toml + crackdown". Where the name of
        a file holds a plus, the longest name of a file that exists is taken.

    Returns
    -------
    Scenario
        The scenario.

    Raises
    ------
    UnknownNameError
        Listing every unknown name.
    FileFormatError
        Listing every fault of a file.

    Examples
    --------
    >>> import tajsim as ts
    >>> ts.scenario("crackdown + reintegration").name
    'crackdown + reintegration'
    """
    if isinstance(name_or_path, os.PathLike):
        return read_scenario(name_or_path)
    if not isinstance(name_or_path, str):
        raise unknown_name("scenario", name_or_path, scenario_names())
    return named(name_or_path)


def named(text: str, folders: Sequence[Path] = (Path(),)) -> Scenario:
    """What a name or a sum of names stands for; files are looked for in the `folders`, the first one first.

    Raises as `scenario` does.
    """
    terms = _terms(text, folders)
    problems, found = Problems(f"scenario {quoted(text)}"), []
    error_type: type[InputError] = UnknownNameError
    for term in terms:
        try:
            found.append(_shipped(term, True, ()) if isinstance(term, str) else read_scenario(term))
        except InputError as error:
            if len(terms) == 1:
                raise
            problems.add(str(error))
            error_type = error_type if isinstance(error, UnknownNameError) else FileFormatError
    problems.raise_if_any(error_type)
    return found[0] if len(found) == 1 else compose(" + ".join(s.name for s in found), found)


def as_scenario(given: object, what: str = "a scenario") -> Scenario:
    """A scenario as it is, or the one of a name, a sum of names or a path. `what` names it in errors.

    Raises InputError for anything else, and as `scenario` does.
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, str | Path):
        return scenario(given)
    raise InputError(f"{what} is {quoted(given)}; give a Scenario, a shipped name or a TOML file")


def scenario_names() -> tuple[str, ...]:
    """The names of the shipped scenarios, the baseline first, the others sorted."""
    return tuple(sorted(SHIPPED.files(), key=lambda name: (name != "baseline", name)))


def names_shipped(name: str) -> bool:
    """Whether a name is that of a shipped scenario, or a sum of such."""
    return {term.strip() for term in name.split("+")} <= set(scenario_names())


def read_scenario(path: str | Path, check_targets: bool = True) -> Scenario:
    """Read a scenario file; with `check_targets` every target must be a driver or a parameter.

    Raises FileFormatError naming the file and listing every fault.
    """
    return _read(as_path(path), check_targets, ())


def parse_scenario(text: str, name: str) -> Scenario:
    """The scenario called `name` in the text of a scenario file that holds its components whole.

    Raises FileFormatError listing every fault.
    """
    heading = f"the scenario {quoted(name)}"

    def by_name(component: str) -> Scenario:
        raise InputError(f"component {quoted(component)} is a name; it must be whole")

    return _built(parse_toml(text, heading), name, heading, by_name, check_targets=True)


def _terms(text: str, folders: Sequence[Path]) -> list[str | Path]:
    """The terms of a sum: names, and the paths of names that end in .toml."""
    pieces = text.split("+")
    terms: list[str | Path] = []
    start = 0
    while start < len(pieces):
        longest = min(len(pieces), start + _PLUSES + 1)
        files = [end for end in range(longest, start, -1) if has_suffix(pieces[end - 1].rstrip(), ".toml")]
        for end in files:
            name = "+".join(pieces[start:end]).strip()
            place = find_file(name, folders)
            if end == start + 1 or os.path.isfile(place):
                terms.append(place)
                start = end
                break
        else:
            terms.append(pieces[start].strip())
            start += 1
    return terms


def _shipped(name: str, check_targets: bool, within: tuple[str, ...]) -> Scenario:
    """A shipped scenario; `within` are the files being read, which it must not be one of."""
    path = SHIPPED.path(name, scenario_names)
    return _read(path, check_targets, within) if within else _whole(path, check_targets, SHIPPED.dated())


@lru_cache(maxsize=128)
def _whole(path: Path, check_targets: bool, dated: tuple[tuple[Path, int, int], ...]) -> Scenario:  # noqa: ARG001
    """A shipped scenario, kept as long as the files beside it stay as they are."""
    return _read(path, check_targets, ())


def _read(path: Path, check_targets: bool, within: tuple[str, ...]) -> Scenario:
    where = os.path.realpath(path)
    if where in within:
        raise FileFormatError(f"scenario file {path}: it is a component of itself")

    def shipped(name: str) -> Scenario:
        return _shipped(name, check_targets, (*within, where))

    return _built(read_toml(path), stem_of(path), f"scenario file {path}", shipped, check_targets)


def _built(
    table: dict[str, Any], name: str, heading: str, lookup: Callable[[str], Scenario], check_targets: bool
) -> Scenario:
    problems = Problems(heading)
    known = targets() if check_targets else {}
    reader = Reader(
        problems, lookup, check=lambda shock: target_problems(shock, known) if check_targets else []
    )
    result = reader.scenario(table, name)
    problems.raise_if_any(FileFormatError)
    if result is None:  # a scenario that cannot be built has left a problem
        raise FileFormatError(f"{heading}: it holds no scenario")
    return result


_FILE_KEYS = ("name", "title", "narrative", "sources", "shocks", "components", "expect")
_SHOCK_KEYS = ("target", *OPERATIONS, "shape", *SHAPE_KEYS, "weight", "note")
# what a missing field is taken for, so that the other fields are checked all the same
_STAND_IN: Mapping[str, object] = {"start": "2000Q1", "quarters": 1}
_CLAIM_STAND_IN: Mapping[str, Any] = {"says": "missing", "output": "gdp", "at": "2026"}


@dataclass(frozen=True)
class Reader:
    """Turns the tables of a scenario file into a Scenario and notes every fault in `problems`.

    `lookup` finds a component by its name and raises InputError; `check` lists the faults of the target of a
    shock.
    """

    problems: Problems
    lookup: Callable[[str], Scenario]
    check: Callable[[Shock], list[str]]

    def scenario(self, table: Mapping[str, Any], name: str, where: str = "") -> Scenario | None:
        """The scenario in `table`, called `name` unless it says otherwise; None when it cannot be built.

        `where` goes before every problem.
        """
        add = self.problems.add
        if not table:
            add(f"{where}it is empty; it needs a title, a narrative and [[shocks]]")
            return None
        for key in table:
            if key not in _FILE_KEYS:
                add(f"{where}unknown key {quoted(key)}; {nearest(key, _FILE_KEYS)}")
        for key in ("title", "narrative"):
            if key not in table:
                add(f"{where}{key} is missing")
        tables = self._tables(table, "shocks", where)
        shocks = [self._shock(shock, f"{where}shock {i}") for i, shock in enumerate(tables, start=1)]
        tables = self._tables(table, "components", where)
        parts = [self._component(part, f"{where}component {i}") for i, part in enumerate(tables, start=1)]
        tables = self._tables(table, "expect", where)
        claims = [self._claim(claim, f"{where}expect {i}") for i, claim in enumerate(tables, start=1)]
        if shocks and parts:
            add(f"{where}give either shocks or components, not both")
            return None
        sources = table.get("sources", [])
        if not isinstance(sources, list):
            add(f"{where}sources must be a list of texts, not {quoted(sources)}")
            return None
        found = [part for part in parts if part is not None]
        merged = dict.fromkeys(source for part in found for source in part.sources)
        try:
            return Scenario(
                table.get("name", name),
                [s for part in found for s in part.shocks] or [s for s in shocks if s is not None],
                title=table.get("title", ""),
                narrative=table.get("narrative", ""),
                sources=table.get("sources", tuple(merged)),
                parts=[single for part in found for single in part.components()],
                expect=[claim for claim in claims if claim is not None],
            )
        except InputError as error:
            for problem in error.problems:
                add(f"{where}{problem}")
            return None

    def _tables(self, table: Mapping[str, Any], key: str, where: str) -> list[Any]:
        """The tables (for components also names) under `key`."""
        items = table.get(key, [])
        allowed = (dict, str) if key == "components" else dict
        if isinstance(items, list) and all(isinstance(item, allowed) for item in items):
            return items
        self.problems.add(f"{where}{key} must be a list of [[{key}]] tables, not {quoted(items)}")
        return []

    def _component(self, part: str | dict[str, Any], where: str) -> Scenario | None:
        if isinstance(part, dict):
            return self.scenario(part, where, f"{where}: ")
        try:
            return self.lookup(part)
        except InputError as error:
            self.problems.add(f"{where}: {error}")
            return None

    def _claim(self, table: Mapping[str, Any], where: str) -> Expectation | None:
        here = Problems(f"{where} ({table['output']})" if "output" in table else where)
        for key in table:
            if key not in EXPECT_KEYS:
                here.add(f"unknown key {quoted(key)}; {nearest(key, EXPECT_KEYS)}")
        missing = [key for key in ("says", "output", "at") if key not in table]
        for key in missing:
            here.add(f"{key} is missing")
        known = {key: value for key, value in table.items() if key in EXPECT_KEYS}
        claim = None
        try:
            claim = Expectation(**{**_CLAIM_STAND_IN, **known})
        except InputError as error:
            here.found += error.problems
        for problem in here.found:
            self.problems.add(f"{here.heading}: {problem}")
        return None if here.found else claim

    def _shock(self, table: Mapping[str, Any], where: str) -> Shock | None:
        target = table.get("target", "missing")
        here = Problems(f"{where} ({target})" if "target" in table else where)
        if "target" not in table:
            here.add("target is missing")
        for key in table:
            if key == "values":
                here.add(
                    "unknown key 'values'; write them as a list: set = [..], add = [..], multiply = [..]"
                )
            elif key not in _SHOCK_KEYS:
                here.add(f"unknown key {quoted(key)}; {nearest(key, _SHOCK_KEYS)}")
        given = [name for name in OPERATIONS if name in table]
        if len(given) != 1:
            here.add(one_operation(given))
        shapes = {name: _shape(table, name, here) for name in given or [""]}
        operation = {name: shape for name, shape in shapes.items() if name and shape is not None}
        if len(operation) != 1:
            operation = {"set": always(0.0)}  # so that note, weight and target are checked all the same
        shock = None
        try:
            shock = Shock(target, note=table.get("note", ""), weight=table.get("weight", 1.0), **operation)
        except InputError as error:
            here.found += error.problems
        if "target" in table and isinstance(target, str):
            here.found += self.check(shock if shock and not here.found else Shock(target or "?", add=0.0))
        for problem in dict.fromkeys(here.found):
            self.problems.add(f"{here.heading}: {problem}")
        return None if here.found else shock


def _shape(table: Mapping[str, Any], operation: str, problems: Problems) -> Shape | None:
    """The shape of one operation; without `shape` it is a step, by default over the whole run."""
    kind = table.get("shape", "step")
    if not isinstance(kind, str) or kind not in SHAPES:
        problems.add(f"unknown shape {quoted(kind)}; {nearest(str(kind), SHAPES)}")
        return None
    make = SHAPES[kind]
    _, *fields = inspect.signature(make).parameters.values()
    names = [field.name for field in fields]
    for key in SHAPE_KEYS:
        if key in table and key not in names:
            problems.add(f"{key} is not used by the shape {kind}, which has {', '.join(names)}")
    arguments = {name: table[name] for name in names if name in table}
    for name, any_quarter in (("start", "0000Q1"), ("end", "9999Q4")):
        if name in arguments and not isinstance(arguments[name], str):  # a date of TOML is a day
            problems.add(f"{name} is not a quarter: {quoted(arguments[name])}; write it as 2026Q1")
            arguments[name] = any_quarter
    value = table.get(operation, [1.0] if kind == "path" else 1.0)
    try:
        if "shape" not in table and not arguments:
            return always(value)
        for field in fields:
            if field.default is field.empty and field.name not in table:
                problems.add(f"the shape {kind} needs {field.name}")
                arguments[field.name] = _STAND_IN[field.name]
        return make(value, **arguments)
    except InputError as error:
        hint = '; a list needs shape = "path"' if isinstance(value, list) and kind != "path" else ""
        for problem in error.problems:
            problems.add(f"{operation}: {problem}{hint}" if problem.startswith("value") else problem)
        return None
