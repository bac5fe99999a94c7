"""Hindcasts: one year ahead is the run over that year, and residuals move what they are named after."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.engine.block import run_block
from tajsim.evidence.hindcast import EQUATIONS, OUTPUT_OF, WITHIN, changes, hindcast, past_plan, responses
from tajsim.evidence.observations import observed
from tajsim.evidence.variables import GROWTH, POVERTY
from tajsim.parameters import Parameters

VARIABLES = tuple(OUTPUT_OF)
OWN = dict(zip(EQUATIONS, VARIABLES, strict=False))
DRIVERS = {
    "RUS": ("gdp_growth_from_constant", "cpi_inflation_avg", "inflation_december_on_december",
            "gdp_deflator_inflation", "exchange_rate_official_avg", "rub_per_usd_avg"),
    "WLD": ("brent_spot_annual", "brent_spot_monthly"),
    **{country: ("gdp_current", "gdp_growth_from_constant") for country in ("ARM", "GEO", "KGZ", "MDA")},
}  # fmt: skip
"""What a conditional forecast may see of the years ahead."""


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return ts.history()


@pytest.fixture(scope="module")
def p() -> Parameters:
    return ts.parameters("world-bank-2024")


def is_driver(data: pd.DataFrame) -> pd.Series[bool]:
    pairs = {(country, series) for country, names in DRIVERS.items() for series in names}
    return pd.Series(
        [pair in pairs for pair in zip(data["country"], data["series"], strict=True)], data.index
    )


def outcomes_changed(data: pd.DataFrame, origin: int, factor: float | None) -> pd.DataFrame:
    """Every outcome after `origin` multiplied, or taken away; the drivers stay."""
    later = (data["year"] > origin) & ~is_driver(data)
    if factor is None:
        return data[~later]
    return data.assign(value=data["value"].where(~later, factor * data["value"]))


@pytest.mark.parametrize("origin", [2008, 2014])
def test_the_central_hindcast_is_the_run_over_history(data: pd.DataFrame, p: Parameters, origin: int) -> None:
    plan = past_plan(origin, 2, p, 1, 0, data)
    r = ts.run(
        parameters=p, baseline="history", start=f"{origin + 1}Q1", end=f"{origin + 2}Q4", draws=None,
        outputs=list(OUTPUT_OF.values()),
    )  # fmt: skip
    annual = {name: values[..., np.newaxis] for name, values in r.central_annual.items()}
    found = changes(plan, annual)
    table = observed(data)
    usd = table.level("remittances_usd", origin)
    assert found["remittances_usd"][:, 0] == pytest.approx(
        np.log(r.central_annual["remittances_usd"][:, 0] / usd), abs=1e-9
    )
    rate = table.level("tjs_per_usd", origin)
    assert found["tjs_per_usd"][:, 0] == pytest.approx(
        np.log(r.central_annual["tjs_per_usd"][:, 0] / rate), abs=1e-9
    )
    imports = table.level("imports_usd", origin)
    assert found["imports_usd"][:, 0] == pytest.approx(
        np.log(r.central_annual["imports_usd"][:, 0] / imports), abs=1e-9
    )
    reserves = table.level("reserves_usd", origin)
    assert found["reserves_usd"][:, 0] == pytest.approx(
        np.log(np.maximum(r.central_annual["reserves_usd"][:, 0] / reserves, 0.02)), abs=1e-9
    )
    assert found[GROWTH][:, 0] == pytest.approx(np.log1p(r.central_annual["gdp_growth"][:, 0] / 100.0))


def test_draws_differ_by_parameters_alone(data: pd.DataFrame, p: Parameters) -> None:
    """Two draws with the same parameters are the same: no residual, no random driver."""
    found = hindcast(past_plan(2014, 1, p, 32, 0, data))
    assert found.origin == 2014
    assert set(found.paths) == {*VARIABLES, WITHIN}
    for name in found.paths:
        assert found.paths[name].shape == (1, 32)
        assert np.isfinite(found.change(name, 1)).all()
    plan = past_plan(2014, 1, p, 32, 0, data, missed=True)
    with_residuals = changes(plan, run_block(plan, 0)[0].annual)
    name = "remittances_usd"
    assert with_residuals[name][0].std() > 1.2 * found.change(name, 1).std()


def test_the_same_seed_gives_the_same_hindcast(data: pd.DataFrame, p: Parameters) -> None:
    one, two, other = (hindcast(past_plan(2012, 1, p, 16, seed, data)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.change("imports_usd", 1), two.change("imports_usd", 1))
    assert not np.array_equal(one.change("imports_usd", 1), other.change("imports_usd", 1))


@pytest.mark.parametrize("factor", [3.0, None])
def test_outcomes_after_the_origin_are_not_seen(
    data: pd.DataFrame, p: Parameters, factor: float | None
) -> None:
    other = outcomes_changed(data, 2012, factor)
    assert len(other) < len(data) or (other["value"] != data["value"]).sum() > 500
    plans = [past_plan(2012, 3, p, 16, 1, d) for d in (data, other)]
    one, two = map(hindcast, plans)
    for name in VARIABLES:
        np.testing.assert_array_equal(one.paths[name], two.paths[name], err_msg=name)
    np.testing.assert_array_equal(*map(responses, plans))


def test_drivers_after_the_origin_are_seen(data: pd.DataFrame, p: Parameters) -> None:
    later = (
        (data["year"] > 2012) & (data["series"] == "exchange_rate_official_avg") & (data["country"] == "RUS")
    )
    other = data.assign(value=data["value"].where(~later, 1.5 * data["value"]))
    plans = [past_plan(2012, 1, p, 16, 1, d) for d in (data, other)]
    one, two = (hindcast(plan).change("remittances_usd", 1) for plan in plans)
    assert (two < one - 0.1).all()


@pytest.mark.parametrize("origin", [2005, 2014, 2021])
def test_a_residual_moves_the_variable_it_is_named_after(
    data: pd.DataFrame, p: Parameters, origin: int
) -> None:
    moved = responses(past_plan(origin, 1, p, None, 0, data))
    assert moved.shape == (len(VARIABLES) + 1, len(EQUATIONS))
    table = pd.DataFrame(moved, index=[*VARIABLES, WITHIN], columns=EQUATIONS)
    # a rate that is weaker for good has passed on more by the end of the year than on average
    assert 0.0 < table.loc["inflation", "exchange_rate"] < table.loc[WITHIN, "exchange_rate"] < 0.35
    assert np.isfinite(moved).all()
    # a unit of residual is a unit of the first year's average of what it is named after
    assert table.loc["remittances_usd", "remittances"] == pytest.approx(1.0, abs=0.15)
    assert table.loc["tjs_per_usd", "exchange_rate"] == pytest.approx(1.0, abs=0.25)
    for equation, variable in OWN.items():
        assert table.loc[variable, equation] > 0.1, equation
    # money from abroad pays for imports, weaker somoni for fewer of them; money in stocks leaves the reserves
    assert table.loc["imports_usd", "remittances"] > 0.1
    assert table.loc["imports_usd", "exchange_rate"] < 0.0
    assert table.loc[POVERTY, "remittances"] < 0.0
