"""Rounds that are given figures: frozen with them, and revisions and releases told apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.published.observations import Observations
from tajsim.rounds.compare import RoundComparison, news
from tajsim.rounds.folder import Round, read_round

END = "2026Q4"
COLUMNS = ["series", "period", "value", "unit", "source", "published"]
SENT = ("remittances_usd", "2025Q1", 1700.0, "million USD", "National Bank", "2025-06-10")
REVISED = ("remittances_usd", "2025Q1", 1800.0, "million USD", "National Bank", "2025-09-10")
LATER = ("remittances_usd", "2025Q2", 2100.0, "million USD", "National Bank", "2025-09-10")
RATE = ("tjs_per_usd", "2025Q2", 10.3, "TJS per USD", "World Bank", "2025-08-20")
OLD = ("unemployment_rate", "2019", 7.0, "% of labour force", "Statistics Agency", "2025-08-01")


def figures(*rows: tuple[object, ...]) -> Observations:
    return ts.observations(pd.DataFrame(rows, columns=COLUMNS))


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Round, Round]:
    place = tmp_path_factory.mktemp("rounds")
    return (
        ts.new_round(place / "june", figures(SENT), draws=None, end=END),
        ts.new_round(place / "october", figures(SENT, REVISED, LATER, RATE), draws=None, end=END),
    )


@pytest.fixture(scope="module")
def found(rounds: tuple[Round, Round]) -> RoundComparison:
    return ts.compare_rounds(*rounds)


def test_the_forecast_meets_the_figures_and_is_frozen_with_them(rounds: tuple[Round, Round]) -> None:
    for one, sent in zip(rounds, (1700.0, 1800.0), strict=True):
        assert one.forecast.central["remittances_usd"][0, 0] == pytest.approx(sent, rel=1e-6)
        back = read_round(one.path)
        assert back.inputs.known is not None
        assert one.inputs.known is not None
        assert back.inputs.known.conditions() == one.inputs.known.conditions()
        assert {"observations.csv", "observations_base.csv"} & {path.name for path in one.path.iterdir()}
        assert ts.verify_round(one.path).passed
    assert (rounds[0].known, rounds[1].known) == ("2025-06-10", "2025-09-10")


def test_revisions_and_releases_are_told_apart(found: RoundComparison) -> None:
    assert found.names == (
        "revisions",
        "World Bank, 2025-08-20: tjs_per_usd",
        "National Bank, 2025-09-10: remittances_usd",
        "equations",
    )
    assert found.kinds == ("revisions", "release", "release", "equations")
    assert found.gap() < 1e-9
    assert not found.parts[-1].any()
    i, t = found.place("tjs_per_usd", 2025)
    assert found.parts[1, i, t] < -0.05
    i, t = found.place("remittances_usd", 2025)
    assert found.parts[0, i, t] > 50.0
    assert "World Bank, 2025-08-20: tjs_per_usd -" in found.words("tjs_per_usd", 2025)


def test_from_no_figures_every_one_is_new(rounds: tuple[Round, Round], tmp_path: Path) -> None:
    bare = ts.new_round(tmp_path / "bare", draws=None, end=END)
    assert bare.known is None
    (group,) = news(bare.inputs, rounds[0].inputs)
    assert group.name == "National Bank, 2025-06-10: remittances_usd"
    back = group.take(bare.inputs).known
    assert back is not None
    assert rounds[0].inputs.known is not None
    assert back.conditions() == rounds[0].inputs.known.conditions()
    (group,) = news(rounds[0].inputs, bare.inputs)
    assert group.kind == "revisions", "what is left out is no new figure"
    assert group.take(rounds[0].inputs).known is None
    found = ts.compare_rounds(rounds[0], bare, ["remittances_usd"])
    assert np.array_equal(found.parts[0], found.after - found.before)


def test_what_says_nothing_of_a_run_is_no_group(rounds: tuple[Round, Round], tmp_path: Path) -> None:
    more = ts.new_round(tmp_path / "more", figures(SENT, OLD), draws=None, end=END)
    assert news(rounds[0].inputs, more.inputs) == ()
    assert ts.compare_rounds(rounds[0], more, ["gdp_growth"]).names == ("equations",)


def test_a_day_stands_for_all_that_was_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = []

    def known(on: object) -> Observations:
        asked.append(on)
        return figures(SENT)

    monkeypatch.setattr("tajsim.rounds.folder.published_by", known)
    one = ts.new_round(tmp_path / "one", "2025-06-30", draws=None, end="2025Q4")
    assert asked == ["2025-06-30"]
    assert one.known == "2025-06-10"


def test_figures_of_which_none_is_of_the_forecast_change_nothing(tmp_path: Path) -> None:
    """A round that knows a year of which the forecast has no quarter, as it is read from its folder."""
    old = figures(("remittances_usd", "2024Q2", 1500.0, "million USD", "National Bank", "2024-09-30"))
    knowing = ts.new_round(tmp_path / "knowing", old, draws=20, end="2025Q4")
    free = ts.new_round(tmp_path / "free", draws=20, end="2025Q4")
    name = "remittances_usd"
    assert (knowing.forecast[name].values == free.forecast[name].values).all()
    assert str(ts.verify_round(knowing.path)).endswith("the same to the bit")
