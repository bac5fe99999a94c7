"""Which parameters are figures of the base year, and that another date needs other figures."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import numpy as np
import pytest

import tajsim as ts
from tajsim.parameters import declarations, parameters
from tajsim.past import parameters_of
from tests.of_2024 import run

FIGURES = tuple(name for name, declared in declarations().items() if declared.base_year)
TRENDS = {"potential_growth", "productivity_growth", "spending_growth"}  # what had been normal for years


def written(path: Path, head: str, names: tuple[str, ...] = ()) -> Path:
    """A parameter set file with the values that world-bank-2024 has for `names`."""
    p = parameters("world-bank-2024")
    tables = [
        f'[{declarations()[name].block}.{name}]\nvalue = {p.entries[name].value!r}\nsource = "my desk"\n'
        'confidence = "user"\n'
        for name in names
    ]
    path.write_text(head + "\n" + "\n".join(tables))
    return path


def test_the_list_is_shown_in_every_way() -> None:
    p = parameters("calibrated-2024")
    table = p.describe()
    assert set(table.loc[table["base_year"], "name"]) == set(FIGURES)
    shown = p.base_year()
    assert set(shown["name"]) == set(FIGURES)
    assert list(shown["block"].drop_duplicates()) == [
        "economy", "host", "policy", "migration", "remittances", "households", "trade", "external", "fiscal",
        "monetary", "banks", "labour", "welfare",
    ]  # fmt: skip
    row = shown.set_index("name").loc["nominal_gdp"]
    assert (row["value"], row["unit"]) == (153_400.0, "million TJS per year")


def test_stocks_flows_and_prices_of_the_year_are_on_it_and_behaviour_is_not() -> None:
    assert {"stock_russia", "reserves_usd", "loans", "exports_total", "wage_tjs", "gini"} <= set(FIGURES)
    for name in ("rouble_elasticity", "enforcement", "inflation_target", "season_q1", "capital_floor"):
        assert name not in FIGURES


@pytest.mark.parametrize("year", [2012, 2023])
def test_what_a_past_year_gives_anew_is_on_the_list(year: int) -> None:
    p = parameters("calibrated-2024")
    then = parameters_of(year, p).values()
    moved = {name for name, value in p.values().items() if then[name] != value}
    assert moved - TRENDS <= set(FIGURES)


def test_a_new_date_without_its_figures_is_refused(tmp_path: Path) -> None:
    file = written(
        tmp_path / "september.toml",
        'title = "September"\ndate = 2025-09-30\nextends = "kremlin-2024"\n',
        ("nominal_gdp",),
    )
    with pytest.raises(ts.InputError) as caught:
        parameters(file)
    problems = dict(problem.removeprefix("[").split("] ", 1) for problem in caught.value.problems)
    expected = ": figures of another year, that of 'kremlin-2024'; give those of 2025-09-30"
    missing = {name for text in problems.values() for name in text.removesuffix(expected).split(", ")}
    assert missing == set(FIGURES) - {"nominal_gdp"}
    assert problems["households"] == f"cash_usd{expected}"
    assert problems["economy"].startswith("exchange_rate, gdp_growth_base, ")


def test_a_new_date_with_its_figures_is_a_set_of_its_own(tmp_path: Path) -> None:
    file = written(
        tmp_path / "september.toml",
        'title = "September"\ndate = 2025-09-30\nextends = "calibrated-2024"\n',
        FIGURES,
    )
    p = parameters(file)
    assert p.date == datetime.date(2025, 9, 30)
    assert p.parents == ("calibrated-2024", "world-bank-2024", "shared-2024")
    assert p.ensemble is not None, "behaviour is inherited"
    assert not p.figures
    assert not p.resolutions, "what was published of 2024 does not speak of another year"
    assert p.reconcile().empty
    assert run((), p, end="2026Q4", draws=20).quarters[0] == ts.Quarter(2025, 4)
    again = parameters(p.to_toml(tmp_path / "whole.toml"))
    assert again == p


def test_a_set_between_may_bring_the_figures(tmp_path: Path) -> None:
    dated = 'title = "Mid"\ndate = 2025-06-30\nextends = "world-bank-2024"\n'
    written(tmp_path / "mid.toml", dated, FIGURES)
    on_top = written(tmp_path / "top.toml", 'title = "Top"\nextends = "mid"\n', ("gini",))
    assert parameters(on_top).date == datetime.date(2025, 6, 30)
    same = written(tmp_path / "same.toml", 'title = "Top"\ndate = 2025-06-30\nextends = "mid"\n')
    assert parameters(same).date == datetime.date(2025, 6, 30)

    undated = 'title = "Mid"\nextends = "world-bank-2024"\n'
    written(tmp_path / "mid.toml", undated, FIGURES)  # of 2024, as what it extends
    later = written(tmp_path / "top.toml", 'title = "Top"\ndate = 2025-06-30\nextends = "mid"\n')
    with pytest.raises(ts.InputError, match="figures of another year, that of 'mid'"):
        parameters(later)


def test_the_same_date_needs_nothing(tmp_path: Path) -> None:
    head = 'title = "Mine"\ndate = 2024-12-31\nextends = "world-bank-2024"\n'
    p = parameters(written(tmp_path / "mine.toml", head, ("gini",)))
    assert dict(p.figures) == dict(parameters("world-bank-2024").figures)


def test_a_set_older_than_the_outlook_is_refused() -> None:
    p = dataclasses.replace(parameters("calibrated-2024"), date=datetime.date(2023, 12, 31))
    with pytest.raises(ts.InputError) as caught:
        run((), p, start="2024Q1", draws=None)
    text = str(caught.value)
    assert "the outlook 'baseline' has no figures for 2024" in text
    for series in ("driver 'rub_per_usd'", "driver 'russia_labour_need'", "target 'gdp_growth'"):
        assert f"{series} begins in 2025" in text
    with pytest.raises(ts.InputError, match="the outlook 'baseline' has no figures for 2024"):
        ts.plausibility("rouble-shock", p, draws=200)
    with pytest.raises(ts.InputError, match="the outlook 'baseline' has no figures for 2024"):
        run((), dataclasses.replace(p, date=datetime.date(2024, 6, 30)), start="2024Q3", draws=None)


def test_the_own_projection_starts_from_any_year() -> None:
    p = dataclasses.replace(parameters("calibrated-2024"), date=datetime.date(2023, 12, 31))
    r = run((), p, "none", "2024Q1", "2025Q4", None, outputs=["gdp_growth"])
    assert r.years == (2024, 2025)


@pytest.mark.parametrize("year", [2025, 2027, 2029, 2031])
def test_a_set_newer_than_the_outlook_holds_its_last_figures(year: int) -> None:
    p = dataclasses.replace(parameters("calibrated-2024"), date=datetime.date(year, 12, 31))
    r = run((), p, end=f"{year + 2}Q4", draws=None, outputs=["gdp_growth", "russia_labour_gap"])
    wanted = {2026: 6.0}.get(year + 1, 5.5)
    assert r.central_annual["gdp_growth"][0, 0] == pytest.approx(wanted, abs=1e-8)
    assert np.isfinite(r.central["russia_labour_gap"]).all()
