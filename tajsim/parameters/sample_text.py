"""Long rows of numbers in TOML files, written as text between blanks.

A TOML parser takes six times as long for an array of numbers as for the same numbers in a text, and a
posterior sample holds a hundred thousand. Both are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_A_ROW = 10


def written(name: str, numbers: Sequence[float]) -> Iterator[str]:
    """The lines of a TOML file that give `numbers` to the key `name`, as text."""
    yield f"{name} = '''"
    for start in range(0, len(numbers), _A_ROW):
        yield "  " + " ".join(map(repr, numbers[start : start + _A_ROW]))
    yield "'''"


def read(given: object) -> object:
    """The numbers of a text as a list; anything else as it is, and a text without numbers as well."""
    if not isinstance(given, str):
        return given
    try:
        return list(map(float, given.split())) or given
    except ValueError:
        return given
