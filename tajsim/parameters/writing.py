"""A parameter set as a vintage file."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tajsim.errors import InputError
from tajsim.parameters.registry import declarations
from tajsim.store import write_whole
from tajsim.suffix import check_suffix

if TYPE_CHECKING:
    from tajsim.parameters.ensemble import Ensemble
    from tajsim.parameters.parameters import Parameters


_A_ROW = 10
"""Members on one line of a file, so that lines stay readable."""


def write_toml(parameters: Parameters, path: str | Path) -> Path:
    """Write a self-contained vintage file (no `extends`); floats in their shortest exact form.

    Raises InputError when the file cannot be written.
    """
    check_suffix(path, (".toml",), "a vintage is a TOML file")
    text = format_parameters(parameters)
    return write_whole(path, lambda stream: stream.write(text.encode("utf-8")))


def format_parameters(parameters: Parameters) -> str:
    """The text of a self-contained vintage file; reading it gives back an equal set, floats exact."""
    return "\n".join(_lines(parameters))


def write_ensemble(parameters: Parameters, extends: str, comment: str, path: str | Path) -> Path:
    """Write only what a calibrated set adds to the vintage `extends`: its head and its posterior sample.

    Raises InputError when the set has no ensemble or the file cannot be written.
    """
    check_suffix(path, (".toml",), "a vintage is a TOML file")
    if parameters.ensemble is None:
        raise InputError(f"{parameters.name!r} has no posterior sample to write")
    lines = [
        f"# {comment}",
        *_head(parameters),
        f"extends = {_text(extends)}",
        *_ensemble(parameters.ensemble),
        "",
    ]
    text = "\n".join(lines)
    return write_whole(path, lambda stream: stream.write(text.encode("utf-8")))


def _lines(parameters: Parameters) -> Iterator[str]:
    for origin in (parameters.name, *parameters.parents):
        yield f"# from {json.dumps(origin)}"
    yield from _head(parameters)
    known = declarations()
    tables: dict[str, object] = {f"{known[name].block}.{name}": e for name, e in parameters.entries.items()}
    tables |= {f"figures.{name}": figure for name, figure in parameters.figures.items()}
    tables |= {f"resolutions.{name}": resolution for name, resolution in parameters.resolutions.items()}
    for name, item in tables.items():
        yield f"\n[{name}]"
        for key in dataclasses.fields(item):  # type: ignore[arg-type]
            value = getattr(item, key.name)
            yield f"{key.name} = {_text(value) if isinstance(value, str) else repr(value)}"
    if parameters.ensemble is not None:
        yield from _ensemble(parameters.ensemble)
    yield ""


def _head(parameters: Parameters) -> Iterator[str]:
    yield f"title = {_text(parameters.title)}"
    yield f"date = {parameters.date.isoformat()}"
    yield f"narrative = {_text(parameters.narrative)}"


def _ensemble(ensemble: Ensemble) -> Iterator[str]:
    yield "\n[ensemble]"
    for name in ensemble.names:
        yield f"{name} = ["
        yield from _rows(ensemble.column(name).tolist())
        yield "]"


def _rows(numbers: list[float]) -> Iterator[str]:
    for start in range(0, len(numbers), _A_ROW):
        yield "  " + ", ".join(map(repr, numbers[start : start + _A_ROW])) + ","


def _text(text: str) -> str:
    # a JSON string is a TOML basic string, but for the DEL character
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
