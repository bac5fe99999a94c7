"""Short texts and sheets of a result where they change form: exactly at the edge, and just beside it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tajsim.errors import FileFormatError, InputError
from tajsim.results import Summary, load, summarise
from tajsim.results.excel import LONGEST, Sheet, _format, _plain, _write

from .synthetic import result


def names(count: int) -> dict[str, str]:
    return {f"s{i}": "0" * 64 for i in range(count)}


def test_a_manifest_in_short_names_six_scenarios_and_counts_the_others() -> None:
    m = replace(result(draws=10).manifest, seed=7, draws=1500, version="1.2", start="2025Q1", end="2026Q4")
    text = repr(replace(m, scenarios=names(6), vintage_sha256="0123456789abcdef" * 4))
    assert text == (
        "<Manifest of tajsim 1.2: s0, s1, s2, s3, s4, s5; 2025Q1 to 2026Q4; 1,500 draws, seed 7; "
        f"{m.vintage} 0123456789ab>"
    )
    assert ": s0, s1, s2, s3, s4, s5, and 1 more; " in repr(replace(m, scenarios=names(7)))
    assert ": s0, s1, s2, s3, s4, s5, and 3 more; " in repr(replace(m, scenarios=names(9)))
    assert "; the single path; " in repr(replace(m, draws=None, seed=None))


@pytest.fixture
def page() -> Any:
    openpyxl = pytest.importorskip("openpyxl")
    return openpyxl.Workbook().active


def test_columns_are_as_wide_as_what_they_hold_within_bounds(page: Any) -> None:
    rows = [("x" * 8, "x" * 30, "x" * 60, "x" * 61, 1.5, None), ("", "x" * 20, "y", "y", 2_000_000, None)]
    _write(page, Sheet("sheet", ("a", "b", "c", "d", "number", "empty column"), rows, fixed=2))
    widths = [page.column_dimensions[letter].width for letter in "ABCDEF"]
    assert widths == [11, 32, 62, 62, 11, 14]
    assert page.freeze_panes == "C2"
    assert [bool(page[f"{letter}2"].alignment.wrap_text) for letter in "ABCDE"] == [False] * 3 + [True, False]
    assert page["D2"].alignment.vertical == "top"


def test_what_stands_above_a_table_neither_widens_its_columns_nor_is_wrapped(page: Any) -> None:
    above = [("A title " * 10, "beside"), ("", "second"), ("Third", 3)]
    _write(page, Sheet("sheet", ("name", "x" * 70), [("one", 1.0)], above=above))
    assert [page.column_dimensions[letter].width for letter in "AB"] == [11, 62]
    bold = {cell.coordinate for row in page for cell in row if cell.font.bold}
    assert bold == {"A1", "A2", "A3", "A4", "B4"}
    assert not any(cell.alignment.wrap_text for row in page for cell in row)
    assert page.freeze_panes == "B5"
    assert [cell.value for cell in page[4]] == ["name", "x" * 70]
    assert [cell.value for cell in page[5]] == ["one", 1.0]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, None), (True, True), (np.bool_(False), False), (3, 3), (np.int64(4), 4),
        (np.float32(0.5), 0.5), (float("nan"), None), (float("-inf"), None), ("x" * LONGEST, "x" * LONGEST),
        ("a\x00b", "a\ufffdb"),
    ],
)  # fmt: skip
def test_values_in_cells(value: object, cell: object) -> None:
    found = _plain(value)
    assert found == cell
    assert type(found) is type(cell)


def test_a_text_that_no_cell_can_hold_is_cut_and_counted() -> None:
    assert _plain("x" * (LONGEST + 1)) == "x" * LONGEST + " ... (32,001 letters in all)"


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (1000.0, "#,##0"), (999.9, "0.00"), (-1000.0, "#,##0"), (0.1, "0.00"), (0.0999, "0.0000"),
        (0.0, "0.00"), (0.001, "0.0000"), (0.00099, "0.0E+00"), (-0.5, "0.00"), (1e6, "#,##0"),
        (2027, "General"), (True, "General"),
    ],
)  # fmt: skip
def test_a_number_is_shown_by_its_size(value: float, form: str) -> None:
    assert _format(value) == form


def test_a_summary_may_be_of_one_draw_and_of_one_row() -> None:
    one = summarise(np.array([[3.0], [5.0]], np.float32))
    assert one.count == 1
    np.testing.assert_array_equal(one.quantiles((0.0, 0.5, 1.0)), [[3.0, 5.0]] * 3)
    np.testing.assert_array_equal(one.mean(), [3.0, 5.0])
    row = summarise(np.array([4.0, 1.0, 2.0], np.float32))
    assert row.values.tolist() == [1.0, 2.0, 4.0]
    assert row.quantiles((0.5,)).tolist() == [2.0]
    two = summarise(np.array([[1.0, 2.0]], np.float32))
    assert two.values.tolist() == [[1.0, 2.0]]
    with pytest.raises(InputError, match="over 0 draws; at least the lowest and the highest"):
        Summary(np.zeros((1, 0), np.float32), np.zeros(0), np.zeros(1), 0)
    with pytest.raises(InputError, match="at least the lowest and the highest"):
        Summary(np.zeros((1, 1), np.float32), np.full(1, 0.5), np.zeros(1), 2)


@pytest.mark.parametrize("version", [True, 0, -1, "1", 1.0, None])
def test_a_file_whose_format_is_no_number_from_one_on_is_refused(version: object, tmp_path: Path) -> None:
    path = result(draws=3, outputs=("gdp",)).save(tmp_path / "out.npz")
    with np.load(path) as held:
        contents = dict(held)
    metadata = json.loads(contents["metadata"].tobytes()) | {"format": version}
    contents["metadata"] = np.frombuffer(json.dumps(metadata).encode(), np.uint8)
    np.savez(path, **contents)
    with pytest.raises(FileFormatError, match=r"format is .*; this version reads"):
        load(path)


def test_an_output_filed_under_another_name_is_refused() -> None:
    made = result(draws=3, outputs=("gdp", "gini"))
    with pytest.raises(InputError, match="the output filed as 'gini' calls itself 'gdp'"):
        replace(made, infos={**made.infos, "gini": made.infos["gdp"]})
