"""Sentences about an episode at their edges: sizes of gaps, ranks, and which figure is furthest out."""

from __future__ import annotations

import pytest

from tajsim.evidence.episodes.text import figure, missed
from tests.evidence.episodes.test_text import line


@pytest.mark.parametrize(
    ("observed", "gap"),
    [(120.06, "less than 0.1 %"), (120.12, "0.1 %"), (131.9, "9.9 %"), (132.0, "10 %"), (1_620.0, "1,250 %")],
)
def test_a_gap_is_reported_to_a_tenth_below_ten_and_whole_above(observed: float, gap: str) -> None:
    text = missed([line("imports_usd", observed, 100.0)], (), {}, 100)
    assert f", {gap} above its upper end, " in text


@pytest.mark.parametrize(
    ("percentile", "draws", "expected"),
    [
        (100.0, 1000, "above every one of the 1,000 draws"),
        (99.9, 1000, "above all but 1 of the 1,000 draws"),
        (0.0, 1000, "below every one of the 1,000 draws"),
        (0.1, 1000, "below all but 1 of the 1,000 draws"),
        (50.0, 4000, "below all but 2,000 of the 4,000 draws"),
        (50.1, 1000, "above all but 499 of the 1,000 draws"),
    ],
)
def test_a_rank_counts_the_draws_beyond(percentile: float, draws: int, expected: str) -> None:
    assert expected in missed([line("imports_usd", 100.0, percentile)], (), {}, draws)


@pytest.mark.parametrize("percentiles", [(60.0, 30.0), (41.0, 80.0)])
def test_the_furthest_is_the_one_nearest_to_an_end(percentiles: tuple[float, float]) -> None:
    first, second = percentiles
    lines = [line("remittances_usd", 101.0, first), line("imports_usd", 99.0, second)]
    assert "furthest out: imports in 2022 (99 million USD" in missed(lines, (), {}, 100)


def test_a_figure_on_the_end_of_its_band_is_inside() -> None:
    for end in (80.0, 120.0):
        assert missed([line("imports_usd", end, 96.0)], (), {}, 100).startswith("Inside the 90 % band")
    three = [line("imports_usd", 121.0, 96.0), *[line("reserves_usd", 100.0, 50.0)] * 2]
    assert missed(three, (), {}, 100).endswith("; the other 2 figures lie inside.")


def test_several_figures_outside_are_reported_in_their_order() -> None:
    text = missed([line("imports_usd", 121.0, 96.0), line("tjs_per_usd", 70.0, 1.0)], (), {}, 100)
    assert text.index("imports in 2022") < text.index("; the somoni rate in 2022")


@pytest.mark.parametrize(
    ("variable", "value", "text"),
    [
        ("remittances_usd", 5_345.6, "5,346 million USD"),
        ("gdp_growth", -3.96, "\N{MINUS SIGN}4.0 %"),
        ("tjs_per_usd", 1_234.567, "1,234.57 TJS per USD"),
    ],
)
def test_figures(variable: str, value: float, text: str) -> None:
    assert figure(variable, value) == text
