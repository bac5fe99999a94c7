"""The page as Markdown: a table of contents, then for each block text, formulae and a table of parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from tajsim.drivers.declared import DRIVERS, OBSERVABLE
from tajsim.handbook.mathematics import to_latex
from tajsim.parameters.entry import CONFIDENCES

if TYPE_CHECKING:
    from tajsim.handbook.docstrings import Docstring

_LEVELS = "; ".join(f"{key}: {meaning}" for key, meaning in CONFIDENCES.items())
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$#])")


class RowLike(Protocol):
    """One parameter of a section."""

    @property
    def name(self) -> str: ...
    @property
    def symbols(self) -> Sequence[tuple[str, str]]: ...
    @property
    def value(self) -> float: ...
    @property
    def unit(self) -> str: ...
    @property
    def distribution(self) -> str: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def description(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def prior(self) -> str: ...
    @property
    def confidence(self) -> str: ...
    @property
    def note(self) -> str: ...


class BlockLike(Protocol):
    """One section of the page."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def parts(self) -> Sequence[Docstring]: ...
    @property
    def equations(self) -> Sequence[str]: ...
    @property
    def parameters(self) -> Sequence[RowLike]: ...
    @property
    def outputs(self) -> Sequence[str]: ...


class PageLike(Protocol):
    """The page."""

    @property
    def vintage(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def narrative(self) -> str: ...
    @property
    def blocks(self) -> Sequence[BlockLike]: ...


def page_markdown(page: PageLike) -> str:
    """The whole page."""
    count = sum(len(block.parameters) for block in page.blocks)
    formulae = sum(len(equation.splitlines()) for block in page.blocks for equation in block.equations)
    lines = [
        f"# The model on one page: {escape(page.title)}",
        f"Parameter set `{page.vintage}`. {escape(page.narrative)}",
        f"{len(page.blocks)} sections, {formulae} lines of equations, {count} parameters. Confidence of a "
        f"value: {_LEVELS}. `S01` and the like are entries of `tajsim.sources()`.",
        "\n".join(f"{number}. {heading(block)}" for number, block in enumerate(page.blocks, start=1)),
    ]
    return "\n\n".join([*lines, *(block_markdown(block) for block in page.blocks)]) + "\n"


def block_markdown(block: BlockLike) -> str:
    """One section."""
    return "\n\n".join(_block(block))


def heading(block: BlockLike) -> str:
    """The title up to its colon: `Block 3, migration`; without one, the key of the block."""
    start, colon, _ = block.title.partition(":")
    return escape(start if colon and start.startswith("Block ") else f"The {block.key}")


def escape(text: str) -> str:
    """Text in which Markdown sees no markup and a table no border; what is in backticks stays code."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if i % 2 else _SPECIAL.sub(r"\\\1", part) for i, part in enumerate(parts))


def _block(block: BlockLike) -> Iterator[str]:
    yield f"## {heading(block)}"
    for number, part in enumerate(block.parts):
        yield f"**{escape(_summary(part, first=number == 0))}**"
        yield from _body(part)
        for decision in part.decisions:
            yield f"*Decision.* {escape(decision[:1].upper() + decision[1:])}"
        for source in part.sources:
            yield f"*Sources of the equations.* {escape(source)}"
    if block.key == "drivers":
        yield _table(
            ("driver", "unit", "allowed", "what it is"),
            (
                (
                    f"`{d.name}`",
                    escape(d.unit),
                    f"{_figure(d.low)} to {_figure(d.high)}",
                    escape(d.description),
                )
                for d in (*DRIVERS, *OBSERVABLE)
            ),
        )
    if block.parameters:
        head = ("symbol", "parameter", "value", "uncertainty", "source")
        yield _table(head, (_row(row, block.key) for row in block.parameters))
    if block.outputs:
        yield "*Reported as* " + ", ".join(f"`{name}`" for name in block.outputs)


def _summary(part: Docstring, first: bool) -> str:
    start, colon, rest = part.title.partition(": ")
    if first and colon and start.startswith("Block "):
        return rest[:1].upper() + rest[1:]
    return part.title


def _body(part: Docstring) -> Iterator[str]:
    headed = part.heading is None
    for piece in part.body:
        if piece.kind == "formula":
            if not headed:
                yield f"Equations {escape(part.heading or '')}".strip()
                headed = True
            yield f"$$\n{to_latex(piece.content)}\n$$"
        elif piece.kind == "table":
            yield piece.content
        else:
            yield escape(piece.content)


def _row(row: RowLike, section: str) -> tuple[str, ...]:
    source = escape(row.source) + (f"; prior: {escape(row.prior)}" if row.prior else "")
    return (
        ", ".join(f"`{symbol}`" + ("" if at == section else f" ({at})") for symbol, at in row.symbols),
        f"`{row.name}`<br>{escape(row.description)}",
        f"{_figure(row.value, digits=4)} {escape(row.unit)}",
        _spread(row),
        f"{source} ({row.confidence})" + (f"<br>*{escape(row.note)}*" if row.note else ""),
    )


def _spread(row: RowLike) -> str:
    if row.distribution == "fixed":
        return "fixed"
    return f"{row.distribution}, {_range(row.low, row.high)}"


def _range(low: float, high: float) -> str:
    return f"{_figure(low)} to {_figure(high)}"


def _figure(value: float, digits: int = 3) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.{digits}g}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
