"""Random parameter sets and scenarios, and runs of them.

Where the model must hold. `plausible` parameters move up to four at a time anywhere within the range that
the parameter set gives them, low to high, the rest drawn as always; `plausible_scenario` moves drivers and
rules by what has been seen somewhere, in any shape. Such a run has to succeed. Anything else that a user may
declare, `allowed` parameters and an `allowed_scenario`, succeeds or is refused in words.
"""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

import tajsim as ts
from tajsim.parameters import declarations
from tajsim.quarters import quarter_range
from tajsim.scenarios import Shape, fade, path, pulse, ramp, step, targets
from tests.of_2024 import run

PARAMETER_SETS = ("calibrated-2024", "world-bank-2024", "kremlin-2024")
DRAWS = 4
ROUNDING = 1e-6  # draws are kept in single precision
QUARTERS = quarter_range("2025Q1", "2026Q4")

# target: how it is moved, and between which sizes; two such moves together stay within what is declared
MOVES: dict[str, tuple[str, float, float]] = {
    "rub_per_usd": ("multiply", 0.7, 1.7),
    "oil_price": ("multiply", 0.5, 1.6),
    "russia_gdp_growth": ("add", -8.0, 4.0),
    "russia_inflation": ("add", -3.0, 15.0),
    "russia_labour_need": ("add", -5e5, 3e6),
    "russia_wage": ("multiply", 0.8, 1.3),
    "organised_recruits": ("multiply", 0.0, 3.0),
    "deported": ("multiply", 0.0, 2.0),
    "china_growth": ("add", -4.0, 4.0),
    "import_price_inflation": ("add", -5.0, 10.0),
    "enforcement": ("multiply", 0.5, 6.0),
    "removals": ("add", 0.0, 75_000.0),
    "refusal_share": ("add", 0.0, 0.3),
    "preregistration_barrier": ("add", 0.0, 0.5),
    "border_closure": ("add", 0.0, 0.5),
    "payment_friction": ("add", 0.0, 0.15),
    "unrecorded_shift": ("add", 0.0, 0.45),
    "recruitment_rate_naturalised": ("multiply", 0.0, 10.0),
    "sector_ban_share": ("add", 0.0, 0.3),
    "departure_rate": ("multiply", 0.5, 1.3),
    "other_capacity": ("multiply", 1.0, 4.0),
    "trade_friction_russia": ("add", 0.0, 0.45),
    "fiscal_stimulus": ("add", -0.1, 0.1),
    "transfer_stimulus": ("add", 0.0, 1.0),
    "reintegration_coverage": ("add", 0.0, 0.5),
    "pass_through_year": ("multiply", 0.5, 1.5),
}


def some(share: float) -> settings:
    """Settings that try this share of the examples of the profile."""
    return settings(max_examples=max(int(share * settings().max_examples), 1), deadline=None)


def _within(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_subnormal=False)


starts = st.sampled_from(QUARTERS[:6])
lengths = st.integers(1, 5)


def shapes(low: float, high: float) -> st.SearchStrategy[Shape]:
    """Any shape with values from `low` to `high` that begins within the run."""
    size = _within(low, high)
    return st.one_of(
        st.builds(step, size, starts),
        st.builds(pulse, size, starts, lengths),
        st.builds(ramp, size, starts, lengths, lengths, _within(0.0, 1.0)),
        st.builds(fade, size, starts, lengths, _within(0.0, 1.0)),
        st.builds(path, st.lists(size, min_size=1, max_size=4), starts, st.booleans()),
    )


@st.composite
def plausible_shock(draw: st.DrawFn) -> ts.Shock:
    """One of MOVES in any shape."""
    target = draw(st.sampled_from(sorted(MOVES)))
    operation, low, high = MOVES[target]
    return ts.Shock(target, **{operation: draw(shapes(low, high))})


def plausible_scenario(name: str = "random") -> st.SearchStrategy[ts.Scenario]:
    """One to three plausible shocks on targets that differ."""
    shocks = st.lists(plausible_shock(), min_size=1, max_size=3, unique_by=lambda shock: shock.target)
    return st.builds(ts.Scenario, st.just(name), shocks)


@st.composite
def allowed_shock(draw: st.DrawFn) -> ts.Shock:
    """Any operation on any target, with values within its declared range."""
    target = draw(st.sampled_from(sorted(targets().values(), key=lambda t: t.name)))
    operation = draw(st.sampled_from(("set", "add", "multiply")))
    shape = shapes(target.low, target.high) if operation != "multiply" else shapes(0.0, 5.0)
    return ts.Shock(target.name, **{operation: draw(shape)})


def allowed_scenario(name: str = "random") -> st.SearchStrategy[ts.Scenario]:
    """One or two shocks as far as the declared ranges go."""
    shocks = st.lists(allowed_shock(), min_size=1, max_size=2, unique_by=lambda shock: shock.target)
    return st.builds(ts.Scenario, st.just(name), shocks)


class Changed(NamedTuple):
    """A set with some values of its own; short, so that a failure shows what to type to repeat it."""

    parameter_set: str
    values: dict[str, float]

    def parameters(self) -> ts.Parameters:
        """The parameter set."""
        blocks: dict[str, dict[str, float]] = {}
        for name, value in self.values.items():
            blocks.setdefault(declarations()[name].block, {})[name] = value
        return ts.parameters(self.parameter_set).replace(**blocks)


@st.composite
def plausible(draw: st.DrawFn) -> Changed:
    """A parameter set with up to four uncertain parameters anywhere within its own range of them."""
    p = ts.parameters(draw(st.sampled_from(PARAMETER_SETS)))
    uncertain = sorted(name for name, entry in p.entries.items() if entry.low < entry.high)
    names = draw(st.lists(st.sampled_from(uncertain), max_size=4, unique=True))
    return Changed(p.name, {n: draw(_within(p.entries[n].low, p.entries[n].high)) for n in names})


@st.composite
def allowed(draw: st.DrawFn) -> Changed:
    """A parameter set with one or two parameters, the fixed ones too, anywhere within the declared range."""
    known = declarations()
    names = draw(st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=2, unique=True))
    values = {n: draw(_within(known[n].low, known[n].high)) for n in names}
    return Changed(draw(st.sampled_from(PARAMETER_SETS)), values)


def computed(scenarios: Any, p: Changed | ts.Parameters, **changes: Any) -> ts.Result:
    """A short run of every output; a scenario without effect is no surprise here."""
    chosen = p.parameters() if isinstance(p, Changed) else p
    asked = {"baseline": "none", "draws": DRAWS, "seed": 11, "end": str(QUARTERS[-1]), "outputs": "all"}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".* has no effect", category=UserWarning)
        return run(scenarios, chosen, **(asked | changes))


def bits(r: ts.Result, scenario: str, outputs: tuple[str, ...] | None = None) -> list[bytes]:
    """Every number of one scenario, as bytes."""
    at = r.position(scenario)
    kinds = (r.quarterly, r.annual, r.central, r.central_annual)
    return [
        np.ascontiguousarray(arrays[name][:, at]).tobytes() for name in outputs or r.kept for arrays in kinds
    ]
