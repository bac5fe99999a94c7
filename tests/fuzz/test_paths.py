"""Names of files that are none, and files that are no ordinary ones."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tajsim as ts
from tajsim import store
from tajsim.engine.repeat import rerun
from tajsim.errors import FileFormatError, InputError
from tajsim.golden.check import check
from tajsim.scenarios import read_scenario

from .files import KINDS, SCENARIO

LOADERS: dict[str, Callable[[Any], object]] = {
    **{name: kind.load for name, kind in KINDS.items() if name != "golden"},
    "check": check,
    "rerun": rerun,
}
WRITERS: dict[str, Callable[[Any], object]] = {
    "scenario": ts.Scenario("a").to_toml,
    "parameters": lambda path: ts.parameters("world-bank-2024").to_toml(path),
}


class OfBytes:
    """A path that is bytes, which pathlib does not take."""

    def __fspath__(self) -> bytes:
        return b"x.toml"


NAMES: dict[str, Any] = {
    "empty": "",
    "with nul": "a\0.toml",
    "a path with nul": Path("a\0.toml"),
    "half a surrogate": "\ud800.toml",
    "too long": "x" * 5000 + ".toml",
    "bytes": b"x.toml",
    "a path of bytes": OfBytes(),
    "a number": 3,
    "a number without end": 10**5000,
    "a list": ["x.toml"],
    "below a file": "file/x.toml",
    "a folder": "folder.toml",
    "the folder it is in": Path(),
    "a loop of links": "loop.toml",
    "a path to a loop": Path("loop.toml"),
    "a link to nothing": "nowhere.toml",
}


@pytest.fixture
def _odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("")
    Path("folder.toml").mkdir()
    Path("loop.toml").symlink_to("loop.toml")
    Path("nowhere.toml").symlink_to("gone.toml")


@pytest.mark.usefixtures("_odd")
@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("name", NAMES)
def test_what_names_no_readable_file(loader: str, name: str) -> None:
    with pytest.raises(InputError) as caught:
        LOADERS[loader](NAMES[name])
    assert len(str(caught.value)) < 12_000


@pytest.mark.usefixtures("_odd")
@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("name", [name for name in NAMES if "link" not in name and "loop" not in name])
def test_what_names_no_file_to_write(writer: str, name: str) -> None:
    before = sorted(Path().iterdir())
    with pytest.raises(InputError):
        WRITERS[writer](NAMES[name])
    assert sorted(Path().iterdir()) == before


needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")


@needs_pipes
def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "mine.toml"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(SCENARIO,))
    writer.start()
    found = read_scenario(pipe)
    writer.join()
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "mine.toml").write_text(SCENARIO)
    assert found == read_scenario(tmp_path / "again" / "mine.toml")


@needs_pipes
def test_a_pipe_is_no_saved_result(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "out.npz")
    with pytest.raises(FileFormatError, match="a pipe, not a file"):
        ts.load(tmp_path / "out.npz")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no such file")
def test_a_file_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileFormatError, match="more than 1,000 bytes"):
        store.read_text("/dev/zero", 1000)
    with pytest.raises(FileFormatError, match="more than 16,777,216 bytes"):
        check("/dev/zero")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the system has no such permissions")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    """In a process that has given up the rights of the administrator, who may read anything."""
    path = tmp_path / "closed.toml"
    path.write_text(SCENARIO)
    code = (
        "import os, sys, tajsim\n"
        "from tajsim.scenarios import read_scenario\n"
        "stream = os.open(sys.argv[1], os.O_RDONLY | os.O_DIRECTORY)\n"
        "os.fchdir(stream)\n"
        "os.chmod('closed.toml', 0)\n"
        "if os.geteuid() == 0:\n"
        "    os.setegid(65534)\n"
        "    os.seteuid(65534)\n"
        "try:\n"
        "    read_scenario('closed.toml')\n"
        "except tajsim.FileFormatError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "cannot read closed.toml: Permission denied\n", done.stderr


def test_an_endless_link_chain_of_parameter_sets_ends(tmp_path: Path) -> None:
    for i in range(30):
        (tmp_path / f"v{i}.toml").write_text(f'title = "t"\nextends = "v{(i + 1) % 30}"\n')
    with pytest.raises(InputError, match="it extends itself"):
        ts.parameters(tmp_path / "v0.toml")
