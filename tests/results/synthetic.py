"""A small made-up result with the shape of a real one, for the tests of results and plots."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from tajsim.quarters import Quarter, quarter_range
from tajsim.results import IdentityCheck, Manifest, OutputInfo, Result, Summaries

INFOS = {
    info.name: info
    for info in (
        OutputInfo("gdp", "million TJS at 2024 prices", "gross domestic product", "demand", "sum"),
        OutputInfo("inflation", "%", "consumer prices over a year before", "prices", "mean"),
        OutputInfo("remittances_usd", "million USD", "all remittances", "remittances", "sum"),
        OutputInfo("reserves_months", "months of imports", "reserve cover", "external", "end"),
        OutputInfo("current_account_gdp", "% of GDP", "current account", "external", "ratio"),
        OutputInfo("current_account_usd", "million USD", "current account", "external", "sum"),
        OutputInfo("gini", "index", "Gini coefficient", "welfare", "mean"),
        OutputInfo("migrants_russia", "persons", "migrants in Russia", "migration", "end"),
    )
}
LEVELS = dict(zip(INFOS, (35_000.0, 4.5, 1_500.0, 8.0, 3.0, -40.0, 34.0, 900_000.0), strict=True))
SHARES_OF_EFFECT = dict(zip(INFOS, (-0.01, 0.9, -0.05, -0.7, -1.5, -30.0, 0.4, -0.04), strict=True))
SCENARIOS = ("baseline", "crackdown", "rouble-shock")


def annual_of(name: str, quarterly: np.ndarray) -> np.ndarray:
    """Years of quarters (quarter, ...) that start in a first quarter."""
    years = quarterly.shape[0] // 4
    grouped = quarterly[: 4 * years].reshape(years, 4, *quarterly.shape[1:])
    rule = INFOS[name].annual
    if rule == "sum":
        return grouped.sum(axis=1)
    return grouped[:, -1] if rule == "end" else grouped.mean(axis=1)


def arrays(
    draws: int | None = 200,
    scenarios: tuple[str, ...] = SCENARIOS,
    quarters: int = 8,
    outputs: tuple[str, ...] = tuple(INFOS),
    seed: int = 1,
) -> dict[str, dict[str, np.ndarray]]:
    """The four mappings of arrays of a result."""
    parts: dict[str, dict[str, np.ndarray]] = {
        "quarterly": {},
        "annual": {},
        "central": {},
        "central_annual": {},
    }
    strength = np.r_[0.0, np.linspace(1, 3, max(len(scenarios) - 1, 1))][: len(scenarios)]
    build_up = np.linspace(0.2, 1, quarters)[:, None]
    for number, name in enumerate(outputs):
        rng = np.random.default_rng([seed, number])
        level, effect = LEVELS[name], SHARES_OF_EFFECT[name]
        push = effect * strength * build_up  # quarter, scenario
        central = level * (1 + push) if INFOS[name].is_level and level > 0 else level + push
        noise = rng.normal(0, 0.02 * abs(level), (quarters, 1, draws or 1)).cumsum(axis=0)
        gain = rng.lognormal(0, 0.3, draws or 1)
        spread = central[..., None] + noise + (central - central[:, :1])[..., None] * (gain - 1)
        values = central[..., None] if draws is None else spread
        parts["quarterly"][name] = values.astype(np.float32)
        parts["annual"][name] = annual_of(name, values).astype(np.float32)
        parts["central"][name] = central
        parts["central_annual"][name] = annual_of(name, central)
    return parts


def result(
    draws: int | None = 200,
    scenarios: tuple[str, ...] = SCENARIOS,
    quarters: int = 8,
    outputs: tuple[str, ...] = tuple(INFOS),
    **changes: Any,
) -> Result:
    """A made-up result; `changes` replace parts of it."""
    dates = quarter_range("2025Q1", Quarter(2025, 1) + (quarters - 1))
    manifest = Manifest.of_run(
        vintage="test-vintage",
        vintage_sha256="0" * 64,
        scenarios={name: f"{number:064x}" for number, name in enumerate(scenarios)},
        baseline=scenarios[0],
        seed=7,
        draws=draws,
        start=str(dates[0]),
        end=str(dates[-1]),
        outputs=outputs,
        data={"outlook.csv": "1" * 64},
    )
    parts: dict[str, Any] = {
        "scenarios": scenarios,
        "quarters": dates,
        "years": tuple(range(2025, 2025 + quarters // 4)),
        "infos": INFOS,
        "identities": (
            IdentityCheck("persons", 3.1e-16, scenarios[-1], dates[0], 0),
            IdentityCheck("money", 2.2e-13, scenarios[0], dates[-1], 4),
        ),
        "manifest": manifest,
        "accounts_of": accounts_of,
        **arrays(draws, scenarios, quarters, outputs),
    }
    return Result(**(parts | changes))


def summarised(draws: int = 20_000, blocks: int = 4, **how: Any) -> tuple[Result, Result]:
    """The same run twice: with every draw, and with merged summaries of blocks of draws alone."""
    full = result(draws=draws, **how)
    edges = np.linspace(0, draws, blocks + 1).astype(int)
    edges[1:-1] += 7  # blocks of unequal size
    parts = [
        Summaries.of_block(
            {name: values[..., low:high] for name, values in full.quarterly.items()},
            {name: values[..., low:high] for name, values in full.annual.items()},
        )
        for low, high in pairwise(edges)
    ]
    return full, replace(full, quarterly={}, annual={}, summaries=Summaries.merge(parts))


def accounts_of(scenario: str, quarter: Quarter, draw: int) -> pd.DataFrame:
    """A matrix whose rows and columns sum to zero."""
    frame = pd.DataFrame(
        {"households": [1.0, -1.0], "firms": [-1.0, 1.0]}, index=pd.Index(["wages", "consumption"])
    )
    frame.attrs = {"scenario": scenario, "quarter": str(quarter), "draw": draw}
    return frame


NOT_IN_FORMAT_1 = (
    *("keep", "vintage_given", "vintage_toml", "definitions", "outlook_toml", "given_toml", "judgement_toml"),
    "swaps_toml",
)


def manifest_of_format_1(m: Manifest) -> Manifest:
    """The same manifest as it was before manifests held texts."""
    values = m.to_dict() | {"format": 1}
    for name in NOT_IN_FORMAT_1:
        del values[name]
    return Manifest.from_json(json.dumps(values))
