"""Docstrings of public names list every argument, and their examples run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib as mpl
import pytest

import tajsim as ts
from docs.generate.names import class_home

mpl.use("Agg")
SECTIONS = ("Parameters", "Returns", "Raises", "Examples")
GIVEN_BY_RESULTS = ("Delta", "PlotAccessor", "Values")  # what `r.delta(...)`, `r.plot` and `r["gdp"]` are
HEAVY = {"episodes"}  # an example that takes seconds
BARE = {"AccountingError", "TajsimError"}  # raised, never made by users


def section(docstring: str, name: str) -> str:
    """The text of one numpydoc section, empty when there is none."""
    found = re.search(rf"^{name}\n-+\n(.*?)(?=^\w[\w ]*\n-{{3,}}\n|\Z)", docstring, re.DOTALL | re.MULTILINE)
    return found.group(1) if found else ""


def entries(docstring: str) -> dict[str, str]:
    """The arguments that a docstring lists, each with its description."""
    listed: dict[str, str] = {}
    pieces = re.split(r"^(?=\S)", section(docstring, "Parameters"), flags=re.MULTILINE)
    for piece in filter(None, pieces):
        head, _, text = piece.partition("\n")
        for name in head.split(" : ")[0].split(", "):
            listed[name.lstrip("*")] = text.strip()
    return listed


def arguments(thing: Callable[..., Any]) -> set[str]:
    """The names of the arguments of a function, a method or a class."""
    return {name for name in inspect.signature(thing).parameters if name not in ("self", "cls")}


def methods(owner: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public methods that a class defines itself or has from a class of the package."""
    homes = [home for home in reversed(owner.__mro__) if home.__module__.startswith("tajsim")]
    for name, raw in {name: raw for home in homes for name, raw in vars(home).items()}.items():
        function = raw.__func__ if isinstance(raw, (classmethod, staticmethod)) else raw
        if not name.startswith("_") and inspect.isfunction(function):
            yield f"{owner.__name__}.{name}", function


def class_of(name: str) -> type:
    """A class of the package by its name."""
    home = class_home(name)
    assert home is not None, name
    found: type = getattr(importlib.import_module(home.rpartition(".")[0]), name)
    return found


def documented() -> dict[str, Callable[..., Any]]:
    """Every public function and class, and the methods of the classes."""
    found: dict[str, Callable[..., Any]] = {n: getattr(ts, n) for n in ts.__all__ if n not in BARE}
    classes = [thing for thing in found.values() if inspect.isclass(thing)]
    for owner in (*classes, *map(class_of, GIVEN_BY_RESULTS)):
        found.update(methods(owner))
    return found


DOCUMENTED = documented()


@pytest.mark.parametrize("name", DOCUMENTED)
def test_it_lists_its_arguments(name: str) -> None:
    thing = DOCUMENTED[name]
    text = inspect.getdoc(thing) or ""
    assert text.split("\n")[0].strip(), "no summary"
    listed = entries(text)
    assert set(listed) == arguments(thing)
    assert all(listed.values()), "an argument without a description"


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.slow) if n in HEAVY else n for n in ts.__all__ if n not in BARE],
)
def test_its_example_runs(name: str) -> None:
    text = inspect.getdoc(getattr(ts, name)) or ""
    test = doctest.DocTestParser().get_doctest(section(text, "Examples"), {}, name, None, None)
    assert any("ts." in example.source for example in test.examples), "no example"
    out: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    assert runner.run(test, out=out.append).failed == 0, "".join(out)


def test_sections_stand_in_order() -> None:
    for name, thing in DOCUMENTED.items():
        text = inspect.getdoc(thing) or ""
        headings = re.findall(r"^(\w+)\n-{3,}$", text, re.MULTILINE)
        assert headings == [known for known in SECTIONS if known in headings], name
