"""The single levers of the page: what can be moved by hand, by group, and how far."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from tajsim.scenarios.target import Target

Group = Literal["russia", "rules", "money", "home"]
NEUTRAL = {"multiply": 1.0, "add": 0.0}


class Handle(NamedTuple):
    """One lever: the target it moves, by a factor or an amount, from `low` to `high` in steps."""

    group: Group
    target: str
    operation: Literal["multiply", "add"]
    low: float
    high: float
    step: float


HANDLES = (
    Handle("russia", "rub_per_usd", "multiply", 0.7, 2.0, 0.05),
    Handle("russia", "oil_price", "multiply", 0.4, 1.6, 0.05),
    Handle("russia", "russia_gdp_growth", "add", -8.0, 4.0, 0.5),
    Handle("russia", "russia_inflation", "add", -4.0, 16.0, 1.0),
    Handle("russia", "russia_labour_need", "add", -600_000.0, 600_000.0, 50_000.0),
    Handle("russia", "russia_wage", "multiply", 0.7, 1.5, 0.05),
    Handle("rules", "enforcement", "multiply", 0.5, 4.0, 0.1),
    Handle("rules", "deported", "add", 0.0, 20_000.0, 1_000.0),
    Handle("rules", "refusal_share", "multiply", 0.5, 6.0, 0.25),
    Handle("rules", "permit_cost_rub", "multiply", 0.5, 3.0, 0.1),
    Handle("rules", "preregistration_barrier", "add", 0.0, 0.3, 0.01),
    Handle("rules", "sector_ban_share", "add", 0.0, 0.4, 0.02),
    Handle("rules", "border_closure", "add", 0.0, 1.0, 0.05),
    Handle("rules", "visa_regime", "add", 0.0, 1.0, 0.1),
    Handle("rules", "amnesty_rate", "add", 0.0, 0.3, 0.02),
    Handle("rules", "citizenship_loss_rate", "add", 0.0, 0.01, 0.0005),
    Handle("money", "remittance_cost", "multiply", 0.25, 3.0, 0.05),
    Handle("money", "transfer_tax", "add", 0.0, 0.3, 0.01),
    Handle("money", "bank_sanctions", "add", 0.0, 0.6, 0.05),
    Handle("money", "food_price_factor", "multiply", 0.7, 1.6, 0.05),
    Handle("money", "fuel_export_ban", "add", 0.0, 1.0, 0.1),
    Handle("money", "gold_price", "multiply", 0.5, 1.6, 0.05),
    Handle("money", "import_price_inflation", "add", -4.0, 8.0, 0.5),
    Handle("money", "china_growth", "add", -5.0, 4.0, 0.5),
    Handle("home", "reintegration_coverage", "add", 0.0, 1.0, 0.05),
    Handle("home", "transfer_stimulus", "add", -0.2, 1.0, 0.05),
    Handle("home", "fiscal_stimulus", "add", -0.1, 0.2, 0.01),
    Handle("home", "investment_programme", "add", -0.3, 0.6, 0.05),
    Handle("home", "vat_rate", "add", -4.0, 4.0, 0.5),
    Handle("home", "policy_rate_shift", "add", -3.0, 6.0, 0.5),
    Handle("home", "intervention_share", "multiply", 0.0, 2.0, 0.1),
    Handle("home", "other_capacity", "multiply", 0.5, 4.0, 0.25),
    Handle("home", "organised_recruitment", "add", 0.0, 1.0, 0.05),
    Handle("home", "organised_recruits", "add", 0.0, 20_000.0, 1_000.0),
    Handle("home", "budget_support_grants", "add", 0.0, 100.0, 5.0),
)


def levers(known: dict[str, Any]) -> list[dict[str, Any]]:
    """The levers as the page knows them, of targets that a quarter reads."""
    return [
        {**h._asdict(), "neutral": NEUTRAL[h.operation]}
        for h in HANDLES
        if known.get(h.target, {}).get("used")
    ]


def outside(handle: Handle, target: Target, today: float) -> list[float]:
    """The ends of a lever that would take its target out of its declared range."""
    ends = [today * x if handle.operation == "multiply" else today + x for x in (handle.low, handle.high)]
    return [x for x in ends if not target.low <= x <= target.high]
