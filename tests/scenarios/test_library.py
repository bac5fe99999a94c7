from __future__ import annotations

from pathlib import Path

import pytest

from tajsim.errors import FileFormatError, UnknownNameError
from tajsim.scenarios import (
    Scenario,
    Shock,
    ramp,
    read_scenario,
    scenario,
    scenario_names,
    scenarios,
)

BAD = Path(__file__).parent.parent / "bad_inputs" / "scenarios"

ALPHA = """
title = "Alpha"
narrative = "First."
sources = ["S1"]

[[shocks]]
target = "rub_per_usd"
multiply = 1.59
shape = "ramp"
start = "2026Q1"
quarters = 4
fade = 8
"""
BETA = 'title = "Beta"\nnarrative = "Second."\n[[shocks]]\ntarget = "oil_price"\nadd = -10\n'


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of scenario files in the place of the shipped one."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "alpha.toml").write_text(ALPHA)
    (folder / "beta.toml").write_text(BETA)
    (folder / "baseline.toml").write_text('title = "Baseline"\nnarrative = "The outlook."\n')
    monkeypatch.setattr("tajsim.store.data_path", lambda *parts: tmp_path.joinpath(*parts))
    return folder


EXPECTED = {
    "bad_quarter_text": "start is not a quarter: '2026-Q5'; write it as 2026Q1",
    "boolean_value": "multiply: value must be a number, not True",
    "duplicated_shock": "the same shock is given 2 times: multiply rub_per_usd 1.3 (step from 2026Q1)",
    "empty": "it is empty; it needs a title, a narrative and [[shocks]]",
    "end_before_start": "end 2025Q4 is before start 2026Q1",
    "expect_not_tables": "expect must be a list of [[expect]] tables, not 'less of everything'",
    "expectations": "expect 1 (gpd): unknown output 'gpd'; did you mean 'gdp'",
    "fade_to_outside": "fade_to must be between 0 and 1, not 1.5",
    "fade_to_without_fade": "fade_to 0.5 has no effect without fade",
    "faulty_component": "component 1: shock 1 (rub_per_usd): multiply: value must be a finite",
    "hold_not_boolean": "hold must be true or false, not 'yes'",
    "integer_without_end": "it holds an integer of more than 2000 bits",
    "infinite": "shock 1 (rub_per_usd): add: value must be a finite number, not -inf",
    "list_without_path": 'a list needs shape = "path"',
    "many_faults": "10 problems",
    "missing_narrative": "narrative is missing",
    "missing_quarters": "the shape ramp needs quarters",
    "missing_start": "the shape ramp needs start",
    "missing_target": "shock 1: target is missing",
    "missing_title": "title is missing",
    "nan": "multiply: value must be a finite number, not nan",
    "negative_fade": "fade must be at least 0, not -1",
    "nested_too_deeply": "its tables are more than 50 deep in one another",
    "no_operation": "exactly one of set, set_mean, add, multiply is needed, not none",
    "not_a_number": "multiply: value must be a number, not '1.3'",
    "not_toml": "not valid TOML",
    "not_utf8": "not UTF-8 text",
    "note_not_text": "note must be text, not 3",
    "only_comment": "it is empty",
    "path_empty": "values must have at least one number",
    "path_of_one_number": "values must be a list of numbers, not 1.1",
    "path_with_nan": "value 2 must be a finite number, not nan",
    "quarter_not_text": "start is not a quarter",
    "quarters_below_one": "quarters must be at least 1, not 0",
    "quarters_not_whole": "quarters must be a whole number, not 2.5",
    "quarters_too_many": "quarters must be at most 10000",
    "quarters_without_shape": "quarters is not used by the shape step, which has start, end",
    "set_outside_range": "rub_per_usd cannot be set to -5; allowed is 1 to 10000 RUB per USD",
    "shape_not_text": "unknown shape 3; known names: fade, path, pulse, ramp, step",
    "shocks_and_components": "give either shocks or components, not both",
    "shocks_not_tables": "shocks must be a list of [[shocks]] tables, not 'rub_per_usd'",
    "sources_not_list": "sources must be a list of texts, not 'S30'",
    "sources_not_texts": "sources must be a list of texts, not ['S30', 7]",
    "target_not_text": "target must be the name of a driver or a parameter, not 4",
    "title_not_text": "title must be text, not 5",
    "two_operations": "exactly one of set, set_mean, add, multiply is needed, not add and multiply",
    "unknown_component": "component 1: unknown scenario 'alpa'",
    "unknown_key": "unknown key 'sorces'; did you mean 'sources'",
    "unknown_shape": "unknown shape 'rammp'; did you mean 'ramp'?",
    "unknown_shock_key": "unknown key 'quarter'; did you mean 'quarters'",
    "unknown_target": "unknown target 'rub_per_ud'; did you mean 'rub_per_usd'",
    "unused_field": "end is not used by the shape ramp, which has start, quarters, fade, fade_to",
    "values_key": "write them as a list: set = [..], add = [..], multiply = [..]",
    "weight_outside": "weight must be between 0 and 1, not 1.5",
    "weight_without_set": "weight is for set",
}


