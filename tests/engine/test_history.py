"""Runs over the past: observed drivers, the state of the year before, the same Result as any other run."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.engine.request import HISTORY, Request
from tajsim.engine.run import prepare
from tajsim.errors import InputError
from tajsim.observed import annual
from tajsim.past import enforcement, parameters_of
from tajsim.quarters import quarter_range
from tajsim.store import data_path
from tests.of_2024 import run

DRAWS = 16
PARAMETER_SET = "world-bank-2024"
OUTPUTS = (
    "rub_per_usd", "russia_gdp", "remittances_usd", "remittances_gdp", "imports_usd", "tjs_per_usd",
    "reserves_usd", "gdp", "gdp_growth", "gdp_nominal", "consumer_prices", "real_wage", "poverty_rate",
)  # fmt: skip


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return ts.history()


@pytest.fixture(scope="module")
def crisis() -> ts.Result:
    """The entry bans and the rouble of 2014-16, with a shock on top."""
    return run(
        weaker(), PARAMETER_SET, HISTORY, start="2014Q1", end="2016Q4", draws=DRAWS, seed=3, outputs="all"
    )


def weaker() -> ts.Scenario:
    return ts.Scenario("weaker", [ts.Shock("rub_per_usd", multiply=ts.step(1.2, start="2015Q1"))])


def central(first: int, last: int | None = None, **given: Any) -> ts.Result:
    settings: dict[str, Any] = {
        "parameters": PARAMETER_SET,
        "baseline": HISTORY,
        "draws": None,
        "outputs": OUTPUTS,
    }
    dates = {"start": f"{first}Q1", "end": f"{last or first}Q4"}
    return run(**(dates | settings | given))


@pytest.mark.parametrize("first", [*range(2003, 2010), 2012, 2015, 2018, *range(2021, 2025)])
def test_any_year_can_be_the_first_and_follows_the_observed_one(data: pd.DataFrame, first: int) -> None:
    """The figures of the first year stand on those observed for the year before."""
    r = central(first, min(first + 2, 2024))
    assert r.scenarios == (HISTORY,)
    assert r.check()["worst"].max() < 1e-12
    value = {name: float(values[0, 0]) for name, values in r.central_annual.items()}

    def seen(series: str, year: int) -> float:
        return float(annual(series, first=True, data=data)[year])

    nominal = seen("gdp_current", first - 1) * seen("exchange_rate_official_avg", first - 1)
    grown = value["gdp"] / nominal  # at prices of the year before
    assert 100.0 * (grown - 1.0) == pytest.approx(value["gdp_growth"], abs=1e-9)
    # one year on: no equation misses by a factor of two, not even in the years of 2005 and 2022
    for name, series in {
        "tjs_per_usd": "exchange_rate_official_avg",
        "remittances_usd": "remittances_received",
        "imports_usd": "imports_goods_services_bop",
    }.items():
        assert 0.5 < value[name] / seen(series, first) < 2.0, name
    assert value["reserves_usd"] > 0.0


@pytest.mark.parametrize("first", [2004, 2009, 2015, 2020, 2023])
def test_the_state_is_that_observed_by_the_end_of_the_year_before(data: pd.DataFrame, first: int) -> None:
    r = central(first, outputs=("reserves_usd", "migrants_russia"))
    accounts = r.accounts(HISTORY, f"{first}Q1")
    base = parameters_of(first - 1, ts.parameters(PARAMETER_SET), data)
    seen = float(annual("reserves_total_incl_gold", first=True, data=data)[first - 1])
    assert base.external.reserves_usd == seen
    assert r.manifest.vintage_sha256 == base.digest()
    assert np.abs(accounts["sum"]).max() < 1e-6


def test_drivers_are_those_observed(data: pd.DataFrame) -> None:
    r = central(2004, 2023)
    rouble = annual("exchange_rate_official_avg", "RUS", first=True, data=data).loc[2004:2023]
    np.testing.assert_allclose(r.central_annual["rub_per_usd"][:, 0], rouble, rtol=1e-9)
    growth = annual("gdp_growth_from_constant", "RUS", first=True, data=data).loc[2005:2023]
    output = r.central_annual["russia_gdp"][:, 0]
    np.testing.assert_allclose(100.0 * (output[1:] / output[:-1] - 1.0), growth, rtol=0.0, atol=1e-9)


def test_draws_share_the_observed_drivers(crisis: ts.Result) -> None:
    assert np.ptp(crisis.quarterly["rub_per_usd"], axis=-1).max() == 0.0
    assert np.ptp(crisis.quarterly["remittances_usd"], axis=-1).min() > 0.0


def test_accounts_close_in_every_draw(crisis: ts.Result) -> None:
    assert crisis.check()["worst"].between(0.0, 1e-12).all()
    for draw in (0, DRAWS - 1):
        matrix = crisis.accounts("weaker", "2015Q3", draw)
        assert matrix["sum"].abs().max() < 1e-9 * matrix.abs().to_numpy().max()


def test_scenarios_go_on_top_of_history(crisis: ts.Result) -> None:
    before, after = slice(0, 4), slice(4, None)
    ratio = crisis.quarterly["rub_per_usd"][:, 1] / crisis.quarterly["rub_per_usd"][:, 0]
    np.testing.assert_array_equal(ratio[before], 1.0)
    np.testing.assert_allclose(ratio[after], 1.2, rtol=1e-6)
    for name in crisis.kept:
        values = crisis.quarterly[name]
        np.testing.assert_array_equal(values[before, 1], values[before, 0], err_msg=name)
    lost = crisis.delta("weaker", "remittances_usd").values[-1]
    assert (lost < -5.0).all()


def test_enforcement_of_the_time_is_part_of_the_past(crisis: ts.Result) -> None:
    assert crisis.manifest.scenarios[HISTORY] == enforcement(quarter_range("2014Q1", "2016Q4")).digest()
    refused = crisis.annual["refused"][:, 0].mean(axis=-1)
    assert refused[1] > 1.3 * refused[0] > 0.0
    milder = ts.Scenario("milder", [ts.Shock("refusal_share", add=ts.step(-0.05, start="2014Q1"))])
    r = central(2014, 2016, scenarios=[milder], outputs=("migrants_russia", "refused"))
    assert (r.delta("milder", "migrants_russia").values[-1] > 0.5).all()
    assert (r.central["refused"][:, 1] > 0.5 * r.central["refused"][:, 0]).all()  # the bans are still there


def test_a_run_may_begin_inside_a_year() -> None:
    whole, part = central(2014, 2015), central(2014, 2015, start="2014Q3")
    assert part.years == (2015,)
    for name in OUTPUTS:
        np.testing.assert_array_equal(part.central[name], whole.central[name][2:])


def test_annual_drivers_do_not_depend_on_the_end() -> None:
    short, long = central(2008, 2009), central(2008, 2012)
    for name in ("rub_per_usd", "russia_gdp"):
        growth = [r.central_annual[name][1] / r.central_annual[name][0] for r in (short, long)]
        assert growth[0] == pytest.approx(growth[1], rel=1e-9)


def test_a_scenario_that_changes_nothing_is_reported() -> None:
    idle = ts.Scenario("idle", [ts.Shock("enforcement", multiply=1.0)])
    with pytest.warns(UserWarning, match="'idle' has no effect"):
        central(2014, scenarios=idle)


def test_no_draws_but_those_of_the_seed() -> None:
    settings: dict[str, Any] = {"draws": 8, "baseline": HISTORY, "start": "2008Q1", "end": "2009Q4"}
    assert run(seed=5, **settings) == run(seed=5, **settings)
    one, other = (run(seed=seed, **settings).quarterly["remittances_usd"] for seed in (5, 6))
    assert not np.array_equal(one, other)


def test_units_and_definitions_name_the_base_year(crisis: ts.Result) -> None:
    assert crisis["gdp"].unit == "million TJS at 2013 prices"
    assert crisis["real_wage"].unit == "TJS per month at 2013 prices"
    assert crisis["consumer_prices"].unit == "index, 2013 = 100"
    assert crisis["russia_gdp"].unit == "index, 2013Q4 = 100"
    shown = crisis.names["unit"] + crisis.names["definition"]
    assert not shown.str.contains("2024").any()
    assert "2013" in crisis.infos["consumption_receiving_d1"].definition
    assert crisis.central_annual["consumer_prices"][0, 0] == pytest.approx(105.0, abs=8.0)


def test_units_of_a_run_from_a_parameter_set_are_those_declared(path: ts.Result) -> None:
    assert path["gdp"].unit == "million TJS at 2024 prices"
    assert path.infos["russia_gdp"].unit == "index, 2024Q4 = 100"


def test_the_manifest_says_what_the_run_rests_on(crisis: ts.Result) -> None:
    m = crisis.manifest
    assert (m.baseline, m.vintage, m.start, m.end) == (HISTORY, "world-bank-2024 in 2013", "2014Q1", "2016Q4")
    assert m.vintage_sha256 == parameters_of(2013, ts.parameters(PARAMETER_SET)).digest()
    names = {f"history/{file.name}" for file in data_path("history").glob("*.csv")}
    assert set(m.data) == names
    for name, digest in m.data.items():
        assert digest == hashlib.sha256(data_path(*name.split("/")).read_bytes()).hexdigest()


def test_it_comes_back_from_its_file(crisis: ts.Result, tmp_path: Path) -> None:
    back = ts.load(crisis.save(tmp_path / "crisis.npz"))
    assert back == crisis
    assert back.manifest == crisis.manifest
    assert back["gdp"].unit == "million TJS at 2013 prices"


@pytest.mark.parametrize("name", ts.vintages()["name"])
def test_every_parameter_set_has_a_past(name: str) -> None:
    r = run(parameters=name, baseline=HISTORY, start="2019Q1", end="2020Q4", draws=DRAWS, outputs=OUTPUTS)
    before = name if ts.parameters(name).known is None else ts.parameters(name).parents[0]
    assert r.manifest.vintage == f"{before} in 2018", "what is known of later quarters is no past"
    assert r.check()["worst"].max() < 1e-12
    closed = r.annual["remittances_usd"][1] / r.annual["remittances_usd"][0]
    assert np.median(closed) < 1.0  # 2020


def test_other_behaviour_gives_another_past() -> None:
    p = ts.parameters(PARAMETER_SET).replace(trade={"import_rouble_share": 0.0})
    assert not np.array_equal(
        central(2015, parameters=p).central["imports_usd"], central(2015).central["imports_usd"]
    )


# projections from a past year


def test_a_projection_starts_from_the_state_of_the_year(data: pd.DataFrame) -> None:
    r = central(2015, 2017, baseline="none")
    assert r.scenarios == ("none",)
    assert r["gdp"].unit == "million TJS at 2014 prices"
    assert "outlooks/none.toml" in r.manifest.data
    assert r.check()["worst"].max() < 1e-12
    seen = central(2015, 2017)
    at_origin = float(annual("exchange_rate_official_avg", "RUS", first=True, data=data)[2014])
    expected, observed = (x.central_annual["rub_per_usd"][0, 0] for x in (r, seen))
    assert at_origin < expected < observed  # the fall of the rouble went on further than it had to


def request(data: pd.DataFrame, origin: int, outlook: str, years: int = 2) -> Request:
    quarters = quarter_range(f"{origin + 1}Q1", f"{origin + years}Q4")
    return Request(
        parameters=parameters_of(origin, ts.parameters(PARAMETER_SET), data),
        scenarios=(),
        baseline=ts.Scenario(outlook),
        outlook=outlook,
        quarters=quarters,
        first=0,
        outputs=("gdp",),
        draws=None,
        seed=0,
        backend="numpy",
        base_year=origin,
        data=data,
    )


@pytest.mark.parametrize("origin", [2005, 2014, 2021])
@pytest.mark.parametrize("factor", [3.0, None])
def test_its_drivers_are_forecast_from_data_up_to_it(
    data: pd.DataFrame, origin: int, factor: float | None
) -> None:
    if factor is None:
        other = data[data["year"] <= origin]
    else:
        other = data.assign(value=data["value"].where(data["year"] <= origin, factor * data["value"]))
    one, two = (prepare(request(d, origin, "none")) for d in (data, other))
    for name, path in one.scenarios[0].drivers.items():
        np.testing.assert_array_equal(path, two.scenarios[0].drivers[name], err_msg=name)
    assert one.past == two.past
    assert one.parameters == two.parameters


def test_observed_drivers_do_see_the_years_ahead(data: pd.DataFrame) -> None:
    other = data.assign(value=data["value"].where(data["year"] <= 2014, 1.1 * data["value"]))
    one, two = (prepare(request(d, 2014, HISTORY)).scenarios[0].drivers for d in (data, other))
    np.testing.assert_allclose(two["rub_per_usd"], 1.1 * one["rub_per_usd"], rtol=1e-9)


# bad input


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ({"start": "2002Q4", "end": "2004Q4"}, ("from 2003Q1", "to 2025Q4", "2002Q4")),
        ({"start": "2010Q1", "end": "2026Q1"}, ("2025Q4 at the latest", "2026Q1")),
        ({"start": "2014Q1", "end": "2013Q4"}, ("the end 2013Q4 is before the start 2014Q1",)),
        ({"start": "2014Q1", "end": "2015Q4", "scenarios": "baseline"}, ("'baseline' belongs to another",)),
        (
            {"start": "2014Q1", "end": "2015Q4", "scenarios": ts.Scenario(HISTORY)},
            ("given twice: 'history'",),
        ),
        ({"start": "2004Q1", "end": "2005Q4", "baseline": "none"}, ("2005Q1 at the earliest", "2004Q1")),
        ({"start": "1999Q1", "end": "2005Q4", "baseline": "none"}, ("2005Q1 at the earliest", "1999Q1")),
        ({"start": "2014Q1", "end": "2015Q4", "baseline": "baseline"}, ("2014Q1 is before 2025Q1",)),
        ({"start": "2014Q1", "end": "2015Q4", "baseline": "histori"}, ("did you mean 'history'?",)),
    ],
)
def test_what_cannot_be_run_is_reported(given: dict[str, Any], parts: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as caught:
        run(**({"baseline": HISTORY, "draws": None} | given))
    for part in parts:
        assert part in str(caught.value)


def test_a_past_that_cannot_be_run_is_reported_once_with_all_else() -> None:
    with pytest.raises(InputError) as caught:
        run("crackdwon", baseline=HISTORY, start="2002Q1", end="2004Q4", draws=0)
    assert len(caught.value.problems) == 3
