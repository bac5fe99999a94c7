"""One published figure: of which series and period, by whom and when."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from tajsim.published.periods import Span

_ENDS = re.compile(r" via |, | \(|; | \d{4}(?:-\d{2}|\b)|$")
HISTORY = "history"
"""Where rows of the shipped history stand."""
_MIN_DIGITS = 2  # digits of a whole number that count, however many zeros follow


@dataclass(frozen=True, kw_only=True)
class Observation:
    """One published figure.

    Parameters
    ----------
    country : str
        ISO code; "WLD" for the world.
    series : str
        Name of the series, or of an output or driver of the model.
    unit : str
        As published, such as "US$ billion".
    span : Span
        The days it is of.
    text : str
        The figure as it was published, with its digits.
    source : str
        Who published it, and where it was read.
    published : date
        The day from which it is known.
    error : float, optional
        Its standard error in `unit`, where the row states one; 0.0 says that it is exact.
    at : str, default ""
        Where it stands: a file and a line.
    dated : str, default ""
        The publication as it is written in the file.

    Attributes
    ----------
    value : float
        The figure.
    key : tuple of str
        Country and series.
    institution : str
        Who published it: the source up to where it was read.
    step : float
        The last digit that counts, in `unit`: 0.1 of 1.8, 100 of 1100, 1 of 823.
    rounding : float
        The standard error that comes from rounding, or the one the row states, in `unit`.
    """

    country: str
    series: str
    unit: str
    span: Span
    text: str
    source: str
    published: date
    error: float | None = None
    at: str = field(default="", compare=False)
    dated: str = ""

    @property
    def value(self) -> float:
        """The figure."""
        return float(self.text) + 0.0

    @property
    def key(self) -> tuple[str, str]:
        """Country and series."""
        return self.country, self.series

    @property
    def institution(self) -> str:
        """Who published it: the source up to where it was read."""
        return self.source[: _ENDS.search(self.source, 1).start()].strip()  # type: ignore[union-attr]

    @property
    def step(self) -> float:
        """The last digit that counts, in `unit`: 0.1 of 1.8, 100 of 1100, 1 of 823."""
        return resolution(self.text)

    @property
    def rounding(self) -> float:
        """The standard error that comes from rounding, or the one the row states, in `unit`."""
        return self.step / math.sqrt(12.0) if self.error is None else self.error

    def order(self) -> tuple[str, ...]:
        """What rows are put in order by.

        Returns
        -------
        tuple of str
            Country, series, period, publication and all else that tells rows apart.
        """
        return self._order

    @cached_property
    def _order(self) -> tuple[str, ...]:
        """Made once: rows are put in order again and again."""
        return (
            self.country,
            self.series,
            self.span.first.isoformat(),
            self.span.last.isoformat(),
            self.span.text,
            self.published.isoformat(),
            self.source,
            self.unit,
            self.text,
            str(self.error),
        )


def resolution(text: str) -> float:
    """The last digit of a number that counts. Zeros that end a whole number do not, beyond two digits."""
    mantissa, _, exponent = text.strip().lower().lstrip("+-").partition("e")
    whole, point, fraction = mantissa.partition(".")
    scale = 10.0 ** int(exponent or 0)
    if point:
        return float(scale * 10.0 ** -len(fraction))
    digits = whole.lstrip("0")
    zeros = len(digits) - len(digits.rstrip("0"))
    return float(scale * 10.0 ** max(0, min(zeros, len(digits) - _MIN_DIGITS)))
