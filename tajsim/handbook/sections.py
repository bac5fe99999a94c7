"""What the page is made of, in its order: which modules and which parameters each section tells of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A section: the modules it is read from (inside `tajsim`), its block of parameters, if it has one."""

    key: str
    modules: tuple[str, ...]
    parameters: str = ""


PHASES = (
    "people_and_money",
    "somoni_and_prices",
    "spending_plans",
    "trade_and_output",
    "balances",
    "living_standards",
)
"""Modules of `tajsim.model.phases`, in the order in which a quarter runs them."""

SECTIONS: tuple[Section, ...] = (
    Section("quarter", ("model.economy", *(f"model.phases.{phase}" for phase in PHASES))),
    *(
        Section(name, (f"model.{name}",), name)
        for name in (
            *("host", "policy", "migration", "remittances", "households", "demand", "prices"),
            *("trade", "external", "fiscal", "banks", "labour"),
        )
    ),
    Section("welfare", ("model.welfare", "model.distribution"), "welfare"),
    Section("base year", ("model.initial", "model.opening"), "economy"),
    Section("residuals", ("engine.residuals",), "residuals"),
    Section("drivers", ("drivers.stochastic",)),
    Section("outputs", ("model.outputs",)),
    Section("accounts", ("model.accounts",)),
)

PLUMBING = ("model.numeric", "model.phases", "model.state")
"""Modules of the model that hold no equation: the arithmetic, the package of phases, what is carried on."""
