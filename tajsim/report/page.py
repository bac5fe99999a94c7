"""The page: everything a report says, put into the template and written whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tajsim.languages import DEFAULT, Language
from tajsim.plots.style import title_of
from tajsim.report import assumptions, chain, evidence, given, human_impact, pictures, words
from tajsim.report.comparison import ComparisonRow, band, chance, move, short_unit
from tajsim.report.probabilities import EventProbabilities, event_probabilities, sentence
from tajsim.report.subject import Scored, Subject, check_place, subject
from tajsim.store import write_whole

if TYPE_CHECKING:
    from tajsim.parameters import Parameters
    from tajsim.results.like import ResultLike
    from tajsim.results.periods import Period

TEMPLATE = "page.html.j2"
_HASH = 16  # letters of a SHA-256 that are enough to compare by eye; the result file has them all


def write_report(
    result: ResultLike,
    path: str | Path,
    *,
    title: str | None = None,
    at: Period | None = None,
    parameters: Parameters | str | Path | None = None,
    backtest: Scored | None = None,
    language: str = DEFAULT,
    model: str | None = None,
) -> Path:
    """Write one self-contained HTML page about `result` to `path`, whole or not at all; returns the path.

    The same result and arguments give the same bytes. Arguments and errors as of `Result.report`; `model` is
    the address of the model in one page, to link to.
    """
    check_place(path)
    about = subject(result, title, at, parameters, backtest, language)
    text = render(about, model)
    return write_whole(path, lambda stream: stream.write(text.encode()))


def render(about: Subject, model: str | None = None) -> str:
    """The page as text."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(_content(about), model=model)


def _content(about: Subject) -> dict[str, Any]:
    result, say = about.result, about.say
    effects = words.effects(about)
    found = event_probabilities(about)
    stories = [
        (story, sentence(found, about, story.scenario) if found else "")
        for story in words.stories(about, effects)
    ]
    rows = [effect.row for each in effects.values() for effect in each]
    reasons, unexplained = pictures.waterfalls(about)
    judged, unjudged = evidence.plausibility(about)
    return {
        "say": say,
        "title": about.title,
        "drawn": about.drawn,
        "deviation": about.beside("Deviation from {baseline}") + " " + about.during,
        "impacts": human_impact.human_impact(about),
        "sureness": human_impact.reading(about),
        "run": _run(about),
        "opening": words.opening(about, effects),
        "stories": stories,
        "reading": words.reading(about),
        "table": _table(about, rows),
        "probabilities": _event_probabilities(about, found),
        "comparison": pictures.comparison(about),
        "fans": pictures.fans(about),
        "reasons": reasons,
        "unexplained": unexplained,
        "chain": chain.chains(about),
        "people": _people(about, rows),
        **_assumptions(about),
        "accounts": evidence.accounts(about),
        "identities": [
            (evidence.identity(c.identity, say), evidence.violation(c.worst, say)) for c in result.identities
        ],
        "scores": None if about.backtest is None else evidence.scores(about.backtest, say),
        "plausibility": judged,
        "no_plausibility": unjudged,
        "limits": evidence.limits(about),
        "manifest": _manifest(about),
        "version": result.manifest.version,
    }


def _run(about: Subject) -> list[tuple[str, str]]:
    """What was run, in a few terms."""
    m, others, say = about.result.manifest, about.result.scenarios[1:], about.say
    parameter_set = m.vintage if about.parameters is None else f"{say(about.parameters.title)} ({m.vintage})"
    draws = (
        say("single path only")
        if m.draws is None
        else say("{count}, seed {seed}, the same in every scenario", count=m.draws, seed=m.seed)
    )
    return [
        (
            say("Scenarios"),
            "; ".join(about.title_of(name) for name in others) or say("none but the baseline"),
        ),
        (say("Baseline"), f"{about.baseline_words} ({about.result.baseline})"),
        *([] if about.judgement is None else [(say("Judgement"), about.judgement.name)]),
        (say("Quarters"), _span(about)),
        (say("Period reported"), about.period),
        (say("Parameters"), parameter_set),
        (say("Draws"), f"{draws}. {about.conditioned}" if about.conditioned else draws),
    ]


def _span(about: Subject) -> str:
    m, say = about.result.manifest, about.say
    return say("{first} to {last}", first=say.period(str(m.start)), last=say.period(str(m.end)))


def _table(about: Subject, rows: list[ComparisonRow]) -> dict[str, Any] | None:
    """The comparison: a heading an output, and for each scenario a cell an output (middle, band)."""
    if not rows:
        return None
    by = {(row.scenario, row.variable): row for row in rows}
    outputs = about.outputs
    first, say = about.result.scenarios[1], about.say
    return {
        "headings": [(say(title_of(name)), say(_unit(by[first, name].unit))) for name in outputs],
        "rows": [
            (name, about.title_of(name), [_cell(by[name, output], say) for output in outputs])
            for name in about.result.scenarios[1:]
        ],
    }


