"""Every number of every kind of file in turn becomes one that is none, or none of its kind."""

from __future__ import annotations

import copy
import json
import re
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tajsim as ts
from tajsim.errors import FileFormatError, InputError, Problems
from tajsim.golden.file import read
from tajsim.results import packing, storage
from tajsim.store import write_whole

from .files import GOLDEN, KINDS, outcome

LONG = "1" + "0" * 400  # more than a double holds
NO_NUMBER = {
    ".toml": (LONG, f"-{LONG}", "nan", "inf", "-inf", "1e400", "true", "2024-12-31", "'1'", "[1]", "{a = 1}"),
    ".json": (f"-{LONG}", "NaN", "Infinity", "-Infinity", "1e400", "true", '"1"', "[1]", '{"a": 1}'),
    ".csv": (LONG, f"-{LONG}", "nan", "inf", "1e400", "true", "1_000", "0x10", "-"),
}
_TOKEN = re.compile(
    r"""(?P<other>"(?:[^"\\\n]|\\.)*"|\#[^\n]*)"""
    r"""|(?<![\w."'+-])(?P<number>[+-]?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w."':-])(?!\s*=)"""
)
TEXTS = [name for name in KINDS if name != "result"]
MOST = 25  # numbers tried of one file


def numbers(name: str) -> Iterator[tuple[str, int, int]]:
    """Where the numbers of a good file stand that are values, each after the rest of its line.

    Texts, dates, keys and versions are none, nor are the period and the parameter set of an observation.
    """
    text, suffix = KINDS[name].good, KINDS[name].suffix
    places = [match.span("number") for match in _TOKEN.finditer(text) if match["number"]]
    for start, end in places[:MOST]:
        line = text[text.rfind("\n", 0, start) + 1 : end]
        if suffix != ".csv" or line.count(",") == 4:
            yield line, start, end


def spoilt(name: str) -> Iterator[tuple[str, str]]:
    """Each number of a good file replaced by each of the others, after a word on which is by which."""
    text = KINDS[name].good
    for line, start, end in numbers(name):
        for bad in NO_NUMBER[KINDS[name].suffix]:
            yield f"{line} -> {bad[:12]}", text[:start] + bad + text[end:]


# a recorded value that cannot be used is reported as one that does not fit: see below
NO_VALUES = re.compile(r"2026Q[34] = ")


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_no_number_is_refused_in_words(name: str, tmp_path: Path) -> None:
    tried = 0
    for expected, text in spoilt(name):
        found = outcome(KINDS[name], text.encode(), tmp_path)
        tried += 1
        if name == "golden" and (NO_VALUES.search(expected) or expected.startswith("draws = 0 -> 1")):
            continue
        assert found is None, expected
    assert tried >= 8, "no number was found in the file"


@pytest.mark.parametrize("bad", NO_NUMBER[".toml"])
def test_a_recorded_value_that_is_no_number_does_not_fit(bad: str, tmp_path: Path) -> None:
    path = tmp_path / "golden.toml"
    path.write_text(GOLDEN.replace("35000.0", bad, 1))
    draft = read(path, Problems("cannot check"))
    assert len(draft.unfit) == 1
    assert "it must be a list of finite numbers" in draft.unfit[0]
    with pytest.raises(InputError, match="it must be a list of finite numbers"):
        ts.check(path)


def test_draws_without_end_are_refused_when_the_run_is_made(tmp_path: Path) -> None:
    path = tmp_path / "golden.toml"
    path.write_text(f'[run]\nscenarios = []\ndraws = {LONG}\noutputs = ["gdp"]\nend = "2025Q4"\n')
    with pytest.raises(InputError, match="it must be at most 1,000,000,000"):
        ts.check(path, update=True)


@pytest.mark.parametrize("name", ["vintage", "scenario", "outlook", "lever", "history"])
def test_no_zero_is_negative_once_read(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    for line, start, end in numbers(name):
        path = tmp_path / f"given{kind.suffix}"
        texts = []
        for zero in ("0.0", "-0.0"):
            path.write_text(kind.good[:start] + zero + kind.good[end:])
            try:
                texts.append(repr(kind.same(kind.load(path))))
            except InputError:
                texts.append("refused")
        assert texts[0] == texts[1], line


def leaves(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of the numbers in plain values."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*place, key))
    elif type(value) in (int, float):
        yield place


@pytest.fixture(scope="module")
def saved() -> tuple[dict[str, Any], dict[str, Any]]:
    """The labels and arrays of a saved result."""
    r = ts.run("crackdown", "world-bank-2024", draws=8, end="2026Q4", outputs=["gdp"])
    with tempfile.TemporaryDirectory() as folder:
        contents = storage._read(r.save(Path(folder) / "r.npz"))
    del contents["checksum"]
    return json.loads(contents.pop("metadata").tobytes()), contents


@pytest.mark.parametrize("bad", [10**400, -(10**400), np.nan, np.inf, True, "1", [1], -1], ids=range(8))
def test_labels_of_a_result_are_numbers(bad: object, saved: Any, tmp_path: Path) -> None:
    labels, arrays = saved
    places = list(leaves(labels))
    assert {place[-1] for place in places} >= {"worst", "draw", "seed", "draws", "format"}
    for place in places:
        changed = copy.deepcopy(labels)
        inner = changed
        for key in place[:-1]:
            inner = inner[key]
        inner[place[-1]] = bad
        contents = {"metadata": np.frombuffer(json.dumps(changed).encode(), np.uint8), **arrays}
        contents["checksum"] = np.frombuffer(packing.checksum_of(contents), np.uint8)
        write_whole(tmp_path / "r.npz", partial(packing._savez, contents))
        if place[-1] == "seed" and bad == 10**400:  # any whole number is one
            assert ts.load(tmp_path / "r.npz").manifest.seed == bad
            continue
        with pytest.raises(FileFormatError):
            ts.load(tmp_path / "r.npz")
