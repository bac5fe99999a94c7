"""The words say what the numbers say: each sentence is held against the draws themselves."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from tajsim.languages import ENGLISH
from tajsim.report.comparison import chance, figure, move, with_unit
from tajsim.report.probabilities import event_probabilities, sentence
from tajsim.report.words import _levels, _side, effects, effects_on, opening, reading, stories
from tajsim.results import Result

from ..results import synthetic
from .made import about, plain
from .test_edges import effect


def drawn(result: Result, scenario: str, name: str, year: int) -> np.ndarray:
    """Deviations by hand, in percent for money and people."""
    of, base = (
        result.annual[name][result.years.index(year), result.position(s)] for s in (scenario, "baseline")
    )
    return 100.0 * (of - base) / base if name in ("gdp", "remittances_usd", "migrants_russia") else of - base


@pytest.fixture(scope="module")
def made() -> Result:
    return synthetic.result(draws=400, quarters=12)


def test_the_period_reported_is_2027_when_it_can_be(made: Result) -> None:
    assert about(made).at == "2027"
    assert about(synthetic.result(draws=5)).at == "2026"
    assert about(synthetic.result(draws=5, quarters=3)).at == "2025Q3"
    assert about(made, at="2026q2").at == "2026Q2"


def test_the_opening_names_the_largest_move(made: Result) -> None:
    s = about(made)
    text = opening(s, effects(s))
    moves = {(n, v): np.median(drawn(made, n, v, 2027)) for n in made.scenarios[1:] for v in s.outputs[:3]}
    scenario, name = max(moves, key=lambda key: abs(moves[key]))
    assert name == "remittances_usd"
    assert f"remittances in {scenario}: {move(float(moves[scenario, name]))}\N{NO-BREAK SPACE}%" in text
    low, high = np.quantile(drawn(made, scenario, name, 2027), (0.05, 0.95))
    assert f"{move(low)} to {move(high)})" in text.replace("\N{NO-BREAK SPACE}", " ")


def test_stories_come_largest_first_and_their_signs_are_those_of_the_draws(made: Result) -> None:
    s = about(made)
    described = stories(s, effects(s))
    assert [one.largest for one in described] == sorted((one.largest for one in described), reverse=True)
    found = effects(s)
    for one in described:
        sizes = [e.size for e in found[one.scenario] if e.row.unit == "% of baseline"]
        assert sizes == sorted(sizes, reverse=True)
        for e in found[one.scenario]:
            values = drawn(made, one.scenario, e.row.variable, 2027)
            share = max((values < 0).mean(), (values > 0).mean())
            assert e.sure == pytest.approx(share)
            start = (
                "Same sign in every"
                if share == 1
                else "Nearly certain"
                if share >= 0.95
                else "Sign not certain"
            )
            (own,) = [t for t in one.sentences if t.startswith(start)]
            number = with_unit(move(float(np.median(values))), e.row.unit)
            assert number in own


def test_an_effect_of_nothing_is_reported_as_such() -> None:
    made = synthetic.result(draws=20, quarters=4)
    same = {part: {k: v.copy() for k, v in getattr(made, part).items()} for part in
            ("quarterly", "annual", "central", "central_annual")}  # fmt: skip
    for arrays in same.values():
        arrays["gdp"][:, 1] = arrays["gdp"][:, 0]
    s = about(synthetic.result(draws=20, quarters=4, **same))
    (crackdown,) = [one for one in stories(s, effects(s)) if one.scenario == "crackdown"]
    assert "Not moved at all: GDP." in crackdown.sentences


def test_an_effect_too_small_to_write_is_reported_as_such() -> None:
    made = synthetic.result(draws=20, quarters=4)
    same = {part: {k: v.copy() for k, v in getattr(made, part).items()} for part in
            ("quarterly", "annual", "central", "central_annual")}  # fmt: skip
    for arrays in same.values():
        arrays["gdp"][:, 1] = arrays["gdp"][:, 0] * (1 - 1e-4)
    s = about(synthetic.result(draws=20, quarters=4, **same))
    (crackdown,) = [one for one in stories(s, effects(s)) if one.scenario == "crackdown"]
    assert "Moved by less than 0.05 in nine of ten draws: GDP." in crackdown.sentences
    assert "GDP" not in "".join(crackdown.sentences[:-1])


def test_chances_are_shares_of_draws(made: Result) -> None:
    s = about(made)
    found = event_probabilities(s)
    assert found is not None
    assert [e.output for e in found.events] == ["reserves_months", "remittances_usd"]
    for name in made.scenarios:
        cover = made.annual["reserves_months"][2, made.position(name)]
        assert found.shares[name][0] == pytest.approx((cover < 3).mean())
    lost = drawn(made, "rouble-shock", "remittances_usd", 2027)
    assert found.shares["rouble-shock"][1] == pytest.approx((lost < -20).mean())
    assert np.isnan(found.shares["baseline"][1])
    own = (made.annual["reserves_months"][2, 2] < 3).mean()
    assert f"at the end of 2027 is {chance(float(own))};" in sentence(found, s, "rouble-shock")


def test_without_draws_there_are_no_event_probabilities() -> None:
    s = about(synthetic.result(draws=None))
    assert event_probabilities(s) is None
    assert re.search(r"no chance of anything is stated", " ".join(reading(s)))
    assert all("draws" not in sentence for one in stories(s, effects(s)) for sentence in one.sentences)


def test_few_draws_are_said_to_be_few() -> None:
    assert "only 20 draws" in " ".join(reading(about(synthetic.result(draws=20))))
    assert "standard error of 2.5 points" in " ".join(reading(about(synthetic.result(draws=400))))


def test_numbers() -> None:
    shares = (0.0, 0.0004, 0.004, 0.5, 0.996, 0.9999, 1.0)
    shown = [chance(x).replace("\N{NO-BREAK SPACE}", " ") for x in shares]
    assert shown == ["0 %", "< 0.1 %", "0.4 %", "50 %", "99.6 %", "> 99.9 %", "100 %"]
    assert [move(x) for x in (-0.04, -3.25, 12.4, float("nan"))] == ["0.0", "−3.2", "+12", "n/a"]
    assert [figure(x) for x in (1234567.0, -0.0125, float("inf"))] == ["1,234,567", "−0.0125", "n/a"]
    assert [ENGLISH.listed(list(x)) for x in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]


def test_effects_have_the_shares_of_draws_on_either_side() -> None:
    made = synthetic.result(draws=100, quarters=12)
    annual = {name: values.copy() for name, values in made.annual.items()}
    annual["gdp"][2, 1] = annual["gdp"][2, 0] * np.where(np.arange(100) < 30, 0.9, 1.1)
    annual["gdp"][2, 1, 90:] = annual["gdp"][2, 0, 90:]
    ((first,), _) = effects_on(about(replace(made, annual=annual)), ["gdp"]).values()
    assert (first.down, first.up, first.sure) == pytest.approx((0.3, 0.6, 0.6))
    alone = effects_on(about(synthetic.result(draws=None, quarters=12)), ["gdp"])["crackdown"][0]
    assert math.isnan(alone.down)
    assert math.isnan(alone.up)
    assert plain(_side(effect(1.0, up=0.5), ENGLISH)) == ", up in 50 % of draws"
    assert plain(_side(effect(1.0, up=0.25), ENGLISH)) == ", down in 75 % of draws"


def test_the_levels_of_a_baseline_have_their_bands() -> None:
    made = synthetic.result(draws=100, quarters=12, scenarios=("baseline",), outputs=("gdp", "gini"))
    s = about(made)
    text = plain(_levels(s))
    assert opening(s, {}) == _levels(s)
    low, high = (figure(float(x)) for x in np.quantile(made.annual["gdp"][2, 0].astype(float), (0.05, 0.95)))
    level = figure(float(made.central_annual["gdp"][2, 0]))
    assert f"GDP {level} million TJS at 2024 prices ({low} to {high} in 90 % of draws)" in text
    quarter = plain(_levels(about(made, at="2026Q2")))
    assert f"GDP {figure(float(made.central['gdp'][5, 0]))} million" in quarter
    bare = synthetic.result(draws=None, scenarios=("baseline",), outputs=("gdp",))
    assert "draws" not in _levels(about(bare))


def test_stories_without_percentages_have_no_size() -> None:
    s = about(synthetic.result(draws=20, quarters=12))
    rows = {
        "crackdown": (effect(5.0, unit="percentage points"),),
        "rouble-shock": (effect(-2.0), effect(1.0)),
    }
    described = stories(s, rows)
    assert [(one.scenario, one.largest) for one in described] == [("rouble-shock", 2.0), ("crackdown", 0.0)]
