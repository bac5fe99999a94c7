"""The baseline: one forecasting round, free of artefacts, its ratios where history and institutions are."""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.analysis.plausibility.baseline import ratios
from tests.of_2024 import run

SETS = ("calibrated-2024", "world-bank-2024", "kremlin-2024", "nowcast-2025")
OF_2024 = SETS[:3]
every_set = pytest.mark.parametrize("name", SETS)
set_of_2024 = pytest.mark.parametrize("name", OF_2024)


@functools.cache
def baseline(name: str) -> ts.Result:
    return run(parameters=name, draws=None, outputs="all")


@every_set
@pytest.mark.parametrize("ratio", [r.name for r in ratios()])
def test_every_ratio_lies_where_history_and_forecasts_put_it(name: str, ratio: str) -> None:
    row = table(name).loc[ratio]
    assert row["inside"], f"{row['lowest']:.1f} to {row['highest']:.1f}, allowed {row['range']}"


@functools.cache
def table(name: str) -> pd.DataFrame:
    return ts.baseline_ratios(name)


def test_a_range_holds_what_the_institutions_forecast() -> None:
    for r in ratios():
        assert r.history[0] < r.history[1]
        assert r.forecast[0] < r.forecast[1]
        assert r.range[0] < r.range[1]
        assert r.range[0] < r.forecast[1], r.name
        assert r.forecast[0] < r.range[1], r.name
        assert r.history_source
        assert r.forecast_source


@every_set
def test_adjusted_remittances_have_no_break_inside_a_year(name: str) -> None:
    """They ran 1682, 1537, 1425, 1388, 1420, 1481, 1538, 1571: -16 and +13 % in years growing by 2 %."""
    r = baseline(name)
    money = r.central["remittances_tjs"][:, 0] / r.central["tjs_per_usd"][:, 0]
    assert np.abs(np.diff(np.log(money))).max() < 0.06
    turns = np.sum(np.diff(np.sign(np.diff(money[:12]))) != 0)
    assert turns <= 2  # with the rouble, which is stronger in 2025 and weaker after


@set_of_2024
def test_trade_with_russia_grows_in_2025(name: str) -> None:
    """It fell by 9.5 %; +10 % was reported for half a year, +13 % for eight months, +17 % for the year."""
    p = ts.parameters(name)
    growth = baseline(name).central_annual["trade_russia_usd"][0, 0] / p.trade.turnover_russia - 1.0
    assert 0.03 < growth < 0.18


@every_set
def test_taxes_keep_their_share_and_spending_follows_them(name: str) -> None:
    """The share fell from 18.1 to 15.7 % because imports lose weight as remittances normalise."""
    values = baseline(name).central_annual
    np.testing.assert_allclose(values["tax_revenue_gdp"][:, 0], 18.1, atol=1e-6)
    known = [-0.3, -0.8, -1.0, -1.1, -1.2]  # half of the way from the surplus of 2025 each year
    balance = known if name == "nowcast-2025" else -1.2
    np.testing.assert_allclose(values["budget_balance_gdp"][:, 0], balance, atol=1e-6)
    consumed = 100.0 * values["government_consumption"][:, 0] / values["gdp"][:, 0]
    assert 11.0 < consumed.min() < consumed.max() < 15.0


@every_set
def test_reserves_keep_their_cover(name: str) -> None:
    """They nearly doubled with a current account of zero; about eight months of imports (IMF 2023, 2025)."""
    months = baseline(name).central["reserves_months"][:, 0]
    assert 6.5 < months.min() < months.max() < 9.5


@every_set
def test_public_debt_goes_on_declining_but_slowly(name: str) -> None:
    """25 % of output at the end of 2024; IMF 2025-12: continued decline."""
    debt = baseline(name).central_annual["public_debt_gdp"][:, 0]
    assert (13.5 if name == "nowcast-2025" else 17.0) < debt[-1] < debt[0] < 25.0


def test_what_goes_on_from_2025_contradicts_none_of_its_figures() -> None:
    """Prices rose by 7 % within 2026 after 2.4, imports by a fifth, and purchases had 2.5 deviations."""
    assert not ts.baseline_add_factors("nowcast-2025")["large"].any()
    r = baseline("nowcast-2025")
    twelve = r.central["inflation"][:, 0]
    assert 2.0 < twelve.min() < twelve.max() < 5.5
    account = r.central["current_account_gdp"][:, 0]
    surplus = account[1:] > 0.0
    assert (np.diff(account)[surplus] < 0.0).all(), "from a surplus to balance, without turning"
    assert -1.5 < account[-1] < 0.0, "a small deficit in the medium term (IMF PR 25/435)"
    rate = r.central["tjs_per_usd"][:, 0]
    assert np.abs(np.diff(np.log(rate))).max() < 0.015
    bad = r.central["npl_ratio"][:, 0]
    assert (np.diff(bad) > 0.0).all()
    assert bad[0] > 4.0


def test_grants_and_loans_are_what_was_carried_out_not_the_plan() -> None:
    """External debt stood at 3,200 million dollars at the end of 2023 and of 2024 with 238 repaid."""
    p = ts.parameters("world-bank-2024")
    repaid = p.fiscal.repayment_rate * p.fiscal.external_debt_usd
    assert p.external.disbursement_usd == pytest.approx(repaid, abs=50.0)
    plan = 6767.0 / p.economy.exchange_rate
    assert 0.4 < p.external.capital_grants_usd / plan < 0.7
