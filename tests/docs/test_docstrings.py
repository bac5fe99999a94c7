"""Docstrings of public names list every argument and attribute, and their examples run."""

from __future__ import annotations

import ast
import dataclasses
import doctest
import importlib
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import Any

import matplotlib as mpl
import pytest

import tajsim as ts
from tajsim.frozen import FrozenMap
from tajsim.parameters.blocks import BLOCKS
from tajsim.results.distribution import Distribution

mpl.use("Agg")
SECTIONS = ("Parameters", "Attributes", "Returns", "Raises", "See Also", "Notes", "Examples")
HEAVY = {"episodes"}  # an example that takes seconds
BARE = {"AccountingError", "TajsimError"}  # raised, never made by users


def section(docstring: str, name: str) -> str:
    """The text of one numpydoc section, empty when there is none."""
    found = re.search(rf"^{name}\n-+\n(.*?)(?=^\w[\w ]*\n-{{3,}}$|\Z)", docstring, re.DOTALL | re.MULTILINE)
    return found.group(1) if found else ""


def entries(docstring: str, *names: str) -> dict[str, str]:
    """What some sections list, each with its type and description."""
    listed: dict[str, str] = {}
    for piece in re.split(r"^(?=\S)", "\n".join(section(docstring, n) for n in names), flags=re.MULTILINE):
        head, _, text = piece.partition("\n")
        called, _, kind = head.partition(" : ")
        for name in filter(None, called.split(", ")):
            assert name not in listed, f"{name} is listed twice"
            listed[name.lstrip("*")] = text.strip() and kind.strip()
    return listed


def arguments(thing: Callable[..., Any]) -> set[str]:
    """The names of the arguments of a function, a method or a class."""
    return {name for name in inspect.signature(thing).parameters if name not in ("self", "cls")}


