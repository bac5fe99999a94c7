"""Where a word or a form of a number changes to the next: exactly at the edge, and just beside it."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pytest

import tajsim as ts
from tajsim.languages import ENGLISH
from tajsim.plots.style import name_panel
from tajsim.report import pictures
from tajsim.report.comparison import ComparisonRow, figure, fine, short_unit, signed
from tajsim.report.evidence import limits, plausibility
from tajsim.report.figure_layout import fit
from tajsim.report.human_impact import human_impact
from tajsim.report.page import _people
from tajsim.report.probabilities import event_probabilities
from tajsim.report.subject import Subject, subject
from tajsim.report.words import Effect, _central, _order, _sentences, opening, reading
from tajsim.results import Result
from tests import of_2024

from ..results import synthetic

TWO = ts.Scenario(
    "two", [ts.Shock("rub_per_usd", multiply=1.1), ts.Shock("oil_price", multiply=0.9)], title="Two shocks"
)
PERCENT, POINTS = "% of baseline", "percentage points"


def about(result: Result, **what: object) -> Subject:
    asked = {"title": None, "at": None, "parameters": None, "backtest": None} | what
    return subject(result, **asked)  # type: ignore[arg-type]


def effect(
    middle: float, half: float = 0.0, *, up: float = 1.0, unit: str = PERCENT, name: str = "gdp"
) -> Effect:
    """A deviation with its band and the share of draws that rise; the others fall."""
    row = ComparisonRow(
        "crackdown", "Crackdown", name, unit, "2027", middle, middle - half, middle, middle + half
    )
    return Effect(row, 1.0 - up, up)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9.94, "+9.9"), (9.95, "+9.9"), (9.96, "+10"), (-9.96, "-10"), (-9.94, "-9.9"), (1234.5, "+1,234"),
        (0.04, "0.0"), (-0.06, "-0.1"), (math.nan, "n/a"),
    ],
)  # fmt: skip
def test_a_deviation_has_a_decimal_below_ten(value: float, text: str) -> None:
    assert signed(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(999.94, "999.9"), (999.95, "1,000"), (-999.96, "−1,000"), (12.3456, "12.35"), (99_999.6, "100,000")],
)
def test_a_level_has_four_digits_or_whole_thousands(value: float, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0499, "+0.05"),
        (0.0501, "+0.1"),
        (-0.0499, "−0.05"),
        (0.01, "+0.01"),
        (0.0099, "+0.010"),
        (0.0, "0.0"),
    ],
)
def test_a_small_deviation_keeps_its_first_digit(value: float, text: str) -> None:
    assert fine(value) == text


def test_units_are_short_beside_a_number() -> None:
    given = (PERCENT, POINTS, "percentage points of GDP", "million USD")
    assert [short_unit(unit) for unit in given] == ["%", "pp", "pp", "million USD"]


def test_a_move_is_slight_when_its_figure_and_its_band_are_below_what_is_written() -> None:
    assert effect(0.02, 0.0299).slight
    assert not effect(0.02, 0.0301).slight
    assert not effect(0.05).slight
    assert not effect(-0.05).slight
    assert effect(-0.04).slight


def test_nothing_moves_only_where_no_draw_and_not_the_central_path_does() -> None:
    still = replace(effect(0.0), down=0.0, up=0.0)
    assert still.still
    assert not still.slight  # stated once
    for down, up in ((0.01, 0.0), (0.0, 0.01)):
        assert not replace(still, down=down, up=up).still
    assert not replace(still, row=replace(still.row, central=1e-9)).still
    alone = replace(still.row, q05=None, q50=None, q95=None)
    assert Effect(alone, math.nan, math.nan).still
    assert not Effect(replace(alone, central=0.2), math.nan, math.nan).still


def test_percentages_come_before_points_and_points_before_sums() -> None:
    rows = [
        effect(90.0, unit="million USD"), effect(2.0, unit=POINTS), effect(-7.0, unit=POINTS),
        effect(1.0), effect(-3.0), effect(math.nan),
    ]  # fmt: skip
    shown = [(e.row.unit, e.row.middle) for e in sorted(rows, key=_order)]
    assert shown[:2] == [(PERCENT, -3.0), (PERCENT, 1.0)]
    assert math.isnan(shown[2][1])
    assert shown[3:] == [(POINTS, -7.0), (POINTS, 2.0), ("million USD", 90.0)]


def test_the_opening_counts_scenarios_only_when_there_are_several_and_skips_what_does_not_move() -> None:
    s = about(synthetic.result(draws=20, quarters=12))
    points = effect(50.0, unit=POINTS, name="inflation")
    one = opening(s, {"crackdown": (effect(-3.0, 1.0), points)})
    assert one.startswith("In 2027 the largest move, in percent, is that of GDP in Crackdown: −3.0\xa0% ")
    assert one.endswith("(5-95 % of draws: −4.0\xa0to\xa0−2.0).")
    two = opening(s, {"crackdown": (effect(-3.0, 1.0),), "rouble-shock": (effect(3.5, 1.0),)})
    assert two.startswith("In 2027 the largest move of the 2 scenarios, in percent, is that of GDP in ")
    assert "+3.5" in two
    for nothing in (points, effect(0.0), effect(math.nan)):
        text = opening(s, {"crackdown": (nothing,)})
        assert text == "No scenario moves a headline output that is compared in percent in 2027."


def test_slight_and_still_effects_are_reported_in_their_own_sentences() -> None:
    s = about(synthetic.result(draws=20, quarters=12))
    rows = [
        effect(-3.0, 1.0, up=0.0), effect(0.01, 0.01, up=0.8, name="gini"),
        replace(effect(0.0, name="inflation"), up=0.0), effect(1.0, 2.0, up=0.7, name="migrants_russia"),
    ]  # fmt: skip
    shown = [text.replace("\xa0", " ") for text in _sentences(s, rows)]
    assert shown == [
        "Same sign in every one of the 20 draws: GDP −3.0 % (−4.0 to −2.0).",
        "Sign not certain: migrants in Russia +1.0 % (−1.0 to +3.0), up in 70 % of draws.",
        "Moved by less than 0.05 in nine of ten draws: gini index.",
        "Not moved at all: inflation.",
    ]
    alone = [
        replace(e, row=replace(e.row, q05=None, q50=None, q95=None), down=math.nan, up=math.nan) for e in rows
    ]
    shown = [text.replace("\xa0", " ") for text in _central(alone, ENGLISH)]
    assert shown == [
        "On the single path: GDP −3.0 %; migrants in Russia +1.0 %.",
        "Moved by less than 0.05: gini index.",
        "Not moved at all: inflation.",
    ]


@pytest.mark.parametrize(("draws", "rough"), [(99, True), (100, False)])
def test_below_a_hundred_draws_bands_are_rough(draws: int, rough: bool) -> None:
    text = reading(about(synthetic.result(draws=draws, outputs=("gdp",))))
    assert len(text) == 2
    assert text[1].startswith(f"There are only {draws} draws") == rough
    assert "at least 95 % of draws share it" in text[0]


def test_a_name_is_cut_only_where_a_picture_has_no_room_for_it() -> None:
    assert pictures._short("x" * 26) == "x" * 26
    assert pictures._short("x" * 27) == "x" * 25 + "…"
    assert pictures._short(" a\n b\x00c  d ") == "a b c d"


def test_many_shocks_are_not_taken_apart_while_the_page_is_made() -> None:
    """Two shocks are four coalitions: with 100 000 draws just as many as are quick."""
    for draws, long in ((100_000, False), (100_001, True)):
        manifest = SimpleNamespace(draws=draws)
        s = SimpleNamespace(scenarios={"two": TWO}, result=SimpleNamespace(manifest=manifest, rerun=print))
        assert pictures._too_long(s, "two", "shock") == long  # type: ignore[arg-type]
        assert not pictures._too_long(s, "two", "channel")  # type: ignore[arg-type]
        s.result.rerun = None
        assert not pictures._too_long(s, "two", "shock")  # type: ignore[arg-type]


def test_a_scenario_is_taken_apart_by_what_it_has() -> None:
    one = ts.Scenario("one", [ts.Shock("rub_per_usd", multiply=1.1)])
    both = one + TWO
    made = of_2024.run([one, TWO, both], draws=2, end="2025Q4", outputs=["gdp", "poverty_rate"])
    s = about(made)
    assert pictures._by(s, "one", "poverty_rate") is None
    assert pictures._by(s, "two", "poverty_rate") == "shock"
    assert pictures._by(s, "one", "gdp") == "channel"
    assert pictures._by(s, both.name, "gdp") == "shock"
    assert pictures._by(s, "nobody", "gdp") is None
    lost = replace(s, result=replace(made, rerun=None))
    assert pictures._by(lost, "two", "gdp") is None
    assert pictures._by(lost, both.name, "gdp") == "shock"


def test_a_part_is_titled_as_its_component_is() -> None:
    mine = ts.Scenario("mine", [ts.Shock("rub_per_usd", multiply=1.1)], title="My own")
    bare = ts.Scenario("bare", [ts.Shock("rub_per_usd", multiply=1.1)])
    made = of_2024.run([mine + bare], draws=2, end="2025Q4", outputs=["gdp"])
    s = about(made)
    assert [pictures._titled(s, part) for part in ("mine", "bare", "other")] == ["My own", "bare", "other"]


def test_a_picture_is_described_and_bounded() -> None:
    svg = (
        '<?xml version="1.0"?><svg xmlns="x" viewBox="0 0 9 9"><metadata>gone</metadata><style>no</style>'
        '<!-- gone --><path id="a" d="M 1.23456 2.5"/><use href="#a"/><g id="unused"/></svg>'
    )
    text = pictures.inline(svg, "key", 'a "quote" & more', 100.0)
    assert text.startswith(
        '<svg role="img" aria-label="a &quot;quote&quot; &amp; more" style="max-width:175px" '
        'viewBox="0 0 9 9">'
    )
    assert text.endswith('<path id="key-a" d="M 1.23 2.5"/><use href="#key-a"/><g/></svg>'), text
    assert "gone" not in text
    assert "<style" not in text
    assert re.search(r"viewBox", pictures.inline("<svg><g/></svg>", "k", "", 1.0)) is None


def test_a_baseline_alone_is_compared_with_nothing() -> None:
    assert pictures.comparison(about(synthetic.result(draws=3, scenarios=("baseline",)))) == ()
    assert human_impact(about(synthetic.result(draws=3, scenarios=("baseline",)))) == ()


def test_the_title_is_that_of_one_scenario_or_their_count() -> None:
    def title(*names: str) -> str:
        return about(synthetic.result(draws=3, scenarios=("baseline", *names))).title

    assert title() == "Tajikistan, 2025Q1 to 2026Q4: baseline"
    assert title("crackdown").lower() == "crackdown"
    assert title("crackdown", "rouble-shock") == "2 scenarios for Tajikistan"
    assert about(synthetic.result(draws=3), title="  Mine  ").title == "Mine"


def test_chances_are_headed_by_their_events_as_sentences_begin() -> None:
    found = event_probabilities(about(synthetic.result(draws=20, quarters=12)))
    assert found is not None
    assert found.headings == (
        "Reserves cover less than 3 months of imports, at the end of 2027",
        "Remittances are more than 20 % lower than the baseline, in 2027",
    )
    alone = event_probabilities(about(synthetic.result(draws=20, quarters=12, scenarios=("baseline",))))
    assert alone is not None
    assert [event.output for event in alone.events] == ["reserves_months"]
    assert list(alone.shares) == ["baseline"]


@pytest.mark.parametrize("count", [2, 3])
def test_panels_that_share_scales_write_them_once_and_have_small_titles(count: int) -> None:
    with pictures.drawing():
        figure, axes = plt.subplots(1, count, sharey=True)
        for ax in axes:
            ax.set_title("A title that is long enough to be broken in a narrow panel of a page")
        fit(figure)
        figure.draw_without_rendering()
    left = [bool(ax.yaxis.get_tick_params()["labelleft"]) for ax in axes]
    assert left == [True, False, True][:count]
    below = [bool(ax.xaxis.get_tick_params()["labelbottom"]) for ax in axes]
    assert below == [count == 2, True, True][:count]
    for ax in axes:
        assert ax.title.get_fontsize() == 8.0
        assert "\n" in ax.title.get_text()
        assert ax.xaxis.get_tick_params()["labelsize"] == 7.5
    plt.close(figure)


def test_units_of_narrow_panels_are_broken_and_stand_within_the_figure() -> None:
    with pictures.drawing():
        figure, axes = plt.subplots(1, 2, layout="constrained")
        for ax in axes:
            name_panel(ax, "In Russia", "thousand persons, end of quarter", given=False)
        fit(figure)
        figure.draw_without_rendering()
    for ax in axes:
        (unit,) = ax.texts
        assert unit.get_text() == "thousand persons, end\nof quarter"
        assert ax.get_title() == "In Russia\n\n"
        assert unit.get_window_extent().x1 <= figure.bbox.x1
        assert unit.get_window_extent().x1 <= ax.get_window_extent().x1 + 1.0
    plt.close(figure)


def test_people_are_shown_where_their_number_moves_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "migrants", lambda _, scenario: scenario)
    s = about(synthetic.result(draws=3))
    rows = [
        replace(effect(size, name=name).row, scenario=scenario)
        for scenario, name, size in (
            ("crackdown", "migrants_russia", -3.0), ("rouble-shock", "migrants_russia", 2.0),
            ("rouble-shock", "gdp", -9.0),
        )
    ]  # fmt: skip
    assert _people(s, rows) == "crackdown"
    assert _people(s, rows[2:]) is None
    assert _people(about(synthetic.result(draws=3, scenarios=("baseline",))), []) == "baseline"


def test_plausibility_is_reported_only_of_what_is_known() -> None:
    s = about(of_2024.run(TWO, draws=2, end="2025Q4", outputs=["gdp"]))
    call = "tajsim.plausibility(scenario) says how unusual its paths of rouble, oil and Russian output are."
    assert plausibility(replace(s, parameters=None)) == ((), call)
    assert plausibility(replace(s, scenarios={})) == ((), call)
    ((title, described),) = plausibility(s)[0]
    assert title.startswith("Two shocks")
    assert described
    past = about(synthetic.result(draws=3))
    assert past.outlook_name is None
    assert plausibility(past)[1].startswith("A run over the past is compared with what was observed")


def test_judgements_among_the_parameters_are_counted() -> None:
    p = ts.parameters("calibrated-2024")
    s = replace(about(synthetic.result(draws=3)), parameters=p)
    count = sum(entry.confidence == "C" for entry in p.entries.values())
    assert count != len(p.entries) - count
    text = f"{count} of {len(p.entries)} parameters are a proxy or judgement; the appendix says why."
    assert text in limits(s)
