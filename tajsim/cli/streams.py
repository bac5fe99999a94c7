"""What is printed, on streams of every kind: of other encodings, closed, full, or left by their reader."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from tajsim.frozen import FrozenMap

_ERRORS = "tajsim.plain"
_PLAIN: Mapping[str, str] = FrozenMap(
    {
        **dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}", "-"),
        **dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}", "'"),
        **dict.fromkeys("\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}«»", '"'),
        "\N{LESS-THAN OR EQUAL TO}": "<=",
        "\N{GREATER-THAN OR EQUAL TO}": ">=",
        "\N{RIGHTWARDS ARROW}": "->",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{MIDDLE DOT}": "*",
        "±": "+/-",
        "€": "EUR",
        "ß": "ss",
    }
)
"""What is shown for signs that a terminal lacks and that have no plain letter in them."""


@contextmanager
def ready() -> Iterator[None]:
    """Streams that take all that is printed, and pictures drawn without a screen, while a command runs.

    A letter that a stream lacks becomes the nearest that it has; a closed stream takes everything and shows
    nothing, so that no other file is opened under its number. As before at the end.
    """
    codecs.register_error(_ERRORS, _in_plain_letters)
    with ExitStack() as undo:
        for number in range(3):
            _occupy(number)
        for name in ("stdout", "stderr"):
            stream: TextIO | None = getattr(sys, name)
            if stream is None:
                nowhere = undo.enter_context(open(os.devnull, "w", encoding="utf-8"))
                undo.callback(setattr, sys, name, None)
                setattr(sys, name, nowhere)
            elif isinstance(stream, TextIOWrapper):
                undo.callback(_errors, stream, stream.errors)
                _errors(stream, _ERRORS)
        # whatever the environment says of screens, which may be none: pictures go into files
        asked = os.environ.get("MPLBACKEND")
        undo.callback(_set, "MPLBACKEND", asked)
        _set("MPLBACKEND", "agg")
        yield


def print_error(*lines: str) -> None:
    """Print on stderr; where it takes nothing nothing is printed."""
    with suppress(OSError, ValueError):
        print("\n".join(lines), file=sys.stderr, flush=True)


def silence() -> None:
    """Write nothing more to stdout, where the reader has gone or the disk is full, not even at exit."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show_json(value: Any) -> None:
    """Print JSON as bytes that are UTF-8 whatever the stream is; of ASCII alone where others are expected."""
    from tajsim.cli.text import as_json

    text = as_json(value) + "\n"
    encoding = codecs.lookup(sys.stdout.encoding or "utf-8").name
    try:
        content = text.encode("utf-8" if encoding == "utf-8" else "ascii")
    except UnicodeEncodeError:
        content = (as_json(value, ascii_only=True) + "\n").encode("ascii")
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        print(content.decode(), end="")
        return
    sys.stdout.flush()
    stream.write(content)
    stream.flush()


def show_written(paths: Sequence[Path], before: str = "") -> None:
    """Print which files were written; on stderr when one of them is stdout itself, so that it stays whole."""
    if paths:
        text = f"{before}Wrote {', '.join(str(path) for path in paths)}."
        if any(map(_is_stdout, paths)):
            print_error(text.strip())
        else:
            print(text)


def _is_stdout(path: Path) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError):
        return False


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    """What is shown in place of letters that an encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(letter: str) -> str:
    if "\udc80" <= letter <= "\udcff":  # a byte of a name that is no text
        return f"\\x{ord(letter) - 0xDC00:02x}"
    known = _PLAIN.get(letter)
    return known or unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"


def _errors(stream: TextIOWrapper, handler: str | None) -> None:
    with suppress(ValueError):  # closed meanwhile
        stream.reconfigure(errors=handler)


def _occupy(number: int) -> None:
    try:
        os.fstat(number)
    except OSError:
        os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def _set(variable: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(variable, None)
    else:
        os.environ[variable] = value
