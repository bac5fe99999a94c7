"""Every way a manifest can be wrong has a file, and its message says what is wrong and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tajsim.results import Manifest

from .refusal import is_refused

FOLDER = Path(__file__).parent / "manifests"

EXPECTED = {
    "a_list": ["a list, not a table"],
    "a_number": ["a int, not a table"],
    "backend_unknown": ["field 'backend' is 'magic'; allowed: 'numpy', 'compiled'"],
    "baseline_unknown": ["field 'baseline' is 'basline', which is not among its scenarios"],
    "data_hash_not_hexadecimal": ["field 'data.outlook.csv' is"],
    "definition_of_another": ["field 'definitions' holds 'other', which is not among its scenarios"],
    "draws_huge": ["field 'draws' is 1000000000000000000000000000000; it must be at least 1 and at most"],
    "draws_list": ["field 'draws' is [10]; it must be int | None"],
    "draws_zero": ["field 'draws' is 0; it must be at least 1 and at most 1,000,000,000"],
    "empty": ["not JSON"],
    "end_before_start": ["fields 'start' and 'end': the end 2001Q1 is before the start 2025Q1"],
    "field_missing": ["field 'seed' is missing"],
    "field_twice": ["'seed' is given twice"],
    "field_unknown": ["unknown field 'sed'; did you mean 'seed' or 'end'?"],
    "format_boolean": ["field 'format' is True; it must be int"],
    "format_newer": ["format 99 is newer than 4; upgrade tajsim to read it"],
    "format_text": ["field 'format' is '2'; it must be int"],
    "format_zero": ["field 'format' is 0; it must be at least 1 and at most 4"],
    "half_a_surrogate": ["field 'vintage' is '\\ud800'; it must be str"],
    "half_written": ["not JSON"],
    "keep_unknown": ["field 'keep' is 'all'; allowed: 'draws', 'summary'"],
    "many_faults": [
        "unknown field 'sed'; did you mean 'seed' or 'end'?",
        "field 'keep' is missing",
        "field 'vintage_sha256' is 'x'; it must be a SHA-256, 64 hexadecimal digits",
        "field 'backend' is 'magic'; allowed: 'numpy', 'compiled'",
        "field 'seed' is -1; it must be at least 0",
        "field 'draws' is 0; it must be at least 1 and at most 1,000,000,000",
        "fields 'start' and 'end': not a quarter: 'soon'; write it as 2025Q1",
        "field 'outputs' is []; it must name outputs, each once",
    ],
    "nested_too_deeply": ["not JSON"],
    "not_json": ["not JSON"],
    "not_utf8": ["not UTF-8 text (byte 13)"],
    "null": ["a NoneType, not a table"],
    "outputs_a_text": ["field 'outputs' is 'gdp'; it must be tuple[str, ...]"],
    "outputs_empty": ["field 'outputs' is []; it must name outputs, each once"],
    "outputs_of_numbers": ["field 'outputs' is [1]; it must be tuple[str, ...]"],
    "outputs_twice": ["field 'outputs' is ['gdp', 'gdp']; it must name outputs, each once"],
    "scenario_hash_a_number": ["field 'scenarios' is {'baseline': 0}; it must be Mapping[str, str]"],
    "scenario_hash_short": ["field 'scenarios.baseline' is"],
    "scenarios_a_list": ["field 'scenarios' is ['baseline']; it must be Mapping[str, str]"],
    "seed_boolean": ["field 'seed' is True; it must be int | None"],
    "seed_nan": ["field 'seed' is nan; it must be int | None"],
    "seed_negative": ["field 'seed' is -1; it must be at least 0"],
    "seed_not_whole": ["field 'seed' is 7.5; it must be int | None"],
    "seed_text": ["field 'seed' is '7'; it must be int | None"],
    "seed_without_end": ["not JSON"],
    "start_a_number": ["field 'start' is 2025; it must be str"],
    "start_unreadable": ["fields 'start' and 'end': not a quarter: 'soon'; write it as 2025Q1"],
    "two_objects": ["not JSON"],
    "vintage_hash_upper_case": [
        "field 'vintage_sha256' is 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';"
    ],
    "vintage_null": ["field 'vintage' is None; it must be str"],
    "vintage_toml_a_number": ["field 'vintage_toml' is 3; it must be str | None"],
}


def test_every_file_has_its_message() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_bad_file_is_refused_with_its_faults(name: str) -> None:
    is_refused(Manifest.read, FOLDER / f"{name}.json", EXPECTED)
