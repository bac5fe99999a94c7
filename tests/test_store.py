"""Files are read within bounds, and what cannot be shown in a message is named all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tajsim.errors import FileFormatError, InputError, is_writable, quoted, unknown_name
from tajsim.store import as_path, find_file, folders_of, has_suffix, parse_toml, read_text, write_whole


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
