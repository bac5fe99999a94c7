"""What is kept between processes is read back to the bit, and not when there is the least doubt about it."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tajsim import cache
from tajsim.cache import Arrays, fetch, folder, keep, remembered

HELD: Arrays = {
    "numbers": np.array([[0.1, -0.0], [np.nan, np.inf]]),
    "whole": np.arange(3, dtype=np.int64),
    "flag": np.array(True),
    "code": np.frombuffer(b"\x00\x7f\xff", dtype=np.uint8),
    "names": np.array(["oil", "рубль"]),
}


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own, which does not exist yet."""
    monkeypatch.setenv("TAJSIM_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def the_file(kept: Path) -> Path:
    (file,) = kept.iterdir()
    return file


def same(one: Arrays | None, other: Arrays) -> bool:
    return one is not None and {k: (v.dtype.str, v.shape, v.tobytes()) for k, v in one.items()} == {
        k: (v.dtype.str, v.shape, v.tobytes()) for k, v in other.items()
    }


def test_what_is_kept_is_read_back_to_the_bit() -> None:
    assert fetch("held", ["a"]) is None
    assert keep("held", ["a"], HELD)
    assert same(fetch("held", ["a"]), HELD)
    assert keep("none", [], {})
    assert fetch("none", []) == {}


def test_only_the_first_process_computes(kept: Path) -> None:
    made = []

    def compute() -> Arrays:
        made.append(1)
        return HELD

    for _ in range(3):
        assert same(remembered("held", ["a", b"\x00"], compute), HELD)
    assert len(made) == 1
    assert the_file(kept).name.startswith("held-")


@pytest.mark.parametrize("other", [("held", ["b"]), ("kept", ["a"]), ("held", ["a", ""]), ("held", [])])
def test_other_inputs_are_others(other: tuple[str, list[str]]) -> None:
    keep("held", ["a"], HELD)
    assert fetch(*other) is None


def test_the_parts_of_inputs_do_not_run_together() -> None:
    keep("held", ["ab", "c"], HELD)
    assert fetch("held", ["a", "bc"]) is None
    assert fetch("held", ["abc"]) is None
    assert same(fetch("held", [b"ab", "c"]), HELD)


@pytest.mark.parametrize("what", ["tajsim.cache.__version__", "numpy.__version__", "scipy.__version__"])
def test_another_version_reads_nothing_of_this_one(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keep("held", ["a"], HELD)
    monkeypatch.setattr(what, "0.0.1")
    cache._code.cache_clear()
    try:
        assert fetch("held", ["a"]) is None
    finally:
        monkeypatch.undo()
        cache._code.cache_clear()


def test_another_number_of_threads_reads_nothing_of_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums of linear algebra are taken in another order then, so that last bits differ."""
    before = [*cache._machine()]
    keep("held", ["a"], HELD)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    assert [*cache._machine()] != before
    cache._code.cache_clear()
    try:
        assert fetch("held", ["a"]) is None
    finally:
        monkeypatch.undo()
        cache._code.cache_clear()


def test_a_changed_module_is_another_library(tmp_path: Path) -> None:
    (tmp_path / "inner" / "__pycache__").mkdir(parents=True)
    module = tmp_path / "inner" / "a.py"
    module.write_text("x = 1")
    (tmp_path / "inner" / "__pycache__" / "a.pyc").write_text("")
    (before,) = cache._dated(tmp_path)
    module.write_text("x = 12")
    (longer,) = cache._dated(tmp_path)
    os.utime(module, ns=(1, 1))
    (older,) = cache._dated(tmp_path)
    assert before.startswith("inner/a.py ")
    assert len({before, longer, older}) == 3


def test_a_library_whose_files_cannot_be_read_keeps_nothing(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_code", lambda: None)
    assert same(remembered("held", [], lambda: HELD), HELD)
    assert not kept.exists()


@pytest.mark.parametrize("length", [0, 10, 40, 100, -1])
def test_a_file_cut_short_is_not_read(length: int, kept: Path) -> None:
    keep("held", ["a"], HELD)
    file = the_file(kept)
    file.write_bytes(file.read_bytes()[:length])
    assert fetch("held", ["a"]) is None
    assert same(remembered("held", ["a"], lambda: HELD), HELD)
    assert same(fetch("held", ["a"]), HELD), "it is kept anew"


def test_no_changed_bit_goes_unnoticed(kept: Path) -> None:
    keep("held", ["a"], {"x": np.arange(2.0)})
    file = the_file(kept)
    content = file.read_bytes()
    for place in range(len(content)):
        file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert fetch("held", ["a"]) is None, place


def test_a_file_under_the_name_of_another_is_not_read(kept: Path) -> None:
    keep("held", ["a"], HELD)
    first = the_file(kept)
    keep("held", ["b"], {"x": np.zeros(1)})
    (second,) = set(kept.iterdir()) - {first}
    os.replace(second, first)
    assert fetch("held", ["a"]) is None


def test_a_file_that_would_run_code_is_not_read(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep("held", ["a"], HELD)
    stream = io.BytesIO()
    np.save(stream, np.array("x"))
    np.save(stream, np.array([print], dtype=object), allow_pickle=True)
    _, digest = cache._place("held", ["a"])
    body = digest + stream.getvalue()
    the_file(kept).write_bytes(cache._MARK + cache.hashlib.sha256(body).digest() + body)
    monkeypatch.setattr(pickle, "load", lambda *_: pytest.fail("it was run"))
    assert fetch("held", ["a"]) is None


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_what_anybody_can_have_written_is_not_read(kept: Path) -> None:
    keep("held", ["a"], HELD)
    assert kept.stat().st_mode & 0o777 == 0o700
    the_file(kept).chmod(0o666)
    assert fetch("held", ["a"]) is None
    kept.chmod(0o777)
    assert not keep("held", ["b"], HELD)
    assert len(list(kept.iterdir())) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_what_another_user_wrote_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    keep("held", ["a"], HELD)
    owner = os.geteuid()
    monkeypatch.setattr("os.geteuid", lambda: owner + 1)
    assert (fetch("held", ["a"]) is None) == (owner != 0), "the administrator may have written it"


def test_a_folder_that_cannot_be_written_costs_a_computation_and_no_word(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.write_text("")  # a file where the folder should be
    assert same(remembered("held", ["a"], lambda: HELD), HELD)
    assert not keep("held", ["a"], HELD)
    kept.unlink()
    keep("held", ["a"], HELD)

    def refused(*_: object, **__: object) -> None:
        raise PermissionError("read-only file system")

    monkeypatch.setattr("pathlib.Path.write_bytes", refused)
    assert not keep("held", ["b"], HELD)
    assert same(remembered("held", ["b"], lambda: HELD), HELD)
    assert same(fetch("held", ["a"]), HELD), "what was kept before can still be read"
    assert len(list(kept.iterdir())) == 1


def test_nothing_is_left_of_a_file_that_was_not_finished(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep("held", ["a"], HELD)

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.replace", full)
    assert not keep("held", ["b"], HELD)
    assert len(list(kept.iterdir())) == 1


def test_an_error_of_what_is_computed_is_not_hidden(kept: Path) -> None:
    def compute() -> Arrays:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        remembered("held", ["a"], compute)
    assert not kept.exists()


def test_many_at_once_read_whole_files(kept: Path) -> None:
    held = {"x": np.arange(20_000.0)}
    wrong: list[Any] = []

    def work() -> None:
        for _ in range(20):
            keep("held", ["a"], held)
            found = fetch("held", ["a"])
            if found is None or not np.array_equal(found["x"], held["x"]):
                wrong.append(found)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(list(kept.iterdir())) == 1


def test_processes_share_what_is_kept(kept: Path) -> None:
    code = (
        "import numpy as np; from tajsim.cache import fetch, remembered\n"
        "found = remembered('held', ['a'], lambda: {'x': np.arange(9.0)})\n"
        "assert fetch('held', ['a'])['x'].tobytes() == found['x'].tobytes() == np.arange(9.0).tobytes()"
    )
    started = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    assert [process.wait() for process in started] == [0, 0]
    found = fetch("held", ["a"])
    assert found is not None
    assert found["x"].tolist() == list(range(9))
    assert len(list(kept.iterdir())) == 1


def test_the_oldest_of_too_many_go(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST", 2)
    kept.mkdir(mode=0o700)
    (kept / "somebody's own").write_text("")
    for age, name in enumerate("abc"):
        keep("held", [name], HELD)
        place, _ = cache._place("held", [name])
        assert place is not None
        os.utime(place, ns=(age, age))
    keep("held", ["d"], HELD)
    assert [name for name in "abcd" if fetch("held", [name]) is not None] == ["c", "d"]
    assert (kept / "somebody's own").exists()


@pytest.mark.parametrize("word", ["off", "OFF", "0", "no"])
def test_it_can_be_switched_off(word: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TAJSIM_CACHE", word)
    monkeypatch.chdir(tmp_path)
    assert folder() is None
    assert not keep("held", ["a"], HELD)
    assert fetch("held", ["a"]) is None
    assert same(remembered("held", ["a"], lambda: HELD), HELD)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("system", "variables", "place"),
    [
        ("linux", {}, "home/.cache/tajsim"),
        ("linux", {"XDG_CACHE_HOME": "{}/xdg"}, "xdg/tajsim"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "home/.cache/tajsim"),
        ("darwin", {"XDG_CACHE_HOME": "{}/xdg"}, "home/Library/Caches/tajsim"),
        ("win32", {"LOCALAPPDATA": "{}/local"}, "local/tajsim"),
        ("win32", {}, "home/AppData/Local/tajsim"),
        ("linux", {"TAJSIM_CACHE": "{}/own"}, "own"),
        ("linux", {"TAJSIM_CACHE": " "}, "home/.cache/tajsim"),
    ],
)
def test_each_system_has_its_folder(
    system: str, variables: dict[str, str], place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("TAJSIM_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(tmp_path))
    monkeypatch.setattr("pathlib.Path.home", lambda: tmp_path / "home")
    monkeypatch.setattr(cache.sys, "platform", system)
    assert folder() == tmp_path / place


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("TAJSIM_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr("pathlib.Path.home", nobody)
    assert folder() is None
    assert same(remembered("held", ["a"], lambda: HELD), HELD)
