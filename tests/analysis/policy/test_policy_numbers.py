"""The answer of a policy search in words and tables, by hand; ties; units of compared parameter sets."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.policy.answer import Mix
from tajsim.analysis.policy.mixes import kept
from tajsim.analysis.policy.study import PolicySearch
from tajsim.analysis.thresholds.condition import Condition
from tajsim.model.outputs import OUTPUTS
from tests.analysis.policy.test_study import toy


def changed(search: PolicySearch, **what: object) -> PolicySearch:
    return dataclasses.replace(search, **what)  # type: ignore[arg-type]


def test_the_cheapest_mix_is_reported_with_its_cost_probability_and_error() -> None:
    search = toy()
    best = search.best
    assert best is not None
    error = math.sqrt(0.9 * 0.1 / 100)
    assert search.text == (
        f"To keep {search.condition.words('million TJS')} in every quarter with probability 80% or more in "
        "each of 2 scenarios (one, two), the cheapest of 9 mixes is a + b, for 35 million TJS a year at 2024 "
        f"prices; its worst probability is 90.0% (sampling error {error:.1%}), with nothing done it is 50.0%."
    )
    assert "in 2027 with" in changed(search, at="2027").text
    assert repr(search) == f"<PolicySearch: {search.text}>"


def test_where_no_mix_does_it_the_most_that_is_reached_is_reported_with_the_scenario_it_fails_in() -> None:
    search = changed(toy(), prob=0.95)
    assert search.best is None
    assert search.text == (
        f"No mix of the 9 tried keeps {search.condition.words('million TJS')} in every quarter with "
        "probability 95% or more in each of 2 scenarios (one, two). The most that is reached is 90.0%, in "
        "two, by a + b for 35 million TJS a year."
    )


def test_where_nothing_has_to_be_done_it_says_so() -> None:
    search = changed(toy(), prob=0.5)
    assert search.best is not None
    assert search.best.name == "no lever"
    assert search.text.startswith("Nothing has to be done to keep ")
    assert search.text.endswith(" in each of 2 scenarios (one, two): it is kept with 50.0%.")
    alone = changed(search, scenarios=("one",), probability=search.probability[:, :1])
    assert alone.text.endswith(" in one: it is kept with 50.0%.")


def test_a_probability_met_exactly_is_kept() -> None:
    search = toy()
    exact = changed(search, prob=float(search.worst[4]))
    assert exact.keeps[4]
    assert not changed(search, prob=float(search.worst[4]) + 1e-6).keeps[4]


def test_of_equally_cheap_mixes_the_more_likely_is_best_and_alone_efficient() -> None:
    search = toy()
    cost = np.array([0.0, 10.0, 10.0, 10.0, 20.0, 20.0, 30.0, 30.0, 30.0])
    worst = np.array([0.1, 0.82, 0.85, 0.82, 0.85, 0.85 + 1e-12, 0.9, 0.95, 0.95])
    tied = changed(search, cost=cost, probability=np.column_stack([worst, np.ones(9)]))
    best = tied.best
    assert best is not None
    assert (best.cost, best.worst) == (10.0, 0.85)
    assert tied.frontier == (0, 2, 7)
    table = tied.table()
    assert table["cost"].tolist() == sorted(cost)
    assert table["worst"].tolist() == [0.1, 0.85, 0.82, 0.82, *sorted(worst[4:6])[::-1], 0.95, 0.95, 0.9]
    assert table["efficient"].sum() == 3
    assert table["keeps"].tolist() == [False] + [True] * 8


def test_the_table_has_each_lever_cost_and_probability() -> None:
    table = toy().table().set_index("mix")
    assert list(table.columns) == [
        "a", "b", "cost", "prob: one", "prob: two", "worst", "efficient", "keeps",
    ]  # fmt: skip
    row = table.loc["a x 0.5 + b"]
    assert row[["a", "b", "cost"]].tolist() == [0.5, 1.0, 30.0]
    assert row[["prob: one", "prob: two", "worst"]].tolist() == pytest.approx([0.7, 0.9, 0.7])


def test_regret_is_none_for_the_cheapest_and_missing_where_the_condition_fails() -> None:
    table = toy().regret()
    assert table.index.tolist() == ["no lever", "a x 0.5", "a x 0.5 + b x 0.5", "a + b x 0.5", "a + b"]
    one = table["one"]
    assert one["probability"].tolist() == pytest.approx([0.5, 0.7, 0.7, 0.9, 0.9])
    assert one["shortfall"].tolist() == pytest.approx([0.3, 0.1, 0.1, 0.0, 0.0])
    assert one["regret"].isna().tolist() == [True, True, True, False, False]
    assert one["regret"].tolist()[3:] == pytest.approx([12.5, 25.0])
    assert table["all", "cost"].tolist() == pytest.approx([0.0, 5.0, 17.5, 22.5, 35.0])
    never = changed(toy(), prob=0.95).regret()
    assert never["two"]["regret"].isna().all()


def test_a_mix_is_named_by_what_is_taken_of_it() -> None:
    assert Mix({"a": 1.0, "b": 0.0, "c": 0.25}, 3.0, 0.5).name == "a + c x 0.25"
    assert Mix({"a": 0.0}, 0.0, 0.5).name == "no lever"


def test_a_share_is_kept_and_what_is_lacking_is_read_from_the_draw_that_decides() -> None:
    margin = np.array([-4.0, -2.0, 0.0, 1.0, 3.0])
    asked = Condition("gdp", ">=", 0.0)
    assert kept(margin, asked, 0.6) == (0.6, 0.0)
    assert kept(margin, asked, 0.8) == (0.6, 2.0)


def test_units_of_compared_parameter_sets_are_those_of_their_outputs() -> None:
    outputs = ["poverty_rate", "reserves_months", "remittances_usd"]
    found = ts.compare_parameter_sets("kremlin-2024", "world-bank-2024", outputs=outputs, at="2026")
    units = {o.name: o.unit for o in OUTPUTS}
    assert dict(zip(found.outputs, found.units, strict=True)) == {name: units[name] for name in outputs}
    moved = ts.compare_parameter_sets(
        "kremlin-2024", "world-bank-2024", outputs=outputs, at="2026", scenario="rouble-shock"
    )
    assert dict(zip(moved.outputs, moved.units, strict=True)) == {
        "poverty_rate": "percentage points of population",
        "reserves_months": "months of imports",
        "remittances_usd": "% of baseline",
    }
