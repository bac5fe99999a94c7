"""The table of measurements is complete and says what it is asked, and the picture and the page follow it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from . import __main__ as benchmarks
from . import growth, model_step, peers, picture, speed_page, table, whole_run
from .table import BARS, COLUMNS, Bar, Row, Work, measured, work

pd = pytest.importorskip("pandas")
TINY = benchmarks.Scale(
    rounds=1,
    draws=16,
    step_draws=64,
    sizes=growth.Sizes((16,), (1,), (1,), (1, 2), each=16, blocks=1),
    waits={},
    on_cluster=((1e8, "standard"), (1e9, "headline")),
    ratio={},
    slow_peers=2,
    fast_peers=16,
)


class NoC:
    """Stands for the C program, which is tested by itself and takes long to compile."""

    def of(self, draws: int) -> NoC:
        return self

    def tables(self) -> int:
        return sum(range(1000))

    def block(self, economy: Any, draws: int) -> Any:
        return self.tables

    draws = tables


def on_a_cluster(draw_quarters: float) -> list[tuple[str, float, str]]:
    what = f"{draw_quarters:.0e} draw-quarters, 42 outputs, 4 Dask workers, compiled"
    return [
        (f"{what}: time", 100.0, "s"),
        (f"{what}: largest memory of the caller", 0.4, "GiB"),
        (f"{what}: results sent to the caller", 200.0, "MB"),
    ]


class Stub:
    """What modules that start processes give."""

    BASE = "libraries and an empty figure"

    def measured(self) -> Sequence[tuple[str, float, str, float]]:
        return [("tajsim run", 2.9, "s", 2.5), (self.BASE, 1.2, "s", 1.0)]

    def rows(self, draw_quarters: float, outputs: str) -> Any:
        return on_a_cluster(draw_quarters)

    def ratio(self) -> Any:
        return [("four Dask workers against two processes, time", 1.1, "ratio")]


@pytest.fixture(scope="module")
def found() -> Any:
    if not find_spec("llvmlite"):
        pytest.skip("the table is of the compiled backend too")
    with pytest.MonkeyPatch.context() as patch:
        for module in (whole_run, growth, model_step):
            patch.setattr(module, "compiler", lambda: "cc")
        patch.setattr(whole_run, "of_c", lambda draws, folder, count=16: NoC())
        patch.setattr(growth, "of_c", lambda draws, folder, count=16: NoC())
        patch.setattr(whole_run, "SCENARIOS", whole_run.SCENARIOS[:2])
        patch.setattr(growth, "_pool", ThreadPoolExecutor)
        patch.setattr(model_step, "CProgram", lambda plan, folder: NoC())
        patch.setattr(model_step, "CStep", lambda program, block, folder: None)
        patch.setattr(model_step, "c_run", lambda kernel, inputs, block: NoC().tables)
        for name in (
            "of_pandas",
            "of_jax",
            "of_numba",
        ):  # as C: tested by themselves below, and slow to begin
            patch.setattr(peers, name, peers.of_numpy)
        patch.setattr(benchmarks, "_module", lambda name: Stub())
        patch.setattr(benchmarks, "find_spec", lambda name: True)
        return benchmarks.rows(TINY)


@pytest.mark.slow
def test_every_bar_has_its_row(found: list[Row]) -> None:
    missing = [bar for bar in BARS if not any(bar.meant(row) for row in found)]
    assert not missing


@pytest.mark.slow
def test_the_table_is_tidy(found: list[Row], tmp_path: Path) -> None:
    table.write(table.frame(found), tmp_path / "speed.csv")
    read = table.read(tmp_path / "speed.csv")
    assert tuple(read.columns) == COLUMNS
    assert len(read) == len(found)
    assert not read.duplicated(
        ["what", "draws", "scenarios", "outputs", "backend", "processes", "unit"]
    ).any()
    assert (read["median"] >= 0.0).all()
    timed = read[read["low"].notna()]
    assert ((timed["low"] <= timed["median"]) & (timed["median"] <= timed["high"])).all()
    assert timed["ns_a_draw_quarter"].notna().eq(timed["draws"].notna()).all()
    of_engine = timed[
        timed["what"].isin([table.WHOLE_RUN, table.STEP, table.BY_QUARTER]) & timed["backend"].ne("C")
    ]
    assert of_engine["ratio_to_c"].notna().all()
    of_peers = timed[timed["what"] == peers.PEER]
    assert of_peers["ratio_to_peers"].notna().all()
    assert of_peers["backend"].str.contains(r" \d+\.\d+").all()  # named with its version


@pytest.mark.slow
def test_picture_and_page_show_the_table(found: list[Row], tmp_path: Path) -> None:
    paths = speed_page.write(table.frame(found), "a machine", tmp_path)
    assert paths[1].read_bytes().startswith(b"\x89PNG")
    page = paths[2].read_text(encoding="utf-8")
    assert "Measured on a machine." in page
    for row in found:
        if row.what == peers.PEER:
            assert row.backend in page
    assert "| tajsim run | at most 3 x | 2.5 x |" in page


@pytest.mark.slow
def test_every_panel_has_axes_with_units_and_bars_of_the_spread(found: list[Row]) -> None:
    drawn = picture.figure(table.frame(found))
    assert len(drawn.axes) == 4
    for axes in drawn.axes:
        assert axes.get_xlabel()
        assert axes.get_ylabel() in ("processor time, seconds", "times as fast as one process")
        assert axes.containers  # error bars
    markers = [line.get_marker() for line in drawn.axes[0].lines if line.get_marker() in "os^"]
    assert len(set(markers)) == 3  # told apart without colours


def test_works_are_timed_in_turns_and_compared_within_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    order, now = [], [0.0]

    def taking(name: str, seconds: Sequence[float]) -> Any:
        left = iter(seconds)

        def do() -> None:
            order.append(name)
            now[0] += next(left)

        return do

    monkeypatch.setattr(table.time, "process_time", lambda: now[0])
    works: dict[str, Work] = {
        "a": work("a", taking("a", [9.0, 2.0, 4.0, 9.0]), against=("b", "ratio"), draws=10, scenarios=5),
        "b": work("b", taking("b", [9.0, 1.0, 1.0, 3.0])),
    }
    a, b = measured(works, 3)
    assert order == ["a", "b"] * 4
    assert (a.median, a.low, a.high, a.ratio) == (4.0, 2.0, 9.0, 3.0)
    assert a.ns_a_draw_quarter == pytest.approx(4.0e9 / (10 * 5 * 24))
    assert (b.median, b.ratio) == (1.0, None)


@pytest.mark.parametrize(("asked", "sizes"), [(["--quick"], {1e6}), ([], {1e8, 1e9})])
def test_a_billion_is_measured_unless_it_is_to_be_quick(
    asked: list[str], sizes: set[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scales: list[benchmarks.Scale] = []
    monkeypatch.setattr(benchmarks, "rows", lambda scale: scales.append(scale) or [Row("a", 1.0, "s")])
    benchmarks.main([*asked, "--out", str(tmp_path)])
    assert {draw_quarters for draw_quarters, _ in scales[0].on_cluster} == sizes
    assert asked or scales[0].rounds >= 3  # medians
    assert (tmp_path / "speed.md").exists()


def test_a_table_that_was_read_is_written_as_it_was(tmp_path: Path) -> None:
    rows = [Row("a", 1.5, "s", draws=16_384, scenarios=2), Row("b", 2.0, "s")]
    table.write(table.frame(rows), tmp_path / "first.csv")
    table.write(table.read(tmp_path / "first.csv"), tmp_path / "second.csv")
    first, second = ((tmp_path / f"{name}.csv").read_text() for name in ("first", "second"))
    assert first == second
    assert "16384" in first


def test_a_bar_is_met_up_to_its_limit() -> None:
    row = Row("two processes against one", 1.0, "s", ratio=1.7)
    (bar,) = (bar for bar in BARS if bar.meant(row))
    assert not bar.met(row)
    assert bar.met(Row(row.what, 1.0, "s", ratio=1.8))
    assert "**1.7 x**" in speed_page.aims(table.frame([row]))


@pytest.mark.parametrize("bar", [bar for bar in BARS if bar.what.startswith(("tajsim", "four", "1e"))])
def test_other_modules_have_rows_of_the_names_asked_for(bar: Bar) -> None:
    module = "waits" if bar.what.startswith("tajsim") else "distributed"
    path = Path(__file__).with_name(f"{module}.py")
    if not path.exists():
        pytest.skip(f"there is no {module}")
    text = path.read_text(encoding="utf-8")
    parts = (re.sub(r"1e\+\d+", "", bar.what), bar.ends)
    assert all(part in text for part in parts)


@pytest.mark.parametrize("name", ["machine", *speed_page.BLOCKS])
def test_the_page_has_a_place_for_everything(name: str) -> None:
    text = speed_page.PAGE.read_text(encoding="utf-8")
    assert len(re.findall(f"<!-- /?{name} -->", text)) == 2


@pytest.mark.parametrize("name", ["of_pandas", "of_python", "of_ema_workbench", "of_jax", "of_numba"])
def test_peers_compute_what_the_step_does(name: str) -> None:
    module = name.removeprefix("of_")
    if module != "python":
        found = pytest.importorskip(module)
    if module == "jax":  # what runs once need not run fast
        found.config.update("jax_disable_most_optimizations", True)
    inputs = peers.sample(3, 4)
    expected = peers.of_numpy(inputs)()
    assert getattr(peers, name)(inputs)() == pytest.approx(expected, rel=1e-9)
