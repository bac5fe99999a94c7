"""Policy search: a toy with a known answer, and brute force over single runs of the real model."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.policy.levers import Lever, lever
from tajsim.analysis.policy.mixes import MOST_MIXES, batch_size, grid, kept
from tajsim.analysis.policy.study import PolicySearch
from tajsim.analysis.thresholds.condition import Condition
from tajsim.errors import InputError
from tests import of_2024
from tests.of_2024 import policy_search

pytestmark = pytest.mark.slow  # together more than a minute

SCENARIOS = ["crackdown", "mass-deportation"]
CONDITION = ("poverty_rate", "<", 5.5, "from baseline", "2027")
DRAWS = 120


def toy_lever(name: str, cost: float) -> Lever:
    shock = ts.Shock("transfer_stimulus", add=0.1)
    return Lever(ts.Scenario(name, [shock]), cost)


def toy(prob: float = 0.8) -> PolicySearch:
    """Two levers of which the first helps in the first scenario only: worst probabilities are known."""
    pair = (toy_lever("a", 10.0), toy_lever("b", 25.0))
    sizes = grid(pair)
    a, b = sizes.T
    probability = np.column_stack([np.minimum(0.5 + 0.4 * a, 1.0), 0.6 + 0.3 * b])
    return PolicySearch(
        scenarios=("one", "two"), levers=pair, condition=Condition("gdp", ">", 1.0), at=None,
        unit="million TJS", prob=prob, sizes=sizes, cost=sizes @ np.array([10.0, 25.0]),
        probability=probability, shortfall=np.maximum(prob - probability, 0.0), draws=100, seed=0,
        vintage="toy",
    )  # fmt: skip


@pytest.fixture(scope="module")
def found() -> PolicySearch:
    return policy_search(
        SCENARIOS, {"diversification": (0.5, 1.0), "reintegration": (1.0,)}, CONDITION, 0.8, draws=DRAWS
    )


def test_the_best_of_a_toy_is_the_one_computed_by_hand() -> None:
    search = toy()
    # 0.5 + 0.4 a >= 0.8 needs a = 1; 0.6 + 0.3 b >= 0.8 needs b = 1
    best = search.best
    assert best is not None
    assert best.sizes == {"a": 1.0, "b": 1.0}
    assert (best.cost, best.worst) == (35.0, pytest.approx(0.9))
    # worst is min(0.5 + 0.4 a, 0.6 + 0.3 b): 0.5, 0.6 with a = 1 (0.6) or half (0.6), then 0.75 and 0.9
    names = [search.mix(i).name for i in search.frontier]
    assert names == ["no lever", "a x 0.5", "a x 0.5 + b x 0.5", "a + b x 0.5", "a + b"]
    assert [round(search.mix(i).worst, 2) for i in search.frontier] == [0.5, 0.6, 0.7, 0.75, 0.9]


def test_regret_of_a_toy_is_the_one_computed_by_hand() -> None:
    table = toy().regret()
    # scenario one alone needs a = 1, for 10; scenario two alone b = 1, for 25
    assert table.loc["a + b", ("one", "regret")] == pytest.approx(25.0)
    assert table.loc["a + b", ("two", "regret")] == pytest.approx(10.0)
    assert math.isnan(table.loc["no lever", ("one", "regret")])
    assert table.loc["no lever", ("one", "shortfall")] == pytest.approx(0.3)
    assert list(table["all", "cost"]) == sorted(table["all", "cost"])


def test_when_no_mix_does_it_the_text_says_so() -> None:
    search = toy(prob=0.95)
    assert search.best is None
    assert not search.keeps.any()
    assert search.text.startswith("No mix of the 9 tried keeps gdp > 1")
    assert "The most that is reached is 90.0%" in search.text
    assert "by a + b for 35 million TJS" in search.text


def test_when_nothing_has_to_be_done_the_text_says_so() -> None:
    search = toy(prob=0.4)
    assert search.best is not None
    assert search.best.name == "no lever"
    assert search.text.startswith("Nothing has to be done")


def test_the_shortfall_is_what_the_asked_share_of_draws_lacks() -> None:
    margin = np.array([-3.0, -2.0, -1.0, 0.5, 1.0])
    condition = Condition("gdp", ">=", 0.0)
    assert kept(margin, condition, 0.4) == (0.4, 0.0)
    assert kept(margin, condition, 0.6) == (0.4, 1.0)  # the third best draw lacks 1
    assert kept(margin, condition, 1.0) == (0.4, 3.0)
    for prob in (0.3, 0.6, 0.9):
        share, lacks = kept(margin, condition, prob)
        assert kept(margin + lacks, condition, prob)[0] >= prob or share >= prob
    assert kept(np.array([0.0]), Condition("gdp", ">", 0.0), 0.5)[0] == 0.0
    assert kept(np.array([0.0]), condition, 0.5)[0] == 1.0


def test_the_grid_begins_with_doing_nothing() -> None:
    sizes = grid((toy_lever("a", 1.0), toy_lever("b", 1.0)))
    assert sizes.shape == (9, 2)
    assert not sizes[0].any()
    many = [dataclasses.replace(toy_lever(str(i), 1.0), sizes=np.linspace(0, 1, 9)) for i in range(4)]
    with pytest.raises(InputError, match=str(MOST_MIXES)):
        grid(many)


def test_every_mix_is_the_run_of_its_scenario(found: PolicySearch) -> None:
    assert found.sizes.shape == (6, 2)
    for s, name in enumerate(SCENARIOS):
        asked = [found.scenario(found.mix(i), ts.scenario(name)) for i in range(len(found.sizes))]
        r = of_2024.run(asked, draws=DRAWS, outputs=["poverty_rate"])
        single = [r.delta(one.name, "poverty_rate").prob("<", CONDITION[2], at="2027") for one in asked]
        np.testing.assert_array_equal(found.probability[:, s], single)


def test_brute_force_agrees_on_the_best(found: PolicySearch) -> None:
    costs = found.sizes @ [200.0, lever("reintegration").cost]
    np.testing.assert_allclose(found.cost, costs)
    doing = [c for c, p in zip(costs, found.probability, strict=True) if p.min() >= 0.8]
    assert found.best is not None
    assert found.best.cost == min(doing)
    assert found.best.worst >= 0.8
    assert found.best.name in found.text


def test_shortfall_and_probability_agree(found: PolicySearch) -> None:
    met = found.probability >= found.prob
    assert (found.shortfall[met] == 0.0).all()
    assert (found.shortfall[~met] > 0.0).all()
    assert (~met).any()


def test_small_runs_give_the_same_answer(found: PolicySearch) -> None:
    each = 4.0 * 1.25 * 12 * DRAWS / 2**30
    seen: list[tuple[int, int]] = []
    again = policy_search(
        SCENARIOS, {"diversification": (0.5, 1.0), "reintegration": (1.0,)}, CONDITION, 0.8, draws=DRAWS,
        memory_limit=6.0 * each, progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    np.testing.assert_array_equal(again.probability, found.probability)
    np.testing.assert_array_equal(again.shortfall, found.shortfall)
    assert seen[-1] == (12, 12)
    assert len(seen) > 1


def test_what_does_not_fit_in_memory_is_refused() -> None:
    with pytest.raises(InputError, match="raise memory_limit"):
        batch_size(24, 10**6, 0.01)


def test_a_condition_over_every_quarter_is_harder_than_in_one() -> None:
    lever = {"diversification": (1.0,)}
    every = policy_search("rouble-shock", lever, ("bank_capital_ratio", ">=", 8), 0.5, draws=60)
    year = policy_search("rouble-shock", lever, ("bank_capital_ratio", ">=", 8, "2026Q4"), 0.5, draws=60)
    assert (every.probability <= year.probability).all()
    assert (every.probability < year.probability).any()
    assert every.at is None
    assert year.at == "2026Q4"


def test_tables_have_every_mix_and_the_frontier(found: PolicySearch) -> None:
    table = found.table()
    assert len(table) == 6
    assert table["mix"][0] == "no lever"
    assert table["efficient"].sum() == len(found.regret()) == len(found.frontier)
    assert (table["keeps"] == (table["worst"] >= 0.8)).all()


def test_every_bad_argument_is_reported_at_once() -> None:
    with pytest.raises(InputError) as caught:
        policy_search(
            "crack-down", ["reintegraton"], ("povertyrate", "<", 5), 1.5, parameters="kremlin", draws=0
        )
    for part in ("'crackdown'", "'reintegration'", "'poverty_rate'", "prob must be between 0 and 1"):
        assert part in str(caught.value)
    for part in ("'kremlin-2024'", "draws is 0"):
        assert part in str(caught.value)
    with pytest.raises(InputError) as caught:
        policy_search([], ["reintegration"], ("poverty_rate", "<", 5, "2055"), 0.0, draws=None, at="2026")  # type: ignore[arg-type]
    for part in ("given twice", "draws is None", "must be above 0", "no scenario besides the baseline"):
        assert part in str(caught.value)


def test_a_lever_that_contradicts_a_scenario_is_refused() -> None:
    other = ts.Scenario("half", [ts.Shock("reintegration_coverage", set=ts.step(0.2, "2026Q1"))])
    with pytest.raises(InputError, match="conflicting values set for 'reintegration_coverage'"):
        policy_search(other, ["reintegration"], ("poverty_rate", "<", 20, "2027"), 0.5)
    named = ts.Scenario("other half", other.shocks)
    with pytest.raises(InputError) as caught:  # found before anything runs, and so with what else is wrong
        policy_search([other, named], ["reintegration"], ("poverty_rate", "<", 20, "2027"), 0.5)
    assert [text.count("conflicting values set") for text in caught.value.problems] == [1, 1]


def test_it_cannot_be_changed(found: PolicySearch) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.prob = 0.1  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        found.cost[0] = 1.0


def test_the_picture_numbers_the_efficient_mixes() -> None:
    import matplotlib.pyplot as plt

    search = toy()
    ax = search.plot()
    assert [t.get_text() for t in ax.texts] == [str(i + 1) for i in range(len(search.frontier))]
    note = ax.figure.get_supxlabel()
    assert "2: a x 0.5" in note
    assert search.plot(ax) is ax
    plt.close("all")


def test_the_best_mix_keeps_the_condition_on_fresh_draws(found: PolicySearch) -> None:
    best = found.best
    assert best is not None
    asked = [found.scenario(best, ts.scenario(name)) for name in SCENARIOS]
    r = of_2024.run(asked, draws=1000, seed=99, outputs=["poverty_rate"], end="2028Q4")
    fresh = min(r.delta(one.name, "poverty_rate").prob("<", CONDITION[2], at="2027") for one in asked)
    error = math.sqrt(best.worst * (1.0 - best.worst) * (1 / DRAWS + 1 / 1000))
    assert abs(fresh - best.worst) < 4.0 * error
