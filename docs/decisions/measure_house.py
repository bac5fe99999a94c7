"""How large the house is and how its rooms join: measure_house.py [CHECKOUT ...], one column a checkout.

Reads the source of `tajsim/` in each checkout, by default this one, runs it once for the two counts of
hops, and prints a table in Markdown. `--tests` runs its tests instead, which takes minutes, and prints the
processor time they took, user and system: that hardly depends on what else the machine does.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

Graph: TypeAlias = dict[str, set[str]]

HOPS = """
import sys
import tajsim as ts

INITIAL = "model/base_year/initial.py"

def where(frame):
    name = frame.f_code.co_filename
    return name.split("/tajsim/", 1)[1] if "/tajsim/" in name else ""

def stack(frame):
    while frame is not None:
        yield frame
        frame = frame.f_back

def first(block, call):
    # functions of the package, the equation among them, between a call and the first equation of a block
    depths = []
    def watch(frame, event, argument):
        if event == "call" and not depths and where(frame) == f"model/{block}.py":
            files = [where(f) for f in stack(frame) if where(f)]
            if INITIAL not in files and not frame.f_code.co_name.startswith("<"):
                depths.append(len(files))
    sys.setprofile(watch)
    try:
        call()
    finally:
        sys.setprofile(None)
    return depths[0] if depths else 0

def files_read(call):
    # files of the package that run between the text of a parameter set and the first equation of a quarter
    seen, state = set(), []
    def watch(frame, event, argument):
        if event != "call" or not where(frame) or state == ["read", "stepped"]:
            return
        path, name = where(frame), frame.f_code.co_name
        if not state and name == "parse_toml":
            state.append("read")
        if state and not name.startswith("<"):
            seen.add(path)
            if path == "model/host.py" and not any(where(f) == INITIAL for f in stack(frame)):
                state.append("stepped")
    sys.setprofile(watch)
    try:
        call()
    finally:
        sys.setprofile(None)
    return len(seen)

import importlib.util, tajsim.cli
for name in ("loading", "vintage"):  # the module that reads a set, now and before
    if importlib.util.find_spec(f"tajsim.parameters.{name}"):
        importlib.import_module(f"tajsim.parameters.{name}")
if importlib.util.find_spec("tajsim.engine.float_step"):  # by the equations, not by what was made of them
    import tajsim.engine.block
    tajsim.engine.block.as_shipped = lambda: False
asked = dict(draws=None, baseline="none", end="2026Q4")
run = lambda: ts.run("rouble-shock", **asked)
read = files_read(lambda: ts.run("rouble-shock", **asked, **{sys.argv[1]: sys.argv[2]}))
print(first("host", run), read)
"""


class Import(NamedTuple):
    """One import of a file of the package: its name, and whether it runs when the file is loaded."""

    name: str
    kind: str  # load, local or typing


def modules(root: Path) -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted((root / "tajsim").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(tree: ast.AST, module: str, package: bool, known: Mapping[str, Path]) -> Iterator[Import]:
    """The files that a file imports: `from tajsim.x import y` counts as x.y where that is a file."""

    def visit(node: ast.AST, kind: str) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from (Import(name, kind) for name in [alias.name] if name in known)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".") if package else module.split(".")[:-1]
                base = ".".join([*parents[: len(parents) - node.level + 1], *([base] if base else [])])
            for alias in node.names:
                name = f"{base}.{alias.name}" if f"{base}.{alias.name}" in known else base
                if name in known:
                    yield Import(name, kind)
        for child in ast.iter_child_nodes(node):
            inner = kind
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) and child in node.body:
                inner = "typing"
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and kind == "load":
                inner = "local"
            yield from visit(child, inner)

    yield from visit(tree, "load")


def circles(graph: Graph) -> list[list[str]]:
    """The groups of files that reach each other (strongly connected components), largest first."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        open_.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in open_:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            group = open_[open_.index(node) :]
            del open_[open_.index(node) :]
            if len(group) > 1:
                found.append(sorted(group))

    sys.setrecursionlimit(10_000)
    for node in sorted(graph):
        if node not in index:
            visit(node)
    return sorted(found, key=len, reverse=True)


