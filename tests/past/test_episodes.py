"""What Russia's rules did: dated, sourced, and only in the years they acted in."""

from __future__ import annotations

import numpy as np
import pytest

from tajsim.past import enforcement
from tajsim.quarters import quarter_range
from tajsim.scenarios import Scenario, check_targets


def of(start: str, end: str) -> Scenario:
    return enforcement(quarter_range(start, end))


def targets(scenario: Scenario) -> set[str]:
    return {shock.target for shock in scenario.shocks}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2003Q1", "2013Q4", set()),
        ("2014Q1", "2016Q4", {"refusal_share"}),
        ("2018Q1", "2019Q4", set()),
        ("2020Q1", "2021Q4", {"border_closure", "return_rate"}),
        ("2022Q1", "2022Q4", {"naturalisation_rate"}),
        ("2024Q1", "2024Q4", {"enforcement"}),
        (
            "2003Q1",
            "2024Q4",
            {"refusal_share", "border_closure", "return_rate", "naturalisation_rate", "enforcement"},
        ),
    ],
)
def test_episodes_act_in_their_years_only(start: str, end: str, expected: set[str]) -> None:
    scenario = of(start, end)
    assert targets(scenario) == expected
    assert bool(scenario.sources) == bool(expected)
    check_targets([scenario])


def test_a_run_that_starts_inside_an_episode_meets_the_rest_of_it() -> None:
    """The list of those barred is as long whatever the year a run starts in."""
    whole = of("2014Q1", "2017Q4").modifiers(quarter_range("2014Q1", "2017Q4"))["refusal_share"]
    rest = of("2015Q1", "2017Q4").modifiers(quarter_range("2015Q1", "2017Q4"))["refusal_share"]
    assert rest.add.tolist() == whole.add[4:].tolist()
    assert (np.diff(whole.add[:8]) > 0.0).all()  # it grew through 2014 and 2015
    assert whole.add[0] > 0.0
    assert whole.add[-1] < 0.2 * whole.add.max()  # and was cut by the amnesty of 2017


def test_the_borders_of_2020_close_after_the_first_quarter() -> None:
    quarters = quarter_range("2020Q1", "2021Q4")
    closed = of("2020Q1", "2021Q4").modifiers(quarters)["border_closure"].add
    assert closed[0] == 0.0
    assert (closed[1:4] > 0.9).all()
    assert (closed[4:] < 0.5).all()


def test_the_scenario_states_what_it_holds() -> None:
    scenario = enforcement(quarter_range("2014Q1", "2016Q4"), "history")
    assert scenario.name == "history"
    assert scenario.narrative == "Observed drivers; Entry bans, 2014-17"
    assert of("2003Q1", "2008Q4").narrative == "Observed drivers"
