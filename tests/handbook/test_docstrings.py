"""How a docstring is read."""

from __future__ import annotations

import pytest

from tajsim.errors import InputError
from tajsim.handbook.docstrings import read_docstring

TEXT = """Block 3, ponds: what swims.

Some
prose.

Equations (a quarter)

    x = a y
    z = b

More prose:

    v = w

| a | b |
|---|---|

Decision. This one.

Decisions: that one, and
another.

Symbols: a fish_share, b frog_share,
c_0 newts.

Sources: a book.
"""


def test_the_parts_of_a_docstring() -> None:
    found = read_docstring(TEXT, "ponds")
    assert found.title == "Block 3, ponds: what swims."
    assert found.heading == "(a quarter)"
    assert found.equations == ("x = a y\nz = b", "v = w")
    assert found.text == "Some prose.\n\nMore prose:"
    assert [piece.kind for piece in found.body] == ["text", "formula", "text", "formula", "table"]
    assert found.decisions == ("This one.", "that one, and another.")
    assert dict(found.symbols) == {"a": "fish_share", "b": "frog_share", "c_0": "newts"}
    assert found.sources == ("a book.",)


def test_a_docstring_without_equations() -> None:
    assert read_docstring("Title.\n\nWords.", "x").heading is None


def test_every_bad_symbol_is_reported_at_once() -> None:
    with pytest.raises(InputError) as caught:
        read_docstring("T.\n\nSymbols: a one, b, a two, c three four.", "ponds")
    assert caught.value.problems == (
        "'b' among the symbols; write a symbol and the name of a parameter",
        "the symbol 'a' stands for 'one' and for 'two'",
        "'c three four' among the symbols; write a symbol and the name of a parameter",
    )