def hops(root: Path) -> tuple[str, str]:
    """Functions from `ts.run` to the equation that a shock reaches, files from a parameter set to it."""
    for keyword in ("parameters", "vintage"):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", HOPS, keyword, "kremlin-2024"],
            env={**os.environ, "PYTHONPATH": str(root), "MPLBACKEND": "agg"},
            cwd=root, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            run, read = done.stdout.split()
            return run, read
    print(done.stderr, file=sys.stderr)
    return "?", "?"


def said(groups: Iterable[list[str]]) -> str:
    """Circles in a cell: how many, and how many files are in them."""
    sizes = [len(group) for group in groups]
    return f"{len(sizes)} ({sum(sizes)} files)" if sizes else "0"


def measure(root: Path) -> dict[str, str]:
    """The rows of the table for one checkout."""
    known = modules(root)
    texts = {name: path.read_text(encoding="utf-8") for name, path in known.items()}
    trees = {name: ast.parse(text) for name, text in texts.items()}
    found = {
        name: {i for i in imports(tree, name, known[name].name == "__init__.py", known) if i.name != name}
        for name, tree in trees.items()
    }
    importers = Counter(target for name in found for target in {i.name for i in found[name]})
    lonely = [n for n, path in known.items() if path.name != "__init__.py" and importers[n] <= 1]

    def graph(*kinds: str) -> Graph:
        return {name: {i.name for i in found[name] if i.kind in kinds} for name in found}

    functions = [
        ((node.end_lineno or 0) - node.lineno + 1, f"{name.removeprefix('tajsim.')}.{node.name}")
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    calls = [
        (len(node.args), name.removeprefix("tajsim."))
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and not any(isinstance(a, ast.Starred) for a in node.args)
    ]
    longest, most = max(functions), max(calls)
    run, read = hops(root)
    return {
        "files": f"{len(known)}",
        "folders": f"{sum(path.name == '__init__.py' for path in known.values())}",
        "lines": f"{sum(text.count(chr(10)) for text in texts.values()):,}",
        "files imported by at most one other": f"{len(lonely)}",
        "longest function, lines": f"{longest[0]} (`{longest[1]}`)",
        "functions longer than 60 lines": f"{sum(lines > 60 for lines, _ in functions)}",
        "most positional arguments in a call": f"{most[0]} (in `{most[1]}`)",
        "calls with more than 5 of them": f"{sum(given > 5 for given, _ in calls)}",
        "circles at load": said(circles(graph("load"))),
        "circles with imports inside functions": said(circles(graph("load", "local"))),
        "circles with those for types as well": said(circles(graph("load", "local", "typing"))),
        "functions from `ts.run` to the equation a shock reaches": run,
        "files that run between a parameter set's TOML and that equation": read,
    }


SUITES = {
    "`pytest -m smoke`": ("-m", "smoke"),
    "the whole suite, `-n 2 --dist loadfile`": ("-n", "2", "--dist", "loadfile"),
}


def tested(root: Path) -> dict[str, str]:
    """Processor time of the tests of a checkout, with all processes that they start."""
    found = {}
    for name, options in SUITES.items():
        before = os.times()
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        done = subprocess.run([sys.executable, "-m", "pytest", "-q", *options], cwd=root, env=environment)
        after = os.times()
        spent = sum(after[i] - before[i] for i in (2, 3))  # of children, user and system
        found[name] = f"{spent:.0f} s" + (" with failures" if done.returncode else "")
    return found


def main(arguments: list[str]) -> None:
    """Print one column a checkout."""
    measured = tested if "--tests" in arguments else measure
    arguments = [a for a in arguments if a != "--tests"]
    roots = [Path(a).resolve() for a in arguments] or [Path(__file__).resolve().parents[2]]
    columns = [measured(root) for root in roots]
    heads = ["before", "after"] if len(columns) == 2 else [f"{i}" for i in range(1, len(columns) + 1)]
    print("|".join(["", " measure ", *(f" {head} " for head in heads), ""]))
    print("|---" * (len(columns) + 1) + "|")
    for row in columns[0]:
        print("|".join(["", f" {row} ", *(f" {column[row]} " for column in columns), ""]))


if __name__ == "__main__":
    main(sys.argv[1:])
