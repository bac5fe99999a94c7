"""The page is complete: every parameter, every equation, every symbol, for every parameter set."""

from __future__ import annotations

import dataclasses
import pkgutil
import re
from collections import Counter
from pathlib import Path

import pytest

import tajsim.model
from tajsim.drivers.declared import DRIVERS, OBSERVABLE
from tajsim.errors import InputError, UnknownNameError
from tajsim.handbook import ModelPage, model_page
from tajsim.handbook.markdown import escape
from tajsim.handbook.mathematics import to_latex
from tajsim.handbook.page import PLUMBING, SECTIONS, document_of, symbols_of
from tajsim.model.outputs import OUTPUTS
from tajsim.parameters import BLOCKS, declarations, parameter_set_names, parameters

from .readers import readers

MODULES = sorted(
    m.name.removeprefix("tajsim.") for m in pkgutil.walk_packages(tajsim.model.__path__, "tajsim.model.")
)
SHOWN = [module for section in SECTIONS for module in section.modules]


@pytest.fixture(scope="module")
def page() -> ModelPage:
    return model_page("calibrated-2024")


@pytest.mark.parametrize("module", [m for m in MODULES if m not in PLUMBING])
def test_every_module_of_the_model_is_on_the_page_with_its_equations(module: str, page: ModelPage) -> None:
    assert SHOWN.count(module) == 1, f"{module} belongs to one section of the handbook, or to PLUMBING"
    document = document_of(module)
    assert document.heading is not None, f"{module} has no Equations section"
    assert document.equations
    markdown = page.to_markdown()
    for equation in document.equations:
        assert markdown.count(to_latex(equation)) == 1


def test_plumbing_is_what_holds_no_equation() -> None:
    assert set(PLUMBING) <= set(MODULES)
    assert not any(document_of(module).equations for module in PLUMBING)


@pytest.mark.parametrize("parameter_set", parameter_set_names())
def test_every_parameter_stands_once_under_its_block_with_value_and_source(parameter_set: str) -> None:
    page, p = model_page(parameter_set), parameters(parameter_set)
    for block, cls in BLOCKS:
        (key,) = (s.key for s in SECTIONS if s.parameters == block)
        rows = page[key].parameters
        assert [r.name for r in rows] == [f.name for f in dataclasses.fields(cls)]
        for row in rows:
            entry = p.entries[row.name]
            assert (row.value, row.low, row.high) == (entry.value, entry.low, entry.high)
            assert (row.source, row.confidence, row.note) == (entry.source, entry.confidence, entry.note)
            assert row.description == declarations()[row.name].description
            assert row.description
            assert row.source
    lines = page.to_markdown().splitlines()
    counted = Counter(m[1] for line in lines if (m := re.match(r"\|[^|]*\| `(\w+)`<br>", line)))
    assert counted == Counter(p.entries.keys())
    for name, entry in p.entries.items():
        (line,) = (line for line in lines if re.match(rf"\|[^|]*\| `{name}`<br>", line))
        assert escape(entry.source) in line
        assert line.count(" | ") == 4


def test_a_posterior_states_what_it_was_calibrated_from(page: ModelPage) -> None:
    p, before = parameters("calibrated-2024"), parameters("world-bank-2024")
    rows = [row for block in page.blocks for row in block.parameters]
    for row in rows:
        posterior = p.entries[row.name].distribution == "posterior"
        assert row.prior == (before.entries[row.name].source if posterior else "")


def test_a_source_stands_once_where_the_prior_rests_on_it() -> None:
    p = parameters("nowcast-2025")
    again = [name for name, entry in p.entries.items() if entry.distribution == "posterior"]
    rows = {row.name: row for block in model_page(p).blocks for row in block.parameters}
    priors = {name for name in again if rows[name].prior}
    assert priors == set(parameters("calibrated-2024").ensemble.names)
    assert len(priors) < len(again)


