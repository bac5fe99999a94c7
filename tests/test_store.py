"""Files are read within bounds, keys of too many parts are refused, and two writers wait for each other."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tajsim
from tajsim import languages, observed
from tajsim.analysis.policy import levers
from tajsim.drivers import outlook
from tajsim.errors import FileFormatError, InputError, UnknownNameError, is_writable, quoted, unknown_name
from tajsim.parameters import loading
from tajsim.past import episodes
from tajsim.scenarios import library
from tajsim.store import (
    MOST_PARTS,
    Shipped,
    as_path,
    check_keys,
    data_path,
    find_file,
    folders_of,
    has_suffix,
    is_regular,
    locked,
    parse_toml,
    read_text,
    write_folder,
    write_whole,
)


def test_lines_end_in_one_newline_whatever_they_ended_in(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one\r\ntwo\rthree\n")
    assert read_text(tmp_path / "a") == "one\ntwo\nthree\n"


def test_a_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfone\r\n\xef\xbb\xbftwo")
    assert read_text(tmp_path / "a") == "one\n\ufefftwo"
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbf")
    assert read_text(tmp_path / "a") == ""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_text_of_wide_letters_is_recognised(encoding: str, tmp_path: Path) -> None:
    for text in ('title = "Krise"\n', '{"a": 1}'):
        (tmp_path / "a").write_text(text, encoding=encoding)
        with pytest.raises(FileFormatError, match=r"it is UTF-16 or UTF-32 text; save it as UTF-8"):
            read_text(tmp_path / "a")
    (tmp_path / "a").write_bytes("Größe".encode("latin-1"))
    with pytest.raises(FileFormatError, match=r"not UTF-8 text \(byte 2\)"):
        read_text(tmp_path / "a")


def test_a_suffix_is_one_in_capitals_as_well() -> None:
    assert has_suffix("a.TOML", ".toml")
    assert has_suffix(Path("b/a.Toml"), ".toml")
    assert not has_suffix("toml", ".toml")


def test_files_are_looked_for_beside_a_link_and_beside_its_file(tmp_path: Path) -> None:
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    (tmp_path / "there" / "file").write_text("")
    (tmp_path / "here" / "link").symlink_to("../there/file")
    here, there = folders_of(tmp_path / "here" / "link")
    assert (here, there) == (tmp_path / "here", (tmp_path / "there").resolve())
    assert folders_of(there / "file") == (there,)
    assert find_file("x", (here, there)) == here / "x"
    (there / "x").write_text("")
    assert find_file("x", (here, there)) == there / "x"
    (here / "x").write_text("")
    assert find_file("x", (here, there)) == here / "x"


def test_a_file_may_be_as_large_as_allowed_and_no_larger(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_text(tmp_path / "a", 5) == "12345"
    with pytest.raises(FileFormatError, match="more than 4 bytes"):
        read_text(tmp_path / "a", 4)


@pytest.mark.parametrize("given", [None, 3, b"a", "", "a\0", "\ud800", 10**5000], ids=range(7))
def test_what_is_no_path(given: object) -> None:
    with pytest.raises(InputError, match="not a path: "):
        as_path(given)
    with pytest.raises(InputError, match="not a path: "):
        write_whole(given, lambda stream: stream.write(b""))  # type: ignore[arg-type]


def test_tables_go_so_deep_and_integers_are_so_long() -> None:
    assert parse_toml(".".join("a" * 49) + " = 0x" + "f" * 500, "it")
    assert parse_toml("a = " + "[" * 48 + "]" * 48, "it")
    for text in (
        ".".join("a" * 60) + " = 1",
        "a = " + "[" * 55 + "]" * 55,
        "a.b = [" + "{c = " * 55 + "1" + "}" * 55,
    ):
        with pytest.raises(FileFormatError, match="cannot read it: "):
            parse_toml(text, "it")
    for text in ("a = 0x" + "f" * 501, "a = [1.0, 0b" + "1" * 2001 + "]"):
        with pytest.raises(FileFormatError, match="an integer of more than 2000 bits"):
            parse_toml(text, "it")


def test_a_value_is_quoted_whatever_it_is() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert quoted(10**5000) == "a int that is too large to show"
    assert quoted(deep) == "a list that is too large to show"
    assert quoted("x" * 500) == "'" + "x" * 199 + "..."
    assert "unknown scenario a int that" in str(unknown_name("scenario", 10**5000, ["a"]))


def test_half_a_surrogate_pair_cannot_be_written() -> None:
    assert is_writable("é \U0001f600")
    assert not is_writable("\ud800")
    assert not is_writable(b"a")


LONG = {
    "bare": ".".join("a" * 20_000) + " = 1",
    "spaced": " . ".join("a" * 20_000) + " = 1",
    "quoted": ".".join(['"a.b"'] * 20_000) + " = 1",
    "literal": ".".join(["'='"] * 20_000) + " = 1",
    "a table": "[" + ".".join("a" * 20_000) + "]",
    "a list of tables": "[[" + ".".join("a" * 20_000) + "]]",
    "in a table": "x = {y = 1, " + ".".join("a" * 20_000) + " = 1}",
    "after texts": 'x = """a"b\\""" # "\ny = \'\'\'a\'b\'\'\'\n' + ".".join("a" * 20_000) + " = 1",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_key_of_many_parts_is_never_parsed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(text: str) -> None:
        raise AssertionError("the parser takes seconds for it")

    monkeypatch.setattr(tomllib, "loads", parsed)
    with pytest.raises(FileFormatError, match=r"x\.toml: its tables are more than 50 deep.* 20,000 parts"):
        parse_toml(text, "x.toml")


