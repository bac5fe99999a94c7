"""What all tests share: examples that can be repeated, what counts as long, and what is tried first.

Property tests draw the same examples in every run, so that a failure in CI is one that can be repeated;
`pytest --hypothesis-profile=explore` draws fresh ones, ten times as many where a test sets no number itself.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import hypothesis
import pytest
from hypothesis import settings

# named here for a checkout that is used without being installed
pytest_plugins = ("pytester", "tajsim.golden.plugin")

settings.register_profile("reproducible", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile("reproducible")

TESTS = Path(__file__).parent

# folders and files that are slow as a whole; single tests carry the mark themselves
SLOW = (
    "faults",
    "fuzz",
    "properties",
    "cli/test_manifest.py",
    "cli/test_process.py",
    "cli/test_sensitivity.py",
    "cli/test_shift.py",
    "cli/test_streams.py",
    "cli/test_stripped.py",
    "evidence/backtest/test_variants.py::test_a_variant_alone_is_that_among_all",
    "golden/test_made_with.py",
    "mutation",
    "report/test_browser.py",
    "report/test_page.py",
    "report/test_russian.py",
)

# what no version of a library and no extra makes different: texts, the documentation and its code, scripts of
# the page, and what the model says of the economy, whose numbers golden files and the tests of model and
# engine hold wherever they run
ONCE = (
    "benchmarks",
    "docs",
    "economics",
    "explorer/test_runtime.py",
    "explorer/test_scripts.py",
    "handbook",
    "notebooks",
    "test_languages.py",
    "test_project.py",
)

FREEZES = (6, 150)  # versions of Hypothesis that were tried with frozen objects

# files of few tests that take long: several processes start with them, so that none ends with one of them
LONGEST = (
    "notebooks/test_notebooks.py",
    "evidence/backtest/test_scores_hold.py",
    "evidence/calibration/test_shipped_posterior.py",
    "cli",
    "benchmarks",
    "report",
    "golden",
)

# some tests of each folder of the package, under half a minute in all: files, or single tests of them
SMOKE = (
    "analysis/decomposition/test_decompose.py::test_a_linear_economy_gives_back_its_coefficients",
    "analysis/test_shapley.py",
    "analysis/policy/test_search.py::test_an_analytic_root_is_found_to_the_tolerance",
    "cli/test_listing.py::test_figures",
    "cli/test_listing.py::test_scenarios_shows_every_one",
    "cli/test_run.py::test_json_is_one_object_and_nothing_else",
    "drivers/test_annual.py",
    "drivers/test_outlook.py::test_driver_paths_meet_the_annual_figures",
    "engine/test_accounts.py::test_every_identity_holds_to_rounding",
    "engine/test_reproducible.py::test_same_seed_gives_the_same_bits",
    "engine/test_run.py::test_without_draws_the_one_path_is_the_central_one",
    "evidence/calibration/test_likelihood.py",
    "evidence/backtest/test_scores.py",
    "explorer/test_payload.py",
    "golden/test_check.py::test_nothing_moved",
    "handbook/test_docstrings.py",
    "handbook/test_joins.py",
    "judgements/test_judgement.py",
    "model/test_economy.py::test_persons_are_counted_to_the_last_one",
    "model/test_initial.py::test_final_demand_adds_up_to_output",
    "model/test_migration.py",
    "model/test_outputs.py",
    "parameters/test_declarations.py",
    "parameters/test_distributions.py",
    "past/test_episodes.py",
    "plots/test_plots.py::test_fan_shows_median_bands_and_central_path",
    "plots/test_plots.py::test_compare_shows_the_deviations",
    "published/test_periods.py",
    "published/test_units.py",
    "report/test_page.py::test_it_is_well_formed_and_needs_nothing_from_outside",
    "report/test_words.py",
    "results/test_delta.py",
    "results/test_result.py",
    "rounds/test_rounds.py::test_split_adds_up_and_gives_nothing_to_who_does_nothing",
    "scenarios/test_shapes.py",
    "scenarios/test_shock.py",
    "test_errors_messages.py",
    "test_html.py",
    "test_public.py",
    "test_quarters.py",
)


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Figures that a test leaves open are closed."""
    yield
    if plt := sys.modules.get("matplotlib.pyplot"):
        plt.close("all")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of this run of the tests have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(autouse=True, scope="session")
def _kept(shared: Path) -> Iterator[None]:
    """What is kept between processes is kept for this run of the tests, apart from what the user has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAJSIM_CACHE", str(shared / "kept"))
        yield


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are made, neither laid out nor painted: most of the time of a page whose words count."""

    def save(figure: object, stream: TextIO, *_: object, **__: object) -> None:
        stream.write("<svg></svg>")

    monkeypatch.setattr("tajsim.plots.saving.save", save)


@pytest.fixture(autouse=True, scope="module")
def _collected() -> Iterator[None]:
    """What a module leaves open is found when it ends, not in whichever test memory runs short later."""
    yield
    _set_aside()


def pytest_configure(config: pytest.Config) -> None:
    """Files go to processes in the order below, rather than those of most tests first.

    Garbage is looked for after each file, and seldom on the way: tests make millions of small objects.
    """
    gc.set_threshold(50_000, 20, 100)
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_finish() -> None:
    """What collection made stays to the end."""
    _set_aside()


def _set_aside() -> None:
    """Collect garbage, and look no more at what is left: most of it stays to the end.

    Old versions of Hypothesis find the random states that they reset among what is not frozen.
    """
    gc.collect()
    if hypothesis.__version_info__ >= FREEZES:
        gc.freeze()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With `-m smoke`, files without such a test are not even read: that takes longer than the tests."""
    if config.option.markexpr != "smoke" or collection_path.suffix != ".py":
        return None
    return not listed(SMOKE, collection_path.relative_to(TESTS).as_posix()) or None


def listed(entries: tuple[str, ...], file: str, test: str = "") -> bool:
    """Whether a test, or any of its file where none is named, is listed: itself, its file or its folder."""
    return any(
        file == place or file.startswith(f"{place}/")
        for place, _, name in (entry.partition("::") for entry in entries)
        if not test or name in ("", test)
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow as a whole, what needs to run once and what is tried first, for `-m`."""
    for item in items:
        if not item.path.is_relative_to(TESTS):
            continue
        file = item.path.relative_to(TESTS).as_posix()
        for mark, entries in (("slow", SLOW), ("once", ONCE), ("smoke", SMOKE)):
            if listed(entries, file, getattr(item, "originalname", item.name)):
                item.add_marker(mark)
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """Where the file of a test stands in the order: the longest first, the others as they are."""
    file = item.path.relative_to(TESTS).as_posix() if item.path.is_relative_to(TESTS) else ""
    return next((i for i, place in enumerate(LONGEST) if listed((place,), file)), len(LONGEST))
