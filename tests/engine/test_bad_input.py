"""Bad input of `run`: each fault is named with its value, what is allowed and the nearest valid name."""

from __future__ import annotations

import re
from typing import Any

import pytest

import tajsim as ts
from tajsim.defaults import BASE_SET
from tajsim.errors import FileFormatError, InputError, UnknownNameError
from tests import of_2024
from tests.of_2024 import run

SHORT: dict[str, Any] = {"draws": None, "end": "2026Q4", "outputs": ["gdp"]}
RUB = "rub_per_usd"


def fails(*parts: str, error: type[InputError] = InputError, **given: Any) -> InputError:
    """Run with `given`, which must fail with every text of `parts` in the message."""
    scenarios = given.pop("scenarios", ())
    with pytest.raises(error) as caught:
        run(scenarios, **(SHORT | given))
    message = str(caught.value)
    for part in parts:
        assert part in message
    return caught.value


def one(name: str, *shocks: ts.Shock) -> ts.Scenario:
    return ts.Scenario(name, shocks)


@pytest.mark.parametrize("draws", [0, -1, 1.5, 10.0, True, "x", float("nan"), [10]])
def test_draws_must_be_a_positive_whole_number(draws: Any) -> None:
    fails("draws", repr(draws), "whole number of at least 1, or None", draws=draws)


@pytest.mark.parametrize("seed", [-1, 1.5, True, "x", None, float("nan")])
def test_the_seed_must_be_a_whole_number(seed: Any) -> None:
    fails("seed", repr(seed), "whole number of at least 0", seed=seed)


@pytest.mark.parametrize("keep", ["all", None, 5])
def test_keep_is_draws_or_summary(keep: Any) -> None:
    fails("keep", repr(keep), "'draws', 'summary'", keep=keep)


@pytest.mark.parametrize("limit", [0, -1.0, float("nan"), "4"])
def test_the_memory_limit_must_be_positive(limit: Any) -> None:
    fails("memory_limit", repr(limit), "positive", memory_limit=limit)


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ("crackdwon", ("'crackdwon'", "did you mean 'crackdown'?")),
        ("nope", ("'nope'", "known names: amnesty, baseline")),
        ("", ("unknown scenario ''",)),
        ("crackdown + nope", ("'crackdown + nope'", "'nope'")),
        (["crackdown", "crackdwon"], ("did you mean 'crackdown'?",)),
        (["none"], ("unknown scenario 'none'",)),
    ],
)
def test_an_unknown_scenario_gives_the_nearest(given: Any, parts: tuple[str, ...]) -> None:
    fails(*parts, scenarios=given, error=UnknownNameError)


@pytest.mark.parametrize("given", [5, None, [None], [5]])
def test_scenarios_of_another_kind_are_refused(given: Any) -> None:
    fails("scenario", scenarios=given)


def test_a_file_that_is_not_there_is_named() -> None:
    fails("nowhere.toml", "No such file", scenarios="nowhere.toml", error=FileFormatError)


@pytest.mark.parametrize("given", [["crackdown", "crackdown"], [one("crackdown"), "crackdown"]])
def test_scenario_names_must_differ(given: Any) -> None:
    fails("given twice", "'crackdown'", scenarios=given)


def test_the_name_of_the_baseline_is_taken() -> None:
    fails("given twice", "'baseline'", scenarios=one("baseline", ts.Shock(RUB, multiply=1.1)))


@pytest.mark.parametrize("name", ["baselin", "nope"])
def test_an_unknown_baseline_is_named(name: str) -> None:
    fails(repr(name), baseline=name, error=UnknownNameError)


def test_the_nearest_baseline_may_be_none() -> None:
    fails("'non'", "'none'", baseline="non", error=UnknownNameError)


@pytest.mark.parametrize("given", [5, None])
def test_a_baseline_of_another_kind_is_refused(given: Any) -> None:
    fails(repr(given), baseline=given)


def test_an_unknown_parameter_set_gives_the_nearest() -> None:
    fails("'world-bank-2023'", "'world-bank-2024'", parameters="world-bank-2023", error=UnknownNameError)


