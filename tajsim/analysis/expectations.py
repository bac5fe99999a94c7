"""Expectations: what scenarios claim, held against what the model makes of them.

What a shock does is quoted as the median of draws (`docs/explanation/limits.md` says which number is quoted
where), so claims about deviations are held against it. A claim about a level is held against the single
path, which is the one that follows the outlook.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tajsim.arguments import items
from tajsim.defaults import BACKEND, BASELINE, CLAIM_DRAWS
from tajsim.engine.plan import last_quarter
from tajsim.engine.run import run
from tajsim.errors import InputError, Problems, quoted
from tajsim.parameters import Parameters
from tajsim.parameters.loading import DEFAULT, as_parameters
from tajsim.results.periods import find_period
from tajsim.scenarios import Scenario, scenario_names
from tajsim.scenarios.expectation import LEVEL, PERCENT, Expectation
from tajsim.scenarios.library import as_scenario

if TYPE_CHECKING:
    import pandas as pd

    from tajsim.results import Result

COLUMNS = ("scenario", "says", "output", "at", "measure", "above", "below", "reached", "met")


def expectations(
    scenarios: Scenario | str | Path | Iterable[Scenario | str | Path] = (),
    parameters: Parameters | str | Path = DEFAULT,
    draws: int | None = CLAIM_DRAWS,
    *,
    backend: str = BACKEND,
) -> pd.DataFrame:
    """What scenarios claim, with the number that the model reaches.

    The number is the median of draws for a deviation from the baseline, that of the single path for a
    level.

    A claim is an `[[expect]]` table of a scenario file or an `Expectation` of a `Scenario`. A sum of
    scenarios claims nothing of its own, and neither does one that was scaled or moved in time.

    Parameters
    ----------
    scenarios : Scenario, str, Path or an iterable of these
        As for `run`; all shipped ones that claim something by default.
    parameters : Parameters, str or Path, default "nowcast-2025"
        A parameter set, the name of a shipped one, or a TOML file.
    draws : int, optional
        Draws of which the median is taken, 500 by default; None holds every claim against the single path.
    backend : str, default "auto"
        As for `run`.

    Returns
    -------
    pandas.DataFrame
        A claim a row: scenario, says, output, at, measure, above, below (NaN: no bound), reached, met.

    Raises
    ------
    InputError
        For bad input, naming every problem; when no scenario claims anything; and for a period outside the
        run, which ends in 2030.

    Examples
    --------
    >>> import tajsim as ts
    >>> found = ts.expectations("mass-deportation")
    >>> list(found.columns[:3])
    ['scenario', 'says', 'output']
    """
    import pandas as pd

    problems = Problems("expectations")
    given = [scenarios] if isinstance(scenarios, Scenario | Path) else scenarios
    listed = items(problems, "scenarios", given, "scenarios") or tuple(scenario_names())
    chosen = [problems.attempt(lambda s=s: as_scenario(s)) for s in listed]  # type: ignore[misc]
    p = problems.attempt(lambda: as_parameters(parameters))
    problems.raise_if_any()
    if p is None:
        raise AssertionError("a part is missing although no problem was noted")
    claiming = [s for s in chosen if s is not None and s.expect]
    if not claiming:
        names = ", ".join(quoted(s.name) for s in chosen if s is not None)
        raise InputError(f"no expectations in {names}; a scenario file states them as [[expect]] tables")
    outputs = sorted({e.output for s in claiming for e in s.expect})
    first = last_quarter(p) + 1  # a claim may be of a quarter that the set knows
    shocked = [s for s in claiming if s.name != BASELINE]
    result = run(shocked, parameters=p, start=first, draws=draws, outputs=outputs, backend=backend)
    rows = []
    for s in claiming:
        for e in s.expect:
            value = problems.attempt(lambda s=s, e=e: reached(result, s.name, e))  # type: ignore[misc]
            if value is not None:
                rows.append(
                    (s.name, e.says, e.output, e.at, e.measure, e.above, e.below, value, e.met(value))
                )
    problems.raise_if_any()
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    return found.astype({"above": float, "below": float})


def reached(result: Result, scenario: str, expectation: Expectation) -> float:
    """The number that `expectation` is about: the median of draws where there are some, but of a level."""
    e = expectation
    try:
        freq, at = find_period(e.at, result.quarters, result.years)
    except InputError as error:
        raise InputError(f"{quoted(scenario)}, {quoted(e.says)}: {error}") from None
    if e.measure == LEVEL:
        paths = result.central if freq == "Q" else result.central_annual
        return float(paths[e.output][at, result.position(scenario)])
    delta = result.delta(scenario, e.output, freq=freq, relative=e.measure == PERCENT)
    if result.manifest.draws is None:
        return float(delta.central[at])
    return float(delta.distribution().row(at).quantiles([0.5])[0])
