"""The wiring is that of the step: what is handed on, in which order, and what is remembered."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from types import SimpleNamespace
from typing import Any, NamedTuple

import matplotlib
import pytest

from tajsim.handbook import Flow, Wiring, plot_wiring, wiring
from tajsim.handbook.joins import wiring_of
from tajsim.handbook.page import PHASES
from tajsim.model import prices
from tajsim.model.prices import PriceState
from tajsim.model.state import State

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def joined() -> Wiring:
    return wiring()


def test_no_part_waits_for_a_later_one(joined: Wiring) -> None:
    place = {name: i for i, name in enumerate(joined.order)}
    now = [f for f in joined.flows if not f.lagged]
    assert len(now) > 60
    assert all(place[f.giver] < place[f.receiver] for f in now)


def test_every_call_of_a_block_by_a_phase_is_a_part(joined: Wiring) -> None:
    called = set()
    for module in (importlib.import_module(f"tajsim.model.phases.{name}") for name in PHASES):
        blocks = {name for name, value in vars(module).items() if inspect.ismodule(value)}
        called |= {
            f"{node.func.value.id}.{node.func.attr}"
            for node in ast.walk(ast.parse(inspect.getsource(module)))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in blocks
        }
    assert set(joined.order) == {"drivers", *called}


def test_known_flows(joined: Wiring) -> None:
    assert Flow("policy.step", "migration.step", False, ("regime",)) in joined.flows
    workers = Flow("migration.step", "host.step", True, ("people.irregular", "people.regular"))
    assert workers in joined.flows
    assert "host.step" in {f.giver for f in joined.into("remittances.step")}
    assert {f.giver for f in joined.into("demand.business_investment", lagged=True)} == {
        "demand.output", "prices.potential_growth", "banks.close", "supply.step", "power.output_factor",
    }  # fmt: skip


def test_names_are_arguments_of_the_receiver_or_fields_of_the_state(joined: Wiring) -> None:
    for flow in joined.flows:
        block, function = flow.receiver.split(".")
        receiver = getattr(importlib.import_module(f"tajsim.model.{block}"), function)
        if flow.lagged:
            assert {name.split(".")[0] for name in flow.names} <= set(State._fields)
        else:
            assert set(flow.names) <= set(inspect.signature(receiver).parameters)


class Left(NamedTuple):
    prices: PriceState
    gdp: Any


def example(last: Any, drivers: Any, add: Any, p: Any, k: Any, xp: Any) -> Any:
    twice = 2.0 * drivers.oil_price + 1.0
    cost = prices.import_cost(depreciation=twice, import_inflation=last.rate, p=p.prices)
    now = prices.step(
        last=last.prices,
        depreciation=cost / 3.0,
        import_inflation=k.rate_base,
        oil_change=last.gdp,
        pump_change=0.0,
        food_change=0.0,
        output_gap=last.prices.core,
        add_factor=add.prices,
        p=p.prices,
        xp=xp,
    )
    return SimpleNamespace(state=Left(prices=now, gdp=cost))


def test_numbers_are_followed_through_sums_and_the_state(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sys.getprofile()
    monkeypatch.setitem(example.__globals__, "__name__", "tajsim.model.phases.example")
    joined = wiring_of(example)
    assert joined.order == ("drivers", "prices.import_cost", "prices.step")
    assert joined.flows == (
        Flow("drivers", "prices.import_cost", False, ("depreciation",)),
        Flow("prices.import_cost", "prices.step", False, ("depreciation",)),
        Flow("prices.import_cost", "prices.step", True, ("gdp",)),
    )
    assert sys.getprofile() is before


def test_the_picture_has_a_mark_for_each_flow(joined: Wiring) -> None:
    ax = plot_wiring(joined=joined)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == list(joined.order)
    marks = [line.get_marker() for line in ax.get_lines()]
    assert marks.count("o") == sum(f.lagged for f in joined.flows)
    assert marks.count("s") == sum(not f.lagged for f in joined.flows)
    assert plot_wiring(ax) is ax
    matplotlib.pyplot.close(ax.figure)
