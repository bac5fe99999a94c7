"""The summary: what each scenario does to the headline outputs, in sentences that the numbers bear out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tajsim.plots.style import title_of
from tajsim.report.comparison import Row, compare
from tajsim.report.numbers import band, chance, figure, listed, move, with_unit
from tajsim.report.subject import Subject

NEARLY = 0.95  # the share of draws on one side from which a sign is told as nearly certain
SLIGHT = 0.05  # in the unit of the deviation, below which a figure is written as zero
FEW = 100  # draws below which a band rests on very little


@dataclass(frozen=True, slots=True)
class Effect:
    """The deviation of one output in one scenario, with the shares of draws below and above the baseline.

    The shares are NaN in a run of the central path alone.
    """

    row: Row
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
        """Whether it moves in no draw, nor on the central path."""
        return self.row.central == 0.0 and not self.down > 0.0 and not self.up > 0.0


@dataclass(frozen=True, slots=True)
class Story:
    """One scenario told: its name, its title, the size of its largest move, and the sentences."""

    scenario: str
    title: str
    largest: float
    sentences: tuple[str, ...]


def effects(subject: Subject) -> dict[str, tuple[Effect, ...]]:
    """By scenario the effects on the headline outputs: percentages first, the largest at the front."""
    result, (freq, index) = subject.result, subject.place
    titles = {name: subject.title_of(name) for name in result.scenarios}
    found: dict[str, list[Effect]] = {name: [] for name in result.scenarios[1:]}
    for row in compare(result, subject.outputs, titles, subject.at):
        down = up = math.nan
        if subject.drawn:
            drawn = result.delta(row.scenario, row.variable, freq).distribution().row(index)
            down, up = float(drawn.share("<", 0.0)), float(drawn.share(">", 0.0))
        found[row.scenario].append(Effect(row, down, up))
    return {name: tuple(sorted(rows, key=_order)) for name, rows in found.items()}


def _order(effect: Effect) -> tuple[int, float]:
    unit = effect.row.unit
    kind = 0 if unit == "% of baseline" else 1 if unit.startswith("percentage points") else 2
    return kind, -effect.size


def opening(subject: Subject, found: dict[str, tuple[Effect, ...]]) -> str:
    """The largest move of all, or the levels of a baseline that stands alone."""
    if not found:
        return _levels(subject)
    percentages = [e for rows in found.values() for e in rows if e.row.unit == "% of baseline" and e.size]
    if not percentages:
        return f"No scenario moves a headline output that is compared in percent {_when(subject)}."
    most = max(percentages, key=lambda e: e.size)
    among = f"the largest move of the {len(found)} scenarios" if len(found) > 1 else "the largest move"
    return (
        f"In {subject.at} {among}, in percent, is that of {_name(most)} in {most.row.title}: "
        f"{_size(most)} against {subject.baseline_words}{_band(most, ' (5-95 % of draws: ')}."
    )


def _levels(subject: Subject) -> str:
    result, (freq, index) = subject.result, subject.place
    told = []
    for name in subject.outputs:
        unit = result.infos[name].unit
        central = (result.central if freq == "Q" else result.central_annual)[name][index, 0]
        text = f"{title_of(name)} {figure(float(central))} {unit}"
        if subject.drawn:
            low, high = result.distribution(name, freq).row((index, 0)).quantiles((0.05, 0.95))
            text += f" ({figure(float(low))} to {figure(float(high))} in 90 % of draws)"
        told.append(text)
    return (
        f"Only the baseline was run ({subject.baseline_words}); nothing is compared. "
        f"On the central path {_when(subject)}: {'; '.join(told)}."
    )


def stories(subject: Subject, found: dict[str, tuple[Effect, ...]]) -> tuple[Story, ...]:
    """The scenarios in words, that with the largest move in percent first."""
    told = []
    for name, rows in found.items():
        sizes = [e.size for e in rows if e.row.unit == "% of baseline"]
        sentences = tuple(_sentences(subject, rows) if subject.drawn else _central(rows))
        told.append(Story(name, subject.title_of(name), max(sizes, default=0.0), sentences))
    return tuple(sorted(told, key=lambda story: -story.largest))


def _central(rows: Sequence[Effect]) -> list[str]:
    moved = [e for e in rows if not (e.still or e.slight)]
    parts = [f"{_name(e)} {_size(e)}" for e in moved]
    sentences = [f"On the central path: {'; '.join(parts)}."] if parts else []
    return sentences + _unmoved(rows)


def _sentences(subject: Subject, rows: Sequence[Effect]) -> list[str]:
    """Certain in sign, nearly certain, not certain, and what does not move."""
    draws = subject.result.manifest.draws or 0
    moved = [e for e in rows if not (e.still or e.slight)]
    # a summary knows the ends of a distribution only roughly: "every" is kept for draws that were counted
    certain = [e for e in moved if e.sure == 1.0 and subject.result.has_draws(e.row.variable)]
    nearly = [e for e in moved if e not in certain and e.sure >= NEARLY]
    open_ = [e for e in moved if e not in certain and e not in nearly]
    sentences = []
    if certain:
        sentences.append(f"Same sign in every one of the {draws:,} draws: {_told(certain)}.")
    if nearly:
        told = "; ".join(f"{_one(e)}, {_side(e)} in {chance(e.sure)} of draws" for e in nearly)
        sentences.append(f"Nearly certain in sign: {told}.")
    if open_:
        told = "; ".join(f"{_one(e)}, {_side(e)} in {chance(e.sure)} of draws" for e in open_)
        sentences.append(f"Sign not certain: {told}.")
    return sentences + _unmoved(rows)


def _unmoved(rows: Sequence[Effect]) -> list[str]:
    """What moves by less than can be written, and what does not move."""
    slight = [_name(e) for e in rows if e.slight]
    still = [_name(e) for e in rows if e.still]
    where = "" if all(e.row.q50 is None for e in rows) else " in nine of ten draws"
    sentences = [f"Moved by less than {SLIGHT:g}{where}: {listed(slight)}."] if slight else []
    return sentences + ([f"Not moved at all: {listed(still)}."] if still else [])


def _told(rows: Sequence[Effect]) -> str:
    return "; ".join(_one(e) for e in rows)


def _one(e: Effect) -> str:
    return f"{_name(e)} {_size(e)}{_band(e)}"


def _side(e: Effect) -> str:
    return "up" if e.up >= e.down else "down"


def _name(e: Effect) -> str:
    title = title_of(e.row.variable)
    keep = title[:2].isupper() or title.split()[0] in ("Russian", "Tajik")
    return title if keep else title[:1].lower() + title[1:]


def _size(e: Effect) -> str:
    return with_unit(move(e.row.middle), e.row.unit)


def _band(e: Effect, before: str = " (") -> str:
    if e.row.q05 is None or e.row.q95 is None:
        return ""
    return f"{before}{band(e.row.q05, e.row.q95)})"


def _when(subject: Subject) -> str:
    return f"in {subject.at}"


def reading(subject: Subject) -> tuple[str, ...]:
    """How the figures of the summary are to be read, and how much the draws bear."""
    draws = subject.result.manifest.draws
    how = (
        f"Deviations from {subject.baseline_words} in {subject.at}: percent for money, volumes and people, "
        "percentage points for rates. "
    )
    if draws is None:
        return (how + "Only the central path was run: there is no band, and no chance of anything is told.",)
    error = 100.0 * 0.5 / math.sqrt(draws)
    text = (
        how
        + "First figure: the median; in brackets: 5 % and 95 % points of the draws, which are the same in "
        "every scenario. A sign is nearly certain when at least "
        f"{100 * NEARLY:.0f} % of draws share it."
    )
    if draws < FEW:
        return (text, f"There are only {draws:,} draws: bands and chances are rough.")
    return (
        text,
        f"A chance near 50 % counted in {draws:,} draws has a standard error of {error:.1f} points.",
    )
