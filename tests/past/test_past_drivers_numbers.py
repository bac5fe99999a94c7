"""The drivers as they were, by hand: months into quarters, gaps in prices, counts of workers, the region."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.observed import annual
from tajsim.past import observed_drivers

CITIZENS = "citizens_in_russia_stock"


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return ts.history()


def rows_of(data: pd.DataFrame, series: str, country: str) -> pd.Series:
    return data["series"].eq(series) & data["country"].eq(country)


def with_rows(data: pd.DataFrame, series: str, country: str, values: dict[str, float]) -> pd.DataFrame:
    """The observations with those of one series replaced: by year, or by month as 2010-03."""
    own = rows_of(data, series, country)
    first = data[own].iloc[0].to_dict()
    made = [
        first
        | {
            "period": period,
            "year": int(period[:4]),
            "frequency": "M" if "-" in period else "A",
            "value": value,
        }
        for period, value in values.items()
    ]
    return pd.concat([data[~own], pd.DataFrame(made, columns=data.columns)], ignore_index=True)


def test_twelve_months_are_four_quarters_and_fewer_are_none(data: pd.DataFrame) -> None:
    months = data[rows_of(data, "brent_spot_monthly", "WLD") & data["year"].eq(2015)].set_index("period")[
        "value"
    ]
    assert len(months) == 12
    found = observed_drivers(2013, 2016, data).series["oil_price"].quarterly
    expected = [months.sort_index().iloc[i : i + 3].mean() for i in (0, 3, 6, 9)]
    np.testing.assert_allclose(found[2015], expected, rtol=1e-12)
    gap = data[~(rows_of(data, "brent_spot_monthly", "WLD") & data["period"].eq("2015-05"))]
    left = observed_drivers(2013, 2016, gap).series["oil_price"].quarterly
    assert 2015 not in left
    assert left[2016] == found[2016]
    shuffled = data.iloc[::-1]
    assert observed_drivers(2013, 2016, shuffled).series["oil_price"].quarterly[2015] == found[2015]


def test_published_quarters_are_scaled_to_the_average_of_the_year(data: pd.DataFrame) -> None:
    oil = observed_drivers(2013, 2016, data).series["oil_price"]
    path = np.asarray(oil.quarters(2015, 2015, [1.0, 1.0]))
    seen = np.asarray(oil.quarterly[2015])
    np.testing.assert_allclose(path, seen * oil.annual[2015] / seen.mean(), rtol=1e-12)


def test_prices_not_published_are_those_of_december_or_of_the_deflator(data: pd.DataFrame) -> None:
    published = annual("cpi_inflation_avg", "RUS", first=True, data=data)
    december = annual("inflation_december_on_december", "RUS", first=True, data=data)
    deflator = annual("gdp_deflator_inflation", "RUS", first=True, data=data)
    none = data[~(rows_of(data, "cpi_inflation_avg", "RUS") & data["year"].isin([2010, 2011]))]
    neither = none[~(rows_of(none, "inflation_december_on_december", "RUS") & none["year"].isin([2011]))]

    def prices(frame: pd.DataFrame, year: int) -> float:
        level = observed_drivers(2012, 2013, frame).series["russia_prices"].annual
        return 100.0 * (level[year] / level[year - 1] - 1.0)

    assert prices(data, 2010) == pytest.approx(published[2010])
    assert prices(none, 2010) == pytest.approx(0.5 * (december[2009] + december[2010]))
    assert prices(none, 2012) == pytest.approx(published[2012])
    assert prices(neither, 2011) == pytest.approx(deflator[2011])
    first = none[~(rows_of(none, "inflation_december_on_december", "RUS") & none["year"].eq(2009))]
    assert prices(first, 2010) == pytest.approx(december[2010])


@pytest.mark.parametrize(
    ("counts", "growth"),
    [
        ({"2009-06": 1.0e6, "2010-06": 1.1e6}, math.log(1.1)),
        ({"2009-12": 1.0e6, "2010-06": 1.1e6}, math.log(1.1) / 0.5),
        ({"2010-01": 1.0e6, "2010-06": 1.1e6}, 0.0),  # five months are no half year
        ({"2009-06": 1.0e6, "2009-12": 1.2e6, "2010-08": 1.1e6}, math.log(1.1 / 1.2) * 12 / 8),
        ({"2008-12": 1.0e6, "2010-06": 1.1e6}, 0.0),  # too long ago
        ({"2010-06": 1.1e6}, 0.0),
        ({"2009-06": 1.0e6, "2010-06": 1.1e6, "2011-06": 9.0e6}, math.log(1.1)),  # later than known
    ],
)
def test_workers_grew_between_the_last_two_counts_that_are_near_and_apart(
    data: pd.DataFrame, counts: dict[str, float], growth: float
) -> None:
    made = with_rows(data, CITIZENS, "TJK", counts)
    assert observed_drivers(2010, 2012, made).workers_growth == pytest.approx(growth, abs=1e-12)


def test_prices_of_the_region_are_dollar_deflators_of_four_neighbours(data: pd.DataFrame) -> None:
    found = observed_drivers(2012, 2016, data).regional_prices
    values = []
    for country in ("ARM", "GEO", "KGZ", "MDA"):
        dollars = annual("gdp_current", country, first=True, data=data)
        growth = annual("gdp_growth_from_constant", country, first=True, data=data)
        values.append(100.0 * math.log(dollars[2015] / dollars[2014] / (1.0 + growth[2015] / 100.0)))
    assert found[2015] == pytest.approx(np.mean(values))
    path = observed_drivers(2012, 2016, data).driver_paths(range(2013, 2017))["import_price_inflation"]
    np.testing.assert_allclose(path[8:12], 0.7 * 2.0 + 0.3 * np.mean(values), rtol=1e-12)
    without = data[~(data["country"].eq("MDA") & data["year"].eq(2015))]
    assert 2015 not in observed_drivers(2012, 2016, without).regional_prices


def test_the_rouble_of_years_without_an_official_average_is_that_of_the_central_bank(
    data: pd.DataFrame,
) -> None:
    official = annual("exchange_rate_official_avg", "RUS", first=True, data=data)
    own = annual("rub_per_usd_avg", "RUS", first=True, data=data)
    for end in (2022, 2024):
        found = observed_drivers(2020, end, data).series["rub_per_usd"].annual
        for year in range(2021, end + 1):
            assert found[year] == (official[year] if year in official.index else own[year]), year


def test_the_last_quarter_stands_above_its_year_as_published(data: pd.DataFrame) -> None:
    drivers = observed_drivers(2014, 2016, data)
    before, after = drivers.levels("rub_per_usd")
    assert len(before) == 4 * 15
    assert len(after) == 8
    rouble = drivers.series["rub_per_usd"]
    assert drivers.carry("rub_per_usd") == pytest.approx(math.log(before[-1] / rouble.annual[2014]))
    seen = rouble.quarterly[2014]
    assert drivers.carry("rub_per_usd") == pytest.approx(math.log(seen[-1] / (sum(seen) / 4)))
    past = drivers.past()
    assert len(past.drivers) == len(before)
    level = drivers.before("russia_output")
    assert past.drivers[-1].russia_gdp_growth == pytest.approx(400.0 * (level[-1] / level[-2] - 1.0))
    assert past.drivers[0].russia_gdp_growth == 0.0
