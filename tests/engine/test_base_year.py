"""A base year that ends with any quarter: seasons, years, growth and the outlook follow the calendar."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.drivers.outlook import outlook
from tajsim.model.base_year.opening import base_quarters, of_base_year
from tajsim.model.outputs import OUTPUTS
from tests.of_2024 import run

DATES = (datetime.date(2025, 3, 31), datetime.date(2025, 6, 30), datetime.date(2025, 9, 30))
RULE = {o.name: o.annual for o in OUTPUTS}
EVENT = ts.Scenario("event", [ts.Shock("rub_per_usd", multiply=ts.step(1.2, "2026Q3"))])


def dated(date: datetime.date, name: str = "calibrated-2024") -> ts.Parameters:
    return dataclasses.replace(ts.parameters(name), date=date, name=f"{name} to {date}")


def first(date: datetime.date) -> ts.Quarter:
    return ts.Quarter(date.year, date.month // 3) + 1


@functools.cache
def drawn(date: datetime.date) -> ts.Result:
    return run([EVENT], dated(date), start=first(date), end="2028Q2", draws=12, outputs="all")


@functools.cache
def path(date: datetime.date, baseline: str = "baseline") -> ts.Result:
    return run([EVENT], dated(date), baseline, first(date), "2030Q4", None, outputs="all")


def full_years(r: ts.Result) -> Iterator[tuple[int, int]]:
    """The place of each full year and that of its first quarter."""
    for place, year in enumerate(r.years):
        yield place, ts.Quarter(year, 1) - r.quarters[0]


@pytest.mark.parametrize("date", DATES)
def test_only_years_simulated_whole_are_years(date: datetime.date) -> None:
    assert drawn(date).years == (2026, 2027)
    assert drawn(date).quarters[0] == first(date)


@pytest.mark.parametrize("date", DATES)
def test_nothing_is_left_out(date: datetime.date) -> None:
    for r in (drawn(date), path(date), path(date, "none")):
        for arrays in (r.quarterly, r.annual, r.central, r.central_annual):
            for name, values in arrays.items():
                assert np.isfinite(values).all(), name


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize("rule", ["sum", "mean", "end"])
def test_years_are_made_of_their_quarters(date: datetime.date, rule: str) -> None:
    r = drawn(date)
    for name in (name for name in r.kept if RULE[name] == rule):
        for place, begin in full_years(r):
            four = r.quarterly[name][begin : begin + 4].astype(np.float64)
            wanted = {"sum": four.sum(axis=0), "mean": four.mean(axis=0), "end": four[-1]}[rule]
            np.testing.assert_allclose(r.annual[name][place], wanted, rtol=1e-5, atol=1e-3, err_msg=name)


@pytest.mark.parametrize("date", DATES)
def test_a_year_of_a_share_is_the_ratio_of_sums(date: datetime.date) -> None:
    r = drawn(date)
    for place, begin in full_years(r):
        year = slice(begin, begin + 4)
        above, below = (r.quarterly[n][year].sum(axis=0) for n in ("tax_revenue", "gdp_nominal"))
        np.testing.assert_allclose(r.annual["tax_revenue_gdp"][place], 100.0 * above / below, rtol=1e-5)


@pytest.mark.parametrize("date", DATES)
def test_growth_is_measured_from_the_calendar_year_before(date: datetime.date) -> None:
    """The quarters of 2025 that are past stand in the base year, at constant growth."""
    eco, r = dated(date).economy, path(date)
    base = base_quarters(eco.nominal_gdp, eco.gdp_growth_base, eco.inflation_base)
    for name, level, before, unit in (
        ("gdp_growth", "gdp", base.gdp, 1.0),
        ("inflation", "consumer_prices", base.prices, 100.0),
    ):
        known = np.concatenate([unit * np.array(before), r.central[level][:, 1]])
        np.testing.assert_allclose(r.central[name][:, 1], 100.0 * (known[4:] / known[:-4] - 1.0), atol=1e-9)
        whole = known[4 - (first(date).quarter - 1) :]  # from the first quarter of 2025 on
        sums = whole[: len(whole) // 4 * 4].reshape(-1, 4).sum(axis=1)
        growth = 100.0 * (sums[1:] / sums[:-1] - 1.0)
        np.testing.assert_allclose(r.central_annual[name][:, 1], growth, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("date", DATES)
def test_seasons_are_those_of_the_calendar(date: datetime.date) -> None:
    r, p = path(date), dated(date).remittances
    money, leaving = r.central["remittances_usd"][:, 0], r.central["departures"][:, 0]
    published = np.array([p.season_q1, p.season_q2, p.season_q3, p.season_q4])
    for _, begin in list(full_years(r))[1:]:
        year = money[begin : begin + 4]
        np.testing.assert_allclose(year / year.sum(), published, atol=0.02)
        half = leaving[begin : begin + 2].sum() / leaving[begin : begin + 4].sum()
        assert half == pytest.approx(p.departures_h1, abs=0.03)


@pytest.mark.parametrize("date", DATES)
def test_the_base_year_has_its_own_order_of_seasons(date: datetime.date) -> None:
    """Money of the four quarters to the date adds up to the figure, season by season."""
    from tajsim.engine.plan import first_state
    from tajsim.engine.sampling import blocks_of
    from tajsim.model.base_year.opening import seasonal_factors
    from tajsim.model.distribution import distribution_of
    from tajsim.model.numeric import ScalarMath

    p = dated(date)
    values, eco = blocks_of(p), p.economy
    shape = distribution_of(p.welfare)
    state, _ = first_state(p, values, shape, ScalarMath())
    rise = (1.0 + eco.gdp_growth_base / 100.0) ** 0.25
    ends = date.month // 3
    assert ends != 4
    by_season = dict(zip((1, 2, 3, 4), seasonal_factors(values), strict=True))
    order = [(ends + i) % 4 + 1 for i in range(4)]  # calendar quarters of the base year
    sent = sum(by_season[quarter] * state.nonlabour_usd * rise ** (i - 3) for i, quarter in enumerate(order))
    figure = p.remittances.nonlabour_share * p.remittances.remittances_gdp_share
    assert sent == pytest.approx(figure * eco.nominal_gdp / eco.exchange_rate, rel=1e-12)


def test_four_values_are_put_in_the_order_of_the_base_year() -> None:
    assert of_base_year((1, 2, 3, 4), 4) == (1, 2, 3, 4)
    assert of_base_year((1, 2, 3, 4), 2) == (3, 4, 1, 2)
    assert of_base_year((1, 2, 3, 4), 1) == (2, 3, 4, 1)


@pytest.mark.parametrize("date", DATES)
def test_the_baseline_meets_the_outlook_in_every_full_year(date: datetime.date) -> None:
    r, view = path(date), outlook("baseline")
    annual = {name: values[:, 0] for name, values in r.central_annual.items()}
    for name in ("gdp_growth", "inflation", "current_account_gdp", "tax_revenue_gdp", "budget_balance_gdp"):
        np.testing.assert_allclose(annual[name], view.targets[name].through(2026, 2030), atol=1e-8)
    for name in ("rub_per_usd",):
        np.testing.assert_allclose(annual[name], view.drivers[name].through(2026, 2030), atol=1e-8)


@pytest.mark.parametrize("date", DATES)
def test_the_quarters_left_of_the_first_year_meet_its_figures(date: datetime.date) -> None:
    r, view, eco = path(date), outlook("baseline"), dated(date).economy
    left = 4 - date.month // 3
    base = base_quarters(eco.nominal_gdp, eco.gdp_growth_base, eco.inflation_base)
    q = {name: values[:left, 0] for name, values in r.central.items()}
    growth = {
        "gdp_growth": q["gdp"].sum() / sum(base.gdp[:left]),
        "inflation": q["consumer_prices"].sum() / (100.0 * sum(base.prices[:left])),
    }
    for name, ratio in growth.items():
        assert 100.0 * (ratio - 1.0) == pytest.approx(view.targets[name].values[2025], abs=1e-8)
    weight = q["gdp_nominal"]
    account = (q["current_account_gdp"] * weight).sum() / weight.sum()
    assert account == pytest.approx(view.targets["current_account_gdp"].values[2025], abs=1e-8)
    assert q["rub_per_usd"].mean() == pytest.approx(view.drivers["rub_per_usd"].values[2025])
    assert r.central["russia_gdp"][0, 0] == pytest.approx(100.0 + 1.5 / 4.0)


@pytest.mark.parametrize("date", DATES)
def test_a_scenario_is_the_baseline_until_it_begins(date: datetime.date) -> None:
    r = drawn(date)
    begins = ts.Quarter(2026, 3) - r.quarters[0]
    for name in r.kept:
        values = r.quarterly[name]
        np.testing.assert_array_equal(values[:begins, 1], values[:begins, 0], err_msg=name)
    assert (r.quarterly["rub_per_usd"][begins, 1] != r.quarterly["rub_per_usd"][begins, 0]).all()
    late = ts.Scenario("late", [ts.Shock("rub_per_usd", multiply=ts.step(1.2, "2027Q2"))])
    other = run([late], dated(date), start=first(date), end="2028Q2", draws=12, outputs="all")
    for name in other.kept:  # 2026 is a full year before it
        np.testing.assert_array_equal(other.annual[name][0, 1], other.annual[name][0, 0], err_msg=name)


@pytest.mark.filterwarnings("ignore:scenario 'nothing' has no effect")
def test_a_null_shock_changes_nothing() -> None:
    date = DATES[1]
    null = ts.Scenario("nothing", [ts.Shock("rub_per_usd", multiply=1.0), ts.Shock("removals", add=0.0)])
    r = run([null], dated(date), start=first(date), end="2026Q4", draws=64, outputs="all")
    for name in r.kept:
        np.testing.assert_array_equal(r.quarterly[name][:, 1], r.quarterly[name][:, 0])
        np.testing.assert_array_equal(r.annual[name][:, 1], r.annual[name][:, 0])


def test_a_later_start_only_trims() -> None:
    date = DATES[1]
    r = run([EVENT], dated(date), start="2026Q2", end="2028Q2", draws=12, outputs="all")
    assert r.years == (2027,)
    whole = drawn(date)
    for name in r.kept:
        np.testing.assert_array_equal(r.quarterly[name], whole.quarterly[name][3:])
        np.testing.assert_array_equal(r.annual[name], whole.annual[name][1:])


def test_units_name_the_base_year() -> None:
    r = path(DATES[1])
    assert r.info("gdp").unit == "million TJS at prices of the year to 2025Q2"
    assert r.info("russia_gdp").unit == "index, 2025Q2 = 100"
    assert r.info("consumer_prices").unit == "index, the year to 2025Q2 = 100"


def test_the_forecast_goes_on_from_the_end_of_the_base_year() -> None:
    """Without news, two quarters later the same projection stands two quarters further on its path."""
    from tajsim.drivers.stochastic import estimate

    early, late = estimate(2024), estimate(2024, since=2)
    ahead = early.forecast(12)
    np.testing.assert_allclose(late.forecast(10), ahead[:, 2:] - ahead[:, 1:2], atol=1e-12)
    np.testing.assert_array_equal(late.root, early.root)
    with pytest.raises(ts.InputError, match="since is 4"):
        estimate(2024, since=4)


def test_what_looks_at_a_run_works_from_any_quarter(tmp_path) -> None:
    date = DATES[2]
    p = dated(date)
    result = run([EVENT], p, start=first(date), end="2027Q4", draws=32)
    saved = ts.load(result.save(tmp_path / "r.npz"))
    assert saved.years == (2026, 2027)
    again = ts.rerun(result.manifest)
    np.testing.assert_array_equal(again.quarterly["gdp"], result.quarterly["gdp"])
    assert ts.plausibility(EVENT, p, draws=500).moves[0].driver == "rub_per_usd"
    assert ts.plausibility(EVENT, p, draws=500, outlook="none").start == ts.Quarter(2026, 3)


def test_two_sets_of_the_same_quarter_are_compared() -> None:
    date = DATES[1]
    found = ts.compare_parameter_sets(
        dated(date), dated(date, "kremlin-2024"), at=2027, outputs=["gdp", "remittances_usd"]
    )
    for name, column in (("calibrated-2024", found.before), ("kremlin-2024", found.after)):
        r = run((), dated(date, name), start=first(date), end="2027Q4", draws=None, outputs=["gdp"])
        assert column[list(found.outputs).index("gdp")] == pytest.approx(
            float(r.central_annual["gdp"][-1, 0]), rel=1e-9
        )


@pytest.mark.parametrize("baseline", ["none", "history"])
def test_the_past_takes_only_the_behaviour_of_a_set(baseline: str) -> None:
    r = run((), dated(DATES[1]), baseline, "2015Q1", "2016Q4", None)
    same = run((), "calibrated-2024", baseline, "2015Q1", "2016Q4", None)
    np.testing.assert_array_equal(r.central["gdp"], same.central["gdp"])


@pytest.mark.parametrize(
    ("date", "end"),
    [
        (datetime.date(2025, 6, 29), "2025-06-30"),
        (datetime.date(2024, 12, 30), "2024-12-31"),
        (datetime.date(2025, 1, 1), "2025-03-31"),
        (datetime.date(2025, 8, 31), "2025-09-30"),
    ],
)
def test_a_date_within_a_quarter_is_refused(tmp_path, date: datetime.date, end: str) -> None:
    wanted = f"date is {date}; must be the last day of a quarter, the end of the base year, as {end}"
    with pytest.raises(ts.InputError, match=wanted):
        dated(date)
    file = tmp_path / "mine.toml"
    file.write_text(f'title = "Mine"\ndate = {date}\nextends = "calibrated-2024"\n')
    with pytest.raises(ts.InputError, match=wanted):
        ts.parameters(file)


def test_the_end_stays_within_what_is_laid_out() -> None:
    p = dated(DATES[1])
    with pytest.raises(ts.InputError, match="the end 2065Q1 is more than 40 years after 2025Q3"):
        run((), p, start="2025Q3", end="2065Q1", draws=None)
    r = run((), p, "none", "2064Q1", "2064Q4", None, outputs=["rub_per_usd"])
    assert np.isfinite(r.central["rub_per_usd"]).all()


def test_the_two_backends_agree() -> None:
    pytest.importorskip("llvmlite")
    date = DATES[0]
    compiled = run(
        [EVENT], dated(date), start=first(date), end="2028Q2", draws=12, outputs="all", backend="compiled"
    )
    for name in compiled.kept:
        wanted = drawn(date).annual[name]
        size = np.abs(wanted).mean(axis=-1, keepdims=True)
        assert np.all(np.abs(compiled.annual[name] - wanted) <= 1e-5 * size), name


def test_sensitivity_reads_the_years_of_the_calendar() -> None:
    date = DATES[2]
    found = ts.sensitivity(EVENT, "gdp", 2027, dated(date), ["remittance_cost"], 64, end="2027Q4")
    assert found.years == (2026, 2027)


def test_a_run_starts_as_early_as_its_set_allows() -> None:
    date = DATES[1]
    assert run((), dated(date), end="2026Q4", draws=None, outputs=["gdp"]).quarters[0] == first(date)
    assert run((), end="2026Q4", draws=None, outputs=["gdp"]).quarters[0] == ts.Quarter(2025, 1)
    found = ts.solve(
        EVENT, until="gdp < 0 % from baseline", prob=0.5, at=2027, parameters=dated(date), draws=20
    )
    assert found.manifest.start == "2025Q3"
    with pytest.raises(ts.InputError, match="the start 2025Q2 is before 2025Q3"):
        run((), dated(date), start="2025Q2", draws=None)


def test_what_is_not_computed_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows begin as NaN; a run that leaves one as it was is no result."""
    import tajsim.engine.block as block
    import tajsim.engine.run as engine

    text = "scenario 'baseline' has no finite outcome in 2025Q1: 'gdp' is no number there"
    nothing: list[tuple[Any, str, Any, int | None]] = [
        (engine, "run_paths", [], None),
        (block, "_run", ([], False), 20),
        (block, "_run", ([], True), 20),
    ]
    for where, name, found, draws in nothing:
        with monkeypatch.context() as patched:
            patched.setattr(where, name, lambda *_, found=found: found)
            with pytest.raises(ts.InputError, match=text):
                run((), end="2026Q4", draws=draws, outputs=["gdp"])