def test_the_limit_is_as_deep_as_tables_may_stand() -> None:
    check_keys(".".join("a" * MOST_PARTS) + " = 1", "x")
    parse_toml(".".join("a" * (MOST_PARTS - 1)) + " = 1", "x")
    with pytest.raises(FileFormatError, match="51 parts"):
        parse_toml(".".join("a" * (MOST_PARTS + 1)) + " = 1", "x")


@given(st.text(alphabet="a.\"'#\\=[]{},\n", max_size=120))
def test_dots_in_texts_and_comments_are_no_parts(words: str) -> None:
    dots = "." * 200
    literal = words.replace("'", "") + dots
    lines = [
        'a = "' + (words + dots).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"',
        "b = '''" + literal + "'''",
        'c = """' + (words + dots).replace("\\", "\\\\").replace('"', '\\"') + '"""',
        "# " + literal.replace("\n", " "),
        "d = '" + literal.replace("\n", " ") + "'",
        "e = [" + "1.5, " * 100 + "]",
    ]
    text = "\n".join(lines) + "\n"
    check_keys(text, "x")
    assert tomllib.loads(text)["a"] == words + dots


def test_every_shipped_file_passes() -> None:
    files = sorted(data_path().rglob("*.toml"))
    assert files
    for path in files:
        check_keys(path.read_text(encoding="utf-8"), str(path))


posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX locks")


HAMMER = """
import sys, time
from pathlib import Path
from tajsim.store import write_folder
folder, who, end = Path(sys.argv[1]), sys.argv[2].encode(), time.time() + float(sys.argv[3])
rounds = 0
while time.time() < end:
    write_folder(folder / str(rounds % 4), dict.fromkeys(("a.csv", "b.png", "c.csv", "manifest.json"), who))
    rounds += 1
print(rounds)
"""


def sets(folder: Path) -> list[set[bytes]]:
    return [{path.read_bytes() for path in one.iterdir()} for one in folder.iterdir()]


