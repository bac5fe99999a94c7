"""Every way a golden file can be wrong has a file, and its message says what is wrong and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tajsim.golden.check import check

from .refusal import is_refused

FOLDER = Path(__file__).parent / "goldens"

EXPECTED = {
    "baseline_empty": ["baseline is ''; it must be a name or a file"],
    "baseline_unknown": ["unknown scenario 'basline'; did you mean 'baseline'?"],
    "conflict_marks": ["not valid TOML"],
    "draws_boolean": ["draws is True; it must be a whole number of at least 0"],
    "draws_huge": ["cannot run: draws is 1000000000000000000000000000000; it must be at most 1,000,000,000"],
    "draws_infinite": ["draws is inf; it must be a whole number of at least 0"],
    "draws_negative": ["draws is -1; it must be a whole number of at least 0"],
    "draws_not_whole": ["draws is 1.5; it must be a whole number of at least 0"],
    "empty": ['the table [run] is missing; write at least [run] and scenarios = ["..."]'],
    "end_before_start": ["the end 2024Q4 is before the start 2025Q1"],
    "end_too_late": ["the end 2099Q4 is more than 40 years after 2025Q1"],
    "format_boolean": ["format is True; this version reads 1"],
    "format_newer": ["format is 2; this version reads 1"],
    "format_text": ["format is '1'; this version reads 1"],
    "format_zero": ["format is 0; this version reads 1"],
    "half_written": ["not valid TOML"],
    "integer_without_end": ["it holds an integer of more than 2000 bits"],
    "key_twice": ["not valid TOML"],
    "key_unknown": ["unknown table or key 'fromat'; did you mean 'format'?"],
    "made_with_data": ["[made_with.data] 'outlooks/baseline.toml' is 7; it must be a hash"],
    "made_with_key_unknown": ["unknown key 'tajsin'; did you mean 'tajsim' or 'baseline'?"],
    "made_with_not_table": ["made_with is 1; it must be a table"],
    "made_with_number": ["tajsim is 0.1; it must be a text or a whole number"],
    "made_with_parameter": [
        "[made_with.parameters] 'banks.lending_rate' is 22.12; it must be [value, distribution]"
    ],
    "made_with_scenario": [
        "[made_with.scenarios] 'crackdown' is {'sha': 1, 'shocks': ['multiply enforcement 2.0 ramp']};"
    ],
    "made_with_statistics": ["its values are the statistics central mean, [run] asks central"],
    "many_faults": [
        "unknown table or key 'fromat'; did you mean 'format'?",
        "relative is 0.5; it must be a number from 0 to 0.01",
        "unknown key 'tajsin'; did you mean 'tajsim' or 'baseline'?",
        "unknown scenario 'crackdwn'; did you mean 'crackdown'?",
        "unknown parameter set 'world-bank-2042'; did you mean 'world-bank-2024'?",
        "unknown scenario 'basline'; did you mean 'baseline'?",
        "values of 'crackdown' gdp: 2026Q3 is [nan]; it must be a list of finite numbers",
    ],
    "nested_too_deeply": ["its tables are more than 50 deep in one another"],
    "not_toml": ["not valid TOML"],
    "not_utf8": ["not UTF-8 text (byte 20)"],
    "only_comment": ['the table [run] is missing; write at least [run] and scenarios = ["..."]'],
    "output_a_table": ["outputs is [{'name': 'gdp'}, 'inflation']; it must be a list of texts"],
    "output_twice": ["outputs names 'gdp' 2 times; once is enough"],
    "output_unknown": ["unknown output 'gpd'; did you mean 'gdp'?"],
    "outputs_empty": ["outputs is empty; name at least one"],
    "period_missing": ["values of 'crackdown' gdp lack 2026Q3"],
    "period_twice": ["not valid TOML"],
    "period_unknown": [
        "values of 'crackdown' gdp: '2027Q3' is not a period that [run] records; did you mean '2026Q3'"
    ],
    "quantile_of_zero": ["unknown statistic 'q00'; allowed: central, mean, quantiles as q05 or q975"],
    "quarter_a_number": ["quarters is [20263, '2026Q4']; it must be a list of texts"],
    "quarter_outside": ["quarters names 2027Q4, outside the run from 2025Q1 to 2026Q4"],
    "quarter_twice": ["quarters names '2026Q3' 2 times; once is enough"],
    "quarter_unreadable": ["not a quarter: '2026-3'; write it as 2025Q1"],
    "run_key_unknown": ["unknown key 'sed'; did you mean 'seed' or 'end'?"],
    "run_missing": ['the table [run] is missing; write at least [run] and scenarios = ["..."]'],
    "run_not_table": ['the table [run] is missing; write at least [run] and scenarios = ["..."]'],
    "scenario_file_bad": [
        "../scenarios/unknown_shape.toml: shock 1 (rub_per_usd): unknown shape 'rammp'; did you mean"
    ],
    "scenario_file_missing": ["absent.toml: No such file or directory"],
    "scenario_name_too_long": ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
    "scenario_not_text": ["scenarios is ['crackdown', 7]; it must be a list of texts"],
    "scenario_twice": ["scenarios names 'crackdown' 2 times; once is enough"],
    "scenario_unknown": ["unknown scenario 'crackdwn'; did you mean 'crackdown'?"],
    "scenario_with_nul": ["a\\x00.toml'; give the name of a file as text or as a Path"],
    "scenarios_missing": ['scenarios is missing; name them, as scenarios = ["crackdown"]'],
    "scenarios_not_list": ["scenarios is 'crackdown'; it must be a list of texts"],
    "seed_huge": [
        "cannot run: seed is 1461501637330902918203684832716283019655932542975; it must be below 2 to"
    ],
    "seed_text": ["seed is '0'; it must be a whole number of at least 0"],
    "start_a_date": ["not a quarter: '2025-01-01'; write it as 2025Q1"],
    "start_before_vintage": [
        "the start 2020Q1 is before 2025Q1, the first quarter after parameter set 'world-bank-2024'"
    ],
    "start_not_a_quarter": ["not a quarter: '2025'; write it as 2025Q1"],
    "statistic_needs_draws": ['without draws only statistics = ["central"] can be recorded'],
    "statistic_unknown": ["unknown statistic 'median'; allowed: central, mean, quantiles as q05 or q975"],
    "table_twice": ["not valid TOML"],
    "tolerance_boolean": ["absolute is True; it must be a number of at least 0"],
    "tolerance_hides_all": [
        "the absolute tolerance 50 of 'inflation' is more than 1% of its largest recorded size, 5.25975"
    ],
    "tolerance_huge": ["relative is 0.5; it must be a number from 0 to 0.01"],
    "tolerance_huge_integer": ["absolute is 10000000000000000000000000000000000000000"],
    "tolerance_infinite": ["absolute is inf; it must be a number of at least 0"],
    "tolerance_key_unknown": ["'absolut' is neither a key nor a recorded output; did you mean 'absolute'?"],
    "tolerance_nan": ["relative is nan; it must be a number from 0 to 0.01"],
    "tolerance_negative": ["absolute is -1e-05; it must be a number of at least 0"],
    "tolerance_not_table": ["tolerance is 1e-05; it must be a table"],
    "tolerance_of_no_output": ["'gpd' is neither a key nor a recorded output; did you mean 'gdp'?"],
    "tolerance_of_output_not_table": ["gdp is 1e-05; write a table [tolerance.gdp]"],
    "tolerance_text": ["absolute is '1e-5'; it must be a number of at least 0"],
    "truncated": ["it holds no values yet"],
    "value_a_date": [
        "values of 'crackdown' gdp: 2026Q3 is [datetime.date(2026, 9, 30)]; it must be a list of finite"
    ],
    "value_a_table": [
        "values of 'crackdown' gdp: 2026Q3 is {'central': 1.0}; it must be a list of finite numbers"
    ],
    "value_alone": ["values of 'crackdown' gdp: 2026Q3 is 1.0; it must be a list of finite numbers"],
    "value_boolean": ["values of 'crackdown' gdp: 2026Q3 is [True]; it must be a list of finite numbers"],
    "value_huge_integer": ["values of 'crackdown' gdp: 2026Q3 is [10000000000000000000000000000000000000000"],
    "value_infinite": ["values of 'crackdown' gdp: 2026Q3 is [-inf]; it must be a list of finite numbers"],
    "value_nan": ["values of 'crackdown' gdp: 2026Q3 is [nan]; it must be a list of finite numbers"],
    "value_text": ["values of 'crackdown' gdp: 2026Q3 is ['1.0']; it must be a list of finite numbers"],
    "values_missing": ["it holds no values yet"],
    "values_none": ["values of 'crackdown' gdp: 2026Q3 has 0 numbers for 1 statistics"],
    "values_not_table": ["values is [1.0]; it must be tables [values.SCENARIO.OUTPUT]"],
    "values_of_baseline_missing": ["no values of 'baseline'"],
    "values_of_no_output": ["values of 'crackdown' gpd: not an output of [run]; did you mean 'gdp'?"],
    "values_of_no_scenario": ["values of 'crackdwn', which the run does not have; did you mean 'crackdown'?"],
    "values_of_scenario_not_table": ["[values] 'baseline' is 1.0; it must hold a table for each output"],
    "values_too_many": [
        "values of 'crackdown' gdp: 2026Q3 has 2 numbers for 1 statistics",
        "values of 'crackdown' gdp lack 2026Q3",
    ],
    "vintage_file_bad": [
        "../vintages/nan.toml: [migration.stock_russia] value is nan; must be a finite number"
    ],
    "vintage_not_text": ["vintage is 2024; it must be a name or a file"],
    "vintage_unknown": ["unknown parameter set 'world-bank-2042'; did you mean 'world-bank-2024'?"],
    "year_boolean": ["years is [True]; it must be a list of years, as [2026, 2027]"],
    "year_outside": ["years names 2031, not a full year of the run from 2025Q1 to 2026Q4"],
    "years_not_list": ["years is 2026; it must be a list of years, as [2026, 2027]"],
}


def test_every_file_has_its_message() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_bad_file_is_refused_with_its_faults(name: str) -> None:
    is_refused(check, FOLDER / f"{name}.toml", EXPECTED)
