"""What the numbers rest on: scenarios, parameters, the outlook, and the sources they cite."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tajsim.drivers.declared import DRIVERS, OBSERVABLE
from tajsim.drivers.outlook import TARGETS, Annual, Outlook
from tajsim.judgements.equations import EQUATIONS
from tajsim.judgements.judgement import AddFactor, Judgement
from tajsim.languages import Language
from tajsim.parameters import Parameters, declarations
from tajsim.parameters.entry import CONFIDENCES, Entry
from tajsim.plots.style import title_of
from tajsim.report.comparison import figure
from tajsim.report.subject import Subject
from tajsim.results.info import OutputInfo
from tajsim.scenarios import Scenario, Shock
from tajsim.scenarios.shapes import Shape
from tajsim.scenarios.target import targets

_WORD = re.compile(r"\w[\w.-]*\w")
_ACTS = {
    "set": "set to {values}",
    "set_mean": "mean set to {values}",
    "add": "add {values}",
    "multiply": "times {values}",
}
_COURSES = {
    "step": ("step from {start}", "step throughout"),
    "pulse": ("pulse from {start}", "pulse throughout"),
    "ramp": ("ramp from {start}", "ramp throughout"),
    "fade": ("fade from {start}", "fade throughout"),
    "path": ("path from {start}", "path throughout"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One shock as a row: what it acts on, in words, how and when."""

    target: str
    meaning: str
    unit: str
    change: str
    course: str


