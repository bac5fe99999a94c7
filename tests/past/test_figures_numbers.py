"""Figures of a past year that were not published as such: how each follows from what was."""

from __future__ import annotations

import pandas as pd
import pytest

import tajsim as ts
from tajsim.observed import annual
from tajsim.parameters import Parameters, declarations
from tajsim.past import parameters_of
from tajsim.past.drivers import observed_drivers
from tajsim.past.figures import OF_POPULATION, OF_STOCK, OF_TRADE, _Register
from tajsim.past.published import Published


@pytest.fixture(scope="module")
def behaviour() -> Parameters:
    return ts.parameters("world-bank-2024")


@pytest.fixture(scope="module", params=[2005, 2016, 2022, 2023])
def year(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def past(behaviour: Parameters, year: int) -> Parameters:
    return parameters_of(year, behaviour)


REMOVED = {2005: 5_600, 2016: 5_600, 2022: 5_600, 2023: 11_000}


def test_removals_are_those_reported_for_the_year(past: Parameters, behaviour: Parameters, year: int) -> None:
    for name in ("deportation_rate_regular", "deportation_rate_irregular"):
        now, base = past.entries[name], behaviour.entries[name]
        for point in ("low", "value", "high"):
            assert getattr(now, point) == pytest.approx(getattr(base, point) * REMOVED[year] / 30_000), point
        assert now.note == "Not observed: keeps its ratio to removals a year in the figures of the given set."
        assert (now.confidence, now.source, now.distribution) == ("C", base.source, base.distribution)


def test_citizenships_and_departures_keep_the_stock_in_step(past: Parameters, year: int) -> None:
    v = past.values()
    seen = annual("naturalised_in_russia", first=True)
    known = seen[seen.index <= year]
    citizenships = known.iloc[-1] if len(known) else 29_000.0
    passports = 0.25 * citizenships / v["stock_russia"]
    assert v["naturalisation_rate"] == pytest.approx(passports)
    leaving = v["stock_russia"] * (v["return_rate"] + passports + 0.0025 * v["population_growth"])
    attempts = leaving / (1.0 - v["refusal_share"]) / (1.0 - v["other_destination_share"])
    assert v["departure_rate"] == pytest.approx(attempts / v["stock_home"])


def test_what_the_others_send_keeps_its_ratio_to_what_comes_from_russia(
    past: Parameters, behaviour: Parameters
) -> None:
    assert past.entries["other_remitted_ratio"] == behaviour.entries["other_remitted_ratio"]


def test_wages_follow_output_a_head(past: Parameters, behaviour: Parameters, year: int) -> None:
    data = ts.history()
    v, base = past.values(), behaviour.values()
    a_head, base_head = (x["nominal_gdp"] / x["population"] for x in (v, base))
    for name in ("wage_tjs", "reintegration_cost"):
        assert v[name] / base[name] == pytest.approx(a_head / base_head), name
    output, people = (annual(name, "RUS", first=True)[year] for name in ("gdp_current", "population"))
    rouble = observed_drivers(year, year, data).series["rub_per_usd"].annual[year]
    wage = 0.55 * output * 1e6 * rouble / people / 12
    assert v["migrant_wage_rub"] == pytest.approx(wage)
    assert v["permit_cost_rub"] / base["permit_cost_rub"] == pytest.approx(wage / base["migrant_wage_rub"])


def test_people_and_trade_keep_their_ratios(past: Parameters, behaviour: Parameters) -> None:
    v, base = past.values(), behaviour.values()
    for names, to in ((OF_POPULATION, "population"), (OF_TRADE, "turnover_total")):
        for name in names:
            assert v[name] / base[name] == pytest.approx(v[to] / base[to]), name


def test_people_abroad_keep_their_ratio_to_the_stock_within_what_is_allowed(
    past: Parameters, behaviour: Parameters
) -> None:
    v, base = past.values(), behaviour.values()
    for name in OF_STOCK:
        known = declarations()[name]
        expected = base[name] * v["stock_russia"] / base["stock_russia"]
        assert v[name] == pytest.approx(min(max(expected, known.low), known.high)), name


def test_shares_are_the_percentages_published_last(past: Parameters, year: int) -> None:
    for name, series in (
        ("gini", "gini"),
        ("consumption_gdp_share", "household_consumption_pct_gdp"),
        ("poverty_national", "poverty_headcount_national"),
        ("poverty_international", "poverty_headcount_420_2021ppp"),
        ("unemployment_rate", "unemployment_ilo_modelled"),
    ):
        seen = annual(series, first=True)
        known = seen[seen.index <= year]
        if len(known):
            assert past.entries[name].value == pytest.approx(known.iloc[-1] / 100.0), name
            assert past.entries[name].source == f"the last observation by {year}"
    shares = annual("remittances_received_pct_gdp", first=True)
    peak = shares[shares.index <= year].max() / 100.0
    assert past.entries["peak_share"].value == pytest.approx(peak)
    assert past.entries["balance_gdp_share"].value == 0.0


def test_growth_taken_for_normal_moves_with_its_range(
    past: Parameters, behaviour: Parameters, year: int
) -> None:
    seen = annual("gdp_growth_from_constant", first=True)
    by = seen.loc[year - 4 : year].mean() - behaviour.entries["potential_growth"].value
    for name in ("potential_growth", "productivity_growth", "spending_growth"):
        now, base = past.entries[name], behaviour.entries[name]
        assert now.value == pytest.approx(base.value + by), name
        assert (now.low, now.high) == pytest.approx((base.low + by, base.high + by)), name
        assert now.confidence == "C"
        assert now.note.startswith("The growth of the last 5 years before")


def test_drivers_of_the_year_are_what_the_next_begins_from(past: Parameters, year: int) -> None:
    last = observed_drivers(year, year, ts.history()).past().drivers[-1]
    assert past.entries["rub_per_usd_base"].value == float(last.rub_per_usd)
    assert past.entries["oil_price_base"].value == float(last.oil_price)


def test_the_first_year_has_no_change_of_reserves() -> None:
    """Of what was not counted the year before, the change is taken to be none."""
    data = ts.history()
    gone = data["series"].eq("reserves_total_incl_gold") & (data["year"] < 2016)
    p = parameters_of(2016, ts.parameters("world-bank-2024"), data[~gone])
    assert p.external.reserve_change_usd == 0.0


def test_a_state_without_any_reserves_is_refused_by_name() -> None:
    data = ts.history()
    none = data["series"].isin(["reserves_total_incl_gold", "fx_reserves_nbt"]) & data["year"].eq(2016)
    with pytest.raises(ts.InputError) as caught:
        parameters_of(2016, ts.parameters("world-bank-2024"), data[~none])
    assert str(caught.value) == "no state for 2016: 'reserves_total_incl_gold' of TJK was not observed"


def test_a_year_before_the_register_is_refused_by_its_first() -> None:
    with pytest.raises(ts.InputError, match="no state for 2001: the register has none before 2002"):
        parameters_of(2001, ts.parameters("world-bank-2024"))


def test_a_month_counts_where_its_year_has_no_figure(behaviour: Parameters) -> None:
    data = ts.history("npl_ratio", "TJK")
    last = data[data["year"].eq(2023)]
    assert set(last["frequency"]) == {"M"}
    found = parameters_of(2023, behaviour).entries["npl_ratio"].value
    assert found == pytest.approx(last.sort_values("period")["value"].iloc[-1] / 100.0)


def test_the_latest_figure_is_the_year_where_there_is_one_and_else_its_last_month() -> None:
    rows = [("2010", 2010, "A", 1.0), ("2011-11", 2011, "M", 2.0), ("2011-12", 2011, "M", 3.0)]
    months = pd.DataFrame(rows, columns=["period", "year", "frequency", "value"]).assign(
        series="s", country="TJK"
    )
    assert _Register(2012, Published(months)).latest("s") == 3.0
    whole = pd.concat([months, months.iloc[[0]].assign(period="2011", year=2011, value=4.0)])
    assert _Register(2012, Published(whole)).latest("s") == 4.0
    assert _Register(2010, Published(whole)).latest("s") == 1.0
    assert _Register(2012, Published(whole)).latest("s", since=2012) is None
    assert _Register(2012, Published(whole)).latest("other") is None
