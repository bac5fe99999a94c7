"""Objects show themselves in a notebook: their numbers, whole, escaped, and in order."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.html import MOST, frame, heading, number, table
from tajsim.parameters import BLOCKS, declarations
from tests.results.synthetic import result, summarised

EVIL = "<script>alert(1)</script> & \"'"


class Reader(HTMLParser):
    """The tables of a text, and whether every tag is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.tables: list[list[list[str]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)
        if self.open and self.open[-1] in ("td", "th"):
            self.tables[-1][-1][-1] += data


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"), (-0.0, "0"), (0.12345, "0.123"), (-1.5, "\N{MINUS SIGN}1.5"), (999.4, "999"),
        (999.7, "1,000"), (1000.4, "1,000"),
        (-1234567.8, "\N{MINUS SIGN}1,234,568"), (12, "12"), (2_000, "2,000"),
        (float("nan"), "\N{EN DASH}"), (float("inf"), "inf"), (np.float64(2.5), "2.5"),
    ],
)  # fmt: skip
def test_numbers(value, shown):
    assert number(value) == shown


def test_a_table_aligns_numbers_and_escapes_text():
    text = table(["a<b", "n"], [(EVIL, 1.0), ("x", 2_000.0)])
    reader = Reader(text)
    assert reader.tables == [[["a<b", "n"], [EVIL, "1"], ["x", "2,000"]]]
    assert "<script>" not in text
    assert '<td style="text-align:right">2,000</td>' in text
    assert '<td style="text-align:left">x</td>' in text
    assert EVIL in "".join(Reader(heading(EVIL, EVIL)).words)


def test_a_long_table_states_how_much_is_left_out():
    reader = Reader(table(["i"], [(i,) for i in range(MOST + 1)]))
    assert len(reader.tables[0]) == MOST + 1
    assert f"{MOST + 1} rows, of which the first {MOST} are shown" in reader.words
    assert len(Reader(table(["i"], [(i,) for i in range(MOST)])).words) == 1 + MOST


def test_a_frame_keeps_the_labels_of_its_index():
    data = pd.DataFrame({"x": [1.5, 2.5]}, index=pd.MultiIndex.from_tuples([("a", 2025), ("b", 2026)]))
    assert Reader(frame(data)).tables == [[["", "", "x"], ["a", "2025", "1.5"], ["b", "2026", "2.5"]]]
    named = pd.DataFrame({"x": [1]}, index=pd.Index([2025], name="year"))
    assert Reader(frame(named)).tables == [[["year", "x"], ["2025", "1"]]]


def test_a_result_shows_medians_and_bands_of_the_second_year():
    run = result(draws=100, quarters=12)
    reader = Reader(run._repr_html_())
    (rows,) = reader.tables
    assert rows[0][:3] == ["scenario", "Remittances, % of baseline", "GDP, % of baseline"]
    assert [row[0] for row in rows[1:]] == ["crackdown", "rouble-shock"]
    low, middle, high = run.delta("crackdown", "gdp", "Y").table().loc[2026, [0.05, 0.5, 0.95]]
    assert rows[1][2] == f"{number(middle)} ({number(low)} to {number(high)})"
    text = "".join(reader.words)
    for part in (
        "3 scenarios, 2025Q1 to 2027Q4, 100 draws, seed 7",
        "in 2026",
        "test-vintage",
        "8 outputs kept",
    ):
        assert part in text


def test_a_result_without_draws_or_scenarios_or_years_shows_what_it_has():
    alone = result(draws=None, scenarios=("baseline",), quarters=3)
    reader = Reader(alone._repr_html_())
    assert reader.tables[0][1][2] == number(float(alone.central["gdp"][2, 0]))
    assert reader.tables[0][0][2] == "GDP, million TJS at 2024 prices"
    assert "Levels in 2025Q3" in "".join(reader.words)
    assert "1 scenario, 2025Q1 to 2025Q3, the single path" in "".join(reader.words)
    _, small = summarised(draws=600, outputs=("gdp",))
    assert len(Reader(small._repr_html_()).tables[0]) == 3


def test_a_deviation_and_values_show_every_period():
    run = result(draws=100, quarters=8)
    delta = run.delta("crackdown", "gdp", "Y")
    rows = Reader(delta._repr_html_()).tables[0]
    assert rows[0] == ["period", "central", "5 %", "median", "95 %"]
    assert rows[2] == ["2026", *(number(x, 4) for x in delta.table().loc[2026])]
    rows = Reader(run["gdp"]._repr_html_()).tables[0]
    assert rows[0] == ["quarter", *run.scenarios]
    table = run.table("gdp", "Q").loc[("crackdown", "2025Q4")]
    assert rows[4][2] == f"{number(table[0.5])} ({number(table[0.05])} to {number(table[0.95])})"
    central = result(draws=None)
    assert Reader(central["gdp"]._repr_html_()).tables[0][1][1] == number(float(central.central["gdp"][0, 0]))
    assert Reader(central.delta("crackdown", "gdp")._repr_html_()).tables[0][0] == ["period", "central"]


def test_a_scenario_shows_its_shocks_with_units():
    scenario = ts.Scenario(
        "mine",
        [
            ts.Shock("rub_per_usd", multiply=ts.ramp(1.2, start="2026Q1", quarters=4)),
            ts.Shock("refusal_share", set=0.2, note=EVIL),
        ],
        title="My own", narrative="One.\n\nTwo & three.", sources=["S30"],
    )  # fmt: skip
    reader = Reader(scenario._repr_html_())
    assert reader.tables[0][1] == ["rub_per_usd", "multiply", "1.2", "times", "ramp", "2026Q1", ""]
    target = reader.tables[0][2]
    assert target[:4] == ["refusal_share", "set", "0.2", declarations()["refusal_share"].unit]
    assert target[5:] == ["the start of the run", EVIL]
    for word in ("My own", "Scenario mine", "One.", "Two & three.", "Sources: S30"):
        assert word in reader.words
    both = "".join(Reader((scenario + ts.scenario("crackdown"))._repr_html_()).words)
    assert "Scenario mine + crackdown: mine + crackdown" in both
    assert "No shocks." in Reader(ts.Scenario("none")._repr_html_()).words


def test_parameters_show_every_figure_once_in_its_block():
    p = ts.parameters("world-bank-2024")
    reader = Reader(p._repr_html_())
    headline, *blocks = reader.tables
    assert len(blocks) == len(BLOCKS)
    assert [row[0] for block in blocks for row in block[1:]] == [
        field.name for _, cls in BLOCKS for field in dataclasses.fields(cls)
    ]
    assert [row[0] for row in headline[1:]] == [n for n, d in declarations().items() if d.headline]
    shown = next(row for block in blocks for row in block if row[0] == "rouble_elasticity")
    entry = p.entries["rouble_elasticity"]
    assert shown[1] == number(entry.value, 4)
    assert shown[3:] == [
        number(entry.low, 4), number(entry.high, 4), entry.distribution, entry.confidence, entry.source,
    ]  # fmt: skip


def test_no_colour_is_set():
    for shown in (
        result()._repr_html_(),
        ts.scenario("crackdown")._repr_html_(),
        ts.parameters("calibrated-2024")._repr_html_(),
    ):
        assert not re.search(r"color|#[0-9a-f]{3}", shown)