def methods(owner: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public methods that a class defines itself or has from a class of the package."""
    for name, raw in {name: raw for home in bases(owner) for name, raw in vars(home).items()}.items():
        function = raw.__func__ if isinstance(raw, (classmethod, staticmethod)) else raw
        if not name.startswith("_") and inspect.isfunction(function):
            yield f"{owner.__name__}.{name}", function


@cache
def homes(module: str) -> dict[str, str]:
    """Name -> the module it is imported from, also where it is for types alone."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return {alias.asname or alias.name: str(node.module) for node in found for alias in node.names}


def named(annotation: object, module: str) -> Iterator[type]:
    """The classes of the package that an annotation written in `module` names."""
    for name in re.findall(r"\w+", str(annotation)):
        home = homes(module).get(name, module)
        if home.startswith("tajsim"):
            thing = getattr(importlib.import_module(home), name, None)
            if inspect.isclass(thing):
                yield thing


def bases(owner: type) -> list[type]:
    """A class and those of the package that it inherits from, the first of them first."""
    return [home for home in reversed(owner.__mro__) if home.__module__.startswith("tajsim")]


def attributes(owner: type) -> dict[str, object]:
    """The public attributes of a class, each with its annotation."""
    fields = dataclasses.fields(owner) if dataclasses.is_dataclass(owner) else ()
    found: dict[str, object] = {field.name: field.type for field in fields}
    written = [vars(home).get("__annotations__", {}) for home in bases(owner)]
    found |= {n: kind for one in written for n, kind in one.items() if "ClassVar" in str(kind)}
    for name, raw in [named for home in bases(owner) for named in vars(home).items()]:
        if isinstance(raw, (property, cached_property)):
            function: Any = raw.fget if isinstance(raw, property) else raw.func
            found[name] = inspect.signature(function).return_annotation
    return {name: kind for name, kind in found.items() if not name.startswith("_")}


def of_signature(function: Callable[..., Any]) -> list[object]:
    """The annotations of what a function takes and gives."""
    signature = inspect.signature(function)
    return [*(taken.annotation for taken in signature.parameters.values()), signature.return_annotation]


def reached(owner: type, found: dict[str, type]) -> None:
    """Note a class and those that its attributes hold and its methods take or give.

    Blocks declare each parameter with its unit; a protocol says what is needed of a class.
    """
    protocol = getattr(owner, "_is_protocol", False) and owner is not Distribution
    known = (*found.values(), *dict(BLOCKS).values(), FrozenMap)
    if protocol or owner in known or issubclass(owner, Exception):
        return
    found[owner.__name__ if owner.__name__ not in found else f"{owner.__module__}.{owner.__name__}"] = owner
    functions = [f for _, f in methods(owner)]
    functions += [f for home in bases(owner) if (f := vars(home).get("__getitem__")) is not None]
    written = [annotation for function in functions for annotation in of_signature(function)]
    for annotation in (*attributes(owner).values(), *written):
        for one in [one for home in bases(owner) for one in named(annotation, home.__module__)]:
            reached(one, found)


def public_classes() -> dict[str, type]:
    """The public classes, and what public functions, classes and their attributes take, hold and give."""
    found: dict[str, type] = {}
    for name in ts.__all__:
        thing = getattr(ts, name)
        if inspect.isclass(thing):
            reached(thing, found)
            continue
        for annotation in of_signature(thing):
            for owner in named(annotation, inspect.unwrap(thing).__module__):
                reached(owner, found)
    return found


def documented() -> dict[str, Callable[..., Any]]:
    """Every public function and class, and the methods of the classes."""
    found: dict[str, Callable[..., Any]] = {n: getattr(ts, n) for n in ts.__all__ if n not in BARE}
    for name, owner in CLASSES.items():
        found |= {f"{name}.{method.partition('.')[2]}": function for method, function in methods(owner)}
    return found


CLASSES = public_classes()
DOCUMENTED = documented()
EXAMPLES = {n: getattr(ts, n) for n in ts.__all__ if n not in BARE}
EXAMPLES |= {n: c for n, c in CLASSES.items() if section(inspect.getdoc(c) or "", "Examples")}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_it_lists_its_arguments(name: str) -> None:
    thing = DOCUMENTED[name]
    text = inspect.getdoc(thing) or ""
    assert text.split("\n")[0].strip(), "no summary"
    listed = entries(text, "Parameters")
    assert set(listed) == arguments(thing)
    assert all(listed.values()), "an argument without a type or a description"
    if inspect.signature(thing).return_annotation not in (None, "None") and not inspect.isclass(thing):
        assert not listed or section(text, "Returns").strip(), "what comes back is not said"


@pytest.mark.parametrize("name", CLASSES)
def test_it_lists_its_attributes(name: str) -> None:
    owner = CLASSES[name]
    text = inspect.getdoc(owner) or ""
    assert text.split("\n")[0].strip(), "no summary"
    listed = entries(text, "Parameters", "Attributes")
    assert set(attributes(owner)) <= set(listed)
    assert arguments(owner) <= set(listed) or owner is Distribution
    assert all(listed.values()), "an attribute without a type or a description"
    assert set(listed) <= set(attributes(owner)) | arguments(owner), "no such attribute"


def test_classes_that_are_given_are_found() -> None:
    given = {
        "Solution",
        "Crossing",
        "Frontier",
        "FrontierPoint",
        "PolicySearch",
        "Mix",
        "Sensitivity",
        "Swing",
    }
    given |= {"Decomposition", "Delta", "Values", "PlotAccessor", "Manifest", "Summary", "Entry", "Ensemble"}
    given |= {
        "Plausibility",
        "Rule",
        "ParameterSetComparison",
        "Episode",
        "Line",
        "Forecast",
        "Condition",
        "Shape",
    }
    assert given <= set(CLASSES)


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.slow) if n in HEAVY else n for n in EXAMPLES],
)
def test_its_example_runs(name: str) -> None:
    text = inspect.getdoc(EXAMPLES[name]) or ""
    test = doctest.DocTestParser().get_doctest(section(text, "Examples"), {}, name, None, None)
    assert any("tajsim" in example.source for example in test.examples), "no example"
    out: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    assert runner.run(test, out=out.append).failed == 0, "".join(out)


def test_sections_stand_in_order() -> None:
    for name, thing in (DOCUMENTED | CLASSES).items():
        text = inspect.getdoc(thing) or ""
        headings = re.findall(r"^(\w[\w ]*)\n-{3,}$", text, re.MULTILINE)
        assert headings == [known for known in SECTIONS if known in headings], name
