"""How each headline forecast moved from one round to another, and why.

Every mixture of the two rounds' inputs is run by the equations of now, on each round's own draws. What each
group of inputs adds to the change is its Shapley value. What neither adds is of the equations: what one
round's inputs give now less what they gave when the round was made. Zero, to the bit, where both rounds were
made by the equations of now on such a machine. All parts add up to the change of the forecast as published.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tajsim.arguments import Progress, choice, function, names
from tajsim.errors import InputError, Problems
from tajsim.published.observations import Observations
from tajsim.published.row import Observation
from tajsim.quarters import Quarter
from tajsim.results import Result
from tajsim.rounds.comparison import EQUATIONS, STATISTICS, RoundComparison
from tajsim.rounds.folder import Round, as_round, here
from tajsim.rounds.groups import MOST, RELEASE, Group, groups, mixed, split
from tajsim.rounds.inputs import OUTPUTS, Inputs

Floats = NDArray[np.float64]


def compare_rounds(
    a: Round | str | Path,
    b: Round | str | Path,
    outputs: Sequence[str] | str | None = None,
    statistic: str = "median",
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> RoundComparison:
    """How each headline forecast moved from one round to another, and why.

    Every group of inputs in which the rounds differ gets its exact Shapley value: all mixtures of the two
    rounds are run. Of more than 8 groups the releases join in the order of their publication, as one group
    that is split by what each adds to it.

    Parameters
    ----------
    a, b : Round, str or Path
        The rounds or their folders, the earlier first.
    outputs : str or sequence of str, optional
        Some of what rounds forecast; None for all.
    statistic : str, default "median"
        "median" or "mean" of draws, or "central", the single path; rounds without draws have no other.
    executor : concurrent.futures.Executor, optional
        As for `run`.
    progress : callable, optional
        Called with (forecasts done, forecasts in all).

    Returns
    -------
    RoundComparison
        Forecasts and parts; `.table()`, `.words(output, year)`, `.plot(output, year)`.

    Raises
    ------
    InputError
        For bad input, rounds without a common year, and mixtures that cannot be run, saying which.

    Examples
    --------
    >>> import tajsim as ts
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> more = ts.AddFactor(equation="remittances", values=[0.2], start="2025Q1", fades="2026Q1",
    ...                     author="A. Author", date="2025-07-15", why="Transfers of the first half.")
    >>> with TemporaryDirectory() as folder:
    ...     one = ts.new_round(Path(folder) / "june", draws=None, end="2026Q4")
    ...     two = ts.new_round(Path(folder) / "july", draws=None, end="2026Q4",
    ...                        judgement=ts.Judgement("july", [more]))
    ...     found = ts.compare_rounds(one, two)
    >>> found.names, found.gap() < 1e-9
    (('judgement', 'equations'), True)
    """
    problems = Problems("cannot compare the rounds")
    one = problems.attempt(lambda: as_round(a, "a"))
    two = problems.attempt(lambda: as_round(b, "b"))
    chosen = OUTPUTS if outputs is None else names(problems, "outputs", outputs, OUTPUTS, "output of a round")
    of = choice(problems, "statistic", statistic, STATISTICS)
    function(problems, "progress", progress, "(done, total)")
    problems.raise_if_any()
    if one is None or two is None:
        raise AssertionError("a round is missing although no problem was noted")
    if None in (one.inputs.draws, two.inputs.draws):
        of = "central"
    years = tuple(y for y in one.forecast.years if y in two.forecast.years)
    if not years or not chosen:
        raise InputError(
            f"{one.name!r} and {two.name!r} have no full year in common"
            if chosen
            else "no outputs to compare"
        )
    found = (*news(one.inputs, two.inputs), *groups(one.inputs, two.inputs))
    end = str(max(Quarter.parse(one.inputs.end), Quarter.parse(two.inputs.end)))
    outcome = _Mixtures(
        one,
        two,
        end=end,
        outputs=chosen,
        years=years,
        statistic=of,
        executor=executor,
        progress=progress,
        count=len(found),
    )
    parts = split(found, outcome)
    nothing, everything = outcome(()), outcome(found)
    before, after = (forecast_of(r.forecast, chosen, years, of) for r in (one, two))
    equations = (nothing - before) + (after - everything)
    return RoundComparison(
        a=one.name,
        b=two.name,
        outputs=chosen,
        infos={name: two.forecast.infos[name] for name in chosen},
        years=years,
        statistic=of,
        before=before,
        after=after,
        parts=np.concatenate([parts, equations[np.newaxis]]),
        names=(*(group.name for group in found), EQUATIONS),
        kinds=(*(group.kind for group in found), EQUATIONS),
        notes=_notes(one, two, nothing, before, everything, after),
    )


class _Mixtures:
    """The forecast of each mixture of the inputs of two rounds, run once."""

    def __init__(
        self,
        one: Round,
        two: Round,
        *,
        end: str,
        outputs: Sequence[str],
        years: Sequence[int],
        statistic: str,
        executor: Executor | None,
        progress: Progress | None,
        count: int,
    ) -> None:
        self._rounds, self._end, self._executor, self._progress = (one, two), end, executor, progress
        self._outputs, self._years, self._statistic = outputs, years, statistic
        self._total = 2**count if count <= MOST else 0  # of more groups it is seen when all are done
        self._known: dict[tuple[str, ...], Floats] = {}

    def __call__(self, joined: tuple[Group, ...]) -> Floats:
        key = tuple(group.name for group in joined)
        if key not in self._known:
            self._known[key] = self._computed(joined)
            if self._progress is not None:
                self._progress(len(self._known), max(self._total, len(self._known)))
        return self._known[key]

    def _computed(self, joined: tuple[Group, ...]) -> Floats:
        one, two = self._rounds
        inputs = mixed(one.inputs, joined, self._end)
        if self._statistic == "central":  # which no draw moves
            inputs = replace(inputs, draws=None)
        try:
            result = inputs.run(self._executor)
        except InputError as error:
            taken = ", ".join(group.name for group in joined) or "nothing"
            raise InputError(
                f"the inputs of {one.name!r} with {taken} of {two.name!r} cannot be run: {error}"
            ) from None
        return forecast_of(result, self._outputs, self._years, self._statistic)


def forecast_of(result: Result, outputs: Sequence[str], years: Sequence[int], statistic: str) -> Floats:
    """One number an output and year of the baseline, (output, year)."""
    places = [result.years.index(year) for year in years]
    rows = []
    for name in outputs:
        if statistic == "central":
            rows.append(result.central_annual[name][places, 0])
            continue
        spread = result.distribution(name, "Y")
        found = spread.mean() if statistic == "mean" else spread.quantiles((0.5,))[0]
        rows.append(np.asarray(found, np.float64)[places, 0])
    return np.array(rows, dtype=np.float64)


def _notes(
    one: Round, two: Round, nothing: Floats, before: Floats, everything: Floats, after: Floats
) -> tuple[str, ...]:
    """What stands behind the part of the equations, a text a round."""
    now, found = here(), []
    for made, again, then in ((one, nothing, before), (two, everything, after)):
        same = np.array_equal(again, then)
        old = f"tajsim {made.made_with['version']}, code {made.made_with['code'][:12]}"
        if made.equations == (now["version"], now["code"]):
            how = (
                "to the bit" if same else "but its inputs give other numbers here: another machine or library"
            )
            found.append(f"{made.name} was made by the equations of now ({old}), {how}")
            continue
        how = "what its inputs give by those of now, less what they gave then, is the part of the equations"
        how = "its inputs give the same by those of now" if same else how
        found.append(f"{made.name} was made by other equations ({old}), which are not at hand: {how}")
    return tuple(found)


_SERIES = 3  # that the name of a release lists


def news(a: Inputs, b: Inputs) -> tuple[Group, ...]:
    """Revisions, and the releases in the order of their publication; what says nothing of a run is neither.

    A new figure is one that the first round had in no vintage. Everything else that differs is a revision,
    figures that the second round leaves out among them.
    """
    if a.known is None and b.known is None:
        return ()
    last = b.known or a.known
    if last is None:
        raise AssertionError("neither round was given figures")
    base = {one for known in (a.known, b.known) if known is not None for one in known.base}

    def moved(x: Inputs, added: Collection[Observation], gone: Collection[Observation] = ()) -> Inputs:
        """The inputs with figures added and others left out, as known on the day of the second round."""
        rows = _rows(x.known) - set(gone) | set(added)
        made = Observations(rows=tuple(rows), base=tuple(base - rows), on=last.on) if rows else None
        return replace(x, known=made)

    before, after = _rows(a.known), _rows(b.known)
    had, measuring = {_figure(one) for one in before}, _measuring(b.known)
    fresh = {one for one in after - before if _figure(one) not in had and one in measuring}
    added, gone = after - before - fresh, before - after
    found = []
    if (added or gone) and any(
        _conditions(moved(x, more, less)) != _conditions(x)
        for x, more, less in ((a, added, gone), (b, gone, added))
    ):
        found.append(Group("revisions", "revisions", lambda x: moved(x, added, gone)))
    releases: dict[tuple[date, str], set[Observation]] = {}
    for one in fresh:
        releases.setdefault((one.published, one.institution), set()).add(one)
    for (day, who), rows in sorted(releases.items(), key=lambda item: item[0]):
        found.append(Group(RELEASE, _name(day, who, rows), partial(moved, added=rows)))
    return tuple(found)


def _rows(known: Observations | None) -> set[Observation]:
    """The figures of a round; none where it was given none."""
    return set() if known is None else set(known.rows)


def _figure(one: Observation) -> tuple[object, ...]:
    return (*one.key, one.span.first, one.span.last)


def _measuring(known: Observations | None) -> set[Observation]:
    """The figures that make a condition of a run."""
    measured = () if known is None else known.measured()
    return {row for one in measured if one.condition is not None for row in one.rows}


def _conditions(x: Inputs) -> tuple[object, ...]:
    return () if x.known is None else x.known.conditions()


def _name(day: date, who: str, rows: Collection[Observation]) -> str:
    series = sorted({one.key[1] for one in rows})
    more = ", ..." if series[_SERIES:] else ""
    return f"{who}, {day}: {', '.join(series[:_SERIES])}{more}"
