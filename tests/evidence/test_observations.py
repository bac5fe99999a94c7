"""The table that forecasts are scored against: changes, breaks, gaps, and nothing of the future."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest

import tajsim as ts
from tajsim.errors import InputError, UnknownNameError
from tajsim.evidence.observations import Observed, as_change, observed
from tajsim.evidence.variables import VARIABLES


@pytest.fixture(scope="module")
def table() -> Observed:
    return observed()


def made(**values: dict[int, float]) -> Observed:
    return Observed(values, {2000: 28.0, 2001: 29.0}, {2001: 5.0}, {})


def test_changes_are_in_log_points_or_shares(table: Observed) -> None:
    assert table.change("remittances_usd", 2014, 2015) == pytest.approx(math.log(2258.64322 / 3384.055195))
    assert table.change("tjs_per_usd", 2014, 2017) == pytest.approx(math.log(8.54974 / 4.93757))
    assert table.change("gdp_growth", 2019, 2020) == pytest.approx(math.log(1.044))
    assert table.change("gdp_growth", 2017, 2020) == pytest.approx(math.log(1.044))
    assert table.change("poverty", 2013, 2014) == pytest.approx(-0.023)


def test_as_before_is_no_change_but_for_growth(table: Observed) -> None:
    assert table.base("imports_usd", 2015) == 0
    assert table.base("gdp_growth", 2019) == pytest.approx(math.log(1.074))


def test_a_missing_end_is_nan(table: Observed) -> None:
    assert math.isnan(table.change("poverty", 2019, 2020))
    assert math.isnan(table.change("poverty", 2020, 2021))
    assert math.isnan(table.change("imports_usd", 2024, 2025))
    assert math.isnan(made(gdp_growth={2001: 5.0}).change("gdp_growth", 2000, 2001))


def test_no_change_crosses_a_break(table: Observed) -> None:
    assert table.breaks["reserves_usd"] == (2008,)
    assert math.isnan(table.change("reserves_usd", 2007, 2008))
    assert math.isnan(table.change("reserves_usd", 2006, 2009))
    assert math.isfinite(table.change("reserves_usd", 2008, 2009))
    assert math.isfinite(table.change("reserves_usd", 2006, 2007))


def test_changes_cross_no_break_and_begin_where_figures_can_be_trusted(table: Observed) -> None:
    assert min(table.changes("reserves_usd")) == 2009
    assert min(table.changes("reserves_usd", 3)) == 2011
    assert table.until(2007).changes("reserves_usd") == {}  # misreported
    assert {2013, 2015} <= set(table.changes("imports_usd"))
    assert 2014 not in table.changes("imports_usd")
    assert {2004, 2006} <= set(table.changes("exports_usd"))
    assert 2005 not in table.changes("exports_usd")


def test_imports_and_the_current_account_break_in_2014(table: Observed) -> None:
    """Imports in the balance of payments fell by 0.242 and merchandise trade by 0.007 (World Bank WDI)."""

    def level(series: str, year: int) -> float:
        return float(ts.history(series, "TJK").query("year == @year")["value"].iloc[0])

    def merchandise(year: int) -> float:
        return level("merchandise_trade_pct_gdp", year) * level("gdp_current", year) / 100.0

    def paid(year: int) -> float:
        return table.level("imports_usd", year) + table.level("exports_usd", year)

    fall = math.log(table.level("imports_usd", 2014) / table.level("imports_usd", 2013))
    assert fall == pytest.approx(-0.242, abs=0.001)
    assert math.log(merchandise(2014) / merchandise(2013)) == pytest.approx(-0.007, abs=0.001)
    assert [paid(year) / merchandise(year) for year in (2013, 2014)] == pytest.approx([1.18, 0.95], abs=0.01)
    for variable in ("imports_usd", "current_account"):
        assert 2014 in table.breaks[variable]
        assert math.isnan(table.change(variable, 2013, 2014))
        assert math.isnan(table.change(variable, 2012, 2015))


def test_bad_loans_are_compared_within_one_kind_of_figure(table: Observed) -> None:
    """Figures of 2017-19, 2023 and 2024 are those of December, loans overdue more than 30 days."""
    assert table.level("bad_loans", 2016) == 54.0  # as in 2013 and 2014; GFDD says 47.6
    assert table.level("bad_loans", 2018) == 31.1
    assert table.change("bad_loans", 2013, 2016) == pytest.approx(0.381)
    assert list(table.changes("bad_loans")) == [2014, 2018, 2019, 2021, 2024]
    assert list(table.changes("bad_loans", 3)) == [2016]


def test_changes_skip_the_gaps(table: Observed) -> None:
    assert list(table.changes("poverty")) == [2014, 2015, 2016, 2017, 2018, 2019, 2022, 2023, 2024]
    assert set(table.changes("remittances_usd")) == set(range(2003, 2025))


def test_drivers_of_a_year(table: Observed) -> None:
    drivers = table.drivers([2015, 2024, 2030])
    assert drivers[2015].rouble == pytest.approx(math.log(60.93765 / 38.37821))
    assert drivers[2015].growth == pytest.approx(math.log(1 - 0.01973))
    assert drivers[2024].rouble == pytest.approx(0.084, abs=0.001)  # goes on with Bank of Russia rates
    assert math.isnan(drivers[2030].rouble)
    assert drivers[2024].growth == pytest.approx(math.log(1.04344))
    assert drivers[2015].oil == pytest.approx(math.log(52.32 / 98.97))
    assert drivers[2015].prices == pytest.approx(0.144, abs=0.001)
    assert math.isnan(drivers[2030].prices)
    assert math.isnan(drivers[2030].oil)


def test_until_removes_all_that_came_later(table: Observed) -> None:
    seen = table.until(2014)
    columns = [*seen.values.values(), seen.rouble, seen.russian_growth, seen.russian_prices, seen.oil]
    assert all(max(column) <= 2014 for column in columns)
    assert math.isnan(seen.level("remittances_usd", 2015))
    assert seen.change("imports_usd", 2011, 2013) == table.change("imports_usd", 2011, 2013)
    assert table.until(2007).breaks["reserves_usd"] == ()


def test_one_measure_is_preferred_whatever_the_order_of_the_rows(table: Observed) -> None:
    assert table.level("poverty", 2023) == 20.4  # another source says 21.2
    backwards = observed(ts.history().iloc[::-1])
    for name in VARIABLES:  # of the current account of 2024 there are three statements, which differ by 0.2
        years = [year for year in table.values[name] if (name, year) != ("current_account", 2024)]
        assert [backwards.level(name, year) for year in years] == [table.level(name, y) for y in years], name


def test_a_new_year_from_another_source_is_taken() -> None:
    history = ts.history()
    row = history[(history["series"] == "reserves_total_incl_gold") & (history["country"] == "TJK")].iloc[
        [-1]
    ]
    row = row.assign(period="2024", year=2024, value=4000.0, source="National Bank")
    import pandas as pd

    table = observed(pd.concat([history, row], ignore_index=True))
    assert table.change("reserves_usd", 2023, 2024) == pytest.approx(math.log(4000 / 3303.82521))


def test_simulated_levels_become_the_same_quantity(table: Observed) -> None:
    for name in VARIABLES:
        before = 2015 if name == "inflation" else 2018
        origin, target = table.level(name, before), table.level(name, before + 1)
        simulated = as_change(name, origin, np.full((2, 3), target))
        assert simulated.shape == (2, 3)
        assert np.all(simulated == table.change(name, before, before + 1))


def test_every_figure_that_cannot_be_is_reported_at_once() -> None:
    with pytest.raises(InputError) as caught:
        made(imports_usd={2001: -1.0, 2002: math.nan}, gdp_growth={2001: -100.0}, poverty={2001: 30.0})
    assert len(caught.value.problems) == 3
    assert "imports_usd of 2001 is -1.0; must be a number above 0" in str(caught.value)


def test_an_unknown_variable_gets_the_nearest_name(table: Observed) -> None:
    for call in (
        lambda: table.change("remittance_usd", 2001, 2002),
        lambda: table.base("remittance_usd", 2001),
        lambda: table.changes("remittance_usd"),
        lambda: as_change("remittance_usd", 1, 2),
        lambda: made(remittance_usd={2001: 1.0}),
    ):
        with pytest.raises(UnknownNameError, match="did you mean 'remittances_usd'"):
            call()


def test_the_table_is_frozen_and_travels(table: Observed) -> None:
    source = {2001: 1.0}
    own = made(imports_usd=source)
    source[2001] = 2.0
    assert own.level("imports_usd", 2001) == 1.0
    with pytest.raises(TypeError):
        own.values["imports_usd"][2001] = 3.0  # type: ignore[index]
    assert pickle.loads(pickle.dumps(table)) == table
