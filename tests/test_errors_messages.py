"""What an error says: one problem in a line, several in a list, values cut short, names that are near."""

from __future__ import annotations

import pickle

import pytest

from tajsim.errors import (
    FileFormatError,
    InputError,
    MissingExtraError,
    Problems,
    TajsimError,
    UnknownNameError,
    is_writable,
    nearest,
    quoted,
    unknown_name,
)


def test_one_problem_is_reported_in_the_line_of_its_heading_and_several_below() -> None:
    assert str(InputError("cannot")) == "cannot"
    assert str(InputError("cannot", ["a"])) == "cannot: a"
    several = InputError("cannot", (text for text in ("a", "b")))
    assert str(several) == "cannot: 2 problems\n  - a\n  - b"
    assert several.problems == ("a", "b")
    assert isinstance(several, ValueError)
    assert isinstance(several, TajsimError)


@pytest.mark.parametrize(
    "error",
    [
        InputError("h", ["a", "b"]),
        FileFormatError("h", ["a"]),
        UnknownNameError("h"),
        MissingExtraError("f", "x"),
    ],
)
def test_errors_travel_between_processes(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert getattr(again, "problems", None) == getattr(error, "problems", None)


def test_an_unknown_name_is_a_key_error_that_reads_like_any_other() -> None:
    error = unknown_name("scenario", "crackdwn", ["crackdown", "hedging"])
    assert isinstance(error, KeyError)
    assert str(error) == "unknown scenario 'crackdwn'; did you mean 'crackdown'?"
    assert str(unknown_name("scenario", 3, ["b", "a"])) == "unknown scenario 3; known names: a, b"


def test_near_names_are_listed_nearest_first_and_all_of_them_where_none_is_near() -> None:
    assert nearest("gpd", ["gdp", "gdp_growth", "imports"]) == "did you mean 'gdp'?"
    assert nearest("import", ["importsss", "importss", "imports", "importssss"]) == (
        "did you mean 'imports' or 'importss' or 'importsss'?"
    )
    names = [f"n{i:02d}" for i in range(12)]
    assert nearest("zzz", reversed(names)) == f"known names: {', '.join(names)}"
    assert nearest("zzz", [*names, "n12"]) == f"known names: {', '.join(names)}, ..."


def test_a_long_name_is_compared_by_its_beginning() -> None:
    assert nearest("a" * 200 + "b" * 100_000, ["a" * 200]) == f"did you mean {'a' * 200!r}?"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "'a'"),
        ("x" * 198, repr("x" * 198)),
        ("x" * 199, "'" + "x" * 199 + "..."),
        ([1, 2], "[1, 2]"),
    ],
)
def test_a_value_is_shown_in_at_most_two_hundred_letters(value: object, text: str) -> None:
    assert quoted(value) == text
    assert quoted("abcdef", 4) == "'abc..."
    assert quoted(10**5000) == "a int that is too large to show"


def test_only_texts_that_a_file_can_hold_are_writable() -> None:
    assert is_writable("Тоҷикистон")
    assert not is_writable("\ud800")
    assert not is_writable(b"bytes")


def fails(*problems: str) -> None:
    raise FileFormatError("inner", problems)


def test_problems_are_raised_together_and_none_is_none() -> None:
    problems = Problems("cannot")
    problems.raise_if_any()
    problems.add("a")
    assert problems.attempt(lambda: 5) == 5
    assert problems.attempt(lambda: fails("b", "c")) is None
    assert problems.attempt(lambda: fails()) is None
    with pytest.raises(InputError) as caught:
        problems.raise_if_any()
    assert caught.value.problems == ("a", "inner: b", "inner: c", "inner")
    assert type(caught.value) is InputError
    with pytest.raises(FileFormatError, match="cannot: 4 problems"):
        problems.raise_if_any(FileFormatError)


@pytest.mark.parametrize("inside", [(), ("b",), ("b", "c")])
def test_an_error_caught_alone_is_raised_as_it_was(inside: tuple[str, ...]) -> None:
    problems = Problems("cannot")
    problems.attempt(lambda: fails(*inside))
    with pytest.raises(FileFormatError) as caught:
        problems.raise_if_any()
    assert (caught.value.heading, caught.value.problems) == ("inner", inside)
    problems.add("a")
    with pytest.raises(InputError, match="cannot: "):
        problems.raise_if_any()


def test_a_missing_package_names_the_command() -> None:
    error = MissingExtraError("to_excel", "excel")
    assert isinstance(error, ImportError)
    assert str(error) == "to_excel needs an optional package: pip install 'tajsim[excel]'"
