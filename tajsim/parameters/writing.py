"""A parameter set as a vintage file."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tajsim.parameters.registry import declarations
from tajsim.store import write_whole

if TYPE_CHECKING:
    from tajsim.parameters.parameters import Parameters


_A_ROW = 10
"""Members on one line of a file, so that lines stay readable."""


def write_toml(parameters: Parameters, path: str | Path) -> Path:
    """Write a self-contained vintage file (no `extends`); floats in their shortest exact form.

    Raises InputError when the file cannot be written.
    """
    text = "\n".join(_lines(parameters))
    return write_whole(path, lambda stream: stream.write(text.encode("utf-8")))


def _lines(parameters: Parameters) -> Iterator[str]:
    for origin in (parameters.name, *parameters.parents):
        yield f"# from {json.dumps(origin)}"
    yield f"title = {_text(parameters.title)}"
    yield f"date = {parameters.date.isoformat()}"
    yield f"narrative = {_text(parameters.narrative)}"
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
        yield "\n[ensemble]"
        for name in parameters.ensemble.names:
            yield f"{name} = ["
            yield from _rows(parameters.ensemble.column(name).tolist())
            yield "]"
    yield ""


def _rows(numbers: list[float]) -> Iterator[str]:
    for start in range(0, len(numbers), _A_ROW):
        yield "  " + ", ".join(map(repr, numbers[start : start + _A_ROW])) + ","


def _text(text: str) -> str:
    # a JSON string is a TOML basic string, but for the DEL character
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
