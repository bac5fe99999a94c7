"""A result as an Excel workbook, one sheet a table: what it says, in what units, from what, and how made."""

from __future__ import annotations

import dataclasses
import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tajsim.labels import check_suffix
from tajsim.results.info import headline_outputs
from tajsim.results.inputs import judgement_used, parameters_used, scenarios_used
from tajsim.results.periods import default_period, find_period
from tajsim.results.tables import import_extra, statistics_by_output
from tajsim.store import write_whole

if TYPE_CHECKING:
    from tajsim.results.like import ResultLike
    from tajsim.results.tables import Block
    from tajsim.scenarios import Scenario
    from tajsim.scenarios.shock import Shock

QUANTILES = (0.05, 0.5, 0.95)
_LABELS = ("variable", "scenario", "unit", "statistic")
_PARAMETERS = (
    *("name", "block", "value", "unit", "low", "high", "distribution", "source", "confidence"),
    *("description", "note"),
)
_SHOCKS = (
    *("scenario", "component", "target", "operation", "value", "unit", "shape", "start", "more", "note"),
)
_SOURCES = ("id", "what", "value", "low", "high", "unit", "source", "url", "confidence")


class Sheet(NamedTuple):
    """One table: its columns and rows, how many columns stay in sight, and what stands above it."""

    name: str
    columns: Sequence[str | int]
    rows: Iterable[Sequence[object]]
    fixed: int = 1
    above: Sequence[Sequence[object]] = ()


def sheets(result: ResultLike) -> Iterator[Sheet]:
    """The tables of the workbook, in order."""
    scenarios = scenarios_used(result)
    parameters = _parameters(result)
    cited = [*(str(row[_PARAMETERS.index("source")]) for row in parameters), *_cited(scenarios.values())]
    yield _summary(result, scenarios)
    about = ("name", "unit", "definition", "annual", "block", "kept")
    infos = [
        (i.name, i.unit, i.definition, i.annual, i.block, i.name in result.kept)
        for i in result.infos.values()
    ]
    yield Sheet("outputs", about, infos)
    blocks = tuple(statistics_by_output(result, QUANTILES))
    for kind, label in (("level", ""), ("delta", " deviations")):
        for freq, title in (("Y", "annual"), ("Q", "quarterly")):
            columns = (*_LABELS, *result.periods(freq))
            yield Sheet(title + label, columns, _statistics(blocks, freq, kind), fixed=len(_LABELS))
    names = ("name", "title", "narrative", "sources")
    yield Sheet("scenarios", names, [_scenario(name, scenarios.get(name)) for name in result.scenarios])
    yield Sheet("shocks", _SHOCKS, _shocks(scenarios), fixed=3)
    judged = judgement_used(result.manifest)
    if judged is not None:
        rows = judged.table().reset_index()
        listed = [[_cell_of(value) for value in row] for row in rows.to_numpy(dtype=object).tolist()]
        yield Sheet("judgement", tuple(rows.columns), listed)
    yield Sheet("parameters", _PARAMETERS, parameters or [[_no_parameters(result)]])
    yield Sheet("sources", _SOURCES, _register(cited))
    checks = result.check()
    yield Sheet("accounts check", tuple(checks.columns), checks.to_numpy(dtype=object).tolist())
    yield Sheet("manifest", ("field", "value"), _manifest(result))


def _cell_of(value: object) -> object:
    """Several values of an add-factor in one cell."""
    return ", ".join(map(repr, value)) if isinstance(value, tuple) else value


def _summary(result: ResultLike, scenarios: Mapping[str, Scenario]) -> Sheet:
    """What was run, and how far each scenario moves the headline outputs from the baseline in one year."""
    m = result.manifest
    period = default_period(result.quarters, result.years)
    about = [
        ("tajsim", m.version),
        ("baseline", m.baseline),
        ("parameters", m.vintage),
        ("first quarter", m.start),
        ("last quarter", m.end),
        ("draws", "single path only" if m.draws is None else m.draws),
        ("seed", m.seed),
        *(() if result.weights is None else [("weights", result.weights.text)]),
        ("below", f"deviations from {m.baseline} in {period}; levels are on the other sheets"),
    ]
    outputs = headline_outputs(result.kept)
    units = {name: _delta_unit(result, name) for name in outputs}
    columns = ("scenario", "title", "statistic", *(f"{name}, {unit}" for name, unit in units.items()))
    return Sheet("summary", columns, _headlines(result, outputs, period, scenarios), 3, about)


