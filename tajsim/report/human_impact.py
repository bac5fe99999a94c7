"""What a scenario does to people's lives in one plain sentence: work, income, poverty, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tajsim.languages import NBSP
from tajsim.report.comparison import fine
from tajsim.report.subject import Subject
from tajsim.report.words import NEARLY, SLIGHT, Effect, effects_on

PROBABLE = 0.75  # the share of draws on one side from which it is called probable


@dataclass(frozen=True, slots=True)
class Side:
    """An output of daily life: a clause where it falls, one where it rises, and what it is called.

    Clauses have {size}: in percent, or out of every 1,000 people where `of_people`.
    """

    output: str
    falls: str
    rises: str
    called: str
    of_people: bool = False


IMPACTS = (
    Side(
        "migrants_russia",
        "{size} % fewer people work in Russia",
        "{size} % more people work in Russia",
        "the number of people who work in Russia",
    ),
    Side(
        "remittances_usd",
        "families receive {size} % less money from abroad",
        "families receive {size} % more money from abroad",
        "the money that families receive from abroad",
    ),
    Side(
        "unemployment_rate",
        "{size} fewer of every 1,000 people in the labour force have no job",
        "{size} more of every 1,000 people in the labour force have no job",
        "unemployment",
        of_people=True,
    ),
    Side(
        "disposable_income",
        "the income of households is {size} % lower",
        "the income of households is {size} % higher",
        "the income of households",
    ),
    Side(
        "consumption",
        "households spend {size} % less",
        "households spend {size} % more",
        "what households spend",
    ),
    Side(
        "poverty_rate",
        "{size} fewer of every 1,000 people live in poverty",
        "{size} more of every 1,000 people live in poverty",
        "poverty",
        of_people=True,
    ),
)


def human_impact(subject: Subject) -> tuple[tuple[str, str], ...]:
    """The title of each scenario and its sentence, in the order of the run."""
    result = subject.result
    kept = [side.output for side in IMPACTS if side.output in result.kept]
    if "disposable_income" in kept and "consumption" in kept:  # one of them says how households fare
        kept.remove("consumption")
    found = effects_on(subject, kept)
    return tuple(
        (subject.title_of(name), _sentence(subject, [e for e in rows if _fits(e)]))
        for name, rows in found.items()
    )


def _fits(effect: Effect) -> bool:
    """Whether the deviation is in the unit of its clause."""
    unit = "percentage points" if _side(effect).of_people else "% of baseline"
    return effect.row.unit.startswith(unit)


def _sentence(subject: Subject, rows: Sequence[Effect]) -> str:
    say = subject.say
    if not rows:
        return say("The run kept nothing about work, income or poverty.")
    hardly = [e for e in rows if e.slight or e.still]
    moved = [e for e in rows if e not in hardly]
    parts = []
    if subject.drawn:
        nearly = [e for e in moved if e.sure >= NEARLY]
        probable = [e for e in moved if PROBABLE <= e.sure < NEARLY]
        if nearly:
            parts.append(say("almost certainly {clauses}", clauses=_clauses(subject, nearly)))
        if probable:
            parts.append(say("probably {clauses}", clauses=_clauses(subject, probable)))
    elif moved:
        parts.append(say("on the single path {clauses}", clauses=_clauses(subject, moved)))
    torn = [e for e in moved if e.sure < PROBABLE]
    if torn:
        parts.append(say("which way these go is open: {things}", things=_called(subject, torn)))
    if hardly:
        parts.append(say("hardly any change: {things}", things=_called(subject, hardly)))
    text = say(
        "{when}, compared {baseline}: {parts}.",
        when=subject.during, baseline=subject.beside("with {baseline}"), parts="; ".join(parts),
    )  # fmt: skip
    return text[0].upper() + text[1:]


def _clauses(subject: Subject, rows: Sequence[Effect]) -> str:
    return subject.say.listed([_clause(subject, e) for e in rows])


def _clause(subject: Subject, effect: Effect) -> str:
    side = _side(effect)
    # the side most draws are on; on the single path alone, the side it is on
    rises = effect.up > effect.down if subject.drawn else effect.row.middle > 0.0
    form = side.rises if rises else side.falls
    return subject.say(form, size=subject.say.number(_size(effect))).replace(" %", f"{NBSP}%")


def _called(subject: Subject, rows: Sequence[Effect]) -> str:
    return subject.say.listed([subject.say(_side(e).called) for e in rows])


def _side(effect: Effect) -> Side:
    return next(side for side in IMPACTS if side.output == effect.row.variable)


def _size(effect: Effect) -> str:
    """How far the median is from the baseline, without a sign, as the clause has it."""
    size = abs(effect.row.middle)
    if _side(effect).of_people and size >= SLIGHT:
        return f"{10.0 * size:,.0f}"
    return fine(10.0 * size if _side(effect).of_people else size).lstrip("+")


def words() -> tuple[str, ...]:
    """Every clause and name, for whoever translates them."""
    return tuple(text for side in IMPACTS for text in (side.falls, side.rises, side.called))


def reading(subject: Subject) -> str:
    """How sure the words are."""
    if not subject.drawn:
        return ""
    text = subject.say(
        "Figures are medians. Almost certainly: at least {nearly} of 100 draws of the model lie on that side "
        "of the baseline; probably: at least {probable} of 100.",
        nearly=f"{100 * NEARLY:.0f}", probable=f"{100 * PROBABLE:.0f}",
    )  # fmt: skip
    return f"{text} {subject.conditioned}".rstrip()
