"""`summary.csv`: the rows of `Result.summary_frame` as text, without a table in between."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, BinaryIO

from tajsim.arguments import AT_ONCE, probabilities
from tajsim.results.tables import SUMMARY_COLUMNS, Block, statistics_by_output, summary_statistics

if TYPE_CHECKING:
    from tajsim.results.like import ResultLike


def write_summary(result: ResultLike, quantiles: Sequence[float] | float, stream: BinaryIO) -> None:
    """Write what `summary_frame(quantiles).to_csv(index=False, lineterminator="\\n")` writes, in UTF-8."""
    stream.write(f"{','.join(SUMMARY_COLUMNS)}\n".encode())
    blocks = statistics_by_output(result, probabilities(AT_ONCE, "quantiles", quantiles))
    stream.writelines("".join(_lines(block)).encode() for block in blocks)


def _lines(block: Block) -> Iterator[str]:
    labels = [cell(text) for text in (block.scenario, block.variable, block.unit)]
    begin, end = f"{','.join(labels)},", f",{block.freq}\n"
    middle = _middle(tuple(block.periods), tuple(summary_statistics(block)))
    for label, value in zip(middle, block.values.ravel().tolist(), strict=True):
        yield f"{begin}{label}{value!r}{end}" if value == value else f"{begin}{label}{end}"


@cache
def _middle(periods: tuple[str, ...], statistics: tuple[str, ...]) -> list[str]:
    """The cells of period and statistic of the rows of a block."""
    return [f"{cell(period)},{cell(name)}," for period, name in product(periods, statistics)]


@cache
def cell(text: str) -> str:
    """A text as a cell, in quotes where it needs them."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow([text, 0])
    return stream.getvalue().removesuffix(",0\n")
