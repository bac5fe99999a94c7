"""How the package is laid out, from the first lines of its own docstrings."""

from __future__ import annotations

import ast
from pathlib import Path

import tajsim as ts
from docs.generate.markdown import PACKAGE, code, escape, page, table

_ELSEWHERE = (
    (
        "data/",
        "parameter sets, scenarios, outlooks, history, outturns, sources; shipped inside the package too",
    ),
    ("notebooks/", "the tutorials, which the tests run"),
    ("docs/", "this site: pages that people write, and in `docs/generate/` what makes the others"),
    ("tests/", "mirrors the package"),
    (".ci/run", "everything a change has to pass"),
)


def layout() -> str:
    """Every folder of the package, and every block of the economy with its module."""
    folders = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
    rows = [
        (code(f"tajsim/{folder.name}/"), escape(_first_line(folder / "__init__.py"))) for folder in folders
    ]
    rows += [(code(path), text) for path, text in _ELSEWHERE]
    model = ts.model_page()
    blocks = [
        (escape(model[key].parts[0].title), f"[{key}](explanation/model.md)")
        for key in model
        if model[key].parts[0].title.startswith("Block ")
    ]
    return page(
        "Layout",
        table(("folder", "content"), rows),
        "## The economy",
        "Quarterly, 2025Q1 to 2030Q4 by default, from the state at the end of 2024. Each block is a pure "
        "function in "
        "`tajsim/model/`; [the model](explanation/model.md) says in which order they run in a quarter, with "
        "the "
        "equations of each, and the accounts that must close. The baseline meets the published outlook "
        "exactly by "
        "add-factors solved from the model; `--baseline none` is the model left to itself. How another "
        "block or another "
        "country is added: the tutorial [Adding a block](tutorials/08-adding-a-block.md).",
        table(("block", "section"), blocks),
    )  # fmt: skip


def _first_line(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.split("\n", 1)[0]
