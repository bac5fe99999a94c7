"""The reference that is made from the package is complete."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest

import tajsim as ts
from docs.generate import formats
from docs.generate.file_format import Format
from docs.generate.included import without_outside_links
from docs.generate.names import class_home, groups, home
from docs.generate.tutorials import notebook_paths
from tajsim.cli import main
from tajsim.cli.parser import COMMANDS, command_parser
from tajsim.golden.description import Description
from tajsim.model.outputs import OUTPUTS
from tajsim.rounds.folder import FIELDS as RECORD_FIELDS


@pytest.fixture(scope="module")
def made(generated: dict[str, str | bytes]) -> dict[str, str]:
    return {path: text for path, text in generated.items() if isinstance(text, str)}


def keys(one: Format) -> dict[str, set[str]]:
    return {section.title: set(section.keys) for section in one.sections}


def fields(thing: object) -> set[str]:
    assert dataclasses.is_dataclass(thing)
    return {field.name for field in dataclasses.fields(thing)}


def test_every_public_name_stands_on_one_page(made: dict[str, str]) -> None:
    placed = [name for group in groups().values() for name in group.names if name in ts.__all__]
    assert sorted(placed) == sorted(ts.__all__)
    for key, group in groups().items():
        for name in group.names:
            if name in ts.__all__:
                assert f"::: {home(name)}\n" in made[f"reference/{key}.md"]
                assert f"`ts.{name}`" in made["reference/index.md"]


def test_what_public_names_give_is_found() -> None:
    assert [name for group in groups().values() for _, name in group.also if class_home(name) is None] == []


def test_every_command_and_option_is_documented(made: dict[str, str]) -> None:
    sections = re.split(r"^## tajsim ", made["reference/commands.md"], flags=re.MULTILINE)[1:]
    found = {section.split("\n", 1)[0]: section for section in sections}
    assert set(found) == set(COMMANDS)
    for name, text in found.items():
        for action in command_parser(name)._actions:
            assert all(option in text for option in action.option_strings)


def test_every_output_scenario_target_lever_and_source_is_documented(made: dict[str, str]) -> None:
    assert all(f"`{output.name}`" in made["reference/outputs.md"] for output in OUTPUTS)
    assert all(f"## {name}\n" in made["reference/scenario-list.md"] for name in ts.scenarios()["name"])
    targets = made["reference/targets.md"]
    assert all(f"`{name}`" in targets for name in (*ts.targets(moves=False)["name"], *ts.levers()["name"]))
    assert all(f"`{name}`" in made["reference/parameter-list.md"] for name in ts.parameters().values())
    assert all(f"`{name}`" in made["reference/sources.md"] for name in ts.sources()["id"])


def test_every_notebook_is_a_page_with_its_pictures(generated: dict[str, str | bytes]) -> None:
    for path in notebook_paths():
        text = generated[f"tutorials/{path.stem}.md"]
        assert isinstance(text, str)
        held = json.loads(path.read_text(encoding="utf-8"))["cells"]
        shown = [o for cell in held for o in cell.get("outputs", ()) if "image/png" in o.get("data", {})]
        pictures = re.findall(r"!\[[^\]]*\]\(([\w.-]+\.png)\)", text)
        assert len(pictures) == len(shown)
        assert all(generated[f"tutorials/{picture}"][:4] == b"\x89PNG" for picture in pictures)


def test_the_format_of_a_scenario_has_every_key(tmp_path: Path) -> None:
    shown = keys(formats.SCENARIO)
    kinds = (
        ts.step(1.1, start="2026Q1", end="2026Q4"), ts.pulse(1.1, start="2026Q1"), ts.path([1.1], "2026Q1"),
        ts.ramp(1.1, start="2026Q1", quarters=2, fade=2), ts.fade(1.1, start="2026Q1", quarters=2),
    )  # fmt: skip
    shocks = [ts.Shock("oil_price", multiply=shape, note="why") for shape in kinds]
    text = ts.Scenario("every shape", shocks).to_toml(tmp_path / "every.toml").read_text(encoding="utf-8")
    head, *tables = text.split("[[shocks]]")
    assert set(re.findall(r"^(\w+) =", head, re.MULTILINE)) <= shown["The file"]
    assert {"shocks", "components"} <= shown["The file"]
    found = set(re.findall(r"^(\w+) =", "".join(tables), re.MULTILINE))
    assert found <= shown["[[shocks]]"] | shown["Keys of the shapes"]
    assert shown["Keys of the shapes"] <= found
    assert {"add", "multiply", "set", "set_mean", "weight"} <= shown["[[shocks]]"]


def test_the_format_of_a_parameter_set_has_every_key() -> None:
    shown, p = keys(formats.PARAMETER_SET), ts.parameters("world-bank-2024")
    assert shown["[BLOCK.NAME], one parameter"] == fields(next(iter(p.entries.values())))
    assert shown["[figures.NAME], a published figure"] == fields(next(iter(p.figures.values())))
    assert shown["[resolutions.NAME], a contradiction settled"] == fields(next(iter(p.resolutions.values())))


def test_the_formats_of_what_is_written_have_every_key() -> None:
    r = ts.run("crackdown", draws=5, end="2026Q4", outputs=["gdp"])
    assert keys(formats.MANIFEST)["The object"] == set(r.manifest.to_dict())
    assert list(formats.SUMMARY.sections[0].keys) == list(r.summary_frame().columns)
    assert keys(formats.GOLDEN)["[run]"] == fields(Description)
    assert keys(formats.ROUND)["round.json"] == set(RECORD_FIELDS)


@pytest.mark.parametrize(
    "arguments",
    [
        "run crackdown --draws 5 --outputs gdp --end 2027Q4",
        "decompose crackdown gdp --draws 5 --end 2027Q4",
        "plausibility rouble-shock --draws 100",
        "solve rouble-shock --draws 20",
        "sensitivity crackdown gdp --names stock_russia --base-samples 64",
    ],
)
def test_the_tables_of_a_command_have_the_columns_documented(
    arguments: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command, *rest = arguments.split()
    assert main([command, *rest, "--out", str(tmp_path)]) == 0
    capsys.readouterr()
    found = {path.name: path.read_text("utf-8").split("\n", 1)[0].strip() for path in tmp_path.glob("*.csv")}
    stated = {name: columns.replace(", ", ",") for name, columns in formats.TABLES[command].items()}
    assert found.items() <= stated.items()
    assert found


@pytest.mark.parametrize("one", [f for f in formats.FORMATS if f.example[1]], ids=lambda one: one.title)
def test_its_example_reads(one: Format, tmp_path: Path) -> None:
    path = tmp_path / ("mine.csv" if one is formats.OBSERVATIONS else "mine.toml")
    path.write_text(one.example[1], encoding="utf-8")
    if one is formats.PARAMETER_SET:
        assert ts.parameters(path).migration.stock_russia == 900_000
    elif one is formats.OUTLOOK:
        assert ts.run(baseline=path, draws=None, end="2026Q4").baseline == "mine"
    elif one is formats.JUDGEMENT:
        assert [a.equation for a in ts.judgement(path).add_factors] == ["remittances", "exchange_rate"]
    elif one is formats.GOLDEN:
        assert Description.from_table({"scenarios": ["crackdown"], "years": [2026, 2027]}).years == (
            2026,
            2027,
        )
        assert ts.check(path, update=True).updated
    elif one is formats.OBSERVATIONS:
        assert len(ts.observations(path)) == 2
    elif one is formats.LEVER:
        found = ts.policy_search("crackdown", [path], "gdp > 0", 0.5, draws=5, end="2026Q4", at="2026")
        assert found.best is not None
    else:
        assert ts.scenario(path).shocks


def test_links_out_of_the_documentation_become_text() -> None:
    known = {"howto/index.md", "reference/run.md", "changelog.md"}

    def at(text: str, page: str = "howto/index.md") -> str:
        return without_outside_links(text, known, page)

    assert at("see [a run](../reference/run.md#x)") == "see [a run](../reference/run.md#x)"
    assert at("see [the code](../../tajsim/model/economy.py)") == "see the code"
    assert at("see [a site](https://example.org)") == "see [a site](https://example.org)"
    assert at("see [guides](docs/howto/index.md)", "changelog.md") == "see [guides](howto/index.md)"
