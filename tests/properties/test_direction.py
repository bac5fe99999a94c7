"""Responses whose sign theory fixes: in every draw, and the more the larger the shock."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import tajsim as ts

from .strategies import MOVES, QUARTERS, ROUNDING, Changed, computed, plausible, some

START = QUARTERS[2]
WHOLE = len(QUARTERS) - 2  # quarters from the start of the shock to the end of the run


class Law(NamedTuple):
    """`output` moves in the direction `sign` when `target` rises, in so many quarters from the shock on."""

    target: str
    output: str
    sign: int
    quarters: int = WHOLE

    def __str__(self) -> str:
        return f"{self.target} {'raises' if self.sign > 0 else 'lowers'} {self.output}"


LAWS = (
    Law("removals", "migrants_russia", -1),
    Law("removals", "deported", +1),
    Law("removals", "banned", +1),
    Law("enforcement", "migrants_russia", -1),
    Law("refusal_share", "migrants_russia", -1),
    Law("border_closure", "departures", -1, 1),
    Law("border_closure", "migrants_russia", -1),
    Law("rub_per_usd", "remittances_russia_usd", -1),
    Law("rub_per_usd", "migrant_wage_usd", -1),
    Law("rub_per_usd", "tjs_per_usd", +1),
    Law("payment_friction", "remittances_usd", -1, 1),
    Law("payment_friction", "remittance_cost", +1),
    Law("unrecorded_shift", "remittances_recorded_usd", -1),
    Law("russia_wage", "migrant_wage_rub", +1),
    Law("deported", "migrants_russia", -1),
    Law("organised_recruits", "migrants_russia_irregular", -1),
    Law("oil_price", "migrant_wage_rub", +1, 1),
    Law("russia_gdp_growth", "migrant_wage_rub", +1),
    Law("russia_gdp_growth", "remittances_russia_usd", +1),
    Law("russia_labour_need", "migrant_wage_rub", +1, 1),
    Law("russia_labour_need", "russia_labour_gap", +1, 1),
    Law("import_price_inflation", "consumer_prices", +1, 1),
    Law("transfer_stimulus", "disposable_income", +1, 1),
    Law("reintegration_coverage", "programme_cost", +1, 1),
    Law("fiscal_stimulus", "government_consumption", +1, 1),
    Law("trade_friction_russia", "trade_russia_usd", -1, 1),
    Law("sector_ban_share", "returned", +1, 1),
)
SIZES = (0.1, 0.5, 1.0)


def ladder(target: str, largest: float) -> list[ts.Scenario]:
    """The same shock in growing sizes, from START on; `largest`: of the last, as a share of what was seen."""
    operation, _, high = MOVES[target]
    neutral = 1.0 if operation == "multiply" else 0.0
    full = ts.step(neutral + largest * (high - neutral), start=START)
    single = ts.Scenario(target, [ts.Shock(target, **{operation: full})])
    return [single.scale(size) for size in SIZES]


@some(0.04)
@given(plausible(), st.floats(0.25, 1.0))
def test_more_of_it_moves_more(changed: Changed, largest: float) -> None:
    ladders = {law.target: ladder(law.target, largest) for law in LAWS}
    outputs = sorted({law.output for law in LAWS})
    r = computed([rung for rungs in ladders.values() for rung in rungs], changed, outputs=outputs)
    begin = QUARTERS.index(START)
    for law in LAWS:
        at = [0, *(r.position(rung.name) for rung in ladders[law.target])]
        paths = r.quarterly[law.output][begin : begin + law.quarters, at].astype(np.float64)
        steps = law.sign * np.diff(paths, axis=1)  # from the baseline up the ladder
        size = np.abs(paths).max(axis=1, keepdims=True)
        assert (steps >= -ROUNDING * size).all(), f"{law} in every draw"
        assert (law.sign * (paths[:, -1] - paths[:, 0]) > 0.0).any(), f"{law} at all"
