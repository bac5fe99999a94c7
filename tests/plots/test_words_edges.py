"""Words, sizes and units of pictures where they change form."""

from __future__ import annotations

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tajsim.analysis.policy.picture import _number
from tajsim.analysis.thresholds.picture import _levels
from tajsim.errors import InputError
from tajsim.plots.comparison import _number as _number_medians
from tajsim.plots.style import _broken, caption, size_of, spoken, three_digits, title_of
from tajsim.plots.timeline import deviations, levels, timeline, unit_of, usual_freq
from tests.results.synthetic import result


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (999.4, "999"), (999.6, "1,000"), (1234.5, "1,234"), (-1234.5, "−1,234"), (12.34, "12.3"),
        (10.0, "10"), (1.0, "1"), (100.0, "100"), (0.12345, "0.123"),
        (0.00012, "0.00012"), (-0.5, "−0.5"), (0.0, "0"),
        (-0.0, "0"), (float("inf"), "inf"), (float("nan"), "nan"),
    ],
)  # fmt: skip
def test_three_digits(value: float, text: str) -> None:
    assert three_digits(value) == text


@pytest.mark.parametrize(
    ("name", "title", "within"),
    [
        ("gdp", "GDP", "GDP"), ("reserves_months", "Reserve cover", "reserve cover"),
        ("russia_gdp", "Russian GDP", "Russian GDP"), ("gini", "Gini index", "Gini index"),
        ("npl_cure_rate", "NPL cure rate", "NPL cure rate"), ("wage_in_usd", "Wage in USD", "wage in USD"),
    ],
)  # fmt: skip
def test_names_in_words(name: str, title: str, within: str) -> None:
    assert title_of(name) == title
    assert spoken(name) == within


@pytest.mark.parametrize("size", [(1.0, 100.0), [100, 1], (7.5, 3)])
def test_sizes_from_one_to_a_hundred_inches(size: object) -> None:
    assert size_of(size, (7.0, 4.0)) == tuple(float(x) for x in size)  # type: ignore[arg-type, attr-defined]
    assert size_of(None, (7.0, 4.0), given=True) == (7.0, 4.0)


@pytest.mark.parametrize("size", [(0.99, 5.0), (5.0, 100.1), (5.0,), (5.0,) * 3, "ab", 7.0, (5.0, np.nan)])
def test_other_sizes_are_refused(size: object) -> None:
    with pytest.raises(InputError, match="from 1 to 100 each"):
        size_of(size, (7.0, 4.0))  # type: ignore[arg-type]


def test_text_is_broken_where_it_would_not_fit() -> None:
    wide, narrow = plt.figure(figsize=(5.0, 2.0)), plt.figure(figsize=(1.0, 2.0))
    text = "word " * 30
    assert max(len(line) for line in _broken(wide, text, 10.0).splitlines()) == 49
    assert max(len(line) for line in _broken(narrow, text, 10.0).splitlines()) == 19  # twenty at least
    assert _broken(wide, "one\ntwo", 10.0) == "one\ntwo"
    plt.close("all")


def test_a_caption_states_draws_and_seed() -> None:
    m = replace(result(draws=10).manifest, draws=1500, seed=3, version="1.2", vintage="set")
    assert caption(m) == "tajsim 1.2; parameters set; 1,500 draws, seed 3."
    assert caption(replace(m, draws=None, seed=None)) == "tajsim 1.2; parameters set; single path only."


def test_quarters_years_and_sums_of_four_have_their_dates() -> None:
    run = result(draws=5, quarters=8)
    by_quarter, sums, years = (timeline(run, freq) for freq in ("Q", "4Q", "Y"))
    assert len(by_quarter) == 8
    assert [str(day) for day in by_quarter.dates[:4]] == [
        "2025-01-01",
        "2025-04-01",
        "2025-07-01",
        "2025-10-01",
    ]
    assert (sums.labels[0], str(sums.dates[0]), len(sums)) == ("2025Q4", "2025-10-01", 5)
    assert (years.labels, str(years.dates[1])) == (("2025", "2026"), "2026-01-01")
    short = result(draws=5, quarters=3)
    for freq, expected in (("4Q", "3 quarters, too few for a sum of four"), ("Y", "no full calendar year")):
        with pytest.raises(InputError, match=expected):
            timeline(short, freq)
    assert len(timeline(result(draws=5, quarters=4), "4Q")) == 1