@posix
def test_two_processes_leave_the_set_of_one(tmp_path: Path) -> None:
    for turn in range(6):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", HAMMER, str(tmp_path), who, "0.8"], stdout=subprocess.PIPE, text=True
            )
            for who in ("first", "second")
        ]
        assert all(int(writer.communicate()[0]) > 3 for writer in writers)
        assert all(writer.returncode == 0 for writer in writers)
        assert all(len(contents) == 1 for contents in sets(tmp_path)), turn


@posix
def test_moves_of_two_writers_never_mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that is held up between two moves keeps the other waiting."""
    real, between = os.replace, threading.Event()

    def slow(source: str, target: str) -> None:
        real(source, target)
        if threading.current_thread() is threads[0]:
            between.set()
            time.sleep(0.1)

    monkeypatch.setattr(os, "replace", slow)
    threads = [
        threading.Thread(target=write_folder, args=(tmp_path, dict.fromkeys(("a", "b", "c"), content)))
        for content in (b"one", b"two")
    ]
    threads[0].start()
    between.wait()
    threads[1].start()
    for thread in threads:
        thread.join()
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"two"}
    assert len(os.listdir(tmp_path)) == 3, "a lock left a file"


@posix
def test_a_killed_holder_keeps_nobody_waiting(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom tajsim.store import locked\n"
        "with locked(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.send_signal(signal.SIGKILL)
    begin = time.monotonic()
    with locked(tmp_path):
        assert time.monotonic() - begin < 1


@posix
def test_a_folder_that_stays_locked_is_written_with_a_warning(tmp_path: Path) -> None:
    begin = time.monotonic()
    with locked(tmp_path), pytest.warns(UserWarning, match="another process keeps .* locked"):
        write_folder_at_last(tmp_path)
    assert time.monotonic() - begin >= 0.2


def write_folder_at_last(folder: Path) -> None:
    with locked(folder, longest=0.2):
        pass


@posix
def test_a_folder_that_cannot_be_opened_is_not_locked(tmp_path: Path) -> None:
    with locked(tmp_path / "absent"):
        assert not (tmp_path / "absent").exists()


@posix
def test_a_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def none(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", none)
    write_folder(tmp_path, {"a": b"1"})
    assert (tmp_path / "a").read_bytes() == b"1"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with locked(tmp_path):
        pass


ALL = [module.SHIPPED for module in (loading, library, outlook, languages, levers, episodes, observed)]


PACKAGE = Path(tajsim.__file__).parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder `things` of two files in the place of the shipped data."""
    monkeypatch.setattr("tajsim.store.data_path", lambda *parts: tmp_path.joinpath(*parts))
    place = tmp_path / "things"
    place.mkdir()
    for name in ("beta.toml", "alpha.toml", "alpha.csv"):
        (place / name).write_text("x = 1\n")
    return place


THINGS = Shipped("thing", "things")


def test_files_are_known_by_name_in_order(folder: Path) -> None:
    assert THINGS.place == folder
    assert list(THINGS.files().items()) == [("alpha", folder / "alpha.toml"), ("beta", folder / "beta.toml")]
    assert list(Shipped("table", "things", ".csv").files()) == ["alpha"]


def test_a_name_is_that_of_a_shipped_file_and_anything_else_is_a_path(folder: Path) -> None:
    assert THINGS.find("beta") == folder / "beta.toml"
    assert THINGS.find("beta.toml") == Path("beta.toml")
    assert THINGS.find("my/Own.TOML") == Path("my/Own.TOML")
    assert THINGS.find(Path("beta")) == Path("beta")
    assert THINGS.path("beta") == folder / "beta.toml"


@pytest.mark.parametrize("name", ["alpah", "alpha.csv", "", "../things/alpha", "ALPHA"])
def test_an_unknown_name_is_reported_with_the_nearest(folder: Path, name: str) -> None:
    for look in (THINGS.path, THINGS.find):
        with pytest.raises(UnknownNameError, match=r"^unknown thing .*(alpha|beta)") as caught:
            look(name)
        assert repr(name) in str(caught.value)


