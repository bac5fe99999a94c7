"""What a report is about: a result, the period reported, and what is known of what was run.

It also says where a report may be written.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from urllib.parse import quote

from tajsim.arguments import AT_ONCE, period
from tajsim.drivers.outlook import Outlook
from tajsim.engine.condition import Origin
from tajsim.engine.swap import Swap
from tajsim.errors import InputError, Problems, is_writable, quoted
from tajsim.frozen import FrozenMap
from tajsim.judgements.judgement import Judgement
from tajsim.labels import check_suffix
from tajsim.languages import DEFAULT, ENGLISH, Language, language
from tajsim.parameters import Parameters, as_parameters
from tajsim.results.info import headline_outputs
from tajsim.results.inputs import (
    as_it_ran,
    figures_origin,
    judgement_used,
    outlook_name,
    outlook_used,
    parameters_used,
    scenarios_used,
    swaps_used,
)
from tajsim.results.periods import Freq, Period, default_period, find_period
from tajsim.scenarios import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tajsim.evidence.backtest.scores import Forecast
    from tajsim.results.like import ResultLike

_GIVEN = {
    "baseline": "the published outlook",
    "none": "the model's own projection",
    "history": "what was observed",
}


@runtime_checkable
class Scored(Protocol):
    """What a report says of a backtest, which `tajsim.backtest` returns."""

    @property
    def forecasts(self) -> Sequence[Forecast]: ...
    def rows(self) -> list[dict[str, Any]]: ...
    def coverage(self, share: int = 90) -> float: ...
    def plot(self) -> Figure: ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """A result with everything a report says of it.

    at: the period reported. scenarios: what ran under a name, where that is known; parameters: the set that
    ran, None when it is not known: see `tajsim.results.inputs`. backtest: scores to show, if any.
    say: the language it is written in.
    """

    result: ResultLike
    title: str
    at: str
    scenarios: Mapping[str, Scenario]
    parameters: Parameters | None
    backtest: Scored | None
    say: Language = ENGLISH

    def __post_init__(self) -> None:
        object.__setattr__(self, "scenarios", FrozenMap(self.scenarios))

    @property
    def place(self) -> tuple[Freq, int]:
        """The frequency and the position of the period reported."""
        return find_period(self.at, self.result.quarters, self.result.years)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The headline outputs."""
        return headline_outputs(self.result.kept)

    @property
    def drawn(self) -> bool:
        """Whether there are draws, without which there are neither bands nor chances."""
        return self.result.manifest.draws is not None

    @property
    def effective(self) -> float:
        """So many draws of equal weight tell as much as those of the run."""
        weights = self.result.weights
        return float(self.result.manifest.draws or 0) if weights is None else weights.ess

    @property
    def counted(self) -> int:
        """The draws that weigh more than nothing."""
        weights = self.result.weights
        return (self.result.manifest.draws or 0) if weights is None else weights.counted

    @property
    def conditioned(self) -> str:
        """In a sentence what draws the numbers rest on, where these weigh; else ""."""
        weights, say = self.result.weights, self.say
        if weights is None:
            return ""
        values = {"effective": say.number(f"{weights.ess:,.0f}"), "k": say.number(weights.shape)}
        if weights.trusted:
            return say(
                "Conditioned: effective draws {effective} of {count}, k {k}.", count=weights.draws, **values
            )
        return say(
            "Conditioned: effective draws {effective} of {count}, k {k}, too few to be trusted.",
            count=weights.draws, **values,
        )  # fmt: skip

    @property
    def outlook_name(self) -> str | None:
        """The outlook that the run followed, None for a run over the past."""
        return outlook_name(self.result.manifest)

    @property
    def outlook(self) -> Outlook | None:
        """Its figures as the run followed them: of a user's own, or shipped if the file is still the same."""
        found, p = outlook_used(self.result.manifest), self.parameters
        if found is None:
            return None
        return found.held(None if p is None or p.known is None else p.known.free_from.year)

    @property
    def judgement(self) -> Judgement | None:
        """The judgement of the run, None for a run without."""
        return judgement_used(self.result.manifest)

    @property
    def swaps(self) -> tuple[Swap, ...]:
        """The outputs that follow a path, and what moves in their place."""
        return swaps_used(self.result.manifest)

    @property
    def origin(self) -> Origin | None:
        """Where the figures of the run come from, where that is known."""
        return figures_origin(self.result.manifest)

    def title_of(self, scenario: str) -> str:
        """The title of a scenario, or its name."""
        known = self.scenarios.get(scenario)
        return self.say.title((known.title if known else "") or scenario)

    @property
    def baseline_words(self) -> str:
        """The baseline in words."""
        given = _GIVEN.get(self.result.baseline)
        return self.say(given) if given else self.title_of(self.result.baseline)

    def beside(self, phrase: str) -> str:
        """The baseline in a phrase such as `against {baseline}`, which bends its words."""
        given = _GIVEN.get(self.result.baseline)
        if given:
            return self.say(phrase.replace("{baseline}", given))
        return self.say(phrase, baseline=self.title_of(self.result.baseline))

    @property
    def period(self) -> str:
        """The period reported: "2027" or "2027Q2"."""
        return self.say.period(self.at)

    @property
    def during(self) -> str:
        """The period reported as a part of a sentence: "in 2027"."""
        return self.say.period(self.at, "in {year}")

    def when(self, output: str) -> str:
        """The period in words: "in 2027", or "at the end of 2027" for what is counted there."""
        if self.result.infos[output].annual == "end":
            return self.say.period(self.at, "at the end of {year}")
        return self.during


