"""Pipes, devices, links and rights: what exists stays what it is, whoever writes files."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import tajsim as ts
from tajsim.errors import InputError
from tajsim.golden.check import check
from tajsim.results import Result
from tajsim.store import write_folder, write_set, write_whole

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")
CONTENT = b"what is written " * 10_000  # more than a pipe holds


@pytest.fixture(scope="module")
def small() -> Result:
    return ts.run("crackdown", "world-bank-2024", draws=8, end="2026Q4", outputs=["gdp"])


WRITERS: dict[str, Callable[[Result, Path], object]] = {
    "save": lambda r, path: r.save(path),
    "report": lambda r, path: r.report(path),
    "excel": lambda r, path: r.to_excel(path),
    "parquet": lambda r, path: r.to_parquet(path),
    "vintage": lambda _, path: ts.parameters("world-bank-2024").to_toml(path),
    "scenario": lambda _, path: ts.scenario("crackdown").to_toml(path),
    "page": lambda _, path: ts.model_page("world-bank-2024").write(path),
    "golden": lambda r, path: check(path, update=True, result=r),
}


@contextmanager
def read_from(pipe: Path) -> Iterator[list[bytes]]:
    """What a reader of the pipe gets."""
    got: list[bytes] = []
    handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # there before the writer
    os.set_blocking(handle, True)
    ready = threading.Event()

    def read() -> None:
        ready.set()
        with os.fdopen(handle, "rb") as stream:
            # before the writer has come a read ends at once
            while not (part := stream.read()) and not got:
                time.sleep(0.005)
            got.append(part)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    ready.wait()
    yield got
    reader.join(timeout=30)


@pytest.mark.parametrize("writer", WRITERS)
def test_a_pipe_gets_the_bytes_that_a_file_would(writer: str, small: Result, tmp_path: Path) -> None:
    if writer in ("excel", "parquet"):
        pytest.importorskip({"excel": "openpyxl", "parquet": "pyarrow"}[writer])
    WRITERS[writer](small, tmp_path / "file")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with read_from(pipe) as got:
        WRITERS[writer](small, pipe)
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    if writer == "excel":  # a workbook holds the time
        assert got[0].startswith(b"PK")
    else:
        assert got == [(tmp_path / "file").read_bytes()]
    assert sorted(os.listdir(tmp_path)) == ["file", "pipe"]


@pytest.mark.parametrize("writer", WRITERS)
def test_a_device_stays_one(writer: str, small: Result, tmp_path: Path) -> None:
    if writer in ("excel", "parquet"):
        pytest.importorskip({"excel": "openpyxl", "parquet": "pyarrow"}[writer])
    before = os.lstat("/dev/null")
    WRITERS[writer](small, Path("/dev/null"))
    (tmp_path / "link").symlink_to("/dev/null")
    WRITERS[writer](small, tmp_path / "link")
    after = os.lstat("/dev/null")
    assert (after.st_ino, after.st_rdev, after.st_mode) == (before.st_ino, before.st_rdev, before.st_mode)
    assert os.readlink(tmp_path / "link") == "/dev/null"


def test_a_device_that_is_full() -> None:
    with pytest.raises(InputError, match="cannot write /dev/full: No space left on device"):
        write_whole("/dev/full", lambda f: f.write(CONTENT))
    assert stat.S_ISCHR(os.lstat("/dev/full").st_mode)


def test_a_pipe_without_a_reader_is_reported_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="pipe: it is a pipe that nobody reads"):
        write_whole(tmp_path / "pipe", lambda f: f.write(CONTENT))


def test_a_reader_that_leaves(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    threading.Timer(0.2, os.close, (handle,)).start()
    with pytest.raises(InputError, match="pipe: Broken pipe"):
        write_whole(pipe, lambda f: f.write(CONTENT))


def test_a_socket_takes_no_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("here")
        with pytest.raises(InputError, match="cannot write here: it is a socket"):
            write_whole("here", lambda f: f.write(CONTENT))
    assert stat.S_ISSOCK(os.lstat("here").st_mode)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    for name in ("folder", "link"):
        with pytest.raises(InputError, match=f"{name}: Is a directory"):
            write_whole(tmp_path / name, lambda f: f.write(CONTENT))
        with pytest.raises(InputError, match=f"{name}: Is a directory"):
            write_folder(tmp_path, {"a": b"", name: b""})
    assert sorted(os.listdir(tmp_path)) == ["folder", "link"]
    assert os.listdir(tmp_path / "folder") == []


@pytest.mark.parametrize("there", [True, False], ids=["a file", "nothing yet"])
def test_a_link_stays_one_and_its_file_is_renewed(there: bool, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    real = tmp_path / "elsewhere" / "real"
    if there:
        real.write_bytes(b"old")
    (tmp_path / "second").symlink_to("elsewhere/real")
    (tmp_path / "first").symlink_to("second")
    write_whole(tmp_path / "first", lambda f: f.write(CONTENT))
    assert os.readlink(tmp_path / "first") == "second"
    assert os.readlink(tmp_path / "second") == "elsewhere/real"
    assert real.read_bytes() == CONTENT
    assert os.listdir(tmp_path / "elsewhere") == ["real"]


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "lost").symlink_to("no/such/folder")
    for name, expected in (
        ("loop", "Too many levels of symbolic links"),
        ("lost", "No such file or directory"),
    ):
        with pytest.raises(InputError, match=f"{name}: {expected}"):
            write_whole(tmp_path / name, lambda f: f.write(CONTENT))
    assert sorted(os.listdir(tmp_path)) == ["loop", "lost"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755, 0o444])
def test_rights_stay(mode: int, tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    target.chmod(mode)
    seen: list[int] = []

    def write(stream: object) -> None:
        (staged,) = tmp_path.glob(".file.*")
        seen.append(stat.S_IMODE(staged.stat().st_mode))

    write_whole(target, write)
    write_folder(tmp_path, {"file": b"new"})
    assert stat.S_IMODE(target.stat().st_mode) == mode
    assert seen == [mode], "others could read it while it was written"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    os.chown(target, 12, 34)
    write_whole(target, lambda f: f.write(CONTENT))
    assert (target.stat().st_uid, target.stat().st_gid) == (12, 34)


def test_a_set_with_a_pipe_a_device_and_links(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    os.mkfifo(out / "pipe")
    (out / "device").symlink_to("/dev/null")
    (out / "mark").symlink_to("../kept")
    (tmp_path / "kept").write_bytes(b"old")
    with read_from(out / "pipe") as got:
        write_folder(out, {"plain": b"1", "pipe": CONTENT, "device": b"3", "mark": b"4"})
    assert got == [CONTENT]
    assert (out / "plain").read_bytes() == b"1"
    assert (tmp_path / "kept").read_bytes() == b"4"
    assert os.readlink(out / "mark") == "../kept"
    assert sorted(os.listdir(out)) == ["device", "mark", "pipe", "plain"]


def test_a_set_whose_pipe_nobody_reads_changes_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("plain", "mark"):
        (tmp_path / name).write_bytes(b"old")
    for order in (("plain", "pipe", "mark"), ("plain", "mark", "pipe")):
        with pytest.raises(InputError, match="pipe: it is a pipe that nobody reads"):
            write_folder(tmp_path, dict.fromkeys(order, b"new"))
        assert [(tmp_path / name).read_bytes() for name in ("plain", "mark")] == [b"old", b"old"]
    assert sorted(os.listdir(tmp_path)) == ["mark", "pipe", "plain"]


INTO = """
import os, sys
from tajsim.store import write_whole
print("before")
write_whole(sys.argv[1], lambda stream: stream.write(b"content\\n"))
print("after")
"""


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"])
@pytest.mark.parametrize("way", ["a pipe", "a file", "the end of a file"])
def test_the_stream_of_this_process_is_written_into(name: str, way: str, tmp_path: Path) -> None:
    if not os.path.exists(name) and name != "link":
        pytest.skip("the system has no such name")
    (tmp_path / "link").symlink_to("/dev/stdout")
    command = [sys.executable, "-c", INTO, name]
    if way == "a pipe":
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
        printed = done.stdout
    else:
        (tmp_path / "file").write_bytes(b"first\n")
        mode = "wb" if way == "a file" else "ab"
        with (tmp_path / "file").open(mode) as stream:
            subprocess.run(command, cwd=tmp_path, stdout=stream, check=True)
        printed = (tmp_path / "file").read_bytes()
    head = b"first\n" if way == "the end of a file" else b""
    assert printed == head + b"before\ncontent\nafter\n"


def test_a_name_as_long_as_the_system_allows(tmp_path: Path) -> None:
    target = tmp_path / ("x" * 255)
    write_whole(target, lambda f: f.write(CONTENT))
    assert os.listdir(tmp_path) == ["x" * 255]


def test_writing_leaves_the_mask_of_the_process_alone(tmp_path: Path) -> None:
    """Files that another thread makes meanwhile have the rights that the process asked for."""
    code = """
