"""Hashes of the modules that compute numbers, so that an edited equation can be named."""

from __future__ import annotations

import ast
import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

DIGITS = 16  # of a SHA-256: 64 bits
_FOLDERS = ("drivers", "engine", "model", "parameters", "past", "scenarios")
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
