"""What a page says of shocks, parameters, the outlook and chances, word by word and figure by figure."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest

import tajsim as ts
from tajsim.drivers.declared import DRIVERS
from tajsim.drivers.outlook import Annual, outlook
from tajsim.errors import InputError
from tajsim.evidence.backtest.study import Backtest
from tajsim.languages import ENGLISH, language
from tajsim.model.outputs import OUTPUTS
from tajsim.parameters import declarations
from tajsim.quarters import Quarter
from tajsim.report import assumptions, evidence, pictures
from tajsim.report.assumptions import Change, ScenarioText
from tajsim.report.comparison import (
    QUANTILES,
    ComparisonRow,
    band,
    chance,
    compare,
    figure,
    fine,
    move,
    with_unit,
)
from tajsim.report.figure_layout import fit
from tajsim.report.page import _cell, _event_probabilities, _table, _unit
from tajsim.report.probabilities import EVENTS, EventProbabilities, event_probabilities, sentence
from tajsim.report.subject import Subject, check_place, subject
from tajsim.report.words import _levels, _side, effects_on, opening, stories
from tajsim.results import OutputInfo, Result
from tajsim.scenarios.target import targets

from ..evidence.made import a_forecast
from ..results import synthetic
from .test_edges import effect

NBSP = "\N{NO-BREAK SPACE}"


def about(result: Result, **what: object) -> Subject:
    asked = {"title": None, "at": None, "parameters": None, "backtest": None} | what
    return subject(result, **asked)  # type: ignore[arg-type]


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("shape", "course"),
    [
        (ts.step(1.1, "2026Q1"), "step from 2026Q1"),
        (ts.step(1.1, "2026Q1", "2027Q4"), "step from 2026Q1, to 2027Q4"),
        (ts.pulse(1.1, "2026Q1", 3), "pulse from 2026Q1, over 3 quarters"),
        (ts.ramp(1.1, "2026Q1", 4), "ramp from 2026Q1, over 4 quarters"),
        (
            ts.ramp(1.1, "2026Q1", 4, fade=6, fade_to=0.25),
            "ramp from 2026Q1, over 4 quarters, then 25 % of it left after 6 quarters",
        ),
        (
            ts.ramp(1.1, "2026Q1", 4, fade=6),
            "ramp from 2026Q1, over 4 quarters, then 0 % of it left after 6 quarters",
        ),
        (ts.path([1.1, 1.2], "2026Q2"), "path from 2026Q2"),
        (1.1, "step throughout"),
    ],
)
def test_when_a_shock_acts_is_reported(shape: object, course: str) -> None:
    shock = ts.Shock("rub_per_usd", multiply=shape)  # type: ignore[arg-type]
    assert assumptions._change(shock, ts.Scenario("a", [shock]), False, ENGLISH).course == course
    noted = replace(shock, note="why")
    assert assumptions._change(noted, ts.Scenario("a", [shock]), False, ENGLISH).course == f"{course}. why"


def test_a_row_of_a_shock_has_its_values_unit_and_component() -> None:
    values = [1.0 + i / 10.0 for i in range(1, 9)]
    for count, more in ((6, ""), (7, ", …")):
        shock = ts.Shock("rub_per_usd", multiply=ts.path(values[:count], "2026Q1"))
        row = assumptions._change(shock, ts.Scenario("a", [shock]), False, ENGLISH)
        assert row.change == f"times 1.1, 1.2, 1.3, 1.4, 1.5, 1.6{more}"
    driver = targets()["rub_per_usd"]
    assert (row.target, row.unit, row.meaning) == ("rub_per_usd", driver.unit, driver.description)
    part = ts.Scenario("a", [shock], title="A title")
    assert assumptions._change(shock, part, True, ENGLISH).meaning == f"{driver.description} (of A title)"
    bare = ts.Scenario("a", [shock])
    assert assumptions._change(shock, bare, True, ENGLISH).meaning == f"{driver.description} (of a)"
    half = ts.Shock("rub_per_usd", set_mean=95.5, weight=0.25)
    assert assumptions._change(half, bare, False, ENGLISH).change == "mean set to 95.5, by 25 %"
    russian = assumptions._change(
        ts.Shock("rub_per_usd", multiply=ts.path([1.1, 1.2], "2026Q1")), bare, False, language("ru")
    )
    assert "1,1; 1,2" in russian.change  # a comma is the mark of the decimals there


def test_a_baseline_is_reported_only_when_it_has_a_story_or_shocks() -> None:
    s = about(synthetic.result(draws=3))
    shock = ts.Shock("rub_per_usd", multiply=1.1)
    story = "One.\n\nTwo  words.\nThree."
    mine = ts.Scenario("crackdown", [shock], title="Mine", narrative=story, sources=("S16",))
    both = mine + ts.Scenario("bare", [shock])
    known = replace(s, scenarios={"crackdown": mine, "rouble-shock": both})
    first, second = assumptions.scenarios(known)
    assert (first.name, first.title, first.known) == ("crackdown", "Mine", True)
    assert first.paragraphs == ("One.", "Two words.", "Three.")
    assert (first.sources, first.components) == (("S16",), ())
    assert second.components == ("Mine", "bare")
    assert [change.meaning.rpartition(" (")[2] for change in second.changes] == ["of Mine)", "of bare)"]
    assert "(of" not in first.changes[0].meaning
    own = replace(known, scenarios={"baseline": ts.Scenario("baseline", [shock])})
    described = assumptions.scenarios(own)
    assert [(one.name, one.known) for one in described] == [
        ("baseline", True), ("crackdown", False), ("rouble-shock", False),
    ]  # fmt: skip
    still = replace(known, scenarios={"baseline": ts.Scenario("baseline", narrative="A story.")})
    assert assumptions.scenarios(still)[0].paragraphs == ("A story.",)
    quiet = replace(known, scenarios={"baseline": ts.Scenario("baseline")})
    assert [one.name for one in assumptions.scenarios(quiet)] == ["crackdown", "rouble-shock"]


def test_parameters_are_reported_as_they_are_declared_and_set() -> None:
    p = ts.parameters("world-bank-2024")
    rows = assumptions.headline(p, ENGLISH)
    assert [row.name for row in rows] == [name for name, d in declarations().items() if d.headline]
    fixed = [row for row in assumptions.judgement(p, ENGLISH) if p.entries[row.name].distribution == "fixed"]
    for row in (*rows, *assumptions.judgement(p, ENGLISH)):
        entry, declared = p.entries[row.name], declarations()[row.name]
        expected = "fixed" if row in fixed else f"{figure(entry.low)} to {figure(entry.high)}"
        if entry.distribution != "fixed":
            assert plain(row.range) == plain(expected)
        assert (row.value, row.unit, row.description) == (
            figure(entry.value), declared.unit, declared.description,
        )  # fmt: skip
        assert (row.source, row.confidence, row.note) == (entry.source, entry.confidence, entry.note)
    assert all(row.range == "fixed" for row in fixed)
    names = [row.name for row in assumptions.judgement(p, ENGLISH)]
    assert names == [name for name, entry in p.entries.items() if entry.confidence == "C"]


def test_parameters_that_scenarios_change_are_reported_once() -> None:
    def change(target: str) -> Change:
        return Change(target, "", "", "", "")

    shown = tuple(
        ScenarioText(name, name, (), tuple(change(target) for target in targets), (), (), True)
        for name, targets in (("a", ("enforcement", "rub_per_usd")), ("b", ("departure_rate", "enforcement")))
    )
    rows = assumptions.moved(ts.parameters(), shown, ENGLISH)
    assert [row.name for row in rows] == ["enforcement", "departure_rate"]  # a driver is no parameter


def test_grades_count_the_parameters_of_each() -> None:
    p = ts.parameters("world-bank-2024")
    text = assumptions.grades(p, ENGLISH)
    for grade in {entry.confidence for entry in p.entries.values()}:
        count = sum(entry.confidence == grade for entry in p.entries.values())
        assert any(
            part.startswith(f"{count} are ") and part.endswith(f"({grade})") for part in text.split(", ")
        )
    assert not any(part.startswith("0 are") for part in text.split(", "))


NAMES = {output.name for output in OUTPUTS}


def test_the_outlook_is_reported_year_by_year() -> None:
    found, years = outlook("baseline"), (2025, 2026)
    infos = {name: OutputInfo.of(name, Quarter(2024, 4)) for name in found.targets if name in NAMES}
    rows = {row.name: row for row in assumptions.goals(found, infos, years, ENGLISH)}
    assert set(rows) == set(found.targets)
    for name, row in rows.items():
        annual = found.targets[name]
        assert row.source == annual.source
        if annual.kind != "forecast":
            assert row.figures == tuple(figure(annual.values[y]) if y in annual.values else "" for y in years)
    for name in ("current_account_gdp", "tax_revenue_gdp", "budget_balance_gdp"):
        assert rows[name].unit == "% of GDP"
    assert {row.unit for name, row in rows.items() if name in ("gdp_growth", "inflation")} == {
        "% on a year before"
    }
    drivers = assumptions.drivers(found, years, ENGLISH)
    assert [row.name for row in drivers] == [d.name for d in DRIVERS if d.name in found.drivers]


def test_years_after_the_last_figure_are_held_for_a_driver_alone() -> None:
    annual = Annual({2025: 80.0, 2027: 75.0}, "a source")

    def figures(name: str) -> tuple[str, ...]:
        return assumptions._path(name, "oil", "USD", annual, (2024, 2025, 2026, 2027, 2028), ENGLISH).figures

    assert figures("oil_price") == ("", "80", "", "75", "held")
    assert figures("inflation") == ("", "80", "", "75", "")
    free = Annual({}, "a source", "forecast")
    assert assumptions._path("oil_price", "oil", "USD", free, (2025, 2026), ENGLISH).figures == ("model",) * 2


def test_years_are_those_that_the_run_touches() -> None:
    assert assumptions.years(about(synthetic.result(draws=3, quarters=5))) == (2025, 2026)
    assert assumptions.years(about(synthetic.result(draws=3, quarters=4))) == (2025,)


def test_sources_are_those_cited_with_an_address_that_is_one() -> None:
    register = ts.sources()
    first, second = register["id"].iloc[[1, 0]]
    found = assumptions.sources(f"see {first}, and", f"({second}); nothing-known")
    assert [one.id for one in found] == [second, first]  # in the order of the register
    assert found[0].what == register["what"].iloc[0]
    assert assumptions.sources("nothing at all") == ()
    for url, address in (
        ("https://a.b/c; https://d", "https://a.b/c"),
        ("http://a.b, page 3", "http://a.b"),
        ("javascript:alert(1)", ""),
        ("see https://a.b", ""),
        ("  ", ""),
        ("", ""),
    ):
        assert assumptions._address(url) == address


RENAMED = {
    "reserves_months": "reserves_months", "inflation": "gdp_growth", "remittances_usd": "remittances_usd",
    "gdp": "consumption", "current_account_gdp": "poverty_rate", "migrants_russia": "reserves_usd",
}  # fmt: skip


def watched(draws: int | None = 200, scenarios: tuple[str, ...] = synthetic.SCENARIOS) -> Result:
    """A made-up result with every output whose chances are stated."""
    made = synthetic.result(draws=draws, quarters=12, outputs=tuple(RENAMED), scenarios=scenarios)
    infos = {name: replace(synthetic.INFOS[old], name=name) for old, name in RENAMED.items()}
    infos["poverty_rate"] = replace(infos["poverty_rate"], unit="% of population")
    arrays = {
        part: {RENAMED[old]: values.copy() for old, values in getattr(made, part).items()}
        for part in ("quarterly", "annual", "central", "central_annual")
    }
    return replace(
        made, infos=infos, manifest=replace(made.manifest, outputs=tuple(RENAMED.values())), **arrays
    )


def test_every_chance_is_that_of_its_words() -> None:
    made = watched()
    limit = {
        "reserves_months": ("less than 3 months", 3.0), "gdp_growth": ("lower than a year before", 0.0),
        "remittances_usd": ("more than 20 % lower", -20.0), "consumption": ("more than 5 % lower", -5.0),
        "poverty_rate": ("more than 5 points higher", 5.0), "reserves_usd": ("more than 10 % lower", -10.0),
    }  # fmt: skip
    for event in EVENTS:
        part, value = limit[event.output]
        assert part in event.words
        assert event.value == value
    annual = {name: values.copy() for name, values in made.annual.items()}
    for name, ends in (
        ("reserves_months", (2.0, 4.0)), ("gdp_growth", (-1.0, 1.0)), ("remittances_usd", (75.0, 85.0)),
        ("consumption", (94.0, 96.0)), ("poverty_rate", (24.0, 26.0)), ("reserves_usd", (88.0, 92.0)),
    ):  # fmt: skip
        share = (1 + list(annual).index(name)) * 30  # of 200 draws
        annual[name][2, 0] = 100.0 if name in ("remittances_usd", "consumption", "reserves_usd") else 20.0
        annual[name][2, 1] = np.where(np.arange(200) < share, *ends)
    found = event_probabilities(about(replace(made, annual=annual)))
    assert found is not None
    assert [event.output for event in found.events] == [event.output for event in EVENTS]
    for event, share in zip(found.events, found.shares["crackdown"], strict=True):
        met = (1 + list(annual).index(event.output)) * 30 / 200
        if event.by_baseline:  # 88 to 92 % of the 20 months of the baseline
            assert share == 0.0
            continue
        assert share == pytest.approx(1.0 - met if event.output == "poverty_rate" else met), event.output
    base = found.shares["baseline"]
    assert [math.isnan(share) for share in base] == [event.deviation for event in found.events]


def test_a_chance_is_reported_beside_that_of_the_baseline_where_it_is_of_a_level() -> None:
    s = about(watched())
    found = EventProbabilities(EVENTS[:1], ("x",), {"baseline": (0.25,), "crackdown": (0.5,)})
    assert plain(sentence(found, s, "crackdown")) == (
        "The chance that reserves cover less than 3 months of imports at the end of 2027 is 50 %; in the "
        "baseline it is 25 %."
    )
    assert sentence(replace(found, events=EVENTS[3:4]), s, "crackdown") == ""
    described = _event_probabilities(
        s, EventProbabilities(EVENTS[:1], ("x",), {n: (math.nan,) for n in s.result.scenarios})
    )
    assert described is not None
    assert described["rows"][0] == ("Baseline: the published outlook", ["–"])
    assert len(described["rows"]) == 3
    assert _event_probabilities(s, None) is None


@pytest.mark.parametrize(("name", "unit"), [("poverty_rate", "persons"), ("consumption", "% of GDP")])
def test_a_deviation_in_another_unit_has_no_chance(name: str, unit: str) -> None:
    made = watched()
    found = event_probabilities(
        about(replace(made, infos={**made.infos, name: replace(made.infos[name], unit=unit)}))
    )
    assert found is not None
    assert [event.output for event in found.events] == [e.output for e in EVENTS if e.output != name]


def test_rows_of_the_comparison_are_deviations_at_the_period() -> None:
    made = synthetic.result(draws=100, quarters=12)
    rows = compare(made, ["gdp", "inflation"], {"crackdown": "Crackdown"}, "2026")
    assert [(row.scenario, row.variable) for row in rows] == [
        (s, n) for s in ("crackdown", "rouble-shock") for n in ("gdp", "inflation")
    ]
    assert [row.title for row in rows[::2]] == ["Crackdown", "rouble-shock"]
    of, base = (made.annual["gdp"][1, i].astype(float) for i in (1, 0))
    row = rows[0]
    assert (row.q05, row.q50, row.q95) == pytest.approx(
        tuple(np.quantile(100.0 * (of / base - 1.0), QUANTILES)), rel=1e-4
    )
    path = made.central_annual["gdp"][1]
    assert row.central == pytest.approx(100.0 * (path[1] / path[0] - 1.0))
    assert row.middle == row.q50
    (alone,) = compare(synthetic.result(draws=None, scenarios=("baseline", "a")), ["gdp"], {}, "2026Q1")
    assert (alone.q05, alone.q50, alone.q95) == (None, None, None)
    assert alone.middle == alone.central
    assert QUANTILES == (0.05, 0.5, 0.95)


def test_a_cell_has_its_band_where_there_is_one() -> None:
    row = ComparisonRow("s", "S", "gdp", "% of baseline", "2026", 1.0, -2.0, 1.5, 12.4)
    assert tuple(plain(x) for x in _cell(row, ENGLISH)) == ("+1.5", "−2.0 to +12")
    for end in ("q05", "q95"):
        assert _cell(replace(row, **{end: None}), ENGLISH) == ("+1.5", "")
    assert [_unit(u) for u in ("% of baseline", "percentage points of GDP", "index")] == [
        "%",
        "points",
        "index",
    ]
    assert _table(about(synthetic.result(draws=3)), []) is None


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


def test_numbers_keep_to_one_line() -> None:
    assert band(("a b", "c")) == f"a{NBSP}b{NBSP}to{NBSP}c"
    assert with_unit("+3.2", "% of baseline") == f"+3.2{NBSP}%"
    assert with_unit("+3.2", "percentage points of GDP") == f"+3.2{NBSP}points"
    assert chance(math.nan) == "n/a"
    assert (move(math.nan), fine(math.nan), figure(math.nan)) == ("n/a", "n/a", "n/a")
    assert [fine(x) for x in (0.05, -0.03, 0.004, 12.4)] == ["+0.1", "−0.03", "+0.004", "+12"]


def test_a_picture_grows_to_one_and_three_quarters_of_its_width() -> None:
    def draw() -> object:
        figure, ax = plt.subplots(figsize=(9.0, 2.0))
        ax.plot([0, 1], [0, 1])
        return figure

    found = pictures.picture("key", "title", "alt", draw, ENGLISH)
    assert (found.key, found.title) == ("key", "title")
    assert "max-width:504px" in found.svg  # 1.75 times four inches of 72 points
    assert plt.get_fignums() == []


def rows_of(count: int, title: str = "") -> plt.Figure:
    figure, ax = plt.subplots()
    ax.set_yticks(range(count), [f"row {i}" for i in range(count)])
    ax.set_title(title)
    return figure


def test_a_figure_of_rows_is_as_high_as_its_names() -> None:
    with pictures.drawing():
        heights = {}
        for count in (2, 5, 12):
            figure = rows_of(count)
            fit(figure)
            heights[count] = figure.get_figheight()
            assert figure.get_figwidth() == 4.0
        assert heights[2] == pytest.approx(0.21 * 2 + 0.45 + 0.5)
        assert heights[5] - heights[2] == pytest.approx(0.21 * 3)
        assert heights[12] - heights[5] == pytest.approx(0.21 * 7)
        titled = rows_of(5, "A title")
        fit(titled)
        assert titled.get_figheight() - heights[5] == pytest.approx(1.25 * 11.0 / 72.0)  # its one line
        assert titled.get_suptitle() == "A title"
        assert titled.axes[0].get_title() == ""
        plain_, ax = plt.subplots()
        ax.plot([0, 1], [0, 1])
        fit(plain_)
        assert plain_.get_figheight() == pytest.approx(2.6 + 0.5)
    plt.close("all")


@pytest.mark.parametrize(("count", "rows"), [(2, 1), (3, 2), (4, 2), (7, 4)])
def test_panels_of_a_page_add_their_height_by_the_row(count: int, rows: int) -> None:
    with pictures.drawing():
        figure, _ = plt.subplots(1, count)
        note = "word " * 40
        figure.supxlabel(note, fontsize=7)
        fit(figure)
        lines = figure.get_supxlabel().count("\n") + 1
        assert figure.get_figheight() == pytest.approx(1.5 * rows + 0.5 + lines * 1.25 * 7.0 / 72.0)
        assert max(len(line) for line in figure.get_supxlabel().splitlines()) == 64
        places = [ax.get_subplotspec().get_geometry()[2] for ax in figure.axes]
        assert places == list(range(count))
    plt.close("all")


def test_the_subject_knows_its_words() -> None:
    s = about(synthetic.result(draws=3, quarters=12))
    assert (s.at, s.period, s.during, s.place) == ("2027", "2027", "in 2027", ("Y", 2))
    assert s.when("gdp") == "in 2027"
    assert s.when("reserves_months") == "at the end of 2027"
    assert (s.baseline_words, s.beside("against {baseline}")) == (
        "the published outlook", "against the published outlook",
    )  # fmt: skip
    mine = replace(s, result=synthetic.result(draws=3, scenarios=("mine", "b")))
    assert (mine.baseline_words, mine.beside("against {baseline}")) == ("mine", "against mine")
    titled = replace(mine, scenarios={"mine": ts.Scenario("mine", title="My own")})
    assert (titled.baseline_words, titled.title_of("b")) == ("My own", "b")


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"title": ""}, "title is ''; it must be text"),
        ({"title": " \n "}, "it must be text"),
        ({"title": 3}, "title is 3; it must be text"),
        ({"backtest": 3}, "backtest is 3; it must be what tajsim.backtest returns"),
        ({"at": "2030"}, "2030"),
        ({"parameters": "world-bank-2042"}, "world-bank-2042"),
        ({"parameters": "kremlin-2024"}, "'kremlin-2024' is not what the run was made with"),
    ],
)
def test_a_subject_that_cannot_be_is_refused(what: dict[str, object], expected: str) -> None:
    with pytest.raises(InputError) as caught:
        about(synthetic.result(draws=3), **what)
    assert expected in str(caught.value)


def test_a_backtest_is_taken_with_the_subject() -> None:
    found = Backtest((a_forecast(),), {}, {})
    assert about(synthetic.result(draws=3), backtest=found).backtest is found


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
        found, why = evidence.plausibility(replace(s, parameters=ts.parameters(), scenarios=known))
        assert len(found) == (count if expected else 0)
        assert why.startswith("Not computed here for 7 scenarios: ") is not expected


@pytest.mark.parametrize(("start", "past"), [("2024Q4", True), ("2025Q1", False)])
def test_a_run_from_a_quarter_that_was_observed_is_not_judged(
    monkeypatch: pytest.MonkeyPatch, start: str, past: bool
) -> None:
    monkeypatch.setattr(Subject, "outlook_name", property(lambda _: "baseline"))
    s = about(synthetic.result(draws=2))
    shifted = SimpleNamespace(scenarios=s.result.scenarios, quarters=(Quarter.parse(start),))
    described = evidence.plausibility(replace(s, result=shifted, parameters=ts.parameters(), scenarios={}))[1]  # type: ignore[arg-type]
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


def test_a_page_is_written_only_where_it_can_be(tmp_path) -> None:  # type: ignore[no-untyped-def]
    check_place(tmp_path / "report.html")
    check_place(tmp_path / "report.htm")
    for place, expected in (
        (tmp_path / "report.pdf", "to have a PDF"),
        (tmp_path / "no" / "report.html", "there is no folder"),
    ):
        with pytest.raises(InputError, match=expected):
            check_place(place)
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(InputError, match="it is a folder; name a file in it"):
        check_place(tmp_path / "folder.html")


def test_a_run_of_another_parameter_set_is_named_with_the_start_of_its_hash() -> None:
    made = synthetic.result(draws=3)
    with pytest.raises(InputError) as caught:
        about(made, parameters="kremlin-2024")
    assert f"(SHA-256 {made.manifest.vintage_sha256[:12]}...)" in str(caught.value)