def _delta_unit(result: ResultLike, name: str) -> str:
    others = result.scenarios[1:]
    return result.delta(others[0], name).unit if others else result.infos[name].unit


def _headlines(
    result: ResultLike, outputs: Sequence[str], period: str, scenarios: Mapping[str, Scenario]
) -> Iterator[list[object]]:
    """A row a scenario and statistic: the deviations of the outputs."""
    freq, index = find_period(period, result.quarters, result.years)
    for scenario in result.scenarios[1:]:
        deltas = [result.delta(scenario, name, freq) for name in outputs]
        known = scenarios.get(scenario)
        labels = [scenario, known.title if known else ""]
        if result.manifest.draws is None:
            yield [*labels, "central", *(float(delta.central[index]) for delta in deltas)]
            continue
        found = [delta.distribution().row(index).quantiles(QUANTILES) for delta in deltas]
        for place, name in enumerate(("q05", "q50", "q95")):
            yield [*labels, name, *(float(values[place]) for values in found)]


def _manifest(result: ResultLike) -> Iterator[tuple[str, object]]:
    for name, value in result.manifest.to_dict().items():
        if isinstance(value, dict):
            for key, text in value.items():
                yield f"{name}: {key}", text
        else:
            yield name, ", ".join(value) if isinstance(value, list) else value


def _statistics(blocks: Iterable[Block], freq: str, kind: str) -> Iterator[list[object]]:
    for block in blocks:
        if (block.freq, block.kind) == (freq, kind):
            for statistic, values in zip(block.statistics, block.values.T, strict=True):
                yield [block.variable, block.scenario, block.unit, statistic, *values.tolist()]


def _scenario(name: str, known: Scenario | None) -> list[object]:
    if known is None:
        return [name, "", "not held by this result, nor shipped with this version", ""]
    return [name, known.title, known.narrative, "; ".join(known.sources)]


def _shocks(scenarios: Mapping[str, Scenario]) -> Iterator[list[object]]:
    for name, one in scenarios.items():
        for part in one.components():
            for shock in part.shocks:
                yield [name, part.name, *_shock(shock)]


def _shock(shock: Shock) -> list[object]:
    """Target, operation, value, unit, shape, start, the rest of the shape, note."""
    from tajsim.scenarios.target import targets

    shape = shock.shape
    value: object = shape.values[0]
    if len(shape.values) > 1:
        value = ", ".join(f"{v:.10g}" for v in shape.values)
    own = {field.name: getattr(shape, field.name) for field in dataclasses.fields(shape)}
    more = [f"{k} {v}" for k, v in own.items() if k not in ("values", "start") and v is not None]
    if shock.weight != 1.0:
        more.append(f"weight {shock.weight:g}")
    unit = "factor" if shock.operation == "multiply" else targets()[shock.target].unit
    start = "start of the run" if shape.start is None else str(shape.start)
    return [shock.target, shock.operation, value, unit, shape.kind, start, ", ".join(more), shock.note]


def _parameters(result: ResultLike) -> list[list[object]]:
    found = parameters_used(result)
    if found is None:
        return []
    table = found.describe()[list(_PARAMETERS)]
    rows: list[list[object]] = table.to_numpy(dtype=object).tolist()
    return rows


def _no_parameters(result: ResultLike) -> str:
    return (
        f"{result.manifest.vintage}: neither this result nor this version holds the values that ran; "
        "write them with Parameters.to_toml"
    )


def _cited(scenarios: Iterable[Scenario]) -> Iterator[str]:
    for one in scenarios:
        yield from one.sources


def _register(cited: Sequence[str]) -> list[list[object]]:
    """The facts and findings whose id is named in what is cited."""
    from tajsim.observed import sources

    words = {word for text in cited for word in re.findall(r"[\w.-]+", text)}
    table = sources()
    rows: list[list[object]] = (
        table.loc[table["id"].isin(words), list(_SOURCES)].to_numpy(dtype=object).tolist()
    )
    return rows


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