@pytest.mark.parametrize("given", [5, None, {"name": "x"}])
def test_parameters_of_another_kind_are_refused(given: Any) -> None:
    fails("parameters", repr(given), parameters=given)


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ("gpd", ("'gpd'", "did you mean 'gdp'?")),
        (["gpd", "gdp", "inflatoin"], ("2 problems", "'gpd'", "'inflatoin'", "'inflation'")),
        ([], ("no outputs to keep",)),
        ((), ("no outputs to keep",)),
        ([5], ("unknown output 5",)),
    ],
)
def test_unknown_outputs_are_all_named(given: Any, parts: tuple[str, ...]) -> None:
    fails(*parts, outputs=given)


def test_outputs_of_another_kind_are_refused() -> None:
    fails("outputs", "5", outputs=5)


@pytest.mark.parametrize(
    ("start", "end", "parts"),
    [
        ("2026Q1", "2025Q4", ("the end 2025Q4 is before the start 2026Q1",)),
        ("2024Q4", "2026Q4", ("2024Q4", "before 2025Q1", f"{BASE_SET!r}")),
        ("1990Q1", "2026Q4", ("1990Q1", "before 2025Q1")),
        ("2025Q1", "2125Q2", ("2125Q2", "more than 40 years")),
        ("2025Q1", "9999Q4", ("9999Q4", "more than 40 years")),
        ("2025", "2026Q4", ("start is not a quarter: '2025'", "2026Q1")),
        ("2025Q5", "2026Q4", ("not a quarter: '2025Q5'",)),
        ("2025Q1", "end of 2026", ("end is not a quarter: 'end of 2026'",)),
        (2025, "2026Q4", ("not a quarter: 2025",)),
        ("2025Q1", None, ("end is not a quarter: None",)),
        ("Q1", 2026, ("2 problems", "start is not a quarter: 'Q1'", "end is not a quarter: 2026")),
    ],
)
def test_dates_outside_the_possible_are_refused(start: Any, end: Any, parts: tuple[str, ...]) -> None:
    fails(*parts, start=start, end=end)


@pytest.mark.parametrize("name", ["executor", "progress"])
def test_helpers_of_another_kind_are_refused(name: str) -> None:
    fails(name, draws=8, **{name: "x"})


LATE = one("late", ts.Shock(RUB, multiply=ts.step(1.3, start="2031Q1")))
NEGATIVE = one("negative", ts.Shock(RUB, multiply=ts.step(-1.0, start="2026Q2")))
COSTLY = one("costly", ts.Shock("remittance_cost", add=ts.ramp(5.0, start="2026Q1", quarters=4)))


def test_a_shock_outside_the_horizon_is_never_silent() -> None:
    fails("'late'", RUB, "no effect in any quarter", "2025Q1 to 2026Q4", scenarios=LATE)


def test_a_driver_outside_its_range_is_named_with_date_and_range() -> None:
    error = fails("'negative'", "'rub_per_usd'", "2026Q2", "allowed: 1 to 10000", scenarios=NEGATIVE)
    assert re.search(r"to -(8|9)\d\.\d+ RUB per USD", str(error))


def test_a_parameter_outside_its_range_is_named_with_date_and_range() -> None:
    parts = ("'costly'", "'remittance_cost'", "1.271 share of transfer", "2026Q1", "allowed: 0 to 0.9")
    fails(*parts, scenarios=COSTLY)


def test_every_scenario_outside_its_range_is_named_at_once() -> None:
    error = fails("'negative'", "'costly'", scenarios=[NEGATIVE, COSTLY])
    assert len(error.problems) == 2


def test_a_value_set_outside_its_range_is_named() -> None:
    fails("'low'", RUB, "-1", "1 to 10000 RUB per USD", scenarios=one("low", ts.Shock(RUB, set=-1.0)))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("operation", ["set", "add", "multiply"])
def test_a_shock_must_be_finite(value: float, operation: str) -> None:
    with pytest.raises(InputError, match=f"{operation} must be a finite number"):
        ts.Shock(RUB, **{operation: value})


def test_unknown_targets_are_all_named_with_the_nearest() -> None:
    given = [
        one("first", ts.Shock("rub_per_us", multiply=1.1), ts.Shock("oli_price", multiply=1.1)),
        one("second", ts.Shock("enforcment", multiply=1.1)),
    ]
    parts = ("3 problems", "'first'", "'rub_per_usd'", "'oil_price'", "'second'", "'enforcement'")
    fails(*parts, scenarios=given, error=UnknownNameError)


def test_a_baseline_that_cannot_run_is_named_as_well() -> None:
    fails("'negative'", "2026Q2", baseline=NEGATIVE)


