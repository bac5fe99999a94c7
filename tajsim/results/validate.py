"""Whether the parts of a result fit together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tajsim.arguments import function, parts
from tajsim.errors import InputError, Problems, quoted
from tajsim.kinds import is_finite_number, is_whole
from tajsim.quarters import Quarter
from tajsim.results.conditions import GivenFigures
from tajsim.results.info import IdentityCheck, OutputInfo
from tajsim.results.manifest import MOST_DRAWS, Manifest
from tajsim.results.summaries import Summaries
from tajsim.results.weights import NO_SUMMARIES, Weights

if TYPE_CHECKING:
    from tajsim.results.like import ResultDataLike


def check_kinds(result: ResultDataLike) -> None:
    """Raise InputError naming every part of `result` that is of another kind than it must be."""
    from tajsim.results.rerun import Rerun

    problems = Problems("not the parts of a result")
    arrays = dict.fromkeys(("quarterly", "annual", "central", "central_annual"), (Mapping, np.ndarray))
    parts(
        problems,
        result,
        scenarios=(Sequence, str),
        quarters=(Sequence, Quarter),
        years=(Sequence, int),
        infos=(Mapping, OutputInfo),
        **arrays,
        identities=(Sequence, IdentityCheck),
        manifest=Manifest,
        rerun=Rerun | None,
        summaries=Summaries | None,
        weights=Weights | None,
        given=GivenFigures | None,
        notes=(Sequence, str),
    )
    function(problems, "accounts_of", result.accounts_of, "(scenario, quarter, draw)")
    problems.raise_if_any()


def check_result(result: ResultDataLike) -> None:
    """Raise InputError naming every part of `result` that does not fit the others."""
    problems = Problems("the parts of the result do not fit together")
    _check_labels(result, problems)
    _check_names(result, problems)
    problems.raise_if_any(InputError)
    _check_shapes(result, problems)
    _check_weights(result, problems)
    problems.raise_if_any(InputError)


def _check_labels(result: ResultDataLike, problems: Problems) -> None:
    scenarios, quarters = result.scenarios, result.quarters
    if not scenarios or len(set(scenarios)) != len(scenarios):
        problems.add(f"scenarios are {scenarios}; there must be one or more, each once")
    elif result.manifest.baseline != scenarios[0]:
        problems.add(f"the first scenario is {scenarios[0]!r}; the baseline is {result.manifest.baseline!r}")
    if not quarters or any(quarter - quarters[0] != i for i, quarter in enumerate(quarters)):
        problems.add("quarters must follow one another without a gap")
    for check in result.identities:
        where = f"violation of {quoted(check.identity)}"
        if not is_finite_number(check.worst) or not check.worst >= 0.0:
            problems.add(f"the worst {where} is {quoted(check.worst)}; it must be 0 or more")
        if not is_whole(check.draw) or not 0 <= check.draw < MOST_DRAWS:
            problems.add(f"the draw of the {where} is {quoted(check.draw)}; it must be a whole number from 0")
    full = tuple(q.year for q in quarters if q.quarter == 1 and q + 3 in quarters)
    if result.years != full:
        problems.add(f"years are {result.years}; the full calendar years of the quarters are {full}")


def _check_names(result: ResultDataLike, problems: Problems) -> None:
    summarised = set(result.summaries.names) if result.summaries else set()
    for name, info in result.infos.items():
        if info.name != name:
            problems.add(f"the output filed as {name!r} calls itself {info.name!r}")
    held = set(result.quarterly) | summarised
    for name in sorted(held - set(result.infos)):
        problems.add(f"output {name!r} has values but no unit or definition")
    for part in ("annual", "central", "central_annual"):
        wanted = set(result.quarterly) if part == "annual" else held
        for name in sorted(wanted - set(getattr(result, part))):
            problems.add(f"output {name!r} is missing from {part}")


def _check_shapes(result: ResultDataLike, problems: Problems) -> None:
    scenarios = len(result.scenarios)
    draws = {array.shape[-1] for array in result.quarterly.values() if array.ndim == 3}
    expected = result.manifest.draws or 1
    if draws and draws != {expected}:
        problems.add(f"the arrays hold {sorted(draws)} draws; the manifest says {expected}")
    for part, periods in (("quarterly", len(result.quarters)), ("annual", len(result.years))):
        for name, array in getattr(result, part).items():
            if array.shape != (periods, scenarios, expected):
                problems.add(f"{part}[{name!r}] is {array.shape}, not {(periods, scenarios, expected)}")
    for part, periods in (("central", len(result.quarters)), ("central_annual", len(result.years))):
        for name, array in getattr(result, part).items():
            if array.shape != (periods, scenarios):
                problems.add(f"{part}[{name!r}] is {array.shape}, not {(periods, scenarios)}")
    for key, summary in (result.summaries.entries if result.summaries else {}).items():
        periods = len(result.quarters) if key[1] == "Q" else len(result.years)
        if summary.count != expected:
            problems.add(f"the summary {key} is of {summary.count} draws; the manifest says {expected}")
        if summary.total.shape != (periods, scenarios):
            problems.add(f"the summary {key} has rows {summary.total.shape}, not {(periods, scenarios)}")


def _check_weights(result: ResultDataLike, problems: Problems) -> None:
    weights, draws = result.weights, result.manifest.draws
    if weights is None:
        return
    if draws is None:
        problems.add("the single path alone has no draws to weight")
    elif weights.draws != draws:
        problems.add(f"there are {weights.draws:,} weights; the manifest says {draws:,} draws")
    if result.summaries is not None:
        problems.add(NO_SUMMARIES)
