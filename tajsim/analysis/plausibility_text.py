"""The plausibility of a scenario in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tajsim.analysis.driver_moves import TOGETHER, Move

if TYPE_CHECKING:
    from tajsim.analysis.plausibility import Plausibility
    from tajsim.quarters import Quarter

_LEVEL = {
    "oil_price": "the oil price",
    "rub_per_usd": "the price of a dollar in roubles",
    "russia_gdp_growth": "Russian output",
}
_SHOWN = 4  # rules named in the text; the table has all
_SPELT = {1: "one year", 2: "two years", 4: "four years"}


def told(p: Plausibility) -> str:
    """The sentences: each driver at its most unusual horizon, the whole path, what has no distribution."""
    drivers = dict.fromkeys(m.driver for m in p.moves if m.driver != TOGETHER)
    rarest = [min((m for m in p.moves if m.driver == d), key=lambda m: m.tail) for d in drivers]
    parts = [_sentence(move, p) for move in rarest]
    if p.start:
        if not drivers:
            parts.append(_too_late(p))
        parts.append(_whole(p))
        parts += [_later(driver, quarter, p) for driver, quarter in p.later]
    elif p.rules:
        parts.append("It moves neither oil, nor the rouble, nor Russian output: no probability can be given.")
    else:
        parts.append("It changes nothing.")
    if p.rules:
        parts.append(_rules(p))
    begins = p.start or (p.begins if p.rules else None)
    since = f" (from {begins})" if begins else ""
    return f"{p.title}{since}: " + " ".join(parts)


def _sentence(m: Move, p: Plausibility) -> str:
    share = _share(m.tail, p.draws)
    largest = f"the largest: {_signed(m.largest)} to {m.largest_until}"
    return (
        f"After {_SPELT.get(m.years, f'{m.years} years')}, in {m.until}, {_LEVEL[m.driver]} has changed by "
        f"{_signed(m.move)} where the {_outlook(p)} has {_signed(m.outlook)}; a surprise of that size or "
        f"more has a probability of {share} in the model (percentile {m.percentile:.1f}), and {m.exceeded} "
        f"of the {m.windows} windows of that length since 2000 saw such a move ({largest})."
    )


def _too_late(p: Plausibility) -> str:
    """Why no horizon is told, although a driver moves."""
    names = " and ".join(_LEVEL[driver] for driver in p.moved)
    return f"It moves {names} less than a year before {p.last}, with which paths end: too late for a horizon."


def _later(driver: str, quarter: Quarter, p: Plausibility) -> str:
    return (
        f"It moves {_LEVEL[driver]} only from {quarter} on, after the years judged, "
        f"{p.quarters[0]} to {p.quarters[-1]}."
    )


def _whole(p: Plausibility) -> str:
    text = (
        f"As a whole the path lies farther from the {_outlook(p)} than {p.percentile:.0f} % of the model's "
        f"draws (distance {p.distance:.1f} standard deviations over {p.figures} "
        f"{'figures' if p.figures > 1 else 'figure'}"
    )
    joint = [m for m in p.moves if m.driver == TOGETHER]
    if joint:
        far = max(joint, key=lambda m: m.percentile)
        text += f"; the drivers together after {_SPELT[far.years]}: {far.percentile:.0f} %"
    return text + ")."


def _rules(p: Plausibility) -> str:
    names = []
    for rule in sorted(p.rules, key=lambda r: not r.episode)[:_SHOWN]:
        since = f" from {rule.begins}" if rule.begins != (p.start or p.begins) else ""
        text = f"{rule.target}{since} ({rule.usual:g} to {rule.scenario:g} {rule.unit}"
        if rule.episode and rule.acted_on == rule.target:
            text += f"; nearest: {rule.episode}, {rule.episode_value:g}"
        elif rule.episode:
            text += f"; nearest: {rule.episode}, by {rule.acted_on}"
        else:
            text += "; no episode on record"
        names.append(text + ")")
    more = f" and {len(p.rules) - _SHOWN} more" if len(p.rules) > _SHOWN else ""
    return f"Outside the distribution: {', '.join(names)}{more}."


def _outlook(p: Plausibility) -> str:
    return "published outlook" if p.outlook == "baseline" else "model's own forecast"


def _share(percent: float, draws: int) -> str:
    if percent == 0.0:
        return f"less than {100.0 / draws:.2g} %"
    return f"{percent:.2g} %" if percent < 10.0 else f"{percent:.0f} %"


def _signed(percent: float) -> str:
    digits = 1 if abs(percent) < 10.0 else 0
    return f"{percent:+.{digits}f} %".replace("-", "\N{MINUS SIGN}")
