"""Streams of other encodings, closed ones and full ones; screens that are not there."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tajsim.cli import entry, main
from tajsim.cli.streams import print_error, ready, show_json, show_written
from tajsim.defaults import BASE_SET
from tajsim.parameters import parameters
from tajsim.parameters.loading import parse_parameters
from tajsim.results.manifest import Manifest

from .conftest import Call

TAJSIM = [sys.executable, "-m", "tajsim"]
SMALL = ("run", "mine.toml", "--vintage", "own.toml", "--draws", "0", "--end", "2026Q4", "--outputs", "gdp")
MINE = """
title = "Große Krise – тест"
narrative = "Ставки ≥ 10 %"
[[shocks]]
target = "rub_per_usd"
add = 9.0
"""
PLAIN = {**os.environ, "OMP_NUM_THREADS": "1"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(MINE, encoding="utf-8")
    parameters("world-bank-2024").replace().to_toml("own.toml")
    text = Path("own.toml").read_text(encoding="utf-8")
    title = parameters("world-bank-2024").title
    Path("own.toml").write_text(text.replace(title, "Мой набор – Größe"), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "utf-16"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "utf-8"},
    ],
    ids=lambda environment: next(iter(environment.values())),
)
def test_json_is_whole_whatever_stdout_is(environment: dict[str, str], here: Path) -> None:
    done = subprocess.run([*TAJSIM, *SMALL, "--json"], env=PLAIN | environment, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    content = json.loads(done.stdout.decode("utf-8"))
    assert content["scenarios"][0]["title"] == "Große Krise – тест"
    assert content["scenarios"][0]["narrative"] == "Ставки ≥ 10 %"
    found = Manifest.from_dict(content["manifest"])
    assert found.vintage_toml is not None
    assert parse_parameters(found.vintage_toml, "own").digest() == found.vintage_sha256
    if environment == {"PYTHONIOENCODING": "ascii"}:
        assert done.stdout.isascii()
        Path("m.json").write_text(json.dumps(content["manifest"]))
        repeat = [*TAJSIM, "run", "--manifest", "m.json", "--json"]
        again = subprocess.run(repeat, env=PLAIN, capture_output=True)  # as many threads of BLAS
        assert json.loads(again.stdout)["rows"] == content["rows"]


def printed(encoding: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, bytes, bytes]:
    out, err = io.BytesIO(), io.BytesIO()
    for name, stream in (("stdout", out), ("stderr", err)):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(stream, encoding=encoding, errors="strict"))
    code = main(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    return code, out.getvalue(), err.getvalue()


def test_text_in_a_terminal_that_lacks_letters(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    Path("mine.toml").write_text(MINE.replace("тест", "é"), encoding="utf-8")
    code, out, err = printed("ascii", monkeypatch, *SMALL)
    assert (code, err) == (0, b"")
    assert b"Grosse Krise - e" in out
    code, out, err = printed("ascii", monkeypatch, "run", "Größe – x", "--draws", "0")
    assert (code, out) == (2, b"")
    assert err.startswith(b"tajsim: cannot run: unknown scenario 'Grosse - x'; ")
    code, out, _ = printed("latin-1", monkeypatch, *SMALL)
    assert code == 0
    assert "Große Krise - " in out.decode("latin-1")


def test_a_name_that_is_no_text(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    name = os.fsdecode(b"o\xff")
    code, out, err = printed("utf-8", monkeypatch, *SMALL, "--out", name)
    assert (code, err) == (0, b"")
    assert b"Wrote o\\xff/summary.csv, o\\xff/comparison.png" in out
    assert os.path.exists(b"o\xff/manifest.json")
    code, out, _ = printed("utf-8", monkeypatch, *SMALL, "--out", name, "--json")
    assert code == 0
    assert json.loads(out)["files"][0] == f"{name}/summary.csv"


def test_a_stream_of_text_alone_takes_json(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    show_json({"a": "é"})
    assert json.loads(stream.getvalue()) == {"a": "é"}


def test_streams_are_as_before_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "svg")
    monkeypatch.setattr(sys, "stderr", None)
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict")
    monkeypatch.setattr(sys, "stdout", out)
    with ready():
        assert os.environ["MPLBACKEND"] == "agg"
        assert out.errors != "strict"
        print_error("nobody hears this")
    assert (out.errors, sys.stderr, os.environ["MPLBACKEND"]) == ("strict", None, "svg")
    out.flush()
    assert out.buffer.getvalue() == b""  # type: ignore[attr-defined]


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("redirect", "code"),
    [("2>&-", 2), ("2>/dev/full", 2), ("2>&- >&- <&-", 2), ("<&-", 2)],
)
def test_an_error_stays_out_of_stdout(redirect: str, code: int, tmp_path: Path) -> None:
    command = f"exec {sys.executable} -m tajsim run crackdwn --draws 0 {redirect}"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True)
    assert (done.returncode, done.stdout) == (code, b"")
    assert (b"crackdwn" in done.stderr) == (redirect == "<&-")


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
def test_closed_streams_get_into_no_file(here: Path) -> None:
    arguments = " ".join(SMALL)
    command = f"exec {sys.executable} -m tajsim {arguments} --out out <&- >&- 2>&-"
    assert subprocess.run(["bash", "-c", command], env=PLAIN).returncode == 0
    command = f"exec {sys.executable} -m tajsim {arguments} --out usual >/dev/null"
    assert subprocess.run(["bash", "-c", command], env=PLAIN).returncode == 0
    for name in ("summary.csv", "comparison.png", "manifest.json"):
        assert Path("out", name).read_bytes() == Path("usual", name).read_bytes()


@pytest.mark.parametrize("backend", ["module://matplotlib_inline.backend_inline", "nonsense", "TkAgg"])
def test_pictures_need_no_screen_whatever_the_environment_says(backend: str, here: Path) -> None:
    done = subprocess.run(
        [*TAJSIM, *SMALL, "--out", "out"], env=PLAIN | {"MPLBACKEND": backend}, capture_output=True
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert Path("out/comparison.png").read_bytes().startswith(b"\x89PNG")


def test_importing_the_library_leaves_the_environment_alone(tmp_path: Path) -> None:
    code = "import os, tajsim, tajsim.cli; print(os.environ['MPLBACKEND'])"
    done = subprocess.run(
        [sys.executable, "-c", code], env=PLAIN | {"MPLBACKEND": "svg"}, capture_output=True, text=True
    )
    assert done.stdout == "svg\n"


@pytest.mark.parametrize("columns", ["1", "0", "-4", "abc", "9" * 5000])
def test_terminals_of_any_width(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for arguments in (("outputs",), ("--help",), ("run", "--help")):
        assert printed("utf-8", monkeypatch, *arguments)[::2] == (0, b"")


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="the system has no such file")
def test_a_report_on_stdout_is_the_page_alone(call: Call, tmp_path: Path) -> None:
    report = ("report", "crackdown", "--parameters", BASE_SET, "--draws", "0", "--end", "2026Q4", "--out")
    with (tmp_path / "out").open("wb") as stream:
        command = [*TAJSIM, *report, "/dev/stdout"]
        # with as many threads of BLAS as the page made here
        done = subprocess.run(command, stdout=stream, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"Wrote /dev/stdout.\n")
    assert call(*report, "page.html") == (0, "Wrote page.html.\n", "")
    assert (tmp_path / "out").read_bytes() == (tmp_path / "page.html").read_bytes()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_files_named_on_the_command_line_may_be_pipes_and_devices(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tajsim.report.page.render", lambda *_: "<!DOCTYPE html>")  # where it goes counts
    report = ("report", "crackdown", "--draws", "0", "--end", "2026Q4", "--out")
    os.mkfifo(tmp_path / "pipe")
    done = call(*report, "pipe")
    assert (done.code, done.out) == (2, "")
    assert done.err == "tajsim: cannot write pipe: it is a pipe that nobody reads\n"
    assert call(*report, "/dev/null") == (0, "Wrote /dev/null.\n", "")
    (tmp_path / "link.html").symlink_to("real.html")
    assert call(*report, "link.html").code == 0
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "real.html").read_text().startswith("<!DOCTYPE html>")
    assert "--out is '.', a folder; name a file" in call(*report, ".").err
    (tmp_path / "g.toml").write_text(
        '[run]\nscenarios = []\nvintage = "world-bank-2024"\nend = "2025Q2"\ndraws = 0\noutputs = ["gdp"]\n'
    )
    assert call("check", "g.toml", "--update", "--junit", "/dev/null").code == 0
    done = call("check", "g.toml", "--junit", "pipe")
    assert (done.code, done.err) == (2, "tajsim: cannot write pipe: it is a pipe that nobody reads\n")
    assert call("check", "g.toml", "--junit", ".").err == "tajsim: cannot write .: Is a directory\n"


def test_names_are_read_in_a_plain_locale(here: Path) -> None:
    Path("mine.toml").rename("größe.toml")
    arguments = [argument.replace("mine", "größe") for argument in SMALL]
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([*TAJSIM, *arguments, "--json"], env=PLAIN | plain, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["scenarios"][0]["name"] == "größe"


def test_all_json_goes_one_way() -> None:
    package = Path(entry.__file__).parent
    assert not [path.name for path in package.glob("*.py") if "print(as_json(" in path.read_text("utf-8")]


def test_what_was_written_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    show_written([])
    show_written([Path("a"), Path("b")], "\n")
    assert capsys.readouterr() == ("\nWrote a, b.\n", "")
