"""From people to money: the steps between workers in Russia and all money sent home, exactly.

    workers in Russia       L0 = N_r + N_i
    papers                  L1 = N_r + N_i s_i / s_r
    citizens of Russia      L2 = L1 + N_z w_z / s_r
    wages in roubles        L3 = L2 s_r RUB
    pay lost                L4 = (N_r w_r + N_i w_i + N_z w_z) RUB
    days lost               L5 = (N_r d_r w_r + N_i d_i w_i + N_z w_z) RUB
    rouble                  L6 = L5 / RUB
    hours and share sent    L7 = sent - carried
    savings carried home    L8 = sent
    cost of sending         L9 = sent (1 - c)
    military contracts      L10 = (sent + O) (1 - c)
    other destinations      L11 = L10 + D
    money beside labour     L12 = L11 + A                        remittances, balance-of-payments definition

N workers with papers, without them and citizens of Russia; w their wages in dollars, of which s would be paid
had enforcement taken nothing, d days worked; RUB roubles per dollar; c cost of sending; O military contracts,
D other destinations, A money that is not labour income. L1 and L2 count everybody in regular workers by what
they earn and send; those who lost Russian citizenship are among its citizens in N_z w_z.

Each level is that of the step before times something, so that with

    f_k = (L_k / L_{k-1}) in the scenario over the same in the baseline          and f_0 = L_0 over L_0

the product of all f is the ratio of remittances. A step that adds money which stays as it was (citizens,
other destinations, money beside labour) holds the fall back: its f is above 1. In dollars a step has
ln(f) (R_1 - R_0) / ln(R_1 / R_0), which add up: the logarithmic mean Divisia index (Ang, Energy Policy 32(9),
2004), exact and without a residual. A year is the sum of its quarters in dollars, and its f follow from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tajsim.analysis.decomposition.channels import Quantities, split_between
from tajsim.analysis.decomposition.shocks import Floats, Split
from tajsim.arguments import Progress
from tajsim.errors import InputError
from tajsim.frozen import FrozenMap
from tajsim.results.periods import Freq

if TYPE_CHECKING:
    from tajsim.results.like import RerunLike, ResultLike

OUTPUT = "remittances_usd"
ROUNDING = 1e-12  # log: a step that is smaller is none
STEPS = (
    *("workers in Russia", "papers", "citizens of Russia", "wages in roubles", "pay lost", "days lost"),
    *("rouble", "hours and share sent", "savings carried home", "cost of sending", "military contracts"),
    *("other destinations", "money beside labour"),
)


def levels(o: Quantities) -> Floats:
    """The levels of the chain, (step, ...), from outputs; the last is the output itself."""
    regular, irregular = o["migrants_russia_regular"], o["migrants_russia_irregular"]
    spared, spared_irregular = o["spared_wage_usd"], o["spared_wage_irregular_usd"]
    of_citizens = o["migrants_naturalised"] * o["migrant_wage_naturalised_usd"]
    of_stripped = o["migrants_stripped"] * o["migrant_wage_stripped_usd"]
    rub, sent = o["rub_per_usd"], o["remittances_sent_usd"]
    with_papers = regular + irregular * spared_irregular / spared
    everybody = with_papers + (of_citizens + of_stripped) / spared
    paid, paid_irregular = regular * o["migrant_wage_usd"], irregular * o["migrant_wage_irregular_usd"]
    earned = paid * o["days_worked"] + (paid_irregular + of_stripped) * o["days_worked_irregular"]
    earned = 0.01 * earned + of_citizens
    kept = 1.0 - 0.01 * o["remittance_cost"]
    arrived = (sent + o["recruitment_payments_usd"]) * kept
    return np.stack(
        [
            regular + irregular,
            with_papers,
            everybody,
            everybody * spared * rub,
            (paid + paid_irregular + of_citizens + of_stripped) * rub,
            earned * rub,
            earned,
            sent - o["savings_carried_usd"],
            sent,
            sent * kept,
            arrived,
            arrived + o["remittances_other_usd"],
            o[OUTPUT],
        ]
    )


def log_mean(before: Floats, after: Floats) -> Floats:
    """The logarithmic mean of two positive numbers: their difference over that of their logarithms."""
    ratio = np.log(after / before)
    still = ratio == 0.0
    return before * np.where(still, 1.0, np.expm1(ratio) / np.where(still, 1.0, ratio))


@dataclass(frozen=True)
class Steps:
    """The steps of the chain as parts of remittances."""

    needs: tuple[str, ...] = (
        *("migrants_russia_regular", "migrants_russia_irregular", "migrants_naturalised", "migrant_wage_usd"),
        *("migrant_wage_irregular_usd", "migrant_wage_naturalised_usd", "spared_wage_usd"),
        *("spared_wage_irregular_usd", "days_worked", "days_worked_irregular", "rub_per_usd"),
        *("remittances_sent_usd", "savings_carried_usd", "remittance_cost", "recruitment_payments_usd"),
        *("remittances_other_usd", "migrants_stripped", "migrant_wage_stripped_usd"),
    )
    moves: Mapping[str, tuple[str, ...]] = FrozenMap({step: () for step in STEPS})
    rest: str = "hours and share sent"

    def parts(self, before: Quantities, after: Quantities) -> Floats:
        """What each step adds to remittances, (step, ...)."""
        base, shocked = levels(before), levels(after)
        if not ((base > 0.0).all() and (shocked > 0.0).all()):
            raise InputError("the chain breaks: somewhere on the way from people to money nothing is left")
        steps = np.diff(np.log(shocked / base), axis=0, prepend=0.0)
        steps = np.where(np.abs(steps) < ROUNDING, 0.0, steps)
        return steps * log_mean(base[-1], shocked[-1])


def by_step(
    result: ResultLike, rerun: RerunLike, scenario: str, output: str, freq: Freq, progress: Progress | None
) -> tuple[ResultLike, Split]:
    """The steps of the chain between baseline and scenario. See `decompose`."""
    if output != OUTPUT:
        raise InputError(f"{output!r} has no chain from people to money; {OUTPUT!r} has one")
    return split_between(Steps(), result, rerun, scenario, output, freq, progress)
