"""The scoreboard at its edges: ties, bounds that are met exactly, shares and years as they are printed."""

from __future__ import annotations

import numpy as np
import pytest

from tajsim.cli.scoreboard import beaten, beaten_in_part, dishonest, kind, outside, render, wrong_signs
from tajsim.evidence.backtest.scores import Forecast, coverage, over_all_years, pit, pit_histogram, sign_share

from .test_backtest import forecast, row, scored


def test_a_tie_has_no_winner_and_no_star() -> None:
    rows = [row("imports_usd", **{"no change": scored(0.1), "AR(1)": scored(np.nextafter(0.1, 0.0))})]
    assert render(rows).splitlines()[-1].split()[-2:] == ["0.100", "0.100*"]
    assert beaten(rows) == ["One year ahead, drivers as they were: Imports $ (AR(1) 0.100 against 0.100)."]
    level = scored(0.1) | {"rmse": 0.2}
    assert beaten([row("imports_usd", **{"no change": level})], "rmse") == []
    better = level | {"rmse": 0.19}
    assert beaten([row("imports_usd", **{"no change": better})], "rmse") == [
        "One year ahead, drivers as they were: Imports $ (no change 0.190 against 0.200)."
    ]


def test_a_row_prints_its_own_numbers_under_their_titles() -> None:
    one = row("remittances_usd", **{"no change": scored(0.345)}) | {
        "rmse": 0.2345, "crps": 0.1234, "sign": 0.755, "coverage50": 0.5, "coverage90": 1.0, "first": 2008,
    }  # fmt: skip
    lines = render([one]).splitlines()
    assert lines[0].endswith(" CRPS of the benchmarks")
    assert lines[-1].split() == [
        "Remittances", "$", "2008-24", "12", "0.234", "0.123", "76", "%", "100", "%", "0.345",
    ]  # fmt: skip
    above = lines[lines.index("One year ahead, drivers as they were") - 3]
    assert above.split()[:2] == ["Variable", "Years"]
    for title, number in (("n", "12"), ("RMSE", "0.234"), ("CRPS", "0.123")):
        assert above.index(f" {title} ") + len(title) == lines[-1].index(f" {number} ") + len(number)
    assert lines[lines.index("One year ahead, drivers as they were") - 2] == "-" * max(map(len, lines[:-3]))


def test_titles_of_several_words_stand_over_their_column() -> None:
    lines = render([row("imports_usd", **{"rouble rule": scored(0.2)})]).splitlines()
    number = lines[-1].index(" 100 %") + len(" 100 %")
    upper, lower = lines[1], lines[2]
    assert upper.index("sign") + len("sign") == lower.index("right") + len("right") == number
    assert upper.index("rouble") + len("rouble") == lower.index("rule") + len("rule")
    assert lines[0].index("CRPS of the benchmarks") == lines[-1].index(" 90 %") + len(" 90 %") + 1
    assert lower.startswith("Variable         Years ")


def test_without_benchmarks_there_is_no_heading_of_them_and_one_unanswered_is_a_dash() -> None:
    lines = render([row("imports_usd")]).splitlines()
    assert "CRPS of the benchmarks" not in "\n".join(lines)
    rows = [row("imports_usd", **{"AR(1)": scored(0.2)}), row("poverty")]
    assert render(rows).splitlines()[-1].endswith(" 90 %       -")


def test_years_are_reported_by_their_last_two_digits() -> None:
    assert "Imports $      2005-09 " in render([row("imports_usd", last=2009)])


def test_blocks_are_by_horizon_and_kind_in_their_order() -> None:
    rows = [
        row("imports_usd"),
        row("imports_usd") | {"horizon": 3},
        row("imports_usd") | {"conditional": False},
        row("poverty"),
    ]
    titles = [kind(1, True), kind(3, True), kind(1, False)]
    assert titles == [
        "One year ahead, drivers as they were",
        "3 years ahead, drivers as they were",
        "One year ahead, forecast drivers",
    ]
    lines = render(rows).splitlines()
    assert [line for line in lines if "ahead" in line] == titles
    first = lines.index(titles[0])
    assert [line.split()[0] for line in lines[first + 1 : first + 3]] == ["Imports", "Poverty"]


