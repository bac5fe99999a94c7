"""Every way the file of an episode can be wrong has a file, and its message says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tajsim.past.episodes import read_episode

from .refusal import is_refused

FOLDER = Path(__file__).parent / "episodes"

EXPECTED = {
    "empty": ["it is empty; it needs a title, a narrative and [[shocks]]"],
    "end_before_start": ["shock 1 (border_closure): end 2019Q4 is before start 2020Q2"],
    "half_written": ["not valid TOML"],
    "key_unknown": ["unknown key 'narative'; did you mean 'narrative' or 'name'?"],
    "many_faults": [
        "unknown key 'scources'; did you mean 'sources' or 'shocks'?",
        "shock 1 (border_closure): start is not a quarter: 'April'; write it as 2026Q1",
        "shock 1 (border_closure): end is not a quarter: 'December'; write it as 2026Q1",
    ],
    "no_shocks": ["it holds no [[shocks]]; an episode says what changed, and when"],
    "no_sources": ["sources is missing; name what the episode rests on"],
    "no_start": ["shock 1 (border_closure): start is missing; an episode is dated, as 2014Q1"],
    "not_toml": ["not valid TOML"],
    "not_utf8": ["not UTF-8 text (byte 9)"],
    "only_comment": ["it is empty; it needs a title, a narrative and [[shocks]]"],
    "set_huge_integer": ["shock 1 (border_closure): set: value must be a finite number, not"],
    "set_nan": ["shock 1 (border_closure): set: value must be a finite number, not nan"],
    "set_outside_range": [
        "shock 1 (border_closure): border_closure cannot be set to 50; allowed is 0 to 1 share"
    ],
    "set_text": ["shock 1 (border_closure): set: value must be a number, not 'half'"],
    "shape_unknown": ["shock 1 (border_closure): unknown shape 'stepp'; did you mean 'step'?"],
    "shock_key_unknown": ["shock 1 (border_closure): unknown key 'until'; did you mean 'multiply'?"],
    "sources_a_text": ["sources must be a list of texts, not 'S30'"],
    "sources_empty": ["sources is missing; name what the episode rests on"],
    "start_a_date": [
        "shock 1 (border_closure): start is not a quarter: datetime.date(2020, 4, 1); write it as 2026Q1"
    ],
    "start_unreadable": [
        "shock 1 (border_closure): start is not a quarter: 'April 2020'; write it as 2026Q1"
    ],
    "target_unknown": [
        "shock 1 (border_closur): unknown target 'border_closur'; did you mean 'border_closure' or"
    ],
    "title_missing": ["title is missing"],
    "two_without_start": [
        "shock 1 (border_closure): start is missing; an episode is dated, as 2014Q1",
        "shock 2 (return_rate): start is missing; an episode is dated, as 2014Q1",
        "sources is missing; name what the episode rests on",
    ],
    "year_of_five_digits": [
        "shock 1 (border_closure): start is not a quarter: '20200Q2'; write it as 2026Q1"
    ],
}


def test_every_file_has_its_message() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_bad_file_is_refused_with_its_faults(name: str) -> None:
    is_refused(read_episode, FOLDER / f"{name}.toml", EXPECTED)
