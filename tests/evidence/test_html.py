"""Evidence shows itself in a notebook: scores, episodes and posteriors with their own numbers."""

from __future__ import annotations

import dataclasses

import pytest

from tajsim.evidence.backtest.scores import score
from tajsim.evidence.backtest.study import Backtest
from tajsim.evidence.episodes.study import Episode, Line
from tajsim.html import banded, number
from tests.evidence.made import a_calibration, a_forecast
from tests.test_html import EVIL, Reader


def shown(answer: Backtest | Episode) -> tuple[list[list[str]], str]:
    reader = Reader(answer._repr_html_())
    (rows,) = reader.tables
    return rows, "".join(reader.words)


def test_a_backtest_shows_the_scores_of_each_kind() -> None:
    own = (a_forecast(), a_forecast(origin=2011, observed=-0.99))
    blind = (a_forecast(conditional=False), a_forecast(variable="gdp_growth", horizon=3))
    rows, words = shown(Backtest((*blind, *own), {"random walk": own}, {}))
    assert [row[:4] for row in rows[1:]] == [
        ["Imports, USD", "1", "as they were", "2"],
        ["Real GDP growth", "3", "as they were", "1"],
        ["Imports, USD", "1", "forecast", "1"],
    ]
    found = score(own)
    assert rows[1][4:] == [
        number(found["rmse"], 4),
        number(found["crps"], 4),
        number(100 * found["sign"], 4),
        "50",
    ]
    assert "Backtest: 4 forecasts" in words
    assert shown(Backtest((), {}, {}))[0][1:] == []


@pytest.fixture
def episode() -> Episode:
    line = Line(
        year=2014, variable="remittances_usd", unit="million USD", observed=3_384.0, median=3_500.0,
        q5=3_000.0,
        q25=3_300.0, q75=3_700.0, q95=4_100.0, inside90=True, percentile=30.0,
        published_forecast=float("nan"), forecast_source="",
    )  # fmt: skip
    out = dataclasses.replace(line, variable="gdp_growth", unit="% per year", observed=9.25, inside90=False)
    return Episode(
        name="2014-15", title=EVIL, first=2014, last=2014, narrative="", sources=(), forecasts=(),
        lines=(line, out),
        observed={"remittances_usd": {2014: 3_384.0}, "gdp_growth": {2014: 9.25}}, notes=(), calibrated=None,
        draws=2000, seed=7, data="World Bank WDI",
    )  # fmt: skip


def test_an_episode_shows_what_was_observed_beside_what_was_simulated(episode: Episode) -> None:
    rows, words = shown(episode)
    assert rows[1:] == [
        ["Remittances", "2014", "million USD", "3,384", banded(3_000.0, 3_500.0, 4_100.0), "yes"],
        ["Growth of GDP", "2014", "% per year", "9.25", "3,500 (3,000 to 4,100)", "no"],
    ]
    assert EVIL in words
    assert episode.missed.split("\n\n")[0] in words
    assert "<script" not in episode._repr_html_()


def test_a_calibration_shows_prior_and_posterior() -> None:
    found = a_calibration()
    reader = Reader(found._repr_html_())
    row = found.table().iloc[0]
    band = banded(row["prior_low"], row["prior_median"], row["prior_high"])
    assert reader.tables[0][1][:1] == ["rouble_elasticity"]
    assert reader.tables[0][1][2:] == [band, band, "0", "0"]
    assert "Calibration until 2010" in reader.words
