"""Declared parameters are unique, bounded, and reachable as typed attributes."""

import dataclasses
import re
from pathlib import Path

import pytest

import tajsim
from tajsim.errors import InputError
from tajsim.handbook.page import SECTIONS
from tajsim.parameters import BLOCKS, Parameters, declarations
from tajsim.parameters.blocks import Blocks
from tajsim.parameters.declaration import declare
from tajsim.parameters.registry import collect

HEADLINE = {"stock_russia", "deportation_rate_irregular", "remittances_gdp_share", "turnover_russia"}


def test_headline_parameters_come_first():
    first = list(declarations())[: len(HEADLINE)]
    assert set(first) == HEADLINE
    assert {name for name, d in declarations().items() if d.headline} == HEADLINE


def test_declarations_carry_their_facts_and_are_read_only():
    stock = declarations()["stock_russia"]
    assert (stock.block, stock.unit, stock.low) == ("migration", "persons", 0.0)
    with pytest.raises(TypeError):
        declarations()["stock_russia"] = stock


def test_each_block_is_a_typed_attribute_of_parameters():
    annotated = {field.name: field.type for field in dataclasses.fields(Parameters) if not field.init}
    assert annotated == {block: cls.__name__ for block, cls in BLOCKS}


def test_the_blocks_are_listed_once():
    """The fields of `Blocks` are the list; the sections of the handbook follow it, none is left out."""
    names = [block for block, _ in BLOCKS]
    assert names == [field.name for field in dataclasses.fields(Blocks)]
    assert [cls.__name__.lower() for _, cls in BLOCKS] == names
    shown = [section.parameters for section in SECTIONS if section.parameters]
    assert sorted(shown) == sorted(names)
    own = [section.key for section in SECTIONS if section.key == section.parameters]
    assert own == [name for name in names if name != "economy"]


def test_no_other_module_lists_the_blocks():
    """Three names of blocks in a row, as texts, are a second list of them."""
    names = "|".join(block for block, _ in BLOCKS)
    listed = re.compile(rf'(?:"(?:{names})",?[\s)(*]*(?:,|\n)[\s)(*]*){{2}}"(?:{names})"')
    assert listed.search('*("host", "policy", "migration")')
    package = Path(tajsim.__file__).parent
    assert [path.name for path in package.rglob("*.py") if listed.search(path.read_text())] == []


def test_contradictory_declarations_are_all_reported():
    @dataclasses.dataclass(frozen=True, slots=True)
    class First:
        rate: float = declare("share", 0, 1, "A rate")
        empty: float = declare("share", 1, 1, "No room")

    @dataclasses.dataclass(frozen=True, slots=True)
    class Second:
        rate: float = declare("", 0, float("inf"), "The same name")

    with pytest.raises(InputError) as caught:
        collect([("first", First), ("second", Second)])
    assert caught.value.problems == (
        "first.empty: low 1.0 is not below high 1.0",
        "rate is declared in first and again in second",
        "second.rate lacks a unit or a description",
        "second.rate has no finite range: 0.0 to inf",
    )
