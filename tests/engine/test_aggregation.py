"""Annual values against the quarters they are made of, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

import tajsim as ts
from tajsim.model.base_year.opening import base_quarters
from tajsim.model.outputs import OUTPUTS, STANDARD
from tests.of_2024 import run

YEARS = 3  # full years of the fixture `everything`, which ends in 2028Q2


def quarters(r: ts.Result, name: str) -> np.ndarray:
    """The quarters of the full years, (year, quarter, scenario, draw)."""
    values = r.quarterly[name].astype(np.float64)[: 4 * YEARS]
    return values.reshape(YEARS, 4, *values.shape[1:])


def by_rule(rule: str) -> list[str]:
    return [o.name for o in OUTPUTS if o.annual == rule]


def test_only_full_years_are_reported(everything: ts.Result) -> None:
    assert everything.years == (2025, 2026, 2027)
    assert str(everything.quarters[-1]) == "2028Q2"
    for name in everything.kept:
        assert everything.annual[name].shape == (3, 3, 16)
        assert everything.quarterly[name].shape == (14, 3, 16)
        assert everything.central_annual[name].shape == (3, 3)


def test_everything_is_finite(everything: ts.Result, path: ts.Result) -> None:
    for r in (everything, path):
        for name in r.kept:
            for values in (r.quarterly[name], r.annual[name], r.central[name], r.central_annual[name]):
                assert np.isfinite(values).all(), name


@pytest.mark.parametrize("name", by_rule("sum"))
def test_a_year_of_flows_is_their_sum(everything: ts.Result, name: str) -> None:
    found = quarters(everything, name).sum(axis=1)
    np.testing.assert_allclose(everything.annual[name], found, rtol=1e-6, atol=1e-3)


@pytest.mark.parametrize("name", by_rule("mean"))
def test_a_year_of_rates_is_their_mean(everything: ts.Result, name: str) -> None:
    np.testing.assert_allclose(everything.annual[name], quarters(everything, name).mean(axis=1), rtol=1e-6)


@pytest.mark.parametrize("name", by_rule("end"))
def test_a_year_of_stocks_is_its_last_quarter(everything: ts.Result, name: str) -> None:
    np.testing.assert_array_equal(everything.annual[name], quarters(everything, name)[:, -1])


RATIOS = {
    "remittances_gdp": ("remittances_tjs", "gdp_nominal"),
    "tax_revenue_gdp": ("tax_revenue", "gdp_nominal"),
    "trade_russia_share": ("trade_russia_usd", ("exports_usd", "imports_usd")),
    "trade_china_share": ("trade_china_usd", ("exports_usd", "imports_usd")),
}


def test_every_ratio_is_tested() -> None:
    weighted = {"current_account_gdp", "budget_balance_gdp", "unemployment_rate"}
    assert set(by_rule("ratio")) == {*RATIOS, *weighted}


@pytest.mark.parametrize("name", RATIOS)
def test_a_year_of_a_share_is_the_ratio_of_sums(everything: ts.Result, name: str) -> None:
    above, below = RATIOS[name]
    parts = (below,) if isinstance(below, str) else below
    whole = sum(quarters(everything, part) for part in parts)
    np.testing.assert_allclose(
        everything.annual[name],
        100.0 * quarters(everything, above).sum(axis=1) / whole.sum(axis=1),  # type: ignore[attr-defined]
        rtol=1e-5,
    )


@pytest.mark.parametrize("name", ["current_account_gdp", "budget_balance_gdp"])
def test_a_year_of_a_balance_weighs_quarters_by_output(everything: ts.Result, name: str) -> None:
    weight = quarters(everything, "gdp_nominal")
    wanted = (quarters(everything, name) * weight).sum(axis=1) / weight.sum(axis=1)
    np.testing.assert_allclose(everything.annual[name], wanted, rtol=1e-5, atol=1e-5)


def test_a_year_of_unemployment_weighs_quarters_by_the_labour_force(everything: ts.Result) -> None:
    rate = quarters(everything, "unemployment_rate")
    force = quarters(everything, "employment") / (1.0 - rate / 100.0)
    wanted = (rate * force).sum(axis=1) / force.sum(axis=1)
    np.testing.assert_allclose(everything.annual["unemployment_rate"], wanted, rtol=1e-5)


def test_growth_of_a_year_is_that_of_the_annual_sum(everything: ts.Result) -> None:
    p = ts.parameters("calibrated-2024").economy
    first = base_quarters(p.nominal_gdp, p.gdp_growth_base, p.inflation_base)
    for name, level, before in (
        ("gdp_growth", "gdp", np.array(first.gdp)),
        ("inflation", "consumer_prices", 100.0 * np.array(first.prices)),
    ):
        paths = quarters(everything, level)
        sums = paths.sum(axis=1)
        start = np.full((1, *sums.shape[1:]), before.sum())
        growth = 100.0 * (sums / np.concatenate([start, sums[:-1]]) - 1.0)
        np.testing.assert_allclose(everything.annual[name], growth, atol=2e-4, err_msg=name)

        flat = paths.reshape(4 * YEARS, *paths.shape[2:])
        shape = (4, *flat.shape[1:])
        earlier = np.concatenate([np.broadcast_to(before[:, None, None], shape), flat[:-4]])
        on_year = 100.0 * (flat / earlier - 1.0)
        np.testing.assert_allclose(everything.quarterly[name][: 4 * YEARS], on_year, atol=2e-4, err_msg=name)


def test_the_quarters_of_2024_add_up_to_the_published_year() -> None:
    p = ts.parameters("calibrated-2024").economy
    year = base_quarters(p.nominal_gdp, p.gdp_growth_base, p.inflation_base)
    assert sum(year.gdp) == pytest.approx(p.nominal_gdp, rel=1e-12)


def test_growth_in_a_draw_is_measured_from_that_draws_own_year() -> None:
    wide = {"value": 153_400.0, "distribution": "uniform", "low": 100_000.0, "high": 200_000.0}
    p = ts.parameters("calibrated-2024").replace(economy={"nominal_gdp": wide})
    r = run(parameters=p, draws=64, end="2026Q4", outputs=["gdp", "gdp_growth"])
    assert r.annual["gdp"][0, 0].std() > 10_000.0, "output differs between draws"
    assert np.abs(r.annual["gdp_growth"][0, 0] - r.annual["gdp_growth"][1, 0]).max() < 20.0


def test_money_and_departures_keep_their_seasons(path: ts.Result) -> None:
    p = ts.parameters("calibrated-2024")
    money = path.central["remittances_usd"][:, 0].reshape(-1, 4)
    r = p.remittances
    published = np.array([r.season_q1, r.season_q2, r.season_q3, r.season_q4])
    shares = money / money.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares[1:], np.tile(published, (len(shares) - 1, 1)), atol=0.02)
    departures = path.central["departures"][:, 0].reshape(-1, 4)
    halves = departures[:, :2].sum(axis=1) / departures.sum(axis=1)
    np.testing.assert_allclose(halves, r.departures_h1, atol=0.03)


def test_only_what_is_asked_for_is_kept(path: ts.Result) -> None:
    r = run(draws=None, end="2025Q4", outputs=["npl_ratio", "gdp"])
    assert set(r.kept) == {"gdp", "npl_ratio"}
    assert r.quarterly.keys() == r.annual.keys() == r.central.keys() == {"gdp", "npl_ratio"}
    assert set(run(draws=None, end="2025Q4").kept) == set(STANDARD)
    assert set(path.kept) == {o.name for o in OUTPUTS}
    assert run(draws=None, end="2025Q4", outputs="gdp").kept == ("gdp",)
    with pytest.raises(ts.InputError, match="was not kept"):
        r["consumption"]


def test_outputs_may_come_from_any_iterable() -> None:
    assert run(draws=None, end="2025Q4", outputs=(n for n in ("gdp", "gini"))).kept == ("gdp", "gini")  # type: ignore[arg-type]
