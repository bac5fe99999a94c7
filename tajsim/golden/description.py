"""What a golden file describes: a run, and which of its numbers are recorded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from tajsim.defaults import BASE_SET, BASELINE, END, SEED
from tajsim.errors import InputError, Problems, nearest, quoted, unknown_name
from tajsim.labels import repeated
from tajsim.model.outputs import OUTPUTS
from tajsim.quarters import Quarter, quarter_range

HEADLINE = (
    *("gdp", "gdp_growth", "consumption", "inflation", "tjs_per_usd", "remittances_usd", "remittances_gdp"),
    *("migrants_russia", "current_account_gdp", "reserves_months", "budget_balance_gdp", "public_debt_gdp"),
    *("npl_ratio", "bank_capital_ratio", "unemployment_rate", "poverty_rate", "poverty_rate_international"),
    *("trade_russia_share", "remittances_russia_usd", "remittances_recorded_usd"),
)
"""The outputs recorded when a file names none: between them, every elasticity moves one."""
STATISTICS = ("central", "mean", "q05", "q50", "q95")
CENTRAL = ("central",)
_QUANTILE = re.compile(r"q([0-9]{2,3})")


@dataclass(frozen=True, kw_only=True)
class Description:
    """A run and what is recorded of it.

    scenarios: names, sums of names, or files relative to the golden file. vintage, baseline: names or files
    as well. start, end: first and last quarter. draws: 0 for the single path alone. seed: root seed.
    judgement: a file of add-factors, none when empty. outputs: names. quarters: those recorded; every one
    when neither quarters nor years are given. years: full years whose annual values are recorded. statistics:
    central, mean, or quantiles as q05, q50, q975; central alone, the deterministic path, without draws.
    Raises InputError with every problem.
    """

    scenarios: tuple[str, ...]
    vintage: str = BASE_SET
    baseline: str = BASELINE
    judgement: str = ""
    start: str = "2025Q1"
    end: str = END
    draws: int = 256
    seed: int = SEED
    outputs: tuple[str, ...] = HEADLINE
    quarters: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    statistics: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        problems = Problems("cannot use [run]")
        for name in ("scenarios", "outputs", "quarters", "statistics"):
            self._take_texts(name, problems)
        for name in ("vintage", "baseline"):
            if not _is_text(getattr(self, name)):
                problems.add(f"{name} is {quoted(getattr(self, name))}; it must be a name or a file")
        given: object = self.judgement
        if not isinstance(given, str):
            problems.add(f"judgement is {quoted(given)}; it must be a file")
        for name in ("draws", "seed"):
            if not _is_whole(getattr(self, name)) or getattr(self, name) < 0:
                problems.add(
                    f"{name} is {quoted(getattr(self, name))}; it must be a whole number of at least 0"
                )
        for name in self.outputs:
            if name not in _KNOWN:
                problems.add(str(unknown_name("output", name, _KNOWN)))
        if not self.outputs:
            problems.add("outputs is empty; name at least one")
        self._take_periods(problems)
        self._take_statistics(problems)
        problems.raise_if_any()

    @classmethod
    def from_table(cls, table: object) -> Description:
        """Read the table [run]. Raises InputError with every problem."""
        if not isinstance(table, Mapping):
            raise InputError('the table [run] is missing; write at least [run] and scenarios = ["..."]')
        known = [field.name for field in fields(cls)]
        unknown = [
            f"unknown key {quoted(key)}; {nearest(str(key), known)}" for key in table if key not in known
        ]
        if "scenarios" not in table:
            unknown.append('scenarios is missing; name them, as scenarios = ["crackdown"]')
        given: dict[str, Any] = {key: value for key, value in table.items() if key in known}
        problems = Problems("cannot use [run]")
        for problem in unknown:
            problems.add(problem)
        try:
            made = cls(**{"scenarios": (), **given})
        except InputError as error:
            problems.found += error.problems or (error.heading,)
        problems.raise_if_any()
        return made

    @property
    def periods(self) -> tuple[str, ...]:
        """The labels of what is recorded, quarters before years: "2026Q4", "2026"."""
        quarters = self.quarters
        if not self.quarters and not self.years:
            quarters = tuple(str(quarter) for quarter in quarter_range(self.start, self.end))
        return (*quarters, *(str(year) for year in self.years))

    @property
    def quantiles(self) -> dict[str, float]:
        """The probability of each quantile among the statistics."""
        found = {name: _QUANTILE.fullmatch(name) for name in self.statistics}
        return {name: float(f"0.{match[1]}") for name, match in found.items() if match}

    def _take_texts(self, name: str, problems: Problems) -> None:
        """Make a list of texts a tuple, and note what is not one."""
        items = getattr(self, name)
        if not isinstance(items, list | tuple) or not all(_is_text(item) for item in items):
            problems.add(f"{name} is {quoted(items)}; it must be a list of texts")
            items = HEADLINE if name == "outputs" else ()  # so that the checks that follow find no more
        for item, times in repeated(items).items():
            problems.add(f"{name} names {quoted(item)} {times} times; once is enough")
        object.__setattr__(self, name, tuple(items))

    def _take_periods(self, problems: Problems) -> None:
        ends = [problems.attempt(lambda text=text: _quarter(text)) for text in (self.start, self.end)]  # type: ignore[misc]
        years = self.years if isinstance(self.years, list | tuple) else None
        if years is None or not all(_is_whole(year) for year in years):
            problems.add(f"years is {quoted(self.years)}; it must be a list of years, as [2026, 2027]")
            years = ()
        for year, times in repeated(years).items():
            problems.add(f"years names {year} {times} times; once is enough")
        parsed = [problems.attempt(lambda text=text: _quarter(text)) for text in self.quarters]  # type: ignore[misc]
        first, last = ends
        if first is None or last is None:
            return
        if last < first:
            problems.add(f"the end {last} is before the start {first}")
            return
        for quarter in parsed:
            if quarter is not None and not first <= quarter <= last:
                problems.add(f"quarters names {quarter}, outside the run from {first} to {last}")
        for year in years:
            if not (first <= Quarter(year, 1) and Quarter(year, 4) <= last):
                problems.add(f"years names {year}, not a full year of the run from {first} to {last}")
        object.__setattr__(self, "start", str(first))
        object.__setattr__(self, "end", str(last))
        object.__setattr__(self, "years", tuple(sorted(years)))
        quarters = sorted(quarter for quarter in parsed if quarter is not None)
        object.__setattr__(self, "quarters", tuple(str(quarter) for quarter in quarters))

    def _take_statistics(self, problems: Problems) -> None:
        if not self.statistics:
            object.__setattr__(self, "statistics", STATISTICS if self.draws else CENTRAL)
        for name in self.statistics:
            match = _QUANTILE.fullmatch(name)
            if name not in ("central", "mean") and (match is None or not int(match[1])):
                problems.add(
                    f"unknown statistic {quoted(name)}; allowed: central, mean, quantiles as q05 or q975"
                )
        if self.draws == 0 and self.statistics != CENTRAL:
            problems.add('without draws only statistics = ["central"] can be recorded')


_KNOWN = tuple(output.name for output in OUTPUTS)


def _quarter(text: object) -> Quarter:
    return Quarter.parse(str(text))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