def test_a_fan_is_of_sums_where_a_flow_has_seasons_and_draws() -> None:
    assert usual_freq(result(draws=5, quarters=8), "gini") == "Q"
    assert usual_freq(result(draws=5, quarters=8), "migrants_russia") == "Q"
    assert usual_freq(result(draws=5, quarters=5), "remittances_usd") == "4Q"
    assert usual_freq(result(draws=5, quarters=4), "remittances_usd") == "Q"


def test_units_say_what_is_summed() -> None:
    run = result(draws=5, quarters=8)
    flow, rate = run.infos["remittances_usd"], run.infos["gini"]
    assert [unit_of(flow, freq) for freq in ("Q", "4Q", "Y")] == [
        "million USD a quarter", "million USD, sum of four quarters", "million USD a year",
    ]  # fmt: skip
    assert [unit_of(rate, freq) for freq in ("Q", "Y")] == ["index", "index"]
    units = [
        deviations(run, "remittances_usd", "crackdown", freq, relative)[1]
        for freq in ("Q", "4Q", "Y")
        for relative in (True, False)
    ]
    assert units == [
        "% of baseline", "million USD a quarter", "% of baseline, sums of four quarters",
        "million USD, sum of four quarters", "% of baseline", "million USD a year",
    ]  # fmt: skip


def test_sums_of_four_quarters_are_those_of_each_draw() -> None:
    run = result(draws=50, quarters=8)
    draws, path = run.draws("gdp", "Q").astype(float), run.central["gdp"]
    table = levels(run, "gdp", "crackdown", "4Q")
    assert len(table) == 5
    for i in range(5):
        assert table["central"][i] == pytest.approx(path[i : i + 4, 1].sum(), rel=1e-9)
        assert table[0.25][i] == pytest.approx(np.quantile(draws[i : i + 4, 1].sum(axis=0), 0.25), rel=1e-6)
    gap, _ = deviations(run, "gdp", "crackdown", "4Q", None)
    of, base = draws[2:6, 1].sum(axis=0), draws[2:6, 0].sum(axis=0)
    assert gap[0.95][2] == pytest.approx(np.quantile(100.0 * (of / base - 1.0), 0.95), rel=1e-6)


@pytest.mark.parametrize(
    ("ends", "asked", "levels_"),
    [
        ((0.0, 3.5), 1.0, [0.5, 1.5, 2.0, 2.5, 3.0]), ((0.0, 7.0), 3.2, [1, 2, 4, 5, 6]),
        ((0.0, 70.0), 50.0, [10, 20, 30, 40, 60]), ((0.0, 100.0), 50.0, [20, 40, 60, 80]),
        ((0.1, 0.3), 0.2, [0.2]), ((10.0, 31.0), 2.0, [15, 20, 25, 30]),
    ],
)  # fmt: skip
def test_other_probabilities_are_round(ends: tuple[float, float], asked: float, levels_: list[float]) -> None:
    assert _levels(*ends, asked) == pytest.approx(levels_)


def test_of_numbers_that_would_touch_every_second_stands_below() -> None:
    figure, ax = plt.subplots()
    ax.set_xlim(0, 100)
    _number(ax, [(0.0, 5.0), (3.9, 5.0), (7.0, 5.0), (11.0, 5.0), (11.5, 5.0)])
    assert [(text.get_text(), text.get_va()) for text in ax.texts] == [
        ("1", "center"), ("2", "top"), ("3", "center"), ("4", "center"), ("5", "top"),
    ]  # fmt: skip
    assert [text.get_ha() for text in ax.texts] == ["center", "left", "center", "center", "left"]
    plt.close(figure)


@pytest.mark.parametrize(
    ("draws", "words"),
    [(5, "Dot and number: median; thick bar"), (None, "Dot and number: the single path.")],
)
def test_a_comparison_says_what_its_dots_are(draws: int | None, words: str) -> None:
    figure = result(draws=draws).plot.compare("gdp")[0].get_figure(root=True)
    assert figure.get_supxlabel().startswith(words)


def test_medians_of_a_hundred_and_more_have_no_decimals() -> None:
    _, ax = plt.subplots()
    _number_medians(ax, np.array([100.0, -3.0]))
    assert [text.get_text() for text in ax.texts] == ["+100", "−3"]
    _, ax = plt.subplots()
    _number_medians(ax, np.array([99.0, -3.0]))
    assert [text.get_text() for text in ax.texts] == ["+99.0", "−3.0"]
    plt.close("all")
