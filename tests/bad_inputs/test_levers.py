"""Every way the file of a lever can be wrong has a file, and its message says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tajsim.analysis.policy.levers import lever

from .refusal import is_refused

FOLDER = Path(__file__).parent / "levers"

EXPECTED = {
    "cost_a_date": ["[lever] cost (million TJS a year) must be a number, not datetime.date(2026, 1, 1)"],
    "cost_a_list": ["[lever] cost (million TJS a year) must be a number, not [100]"],
    "cost_boolean": ["[lever] cost (million TJS a year) must be a number, not True"],
    "cost_huge_integer": ["[lever] cost (million TJS a year) must be a finite number, not"],
    "cost_infinite": ["[lever] cost (million TJS a year) must be a finite number, not inf"],
    "cost_missing": ["[lever] cost is missing"],
    "cost_nan": ["[lever] cost (million TJS a year) must be a finite number, not nan"],
    "cost_negative": ["[lever] cost (million TJS a year) must be at least 0, not -1"],
    "cost_source_missing": ["[lever] cost_source is missing"],
    "cost_source_not_text": ["[lever] cost_source must be text, not 3"],
    "cost_text": ["[lever] cost (million TJS a year) must be a number, not '100'"],
    "empty": ["[lever] is missing; it needs cost and cost_source"],
    "half_written": ["not valid TOML"],
    "key_twice": ["not valid TOML"],
    "key_unknown": ["unknown key 'narative'; did you mean 'narrative' or 'name'?"],
    "lever_a_list": [
        "lever is [{'cost': 100, 'cost_source': 'made up', 'sizes': [0.5, 1]}], not a table; it needs"
    ],
    "lever_empty": ["[lever] cost is missing"],
    "lever_key_unknown": ["[lever] unknown key 'size'; did you mean 'sizes'?"],
    "lever_missing": ["[lever] is missing; it needs cost and cost_source"],
    "lever_not_table": ["lever is 100, not a table; it needs cost and cost_source"],
    "many_faults": [
        "[lever] unknown key 'colour'; did you mean 'cost_source'?",
        "unknown key 'titel'; did you mean 'title'?",
        "title is missing",
        "shock 1 (transfer_stimulis): start is not a quarter: 'soon'; write it as 2026Q1",
        "shock 1 (transfer_stimulis): unknown target 'transfer_stimulis'; did you mean",
        "[lever] cost_source must be text, not 3",
        "[lever] cost (million TJS a year) must be at least 0, not -1",
        "[lever] a size must be at least 0, not -0.5",
        "[lever] a size must be a finite number, not nan",
    ],
    "not_toml": ["not valid TOML"],
    "not_utf8": ["not UTF-8 text (byte 9)"],
    "only_comment": ["[lever] is missing; it needs cost and cost_source"],
    "shocks_not_tables": ["shocks must be a list of [[shocks]] tables, not 3"],
    "size_boolean": ["[lever] a size must be a number, not True"],
    "size_infinite": ["[lever] a size must be a finite number, not inf"],
    "size_nan": ["[lever] a size must be a finite number, not nan"],
    "size_negative": ["[lever] a size must be at least 0, not -0.5"],
    "size_of_a_set_above_one": [
        "[lever] transfer_stimulus: factor of a set must be between 0 and 1, not 2.0"
    ],
    "size_text": ["[lever] a size must be a number, not 'half'"],
    "size_too_large": ["[lever] transfer_stimulus: add must be finite, not inf"],
    "sizes_a_number": ["[lever] sizes are 1; give numbers of at least 0"],
    "sizes_a_table": ["[lever] a size must be a number, not 'half'"],
    "sizes_text": ["[lever] sizes are 'all'; give numbers of at least 0"],
    "target_unknown": ["shock 1 (transfer_stimulis): unknown target 'transfer_stimulis'; did you mean"],
    "title_missing": ["title is missing"],
}


def test_every_file_has_its_message() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_bad_file_is_refused_with_its_faults(name: str) -> None:
    is_refused(lever, FOLDER / f"{name}.toml", EXPECTED)
