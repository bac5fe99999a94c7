"""The wiring is that of the step: what is handed on, in which order, and what is remembered."""

from __future__ import annotations

import ast
import inspect

import matplotlib
import pytest

from tajsim.handbook import Flow, Wiring, plot_wiring, wiring
from tajsim.handbook.joins import wiring_of
from tajsim.model import economy

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def joined() -> Wiring:
    return wiring()


def test_no_part_waits_for_a_later_one(joined: Wiring) -> None:
    place = {name: i for i, name in enumerate(joined.order)}
    now = [f for f in joined.flows if not f.lagged]
    assert len(now) > 60
    assert all(place[f.giver] < place[f.receiver] for f in now)


def test_every_call_of_a_block_is_a_part(joined: Wiring) -> None:
    modules = {name for name, value in vars(economy).items() if inspect.ismodule(value)} - {"accounts"}
    called = {
        f"{node.func.value.id}.{node.func.attr}"
        for node in ast.walk(ast.parse(inspect.getsource(economy.step)))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in modules
        and node.func.attr[0].islower()
    }
    assert set(joined.order) == {"drivers", *called}


def test_known_flows(joined: Wiring) -> None:
    assert Flow("policy.step", "migration.step", False, ("regime",)) in joined.flows
    assert Flow("migration.step", "host.step", True, ("people.in_russia",)) in joined.flows
    assert "host.step" in {f.giver for f in joined.into("remittances.step")}
    assert {f.giver for f in joined.into("demand.business_investment", lagged=True)} == {
        "demand.output", "prices.potential_growth", "banks.close",
    }  # fmt: skip


def test_names_are_followed_through_sums_and_aliases() -> None:
    joined = wiring_of(
        "def step(last, drivers, p, xp):\n"
        "    people = last.people\n"
        "    russia = host.step(last.host, drivers, people.regular, p.host, xp)\n"
        "    twice = 2.0 * russia.wage_rub + 1.0\n"
        "    flows = migration.step(people, twice, p.migration, xp)\n"
        "    state = State(host=russia.state, people=flows.people)\n"
    )
    assert joined.order == ("drivers", "host.step", "migration.step")
    assert set(joined.flows) == {
        Flow("drivers", "host.step", False, ("drivers",)),
        Flow("host.step", "migration.step", False, ("twice",)),
        Flow("migration.step", "host.step", True, ("people.regular",)),
    }


def test_the_picture_has_a_mark_for_each_flow(joined: Wiring) -> None:
    ax = plot_wiring(joined=joined)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == list(joined.order)
    marks = [line.get_marker() for line in ax.get_lines()]
    assert marks.count("o") == sum(f.lagged for f in joined.flows)
    assert marks.count("s") == sum(not f.lagged for f in joined.flows)
    assert plot_wiring(ax) is ax
    matplotlib.pyplot.close(ax.figure)
