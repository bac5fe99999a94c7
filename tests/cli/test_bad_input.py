"""Bad input: exit code 2, every problem on stderr, nothing on stdout, no file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Call

BAD = [
    (["run", "crackdwn"], "did you mean 'crackdown'"),
    (["run", "crackdown + rouble-shok"], "did you mean 'rouble-shock'"),
    (["run", "absent.toml"], "cannot read absent.toml: No such file"),
    (["run", "baseline"], "nothing to compare"),
    (["run", "crackdown", "crackdown"], "names must differ"),
    (["run", "--draws", "many"], "--draws is 'many'; it must be a whole number of at least 0"),
    (["run", "--draws", "-1"], "--draws is '-1'"),
    (["run", "--draws", "1.5"], "--draws is '1.5'"),
    (["run", "--draws", "nan"], "--draws is 'nan'"),
    (["run", "--draws", ""], "--draws is ''"),
    (["run", "--draws"], "--draws: expected one argument"),
    (["run", "--seed", "-7"], "--seed is '-7'"),
    (["run", "--workers", "0"], "--workers is '0'"),
    (["run", "--start", "2025"], "not a quarter: '2025'; write it as 2025Q1"),
    (["run", "--end", "2030Q5"], "not a quarter: '2030Q5'"),
    (["run", "--start", "2028Q1", "--end", "2027Q4"], "the end 2027Q4 is before the start 2028Q1"),
    (["run", "--start", "2020Q1"], "the start 2020Q1 is before 2025Q1"),
    (["run", "--at", "2040"], "2040 is not a full calendar year of the run"),
    (["run", "--at", "soon"], "not a period: 'soon'"),
    (["run", "--vintage", "kremlin"], "did you mean 'kremlin-2024'"),
    (["run", "--vintage", "absent.toml"], "cannot read absent.toml"),
    (["run", "--baseline", "basline"], "did you mean 'baseline'"),
    (["run", "--outputs", "gpd"], "did you mean 'gdp'"),
    (["run", "--outputs", ","], "no outputs to keep"),
    (["run", "--drws", "5"], "unknown option '--drws'; did you mean '--draws'"),
    (["rn"], "unknown command 'rn'; did you mean 'run'"),
    (["--versoin"], "unknown option '--versoin'; did you mean '--version'"),
    ([], "name a command: run, backtest, scenarios, params, outputs"),
    (["outputs", "gdp"], "tajsim outputs takes no 'gdp'"),
    (["params", "--vintage", "nowhere"], "unknown parameter set 'nowhere'"),
    (["params", "--diff", "nowhere"], "unknown parameter set 'nowhere'"),
    (["params", "--diff", "kremlin-2024", "--reconcile"], "not --diff and --reconcile"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD, ids=[" ".join(a) or "nothing" for a, _ in BAD])
def test_bad_input(arguments: list[str], message: str, call: Call, tmp_path: Path) -> None:
    done = call(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("tajsim: ")
    assert message in done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_every_problem_is_reported_at_once(call: Call) -> None:
    done = call(
        *("run", "crackdwn", "absent.toml", "--draws", "x", "--seed", "y", "--start", "never"),
        *("--vintage", "v", "--baseline", "b", "--outputs", "gpd,imprts", "--workers", "w"),
    )
    assert done.code == 2
    assert len(done.err.splitlines()) == 10
    for wrong in ("crackdwn", "absent.toml", "'x'", "'y'", "never", "'v'", "'b'", "gpd", "imprts", "'w'"):
        assert wrong in done.err


def test_a_faulty_file_is_reported_with_each_fault(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('title = "Bad"\n[[shocks]]\ntarget = "rub_per_uds"\nadd = "x"\n')
    done = call("run", "bad.toml")
    assert done.code == 2
    assert "rub_per_usd" in done.err
    assert len(done.err.splitlines()) > 1
    assert all("bad.toml" in line for line in done.err.splitlines())


def test_a_folder_in_place_of_a_file(call: Call, tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    done = call("run", "folder.toml")
    assert done.code == 2
    assert "cannot read folder.toml" in done.err


def test_out_that_is_a_file(call: Call, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    for out in ("taken", "taken/below"):
        done = call("run", "crackdown", "--draws", "0", "--out", out)
        assert done.code == 2
        assert "taken is not a folder" in done.err
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_read_only_folder_is_refused_before_the_run(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    may = os.access
    # the mode of a folder does not stop every user
    monkeypatch.setattr(
        "tajsim.cli.request.os.access",
        lambda path, mode: Path(path).resolve() != closed and may(path, mode),
    )
    monkeypatch.setattr("tajsim.cli.run.run_options", lambda *_, **__: pytest.fail("it ran"))
    for out in ("closed", "closed/below"):
        done = call("run", "crackdown", "--draws", "0", "--out", out)
        assert done.code == 2
        assert "closed is read-only; give --out DIR" in done.err
    monkeypatch.chdir(closed)
    done = call("run", "crackdown", "--draws", "0")
    assert done.code == 2
    assert "cannot write into the current folder" in done.err


def test_a_disk_that_fills_up_leaves_no_file(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tajsim.store.os.fsync", full)
    done = call("run", "crackdown", "--draws", "0")
    assert done.code == 2
    assert "cannot write comparison.png: No space left on device" in done.err
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_is_one_line_and_leaves_nothing(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tajsim.cli.run.run_options", interrupt)
    done = call("run", "crackdown")
    assert done.code == 130
    assert done.err == "tajsim: interrupted; nothing was left half written\n"
    assert list(tmp_path.iterdir()) == []


def test_running_out_of_memory_says_what_to_do(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhaust(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("tajsim.cli.run.run_options", exhaust)
    done = call("run", "crackdown")
    assert done.code == 1
    assert "fewer --draws" in done.err


FILES = Path(__file__).parents[1] / "bad_inputs"
FAULTY = [
    (["params", "--vintage", "vintages/many_faults.toml"], "stock_rusia"),
    (["params", "--diff", "vintages/not_toml.toml"], "not valid TOML"),
    (["run", "crackdown", "--vintage", "vintages/nan.toml"], "value is nan"),
    (["run", "scenarios/many_faults.toml"], "did you mean 'title'?"),
    (["run", "crackdown", "--baseline", "scenarios/not_utf8.toml"], "not UTF-8 text"),
    (["run", "levers/many_faults.toml"], "unknown key 'lever'"),
    (["run", "episodes/many_faults.toml"], "not a quarter: 'April'"),
    (["run", "--manifest", "manifests/many_faults.json"], "unknown field 'sed'"),
    (["run", "--manifest", "results/many_faults.npz"], "unknown label 'quartes'"),
    (["run", "--manifest", "results/a_pickle.npz"], "not a saved result"),
    (["report", "--from", "results/tail_added.npz"], "something was added to it"),
    (["check", "goldens/many_faults.toml"], "unknown scenario 'crackdwn'"),
    (["check", "goldens/many_faults.toml", "--update"], "unknown scenario 'crackdwn'"),
    (["check", "goldens/not_utf8.toml"], "not UTF-8 text"),
]


@pytest.mark.parametrize(("arguments", "message"), FAULTY, ids=[" ".join(a) for a, _ in FAULTY])
def test_a_file_of_each_kind(arguments: list[str], message: str, call: Call, tmp_path: Path) -> None:
    given = [str(FILES / text) if (FILES / text).is_file() else text for text in arguments]
    before = {path: path.read_bytes() for path in map(Path, given) if path.is_file()}
    assert before
    done = call(*given)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("tajsim: ")
    assert message in done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []
    assert before == {path: path.read_bytes() for path in before}


def test_a_process_prints_no_traceback(tmp_path: Path) -> None:
    faulty = [FILES / "goldens" / f"{name}.toml" for name in ("many_faults", "nested_too_deeply")]
    done = subprocess.run(
        [sys.executable, "-m", "tajsim", "check", *map(str, faulty)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert all(str(path) in done.stderr for path in faulty)


@pytest.mark.parametrize("digits", [400, 5000])
def test_numbers_without_end_are_refused_in_words(digits: int, call: Call) -> None:
    long = "9" * digits
    for command in (
        *(("run", "crackdown", "--draws", long), ("run", "crackdown", "--draws", "0", "--workers", long)),
        *(("solve", "crackdown", "--draws", long), ("check", "golden.toml", "--workers", long)),
        *(("backtest", "--start", long), ("backtest", "--trials", long), ("backtest", "--draws", long)),
        ("sensitivity", "crackdown", "gdp", "--base-samples", long),
    ):
        done = call(*command)
        assert done.code == 2, command
        assert len(done.err) < 1_000
        assert done.err.startswith("tajsim: "), command
    if digits > 4300:  # which Python does not read
        done = call("run", "crackdown", "--draws", "0", "--seed", long)
        assert "--seed is '999" in done.err
