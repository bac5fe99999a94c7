"""Reading a golden file: every problem at once, nothing executed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tajsim.errors import FileFormatError, Problems, nearest, quoted
from tajsim.frozen import FrozenMap
from tajsim.golden.description import Description
from tajsim.golden.made_with import MadeWith
from tajsim.golden.tolerance import Tolerances
from tajsim.kinds import is_finite_number
from tajsim.store import parse_toml, read_text

FORMAT = 1
LARGEST = 16 * 2**20  # bytes
_KEYS = ("format", "run", "tolerance", "made_with", "values")
Key = tuple[str, str, str]
"""Scenario, output and period of a recorded line."""
Recorded = Mapping[Key, tuple[float, ...]]


@dataclass(frozen=True, kw_only=True)
class Golden:
    """The content of a golden file.

    values: for each scenario, output and period one number a statistic of the run. comment: the lines before
    anything else. lines: the line of the file, from 1, that each value stands on.
    """

    run: Description
    tolerance: Tolerances
    made_with: MadeWith
    values: Recorded
    comment: tuple[str, ...] = ()
    lines: Mapping[Key, int]

    def __post_init__(self) -> None:
        for name in ("values", "lines"):
            object.__setattr__(self, name, FrozenMap(getattr(self, name)))

    def misfits(self, scenarios: Iterable[str]) -> list[str]:
        """Where the values are not those of the described run of `scenarios`, the baseline among them."""
        names, found = list(scenarios), []
        if not self.values:
            return ["it holds no values yet"]
        held = {(scenario, output) for scenario, output, _ in self.values}
        wanted = {(scenario, output) for scenario in names for output in self.run.outputs}
        recorded = {scenario for scenario, _ in held}
        found += [
            f"values of {quoted(scenario)}, which the run does not have; {nearest(scenario, names)}"
            for scenario in sorted(recorded - set(names))
        ]
        found += [f"no values of {quoted(scenario)}" for scenario in sorted(set(names) - recorded)]
        found += [
            f"no values of {quoted(s)} {output}" for s, output in sorted(wanted - held) if s in recorded
        ]
        for scenario, output in sorted(wanted & held):
            absent = [p for p in self.run.periods if (scenario, output, p) not in self.values]
            if absent:
                found.append(f"values of {quoted(scenario)} {output} lack {', '.join(absent)}")
        return found


@dataclass(frozen=True)
class Draft:
    """A golden file as read; `golden` is None when it cannot be built. `unfit`: problems of its values."""

    golden: Golden | None
    unfit: tuple[str, ...]


def read(path: Path, problems: Problems) -> Draft:
    """Read a golden file; what is wrong goes to `problems`, but for the values, whose faults are `unfit`.

    Raises FileFormatError when it is no TOML, is too large, or has a newer format.
    """
    text = read_text(path, LARGEST)
    table = parse_toml(text, str(path))
    written = table.get("format", FORMAT)
    if isinstance(written, bool) or not isinstance(written, int) or not 1 <= written <= FORMAT:
        raise FileFormatError(f"cannot read {path}: format is {quoted(written)}; this version reads {FORMAT}")
    for key in table:
        if key not in _KEYS:
            problems.add(f"unknown table or key {quoted(key)}; {nearest(key, _KEYS)}")
    run = problems.attempt(lambda: Description.from_table(table.get("run")))
    outputs = () if run is None else run.outputs
    tolerance = None
    if run is not None:
        tolerance = problems.attempt(lambda: Tolerances.from_table(table.get("tolerance", {}), outputs))
    made_with = problems.attempt(lambda: MadeWith.from_table(table.get("made_with", {})))
    if run is None:
        return Draft(None, ())
    tolerance, made_with = tolerance or Tolerances(), made_with or MadeWith()  # a fault is noted, go on
    values, unfit = _values(table.get("values", {}), run)
    recorded = made_with.facts.get("statistics", " ".join(run.statistics))
    if recorded != " ".join(run.statistics):
        unfit.append(f"its values are the statistics {recorded}, [run] asks {' '.join(run.statistics)}")
        values = {}
    largest: dict[str, float] = {}
    for (_, output, _), numbers in values.items():
        largest[output] = max(largest.get(output, 0.0), *map(abs, numbers))
    if not problems.found:
        problems.found += tolerance.problems(largest)
    golden = Golden(
        run=run,
        tolerance=tolerance,
        made_with=made_with,
        values=values,
        comment=_comment(text),
        lines=_lines(text),
    )
    return Draft(golden, tuple(unfit))


def _values(table: Any, run: Description) -> tuple[dict[Key, tuple[float, ...]], list[str]]:
    """The values that can be used, and what is wrong with the others."""
    if not isinstance(table, Mapping):
        return {}, [f"values is {quoted(table)}; it must be tables [values.SCENARIO.OUTPUT]"]
    found: dict[Key, tuple[float, ...]] = {}
    wrong = []
    for scenario, outputs in table.items():
        if not isinstance(outputs, Mapping):
            wrong.append(
                f"[values] {quoted(scenario)} is {quoted(outputs)}; it must hold a table for each output"
            )
            continue
        for output, rows in outputs.items():
            where = f"values of {quoted(scenario)} {output}"
            if output not in run.outputs:
                wrong.append(f"{where}: not an output of [run]; {nearest(output, run.outputs)}")
            elif not isinstance(rows, Mapping):
                wrong.append(f"{where} is {quoted(rows)}; it must be a table of periods")
            else:
                for period, numbers in rows.items():
                    fault = _fault(period, numbers, run)
                    if fault:
                        wrong.append(f"{where}: {fault}")
                    else:
                        found[scenario, output, period] = tuple(map(float, numbers))
    return found, wrong


def _fault(period: str, numbers: Any, run: Description) -> str:
    """What is wrong with one line of values; empty when nothing is."""
    if period not in run.periods:
        return f"{quoted(period)} is not a period that [run] records; {nearest(period, run.periods)}"
    if not isinstance(numbers, list) or not all(is_finite_number(number) for number in numbers):
        return f"{period} is {quoted(numbers)}; it must be a list of finite numbers"
    if len(numbers) != len(run.statistics):
        return f"{period} has {len(numbers)} numbers for {len(run.statistics)} statistics"
    return ""


def _comment(text: str) -> tuple[str, ...]:
    """The lines before the first table or key."""
    head = []
    for line in text.split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            break
        head.append(line.rstrip())
    return tuple(head)


def _lines(text: str) -> dict[Key, int]:
    """Where the values stand, as far as they are laid out as `--update` does: one period a line."""
    found: dict[Key, int] = {}
    table: tuple[str, str] | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith("["):
            table = _table_name(line)
        elif table is not None and "=" in line:
            found[(*table, line.split("=", 1)[0].strip().strip('"'))] = number
    return found


def _table_name(line: str) -> tuple[str, str] | None:
    """The scenario and output of a line [values."SCENARIO".OUTPUT]; None for any other."""
    try:
        node: Any = tomllib.loads(line)
    except ValueError:
        return None
    names = []
    while isinstance(node, dict) and len(node) == 1:
        name, node = next(iter(node.items()))
        names.append(name)
    return (names[1], names[2]) if len(names) == 3 and names[0] == "values" else None