def test_the_names_listed_may_be_fewer_than_the_files(folder: Path) -> None:
    with pytest.raises(UnknownNameError) as caught:
        THINGS.path("gamma", lambda: ["beta"])
    assert "beta" in str(caught.value)
    assert "alpha" not in str(caught.value)
    assert THINGS.path("alpha", lambda: ["beta"]) == folder / "alpha.toml"


@pytest.mark.parametrize("given", [3, None, ["alpha"], b"alpha", "a\0.toml"])
def test_what_can_name_no_file_is_refused(folder: Path, given: Any) -> None:
    with pytest.raises(InputError, match="not a path"):
        THINGS.find(given)
    with pytest.raises(UnknownNameError, match="unknown thing"):
        THINGS.path(given)


def test_a_file_that_changes_has_another_date(folder: Path) -> None:
    before = THINGS.dated()
    assert before == THINGS.dated()
    assert [file[0] for file in before] == list(THINGS.files().values())
    os.utime(folder / "beta.toml", ns=(1, 1))
    changed = THINGS.dated()
    assert changed[0] == before[0]
    assert changed[1] != before[1]
    (folder / "beta.toml").write_text("x = 12345\n")
    os.utime(folder / "beta.toml", ns=(1, 1))
    assert THINGS.dated()[1] != changed[1]


@pytest.mark.parametrize("shipped", ALL, ids=lambda one: one.kind)
def test_every_folder_of_the_data_holds_files_of_its_suffix(shipped: Shipped) -> None:
    files = shipped.files()
    assert files
    assert all(path.is_file() and path.suffix == shipped.suffix for path in files.values())
    for name, path in files.items():
        assert shipped.path(name) == path


def test_the_outlooks_are_those_of_the_folder() -> None:
    assert tuple(outlook.SHIPPED.files()) == outlook.OUTLOOKS


def test_no_other_module_lists_a_folder_of_the_data() -> None:
    """The scores of a backtest name their data files across folders by patterns of their own."""
    lists = re.compile(r"data_path\([^()]*\)\s*\.(?:r?glob|iterdir)\(")
    found = [p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.py") if lists.search(p.read_text())]
    assert sorted(found) == ["cli/backtest.py", "results/inputs.py"]


def test_only_a_regular_file_keeps_what_is_written(tmp_path: Path) -> None:
    kept, link = tmp_path / "kept.txt", tmp_path / "link.txt"
    kept.write_text("here", encoding="utf-8")
    link.symlink_to(kept)
    assert is_regular(kept) is True
    assert is_regular(link) is True
    assert is_regular(tmp_path / "absent.txt") is False
    assert is_regular(tmp_path) is False


LONG = 'a = "{}"\n'.format("x" * 60_000)


@pytest.mark.parametrize(
    "text",
    [
        "d = 2024-12-31\nt = [2024-01-01, 1979-05-27]",
        "x = [1.5, -0.0, 1e300, 0.1, 3]\ninf = inf\nbool = [true, false]",
        "[a.b]\nc = { d = [[1], ['two']] }\n[[e]]\n[[e]]\nf = 1",
        'date = "2024-12-31"\n"" = 1\n[x]\n"" = "None"',
        "big = 123456789012345678901234567890",
        "time = 07:32:00",
        "moment = 1979-05-27T07:32:00Z",
    ],
)
def test_a_long_file_reads_the_same_whether_parsed_or_remembered(text: str) -> None:
    whole = f"{LONG.replace('a', 'long', 1)}{text}\n"
    expected = tomllib.loads(whole)
    for _ in range(2):
        found = parse_toml(whole, "a file")
        assert found == expected
        assert repr(found) == repr(expected), "kinds of numbers and the order of keys"
        found.clear()


def test_a_long_file_with_a_fault_is_reported_each_time() -> None:
    for _ in range(2):
        with pytest.raises(FileFormatError, match=r"cannot read own: not valid TOML"):
            parse_toml(f"{LONG}b = ", "own")