import os, sys, threading, time
from pathlib import Path
from tajsim.store import write_folder, write_whole
folder, done, wrong = Path(sys.argv[1]), threading.Event(), []
os.umask(0o077)
real = os.umask

def slow(mask):
    before = real(mask)
    time.sleep(0.001)  # what may happen between two calls does
    return before

os.umask = slow

def others():
    number = 0
    while not done.is_set():
        number += 1
        name = folder / f"other-{number % 8}"
        os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        if name.stat().st_mode & 0o077:
            wrong.append(name)
        name.unlink()

thread = threading.Thread(target=others)
thread.start()
for number in range(40):
    write_whole(folder / "one", lambda stream: stream.write(b"x"))
    write_folder(folder / "set", {"a": b"x", "b": b"y"})
done.set()
thread.join()
own = {oct(path.stat().st_mode & 0o777) for path in (folder / "one", folder / "set" / "a")}
print(len(wrong), *own)
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("0 0o600\n", "")


@pytest.mark.parametrize("mask", [0o022, 0o002, 0o077, 0o027])
def test_a_new_file_has_the_rights_that_the_system_gives(mask: int, tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom tajsim.store import write_whole\n"
        f"os.umask({mask})\nwrite_whole(sys.argv[1], lambda stream: stream.write(b'x'))\n"
        f"assert os.umask({mask}) == {mask}\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "file")], check=True)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o666 & ~mask


def test_nothing_in_the_package_asks_for_the_mask() -> None:
    package = Path(ts.__file__).parent
    assert not [path for path in package.rglob("*.py") if "umask(" in path.read_text(encoding="utf-8")]


def test_write_set_takes_no_file_twice_from_a_link(tmp_path: Path) -> None:
    """Two names of one file in a set: the last content is whole."""
    (tmp_path / "other").symlink_to("one")
    write_set({tmp_path / "one": lambda f: f.write(b"1"), tmp_path / "other": lambda f: f.write(b"2")})
    assert (tmp_path / "one").read_bytes() == b"2"
    assert (tmp_path / "other").is_symlink()
