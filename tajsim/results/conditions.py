"""The figures that a run was given, as its result shows them: how each was met, and what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tajsim.frozen import read_only
from tajsim.results.weights import effective

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class GivenFigure:
    """One figure that a run was given.

    Attributes
    ----------
    name, period, measure : str
        The output or driver, its quarters, and how they make the figure.
    value : float
        In the unit of the output or driver, percent for growth.
    error : float
        Standard error; 0.0: every draw meets it.
    by : str
        What moved until it was met; "path" for a driver that follows what was given.
    carried_by : str
        The equations and drivers, or the errors of figures, that carry most of it, with their shares in
        percent; empty where nothing moved.
    size : float
        Of what moved in standard deviations, with the sign of what it does to the figure: mean over draws by
        their weight, or of the single path alone. Not a number for a path.
    effective : float
        Effective draws without the figure's own part in the weights: the higher above those of the run, the
        more it costs. Not a number without draws.
    source : str
        Where it comes from.
    """

    name: str
    period: str
    measure: str
    value: float
    error: float
    by: str
    carried_by: str
    size: float
    effective: float
    source: str


@dataclass(frozen=True, eq=False)
class GivenFigures:
    """The figures of a run, and the log weight that they give each draw.

    Attributes
    ----------
    rows : tuple of GivenFigure
        In the order of their dates.
    log_weights : numpy.ndarray
        Read-only, shape (draw,), up to a constant; minus infinity where a draw could not meet them; empty in
        a run without draws.
    """

    rows: tuple[GivenFigure, ...]
    log_weights: Floats

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", tuple(self.rows))
        object.__setattr__(self, "log_weights", read_only(self.log_weights, np.float64))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, GivenFigures):
            return NotImplemented
        same = repr(self.rows) == repr(other.rows)  # not-a-numbers count as equal
        return same and np.array_equal(self.log_weights, other.log_weights)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[type[GivenFigures], tuple[Any, ...]]:
        return GivenFigures, (self.rows, self.log_weights)

    def table(self) -> pd.DataFrame:
        """One row a figure, the columns as `GivenFigure` has them."""
        import pandas as pd

        columns = [field.name for field in fields(GivenFigure)]
        return pd.DataFrame([asdict(row) for row in self.rows], columns=columns)


def effective_draws(log_weights: Floats) -> float:
    """How many draws of equal weight would tell as much, of weights that are not smoothed."""
    if not np.isfinite(log_weights).any():
        return 0.0
    return effective(normalised(log_weights))


def normalised(log_weights: Floats) -> Floats:
    """Weights that add up to 1."""
    weights = np.exp(log_weights - np.max(log_weights))
    return np.asarray(weights / weights.sum())


def figures_from(rows: Sequence[dict[str, Any]], log_weights: Floats) -> GivenFigures:
    """What `dataclasses.asdict` made of the rows, back."""
    return GivenFigures(tuple(GivenFigure(**row) for row in rows), log_weights)