@dataclass(frozen=True, slots=True)
class ScenarioText:
    """One scenario: its story in paragraphs, what it changes, what it rests on; empty when not `known`."""

    name: str
    title: str
    paragraphs: tuple[str, ...]
    changes: tuple[Change, ...]
    sources: tuple[str, ...]
    components: tuple[str, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as a row."""

    name: str
    description: str
    value: str
    range: str
    unit: str
    source: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class OutlookSeries:
    """One series of the outlook: a figure a year of the run, empty where none is given."""

    name: str
    meaning: str
    unit: str
    figures: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One add-factor as a row: the equation and its unit, what is added when, by whom and why."""

    equation: str
    meaning: str
    unit: str
    values: str
    course: str
    author: str
    date: str
    why: str


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the register of sources that the page cites. url: a web address, or empty."""

    id: str
    what: str
    source: str
    url: str


def scenarios(subject: Subject) -> tuple[ScenarioText, ...]:
    """Every scenario of the run in its order; the baseline among them when it has a story or shocks."""
    texts = [_scenario_text(subject, name) for name in subject.result.scenarios]
    return tuple(t for i, t in enumerate(texts) if i or t.changes or t.paragraphs)


def _scenario_text(subject: Subject, name: str) -> ScenarioText:
    known, say = subject.scenarios.get(name), subject.say
    if known is None:
        return ScenarioText(name, name, (), (), (), (), False)
    parts = known.components()
    return ScenarioText(
        name,
        subject.title_of(name),
        tuple(say(" ".join(text.split())) for text in _paragraphs(known.narrative)),
        tuple(_change(shock, part, len(parts) > 1, say) for part in parts for shock in part.shocks),
        tuple(known.sources),
        tuple(say(part.title or part.name) for part in parts) if len(parts) > 1 else (),
        True,
    )


def _paragraphs(narrative: str) -> list[str]:
    return [text for text in re.split(r"\n\s*\n|\n", narrative) if text.strip()]


def _change(shock: Shock, part: Scenario, composed: bool, say: Language) -> Change:
    target = targets().get(shock.target)
    shape = shock.shape
    values = _separate(say).join(figure(value, say) for value in shape.values[:6])
    change = say(_ACTS[shock.operation], values=values + (", …" if shape.values[6:] else ""))
    if shock.weight != 1.0:
        change += say(", by {share} %", share=say.number(f"{100 * shock.weight:g}"))
    meaning = say(target.description if target else title_of(shock.target))
    if composed:
        meaning += say(" (of {scenario})", scenario=say(part.title or part.name))
    course = ", ".join(_course(shape, say))
    return Change(
        shock.target,
        meaning,
        say(target.unit) if target else "",
        change,
        f"{course}. {shock.note}" if shock.note else course,
    )


def _separate(say: Language) -> str:
    """What stands between numbers: a comma, where it is not the mark of the decimals."""
    return "; " if say.decimal == "," else ", "


def _course(shape: Shape, say: Language) -> list[str]:
    """When a shape acts, in phrases."""
    quarters, end, fade = (getattr(shape, name, None) for name in ("quarters", "end", "fade"))
    since, always = _COURSES[shape.kind]
    clauses = [say(since, start=say.period(str(shape.start))) if shape.start else say(always)]
    if quarters:
        clauses.append(say("over {count} quarters", count=quarters))
    if end:
        clauses.append(say("to {end}", end=say.period(str(end))))
    if fade:
        left = say.number(f"{100.0 * getattr(shape, 'fade_to', 0.0):g}")
        clauses.append(say("then {share} % of it left after {count} quarters", share=left, count=fade))
    return clauses


def headline(p: Parameters, say: Language) -> tuple[Parameter, ...]:
    """The parameters that a set is known by."""
    return tuple(_parameter(n, p.entries[n], say) for n, d in declarations().items() if d.headline)


def moved(p: Parameters, texts: tuple[ScenarioText, ...], say: Language) -> tuple[Parameter, ...]:
    """The parameters that the scenarios change, as they stand without them."""
    names = dict.fromkeys(change.target for one in texts for change in one.changes)
    return tuple(_parameter(name, p.entries[name], say) for name in names if name in p.entries)


def judgement(p: Parameters, say: Language) -> tuple[Parameter, ...]:
    """The parameters that are a proxy or a judgement (confidence C), with the reason."""
    return tuple(_parameter(name, e, say) for name, e in p.entries.items() if e.confidence == "C")


def grades(p: Parameters, say: Language) -> str:
    """How many parameters have each confidence, as a list in words."""
    counts = {key: sum(e.confidence == key for e in p.entries.values()) for key in CONFIDENCES}
    return ", ".join(
        say("{count} are {meaning} ({grade})", count=counts[key], meaning=say(words), grade=key)
        for key, words in CONFIDENCES.items()
        if counts[key]
    )


def _parameter(name: str, entry: Entry, say: Language) -> Parameter:
    declared = declarations()[name]
    low, high = figure(entry.low, say), figure(entry.high, say)
    fixed = entry.distribution == "fixed"
    return Parameter(
        name=name,
        description=say(declared.description),
        value=figure(entry.value, say),
        range=say("fixed") if fixed else say("{low} to {high}", low=low, high=high),
        unit=say(declared.unit),
        source=entry.source,
        confidence=entry.confidence,
        note=say(entry.note),
    )


def add_factors(found: Judgement, say: Language) -> tuple[Judged, ...]:
    """The add-factors of a judgement."""
    return tuple(_judged(one, say) for one in found.add_factors)


def _judged(one: AddFactor, say: Language) -> Judged:
    known = EQUATIONS[one.equation]
    values = _separate(say).join(figure(value, say) for value in one.values[:6])
    return Judged(
        one.equation,
        say(known.meaning),
        say(known.unit),
        values + (", …" if one.values[6:] else ""),
        say("from {start}, gone in {end}", start=say.period(str(one.start)), end=say.period(str(one.fades))),
        one.author,
        say.date(one.date),
        one.why,
    )


def years(subject: Subject) -> tuple[int, ...]:
    """The calendar years that the run touches."""
    quarters = subject.result.quarters
    return tuple(range(quarters[0].year, quarters[-1].year + 1))


def drivers(outlook: Outlook, shown: tuple[int, ...], say: Language) -> tuple[OutlookSeries, ...]:
    """The drivers of the outlook in each year."""
    return tuple(
        _path(d.name, d.description, d.unit, outlook.drivers[d.name], shown, say)
        for d in (*DRIVERS, *OBSERVABLE)
        if d.name in outlook.drivers
    )


def goals(
    outlook: Outlook, infos: Mapping[str, OutputInfo], shown: tuple[int, ...], say: Language
) -> tuple[OutlookSeries, ...]:
    """What the baseline is made to follow in each year; empty for the model's own projection."""
    units = {name: info.unit for name, info in infos.items()}
    units |= dict.fromkeys(TARGETS, "% on a year before")
    units |= {"tjs_per_usd": "TJS per USD, end of year"}
    units |= dict.fromkeys(("current_account_gdp", "tax_revenue_gdp", "budget_balance_gdp"), "% of GDP")
    units |= {"npl_ratio": "% of loans, end of year"}
    return tuple(
        _path(name, title_of(name), units[name], annual, shown, say)
        for name, annual in outlook.targets.items()
    )


def _path(
    name: str, meaning: str, unit: str, annual: Annual, shown: tuple[int, ...], say: Language
) -> OutlookSeries:
    if annual.kind == "forecast":
        return OutlookSeries(name, say(meaning), say(unit), (say("model"),) * len(shown), annual.source)
    last = max(annual.values)
    held = say("held") if name in _DRIVERS else ""
    figures = [
        figure(annual.values[year], say) if year in annual.values else held if year > last else ""
        for year in shown
    ]
    return OutlookSeries(name, say(meaning), say(unit), tuple(figures), annual.source)


_DRIVERS = frozenset(d.name for d in DRIVERS)


def sources(*texts: str) -> tuple[Source, ...]:
    """The register's entries of the ids that `texts` cite, in the order of the register."""
    from tajsim.observed import sources as register

    cited = {word for text in texts for word in _WORD.findall(text)}
    rows = register()
    return tuple(
        Source(str(r["id"]), str(r["what"]), str(r["source"]), _address(str(r["url"])))
        for r in rows[rows["id"].isin(cited)].to_dict("records")
    )


def _address(url: str) -> str:
    """The first web address of a cell; anything else is no link."""
    first = url.split()[0].rstrip(";,") if url.split() else ""
    return first if first.startswith(("https://", "http://")) else ""
