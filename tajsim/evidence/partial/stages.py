"""When in a year a forecast is made, and what of that year is known by then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tajsim.frozen import FrozenMap
from tajsim.published.periods import month_end


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A day of a year. quarters: that are over. ahead: years from the year before to the target."""

    name: str
    quarters: int
    ahead: int = 1

    def day(self, year: int) -> date:
        """The last day of which figures are known."""
        return month_end(year, 3 * self.quarters) if self.quarters else date(year - 1, 12, 31)

    def target(self, year: int) -> int:
        """The year that is forecast."""
        return year - 1 + self.ahead


START = "start"
_ALL = (
    Stage(name=START, quarters=0),
    Stage(name="first quarter", quarters=1),
    Stage(name="half", quarters=2),
    Stage(name="nine months", quarters=3),
    Stage(name="end", quarters=4, ahead=2),
)
STAGES: Mapping[str, Stage] = FrozenMap({stage.name: stage for stage in _ALL})
"""At its start, after one, two and three quarters of it, and at its end for the next year."""
WITHIN = tuple(stage.name for stage in _ALL if stage.quarters and stage.ahead == 1)
"""The stages in which part of the target year is known."""
