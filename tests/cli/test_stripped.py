"""Python without docstrings and assertions (-OO): the command line and the model page are the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.cli import main

STRIPPED = [sys.executable, "-OO"]


@pytest.mark.filterwarnings("default")  # as in a process of its own: a note
@pytest.mark.parametrize(
    "arguments",
    [
        *(["--help"], ["run", "--help"], ["scenarios"], ["params"], ["outputs"]),
        *(["run", "crackdown", "--draws", "0", "--end", "2025Q4", "--json"], ["run", "crackdwn"]),
    ],
    ids=" ".join,
)
def test_the_command_line_says_the_same(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    done = subprocess.run(
        [*STRIPPED, "-m", "tajsim", *arguments], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    code = main(arguments)
    assert (done.returncode, done.stdout, done.stderr) == (code, *capsys.readouterr())


def test_the_model_page_is_the_same(tmp_path: Path) -> None:
    code = "import tajsim, sys; tajsim.model_page().write('page.md'); print(__debug__)"
    done = subprocess.run([*STRIPPED, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "False\n", "")
    assert (tmp_path / "page.md").read_text("utf-8") == ts.model_page().to_markdown()
