"""Which module imports which, read from the source: imports inside functions and for types count as well."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import tajsim

PACKAGE = Path(tajsim.__file__).parent
Graph = Mapping[str, set[str]]


def modules(package: Path = PACKAGE) -> dict[str, Path]:
    """The file of each module, by full name; a package is its `__init__`."""
    found = {}
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports(package: Path = PACKAGE) -> dict[str, set[str]]:
    """The modules of the package that each of them names in an import, wherever it stands in the file."""
    files = modules(package)
    return {
        name: {found for found in _named(ast.parse(file.read_text()), files) if found != name}
        for name, file in files.items()
    }


def _named(tree: ast.AST, files: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in files)
        elif isinstance(node, ast.ImportFrom) and node.module in files:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in files else node.module


def circles(graph: Graph) -> list[list[str]]:
    """The groups of modules that import each other, directly or around: strongly connected components."""
    order: list[str] = []
    seen: set[str] = set()
    for name in graph:
        _visit(name, graph, seen, order)
    backward: dict[str, set[str]] = {name: set() for name in graph}
    for name, targets in graph.items():
        for target in targets:
            backward[target].add(name)
    groups: list[list[str]] = []
    seen = set()
    for name in reversed(order):
        group: list[str] = []
        _visit(name, backward, seen, group)
        if len(group) > 1:
            groups.append(sorted(group))
    return groups


def _visit(start: str, graph: Graph, seen: set[str], order: list[str]) -> None:
    """Add `start` and all it reaches, not seen before, to `order`, each after what it reaches."""
    if start in seen:
        return
    seen.add(start)
    path = [(start, iter(sorted(graph[start])))]
    while path:
        name, left = path[-1]
        following = next((target for target in left if target not in seen), None)
        if following is None:
            order.append(name)
            path.pop()
        else:
            seen.add(following)
            path.append((following, iter(sorted(graph[following]))))


if __name__ == "__main__":
    for number, circle in enumerate(circles(imports()), 1):
        print(f"circle {number}: {len(circle)} modules")
        for name in circle:
            print(f"    {name} -> {', '.join(sorted(imports()[name] & set(circle)))}")
