"""Judgement in the plan of a run: added to the add-factors by which the baseline follows its outlook."""

from __future__ import annotations

from collections.abc import Sequence

from tajsim.errors import Problems
from tajsim.judgements.equations import EQUATIONS
from tajsim.judgements.judgement import Judgement
from tajsim.model.state import AddFactors
from tajsim.quarters import Quarter


def judged(
    add_factors: tuple[AddFactors, ...], judgement: Judgement | None, quarters: Sequence[Quarter]
) -> tuple[AddFactors, ...]:
    """The add-factors of every simulated quarter with the judgement on top; without one as they are.

    Raises InputError naming every add-factor outside the quarters, and every sum that an equation does not
    allow.
    """
    if judgement is None or not judgement.add_factors:
        return add_factors
    problems = Problems(f"the judgement {judgement.name!r} cannot be used")
    first, last = quarters[0], quarters[-1]
    for one in judgement.add_factors:
        if one.start < first:
            problems.add(
                f"the add-factor on {one.equation!r} starts in {one.start}, before {first}, the first "
                "quarter that is simulated"
            )
        elif one.start > last:
            problems.add(
                f"the add-factor on {one.equation!r} starts in {one.start}, after the run ends in {last}"
            )
    found = []
    for when, add in zip(quarters, add_factors, strict=True):
        more = judgement.at(when)
        sums = {name: getattr(add, name) + value for name, value in more.items()}
        for name, total in sums.items():
            low, high = EQUATIONS[name].low, EQUATIONS[name].high
            if not low <= total <= high:
                problems.add(
                    f"{name!r} in {when} would be {total:.3g}: {more[name]:+.3g} on the add-factor of the "
                    f"baseline, {getattr(add, name):+.3g}; allowed: {low:g} to {high:g}"
                )
        found.append(add._replace(**sums))
    problems.raise_if_any()
    return tuple(found)