@pytest.mark.parametrize("module", SHOWN)
def test_every_symbol_stands_for_a_parameter_the_module_reads(module: str) -> None:
    document, known = document_of(module), declarations()
    equations = "\n".join([*document.equations, document.text])
    home = {m: s.parameters for s in SECTIONS for m in s.modules}[module]
    blocks = {known[name].block for name, modules in readers().items() if module in modules} | {home}
    for symbol, name in document.symbols.items():
        assert name in known, f"{module}: {name}"
        assert known[name].block in blocks, f"{module}: {name}"
        found = re.search(rf"(?<![A-Za-z0-9_]){re.escape(symbol)}(?![A-Za-z0-9])", equations)
        assert found, f"{module}: {symbol} is neither in an equation nor in the text"


@pytest.mark.parametrize("block", [block for block, _ in BLOCKS if block != "residuals"])
def test_every_parameter_is_named_by_a_module_that_reads_it(block: str) -> None:
    """Those that no module of the model reads give shapes (of consumption, of the year) to the engine."""
    named = {m: set(document_of(m).symbols.values()) for m in SHOWN}
    for name in (f.name for f in dataclasses.fields(dict(BLOCKS)[block])):
        modules = readers().get(name, set()) & set(SHOWN)
        shown = [m for m in modules or SHOWN if name in named[m]]
        assert shown, f"{name} is read by {sorted(modules)} and named by the Symbols of none"


def test_every_parameter_read_by_a_block_is_among_its_symbols() -> None:
    """A new coefficient comes with its symbol; the base year names only what is new in it."""
    blocks = [m for s in SECTIONS for m in s.modules if m == f"model.{s.key}"]
    for module in blocks:
        read = {name for name, modules in readers().items() if module in modules}
        assert read <= set(document_of(module).symbols.values()), module


def test_what_only_the_engine_reads() -> None:
    unread = declarations().keys() - readers().keys()
    assert unread == {
        *("poverty_national", "poverty_international", "gini", "receiving_gradient"),
        *("departures_h1", "poverty_residual"),
    }


def test_residuals_are_reported(page: ModelPage) -> None:
    text = page["residuals"].text
    for equation in ("money sent", "own consumption", "imports", "reserves"):
        assert equation in "\n".join([text, *page["residuals"].equations])


def test_every_driver_and_output_is_on_the_page(page: ModelPage) -> None:
    markdown = page.to_markdown()
    for driver in (*DRIVERS, *OBSERVABLE):
        assert f"| `{driver.name}` | " in markdown
    reported = Counter(name for block in page.blocks for name in block.outputs)
    assert reported == Counter(o.name for o in OUTPUTS)


def test_a_name_that_is_not_declared_is_refused() -> None:
    document = dataclasses.replace(document_of("model.host"), symbols={"a": "trend_sped"})
    with pytest.raises(InputError, match=r"'trend_sped', which is not declared; did you mean 'trend_speed'"):
        symbols_of({"model.host": document})


def test_the_page_shows_itself_and_is_written_whole(page: ModelPage, tmp_path: Path) -> None:
    assert page._repr_markdown_() == page.to_markdown()
    assert page["host"]._repr_markdown_() in page.to_markdown()
    assert (
        repr(page) == f"<the model on one page, parameter set calibrated-2024, {len(page.keys())} sections>"
    )
    assert repr(page["host"]) == "<host, 14 parameters>"
    assert page.write(tmp_path / "page.md").read_text(encoding="utf-8") == page.to_markdown()
    with pytest.raises(UnknownNameError, match="did you mean 'migration'"):
        page["migrations"]


def test_a_symbol_of_another_section_says_which(page: ModelPage) -> None:
    rows = {row.name: row.symbols for row in page["migration"].parameters}
    assert rows["departure_rate"] == (("v", "migration"),)
    assert rows["lapse_rate"] == (("v", "policy"),)
    assert rows["stock_russia"] == (("N", "base year"),)
    assert "| `v` (policy) | `lapse_rate`<br>" in page.to_markdown()


def test_markup_in_a_source_stays_text(tmp_path: Path) -> None:
    p = parameters("world-bank-2024").replace(
        prices={"phillips_slope": {"value": 0.1, "distribution": "fixed", "low": 0.1, "high": 0.1,
                                   "source": "a | b <script> *c*", "confidence": "A"}}
    )  # fmt: skip
    (line,) = (x for x in model_page(p).to_markdown().splitlines() if "`phillips_slope`" in x)
    assert r"a \| b \<script\> \*c\*" in line
