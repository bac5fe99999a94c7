"""Answers of analyses made by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

import tajsim as ts
from tajsim.analysis.decomposition.decompose import Decomposition
from tajsim.analysis.plausibility.driver_moves import Move
from tajsim.analysis.plausibility.study import Plausibility
from tajsim.analysis.policy.search import Crossing
from tajsim.analysis.thresholds.condition import Condition
from tajsim.analysis.thresholds.frontier import Frontier, FrontierPoint
from tajsim.analysis.thresholds.solve import Solution
from tajsim.quarters import Quarter, quarter_range
from tests.results.synthetic import result

MANIFEST = result(draws=100, quarters=12).manifest


def solution(probabilities: tuple[float, ...], crossings: tuple[Crossing, ...] = (), **what: Any) -> Solution:
    sizes = tuple(float(i) for i in range(len(probabilities)))
    shocks = [ts.Shock("rub_per_usd", multiply=ts.step(1.1, "2025Q1"))]
    given: dict[str, Any] = {
        "scenario": ts.Scenario("weak", shocks), "condition": Condition("gdp", "<", -1.0, "% from baseline"),
        "unit": "%", "prob": 0.25, "at": "2025", "span": (0.0, 9.0), "limit": "", "sizes": sizes,
        "probabilities": probabilities, "crossings": crossings, "manifest": MANIFEST,
    }  # fmt: skip
    return Solution(**given | what)


UP = Crossing(2.0, 0.30, True, 1.0, 0.10, 1.5, 2.25)


DOWN = Crossing(3.0, 0.40, False, 4.0, 0.05, 3.25, 3.75)


def frontier(*points: FrontierPoint, **what: Any) -> Frontier:
    given: dict[str, Any] = {
        "scenario_a": ts.scenario("rouble-shock"), "scenario_b": ts.scenario("crackdown"),
        "condition": Condition("gdp", "<", -1.0, "% from baseline"), "unit": "%", "at": "2025", "prob": 0.25,
        "largest": (2.0, 2.0), "points": points, "limits": (), "manifest": MANIFEST,
        "grid": ((0.0, 0.0, 0.1), (1.0, 0.0, 0.2), (1.0, 1.0, 0.05), (0.0, 2.0, 0.24)),
    }  # fmt: skip
    return Frontier(**given | what)


def move(driver: str = "oil_price", years: int = 1, tail: float = 5.0, **what: Any) -> Move:
    given: dict[str, Any] = {
        "driver": driver, "years": years, "until": Quarter(2025 + years, 4), "move": 12.0, "outlook": -3.0,
        "surprise": 15.0, "percentile": 100.0 - tail, "tail": tail, "windows": 96, "exceeded": 7,
        "largest": 30.0, "largest_until": "2008Q4",
    }  # fmt: skip
    return Move(**given | what)


def judged(*moves: Move, **what: Any) -> Plausibility:
    quarters = quarter_range("2026Q1", "2029Q4")
    given: dict[str, Any] = {
        "scenario": "mine", "title": "Mine", "outlook": "baseline", "start": Quarter(2026, 1),
        "begins": Quarter(2026, 1), "moves": moves, "later": (), "last": Quarter(2064, 4), "distance": 2.345,
        "percentile": 87.5, "figures": 6, "rules": (), "quarters": quarters, "surprise": np.ones((3, 16)),
        "bands": np.zeros((5, 3, 16)), "draws": 200, "seed": 0, "until": 2024,
    }  # fmt: skip
    return Plausibility(**given | what)


def parts(values: list[list[float]], total: list[float]) -> Decomposition:
    made = np.array(values)[:, None, :]
    return Decomposition(
        output="gdp", scenario="s", baseline="baseline", by="shock", freq="Y", relative=False, unit="x",
        periods=(2025,), parts=tuple(f"p{i}" for i in range(len(values))), values=made,
        reference=np.ones((1, len(total))), total=np.array([total]), central=made[..., 0],
        central_reference=np.ones(1), manifest=MANIFEST,
    )  # fmt: skip
