"""Plain text in columns: the one way in which every table of the command line is set."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def aligned(
    rows: Sequence[Sequence[str]],
    right: Collection[int] = (),
    sizes: Sequence[int] | None = None,
    gap: str = "  ",
) -> list[str]:
    """Rows of cells as lines whose columns stand under one another, without blanks at the end.

    right: the columns aligned to the right, the others are to the left. sizes: letters a column takes, by
    default those of its longest cell; a longer cell pushes the rest of its line. gap: between two columns.
    """
    if sizes is None:
        sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        gap.join(
            cell.rjust(size) if i in right else cell.ljust(size)
            for i, (cell, size) in enumerate(zip(row, sizes, strict=True))
        ).rstrip()
        for row in rows
    ]


def ruled(lines: Sequence[str], heading: int = 1) -> list[str]:
    """The lines with a rule as long as the longest of them under the first `heading` ones."""
    return [*lines[:heading], "-" * max(map(len, lines)), *lines[heading:]]
