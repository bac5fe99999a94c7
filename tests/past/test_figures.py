"""The figures of a past year are those observed by its end: none later, and proxies are marked as such."""

from __future__ import annotations

import pandas as pd
import pytest

import tajsim as ts
from tajsim.errors import InputError
from tajsim.observed import annual
from tajsim.parameters import Parameters, declarations
from tajsim.past import parameters_of
from tajsim.past.figures import OF_GDP, OF_GDP_USD, OF_REMITTANCES, OF_STOCK, WAR

YEARS = range(2002, 2024)


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return ts.history()


@pytest.fixture(scope="module")
def behaviour() -> Parameters:
    return ts.parameters("world-bank-2024")


@pytest.fixture(scope="module")
def past(behaviour: Parameters, data: pd.DataFrame) -> dict[int, Parameters]:
    return {year: parameters_of(year, behaviour, data) for year in YEARS}


def later(data: pd.DataFrame, year: int, factor: float | None) -> pd.DataFrame:
    """Everything observed after `year` multiplied, or taken away."""
    if factor is None:
        return data[data["year"] <= year]
    return data.assign(value=data["value"].where(data["year"] <= year, factor * data["value"]))


@pytest.mark.parametrize("year", YEARS)
def test_recorded_figures_are_those_observed(
    past: dict[int, Parameters], data: pd.DataFrame, year: int
) -> None:
    def seen(series: str) -> float:
        return float(annual(series, first=True, data=data)[year])

    p = past[year]
    usd = p.economy.nominal_gdp / p.economy.exchange_rate
    assert usd == pytest.approx(seen("gdp_current"), rel=1e-9)
    assert p.economy.exchange_rate == seen("exchange_rate_official_avg")
    assert p.economy.gdp_growth_base == seen("gdp_growth_from_constant")
    assert p.economy.population == seen("population")
    assert p.economy.current_account_gdp_share == pytest.approx(seen("current_account_pct_gdp") / 100.0)
    assert p.remittances.remittances_gdp_share * usd == pytest.approx(seen("remittances_received"), rel=1e-9)
    assert p.trade.exports_total == seen("exports_goods_services_bop")
    imports = p.trade.turnover_total - p.trade.exports_total
    assert imports == pytest.approx(seen("imports_goods_services_bop"), rel=1e-9)
    assert p.external.reserves_usd == seen("reserves_total_incl_gold")
    if year > 2002:
        change = seen("reserves_total_incl_gold") - float(
            annual("reserves_total_incl_gold", first=True, data=data)[year - 1]
        )
        assert p.external.reserve_change_usd == pytest.approx(change, rel=1e-9)


@pytest.mark.parametrize("year", [2003, 2008, 2014, 2021, 2023])
@pytest.mark.parametrize("factor", [3.0, None])
def test_nothing_observed_later_moves_them(
    past: dict[int, Parameters], behaviour: Parameters, data: pd.DataFrame, year: int, factor: float | None
) -> None:
    assert parameters_of(year, behaviour, later(data, year, factor)) == past[year]


def test_what_was_observed_by_then_does_move_them(behaviour: Parameters, data: pd.DataFrame) -> None:
    other = parameters_of(2014, behaviour, later(data, 2013, 1.1))
    assert other.external.reserves_usd == pytest.approx(
        1.1 * parameters_of(2014, behaviour, data).external.reserves_usd, rel=1e-9
    )


@pytest.mark.parametrize("year", [2002, 2013, 2023])
def test_proxies_keep_the_ratio_of_the_given_set(
    past: dict[int, Parameters], behaviour: Parameters, year: int
) -> None:
    now, base = past[year].values(), behaviour.values()

    def ratio(name: str, to: float, base_to: float) -> float:
        return now[name] / to / (base[name] / base_to)

    usd, base_usd = (v["nominal_gdp"] / v["exchange_rate"] for v in (now, base))
    money, base_money = (v["remittances_gdp_share"] * u for v, u in ((now, usd), (base, base_usd)))
    proxies = {
        **{name: (now["nominal_gdp"], base["nominal_gdp"]) for name in OF_GDP},
        **{name: (usd, base_usd) for name in OF_GDP_USD},
        **{name: (money, base_money) for name in OF_REMITTANCES},
        **{name: (now["stock_russia"], base["stock_russia"]) for name in OF_STOCK},
    }
    for name, (to, base_to) in proxies.items():
        entry, known = past[year].entries[name], declarations()[name]
        assert entry.confidence == "C", name
        assert "keeps its ratio" in entry.note
        if known.low < entry.value < known.high:
            assert ratio(name, to, base_to) == pytest.approx(1.0, rel=1e-9), name