def test_every_bad_file_is_listed() -> None:
    assert {path.stem for path in BAD.glob("*.toml")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_bad_file_is_refused_with_its_fault(name: str) -> None:
    with pytest.raises(FileFormatError) as caught:
        read_scenario(BAD / f"{name}.toml")
    assert EXPECTED[name] in str(caught.value)
    assert f"{name}.toml" in str(caught.value)


@pytest.mark.parametrize(
    "fragment",
    [
        "unknown key 'titel'; did you mean 'title'?",
        "title is missing",
        "narrative is missing",
        "shock 1 (rub_per_ud): unknown key 'colour'",
        "start is not a quarter: 'soon'",
        "quarters must be at least 1, not 0",
        "value must be a finite number, not nan",
        "unknown target 'rub_per_ud'",
        "shock 2 (oil_price): exactly one of set, set_mean, add, multiply is needed, not set and add",
        "add: value must be a finite number, not inf",
    ],
)
def test_all_faults_of_a_file_come_at_once(fragment: str) -> None:
    with pytest.raises(FileFormatError) as caught:
        read_scenario(BAD / "many_faults.toml")
    assert fragment in str(caught.value)


@pytest.mark.parametrize(
    "fragment",
    [
        "6 problems",
        "expect 2 (gdp): says is missing",
        "expect 2 (gdp): unknown key 'low'; did you mean 'below'",
        "expect 2 (gdp): at is not a period: 'soon'",
        "expect 2 (gdp): above or below is missing",
        "expect 3 (inflation): above 3.0 is more than below 2.0",
    ],
)
def test_all_faults_of_claims_come_at_once(fragment: str) -> None:
    with pytest.raises(FileFormatError) as caught:
        read_scenario(BAD / "expectations.toml")
    assert fragment in str(caught.value)


def test_a_missing_file_or_a_folder_is_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path / "no.toml", tmp_path):
        with pytest.raises(FileFormatError, match="cannot read"):
            read_scenario(path)
    with pytest.raises(FileFormatError, match=r"cannot read no\.toml"):
        scenario("no.toml")


def test_a_file_gives_its_scenario(shipped: Path) -> None:
    expected = Scenario(
        "alpha",
        [Shock("rub_per_usd", multiply=ramp(1.59, "2026Q1", 4, fade=8))],
        title="Alpha",
        narrative="First.",
        sources=["S1"],
    )
    assert scenario("alpha") == expected
    assert scenario(str(shipped / "alpha.toml")) == expected
    assert scenario(shipped / "alpha.toml") == expected
    assert Scenario.from_toml(shipped / "alpha.toml") == expected


def test_a_file_without_shocks_is_the_null_scenario(shipped: Path) -> None:
    assert scenario("baseline").shocks == ()


