"""Simulated worlds: what the model itself makes of known parameters, given in part and asked for the rest.

`python -m tests.engine.worlds` prints the coverage of bands in 200 worlds, in some minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tajsim.engine.block import kernel_for, run_block
from tajsim.engine.condition import Condition, as_conditions
from tajsim.engine.conditioning import check_weights, met_in_every_draw, prepared
from tajsim.engine.plan import Plan
from tajsim.engine.request import read
from tajsim.engine.run import prepare
from tajsim.errors import InputError
from tajsim.quarters import Quarter
from tajsim.results.conditions import effective_draws, normalised
from tests import of_2024

OUTPUTS = ("remittances_usd", "gdp", "consumer_prices", "tjs_per_usd", "rub_per_usd", "imports_usd",
           "exports_usd", "reserves_usd", "npl_ratio", "consumption")  # fmt: skip
FIRST, SECOND = Quarter(2025, 1), Quarter(2025, 2)
TOLD = (
    ("rub_per_usd", FIRST, SECOND, "mean"),
    ("remittances_usd", FIRST, FIRST, "sum"),
    ("tjs_per_usd", FIRST, SECOND, "end"),
    ("consumer_prices", FIRST, SECOND, "end"),
    ("gdp", FIRST, SECOND, "sum"),
    ("imports_usd", FIRST, SECOND, "sum"),
    ("reserves_usd", FIRST, FIRST, "end"),
)
ASKED = (2, 3, 5)  # quarters after the start, from 2025Q3
Worlds = Iterator[tuple[NDArray[np.bool_], float] | None]


def read_given(values: dict[str, NDArray[np.float64]]) -> tuple[Condition, ...]:
    """What a world publishes, from its outputs by quarter."""
    found = []
    for name, first, last, measure in TOLD:
        own = values[name][first - FIRST : last - FIRST + 1]
        value = {"sum": own.sum(), "mean": own.mean(), "end": own[-1]}[measure]
        found.append(
            Condition(name=name, first=first, last=last, measure=measure, value=float(value))  # type: ignore[arg-type]
        )
    return as_conditions(found)


def quantiles(values: NDArray[np.float64], weights: NDArray[np.float64], at: float) -> float:
    """The weighted quantile of a list of values."""
    order = np.argsort(values)
    upto = np.cumsum(weights[order]) - 0.5 * weights[order]
    return float(np.interp(at, upto, values[order]))


def worlds(count: int, draws: int, backend: str = "numpy") -> Worlds:
    """Of each world, whether bands of 90 % hold what it did not tell, (quarter, output); effective draws.

    None for a world whose figures a run refuses: too few draws allow them.
    """
    asked = of_2024.options(draws=draws, seed=1, end="2026Q2", outputs=OUTPUTS)
    plan = prepare(read(asked))
    if backend == "compiled":
        plan = replace(plan, kernel=kernel_for(plan))
    made, _ = run_block(replace(plan, seed=2, draws=count), 0)
    for world in range(count):
        truth = {name: made.quarterly[name][:, 0, world].astype(np.float64) for name in OUTPUTS}
        try:
            yield _covered(plan, truth)
        except InputError:
            yield None


def _covered(plan: Plan, truth: dict[str, NDArray[np.float64]]) -> tuple[NDArray[np.bool_], float]:
    plan = met_in_every_draw(prepared(plan, read_given(truth), (), plan.driver_model), None)
    check_weights(plan)
    assert plan.given is not None
    assert plan.given.solved is not None
    log_weights = plan.given.solved.log_weights
    weights = normalised(log_weights)
    found, _ = run_block(plan, 0)
    held = np.empty((len(ASKED), len(OUTPUTS)), dtype=bool)
    for i, t in enumerate(ASKED):
        for j, name in enumerate(OUTPUTS):
            values = found.quarterly[name][t, 0].astype(np.float64)
            low, high = (quantiles(values, weights, at) for at in (0.05, 0.95))
            held[i, j] = low <= truth[name][t] <= high
    return held, effective_draws(log_weights)


def main(count: int, draws: int) -> None:
    found = [world for world in worlds(count, draws, "compiled") if world is not None]
    held, effective = map(np.array, zip(*found, strict=True))
    print(f"{count} worlds, {count - len(found)} refused, {draws} draws")
    print(f"bands of 90 % that hold the outcome: {100.0 * held.mean():.1f} %")
    print(f"effective draws: median {np.median(effective):.0f}, least {effective.min():.0f}")
    for j, name in enumerate(OUTPUTS):
        print(f"  {name:20}", " ".join(f"{100.0 * share:5.1f}" for share in held[:, :, j].mean(axis=0)))


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3] or ("200", "4000")))
