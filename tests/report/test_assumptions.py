"""What the page says of shocks, parameters, the outlook and sources."""

from __future__ import annotations

from dataclasses import replace

import pytest

import tajsim as ts
from tajsim.drivers.declared import DRIVERS
from tajsim.drivers.outlook import Annual, outlook
from tajsim.languages import ENGLISH, language
from tajsim.model.outputs import OUTPUTS
from tajsim.parameters import declarations
from tajsim.quarters import Quarter
from tajsim.report import assumptions
from tajsim.report.assumptions import Change, ScenarioText
from tajsim.report.comparison import figure
from tajsim.results import OutputInfo
from tajsim.scenarios.target import targets

from ..results import synthetic
from .made import about, plain


@pytest.mark.parametrize(
    ("shock", "expected"),
    [
        (ts.Shock("rub_per_usd", set=95.0), "set to 95"),
        (ts.Shock("rub_per_usd", set_mean=95.0), "mean set to 95"),
        (ts.Shock("rub_per_usd", set_mean=95.0, weight=0.5), "mean set to 95, by 50 %"),
        (ts.Shock("rub_per_usd", add=-2.0), "add −2"),
        (ts.Shock("rub_per_usd", multiply=1.3), "times 1.3"),
    ],
)
def test_what_a_shock_does_is_reported(shock: ts.Shock, expected: str) -> None:
    assert (
        assumptions._change(shock, ts.Scenario("a", [shock]), composed=False, say=ENGLISH).change == expected
    )


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
    rows = assumptions.moved(ts.parameters("calibrated-2024"), shown, ENGLISH)
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
    found, years = outlook("baseline").held(None), (2025, 2026)
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
