"""Contradictions between published figures come out as anyone can compute them by hand."""

import dataclasses

import pytest

from tajsim.parameters import parameter_set_names, parameters
from tajsim.parameters.reconcile import CHECKS, FIGURE_UNITS, reconcile

BY_HAND = {
    "gdp_implied_by_remittances": (14_200.0, 1800.0 / 0.17),
    "remittances_implied_by_world_bank_share": (1800.0, 6958.0),
    "total_trade_implied_by_share": (8950.0, 1500.0 / 0.226),
    "turnover_against_customs": (1500.0, 1900.0),
    "turnover_implied_by_share": (1500.0, 2022.7),
    "world_bank_share_against_wdi": (0.49, 0.4788521),
    "wdi_remittances_against_world_bank_share": (6801.890973, 6958.0),
    "remittances_against_survey": (0.49, 0.1323),
    "deportations_before_against_2023": (1000.0, 11_000.0),
    "deportations_rise_since_2023": (1.5, 30.0 / 11.0),
    "deportations_rise_as_said": (1.5, 30.0),
}


@pytest.fixture(scope="module")
def table():
    return parameters("world-bank-2024").reconcile().set_index("contradiction")


@pytest.mark.parametrize("name", BY_HAND)
def test_by_hand(table, name):
    published, implied = BY_HAND[name]
    row = table.loc[name]
    assert row["published_value"] == published
    assert row["implied_value"] == pytest.approx(implied)
    assert row["discrepancy"] == pytest.approx(implied - published)
    assert row["discrepancy_pct"] == pytest.approx(100.0 * (implied - published) / published)


def test_a_row_says_what_where_from_and_who_wins(table):
    row = table.loc["gdp_implied_by_remittances"]
    assert row["implied_by"] == "remittances_russia_kremlin / remittances_share_kremlin = 1800 / 0.17"
    assert (row["published"], row["unit"], row["wins"]) == ("gdp_usd", "million USD per year", "gdp_usd")
    assert "S03; S04" in row["sources"]
    assert row["rule"]


def test_agreement_is_listed_on_demand(table):
    agreed = {"foreign_workers_implied_by_share", "gdp_implied_by_exchange_rate", "gdp_implied_by_wdi"}
    assert agreed.isdisjoint(table.index)
    everything = parameters("world-bank-2024").reconcile(all=True).set_index("contradiction")
    assert agreed <= set(everything.index)
    assert everything.loc["foreign_workers_implied_by_share", "implied_value"] == pytest.approx(7_500_000.0)


def test_parameter_sets_resolve_differently():
    wins = {
        name: parameters(name).reconcile().set_index("contradiction").loc["turnover_against_customs", "wins"]
        for name in ("kremlin-2024", "world-bank-2024")
    }
    assert wins == {"kremlin-2024": "turnover_russia_kremlin", "world-bank-2024": "turnover_russia_customs"}


@pytest.mark.parametrize("name", parameter_set_names())
def test_shipped_parameter_sets_resolve_every_contradiction(name):
    assert "unresolved" not in set(parameters(name).reconcile(all=True)["wins"])


def test_missing_figures_skip_their_checks():
    base = parameters("world-bank-2024")
    figures = {name: figure for name, figure in base.figures.items() if name != "trade_share_russia"}
    names = set(reconcile(figures, {})["contradiction"])
    assert names.isdisjoint({"total_trade_implied_by_share", "turnover_implied_by_share"})
    assert "turnover_against_customs" in names
    assert reconcile({}, {}).empty


def test_a_set_without_rules_says_so():
    bare = dataclasses.replace(parameters("world-bank-2024"), resolutions={})
    assert set(bare.reconcile()["wins"]) == {"unresolved"}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_formula_shown_is_the_formula_computed(check):
    values = {name: 2.0 + i for i, name in enumerate(check.figures)}
    assert eval(check.implied_by.format(**values)) == pytest.approx(check.compute(values))
    assert set(check.figures) <= set(FIGURE_UNITS)


def test_check_names_are_unique():
    assert len({check.name for check in CHECKS}) == len(CHECKS)
