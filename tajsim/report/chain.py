"""Why money does not fall as people do: the chain from workers in Russia to remittances, by scenario."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

from tajsim.errors import InputError
from tajsim.report.comparison import MINUS, fine, move
from tajsim.report.pictures import TAKEN_APART
from tajsim.report.subject import Subject

if TYPE_CHECKING:
    from tajsim.analysis.decomposition.chain import Chain

PEOPLE = "workers in Russia"
FEW = 0.5  # percent: what a scenario has to move for its chain to be reported
NAMED = 3  # steps of each side that the sentence names


def chains(subject: Subject) -> dict[str, Any] | None:
    """The table of steps, a column a scenario, and a sentence each; None where there is nothing to tell."""
    found = {
        name: one for name in subject.result.scenarios[1:][:TAKEN_APART] if (one := _chain(subject, name))
    }
    sizes = {name: _percent(subject, one) for name, one in found.items()}
    sizes = {name: rows for name, rows in sizes.items() if max(abs(x) for x in rows) >= FEW}
    if not sizes:
        return None
    say, steps = subject.say, next(iter(found.values())).steps
    columns = [*sizes.values()]
    return {
        "headings": [subject.title_of(name) for name in sizes],
        "rows": [
            (say.title(step), [move(column[i], say) for column in columns]) for i, step in enumerate(steps)
        ],
        "total": [move(column[-1], say) for column in columns],
        "sentences": [
            (subject.title_of(name), _sentence(subject, steps, rows)) for name, rows in sizes.items()
        ],
    }


def _chain(subject: Subject, name: str) -> Chain | None:
    """The chain of a scenario, in the frequency of the period reported; None where it cannot be made."""
    from tajsim.analysis.decomposition.chain import chain

    if subject.result.rerun is None:
        return None
    with warnings.catch_warnings():  # what the run warned of was said when it was made
        warnings.simplefilter("ignore", UserWarning)
        try:
            return chain(subject.result, name, subject.place[0])
        except InputError:  # too many draws for the memory of the run, or nobody left in Russia
            return None


def _percent(subject: Subject, found: Chain) -> list[float]:
    """Each step, and all of them, in percent of remittances."""
    factors, so_far, _ = found.summary(subject.at)
    return [100.0 * (float(x) - 1.0) for x in (*factors, so_far[-1])]


def _sentence(subject: Subject, steps: tuple[str, ...], rows: list[float]) -> str:
    """How far people and money move, and the steps that come between, the largest first."""
    say = subject.say
    people, total = rows[0], rows[-1]
    between = sorted(zip(steps[1:], rows[1:-1], strict=True), key=lambda row: -abs(row[1]))
    named = [row for row in between if abs(row[1]) >= FEW]
    up = [_named(subject, *row) for row in named if row[1] > 0.0][:NAMED]
    down = [_named(subject, *row) for row in named if row[1] < 0.0][:NAMED]
    parts = []
    if up:
        parts.append(say("money is raised by {steps}", steps=say.listed(up)))
    if down:
        parts.append(say("it is lowered by {steps}", steps=say.listed(down)))
    text = say(
        "{when} workers in Russia change by {people} %, money sent home by {total} %",
        when=subject.during, people=fine(people, say), total=fine(total, say),
    )  # fmt: skip
    text = text[0].upper() + text[1:]
    return (text + (": " + "; ".join(parts) if parts else "") + ".").replace(" %", "\N{NO-BREAK SPACE}%")


def _named(subject: Subject, step: str, size: float) -> str:
    shown = subject.say.number(f"{size:+.1f}".replace("-", MINUS)) if math.isfinite(size) else ""
    return f"{subject.say(step)} ({shown} %)"
