"""Every way a parameter file can be bad has a file, and its message says what is wrong and what allowed."""

from pathlib import Path

import pytest

from tajsim.errors import FileFormatError, InputError, UnknownNameError
from tajsim.parameters import declarations, parameters

FOLDER = Path(__file__).parents[1] / "bad_inputs" / "vintages"

STOCK = "[migration.stock_russia]"
SHARE = "[remittances.remittances_gdp_share]"
EXPECTED = {
    "abstract": [
        "'abstract' is abstract",
        "known names: calibrated-2024, kremlin-2024, nowcast-2025, world-bank-2024",
    ],
    "bad_head": [
        "title is ''; must be text",
        "date is '2024-12-31'; must be a date without quotes",
        "narrative is 3; must be text",
    ],
    "block_not_a_table": ["migration is 3; must be tables [migration.NAME]"],
    "boolean": [f"{STOCK} value is True; must be a finite number"],
    "circular_a": ["it extends itself (circular_a -> circular_b -> circular_a)"],
    "circular_b": ["it extends itself (circular_b -> circular_a -> circular_b)"],
    "disorder": [f"{STOCK} low 1300000.0, value 1200000.0, high 1000000.0 are out of order"],
    "empty": ["the file is empty"],
    "empty_source": [f"{STOCK} source is ' '; say where the value comes from"],
    "ensemble_against_entry": [
        "[migration.return_rate] distribution is 'fixed'; must be 'posterior', or the table left out",
    ],
    "ensemble_alone_in_entry": [
        f"{STOCK} distribution is 'posterior', but no ensemble has a column of it",
    ],
    "ensemble_faults": [
        "6 problems",
        "[ensemble] unknown parameter 'return_rat'; did you mean 'return_rate'",
        "[ensemble] remittances_gdp_share: member 1 is 1.5; outside the allowed range 0 to 1 share of GDP",
        "[ensemble] departure_rate: member 2 is nan; must be a finite number",
        "[ensemble] refusal_share: member True is not a number",
        "[ensemble] stock_russia is 3; must be an array of numbers",
        "[ensemble] all arrays must have one length; they have return_rat 3, remittances_gdp_share 2",
    ],
    "ensemble_huge_integer": ["[ensemble] return_rate: values are"],
    "ensemble_no_columns": ["[ensemble] names no parameter; must have at least one"],
    "ensemble_not_a_table": ["ensemble is [0.1, 0.2]; must be a table of one array a parameter"],
    "ensemble_of_one": ["[ensemble] the number of members is 1; must be at least 2"],
    "ensemble_other_points": [
        "[migration.return_rate] low 0.1, value 0.3, high 0.3 are not those of its column",
        "median 0.2",
    ],
    "extends_itself": ["it extends itself (extends_itself -> extends_itself)"],
    "extends_number": ["extends is 2024; must be the name of a parameter set", "[trade] lacks"],
    "extends_unknown": ["extends the unknown 'world-bank-2042'", "did you mean 'world-bank-2024'"],
    "figure_in_other_unit": ["[figures.gdp_usd] unit is 'billion USD per year'; must be 'million USD"],
    "figure_not_positive": ["[figures.gdp_usd] value is 0.0; must be a finite number above 0"],
    "figure_without_source": ["period is 2024", "source is missing", "said_by is missing"],
    "half_written": ["source is missing", "confidence is missing", "date is missing", "narrative is missing"],
    "huge_integer": [f"{STOCK} value is 1000", "must be a finite number"],
    "infinite": [f"{STOCK} high is inf; must be a finite number"],
    "integer_without_end": ["it holds an integer of more than 2000 bits"],
    "judgement_without_note": [f"{STOCK} confidence 'C' without a note"],
    "lognormal_from_zero": [f"{STOCK} a lognormal distribution needs low > 0, not 0.0"],
    "many_faults": [
        "12 problems",
        "[migration.stock_rusia] is unknown; did you mean 'stock_russia'",
        "[migration.deportation_rate_irregular] distribution is 'normal', not a known",
        "[migration.deportation_rate_irregular] source is missing",
        "[migration.deportation_rate_irregular] confidence 'C' without a note",
        "value 3.0 is outside the allowed range 0 to 1 share per quarter",
        "unknown block or key 'trad'; did you mean 'trade'",
        "[figures.gdp_usd] value is -1.0",
    ],
    "nan": [f"{STOCK} value is nan; must be a finite number"],
    "nearly_all_missing": [
        "[migration] lacks deportation_rate_irregular",
        "[remittances] lacks",
        "[trade] lacks",
    ],
    "nested_too_deeply": ["its tables are more than 50 deep in one another"],
    "no_confidence": [f"{STOCK} confidence is missing; allowed: 'A' (a published figure)"],
    "no_distribution": [
        f"{STOCK} distribution is missing",
        "fixed, lognormal, posterior, triangular, uniform",
    ],
    "no_low": [f"{STOCK} low is missing; must be a finite number"],
    "no_source": [f"{STOCK} source is missing; say where the value comes from"],
    "no_spread": [f"{STOCK} a uniform distribution needs low < high, both are 5.0; use 'fixed'"],
    "no_value": [f"{STOCK} value is missing; must be a finite number"],
    "not_toml": ["not valid TOML", "line 1"],
    "not_utf8": ["not UTF-8 text (byte 13)"],
    "number_as_text": [f"{STOCK} value is '1200000'; must be a finite number"],
    "only_a_comment": ["the file is empty"],
    "outside_range": [f"{SHARE} value 49.0 is outside the allowed range 0 to 1 share of GDP"],
    "parameter_not_a_table": [f"{STOCK} is 1200000.0; must be a table"],
    "parent_is_bad": [f"disorder.toml: {STOCK} low 1300000.0"],
    "spread_outside_range": [f"{SHARE} high 1.2 is outside the allowed range 0 to 1"],
    "table_twice": ["not valid TOML"],
    "texts_are_not_text": [
        "value is [1200000.0]",
        "distribution is ['fixed'], not a known",
        "confidence is ['A']; allowed",
        "source is 1",
        "note is 3; must be text",
    ],
    "unknown_block": ["unknown block or key 'migratoin'; did you mean 'migration'"],
    "unknown_confidence": [f"{STOCK} confidence is 'D'; allowed: 'A' (a published figure)"],
    "unknown_distribution": [f"{STOCK} distribution is 'triangle', not a known", "did you mean 'triangular'"],
    "unknown_figure": ["[figures.gdp_us] is unknown; did you mean 'gdp_usd'"],
    "unknown_head_key": ["unknown block or key 'narative'; did you mean 'narrative'"],
    "unknown_key": [f"{STOCK} unknown key 'sorce'; did you mean 'source'"],
    "unknown_parameter": ["[migration.stock_rusia] is unknown; did you mean 'stock_russia'"],
    "unknown_resolution": ["[resolutions.gdp_implied_by_remitances] is unknown; did you mean"],
    "winner_not_compared": ["wins is 'trade_total', not a figure it compares", "gdp_usd"],
    "winner_without_rule": ["[resolutions.gdp_implied_by_remittances] rule is missing"],
    "wrong_block": ["[trade.stock_russia] is in the wrong block; it belongs to [migration]"],
}
NOT_READABLE = {"empty", "not_toml", "not_utf8", "only_a_comment", "table_twice"}
NOT_READABLE |= {"integer_without_end", "nested_too_deeply"}


