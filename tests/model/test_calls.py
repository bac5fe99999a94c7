"""Numbers are handed on by name: all are of one type, so a swapped pair would pass every check of types."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

import tajsim.model

FOLDER = Path(tajsim.model.__path__[0])
FILES = sorted(FOLDER.rglob("*.py"))
MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(tajsim.model.__path__, "tajsim.model.")
]
MOST = 3
ENTRIES = {"tajsim.model.economy.step", "tajsim.model.base_year.initial.initial"}
"""What the engine calls: each argument is of a type of its own."""


def of_model(module: ModuleType) -> Iterator[type | FunctionType]:
    """The functions and classes that a module of the model defines."""
    for value in vars(module).values():
        if isinstance(value, type | FunctionType) and value.__module__ == module.__name__:
            yield value


NAMES = {value.__name__ for module in MODULES for value in of_model(module)} - {"Output"}  # a row of texts


def crowded(source: str) -> list[str]:
    """Calls of functions and tuples of the model with more positional arguments than a reader can follow."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        f"line {call.lineno}: {ast.unparse(call)}"
        for call in calls
        if ast.unparse(call.func).split(".")[-1] in NAMES and len(call.args) > MOST
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_calls_in_the_model_name_their_arguments(file: Path) -> None:
    assert not crowded(file.read_text(encoding="utf-8"))


def test_a_call_without_names_is_found() -> None:
    by_name = "labour.step(last=a, labour_force=b, normal_growth=c, output_change=d)"
    assert crowded(f"x = {by_name}\ny = labour.step(a, b, c, d)\nz = Partners(1.0, 2.0, 3.0)") == [
        "line 2: labour.step(a, b, c, d)"
    ]
    assert crowded("HostState(1.0, 1.0, 1.0, rub, rub, oil)")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.removeprefix("tajsim.model."))
def test_functions_of_the_model_cannot_be_called_without_names(module: ModuleType) -> None:
    for function in of_model(module):
        if isinstance(function, FunctionType) and f"{module.__name__}.{function.__name__}" not in ENTRIES:
            kinds = [p.kind for p in inspect.signature(function).parameters.values()]
            assert kinds.count(inspect.Parameter.POSITIONAL_OR_KEYWORD) <= MOST, function.__name__
