"""The plausibility of a scenario in sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from tajsim.analysis.plausibility.driver_moves import TOGETHER, Move
from tajsim.languages import ENGLISH, Language
from tajsim.rounding import beside, percent

if TYPE_CHECKING:
    from tajsim.analysis.plausibility.driver_moves import Rule
    from tajsim.quarters import Quarter

_LEVEL = {
    "oil_price": "the oil price",
    "rub_per_usd": "the price of a dollar in roubles",
    "russia_gdp_growth": "Russian output",
}
_SHOWN = 4  # rules named in the text; the table has all
_SPELT = {1: "one year", 2: "two years", 4: "four years"}


class PlausibilityLike(Protocol):
    """What is described of `tajsim.plausibility`."""

    @property
    def title(self) -> str: ...
    @property
    def outlook(self) -> str: ...
    @property
    def start(self) -> Quarter | None: ...
    @property
    def begins(self) -> Quarter | None: ...
    @property
    def moves(self) -> Sequence[Move]: ...
    @property
    def moved(self) -> Sequence[str]: ...
    @property
    def later(self) -> Sequence[tuple[str, Quarter]]: ...
    @property
    def last(self) -> Quarter: ...
    @property
    def quarters(self) -> Sequence[Quarter]: ...
    @property
    def rules(self) -> Sequence[Rule]: ...
    @property
    def distance(self) -> float: ...
    @property
    def percentile(self) -> float: ...
    @property
    def figures(self) -> int: ...
    @property
    def draws(self) -> int: ...


def describe(p: PlausibilityLike, say: Language = ENGLISH) -> str:
    """The title, from when the scenario acts, and the sentences."""
    return f"{say.title(p.title)}{since(p, say)}: {sentences(p, say)}"


def since(p: PlausibilityLike, say: Language = ENGLISH) -> str:
    """From when the scenario acts, in brackets; empty when it changes nothing."""
    begins = p.start or (p.begins if p.rules else None)
    return say(" (from {quarter})", quarter=say.period(str(begins))) if begins else ""


def sentences(p: PlausibilityLike, say: Language = ENGLISH) -> str:
    """Each driver at its most unusual horizon, the whole path, what has no distribution."""
    drivers = dict.fromkeys(m.driver for m in p.moves if m.driver != TOGETHER)
    rarest = [min((m for m in p.moves if m.driver == d), key=lambda m: m.tail) for d in drivers]
    parts = [_sentence(move, p, say) for move in rarest]
    if p.start:
        if not drivers:
            parts.append(_too_late(p, say))
        parts.append(_whole(p, say))
        parts += [_later(driver, quarter, p, say) for driver, quarter in p.later]
    elif p.rules:
        parts.append(
            say("It moves neither oil, nor the rouble, nor Russian output: no probability can be given.")
        )
    else:
        parts.append(say("It changes nothing."))
    if p.rules:
        parts.append(_rules(p, say))
    return " ".join(parts)


def _sentence(m: Move, p: PlausibilityLike, say: Language) -> str:
    text = (
        "After {time}, in {until}, {level} has changed by {move} where the published outlook has {expected}; "
        "a surprise of that size or more has a probability of {share} in the model (percentile "
        "{percentile}), and {exceeded} of the {windows} windows of that length since 2000 saw such a move "
        "(the largest: {largest} to {largest_until})."
        if p.outlook == "baseline"
        else "After {time}, in {until}, {level} has changed by {move} where the model's own forecast has "
        "{expected}; a surprise of that size or more has a probability of {share} in the model (percentile "
        "{percentile}), and {exceeded} of the {windows} windows of that length since 2000 saw such a move "
        "(the largest: {largest} to {largest_until})."
    )
    return say(
        text,
        time=_time(m.years, say), until=say.period(str(m.until)), level=say(_LEVEL[m.driver]),
        move=_signed(m.move, say), expected=_signed(m.outlook, say), share=_share(m.tail, p.draws, say),
        percentile=say.number(beside(m.percentile, (0.0, 100.0), 1)), exceeded=m.exceeded, windows=m.windows,
        largest=_signed(m.largest, say), largest_until=say.period(str(m.largest_until)),
    )  # fmt: skip


def _too_late(p: PlausibilityLike, say: Language) -> str:
    """Why no horizon is reported, although a driver moves."""
    return say(
        "It moves {drivers} less than a year before {last}, with which paths end: too late for a horizon.",
        drivers=say.listed([say(_LEVEL[driver]) for driver in p.moved]), last=say.period(str(p.last)),
    )  # fmt: skip


def _later(driver: str, quarter: Quarter, p: PlausibilityLike, say: Language) -> str:
    first, last = (say.period(str(p.quarters[i])) for i in (0, -1))
    return say(
        "It moves {driver} only from {quarter} on, after the years judged, {first} to {last}.",
        driver=say(_LEVEL[driver]), quarter=say.period(str(quarter)), first=first, last=last,
    )  # fmt: skip


def _time(years: int, say: Language) -> str:
    return say(_SPELT[years]) if years in _SPELT else say("{count} years", count=years)


def _whole(p: PlausibilityLike, say: Language) -> str:
    values = {
        "share": _nearer(p.percentile, say),
        "distance": say.number(f"{p.distance:.1f}"),
        "count": p.figures,
    }
    text = (
        say(
            "As a whole the path lies farther from the published outlook than {share} of the model's draws "
            "(distance {distance} standard deviations over {count} figures",
            **values,
        )
        if p.outlook == "baseline"
        else say(
            "As a whole the path lies farther from the model's own forecast than {share} of the model's "
            "draws (distance {distance} standard deviations over {count} figures",
            **values,
        )
    )
    joint = [m for m in p.moves if m.driver == TOGETHER]
    if joint:
        far = max(joint, key=lambda m: m.percentile)
        text += say(
            "; the drivers together after {time}: {share}",
            time=_time(far.years, say), share=_nearer(far.percentile, say),
        )  # fmt: skip
    return text + ")."


def _nearer(percentile: float, say: Language) -> str:
    """A share of draws, given in percent."""
    return f"{say.number(percent(percentile / 100.0))} %"


def _rules(p: PlausibilityLike, say: Language) -> str:
    shown = sorted(p.rules, key=lambda r: not r.episode)[:_SHOWN]
    names = ", ".join(_rule(rule, p, say) for rule in shown)
    if len(p.rules) > _SHOWN:
        return say(
            "Outside the distribution: {rules} and {count} more.",
            rules=names, count=len(p.rules) - _SHOWN,
        )  # fmt: skip
    return say("Outside the distribution: {rules}.", rules=names)


def _rule(rule: Rule, p: PlausibilityLike, say: Language) -> str:
    value = say.number(f"{rule.episode_value:g}")
    if rule.episode and rule.acted_on == rule.target:
        beside = say("; nearest: {episode}, {value}", episode=say(rule.episode), value=value)
    elif rule.episode:
        beside = say(
            "; nearest: {episode}, by {rule}", episode=say(rule.episode), rule=_called(rule.acted_on, say)
        )
    else:
        beside = say("; no episode on record")
    usual, scenario = (say.number(f"{number:g}") for number in (rule.usual, rule.scenario))
    known = not math.isnan(rule.usual)
    change = (
        say("{low} to {high}", low=usual, high=scenario) if known else say("given as {value}", value=scenario)
    )
    begins = ""
    if rule.begins != (p.start or p.begins):
        begins = say(" from {quarter}", quarter=say.period(str(rule.begins)))
    return f"{_called(rule.target, say)}{begins} ({change} {say(rule.unit)}{beside})"


def _called(target: str, say: Language) -> str:
    """The name of a target, or in another language than English what it is."""
    from tajsim.scenarios.target import targets

    return target if say.native else say.within(targets()[target].description)


def _share(value: float, draws: int, say: Language) -> str:
    if value == 0.0:
        return say("less than {share} %", share=say.number(f"{100.0 / draws:.2g}"))
    text = f"{value:.2g}" if value < 9.95 else percent(value / 100.0)
    return f"{say.number(text)} %"


def _signed(value: float, say: Language) -> str:
    digits = 1 if abs(value) < 10.0 else 0
    return say.number(f"{value:+.{digits}f} %".replace("-", "\N{MINUS SIGN}"))
