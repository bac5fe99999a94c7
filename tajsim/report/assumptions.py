"""What the numbers rest on: scenarios, parameters, the outlook, and the sources they cite."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tajsim.drivers.declared import DRIVERS
from tajsim.drivers.outlook import TARGETS, Annual, Outlook
from tajsim.model.outputs import OUTPUTS
from tajsim.parameters import Parameters, declarations
from tajsim.parameters.entry import CONFIDENCES, Entry
from tajsim.plots.style import title_of
from tajsim.report.numbers import figure
from tajsim.report.subject import Subject
from tajsim.scenarios import Scenario, Shock
from tajsim.scenarios.targets import targets

_WORD = re.compile(r"\w[\w.-]*\w")
_ACTS = {"set": "set to", "set_mean": "mean set to", "add": "add", "multiply": "times"}


@dataclass(frozen=True, slots=True)
class Change:
    """One shock as a row: what it acts on, in words, how and when."""

    target: str
    meaning: str
    unit: str
    change: str
    course: str


@dataclass(frozen=True, slots=True)
class Told:
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
class Path:
    """One series of the outlook: a figure a year of the run, empty where none is given."""

    name: str
    meaning: str
    unit: str
    figures: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the register of sources that the page cites. url: a web address, or empty."""

    id: str
    what: str
    source: str
    url: str


def scenarios(subject: Subject) -> tuple[Told, ...]:
    """Every scenario of the run in its order; the baseline among them when it has a story or shocks."""
    told = [_told(subject, name) for name in subject.result.scenarios]
    return tuple(t for i, t in enumerate(told) if i or t.changes or t.paragraphs)


def _told(subject: Subject, name: str) -> Told:
    known = subject.scenarios.get(name)
    if known is None:
        return Told(name, name, (), (), (), (), False)
    parts = known.components()
    return Told(
        name,
        known.title or name,
        tuple(" ".join(text.split()) for text in re.split(r"\n\s*\n|\n", known.narrative) if text.strip()),
        tuple(_change(shock, part, len(parts) > 1) for part in parts for shock in part.shocks),
        tuple(known.sources),
        tuple(part.title or part.name for part in parts) if len(parts) > 1 else (),
        True,
    )


def _change(shock: Shock, part: Scenario, composed: bool) -> Change:
    target = targets().get(shock.target)
    shape = shock.shape
    values = ", ".join(figure(value) for value in shape.values[:6]) + (", …" if shape.values[6:] else "")
    weight = f", by {100 * shock.weight:g} %" if shock.weight != 1.0 else ""
    quarters, end, fade = (getattr(shape, name, None) for name in ("quarters", "end", "fade"))
    details = [f"over {quarters} quarters"] if quarters else []
    details += [f"to {end}"] if end else []
    if fade:
        left = 100.0 * getattr(shape, "fade_to", 0.0)
        details.append(f"then {left:g} % of it left after {fade} quarters")
    since = f"from {shape.start}" if shape.start else "throughout"
    course = ", ".join([f"{shape.kind} {since}", *details])
    return Change(
        shock.target,
        (target.description if target else title_of(shock.target))
        + (f" (of {part.title or part.name})" if composed else ""),
        target.unit if target else "",
        f"{_ACTS[shock.operation]} {values}{weight}",
        f"{course}. {shock.note}" if shock.note else course,
    )


def headline(p: Parameters) -> tuple[Parameter, ...]:
    """The parameters that a vintage is known by."""
    return tuple(_parameter(n, p.entries[n]) for n, d in declarations().items() if d.headline)


def moved(p: Parameters, told: tuple[Told, ...]) -> tuple[Parameter, ...]:
    """The parameters that the scenarios change, as they stand without them."""
    names = dict.fromkeys(change.target for one in told for change in one.changes)
    return tuple(_parameter(name, p.entries[name]) for name in names if name in p.entries)


def judgement(p: Parameters) -> tuple[Parameter, ...]:
    """The parameters that are a proxy or a judgement (confidence C), with the reason."""
    return tuple(_parameter(name, e) for name, e in p.entries.items() if e.confidence == "C")


def grades(p: Parameters) -> tuple[tuple[str, str, int], ...]:
    """How many parameters have each confidence: letter, meaning, count."""
    counts = [
        (k, words, sum(e.confidence == k for e in p.entries.values())) for k, words in CONFIDENCES.items()
    ]
    return tuple(row for row in counts if row[2])


def _parameter(name: str, entry: Entry) -> Parameter:
    declared = declarations()[name]
    span = "fixed" if entry.distribution == "fixed" else f"{figure(entry.low)} to {figure(entry.high)}"
    return Parameter(
        name,
        declared.description,
        figure(entry.value),
        span,
        declared.unit,
        entry.source,
        entry.confidence,
        entry.note,
    )


def years(subject: Subject) -> tuple[int, ...]:
    """The calendar years that the run touches."""
    quarters = subject.result.quarters
    return tuple(range(quarters[0].year, quarters[-1].year + 1))


def drivers(outlook: Outlook, shown: tuple[int, ...]) -> tuple[Path, ...]:
    """The drivers of the outlook in each year."""
    return tuple(
        _path(d.name, d.description, d.unit, outlook.drivers[d.name], shown)
        for d in DRIVERS
        if d.name in outlook.drivers
    )


def goals(outlook: Outlook, shown: tuple[int, ...]) -> tuple[Path, ...]:
    """What the baseline is made to follow in each year; empty for the model's own projection."""
    units = {output.name: output.unit for output in OUTPUTS}
    units |= dict.fromkeys(TARGETS, "% on a year before")
    units |= {"tjs_per_usd": "TJS per USD, end of year", "current_account_gdp": "% of GDP"}
    return tuple(
        _path(name, title_of(name), units[name], annual, shown) for name, annual in outlook.targets.items()
    )


def _path(name: str, meaning: str, unit: str, annual: Annual, shown: tuple[int, ...]) -> Path:
    if annual.kind == "forecast":
        return Path(name, meaning, unit, ("model",) * len(shown), annual.source)
    last = max(annual.values)
    figures = [
        figure(annual.values[y]) if y in annual.values else ("held" if y > last and name in _DRIVERS else "")
        for y in shown
    ]
    return Path(name, meaning, unit, tuple(figures), annual.source)


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
