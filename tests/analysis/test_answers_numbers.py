"""Answers in words and numbers, from results made by hand: sizes, frontiers, likelihoods and parts."""

from __future__ import annotations

import dataclasses
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.analysis import plausibility as judging
from tajsim.analysis.condition import Condition
from tajsim.analysis.decompose import Decomposition
from tajsim.analysis.driver_moves import TOGETHER, Move
from tajsim.analysis.frontier import Frontier, FrontierPoint, _along, _directions, _mix
from tajsim.analysis.plausibility import QUANTILES, Plausibility
from tajsim.analysis.plausibility_text import _share, told
from tajsim.analysis.rule_shocks import Rule
from tajsim.analysis.search import Crossing, _interval, _rounds, ladder, search, standard_error, turns
from tajsim.analysis.solve import Solution
from tajsim.analysis.split import need_memory
from tajsim.analysis.tornado import Swing
from tajsim.drivers.stochastic import SERIES, estimate
from tajsim.engine.streams import stream
from tajsim.errors import InputError
from tajsim.languages import ENGLISH
from tajsim.quarters import Quarter, quarter_range
from tests.results.synthetic import result

MANIFEST = result(draws=100, quarters=12).manifest


def solution(probabilities: tuple[float, ...], crossings: tuple[Crossing, ...] = (), **what: Any) -> Solution:
    sizes = tuple(float(i) for i in range(len(probabilities)))
    shocks = [ts.Shock("rub_per_usd", multiply=ts.step(1.1, "2025Q1"))]
    given: dict[str, Any] = {
        "scenario": ts.Scenario("weak", shocks), "condition": Condition("gdp", "<", -1.0, "% from baseline"),
        "unit": "%", "prob": 0.25, "at": "2025", "span": (0.0, 9.0), "limit": "", "sizes": sizes,
        "probabilities": probabilities, "crossings": crossings, "manifest": MANIFEST,
    }  # fmt: skip
    return Solution(**given | what)


UP = Crossing(2.0, 0.30, True, 1.0, 0.10, 1.5, 2.25)
DOWN = Crossing(3.0, 0.40, False, 4.0, 0.05, 3.25, 3.75)


def test_a_size_that_is_found_is_told_with_its_interval_and_shocks() -> None:
    found = solution((0.0, 0.10, 0.30, 0.40), (UP,))
    assert (found.status, found.size, found.probability, found.interval) == ("found", 2.0, 0.30, (1.5, 2.25))
    assert found.error == pytest.approx(math.sqrt(0.3 * 0.7 / 100))
    assert (found.largest, found.highest, found.monotone) == ((3.0, 0.40), (3.0, 0.40), True)
    shock = str(found.solved.shocks[0]) if found.solved else ""
    assert found.text == (
        "Asked: at which size of 'weak' is the probability of gdp < -1 % from baseline in 2025 25.0 %? At "
        "size 2 it is 30.0 % (standard error 4.6 points); sizes from 1.5 to 2.25 lie within the sampling "
        f"error (95 %). At that size: {shock}."
    )
    curve = found.curve
    assert curve.index.tolist() == [0.0, 1.0, 2.0, 3.0]
    assert curve["error"].tolist() == pytest.approx([0.0, 0.03, math.sqrt(0.0021), math.sqrt(0.0024)])
    assert repr(found) == "Solution('weak', gdp < -1 % from baseline, prob=0.25: found, size=2.0)"


def test_a_hump_is_told_with_where_it_ends() -> None:
    found = solution((0.0, 0.10, 0.30, 0.40, 0.05), (UP, DOWN), limit="the rouble would end")
    assert not found.monotone
    assert found.highest == (3.0, 0.40)
    assert (
        "It falls below 25.0 % at size 3 (3.25 to 3.75 lie within the sampling error). The probability is "
        "not monotone in the size: it is highest at 3 (40.0 %), and 5.0 % at the largest, 4. Sizes above 4 "
        "of the 9 asked for cannot be run: the rouble would end." in found.text
    )


