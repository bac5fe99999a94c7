"""Every module can be imported by its full name, in any order, and every public name stays what it is."""

from __future__ import annotations

import ast
import subprocess
import sys
from copy import deepcopy
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import tajsim as ts
from tests.import_graph import PACKAGE, circles, imports, modules

SHARED = {"tajsim.parameters", "tajsim.scenarios"}  # packages with the name of a public function
MODULES = [name for name in modules() if "." in name and not name.endswith("__main__")]
# why each stands: docs/decisions/circles-of-imports.md
ARGUED = {
    ("tajsim.parameters.writing", "tajsim.parameters.loading"): "an extension needs the set that it extends",
    ("tajsim.scenarios.composition", "tajsim.scenarios.library"): "Scenario.from_toml reads its own class",
}

BOTH_FORMS = """
import sys, types
shared = {shared!r}
for name in {names!r}:
    parent, _, leaf = name.rpartition(".")
    exec(f"import {{name}} as found")
    assert found is (tajsim.__dict__[leaf] if name in shared else sys.modules[name]), name
    exec(f"from {{parent}} import {{leaf}} as found")
    assert found is (tajsim.__dict__[leaf] if name in shared else sys.modules[name]), name
    assert type(sys.modules[name]) is types.ModuleType
"""
PUBLIC = """
import inspect, tajsim
for name in tajsim.__all__:
    assert inspect.isfunction(getattr(tajsim, name)) or inspect.isclass(getattr(tajsim, name)), name
    assert getattr(tajsim, name).__name__ == name
assert tajsim.parameters("world-bank-2024").name == "world-bank-2024"
"""
TABLE = 'assert tajsim.scenarios().columns[0] == "name"\n'


_imports = cache(imports)  # reading every source takes a while


def run(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("names", [MODULES, MODULES[::-1]], ids=["outward", "inward"])
def test_every_module_is_imported_in_every_form_and_public_names_stay(names: list[str]) -> None:
    run("import tajsim" + BOTH_FORMS.format(names=names, shared=SHARED) + PUBLIC + TABLE)


def test_modules_are_imported_after_public_names_were_used() -> None:
    run(PUBLIC + TABLE + BOTH_FORMS.format(names=MODULES, shared=SHARED) + PUBLIC)


@pytest.mark.parametrize(
    "line",
    [
        "import tajsim.parameters.blocks as b; b.Migration",
        "import tajsim.scenarios.shapes as s; s.step",
        "import tajsim.parameters.blocks; tajsim.parameters.blocks.Migration",
        "from tajsim.parameters import blocks; blocks.Migration",
        "from tajsim.parameters.blocks import Migration",
        "from tajsim.parameters import Parameters, parameters; assert parameters().__class__ is Parameters",
        "from tajsim.scenarios import Scenario, scenario; assert type(scenario('baseline')) is Scenario",
        "from tajsim.plots import fan; assert callable(fan)",
        "from tajsim import *; assert parameters().name",
    ],
)
def test_the_first_import_of_a_process_may_be_any(line: str) -> None:
    run(line + "\n" + PUBLIC)


def test_the_package_is_a_plain_module() -> None:
    assert type(sys.modules["tajsim"]) is ModuleType
    with pytest.raises(AttributeError, match="module 'tajsim' has no attribute 'paramters'"):
        ts.paramters  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("package", ["tajsim", "tajsim.parameters", "tajsim.scenarios"])
def test_type_checkers_read_the_names_that_are_loaded(package: str) -> None:
    file = PACKAGE.parent.joinpath(*package.split("."), "__init__.py")
    (block,) = (
        node for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )  # fmt: skip
    stated: dict[str, tuple[str, ...]] = {}
    for node in block.body:
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("tajsim"):
            (alias,) = node.names
            assert alias.asname == alias.name, "the name is not exported to type checkers"
            stated[str(node.module)] = (*stated.get(str(node.module), ()), alias.name)
    assert stated == sys.modules[package]._HOMES


def test_an_earlier_name_gives_the_present_one_and_warns() -> None:
    with pytest.warns(
        FutureWarning, match=r"tajsim\.compare_vintages is now called tajsim\.compare_parameter_sets"
    ) as caught:
        assert ts.compare_vintages is ts.compare_parameter_sets  # type: ignore[attr-defined]
    assert caught[0].filename == __file__, "the warning points at the line that uses the name"
    assert "compare_vintages" not in dir(ts)


def test_no_name_is_shared_by_a_module_and_what_its_package_offers() -> None:
    for name in MODULES:
        parent, _, leaf = name.rpartition(".")
        file = PACKAGE.parent.joinpath(*parent.split("."), "__init__.py")
        assert name in SHARED or leaf not in _offered(file), f"{name} is hidden by a name of {parent}"


def _offered(file: Path) -> set[str]:
    """The names that a package defines or imports from elsewhere under a name of their own."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
    return found


def test_modules_import_each_other_in_no_circle_but_those_argued() -> None:
    graph = deepcopy(_imports())
    for name, target in ARGUED:
        graph[name].remove(target)
    assert circles(graph) == []


@pytest.mark.parametrize("edge", ARGUED, ids=" to ".join)
def test_an_argued_import_is_needed_and_stands_in_a_function(edge: tuple[str, str]) -> None:
    graph, (name, target) = deepcopy(_imports()), edge
    for other in ARGUED.keys() - {edge}:
        graph[other[0]].remove(other[1])
    ((*circle,),) = circles(graph)
    assert {name, target} <= set(circle)
    for node in ast.parse(modules()[name].read_text()).body:
        assert not isinstance(node, ast.ImportFrom) or node.module != target


def test_imports_inside_functions_and_for_types_close_a_circle(tmp_path: Path) -> None:
    package = tmp_path / "house"
    package.mkdir()
    for name, text in {
        "__init__": "",
        "a": "from house import b",
        "b": "def late():\n    import house.c",
        "c": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.a import thing",
        "d": "import house.a\nfrom house.a import thing\nimport os.path",
    }.items():
        (package / f"{name}.py").write_text(text)
    graph = imports(package)
    assert graph == {"house": set(), "house.a": {"house.b"}, "house.b": {"house.c"}, "house.c": {"house.a"},
                     "house.d": {"house.a"}}  # fmt: skip
    assert circles(graph) == [["house.a", "house.b", "house.c"]]
    graph["house.c"].clear()
    assert circles(graph) == []