def test_parameters_that_are_not_numbers_are_refused() -> None:
    with pytest.raises(InputError, match="return_rate"):
        ts.parameters("calibrated-2024").replace(migration={"return_rate": float("nan")})


def test_bad_numbers_are_reported_at_once() -> None:
    error = fails("draws", "seed", "keep", "memory_limit", draws=0, seed=-1, keep="x", memory_limit=-1.0)
    assert len(error.problems) == 4


def test_every_unknown_scenario_is_reported_at_once() -> None:
    fails("'crackdwon'", "'frictoin'", scenarios=["crackdwon", "frictoin"])


def test_shocks_outside_the_horizon_and_outside_their_range_are_reported_at_once() -> None:
    fails("'late'", "'negative'", scenarios=[LATE, NEGATIVE])


def test_every_kind_of_fault_is_reported_at_once() -> None:
    fails(
        "'world-bank-2023'",
        "'crackdwon'",
        "'baselin'",
        "draws",
        "seed",
        "'gpd'",
        "2024Q1",
        scenarios=["crackdwon"],
        parameters="world-bank-2023",
        baseline="baselin",
        draws=0,
        seed=-1,
        outputs=["gpd"],
        start="2024Q1",
    )


def test_a_warning_is_given_for_a_scenario_that_changes_nothing() -> None:
    idle = one("idle", ts.Shock("enforcement", multiply=1.0))
    with pytest.warns(UserWarning, match="'idle' has no effect"):
        run(idle, **SHORT)


@pytest.mark.parametrize("name", ["stock_russia", "nominal_gdp", "gini", "tax_share_imports"])
def test_a_shock_on_what_only_shapes_2024_is_refused(name: str) -> None:
    fails("'idle'", repr(name), "would change nothing", scenarios=one("idle", ts.Shock(name, multiply=1.01)))


def test_uncertainty_that_would_be_ignored_is_refused() -> None:
    spread = {"value": 0.36, "low": 0.3, "high": 0.4, "distribution": "uniform"}
    fails(
        "'gini'",
        "must be fixed",
        parameters=ts.parameters("calibrated-2024").replace(welfare={"gini": spread}),
    )


def test_figures_that_cannot_all_be_true_are_refused() -> None:
    fails(
        "imports from Russia",
        "turnover_russia",
        parameters=ts.parameters("world-bank-2024").replace(trade={"turnover_russia": 50.0}),
    )


@pytest.mark.parametrize(
    "zero", [{"migration": {"stock_russia": 0.0}}, {"remittances": {"remittances_gdp_share": 0.0}}]
)
def test_a_zero_that_leaves_no_start_is_refused(zero: Any) -> None:
    fails("the figures of", "world-bank-2024", parameters=ts.parameters("world-bank-2024").replace(**zero))


@pytest.mark.parametrize("comfort", [3.0, 2.5])
def test_comfort_at_or_below_the_floor_of_reserves_is_refused(comfort: float) -> None:
    """The central bank would meet all of the pressure or divide by nothing."""
    swapped = ts.parameters("world-bank-2024").replace(
        external={"reserve_floor_months": 3.0, "reserve_comfort_months": comfort}
    )
    parts = ("comfortable reserves beyond the floor", "reserve_comfort_months", "reserve_floor_months")
    fails(*parts, parameters=swapped)


@pytest.mark.parametrize(
    ("shock", "floor", "comfort"),
    [
        (ts.Shock("reserve_floor_months", add=ts.step(1.5, start="2026Q1")), "5.5", "5"),
        (ts.Shock("reserve_comfort_months", set=ts.step(3.5, start="2026Q1")), "4", "3.5"),
    ],
)
def test_a_shock_that_takes_the_floor_of_reserves_to_comfort_is_refused(
    shock: ts.Shock, floor: str, comfort: str
) -> None:
    """In the draws with the highest floor and the lowest comfort, which the single path does not show."""
    shown = (
        f"takes 'reserve_floor_months' up to {floor} and 'reserve_comfort_months' down to {comfort} in 2026Q1"
    )
    p = ts.parameters("world-bank-2024")
    fails("swapped", shown, scenarios=ts.Scenario("swapped", [shock]), parameters=p)
    of_2024.run(ts.Scenario("near", [ts.Shock(shock.target, add=0.1)]), draws=4, end="2026Q2")
