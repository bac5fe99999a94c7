"""Sentences about an episode say what its figures say."""

from __future__ import annotations

import math
from typing import Any

from tajsim.evidence.episodes.stories import Published
from tajsim.evidence.episodes.study import Line
from tajsim.evidence.episodes.text import figure, missed


def line(variable: str, observed: float, percentile: float, **other: Any) -> Line:
    values: dict[str, Any] = {
        "year": 2022, "unit": "", "median": 100.0, "q5": 80.0, "q25": 90.0, "q75": 110.0, "q95": 120.0,
        "published_forecast": math.nan, "forecast_source": "",
    }  # fmt: skip
    values |= other
    inside = values["q5"] <= observed <= values["q95"]
    return Line(variable=variable, observed=observed, percentile=percentile, inside90=inside, **values)


def test_a_figure_above_every_draw_is_reported_with_its_distance() -> None:
    lines = [line("remittances_usd", 180.0, 100.0), line("imports_usd", 100.0, 50.0)]
    assert missed(lines, (), {}, 2000) == (
        "Outside the 90 % band: remittances in 2022 (180 million USD, 50 % above its upper end, above every "
        "one of the 2,000 draws); the other figure lies inside."
    )


def test_a_figure_below_is_reported_by_the_draws_beyond_it() -> None:
    text = missed([line("tjs_per_usd", 78.0, 4.2)], (), {}, 500)
    assert "78.00 TJS per USD, 2.5 % below its lower end, below all but 21 of the 500 draws" in text
    assert text.endswith("no other figure is compared.")


def test_shares_are_reported_in_points_and_small_gaps_are_no_zero() -> None:
    growth = line("gdp_growth", 8.3, 95.0, median=4.0, q5=0.0, q25=2.0, q75=6.0, q95=8.29)
    poverty = line("poverty", 20.0, 0.0, median=30.0, q5=25.5, q25=28.0, q75=33.0, q95=36.0)
    text = missed([growth, poverty], (), {}, 1000)
    assert "growth in 2022 (8.3 %, less than 0.1 points above its upper end, above all but 50" in text
    assert "poverty in 2022 (20.0 %, 5.5 points below its lower end, below every one" in text


def test_when_all_lie_inside_the_furthest_is_named() -> None:
    lines = [line("remittances_usd", 95.0, 40.0), line("imports_usd", 82.0, 6.0)]
    assert missed(lines, (), {}, 100) == (
        "Inside the 90 % band: every figure; furthest out: imports in 2022 (82 million USD, median 100 "
        "million USD, below all but 6 of the 100 draws)."
    )


def test_what_was_published_stands_beside_what_came() -> None:
    lines = [line("remittances_usd", 183.0, 99.0), line("gdp_growth", 4.5, 60.0, median=4.0, q5=0.0, q95=9.0)]
    forecasts = [
        Published("remittances_usd", 2022, -22.0, "a", "World Bank, March 2022"),
        Published("gdp_growth", 2022, -2.0, "b", "IMF"),
        Published("imports_usd", 2022, 5.0, "c", "not compared"),
    ]
    observed = {"remittances_usd": {2021: 100.0, 2022: 183.0}, "gdp_growth": {2022: 4.5}}
    minus = "\N{MINUS SIGN}"
    assert missed(lines, forecasts, observed, 100).endswith(
        f"Published at the time: remittances {minus}22 % in 2022 (World Bank, March 2022), observed +83 %, "
        f"median of the model +0 %; growth of {minus}2.0 % in 2022 (IMF), observed 4.5 %, median of the "
        "model 4.0 %."
    )


def test_a_level_carries_its_unit() -> None:
    assert figure("reserves_usd", 1234.5) == "1,234 million USD"
    assert figure("tjs_per_usd", 10.803) == "10.80 TJS per USD"
    assert figure("poverty", 19.84) == "19.8 %"
