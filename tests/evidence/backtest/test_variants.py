"""Variants of the backtest: what is taken away is gone, the rest is the headline's, the record is theirs."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

import tajsim as ts
from tajsim.cli.parser import command_parser
from tajsim.cli.scoreboard import bands
from tajsim.cli.scoreboard import variants as shown
from tajsim.engine.request import HISTORY, read
from tajsim.errors import FileFormatError, InputError, UnknownNameError
from tajsim.evidence.backtest import comparison
from tajsim.evidence.backtest.comparison import COLUMNS, frame, given, lines, recorded
from tajsim.evidence.backtest.scores import RESAMPLES, RUN, Forecast, _resamples, fifths, interval, score
from tajsim.evidence.backtest.study import Backtest, backtest, backtest_variants
from tajsim.evidence.backtest.variants import HEADLINE, VARIANTS
from tajsim.evidence.calibration.trials import CALIBRATED, wider
from tajsim.evidence.hindcast import rules_given
from tajsim.parameters import declarations
from tajsim.quarters import Quarter
from tests import of_2024
from tests.evidence.made import a_forecast

SMALL = {"start": 2015, "end": 2015, "trials_draws": 2048, "draws": 60, "seed": 1, "required": 1.0}


@pytest.fixture(scope="module")
def found() -> dict[str, Backtest]:
    return backtest_variants(**SMALL)


# what a variant takes away


def test_ranges_are_wider_about_the_same_values_within_what_is_allowed() -> None:
    p = ts.parameters("world-bank-2024")
    wide = wider(p, 3.0)
    for name, entry in wide.entries.items():
        before, known = p.entries[name], declarations()[name]
        if name not in CALIBRATED:
            assert entry == before
            continue
        assert entry.value == before.value
        low, high = (before.value + 3.0 * (end - before.value) for end in (before.low, before.high))
        if name == "reserve_floor_months":  # a floor is no higher than what is comfortable
            high = min(high, p.entries["reserve_comfort_months"].low)
        assert entry.low == pytest.approx(max(known.low, low))
        assert entry.high == pytest.approx(min(known.high, high))
    assert wide.entries["rouble_elasticity"].high > p.entries["rouble_elasticity"].high


def test_rules_are_held_as_they_stood_or_left_out() -> None:
    """Bans of 2014 were at 0.28 in its last quarter; the borders of 2020 were nearly closed in its last."""
    (bans,) = rules_given("held", Quarter(2014, 4)).shocks
    after = [Quarter(2015, 1), Quarter(2016, 4)]
    assert (bans.target, bans.operation, bans.effect(after).tolist()) == (
        "refusal_share",
        "add",
        [0.28, 0.28],
    )
    closed = {shock.target: shock.effect(after)[0] for shock in rules_given("held", Quarter(2020, 4)).shocks}
    assert closed == {"border_closure": 0.92, "return_rate": 0.1}
    assert rules_given("held", Quarter(2018, 4)).shocks == ()
    for year in (2014, 2020):
        assert rules_given("unknown", Quarter(year, 4)).shocks == ()
    known = read(of_2024.options(baseline=HISTORY, start="2015Q1", end="2015Q4", draws=None)).baseline
    assert [shock.target for shock in known.shocks] == ["refusal_share"]
    assert known.name == rules_given("held", Quarter(2014, 4)).name == HISTORY


def test_each_variant_differs_where_it_should(found: dict[str, Backtest]) -> None:
    assert list(found) == list(VARIANTS)
    assert found["unfitted"].calibrations == {}
    headline, held, off = (found[name] for name in (HEADLINE, "enforcement held", "enforcement off"))
    assert held.calibrations[2014].posterior == headline.calibrations[2014].posterior
    assert off.calibrations[2014].posterior != headline.calibrations[2014].posterior

    def money(b: Backtest, conditional: bool) -> Forecast:
        kind = ("remittances_usd", 1, conditional)
        return next(f for f in b.forecasts if (f.variable, f.horizon, f.conditional) == kind)

    assert money(headline, True).mean < money(held, True).mean < money(off, True).mean  # bans grew in 2015
    assert money(headline, False) == money(held, False)  # no forecast of the rules is made
    assert found["wide"].calibrations[2014].draws == 4 * headline.calibrations[2014].draws
    for b in found.values():
        assert b.benchmarks == headline.benchmarks


def test_a_variant_alone_is_that_among_all(found: dict[str, Backtest]) -> None:
    for name in ("unfitted", "enforcement held"):
        assert backtest(**SMALL, variant=name).forecasts == found[name].forecasts  # type: ignore[arg-type]
    assert backtest(**SMALL).forecasts == found[HEADLINE].forecasts  # type: ignore[arg-type]


def test_a_variant_that_is_none_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'unfitted'"):
        backtest(2015, 2015, variant="unfited")
    with pytest.raises(InputError, match="holds a posterior"):
        backtest(2015, 2015, parameters="calibrated-2024", variant="unfitted")


def test_the_command_names_every_variant() -> None:
    text = command_parser("backtest").format_help()
    assert all(name in " ".join(text.split()) for name in VARIANTS)
    assert vars(command_parser("backtest").read([]))["variant"] == HEADLINE


# bootstrap intervals


def test_an_interval_holds_the_mean_and_is_that_of_independent_years_where_they_are() -> None:
    values = np.random.default_rng(3).normal(2.0, 1.0, 300)
    low, high = interval(values)
    assert low < values.mean() < high
    assert high - low == pytest.approx(2 * 1.645 * values.std() / math.sqrt(300), rel=0.12)
    assert interval(values**2, np.sqrt)[0] == pytest.approx(math.sqrt(interval(values**2)[0]))
    assert interval([1.0, 1.0, 1.0, 1.0, 1.0]) == (1.0, 1.0)
    assert all(math.isnan(end) for end in interval([1.0, 2.0, 3.0, 4.0]))


def test_years_are_drawn_three_in_a_row_and_each_as_often() -> None:
    rows = _resamples(20)
    assert rows.shape == (RESAMPLES, 20)
    follows = (rows[:, 1:] - rows[:, :-1]) % 20 == 1
    inside = np.arange(1, 20) % RUN != 0
    assert follows[:, inside].all()
    assert not follows[:, ~inside].all()
    counts = np.bincount(rows.ravel(), minlength=20)
    assert counts == pytest.approx(np.full(20, RESAMPLES), rel=0.1)
    np.testing.assert_array_equal(rows, _resamples(20))


def test_misses_in_a_row_widen_the_interval() -> None:
    alternating, runs = np.tile([0.0, 1.0], 12), np.repeat([0.0, 1.0, 0.0, 1.0], 6)
    wide, narrow = (np.diff(interval(values))[0] for values in (runs, alternating))
    assert wide > 1.5 * narrow


def test_fifths_are_pairs_of_bins() -> None:
    assert fifths((1, 2, 0, 0, 3, 4, 0, 1, 5, 0)) == (3, 0, 7, 1, 5)


# the lines and the record


def made(shift: float, years: range = range(2005, 2017)) -> tuple[Forecast, ...]:
    return tuple(a_forecast(origin=year, observed=shift + 0.01 * (year - 2010)) for year in years)


def test_lines_are_scores_beside_the_headline() -> None:
    own, other = made(0.0), made(0.6)
    headline, worse = lines({HEADLINE: own, "wide": other}, "imports_usd", 2008, 2016)
    inside = [f for f in own if 2008 <= f.target <= 2016]
    assert {k: headline[k] for k in ("n", "rmse", "crps")} == {
        k: score(inside)[k] for k in ("n", "rmse", "crps")
    }
    assert (headline["gap_low"], headline["gap_high"]) == (0.0, 0.0)
    gap = [a.crps - b.crps for a, b in zip(other[2:-1], own[2:-1], strict=True)]
    assert (worse["gap_low"], worse["gap_high"]) == interval(gap)
    assert worse["gap_low"] > 0.0


def test_the_record_is_read_as_it_was_written(
    found: dict[str, Backtest], tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "variants.csv"
    frame(given(found)).to_csv(path, index=False)
    monkeypatch.setattr(comparison, "record_path", lambda: path)
    for name, forecasts in recorded().items():
        for kept, one in zip(forecasts, given(found)[name], strict=True):
            assert (kept.variable, kept.origin, kept.target) == (one.variable, one.origin, one.target)
            assert (kept.horizon, kept.conditional) == (1, True)
            for field in ("observed", "base", "mean", "median", "crps", "pit"):
                assert getattr(kept, field) == pytest.approx(getattr(one, field), rel=1e-5)
            assert dict(kept.quantiles) == pytest.approx(dict(one.quantiles), rel=1e-5)
    path.write_text(path.read_text().replace("imports_usd", "import_usd").replace("wide,", "wider,"))
    with pytest.raises(FileFormatError, match="unknown variant 'wider'"):
        recorded()


def test_the_shipped_record_has_every_question_of_every_variant() -> None:
    every = recorded()
    asked = {name: [(f.variable, f.origin) for f in forecasts] for name, forecasts in every.items()}
    assert all(questions == asked[HEADLINE] for questions in asked.values())
    assert len(asked[HEADLINE]) == len(set(asked[HEADLINE])) > 140
    from tajsim.evidence.observations import observed

    table = observed()
    for f in every[HEADLINE]:
        assert f.observed == pytest.approx(table.change(f.variable, f.origin, f.target), rel=1e-5, abs=1e-9)
    assert tuple(frame(every).columns) == COLUMNS


def test_the_shipped_record_is_what_is_forecast_now() -> None:
    """A part that takes a moment: two years of the declared ranges as they are."""
    now = given({"unfitted": backtest(2009, 2010, variant="unfitted")})["unfitted"]
    kept = {(f.variable, f.origin): f for f in recorded()["unfitted"]}
    assert len(now) > 10
    for f in now:
        was = kept[f.variable, f.origin]
        assert (was.mean, was.crps) == pytest.approx((f.mean, f.crps), rel=1e-4, abs=1e-6), f.variable


# how they are printed


def test_bands_are_printed_with_fifths_and_intervals() -> None:
    row = Backtest(made(0.0), {}, {}).rows()[0]
    text = bands([row])
    assert max(map(len, text.splitlines())) <= 100
    last = text.splitlines()[-1]
    low, high = row["rmse_low"], row["rmse_high"]
    assert f"{low:.3f} to {high:.3f}" in last
    assert "/".join(map(str, fifths(row["pit"]))) in last
    assert last.endswith(f"{row['bias']:+.3f}")
    few = bands([{**row, "rmse_low": math.nan, "rmse_high": math.nan}]).splitlines()[-1]
    assert few.split()[2:4] == ["2006-17", "-"]


def test_variants_are_printed_by_variable() -> None:
    worse = tuple(dataclasses.replace(f, crps=f.crps + 0.1) for f in made(0.0))
    text = shown({HEADLINE: made(0.0), "wide": worse})
    assert "Imports, USD, 2006-2017" in text.splitlines()
    own, other = text.splitlines()[-2:]
    assert own.startswith("declared ranges, fitted")
    assert not own.endswith("+0.100")
    assert other.startswith("ranges three times as wide, fitted")
    assert other.endswith("+0.100 to +0.100")
    assert max(map(len, text.splitlines())) <= 110


def test_the_frame_of_a_backtest_has_a_row_a_forecast() -> None:
    table = frame({HEADLINE: made(0.0)})
    assert isinstance(table, pd.DataFrame)
    assert table["origin"].tolist() == list(range(2005, 2017))
