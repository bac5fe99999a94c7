"""A full disk, a read-only folder: a clear message, no partial file, earlier files as they were."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .driver import call

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX limits")

WRITE_EVERYTHING = """
import json, sys, warnings
from importlib.util import find_spec
from pathlib import Path
import tajsim as ts
from tajsim.cli import main
from tajsim.golden.check import check
from tests import of_2024

folder = Path(sys.argv[1])
r = of_2024.run("crackdown", "world-bank-2024", draws=8, end="2026Q4", outputs=["gdp", "remittances_usd"])
kinds = {
    "saved.npz": r.save,
    "page.html": r.report,
    "book.xlsx": r.to_excel if find_spec("openpyxl") else None,
    "draws.parquet": r.to_parquet if find_spec("pyarrow") else None,
    "vintage.toml": ts.parameters("world-bank-2024").to_toml,
    "scenario.toml": ts.scenario("combined-adverse").to_toml,
    "golden.toml": lambda path: check(path, result=r, update=True),
}
asked = ["run", "crackdown", "--vintage", "world-bank-2024", "--draws", "0", "--end", "2026Q4"]
kinds["set"] = lambda path: main([*asked, "--out", str(path)])
outcomes = {}

def limited():
    SETUP

for name, write in kinds.items():
    if write is None:
        continue
    path = folder / name
    if name == "set":
        path.mkdir()
        for part in ("summary.csv", "comparison.png", "manifest.json"):
            (path / part).write_bytes(b"as before")
    elif name != "golden.toml":
        path.write_bytes(b"as before")
limited()
for name, write in kinds.items():
    if write is None:
        continue
    try:
        outcomes[name] = f"returned {write(folder / name)}"
    except ts.TajsimError as error:
        outcomes[name] = f"{type(error).__name__}: {error}"
    except BaseException as error:
        outcomes[name] = f"not of the library: {error!r}"
print("OUTCOMES" + json.dumps(outcomes))
sys.exit()
"""


def outcomes(setup: str, folder: Path, cwd: Path) -> tuple[dict[str, str], str]:
    """What each kind of file said when it could not be written, and stderr."""
    code, out, err = call(WRITE_EVERYTHING.replace("SETUP", setup), str(folder), cwd=cwd)
    assert code == 0, err
    found: dict[str, str] = json.loads(out.rpartition("OUTCOMES")[2])
    return found, err


def is_as_before(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "filler"]
    assert len(files) >= 6
    for path in files:
        assert path.read_bytes() == b"as before", path


def is_reported(found: dict[str, str], err: str, reason: str, folder: Path) -> None:
    assert {"saved.npz", "page.html", "scenario.toml", "set"} <= found.keys()
    for name, text in found.items():
        if name != "set":
            assert text.startswith("InputError: "), (name, text)
            assert text.endswith(f"cannot write {folder / name}: {reason}"), (name, text)
    assert found["set"] == "returned 2"
    assert err.splitlines()[-1] == f"tajsim: cannot write {folder / 'set' / 'summary.csv'}: {reason}"
    assert "Traceback" not in err


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[tuple[Path, str, str]]:
    """A folder, the code that fills its disk of 64 KiB, and what the system says of it.

    Where no disk may be mounted, a limit on the size of files stands in for it.
    """
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        yield folder, LIMIT, "File too large"
        return
    try:
        yield folder, FILL, "No space left on device"
    finally:
        subprocess.run(["umount", str(folder)], check=True)


LIMIT = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (500, resource.RLIM_INFINITY))"
FILL = """
    with (folder / "filler").open("wb", buffering=0) as stream:
        try:
            while stream.write(bytes(4096)):
                pass
        except OSError:
            pass"""


def test_a_full_disk(full_disk: tuple[Path, str, str], tmp_path: Path) -> None:
    folder, setup, reason = full_disk
    is_reported(*outcomes(setup, folder, tmp_path), reason, folder)
    is_as_before(folder)


@pytest.mark.skipif(os.geteuid() == 0 and sys.platform != "linux", reason="root may write everywhere")
def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    """Root may write into every folder: the capability to pass over rights is given up."""
    base = tmp_path
    folder = base / "files"
    folder.mkdir()
    setup = """
    import ctypes, os
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() == 0:
        libc, header, held = ctypes.CDLL(None), (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        assert libc.capget(header, held) == 0
        for kind in (0, 1):  # effective, permitted: CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            held[kind] &= ~0b110
        assert libc.capset(header, held) == 0"""
    found, err = outcomes(setup, folder, base)
    for name, text in found.items():
        if name != "set":
            assert text.startswith("InputError: "), (name, text)
            assert text.endswith(f"cannot write {folder / name}: Permission denied"), (name, text)
    assert found["set"] == "returned 2"
    place = folder / "set"
    last = f"tajsim: cannot run: cannot write into {place}: {place} is read-only; give --out DIR"
    assert err.splitlines()[-1] == last
    is_as_before(folder)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("redirect", "code", "message"),
    [
        (">/dev/full", 1, "tajsim: cannot go on: No space left on device\n"),
        (">&-", 0, ""),
        (">&- 2>&-", 0, ""),
        ("| true", 141, ""),
    ],
)
def test_a_stdout_that_takes_nothing(redirect: str, code: int, message: str) -> None:
    command = f"{sys.executable} -m tajsim scenarios --json {redirect}"
    if redirect == "| true":
        command = f"set -o pipefail; (sleep 0.0; exec {sys.executable} -m tajsim scenarios) | exec true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (code, message)