def test_behaviour_stays_that_of_the_given_set(past: dict[int, Parameters], behaviour: Parameters) -> None:
    for p in past.values():
        for block in ("demand", "prices", "households"):
            for name, entry in behaviour.entries.items():
                figure = name in (*OF_GDP, *OF_GDP_USD, *OF_REMITTANCES) or name.endswith("_growth")
                if declarations()[name].block == block and not figure:
                    assert p.entries[name] == entry, name
    changed = behaviour.replace(demand={"import_price_elasticity": 0.3})
    assert parameters_of(2013, changed).demand.import_price_elasticity == 0.3


def test_normal_growth_is_that_of_the_five_years_before(
    past: dict[int, Parameters], behaviour: Parameters, data: pd.DataFrame
) -> None:
    growth = annual("gdp_growth_from_constant", first=True, data=data)
    gap = past[2013].prices.potential_growth - past[2008].prices.potential_growth
    assert gap == pytest.approx(growth.loc[2009:2013].mean() - growth.loc[2004:2008].mean(), rel=1e-9)


@pytest.mark.parametrize("year", YEARS)
def test_every_entry_lies_in_its_allowed_range(past: dict[int, Parameters], year: int) -> None:
    for name, entry in past[year].entries.items():
        known = declarations()[name]
        assert known.low <= entry.low <= entry.value <= entry.high <= known.high, name


def test_the_stock_of_migrants_grows_with_the_population(past: dict[int, Parameters]) -> None:
    for year, p in past.items():
        m, stock = p.migration, p.migration.stock_russia
        left = (
            m.departure_rate
            * m.stock_home
            * (1.0 - m.other_destination_share)
            * (1.0 - p.policy.refusal_share)
        )
        lost = stock * (m.return_rate + m.naturalisation_rate)
        growth = 0.25 * 0.01 * p.values()["population_growth"]
        assert (left - lost) / stock == pytest.approx(growth, abs=1e-4), year


def test_the_war_begins_with_the_war(past: dict[int, Parameters]) -> None:
    for year, p in past.items():
        war = p.policy.recruitment_rate_regular > 0.0 and p.remittances.nonlabour_share > 0.0
        peace = p.policy.recruitment_rate_regular == 0.0 and p.remittances.nonlabour_share == 0.0
        assert war if year >= WAR else peace, year


def test_the_set_says_what_it_is(past: dict[int, Parameters], behaviour: Parameters) -> None:
    p = past[2013]
    assert p.name == "world-bank-2024 in 2013"
    assert str(p.date) == "2013-12-31"
    assert p.parents[0] == behaviour.name


@pytest.mark.parametrize("year", [1999, 2001, 2025, 2030])
def test_a_year_without_a_state_is_refused(behaviour: Parameters, year: int) -> None:
    with pytest.raises(InputError, match=f"no state for {year}"):
        parameters_of(year, behaviour)


@pytest.mark.parametrize("series", ["remittances_received", "current_account_pct_gdp"])
def test_a_figure_that_was_not_observed_is_named(
    behaviour: Parameters, data: pd.DataFrame, series: str
) -> None:
    missing = (data["series"] == series) & (data["country"] == "TJK") & (data["year"] == 2013)
    with pytest.raises(InputError, match=f"no state for 2013: '{series}' of TJK was not observed"):
        parameters_of(2013, behaviour, data[~missing])


def test_reserves_of_the_latest_year_are_the_central_banks(behaviour: Parameters) -> None:
    """The World Bank's series ends in 2023; stock and change then come from the other one, both of them."""
    p = parameters_of(2024, behaviour)
    assert p.external.reserves_usd == 4_400.0
    assert p.external.reserve_change_usd == 4_400.0 - 3_600.0
