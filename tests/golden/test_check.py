"""A golden file notices what moves and says why."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pytest

import tajsim as ts
from tajsim.engine.backend import importable
from tajsim.engine.sampling import BLOCK
from tajsim.golden.check import check
from tajsim.golden.tolerance import Tolerances
from tests import of_2024

from .conftest import RUN, Edit


def test_nothing_moved(folder: Path) -> None:
    done = check(folder / "golden.toml")
    assert done.passed
    assert done.moves == done.reasons == done.notes == ()
    assert done.compared == 3 * 3 * 2 * 5  # scenarios, outputs, quarters, statistics
    assert done.moved.empty
    assert str(done).endswith("golden.toml: all 90 numbers as recorded")
    with pytest.raises(FrozenInstanceError):
        done.compared = 0  # type: ignore[misc]


def test_the_numbers_are_those_of_the_run(folder: Path) -> None:
    r = ts.run(
        [ts.scenario(folder / "mine.toml"), "crackdown"],
        parameters=folder / "own.toml",
        draws=32,
        end="2027Q4",
        outputs=["imports"],
    )
    text = (folder / "golden.toml").read_text()
    line = text.split('[values."mine".imports]\n')[1].split("\n")[1]
    assert line.startswith("2027Q4 = [")
    found = [float(number) for number in line.removeprefix("2027Q4 = [").rstrip("]").split(",")]
    draws = r["imports"].sel("mine", "2027Q4").values[0, 0]
    expected = [r.central["imports"][-1, 1], draws.mean(dtype=float), *np.quantile(draws, [0.05, 0.5, 0.95])]
    np.testing.assert_allclose(found, expected, rtol=1e-7)


def test_a_thousandth_of_an_elasticity_is_caught_and_named(folder: Path, edit: Edit) -> None:
    old = ts.parameters(folder / "own.toml").households.consumption_elasticity
    edit("own.toml", r"(\[households.consumption_elasticity\]\nvalue = )[^\n]+", rf"\g<1>{old * 1.001!r}")
    done = check(folder / "golden.toml")
    assert not done.passed
    assert done.reasons == (
        f"parameter households.consumption_elasticity: {old:.12g} -> {old * 1.001:.12g} (+0.1 %)",
    )
    text = str(done)
    assert "of 90 numbers moved" in text
    assert done.reasons[0] in text


def test_a_wider_distribution_is_caught_and_named(folder: Path, edit: Edit) -> None:
    entry = ts.parameters(folder / "own.toml").entries["remittances_gdp_share"]
    edit("own.toml", r"(\[remittances.remittances_gdp_share\].*?\nlow = )[^\n]+", r"\g<1>0.40")
    done = check(folder / "golden.toml")
    assert {move.statistic for move in done.moves} >= {"mean", "q05"}
    (reason,) = done.reasons
    assert reason.startswith("parameter remittances.remittances_gdp_share: distribution triangular ")
    assert f"{entry.low!r} to" in reason
    assert "0.4 to" in reason


def test_an_edited_scenario_is_caught_and_the_shock_named(folder: Path, edit: Edit) -> None:
    edit("mine.toml", "multiply = 1.25", "multiply = 1.26")
    done = check(folder / "golden.toml")
    assert {move.scenario for move in done.moves} == {"mine"}
    (reason,) = done.reasons
    assert reason.startswith("scenario mine: shock multiply rub_per_usd 1.25 ramp, start 2026Q1")
    assert "-> multiply rub_per_usd 1.26 ramp" in reason


def test_another_seed_is_named(folder: Path, edit: Edit) -> None:
    edit("golden.toml", "seed = 0", "seed = 1")
    done = check(folder / "golden.toml")
    assert done.reasons == ("seed: 0 -> 1",)
    assert {move.statistic for move in done.moves} == {"mean", "q05", "q50", "q95"}


def test_what_moved_is_reported_largest_first(folder: Path, edit: Edit) -> None:
    edit("golden.toml", "seed = 0", "seed = 1")
    done = check(folder / "golden.toml")
    table = done.moved
    assert list(table.columns[:4]) == ["scenario", "output", "period", "statistic"]
    assert table["tolerances"].is_monotonic_decreasing
    first = table.iloc[0]
    assert first["change"] == first["now"] - first["recorded"]
    assert first["change_pct"] == pytest.approx(100 * first["change"] / abs(first["recorded"]))
    limit = Tolerances().of(first["output"], first["statistic"]).allowed(first["recorded"])
    assert first["tolerances"] == pytest.approx(abs(first["change"]) / limit)
    lines = str(done).splitlines()
    assert len(lines) < 35
    assert f"... and {len(table) - 20} more" in str(done)
    for move in done.moves:
        line = (
            (folder / "golden.toml")
            .read_text()
            .splitlines()[done.lines[move.scenario, move.output, move.period] - 1]
        )
        assert line.startswith(move.period)
        assert f"{move.recorded!r}" in line


def test_inputs_that_move_nothing_are_a_note(folder: Path, edit: Edit) -> None:
    edit("mine.toml", "The rouble falls", "The rouble loses a fifth")
    edit("golden.toml", r'numpy = "[^"]+"', 'numpy = "1.0.0"')
    done = check(folder / "golden.toml")
    assert done.passed
    assert "scenario mine: its texts, or the order of its shocks" in done.reasons
    assert any(reason.startswith("numpy 1.0.0 -> ") for reason in done.reasons)
    assert "Note: different since the numbers were recorded, without moving one:" in str(done)


def test_a_tolerance_of_one_output(folder: Path, edit: Edit) -> None:
    edit("golden.toml", r"(\[values.\"mine\".gdp\]\n2026Q4 = \[)([\d.]+)", r"\g<1>1.002e5")
    (move,) = check(folder / "golden.toml").moves
    assert (move.scenario, move.output, move.period, move.statistic) == ("mine", "gdp", "2026Q4", "central")
    now = move.now
    edit("golden.toml", r"1\.002e5", repr(now * 1.005))
    assert not check(folder / "golden.toml").passed
    edit("golden.toml", r"\n\[made_with\]\n", "\n[tolerance.gdp]\nrelative = 0.006\n\n[made_with]\n")
    assert check(folder / "golden.toml").passed
    edit("golden.toml", "relative = 0.006", "relative = 0.004")
    assert not check(folder / "golden.toml").passed


def test_updating_an_unchanged_file_changes_no_byte(folder: Path) -> None:
    path = folder / "golden.toml"
    before = path.read_bytes()
    when = path.stat().st_mtime_ns
    done = check(path, update=True)
    assert path.read_bytes() == before
    assert path.stat().st_mtime_ns == when
    assert done.notes == ("the file stays as it was, to the byte",)


def test_an_update_states_what_moved_and_keeps_what_is_by_hand(folder: Path, edit: Edit) -> None:
    edit("mine.toml", "multiply = 1.25", "multiply = 1.26")
    edit("golden.toml", r"\n\[made_with\]\n", "\n[tolerance.gdp]\nrelative = 0.002\n\n[made_with]\n")
    path = folder / "golden.toml"
    done = check(path, update=True)
    assert done.updated
    assert done.passed
    assert done.moves
    assert check(path).moves == ()
    text = path.read_text()
    assert text.startswith("# Outputs of the model")
    assert "They are not observations." in text
    assert "# Watched by the tests.\n" in text
    assert 'scenarios = [\n  "mine.toml",\n  "crackdown",\n]' in text
    assert "[tolerance.gdp]\nabsolute = 1e-05\nrelative = 0.002" in text
    assert "multiply rub_per_usd 1.26" in text


def test_an_update_leaves_what_differs_as_machines_do(folder: Path, edit: Edit) -> None:
    path = folder / "golden.toml"
    before = path.read_text()
    line = r'(\[values."mine".gdp\]\n2026Q4 = \[)([\d.]+)'
    exact = float(re.search(line, before)[2])  # type: ignore[index]
    edit("golden.toml", line, rf"\g<1>{exact * (1 + 5e-7)!r}")
    near = path.read_text()
    assert near != before
    assert not check(path, update=True).moves
    assert path.read_text() == near
    edit(
        "golden.toml",
        r"\n\[made_with\]\n",
        "\n[tolerance.gdp]\nabsolute = 0\nrelative = 1e-8\n\n[made_with]\n",
    )
    assert len(check(path, update=True).moves) == 1
    assert path.read_text().split("[values")[1:] == before.split("[values")[1:]


def test_a_file_that_holds_only_a_run_is_filled(folder: Path) -> None:
    path = folder / "new.toml"
    path.write_text(RUN, encoding="utf-8")
    assert not check(path, update=True).compared
    assert path.read_bytes() == (folder / "golden.toml").read_bytes()


def test_an_output_more_is_recorded_by_an_update(folder: Path, edit: Edit) -> None:
    edit("golden.toml", '  "gdp",', '  "gdp",\n  "inflation",')
    path = folder / "golden.toml"
    with pytest.raises(ts.FileFormatError, match="no values of 'crackdown' inflation"):
        check(path)
    done = check(path, update=True)
    assert done.compared == 90
    assert not done.moves
    assert any("inflation" in note for note in done.notes)
    assert check(path).compared == 120


def test_years_and_the_central_path_alone(tmp_path: Path) -> None:
    path = tmp_path / "years.toml"
    path.write_text(
        '[run]\nscenarios = []\noutputs = ["imports"]\ndraws = 0\nend = "2026Q4"\nyears = [2026]\n'
    )
    check(path, update=True)
    r = of_2024.run(draws=None, end="2026Q4", outputs=["imports"])
    annual = float(r.central_annual["imports"][1, 0])
    assert f'[values."baseline".imports]\n2026 = [{float(f"{annual:.9g}")!r}]\n' in path.read_text()


def test_a_result_is_compared_without_a_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    r = ts.run(
        [ts.scenario(folder / "mine.toml"), "crackdown"],
        parameters=folder / "own.toml",
        end="2027Q4",
        draws=32,
        outputs=["gdp", "imports", "poverty_rate"],
    )
    monkeypatch.setattr("tajsim.golden.runs.run_options", None)
    assert check(folder / "golden.toml", result=r).passed
    fresh = folder / "from_result.toml"
    check(fresh, update=True, result=r)
    assert check(fresh, result=r).compared == 3 * 3 * 12 * 5
    r.save(folder / "run.npz")
    assert check(fresh, result=ts.load(folder / "run.npz")).passed
    other = of_2024.run("crackdown", draws=None, outputs=["gdp"])
    with pytest.raises(ts.FileFormatError) as caught:
        check(folder / "golden.toml", result=other)
    assert "draws of the result is 0, [run] says 32" in str(caught.value)
    assert "vintage of the result is 'calibrated-2024', [run] says 'own'" in str(caught.value)
    assert "which the run does not have" in str(caught.value)


def test_workers_do_not_matter(folder: Path) -> None:
    with ThreadPoolExecutor(2) as executor:
        assert check(folder / "golden.toml", executor=executor).passed


def test_many_blocks_and_an_executor_give_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    draws = BLOCK + 10
    path.write_text(
        f'[run]\nscenarios = []\nvintage = "kremlin-2024"\noutputs = ["gdp"]\ndraws = {draws}\n'
        'end = "2025Q2"\n'
    )
    check(path, update=True)
    with ThreadPoolExecutor(2) as executor:
        done = check(path, executor=executor)
    assert done.compared
    assert done.passed


def test_a_composition_with_a_file_is_relative_to_the_golden(folder: Path) -> None:
    path = folder / "sum.toml"
    path.write_text('[run]\nscenarios = ["mine.toml + crackdown"]\ndraws = 0\noutputs = ["gdp"]\n')
    check(path, update=True)
    assert '[values."mine + crackdown".gdp]' in path.read_text()
    assert check(path).passed


MARK = b"\xef\xbb\xbf"


@pytest.mark.parametrize("mark", [b"", MARK], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_a_file_keeps_its_line_ends_and_its_mark(folder: Path, end: bytes, mark: bytes) -> None:
    path = folder / "golden.toml"
    before = mark + path.read_bytes().replace(b"\n", end)
    path.write_bytes(before)
    done = check(path, update=True)
    assert done.notes == ("the file stays as it was, to the byte",)
    assert path.read_bytes() == before
    head, _, _ = before.partition(end + b"[tolerance]")
    path.write_bytes(head)  # the numbers go, and come back as they were
    assert not check(path, update=True).moves
    assert path.read_bytes() == before
    for name in ("mine.toml", "own.toml"):
        text = (folder / name).read_bytes()
        (folder / name).write_bytes(MARK + text.replace(b"\n", b"\r\n"))
    assert check(path).passed


def test_files_beside_a_golden_that_is_a_link(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    link = elsewhere / "linked.toml"
    link.symlink_to(folder / "golden.toml")
    assert check(link).passed
    text = (folder / "mine.toml").read_text()
    (elsewhere / "mine.toml").write_text(text.replace("1.25", "1.30"))
    moved = check(link)
    assert {move.scenario for move in moved.moves} == {"mine"}, "what is beside the link comes first"
    assert check(folder / "golden.toml").passed
    check(link, update=True)
    assert link.is_symlink()
    assert not check(folder / "golden.toml").passed


def test_suffixes_in_capitals_and_files_with_a_plus(folder: Path) -> None:
    (folder / "own.toml").rename(folder / "OWN.TOML")
    (folder / "mine.toml").rename(folder / "a + b.Toml")
    path = folder / "odd.TOML"
    path.write_text(
        '[run]\nscenarios = ["a + b.Toml", "a + b.Toml + crackdown"]\nvintage = "OWN.TOML"\ndraws = 0\n'
        'baseline = "a + b.Toml"\nend = "2026Q4"\noutputs = ["gdp"]\n'
    )
    check(path, update=True)
    assert '[values."a + b + crackdown".gdp]' in path.read_text()
    assert check(path).passed


@pytest.mark.skipif(not importable(), reason="needs llvmlite: pip install 'tajsim[compiled]'")
@pytest.mark.parametrize(("recorded", "now"), [("numpy", "compiled"), ("compiled", "numpy")])
def test_numbers_recorded_by_one_backend_are_those_of_the_other(
    folder: Path, recorded: str, now: str
) -> None:
    path = folder / "golden.toml"
    check(path, update=True, backend=recorded)
    done = check(path, backend=now)
    assert done.passed
    assert done.compared == 90
    text = path.read_text()
    check(path, update=True, backend=now)
    assert path.read_text() == text, "what is as near as machines are stays as it was recorded"


def test_a_backend_that_is_none_is_refused(folder: Path) -> None:
    with pytest.raises(ts.InputError, match="backend is 'fast'; allowed: 'auto', 'numpy', 'compiled'"):
        check(folder / "golden.toml", backend="fast")
