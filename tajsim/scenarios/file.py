"""The content of a scenario file as a Scenario.

A file has `title`, `narrative`, optionally `name` (default: the name of the file) and `sources`, and either
`[[shocks]]` or `components`: names of shipped scenarios, or tables with the content of a file. What it claims
stands in `[[expect]]` tables.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tajsim.errors import InputError, Problems, nearest, quoted
from tajsim.scenarios.composition import Scenario
from tajsim.scenarios.expectation import Expectation
from tajsim.scenarios.shapes import SHAPES, Shape, always
from tajsim.scenarios.shock import OPERATIONS, Shock, one_operation
from tajsim.scenarios.writing import EXPECT_KEYS, SHAPE_KEYS

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
