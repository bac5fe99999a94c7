"""How unusual a scenario is, in words and numbers made by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis.plausibility import study as judging
from tajsim.analysis.plausibility.driver_moves import TOGETHER, Rule
from tajsim.analysis.plausibility.study import QUANTILES
from tajsim.analysis.plausibility.text import _share, describe
from tajsim.drivers.stochastic import SERIES, estimate
from tajsim.engine.sampling import stream
from tajsim.languages import ENGLISH
from tajsim.quarters import Quarter
from tests import of_2024
from tests.analysis.made import judged, move


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_each_driver_is_reported_at_its_most_unusual_horizon() -> None:
    both = (
        move(tail=5.0), move(years=2, tail=2.0), move("rub_per_usd", tail=0.0), move(TOGETHER, tail=20.0),
        move(TOGETHER, 4, tail=9.0),
    )  # fmt: skip
    text = plain(describe(judged(*both)))
    for part in (
        "Mine (from 2026Q1): After two years, in 2027Q4, the oil price has changed by +12 % where the "
        "published outlook has \N{MINUS SIGN}3.0 %; a surprise of that size or more has a probability of 2 % "
        "in the model (percentile 98.0), and 7 of the 96 windows of that length since 2000 saw such a move "
        "(the largest: +30 % to 2008Q4).",
        "After one year, in 2026Q4, the price of a dollar in roubles",
        "a probability of less than 0.5 % in the model",
        "As a whole the path lies farther from the published outlook than 88 % of the model's draws "
        "(distance 2.3 standard deviations over 6 figures; the drivers together after four years: 91 %).",
    ):
        assert part in text, part
    assert "After one year, in 2026Q4, the oil price" not in text
    own = plain(describe(judged(move(), outlook="none")))
    assert "where the model's own forecast has" in own
    assert "farther from the model's own forecast than" in own
    assert "together after" not in own
    assert "After 3 years, in 2028Q4" in describe(judged(move(years=3)))


def test_what_moves_late_or_not_at_all_is_reported() -> None:
    late = judged(later=(("rub_per_usd", Quarter(2033, 1)),))
    text = describe(late)
    assert (
        "It moves the oil price, the price of a dollar in roubles and Russian output less than a year" in text
    )
    assert "roubles only from 2033Q1 on, after the years judged, 2026Q1 to 2029Q4." in text
    nothing = judged(start=None, begins=None, surprise=np.zeros((3, 16)))
    assert describe(nothing) == "Mine: It changes nothing."
    rule = Rule("enforcement", "multiple", 1.0, 1.5, "", "", math.nan, Quarter(2027, 2))
    ruled = judged(start=None, begins=Quarter(2027, 2), rules=(rule,), surprise=np.zeros((3, 16)))
    assert describe(ruled) == (
        "Mine (from 2027Q2): It moves neither oil, nor the rouble, nor Russian output: no probability can be "
        "given. Outside the distribution: enforcement (1 to 1.5 multiple; no episode on record)."
    )


def test_rules_with_an_episode_come_first_and_four_are_named() -> None:
    start = Quarter(2026, 1)
    without = [Rule(f"r{i}", "unit", 0.0, 1.0, "", "", math.nan, start) for i in range(3)]
    own = Rule("enforcement", "multiple", 1.0, 1.5, "Crackdown", "enforcement", 2.5, Quarter(2027, 1))
    kin = Rule("removals", "persons", 0.0, 10.0, "Crackdown", "enforcement", 2.5, start)
    described = describe(judged(move(), rules=(*without, own, kin)))
    named = described.partition("Outside the distribution: ")[2]
    assert named == (
        "enforcement from 2027Q1 (1 to 1.5 multiple; nearest: Crackdown, 2.5), removals (0 to 10 persons; "
        "nearest: Crackdown, by enforcement), r0 (0 to 1 unit; no episode on record), r1 (0 to 1 unit; no "
        "episode on record) and 1 more."
    )
    assert " more." not in describe(judged(move(), rules=(*without, own)))


@pytest.mark.parametrize(
    ("tail", "draws", "text"),
    [(0.0, 200, "less than 0.5 %"), (0.5, 200, "0.5 %"), (9.94, 200, "9.9 %"), (12.34, 200, "12 %")],
)
def test_a_share_has_two_digits(tail: float, draws: int, text: str) -> None:
    assert plain(_share(tail, draws, ENGLISH)) == text


def test_the_table_of_moves_has_the_share_of_history() -> None:
    table = judged(move(), move(TOGETHER, windows=0, exceeded=0)).table()
    assert table["history_share"].tolist()[0] == pytest.approx(100.0 * 7 / 96)
    assert math.isnan(table["history_share"].tolist()[1])
    assert list(table.columns).index("history_share") == list(table.columns).index("largest") - 1
    assert table["until"].tolist() == ["2026Q4"] * 2
    assert judged().moved == SERIES
    assert repr(judged(move())) == "<Plausibility of 'mine': percentile 87.5, moves oil_price; .text>"
    assert "moves no driver" in repr(judged())


def test_draws_are_those_of_the_last_observed_year_on_a_stream_of_their_own() -> None:
    found = of_2024.plausibility("rouble-shock", draws=150, seed=9)
    drawn = estimate(2024, since=0).draw(stream(9, "plausibility", 0), 16, 150)
    np.testing.assert_array_equal(found.bands, np.quantile(drawn, QUANTILES, axis=-1))
    assert QUANTILES == (0.05, 0.25, 0.5, 0.75, 0.95)
    assert (found.until, found.last, len(found.quarters)) == (2024, Quarter(2064, 4), 16)


@pytest.mark.parametrize(
    ("start", "later"), [("2029Q4", ()), ("2030Q1", (("rub_per_usd", Quarter(2030, 1)),))]
)
def test_a_driver_that_moves_in_the_first_quarter_after_the_years_judged_is_later(
    start: str, later: tuple[tuple[str, Quarter], ...]
) -> None:
    both = [
        ts.Shock("oil_price", multiply=ts.step(0.9, "2026Q1")),
        ts.Shock("rub_per_usd", multiply=ts.step(1.1, start)),
    ]
    assert of_2024.plausibility(ts.Scenario("two", both), draws=100).later == later


def test_what_moves_no_driver_has_no_distance() -> None:
    found = of_2024.plausibility("crackdown", draws=100)
    assert (found.distance, found.figures, found.later, found.moves) == (0.0, 0, (), ())
    assert math.isnan(found.percentile)
    assert (found.start, found.begins) == (None, Quarter(2025, 3))
    assert of_2024.plausibility("baseline", draws=100).begins is None
    assert judging.plausibility("crackdown", draws=100).title == ts.scenario("crackdown").title
