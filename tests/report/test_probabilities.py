"""Chances on the page: each is that of its words, beside that of the baseline where it is of a level."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tajsim.report.page import _event_probabilities
from tajsim.report.probabilities import EVENTS, EventProbabilities, event_probabilities, sentence
from tajsim.results import Result

from ..results import synthetic
from .made import about, plain

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
