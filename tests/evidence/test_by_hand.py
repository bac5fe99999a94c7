"""Evidence put together from parts made by hand: who is asked what, which years count, what is left out."""

from __future__ import annotations

import dataclasses
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.sampling import sample
from tajsim.engine.streams import stream
from tajsim.errors import InputError, UnknownNameError
from tajsim.evidence import backtest as testing
from tajsim.evidence import forecasting, hindcast, responses
from tajsim.evidence import trials as trying
from tajsim.evidence.backtest import backtest
from tajsim.evidence.benchmarks import Question
from tajsim.evidence.calibration import Calibration, calibrate
from tajsim.evidence.experiments import Outcome
from tajsim.evidence.likelihood import RESIDUALS, Misses
from tajsim.evidence.pairs import Pair
from tajsim.evidence.psis import pareto_fit, smoothed
from tajsim.evidence.trials import CALIBRATED, Trials
from tajsim.model.state import NO_ADD_FACTORS
from tajsim.parameters import declarations
from tajsim.quarters import Quarter
from tests.results import synthetic

from .test_asked import a_calibration

DRAWS = 200


@pytest.fixture(scope="module")
def tried() -> Trials:
    """Years 2004 to 2006: the first hundred draws hit, the others miss by far; each has its own values."""
    behaviour = ts.parameters("world-bank-2024")
    prior = {
        name: np.linspace(declarations()[name].low, declarations()[name].high, DRAWS) for name in CALIBRATED
    }
    prior |= {name: np.full(DRAWS, 0.01) for name in RESIDUALS}
    gap = np.where(np.arange(DRAWS) < DRAWS // 2, 0.001, 5.0)
    misses = tuple(Misses(year, np.tile(gap, (len(RESIDUALS), 1))) for year in (2004, 2005, 2006))
    return Trials(behaviour, prior, misses, DRAWS, 7)


def test_a_posterior_is_of_the_draws_that_hit(tried: Trials) -> None:
    found = Calibration.of(tried, 2005, 50.0)
    assert (found.until, found.draws, found.seed, found.years) == (2005, DRAWS, 7, (2004, 2005))
    assert found.effective == pytest.approx(100.0, rel=0.05)
    middle = tried.prior["rouble_elasticity"][DRAWS // 2]
    assert (found.sample["rouble_elasticity"] < middle).all()
    assert len(found.sample["rouble_elasticity"]) == 1000
    assert set(found.sample) == {*CALIBRATED, *RESIDUALS}
    posterior = found.posterior
    assert posterior.ensemble is not None
    assert posterior.ensemble.members == 1000
    assert posterior.name == "calibrated-2005"
    assert posterior.title.endswith(", behaviour calibrated on 2004-2005")
    assert (
        "200 draws of the prior, weighted by what they made of the years 2004 to 2005." in posterior.narrative
    )
    np.testing.assert_array_equal(
        posterior.ensemble.column("rouble_elasticity"), found.sample["rouble_elasticity"]
    )
    for name in RESIDUALS:
        known = declarations()[name]
        values = found.sample[name]
        assert ((known.low - 1e-12 <= values) & (values <= known.high * (1.0 + 1e-4))).all()


def test_years_count_up_to_the_last_one_asked_for(tried: Trials) -> None:
    assert Calibration.of(tried, 2004, 1.0).years == (2004,)
    assert (
        Calibration.of(tried, 2006, 1.0).years
        == Calibration.of(tried, "2010", 1.0).years
        == (2004, 2005, 2006)
    )  # type: ignore[arg-type]
    before = Calibration.of(tried, 2003, 200.0)  # the prior, which is worth all its draws
    assert (before.years, before.effective) == ((), 200.0)
    assert before.posterior.title.endswith("calibrated on 2003-2003")
    counts = np.unique(before.sample["rouble_elasticity"], return_counts=True)[1]
    assert set(counts.tolist()) == {5}


def test_weights_that_are_worth_too_little_are_refused(tried: Trials) -> None:
    worth = Calibration.of(tried, 2005, 1.0).effective
    assert Calibration.of(tried, 2005, worth).effective == worth
    with pytest.raises(
        InputError, match=r"rests on too few draws: 200 are worth 100 \(at least 101 are needed"
    ):
        Calibration.of(tried, 2005, 101.0)
    with pytest.raises(InputError, match="the posterior given the years to 2003 rests on too few draws"):
        Calibration.of(tried, 2003, 200.5)
    one = np.where(np.arange(DRAWS) == 3, 0.0, 3.0 + np.linspace(0.0, 1.0, DRAWS))
    lone = dataclasses.replace(tried, misses=(Misses(2004, np.tile(one, (len(RESIDUALS), 1))),))
    with pytest.raises(InputError, match=r"shape of the tail .*, at most 0\.7\); take more draws"):
        Calibration.of(lone, 2004, 0.0)


def test_calibrating_asks_for_trials_to_the_year(monkeypatch: pytest.MonkeyPatch, tried: Trials) -> None:
    asked: list[Any] = []

    def fake(until: int, draws: int, seed: int, **what: Any) -> Trials:
        asked.append((until, draws, seed, what["parameters_from"], what["data"], what["progress"]))
        return tried

    monkeypatch.setattr("tajsim.evidence.calibration.trials", fake)
    found = calibrate("2006", 150, 3, required=40.0, parameters_from="kremlin-2024", progress=print)
    assert asked == [(2006, 150, 3, "kremlin-2024", None, print)]
    assert found.years == (2004, 2005, 2006)
    with pytest.raises(InputError, match="at least 150 are needed"):
        calibrate(2006, 150, required=150.0)


def test_a_backtest_asks_every_origin_and_scores_what_was_observed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {"of": [], "simulated": []}
    told: list[tuple[int, int]] = []

    def trials(until: int, draws: int, seed: int, *, parameters_from: Any, data: Any, progress: Any) -> str:
        asked["trials"] = (until, draws, seed, parameters_from)
        progress(1, 99)
        return "tried"

    def of(done: Any, origin: int, required: float) -> Calibration:
        asked["of"].append((done, origin, required))
        return a_calibration(until=origin)

    def simulated(
        origin: int, first: int, last: int, posterior: Any, draws: int, seed: int, register: Any, table: Any
    ) -> Any:
        asked["simulated"].append((origin, first, last, draws, seed))
        drivers = table.drivers(range(origin + 1, origin + 2))
        for variable in ("imports_usd", "reserves_usd", "gdp_growth"):
            yield Question(table, variable, origin, 1, True, drivers), np.linspace(-0.5, 0.5, draws)

    monkeypatch.setattr(testing, "trials", trials)
    monkeypatch.setattr(testing, "simulated", simulated)
    monkeypatch.setattr(testing, "Calibration", SimpleNamespace(of=of))
    monkeypatch.setattr(Backtest := testing.Backtest, "__post_init__", lambda self: None)
    found = backtest(
        2007, "2009", parameters="kremlin-2024", trials_draws=123, draws=11, seed=5, required=2.5,
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert isinstance(found, Backtest)
    assert asked["trials"] == (2008, 123, 5, "kremlin-2024")
    assert asked["of"] == [("tried", origin, 2.5) for origin in (2006, 2007, 2008)]
    assert asked["simulated"] == [(origin, 2007, 2009, 11, 5) for origin in (2006, 2007, 2008)]
    assert told == [(1, 8), (6, 8), (7, 8), (8, 8)]  # five years of trials, three origins
    assert list(found.calibrations) == [2006, 2007, 2008]
    asked_for = [(f.variable, f.target) for f in found.forecasts]
    assert asked_for == [
        ("imports_usd", 2007), ("reserves_usd", 2007), ("gdp_growth", 2007),
        ("imports_usd", 2008), ("gdp_growth", 2008),  # reserves break there
        ("imports_usd", 2009), ("reserves_usd", 2009), ("gdp_growth", 2009),
    ]  # fmt: skip
    register = ts.history()
    table = testing.observed(register)
    for one in found.forecasts:
        assert one.observed == table.change(one.variable, one.origin, one.target)
        assert one.base == table.base(one.variable, one.origin)
        assert one.median == pytest.approx(0.0, abs=1e-12)
    assert found.benchmarks["rouble rule"] == ()
    assert {f.variable for f in found.benchmarks["no change"]} >= {"imports_usd", "gdp_growth"}
    quiet = backtest(2009, 2009, trials_draws=123, draws=11)
    assert len(quiet.forecasts) == 3


def test_trials_begin_each_year_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    told: list[tuple[int, int]] = []

    def past_plan(origin: int, years: int, prior: Any, draws: int, seed: int, known: Any) -> tuple[int, int]:
        asked.append((origin, years, draws, seed, int(known["year"].max())))
        assert {n for n, e in prior.entries.items() if e.distribution != "fixed"} <= set(CALIBRATED)
        return origin, years

    monkeypatch.setattr(trying, "past_plan", past_plan)
    monkeypatch.setattr(trying, "hindcast", lambda plan: ("hindcast", *plan))
    monkeypatch.setattr(trying, "responses", lambda plan: ("responses", *plan))
    monkeypatch.setattr(trying, "misses", lambda made, moved, table: (made, moved, max(table.rouble)))
    found = trying.trials(2006, 120, 4, progress=lambda done, total: told.append((done, total)))
    assert asked == [(origin, 1, 120, 4, origin + 1) for origin in (2003, 2004, 2005)]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert found.misses == tuple(
        (("hindcast", origin, 1), ("responses", origin, 1), origin + 1) for origin in (2003, 2004, 2005)
    )
    assert (found.draws, found.seed) == (120, 4)
    assert set(found.prior) == {*CALIBRATED, *RESIDUALS}
    p = ts.parameters("world-bank-2024")
    drawn = sample(trying._prior(p), 4, 0, 120)
    for name in CALIBRATED:
        np.testing.assert_array_equal(found.prior[name], drawn[name])
    for name in RESIDUALS:
        values = found.prior[name]
        np.testing.assert_array_equal(values, p.draw(name, stream(4, f"parameter:{name}", 0).random(120)))


def test_levels_become_changes_from_the_base_year() -> None:
    p = ts.parameters("world-bank-2024")
    plan: Any = SimpleNamespace(parameters=p)
    usd = p.economy.nominal_gdp / p.economy.exchange_rate
    base = {
        "remittances_usd": p.remittances.remittances_gdp_share * usd,
        "imports_usd": p.trade.turnover_total - p.trade.exports_total,
        "tjs_per_usd": p.economy.exchange_rate,
        "reserves_usd": p.external.reserves_usd,
    }
    annual = {
        hindcast.OUTPUT_OF[name]: np.array([[[1.1 * level, 0.9 * level]], [[level, 2.0 * level]]])
        for name, level in base.items()
    }
    annual["reserves_usd"][1, 0] = (-5.0, 0.019 * base["reserves_usd"])  # a stock that is gone
    annual["gdp_growth"] = np.array([[[5.0, -2.0]], [[0.0, 1.0]]])
    poor = 100.0 * p.welfare.poverty_national
    annual["poverty_rate"] = np.array([[[poor + 1.0, poor]], [[poor, poor - 2.0]]])
    found = hindcast.changes(plan, annual)
    logs = np.log([[1.1, 0.9], [1.0, 2.0]])
    for name in ("remittances_usd", "imports_usd", "tjs_per_usd"):
        np.testing.assert_allclose(found[name], logs, atol=1e-12)
    np.testing.assert_allclose(found["reserves_usd"], [logs[0], np.log([0.02, 0.02])])
    np.testing.assert_allclose(found["gdp_growth"], np.log1p([[0.05, -0.02], [0.0, 0.01]]))
    np.testing.assert_allclose(found["poverty"], [[0.01, 0.0], [0.0, -0.02]], atol=1e-12)


def test_a_residual_enters_the_equation_it_is_named_after() -> None:
    at = {name: [hindcast._moved(name, t) for t in range(4)] for name in hindcast.EQUATIONS}
    assert [x.remittances for x in at["remittances"]] == [0.01] * 4
    assert [x.exchange_rate for x in at["exchange_rate"]] == [0.01, 0.0, 0.0, 0.0]
    assert [x.outflows for x in at["reserves"]] == [-0.01, 0.0, 0.0, 0.0]
    assert [x.demand for x in at["demand"]] == [0.01, 0.0, 0.0, 0.0]
    stocks = [x.stocks for x in at["imports"]]
    assert np.mean(stocks) == pytest.approx(0.01)
    ratios = np.array(stocks[1:]) / stocks[:-1]
    np.testing.assert_allclose(ratios, ratios[0])
    assert 0.0 < ratios[0] < 1.0
    for name, factors in at.items():
        own = {"imports": "stocks", "reserves": "outflows"}.get(name, name)
        for one in factors:
            assert one._replace(**{own: getattr(NO_ADD_FACTORS, own)}) == NO_ADD_FACTORS


def test_drivers_are_expected_from_where_the_year_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    path = np.array([np.zeros(8), 0.01 * np.arange(1.0, 9.0), 0.002 * np.arange(1.0, 9.0)])

    def forecast(quarters: int) -> np.ndarray:
        seen.append(quarters)
        return path

    monkeypatch.setattr(
        forecasting,
        "estimate",
        lambda origin, known: SimpleNamespace(forecast=forecast, carry=(9.0, 9.0, 0.5)),
    )
    monkeypatch.setattr(
        forecasting, "observed_drivers", lambda *_: SimpleNamespace(carry={"rub_per_usd": 0.2}.__getitem__)
    )
    known: Any = None
    found = forecasting.expected_drivers(2010, 2, known)
    assert seen == [8]
    assert set(found) == {2011, 2012}
    rouble, output = 0.2 + path[1], 0.5 + path[2]
    assert found[2011] == pytest.approx((rouble[:4].mean(), output[:4].mean()))
    assert found[2012] == pytest.approx(
        (rouble[4:].mean() - rouble[:4].mean(), output[4:].mean() - output[:4].mean())
    )


def test_poverty_is_measured_with_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    made = {"poverty": np.zeros((2, 50)), "imports_usd": np.ones((2, 50))}
    monkeypatch.setattr(forecasting, "past_plan", lambda *args, **what: (args[:2], what))
    monkeypatch.setattr(
        forecasting, "run_block", lambda plan, block: (SimpleNamespace(annual=(plan, block)),)
    )
    monkeypatch.setattr(forecasting, "changes", lambda plan, annual: dict(made))
    p, known = ts.parameters("world-bank-2024"), ts.history()
    found = forecasting.predictive(2010, 2, p, 50, 6, known, "none")
    noise = stream(6, "poverty:2010", 0).standard_normal(50)
    size = p.draw("poverty_residual", stream(6, "poverty:size", 0).random(50))
    np.testing.assert_allclose(found["poverty"], np.tile(noise * size, (2, 1)))
    np.testing.assert_array_equal(found["imports_usd"], 1.0)


@pytest.mark.parametrize(
    ("low", "high", "central", "overlap", "inside"),
    [
        (1.0, 2.0, 1.5, True, True),
        (2.0, 3.0, 2.0, True, True),  # ranges that touch, figures at the ends
        (0.0, 1.0, 1.0, True, True),
        (2.0001, 3.0, 2.0001, False, False),
        (0.0, 0.9999, 0.9999, False, False),
        (0.0, 3.0, 2.5, True, False),
    ],
)
def test_ranges_meet_at_their_ends(
    monkeypatch: pytest.MonkeyPatch, low: float, high: float, central: float, overlap: bool, inside: bool
) -> None:
    sample = np.concatenate([np.full(30, low), np.full(40, (low + high) / 2.0), np.full(30, high)])

    def read(outcome: Any) -> np.ndarray:
        return np.array([central]) if outcome.central else sample

    asked: dict[str, Any] = {}

    def run(scenarios: Any, **what: Any) -> Any:
        asked.update(what)

    monkeypatch.setattr(responses, "run", run)
    monkeypatch.setattr(responses, "PAIRS", (Pair("a", "shock", "response", "source", "growth", read),))
    monkeypatch.setattr(
        responses, "_published", lambda pairs: {"source": responses._Published(1.0, 1.5, 2.0, "%", "B")}
    )
    (row,) = responses.published_responses("world-bank-2024", 100, 3).to_dict("records")
    assert (row["model_low"], row["model_high"], row["model_central"]) == pytest.approx((low, high, central))
    assert (row["overlap"], row["inside"]) == (overlap, inside)
    assert (row["published_low"], row["published_central"], row["published_high"]) == (1.0, 1.5, 2.0)
    assert (asked["start"], asked["end"], asked["draws"], asked["seed"]) == ("2025Q1", "2034Q4", 100, 3)
    with pytest.raises(InputError, match="a band needs draws"):
        responses.published_responses("world-bank-2024", None)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", ["sample", "central"])
def test_a_response_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    def read(outcome: Any) -> np.ndarray:
        wrong = (bad == "central") is outcome.central
        return np.array([math.nan if wrong else 1.0, 1.0])

    monkeypatch.setattr(responses, "run", lambda *_, **__: None)
    monkeypatch.setattr(responses, "PAIRS", (Pair("a", "shock", "response", "source", "growth", read),))
    monkeypatch.setattr(
        responses, "_published", lambda pairs: {"source": responses._Published(1.0, 1.5, 2.0, "%", "B")}
    )
    with pytest.raises(InputError, match="'a' has no finite answer in every draw of 'world-bank-2024'"):
        responses.published_responses("world-bank-2024", 100)


def test_a_single_published_figure_is_a_range_of_no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    import pandas as pd

    register = pd.DataFrame(
        {
            "id": ["both", "low", "none"], "value": [2.0, 2.0, 2.0], "low": [1.0, 1.0, math.nan],
            "high": [3.0, math.nan, math.nan], "unit": ["%"] * 3, "confidence": ["A"] * 3,
        }
    )  # fmt: skip
    monkeypatch.setattr(responses, "sources", lambda: register)

    def pair(source: str) -> Pair:
        return Pair(source, "", "", source, "", lambda _: np.zeros(1))

    found = responses._published([pair(name) for name in ("both", "low", "none")])
    assert [(found[n].low, found[n].central, found[n].high) for n in ("both", "low", "none")] == [
        (1.0, 2.0, 3.0), (2.0, 2.0, 2.0), (2.0, 2.0, 2.0),
    ]  # fmt: skip
    with pytest.raises(UnknownNameError, match="unknown source 'bth'"):
        responses._published([pair("bth")])


def test_years_and_quarters_count_from_the_first_shock() -> None:
    made = synthetic.result(draws=20, quarters=12)
    seen = Outcome(made, "crackdown", Quarter(2026, 1))
    path = Outcome(made, "crackdown", Quarter(2026, 1), central=True)
    for number in (1, 2):
        base, value = seen.year("gdp", number)
        np.testing.assert_array_equal([base, value], made.annual["gdp"][number, :2].astype(float))
        one, other = path.year("gdp", number)
        assert (one.tolist(), other.tolist()) == tuple([x] for x in made.central_annual["gdp"][number, :2])
    for number in (0, 1, 5):
        base, value = seen.quarter("gdp", number)
        np.testing.assert_array_equal([base, value], made.quarterly["gdp"][3 + number, :2].astype(float))
        assert path.quarter("gdp", number)[1][0] == made.central["gdp"][3 + number, 1]
    base, value = seen.year("gdp", 2)
    np.testing.assert_allclose(seen.percent("gdp", 2), 100.0 * (value - base) / base)
    np.testing.assert_allclose(seen.points("gdp", 2), value - base)
    np.testing.assert_allclose(seen.log("gdp", 2), np.log(value) - np.log(base))
    base, value = seen.quarter("gdp", 3)
    np.testing.assert_allclose(seen.log_quarter("gdp", 3), np.log(value) - np.log(base))


@pytest.mark.parametrize(("count", "tail"), [(100, 20), (225, 45), (400, 60), (900, 90)])
def test_a_tail_is_a_fifth_or_three_roots_of_the_draws(count: int, tail: int) -> None:
    ratios = np.sort(np.random.default_rng(count).exponential(size=count))
    raw = np.exp(ratios - ratios.max())
    found = smoothed(ratios).values
    body = found[:-tail] / raw[:-tail]
    np.testing.assert_allclose(body, body[0])
    assert not np.isclose(found[-tail] / raw[-tail], body[0], rtol=1e-9)
    excess = raw[-tail:] - raw[-tail - 1]
    shape, scale = pareto_fit(excess)
    points = (np.arange(tail) + 0.5) / tail
    quantiles = scale * ((1.0 - points) ** -shape - 1.0) / shape
    np.testing.assert_allclose(
        found[-tail:] / body[0], np.minimum(raw[-tail - 1] + quantiles, 1.0), rtol=1e-8
    )
    assert smoothed(ratios).effective == pytest.approx(1.0 / np.sum(found**2))
    assert found.sum() == pytest.approx(1.0)


def test_a_pareto_tail_is_fitted_as_zhang_and_stephens_do() -> None:
    x = np.sort(np.random.default_rng(4).pareto(3.0, 40))
    n, m = 40, 30 + 6
    quartile = x[int(n / 4 + 0.5) - 1]
    b = [1.0 / x[-1] + (1.0 - math.sqrt(m / (j - 0.5))) / (3.0 * quartile) for j in range(1, m + 1)]
    k = [float(np.mean(np.log(1.0 - t * x))) for t in b]
    level = [n * (math.log(-t / s) - s - 1.0) for t, s in zip(b, k, strict=True)]
    share = [1.0 / sum(math.exp(other - own) for other in level) for own in level]
    best = sum(t * w for t, w in zip(b, share, strict=True))
    raw = float(np.mean(np.log(1.0 - best * x)))
    shape, scale = pareto_fit(x)
    assert shape == pytest.approx((n * raw + 10.0 * 0.5) / (n + 10.0), rel=1e-9)
    assert scale == pytest.approx(-raw / best, rel=1e-9)
    assert math.isfinite(pareto_fit([1.0, 2.0, 3.0, 4.0, 5.0])[0])
    for none in ([1.0, 2.0, 3.0, 4.0], [2.0] * 9):
        shape, scale = pareto_fit(none)
        assert shape == math.inf
        assert math.isnan(scale)
