"""What the page is made of, in its order: which modules and which parameters each section tells of."""

from __future__ import annotations

from dataclasses import dataclass

from tajsim.parameters.blocks import BLOCKS


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
_OUTSIDE = ("economy", "residuals")  # blocks of parameters that have sections of another name or module
_BESIDE = {"welfare": ("model.distribution",)}  # what else the section of a block is read from

SECTIONS: tuple[Section, ...] = (
    Section("quarter", ("model.economy", *(f"model.phases.{phase}" for phase in PHASES))),
    *(
        Section(name, (f"model.{name}", *_BESIDE.get(name, ())), name)
        for name, _ in BLOCKS
        if name not in _OUTSIDE
    ),
    Section("base year", ("model.initial", "model.opening"), "economy"),
    Section("residuals", ("engine.residuals",), "residuals"),
    Section("drivers", ("drivers.stochastic",)),
    Section("outputs", ("model.outputs",)),
    Section("accounts", ("model.accounts",)),
)

PLUMBING = ("model.numeric", "model.phases", "model.state")
"""Modules of the model that hold no equation: the arithmetic, the package of phases, what is carried on."""
