"""Answers show themselves in a notebook: their words, and numbers that are theirs."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

import tajsim as ts
from tajsim.analysis.parameter_sets.comparison import ParameterSetComparison
from tajsim.analysis.policy.answer import PolicySearch
from tajsim.analysis.policy.levers import Lever
from tajsim.analysis.sensitivity.importance import Sensitivity
from tajsim.analysis.sensitivity.methods import Indices, Swing
from tajsim.analysis.sensitivity.quantity import Factor
from tajsim.analysis.thresholds.condition import Condition
from tajsim.analysis.thresholds.frontier import FrontierPoint
from tests.analysis.made import MANIFEST, UP, frontier, judged, move, parts, solution
from tests.test_html import EVIL, Reader


def shown(answer: Any) -> tuple[list[list[str]], str]:
    """The one table of an answer, and all its words."""
    text = answer._repr_html_()
    assert "<script" not in text
    reader = Reader(text)
    (rows,) = reader.tables
    return rows, "".join(reader.words)


def searched(**what: Any) -> PolicySearch:
    given: dict[str, Any] = {
        "scenarios": ("crackdown", "rouble-shock"),
        "levers": (Lever(ts.scenario("organised-recruitment"), 10.0),),
        "condition": Condition("gdp", ">", -1.0, "% from baseline"), "at": None, "unit": "%", "prob": 0.5,
        "sizes": np.array([[0.0], [1.0], [0.5]]), "cost": np.array([0.0, 1234.0, 2000.0]),
        "probability": np.array([[0.2, 0.4], [0.6, 0.825], [0.5, 0.5]]), "shortfall": np.zeros((3, 2)),
        "draws": 100, "seed": 0, "vintage": "v",
    }  # fmt: skip
    return PolicySearch(**given | what)


def studied(**what: Any) -> Sensitivity:
    def row(*values: float) -> np.ndarray:
        return np.array([values])

    given: dict[str, Any] = {
        "scenario": "crackdown", "baseline": "baseline", "output": "gdp", "unit": "% of baseline",
        "at": "2026",
        "years": (), "parameters": ts.parameters("world-bank-2024"), "spread": 1.0,
        "swings": (Swing("stock_russia", 9e5, 1e6, 1.1e6, -1.5, -1.0, -0.5),),
        "factors": (Factor("stock_russia", ("stock_russia",)), Factor("group", ("import_price_elasticity",))),
        "indices": Indices(
            first=row(0.25, 0.5), first_low=row(0.2, 0.4), first_high=row(0.3, 0.6),
            total=row(0.26, 0.75), total_low=row(0.21, 0.7), total_high=row(0.31, 0.8),
            mean=np.array([-1.0]), sd=np.array([0.5]),
        ),
        "base_samples": 64, "seed": 0,
    }  # fmt: skip
    return Sensitivity(**given | what)


def test_a_solution_shows_every_size_that_was_run() -> None:
    answer = solution((0.0, 0.1, 0.3), (UP,))
    rows, words = shown(answer)
    assert rows == [
        ["size", "probability, %", "standard error, %"],
        ["0", "0", "0"], ["1", "10", "3"], ["2", "30", f"{100 * answer.curve['error'].iloc[2]:.4g}"],
    ]  # fmt: skip
    assert answer.question in words
    assert answer.text in words
    assert "How large: weak" in words


def test_a_frontier_shows_every_ray() -> None:
    answer = frontier(FrontierPoint(1.5, 0.0, 0.25, "rises"), FrontierPoint(0.0, 2.0, 0.125, "none"))
    rows, words = shown(answer)
    names = [answer.scenario_a.title, answer.scenario_b.title]
    assert rows == [
        [f"size of {names[0]}", f"size of {names[1]}", "probability, %", "direction"],
        ["1.5", "0", "25", "rises"], ["0", "2", "12.5", "none"],
    ]  # fmt: skip
    assert answer.text in words


def test_a_policy_search_shows_its_efficient_mixes() -> None:
    answer = searched()
    rows, words = shown(answer)
    assert rows == [
        ["mix", "cost, million TJS a year", "crackdown, %", "rouble-shock, %", "worst, %"],
        ["no lever", "0", "20", "40", "20"],
        [answer.names[1], "1,234", "60", "82.5", "60"],
    ]
    assert answer.text in words
    assert "in every quarter; the efficient mixes" in words
    assert "in 2027; the efficient mixes" in shown(searched(at="2027"))[1]


def test_a_sensitivity_shows_factors_the_largest_first() -> None:
    answer = studied()
    rows, words = shown(answer)
    assert rows == [
        ["factor", "first order, % of the variance (95 % interval)", "total, %"],
        ["group", "50 (40 to 60)", "75 (70 to 80)"],
        ["stock_russia", "25 (20 to 30)", "26 (21 to 31)"],
    ]
    assert answer.text in words
    assert answer.subject in words


def test_a_plausibility_shows_every_move() -> None:
    answer = judged(move(surprise=15.5), move("together", 2, surprise=float("nan")), title=EVIL)
    rows, words = shown(answer)
    assert rows[0] == [
        "driver",
        "years",
        "until",
        "scenario, %",
        "outlook, %",
        "over the outlook, %",
        "percentile",
    ]
    assert rows[1] == ["oil_price", "1", "2026Q4", "12", "\N{MINUS SIGN}3", "15.5", "95"]
    assert rows[2][5] == "\N{EN DASH}"
    assert answer.text in words
    assert f"How unusual: {EVIL}" in words


def test_a_decomposition_shows_means_that_add_up() -> None:
    answer = parts([[3.0, 1.0], [-1.0, -1.0]], [2.0, 0.0])
    rows, words = shown(answer)
    assert rows == [["period", "p0", "p1", "total"], ["2025", "2", "\N{MINUS SIGN}1", "1"]]
    assert "Why: gdp in s against baseline" in words
    assert "By shock, x; means over draws, which add up" in words
    central = dataclasses.replace(
        parts([[3.0]], [3.0]), manifest=dataclasses.replace(MANIFEST, draws=None, seed=None)
    )
    assert "on the single path" in shown(central)[1]


def test_two_parameter_sets_show_what_each_group_adds() -> None:
    one, two = ts.parameters("world-bank-2024"), ts.parameters("kremlin-2024")
    answer = ParameterSetComparison(
        here=one, there=two, at="2026", scenario=None, baseline="baseline", outputs=("gdp",), units=("x",),
        groups=(("host",), ("trade", "banks")), before=np.array([10.0]), after=np.array([12.5]),
        parts=np.array([[0.5], [2.0]]),
    )  # fmt: skip
    rows, words = shown(answer)
    assert rows == [
        ["output", "unit", "before", "after", "change", "others", "host"],
        ["gdp", "x", "10", "12.5", "2.5", "2", "0.5"],
    ]
    assert "From world-bank-2024 to kremlin-2024" in words
    assert "levels of the baseline, 2026" in words
    shocked = dataclasses.replace(answer, scenario="crackdown")
    assert "deviations in " in shown(shocked)[1]
