"""What figures and scenarios may not imply together, although each number alone is allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tajsim.errors import Problems
from tajsim.model.numeric import Number
from tajsim.model.state import Constants, State
from tajsim.parameters import Parameters
from tajsim.parameters.blocks import Blocks
from tajsim.quarters import Quarter
from tajsim.scenarios.modifier import Modifier


def contradictions(state: State, k: Constants, p: Blocks) -> list[str]:
    """What figures of a year imply but cannot be: residuals below zero, and the parameters behind them."""
    poorest = k.distribution.receiving - 0.5 * k.distribution.gradient
    richest = 1.0 - k.distribution.receiving - 0.5 * k.distribution.gradient
    comfort = p.external.reserve_comfort_months - p.external.reserve_floor_months
    implied: dict[str, tuple[Number, str]] = {
        "migrants in Russia": (p.migration.stock_russia - 1.0, "stock_russia"),
        "remittances": (p.remittances.remittances_gdp_share - 1e-4, "remittances_gdp_share"),
        "money sent from Russia": (
            k.propensity,
            "remittances_gdp_share, nonlabour_share, recruit_payment_rub",
        ),
        "imports from Russia": (k.import_weights.russia, "turnover_russia, export_share_russia"),
        "imports from China": (k.import_weights.china, "turnover_china, export_share_china"),
        "other imports": (k.import_weights.rest, "turnover_total, turnover_russia, turnover_china"),
        "other exports": (k.exports.rest, "export_share_russia, export_share_china"),
        "public consumption": (k.government, "tax_revenue, public_investment_gdp_share, transfers"),
        "business investment": (k.investment_ratio, "consumption_gdp_share, public_investment_gdp_share"),
        "taxes on profits": (k.taxes.profits, "tax_share_imports, tax_share_consumption, tax_share_labour"),
        "profits": (state.profits, "wage_tjs, labour_force, tax_revenue"),
        "own income": (state.household.own_income, "current_account_gdp_share, wage_tjs, labour_force"),
        "somoni money": (state.household.money, "monetary_base, deposits, capital_ratio"),
        "bank reserves": (state.bank.reserves, "deposits, deposits_fx_share, capital_ratio, loans"),
        "comfortable reserves beyond the floor": (
            comfort - 1e-3,
            "reserve_comfort_months, reserve_floor_months",
        ),
        "receiving households among the poorest": (poorest, "receiving_share, receiving_gradient"),
        "other households among the richest": (richest, "receiving_share, receiving_gradient"),
    }
    return [
        f"{what} would be below zero; see {names}"
        for what, (value, names) in implied.items()
        if not np.all(np.asarray(value) >= 0.0)
    ]


def check_reserves(
    scenario: str,
    changes: Mapping[str, Modifier],
    quarters: Sequence[Quarter],
    p: Parameters,
    problems: Problems,
) -> None:
    """Note a scenario that lifts the floor of reserves to what counts as comfortable, in any draw."""
    names = ("reserve_floor_months", "reserve_comfort_months")
    if not changes.keys() & set(names):
        return
    ends = (float(p.draw(names[0], 1.0)), float(p.draw(names[1], 0.0)))
    floor, comfort = (
        changes[name].apply(np.full(len(quarters), end)) if name in changes else np.full(len(quarters), end)
        for name, end in zip(names, ends, strict=True)
    )
    crossed = np.flatnonzero(floor >= comfort)
    if len(crossed):
        t = int(crossed[0])
        problems.add(
            f"scenario {scenario!r} takes 'reserve_floor_months' up to {floor[t]:g} and "
            f"'reserve_comfort_months' down to {comfort[t]:g} in {quarters[t]}; the floor must stay below"
        )
