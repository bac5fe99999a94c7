"""Where a report may be written."""

from __future__ import annotations

from pathlib import Path

from tajsim.errors import InputError
from tajsim.suffix import check_suffix

SUFFIXES = (".html", ".htm")
HINT = "to have a PDF, open the page in a browser and print it to a file; a word processor opens it too"


def check_name(path: str | Path) -> None:
    """Refuse a name that ends as another format does, and say how to come by that. Raises InputError."""
    check_suffix(path, SUFFIXES, "a report is an HTML page", HINT)


def check_place(path: str | Path) -> None:
    """Refuse a place that no page can be written to. Raises InputError."""
    check_name(path)
    target = Path(path)
    if target.is_dir():
        raise InputError(f"cannot write {target}: it is a folder; name a file in it, such as report.html")
    if not target.parent.is_dir():
        raise InputError(f"cannot write {target}: there is no folder {target.parent}")
