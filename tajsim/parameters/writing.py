"""A parameter set as a file."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim.errors import InputError, Problems
from tajsim.labels import check_suffix
from tajsim.parameters import sample_text
from tajsim.parameters.registry import declarations
from tajsim.store import as_path, toml_text, write_whole

if TYPE_CHECKING:
    from tajsim.parameters.ensemble import Ensemble
    from tajsim.parameters.tables import ParametersLike


_PUBLISHED = ("figures", "resolutions")


def write_toml(parameters: ParametersLike, path: str | Path) -> Path:
    """Write a self-contained file (no `extends`); floats in their shortest exact form.

    Raises InputError when the file cannot be written.
    """
    check_suffix(path, (".toml",), "a parameter set is a TOML file")
    text = format_parameters(parameters)
    return write_whole(path, lambda stream: stream.write(text.encode("utf-8")))


def write_extending(parameters: ParametersLike, path: str | Path, extends: str) -> Path:
    """Write the head of a set, `extends` and the tables in which it differs from that one.

    Raises InputError where such a file cannot say the difference or cannot be written.
    """
    from tajsim.parameters.loading import extended

    other = extended(as_path(path), extends)
    lines = [*_head(parameters), f"extends = {toml_text(extends)}"]
    problems = Problems(f"cannot write {path} as an extension of {extends!r}")
    theirs = _tables(other)
    if parameters.date != other.date:  # another year needs figures of its own, and has its own published ones
        again = {f"{one.block}.{name}" for name, one in declarations().items() if one.base_year}
        theirs = {k: v for k, v in theirs.items() if k not in again and k.partition(".")[0] not in _PUBLISHED}
    mine = _tables(parameters)
    lost = [label for label in theirs if label not in mine]
    if lost:
        problems.add(f"it has no {', '.join(lost)}, which {extends!r} has")
    changed = {label: item for label, item in mine.items() if theirs.get(label) != item}
    if parameters.ensemble is not None:
        left = None if other.ensemble is None else other.ensemble.without(_own(parameters, changed))
        if left is None or left.digest() != parameters.ensemble.digest():
            problems.add(f"its posterior sample is not that of {extends!r}; leave extends out")
    if parameters.known != other.known:
        problems.add(f"the quarters it knows are not those of {extends!r}; leave extends out")
    problems.raise_if_any()
    for label, item in changed.items():
        lines += _table(label, item)
    text = "\n".join([*lines, ""])
    return write_whole(path, lambda stream: stream.write(text.encode("utf-8")))


def _own(parameters: ParametersLike, tables: Iterable[str]) -> list[str]:
    """The parameters among the labels of tables."""
    return [name for name in (label.rpartition(".")[2] for label in tables) if name in parameters.entries]


def format_parameters(parameters: ParametersLike) -> str:
    """The text of a self-contained file; reading it gives back an equal set, floats exact."""
    return "\n".join(_lines(parameters))


def write_ensemble(parameters: ParametersLike, extends: str, comment: str, path: str | Path) -> Path:
    """Write only what a calibrated set adds to the set `extends`: its head and its posterior sample.

    Raises InputError when the set has no ensemble or the file cannot be written.
    """
    check_suffix(path, (".toml",), "a parameter set is a TOML file")
    if parameters.ensemble is None:
        raise InputError(f"{parameters.name!r} has no posterior sample to write")
    lines = [
        f"# {comment}",
        *_head(parameters),
        f"extends = {toml_text(extends)}",
        *_ensemble(parameters.ensemble),
        *(parameters.known.lines() if parameters.known is not None else ()),
        "",
    ]
    text = "\n".join(lines)
    return write_whole(path, lambda stream: stream.write(text.encode("utf-8")))


def _lines(parameters: ParametersLike) -> Iterator[str]:
    for origin in (parameters.name, *parameters.parents):
        yield f"# from {json.dumps(origin)}"
    yield from _head(parameters)
    for label, item in _tables(parameters).items():
        yield from _table(label, item)
    if parameters.ensemble is not None:
        yield from _ensemble(parameters.ensemble)
    if parameters.known is not None:
        yield from parameters.known.lines()
    yield ""


def _tables(parameters: ParametersLike) -> dict[str, object]:
    """Every entry, figure and resolution by the label of its table."""
    known = declarations()
    tables: dict[str, object] = {f"{known[name].block}.{name}": e for name, e in parameters.entries.items()}
    tables |= {f"figures.{name}": figure for name, figure in parameters.figures.items()}
    return tables | {f"resolutions.{name}": r for name, r in parameters.resolutions.items()}


def _table(label: str, item: Any) -> Iterator[str]:
    yield f"\n[{label}]"
    for key in dataclasses.fields(item):
        value = getattr(item, key.name)
        yield f"{key.name} = {toml_text(value) if isinstance(value, str) else repr(value)}"


def _head(parameters: ParametersLike) -> Iterator[str]:
    yield f"title = {toml_text(parameters.title)}"
    yield f"date = {parameters.date.isoformat()}"
    yield f"narrative = {toml_text(parameters.narrative)}"


def _ensemble(ensemble: Ensemble) -> Iterator[str]:
    yield "\n[ensemble]"
    for name in ensemble.names:
        yield from sample_text.written(name, ensemble.column(name).tolist())
