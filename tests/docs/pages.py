"""The pages of the documentation that people write, and what their code prints.

In a page the blocks of code run in order and share their names. A block of `python` or `console` may be
followed by a block of `text`: what it prints. A block with `title="NAME"` is a file that stands in the folder
the code runs in. Blocks of `sh` are read, not run. `python -m tests.docs` writes the outputs anew.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file it stands for, its text, and where the text lies in the page."""

    language: str
    title: str
    text: str
    span: tuple[int, int]


def written() -> list[Path]:
    """The README and the pages that are not generated, decisions and the glossary left to their own tests."""
    own = [
        path for path in DOCS.rglob("*.md") if "decisions" not in path.parts and path.name != "glossary.md"
    ]
    return [ROOT / "README.md", *sorted(own)]


def name(path: Path) -> str:
    """The path of a page in the repository."""
    return path.relative_to(ROOT).as_posix()


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [Block(m[1], m[2] or "", m[3], m.span(3)) for m in _BLOCK.finditer(text)]


def shown(path: Path, folder: Path) -> Iterator[tuple[Block, str]]:
    """Each block of output that follows code, with what the code prints when run in `folder`."""
    names: dict[str, Any] = {"__name__": "page"}
    printed: str | None = None
    with contextlib.chdir(folder):
        for block in blocks(path.read_text(encoding="utf-8")):
            if block.title:
                (folder / block.title).write_text(block.text, encoding="utf-8")
            elif block.language == "python":
                printed = _python(block.text, names, name(path))
            elif block.language == "console":
                printed = "".join(_command(line) for line in block.text.splitlines() if line.startswith("$ "))
            elif block.language == "text" and printed is not None:
                yield block, printed
                printed = None


def _python(code: str, names: dict[str, Any], where: str) -> str:
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    mpl.use("Agg")
    out = io.StringIO()
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(compile(code, where, "exec"), names)
    plt.close("all")
    return out.getvalue()


def _command(line: str) -> str:
    from tajsim.cli import main

    program, *arguments = shlex.split(line.removeprefix("$ "), comments=True)
    if program != "tajsim":
        raise ValueError(f"{line!r} is no command of tajsim")
    out = io.StringIO()
    with patch.dict(os.environ, {"COLUMNS": "100"}), contextlib.redirect_stdout(out):
        code = main(arguments)
    if code != 0:
        raise RuntimeError(f"{line!r} ended with exit code {code}")
    return out.getvalue()


def without_trailing(text: str) -> str:
    """The text without blanks at the ends of lines and empty lines at the end."""
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines()) + "\n"