def test_every_bad_file_has_its_message():
    assert {file.stem for file in FOLDER.glob("*.toml")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_bad_parameter_set(name):
    with pytest.raises(InputError) as caught:
        parameters(FOLDER / f"{name}.toml")
    message = str(caught.value)
    assert [fragment for fragment in EXPECTED[name] if fragment not in message] == [], message
    assert name in message
    assert isinstance(caught.value, FileFormatError) == (name in NOT_READABLE)


@pytest.mark.parametrize(
    "name",
    [
        *("outside_range", "nan", "no_source", "wrong_block", "unknown_figure"),
        *(
            "ensemble_against_entry",
            "ensemble_alone_in_entry",
            "ensemble_huge_integer",
            "ensemble_no_columns",
        ),
        *("ensemble_not_a_table", "ensemble_of_one", "ensemble_other_points"),
    ],
)
def test_one_fault_is_one_problem(name):
    with pytest.raises(InputError) as caught:
        parameters(FOLDER / f"{name}.toml")
    assert len(caught.value.problems) == 1


def test_every_missing_parameter_is_named():
    with pytest.raises(InputError) as caught:
        parameters(FOLDER / "nearly_all_missing.toml")
    missing = set(declarations()) - {"stock_russia"}
    assert [name for name in missing if name not in str(caught.value)] == []


def test_what_is_not_a_file(tmp_path):
    with pytest.raises(FileFormatError, match=r"cannot read .*none\.toml: No such file"):
        parameters(tmp_path / "none.toml")
    with pytest.raises(FileFormatError, match="cannot read"):
        parameters(tmp_path)
    with pytest.raises(FileFormatError, match=r"cannot read missing\.toml"):
        parameters("missing.toml")


def test_what_is_not_a_parameter_set():
    with pytest.raises(
        UnknownNameError, match="unknown parameter set 'kremlin'; did you mean 'kremlin-2024'"
    ):
        parameters("kremlin")
    with pytest.raises(InputError, match="'shared-2024' is abstract"):
        parameters("shared-2024")
    with pytest.raises(InputError, match="not a parameter set: 2024"):
        parameters(2024)
