"""Every notebook as a stranger gets it: valid, small, with the outputs that it makes."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from tests.notebooks.comparison import differences, text_difference
from tests.notebooks.execution import FOLDER, KERNEL, clean, code_cells, complaints, execute, notebook_paths

LARGEST, LARGEST_PICTURE = 1_500_000, 400_000  # bytes
FOREIGN = re.compile(r"(?<![\w.<])/(?:home|root|tmp|usr|opt|var|work|mnt|Users|private)/|\b[A-Z]:\\")
ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}|<object at ")

each = pytest.mark.parametrize("path", notebook_paths(), ids=lambda path: path.stem)


def read(path: Path) -> dict[str, Any]:
    """The notebook as plain values."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def texts(notebook: dict[str, Any]) -> list[str]:
    """All that can be read in a notebook: sources and the text of outputs."""
    found = ["".join(cell["source"]) for cell in notebook["cells"]]
    for output in (output for cell in code_cells(notebook) for output in cell["outputs"]):
        data = {"stream": output["text"]} if "text" in output else output.get("data", {})
        found += ["".join(content) for kind, content in data.items() if not kind.startswith("image/png")]
    return found


@each
def test_it_is_valid(path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)


@each
def test_it_holds_nothing_of_one_run_or_machine(path: Path) -> None:
    notebook = read(path)
    assert notebook == clean(notebook)
    assert notebook["metadata"]["kernelspec"] == KERNEL
    for text in texts(notebook):
        assert not FOREIGN.search(text), f"a path of one machine: {text[:200]}"
        assert not ADDRESS.search(text), f"an address in memory: {text[:200]}"


@each
def test_it_was_run_once_from_top_to_bottom_without_complaint(path: Path) -> None:
    cells = code_cells(read(path))
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert list(complaints(read(path))) == []


@each
def test_it_is_small_and_shows_something(path: Path) -> None:
    assert path.stat().st_size < LARGEST
    outputs = [output for cell in code_cells(read(path)) for output in cell["outputs"]]
    assert outputs
    pictures = [o["data"]["image/png"] for o in outputs if "image/png" in o.get("data", {})]
    assert max((len(b64decode("".join(p))) for p in pictures), default=0) < LARGEST_PICTURE


@each
def test_a_picture_that_is_drawn_is_shown(path: Path) -> None:
    for number, cell in enumerate(code_cells(read(path)), start=1):
        drawn = re.search(r"\.plot(_\w+)?[.(]|plt\.subplots", "".join(cell["source"]))
        shown = any("image/png" in output.get("data", {}) for output in cell["outputs"])
        assert shown or not drawn, f"code cell {number} draws and shows nothing; %matplotlib inline?"


def test_the_list_names_every_notebook_in_order() -> None:
    named = re.findall(r"\]\(([\w.-]+\.ipynb)\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert named == [path.name for path in notebook_paths()]


@pytest.mark.slow
@each
def test_it_makes_the_outputs_it_holds(path: Path) -> None:
    pytest.importorskip("ipykernel")
    pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    stored = nbformat.read(path, as_version=4)
    fresh = execute(stored)
    assert list(complaints(fresh)) == []
    refresh = f"it is stale; python -m tests.notebooks {path.stem} refreshes it"
    assert list(differences(stored, fresh)) == [], refresh


@pytest.mark.slow
def test_what_a_notebook_may_not_do_is_noticed() -> None:
    pytest.importorskip("ipykernel")
    pytest.importorskip("nbclient")
    v4 = pytest.importorskip("nbformat").v4
    sources = ["import sys", "print('seen', file=sys.stderr)", "1 / 0"]
    fresh = execute(v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources]))
    found = list(complaints(fresh))
    assert found == [
        "code cell 2 writes to stderr: seen",
        "code cell 3 raises ZeroDivisionError: division by zero",
    ]
    with pytest.raises(AssertionError, match=r"leaves files behind: mine\.txt"):
        execute(v4.new_notebook(cells=[v4.new_code_cell("open('mine.txt', 'w').close()")]))


def cell(text: str, kind: str = "text/plain") -> dict[str, Any]:
    """A notebook of one cell with one output."""
    output = {"output_type": "execute_result", "data": {kind: text}, "metadata": {}}
    return {"cells": [{"cell_type": "code", "source": "x", "outputs": [output] if text else []}]}


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("gdp  -1.25 %", "gdp -1.2500001 %", True),
        ("1,234,567 persons", "1,234,568 persons", True),
        ("1,234 persons", "1,235 persons", False),
        ("worst 3.1e-13", "worst 4.5e-14", True),
        ("2026Q1: 3.10", "2026Q1: 3.20", False),
        ("2026Q1: 3.10", "2026Q1: 3.11", True),  # the last decimal may turn over
        ("2026Q1: 3.10", "2026Q1: 3.12", False),
        ("2026Q1: 3.10", "2026Q2: 3.10", False),
        ("falls by 3", "rises by 3", False),
        ("falls by 3", "falls by 3 and 4", False),
        ("falls by 3", "falls by -3", False),
        ("falls by 3", "", False),
    ],
)
def test_outputs_are_compared_up_to_rounding(before: str, after: str, same: bool) -> None:
    assert (text_difference(before, after) == "") is same
    assert (list(differences(cell(before), cell(after))) == []) is same


def test_a_picture_that_is_gone_is_noticed() -> None:
    assert list(differences(cell("aaa", "image/png"), cell("bbb", "image/png"))) == []
    assert list(differences(cell("aaa", "image/png"), cell(""))) == [
        "code cell 1 holds image/png, makes nothing"
    ]


@pytest.mark.slow
def test_every_cell_of_a_fresh_kernel_shows_its_picture() -> None:
    """The first figure of a session loads the backend of notebooks: what that turns on stays on."""
    pytest.importorskip("ipykernel")
    pytest.importorskip("nbclient")
    v4 = pytest.importorskip("nbformat").v4
    run = "import tajsim as ts\nr = ts.run('crackdown', draws=20, end='2026Q4')"
    fresh = execute(
        v4.new_notebook(cells=[v4.new_code_cell(source) for source in (run, *["r.plot.fan('gdp');"] * 2)])
    )
    shown = [
        any("image/png" in output.get("data", {}) for output in cell["outputs"]) for cell in code_cells(fresh)
    ]
    assert shown == [False, True, True]
