"""What a run is given, as conditions of its quarters: conditions, published figures, or a file of either."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim.engine.condition import Condition, Origin, as_conditions, parse_conditions
from tajsim.errors import FileFormatError, InputError
from tajsim.quarters import Quarter
from tajsim.store import has_suffix, read_text

if TYPE_CHECKING:
    from tajsim.published.observations import Observations

REASONS = 5  # why rows say nothing: so many are named


@dataclass(frozen=True, kw_only=True)
class FigureFile:
    """A file of figures as it was read: published figures (CSV) or conditions (TOML), and its digest."""

    name: str
    figures: Observations | tuple[Condition, ...]
    sha256: str

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is questionable about published figures."""
        return () if isinstance(self.figures, tuple) else self.figures.warnings


@dataclass(frozen=True, kw_only=True)
class GivenFigures:
    """The conditions of a run in their order, where they come from, and the warnings about their file."""

    conditions: tuple[Condition, ...] = ()
    origin: Origin | None = None
    warnings: tuple[str, ...] = ()


def read_figures(path: str | Path) -> FigureFile:
    """The figures in a file: conditions where it ends in .toml, else published figures.

    Raises InputError with everything that is wrong.
    """
    from tajsim.published.observations import observations

    name = Path(path).name
    if not has_suffix(path, ".toml"):
        published = observations(path)
        return FigureFile(name=name, figures=published, sha256=published.digest)
    text = read_text(path)
    try:
        found = parse_conditions(text)
    except InputError as error:
        raise FileFormatError(f"{error.heading} in {path}", error.problems) from None
    return FigureFile(name=name, figures=found, sha256=hashlib.sha256(text.encode()).hexdigest())


def read_given(given: Any, quarters: Sequence[Quarter] | None) -> GivenFigures:
    """What a run over `quarters`, the simulated ones, is given; of any quarters where these are not known.

    given: as of `tajsim.run`, or a FigureFile. Raises InputError for anything else, for a file that cannot be
    read, for two exact conditions on one figure, and for figures of one's own of which none is of the run.
    What was known by a day before the run is nothing, and changes nothing.
    """
    if given is None:  # most runs: nothing of published figures is loaded for them
        return GivenFigures()
    from tajsim.published.observations import Observations

    if isinstance(given, str | Path):
        given = read_figures(given)
    origin: Origin | None = None
    warnings: tuple[str, ...] = ()
    if isinstance(given, FigureFile):
        origin, warnings = Origin(file=given.name, sha256=given.sha256), given.warnings
        given = given.figures
    if not isinstance(given, Observations):
        return GivenFigures(conditions=as_conditions(given), origin=origin)
    found = _of_run(given, quarters)
    return GivenFigures(conditions=found, origin=origin or Origin(sha256=given.digest), warnings=warnings)


def _of_run(published: Observations, quarters: Sequence[Quarter] | None) -> tuple[Condition, ...]:
    from tajsim.published.row import HISTORY

    first, last = (quarters[0], quarters[-1]) if quarters else (published.start, None)
    found = published.conditions(first, last)
    if found or any(row.at == HISTORY for row in published):
        return as_conditions(found)
    silent = [one for one in published.measured(first, last) if one.reaches(first, last)]
    reasons = [f"{one.rows[0].series} {one.rows[0].span.text}: {one.how}" for one in silent]
    if len(reasons) > REASONS:
        reasons[REASONS:] = [f"{len(reasons) - REASONS} more; tajsim observations lists them"]
    newest = max(published, key=lambda row: row.span.last)
    raise InputError(
        f"none of the {len(published):,} figures given says anything of the run, from {first}"
        + ("" if last is None else f" to {last}"),
        reasons or [f"the last is {newest.series} of {newest.span.text}"],
    )
