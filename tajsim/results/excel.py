"""A result as an Excel workbook: one sheet a table."""

from __future__ import annotations

import io
import math
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tajsim.labels import check_suffix
from tajsim.results.export import import_extra
from tajsim.results.sheets import sheets
from tajsim.store import write_whole

if TYPE_CHECKING:
    from tajsim.results.like import ResultLike
    from tajsim.results.sheets import Sheet

LONGEST = 32_000  # letters in a cell; the format allows 32 767
_WIDEST, _NARROWEST = 60, 9  # of a column, letters
_DATES = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>")
_FORMULA = ("=", "+", "-", "@")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold


def to_excel(result: ResultLike, path: str | Path) -> Path:
    """Write the workbook; see `Result.to_excel`."""
    check_suffix(path, (".xlsx",), "a workbook is an .xlsx file", "summary_frame().to_csv writes text")
    openpyxl = import_extra("openpyxl", "to_excel", "excel")
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator = f"tajsim {result.manifest.version}"
    for sheet in sheets(result):
        _write(book.create_sheet(sheet.name), sheet)
    return write_whole(path, lambda stream: stream.write(_bytes(book)))


def _bytes(book: Any) -> bytes:
    """The file of a workbook. It passes through temporary files, for which there may be no room."""
    buffer = io.BytesIO()
    book.save(buffer)
    return _undated(buffer)


def _undated(workbook: io.BytesIO) -> bytes:
    """The workbook without the time of writing, so that the same result gives the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(workbook) as dated, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as plain:
        for name in dated.namelist():
            content = dated.read(name)
            if name == "docProps/core.xml":
                content = _DATES.sub(b"", content)
            plain.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _write(page: Any, sheet: Sheet) -> None:
    """Header in bold, frozen with the label columns and what is above; numbers as numbers, text as text."""
    styles = import_extra("openpyxl.styles", "to_excel", "excel")
    letter = import_extra("openpyxl.utils", "to_excel", "excel").get_column_letter
    widths = [len(str(column)) for column in sheet.columns]
    header = len(sheet.above) + 1
    bold, wrapped = styles.Font(bold=True), styles.Alignment(wrap_text=True, vertical="top")
    for place, row in enumerate((*sheet.above, sheet.columns, *sheet.rows), start=1):
        for column, value in enumerate(row, start=1):
            plain = _plain(value)
            if plain is None:
                continue
            cell = page.cell(place, column)
            if isinstance(plain, str):
                cell.value, cell.data_type = plain, "s"  # or a text that begins with = becomes a formula
                cell.quotePrefix = plain.startswith(_FORMULA)
                if len(plain) > _WIDEST and place > header:
                    cell.alignment = wrapped
            else:
                cell.value = plain
                cell.number_format = _format(plain)
            if place == header or (place < header and column == 1):
                cell.font = bold
            if place < header:  # it may run over the columns beside it
                continue
            widths[column - 1] = max(widths[column - 1], len(plain) if isinstance(plain, str) else _NARROWEST)
    for column, width in enumerate(widths, start=1):
        page.column_dimensions[letter(column)].width = min(max(width, _NARROWEST), _WIDEST) + 2
    page.freeze_panes = page.cell(header + 1, sheet.fixed + 1)


def _plain(value: object) -> str | float | int | bool | None:
    """A value that a cell can hold; None leaves it empty."""
    if value is None or isinstance(value, bool | np.bool_):
        return None if value is None else bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    text = _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", str(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ... ({len(text):,} letters in all)"


def _format(value: float | int | bool) -> str:
    """How a number is shown; the cell holds all its digits."""
    size = abs(value)
    if isinstance(value, bool | int):
        return "General"
    if size >= 1000:
        return "#,##0"
    return "0.00" if size >= 0.1 or size == 0 else "0.0000" if size >= 0.001 else "0.0E+00"
