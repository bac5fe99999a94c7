"""What the recorded numbers were made with, in enough detail to say why they moved.

Among it are hashes of the modules that compute numbers, so that an edited equation can be named.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tajsim.errors import InputError, Problems, nearest, quoted
from tajsim.frozen import FrozenMap
from tajsim.golden.description import Description
from tajsim.kinds import is_finite_number
from tajsim.parameters import Parameters, declarations
from tajsim.results import Result
from tajsim.results.inputs import judgement_used, outlook_digest, parameters_used, scenarios_used
from tajsim.results.manifest import Manifest
from tajsim.scenarios import Shock

_VERSIONS = ("tajsim", "python", "numpy", "scipy")
_FACTS = (*_VERSIONS, "vintage", "vintage_sha256", "baseline", "start", "end", "draws", "seed", "statistics")


@dataclass(frozen=True)
class MadeWith:
    """The origin of recorded numbers. Hashes are the first 16 digits of a SHA-256.

    facts: versions, and the run in short. data, modules: file, or module of tajsim, -> hash. parameters:
    "block.name" -> (central value, distribution in words; of a posterior also the hash of its sample).
    scenarios: name -> hash. shocks: scenario -> its shocks in words.
    """

    facts: Mapping[str, str | int] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    modules: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    scenarios: Mapping[str, str] = field(default_factory=dict)
    shocks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in dataclasses.fields(self):
            object.__setattr__(self, item.name, FrozenMap(getattr(self, item.name)))

    @classmethod
    def of(cls, result: Result, description: Description) -> MadeWith:
        """The origin of a result; one loaded from a file does not know the source that it was computed by."""
        m, used = result.manifest, parameters_used(result)
        facts: dict[str, str | int] = {
            "tajsim": m.version,
            "python": m.python,
            "numpy": m.numpy,
            "scipy": m.scipy,
            "vintage": m.vintage,
            "vintage_sha256": m.vintage_sha256[:DIGITS],
            "baseline": m.baseline,
            "start": m.start,
            "end": m.end,
            "draws": m.draws or 0,
            "seed": m.seed or 0,
            "statistics": " ".join(description.statistics),
        }
        return cls(
            facts,
            {name: sha[:DIGITS] for name, sha in m.data.items()} | _own_outlook(m) | _judgement(m),
            {} if result.rerun is None else modules(),
            {} if used is None else _values(used),
            {name: sha[:DIGITS] for name, sha in m.scenarios.items()},
            {name: tuple(map(_words, s.shocks)) for name, s in scenarios_used(result).items()},
        )

    @classmethod
    def from_table(cls, table: object) -> MadeWith:
        """Read the table [made_with]; what is absent is unknown. Raises InputError with every problem."""
        if not isinstance(table, Mapping):
            raise InputError(f"made_with is {table!r}; it must be a table")
        problems = Problems("cannot use [made_with]")
        sections: dict[str, dict[str, Any]] = {item.name: {} for item in dataclasses.fields(cls)}
        known = [*_FACTS, *(name for name in sections if name not in ("facts", "shocks"))]
        for key, value in table.items():
            if key not in known:
                problems.add(f"unknown key {key!r}; {nearest(key, known)}")
            elif key in _FACTS:
                if isinstance(value, bool) or not isinstance(value, str | int):
                    problems.add(f"{key} is {value!r}; it must be a text or a whole number")
                sections["facts"][key] = value
            elif not isinstance(value, Mapping):
                problems.add(f"{key} is {value!r}; it must be a table [made_with.{key}]")
            else:
                for name, item in value.items():
                    _take(sections, key, name, item, problems)
        problems.raise_if_any()
        return cls(**sections)


def _own_outlook(m: Manifest) -> dict[str, str]:
    """The hash of the outlook that the baseline follows, where it does not ship with the library."""
    digest = outlook_digest(m)
    return {f"outlook {m.baseline}": digest[:DIGITS]} if digest else {}


def _judgement(m: Manifest) -> dict[str, str]:
    """The hash of the judgement of the run, of one without nothing."""
    judged = judgement_used(m)
    return {} if judged is None else {f"judgement {judged.name}": judged.digest()[:DIGITS]}


def _take(sections: dict[str, dict[str, Any]], key: str, name: str, item: Any, problems: Problems) -> None:
    """Take over one entry of the table [made_with.KEY], or note what is wrong with it."""
    where = f"[made_with.{key}] {name!r}"
    if key == "scenarios":
        table: Mapping[str, Any] = item if isinstance(item, Mapping) else {}
        shocks: Any = table.get("shocks", [])
        texts = isinstance(shocks, list) and all(isinstance(shock, str) for shock in shocks)
        if not texts or not isinstance(table.get("sha256"), str) or table.keys() - {"sha256", "shocks"}:
            problems.add(f"{where} is {item!r}; it must have sha256 and shocks, a list of texts")
            return
        sections["scenarios"][name] = table["sha256"]
        if "shocks" in table:
            sections["shocks"][name] = tuple(shocks)
    elif key == "parameters":
        pair = isinstance(item, list) and len(item) == 2
        if not (pair and is_finite_number(item[0]) and isinstance(item[1], str)):
            problems.add(f"{where} is {quoted(item)}; it must be [value, distribution], a number and a text")
            return
        sections[key][name] = (float(item[0]), item[1])
    elif not isinstance(item, str):
        problems.add(f"{where} is {item!r}; it must be a hash")
    else:
        sections[key][name] = item


def _values(p: Parameters) -> dict[str, tuple[float, str]]:
    found = {}
    for name, entry in p.entries.items():
        words, value = entry.distribution, entry.value
        joint = p.ensemble is not None and name in p.ensemble.names
        if p.ensemble is not None and joint:
            # the median differs in its last bit between versions of NumPy, the sample does not
            value, sample = float(f"{value:.9g}"), p.ensemble.column(name).astype("<f8").tobytes()
            words += f" {hashlib.sha256(sample).hexdigest()[:8]}"
        elif words != "fixed":
            words += f" {entry.low!r} to {entry.high!r}"
        found[f"{declarations()[name].block}.{name}"] = (value, words)
    return found


def _words(shock: Shock) -> str:
    """A shock in one line: operation, target, values, shape and its details."""
    shape = shock.shape
    values = ", ".join(map(repr, shape.values))
    parts = [f"{shock.operation} {shock.target} {values} {shape.kind}"]
    for item in dataclasses.fields(shape):
        value = getattr(shape, item.name)
        if item.name != "values" and value is not None:
            parts.append(f"{item.name} {json.dumps(value) if isinstance(value, bool) else value}")
    if shock.weight != 1.0:
        parts.append(f"weight {shock.weight!r}")
    return ", ".join(parts)


DIGITS = 16  # of a SHA-256: 64 bits
_FOLDERS = ("drivers", "engine", "judgements", "model", "parameters", "past", "scenarios")
_FILES = ("arguments.py", "kinds.py", "quarters.py", "results/distribution.py", "results/summaries.py")


@functools.cache
def modules() -> MappingProxyType[str, str]:
    """The hash of what every such module says to the interpreter: "model.banks" -> 16 digits.

    Comments, docstrings and layout do not count, nor does the version of Python.
    """
    root = Path(__file__).resolve().parents[1]
    paths = [path for folder in _FOLDERS for path in (root / folder).rglob("*.py")]
    found = {}
    for path in sorted([*paths, *(root / name for name in _FILES)]):
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        found[name] = code_hash(path.read_text(encoding="utf-8"))
    return MappingProxyType(found)


def code_hash(source: str) -> str:
    """The hash of the code of one module."""
    said = " ".join(_said(ast.parse(source)))
    return hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()[:DIGITS]


def _said(node: object) -> Iterator[str]:
    """A syntax tree as words; empty fields, which differ between versions of Python, are left out."""
    if isinstance(node, ast.AST):
        yield f"({type(node).__name__}"
        for name, value in ast.iter_fields(node):
            if value is None or value == [] or name == "kind":
                continue
            yield name
            yield from _said(value)
        yield ")"
    elif isinstance(node, list):
        for item in node:
            text = isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant)
            if not text:  # a docstring
                yield from _said(item)
    else:
        yield repr(node)
