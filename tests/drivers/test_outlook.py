"""Outlooks: what the shipped ones hold, how drivers follow them, and every way a file can be bad."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from tajsim.drivers.declared import DRIVERS
from tajsim.drivers.outlook import (
    FORECAST,
    OUTLOOKS,
    TARGETS,
    Annual,
    format_outlook,
    outlook,
    parse_outlook,
    read_outlook,
)
from tajsim.drivers.stochastic import estimate
from tajsim.errors import FileFormatError, InputError, UnknownNameError

BAD = Path(__file__).parent.parent / "bad_inputs" / "outlooks"
STARTS = {"rub_per_usd": 92.6, "oil_price": 68.0}

FAULTS = {
    "empty": ("driver 'rub_per_usd' is missing", "driver 'export_price_inflation' is missing"),
    "only_comment": ("driver 'oil_price' is missing",),
    "not_toml": ("not valid TOML",),
    "not_utf8": ("not UTF-8",),
    "unknown_key": ("unknown key 'titel'", "did you mean 'title'?"),
    "missing_title": ("title",),
    "unknown_driver": ("unknown driver 'oil_prise'", "did you mean 'oil_price'", "'oil_price' is missing"),
    "missing_driver": ("driver 'china_growth' is missing",),
    "unknown_target": ("unknown target 'gdp_grwth'", "did you mean 'gdp_growth'"),
    "drivers_not_table": ("[drivers] must be a table",),
    "driver_not_table": ("driver 'oil_price' needs values",),
    "no_values": ("driver 'oil_price' needs values",),
    "empty_values": ("driver 'oil_price' needs values",),
    "bad_year": ("driver 'oil_price'", "'25' is not a year"),
    "number_as_text": ("driver 'oil_price' in 2025", "'68' is not a finite number"),
    "boolean": ("driver 'oil_price' in 2025", "True is not a finite number"),
    "nan": ("driver 'oil_price' in 2025", "nan is not a finite number"),
    "infinite": ("driver 'oil_price' in 2025", "inf is not a finite number"),
    "huge_integer": ("driver 'oil_price' in 2025: 1000", "is not a finite number"),
    "start_huge_integer": ("driver 'russia_labour_need': start is 1000", "not a finite number"),
    "year_not_in_digits": ("'²²²²' is not a year", "'٢٠٢٦' is not a year"),
    "forecast_with_a_number": ("driver 'oil_price' is left to the driver model: values would not be used",),
    "unknown_kind": ("driver 'rub_per_usd'", "annual is 'average'"),
    "misspelt_annual": ("driver 'rub_per_usd'", "'anual'", "did you mean 'annual'"),
    "no_source": ("driver 'rub_per_usd' has no source",),
    "blank_source": ("driver 'rub_per_usd' has no source",),
    "forecast_with_values": (
        "driver 'rub_per_usd' is left to the driver model: values would not be used",
        "driver 'oil_price' is left to the driver model: start would not be used",
    ),
    "forecast_of_another": (
        "the driver model has oil_price, rub_per_usd, russia_gdp_growth",
        "driver 'china_growth' has no forecast",
        "target 'gdp_growth' has no forecast",
        "driver 'russia_gdp_growth' has no source",
    ),
    "start_not_a_number": ("driver 'russia_labour_need'", "start"),
    "earlier_not_boolean": ("driver 'russia_labour_need': earlier is 'yes'; it must be true or false",),
    "no_start": ("driver 'russia_labour_need'", "start"),
    "driver_outside_range": ("driver 'oil_price' in 2025", "-68"),
    "targets_outside_the_round": (
        "target 'gdp_growth' of 2024-04 is not of the round 2025-08 to 2025-12",
        "target 'inflation' needs published",
        "target 'current_account_gdp': published is 'spring'",
    ),
    "known_not_figures": (
        "driver 'oil_price': known is of targets alone",
        "target 'inflation': known is 3.5; it must be { 2026 = ... }, or {}",
        "target 'gdp_growth', known in 2026: 600.0 is outside -50 to 50",
        "target 'npl_ratio' needs values",
    ),
    "round_of_one_month": ("round is ['2025-13']; it must be two months",),
    "target_not_positive": ("target 'tjs_per_usd' in 2025", "-11"),
    "many_faults": (
        "nan is not a finite number",
        "unknown driver 'chna_growth'",
        "driver 'china_growth' is missing",
        "driver 'rub_per_usd' has no source",
        "unknown target 'gdp_grwth'",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_of_a_file_is_named(name: str) -> None:
    with pytest.raises(FileFormatError) as caught:
        read_outlook(BAD / f"{name}.toml")
    message = str(caught.value)
    assert f"{name}.toml" in message
    for part in FAULTS[name]:
        assert part in message


def test_every_bad_file_is_tested() -> None:
    assert {path.stem for path in BAD.glob("*.toml")} == set(FAULTS)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match=r"nowhere\.toml"):
        read_outlook(tmp_path / "nowhere.toml")


def test_an_unknown_outlook_gives_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'baseline'"):
        outlook("basline")


@pytest.mark.parametrize("name", OUTLOOKS)
def test_a_shipped_outlook_has_every_driver_with_its_source(name: str) -> None:
    view = outlook(name)
    assert view.name == name
    assert view.title
    assert view.narrative
    assert view.drivers.keys() == {driver.name for driver in DRIVERS}
    for series in (*view.drivers.values(), *view.targets.values()):
        assert series.source.strip()
        assert all(2025 <= year <= 2035 for year in series.values)


def test_only_the_published_outlook_has_targets_and_they_are_of_one_round() -> None:
    view = outlook("baseline")
    assert set(view.targets) < set(TARGETS)
    assert not outlook("none").targets
    first, last = view.round
    year, month = (int(b) - int(a) for a, b in zip(first.split("-"), last.split("-"), strict=True))
    assert 12 * year + month <= 6  # months: between one autumn and the next spring forecasts change
    for target in view.targets.values():
        assert target.published or target.source.startswith("judgement")
        assert all(first <= published <= last for published in target.published)


def test_a_round_is_written_and_read() -> None:
    view = outlook("baseline")
    assert parse_outlook(format_outlook(view), "baseline") == view


def test_targets_are_others_where_quarters_are_known() -> None:
    view = outlook("baseline")
    before, after = view.held(None), view.held(2026)
    assert set(before.targets) == set(view.targets) - {"npl_ratio"}
    assert before.targets["inflation"] == view.targets["inflation"]
    assert set(after.targets) == set(view.targets) - {"current_account_gdp"}
    assert after.targets["inflation"].values == view.targets["inflation"].known
    assert after.targets["gdp_growth"].values == view.targets["gdp_growth"].values
    assert after.targets["npl_ratio"].through(2025, 2026) == [5.7, 5.7], "2025 is not asked for"
    none = outlook("none")
    assert none.held(None) == none
    assert not none.held(2026).targets


def test_a_series_must_begin_by_the_first_year_that_is_not_known() -> None:
    text = format_outlook(outlook("none")).replace("2025 = 4.5", "2026 = 4.5").replace("earlier = true", "")
    view = parse_outlook(text, "mine")
    assert view.held(2026).drivers["china_growth"].through(2025, 2026) == [4.5, 4.5]
    of_2025 = view.held(None)
    with pytest.raises(InputError, match="driver 'china_growth' begins in 2026"):
        of_2025.driver_paths(range(2025, 2027), STARTS)
    with pytest.raises(InputError, match="driver 'china_growth' begins in 2026"):
        view.held(2025)


@pytest.mark.parametrize("name", OUTLOOKS)
def test_driver_paths_meet_the_annual_figures(name: str) -> None:
    view, years = outlook(name), range(2025, 2036)
    paths = view.driver_paths(years, STARTS)
    for driver in DRIVERS:
        annual, path = view.drivers[driver.name], paths[driver.name].reshape(len(years), 4)
        assert (path >= driver.low).all(), driver.name
        assert (path <= driver.high).all(), driver.name
        if annual.kind == "forecast":
            continue
        figures = annual.through(2025, 2035)
        found = path[:, -1] if annual.kind == "end" else path.mean(axis=1)
        np.testing.assert_allclose(found, figures, rtol=1e-10, err_msg=driver.name)
        if annual.kind == "constant":
            np.testing.assert_array_equal(path, np.repeat(figures, 4).reshape(-1, 4))


def test_what_is_left_to_the_driver_model_is_its_expected_path() -> None:
    view = outlook("none")
    left = {name for name, annual in view.drivers.items() if annual.kind == "forecast"}
    assert left == set(FORECAST)
    paths = view.driver_paths(range(2025, 2031), STARTS)
    for name, path in estimate(2024).expected(STARTS, 24).items():
        np.testing.assert_array_equal(paths[name], path, err_msg=name)
    assert not any(annual.kind == "forecast" for annual in outlook("baseline").drivers.values())


def test_the_last_figure_holds_after_the_outlook_ends() -> None:
    annual = outlook("baseline").drivers["oil_price"]
    assert annual.through(2029, 2033) == [60.0] * 5


@pytest.mark.parametrize("name", OUTLOOKS)
def test_paths_do_not_depend_on_how_far_they_are_asked_for(name: str) -> None:
    view = outlook(name)
    short, long = (view.driver_paths(range(2025, stop), STARTS) for stop in (2028, 2031))
    for driver, path in short.items():
        np.testing.assert_allclose(path, long[driver][: len(path)], rtol=1e-9, err_msg=driver)


def test_an_outlook_travels_to_other_processes() -> None:
    view = outlook("baseline")
    assert pickle.loads(pickle.dumps(view)) == view


def test_an_outlook_is_frozen() -> None:
    view = outlook("baseline")
    with pytest.raises(TypeError):
        view.drivers["oil_price"] = view.drivers["rub_per_usd"]  # type: ignore[index]
    with pytest.raises(TypeError):
        view.drivers["oil_price"].values[2025] = 0.0  # type: ignore[index]


@pytest.mark.parametrize(
    ("first", "gone", "wanted"),
    [
        (2025, 0, [0.25, 0.5, 0.75, 1.0, 1.25]),
        (2025, 2, [0.25, 0.5, 0.75, 1.0, 1.25]),
        (2026, 0, [0.25, 0.5, 0.75, 1.0, 1.25]),
        (2027, 3, [0.25, 0.5, 0.75, 1.0, 1.25]),
        (2031, 0, [0.0] * 5),
    ],
)
def test_what_russia_needs_counts_from_the_end_of_the_base_year(
    first: int, gone: int, wanted: list[float]
) -> None:
    """A base year that ends later has part of the need behind it: 458 333 a year are still to come."""
    starts = {"rub_per_usd": 92.6, "oil_price": 68.0}
    path = outlook("baseline").driver_paths(range(first, first + 3), starts, gone=gone)["russia_labour_need"]
    np.testing.assert_allclose(path[:5], 458_333.3 * np.array(wanted), atol=1.0)


def test_figures_before_the_first_are_refused_unless_it_is_theirs_too() -> None:
    with pytest.raises(InputError, match="annual figures begin in 2025; there is none for 2024"):
        Annual({2025: 1.0, 2026: 2.0}, "s").through(2024, 2026)
    assert Annual({2025: 1.0, 2026: 2.0}, "s", earlier=True).through(2023, 2027) == [1.0, 1.0, 1.0, 2.0, 2.0]
