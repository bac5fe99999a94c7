"""Tables are set in one place: columns under one another, whatever stands in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tajsim
from tajsim.columns import aligned, ruled

PACKAGE = Path(tajsim.__file__).parent
CELLS = st.text(alphabet="ab -", max_size=8)
ROWS = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.lists(CELLS, min_size=columns, max_size=columns), min_size=1, max_size=5)
)


def test_columns_are_as_wide_as_their_longest_cell() -> None:
    rows = [("name", "size"), ("a longer one", "7"), ("b", "")]
    assert aligned(rows, right=(1,)) == ["name          size", "a longer one     7", "b"]
    assert aligned(rows) == ["name          size", "a longer one  7", "b"]


def test_sizes_and_the_gap_may_be_given_and_a_longer_cell_pushes_the_rest() -> None:
    rows = [("a", "1", "2"), ("abcdef", "12345", "2")]
    assert aligned(rows, (1, 2), (4, 3, 2), gap=" ") == ["a      1  2", "abcdef 12345  2"]


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match=r"zip\(\)"):
        aligned([("a", "b"), ("a",)])


@given(ROWS, st.sets(st.integers(0, 3)))
def test_every_cell_stands_in_its_own_column(rows: list[list[str]], right: set[int]) -> None:
    sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row, line in zip(rows, aligned(rows, right), strict=True):
        assert line == line.rstrip()
        padded, start = line.ljust(sum(sizes) + 2 * len(sizes)), 0
        for i, (cell, size) in enumerate(zip(row, sizes, strict=True)):
            shown = padded[start : start + size]
            assert shown == (
                " " * (size - len(cell)) + cell if i in right else cell + " " * (size - len(cell))
            )
            start += size + 2


def test_the_rule_is_as_long_as_the_longest_line() -> None:
    assert ruled(["ab", "abcd", "a"]) == ["ab", "----", "abcd", "a"]
    assert ruled(["ab", "abcd"], heading=2) == ["ab", "abcd", "----"]


def test_no_other_module_pads_cells() -> None:
    """A second printer of tables would begin with padding: ljust, rjust, or a width in a format."""
    pads = re.compile(r"\.[lr]just\(|\.center\(|\{[^{}]*:[<>^]?(\{\w+\}|[1-9]\d*)\}")
    found = {
        path.relative_to(PACKAGE).as_posix(): pads.findall(path.read_text())
        for folder in (PACKAGE / "cli", PACKAGE / "golden")
        for path in sorted(folder.glob("*.py"))
    }
    assert {name: len(hits) for name, hits in found.items() if hits} == {
        "cli/scoreboard.py": 1  # a name before its years, in one column
    }
    assert pads.search((PACKAGE / "columns.py").read_text())