def test_a_size_that_is_not_needed_or_not_enough_is_told() -> None:
    already = solution((0.25, 0.40, 0.40, 0.40, 0.05), (DOWN,))
    assert (already.status, already.size, already.interval) == ("already", 0.0, None)
    assert (
        "It is already 25.0 % (standard error 4.3 points) at size 0, the smallest. It falls below 25.0 % at"
        in (already.text)
    )
    never = solution((0.0, 0.10, 0.24))
    assert (never.status, never.size, never.probability, never.error, never.solved) == (
        "unreachable", None, None, None, None,
    )  # fmt: skip
    assert never.text.endswith("No size from 0 to 2 does it: the largest reaches 24.0 %.")
    flat = solution((0.0, 0.11, 0.10))
    assert flat.text.endswith("the largest reaches 10.0 %. The highest is 11.0 %, at size 1.")
    twice = solution((0.0, 0.30, 0.10, 0.40), (UP, DOWN, UP))
    assert "It rises to 25.0 % again at size 2 (1.5 to 2.25 lie" in twice.text


def test_more_shocks_than_six_are_counted() -> None:
    many = [
        ts.Shock("rub_per_usd", multiply=ts.pulse(1.1, f"202{5 + i // 4}Q{i % 4 + 1}", 1)) for i in range(8)
    ]
    for count, tail in ((6, False), (7, " and 1 more."), (8, " and 2 more.")):
        text = solution((0.0, 0.1, 0.3), (UP,), scenario=ts.Scenario("weak", many[:count])).text
        assert text.endswith(tail) if tail else " more" not in text
        told_of = text.partition("At that size: ")[2]
        assert told_of.count(";") == 5


def test_a_crossing_is_read_from_the_line_between_its_neighbours() -> None:
    assert UP.at(0.20) == pytest.approx(1.5)
    assert UP.at(0.25) == pytest.approx(1.75)
    assert DOWN.at(0.05 + 0.07) == pytest.approx(3.8)


def test_the_interval_ends_where_the_line_leaves_the_error() -> None:
    sizes, shares = (0.0, 1.0, 2.0, 3.0, 4.0), (0.0, 0.4, 0.5, 0.6, 1.0)
    crossing = Crossing(2.0, 0.5, True, 1.0, 0.4, 2.0, 2.0)
    assert _interval(sizes, shares, crossing, 0.5, 0.2) == pytest.approx((0.75, 3.25))
    assert _interval(sizes, shares, crossing, 0.5, 0.1) == pytest.approx((1.0, 3.0))
    assert _interval(sizes, shares, crossing, 0.5, 0.05) == pytest.approx((1.5, 2.5))
    assert _interval(sizes, shares, crossing, 0.5, 0.6) == (0.0, 4.0)


def test_steps_grow_by_a_quarter_beyond_the_first_part() -> None:
    assert ladder(0.0, 2.0, 3, 4.0) == [0.0, 1.0, 2.0]
    assert ladder(1.0, 11.0, 3, 4.0) == pytest.approx([1.0, 3.0, 5.0, 6.0, 7.25, 8.8125, 10.765625, 11.0])
    assert ladder(0.0, 5.0, 2, 4.0) == [0.0, 4.0, 5.0]
    assert len(ladder(0.0, 4.0)) == 17


