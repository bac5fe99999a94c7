"""A golden file as text: read with every problem at once, written sorted, the same content the same bytes."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import groupby
from pathlib import Path
from typing import Any

from tajsim.errors import FileFormatError, Problems, nearest, quoted
from tajsim.frozen import FrozenMap
from tajsim.golden.description import Description
from tajsim.golden.made_with import MadeWith
from tajsim.golden.tolerance import Tolerances
from tajsim.kinds import is_finite_number
from tajsim.store import parse_toml, read_text, toml_text

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


HEADER = (
    "# Outputs of the model, kept so that it is noticed when they move. They are not observations.",
    "# tajsim check FILE --update rewrites all but the comments up here, [run] and [tolerance].",
)


def write(golden: Golden) -> str:
    """The text of a golden file; reading it gives the same content back."""
    own = [line for line in golden.comment if line not in HEADER]
    while own and not own[-1]:
        own.pop()
    while own and not own[0]:
        own.pop(0)
    lines = [*HEADER, *(["", *own] if own else []), "", f"format = {FORMAT}", ""]
    lines += [*_run(golden.run), "", *_tolerance(golden.tolerance), *_made_with(golden.made_with)]
    order = {period: place for place, period in enumerate(golden.run.periods)}
    rows = sorted(golden.values.items(), key=lambda item: (*item[0][:2], order[item[0][2]]))
    for (scenario, output), group in groupby(rows, key=lambda item: item[0][:2]):
        lines += ["", f"[values.{toml_text(scenario)}.{output}]"]
        lines += [f"{period} = [{', '.join(map(repr, numbers))}]" for (_, _, period), numbers in group]
    return "\n".join(lines) + "\n"


def encoded(text: str, like: bytes = b"") -> bytes:
    """The text of a file that so far is `like`: its kind of line ends, its byte order mark if it has one."""
    mark = codecs.BOM_UTF8 if like.startswith(codecs.BOM_UTF8) else b""
    first, _, _ = like.partition(b"\n")
    content = text.encode("utf-8")
    return mark + (content.replace(b"\n", b"\r\n") if first.endswith(b"\r") else content)


def _run(run: Description) -> Iterator[str]:
    yield "[run]"
    for field in fields(run):
        value = getattr(run, field.name)
        if field.name in ("judgement", "quarters", "years") and not value:
            continue
        if field.name in ("scenarios", "outputs"):
            yield from _list(field.name, value)
        else:
            yield f"{field.name} = {_value(value)}"


def _tolerance(tolerance: Tolerances) -> Iterator[str]:
    named = [(".central", tolerance.central)]
    named += [(f".{name}", own) for name, own in sorted(tolerance.outputs.items())]
    for name, own in [("", tolerance.draws), *named]:
        yield f"[tolerance{name}]"
        yield f"absolute = {own.absolute!r}"
        yield f"relative = {own.relative!r}"
        yield ""


def _made_with(made: MadeWith) -> Iterator[str]:
    yield "[made_with]"
    yield from _items(made.facts, in_order=True)
    for name in ("data", "modules", "parameters"):
        items = getattr(made, name)
        if items:
            yield f"\n[made_with.{name}]"
            yield from _items(items)
    for scenario, sha in sorted(made.scenarios.items()):
        yield f"\n[made_with.scenarios.{toml_text(scenario)}]"
        yield f"sha256 = {toml_text(sha)}"
        if scenario in made.shocks:
            yield from _list("shocks", made.shocks[scenario])


def _items(items: Mapping[str, object], in_order: bool = False) -> Iterator[str]:
    for name, value in items.items() if in_order else sorted(items.items()):
        yield f"{name if name.isidentifier() and name.isascii() else toml_text(name)} = {_value(value)}"


def _list(name: str, items: tuple[str, ...]) -> Iterator[str]:
    """One item a line, so that a review shows which one came or went."""
    if not items:
        yield f"{name} = []"
        return
    yield f"{name} = ["
    yield from (f"  {toml_text(item)}," for item in items)
    yield "]"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    return toml_text(value) if isinstance(value, str) else repr(value)
