"""How likely some outcomes that policy watches are, in every scenario and in the baseline."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tajsim.report.comparison import chance
from tajsim.report.subject import Subject
from tajsim.results.periods import find_period
from tajsim.results.tables import COVER, reserve_cover


@dataclass(frozen=True, slots=True)
class Event:
    """An outcome: the level of an output, or its deviation from the baseline, beyond a value."""

    output: str
    comparison: str
    value: float
    words: str
    deviation: bool = False
    by_baseline: bool = False  # reserves over the imports of the baseline


EVENTS = (
    Event("reserves_months", "<", 3.0, "reserves cover less than 3 months of imports"),
    Event(
        "reserves_months",
        "<",
        3.0,
        "reserves cover less than 3 months of what is imported in the baseline",
        by_baseline=True,
    ),
    Event("gdp_growth", "<", 0.0, "GDP is lower than a year before"),
    Event("remittances_usd", "<", -20.0, "remittances are more than 20 % lower than the baseline", True),
    Event("reserves_usd", "<", -10.0, "reserves are more than 10 % lower than the baseline", True),
    Event("consumption", "<", -5.0, "consumption is more than 5 % lower than the baseline", True),
    Event("poverty_rate", ">", 5.0, "poverty is more than 5 points higher than the baseline", True),
)


@dataclass(frozen=True, slots=True)
class EventProbabilities:
    """The shares of draws in which each event happens: by scenario, in the order of `events`.

    NaN for a deviation of the baseline, which is none.
    """

    events: tuple[Event, ...]
    headings: tuple[str, ...]
    shares: dict[str, tuple[float, ...]]


def event_probabilities(subject: Subject) -> EventProbabilities | None:
    """Every event whose output was kept. None for a run without draws, or when none of them was kept."""
    result = subject.result
    events = tuple(e for e in EVENTS if e.output in result.kept and _has_meaning(subject, e))
    if not subject.drawn or not events:
        return None
    shares = {name: tuple(_share(subject, name, e) for e in events) for name in result.scenarios}
    texts = [f"{subject.say(e.words)}, {subject.when(e.output)}" for e in events]
    headings = tuple(f"{text[0].upper()}{text[1:]}" for text in texts)
    return EventProbabilities(events, headings, shares)


def _has_meaning(subject: Subject, event: Event) -> bool:
    """Whether a deviation is in the unit the event is stated in, and there is a scenario that deviates."""
    if event.by_baseline:
        return len(subject.result.scenarios) > 1 and all(map(subject.result.has_draws, COVER))
    if not event.deviation:
        return True
    others = subject.result.scenarios[1:]
    percent = event.output != "poverty_rate"
    return bool(others) and subject.result.delta(others[0], event.output).relative == percent


def _share(subject: Subject, scenario: str, event: Event) -> float:
    result = subject.result
    if event.by_baseline:
        freq, place = find_period(subject.at, result.quarters, result.years)
        below = reserve_cover(result, event.value, freq)["baseline_below"].unstack("scenario")
        return float(below[scenario].iloc[place])
    if not event.deviation:
        return result.prob(scenario, event.output, event.comparison, event.value, subject.at)
    if scenario == result.baseline:
        return math.nan
    return result.delta(scenario, event.output).prob(event.comparison, event.value, subject.at)


def sentence(found: EventProbabilities, subject: Subject, scenario: str) -> str:
    """The chance of the first event in a scenario beside that in the baseline; empty when it is no level."""
    event = found.events[0]
    if event.deviation:
        return ""
    say = subject.say
    own, base = (chance(found.shares[name][0], say) for name in (scenario, subject.result.baseline))
    return say(
        "The chance that {event} {when} is {own}; in the baseline it is {base}.",
        event=say(event.words), when=subject.when(event.output), own=own, base=base,
    )  # fmt: skip
