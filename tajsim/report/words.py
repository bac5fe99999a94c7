"""The summary: what each scenario does to the headline outputs, in sentences that the numbers bear out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tajsim.languages import Language
from tajsim.plots.style import title_of
from tajsim.report.comparison import ComparisonRow, band, chance, compare, figure, fine, with_unit
from tajsim.report.subject import Subject

NEARLY = 0.95  # the share of draws on one side from which a sign is called nearly certain
SLIGHT = 0.05  # in the unit of the deviation, below which a figure is written as zero
RULES = (0.5, NEARLY)  # shares that the words about a sign name
FEW = 100  # draws below which a band rests on very little


@dataclass(frozen=True, slots=True)
class Effect:
    """The deviation of one output in one scenario, with the shares of draws below and above the baseline.

    The shares are NaN in a run of the single path alone.
    """

    row: ComparisonRow
    down: float
    up: float

    @property
    def size(self) -> float:
        """How far the output moves, in the unit of the row; 0 where that is unknown."""
        return abs(self.row.middle) if math.isfinite(self.row.middle) else 0.0

    @property
    def sure(self) -> float:
        """The share of draws on the side where most of them are."""
        return max(self.down, self.up)

    @property
    def slight(self) -> bool:
        """Whether the figure and its band would all be written as zero."""
        figures = (self.row.middle, self.row.q05, self.row.q95)
        return not self.still and all(value is None or abs(value) < SLIGHT for value in figures)

    @property
    def still(self) -> bool:
        """Whether it moves in no draw, nor on the single path."""
        return self.row.central == 0.0 and not self.down > 0.0 and not self.up > 0.0


@dataclass(frozen=True, slots=True)
class ScenarioSummary:
    """One scenario described: its name, its title, the size of its largest move, and the sentences."""

    scenario: str
    title: str
    largest: float
    sentences: tuple[str, ...]


def effects(subject: Subject) -> dict[str, tuple[Effect, ...]]:
    """By scenario the effects on the headline outputs: percentages first, the largest at the front."""
    found = effects_on(subject, subject.outputs)
    return {name: tuple(sorted(rows, key=_order)) for name, rows in found.items()}


def effects_on(subject: Subject, outputs: Sequence[str]) -> dict[str, list[Effect]]:
    """By scenario the effects on `outputs`, in that order."""
    result, (freq, index) = subject.result, subject.place
    titles = {name: subject.title_of(name) for name in result.scenarios}
    found: dict[str, list[Effect]] = {name: [] for name in result.scenarios[1:]}
    for row in compare(result, outputs, titles, subject.at):
        down = up = math.nan
        if subject.drawn:
            drawn = result.delta(row.scenario, row.variable, freq).distribution().row(index)
            down, up = float(drawn.share("<", 0.0)), float(drawn.share(">", 0.0))
        found[row.scenario].append(Effect(row, down, up))
    return found


def _order(effect: Effect) -> tuple[int, float]:
    unit = effect.row.unit
    kind = 0 if unit == "% of baseline" else 1 if unit.startswith("percentage points") else 2
    return kind, -effect.size


def opening(subject: Subject, found: dict[str, tuple[Effect, ...]]) -> str:
    """The largest move of all, or the levels of a baseline that stands alone."""
    say = subject.say
    if not found:
        return _levels(subject)
    percentages = [e for rows in found.values() for e in rows if e.row.unit == "% of baseline" and e.size]
    if not percentages:
        return say(
            "No scenario moves a headline output that is compared in percent {when}.", when=subject.during
        )
    most = max(percentages, key=lambda e: e.size)
    figures = {
        "output": _name(most, say),
        "scenario": most.row.title,
        "move": _size(most, say),
        "against": subject.beside("against {baseline}"),
        "band": say(" (5-95 % of draws: {band})", band=_band(most, say)) if subject.drawn else "",
    }
    text = (
        say(
            "{when} the largest move of the {count} scenarios, in percent, is that of {output} in "
            "{scenario}: {move} {against}{band}.",
            when=subject.during, count=len(found), **figures,
        )
        if len(found) > 1
        else say(
            "{when} the largest move, in percent, is that of {output} in {scenario}: {move} {against}{band}.",
            when=subject.during, **figures,
        )
    )  # fmt: skip
    return text[0].upper() + text[1:]


def _levels(subject: Subject) -> str:
    result, (freq, index), say = subject.result, subject.place, subject.say
    clauses = []
    for name in subject.outputs:
        unit = say(result.infos[name].unit)
        central = (result.central if freq == "Q" else result.central_annual)[name][index, 0]
        text = f"{say(title_of(name))} {figure(float(central), say)} {unit}"
        if subject.drawn:
            ends = result.distribution(name, freq).row((index, 0)).quantiles((0.05, 0.95))
            low, high = (figure(float(end), say) for end in ends)
            text += say(" ({low} to {high} in 90 % of draws)", low=low, high=high)
        clauses.append(text)
    return say(
        "Only the baseline was run ({baseline}); nothing is compared. On the single path {when}: {levels}.",
        baseline=subject.baseline_words, when=subject.during, levels="; ".join(clauses),
    )  # fmt: skip


def stories(subject: Subject, found: dict[str, tuple[Effect, ...]]) -> tuple[ScenarioSummary, ...]:
    """The scenarios in words, that with the largest move in percent first."""
    described = []
    for name, rows in found.items():
        sizes = [e.size for e in rows if e.row.unit == "% of baseline"]
        sentences = tuple(_sentences(subject, rows) if subject.drawn else _central(rows, subject.say))
        described.append(ScenarioSummary(name, subject.title_of(name), max(sizes, default=0.0), sentences))
    return tuple(sorted(described, key=lambda story: -story.largest))


def _central(rows: Sequence[Effect], say: Language) -> list[str]:
    parts = [f"{_name(e, say)} {_size(e, say)}" for e in rows if not (e.still or e.slight)]
    sentences = [say("On the single path: {moves}.", moves="; ".join(parts))] if parts else []
    return sentences + _unmoved(rows, say)


def _sentences(subject: Subject, rows: Sequence[Effect]) -> list[str]:
    """Certain in sign, nearly certain, not certain, and what does not move."""
    draws, say = subject.counted, subject.say
    moved = [e for e in rows if not (e.still or e.slight)]
    # a summary knows the ends of a distribution only roughly: "every" is kept for draws that were counted
    certain = [e for e in moved if e.sure == 1.0 and subject.result.has_draws(e.row.variable)]
    nearly = [e for e in moved if e not in certain and e.sure >= NEARLY]
    open_ = [e for e in moved if e not in certain and e not in nearly]
    sentences = []
    if certain:
        moves = "; ".join(_one(e, say) for e in certain)
        sentences.append(
            say("Same sign in every one of the {count} draws: {moves}.", count=draws, moves=moves)
        )
    if nearly:
        moves = "; ".join(_one(e, say) + _side(e, say) for e in nearly)
        sentences.append(say("Nearly certain in sign: {moves}.", moves=moves))
    if open_:
        moves = "; ".join(_one(e, say) + _side(e, say) for e in open_)
        sentences.append(say("Sign not certain: {moves}.", moves=moves))
    return sentences + _unmoved(rows, say)


def _unmoved(rows: Sequence[Effect], say: Language) -> list[str]:
    """What moves by less than can be written, and what does not move."""
    slight = [_name(e, say) for e in rows if e.slight]
    still = [_name(e, say) for e in rows if e.still]
    sentences = []
    if slight:
        alone = all(e.row.q50 is None for e in rows)
        values = {"size": say.number(f"{SLIGHT:g}"), "outputs": say.listed(slight)}
        sentences.append(
            say("Moved by less than {size}: {outputs}.", **values)
            if alone
            else say("Moved by less than {size} in nine of ten draws: {outputs}.", **values)
        )
    return sentences + ([say("Not moved at all: {outputs}.", outputs=say.listed(still))] if still else [])


def _one(e: Effect, say: Language) -> str:
    return f"{_name(e, say)} {_size(e, say)} ({_band(e, say)})"


def _side(e: Effect, say: Language) -> str:
    """Which side most draws are on, and how many."""
    share = chance(e.sure, say, RULES)
    if e.up >= e.down:
        return say(", up in {share} of draws", share=share)
    return say(", down in {share} of draws", share=share)


def _name(e: Effect, say: Language) -> str:
    return say.within(title_of(e.row.variable))


def _size(e: Effect, say: Language) -> str:
    return with_unit(fine(e.row.middle, say), e.row.unit, say)


def _band(e: Effect, say: Language) -> str:
    low, high = e.row.q05, e.row.q95
    return "" if low is None or high is None else band((fine(low, say), fine(high, say)), say)


def reading(subject: Subject) -> tuple[str, ...]:
    """How the figures of the summary are to be read, and how much the draws bear."""
    draws, say = subject.result.manifest.draws, subject.say
    how = say(
        "Deviations {from} {when}: percent for money, volumes and people, percentage points for rates. ",
        **{"from": subject.beside("from {baseline}"), "when": subject.during},
    )
    if draws is None:
        text = say("Only the single path was run: there is no band, and no chance of anything is stated.")
        return (how + text,)
    text = how + say(
        "First figure: the median; in brackets: 5 % and 95 % points of the draws, which are the same in "
        "every scenario. A sign is nearly certain when at least {share} % of draws share it.",
        share=f"{100 * NEARLY:.0f}",
    )
    count = round(subject.effective)
    if count < FEW:
        rough = say("There are only {count} draws: bands and chances are rough.", count=count)
        return _beside(text, subject.conditioned, rough)
    error = say.number(f"{100.0 * 0.5 / math.sqrt(count):.1f}")
    certain = say(
        "A chance near 50 % counted in {count} draws has a standard error of {error} points.",
        count=count, error=error,
    )  # fmt: skip
    return _beside(text, subject.conditioned, certain)


def _beside(*texts: str) -> tuple[str, ...]:
    """The texts that say something."""
    return tuple(text for text in texts if text)
