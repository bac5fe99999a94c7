"""Hindcasts by hand: levels as changes, and residuals in their equations."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.evidence import hindcast
from tajsim.model.state import NO_ADD_FACTORS


def test_levels_become_changes_from_the_base_year() -> None:
    p = ts.parameters("world-bank-2024")
    plan: Any = SimpleNamespace(parameters=p)
    usd = p.economy.nominal_gdp / p.economy.exchange_rate
    base = {
        "remittances_usd": p.remittances.remittances_gdp_share * usd,
        "imports_usd": p.trade.turnover_total - p.trade.exports_total,
        "tjs_per_usd": p.economy.exchange_rate,
        "reserves_usd": p.external.reserves_usd,
        "exports_usd": p.trade.exports_total,
    }
    annual = {
        hindcast.OUTPUT_OF[name]: np.array([[[1.1 * level, 0.9 * level]], [[level, 2.0 * level]]])
        for name, level in base.items()
    }
    annual["reserves_usd"][1, 0] = (-5.0, 0.019 * base["reserves_usd"])  # a stock that is gone
    annual["gdp_growth"] = np.array([[[5.0, -2.0]], [[0.0, 1.0]]])
    annual["inflation"] = np.array([[[4.0, 12.0]], [[0.0, 1.0]]])
    balance = 100.0 * p.economy.current_account_gdp_share
    annual["current_account_gdp"] = np.array([[[balance + 2.0, balance]], [[balance, balance - 3.0]]])
    overdue = 100.0 * p.banks.npl_ratio
    annual["npl_ratio"] = np.array([[[overdue + 8.0, overdue]], [[overdue, overdue - 1.0]]])
    poor = 100.0 * p.welfare.poverty_national
    annual["poverty_rate"] = np.array([[[poor + 1.0, poor]], [[poor, poor - 2.0]]])
    found = hindcast.changes(plan, annual)
    logs = np.log([[1.1, 0.9], [1.0, 2.0]])
    for name in ("remittances_usd", "imports_usd", "tjs_per_usd", "exports_usd"):
        np.testing.assert_allclose(found[name], logs, atol=1e-12)
    np.testing.assert_allclose(found["reserves_usd"], [logs[0], np.log([0.02, 0.02])])
    np.testing.assert_allclose(found["gdp_growth"], np.log1p([[0.05, -0.02], [0.0, 0.01]]))
    np.testing.assert_allclose(found["inflation"], np.log1p([[0.04, 0.12], [0.0, 0.01]]))
    np.testing.assert_allclose(found["current_account"], [[0.02, 0.0], [0.0, -0.03]], atol=1e-12)
    np.testing.assert_allclose(found["bad_loans"], [[0.08, 0.0], [0.0, -0.01]], atol=1e-12)
    np.testing.assert_allclose(found["poverty"], [[0.01, 0.0], [0.0, -0.02]], atol=1e-12)


def test_a_residual_enters_the_equation_it_is_named_after() -> None:
    at = {name: [hindcast._moved(name, t) for t in range(4)] for name in hindcast.EQUATIONS}
    assert [x.remittances for x in at["remittances"]] == [0.01] * 4
    assert [x.exchange_rate for x in at["exchange_rate"]] == [0.01, 0.0, 0.0, 0.0]
    assert [x.outflows for x in at["reserves"]] == [-0.01, 0.0, 0.0, 0.0]
    assert [x.demand for x in at["demand"]] == [0.01, 0.0, 0.0, 0.0]
    stocks = [x.stocks for x in at["imports"]]
    assert np.mean(stocks) == pytest.approx(0.01)
    ratios = np.array(stocks[1:]) / stocks[:-1]
    np.testing.assert_allclose(ratios, ratios[0])
    assert 0.0 < ratios[0] < 1.0
    for name, factors in at.items():
        own = {"imports": "stocks", "reserves": "outflows"}.get(name, name)
        for one in factors:
            assert one._replace(**{own: getattr(NO_ADD_FACTORS, own)}) == NO_ADD_FACTORS
