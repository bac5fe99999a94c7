"""Forecasts from one origin by hand: which questions are asked, and with what."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.engine.sampling import stream
from tajsim.evidence.backtest import forecasting
from tajsim.evidence.observations import VARIABLES
from tests.evidence.made import table


@pytest.mark.parametrize(
    ("origin", "first", "last", "asked"),
    [
        (2010, 2005, 2024, {(1, True), (3, True), (1, False), (3, False)}),
        (2010, 2013, 2013, {(3, True), (3, False)}),
        (2010, 2011, 2012, {(1, True), (1, False)}),
        (2010, 2012, 2012, set()),
        (2003, 2004, 2010, {(1, True), (3, True)}),  # too few years for a model of the drivers
    ],
)
def test_questions_are_about_target_years_asked_for(
    monkeypatch: pytest.MonkeyPatch, origin: int, first: int, last: int, asked: set[tuple[int, bool]]
) -> None:
    seen: list[tuple[int, int, int]] = []

    def predictive(
        origin: int,
        years: int,
        *,
        posterior: Any,
        draws: int,
        seed: int,
        known: Any,
        outlook: str,
        rules: str,
        backend: str,
    ) -> Any:
        assert (rules, backend) == ("held", "auto")
        seen.append((years, int(known["year"].max()), {"history": 1, "none": 0}[outlook]))
        return {name: np.arange(years)[:, None] + np.zeros((1, draws)) for name in VARIABLES}

    monkeypatch.setattr(forecasting, "predictive", predictive)
    monkeypatch.setattr(forecasting, "expected_drivers", lambda *_: {})
    register = pd.DataFrame({"year": range(2000, 2025)})
    p: Any = None
    found = list(
        forecasting.simulated(
            origin,
            (first, last),
            posterior=p,
            draws=4,
            seed=0,
            register=register,
            table=table(),
            rules="held",
        )
    )
    assert {(question.horizon, question.conditional) for question, _ in found} == asked
    variables = {question.variable for question, _ in found}
    assert variables == (
        set() if not asked else set(VARIABLES) - ({"reserves_usd"} if origin < 2008 else set())
    )
    for question, sample in found:
        assert sample.tolist() == [question.horizon - 1.0] * 4  # of the target year
        years = range(origin + 1, origin + question.horizon + 1) if question.conditional else ()
        assert set(question.drivers) == set(years)
    for years, latest, conditional in seen:
        assert latest == origin + (years if conditional else 0)


@pytest.mark.parametrize(("origin", "asked"), [(2007, False), (2008, True)])
def test_reserves_are_asked_for_from_the_year_they_were_reported_rightly(
    monkeypatch: pytest.MonkeyPatch, origin: int, asked: bool
) -> None:
    monkeypatch.setattr(
        forecasting, "predictive", lambda *_, **__: {name: np.zeros((3, 2)) for name in VARIABLES}
    )
    monkeypatch.setattr(forecasting, "expected_drivers", lambda *_: {})
    register = pd.DataFrame({"year": range(2000, 2025)})
    p: Any = None
    found = forecasting.simulated(
        origin, (2000, 2024), posterior=p, draws=2, seed=0, register=register, table=table()
    )
    assert any(question.variable == "reserves_usd" for question, _ in found) is asked


def test_drivers_are_expected_from_where_the_year_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    path = np.array([0.02 * np.arange(1.0, 9.0), 0.01 * np.arange(1.0, 9.0), 0.002 * np.arange(1.0, 9.0)])

    def forecast(quarters: int) -> np.ndarray:
        seen.append(quarters)
        return path

    monkeypatch.setattr(
        forecasting,
        "estimate",
        lambda origin, known: SimpleNamespace(forecast=forecast, carry=(9.0, 9.0, 0.5)),
    )
    carried = {"rub_per_usd": 0.2, "oil_price": -0.1}
    monkeypatch.setattr(
        forecasting, "observed_drivers", lambda *_: SimpleNamespace(carry=carried.__getitem__)
    )
    known: Any = None
    found = forecasting.expected_drivers(2010, 2, known)
    assert seen == [8]
    assert set(found) == {2011, 2012}
    levels = (0.2 + path[1], 0.5 + path[2], -0.1 + path[0])
    first, second = ([x[a : a + 4].mean() for x in levels] for a in (0, 4))
    usual = math.log(1.07)  # Russian inflation of the outlook "none"
    assert found[2011] == pytest.approx((first[0], first[1], usual, first[2]))
    changes = [b - a for a, b in zip(first, second, strict=True)]
    assert found[2012] == pytest.approx((changes[0], changes[1], usual, changes[2]))


def test_poverty_is_measured_with_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    made = {"poverty": np.zeros((2, 50)), "imports_usd": np.ones((2, 50))}
    monkeypatch.setattr(forecasting, "past_plan", lambda *args, **what: (args[:2], what))
    monkeypatch.setattr(
        forecasting, "run_block", lambda plan, block: (SimpleNamespace(annual=(plan, block)),)
    )
    monkeypatch.setattr(forecasting, "changes", lambda plan, annual: dict(made))
    p, known = ts.parameters("world-bank-2024"), ts.history()
    found = forecasting.predictive(2010, 2, posterior=p, draws=50, seed=6, known=known, outlook="none")
    noise = stream(6, "poverty:2010", 0).standard_normal(50)
    size = p.draw("poverty_residual", stream(6, "poverty:size", 0).random(50))
    np.testing.assert_allclose(found["poverty"], np.tile(noise * size, (2, 1)))
    np.testing.assert_array_equal(found["imports_usd"], 1.0)
