"""The equation whose residual moves until an output meets a figure it is given.

Each residual is drawn by `tajsim.engine.residuals` and stands in the equation of the same name among the
add-factors (`tajsim.model.state.AddFactors`). An output that is not named here has to be given with
equation it is met.
"""

from __future__ import annotations

from collections.abc import Mapping

EQUATIONS: tuple[str, ...] = (
    "remittances",
    "exchange_rate",
    "prices",
    "demand",
    "outflows",
    "stocks",
    "exports",
    "bad_loans",
)
"""The equations with residuals, in the order of `tajsim.engine.residuals.Residuals`."""

_OUTPUTS: Mapping[str, tuple[str, ...]] = {
    "remittances": (
        "remittances_usd",
        "remittances_russia_usd",
        "remittances_recorded_usd",
        "remittances_sent_usd",
        "remittances_tjs",
        "remittances_gdp",
    ),
    "exchange_rate": ("tjs_per_usd",),
    "prices": ("inflation", "consumer_prices"),
    "demand": (
        "gdp",
        "gdp_growth",
        "gdp_nominal",
        "consumption",
        "disposable_income",
        "tax_revenue",
        "unemployment_rate",
        "employment",
    ),
    "stocks": ("imports", "imports_usd", "current_account_usd", "current_account_gdp", "trade_china_usd"),
    "exports": ("exports", "exports_usd"),
    "outflows": ("reserves_usd", "reserves_months"),
    "bad_loans": ("npl_ratio", "bank_capital_ratio"),
}

MET_BY: Mapping[str, str] = {name: equation for equation, names in _OUTPUTS.items() for name in names}
"""Output -> equation."""