def test_the_longest_window_is_the_whole_and_the_first_of_two_as_long() -> None:
    short, first, second = row("poverty", 5), row("poverty", 9, last=2020), row("poverty", 9)
    assert over_all_years([short, first, second]) == [first]


def test_a_window_three_years_ahead_is_not_reported() -> None:
    rows = [row("imports_usd", **{"AR(1)": scored(0.2)}) | {"horizon": h} for h in (1, 3)] + [
        row("imports_usd", 5, last=2015, **{"AR(1)": scored(0.05)}) | {"horizon": h} for h in (1, 3)
    ]
    assert beaten_in_part(rows) == [
        "One year ahead, drivers as they were: Imports $ 2005-15 (AR(1) 0.050 against 0.100)."
    ]


@pytest.mark.parametrize("end", [0.05, 0.95])
def test_an_outcome_on_the_end_of_its_band_is_inside(end: float) -> None:
    band = forecast("imports_usd", 2010, 0.0).quantiles
    assert outside([forecast("imports_usd", 2010, band[end])]) == []
    beyond = float(np.nextafter(band[end], 9.0 * np.sign(end - 0.5)))
    side = "above" if end > 0.5 else "below"
    (shown,) = outside([forecast("imports_usd", 2010, beyond)])
    assert f"2010 by less than 0.001 {side} ({beyond:+.3f}, band -0.904 to +0.905)" in shown
    assert coverage([band[end]], [band[0.05]], [band[0.95]]) == 1.0
    assert coverage([beyond], [band[0.05]], [band[0.95]]) == 0.0


def test_a_distance_of_a_thousandth_is_reported_as_one() -> None:
    high = forecast("imports_usd", 2010, 0.0).quantiles[0.95]
    (shown,) = outside([forecast("imports_usd", 2010, high + 0.0010001)])
    assert "2010 by 0.001 above" in shown


def test_variables_are_reported_in_the_order_of_the_table() -> None:
    rows = [forecast(name, 2010, 3.0) for name in ("poverty", "imports_usd", "remittances_usd")]
    assert [text.split(":")[0] for text in outside(rows)] == ["Remittances $", "Imports $", "Poverty"]


def test_only_one_year_ahead_with_drivers_as_they_were_counts_for_sides() -> None:
    wrong = {"observed": 0.5, "shift": -0.5}
    rows: list[Forecast] = [
        forecast("poverty", 2010, **wrong),
        forecast("poverty", 2011, **wrong, horizon=3),
        forecast("poverty", 2012, **wrong, conditional=False),
    ]
    assert wrong_signs(rows) == ["Poverty: 2010."]


def test_no_change_is_right_only_where_nothing_changed() -> None:
    assert sign_share([0.0, 1e-10, -1e-10], [0.0, 0.0, 0.0]) == 1.0
    assert sign_share([0.1, -0.1, 0.0], [0.0, 0.0, 0.1]) == 0.0
    assert sign_share([0.3, 0.1], [0.4, 0.4], [0.2, 0.2]) == 0.5
    assert sign_share([1.1e-9], [1.0]) == 1.0


@pytest.mark.parametrize(
    ("share", "n", "fault"),
    [
        (0.85, 12, ""),
        (0.8499, 12, "84.99 % (too narrow)"),
        (0.95, 12, ""),
        (0.9501, 12, "95.01 % (too wide)"),
        (0.5, 10, "50 % (too narrow)"),
        (0.5, 9, ""),
    ],
)
def test_shares_on_the_bounds_are_honest(share: float, n: int, fault: str) -> None:
    found = dishonest([row("poverty", n, coverage90=share)])
    assert found == ([f"One year ahead, drivers as they were: Poverty {fault}."] if fault else [])


def test_the_histogram_of_calibration_closes_its_last_bin() -> None:
    assert pit_histogram([0.0, 0.1, 0.5, 1.0]) == (1, 1, 0, 0, 0, 1, 0, 0, 0, 1)
    assert pit_histogram([0.5, 0.49], bins=2) == (1, 1)
    assert float(pit([0.0, 1.0, 1.0, 2.0], 1.0)) == 0.5
    assert float(pit([0.0, 1.0, 1.0, 2.0], 3.0)) == 1.0
