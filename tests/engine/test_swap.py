"""Outputs that are given, and what is solved for in their place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.condition import Condition
from tajsim.engine.swap import Swap, as_swaps, format_swaps, parse_swaps
from tajsim.errors import InputError
from tests import of_2024

SMALL: dict[str, Any] = {"draws": 60, "seed": 3, "end": "2026Q2"}


def swap(output: str, values: Any, **more: Any) -> Swap:
    return Swap(**{"output": output, "values": values, "first": "2025Q3", "last": "2025Q4"} | more)


@pytest.fixture(scope="module")
def held() -> ts.Result:
    return of_2024.run(
        "crackdown",
        swaps=swap("remittances_usd", [2000.0, 1900.0], scenario="crackdown"),
        outputs=["gdp"],
        **SMALL,
    )


def test_an_output_is_on_its_path_in_every_draw_of_the_scenario_alone(held: ts.Result) -> None:
    found = held["remittances_usd"].values[2:4]
    np.testing.assert_allclose(found[:, 1], np.array([[2000.0], [1900.0]]) * np.ones(60), rtol=1e-6)
    np.testing.assert_allclose(held.central["remittances_usd"][2:4, 1], [2000.0, 1900.0], rtol=1e-9)
    assert found[:, 0].std() > 100.0, "the baseline stays as it was"
    before = of_2024.run("crackdown", outputs=["gdp"], **SMALL)
    np.testing.assert_array_equal(held["gdp"].values[:, 0], before["gdp"].values[:, 0])
    np.testing.assert_array_equal(held["gdp"].values[:2], before["gdp"].values[:2])
    assert (held["gdp"].values[3, 1] != before["gdp"].values[3, 1]).all()


def test_the_accounts_hold_and_can_be_shown(held: ts.Result) -> None:
    assert held.check()["worst"].max() < 1e-9
    assert held.accounts_of is not None
    table = held.accounts_of("crackdown", ts.Quarter(2025, 4), 7)
    assert abs(table.loc["sum"]).max() < 1e-6


def test_a_swapped_run_is_repeated_from_its_manifest(held: ts.Result) -> None:
    assert held.manifest.swaps_toml is not None
    assert ts.rerun(held.manifest) == held


def test_by_the_same_value_nothing_moves() -> None:
    """An output held where it is takes what it took: the mirror of a run."""
    free = of_2024.run(draws=None, end="2025Q4", outputs=["tjs_per_usd"])
    path = free.central["tjs_per_usd"][1:4, 0]
    found = of_2024.exogenise("tjs_per_usd", path, first="2025Q2", last="2025Q4", draws=None, end="2025Q4")
    np.testing.assert_allclose(found.central["baseline"], 0.0, atol=1e-7)


def test_a_parameter_is_found_again_from_what_it_did() -> None:
    known = ts.Scenario("support", [ts.Shock("budget_support_loans", set=ts.step(800.0, start="2025Q2"))])
    reserves = of_2024.run(known, draws=None, end="2025Q4", outputs=["reserves_usd"]).central["reserves_usd"]
    found = of_2024.exogenise(
        "reserves_usd",
        reserves[1:4, 1],
        by="budget_support_loans",
        first="2025Q2",
        last="2025Q4",
        draws=None,
        end="2025Q4",
    )
    np.testing.assert_allclose(found.central["baseline"], 800.0, rtol=1e-4)


def test_a_driver_can_answer() -> None:
    found = of_2024.exogenise(
        "remittances_usd", 1700.0, by="rub_per_usd", first="2025Q3", outputs=["rub_per_usd"], **SMALL
    )
    assert found.values["baseline"].shape == (1, 60)
    np.testing.assert_allclose(found.result["remittances_usd"].values[2, 0], 1700.0, rtol=1e-6)
    np.testing.assert_allclose(
        found.result["rub_per_usd"].values[2, 0], found.values["baseline"][0], rtol=1e-6
    )


def test_a_bound_moves_only_draws_that_would_break_it() -> None:
    free = of_2024.run(outputs=["reserves_months"], **SMALL)["reserves_months"].values[2:4, 0]
    found = of_2024.exogenise(
        "reserves_months",
        7.0,
        by="budget_support_loans",
        first="2025Q3",
        last="2025Q4",
        bound="at least",
        **SMALL,
    )
    months = found.result["reserves_months"].values[2:4, 0]
    assert (months > 7.0 - 1e-5).all()
    spent = found.values["baseline"]
    assert ((spent[0] > 0.0) == (free[0] < 7.0)).all()
    assert spent.min() == 0.0
    table = found.table()
    assert list(table.index) == [("baseline", "2025Q3"), ("baseline", "2025Q4")]
    assert list(table.columns) == ["central", 0.05, 0.5, 0.95]


def test_blocks_of_draws_give_the_same() -> None:
    one = swap("remittances_usd", 1500.0, first="2025Q1", last="2025Q1")
    few = of_2024.run(swaps=one, draws=4096, end="2025Q1", outputs=["gdp"])
    more = of_2024.run(swaps=one, draws=4100, end="2025Q1", outputs=["gdp"])
    np.testing.assert_array_equal(more["gdp"].values[..., :4096], few["gdp"].values)


def test_text_gives_back_equal_swaps() -> None:
    listed = [
        swap("gdp", [3e4, 3.1e4], scenario="crackdown"),
        swap("npl_ratio", 7.0),
        swap("remittances_usd", 1.0 / 3.0),
    ]
    assert parse_swaps(format_swaps(listed)) == as_swaps(listed)
    for text in ("", "[[swaps]]\nx = 1", "swaps = ["):
        with pytest.raises(InputError, match="cannot read the swaps"):
            parse_swaps(text)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"output": "gpd"}, "did you mean 'gdp'"),
        ({"output": "gdp_growth"}, "unknown level 'gdp_growth'"),
        ({"output": "gini"}, "no equation is declared for 'gini'"),
        ({"by": "budget_suport_loans"}, "did you mean 'budget_support_loans'"),
        ({"values": [1.0, 2.0, 3.0]}, "3 values for 2 quarters"),
        ({"values": [1.0, "x"]}, "values must be a number"),
        ({"last": "2024Q1"}, "before first"),
        ({"bound": "about"}, "unknown bound 'about'"),
    ],
)
def test_what_is_no_swap_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        swap(**{"output": "gdp", "values": 3e4} | changes)


@pytest.mark.parametrize(
    ("swaps", "more", "message"),
    [
        ([swap("gdp", 3e4), swap("gdp", 3e4, by="prices")], {}, "output 'gdp' is swapped twice"),
        ([swap("gdp", 3e4), swap("consumption", 3e4)], {}, "by 'demand' is swapped twice"),
        ([swap("gdp", 3e4, bound="at least"), swap("npl_ratio", 7.0)], {}, "stands alone"),
        (swap("gdp", 3e4, first="2024Q4"), {}, "outside the run, which goes from 2025Q1"),
        (swap("gdp", 3e4, scenario="crackdwn"), {}, "unknown scenario; did you mean 'crackdown'"),
        (swap("gdp", 3e4), {"backend": "compiled"}, "by the backend 'numpy' alone"),
        (
            swap("gdp", 3e4),
            {"given": Condition(name="gdp", first="2025Q1", last="2025Q1", measure="sum", value=34e3)},  # type: ignore[arg-type]
            "figures are met in the baseline, where",
        ),
        (3, {}, "swaps must"),
        (
            swap("reserves_usd", 1e6, by="budget_support_loans"),
            {},
            "nothing that 'budget_support_loans' can be",
        ),
        (swap("banned", 1.0, by="prices"), {}, "nothing that 'prices' can be"),
    ],
)
def test_what_cannot_be_swapped_is_refused(swaps: Any, more: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        of_2024.run("crackdown", swaps=swaps, outputs=["gdp"], **SMALL | more)


def test_a_question_beside_figures_is_asked_of_the_draws_that_meet_them() -> None:
    figure = Condition(name="imports_usd", first="2025Q1", last="2025Q2", measure="sum", value=3900.0)  # type: ignore[arg-type]
    options: dict[str, Any] = {
        "scenarios": "crackdown",
        "given": figure,
        "outputs": ["reserves_months"],
        **SMALL,
    }
    needed = of_2024.exogenise(
        "reserves_months", 8.0, by="budget_support_loans", first="2026Q1", bound="at least",
        scenario="crackdown", **options,
    )  # fmt: skip
    free = of_2024.run(**options)["reserves_months"].values[4, 1]
    np.testing.assert_array_equal(needed.values["crackdown"][0] > 0.0, free < 8.0)
    assert 0 < (free < 8.0).sum() < len(free)
    weights = needed.result.weights
    assert weights is not None
    moved = needed.values["crackdown"][0]
    order = np.argsort(moved)
    below = np.cumsum(weights.values[order])
    found = float(needed.table(0.9).loc[("crackdown", "2026Q1"), 0.9])
    low, high = moved[order][np.searchsorted(below, [0.87, 0.93])]
    assert low <= found <= high
    assert found != np.quantile(moved, 0.9)
