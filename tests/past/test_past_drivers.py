"""Observed drivers: annual averages are exact, and nothing of later years reaches what came before."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.drivers.declared import DRIVERS
from tajsim.errors import InputError
from tajsim.observed import annual
from tajsim.past import observed_drivers
from tajsim.past.drivers import REGION, REGION_SHARE, UNOBSERVED, Series

BASES = (2002, 2007, 2013, 2019, 2021, 2023)


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return ts.history()


def yearly(path: np.ndarray) -> np.ndarray:
    return np.asarray(path).reshape(-1, 4).mean(axis=1)


def paths(base: int, data: pd.DataFrame) -> tuple[range, dict[str, np.ndarray]]:
    years = range(base + 1, 2025)
    return years, observed_drivers(base, 2024, data).driver_paths(years)


@pytest.mark.parametrize("base", BASES)
def test_annual_averages_are_those_observed(data: pd.DataFrame, base: int) -> None:
    years, found = paths(base, data)
    assert set(found) == {driver.name for driver in DRIVERS}
    assert all(len(path) == 4 * len(years) for path in found.values())
    oil = annual("brent_spot_annual", "WLD", first=True, data=data).loc[list(years)]
    np.testing.assert_allclose(yearly(found["oil_price"]), oil, rtol=1e-9)
    rouble = annual("exchange_rate_official_avg", "RUS", first=True, data=data)
    known = [year for year in years if year in rouble.index]
    if known:
        np.testing.assert_allclose(yearly(found["rub_per_usd"])[: len(known)], rouble.loc[known], rtol=1e-9)


@pytest.mark.parametrize("base", BASES)
def test_annual_growth_of_russia_is_that_observed(data: pd.DataFrame, base: int) -> None:
    years, found = paths(base, data)
    drivers = observed_drivers(base, 2024, data)
    published = {
        "russia_gdp_growth": ("russia_output", "gdp_growth_from_constant"),
        "russia_inflation": ("russia_prices", "cpi_inflation_avg"),
    }
    for name, (level, series) in published.items():
        before = np.asarray(drivers.levels(level)[0][-4:])
        after = before[-1] * np.cumprod(1.0 + found[name] / 400.0)
        means = yearly(np.concatenate([before, after]))
        growth = 100.0 * (means[1:] / means[:-1] - 1.0)
        seen = annual(series, "RUS", first=True, data=data)
        for year, value in zip(years, growth, strict=True):
            if year in seen.index:
                assert value == pytest.approx(float(seen[year]), abs=1e-9), (name, year)


def test_quarters_of_the_rouble_move_as_published(data: pd.DataFrame) -> None:
    """Published quarters give the shape of a year, its annual average the level."""
    rows = data[(data["series"] == "rub_per_usd_avg") & (data["frequency"] == "Q")]
    counts = rows.groupby("year")["value"].count()
    full = [year for year in counts.index[counts == 4] if 2003 < year <= 2024]
    assert 2015 in full
    _, found = paths(2003, data)
    for year in full:
        published = rows[rows["year"] == year].sort_values("period")["value"].to_numpy()
        own = found["rub_per_usd"][4 * (year - 2004) :][:4]
        np.testing.assert_allclose(own / own.mean(), published / published.mean(), rtol=1e-12)
        np.testing.assert_allclose(own, published, rtol=0.01)


@pytest.mark.parametrize("base", [2007, 2013])
@pytest.mark.parametrize("factor", [3.0, None])
def test_the_opening_sees_nothing_later(data: pd.DataFrame, base: int, factor: float | None) -> None:
    if factor is None:
        other = data[data["year"] <= base]
    else:
        other = data.assign(value=data["value"].where(data["year"] <= base, factor * data["value"]))
    end = base if factor is None else 2024
    assert observed_drivers(base, end, other).past() == observed_drivers(base, 2024, data).past()


def test_a_longer_run_sees_the_same_past(data: pd.DataFrame) -> None:
    short, long = (observed_drivers(2013, end, data) for end in (2014, 2024))
    assert short.past() == long.past()


def test_import_prices_follow_the_region_by_its_share(data: pd.DataFrame) -> None:
    _, found = paths(2013, data)
    growth = []
    for country in REGION:
        own = data[data["country"] == country]
        dollars = annual("gdp_current", country, first=True, data=own)
        real = annual("gdp_growth_from_constant", country, first=True, data=own)
        growth.append(100.0 * np.log(dollars[2015] / dollars[2014] / (1.0 + real[2015] / 100.0)))
    usual = UNOBSERVED["import_price_inflation"]
    expected = REGION_SHARE * np.mean(growth) + (1.0 - REGION_SHARE) * usual
    np.testing.assert_allclose(found["import_price_inflation"][4:8], expected, rtol=1e-12)
    assert expected < 0.0  # 2015: currencies of the region fell with the rouble


def test_quarters_published_break_the_smooth_path_and_it_goes_on_from_them() -> None:
    series = Series({2000: 10.0, 2001: 10.0, 2002: 26.0, 2003: 20.0}, {2002: (11.0, 12.0, 13.0, 16.0)})
    found = series.quarters(2000, 2003, [])
    np.testing.assert_allclose(found[8:12], [22.0, 24.0, 26.0, 32.0], rtol=1e-12)
    np.testing.assert_allclose(yearly(np.asarray(found)), [10.0, 10.0, 26.0, 20.0], rtol=1e-12)
    np.testing.assert_allclose(found[:8], 10.0, rtol=1e-12)
    assert found[12] > found[15]
    alone = Series({2000: 10.0}, {2001: (11.0, 12.0, 13.0, 16.0)})  # a year without an annual figure
    assert alone.quarters(2001, 2001, []) == [11.0, 12.0, 13.0, 16.0]


def test_workers_grew_as_two_counts_say_and_not_at_all_without_them(data: pd.DataFrame) -> None:
    assert observed_drivers(2005, 2006, data).workers_growth == 0.0
    own = (data["series"] == "citizens_in_russia_stock") & (data["country"] == "TJK")
    made = (
        data[own]
        .iloc[:2]
        .assign(year=[2009, 2010], period=["2009-12", "2010-12"], frequency="M", value=[1e6, 1.1e6])
    )
    counted = pd.concat([data[~own], made])
    assert observed_drivers(2010, 2011, counted).workers_growth == pytest.approx(np.log(1.1), rel=1e-12)
    assert observed_drivers(2009, 2011, counted).workers_growth == 0.0


@pytest.mark.parametrize(("base", "end"), [(2001, 2005), (2013, 2026), (2013, 2012)])
def test_years_outside_the_register_are_refused(base: int, end: int) -> None:
    with pytest.raises(InputError, match=f"from 2003 to 2025; asked for {base + 1} to {end}"):
        observed_drivers(base, end)


def test_the_somoni_ends_a_year_where_it_was_quoted(data: pd.DataFrame) -> None:
    """7.8768 at the end of 2016 and since February (Asia-Plus); annual averages still rose by 27 %."""
    found = observed_drivers(2016, 2016, data).before("tjs_per_usd")
    average = annual("exchange_rate_official_avg", "TJK", first=True, data=data)
    assert found[-1] == pytest.approx(7.8768, rel=0.003)
    assert sum(found[-4:]) / 4.0 == pytest.approx(float(average[2016]), rel=1e-12)
    early = observed_drivers(2010, 2010, data).before("tjs_per_usd")
    assert early[-5] < early[-1] < 4.4031  # 4.371 and 4.4031 at the ends of 2009 and 2010 (BelaPan)
    assert early[-1] == pytest.approx(4.39, abs=0.01)


def test_without_a_quote_the_somoni_does_not_go_on_as_it_went(data: pd.DataFrame) -> None:
    """A walk ends a year between its average and twice the way there from the year before."""
    bare = data[data["series"] != "exchange_rate_official"]
    average = annual("exchange_rate_official_avg", "TJK", first=True, data=data)
    for year in (2006, 2009, 2015, 2020):
        end = observed_drivers(year, year, bare).before("tjs_per_usd")[-1]
        before, now = float(average[year - 1]), float(average[year])
        assert now < end < now + 0.5 * (now - before), year
        with_quotes = observed_drivers(year, year, data).before("tjs_per_usd")
        assert end != pytest.approx(with_quotes[-1], rel=1e-6)


def test_quotes_of_later_years_do_not_reach_the_somoni_before(data: pd.DataFrame) -> None:
    for year in (2008, 2015, 2021):
        then = observed_drivers(year, year, data[data["year"] <= year]).before("tjs_per_usd")
        later = observed_drivers(year, year + 1, data).before("tjs_per_usd")
        assert then == later