def test_expressions_compose(shipped: Path) -> None:
    assert scenario("alpha + beta") == scenario("alpha") + scenario("beta")
    assert scenario("alpha+beta+alpha").name == "alpha + beta + alpha"
    assert scenario(f"alpha + {shipped / 'beta.toml'}") == scenario("alpha + beta")


def test_files_stand_in_sums_under_every_name(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shipped.parent)
    third = BETA.replace("-10", "-12")
    for name in ("a + b.toml", "c++.TOML", "plain.Toml", "x + y.toml", "y.toml"):
        Path(name).write_text(third.replace("Beta", name))
    only = {name: scenario(Path(name)) for name in ("a + b.toml", "c++.TOML", "plain.Toml", "y.toml")}
    assert only["c++.TOML"].name == "c++"
    for name, one in only.items():
        assert scenario(name) == one
        assert scenario(f"alpha + {name}").components() == (scenario("alpha"), one)
        assert scenario(f"{name}+alpha").components() == (one, scenario("alpha"))
    both = scenario("a + b.toml + alpha + c++.TOML")
    assert both.components() == (only["a + b.toml"], scenario("alpha"), only["c++.TOML"])
    assert scenario("x + y.toml").name == "x + y", "the longest name that is a file"
    assert scenario("alpha + y.toml").components() == (scenario("alpha"), only["y.toml"])
    with pytest.raises(FileFormatError, match=r"cannot read no\.TOML"):
        scenario("alpha + no.TOML")


def test_names_that_are_sums_of_folders(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shipped.parent)
    Path("mine + yours").mkdir()
    Path("mine + yours", "z.toml").write_text(BETA)
    assert scenario("mine + yours/z.toml + alpha").name == "z + alpha"


def test_unknown_names_are_all_listed_with_the_nearest(shipped: Path) -> None:
    with pytest.raises(UnknownNameError, match="unknown scenario 'alfa'; did you mean 'alpha'"):
        scenario("alfa")
    with pytest.raises(UnknownNameError) as caught:
        scenario("alfa + beta + betta")
    assert "'alpha'" in str(caught.value)
    assert "'beta'" in str(caught.value)
    with pytest.raises(UnknownNameError, match="unknown scenario ''"):
        scenario("alpha +")


def test_the_table_lists_the_baseline_first(shipped: Path) -> None:
    assert scenario_names() == ("baseline", "alpha", "beta")
    table = scenarios()
    assert list(table.columns) == ["name", "title", "narrative", "sources"]
    assert table["title"].tolist() == ["Baseline", "Alpha", "Beta"]
    assert table["sources"].tolist() == [(), ("S1",), ()]


def test_a_file_can_be_made_of_shipped_scenarios(shipped: Path) -> None:
    both = shipped / "both.toml"
    both.write_text('title = "Both"\nnarrative = "All."\ncomponents = ["alpha", "beta"]\n')
    loaded = scenario("both")
    assert loaded.components() == (scenario("alpha"), scenario("beta"))
    assert loaded.shocks == scenario("alpha + beta").shocks
    assert (loaded.name, loaded.title, loaded.sources) == ("both", "Both", ("S1",))


def test_a_scenario_cannot_be_a_component_of_itself(shipped: Path) -> None:
    (shipped / "beta.toml").write_text('title = "B"\nnarrative = ""\ncomponents = ["gamma"]\n')
    (shipped / "gamma.toml").write_text('title = "G"\nnarrative = ""\ncomponents = ["beta"]\n')
    with pytest.raises(FileFormatError, match="component of itself"):
        scenario("beta")


def test_targets_need_not_be_checked(tmp_path: Path) -> None:
    path = Scenario("s", [Shock("anything", add=1.0)]).to_toml(tmp_path / "s.toml")
    assert read_scenario(path, check_targets=False).shocks[0].target == "anything"
    with pytest.raises(FileFormatError, match="unknown target 'anything'"):
        Scenario.from_toml(path)