def test_rounds_are_those_that_the_widest_step_takes() -> None:
    assert [_rounds([0.0, 1.0], 1.0 / 8**n) for n in (0, 1, 2)] == [0, 1, 2]
    assert _rounds([0.0, 1.0, 9.5], 1.0) == 2
    assert _rounds([0.0, 0.5], 1.0) == 0
    assert _rounds([3.0], 1.0) == 0
    seen: list[tuple[int, int]] = []
    search(
        lambda points: [size / 4.0 for _, size in points], 0.3, [(0.0, 4.0)], 100, 0.25 / 64,
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_noise_is_at_least_that_of_one_draw() -> None:
    assert not turns((0.0, 2.0 / 100, 0.0), 100)  # two draws of a hundred
    assert turns((0.0, 8.0 / 100, 0.0), 100)
    assert turns((1.0, 0.92, 1.0), 100)
    assert not turns((0.5, 0.5 + 1.99 * 0.05, 0.5), 100)
    assert turns((0.5, 0.5 + 2.01 * 0.05, 0.5), 100)


def frontier(*points: FrontierPoint, **what: Any) -> Frontier:
    given: dict[str, Any] = {
        "scenario_a": ts.scenario("rouble-shock"), "scenario_b": ts.scenario("crackdown"),
        "condition": Condition("gdp", "<", -1.0, "% from baseline"), "unit": "%", "at": "2025", "prob": 0.25,
        "largest": (2.0, 2.0), "points": points, "limits": (), "manifest": MANIFEST,
        "grid": ((0.0, 0.0, 0.1), (1.0, 0.0, 0.2), (1.0, 1.0, 0.05), (0.0, 2.0, 0.24)),
    }  # fmt: skip
    return Frontier(**given | what)


def test_a_frontier_is_told_by_its_pairs_and_what_misses_it() -> None:
    points = (
        FrontierPoint(1.5, 0.0, 0.25, "rises", 1), FrontierPoint(0.75, 0.5, 0.25, "rises", 2),
        FrontierPoint(0.0, 2.0, 0.24, "none"),
    )  # fmt: skip
    found = frontier(*points, limits=("the rouble would end", "another"))
    assert (found.met, found.start) == (points[:2], 0.1)
    assert found.error == pytest.approx(standard_error(0.25, 100))
    for sentence in (
        "of gdp < -1 % from baseline in 2025 25.0 %? Without either it is 10.0 %.",
        "It reaches that at (rouble-shock, crackdown): (1.5, 0), (0.75, 0.5).",
        "Of 3 mixes, 1 never meet it within these sizes.",
        "The probability passes it 3 more times farther out: it is not monotone in the size.",
        "Larger sizes cannot be run: the rouble would end.",
    ):
        assert sentence in found.text
    assert repr(found).endswith("prob=0.25: 2 of 3 rays meet it)")
    all_met = frontier(*points[:1], FrontierPoint(0.0, 1.0, 0.25, "rises"))
    assert "never meet" not in all_met.text
    assert "1 more times" in all_met.text
    falls = frontier(FrontierPoint(1.5, 0.0, 0.25, "falls"))
    assert "It falls below that at" in falls.text
    assert "more times" not in falls.text
    never = frontier(FrontierPoint(2.0, 0.0, 0.2, "none"))
    assert (
        "No pair does it: the probability lies between 5.0 % (1 of 'rouble-shock' with 1 of 'crackdown') and "
        "24.0 % (0 with 2)." in never.text
    )
    table = found.table()
    assert table["further"].tolist() == [1, 2, 0]
    assert found.to_dict()["limits"] == ["the rouble would end", "another"]


def test_rays_end_on_the_edge_of_the_rectangle() -> None:
    ends = _directions(5, (2.0, 3.0))
    assert ends[0] == (2.0, 0.0)
    assert ends[-1] == (0.0, 3.0)
    assert ends[2] == pytest.approx((2.0, 3.0))
    slope = math.tan(math.pi / 8.0)
    assert ends[1] == pytest.approx((2.0, 3.0 * slope))
    assert ends[3] == pytest.approx((2.0 * slope, 3.0))
    assert _along((2.0, 3.0), 1.5) == pytest.approx((1.0, 1.5))
    assert _along((2.0, 0.0), 0.5) == (0.5, 0.0)


def test_a_mix_leaves_out_what_has_no_size() -> None:
    a, b = ts.scenario("rouble-shock"), ts.scenario("crackdown")
    assert _mix(a, b, 0.5, 0.0) == a.scale(0.5)
    assert _mix(a, b, 0.0, 0.5) == b.scale(0.5)
    assert _mix(a, b, 0.0, 0.0).shocks == ()
    both = _mix(a, b, 0.5, 0.25)
    assert both == a.scale(0.5) + b.scale(0.25)


def move(driver: str = "oil_price", years: int = 1, tail: float = 5.0, **what: Any) -> Move:
    given: dict[str, Any] = {
        "driver": driver, "years": years, "until": Quarter(2025 + years, 4), "move": 12.0, "outlook": -3.0,
        "surprise": 15.0, "percentile": 100.0 - tail, "tail": tail, "windows": 96, "exceeded": 7,
        "largest": 30.0, "largest_until": "2008Q4",
    }  # fmt: skip
    return Move(**given | what)


def judged(*moves: Move, **what: Any) -> Plausibility:
    quarters = quarter_range("2026Q1", "2029Q4")
    given: dict[str, Any] = {
        "scenario": "mine", "title": "Mine", "outlook": "baseline", "start": Quarter(2026, 1),
        "begins": Quarter(2026, 1), "moves": moves, "later": (), "last": Quarter(2064, 4), "distance": 2.345,
        "percentile": 87.5, "figures": 6, "rules": (), "quarters": quarters, "surprise": np.ones((3, 16)),
        "bands": np.zeros((5, 3, 16)), "draws": 200, "seed": 0, "until": 2024,
    }  # fmt: skip
    return Plausibility(**given | what)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_each_driver_is_told_at_its_most_unusual_horizon() -> None:
    both = (
        move(tail=5.0), move(years=2, tail=2.0), move("rub_per_usd", tail=0.0), move(TOGETHER, tail=20.0),
        move(TOGETHER, 4, tail=9.0),
    )  # fmt: skip
    text = plain(told(judged(*both)))
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
    own = plain(told(judged(move(), outlook="none")))
    assert "where the model's own forecast has" in own
    assert "farther from the model's own forecast than" in own
    assert "together after" not in own
    assert "After 3 years, in 2028Q4" in told(judged(move(years=3)))


def test_what_moves_late_or_not_at_all_is_told() -> None:
    late = judged(later=(("rub_per_usd", Quarter(2033, 1)),))
    text = told(late)
    assert (
        "It moves the oil price, the price of a dollar in roubles and Russian output less than a year" in text
    )
    assert "roubles only from 2033Q1 on, after the years judged, 2026Q1 to 2029Q4." in text
    nothing = judged(start=None, begins=None, surprise=np.zeros((3, 16)))
    assert told(nothing) == "Mine: It changes nothing."
    rule = Rule("enforcement", "multiple", 1.0, 1.5, "", "", math.nan, Quarter(2027, 2))
    ruled = judged(start=None, begins=Quarter(2027, 2), rules=(rule,), surprise=np.zeros((3, 16)))
    assert told(ruled) == (
        "Mine (from 2027Q2): It moves neither oil, nor the rouble, nor Russian output: no probability can be "
        "given. Outside the distribution: enforcement (1 to 1.5 multiple; no episode on record)."
    )


def test_rules_with_an_episode_come_first_and_four_are_named() -> None:
    start = Quarter(2026, 1)
    without = [Rule(f"r{i}", "unit", 0.0, 1.0, "", "", math.nan, start) for i in range(3)]
    own = Rule("enforcement", "multiple", 1.0, 1.5, "Crackdown", "enforcement", 2.5, Quarter(2027, 1))
    kin = Rule("removals", "persons", 0.0, 10.0, "Crackdown", "enforcement", 2.5, start)
    told_of = told(judged(move(), rules=(*without, own, kin)))
    named = told_of.partition("Outside the distribution: ")[2]
    assert named == (
        "enforcement from 2027Q1 (1 to 1.5 multiple; nearest: Crackdown, 2.5), removals (0 to 10 persons; "
        "nearest: Crackdown, by enforcement), r0 (0 to 1 unit; no episode on record), r1 (0 to 1 unit; no "
        "episode on record) and 1 more."
    )
    assert " more." not in told(judged(move(), rules=(*without, own)))


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
    found = ts.plausibility("rouble-shock", draws=150, seed=9)
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
    assert ts.plausibility(ts.Scenario("two", both), draws=100).later == later


def test_what_moves_no_driver_has_no_distance() -> None:
    found = ts.plausibility("crackdown", draws=100)
    assert (found.distance, found.figures, found.later, found.moves) == (0.0, 0, (), ())
    assert math.isnan(found.percentile)
    assert (found.start, found.begins) == (None, Quarter(2025, 3))
    assert ts.plausibility("baseline", draws=100).begins is None
    assert judging.plausibility("crackdown", draws=100).title == ts.scenario("crackdown").title


def parts(values: list[list[float]], total: list[float]) -> Decomposition:
    made = np.array(values)[:, None, :]
    return Decomposition(
        output="gdp", scenario="s", baseline="baseline", by="shock", freq="Y", relative=False, unit="x",
        periods=(2025,), parts=tuple(f"p{i}" for i in range(len(values))), values=made,
        reference=np.ones((1, len(total))), total=np.array([total]), central=made[..., 0],
        central_reference=np.ones(1), manifest=MANIFEST,
    )  # fmt: skip


def test_the_gap_is_a_share_of_what_is_added_up() -> None:
    found = parts([[3.0, 0.0], [-1.0, 0.0]], [2.0 + 2e-9, 0.0])
    assert found.gap() == pytest.approx(2e-9 / 4.0, rel=1e-5)
    assert parts([[0.0], [0.0]], [0.0]).gap() == 0.0
    for total in (2.0 + 8e-9, 2.0 - 8e-9):
        with pytest.raises(InputError, match="do not add up to its deviation"):
            parts([[3.0, 0.0], [-1.0, 0.0]], [total, 0.0])
    assert (len(found), list(found), "p0" in found, "p9" in found) == (2, ["p0", "p1"], True, False)
    table = found.table((0.5,))
    assert table.loc[("total", 2025), "central"] == 2.0
    assert table.loc[("p0", 2025)].tolist() == [3.0, 1.5, 1.5]


def test_a_percentage_of_nothing_is_refused() -> None:
    r = ts.run("reintegration", draws=None, outputs=["programme_cost"], end="2026Q4")
    with pytest.raises(InputError, match="'programme_cost' is not positive throughout the baseline"):
        r.decompose("reintegration", "programme_cost", relative=True)
    assert r.decompose("reintegration", "programme_cost").total.max() > 0.0


def test_what_a_decomposition_needs_is_held_against_the_limit() -> None:
    held = result(draws=100, quarters=8)
    need = 100 * 10 * (4.0 * 3 * 2 + 8.0 * 5) / 2**30  # eight quarters and two years
    need_memory(held, SimpleNamespace(memory_limit=need), 3, 2, 5)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=f"3 scenarios of 100 draws need {need:.3g} GiB"):
        need_memory(held, SimpleNamespace(memory_limit=0.999 * need), 3, 2, 5)  # type: ignore[arg-type]
    alone = result(draws=None, quarters=8)
    need_memory(alone, SimpleNamespace(memory_limit=need / 100.0), 3, 2, 5)  # type: ignore[arg-type]


def test_a_swing_is_as_wide_as_its_outcomes() -> None:
    swing = Swing("x", 0.0, 0.5, 1.0, 3.0, 5.0, 4.0)
    assert swing.size == 2.0
    assert dataclasses.replace(swing, at_median=3.5).size == 1.0
    assert dataclasses.replace(swing, at_low=9.0).size == 5.0
