"""What the page says of scores, accounts, plausibility and limits."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

import tajsim as ts
from tajsim.evidence.backtest.study import Backtest
from tajsim.languages import ENGLISH, language
from tajsim.quarters import Quarter
from tajsim.report import evidence
from tajsim.report.subject import Subject

from ..evidence.made import a_forecast
from ..results import synthetic
from .made import about, plain


def test_the_whole_span_of_a_variable_is_scored_and_rivals_are_named() -> None:
    own = tuple(a_forecast(origin=year, observed=0.2) for year in range(2007, 2012))
    better = tuple(replace(one, crps=0.5 * one.crps) for one in own)
    worse = tuple(replace(one, crps=2.0 * one.crps) for one in own)
    beaten = evidence.scores(Backtest(own, {"no change": better, "AR(1)": worse}, {}), ENGLISH)
    (row,) = beaten.rows
    assert (row.span, row.outcomes) == ("2008-2012", 5)  # rather than a window of it
    assert row.rival.startswith(f"{0.5 * own[0].crps:.3f} (no change; the model {own[0].crps:.3f}")
    assert beaten.beaten == (
        "A benchmark has the lower CRPS on the questions it answers for: Imports, USD (1 year ahead, drivers "
        "as they were: no change)."
    )
    unbeaten = evidence.scores(Backtest(own, {"AR(1)": worse, "no change": own}, {}), ENGLISH)
    assert unbeaten.beaten == "No benchmark has a lower CRPS than the model."
    assert evidence.scores(Backtest(own, {}, {}), ENGLISH).rows[0].rival == ""
    assert plain(beaten.text) == (
        "5 forecasts of 2008-2012, each from data up to its origin alone. 100 % of outcomes lie in the 90 % "
        "bands and 100 % in the 50 % bands."
    )
    assert beaten.picture is not None
    blind = tuple(replace(one, conditional=False, horizon=3) for one in own)
    later = evidence.scores(Backtest(blind, {}, {}), ENGLISH)
    assert later.picture is None
    assert later.rows[0].kind == "3 years ahead, forecast drivers"


def test_accounts_are_sound_below_rounding() -> None:
    s = about(synthetic.result(draws=3))
    (check, *_) = s.result.identities
    for worst, sound in ((0.99e-9, True), (1e-9, False)):
        small = replace(check, worst=1e-15, scenario="rouble-shock")
        text = evidence.accounts(
            replace(s, result=replace(s.result, identities=(small, replace(check, worst=worst))))
        )
        assert text.startswith("2 accounting identities were checked") is sound
        assert text.endswith("more than rounding.") is not sound
        assert f"{worst:.1e}" in text
    none = replace(s, result=replace(s.result, identities=()))
    assert evidence.accounts(none) == "The result holds no check of its accounts."
    assert evidence.violation(1.23e-12, ENGLISH) == "1.2e-12"
    assert evidence.violation(1.23e-12, language("ru")) == "1,2·10⁻¹²"


def test_at_most_six_scenarios_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    from tajsim.analysis.plausibility import study as judging

    monkeypatch.setattr(
        judging, "plausibility", lambda *_, **__: SimpleNamespace(start=None, begins=None, rules=())
    )
    monkeypatch.setattr("tajsim.analysis.plausibility.text.sentences", lambda *_: "described")
    monkeypatch.setattr(Subject, "outlook_name", property(lambda _: "baseline"))
    for count, expected in ((6, True), (7, False)):
        names = tuple(f"s{i}" for i in range(count))
        known = {name: ts.Scenario(name) for name in names}
        s = about(synthetic.result(draws=2, scenarios=("baseline", *names)))
        found, why = evidence.plausibility(
            replace(s, parameters=ts.parameters("calibrated-2024"), scenarios=known)
        )
        assert len(found) == (count if expected else 0)
        assert why.startswith("Not computed here for 7 scenarios: ") is not expected


@pytest.mark.parametrize(("start", "past"), [("2024Q4", True), ("2025Q1", False)])
def test_a_run_from_a_quarter_that_was_observed_is_not_judged(
    monkeypatch: pytest.MonkeyPatch, start: str, past: bool
) -> None:
    monkeypatch.setattr(Subject, "outlook_name", property(lambda _: "baseline"))
    s = about(synthetic.result(draws=2))
    shifted = SimpleNamespace(scenarios=s.result.scenarios, quarters=(Quarter.parse(start),))
    described = evidence.plausibility(
        replace(s, result=shifted, parameters=ts.parameters("calibrated-2024"), scenarios={})
    )[1]  # type: ignore[arg-type]
    assert described.startswith("A run over the past is compared") is past


def test_limits_say_what_is_not_known() -> None:
    s = about(synthetic.result(draws=3))
    described = evidence.limits(replace(s, scenarios={"baseline": ts.Scenario("baseline")}))
    assert any(
        text.startswith("What 'crackdown' and 'rouble-shock' changed is not in the result")
        for text in described
    )
    assert any(text.startswith("Bands hold the uncertainty") for text in described)
    every = {name: ts.Scenario(name) for name in s.result.scenarios}
    assert not any(
        "changed is not in the result" in text for text in evidence.limits(replace(s, scenarios=every))
    )
    alone = evidence.limits(about(synthetic.result(draws=None)))
    assert any(text.startswith("Only the single path was run") for text in alone)
    assert not any(text.startswith("Bands hold") for text in alone)
    unknown = evidence.limits(replace(s, parameters=None))
    assert any(text.startswith("The parameters of '") for text in unknown)
