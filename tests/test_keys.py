"""Keys of too many parts are refused before they are parsed; dots elsewhere are no parts."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajsim.errors import FileFormatError
from tajsim.store import MOST_PARTS, check_keys, data_path, parse_toml

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
