"""The command line as a process: what is imported, exit codes, pipes, signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tajsim

TAJSIM = [sys.executable, "-m", "tajsim"]


def call(*arguments: str, cwd: Path, **what: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*TAJSIM, *arguments], cwd=cwd, capture_output=True, text=True, **what)  # type: ignore[call-overload, no-any-return]


def imported(code: str, cwd: Path) -> set[str]:
    """The top-level modules that are loaded once `code` has run."""
    tail = "; import sys; print('\\n' + ' '.join(sorted({m.partition('.')[0] for m in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", code + tail], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_importing_the_library_imports_nothing_heavy(tmp_path: Path) -> None:
    heavy = {"pandas", "scipy", "matplotlib", "tqdm", "xarray"}
    assert not heavy & imported("import tajsim", tmp_path)
    assert not heavy & imported("import tajsim; tajsim.scenario('crackdown')", tmp_path)


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["--version"], ["rn"]], ids=" ".join)
def test_help_needs_no_numpy(arguments: list[str], tmp_path: Path) -> None:
    loaded = imported(f"from tajsim.cli import main; main({arguments})", tmp_path)
    assert "tajsim" in loaded
    assert not {"numpy", "pandas", "scipy", "matplotlib", "tqdm"} & loaded


def test_listing_scenarios_needs_no_pandas(tmp_path: Path) -> None:
    loaded = imported("from tajsim.cli import main; main(['scenarios'])", tmp_path)
    assert not {"pandas", "scipy", "matplotlib"} & loaded


def test_help_and_version(tmp_path: Path) -> None:
    done = call("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"tajsim {tajsim.__version__}\n")
    done = call("--help", cwd=tmp_path)
    assert done.returncode == 0
    for command in ("run", "backtest", "scenarios", "params", "outputs"):
        assert f"  {command} " in done.stdout


def test_an_error_is_an_exit_code_and_a_line(tmp_path: Path) -> None:
    done = call("run", "crackdwn", "--draws", "0", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "tajsim: cannot run: unknown scenario 'crackdwn'; did you mean 'crackdown'?\n"


def test_stdout_is_json_alone_when_asked(tmp_path: Path) -> None:
    done = call("run", "crackdown", "--draws", "0", "--json", "--out", "o", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"] == ["o/summary.csv", "o/comparison.png", "o/manifest.json"]


def test_a_terminal_without_the_letters(tmp_path: Path) -> None:
    done = call("scenarios", cwd=tmp_path, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX pipes")
def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with subprocess.Popen(
        [*TAJSIM, "params"], stdout=writer, stderr=subprocess.PIPE, cwd=tmp_path
    ) as process:
        os.close(writer)
        _, err = process.communicate(timeout=60)
    assert err == b""
    assert process.returncode == 141


def started(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    """A run that takes minutes, well under way."""
    process = subprocess.Popen(
        [*TAJSIM, "run", "--out", "out", *arguments],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    time.sleep(2.5)
    assert process.poll() is None, process.communicate()
    return process


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
@pytest.mark.parametrize(
    ("number", "code", "message"),
    [
        (signal.SIGINT, 130, "tajsim: interrupted; nothing was left half written\n"),
        (signal.SIGTERM, 143, ""),
    ],
    ids=["interrupt", "terminate"],
)
def test_a_killed_run_leaves_no_file(number: int, code: int, message: str, tmp_path: Path) -> None:
    process = started(tmp_path, "--draws", "400000", "--workers", "1")
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (code, "", message)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_an_interrupt_ends_the_workers_as_well(tmp_path: Path) -> None:
    process = started(tmp_path, "--draws", "400000", "--workers", "2")
    time.sleep(2)
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - begin < 10
    assert process.returncode in (130, -signal.SIGINT)  # a shell shows both as 130
    assert out == ""
    assert err == "tajsim: interrupted; nothing was left half written\n"
    assert list(tmp_path.iterdir()) == []
