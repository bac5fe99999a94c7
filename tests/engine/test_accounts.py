"""The accounts close in every run, can be looked at, and a broken one stops the run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import tajsim as ts
import tajsim.engine.block as block
import tajsim.model.economy as economy
from tajsim.engine.program.trace import Arguments
from tajsim.engine.sampling import BLOCK
from tajsim.model.accounts import SECTORS, Identities, Transactions
from tajsim.model.numeric import ScalarMath
from tajsim.model.outputs import Output
from tests.of_2024 import run

SHORT: dict[str, Any] = {"end": "2026Q1", "outputs": ["gdp"]}
"""Long enough for every shock of the crackdown to act."""
QUARTERS = 5


def test_every_identity_holds_to_rounding(drawn: ts.Result, everything: ts.Result, path: ts.Result) -> None:
    for r in (drawn, everything, path):
        found = r.check()
        assert tuple(found["identity"]) == Identities._fields
        assert found["worst"].between(0.0, 1e-12).all()
        assert set(found["scenario"]) <= set(r.scenarios)
        assert set(found["quarter"]) <= {str(q) for q in r.quarters}
        assert found["draw"].between(0, (r.manifest.draws or 1) - 1).all()


@pytest.mark.parametrize("draw", [0, 17, BLOCK - 1, BLOCK, 4999])
@pytest.mark.parametrize(("scenario", "quarter"), [("baseline", "2025Q1"), ("mass-deportation", "2026Q3")])
def test_the_matrix_of_a_draw_closes_and_agrees_with_outputs(
    drawn: ts.Result, draw: int, scenario: str, quarter: str
) -> None:
    table = drawn.accounts(scenario, quarter, draw)
    size = table.abs().to_numpy().max()
    assert tuple(table.columns) == (*SECTORS, "sum")
    assert tuple(table.index) == (*Transactions._fields, "sum")
    assert np.abs(table["sum"]).max() < 1e-10 * size
    assert np.abs(table.loc["sum"]).max() < 1e-10 * size

    def output(name: str) -> float:
        return float(drawn[name].sel(scenario, quarter).values[0, 0, draw])

    assert table.loc["remittances", "households"] == pytest.approx(output("remittances_tjs"), rel=1e-5)
    bought = output("consumption") * output("consumer_prices") / 100.0
    assert table.loc["consumption", "firms"] == pytest.approx(bought, rel=1e-5)
    assert table.loc["consumption", "households"] == pytest.approx(-bought, rel=1e-5)


@pytest.mark.parametrize("scenario", ["baseline", "crackdown", "rouble-shock"])
@pytest.mark.parametrize("quarter", ["2025Q1", "2027Q2", "2030Q4"])
def test_the_matrix_of_the_central_path_closes_and_agrees_with_outputs(
    path: ts.Result, scenario: str, quarter: str
) -> None:
    table = path.accounts(scenario, quarter)
    at = [str(q) for q in path.quarters].index(quarter), path.position(scenario)

    def output(name: str) -> float:
        return float(path.central[name][at])

    rate = output("tjs_per_usd")
    wanted = {
        ("remittances", "households"): output("remittances_tjs"),
        ("consumption", "firms"): output("consumption") * output("consumer_prices") / 100.0,
        ("imports", "world"): output("imports_usd") * rate,
        ("exports", "firms"): output("exports_usd") * rate,
        ("programmes", "households"): output("programme_cost"),
        ("bank_rescue", "banks"): output("bank_rescue"),
    }
    for (flow, sector), value in wanted.items():
        assert table.loc[flow, sector] == pytest.approx(value, rel=1e-9, abs=1e-9), flow
    taxes = sum(table.loc[flow, "government"] for flow in table.index if flow.startswith("taxes"))
    assert taxes == pytest.approx(output("tax_revenue"), rel=1e-9)
    spent = ("consumption", "housing", "government_purchases", "exports")
    product = sum(table.loc[flow, "firms"] for flow in spent) + table.loc["imports", "firms"]
    investment = output("gdp_nominal") - product
    assert investment > 0.0, "what is left of output is business investment, paid between firms"
    assert np.abs(table["sum"]).max() < 1e-9 * output("gdp_nominal")
    assert np.abs(table.loc["sum"]).max() < 1e-9 * output("gdp_nominal")


def test_accounts_outside_the_run_are_refused(path: ts.Result, drawn: ts.Result) -> None:
    with pytest.raises(ts.InputError, match="2031Q1"):
        path.accounts("crackdown", "2031Q1")
    with pytest.raises(ts.UnknownNameError, match="did you mean 'crackdown'"):
        path.accounts("crackdwon", "2026Q1")
    with pytest.raises(ts.InputError, match="there is no draw 1"):
        path.accounts("crackdown", "2026Q1", draw=1)
    with pytest.raises(ts.InputError, match="draws 0 to 4999"):
        drawn.accounts("crackdown", "2026Q1", draw=5000)


@pytest.fixture
def by_the_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """The single path by the step itself, which a test breaks, and not by what was once made of it."""

    def plain(example: Arguments, outputs: Sequence[Output]) -> block.PlainStepper:
        return block.PlainStepper(example.state, example.constants, outputs, ScalarMath())

    monkeypatch.setattr(block, "FloatStepper", plain)


@pytest.mark.usefixtures("by_the_step")
@pytest.mark.parametrize("flow", ["remittances", "wages", "grants", "imports", "deposit_interest"])
def test_a_flow_that_reaches_nobody_stops_the_run(monkeypatch: pytest.MonkeyPatch, flow: str) -> None:
    def leaking(**flows: Any) -> Transactions:
        return Transactions(**(flows | {flow: flows[flow] * 1.0001}))

    monkeypatch.setattr(economy, "Transactions", leaking)
    with pytest.raises(ts.AccountingError, match="is not conserved"):
        run(draws=None, **SHORT)


def broken_at(call: int, draw: int | None, size: float) -> Any:
    """The model's step, with persons off by `size` in one call of the engine's loop and one draw."""
    calls = iter(range(10_000))

    def step(*given: Any) -> Any:
        quarter = economy.step(*given)
        if next(calls) != call:
            return quarter
        if draw is None:
            wrong: Any = size
        else:
            wrong = np.zeros_like(quarter.identities.world)
            wrong[draw] = size
        return quarter._replace(identities=quarter.identities._replace(persons=wrong))

    return step


def test_the_error_says_where_people_were_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = 12_345.0
    shock = ts.Shock("removals", set=ts.pulse(listed, start="2025Q4"))

    def step(*given: Any) -> Any:
        quarter, rules = economy.step(*given), given[3].policy
        if np.ndim(quarter.state.rate) == 0 or np.all(rules.removals != listed):
            return quarter
        wrong = np.zeros_like(quarter.state.rate)
        wrong[7] = 1e-6
        return quarter._replace(identities=quarter.identities._replace(persons=wrong))

    monkeypatch.setattr(block, "step", step)
    with pytest.raises(ts.AccountingError) as caught:
        run(["crackdown", ts.Scenario("list", [shock])], draws=12, **SHORT)
    for part in ("persons is not conserved", "1e-06", "'list'", "2025Q4", "draw 7"):
        assert part in str(caught.value)


@pytest.mark.usefixtures("by_the_step")
def test_a_break_counts_also_when_negative_and_in_a_later_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block, "step", broken_at(QUARTERS + QUARTERS + 1, draw=3, size=-1e-6))
    with pytest.raises(ts.AccountingError, match=f"2025Q2, draw {BLOCK + 3}"):
        run(draws=BLOCK + 8, backend="numpy", **SHORT)


@pytest.mark.usefixtures("by_the_step")
def test_a_violation_below_the_tolerance_is_reported_not_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block, "step", broken_at(QUARTERS + 2, draw=4, size=5e-10))
    found = run(draws=8, **SHORT).check().set_index("identity").loc["persons"]
    assert found["worst"] == 5e-10
    assert (found["scenario"], found["quarter"], found["draw"]) == ("baseline", "2025Q3", 4)


@pytest.mark.usefixtures("by_the_step")
@pytest.mark.parametrize("size", [float("nan"), float("inf")])
def test_numbers_that_are_not_finite_stop_the_run(monkeypatch: pytest.MonkeyPatch, size: float) -> None:
    monkeypatch.setattr(block, "step", broken_at(QUARTERS + 2, draw=4, size=size))
    with pytest.raises(ts.InputError, match=r"'baseline' has no finite outcome in 2025Q3"):
        run(draws=8, **SHORT)


@pytest.mark.usefixtures("by_the_step")
def test_the_central_path_is_checked_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block, "step", broken_at(3, draw=None, size=1e-6))
    with pytest.raises(ts.AccountingError, match="2025Q4"):
        run(draws=8, **SHORT)