def _unit(unit: str) -> str:
    return "points" if short_unit(unit) == "pp" else short_unit(unit)


def _cell(row: ComparisonRow, say: Language) -> tuple[str, str]:
    if row.q05 is None or row.q95 is None:
        return move(row.middle, say), ""
    return move(row.middle, say), band((move(row.q05, say), move(row.q95, say)), say)


def _event_probabilities(about: Subject, found: EventProbabilities | None) -> dict[str, Any] | None:
    if found is None:
        return None
    names = {name: about.title_of(name) for name in about.result.scenarios[1:]}
    say = about.say
    baseline = say("Baseline: {baseline}", baseline=about.baseline_words)
    names = {about.result.baseline: baseline} | names
    return {
        "headings": found.headings,
        "rows": [
            (title, [chance(share, say) if share == share else "–" for share in found.shares[name]])
            for name, title in names.items()
        ],
    }


def _people(about: Subject, rows: list[ComparisonRow]) -> pictures.Picture | None:
    """The picture of migrants in the scenario that moves their number most, or in the baseline alone."""
    own = [row for row in rows if row.variable == "migrants_russia"]
    if own:
        return pictures.migrants(about, max(own, key=lambda row: abs(row.middle)).scenario)
    return None if about.result.scenarios[1:] else pictures.migrants(about, about.result.baseline)


def _assumptions(about: Subject) -> dict[str, Any]:
    p, outlook, say = about.parameters, about.outlook, about.say
    texts = assumptions.scenarios(about)
    years = assumptions.years(about)
    drivers = () if outlook is None else assumptions.drivers(outlook, years, say)
    goals = () if outlook is None else assumptions.goals(outlook, about.result.infos, years, say)
    headline = assumptions.headline(p, say) if p else ()
    moved = assumptions.moved(p, texts, say) if p else ()
    cited = [
        *(text for one in texts for text in one.sources),
        *(row.source for row in (*headline, *moved)),
        *(path.source for path in (*drivers, *goals)),
    ]
    return {
        "scenarios": texts,
        "parameters": p,
        "date": p and (say.date(p.date)),
        "headline": headline,
        "moved": moved,
        "judgement": assumptions.judgement(p, say) if p else (),
        "judged": about.judgement,
        "add_factors": assumptions.add_factors(about.judgement, say) if about.judgement else (),
        "figures": given.figures(about),
        "swaps": given.swaps(about),
        "grades": assumptions.grades(p, say) if p else (),
        "outlook": outlook,
        "outlook_name": about.outlook_name,
        "years": years,
        "drivers": drivers,
        "goals": goals,
        "sources": assumptions.sources(*cited),
    }


def _judgement(about: Subject) -> list[tuple[str, str]]:
    found, say = about.judgement, about.say
    return [] if found is None else [(say("Judgement"), f"{found.name} (SHA-256 {found.digest()[:_HASH]})")]


def _given(about: Subject) -> list[tuple[str, str]]:
    """The figures of the run by number and origin, and the outputs that follow a path."""
    rows, origin, say = about.result.given, about.origin, about.say
    found = []
    if rows is not None:
        text = say.number(f"{len(rows.rows):,}")
        found.append((say("Figures given"), text if origin is None else f"{text}: {origin}"))
    if about.swaps:
        found.append((say("Outputs that follow a path"), "; ".join(one.output for one in about.swaps)))
    return found


def _manifest(about: Subject) -> list[tuple[str, str]]:
    m, say = about.result.manifest, about.say
    scenario, file = say("Scenario"), say("File")
    return [
        ("tajsim", m.version),
        ("Python, NumPy, SciPy", f"{m.python}, {m.numpy}, {m.scipy}"),
        (say("Computed with"), m.backend),
        (say("Parameter set"), f"{m.vintage} (SHA-256 {m.vintage_sha256[:_HASH]})"),
        *((f"{scenario} {name}", f"SHA-256 {digest[:_HASH]}") for name, digest in m.scenarios.items()),
        (say("Baseline"), m.baseline),
        *_judgement(about),
        *_given(about),
        (say("Draws"), say("none: the single path") if m.draws is None else say.number(f"{m.draws:,}")),
        (say("Seed"), str(m.seed)),
        *([(say("Weights"), about.conditioned)] if about.conditioned else []),
        (say("Quarters"), _span(about)),
        (say("Outputs kept"), f"{len(about.result.kept)}: {', '.join(about.result.kept)}"),
        *((f"{file} {name}", f"SHA-256 {digest[:_HASH]}") for name, digest in sorted(m.data.items())),
    ]