def subject(
    result: ResultLike,
    title: Any,
    at: Period | None,
    parameters: Any,
    backtest: Any,
    chosen_language: Any = DEFAULT,
) -> Subject:
    """The subject of a report in the language of that name. Raises InputError with every bad argument."""
    problems = Problems("cannot write the report")
    if title is not None and not (is_writable(title) and title.strip()):
        problems.add(f"title is {quoted(title)}; it must be text")
    if backtest is not None and not isinstance(backtest, Scored):
        problems.add(f"backtest is {quoted(backtest)}; it must be what tajsim.backtest returns")
    when = problems.attempt(lambda: _period(result, at))
    p = problems.attempt(lambda: _parameters(result, parameters))
    say = problems.attempt(lambda: language(chosen_language))
    problems.raise_if_any()
    say = say or ENGLISH
    scenarios = scenarios_used(result)
    return Subject(
        result=result,
        title=title.strip() if title else _title(result, scenarios, say),
        at=when or "",
        scenarios=scenarios,
        parameters=p,
        backtest=backtest,
        say=say,
    )


def _title(result: ResultLike, scenarios: Mapping[str, Scenario], say: Language) -> str:
    names = result.scenarios[1:]
    titles = [say.title((scenarios[name].title if name in scenarios else "") or name) for name in names]
    if not titles:
        first, last = (say.period(str(result.quarters[i])) for i in (0, -1))
        return say(
            "Tajikistan, {first} to {last}: {baseline}", first=first, last=last, baseline=result.baseline
        )
    return titles[0] if len(titles) == 1 else say("{count} scenarios for Tajikistan", count=len(titles))


def _period(result: ResultLike, at: Period | None) -> str:
    """The period asked for, else the default one."""
    if at is not None:
        find_period(at, result.quarters, result.years)
        return str(period(AT_ONCE, "at", at))
    return default_period(result.quarters, result.years)


def _parameters(result: ResultLike, given: Any) -> Parameters | None:
    """The parameter set of the run: the one given, which must be it, or that of the result."""
    if given is None:
        return parameters_used(result)
    manifest, p = result.manifest, as_parameters(given)
    found = as_it_ran(manifest, p)
    if found is not None:
        return found
    raise InputError(
        f"parameters: {p.name!r} is not what the run was made with, {manifest.vintage!r} "
        f"(SHA-256 {manifest.vintage_sha256[:12]}...)"
    )


SUFFIXES = (".html", ".htm")
HINT = "to have a PDF, open the page in a browser and print it to a file; a word processor opens it too"


def check_name(path: str | Path) -> None:
    """Refuse a name that ends as another format does, and say how to come by that. Raises InputError."""
    check_suffix(path, SUFFIXES, "a report is an HTML page", HINT)


def beside(page: Path, report: str | Path) -> str:
    """The address by which the report at `report` reaches another page."""
    return quote(os.path.relpath(page.resolve(), Path(report).resolve().parent).replace(os.sep, "/"))


def check_place(path: str | Path) -> None:
    """Refuse a place that no page can be written to. Raises InputError."""
    check_name(path)
    target = Path(path)
    if target.is_dir():
        raise InputError(f"cannot write {target}: it is a folder; name a file in it, such as report.html")
    if not target.parent.is_dir():
        raise InputError(f"cannot write {target}: there is no folder {target.parent}")
